"""The act of registering a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.practitioner import Practitioner
from directory.models.practitioner_role import PractitionerRole


class Enrolment(models.Model):
    """One registration made in the portal: who registered whom, for which authority, with which role."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="enrolments"
    )
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="enrolments"
    )
    role = models.ForeignKey(
        PractitionerRole, verbose_name=_("practitioner role"), on_delete=models.PROTECT, related_name="+"
    )
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registered by"), on_delete=models.PROTECT, related_name="+"
    )
    enrolled_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["enrolled_at"], name="enrolment_by_time")]

    def __str__(self) -> str:
        return f"enrolment of practitioner {self.practitioner_id}"
