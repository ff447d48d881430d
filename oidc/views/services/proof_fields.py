"""The part of the form of a client that says how it proves itself: keys, their address, a certificate."""

import json
from base64 import b64encode
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django import forms
from django.utils.translation import gettext_lazy as _

from oidc.errors import RegistrationRefused
from oidc.protocol.client_certificates import NAMES, CertificateMismatch, jwk_of
from oidc.protocol.client_metadata import ClientMetadata
from oidc.protocol.client_proofs import read_jwks
from oidc.views.services.refusals import registration_in_words
from oidc.vocabulary import ClientAuthMethod

METHODS: Final = [
    (ClientAuthMethod.BASIC.value, _("A server, which sends its secret in a header (client_secret_basic)")),
    (ClientAuthMethod.POST.value, _("A server, which sends its secret in the body (client_secret_post)")),
    (ClientAuthMethod.PRIVATE_KEY.value, _("A server, which signs with its key (private_key_jwt)")),
    (ClientAuthMethod.TLS.value, _("A server, with the certificate of an authority (tls_client_auth)")),
    (ClientAuthMethod.SELF_SIGNED.value, _("A server, with its own certificate (self_signed_tls_client_auth)")),
    (ClientAuthMethod.NONE.value, _("A page or an application that can keep no secret (public, PKCE)")),
]
_BEGINNING: Final = "-----BEGIN CERTIFICATE-----"
_AREA: Final = {"rows": 4, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}


class KeySetField(forms.CharField):
    """A JWKS, or certificates in PEM, whose keys it becomes; the value is a dict, empty for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs=_AREA), max_length=60_000, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As JSON; nothing for an empty set."""
        return (json.dumps(value, indent=1) if value else "") if isinstance(value, dict) else value

    def clean(self, value: Any) -> dict[str, Any]:
        """The set that was pasted."""
        text = str(super().clean(value)).strip()
        if not text:
            return {}
        try:
            return read_jwks(_read_certificates(text) if text.startswith(_BEGINNING) else json.loads(text))
        except RegistrationRefused as refusal:
            raise forms.ValidationError(registration_in_words(refusal)) from None
        except (ValueError, RecursionError, CertificateMismatch):
            raise forms.ValidationError(_("This is neither a JWKS nor a certificate in PEM.")) from None


class ProofFields(forms.Form):
    """The fields, and what of a registration they leave as it is."""

    jwks = KeySetField(
        label=_("Public keys"),
        help_text=_("A JWKS in JSON, or your certificate in PEM. Never paste a private key."),
    )
    jwks_uri = forms.CharField(
        label=_("Address of the keys"),
        required=False,
        max_length=2000,
        help_text=_("Instead of pasting them: https://, where your server publishes its JWKS."),
    )
    tls_client_auth_subject_dn = forms.CharField(
        label=_("Subject of the certificate"),
        required=False,
        max_length=500,
        help_text=_("As RFC 4514 writes it: CN=…,O=…,C=FR."),
    )
    tls_client_certificate_bound_access_tokens = forms.BooleanField(
        label=_("Its tokens are bound to its certificate"), required=False
    )


def kept_proofs(kept: ClientMetadata, given: dict[str, Any]) -> dict[str, Any]:
    """What the form does not show, as long as the client proves itself in the same way."""
    if given["token_endpoint_auth_method"] != kept.token_endpoint_auth_method:
        return {}
    names = [] if given["tls_client_auth_subject_dn"] else [name for name in NAMES if name not in given]
    return {name: getattr(kept, name) for name in ("token_endpoint_auth_signing_alg", *names)}


def _read_certificates(pem: str) -> dict[str, Any]:
    """Raises ValueError, CertificateMismatch."""
    return {
        "keys": [
            {**jwk_of(one), "x5c": [b64encode(one.public_bytes(Encoding.DER)).decode()]}
            for one in x509.load_pem_x509_certificates(pem.encode())
        ]
    }
