"""What holders decided of their own sign-ins."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInPreference(models.Model):
    """One person's choices; who has no row never chose.

    typed_numbers: a browser in which somebody types the person's number may ask their phones, or a service that has no
    browser. Without it, a QR code and the same phone remain, and a service that was given the person's code.
    """

    practitioner = models.OneToOneField(
        "directory.Practitioner", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    typed_numbers = models.BooleanField(_("sign-ins by number"), default=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("sign-in preference")
        verbose_name_plural = _("sign-in preferences")

    def __str__(self) -> str:
        return f"preference of practitioner {self.practitioner_id}"
