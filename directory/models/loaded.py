"""Rows that an official extract brings."""

from django.db import models


class LoadedRow(models.Model):
    """A row that names the load which last wrote it; null for what was entered in the portal."""

    # No index: nobody asks for the rows of a load, and two million lines would pay for it. No constraint either: a load
    # is never deleted, and its row must stay readable while the tables are filled.
    load = models.ForeignKey(
        "directory.ExtractLoad",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        abstract = True
