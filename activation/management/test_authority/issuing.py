"""Certificates as the health PKI makes them, signed by authorities that nobody trusts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from activation.certificates import UPN, UPN_DOMAIN

SMART_CARD_LOGON = ObjectIdentifier("1.3.6.1.4.1.311.20.2.2")
AUTHORITY_LIFETIME = timedelta(days=3650)
SERVER_LIFETIME = timedelta(days=397)  # CA/Browser Forum, most that browsers take
CARD_LIFETIME = timedelta(days=3 * 365)
LIST_LIFETIME = CARD_LIFETIME  # the key of a test authority is not kept: nobody can renew its list
_BACKDATED = timedelta(hours=1)  # clocks differ


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class CardSubject:
    """Whom a card names. national_id: its kind, then the number. surname, given_name: as printed on it."""

    national_id: str
    surname: str
    given_name: str

    @property
    def principal(self) -> str:
        """`8.99700434378@carte-cps.fr`."""
        return f"{self.national_id[0]}.{self.national_id[1:]}@{UPN_DOMAIN}"


def make_authority(common_name: str, *, now: datetime, issuer: Pair | None = None) -> Pair:
    """A root, or an authority below another."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(common_name, unit="TEST")
    above = issuer.certificate.subject if issuer else subject
    builder = (
        _begin(subject, key, above, now, AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return _sign(builder, key, issuer.key if issuer else key)


def make_server(names: list[str], *, issuer: Pair, now: datetime) -> Pair:
    """The certificate of a site. names: hosts and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _begin(_name(names[0]), key, issuer.certificate.subject, now, SERVER_LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_host(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return _sign(builder, key, issuer.key)


def make_card(
    subject: CardSubject, *, issuer: Pair, now: datetime, lifetime: timedelta = CARD_LIFETIME, signs: bool = False
) -> Pair:
    """The authentication certificate of a card. signs: the other one, for documents, which authenticates nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.COMMON_NAME, subject.national_id),
            x509.NameAttribute(NameOID.SURNAME, subject.surname or "-"),
            x509.NameAttribute(NameOID.GIVEN_NAME, subject.given_name or "-"),
        ]
    )
    principal = subject.principal.encode()
    other_name = x509.OtherName(UPN, bytes([0x0C, len(principal)]) + principal)
    builder = (
        _begin(name, key, issuer.certificate.subject, now, lifetime)
        .add_extension(x509.SubjectAlternativeName([other_name]), critical=False)
        .add_extension(_usage(digital_signature=not signs, content_commitment=signs), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if not signs:
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH, SMART_CARD_LOGON]
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return _sign(builder, key, issuer.key)


def make_service(common_name: str, *, issuer: Pair, now: datetime) -> Pair:
    """What the program of a service presents. Its subject is `CN=common_name,C=FR`."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _begin(_name(common_name), key, issuer.certificate.subject, now, SERVER_LIFETIME)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return _sign(builder, key, issuer.key)


def make_list(revoked: list[x509.Certificate], *, issuer: Pair, now: datetime) -> x509.CertificateRevocationList:
    """The revocation list of an authority."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - _BACKDATED)
        .next_update(now + LIST_LIFETIME)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for certificate in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(now)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def _begin(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, now: datetime, lifetime: timedelta
) -> x509.CertificateBuilder:
    """lifetime: negative for one that is over already."""
    begins = min(now, now + lifetime) - _BACKDATED
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(now + lifetime)
    )


def _sign(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> Pair:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    extended = builder.add_extension(own, critical=False).add_extension(above, critical=False)
    return Pair(extended.sign(signer, hashes.SHA256()), key)


def _usage(**uses: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names})


def _name(common_name: str, unit: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if unit:
        attributes.insert(0, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name(attributes)


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
