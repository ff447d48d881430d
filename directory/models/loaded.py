"""Rows that an official extract brings."""

from django.db import models


class LoadedRow(models.Model):
    """A row that names the load which last wrote it; null for what was entered in the portal."""

    load = models.ForeignKey(  # no index: nobody asks for the rows of a load, and two million lines would pay for it
        "directory.ExtractLoad",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )

    class Meta:
        abstract = True
