"""The code that holders let a service ask of them before their phone is asked, and what one service tried of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oidc.models.relying_party import RelyingParty


class UserCode(models.Model):
    """The code of one person, as a slow hash of Django’s; who has no row is never asked for one."""

    practitioner = models.OneToOneField(
        "directory.Practitioner", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    hashed = models.CharField(max_length=128, editable=False)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("code of a holder")
        verbose_name_plural = _("codes of holders")

    def __str__(self) -> str:
        return f"code of practitioner {self.practitioner_id}"


class UserCodeTry(models.Model):
    """What one service tried lately of the code of one person, or of nobody: of whom a hint names.

    hint_digest: as of its requests. free_at: when nothing counts against it any more; each wrong code puts it off.
    """

    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+", db_index=False)
    hint_digest = models.CharField(max_length=32, editable=False, db_index=True)
    free_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tried codes")
        verbose_name_plural = _("tried codes")
        constraints = [
            models.UniqueConstraint(fields=["relying_party", "hint_digest"], name="tried_codes_are_counted_once"),
        ]

    def __str__(self) -> str:
        return f"codes tried by service {self.relying_party_id}"
