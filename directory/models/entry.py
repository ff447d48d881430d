"""The directory as it is searched: one ready row a person, and the words of names."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.practitioner import Practitioner


class DirectoryEntry(models.Model):
    """One person as they are looked for. Written by the database (`refresh_directory_entries`), never by hand.

    family_key, given_key: search keys of the names of use. is_listed: somebody that public pages may show (practises
    now, alive, not absorbed by another record).
    terms: what finds them, each with a prefix. Of what runs today: p: profession; x: expertise; o: role; c: commune,
    z: postal code, d: department, q: profession and the department where it is practised; s: structure (primary key).
    Of all times: n: a word of the name; w: t for a test person, r for a real one; v: w when one of their contacts
    waits for a proof, p when both are proven, n when one is missing; and what narrows a scope before it is checked:
    a: authority that answers for the person or registered them (primary key), k: order, r: region of a structure.
    changes_on: the first day that changes all this by itself, when something begins or ends; null for none.
    """

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="entry",
        db_constraint=False,  # written and removed by the database's own triggers: two million checks less a load
    )
    # Bytes in order: names are compared, and prefixes found, without the rules of a language
    family_key = models.TextField(db_collation="C")
    given_key = models.TextField(db_collation="C")
    is_test = models.BooleanField()
    is_listed = models.BooleanField()
    terms = ArrayField(models.TextField(db_collation="C"))
    changes_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        indexes = [
            models.Index(fields=["family_key", "given_key", "practitioner"], name="entry_by_name"),
            GinIndex(fields=["terms"], name="entry_by_terms", fastupdate=False),
            models.Index(fields=["changes_on"], name="entry_by_next_day", condition=Q(changes_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"entry of practitioner {self.practitioner_id}"


class NameWord(models.Model):
    """One word of somebody's name. sound: how it is heard in French. person_count: about how many carry it."""

    word = models.TextField(primary_key=True, db_collation="C")
    sound = models.TextField(db_collation="C")
    person_count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [
            models.Index(fields=["sound"], name="name_word_by_sound"),
            # One or two letters begin tens of thousands of words: they are looked for among the frequent ones
            models.Index(fields=["word"], name="name_word_frequent", condition=Q(person_count__gte=100)),
        ]

    def __str__(self) -> str:
        return self.word
