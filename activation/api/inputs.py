"""What the wallet sends, read strictly: a number is not a text, and nothing is trimmed in silence."""

import binascii
from base64 import urlsafe_b64decode
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from rest_framework import serializers

from activation.policy import PIN_PROOF_BYTES, PROOF_MAX_LENGTH
from activation.vocabulary import HOLDER_REASONS, CardEndReason, Language
from activation.workflows.binding import BindCall, Device
from activation.workflows.former_card import Former


class TextField(serializers.CharField):
    """A JSON string and nothing else. NUL and lone surrogates are refused by the framework."""

    def to_internal_value(self, data: Any) -> str:
        """Refuse numbers and booleans, which the framework would turn into text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class PinProofField(TextField):
    """32 bytes in base64url without padding."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=44, trim_whitespace=False, write_only=True, **kwargs)

    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override]  # the field reads a text into bytes
        """The bytes. Raises ValidationError for any other shape."""
        text = super().to_internal_value(data)
        if "+" in text or "/" in text:
            self.fail("invalid")
        try:
            proof = urlsafe_b64decode(text.rstrip("=") + "=")
        except (binascii.Error, ValueError):
            self.fail("invalid")
        if len(proof) != PIN_PROOF_BYTES:
            self.fail("invalid")
        return proof


class Subscription(serializers.Serializer[dict[str, Any]]):
    """Where to wake a phone: `endpoint` of a PushSubscription (W3C Push API). Its keys are not needed."""

    endpoint = TextField(max_length=1000, trim_whitespace=False)


class Opening(serializers.Serializer[dict[str, Any]]):
    """Start of an activation. birth_date: when the answer to a former call wanted it."""

    national_id = TextField(max_length=64)
    birth_date = serializers.DateField(required=False, allow_null=True, default=None, input_formats=["iso-8601"])


class Confirmation(serializers.Serializer[dict[str, Any]]):
    """The ticket and the code of the SMS, as typed. code: left out where a physical card opened the activation."""

    ticket = TextField(max_length=128)
    code = TextField(max_length=32, required=False, default="")


class DeviceInput(serializers.Serializer[dict[str, Any]]):
    """The phone as it describes itself."""

    name = TextField(max_length=80)
    platform = TextField(max_length=80, allow_blank=True, default="")
    app_version = TextField(max_length=40, allow_blank=True, default="")


class Binding(serializers.Serializer[dict[str, Any]]):
    """The new key, the PIN proof and the token of the confirmation. replaces: a card of the same person."""

    binding = TextField(max_length=128, trim_whitespace=False)
    pin_proof = PinProofField()
    device = DeviceInput()
    proof = TextField(max_length=PROOF_MAX_LENGTH, trim_whitespace=False)
    replaces = serializers.UUIDField(required=False, allow_null=True, default=None)
    former_pin_proof = PinProofField(required=False, allow_null=True, default=None)


class Ticket(serializers.Serializer[dict[str, Any]]):
    """The ticket that a phone read, or that somebody typed."""

    ticket = TextField(max_length=128)


class CardName(serializers.Serializer[dict[str, Any]]):
    """How the holder calls this phone."""

    name = TextField(max_length=80)

    def validate_name(self, value: str) -> str:
        """One line that can be printed."""
        if not value.isprintable():
            raise serializers.ValidationError(code="invalid")
        return value


class CardApproval(serializers.Serializer[dict[str, Any]]):
    """The PIN of the card that approves another one."""

    pin_proof = PinProofField()


class OtherRevocation(serializers.Serializer[dict[str, Any]]):
    """Why another card of the holder ends, and the PIN of the one that says it."""

    reason = serializers.ChoiceField(choices=[reason.value.lower() for reason in HOLDER_REASONS])
    pin_proof = PinProofField()

    def validate_reason(self, value: str) -> CardEndReason:
        """The reason as the house writes it."""
        return CardEndReason(value.upper())


class PinChange(serializers.Serializer[dict[str, Any]]):
    """The proof of the present PIN and of the new one."""

    pin_proof = PinProofField()
    new_pin_proof = PinProofField()


class Revocation(serializers.Serializer[dict[str, Any]]):
    """Why the holder deletes the card."""

    reason = serializers.ChoiceField(choices=["holder_request"])


def read(serializer: type[serializers.Serializer[dict[str, Any]]], data: Any) -> dict[str, Any]:
    """The content of a body. Raises ValidationError."""
    reader = serializer(data=data)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


def read_binding(data: Any, *, former_id: UUID | None, address: str) -> BindCall:
    """The content of a binding. former_id: the card that signed the call, if any did. Raises ValidationError."""
    content = read(Binding, data)
    return BindCall(
        binding=content["binding"],
        pin_proof=content["pin_proof"],
        device=Device(**content["device"]),
        proof=content["proof"],
        replaces=content["replaces"],
        former=Former(card_id=former_id, pin_proof=content["former_pin_proof"]),
        address=address,
        language=asked_language(),
    )


def asked_language() -> str:
    """The language of the call (cookie or Accept-Language), which is that of the notices about the card it makes."""
    language = get_language() or ""
    return language if language in Language.values else Language.FRENCH.value
