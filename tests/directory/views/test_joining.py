"""« Join a structure », as somebody lives it on a phone: find it, prove an address, fill, send, follow."""

import logging
import re

import pytest
from django.test import Client
from django.utils import timezone

from directory import correspondence
from directory.models import EnrolmentRequest, OutboundMessage
from directory.policy import REQUEST_NETWORK_LINKS
from directory.workflows.requests.treating import ask, refuse
from tests.factories.directory import (
    ConceptFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    OrganizationFactory,
)

pytestmark = pytest.mark.django_db

TEST_TOOLS = ("factory", "faker", "asyncio")
IDENTITY = {
    "birth_family_name": "Marchand",
    "given_names": "Rose, Élise",
    "birth_date": "11061992",
    "sex_code": "F",
    "practice_family_name": "",
    "practice_given_name": "",
}


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


@pytest.fixture
def structure(mandate):
    return mandate.authority.organization


@pytest.fixture
def visitor():
    return Client()


def last_letter(event):
    row = OutboundMessage.objects.filter(event=event, channel="EMAIL", state="QUEUED").order_by("-created_at").first()
    return correspondence.open_letter(row)


def code_sent():
    text = correspondence.open_letter(OutboundMessage.objects.get(event="request_code")).text
    return re.search(r"\b\d{6}\b", text)[0]


def page_behind(letter):
    return re.search(r"(/rejoindre/demande/[^/\s]+/)", letter.text)[1]


@pytest.fixture
def link(visitor, structure):
    """The page of a request, behind the link that was just sent."""
    visitor.post(f"/rejoindre/structures/{structure.technical_id}/", {"email": "rose@exemple.test"})
    return page_behind(last_letter("request_link"))


@pytest.fixture
def linked(mandate, structure):
    """A request in a state, and the page behind a link of it."""

    def made(**traits):
        request = EnrolmentRequestFactory(authority=mandate.authority, organization=structure, **traits)
        client = Client()
        client.post(f"/rejoindre/structures/{structure.technical_id}/", {"email": request.answers.email})
        return request, page_behind(last_letter("request_link"))

    return made


def test_structures_are_found_by_name_number_and_place_and_only_those_that_register(visitor, structure):
    type(structure).objects.filter(pk=structure.pk).update(finess="750000123")
    site = OrganizationFactory(parent=structure, trade_name="Foyer des Tilleuls", in_brittany=True)
    OrganizationFactory(trade_name="EHPAD Les Tilleuls sans gestionnaire")
    MandateFactory(ended=True)
    MandateFactory(authority__is_test=False, authority__organization__is_test=False)

    def found(**asked):
        return set(visitor.get("/rejoindre/", asked).context["found"])

    assert found(structure="tilleuls") == {structure, site}
    assert found(structure="750000123") == {structure}
    assert found(structure="tilleuls", lieu="rennes") == {site}
    assert found(lieu="35") == {site}
    assert found(structure="nulle part") == found(lieu="nulleville") == found() == set()


def test_a_closed_structure_is_joined_by_nobody(visitor, structure):
    type(structure).objects.filter(pk=structure.pk).update(closed_date="2020-01-01")

    assert visitor.get("/rejoindre/", {"structure": "tilleuls"}).context["found"] == []
    assert visitor.get(f"/rejoindre/structures/{structure.technical_id}/").status_code == 404


@pytest.mark.parametrize("number", ["R0", "é", "x" * 500, "%00", "R90000000000000%0A"])
def test_a_structure_that_cannot_be_joined_is_missing(number, visitor):
    assert visitor.get(f"/rejoindre/structures/{number}/").status_code == 404


def test_the_answer_is_the_same_whatever_is_behind_the_address(visitor, structure, mandate):
    known = EnrolmentRequestFactory(authority=mandate.authority, organization=structure)
    address = f"/rejoindre/structures/{structure.technical_id}/"

    def answer(email):
        posted = visitor.post(address, {"email": email})
        shown = visitor.get(posted["Location"]).content.decode()
        return posted.status_code, posted["Location"], re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)

    first = answer("new@exemple.test")

    assert answer(known.answers.email) == answer("new@exemple.test") == first
    assert "exemple.test" not in first[2]


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "a\0@exemple.test", "x" * 400 + "@exemple.test"])
def test_what_is_no_address_is_said_to_be_none(email, visitor, structure):
    answer = visitor.post(f"/rejoindre/structures/{structure.technical_id}/", {"email": email})

    assert answer.status_code == 422
    assert not EnrolmentRequest.objects.exists()


