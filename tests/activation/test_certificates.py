"""The certificate of a card: what is read, and what is refused."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from activation.certificates import HEADER_MAX_LENGTH, UPN, read_certificate, read_header, write_header
from activation.errors import CertificateRefused
from activation.management.test_authority.issuing import CardSubject, Pair, make_authority, make_card, make_server

NOW = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
NUMBER = "899700434378"  # 8.99700434378@carte-cps.fr is the example of the national card guide
OTHER = "899700004387"
SUBJECT = CardSubject(NUMBER, "DUPONT", "Alice")


@pytest.fixture(scope="module")
def authority() -> Pair:
    """Who signs cards."""
    return make_authority("TEST AC", now=NOW)


def der_of(pair: Pair) -> bytes:
    """The bytes of a certificate."""
    return pair.certificate.public_bytes(Encoding.DER)


def named(authority: Pair, *, common_name: str, principals: list[bytes]) -> bytes:
    """A card whose names are as given: each principal is the DER of its value."""
    card = make_card(SUBJECT, issuer=authority, now=NOW)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .issuer_name(authority.certificate.subject)
        .public_key(card.key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(card.certificate.extensions.get_extension_for_class(x509.KeyUsage).value, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    if principals:
        others = [x509.OtherName(UPN, value) for value in principals]
        builder = builder.add_extension(x509.SubjectAlternativeName(others), critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def utf8(text: str) -> bytes:
    """The DER of a short UTF8String."""
    return bytes([0x0C, len(text.encode())]) + text.encode()


def refused(der: bytes, now: datetime = NOW) -> str:
    """Why it is refused."""
    with pytest.raises(CertificateRefused) as refusal:
        read_certificate(der, now=now)
    return refusal.value.reason


def test_a_card_names_its_holder(authority: Pair) -> None:
    card = make_card(SUBJECT, issuer=authority, now=NOW)

    read = read_certificate(der_of(card), now=NOW)

    assert read.national_id == NUMBER
    assert read.serial == f"{card.certificate.serial_number:x}"
    assert read.issuer == "CN=TEST AC,OU=TEST"
    assert read.fingerprint == card.certificate.fingerprint(hashes.SHA256()).hex()


@pytest.mark.parametrize(
    ("common_name", "principals"),
    [
        (NUMBER, []),
        (f"8.{NUMBER[1:]}", []),
        ("Alice DUPONT", [f"8.{NUMBER[1:]}@carte-cps.fr"]),
        (NUMBER, [f"8.{NUMBER[1:]}@CARTE-CPS.FR"]),
        (NUMBER, [f"8.{NUMBER[1:]}@hopital.example"]),  # another domain's name says nothing of the directory
    ],
)
def test_either_name_serves_and_both_may_agree(authority: Pair, common_name: str, principals: list[str]) -> None:
    der = named(authority, common_name=common_name, principals=[utf8(name) for name in principals])

    assert read_certificate(der, now=NOW).national_id == NUMBER


@pytest.mark.parametrize(
    ("common_name", "principals", "reason"),
    [
        (OTHER, [f"8.{NUMBER[1:]}@carte-cps.fr"], "identities_differ"),
        ("A. DUPONT", [f"8.{NUMBER[1:]}@carte-cps.fr", f"8.{OTHER[1:]}@carte-cps.fr"], "identities_differ"),
        ("Alice DUPONT", [], "no_identity"),
        ("Alice DUPONT", [f"8.{NUMBER[1:]}@carte-cps.fr.example"], "no_identity"),
        ("Alice DUPONT", [f"8.{NUMBER[1:-1]}9@carte-cps.fr"], "no_identity"),
        ("Alice DUPONT", ["8.99700434378@carte-cps.fr\n"], "no_identity"),
    ],
)
def test_names_that_say_nobody_or_two_people_are_refused(
    authority: Pair, common_name: str, principals: list[str], reason: str
) -> None:
    assert refused(named(authority, common_name=common_name, principals=[utf8(name) for name in principals])) == reason


@pytest.mark.parametrize("value", [b"\x04\x02ab", b"\x0c\x01\xff", b"\x0c\x81\x82" + b"a" * 130])
def test_a_principal_that_is_no_text_is_refused(authority: Pair, value: bytes) -> None:
    assert refused(named(authority, common_name=NUMBER, principals=[value])) == "malformed"


def test_dates_are_looked_at(authority: Pair) -> None:
    der = der_of(make_card(SUBJECT, issuer=authority, now=NOW, lifetime=timedelta(days=1)))

    assert refused(der, NOW + timedelta(days=1)) == "expired"
    assert refused(der, NOW - timedelta(days=1)) == "not_yet_valid"
    assert read_certificate(der, now=NOW + timedelta(hours=23)).national_id == NUMBER


def test_the_certificate_that_signs_documents_authenticates_nobody(authority: Pair) -> None:
    assert refused(der_of(make_card(SUBJECT, issuer=authority, now=NOW, signs=True))) == "key_usage"


def test_a_server_and_an_authority_are_no_cards(authority: Pair) -> None:
    assert refused(der_of(make_server(["localhost"], issuer=authority, now=NOW))) == "key_usage"
    assert refused(der_of(authority)) == "key_usage"


@pytest.mark.parametrize("value", ["", ":", "::", "MII=", ":MII", ":not base64:", ":MI\nI=:", ":" + "A" * 20_000 + ":"])
def test_what_is_no_byte_sequence_is_refused(value: str) -> None:
    with pytest.raises(CertificateRefused) as refusal:
        read_header(value)

    assert refusal.value.reason == ("malformed" if value else "missing")


def test_a_header_is_read_as_it_is_written(authority: Pair) -> None:
    der = der_of(make_card(SUBJECT, issuer=authority, now=NOW))

    assert read_header(write_header(der)) == der
    assert write_header(der) == f":{b64encode(der).decode()}:"
    assert len(write_header(der)) < HEADER_MAX_LENGTH


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(der: bytes) -> None:
    assert refused(der) == "malformed"


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_damaged_card_is_read_or_refused_in_words(authority: Pair, place: float, change: int) -> None:
    der = bytearray(der_of(make_card(SUBJECT, issuer=authority, now=NOW)))
    der[int(place * len(der))] ^= change

    refusal = None
    try:
        number = read_certificate(bytes(der), now=NOW).national_id
    except CertificateRefused as caught:
        refusal = caught

    assert refusal is not None or number[0].isdigit()
