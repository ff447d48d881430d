"""The certificate that a client presents: whether it is the one that is registered, and its thumbprint (RFC 8705)."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from ipaddress import ip_address
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, OKPKey, RSAKey

from activation.certificates import read_header
from activation.errors import CertificateRefused
from oidc.protocol import client_keys

NAMES: Final = (
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
)
_LEAST_BITS: Final = 2048
_UNREADABLE: Final = (
    ValueError,
    TypeError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class CertificateMismatch(Exception):
    """The certificate does not prove the client. reason: a few English words, in ASCII, for the developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ClientCertificate:
    """One certificate whose private key the client holds: the handshake proved it. is_trusted: an authority that the
    proxy believes issued it.
    """

    der: bytes = field(repr=False)
    is_trusted: bool

    @cached_property
    def thumbprint(self) -> str:
        """RFC 8705 §3.1: SHA-256 of the DER, in base64url."""
        return thumbprint_of(self.der)


def read(header: str, *, verdict: str) -> ClientCertificate | None:
    """Read what the proxy says (RFC 9440); None where it says nothing that can be read. verdict: of its own check."""
    try:
        return ClientCertificate(read_header(header), is_trusted=verdict == "SUCCESS")
    except CertificateRefused:
        return None


def thumbprint_of(der: bytes) -> str:
    """RFC 8705 §3.1, likewise."""
    return urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode("ascii")


def check_subject(certificate: ClientCertificate, registered: Mapping[str, str], *, now: datetime) -> None:
    """RFC 8705 §2.1: an authority vouches for it, and it names what is registered. Raises CertificateMismatch.

    registered: one of NAMES with its value; the others may be there, empty.
    """
    if not certificate.is_trusted:
        raise CertificateMismatch("no known authority issued it")
    parsed = _parse(certificate.der, now=now)
    try:
        found = any(value in _named(parsed, name) for name, value in _asked(registered).items())
    except _UNREADABLE:
        raise CertificateMismatch("it cannot be read") from None
    if not found:
        raise CertificateMismatch("it names another than the registered subject")


def check_among_keys(certificate: ClientCertificate, keys: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """RFC 8705 §2.2: it is of a registered key, and the very one where certificates are registered beside that key.

    Raises CertificateMismatch. keys: as `client_keys.read_key_set` returns them.
    """
    thumbprint = _key_of(_parse(certificate.der, now=now)).thumbprint()
    of_key = [jwk for jwk in keys if client_keys.thumbprints_of([jwk]) == [thumbprint]]
    pinned = client_keys.certificates_of(of_key)
    if not of_key or (pinned and certificate.der not in pinned):
        raise CertificateMismatch("it is of no registered key")


def is_name(name: str, value: str) -> bool:
    """Whether a certificate can name this. name: of NAMES."""
    if not value.isprintable() or value != value.strip():
        return False
    if name == "tls_client_auth_subject_dn":
        return _read_dn(value) is not None
    if name == "tls_client_auth_san_ip":
        return _read_ip(value) is not None
    return value.isascii() and " " not in value


def ends_at(der: bytes) -> datetime | None:
    """Return until when a certificate serves; None where it cannot be read."""
    with suppress(*_UNREADABLE):
        return x509.load_der_x509_certificate(der).not_valid_after_utc
    return None


def _asked(registered: Mapping[str, str]) -> dict[str, Any]:
    readers = {"tls_client_auth_subject_dn": _read_dn, "tls_client_auth_san_ip": _read_ip}
    return {name: readers.get(name, str)(registered[name]) for name in NAMES if registered.get(name)}


def _named(certificate: x509.Certificate, name: str) -> list[Any]:
    if name == "tls_client_auth_subject_dn":
        return [certificate.subject]
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    kinds: Mapping[str, Any] = {
        "tls_client_auth_san_dns": x509.DNSName,
        "tls_client_auth_san_uri": x509.UniformResourceIdentifier,
        "tls_client_auth_san_ip": x509.IPAddress,
        "tls_client_auth_san_email": x509.RFC822Name,
    }
    return list(names.get_values_for_type(kinds[name]))


def _parse(der: bytes, *, now: datetime) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(der)
        if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
            raise CertificateMismatch("it is not valid today")
    except _UNREADABLE:
        raise CertificateMismatch("it cannot be read") from None
    return certificate


def jwk_of(certificate: x509.Certificate) -> dict[str, Any]:
    """Return the key of a certificate as a JWK. Raises CertificateMismatch: of another kind, or too short."""
    return dict(_key_of(certificate).as_dict(private=False))


def _key_of(certificate: x509.Certificate) -> client_keys.Key:
    try:
        key = certificate.public_key()
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    except _UNREADABLE:
        raise CertificateMismatch("it cannot be read") from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _LEAST_BITS:
        return RSAKey.import_key(pem)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ECKey.import_key(pem)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return OKPKey.import_key(pem)
    raise CertificateMismatch("its key is of another kind, or too short")


def _read_dn(text: str) -> x509.Name | None:
    with suppress(ValueError):
        return x509.Name.from_rfc4514_string(text)
    return None


def _read_ip(text: str) -> Any:
    with suppress(ValueError):
        return ip_address(text)
    return None
