"""Many people invited at a pace, after a national load."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activation.vocabulary import CampaignState
from directory.models import AuthorityKind


class InvitationCampaign(models.Model):
    """People of one world, invited in the order of their keys, so many a minute, until none is left or it is stopped.

    authority_kind, profession_code: whom; empty for everybody. last_person_id: the last key that was looked at.
    advanced_at: until when the pace is accounted for.
    """

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+"
    )
    is_test = models.BooleanField(_("test people"))
    authority_kind = models.CharField(_("kind of authority"), max_length=12, choices=AuthorityKind, blank=True)
    profession_code = models.CharField(_("profession"), max_length=10, blank=True)
    rate = models.PositiveIntegerField(_("people a minute"))
    state = models.CharField(_("state"), max_length=8, choices=CampaignState, default=CampaignState.RUNNING)
    last_person_id = models.BigIntegerField(default=0)
    sent_count = models.PositiveIntegerField(_("people invited"), default=0)
    started_at = models.DateTimeField(_("started"))
    advanced_at = models.DateTimeField(_("advanced"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation campaign")
        verbose_name_plural = _("invitation campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["is_test"],
                name="one_campaign_at_once_in_a_world",
                condition=Q(state__in=[CampaignState.RUNNING, CampaignState.PAUSED]),
            ),
            models.CheckConstraint(
                name="an_ended_campaign_says_when",
                condition=Q(state__in=[CampaignState.RUNNING, CampaignState.PAUSED]) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk} ({self.state})"
