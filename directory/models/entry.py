"""The directory as it is searched: one ready row a person, and the words of names."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.practitioner import Practitioner


class DirectoryEntry(models.Model):
    """One person as they are looked for. Written by the database (`refresh_directory_entries`), never by hand.

    family_key, given_key: search keys of the names of use. is_listed: somebody that public pages may show (practises
    now, alive, not absorbed by another record).
    terms: what finds them, each with a prefix: n: a word of the name; p: profession; x: expertise; o: role;
    c: commune, z: postal code, d: department, r: region; s: structure (primary key).
    """

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="entry",
    )
    family_key = models.TextField()
    given_key = models.TextField()
    is_test = models.BooleanField()
    is_listed = models.BooleanField()
    terms = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        indexes = [
            models.Index(fields=["family_key", "given_key", "practitioner"], name="entry_by_name"),
            GinIndex(fields=["terms"], name="entry_by_terms", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"entry of practitioner {self.practitioner_id}"


class NameWord(models.Model):
    """One word of somebody's name. sound: how it is heard in French. person_count: about how many carry it."""

    word = models.TextField(primary_key=True)
    sound = models.TextField()
    person_count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [models.Index(fields=["sound"], name="name_word_by_sound")]

    def __str__(self) -> str:
        return self.word


class NameWordDeletion(models.Model):
    """A word of names with one letter left out: two words one slip apart share one of theirs."""

    pk = models.CompositePrimaryKey("deletion", "word")
    deletion = models.TextField()
    word = models.TextField()

    class Meta:
        verbose_name = _("shortened word of names")
        verbose_name_plural = _("shortened words of names")

    def __str__(self) -> str:
        return f"{self.deletion} < {self.word}"
