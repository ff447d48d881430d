"""The certificate of a physical card: read from the header of the reverse proxy, and who it names. Pure.

The proxy has checked the chain and the revocation list; what is looked at here is what such a certificate must be.
"""

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from activation.errors import CertificateRefused
from directory.errors import MalformedIdentifier
from directory.identifiers import parse_national_id

UPN = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")  # Microsoft's user principal name, in the alternative names
UPN_DOMAIN = "carte-cps.fr"
HEADER_MAX_LENGTH = 16_384  # characters: a certificate of a card takes some two thousand
_PRINCIPAL = re.compile(r"(?P<kind>[0-9])\.(?P<identifier>[^@\s]{1,60})@(?P<domain>[^@\s]{1,80})")
_COMMON_NAME = re.compile(r"(?P<kind>[0-9])\.?(?P<identifier>[^@\s]{1,60})")
_UTF8_STRING = 0x0C  # DER tag
_LONG_LENGTH = 0x80  # DER: from here on, the length takes more than one byte
_UNREADABLE = (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True)
class CardCertificate:
    """What a certificate says. national_id: whole, its kind first. fingerprint: SHA-256 of the DER, hexadecimal.

    serial: of the certificate, hexadecimal, not the number printed on the card; issuer: its name (RFC 4514).
    """

    national_id: str
    serial: str
    issuer: str
    fingerprint: str


def write_header(der: bytes) -> str:
    """The value of `Client-Cert` (RFC 9440 §2.2): a byte sequence of structured fields."""
    return f":{b64encode(der).decode()}:"


def read_header(value: str) -> bytes:
    """The DER in a `Client-Cert` header. Raises CertificateRefused: missing, malformed."""
    if not value:
        raise CertificateRefused(reason="missing")
    if not 2 < len(value) <= HEADER_MAX_LENGTH or value[0] != ":" or value[-1] != ":":
        raise CertificateRefused(reason="malformed")
    try:
        return b64decode(value[1:-1], validate=True)
    except (binascii.Error, ValueError):
        raise CertificateRefused(reason="malformed") from None


def read_certificate(der: bytes, *, now: datetime) -> CardCertificate:
    """Read the authentication certificate of a card.

    Raises CertificateRefused: malformed, expired, not_yet_valid, key_usage (the card's other certificate signs
    documents), no_identity (no national number), identities_differ (its two names do not agree).
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        _require_serial(certificate)
        _require_dates(certificate, now)
        _require_usage(certificate)
        national_id = _national_id(certificate)
        issuer = certificate.issuer.rfc4514_string()
    except _UNREADABLE:
        raise CertificateRefused(reason="malformed") from None
    return CardCertificate(
        national_id=national_id,
        serial=f"{certificate.serial_number:x}",
        issuer=issuer,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _require_serial(certificate: x509.Certificate) -> None:
    if certificate.serial_number <= 0:  # RFC 5280 §4.1.2.2
        raise ValueError


def _require_dates(certificate: x509.Certificate, now: datetime) -> None:
    if now < certificate.not_valid_before_utc:
        raise CertificateRefused(reason="not_yet_valid")
    if now >= certificate.not_valid_after_utc:
        raise CertificateRefused(reason="expired")


def _require_usage(certificate: x509.Certificate) -> None:
    """It authenticates: `digitalSignature`, `clientAuth`, and is no authority (RFC 5280 §4.2.1.3, §4.2.1.12)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        raise CertificateRefused(reason="key_usage") from None
    if not usage.digital_signature or usage.key_cert_sign or ExtendedKeyUsageOID.CLIENT_AUTH not in extended:
        raise CertificateRefused(reason="key_usage")


def _national_id(certificate: x509.Certificate) -> str:
    """The principal name decides; the common name must say the same where it is a number, and serves alone."""
    named = [attribute.value for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    common = {found for value in named if (found := _read(_COMMON_NAME, str(value)))}
    principals = {found for value in _principals(certificate) if (found := _read(_PRINCIPAL, value))}
    if len(principals | common) > 1:
        raise CertificateRefused(reason="identities_differ")
    found = next(iter(principals | common), None)
    if found is None:
        raise CertificateRefused(reason="no_identity")
    return found


def _principals(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    others = names.get_values_for_type(x509.OtherName)
    return [_read_utf8_string(other.value) for other in others if other.type_id == UPN]


def _read_utf8_string(der: bytes) -> str:
    """One short UTF8String, and nothing after it. Raises ValueError."""
    if len(der) < 2 or der[0] != _UTF8_STRING or der[1] >= _LONG_LENGTH or len(der) != der[1] + 2:
        raise ValueError("not a short UTF8String")
    return der[2:].decode()


def _read(pattern: re.Pattern[str], text: str) -> str | None:
    """The national number that a name holds, or None: cards of other kinds of people name no practitioner."""
    match = pattern.fullmatch(text)
    if match is None or match.groupdict().get("domain", UPN_DOMAIN).lower() != UPN_DOMAIN:
        return None
    try:
        return str(parse_national_id(match["kind"] + match["identifier"]))
    except MalformedIdentifier:
        return None
