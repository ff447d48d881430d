"""The words of activations and cards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivationMode(models.TextChoices):
    """What proves the person at activation."""

    CODES = "CODES", _("two codes")
    SMART_CARD = "SMART_CARD", _("physical card")
    HAND_OVER = "HAND_OVER", _("in front of a registrar")


class ActivationState(models.TextChoices):
    """Life of an activation request."""

    OPEN = "OPEN", _("under way")
    CONFIRMED = "CONFIRMED", _("confirmed")
    COMPLETED = "COMPLETED", _("completed")
    CANCELLED = "CANCELLED", _("cancelled")
    EXPIRED = "EXPIRED", _("expired")
    LOCKED = "LOCKED", _("locked")


class CampaignState(models.TextChoices):
    """Life of a campaign of invitations."""

    RUNNING = "RUNNING", _("running")
    PAUSED = "PAUSED", _("paused")
    FINISHED = "FINISHED", _("finished")
    STOPPED = "STOPPED", _("stopped")


class CardState(models.TextChoices):
    """Life of a virtual card. The rights of its holder are no part of it: see CardStanding."""

    ACTIVE = "ACTIVE", _("working")
    LOCKED = "LOCKED", _("locked")
    SUSPENDED = "SUSPENDED", _("suspended")
    REVOKED = "REVOKED", _("revoked")
    EXPIRED = "EXPIRED", _("expired")


class CardEndReason(models.TextChoices):
    """Why a card ended."""

    HOLDER_REQUEST = "HOLDER_REQUEST", _("deleted by the holder")
    LOST = "LOST", _("phone lost")
    STOLEN = "STOLEN", _("phone stolen")
    DISOWNED = "DISOWNED", _("not activated by the holder")
    SUPERSEDED = "SUPERSEDED", _("replaced by a new card")
    AUTHORITY = "AUTHORITY", _("revoked by an authority")
    OPPOSITION = "OPPOSITION", _("opposition in the directory")
    DECEASED = "DECEASED", _("death of the holder")
    STRUCK_OFF = "STRUCK_OFF", _("holder struck off")
    PERIOD_OVER = "PERIOD_OVER", _("end of validity")


# What the holder may say of a card that is not at hand, and what an authority may say of one.
HOLDER_REASONS = (
    CardEndReason.LOST,
    CardEndReason.STOLEN,
    CardEndReason.HOLDER_REQUEST,
    CardEndReason.DISOWNED,
)
AUTHORITY_REASONS = (
    CardEndReason.LOST,
    CardEndReason.STOLEN,
    CardEndReason.DISOWNED,
    CardEndReason.AUTHORITY,
    CardEndReason.DECEASED,
    CardEndReason.STRUCK_OFF,
)


class SuspensionReason(models.TextChoices):
    """Why an authority lays a card to rest."""

    HOLDER_ASKS = "HOLDER_ASKS", _("the holder asks, and looks for the phone")
    DOUBT = "DOUBT", _("doubt about who uses the card")
    INQUIRY = "INQUIRY", _("inquiry by the authority")


class Language(models.TextChoices):
    """In which the holder reads notices."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class CardStanding(models.TextChoices):
    """What a card may do at an instant: its state, its period and its holder's eligibility, in one word."""

    ACTIVE = "ACTIVE", _("can be used")
    LOCKED = "LOCKED", _("locked")
    SUSPENDED = "SUSPENDED", _("suspended")
    REVOKED = "REVOKED", _("revoked")
    EXPIRED = "EXPIRED", _("expired")
    NOT_YET_USABLE = "NOT_YET_USABLE", _("not usable yet")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("holder not eligible")
