"""What the wallet sends."""

from typing import Any

from rest_framework import serializers

from activation.api.inputs import PinProofField, TextField
from activation.policy import PROOF_MAX_LENGTH

CLAIM_MAX_LENGTH = 100


class ClaimInput(serializers.Serializer[dict[str, Any]]):
    """`claim`: what follows `#c=` in the QR code or the link."""

    claim = TextField(max_length=CLAIM_MAX_LENGTH)


class PreferencesInput(serializers.Serializer[dict[str, Any]]):
    """`typed_numbers`: whether browsers may ask this person's phones by their number."""

    typed_numbers = serializers.BooleanField()


class DecisionInput(serializers.Serializer[dict[str, Any]]):
    """`decision_jws`: the signed answer; `pin_proof`: for an approval only, never stored."""

    decision_jws = TextField(max_length=PROOF_MAX_LENGTH, trim_whitespace=False)
    pin_proof = PinProofField(required=False, default=None)
