"""Certificates of services: issued by an authority, or by themselves."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from joserfc.jwk import ECKey, RSAKey

from activation.management.test_authority.issuing import Pair

SUBJECT = "CN=horizon.test,O=Horizon Logiciels,C=FR"


@lru_cache
def _key(bits: int, name: str) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())


def make(
    now: datetime,
    *,
    issuer: Pair | None = None,
    subject: str = SUBJECT,
    names: Sequence[x509.GeneralName] = (),
    lifetime: timedelta = timedelta(days=365),
    key: str = "mine",
    bits: int = 0,
) -> Pair:
    """A certificate of a service. issuer: None for itself. bits: of an RSA key; 0 for P-256. key: by its name."""
    own = _key(bits, key)
    name = x509.Name.from_rfc4514_string(subject)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, now + lifetime) - timedelta(hours=1))
        .not_valid_after(now + lifetime)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
    return Pair(builder.sign(issuer.key if issuer else own, hashes.SHA256()), own)  # type: ignore[arg-type]


def der(pair: Pair) -> bytes:
    """Its bytes."""
    return pair.certificate.public_bytes(Encoding.DER)


def public_jwk(pair: Pair, *, with_certificate: bool = False) -> dict[str, object]:
    """Its key as a JWK; the certificate beside it where that is registered too."""
    key = pair.certificate.public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    made = RSAKey.import_key(pem) if isinstance(key, rsa.RSAPublicKey) else ECKey.import_key(pem)
    chain = {"x5c": [b64encode(der(pair)).decode()]} if with_certificate else {}
    return {**made.as_dict(private=False), **chain}
