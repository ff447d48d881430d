"""National numbers: every vector of the official tables, every single-digit error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import MalformedIdentifier
from directory.identifiers import (
    has_luhn_key,
    has_right_adeli_key,
    luhn_key,
    make_rpps,
    national_structure_id,
    parse_adeli,
    parse_finess,
    parse_national_id,
    parse_rpps,
    parse_rpps_rank,
    parse_siren,
    parse_siret,
    parse_structure_id,
    read_national_structure_id,
    with_type_digit,
)
from directory.vocabulary.codes import IdentifierType

ORDERS = st.integers(min_value=0, max_value=10**10 - 1)


def reason_of(parse, text):
    with pytest.raises(MalformedIdentifier) as refusal:
        parse(text)
    return refusal.value.params["reason"]


@pytest.mark.parametrize("number", ["99700000005", "99700000013", "99700001235", "99799999992", "997 0000 0005"])
def test_a_right_rpps_is_read(number):
    assert parse_rpps(number) == number.replace(" ", "")


@pytest.mark.parametrize("number", ["10003461033", "10005678901", "10001766123"])
def test_an_rpps_with_a_wrong_key_is_refused(number):
    assert reason_of(parse_rpps, number) == "key"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "characters"),
        ("9970000000A", "characters"),
        ("9970000000²", "characters"),
        ("٩٩٧٠٠٠٠٠٠٠٥", "characters"),
        ("9970000000", "length"),
        ("899700218896", "length"),
    ],
)
def test_what_is_no_rpps_is_refused_with_its_reason(text, reason):
    assert reason_of(parse_rpps, text) == reason


@given(order=ORDERS)
def test_every_rpps_that_is_made_can_be_read(order):
    assert int(parse_rpps(make_rpps(order))[:10]) == order


@pytest.mark.parametrize("order", [-1, 10**10])
def test_an_order_number_that_does_not_fit_makes_no_rpps(order):
    assert reason_of(make_rpps, order) == "length"


def keyed(length, prefix=""):
    """Right numbers of a length, Luhn key last."""
    stems = st.text("0123456789", min_size=length - 1 - len(prefix), max_size=length - 1 - len(prefix))
    return stems.map(lambda stem: prefix + stem + luhn_key(prefix + stem))


def single_digit_errors(number):
    for position, old in enumerate(number):
        if old.isdigit():
            for new in set("0123456789") - {old}:
                yield number[:position] + new + number[position + 1 :]


def transpositions(number):
    """Neighbours that differ, exchanged; Luhn sees all of them but 09 and 90."""
    for position in range(len(number) - 1):
        left, right = number[position : position + 2]
        if left != right and {left, right} != {"0", "9"}:
            yield number[:position] + right + left + number[position + 2 :]


RPPS = ORDERS.map(make_rpps)
RANKS = st.tuples(RPPS, st.text("0123456789", min_size=2, max_size=2)).map(
    lambda parts: "".join(parts) + luhn_key("".join(parts))
)
KINDS = [
    (parse_rpps, RPPS),
    (parse_finess, keyed(9)),
    (parse_finess, keyed(9, "97")),
    (parse_siren, keyed(9)),
    (parse_siret, keyed(14).filter(lambda number: not number.startswith("356000000"))),
    (parse_rpps_rank, RANKS),
    (lambda text: parse_national_id(f"8{text}"), RPPS),
    (lambda text: parse_national_id(f"3{text}/0042"), keyed(9)),
    (lambda text: parse_national_id(f"4{text}/0042"), keyed(9)),
    (lambda text: parse_national_id(f"5{text}/0042"), keyed(14, "9")),
    (lambda text: parse_national_id(f"6{text}/0042"), RANKS),
]


@pytest.mark.parametrize(("parse", "numbers"), KINDS)
@given(data=st.data())
@settings(max_examples=25)
def test_a_right_number_is_read_and_none_of_its_typing_errors_is(parse, numbers, data):
    number = data.draw(numbers)

    parse(number)

    for wrong in (*single_digit_errors(number), *transpositions(number)):
        assert reason_of(parse, wrong) == "key", wrong


@pytest.mark.parametrize(
    ("parse", "number"),
    [
        *((parse_rpps, number) for number in ("99700000005", "99700000013", "99700001235", "99799999992")),
        (parse_national_id, "899700218896"),
        *((parse_finess, number) for number in ("750712184", "750123457", "970100012")),
        *((parse_siren, number) for number in ("267500452", "900000001")),
        *((parse_siret, number) for number in ("26750045200011", "90000000100017")),
        (parse_rpps_rank, "99700000013018"),
    ],
)
def test_every_single_digit_error_of_every_vector_is_refused(parse, number):
    parse(number)

    # The first digit of a national identifier tells its kind: another one asks for another form, and has its own words
    errors = [wrong for wrong in single_digit_errors(number) if parse is not parse_national_id or wrong[0] == number[0]]
    assert {reason_of(parse, wrong) for wrong in errors} == {"key"}
    if parse is parse_national_id:
        for prefix in set("0123456789") - {number[0]}:
            with pytest.raises(MalformedIdentifier):
                parse(prefix + number[1:])


@given(number=keyed(9))
def test_the_key_of_an_adeli_number_warns_and_never_refuses(number):
    assert has_right_adeli_key(parse_adeli(number)) is True

    for wrong in single_digit_errors(number):
        assert has_right_adeli_key(parse_adeli(wrong)) is False
        assert str(parse_national_id(f"0{wrong}")) == f"0{wrong}"


@given(digits=st.text("0123456789", min_size=1, max_size=30))
def test_one_key_and_one_only_makes_a_number_right(digits):
    right = [key for key in "0123456789" if has_luhn_key(digits + key)]

    assert right == [luhn_key(digits)]


@pytest.mark.parametrize("number", ["750712184", "750123457", "970100012", "2A0000154", "2B0005342"])
def test_a_right_finess_is_read(number):
    assert parse_finess(number) == number


@pytest.mark.parametrize(
    ("text", "reason"), [("750712185", "key"), ("75071218", "length"), ("2C0712184", "characters"), ("", "length")]
)
def test_a_wrong_finess_is_refused(text, reason):
    assert reason_of(parse_finess, text) == reason


def test_siren_and_siret_are_read_with_their_keys():
    assert parse_siren("267 500 452") == "267500452"
    assert parse_siren("900000001") == "900000001"
    assert parse_siret("267 500 452 00011") == "26750045200011"
    assert parse_siret("90000000100017") == "90000000100017"
    assert reason_of(parse_siren, "267500453") == "key"
    assert reason_of(parse_siret, "26750045200012") == "key"
    assert reason_of(parse_siret, "267500452") == "length"


def test_establishments_of_la_poste_follow_the_rule_of_five():
    assert parse_siret("35600000000048") == "35600000000048"  # head office: an ordinary key
    assert parse_siret("356 000 000 49837") == "35600000049837"  # sum of the digits: 45
    assert reason_of(parse_siret, "35600000049838") == "key"
    assert reason_of(parse_siret, "3560000004983") == "length"
    assert reason_of(parse_siret, "3560000004983A") == "characters"
    assert has_luhn_key("35600000049730")
    assert reason_of(parse_siret, "35600000049730") == "key"  # the ordinary key is not theirs


@given(stem=st.text("0123456789", min_size=4, max_size=4), data=st.data())
def test_a_wrong_digit_of_a_la_poste_establishment_is_found_unless_it_is_five_away(stem, data):
    opening = "356000000" + stem
    number = opening + str(-sum(map(int, opening)) % 5)
    position = data.draw(st.integers(9, 13))
    for new in set(range(10)) - {int(number[position])}:
        wrong = number[:position] + str(new) + number[position + 1 :]
        if wrong == "35600000000048":
            continue
        if abs(new - int(number[position])) == 5:
            assert parse_siret(wrong) == wrong
        else:
            assert reason_of(parse_siret, wrong) == "key"


def test_the_rank_of_a_practice_has_a_key_of_its_own():
    assert parse_rpps_rank("99700000013018") == "99700000013018"
    assert reason_of(parse_rpps_rank, "99700000013019") == "key"
    assert has_luhn_key("99700000023017")
    assert reason_of(parse_rpps_rank, "99700000023017") == "key"  # its own key is right, that of the RPPS is not
    assert reason_of(parse_rpps_rank, "9970000001301A") == "characters"


def test_a_national_id_is_its_kind_and_a_number_and_only_the_number_has_a_key():
    parsed = parse_national_id("899700218896")

    assert (parsed.kind, parsed.identifier) == (IdentifierType.RPPS, "99700218896")
    assert str(parsed) == "899700218896"
    assert parsed.rpps == "99700218896"
    assert parsed.is_test
    assert not has_luhn_key("899700218896")


@pytest.mark.parametrize(
    "text",
    [
        "0012800736",
        "02A1000012",
        "112345678901/00001",
        "3750712184/0042",
        "4267500452/17",
        "526750045200011/A12",
        "699700000013018/3",
        "899700218896",
    ],
)
def test_every_prefix_still_in_use_is_read_and_written_back(text):
    parsed = parse_national_id(text)

    assert str(parsed) == text
    assert (parsed.rpps is not None) == text.startswith("8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "prefix"),
        ("212345", "prefix"),
        ("912345", "prefix"),
        ("X99700218896", "prefix"),
        ("3750712184", "register"),
        ("3750712184/", "register"),
        ("3750712185/1", "key"),
        ("1é-3/1", "characters"),
        ("899700218897", "key"),
        ("001280073", "length"),
        ("0A12800736", "characters"),
    ],
)
def test_a_wrong_national_id_is_refused_with_its_reason(text, reason):
    assert reason_of(parse_national_id, text) == reason


def test_no_key_is_known_for_a_corsican_adeli_number():
    assert parse_adeli("2a1000019") == "2A1000019"
    assert has_right_adeli_key(parse_adeli("2B1000019")) is None
    assert has_right_adeli_key(parse_adeli("012800736")) is True


@pytest.mark.parametrize(
    "text", ["C26750045200011", "C75912415900", "F750712184", "R10100000328372", "R81311", "F2A0000154"]
)
def test_the_technical_identifiers_of_the_extracts_are_read(text):
    assert str(parse_structure_id(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "prefix"), ("X1", "prefix"), ("R", "prefix"), ("R123456789012345", "prefix"), ("C26750045200012", "key")],
)
def test_a_wrong_technical_identifier_is_refused(text, reason):
    assert reason_of(parse_structure_id, text) == reason


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"technical_id": "F750123457", "finess": "750123457"}, "1750123457"),
        ({"technical_id": "F2A0123456"}, "12A0123456"),
        ({"technical_id": "F750123457", "finess": "750123457", "siret": "90000000100017"}, "1750123457"),
        ({"technical_id": "C90000000100017", "siret": "90000000100017", "siren": "900000001"}, "390000000100017"),
        ({"technical_id": "C90000000100017"}, "390000000100017"),
        ({"technical_id": "X1", "siren": "900000001"}, "2900000001"),
        ({"technical_id": "C75912415900"}, "075912415900"),
        ({"technical_id": "R10005531586003"}, "410005531586003"),
        ({"technical_id": "R81311"}, "481311"),
    ],
)
def test_a_structure_is_named_by_its_strongest_number(numbers, expected):
    assert str(national_structure_id(**numbers)) == expected


@pytest.mark.parametrize("text", ["1750123457", "12A0123456", "390000000100017", "075912415900", "481311"])
def test_a_national_structure_number_is_read_by_its_first_digit(text):
    assert str(read_national_structure_id(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "prefix"), ("5123", "prefix"), ("A123", "prefix"), ("1", "characters"), ("1²", "characters")],
)
def test_what_is_no_national_structure_number_is_refused(text, reason):
    assert reason_of(read_national_structure_id, text) == reason


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("99700218896", "899700218896"),
        ("750712184", "0750712184"),
        ("2A1000019", "02A1000019"),
        ("899700218896", "899700218896"),
        ("0750712184", "0750712184"),
        ("A2B000019", "A2B000019"),
        ("", ""),
    ],
)
def test_a_number_that_comes_without_its_kind_is_given_it(number, whole):
    assert with_type_digit(number) == whole
