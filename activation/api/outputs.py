"""What the wallet receives."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from activation.models import VirtualCard
from activation.queries import Holder
from activation.vocabulary import ActivationMode, CardStanding, CardState
from activation.workflows.confirmation import Confirmation
from activation.workflows.looking import Look, SmsState
from activation.workflows.standing import OwnCard
from directory.models import ContactKind, ContactPoint

DOTS = "•••"


class InstantField(serializers.DateTimeField):
    """An instant in UTC, whatever the time zone of pages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


class OpenedOutput(serializers.Serializer[Any]):
    """The same for everybody. resend_after: seconds."""

    activation = serializers.UUIDField()
    birth_date_wanted = serializers.BooleanField()
    resend_after = serializers.IntegerField()
    expires_at = InstantField()


class HolderOutput(serializers.Serializer[Any]):
    """Who holds the card."""

    display_name = serializers.CharField()
    national_id = serializers.CharField()
    profession = serializers.CharField()
    is_test = serializers.BooleanField()


class MaskedContactsOutput(serializers.Serializer[Any]):
    """Both contacts, enough to be recognised by whoever knows them."""

    email = serializers.CharField()
    mobile = serializers.CharField()


class CardLineOutput(serializers.Serializer[Any]):
    """One card of the same person, to choose the one to supersede."""

    card = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="device_name")
    platform = serializers.CharField(source="device_platform")
    created_at = InstantField()
    last_used_at = InstantField(allow_null=True)
    state = serializers.ChoiceField(choices=CardState.choices)


class OwnCardOutput(CardLineOutput):
    """One card of the holder. standing: what it may do now; is_this: the one that asks."""

    app_version = serializers.CharField()
    activation_mode = serializers.CharField()
    usable_from = InstantField()
    expires_at = InstantField()
    standing = serializers.ChoiceField(choices=CardStanding.choices)
    is_this = serializers.BooleanField()


class OwnCardsOutput(serializers.Serializer[Any]):
    """The cards of the holder that are not over, newest first."""

    cards = OwnCardOutput(many=True)
    server_time = InstantField()


class LookOutput(serializers.Serializer[Any]):
    """Where an activation stands, for who holds its ticket. sms: waiting, sent, received or failed."""

    mode = serializers.ChoiceField(choices=ActivationMode.choices)
    contacts = MaskedContactsOutput()
    sms = serializers.ChoiceField(choices=[state.value for state in SmsState])
    attempts_left = serializers.IntegerField()
    expires_at = InstantField()
    resend_at = InstantField()


class ConfirmedOutput(serializers.Serializer[Any]):
    """What the phone may know once both secrets were right. binding: 10 minutes; nonce: to sign."""

    holder = HolderOutput()
    contacts = MaskedContactsOutput()
    binding = serializers.CharField()
    nonce = serializers.CharField()
    replaceable = CardLineOutput(many=True)


class BoundOutput(serializers.Serializer[Any]):
    """The new card. usable_from: later than now when another card worked lately."""

    card = serializers.UUIDField()
    kid = serializers.CharField()
    expires_at = InstantField()
    usable_from = InstantField()
    server_time = InstantField()


class DeviceOutput(serializers.Serializer[Any]):
    """The phone as it described itself."""

    name = serializers.CharField(source="device_name")
    platform = serializers.CharField(source="device_platform")
    app_version = serializers.CharField()


class CardOutput(serializers.Serializer[Any]):
    """The card that calls."""

    card = serializers.UUIDField(source="pk")
    kid = serializers.CharField()
    state = serializers.ChoiceField(choices=CardState.choices)
    holder = HolderOutput(required=False)
    device = DeviceOutput(source="*")
    activation_mode = serializers.CharField()
    created_at = InstantField()
    usable_from = InstantField()
    expires_at = InstantField()
    last_used_at = InstantField(allow_null=True)


class RefusalOutput(serializers.Serializer[Any]):
    """Every refusal: a stable code, and its parameters beside it."""

    error = serializers.CharField()


class InvalidOutput(RefusalOutput):
    """A body that cannot be read. fields: codes by field."""

    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


def render_confirmation(confirmation: Confirmation) -> dict[str, Any]:
    """The body of a confirmation, contacts masked."""
    return dict(
        ConfirmedOutput(
            {
                "holder": confirmation.holder,
                "contacts": _masked(confirmation.contacts),
                "binding": confirmation.binding,
                "nonce": confirmation.nonce,
                "replaceable": confirmation.replaceable,
            }
        ).data
    )


def render_look(seen: Look) -> dict[str, Any]:
    """The body of a look, contacts masked."""
    return dict(
        LookOutput(
            {
                "mode": seen.mode.value,
                "contacts": _masked(seen.contacts or {}),
                "sms": seen.sms.value,
                "attempts_left": seen.attempts_left,
                "expires_at": seen.expires_at,
                "resend_at": seen.resend_at,
            }
        ).data
    )


def render_own_cards(cards: Sequence[OwnCard], *, now: datetime) -> dict[str, Any]:
    """The cards of the holder, for one of them."""
    lines = [
        {**CardLineOutput(one.card).data, **_own_facts(one)}  # its standing is no column of the card
        for one in cards
    ]
    return {"cards": lines, "server_time": InstantField().to_representation(now)}


def render_card(card: VirtualCard, holder: Holder) -> dict[str, Any]:
    """The card that calls, with its holder."""
    return {**CardOutput(card).data, "holder": dict(HolderOutput(holder).data)}


def render_cards(cards: list[VirtualCard]) -> list[dict[str, Any]]:
    """Cards to choose from."""
    return list(CardLineOutput(cards, many=True).data)


def mask_email(address: str) -> str:
    """`e•••@example.org`: the first character and the domain."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}{DOTS}@{domain}" if domain else ""


def mask_mobile(number: str) -> str:
    """`+33 ••• 42`: the country's first digits and the last two."""
    return f"{number[:3]} {DOTS} {number[-2:]}" if number else ""


def _own_facts(one: OwnCard) -> dict[str, Any]:
    instant = InstantField()
    return {
        "app_version": one.card.app_version,
        "activation_mode": one.card.activation_mode,
        "usable_from": instant.to_representation(one.card.usable_from),
        "expires_at": instant.to_representation(one.card.expires_at),
        "standing": one.standing.value,
        "is_this": one.is_this,
    }


def _masked(contacts: Mapping[str, ContactPoint]) -> dict[str, str]:
    return {
        "email": mask_email(_value(contacts.get(ContactKind.EMAIL))),
        "mobile": mask_mobile(_value(contacts.get(ContactKind.MOBILE))),
    }


def _value(contact: ContactPoint | None) -> str:
    return contact.value if contact else ""
