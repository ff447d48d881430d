"""The person fills: nothing before the button, kept between steps, sent once complete, theirs to take back."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from directory.errors import InvalidPractice, RequestChanged, RequestRefused
from directory.models import RequestStep
from directory.workflows.requests.filling import begin, request_of_link, save, submit, withdraw
from directory.workflows.requests.joining import ask_for_link
from tests.factories.directory import (
    TYPED,
    CivilIdentityFactory,
    ContactPointFactory,
    EnrolmentRequestFactory,
    PractitionerFactory,
)


@pytest.fixture
def make(mandate, structure):
    def made(**traits):
        return EnrolmentRequestFactory(authority=mandate.authority, organization=structure, **traits)

    return made


@pytest.fixture
def complete(make, now):
    return make(draft=True, mobile_verified_at=now, **{f"answers__{name}": value for name, value in TYPED.items()})


def known_as_typed(email):
    person = PractitionerFactory(family_name="MARCHAND", given_names="Rose")
    CivilIdentityFactory(
        practitioner=person,
        birth_family_name="MARCHAND",
        given_names="Elise, Rose",
        birth_date=date(1992, 11, 6),  # day and month swapped
    )
    ContactPointFactory(practitioner=person, email=email, verified=True)
    return person


def test_following_the_link_proves_nothing_before_the_button(structure, letters, token_in, fresh, now):
    ask_for_link(organization=structure, email="ana@exemple.test", address="", now=now)
    request = request_of_link(token_in(letters("request_link")[0]), now)
    assert request.email_verified_at is None

    begin(request=request, now=now)
    begin(request=fresh(request), now=now)

    assert (fresh(request).state, fresh(request).email_verified_at) == ("DRAFT", now)


def test_an_unknown_link_and_one_of_a_late_request_open_nothing(structure, letters, token_in, now):
    ask_for_link(organization=structure, email="ana@exemple.test", address="", now=now)
    request = request_of_link(token_in(letters("request_link")[0]), now)

    assert request_of_link("nothing", now) is None
    with pytest.raises(RequestChanged):
        begin(request=request, now=now + timedelta(days=15))


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"birth_date": date(2024, 1, 1)}, "birth_date"),
        ({"role_code": "353", "start_date": date(2026, 3, 2)}, "role_code"),
        ({"role_code": "313", "start_date": date(2031, 1, 1)}, "start_date"),
    ],
)
def test_an_impossible_answer_is_not_kept(answers, field, make, now):
    request = make(draft=True)

    with pytest.raises(InvalidPractice) as refusal:
        save(request=request, answers=answers, now=now)

    assert refusal.value.params["field"] == field


def test_answers_are_kept_step_after_step_and_give_time_again(make, fresh, now):
    request = make(draft=True, expires_at=now + timedelta(days=1))

    save(request=request, answers={"birth_family_name": "Marchand", "birth_date": date(1992, 6, 11)}, now=now)
    save(request=fresh(request), answers={"role_code": "313", "start_date": now.date()}, now=now)

    kept = fresh(request)
    assert (kept.answers.birth_family_name, kept.answers.role_code) == ("Marchand", "313")
    assert kept.expires_at == now + timedelta(days=30)


def test_a_step_never_writes_a_contact_nor_a_proof(make, fresh, now):
    request = make(draft=True)

    save(request=request, answers={"email": "other@exemple.test", "mobile": "+33639980001"}, now=now)

    assert fresh(request).answers.email == request.answers.email
    assert fresh(request).answers.mobile == ""


@pytest.mark.parametrize("state", ["SUBMITTED", "INVITED"])
def test_nothing_is_written_when_it_is_not_the_persons_turn(state, make, now):
    request = make(invited=True) if state == "INVITED" else make()

    with pytest.raises(RequestChanged):
        save(request=request, answers={"given_names": "Zoé"}, now=now)


@pytest.mark.parametrize(
    ("gap", "reason"),
    [
        ({"answers__birth_date": None}, "incomplete"),
        ({"answers__role_code": ""}, "incomplete"),
        ({"mobile_verified_at": None}, "mobile"),
    ],
)
def test_an_incomplete_request_is_not_sent(gap, reason, make, now):
    traits = {"mobile_verified_at": now, **{f"answers__{name}": value for name, value in TYPED.items()}, **gap}
    request = make(draft=True, **traits)

    with pytest.raises(RequestRefused) as refusal:
        submit(request=request, text="", now=now)

    assert refusal.value.reason == reason


def test_a_complete_request_is_sent_and_the_person_is_told_on_both_means(complete, letters, fresh, now):
    submit(request=complete, text="Bonjour", now=now)

    assert (fresh(complete).state, fresh(complete).submitted_at) == ("SUBMITTED", now)
    assert [letter.to for letter in letters("request_submitted")] == [complete.answers.email, "+33639980202"]
    assert "/rejoindre/" not in letters("request_submitted")[1].text
    assert RequestStep.objects.get(kind="SUBMITTED").text == "Bonjour"


def test_sent_twice_is_sent_once(complete, now):
    submit(request=complete, text="", now=now)

    with pytest.raises(RequestChanged):
        submit(request=complete, text="", now=now)


def test_somebody_of_the_directory_is_recognised_by_traits_and_proven_address(complete, fresh, now):
    person = known_as_typed(complete.answers.email)

    submit(request=complete, text="", now=now)

    assert fresh(complete).practitioner == person


def test_an_address_that_was_only_attested_recognises_nobody(complete, fresh, now):
    person = known_as_typed(complete.answers.email)
    person.contact_points.update(verified_by="ATTESTED")

    submit(request=complete, text="", now=now)

    assert fresh(complete).practitioner is None


def test_traits_without_the_address_recognise_nobody(complete, fresh, now):
    known_as_typed("somebody-else@exemple.test")

    submit(request=complete, text="", now=now)

    assert fresh(complete).practitioner is None


def test_one_person_has_one_open_request_in_a_structure_whatever_their_address(complete, make, fresh, now):
    person = known_as_typed(complete.answers.email)
    make(practitioner=person)

    with pytest.raises(RequestRefused) as refusal:
        submit(request=complete, text="", now=now)

    assert refusal.value.reason == "already_open"
    assert fresh(complete).state == "DRAFT"


def test_a_request_is_taken_back_by_the_person_until_it_is_decided(make, letters, fresh, now):
    request = make()

    withdraw(request=request, now=now)

    assert fresh(request).state == "WITHDRAWN"
    assert len(letters("request_given_up")) == 2
    with pytest.raises(RequestChanged):
        withdraw(request=make(refused=True), now=now)


def test_history_keeps_no_version_of_what_was_typed():
    followed = {name for name in apps.all_models["directory"] if name.endswith("event")}

    assert "practitionerevent" in followed
    assert not {name for name in followed if name.startswith(("enrolmentanswers", "enrolmentrequest", "requests"))}
