"""What the wallet sends."""

import binascii
from base64 import urlsafe_b64decode
from typing import Any

from rest_framework import serializers

_PIN_PROOF_BYTES = 32


class PinProofField(serializers.Field[bytes, str, str, Any]):
    """32 bytes in base64url, without padding."""

    def to_internal_value(self, data: Any) -> bytes:
        """Return the bytes. Raises ValidationError for any other shape."""
        try:
            proof = urlsafe_b64decode(str(data).encode("ascii") + b"=")
        except (binascii.Error, UnicodeEncodeError, ValueError):
            raise serializers.ValidationError("not base64url") from None
        if len(proof) != _PIN_PROOF_BYTES:
            raise serializers.ValidationError("not 32 bytes")
        return proof

    def to_representation(self, value: bytes) -> str:
        """Never shown."""
        return ""


class DecisionInput(serializers.Serializer[dict[str, Any]]):
    """`decision_jws`: the signed answer; `pin_proof`: for an approval only, never stored."""

    decision_jws = serializers.CharField(max_length=8192, trim_whitespace=False)
    pin_proof = PinProofField(required=False, default=None)
