"""Secrets are drawn well, read as people type them, and digested for one row and one use."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activation import codes
from activation.codes import Use
from activation.errors import MalformedNationalId

PEPPER = b"p" * 32


@pytest.mark.parametrize(
    "text", ["", "8", "12345678901", "812345678901", "abc", "89970218896", "3/", "8\x00", "é" * 12]
)
def test_what_is_no_national_number_is_refused(text):
    with pytest.raises(MalformedNationalId):
        codes.read_national_id(text)


@pytest.mark.parametrize(
    "text", ["99700218896", "899700218896", " 8 9970 0218 896 ", "997 0021 8896", "8-9970-0218-896", "8.9970.0218.896"]
)
def test_a_national_number_is_read_as_people_type_it(text):
    assert codes.read_national_id(text) == "899700218896"


@given(st.text(max_size=40))
def test_any_typed_text_gives_a_number_or_a_refusal(text):
    try:
        number = codes.read_national_id(text)
    except MalformedNationalId:
        return
    assert number


def test_a_ticket_has_at_least_128_bits():
    assert codes.TICKET_LENGTH * 5 >= 128
    assert len(set(codes.TICKET_ALPHABET)) == 32


def test_a_ticket_is_read_back_from_its_groups_whatever_the_case_and_lookalikes():
    ticket = codes.draw_ticket()
    typed = codes.group_ticket(ticket).lower().replace("0", "o").replace("1", "l")

    assert codes.read_ticket(f" {typed} ") == ticket


def test_a_code_has_six_digits_and_is_read_with_spaces():
    code = codes.draw_code()

    assert len(code) == 6
    assert code.isdigit()
    assert codes.read_code(f"{code[:3]} {code[3:]}") == code


def test_a_digest_serves_one_row_and_one_use_only():
    row, other = uuid4(), uuid4()

    digests = {
        codes.secret_digest(PEPPER, Use.CODE, row, "204918"),
        codes.secret_digest(PEPPER, Use.CODE, other, "204918"),
        codes.secret_digest(PEPPER, Use.TICKET, row, "204918"),
        codes.secret_digest(b"q" * 32, Use.CODE, row, "204918"),
    }

    assert len(digests) == 4


def test_the_same_call_has_the_same_digest_whatever_its_order():
    row = uuid4()

    one = codes.call_digest(PEPPER, row, {"a": 1, "b": "2"})

    assert one == codes.call_digest(PEPPER, row, {"b": "2", "a": 1})
    assert one != codes.call_digest(PEPPER, row, {"a": 1, "b": "3"})
