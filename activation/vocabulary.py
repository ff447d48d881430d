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
    PERIOD_OVER = "PERIOD_OVER", _("end of validity")


class CardStanding(models.TextChoices):
    """What a card may do at an instant: its state, its period and its holder's eligibility, in one word."""

    ACTIVE = "ACTIVE", _("can be used")
    LOCKED = "LOCKED", _("locked")
    SUSPENDED = "SUSPENDED", _("suspended")
    REVOKED = "REVOKED", _("revoked")
    EXPIRED = "EXPIRED", _("expired")
    NOT_YET_USABLE = "NOT_YET_USABLE", _("not usable yet")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("holder not eligible")
