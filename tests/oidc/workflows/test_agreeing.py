"""What stands between an authentication and the code: who must read it, who may answer, what is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from directory.models import AuditEvent, AuditOutcome
from oidc import policy
from oidc.models import Consent, Grant, Interaction, ProviderSession
from oidc.protocol import digests
from oidc.vocabulary import InteractionState, PageKind
from oidc.workflows import agreeing, authorization
from oidc.workflows.agreeing import ToRead
from oidc.workflows.authorization import Issued, Opened, Refused
from oidc.workflows.sessions import SignedIn
from oidc.workflows.sign_in import redeem
from tests.factories.oidc import (
    BROWSER,
    NOON,
    SESSION_COOKIE,
    ConsentFactory,
    GrantFactory,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)
from tests.support.races import in_threads

pytestmark = pytest.mark.django_db

DIGEST = digests.digest(BROWSER)


def look(page: Interaction, *, browser: str = DIGEST, now: datetime = NOON) -> ToRead | None:
    return agreeing.look(interaction_id=page.pk, browser_digest=browser, now=now)


def agree(page: Interaction, *, browser: str = DIGEST, now: datetime = NOON) -> Issued | None:
    return agreeing.agree(interaction_id=page.pk, browser_digest=browser, now=now)


def refuse(page: Interaction, *, browser: str = DIGEST, now: datetime = NOON) -> Refused | None:
    return agreeing.refuse(interaction_id=page.pk, browser_digest=browser, now=now)


def continue_with(page: Interaction) -> Issued | Opened | None:
    return authorization.continue_with_session(
        interaction_id=page.pk, browser_digest=DIGEST, session_cookie=SESSION_COOKIE, now=NOON
    )


def take(page: Interaction, **traits: Any) -> SignedIn:
    LoginRequestFactory.create(interaction=page, approved=True, **traits)
    taken = redeem(interaction_id=page.pk, browser_digest=DIGEST, session_cookie="", now=NOON)
    assert isinstance(taken, SignedIn)
    page.refresh_from_db()
    return taken


def silent_answer(page: Interaction) -> str:
    assert page.relying_party is not None
    outcome = authorization.start(
        relying_party=page.relying_party,
        asked=page.asked(),
        browser_digest=DIGEST,
        session_cookie=SESSION_COOKIE,
        now=NOON,
    )
    return outcome.error.code if isinstance(outcome, Refused) else type(outcome).__name__


@pytest.fixture
def page() -> Interaction:
    """A person authenticated a moment ago, and reads."""
    interaction: Interaction = InteractionFactory.create(agreeing=True)
    return interaction


# who may answer


def test_another_browser_reads_and_answers_nothing(page: Interaction) -> None:
    assert look(page, browser="other") is None
    assert agree(page, browser="other") is None
    assert refuse(page, browser="other") is None
    assert not Grant.objects.exists()
    page.refresh_from_db()
    assert page.state == InteractionState.CONSENT


def test_nobody_agrees_before_they_have_authenticated() -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))

    assert agree(page) is None
    assert not Consent.objects.exists()


def test_a_page_that_waits_for_an_answer_signs_nobody_else_in(page: Interaction) -> None:
    LoginRequestFactory.create(interaction=page, approved=True)

    assert redeem(interaction_id=page.pk, browser_digest=DIGEST, session_cookie="", now=NOON) is None
    assert continue_with(page) is None


# what may have changed while somebody reads


@pytest.mark.parametrize("state", [InteractionState.COMPLETED, InteractionState.REFUSED])
def test_a_page_that_is_over_takes_no_answer(page: Interaction, state: InteractionState) -> None:
    Interaction.objects.update(state=state)

    assert agree(page) is None
    assert refuse(page) is None
    assert not Grant.objects.exists()


def test_a_page_left_too_long_takes_no_answer_and_may_still_be_left(page: Interaction) -> None:
    late = page.expires_at

    assert agree(page, now=late) is None
    assert authorization.give_up(interaction_id=page.pk, browser_digest=DIGEST, now=late) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"ended_at": NOON, "ended_reason": "signed_out"},
        {"expires_at": NOON},
        {"last_used_at": NOON - timedelta(hours=1)},
    ],
)
def test_a_session_that_ended_meanwhile_leads_back_to_the_sign_in(page: Interaction, changes: dict[str, Any]) -> None:
    ProviderSession.objects.update(**changes)

    assert agree(page) is None
    page.refresh_from_db()
    assert (page.state, page.session) == (InteractionState.OPEN, None)
    assert not Consent.objects.exists()


def test_a_card_that_was_locked_meanwhile_gives_no_code(page: Interaction) -> None:
    assert page.session is not None
    card = page.session.card
    assert card is not None
    card.expires_at = NOON
    card.save()

    assert look(page) is None
    assert agree(page) is None


@pytest.mark.parametrize("changes", [{"is_active": False}, {"environment": "production"}])
def test_a_service_that_admits_the_person_no_more_gets_nothing(page: Interaction, changes: dict[str, Any]) -> None:
    assert page.relying_party is not None
    type(page.relying_party).objects.update(**changes)

    assert agree(page) is None
    assert not Grant.objects.exists()


def test_a_session_that_fell_below_the_level_gives_no_code() -> None:
    page = InteractionFactory.create(agreeing=True, changes={"acr_values": ["eidas2"]})

    assert agree(page) is None


@pytest.mark.parametrize(("age", "answers"), [(59, True), (61, False)])
def test_an_older_session_is_judged_again_by_its_age(age: int, answers: bool) -> None:
    page = InteractionFactory.create(agreeing=True, changes={"max_age": 60})
    ProviderSession.objects.update(auth_time=NOON - timedelta(seconds=age))

    assert (agree(page) is not None) is answers


@pytest.mark.parametrize("changes", [{"prompt": ["login"]}, {"max_age": 0}, {"login_hint": "899700000001"}])
def test_who_authenticated_for_this_very_request_is_not_asked_twice(changes: dict[str, Any]) -> None:
    page = InteractionFactory.create(agreeing=True, changes=changes)

    assert isinstance(agree(page, now=NOON + timedelta(minutes=4)), Issued)


# when there is something to read


@pytest.mark.parametrize("trait", ["informing", "consenting"])
def test_a_sign_in_waits_until_its_person_has_read(trait: str) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(**{trait: True}))

    taken = take(page)

    assert taken.code == ""
    assert taken.session_cookie
    assert (page.state, page.session) == (InteractionState.CONSENT, ProviderSession.objects.get())
    assert page.expires_at == NOON + policy.AGREEMENT_LIFETIME
    assert not Grant.objects.exists()
    assert isinstance(agree(page), Issued)


def test_on_a_shared_workstation_the_page_alone_goes_on() -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))

    taken = take(page, shared_workstation=True)

    assert taken.session_cookie == ""
    assert isinstance(agree(page), Issued)
    assert Grant.objects.get().session.browser_digest is None


def actions() -> list[str]:
    return list(AuditEvent.objects.filter(action__startswith="oidc.").order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("decide", "then"),
    [(agree, ["oidc.consent_given", "oidc.signed_in"]), (refuse, ["oidc.consent_refused"])],
)
def test_nobody_is_said_to_be_signed_in_before_they_agree(decide: Any, then: list[str]) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))

    take(page)
    assert actions() == ["oidc.authenticated"]

    decide(page)
    assert actions() == ["oidc.authenticated", *then]


def test_a_kept_session_reads_too_and_its_use_is_written_down_with_the_code() -> None:
    ProviderSessionFactory.create()
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))

    assert isinstance(continue_with(page), Opened)
    assert not AuditEvent.objects.filter(action="oidc.session_reused").exists()

    assert isinstance(agree(page), Issued)
    assert AuditEvent.objects.filter(action="oidc.session_reused").count() == 1


def test_a_service_without_a_page_shows_none_unless_it_asks() -> None:
    ProviderSessionFactory.create()

    assert isinstance(continue_with(InteractionFactory.create()), Issued)
    page = InteractionFactory.create(changes={"prompt": ["consent"]})
    assert isinstance(continue_with(page), Opened)
    read = look(page)
    assert read is not None
    assert read.kind is PageKind.CONSENT


@pytest.mark.parametrize(
    ("scopes", "prompt", "page_due"),
    [
        (["openid", "scope_all"], [], False),
        (["openid"], [], True),
        (["openid", "scope_all"], ["consent"], True),
    ],
)
def test_what_was_agreed_is_not_asked_again_unless_more_is_asked_or_the_service_insists(
    scopes: list[str], prompt: list[str], page_due: bool
) -> None:
    session = ProviderSessionFactory.create()
    agreed = ConsentFactory.create(practitioner=session.practitioner, scopes=scopes)
    page = InteractionFactory.create(relying_party=agreed.relying_party, changes={"prompt": prompt})

    assert isinstance(continue_with(page), Opened) is page_due


def test_an_agreement_that_was_withdrawn_or_is_of_another_person_asks_again() -> None:
    session = ProviderSessionFactory.create()
    service = RelyingPartyFactory.create(consenting=True)
    ConsentFactory.create(practitioner=session.practitioner, relying_party=service, withdrawn=True)
    ConsentFactory.create(relying_party=service)

    assert isinstance(continue_with(InteractionFactory.create(relying_party=service)), Opened)


def test_without_a_page_a_service_learns_that_something_must_be_read_and_only_of_who_chose_it() -> None:
    session = ProviderSessionFactory.create()
    service = RelyingPartyFactory.create(consenting=True)
    page = InteractionFactory.create(relying_party=service, changes={"prompt": ["none"]})
    assert silent_answer(page) == "interaction_required"
    GrantFactory.create(session=session, relying_party=service)
    assert silent_answer(page) == "consent_required"

    ConsentFactory.create(practitioner=session.practitioner, relying_party=service)

    assert silent_answer(page) == "Issued"


# what is read


def test_the_person_reads_what_userinfo_would_tell_and_single_claims_too() -> None:
    page = InteractionFactory.create(
        agreeing=True, changes={"scope": ["openid"], "claims": {"id_token": {"family_name": None}, "userinfo": {}}}
    )

    read = look(page)

    assert read is not None
    assert read.claims == {"family_name": read.session.practitioner.family_name}
    assert read.kind is PageKind.CONSENT
    assert "family_name" not in repr(read)


# what is kept


def test_an_agreement_is_kept_once_and_grows_but_never_shrinks() -> None:
    session = ProviderSessionFactory.create()
    service = RelyingPartyFactory.create(consenting=True)
    asked: list[dict[str, Any]] = [
        {"scope": ["openid", "profile"], "claims": {"userinfo": {"otherIds": {}, "acr": {}}}},
        {"scope": ["openid"], "prompt": ["consent"]},
        {"scope": ["openid", "scope_all"]},
    ]
    for changes in asked:
        page = InteractionFactory.create(relying_party=service, changes=changes)
        assert isinstance(continue_with(page), Opened)
        assert isinstance(agree(page), Issued)

    kept = Consent.objects.get()
    assert kept.practitioner == session.practitioner
    assert kept.scopes == ["openid", "profile", "scope_all"]
    assert kept.claims == ["otherIds"]
    assert AuditEvent.objects.filter(action="oidc.consent_given").count() == 3


def test_what_a_service_only_informs_of_is_kept_under_its_own_name() -> None:
    page = InteractionFactory.create(
        agreeing=True, relying_party=RelyingPartyFactory.create(informing=True), created_at=NOON
    )

    agree(page)

    assert Consent.objects.count() == 1
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "outcome")) == [
        ("oidc.information_read", AuditOutcome.DONE),
        ("oidc.signed_in", AuditOutcome.DONE),
    ]


def test_a_refusal_tells_the_service_so_keeps_nothing_and_takes_nothing_back() -> None:
    page = InteractionFactory.create(agreeing=True)
    assert page.session is not None
    agreed = ConsentFactory.create(practitioner=page.session.practitioner, relying_party=page.relying_party)

    refused = refuse(page)

    assert refused is not None
    assert refused.error.code == "access_denied"
    page.refresh_from_db()
    assert page.state == InteractionState.REFUSED
    assert Consent.objects.get() == agreed
    assert not Grant.objects.exists()
    event = AuditEvent.objects.get()
    assert (event.action, event.outcome) == ("oidc.consent_refused", AuditOutcome.REFUSED)
    assert agree(page) is None


# races


@pytest.mark.django_db(transaction=True)
def test_of_tabs_at_once_one_gets_the_code() -> None:
    page = InteractionFactory.create(agreeing=True)

    outcomes = in_threads(lambda: agree(page), count=6)

    assert len(outcomes) == 6
    assert sum(isinstance(one, Issued) for one in outcomes) == 1
    assert Grant.objects.count() == Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_pages_of_one_service_agree_to_one_agreement() -> None:
    session = ProviderSessionFactory.create(auth_time=NOON)
    service = RelyingPartyFactory.create(consenting=True)
    scopes = ["profile", "identity", "rpps", "scope_all"]
    pages = [
        InteractionFactory.create(
            agreeing=True, session=session, relying_party=service, changes={"scope": ["openid", scope]}
        )
        for scope in scopes
    ]

    outcomes = in_threads(lambda: agree(pages.pop()), count=4)

    assert sum(isinstance(one, Issued) for one in outcomes) == 4
    assert Consent.objects.get().scopes == sorted(["openid", *scopes])
