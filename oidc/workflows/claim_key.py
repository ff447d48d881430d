"""The key of claims and return codes, kept outside the database: who reads its rows can make none."""

from django.utils.crypto import salted_hmac


def claim_key() -> bytes:
    """Return the key, derived from that of the deployment."""
    return salted_hmac("oidc.login-claim", "key", algorithm="sha256").digest()
