"""A service asks for production, and a reviewer decides."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from directory import correspondence
from directory.errors import NotAllowed
from directory.models import Account, OutboundMessage
from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.library.registration import metadata_of
from oidc.models import ClientSecret, ProductionRequest, RelyingParty, ServiceMember
from oidc.protocol.client_metadata import ClientMetadata
from oidc.vocabulary import RequestState
from oidc.workflows import going_live
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.oidc import (
    NOON,
    RESOURCE,
    ClientSecretFactory,
    ProductionRequestFactory,
    RelyingPartyFactory,
    ResourceServerFactory,
    ServiceMemberFactory,
)
from tests.support.races import at_once

pytestmark = pytest.mark.django_db

METADATA = ClientMetadata(
    client_name="Dossier Santé",
    redirect_uris=("https://horizon.test/callback",),
    environment="production",
    scope=("openid", "profile"),
)
REASONS = {"profile": "Afficher le nom."}


@pytest.fixture
def member() -> ServiceMember:
    made: ServiceMember = ServiceMemberFactory.create()
    return made


@pytest.fixture
def reviewer() -> Account:
    account: Account = AccountFactory.create(operator=True)
    return account


@pytest.fixture
def request_(member: ServiceMember) -> ProductionRequest:
    return submit(member)


def submit(member: ServiceMember, metadata: ClientMetadata = METADATA, **reasons: str) -> ProductionRequest:
    return going_live.submit_request(
        account=member.account, service=member.service, metadata=metadata, reasons=reasons or REASONS, now=NOON
    )


def state(request_: ProductionRequest) -> str:
    request_.refresh_from_db()
    return request_.state


def test_what_is_accepted_is_registered_as_it_was_asked_and_without_a_secret(
    request_: ProductionRequest, member: ServiceMember, reviewer: Account
) -> None:
    relying_party = going_live.accept_request(reviewer=reviewer, request=request_, now=NOON)

    assert replace(metadata_of(relying_party), client_id="") == METADATA
    assert relying_party.service == member.service
    assert not ClientSecret.objects.exists()
    assert state(request_) == RequestState.ACCEPTED
    letter = correspondence.open_letter(OutboundMessage.objects.get())
    assert letter.to == member.account.email
    assert "/services/" in letter.text


def test_a_change_of_production_is_reviewed_too_and_keeps_its_identifier(
    member: ServiceMember, reviewer: Account
) -> None:
    present = RelyingPartyFactory.create(service=member.service, production=True)
    asked = replace(METADATA, redirect_uris=("https://elsewhere.test/callback",))

    request_ = submit(member, asked)
    present.client.refresh_from_db()
    assert present.client.redirect_uris != list(asked.redirect_uris)
    changed = going_live.accept_request(reviewer=reviewer, request=request_, now=NOON)

    assert changed == present
    assert changed.public_id == present.public_id
    assert changed.client.redirect_uris == ["https://elsewhere.test/callback"]


def test_the_environment_and_the_identifier_are_not_the_teams_to_say(member: ServiceMember, reviewer: Account) -> None:
    asked = replace(METADATA, environment="sandbox", client_id="the-name-of-another")

    relying_party = going_live.accept_request(reviewer=reviewer, request=submit(member, asked), now=NOON)

    assert relying_party.environment == "production"
    assert relying_party.public_id != "the-name-of-another"


def test_a_reviewer_asks_and_the_team_answers(
    request_: ProductionRequest, member: ServiceMember, reviewer: Account
) -> None:
    going_live.ask_team(reviewer=reviewer, request=request_, text="Pourquoi le nom ?", now=NOON)
    assert state(request_) == RequestState.ASKED
    with pytest.raises(ServiceRefused, match="moved_on"):
        going_live.ask_team(reviewer=reviewer, request=request_, text="Encore ?", now=NOON)

    going_live.answer_question(account=member.account, request=request_, text="Pour l’accueil.", now=NOON)

    assert state(request_) == RequestState.SUBMITTED
    assert [one.is_of_review for one in request_.messages.all()] == [True, False]


def test_a_refusal_says_why_and_the_team_may_ask_again(
    request_: ProductionRequest, member: ServiceMember, reviewer: Account
) -> None:
    with pytest.raises(ServiceRefused, match="text"):
        going_live.refuse_request(reviewer=reviewer, request=request_, text=" ", now=NOON)
    assert state(request_) == RequestState.SUBMITTED

    going_live.refuse_request(reviewer=reviewer, request=request_, text="Trop de données.", now=NOON)

    assert state(request_) == RequestState.REFUSED
    assert request_.decided_by == reviewer
    assert submit(member).is_open


def test_one_request_is_open_at_a_time_until_it_is_withdrawn(
    request_: ProductionRequest, member: ServiceMember, reviewer: Account
) -> None:
    with pytest.raises(ServiceRefused, match="request_is_open"):
        submit(member)

    going_live.withdraw_request(account=member.account, request=request_, now=NOON)

    assert state(request_) == RequestState.WITHDRAWN
    for act in (going_live.accept_request, going_live.refuse_request):
        with pytest.raises(ServiceRefused, match="moved_on"):
            act(reviewer=reviewer, request=request_, text="trop tard", now=NOON)
    assert submit(member).is_open
    assert not RelyingParty.objects.exists()


def test_each_scope_needs_a_reason(member: ServiceMember) -> None:
    with pytest.raises(ServiceRefused) as refusal:
        submit(member, replace(METADATA, scope=("openid", "profile", "scope_all")))

    assert refusal.value.params == {"what": "scope_all"}
    with pytest.raises(ServiceRefused, match="reason_is_too_long"):
        submit(member, profile="a" * 1_001)
    assert not ProductionRequest.objects.exists()


def test_each_resource_server_needs_a_reason_and_is_of_production(member: ServiceMember, reviewer: Account) -> None:
    ResourceServerFactory.create(production=True)
    asked = replace(METADATA, allowed_resources=(RESOURCE,))

    with pytest.raises(ServiceRefused) as refusal:
        submit(member, asked)
    with pytest.raises(RegistrationRefused):
        submit(member, replace(METADATA, allowed_resources=("https://sandbox.test/api",)))
    request_ = submit(member, asked, **REASONS, **{RESOURCE: "Lire les dossiers."})
    relying_party = going_live.accept_request(reviewer=reviewer, request=request_, now=NOON)

    assert (refusal.value.reason, refusal.value.params) == ("reason_is_missing", {"what": RESOURCE})
    assert request_.reasons == {**REASONS, RESOURCE: "Lire les dossiers."}
    assert relying_party.allowed_resources == [RESOURCE]


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ("https://horizon.test/#fragment",)},
        {"redirect_uris": ("https://*.horizon.test/",)},
        {"scope": ("profile",)},
        {"client_name": ""},
    ],
)
def test_what_could_not_be_registered_is_not_asked_for(member: ServiceMember, changes: dict[str, Any]) -> None:
    with pytest.raises(RegistrationRefused):
        submit(member, replace(METADATA, **changes))


def test_who_decides_is_a_reviewer_and_of_another_team(request_: ProductionRequest, member: ServiceMember) -> None:
    auditor = MandateFactory.create(auditor=True).account
    own = AccountFactory.create(operator=True)
    ServiceMemberFactory.create(service=member.service, account=own)

    for account in (member.account, auditor, own):
        with pytest.raises(NotAllowed):
            going_live.accept_request(reviewer=account, request=request_, now=NOON)
        with pytest.raises(NotAllowed):
            going_live.ask_team(reviewer=account, request=request_, text="Pourquoi ?", now=NOON)
    assert state(request_) == RequestState.SUBMITTED


def test_who_is_no_member_asks_answers_and_withdraws_nothing(member: ServiceMember) -> None:
    asked = ProductionRequestFactory.create(asked=True)

    with pytest.raises(NotAllowed):
        going_live.submit_request(
            account=member.account, service=asked.service, metadata=METADATA, reasons=REASONS, now=NOON
        )
    with pytest.raises(NotAllowed):
        going_live.answer_question(account=member.account, request=asked, text="Voici.", now=NOON)
    with pytest.raises(NotAllowed):
        going_live.withdraw_request(account=member.account, request=asked, now=NOON)


def test_what_is_in_production_already_is_not_asked_for(member: ServiceMember, reviewer: Account) -> None:
    going_live.accept_request(reviewer=reviewer, request=submit(member), now=NOON)

    with pytest.raises(ServiceRefused, match="nothing_changes"):
        submit(member)
    assert submit(member, replace(METADATA, require_pkce=False)).is_open


def test_a_client_that_becomes_public_loses_its_secrets_for_good(member: ServiceMember, reviewer: Account) -> None:
    present = RelyingPartyFactory.create(service=member.service, production=True)
    ClientSecretFactory.create(relying_party=present)

    for method in ("none", "client_secret_basic"):
        asked = submit(member, replace(METADATA, token_endpoint_auth_method=method))
        going_live.accept_request(reviewer=reviewer, request=asked, now=NOON)

    assert not ClientSecret.objects.working(NOON).exists()


def outcome_of(act: Callable[[], object]) -> str:
    """Which refusal, or none."""
    try:
        act()
    except ServiceRefused as refusal:
        return refusal.reason
    return "done"


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_who_decide_at_once_one_does() -> None:
    request_ = submit(ServiceMemberFactory.create())
    first, second = AccountFactory.create(operator=True), AccountFactory.create(operator=True)

    def accept() -> object:
        return going_live.accept_request(reviewer=first, request=request_, now=NOON)

    def refuse() -> object:
        return going_live.refuse_request(reviewer=second, request=request_, text="Trop de données.", now=NOON)

    outcomes = at_once(lambda: outcome_of(accept), lambda: outcome_of(refuse))

    assert sorted(outcomes) == ["done", "moved_on"]
    assert RelyingParty.objects.exists() is (state(request_) == RequestState.ACCEPTED)
    assert OutboundMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_register_one_client() -> None:
    request_ = submit(ServiceMemberFactory.create())
    reviewers = [AccountFactory.create(operator=True), AccountFactory.create(operator=True)]

    def accept(reviewer: Account) -> str:
        return outcome_of(lambda: going_live.accept_request(reviewer=reviewer, request=request_, now=NOON))

    outcomes = at_once(lambda: accept(reviewers[0]), lambda: accept(reviewers[1]))

    assert sorted(outcomes) == ["done", "moved_on"]
    assert RelyingParty.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_withdrawn_while_it_is_accepted_is_one_of_the_two() -> None:
    member = ServiceMemberFactory.create()
    request_, reviewer = submit(member), AccountFactory.create(operator=True)

    outcomes = at_once(
        lambda: outcome_of(lambda: going_live.accept_request(reviewer=reviewer, request=request_, now=NOON)),
        lambda: outcome_of(lambda: going_live.withdraw_request(account=member.account, request=request_, now=NOON)),
    )

    assert sorted(outcomes) == ["done", "moved_on"]
    assert RelyingParty.objects.exists() is (state(request_) == RequestState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_ask_at_once_one_does() -> None:
    member = ServiceMemberFactory.create()
    other = ServiceMemberFactory.create(service=member.service)

    outcomes = at_once(lambda: outcome_of(lambda: submit(member)), lambda: outcome_of(lambda: submit(other)))

    assert sorted(outcomes) == ["done", "request_is_open"]
