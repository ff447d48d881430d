import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

import directory.models.functions
from directory.migrations import _rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        *_rules.FOUNDATIONS,
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
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("national_id", models.CharField(max_length=40, unique=True, verbose_name="national identifier")),
                ("identifier_type", models.CharField(max_length=2, verbose_name="identifier type")),
                ("identifier", models.CharField(max_length=38, verbose_name="identifier")),
                ("civility_code", models.CharField(blank=True, max_length=8, verbose_name="civility")),
                ("family_name", models.CharField(max_length=120, verbose_name="family name")),
                ("given_names", models.CharField(blank=True, max_length=120, verbose_name="given names")),
                ("authority_code", models.CharField(blank=True, max_length=20, verbose_name="authority of the person")),
                ("is_test", models.BooleanField(default=False, verbose_name="test person")),
                ("deceased_date", models.DateField(blank=True, null=True, verbose_name="date of death")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="last change"
                    ),
                ),
            ],
            options={
                "verbose_name": "practitioner",
                "verbose_name_plural": "practitioners",
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["updated_at"], name="practitioner_by_change", pages_per_range=2
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("identifier_type", "identifier"), name="one_person_an_identifier"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identifier_type", "8"), _negated=True),
                            models.Q(("is_test", True), ("identifier__startswith", "997")),
                            models.Q(("is_test", False), models.Q(("identifier__startswith", "997"), _negated=True)),
                            _connector="OR",
                        ),
                        name="test_people_carry_test_numbers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[("INVITATION", "a registrar"), ("PERSON", "the person")],
                        max_length=10,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("INVITED", "link sent"),
                            ("DRAFT", "being filled"),
                            ("SUBMITTED", "to treat"),
                            ("ASKED", "waiting for the person"),
                            ("ACCEPTED", "accepted"),
                            ("REFUSED", "turned down"),
                            ("WITHDRAWN", "withdrawn"),
                            ("EXPIRED", "out of time"),
                        ],
                        default="INVITED",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("email_digest", models.BinaryField(max_length=32)),
                ("email_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mail verified")),
                ("mobile_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="mobile verified")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="answers removed")),
            ],
            options={
                "verbose_name": "enrolment request",
                "verbose_name_plural": "enrolment requests",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["expires_at"], name="request_to_expire"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False), ("emptied_at__isnull", True)),
                        fields=["closed_at"],
                        name="request_to_empty",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("state__in", ("INVITED", "DRAFT", "SUBMITTED", "ASKED"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("INVITED", "DRAFT", "SUBMITTED", "ASKED")), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_request_is_closed_when_nothing_may_follow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "SUBMITTED"), _negated=True),
                            models.Q(("email_verified_at__isnull", False), ("mobile_verified_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_sent_request_has_proven_contacts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtractLoad",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="batch")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ACTIVITIES", "people and activities"),
                            ("EXPERTISES", "expertises"),
                            ("DIPLOMAS", "diplomas and authorizations"),
                            ("RESTRICTED", "restricted extract"),
                        ],
                        default="ACTIVITIES",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("path", models.CharField(blank=True, editable=False, max_length=1000, verbose_name="path")),
                ("sha256", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "received"),
                            ("STAGED", "read"),
                            ("COMPARED", "compared"),
                            ("PAUSED", "waiting for a decision"),
                            ("APPLIED", "applied"),
                            ("FINISHED", "finished"),
                            ("UNCHANGED", "nothing new"),
                            ("REFUSED", "refused"),
                            ("ABANDONED", "abandoned"),
                        ],
                        default="RECEIVED",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("is_forced", models.BooleanField(default=False, verbose_name="limits waived")),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason of the decision"),
                ),
                ("line_count", models.PositiveIntegerField(default=0, verbose_name="lines")),
                ("refused_count", models.PositiveIntegerField(default=0, verbose_name="refused lines")),
                ("progress", models.JSONField(blank=True, default=dict, verbose_name="progress")),
                ("comparison", models.JSONField(blank=True, default=dict, verbose_name="comparison")),
                ("counts", models.JSONField(blank=True, default=dict, verbose_name="counts")),
                ("unknown_codes", models.JSONField(blank=True, default=dict, verbose_name="unknown codes")),
                ("refusal", models.JSONField(blank=True, default=dict, verbose_name="refusal")),
            ],
            options={
                "verbose_name": "load of an extract",
                "verbose_name_plural": "loads of extracts",
                "indexes": [
                    models.Index(fields=["kind", "sha256"], name="load_by_digest"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("FINISHED", "UNCHANGED", "REFUSED", "ABANDONED")), _negated=True
                        ),
                        fields=["started_at"],
                        name="load_to_do",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "worker heartbeat",
                "verbose_name_plural": "worker heartbeats",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("username", models.CharField(max_length=254, unique=True, verbose_name="user name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may enter the portal")),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "practitioner",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="account_email_is_unique_when_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="technical contact")),
                ("reads_restricted", models.BooleanField(default=False, verbose_name="reads the restricted view")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("suspended_at", models.DateTimeField(blank=True, null=True, verbose_name="suspended")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
            ],
            options={
                "verbose_name": "API client",
                "verbose_name_plural": "API clients",
            },
        ),
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
                "indexes": [models.Index(fields=["ends_at"], name="fold_by_window")],
                "constraints": [models.UniqueConstraint(fields=("key", "ends_at"), name="one_count_a_window")],
            },
        ),
        migrations.CreateModel(
            name="CivilIdentity",
            fields=[
                (
                    "practitioner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="civil_identity",
                        serialize=False,
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                ("birth_family_name", models.CharField(max_length=120, verbose_name="birth name")),
                ("given_names", models.CharField(max_length=200, verbose_name="all given names")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("sex_code", models.CharField(blank=True, max_length=1, verbose_name="sex")),
                (
                    "birth_place_code",
                    models.CharField(blank=True, max_length=5, verbose_name="commune of birth (INSEE code)"),
                ),
                ("birth_place_label", models.CharField(blank=True, max_length=120, verbose_name="place of birth")),
                ("birth_country_code", models.CharField(blank=True, max_length=5, verbose_name="country of birth")),
            ],
            options={
                "verbose_name": "civil identity",
                "verbose_name_plural": "civil identities",
                "indexes": [models.Index(fields=["birth_date"], name="civil_identity_by_birth")],
            },
        ),
        migrations.CreateModel(
            name="CodeTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="nomenclature")),
                ("oid", models.CharField(blank=True, max_length=60, verbose_name="OID")),
                ("canonical", models.CharField(blank=True, max_length=300, verbose_name="canonical address")),
                ("version", models.CharField(blank=True, max_length=60, verbose_name="version")),
                ("edition_date", models.DateField(blank=True, null=True, verbose_name="edition")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("loaded_at", models.DateTimeField(blank=True, null=True, verbose_name="loaded")),
                ("revision", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="revision")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="loaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "nomenclature",
                "verbose_name_plural": "nomenclatures",
            },
        ),
        migrations.CreateModel(
            name="Concept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=80, verbose_name="nomenclature")),
                ("oid", models.CharField(blank=True, max_length=60, verbose_name="OID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("label", models.CharField(max_length=1000, verbose_name="label")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "code of a nomenclature",
                "verbose_name_plural": "codes of nomenclatures",
                "constraints": [models.UniqueConstraint(fields=("table", "code"), name="one_concept_a_code")],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("EMAIL", "e-mail"), ("MOBILE", "mobile phone")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "mobile",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="mobile phone"
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="verified")),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CODE", "code typed back by the holder"),
                            ("EXTRACT", "national restricted extract"),
                            ("ATTESTED", "attested by a registrar"),
                        ],
                        max_length=8,
                        verbose_name="verified by",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="serves activation from")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="replaced")),
                ("attested_at", models.DateTimeField(blank=True, null=True, verbose_name="attested")),
                ("bounced_at", models.DateTimeField(blank=True, null=True, verbose_name="receives nothing since")),
                (
                    "bounce_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNKNOWN", "this mailbox does not exist"),
                            ("FULL", "the mailbox is full"),
                            ("SPAM", "refused as unwanted mail"),
                            ("ADDRESS", "address refused by its mail server"),
                            ("NUMBER", "number refused by the SMS gateway"),
                            ("NO_NUMBER", "this number is not in service"),
                            ("PHONE", "the telephone was off or out of reach"),
                            ("AWAY", "the mail server or the SMS gateway did not answer"),
                            ("REFUSED", "refused by the mail server or the SMS gateway"),
                            ("EXPIRED", "could not leave in time"),
                            ("KEY", "its content could not be read any more"),
                        ],
                        db_default="",
                        max_length=9,
                        verbose_name="why nothing arrives",
                    ),
                ),
                (
                    "attested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="attested by",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_points",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "indexes": [
                    models.Index(
                        condition=models.Q(("bounced_at__isnull", False), ("ended_at__isnull", True)),
                        fields=["bounced_at", "id"],
                        name="contact_unreachable",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("practitioner", "kind"),
                        name="one_current_contact_of_each_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "EMAIL"), models.Q(("email", ""), _negated=True), ("mobile", "")),
                            models.Q(("kind", "MOBILE"), ("email", ""), models.Q(("mobile", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_contact_holds_the_value_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_at__isnull", True), models.Q(("verified_by", ""), _negated=True), _connector="OR"
                        ),
                        name="a_verified_contact_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attested_at__isnull", True), ("attested_by__isnull", True)),
                            models.Q(("attested_at__isnull", False), ("attested_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_attestation_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bounce_reason", ""), ("bounced_at__isnull", True)),
                            models.Q(("bounced_at__isnull", False), models.Q(("bounce_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_contact_that_receives_nothing_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactVerification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token_digest", models.BinaryField(max_length=32)),
                ("code_digest", models.BinaryField(max_length=32)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="directory.contactpoint",
                        verbose_name="contact",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_verifications",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact verification",
                "verbose_name_plural": "contact verifications",
                "indexes": [
                    models.Index(fields=["token_digest"], name="verification_by_token"),
                    models.Index(fields=["contact", "created_at"], name="verification_by_contact"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Diploma",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_code", models.CharField(max_length=10, verbose_name="type of diploma")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("code", models.CharField(max_length=20, verbose_name="diploma")),
                ("label", models.CharField(blank=True, max_length=300, verbose_name="label of the diploma")),
                ("place_code", models.CharField(blank=True, max_length=20, verbose_name="place of training")),
                ("obtained_date", models.DateField(blank=True, null=True, verbose_name="obtained on")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diplomas",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "diploma",
                "verbose_name_plural": "diplomas",
                "indexes": [models.Index(fields=["code"], name="diploma_by_code")],
                "constraints": [
                    models.UniqueConstraint(fields=("practitioner", "type_code", "code"), name="one_diploma_a_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("enrolled_at", models.DateTimeField(verbose_name="registered")),
                (
                    "enrolled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "indexes": [models.Index(fields=["enrolled_at"], name="enrolment_by_time")],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentAnswers",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="answers",
                        serialize=False,
                        to="directory.enrolmentrequest",
                        verbose_name="request",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "mobile",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="mobile phone"
                    ),
                ),
                ("birth_family_name", models.CharField(blank=True, max_length=120, verbose_name="birth name")),
                ("given_names", models.CharField(blank=True, max_length=120, verbose_name="all given names")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("sex_code", models.CharField(blank=True, max_length=1, verbose_name="sex")),
                ("practice_family_name", models.CharField(blank=True, max_length=120, verbose_name="name of use")),
                ("practice_given_name", models.CharField(blank=True, max_length=120, verbose_name="given name of use")),
                ("role_code", models.CharField(blank=True, max_length=10, verbose_name="role")),
                ("profession_code", models.CharField(blank=True, max_length=10, verbose_name="social profession")),
                ("start_date", models.DateField(blank=True, null=True, verbose_name="start date")),
            ],
            options={
                "verbose_name": "answers of a request",
                "verbose_name_plural": "answers of requests",
            },
        ),
        migrations.AddField(
            model_name="enrolmentrequest",
            name="enrolment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="request",
                to="directory.enrolment",
                verbose_name="enrolment",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentrequest",
            name="practitioner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolment_requests",
                to="directory.practitioner",
                verbose_name="practitioner",
            ),
        ),
        migrations.AddField(
            model_name="practitioner",
            name="load",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.extractload",
            ),
        ),
        migrations.AddField(
            model_name="extractload",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="extractload",
            name="loaded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="loaded by",
            ),
        ),
        migrations.CreateModel(
            name="Expertise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_code", models.CharField(max_length=10, verbose_name="type of expertise")),
                ("code", models.CharField(max_length=20, verbose_name="expertise")),
                ("recognised_date", models.DateField(blank=True, null=True, verbose_name="recognised on")),
                ("given_up_date", models.DateField(blank=True, null=True, verbose_name="given up on")),
                (
                    "is_in_activities",
                    models.BooleanField(db_default=False, editable=False, verbose_name="in the file of activities"),
                ),
                (
                    "is_in_expertises",
                    models.BooleanField(db_default=False, editable=False, verbose_name="in the file of expertises"),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
            ],
            options={
                "verbose_name": "expertise",
                "verbose_name_plural": "expertises",
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=60, unique=True, verbose_name="identifier")),
                ("type_code", models.CharField(max_length=20, verbose_name="type")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("manufacturer", models.CharField(blank=True, max_length=120, verbose_name="manufacturer")),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="model")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="last change"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
            },
        ),
        migrations.CreateModel(
            name="DiplomaEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("type_code", models.CharField(max_length=10, verbose_name="type of diploma")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("code", models.CharField(max_length=20, verbose_name="diploma")),
                ("label", models.CharField(blank=True, max_length=300, verbose_name="label of the diploma")),
                ("place_code", models.CharField(blank=True, max_length=20, verbose_name="place of training")),
                ("obtained_date", models.DateField(blank=True, null=True, verbose_name="obtained on")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.diploma",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="diploma",
            name="load",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.extractload",
            ),
        ),
        migrations.CreateModel(
            name="ContactConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("EMAIL", "e-mail"), ("MOBILE", "mobile phone")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of the extract")),
                (
                    "mobile",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="mobile phone of the extract"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("KEPT", "the holder's contact is kept"),
                            ("TAKEN", "the contact of the extract is taken"),
                            ("AGREED", "the extract no longer differs"),
                        ],
                        max_length=6,
                        verbose_name="resolution",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_conflicts",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                        verbose_name="load",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact conflict",
                "verbose_name_plural": "contact conflicts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("practitioner", "kind"),
                        name="one_open_conflict_a_kind_of_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "EMAIL"), models.Q(("email", ""), _negated=True), ("mobile", "")),
                            models.Q(("kind", "MOBILE"), ("email", ""), models.Q(("mobile", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_conflict_holds_the_value_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolution", ""), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), models.Q(("resolution", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_resolved_conflict_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("national_id", models.CharField(max_length=40, verbose_name="national identifier")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("CORRESPONDENCE", "correspondence file"),
                            ("EXTRACT", "restricted extract"),
                            ("FUSION", "fusion of two records"),
                        ],
                        max_length=14,
                        verbose_name="origin",
                    ),
                ),
                ("quality", models.PositiveSmallIntegerField(default=1, verbose_name="quality")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_identifiers",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "other identifier",
                "verbose_name_plural": "other identifiers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("national_id",),
                        name="an_identifier_names_one_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerIdentifierEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("national_id", models.CharField(max_length=40, verbose_name="national identifier")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("CORRESPONDENCE", "correspondence file"),
                            ("EXTRACT", "restricted extract"),
                            ("FUSION", "fusion of two records"),
                        ],
                        max_length=14,
                        verbose_name="origin",
                    ),
                ),
                ("quality", models.PositiveSmallIntegerField(default=1, verbose_name="quality")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.formeridentifier",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Fusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "difference_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why birth dates differ"),
                ),
                ("moved", models.JSONField(blank=True, default=dict, verbose_name="what moved")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorptions",
                        to="directory.practitioner",
                        verbose_name="record absorbed",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fusions",
                        to="directory.practitioner",
                        verbose_name="record kept",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fusion",
                "verbose_name_plural": "fusions",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("absorbed",),
                        name="a_record_is_absorbed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("absorbed")), _negated=True),
                        name="a_record_does_not_absorb_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthcareService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=60, unique=True, verbose_name="identifier")),
                ("category_code", models.CharField(max_length=20, verbose_name="category")),
                ("category_label", models.CharField(blank=True, max_length=200, verbose_name="label of the category")),
                ("type_code", models.CharField(blank=True, max_length=20, verbose_name="type")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("characteristic_code", models.CharField(blank=True, max_length=20, verbose_name="form")),
                (
                    "characteristic_label",
                    models.CharField(blank=True, max_length=200, verbose_name="label of the form"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="last change"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
            ],
            options={
                "verbose_name": "healthcare service",
                "verbose_name_plural": "healthcare services",
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[("PER", "personal"), ("ORG", "of a structure"), ("APP", "of an application")],
                        max_length=3,
                        verbose_name="kind",
                    ),
                ),
                ("service_label", models.CharField(blank=True, max_length=200, verbose_name="service")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                ("accepts_paperless", models.BooleanField(default=False, verbose_name="accepts letters")),
                ("is_unlisted", models.BooleanField(default=False, verbose_name="unlisted")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailboxes",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "secure mailbox",
                "verbose_name_plural": "secure mailboxes",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("address"), name="gin_trgm_ops"
                        ),
                        name="mailbox_by_part",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PER"), _negated=True), ("practitioner__isnull", False), _connector="OR"
                        ),
                        name="a_personal_mailbox_has_its_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("sound", models.TextField(db_collation="C")),
                ("person_count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "word of names",
                "verbose_name_plural": "words of names",
                "indexes": [
                    models.Index(fields=["sound"], name="name_word_by_sound"),
                    models.Index(
                        condition=models.Q(("person_count__gte", 100)), fields=["word"], name="name_word_frequent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("LEGAL_ENTITY", "legal entity"), ("SITE", "site")],
                        default="SITE",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("technical_id", models.CharField(max_length=40, unique=True, verbose_name="technical identifier")),
                ("former_id", models.CharField(blank=True, max_length=40, verbose_name="former identifier")),
                ("finess", models.CharField(blank=True, max_length=9, verbose_name="FINESS number")),
                (
                    "legal_entity_finess",
                    models.CharField(blank=True, max_length=9, verbose_name="FINESS number of the legal entity"),
                ),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET number")),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN number")),
                ("legal_name", models.CharField(blank=True, max_length=200, verbose_name="legal name")),
                ("trade_name", models.CharField(blank=True, max_length=200, verbose_name="trade name")),
                ("sector_code", models.CharField(blank=True, max_length=5, verbose_name="sector of activity")),
                (
                    "recipient_complement",
                    models.CharField(blank=True, max_length=120, verbose_name="recipient complement"),
                ),
                (
                    "location_complement",
                    models.CharField(blank=True, max_length=120, verbose_name="location complement"),
                ),
                ("street_number", models.CharField(blank=True, max_length=10, verbose_name="street number")),
                (
                    "street_number_suffix",
                    models.CharField(blank=True, max_length=10, verbose_name="street number suffix"),
                ),
                ("street_type_code", models.CharField(blank=True, max_length=10, verbose_name="street type")),
                ("street_type_label", models.CharField(blank=True, max_length=60, verbose_name="street type label")),
                ("street_name", models.CharField(blank=True, max_length=120, verbose_name="street name")),
                ("distribution", models.CharField(blank=True, max_length=120, verbose_name="distribution")),
                ("cedex_office", models.CharField(blank=True, max_length=80, verbose_name="cedex office")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                ("commune_code", models.CharField(blank=True, max_length=5, verbose_name="commune (INSEE code)")),
                ("commune_label", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                ("country_code", models.CharField(blank=True, max_length=5, verbose_name="country")),
                ("country_label", models.CharField(blank=True, max_length=60, verbose_name="country label")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                ("telephone_2", models.CharField(blank=True, max_length=30, verbose_name="second telephone")),
                ("fax", models.CharField(blank=True, max_length=30, verbose_name="fax")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail of the structure")),
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="department")),
                ("department_label", models.CharField(blank=True, max_length=60, verbose_name="department label")),
                ("region_code", models.CharField(blank=True, max_length=3, verbose_name="region")),
                ("is_test", models.BooleanField(default=False, verbose_name="test structure")),
                ("legal_status_code", models.CharField(blank=True, max_length=10, verbose_name="legal status")),
                ("category_code", models.CharField(blank=True, max_length=10, verbose_name="category")),
                ("pharmacy_licence", models.CharField(blank=True, max_length=20, verbose_name="pharmacy licence")),
                ("opened_date", models.DateField(blank=True, null=True, verbose_name="opened on")),
                ("closed_date", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="last change"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="directory.organization",
                        verbose_name="legal entity",
                    ),
                ),
            ],
            options={
                "verbose_name": "structure",
                "verbose_name_plural": "structures",
                "indexes": [
                    models.Index(fields=["region_code", "id"], name="organization_by_region"),
                    models.Index(
                        condition=models.Q(("finess", ""), _negated=True),
                        fields=["finess"],
                        name="organization_by_finess",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["updated_at"], name="organization_by_change", pages_per_range=2
                    ),
                    models.Index(
                        condition=models.Q(("siret", ""), _negated=True), fields=["siret"], name="organization_by_siret"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.comparison.Collate(
                                directory.models.functions.SearchKey(
                                    django.db.models.functions.text.Concat(
                                        models.F("legal_name"), models.Value(" "), models.F("trade_name")
                                    )
                                ),
                                "C",
                            ),
                            "gin_trgm_ops",
                        ),
                        name="organization_by_words",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.comparison.Collate(
                                django.db.models.functions.text.Concat(
                                    models.Value(" "),
                                    directory.models.functions.SearchKey(
                                        django.db.models.functions.text.Concat(
                                            models.Value(" "),
                                            models.F("recipient_complement"),
                                            models.Value(" "),
                                            models.F("location_complement"),
                                            models.Value(" "),
                                            models.F("street_number"),
                                            models.Value(" "),
                                            models.F("street_number_suffix"),
                                            models.Value(" "),
                                            models.F("street_type_label"),
                                            models.Value(" "),
                                            models.F("street_name"),
                                            models.Value(" "),
                                            models.F("distribution"),
                                            models.Value(" "),
                                            models.F("postal_code"),
                                            models.Value(" "),
                                            models.F("cedex_office"),
                                            models.Value(" "),
                                            models.F("commune_label"),
                                        )
                                    ),
                                    output_field=models.TextField(),
                                ),
                                "C",
                            ),
                            "gin_trgm_ops",
                        ),
                        name="organization_by_address",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Collate(
                            directory.models.functions.SearchKey(models.F("commune_label")), "C"
                        ),
                        models.F("commune_code"),
                        name="organization_by_commune",
                    ),
                    models.Index(
                        condition=models.Q(("siren", ""), _negated=True), fields=["siren"], name="organization_by_siren"
                    ),
                    models.Index(
                        condition=models.Q(("pharmacy_licence", ""), _negated=True),
                        fields=["pharmacy_licence"],
                        name="organization_by_licence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OPERATOR", "national operator"),
                            ("MANAGER", "agency manager"),
                            ("AGENT", "agency agent"),
                            ("REPRESENTATIVE", "legal representative"),
                            ("DELEGATE", "delegate"),
                            ("REGISTRAR", "registrar"),
                            ("ORDER_OFFICER", "officer of an order"),
                            ("AUDITOR", "auditor"),
                            ("SUPPORT", "support agent"),
                            ("RELYING_PARTY_REVIEWER", "reviewer of services"),
                        ],
                        max_length=22,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateTimeField(verbose_name="from")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("terms_version", models.CharField(blank=True, max_length=20, verbose_name="terms accepted")),
                ("terms_accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="terms accepted on")),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LEFT", "the person has left"),
                            ("CHANGED", "the person has another post"),
                            ("MISTAKE", "it was given by mistake"),
                            ("SECURITY", "security"),
                            ("OTHER", "another reason"),
                            ("FALLEN", "ended with the mandate it hung from"),
                            ("CLOSED", "ended with its authority"),
                        ],
                        max_length=8,
                        verbose_name="reason of the end",
                    ),
                ),
                ("ended_note", models.CharField(blank=True, max_length=500, verbose_name="note on the end")),
                ("last_reminder_days", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "given_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="directory.mandate",
                        verbose_name="hangs from",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organization",
                        verbose_name="narrowed to the site",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
                "indexes": [
                    models.Index(fields=["valid_from", "id"], name="mandate_latest"),
                    models.Index(
                        condition=models.Q(("valid_until__isnull", False)),
                        fields=["valid_until"],
                        name="mandate_by_end",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="mandate_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("terms_accepted_at__isnull", True), ("terms_version", "")),
                            models.Q(
                                models.Q(("terms_version", ""), _negated=True), ("terms_accepted_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="accepted_terms_have_an_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailboxEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[("PER", "personal"), ("ORG", "of a structure"), ("APP", "of an application")],
                        max_length=3,
                        verbose_name="kind",
                    ),
                ),
                ("service_label", models.CharField(blank=True, max_length=200, verbose_name="service")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                ("accepts_paperless", models.BooleanField(default=False, verbose_name="accepts letters")),
                ("is_unlisted", models.BooleanField(default=False, verbose_name="unlisted")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.mailbox",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="mailbox",
            name="organization",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailboxes",
                to="directory.organization",
                verbose_name="structure",
            ),
        ),
        migrations.CreateModel(
            name="HealthcareServiceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("identifier", models.CharField(max_length=60, verbose_name="identifier")),
                ("category_code", models.CharField(max_length=20, verbose_name="category")),
                ("category_label", models.CharField(blank=True, max_length=200, verbose_name="label of the category")),
                ("type_code", models.CharField(blank=True, max_length=20, verbose_name="type")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("characteristic_code", models.CharField(blank=True, max_length=20, verbose_name="form")),
                (
                    "characteristic_label",
                    models.CharField(blank=True, max_length=200, verbose_name="label of the form"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.healthcareservice",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="healthcareservice",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="healthcare_services",
                to="directory.organization",
                verbose_name="structure",
            ),
        ),
        migrations.CreateModel(
            name="EquipmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("identifier", models.CharField(max_length=60, verbose_name="identifier")),
                ("type_code", models.CharField(max_length=20, verbose_name="type")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("manufacturer", models.CharField(blank=True, max_length=120, verbose_name="manufacturer")),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="model")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.equipment",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="equipment",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="equipment",
                to="directory.organization",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentrequest",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolment_requests",
                to="directory.organization",
                verbose_name="structure",
            ),
        ),
        migrations.CreateModel(
            name="OrganizationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("LEGAL_ENTITY", "legal entity"), ("SITE", "site")],
                        default="SITE",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("technical_id", models.CharField(max_length=40, verbose_name="technical identifier")),
                ("former_id", models.CharField(blank=True, max_length=40, verbose_name="former identifier")),
                ("finess", models.CharField(blank=True, max_length=9, verbose_name="FINESS number")),
                (
                    "legal_entity_finess",
                    models.CharField(blank=True, max_length=9, verbose_name="FINESS number of the legal entity"),
                ),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET number")),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN number")),
                ("legal_name", models.CharField(blank=True, max_length=200, verbose_name="legal name")),
                ("trade_name", models.CharField(blank=True, max_length=200, verbose_name="trade name")),
                ("sector_code", models.CharField(blank=True, max_length=5, verbose_name="sector of activity")),
                (
                    "recipient_complement",
                    models.CharField(blank=True, max_length=120, verbose_name="recipient complement"),
                ),
                (
                    "location_complement",
                    models.CharField(blank=True, max_length=120, verbose_name="location complement"),
                ),
                ("street_number", models.CharField(blank=True, max_length=10, verbose_name="street number")),
                (
                    "street_number_suffix",
                    models.CharField(blank=True, max_length=10, verbose_name="street number suffix"),
                ),
                ("street_type_code", models.CharField(blank=True, max_length=10, verbose_name="street type")),
                ("street_type_label", models.CharField(blank=True, max_length=60, verbose_name="street type label")),
                ("street_name", models.CharField(blank=True, max_length=120, verbose_name="street name")),
                ("distribution", models.CharField(blank=True, max_length=120, verbose_name="distribution")),
                ("cedex_office", models.CharField(blank=True, max_length=80, verbose_name="cedex office")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                ("commune_code", models.CharField(blank=True, max_length=5, verbose_name="commune (INSEE code)")),
                ("commune_label", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                ("country_code", models.CharField(blank=True, max_length=5, verbose_name="country")),
                ("country_label", models.CharField(blank=True, max_length=60, verbose_name="country label")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                ("telephone_2", models.CharField(blank=True, max_length=30, verbose_name="second telephone")),
                ("fax", models.CharField(blank=True, max_length=30, verbose_name="fax")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail of the structure")),
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="department")),
                ("department_label", models.CharField(blank=True, max_length=60, verbose_name="department label")),
                ("region_code", models.CharField(blank=True, max_length=3, verbose_name="region")),
                ("is_test", models.BooleanField(default=False, verbose_name="test structure")),
                ("legal_status_code", models.CharField(blank=True, max_length=10, verbose_name="legal status")),
                ("category_code", models.CharField(blank=True, max_length=10, verbose_name="category")),
                ("pharmacy_licence", models.CharField(blank=True, max_length=20, verbose_name="pharmacy licence")),
                ("opened_date", models.DateField(blank=True, null=True, verbose_name="opened on")),
                ("closed_date", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="legal entity",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OutboundMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[("EMAIL", "e-mail"), ("SMS", "SMS")], max_length=5, verbose_name="channel"
                    ),
                ),
                ("event", models.CharField(max_length=60, verbose_name="event")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "waiting"),
                            ("SENT", "sent"),
                            ("FAILED", "failed"),
                            ("EXPIRED", "expired"),
                            ("BOUNCED", "returned"),
                            ("DECOY", "not sent"),
                        ],
                        default="QUEUED",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("sealed", models.BinaryField(blank=True)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UNKNOWN", "this mailbox does not exist"),
                            ("FULL", "the mailbox is full"),
                            ("SPAM", "refused as unwanted mail"),
                            ("ADDRESS", "address refused by its mail server"),
                            ("NUMBER", "number refused by the SMS gateway"),
                            ("NO_NUMBER", "this number is not in service"),
                            ("PHONE", "the telephone was off or out of reach"),
                            ("AWAY", "the mail server or the SMS gateway did not answer"),
                            ("REFUSED", "refused by the mail server or the SMS gateway"),
                            ("EXPIRED", "could not leave in time"),
                            ("KEY", "its content could not be read any more"),
                        ],
                        db_default="",
                        max_length=9,
                        verbose_name="why it failed",
                    ),
                ),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="received")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="directory.contactpoint",
                        verbose_name="contact",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(condition=models.Q(("state", "QUEUED")), fields=["due_at"], name="message_due"),
                    models.Index(
                        condition=models.Q(("state__in", ["QUEUED", "DECOY"])),
                        fields=["expires_at"],
                        name="message_to_expire",
                    ),
                    models.Index(fields=["practitioner", "created_at"], name="message_by_person"),
                    models.Index(
                        condition=models.Q(("practitioner__isnull", False)),
                        fields=["created_at", "id"],
                        name="message_by_time",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "QUEUED"), ("state", "DECOY"), ("sealed", b""), _connector="OR"),
                        name="a_closed_message_is_empty",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptLetter",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept_letter",
                        serialize=False,
                        to="directory.outboundmessage",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("kept_until", models.DateTimeField(db_index=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "letter of a test person",
                "verbose_name_plural": "letters of test people",
            },
        ),
        migrations.CreateModel(
            name="PracticeAuthorization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_code", models.CharField(max_length=10, verbose_name="type of authorization")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("discipline_code", models.CharField(blank=True, max_length=20, verbose_name="discipline")),
                (
                    "discipline_label",
                    models.CharField(blank=True, max_length=300, verbose_name="label of the discipline"),
                ),
                ("profession_code", models.CharField(blank=True, max_length=10, verbose_name="profession")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorizations",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "practice authorization",
                "verbose_name_plural": "practice authorizations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practitioner", "type_code", "discipline_code", "profession_code"),
                        name="one_authorization_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="authorization_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeAuthorizationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("type_code", models.CharField(max_length=10, verbose_name="type of authorization")),
                ("type_label", models.CharField(blank=True, max_length=200, verbose_name="label of the type")),
                ("discipline_code", models.CharField(blank=True, max_length=20, verbose_name="discipline")),
                (
                    "discipline_label",
                    models.CharField(blank=True, max_length=300, verbose_name="label of the discipline"),
                ),
                ("profession_code", models.CharField(blank=True, max_length=10, verbose_name="profession")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.practiceauthorization",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PractitionerRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mode_code", models.CharField(blank=True, max_length=5, verbose_name="mode of practice")),
                ("sector_code", models.CharField(blank=True, max_length=5, verbose_name="sector of activity")),
                (
                    "pharmacist_section_code",
                    models.CharField(blank=True, max_length=5, verbose_name="section of pharmacists"),
                ),
                ("role_code", models.CharField(blank=True, max_length=10, verbose_name="role")),
                ("activity_kind_code", models.CharField(blank=True, max_length=10, verbose_name="kind of activity")),
                (
                    "authority_code",
                    models.CharField(blank=True, max_length=20, verbose_name="authority of the activity"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("end_reason_code", models.CharField(blank=True, max_length=5, verbose_name="reason of the end")),
                ("source_key", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="last change"
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "practitioner role",
                "verbose_name_plural": "practitioner roles",
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["updated_at"], name="role_by_change", pages_per_range=2
                    ),
                    models.Index(
                        condition=models.Q(("valid_until__isnull", False)), fields=["valid_until"], name="role_by_end"
                    ),
                    models.Index(
                        condition=models.Q(("role_code", ""), _negated=True),
                        fields=["role_code"],
                        name="role_by_function",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="role_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.practitionerrole",
                verbose_name="practitioner role",
            ),
        ),
        migrations.CreateModel(
            name="ProfessionalExercise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profession_code", models.CharField(max_length=10, verbose_name="profession")),
                ("category_code", models.CharField(blank=True, max_length=5, verbose_name="professional category")),
                ("civility_code", models.CharField(blank=True, max_length=8, verbose_name="civility of practice")),
                ("practice_family_name", models.CharField(blank=True, max_length=120, verbose_name="practice name")),
                (
                    "practice_given_name",
                    models.CharField(blank=True, max_length=120, verbose_name="practice given name"),
                ),
                (
                    "authority_code",
                    models.CharField(blank=True, max_length=20, verbose_name="authority of the exercise"),
                ),
                ("order_code", models.CharField(blank=True, max_length=10, verbose_name="order")),
                ("registered_from", models.DateField(blank=True, null=True, verbose_name="registered from")),
                ("struck_off_date", models.DateField(blank=True, null=True, verbose_name="struck off on")),
                (
                    "registration_status_code",
                    models.CharField(blank=True, max_length=5, verbose_name="status of the registration"),
                ),
                ("council_code", models.CharField(blank=True, max_length=5, verbose_name="departmental council")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercises",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "professional exercise",
                "verbose_name_plural": "professional exercises",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practitioner", "profession_code", "category_code"),
                        name="one_exercise_a_profession_and_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="exercise_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="practitionerrole",
            name="exercise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles",
                to="directory.professionalexercise",
                verbose_name="exercise",
            ),
        ),
        migrations.CreateModel(
            name="ExpertiseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("type_code", models.CharField(max_length=10, verbose_name="type of expertise")),
                ("code", models.CharField(max_length=20, verbose_name="expertise")),
                ("recognised_date", models.DateField(blank=True, null=True, verbose_name="recognised on")),
                ("given_up_date", models.DateField(blank=True, null=True, verbose_name="given up on")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.expertise",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.professionalexercise",
                        verbose_name="exercise",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="expertise",
            name="exercise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expertises",
                to="directory.professionalexercise",
                verbose_name="exercise",
            ),
        ),
        migrations.CreateModel(
            name="RefusedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_number", models.PositiveIntegerField(verbose_name="line")),
                ("fault", models.CharField(max_length=30, verbose_name="reason")),
                ("is_used", models.BooleanField(default=False, verbose_name="used all the same")),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refused_lines",
                        to="directory.extractload",
                        verbose_name="load",
                    ),
                ),
            ],
            options={
                "verbose_name": "refused line",
                "verbose_name_plural": "refused lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("load", "line_number", "fault"), name="a_line_is_told_once_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationAuthority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDER", "professional order"),
                            ("REGIONAL", "regional health agency"),
                            ("LOCAL", "local registration authority"),
                            ("ARMED_FORCES", "armed forces health service"),
                            ("NATIONAL", "national operator"),
                            ("OTHER", "other authority"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("region_code", models.CharField(blank=True, max_length=3, verbose_name="region")),
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="department")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="public telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="public e-mail")),
                ("is_test", models.BooleanField(default=False, verbose_name="test authority")),
                ("closed_date", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_authorities",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration authority",
                "verbose_name_plural": "registration authorities",
                "indexes": [models.Index(fields=["name", "id"], name="authority_by_name")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "department_code", "organization", "is_test"),
                        name="one_authority_a_code_and_structure",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organization__isnull", True), ("kind", "LOCAL"), _connector="OR"),
                        name="only_local_authorities_stand_for_a_structure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "REGIONAL"), _negated=True),
                            models.Q(("region_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_regional_agency_has_a_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("department_code", ""), ("kind", "ORDER"), _connector="OR"),
                        name="only_councils_of_an_order_have_a_department",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfessionalExerciseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("profession_code", models.CharField(max_length=10, verbose_name="profession")),
                ("category_code", models.CharField(blank=True, max_length=5, verbose_name="professional category")),
                ("civility_code", models.CharField(blank=True, max_length=8, verbose_name="civility of practice")),
                ("practice_family_name", models.CharField(blank=True, max_length=120, verbose_name="practice name")),
                (
                    "practice_given_name",
                    models.CharField(blank=True, max_length=120, verbose_name="practice given name"),
                ),
                (
                    "authority_code",
                    models.CharField(blank=True, max_length=20, verbose_name="authority of the exercise"),
                ),
                ("order_code", models.CharField(blank=True, max_length=10, verbose_name="order")),
                ("registered_from", models.DateField(blank=True, null=True, verbose_name="registered from")),
                ("struck_off_date", models.DateField(blank=True, null=True, verbose_name="struck off on")),
                (
                    "registration_status_code",
                    models.CharField(blank=True, max_length=5, verbose_name="status of the registration"),
                ),
                ("council_code", models.CharField(blank=True, max_length=5, verbose_name="departmental council")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.professionalexercise",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.registrationauthority",
                        verbose_name="registration authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="professionalexercise",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.registrationauthority",
                verbose_name="registration authority",
            ),
        ),
        migrations.CreateModel(
            name="PractitionerRoleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("mode_code", models.CharField(blank=True, max_length=5, verbose_name="mode of practice")),
                ("sector_code", models.CharField(blank=True, max_length=5, verbose_name="sector of activity")),
                (
                    "pharmacist_section_code",
                    models.CharField(blank=True, max_length=5, verbose_name="section of pharmacists"),
                ),
                ("role_code", models.CharField(blank=True, max_length=10, verbose_name="role")),
                ("activity_kind_code", models.CharField(blank=True, max_length=10, verbose_name="kind of activity")),
                (
                    "authority_code",
                    models.CharField(blank=True, max_length=20, verbose_name="authority of the activity"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("end_reason_code", models.CharField(blank=True, max_length=5, verbose_name="reason of the end")),
                ("source_key", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.practitionerrole",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.professionalexercise",
                        verbose_name="exercise",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.registrationauthority",
                        verbose_name="registration authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="practitionerrole",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.registrationauthority",
                verbose_name="registration authority",
            ),
        ),
        migrations.CreateModel(
            name="PractitionerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("national_id", models.CharField(max_length=40, verbose_name="national identifier")),
                ("identifier_type", models.CharField(max_length=2, verbose_name="identifier type")),
                ("identifier", models.CharField(max_length=38, verbose_name="identifier")),
                ("civility_code", models.CharField(blank=True, max_length=8, verbose_name="civility")),
                ("family_name", models.CharField(max_length=120, verbose_name="family name")),
                ("given_names", models.CharField(blank=True, max_length=120, verbose_name="given names")),
                ("authority_code", models.CharField(blank=True, max_length=20, verbose_name="authority of the person")),
                ("is_test", models.BooleanField(default=False, verbose_name="test person")),
                ("deceased_date", models.DateField(blank=True, null=True, verbose_name="date of death")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.practitioner",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.registrationauthority",
                        verbose_name="registration authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="practitioner",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="practitioners",
                to="directory.registrationauthority",
                verbose_name="registration authority",
            ),
        ),
        migrations.CreateModel(
            name="MandateInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OPERATOR", "national operator"),
                            ("MANAGER", "agency manager"),
                            ("AGENT", "agency agent"),
                            ("REPRESENTATIVE", "legal representative"),
                            ("DELEGATE", "delegate"),
                            ("REGISTRAR", "registrar"),
                            ("ORDER_OFFICER", "officer of an order"),
                            ("AUDITOR", "auditor"),
                            ("SUPPORT", "support agent"),
                            ("RELYING_PARTY_REVIEWER", "reviewer of services"),
                        ],
                        max_length=22,
                        verbose_name="role",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("mandate_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("token_digest", models.BinaryField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PENDING", "waiting for an answer"),
                            ("ACCEPTED", "accepted"),
                            ("DECLINED", "declined"),
                            ("WITHDRAWN", "withdrawn"),
                            ("EXPIRED", "expired"),
                        ],
                        default="PENDING",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("sent_count", models.PositiveSmallIntegerField(default=1, verbose_name="sendings")),
                ("last_sent_at", models.DateTimeField(verbose_name="last sent")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "given_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.mandate",
                        verbose_name="hangs from",
                    ),
                ),
                (
                    "inviter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                (
                    "mandate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="directory.mandate",
                        verbose_name="mandate",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organization",
                        verbose_name="narrowed to the site",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to a mandate",
                "verbose_name_plural": "invitations to a mandate",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "PENDING")), fields=["expires_at"], name="invitation_to_expire"
                    ),
                    models.Index(fields=["authority", "state"], name="invitation_by_authority"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PENDING")),
                        fields=("authority", "organization", "role", "email"),
                        name="one_pending_invitation_a_person_and_role",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "PENDING")),
                            models.Q(models.Q(("state", "PENDING"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_closed_invitation_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mandate__isnull", False), ("state", "ACCEPTED")),
                            models.Q(models.Q(("state", "ACCEPTED"), _negated=True), ("mandate__isnull", True)),
                            _connector="OR",
                        ),
                        name="an_accepted_invitation_made_a_mandate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OPERATOR", "national operator"),
                            ("MANAGER", "agency manager"),
                            ("AGENT", "agency agent"),
                            ("REPRESENTATIVE", "legal representative"),
                            ("DELEGATE", "delegate"),
                            ("REGISTRAR", "registrar"),
                            ("ORDER_OFFICER", "officer of an order"),
                            ("AUDITOR", "auditor"),
                            ("SUPPORT", "support agent"),
                            ("RELYING_PARTY_REVIEWER", "reviewer of services"),
                        ],
                        max_length=22,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateTimeField(verbose_name="from")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("terms_version", models.CharField(blank=True, max_length=20, verbose_name="terms accepted")),
                ("terms_accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="terms accepted on")),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LEFT", "the person has left"),
                            ("CHANGED", "the person has another post"),
                            ("MISTAKE", "it was given by mistake"),
                            ("SECURITY", "security"),
                            ("OTHER", "another reason"),
                            ("FALLEN", "ended with the mandate it hung from"),
                            ("CLOSED", "ended with its authority"),
                        ],
                        max_length=8,
                        verbose_name="reason of the end",
                    ),
                ),
                ("ended_note", models.CharField(blank=True, max_length=500, verbose_name="note on the end")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "given_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.mandate",
                        verbose_name="hangs from",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.mandate",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="narrowed to the site",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="mandate",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates",
                to="directory.registrationauthority",
                verbose_name="authority",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentrequest",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.registrationauthority",
                verbose_name="authority",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="directory.registrationauthority",
                verbose_name="authority",
            ),
        ),
        migrations.CreateModel(
            name="DirectoryFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("is_test", models.BooleanField(verbose_name="test people")),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("ORDER", "professional orders"),
                            ("AGENCY", "regional health agencies"),
                            ("LOCAL", "local registration authorities"),
                            ("OTHER", "other authorities"),
                        ],
                        max_length=6,
                        verbose_name="population",
                    ),
                ),
                ("measure", models.CharField(max_length=30, verbose_name="measure")),
                ("value", models.PositiveIntegerField(verbose_name="value")),
                ("counted_at", models.DateTimeField(verbose_name="counted")),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure of the directory",
                "verbose_name_plural": "figures of the directory",
                "indexes": [models.Index(fields=["measure", "day"], name="figure_by_measure")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_test", "measure", "day", "population"),
                        name="one_figure_a_day_measure_and_population",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactProposal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("EMAIL", "e-mail"), ("MOBILE", "mobile phone")], max_length=6, verbose_name="kind"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "mobile",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="mobile phone"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "waits for a decision"),
                            ("ACCEPTED", "waits for the code of the new contact"),
                            ("APPLIED", "has taken effect"),
                            ("REFUSED", "refused"),
                            ("WITHDRAWN", "withdrawn"),
                            ("EXPIRED", "expired"),
                        ],
                        default="OPEN",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason of the refusal")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("code_digest", models.BinaryField(blank=True, max_length=32)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("code_expires_at", models.DateTimeField(blank=True, null=True, verbose_name="code expires")),
                ("sending_count", models.PositiveSmallIntegerField(default=0, verbose_name="sendings")),
                ("last_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="last sent")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_proposals",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.registrationauthority",
                        verbose_name="proposed for",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal of a contact",
                "verbose_name_plural": "proposals of contacts",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["OPEN", "ACCEPTED"])),
                        fields=["expires_at"],
                        name="proposal_to_expire",
                    ),
                    models.Index(fields=["practitioner", "proposed_at"], name="proposal_by_person"),
                    models.Index(fields=["proposed_by", "proposed_at"], name="proposal_by_proposer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["OPEN", "ACCEPTED"])),
                        fields=("practitioner", "kind"),
                        name="one_running_proposal_a_kind_of_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("kind", "EMAIL"),
                                ("mobile", ""),
                                ("state__in", ["OPEN", "ACCEPTED"]),
                                models.Q(("email", ""), _negated=True),
                            ),
                            models.Q(
                                ("closed_at__isnull", True),
                                ("email", ""),
                                ("kind", "MOBILE"),
                                ("state__in", ["OPEN", "ACCEPTED"]),
                                models.Q(("mobile", ""), _negated=True),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("email", ""),
                                ("mobile", ""),
                                ("state__in", ["APPLIED", "REFUSED", "WITHDRAWN", "EXPIRED"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_running_proposal_holds_a_value_and_a_closed_one_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField(verbose_name="when")),
                ("action", models.CharField(max_length=60, verbose_name="action")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("DONE", "done"), ("REFUSED", "refused"), ("READ", "read"), ("EXPORTED", "exported")],
                        default="DONE",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("ACT", "acts"),
                            ("SIGN_IN", "sign-ins"),
                            ("READING", "readings"),
                            ("REFUSAL", "refusals"),
                        ],
                        default="ACT",
                        max_length=7,
                        verbose_name="category",
                    ),
                ),
                ("subject_type", models.CharField(blank=True, max_length=60, verbose_name="kind of thing")),
                ("subject_id", models.CharField(blank=True, max_length=60, verbose_name="thing")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.mandate",
                        verbose_name="mandate",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit event",
                "verbose_name_plural": "audit events",
                "indexes": [
                    models.Index(fields=["occurred_at", "id"], name="audit_by_time"),
                    models.Index(fields=["action", "occurred_at"], name="audit_by_action"),
                    models.Index(fields=["category", "occurred_at"], name="audit_by_category"),
                    models.Index(
                        condition=models.Q(("actor__isnull", False)),
                        fields=["actor", "occurred_at"],
                        name="audit_by_actor",
                    ),
                    models.Index(
                        condition=models.Q(("authority__isnull", False)),
                        fields=["authority", "occurred_at"],
                        name="audit_by_authority",
                    ),
                    models.Index(
                        condition=models.Q(("practitioner__isnull", False)),
                        fields=["practitioner", "occurred_at"],
                        name="audit_by_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationAuthorityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDER", "professional order"),
                            ("REGIONAL", "regional health agency"),
                            ("LOCAL", "local registration authority"),
                            ("ARMED_FORCES", "armed forces health service"),
                            ("NATIONAL", "national operator"),
                            ("OTHER", "other authority"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("region_code", models.CharField(blank=True, max_length=3, verbose_name="region")),
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="department")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="public telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="public e-mail")),
                ("is_test", models.BooleanField(default=False, verbose_name="test authority")),
                ("closed_date", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.organization",
                        verbose_name="structure",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.registrationauthority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RequestSecret",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("LINK", "link"), ("CODE", "code")], max_length=4, verbose_name="kind"),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("target_digest", models.BinaryField(max_length=32)),
                ("network_digest", models.BinaryField(blank=True, max_length=32)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secrets",
                        to="directory.enrolmentrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "secret of a request",
                "verbose_name_plural": "secrets of requests",
                "indexes": [
                    models.Index(fields=["digest"], name="request_secret_by_digest"),
                    models.Index(fields=["target_digest", "created_at"], name="request_secret_by_target"),
                    models.Index(
                        condition=models.Q(("network_digest", b""), _negated=True),
                        fields=["network_digest", "created_at"],
                        name="request_secret_by_network",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("INVITED", "Invitation sent"),
                            ("LINK_SENT", "Link sent again"),
                            ("BEGUN", "E-mail address confirmed"),
                            ("SUBMITTED", "Request sent to the structure"),
                            ("ASKED", "Question to the person"),
                            ("ACCEPTED", "Request accepted"),
                            ("REFUSED", "Request refused"),
                            ("WITHDRAWN", "Request withdrawn"),
                            ("EXPIRED", "Request expired"),
                        ],
                        max_length=9,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("text", models.TextField(blank=True, verbose_name="words")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="directory.enrolmentrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a request",
                "verbose_name_plural": "steps of requests",
                "indexes": [models.Index(fields=["request", "at"], name="step_by_request")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_key", models.CharField(max_length=20, verbose_name="list")),
                ("name", models.CharField(max_length=60, verbose_name="name of the filter")),
                ("query", models.CharField(max_length=2000, verbose_name="question")),
                ("is_default", models.BooleanField(default=False, verbose_name="by default")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "list_key", "name"), name="one_saved_filter_a_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("account", "list_key"),
                        name="one_default_filter_a_list",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmartCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_code", models.CharField(max_length=5, verbose_name="type of card")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="number")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_until", models.DateField(verbose_name="until")),
                ("blocked_date", models.DateField(blank=True, null=True, verbose_name="opposed on")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="smart_cards",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "smart card",
                "verbose_name_plural": "smart cards",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("number"), name="gin_trgm_ops"),
                        name="smart_card_by_part",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="a_card_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SmartCardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("type_code", models.CharField(max_length=5, verbose_name="type of card")),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_until", models.DateField(verbose_name="until")),
                ("blocked_date", models.DateField(blank=True, null=True, verbose_name="opposed on")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.smartcard",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StaffImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=120, verbose_name="file")),
                ("content", models.BinaryField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "file received"),
                            ("CHECKING", "being checked"),
                            ("CHECKED", "waiting for a decision of yours"),
                            ("CONFIRMED", "being registered"),
                            ("STOPPED", "registration stopped"),
                            ("FINISHED", "registration finished"),
                            ("REFUSED", "file refused"),
                            ("ABANDONED", "file given up"),
                        ],
                        default="RECEIVED",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("stop_reason", models.CharField(blank=True, max_length=10, verbose_name="why it stopped")),
                ("refusal", models.JSONField(blank=True, default=dict, verbose_name="refusal")),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("line_count", models.PositiveIntegerField(default=0, verbose_name="lines")),
                ("given_at", models.DateTimeField(verbose_name="given on")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("kept_until", models.DateTimeField(verbose_name="kept until")),
                ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="emptied")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of staff",
                "verbose_name_plural": "imports of staff",
                "indexes": [
                    models.Index(fields=["authority", "given_at"], name="staff_import_by_authority"),
                    models.Index(
                        condition=models.Q(("state__in", ["RECEIVED", "CHECKING", "CONFIRMED"])),
                        fields=["given_at"],
                        name="staff_import_to_do",
                    ),
                    models.Index(
                        condition=models.Q(("emptied_at__isnull", True)),
                        fields=["kept_until"],
                        name="staff_import_to_empty",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CONFIRMED")),
                        fields=("authority",),
                        name="an_authority_registers_one_file_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "RECEIVED"), ("content", b""), _connector="OR"),
                        name="a_file_is_kept_until_its_lines_are_read",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PENDING", "not checked yet"),
                            ("NEW", "to register"),
                            ("KNOWN", "role to add to a known person"),
                            ("ALIKE", "people alike: to compare"),
                            ("FAULTY", "to correct"),
                            ("TWICE", "twice in the file"),
                            ("PRESENT", "already there"),
                            ("EARLIER", "registered by an earlier import"),
                            ("DONE", "person registered"),
                        ],
                        default="PENDING",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("sealed", models.BinaryField(blank=True)),
                ("digest", models.BinaryField(blank=True)),
                ("faults", models.JSONField(blank=True, default=dict, verbose_name="faults")),
                ("strangers", models.JSONField(blank=True, default=list, verbose_name="people who are somebody else")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compared by",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directory.staffimportline",
                        verbose_name="same line",
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.enrolment",
                        verbose_name="enrolment",
                    ),
                ),
                (
                    "same",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.practitioner",
                        verbose_name="known person",
                    ),
                ),
                (
                    "staff_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="directory.staffimport",
                        verbose_name="import of staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an import of staff",
                "verbose_name_plural": "lines of imports of staff",
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest", b""), _negated=True),
                        fields=["digest"],
                        name="staff_line_by_digest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("staff_import", "number"), name="one_row_a_line_of_staff"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enrolment__isnull", False), ("state", "DONE")),
                            models.Q(("state", "DONE"), _negated=True),
                            _connector="OR",
                        ),
                        name="a_registered_line_has_its_enrolment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("hint", models.CharField(max_length=12, verbose_name="begins with")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="directory.apiclient",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True), ("expires_at__gt", models.F("created_at")), _connector="OR"
                        ),
                        name="an_api_key_expires_after_it_was_made",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CivilIdentityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("birth_family_name", models.CharField(max_length=120, verbose_name="birth name")),
                ("given_names", models.CharField(max_length=200, verbose_name="all given names")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("sex_code", models.CharField(blank=True, max_length=1, verbose_name="sex")),
                (
                    "birth_place_code",
                    models.CharField(blank=True, max_length=5, verbose_name="commune of birth (INSEE code)"),
                ),
                ("birth_place_label", models.CharField(blank=True, max_length=120, verbose_name="place of birth")),
                ("birth_country_code", models.CharField(blank=True, max_length=5, verbose_name="country of birth")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="directory.extractload",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="directory.civilidentity",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="civilidentity",
            name="load",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.extractload",
            ),
        ),
        migrations.CreateModel(
            name="CorrespondenceAddress",
            fields=[
                (
                    "practitioner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="correspondence_address",
                        serialize=False,
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                ("line_1", models.CharField(blank=True, max_length=38, verbose_name="recipient complement")),
                ("line_2", models.CharField(blank=True, max_length=38, verbose_name="location complement")),
                ("line_3", models.CharField(blank=True, max_length=38, verbose_name="street")),
                ("line_4", models.CharField(blank=True, max_length=38, verbose_name="distribution")),
                ("line_5", models.CharField(blank=True, max_length=38, verbose_name="country label")),
                ("line_6", models.CharField(blank=True, max_length=38, verbose_name="postal code and town")),
                (
                    "load",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.extractload",
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondence address",
                "verbose_name_plural": "correspondence addresses",
            },
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                (
                    "practitioner",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
                ("family_key", models.TextField(db_collation="C")),
                ("given_key", models.TextField(db_collation="C")),
                ("is_test", models.BooleanField()),
                ("is_listed", models.BooleanField()),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(db_collation="C"), size=None),
                ),
                ("changes_on", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "directory entry",
                "verbose_name_plural": "directory entries",
                "indexes": [
                    models.Index(fields=["family_key", "given_key", "practitioner"], name="entry_by_name"),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["terms"], name="entry_by_terms"),
                    models.Index(
                        condition=models.Q(("changes_on__isnull", False)),
                        fields=["changes_on"],
                        name="entry_by_next_day",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diploma",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_diplomaevent" ("code", "id", "label", "load_id", "number", "obtained_date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "practitioner_id", "type_code", "type_label") SELECT old_values."code", old_values."id", old_values."label", old_values."load_id", old_values."number", old_values."obtained_date", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."place_code", old_values."practitioner_id", old_values."type_code", old_values."type_label" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="56efa66cbbd9f9ffd9ac0bb255953060f5c9fed4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_97a29",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_diploma",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diploma",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_diplomaevent" ("code", "id", "label", "load_id", "number", "obtained_date", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "practitioner_id", "type_code", "type_label") SELECT old_values."code", old_values."id", old_values."label", old_values."load_id", old_values."number", old_values."obtained_date", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place_code", old_values."practitioner_id", old_values."type_code", old_values."type_label" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="711ada052ff2fb4fbc4901f71f2f7b178ab1e965",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_04dcd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_diploma",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formeridentifier",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_formeridentifierevent" ("created_at", "ended_at", "id", "load_id", "national_id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "quality") SELECT old_values."created_at", old_values."ended_at", old_values."id", old_values."load_id", old_values."national_id", old_values."origin", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."practitioner_id", old_values."quality" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e31b300e5e01e0055bf96ce6881521021f9a437d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_17343",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_formeridentifier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formeridentifier",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_formeridentifierevent" ("created_at", "ended_at", "id", "load_id", "national_id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "quality") SELECT old_values."created_at", old_values."ended_at", old_values."id", old_values."load_id", old_values."national_id", old_values."origin", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practitioner_id", old_values."quality" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e1de9b4d0dc49433d37cc45818ca72b91068bddf",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5693c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_formeridentifier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_organizationevent" ("category_code", "cedex_office", "closed_date", "commune_code", "commune_label", "country_code", "country_label", "department_code", "department_label", "distribution", "email", "fax", "finess", "former_id", "id", "is_test", "kind", "legal_entity_finess", "legal_name", "legal_status_code", "load_id", "location_complement", "opened_date", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_licence", "postal_code", "recipient_complement", "region_code", "sector_code", "siren", "siret", "street_name", "street_number", "street_number_suffix", "street_type_code", "street_type_label", "technical_id", "telephone", "telephone_2", "trade_name") SELECT old_values."category_code", old_values."cedex_office", old_values."closed_date", old_values."commune_code", old_values."commune_label", old_values."country_code", old_values."country_label", old_values."department_code", old_values."department_label", old_values."distribution", old_values."email", old_values."fax", old_values."finess", old_values."former_id", old_values."id", old_values."is_test", old_values."kind", old_values."legal_entity_finess", old_values."legal_name", old_values."legal_status_code", old_values."load_id", old_values."location_complement", old_values."opened_date", old_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."pharmacy_licence", old_values."postal_code", old_values."recipient_complement", old_values."region_code", old_values."sector_code", old_values."siren", old_values."siret", old_values."street_name", old_values."street_number", old_values."street_number_suffix", old_values."street_type_code", old_values."street_type_label", old_values."technical_id", old_values."telephone", old_values."telephone_2", old_values."trade_name" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."category_code" IS DISTINCT FROM (new_values."category_code") OR old_values."cedex_office" IS DISTINCT FROM (new_values."cedex_office") OR old_values."closed_date" IS DISTINCT FROM (new_values."closed_date") OR old_values."commune_code" IS DISTINCT FROM (new_values."commune_code") OR old_values."commune_label" IS DISTINCT FROM (new_values."commune_label") OR old_values."country_code" IS DISTINCT FROM (new_values."country_code") OR old_values."country_label" IS DISTINCT FROM (new_values."country_label") OR old_values."department_code" IS DISTINCT FROM (new_values."department_code") OR old_values."department_label" IS DISTINCT FROM (new_values."department_label") OR old_values."distribution" IS DISTINCT FROM (new_values."distribution") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."fax" IS DISTINCT FROM (new_values."fax") OR old_values."finess" IS DISTINCT FROM (new_values."finess") OR old_values."former_id" IS DISTINCT FROM (new_values."former_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_test" IS DISTINCT FROM (new_values."is_test") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."legal_entity_finess" IS DISTINCT FROM (new_values."legal_entity_finess") OR old_values."legal_name" IS DISTINCT FROM (new_values."legal_name") OR old_values."legal_status_code" IS DISTINCT FROM (new_values."legal_status_code") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."location_complement" IS DISTINCT FROM (new_values."location_complement") OR old_values."opened_date" IS DISTINCT FROM (new_values."opened_date") OR old_values."parent_id" IS DISTINCT FROM (new_values."parent_id") OR old_values."pharmacy_licence" IS DISTINCT FROM (new_values."pharmacy_licence") OR old_values."postal_code" IS DISTINCT FROM (new_values."postal_code") OR old_values."recipient_complement" IS DISTINCT FROM (new_values."recipient_complement") OR old_values."region_code" IS DISTINCT FROM (new_values."region_code") OR old_values."sector_code" IS DISTINCT FROM (new_values."sector_code") OR old_values."siren" IS DISTINCT FROM (new_values."siren") OR old_values."siret" IS DISTINCT FROM (new_values."siret") OR old_values."street_name" IS DISTINCT FROM (new_values."street_name") OR old_values."street_number" IS DISTINCT FROM (new_values."street_number") OR old_values."street_number_suffix" IS DISTINCT FROM (new_values."street_number_suffix") OR old_values."street_type_code" IS DISTINCT FROM (new_values."street_type_code") OR old_values."street_type_label" IS DISTINCT FROM (new_values."street_type_label") OR old_values."technical_id" IS DISTINCT FROM (new_values."technical_id") OR old_values."telephone" IS DISTINCT FROM (new_values."telephone") OR old_values."telephone_2" IS DISTINCT FROM (new_values."telephone_2") OR old_values."trade_name" IS DISTINCT FROM (new_values."trade_name")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c0005b46f206576a9419b949dc6196442fa58a14",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9694d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_organizationevent" ("category_code", "cedex_office", "closed_date", "commune_code", "commune_label", "country_code", "country_label", "department_code", "department_label", "distribution", "email", "fax", "finess", "former_id", "id", "is_test", "kind", "legal_entity_finess", "legal_name", "legal_status_code", "load_id", "location_complement", "opened_date", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_licence", "postal_code", "recipient_complement", "region_code", "sector_code", "siren", "siret", "street_name", "street_number", "street_number_suffix", "street_type_code", "street_type_label", "technical_id", "telephone", "telephone_2", "trade_name") SELECT old_values."category_code", old_values."cedex_office", old_values."closed_date", old_values."commune_code", old_values."commune_label", old_values."country_code", old_values."country_label", old_values."department_code", old_values."department_label", old_values."distribution", old_values."email", old_values."fax", old_values."finess", old_values."former_id", old_values."id", old_values."is_test", old_values."kind", old_values."legal_entity_finess", old_values."legal_name", old_values."legal_status_code", old_values."load_id", old_values."location_complement", old_values."opened_date", old_values."parent_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pharmacy_licence", old_values."postal_code", old_values."recipient_complement", old_values."region_code", old_values."sector_code", old_values."siren", old_values."siret", old_values."street_name", old_values."street_number", old_values."street_number_suffix", old_values."street_type_code", old_values."street_type_label", old_values."technical_id", old_values."telephone", old_values."telephone_2", old_values."trade_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a55d499b7599c88071ef17cd57369a17155d7691",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0d755",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_organization",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("practitioner__isnull", False), ("organization__isnull", False), _connector="OR"),
                name="a_mailbox_belongs_to_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mailbox",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_mailboxevent" ("accepts_paperless", "address", "id", "is_unlisted", "kind", "load_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "service_label", "telephone") SELECT old_values."accepts_paperless", old_values."address", old_values."id", old_values."is_unlisted", old_values."kind", old_values."load_id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."practitioner_id", old_values."service_label", old_values."telephone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="479874f5155f314e744d626058e7855af3e3ae40",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4d1bb",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_mailbox",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mailbox",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_mailboxevent" ("accepts_paperless", "address", "id", "is_unlisted", "kind", "load_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "service_label", "telephone") SELECT old_values."accepts_paperless", old_values."address", old_values."id", old_values."is_unlisted", old_values."kind", old_values."load_id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practitioner_id", old_values."service_label", old_values."telephone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="05068ba8d8d771cb8d238008ab9499157bd41059",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c0918",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_mailbox",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthcareservice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_healthcareserviceevent" ("category_code", "category_label", "characteristic_code", "characteristic_label", "id", "identifier", "load_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."category_code", old_values."category_label", old_values."characteristic_code", old_values."characteristic_label", old_values."id", old_values."identifier", old_values."load_id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."category_code" IS DISTINCT FROM (new_values."category_code") OR old_values."category_label" IS DISTINCT FROM (new_values."category_label") OR old_values."characteristic_code" IS DISTINCT FROM (new_values."characteristic_code") OR old_values."characteristic_label" IS DISTINCT FROM (new_values."characteristic_label") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."identifier" IS DISTINCT FROM (new_values."identifier") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."organization_id" IS DISTINCT FROM (new_values."organization_id") OR old_values."type_code" IS DISTINCT FROM (new_values."type_code") OR old_values."type_label" IS DISTINCT FROM (new_values."type_label") OR old_values."valid_from" IS DISTINCT FROM (new_values."valid_from") OR old_values."valid_until" IS DISTINCT FROM (new_values."valid_until")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a6266492e0ee3ccfbf7e3fe0537fb291c3f1ec26",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6e762",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_healthcareservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthcareservice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_healthcareserviceevent" ("category_code", "category_label", "characteristic_code", "characteristic_label", "id", "identifier", "load_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."category_code", old_values."category_label", old_values."characteristic_code", old_values."characteristic_label", old_values."id", old_values."identifier", old_values."load_id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f3b9ac9778636029bef733478eb205bf0c8ce3b2",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b0cea",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_healthcareservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_equipmentevent" ("id", "identifier", "load_id", "manufacturer", "model", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."id", old_values."identifier", old_values."load_id", old_values."manufacturer", old_values."model", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."identifier" IS DISTINCT FROM (new_values."identifier") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."manufacturer" IS DISTINCT FROM (new_values."manufacturer") OR old_values."model" IS DISTINCT FROM (new_values."model") OR old_values."organization_id" IS DISTINCT FROM (new_values."organization_id") OR old_values."type_code" IS DISTINCT FROM (new_values."type_code") OR old_values."type_label" IS DISTINCT FROM (new_values."type_label") OR old_values."valid_from" IS DISTINCT FROM (new_values."valid_from") OR old_values."valid_until" IS DISTINCT FROM (new_values."valid_until")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="71e82c33bedbb1da1c24d6710d0a80ae2e9a84d7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e6ebb",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_equipment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_equipmentevent" ("id", "identifier", "load_id", "manufacturer", "model", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."id", old_values."identifier", old_values."load_id", old_values."manufacturer", old_values."model", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ab9d12932c714a162d4b24bbb204548b831dd0fe",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5663e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_equipment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practiceauthorization",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practiceauthorizationevent" ("discipline_code", "discipline_label", "id", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "profession_code", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."discipline_code", old_values."discipline_label", old_values."id", old_values."load_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."practitioner_id", old_values."profession_code", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c4325ecbbad5aceba3ab01ffd475fd63ac2aa942",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4d54e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_practiceauthorization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practiceauthorization",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practiceauthorizationevent" ("discipline_code", "discipline_label", "id", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "profession_code", "type_code", "type_label", "valid_from", "valid_until") SELECT old_values."discipline_code", old_values."discipline_label", old_values."id", old_values."load_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practitioner_id", old_values."profession_code", old_values."type_code", old_values."type_label", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e0b06d8afcfe33162918d7debbeaed0bf0805d32",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_17cf9",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_practiceauthorization",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="expertise",
            constraint=models.UniqueConstraint(fields=("exercise", "type_code", "code"), name="one_expertise_a_code"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertise",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_expertiseevent" ("code", "exercise_id", "given_up_date", "id", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recognised_date", "type_code") SELECT old_values."code", old_values."exercise_id", old_values."given_up_date", old_values."id", old_values."load_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."recognised_date", old_values."type_code" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."exercise_id" IS DISTINCT FROM (new_values."exercise_id") OR old_values."given_up_date" IS DISTINCT FROM (new_values."given_up_date") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."recognised_date" IS DISTINCT FROM (new_values."recognised_date") OR old_values."type_code" IS DISTINCT FROM (new_values."type_code")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="1e8ec20b352c8fef52928e1243bdc6123ffd41b0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b257f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_expertise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertise",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_expertiseevent" ("code", "exercise_id", "given_up_date", "id", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recognised_date", "type_code") SELECT old_values."code", old_values."exercise_id", old_values."given_up_date", old_values."id", old_values."load_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recognised_date", old_values."type_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="7e4d8e445dd86d7b8876519b629610da09791cf4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_34290",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_expertise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationauthority",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_registrationauthorityevent" ("closed_date", "code", "department_code", "email", "id", "is_test", "kind", "name", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_code", "telephone") SELECT old_values."closed_date", old_values."code", old_values."department_code", old_values."email", old_values."id", old_values."is_test", old_values."kind", old_values."name", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."region_code", old_values."telephone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="37c4c9fb158a3846238a887b1241418ee1722e19",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_59548",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_registrationauthority",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationauthority",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_registrationauthorityevent" ("closed_date", "code", "department_code", "email", "id", "is_test", "kind", "name", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_code", "telephone") SELECT old_values."closed_date", old_values."code", old_values."department_code", old_values."email", old_values."id", old_values."is_test", old_values."kind", old_values."name", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."region_code", old_values."telephone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="5414dcaa09ebedbece3514f320d6c5b85303fcfb",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_50d73",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_registrationauthority",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="professionalexercise",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_professionalexerciseevent" ("authority_code", "authority_id", "category_code", "civility_code", "council_code", "id", "load_id", "order_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_family_name", "practice_given_name", "practitioner_id", "profession_code", "registered_from", "registration_status_code", "struck_off_date", "valid_from", "valid_until") SELECT old_values."authority_code", old_values."authority_id", old_values."category_code", old_values."civility_code", old_values."council_code", old_values."id", old_values."load_id", old_values."order_code", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."practice_family_name", old_values."practice_given_name", old_values."practitioner_id", old_values."profession_code", old_values."registered_from", old_values."registration_status_code", old_values."struck_off_date", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b5533b21e39e4dd15e3bd7ff97f905393707a8b7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_43954",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_professionalexercise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="professionalexercise",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_professionalexerciseevent" ("authority_code", "authority_id", "category_code", "civility_code", "council_code", "id", "load_id", "order_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_family_name", "practice_given_name", "practitioner_id", "profession_code", "registered_from", "registration_status_code", "struck_off_date", "valid_from", "valid_until") SELECT old_values."authority_code", old_values."authority_id", old_values."category_code", old_values."civility_code", old_values."council_code", old_values."id", old_values."load_id", old_values."order_code", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practice_family_name", old_values."practice_given_name", old_values."practitioner_id", old_values."profession_code", old_values."registered_from", old_values."registration_status_code", old_values."struck_off_date", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="6017ce98827c1bcfe97995cc4982d3f2c66fac38",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_eb3f2",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_professionalexercise",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="practitionerrole",
            constraint=models.UniqueConstraint(
                fields=("exercise", "source_key"), name="one_role_a_line_of_the_extract"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practitionerrole",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practitionerroleevent" ("activity_kind_code", "authority_code", "authority_id", "end_reason_code", "exercise_id", "id", "load_id", "mode_code", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacist_section_code", "role_code", "sector_code", "source_key", "valid_from", "valid_until") SELECT old_values."activity_kind_code", old_values."authority_code", old_values."authority_id", old_values."end_reason_code", old_values."exercise_id", old_values."id", old_values."load_id", old_values."mode_code", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."pharmacist_section_code", old_values."role_code", old_values."sector_code", old_values."source_key", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."activity_kind_code" IS DISTINCT FROM (new_values."activity_kind_code") OR old_values."authority_id" IS DISTINCT FROM (new_values."authority_id") OR old_values."authority_code" IS DISTINCT FROM (new_values."authority_code") OR old_values."end_reason_code" IS DISTINCT FROM (new_values."end_reason_code") OR old_values."exercise_id" IS DISTINCT FROM (new_values."exercise_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."mode_code" IS DISTINCT FROM (new_values."mode_code") OR old_values."organization_id" IS DISTINCT FROM (new_values."organization_id") OR old_values."pharmacist_section_code" IS DISTINCT FROM (new_values."pharmacist_section_code") OR old_values."role_code" IS DISTINCT FROM (new_values."role_code") OR old_values."sector_code" IS DISTINCT FROM (new_values."sector_code") OR old_values."source_key" IS DISTINCT FROM (new_values."source_key") OR old_values."valid_from" IS DISTINCT FROM (new_values."valid_from") OR old_values."valid_until" IS DISTINCT FROM (new_values."valid_until")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="dbc87db2c4f84525e6265429475a96e36be7f3ed",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_99b34",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_practitionerrole",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practitionerrole",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practitionerroleevent" ("activity_kind_code", "authority_code", "authority_id", "end_reason_code", "exercise_id", "id", "load_id", "mode_code", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacist_section_code", "role_code", "sector_code", "source_key", "valid_from", "valid_until") SELECT old_values."activity_kind_code", old_values."authority_code", old_values."authority_id", old_values."end_reason_code", old_values."exercise_id", old_values."id", old_values."load_id", old_values."mode_code", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pharmacist_section_code", old_values."role_code", old_values."sector_code", old_values."source_key", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b82132e80ab32e8fcf8d2259a01f2aa347246a16",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6982a",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_practitionerrole",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practitioner",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practitionerevent" ("authority_code", "authority_id", "civility_code", "created_at", "deceased_date", "family_name", "given_names", "id", "identifier", "identifier_type", "is_test", "load_id", "national_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."authority_code", old_values."authority_id", old_values."civility_code", old_values."created_at", old_values."deceased_date", old_values."family_name", old_values."given_names", old_values."id", old_values."identifier", old_values."identifier_type", old_values."is_test", old_values."load_id", old_values."national_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."authority_id" IS DISTINCT FROM (new_values."authority_id") OR old_values."authority_code" IS DISTINCT FROM (new_values."authority_code") OR old_values."civility_code" IS DISTINCT FROM (new_values."civility_code") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."deceased_date" IS DISTINCT FROM (new_values."deceased_date") OR old_values."family_name" IS DISTINCT FROM (new_values."family_name") OR old_values."given_names" IS DISTINCT FROM (new_values."given_names") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."identifier" IS DISTINCT FROM (new_values."identifier") OR old_values."identifier_type" IS DISTINCT FROM (new_values."identifier_type") OR old_values."is_test" IS DISTINCT FROM (new_values."is_test") OR old_values."load_id" IS DISTINCT FROM (new_values."load_id") OR old_values."national_id" IS DISTINCT FROM (new_values."national_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="60faadae291ad2b038f8a3861108220766995490",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_99790",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_practitioner",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practitioner",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_practitionerevent" ("authority_code", "authority_id", "civility_code", "created_at", "deceased_date", "family_name", "given_names", "id", "identifier", "identifier_type", "is_test", "load_id", "national_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."authority_code", old_values."authority_id", old_values."civility_code", old_values."created_at", old_values."deceased_date", old_values."family_name", old_values."given_names", old_values."id", old_values."identifier", old_values."identifier_type", old_values."is_test", old_values."load_id", old_values."national_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c6ffc8a8dab3ef0b992cb5807256fa8030988856",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_64522",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_practitioner",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_mandateevent" ("account_id", "authority_id", "ended_by_id", "ended_note", "ended_reason", "given_from_id", "granted_by_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "terms_accepted_at", "terms_version", "valid_from", "valid_until") SELECT old_values."account_id", old_values."authority_id", old_values."ended_by_id", old_values."ended_note", old_values."ended_reason", old_values."given_from_id", old_values."granted_by_id", old_values."id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."role", old_values."terms_accepted_at", old_values."terms_version", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_id" IS DISTINCT FROM (new_values."account_id") OR old_values."authority_id" IS DISTINCT FROM (new_values."authority_id") OR old_values."ended_by_id" IS DISTINCT FROM (new_values."ended_by_id") OR old_values."ended_note" IS DISTINCT FROM (new_values."ended_note") OR old_values."ended_reason" IS DISTINCT FROM (new_values."ended_reason") OR old_values."given_from_id" IS DISTINCT FROM (new_values."given_from_id") OR old_values."granted_by_id" IS DISTINCT FROM (new_values."granted_by_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."organization_id" IS DISTINCT FROM (new_values."organization_id") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."terms_accepted_at" IS DISTINCT FROM (new_values."terms_accepted_at") OR old_values."terms_version" IS DISTINCT FROM (new_values."terms_version") OR old_values."valid_from" IS DISTINCT FROM (new_values."valid_from") OR old_values."valid_until" IS DISTINCT FROM (new_values."valid_until")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e69f6d204526c29160fe4b6ebeba8d43b5e63a54",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2c317",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_mandateevent" ("account_id", "authority_id", "ended_by_id", "ended_note", "ended_reason", "given_from_id", "granted_by_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "terms_accepted_at", "terms_version", "valid_from", "valid_until") SELECT old_values."account_id", old_values."authority_id", old_values."ended_by_id", old_values."ended_note", old_values."ended_reason", old_values."given_from_id", old_values."granted_by_id", old_values."id", old_values."organization_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."role", old_values."terms_accepted_at", old_values."terms_version", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c227acf4a5d8a1a55ac8d72683db3dd921e78d56",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_59f0f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_mandate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="enrolmentrequest",
            index=models.Index(fields=["organization", "state", "created_at"], name="request_by_structure"),
        ),
        migrations.AddConstraint(
            model_name="enrolmentrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("INVITED", "DRAFT", "SUBMITTED", "ASKED"))),
                fields=("organization", "email_digest"),
                name="one_open_request_an_address_and_structure",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("practitioner__isnull", False), ("state__in", ("INVITED", "DRAFT", "SUBMITTED", "ASKED"))
                ),
                fields=("organization", "practitioner"),
                name="one_open_request_a_person_and_structure",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enrolment__isnull", False), ("state", "ACCEPTED")),
                    models.Q(models.Q(("state", "ACCEPTED"), _negated=True), ("enrolment__isnull", True)),
                    _connector="OR",
                ),
                name="an_accepted_request_became_an_enrolment",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="smartcard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_smartcardevent" ("blocked_date", "id", "load_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "type_code", "valid_from", "valid_until") SELECT old_values."blocked_date", old_values."id", old_values."load_id", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."practitioner_id", old_values."type_code", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="752f15f5a4598c5007d98e5743a1e7eb1dc03b2c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8343a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_smartcard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="smartcard",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_smartcardevent" ("blocked_date", "id", "load_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "type_code", "valid_from", "valid_until") SELECT old_values."blocked_date", old_values."id", old_values."load_id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practitioner_id", old_values."type_code", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e3a59cd6f30d8fc63b435d1a62e098d19bc2e4b7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dceb4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_smartcard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="civilidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_civilidentityevent" ("birth_country_code", "birth_date", "birth_family_name", "birth_place_code", "birth_place_label", "given_names", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "sex_code") SELECT old_values."birth_country_code", old_values."birth_date", old_values."birth_family_name", old_values."birth_place_code", old_values."birth_place_label", old_values."given_names", old_values."load_id", _pgh_attached_context.value, NOW(), \'update\', old_values."practitioner_id", old_values."practitioner_id", old_values."sex_code" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."practitioner_id") = (new_values."practitioner_id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="47100c36f0eee2b75f4b704d0c2341458d97a993",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b36d9",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="directory_civilidentity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="civilidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_civilidentityevent" ("birth_country_code", "birth_date", "birth_family_name", "birth_place_code", "birth_place_label", "given_names", "load_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "sex_code") SELECT old_values."birth_country_code", old_values."birth_date", old_values."birth_family_name", old_values."birth_place_code", old_values."birth_place_label", old_values."given_names", old_values."load_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."practitioner_id", old_values."practitioner_id", old_values."sex_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4403ad3b3c873d74cc368931fc52863a4f5e30b5",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_25eba",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="directory_civilidentity",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mandates", models.JSONField(blank=True, default=list, verbose_name="mandates")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PEOPLE", "people"),
                            ("STRUCTURES", "structures"),
                            ("ENROLMENTS", "registrations in the portal"),
                        ],
                        max_length=10,
                        verbose_name="list",
                    ),
                ),
                (
                    "form",
                    models.CharField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4, verbose_name="format"),
                ),
                ("language", models.CharField(default="fr", max_length=8, verbose_name="language")),
                ("filters", models.JSONField(blank=True, default=dict, verbose_name="filters")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "waiting for its turn"),
                            ("RUNNING", "being prepared"),
                            ("READY", "ready"),
                            ("FAILED", "not made"),
                            ("EXPIRED", "erased"),
                            ("CANCELLED", "cancelled at your request"),
                        ],
                        default="WAITING",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=10, verbose_name="reason")),
                ("place", models.TextField(blank=True, verbose_name="place")),
                ("is_read", models.BooleanField(default=False, verbose_name="read to the end")),
                ("byte_count", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows of the list")),
                ("line_count", models.PositiveIntegerField(default=0, verbose_name="lines")),
                ("expected_count", models.PositiveIntegerField(default=0, verbose_name="rows expected")),
                ("attempt_count", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("moved_at", models.DateTimeField(verbose_name="last moved")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("kept_until", models.DateTimeField(blank=True, null=True, verbose_name="kept until")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.mandate",
                        verbose_name="mandate",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "indexes": [
                    models.Index(fields=["account", "asked_at"], name="export_by_account"),
                    models.Index(
                        condition=models.Q(("state__in", ["WAITING", "RUNNING"])),
                        fields=["moved_at"],
                        name="export_to_do",
                    ),
                    models.Index(condition=models.Q(("state", "READY")), fields=["kept_until"], name="export_to_erase"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "READY"), _negated=True),
                            models.Q(("ended_at__isnull", False), ("kept_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_export_that_is_ready_is_kept_until_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["FAILED", "EXPIRED", "CANCELLED"]), _negated=True),
                            ("filters", {}),
                            _connector="OR",
                        ),
                        name="an_export_without_file_keeps_no_filter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HolderSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.BinaryField(max_length=32, unique=True)),
                ("provider_sid", models.CharField(blank=True, editable=False, max_length=255)),
                ("acr", models.CharField(max_length=40, verbose_name="level")),
                ("auth_time", models.DateTimeField(verbose_name="authenticated")),
                ("begun_at", models.DateTimeField(verbose_name="begun")),
                ("last_seen_at", models.DateTimeField(verbose_name="last use")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "session of the holder space",
                "verbose_name_plural": "sessions of the holder space",
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "part",
                    models.CharField(
                        choices=[("IDENTITY", "identity"), ("EXERCISE", "profession"), ("ROLE", "activity")],
                        max_length=8,
                        verbose_name="part",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "waits for an answer"),
                            ("CORRECTED", "corrected"),
                            ("REFUSED", "refused"),
                            ("WITHDRAWN", "withdrawn"),
                        ],
                        default="OPEN",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="what is wrong")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.registrationauthority",
                        verbose_name="authority",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="directory.practitioner",
                        verbose_name="practitioner",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction request",
                "verbose_name_plural": "correction requests",
                "indexes": [
                    models.Index(fields=["practitioner", "asked_at"], name="correction_by_person"),
                    models.Index(
                        condition=models.Q(("state", "OPEN")),
                        fields=["authority", "asked_at"],
                        name="correction_to_answer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "OPEN")),
                            models.Q(models.Q(("state", "OPEN"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_correction_is_open_or_says_when_it_was_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "REFUSED"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refused_correction_says_why",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            directory.models.functions.SearchKey(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.NullIf(
                                        models.F("trade_name"), models.Value("")
                                    ),
                                    models.F("legal_name"),
                                )
                            ),
                            models.Value(""),
                        ),
                        models.Value("{"),
                        output_field=models.TextField(),
                    ),
                    "C",
                ),
                models.F("id"),
                name="organization_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                models.F("region_code"),
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            directory.models.functions.SearchKey(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.NullIf(
                                        models.F("trade_name"), models.Value("")
                                    ),
                                    models.F("legal_name"),
                                )
                            ),
                            models.Value(""),
                        ),
                        models.Value("{"),
                        output_field=models.TextField(),
                    ),
                    "C",
                ),
                models.F("id"),
                name="organization_of_region_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            directory.models.functions.SearchKey(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.NullIf(
                                        models.F("trade_name"), models.Value("")
                                    ),
                                    models.F("legal_name"),
                                )
                            ),
                            models.Value(""),
                        ),
                        models.Value("{"),
                        output_field=models.TextField(),
                    ),
                    "C",
                ),
                models.F("id"),
                condition=models.Q(("kind", "LEGAL_ENTITY")),
                name="legal_entity_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            directory.models.functions.SearchKey(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.NullIf(
                                        models.F("trade_name"), models.Value("")
                                    ),
                                    models.F("legal_name"),
                                )
                            ),
                            models.Value(""),
                        ),
                        models.Value("{"),
                        output_field=models.TextField(),
                    ),
                    "C",
                ),
                models.F("id"),
                condition=models.Q(("is_test", True)),
                name="test_organization_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                condition=models.Q(("legal_entity_finess", ""), _negated=True),
                fields=["legal_entity_finess"],
                name="site_by_legal_entity",
            ),
        ),
        *_rules.AFTER_TABLES,
    ]
