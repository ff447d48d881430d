"""What the wallet sends."""

from typing import Any

from rest_framework import serializers

from activation.api.inputs import PinProofField, TextField
from activation.policy import PROOF_MAX_LENGTH


class DecisionInput(serializers.Serializer[dict[str, Any]]):
    """`decision_jws`: the signed answer; `pin_proof`: for an approval only, never stored."""

    decision_jws = TextField(max_length=PROOF_MAX_LENGTH, trim_whitespace=False)
    pin_proof = PinProofField(required=False, default=None)
