"""In whose name a person enters a service that asks: who is asked, what counts, what the service is then told."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import AuditEvent, Practitioner, PractitionerRole
from oidc.errors import OAuthError
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import digests
from oidc.vocabulary import InteractionState
from oidc.workflows import agreeing, authorization, choosing
from oidc.workflows.authorization import Issued, Opened, Refused
from oidc.workflows.choosing import Choice
from oidc.workflows.disclosure import INVALID_TOKEN, disclose
from oidc.workflows.introspecting import introspect
from oidc.workflows.issuing import exchange_code
from oidc.workflows.refreshing import refresh
from oidc.workflows.sessions import SignedIn
from oidc.workflows.sign_in import redeem
from oidc.workflows.tokens import Tokens
from tests.factories.directory import ExpertiseFactory, PractitionerRoleFactory, ProfessionalExerciseFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    NOON,
    SESSION_COOKIE,
    VERIFIER,
    AccessTokenFactory,
    GrantFactory,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
)
from tests.support.races import in_threads

pytestmark = pytest.mark.django_db

DIGEST = digests.digest(BROWSER)
YESTERDAY = date(2026, 3, 16)


def add_situation(person: Practitioner, **traits: Any) -> PractitionerRole:
    """As a physician, in a structure of its own."""
    exercise = ProfessionalExerciseFactory.create(practitioner=person, profession_code="10")
    role: PractitionerRole = PractitionerRoleFactory.create(exercise=exercise, sector_code="SA07", **traits)
    return role


def close(role: PractitionerRole) -> None:
    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=YESTERDAY)


def look(page: Interaction, *, browser: str = DIGEST, now: datetime = NOON) -> choosing.ToChoose | None:
    return choosing.look(interaction_id=page.pk, browser_digest=browser, now=now)


def choose(
    page: Interaction, role: PractitionerRole | str, *, browser: str = DIGEST, now: datetime = NOON
) -> Issued | Opened | Choice | None:
    situation = role if isinstance(role, str) else str(role.pk)
    return choosing.choose(interaction_id=page.pk, browser_digest=browser, situation=situation, now=now)


def continue_with(page: Interaction) -> Issued | Opened | None:
    return authorization.continue_with_session(
        interaction_id=page.pk, browser_digest=DIGEST, session_cookie=SESSION_COOKIE, now=NOON
    )


def ask(service: RelyingParty, **changes: Any) -> Issued | Refused | Opened:
    page = InteractionFactory.build(relying_party=service, changes=changes)
    return authorization.start(
        relying_party=service, asked=page.asked(), browser_digest=DIGEST, session_cookie=SESSION_COOKIE, now=NOON
    )


def told(outcome: object) -> dict[str, Any]:
    """What userinfo tells, with the code that was issued."""
    assert isinstance(outcome, Issued)
    grant = Grant.objects.get(code__digest=digests.digest(outcome.code))
    AccessTokenFactory.create(grant=grant, value="at_new")
    claims = disclose(access_token="at_new", now=NOON)
    assert isinstance(claims, dict)
    return claims


@pytest.fixture
def session() -> ProviderSession:
    """Of a nurse with one situation, who authenticated a moment ago."""
    made: ProviderSession = ProviderSessionFactory.create(auth_time=NOON)
    return made


@pytest.fixture
def nursing(session: ProviderSession) -> PractitionerRole:
    return PractitionerRole.objects.get(exercise__practitioner=session.practitioner, exercise__profession_code="60")


@pytest.fixture
def medicine(session: ProviderSession) -> PractitionerRole:
    return add_situation(session.practitioner)


@pytest.fixture
def service() -> RelyingParty:
    made: RelyingParty = RelyingPartyFactory.create(asking_situation=True)
    return made


@pytest.fixture
def page(session: ProviderSession, service: RelyingParty) -> Interaction:
    """That person is asked to choose."""
    interaction: Interaction = InteractionFactory.create(choosing=True, session=session, relying_party=service)
    return interaction


# who may choose


def test_another_browser_chooses_nothing(page: Interaction, nursing: PractitionerRole) -> None:
    assert look(page, browser="other") is None
    assert choose(page, nursing, browser="other") is None
    assert not Grant.objects.exists()


def test_nobody_chooses_before_they_have_authenticated(service: RelyingParty, nursing: PractitionerRole) -> None:
    assert choose(InteractionFactory.create(relying_party=service), nursing) is None


def test_who_reads_what_another_kind_of_service_is_told_chooses_nothing() -> None:
    page = InteractionFactory.create(agreeing=True)

    assert look(page) is None


def test_a_situation_of_somebody_else_is_not_offered(page: Interaction) -> None:
    theirs = PractitionerRoleFactory.create()

    assert choose(page, theirs) is Choice.NOT_OFFERED
    page.refresh_from_db()
    assert page.state == InteractionState.SITUATION
    assert not Grant.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "9" * 40, "١", "None"])
def test_what_is_no_situation_is_not_offered(page: Interaction, sent: str) -> None:
    assert choose(page, sent) is Choice.NOT_OFFERED


def test_a_situation_that_ended_while_the_page_was_open_is_not_offered(
    page: Interaction, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    close(medicine)

    assert choose(page, medicine) is Choice.NOT_OFFERED
    assert isinstance(choose(page, nursing), Issued)


@pytest.mark.parametrize("column", ["struck_off_date", "valid_until"])
def test_a_situation_of_a_profession_that_ended_is_not_offered(
    page: Interaction, medicine: PractitionerRole, column: str
) -> None:
    exercise = medicine.exercise
    exercise.order_code = "CNOM"
    setattr(exercise, column, YESTERDAY)
    exercise.save()

    assert choose(page, medicine) is Choice.NOT_OFFERED


def test_a_session_that_ended_meanwhile_leads_back_to_the_sign_in(page: Interaction, nursing: PractitionerRole) -> None:
    ProviderSession.objects.update(ended_at=NOON, ended_reason="signed_out")

    assert choose(page, nursing) is None
    page.refresh_from_db()
    assert (page.state, page.session) == (InteractionState.OPEN, None)


def test_a_page_left_too_long_takes_no_choice_and_may_still_be_left(
    page: Interaction, nursing: PractitionerRole
) -> None:
    assert choose(page, nursing, now=page.expires_at) is None
    assert authorization.give_up(interaction_id=page.pk, browser_digest=DIGEST, now=page.expires_at) is not None


# who is asked


@pytest.mark.usefixtures("medicine")
def test_a_sign_in_waits_until_its_person_has_chosen(session: ProviderSession, service: RelyingParty) -> None:
    page = InteractionFactory.create(relying_party=service)
    LoginRequestFactory.create(interaction=page, approved=True, practitioner=session.practitioner)

    taken = redeem(interaction_id=page.pk, browser_digest=DIGEST, session_cookie="", now=NOON)

    assert isinstance(taken, SignedIn)
    assert taken.code == ""
    page.refresh_from_db()
    assert page.state == InteractionState.SITUATION
    assert not Grant.objects.exists()


def test_the_only_situation_is_taken_without_a_page(
    session: ProviderSession, service: RelyingParty, nursing: PractitionerRole
) -> None:
    outcome = continue_with(InteractionFactory.create(relying_party=service))

    assert isinstance(outcome, Issued)
    assert Grant.objects.get().situation == nursing


def test_who_has_none_is_asked_nothing_and_their_professions_alone_are_told(
    session: ProviderSession, service: RelyingParty, nursing: PractitionerRole
) -> None:
    nursing.exercise.order_code = "ONI"
    nursing.exercise.save()
    close(nursing)

    outcome = continue_with(InteractionFactory.create(relying_party=service))

    assert Grant.objects.get().situation is None
    add_situation(session.practitioner)
    claims = told(outcome)
    assert [one["activities"] for one in claims["SubjectRefPro"]["exercices"]] == [[], []]
    assert claims["SubjectOrganization"] == ""


@pytest.mark.usefixtures("medicine", "session")
def test_a_service_that_does_not_ask_or_asks_nothing_of_it_shows_no_page(service: RelyingParty) -> None:
    assert isinstance(continue_with(InteractionFactory.create()), Issued)
    assert isinstance(
        continue_with(InteractionFactory.create(relying_party=service, changes={"scope": ["openid"]})), Issued
    )
    assert set(Grant.objects.values_list("situation", flat=True)) == {None}


@pytest.mark.usefixtures("medicine", "session")
def test_a_single_claim_of_a_situation_asks_for_the_choice_too(service: RelyingParty) -> None:
    changes = {"scope": ["openid"], "claims": {"id_token": {"SubjectOrganization": None}}}

    assert isinstance(continue_with(InteractionFactory.create(relying_party=service, changes=changes)), Opened)


@pytest.mark.usefixtures("medicine")
def test_a_choice_lasts_for_its_service_and_session_unless_the_service_asks_to_select(
    page: Interaction, session: ProviderSession, service: RelyingParty, nursing: PractitionerRole
) -> None:
    choose(page, nursing)

    assert isinstance(continue_with(InteractionFactory.create(relying_party=service)), Issued)
    assert list(Grant.objects.values_list("situation", flat=True)) == [nursing.pk] * 2
    again = InteractionFactory.create(relying_party=service, changes={"prompt": ["select_account"]})
    assert isinstance(continue_with(again), Opened)
    other = InteractionFactory.create(relying_party=RelyingPartyFactory.create(asking_situation=True))
    assert isinstance(continue_with(other), Opened)


@pytest.mark.usefixtures("medicine")
def test_without_a_page_what_was_chosen_counts_and_nothing_is_chosen_for_anybody(
    session: ProviderSession, service: RelyingParty, nursing: PractitionerRole
) -> None:
    grant = GrantFactory.create(session=session, relying_party=service)
    refused = ask(service, prompt=["none"])
    assert isinstance(refused, Refused)
    assert refused.error is authorization.NOT_CHOSEN
    assert refused.error.code == "interaction_required"

    Grant.objects.filter(pk=grant.pk).update(situation=nursing)

    assert isinstance(ask(service, prompt=["none"]), Issued)
    assert Grant.objects.latest("pk").situation == nursing


def test_the_one_that_is_left_is_not_taken_in_place_of_the_one_that_was_chosen(
    page: Interaction, service: RelyingParty, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    choose(page, medicine)
    close(medicine)

    assert isinstance(ask(service, prompt=["none"]), Refused)
    again = InteractionFactory.create(relying_party=service)
    assert isinstance(continue_with(again), Opened)
    found = look(again)
    assert found is not None
    assert found.situations == [nursing]


# what stands on the page


def test_the_page_lists_open_situations_alone_and_proposes_the_last_one(
    page: Interaction, session: ProviderSession, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    add_situation(session.practitioner, ended=True)
    GrantFactory.create(session=session, relying_party=page.relying_party, situation=nursing, revoked=True)
    GrantFactory.create(
        session=session, relying_party=page.relying_party, situation=medicine, created_at=NOON - timedelta(days=1)
    )

    found = look(page)

    assert found is not None
    assert found.person == session.practitioner
    assert found.situations == [nursing, medicine]
    assert found.preferred == nursing.pk
    assert "situations" not in repr(found)


@pytest.mark.usefixtures("nursing")
def test_ten_situations_cost_the_page_as_many_queries_as_two(page: Interaction, session: ProviderSession) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert look(page) is not None
        return len(queries)

    add_situation(session.practitioner)
    two = cost()
    for _ in range(8):
        ExpertiseFactory.create(exercise=add_situation(session.practitioner).exercise, code=f"SM{_}")

    assert cost() == two


# what a choice does


def test_the_service_is_told_of_the_chosen_situation_alone(
    page: Interaction, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    PractitionerRoleFactory.create(exercise=medicine.exercise)

    claims = told(choose(page, medicine))

    [exercise] = claims["SubjectRefPro"]["exercices"]
    assert exercise["codeProfession"] == "10"
    structure = medicine.organization
    assert structure is not None
    [activity] = exercise["activities"]
    assert activity["identifiantTechniqueDeLaStructure"] == structure.technical_id
    assert claims["SubjectRole"] == ["10^1.2.250.1.213.1.1.5.5"]
    assert claims["SubjectOrganizationID"] == structure.technical_id
    assert claims["SubjectOrganization"] == structure.display_name
    assert claims["Secteur_Activite"] == "SA07^1.2.250.1.71.4.2.4"
    assert claims["codeGenreActivite"] == medicine.activity_kind_code
    page.refresh_from_db()
    assert page.state == InteractionState.COMPLETED


def test_a_choice_is_written_in_the_journal(page: Interaction, nursing: PractitionerRole) -> None:
    choose(page, nursing)

    event = AuditEvent.objects.get(action="oidc.situation_chosen")
    assert event.details["situation"] == nursing.pk


def test_who_must_also_agree_chooses_first_reads_of_it_and_may_choose_again(
    session: ProviderSession, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    service = RelyingPartyFactory.create(asking_situation=True, consenting=True)
    page = InteractionFactory.create(choosing=True, session=session, relying_party=service)

    assert isinstance(choose(page, nursing), Opened)
    read = agreeing.look(interaction_id=page.pk, browser_digest=DIGEST, now=NOON)
    assert read is not None
    assert read.may_choose_again
    assert [one["codeProfession"] for one in read.claims["SubjectRefPro"]["exercices"]] == ["60"]
    page.refresh_from_db()
    assert isinstance(choose(page, medicine, now=NOON + timedelta(minutes=1)), Opened)
    assert Interaction.objects.get(pk=page.pk).expires_at == page.expires_at
    read = agreeing.look(interaction_id=page.pk, browser_digest=DIGEST, now=NOON)
    assert read is not None
    assert [one["codeProfession"] for one in read.claims["SubjectRefPro"]["exercices"]] == ["10"]

    outcome = agreeing.agree(interaction_id=page.pk, browser_digest=DIGEST, now=NOON)

    assert told(outcome)["SubjectRole"] == ["10^1.2.250.1.213.1.1.5.5"]


def test_a_situation_that_ended_while_its_person_read_is_chosen_again(
    session: ProviderSession, nursing: PractitionerRole, medicine: PractitionerRole
) -> None:
    service = RelyingPartyFactory.create(asking_situation=True, consenting=True)
    page = InteractionFactory.create(choosing=True, session=session, relying_party=service)
    choose(page, medicine)
    close(medicine)

    assert agreeing.agree(interaction_id=page.pk, browser_digest=DIGEST, now=NOON) is None
    page.refresh_from_db()
    assert (page.state, page.situation) == (InteractionState.SITUATION, None)
    assert not Grant.objects.exists()


# what lasts


def test_a_renewal_keeps_the_choice(
    session: ProviderSession, nursing: PractitionerRole, medicine: PractitionerRole, signing_keys: object
) -> None:
    service = RelyingPartyFactory.create(asking_situation=True, renewing=True)
    RefreshTokenFactory.create(
        grant=GrantFactory.create(session=session, relying_party=service, situation=medicine), value="rt_one"
    )

    tokens = refresh(relying_party=service, refresh_token="rt_one", scope="", now=NOON)

    assert isinstance(tokens, Tokens)
    claims = disclose(access_token=tokens.access_token, now=NOON)
    assert isinstance(claims, dict)
    assert claims["SubjectRole"] == ["10^1.2.250.1.213.1.1.5.5"]


@pytest.mark.parametrize("end", ["role", "profession", "owner"])
def test_what_was_granted_in_a_situation_is_worth_nothing_once_it_is_over(
    session: ProviderSession, nursing: PractitionerRole, medicine: PractitionerRole, signing_keys: object, end: str
) -> None:
    service = RelyingPartyFactory.create(asking_situation=True, renewing=True)
    code = Grant.objects.open(
        session=session,
        relying_party=service,
        asked=InteractionFactory.build(relying_party=service).asked(),
        situation_id=medicine.pk,
        now=NOON,
    )
    grant = Grant.objects.get()
    AccessTokenFactory.create(grant=grant)
    RefreshTokenFactory.create(grant=grant)
    if end == "role":
        close(medicine)
    elif end == "profession":
        type(medicine.exercise).objects.filter(pk=medicine.exercise_id).update(valid_until=YESTERDAY)
    else:
        PractitionerRole.objects.filter(pk=medicine.pk).update(exercise=ProfessionalExerciseFactory.create())

    assert disclose(access_token="at_the-token", now=NOON) is INVALID_TOKEN
    assert introspect(relying_party=service, token="at_the-token", now=NOON) == {"active": False}
    renewed = refresh(relying_party=service, refresh_token="rt_the-token", scope="", now=NOON)
    assert isinstance(renewed, OAuthError)
    assert renewed.code == "invalid_grant"
    exchanged = exchange_code(relying_party=service, code=code, redirect_uri=CALLBACK, verifier=VERIFIER, now=NOON)
    assert isinstance(exchanged, OAuthError)
    assert exchanged.code == "invalid_grant"


# what it costs who does not ask


@pytest.mark.usefixtures("medicine")
def test_a_service_that_does_not_ask_pays_nothing_and_one_that_does_two_queries(
    session: ProviderSession, service: RelyingParty, nursing: PractitionerRole
) -> None:
    plain = RelyingPartyFactory.create()
    for one in (plain, service):
        GrantFactory.create(session=session, relying_party=one, situation=nursing if one is service else None)

    def cost(asker: RelyingParty) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert isinstance(ask(asker, prompt=["none"]), Issued)
        return len(queries)

    cost(plain)  # the first one fills caches

    assert cost(service) == cost(plain) + 2


# races


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_choose_differently_one_wins() -> None:
    session = ProviderSessionFactory.create(auth_time=NOON)
    roles = [add_situation(session.practitioner) for _ in range(4)]
    page = InteractionFactory.create(
        choosing=True, session=session, relying_party=RelyingPartyFactory.create(asking_situation=True)
    )

    outcomes = in_threads(lambda: choose(page, roles.pop()), count=4)

    assert len(outcomes) == 4
    assert sum(isinstance(one, Issued) for one in outcomes) == 1
    assert Grant.objects.count() == 1
    assert AuditEvent.objects.filter(action="oidc.situation_chosen").count() == 1
