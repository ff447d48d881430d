import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directory.migrations._audit import AUDIT


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditFold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, verbose_name="what")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("seen_count", models.PositiveIntegerField(default=1, verbose_name="times")),
            ],
            options={
                "verbose_name": "repeated line",
                "verbose_name_plural": "repeated lines",
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                (
                    "line_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="lines"
                    ),
                ),
                ("line_kinds", models.TextField(verbose_name="categories")),
                ("line_macs", models.BinaryField(verbose_name="digests of the lines")),
                ("previous_mac", models.BinaryField(verbose_name="seal before")),
                ("mac", models.BinaryField(verbose_name="seal")),
                ("key_id", models.CharField(max_length=40, verbose_name="key")),
                ("sealed_at", models.DateTimeField(db_index=True, verbose_name="sealed")),
            ],
            options={
                "verbose_name": "seal of the audit trail",
                "verbose_name_plural": "seals of the audit trail",
            },
        ),
        migrations.CreateModel(
            name="AuditWaiting",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("waits_since", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "line to seal",
                "verbose_name_plural": "lines to seal",
            },
        ),
        migrations.RemoveIndex(
            model_name="auditevent",
            name="audit_by_person",
        ),
        migrations.AddField(
            model_name="auditevent",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.registrationauthority",
                verbose_name="authority",
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="category",
            field=models.CharField(
                choices=[("ACT", "acts"), ("SIGN_IN", "sign-ins"), ("READING", "readings"), ("REFUSAL", "refusals")],
                default="ACT",
                max_length=7,
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="mandate",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.mandate",
                verbose_name="mandate",
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="outcome",
            field=models.CharField(
                choices=[("DONE", "done"), ("REFUSED", "refused"), ("READ", "read"), ("EXPORTED", "exported")],
                default="DONE",
                max_length=8,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="occurred_at",
            field=models.DateTimeField(verbose_name="when"),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="practitioner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.practitioner",
                verbose_name="practitioner",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["occurred_at", "id"], name="audit_by_time"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["action", "occurred_at"], name="audit_by_action"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["category", "occurred_at"], name="audit_by_category"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("actor__isnull", False)), fields=["actor", "occurred_at"], name="audit_by_actor"
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("authority__isnull", False)),
                fields=["authority", "occurred_at"],
                name="audit_by_authority",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("practitioner__isnull", False)),
                fields=["practitioner", "occurred_at"],
                name="audit_by_person",
            ),
        ),
        migrations.AddIndex(
            model_name="auditfold",
            index=models.Index(fields=["ends_at"], name="fold_by_window"),
        ),
        migrations.AddConstraint(
            model_name="auditfold",
            constraint=models.UniqueConstraint(fields=("key", "ends_at"), name="one_count_a_window"),
        ),
        *AUDIT,
    ]
