"""What did not work, as users were told: the history of the status page."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from oidc.policy import LONGEST_INCIDENT_TITLE


class Incident(models.Model):
    """One time when sign-ins, or what surrounds them, did not work as they should. ended_at null: it goes on.

    title: what a user notices, in both languages.
    """

    title_fr = models.CharField(_("what users notice, in French"), max_length=LONGEST_INCIDENT_TITLE)
    title_en = models.CharField(_("what users notice, in English"), max_length=LONGEST_INCIDENT_TITLE)
    begun_at = models.DateTimeField(_("begun"), db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.CheckConstraint(
                name="an_incident_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentNote(models.Model):
    """What operators said of an incident at one moment, in both languages; nothing of it is taken back."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note on an incident")
        verbose_name_plural = _("notes on incidents")

    def __str__(self) -> str:
        return f"note {self.pk} on incident {self.incident_id}"
