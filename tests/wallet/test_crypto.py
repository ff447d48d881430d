"""The phone's cryptography agrees with Python's, in a real browser."""

import hashlib
import json
from typing import Any

import pytest
from joserfc import jwk, jws

from tests.support.pins import NATIONAL_ID, SMS_CODE, WEAKNESSES
from tests.wallet.conftest import BARE, Phone
from tests.wallet.facts import ORIGIN, base64url

pytestmark = pytest.mark.browser

RFC_7638_KEY = {
    "kty": "RSA",
    "n": (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
        "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
        "kEgU8awapJzKnqDKgw"
    ),
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}


def in_browser(phone: Phone, module: str, expression: str, argument: object = None) -> Any:
    """Evaluate an expression over a module's exports `m` and an argument `a`."""
    if phone.page.url != BARE:
        phone.page.goto(BARE)
    script = f"async (a) => {{ const m = await import('/static/wallet/{module}.js'); return {expression}; }}"
    return phone.page.evaluate(script, argument)


def test_the_thumbprint_is_the_one_of_rfc_7638(phone: Phone) -> None:
    thumbprint = in_browser(phone, "crypto", "await m.thumbprint(a)", RFC_7638_KEY)

    assert thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_a_statement_signed_by_the_phone_verifies_here_and_its_key_cannot_be_exported(phone: Phone) -> None:
    made = in_browser(
        phone,
        "crypto",
        "await m.makeKey().then(async (key) => ({jwk: key.jwk, kid: key.kid, extractable: key.privateKey.extractable,"
        " token: await m.sign(key.privateKey, {alg: 'ES256', typ: 'essai'}, {nom: 'Éléonore'})}))",
    )

    key = jwk.import_key(made["jwk"])
    statement = jws.deserialize_compact(made["token"], key, algorithms=["ES256"])
    assert json.loads(statement.payload) == {"nom": "Éléonore"}
    assert made["kid"] == key.thumbprint()
    assert made["extractable"] is False
    assert set(made["jwk"]) == {"kty", "crv", "x", "y"}


def test_the_proof_of_a_pin_is_pbkdf2_with_600_000_iterations(phone: Phone) -> None:
    salt = bytes(range(32))

    proof = in_browser(phone, "crypto", "await m.pinProof('593827', Uint8Array.from(a))", list(salt))

    assert proof == base64url(hashlib.pbkdf2_hmac("sha256", b"593827", salt, 600_000, 32))


def test_salts_have_256_bits_and_differ(phone: Phone) -> None:
    salts = in_browser(phone, "crypto", "[Array.from(m.makeSalt()), Array.from(m.makeSalt())]")

    assert [len(salt) for salt in salts] == [32, 32]
    assert salts[0] != salts[1]


def test_canonical_json_is_the_same_text_as_pythons(phone: Phone) -> None:
    value = {"é": 'a"\\\n\u2028 «\u00a0é\u00a0»', "a": {"z": [1, True, None], "b": ""}, "origin": {"address": "::1"}}

    text = in_browser(phone, "encoding", "m.canonicalJson(a)", value)

    assert text == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_a_national_number_is_read_forgivingly(phone: Phone) -> None:
    expected = {
        "99700000123": "899700000123",
        "8 9970 0000 123": "899700000123",
        "899700000123": "899700000123",
        "1234": None,
        "799700000123": None,
    }

    read = in_browser(phone, "identifiers", "a.map(m.readNationalId)", list(expected))

    assert read == list(expected.values())


def test_a_ticket_is_read_from_a_link_a_pair_or_alone(phone: Phone) -> None:
    activation = "00000000-0000-4000-8000-000000000007"
    texts = [f"{ORIGIN}/#t={activation}.a-B_c", f" {activation}.a-B_c ", "a-B_c", " "]

    read = in_browser(phone, "identifiers", "a.map(m.readTicket)", texts)

    pair = {"activation": activation, "ticket": "a-B_c"}
    assert read == [pair, pair, {"activation": None, "ticket": "a-B_c"}, None]


def test_easy_pins_are_refused_on_the_phone(phone: Phone) -> None:
    known = f"{{smsCode: '{SMS_CODE}', nationalId: '{NATIONAL_ID}'}}"

    found = in_browser(phone, "pin_rules", f"a.map((pin) => m.weakness(pin, {known}))", list(WEAKNESSES))

    assert found == list(WEAKNESSES.values())