def test_a_network_that_asks_for_many_links_waits(visitor, structure, settings):
    settings.PUBLIC_PAGES_A_MINUTE = 1_000
    address = f"/rejoindre/structures/{structure.technical_id}/"
    for number in range(REQUEST_NETWORK_LINKS):
        visitor.post(address, {"email": f"p{number}@exemple.test"})

    answer = visitor.post(address, {"email": "one-more@exemple.test"})

    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()


def test_the_limit_of_public_pages_holds_here_too(visitor, settings):
    settings.PUBLIC_PAGES_A_MINUTE = 2

    assert [visitor.get(page).status_code for page in ("/rejoindre/", "/rejoindre/demande/x/", "/rejoindre/")] == [
        200,
        404,
        429,
    ]


def test_opening_the_link_changes_nothing(visitor, link):
    visitor.get(link)
    visitor.head(link)

    assert EnrolmentRequest.objects.get().email_verified_at is None


def test_the_whole_way_from_the_link_to_the_structure(visitor, link, structure):
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {"begin": "1"})["Location"] == f"{link}identite/"
    assert visitor.post(f"{link}identite/", IDENTITY)["Location"] == f"{link}activite/"
    practice = {"role_code": "313", "profession_code": "", "start_date": f"{timezone.localdate():%d/%m/%Y}"}
    assert visitor.post(f"{link}activite/", practice)["Location"] == f"{link}mobile/"
    assert visitor.get(link)["Location"] == f"{link}mobile/"
    visitor.post(f"{link}mobile/", {"mobile": "06 39 98 02 02"})
    code = re.search(r"\b\d{6}\b", correspondence.open_letter(OutboundMessage.objects.get(event="request_code")).text)[
        0
    ]
    assert visitor.post(f"{link}mobile/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == f"{link}envoi/"
    summary = visitor.get(f"{link}envoi/").content.decode()
    assert "Marchand" in summary
    assert "Aide-soignant" in summary

    assert visitor.post(f"{link}envoi/", {"text": ""}).status_code == 422
    sent = visitor.post(f"{link}envoi/", {"is_stated": "on", "text": "Bonjour"}, follow=True)

    request = EnrolmentRequest.objects.get()
    assert (request.state, request.answers.given_names) == ("SUBMITTED", "Rose Élise")
    assert sent.status_code == 200
    assert "UNKNOWN TEMPLATE VARIABLE" not in sent.content.decode() + summary


def test_no_log_line_tells_who_joins_nor_by_which_link(visitor, link, caplog):
    with caplog.at_level(logging.DEBUG):
        visitor.post(link, {"begin": "1"})
        visitor.post(f"{link}identite/", {**IDENTITY, "birth_date": "31/02/1992"})
        visitor.post(f"{link}identite/", IDENTITY)
        visitor.post(f"{link}mobile/", {"mobile": "06 39 98 02 02"})
        visitor.post(f"{link}mobile/", {"code": code_sent()})
        visitor.get(f"{link}unknown/")

    told = "\n".join(record.getMessage() for record in caplog.records if record.name.split(".")[0] not in TEST_TOOLS)
    for secret in ("rose@", "Marchand", "Élise", "1992", "639980202", "39 98 02 02", link.split("/")[3]):
        assert secret not in told


@pytest.mark.parametrize(
    ("step", "answers", "field"),
    [
        ("identite", {**IDENTITY, "birth_date": "31/02/1992"}, "birth_date"),
        ("identite", {**IDENTITY, "birth_date": "11/06/2024"}, "birth_date"),
        ("identite", {**IDENTITY, "birth_date": "٣١/٠٢/1992"}, "birth_date"),
        ("identite", {**IDENTITY, "given_names": "a\0b"}, "given_names"),
        ("identite", {**IDENTITY, "birth_family_name": "x" * 121}, "birth_family_name"),
        ("identite", {**IDENTITY, "sex_code": "X"}, "sex_code"),
        ("activite", {"role_code": "999", "start_date": "01/03/2026"}, "role_code"),
        ("activite", {"role_code": "313", "start_date": "01/03/2099"}, "start_date"),
        ("mobile", {"mobile": "01 99 00 12 34"}, "mobile"),
        ("mobile", {"mobile": "\0"}, "mobile"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_not_kept(step, answers, field, visitor, linked):
    request, page = linked(draft=True)

    answer = visitor.post(f"{page}{step}/", answers)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    request.answers.refresh_from_db()
    assert (request.answers.given_names, request.answers.role_code, request.answers.mobile) == ("", "", "")


@pytest.mark.parametrize("code", ["", "12", "abcdef", "١٢٣٤٥٦", "1234567", "\0"])
def test_what_is_no_code_costs_no_try(code, visitor, linked):
    request, page = linked(draft=True)
    visitor.post(f"{page}mobile/", {"mobile": "06 39 98 02 02"})

    answer = visitor.post(f"{page}mobile/", {"code": code})

    assert answer.status_code == 422
    assert request.secrets.get(kind="CODE").attempt_count == 0


def test_three_wrong_codes_lock_and_another_one_is_asked_for(visitor, linked):
    request, page = linked(draft=True)
    visitor.post(f"{page}mobile/", {"mobile": "06 39 98 02 02"})
    code = re.search(r"\b\d{6}\b", correspondence.open_letter(OutboundMessage.objects.get(event="request_code")).text)[
        0
    ]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    answers = [visitor.post(f"{page}mobile/", {"code": typed}) for typed in (wrong, wrong, wrong, code)]

    assert [answer.status_code for answer in answers] == [422] * 4
    request.refresh_from_db()
    assert request.mobile_verified_at is None
    assert visitor.post(f"{page}mobile/", {"again": "1"}).status_code == 302  # too soon: said on the page


@pytest.mark.parametrize("step", ["identite", "activite", "mobile", "envoi"])
def test_nothing_is_filled_once_the_request_is_sent(step, visitor, linked):
    request, page = linked()

    assert visitor.get(f"{page}{step}/")["Location"] == page
    assert visitor.post(f"{page}{step}/", {**IDENTITY, "given_names": "Zoé"})["Location"] == page
    request.answers.refresh_from_db()
    assert request.answers.given_names == "Rose Élise"


def test_a_question_is_read_answered_and_the_request_sent_again(visitor, linked, mandate):
    request, page = linked()
    ask(registrar=mandate.account, request=request, version=1, text="Quelle est votre date ?", now=timezone.now())

    assert "Quelle est votre date ?" in visitor.get(page).content.decode()
    visitor.post(f"{page}envoi/", {"is_stated": "on", "text": "Le 2 mars"})

    request.refresh_from_db()
    assert request.state == "SUBMITTED"
    assert request.steps.get(kind="SUBMITTED").text == "Le 2 mars"


def test_a_refusal_is_read_with_its_reason(visitor, linked, mandate):
    request, page = linked()
    refuse(registrar=mandate.account, request=request, version=1, text="Vous n’êtes pas des nôtres", now=timezone.now())

    shown = visitor.get(page).content.decode()

    assert "Vous n’êtes pas des nôtres" in shown
    assert "Marchand" not in shown


def test_a_request_is_taken_back_from_its_page(visitor, linked):
    request, page = linked()

    shown = visitor.post(page, {"withdraw": "1"}, follow=True)

    assert shown.status_code == 200
    request.refresh_from_db()
    assert request.state == "WITHDRAWN"
    assert visitor.post(page, {"withdraw": "1"}, follow=True).status_code == 200


@pytest.mark.parametrize(
    "traits", [{"invited": True}, {"asked": True}, {"refused": True}, {"expires_at": "2020-01-01T00:00:00Z"}, {}]
)
def test_every_state_has_its_page(traits, visitor, linked, mandate):
    late = traits.pop("expires_at", None)
    request, page = linked(**({} if "refused" in traits else traits))
    if "refused" in traits:
        refuse(registrar=mandate.account, request=request, version=1, text="Motif assez long", now=timezone.now())
    if late:
        EnrolmentRequest.objects.filter(pk=request.pk).update(expires_at=late)

    answer = visitor.get(page)

    assert answer.status_code == 200
    assert "UNKNOWN TEMPLATE VARIABLE" not in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("step", ["", "identite/", "activite/", "mobile/", "envoi/"])
@pytest.mark.parametrize("token", ["nothing", "%00", "é" * 200, "x" * 3_000])
def test_an_unknown_link_opens_nothing(step, token, visitor):
    for call in (visitor.get, visitor.post):
        assert call(f"/rejoindre/demande/{token}/{step}").status_code == 404


def test_no_other_method_is_known(visitor, linked):
    _request, page = linked(draft=True)

    for address in (page, f"{page}identite/", "/rejoindre/"):
        assert visitor.delete(address).status_code == 405
