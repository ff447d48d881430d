"""A physical card signs in: once, in the browser that opened the page, while its holder may, within a minute."""

from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection

from activation.certificates import write_header
from activation.errors import CertificateRefused, SmartCardRefused
from activation.management.test_authority.issuing import CardSubject, Pair, make_authority, make_card
from directory.models import AuditEvent, AuditOutcome, Practitioner
from oidc import policy
from oidc.models import CardSignIn, Grant, Interaction, ProviderSession
from oidc.protocol import digests
from oidc.queries.sessions import find_usable_session
from oidc.vocabulary import InteractionState, LoginState
from oidc.workflows.browsers import Browser
from oidc.workflows.card_sign_in import choose_card, read_card, take_card
from oidc.workflows.sessions import Denied, SignedIn
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import BROWSER, NOON, InteractionFactory, LoginRequestFactory, RelyingPartyFactory
from tests.factories.qualifications import SmartCardFactory
from tests.support.races import in_threads

pytestmark = pytest.mark.django_db
DIGEST = digests.digest(BROWSER)


@pytest.fixture(scope="module")
def authority() -> Pair:
    return make_authority("TEST AC", now=NOON)


@pytest.fixture
def holder() -> Practitioner:
    person: Practitioner = PractitionerFactory.create(practising=True)
    return person


@pytest.fixture
def header(authority: Pair, holder: Practitioner) -> str:
    card = make_card(CardSubject(holder.national_id, "DUPONT", "A."), issuer=authority, now=NOON)
    return write_header(card.certificate.public_bytes(Encoding.DER))


@pytest.fixture
def page() -> Interaction:
    interaction: Interaction = InteractionFactory.create()
    choose(interaction)
    return interaction


def choose(page: Interaction, *, shared: bool = False) -> bool:
    return choose_card(interaction_id=page.pk, browser_digest=DIGEST, shared_workstation=shared, now=NOON)


def token_of(page: Interaction, header: str) -> str:
    read = read_card(interaction_id=page.pk, header=header, now=NOON)
    assert read is not None
    return read.token


def take(page: Interaction, token: str, *, browser: str = DIGEST, after: int = 1) -> SignedIn | Denied | None:
    return take_card(
        interaction_id=page.pk,
        browser=Browser(browser, "192.0.2.17", "Firefox", frozenset()),
        token=token,
        session_cookie="",
        now=NOON + timedelta(seconds=after),
    )


# who is at the door


def test_another_browser_cannot_choose_a_card_for_a_page() -> None:
    page = InteractionFactory.create()

    assert not choose_card(interaction_id=page.pk, browser_digest="x", shared_workstation=False, now=NOON)
    assert not CardSignIn.objects.exists()


def test_a_card_read_for_the_page_of_somebody_else_signs_nobody_in(page: Interaction, header: str) -> None:
    token = token_of(page, header)

    assert take(page, token, browser=digests.digest("victim")) is None
    assert not ProviderSession.objects.exists()


@pytest.mark.parametrize("missing", [UUID(int=7), None])
def test_a_page_that_waits_for_no_card_reads_none(missing: UUID | None, header: str) -> None:
    pk = missing or InteractionFactory.create().pk  # nobody chose the card there

    assert read_card(interaction_id=pk, header=header, now=NOON) is None


def test_what_is_no_card_is_refused_before_the_page_is_looked_for(page: Interaction) -> None:
    with pytest.raises(CertificateRefused):
        read_card(interaction_id=page.pk, header="", now=NOON)


def test_an_opposed_card_is_refused_where_it_is_read(page: Interaction, header: str, holder: Practitioner) -> None:
    SmartCardFactory.create(practitioner=holder, opposed=True)

    with pytest.raises(SmartCardRefused):
        read_card(interaction_id=page.pk, header=header, now=NOON)


# the way back


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 64])
def test_a_wrong_token_signs_nobody_in(page: Interaction, header: str, token: str) -> None:
    token_of(page, header)

    assert take(page, token) is None


def test_before_a_card_was_read_no_token_serves(page: Interaction) -> None:
    assert take(page, "") is None


@pytest.mark.parametrize(("after", "serves"), [(59, True), (60, False)])
def test_a_token_lives_a_minute(page: Interaction, header: str, after: int, serves: bool) -> None:
    assert (take(page, token_of(page, header), after=after) is not None) is serves


def test_what_the_page_asked_of_a_phone_is_withdrawn_by_the_card(page: Interaction, header: str) -> None:
    asked = LoginRequestFactory.create(interaction=page, browser_digest=DIGEST)

    take(page, token_of(page, header))

    asked.refresh_from_db()
    assert asked.state == LoginState.CANCELLED


def test_a_token_is_kept_as_a_digest_and_serves_once(page: Interaction, header: str) -> None:
    token = token_of(page, header)

    assert CardSignIn.objects.get().token_digest == digests.digest(token)
    assert isinstance(take(page, token), SignedIn)
    assert take(page, token) is None
    assert Grant.objects.count() == 1


def test_the_card_read_last_counts_alone_and_another_choice_forgets_it(page: Interaction, header: str) -> None:
    former, token = token_of(page, header), token_of(page, header)

    assert take(page, former) is None
    choose(page)
    assert take(page, token) is None


@pytest.mark.parametrize("state", [InteractionState.COMPLETED, InteractionState.REFUSED])
def test_a_closed_page_takes_nothing(page: Interaction, header: str, state: InteractionState) -> None:
    token = token_of(page, header)
    Interaction.objects.update(state=state)

    assert take(page, token) is None
    assert read_card(interaction_id=page.pk, header=header, now=NOON) is None


# what it is worth


def test_the_session_says_what_a_card_is_worth(page: Interaction, header: str, holder: Practitioner) -> None:
    taken = take(page, token_of(page, header))

    assert isinstance(taken, SignedIn)
    session = ProviderSession.objects.get()
    assert (session.acr, session.amr, session.auth_mode) == ("eidas2", ["sc", "pin", "mfa"], "CARD")
    assert (session.practitioner, session.card, session.auth_time) == (holder, None, NOON)
    assert session.browser_digest == digests.digest(taken.session_cookie)
    page.refresh_from_db()
    assert page.state == InteractionState.COMPLETED
    event = AuditEvent.objects.get(action="oidc.signed_in")
    assert event.practitioner_id == holder.pk


def test_who_must_read_a_page_first_is_authenticated_and_not_signed_in_yet(header: str, holder: Practitioner) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))
    choose(page)

    taken = take(page, token_of(page, header))

    assert isinstance(taken, SignedIn)
    assert taken.code == ""
    [line] = AuditEvent.objects.filter(action__in=["oidc.signed_in", "oidc.authenticated"])
    assert (line.action, line.practitioner_id) == ("oidc.authenticated", holder.pk)


def test_a_shared_workstation_keeps_nothing(header: str) -> None:
    page = InteractionFactory.create()
    choose(page, shared=True)

    taken = take(page, token_of(page, header))

    assert isinstance(taken, SignedIn)
    assert taken.session_cookie == ""


def test_who_lost_the_right_meanwhile_is_refused_and_it_is_told(
    page: Interaction, header: str, holder: Practitioner
) -> None:
    token = token_of(page, header)
    SmartCardFactory.create(practitioner=holder, opposed=True)

    denied = take(page, token)

    assert isinstance(denied, Denied)
    assert denied.error.code == "access_denied"
    assert AuditEvent.objects.filter(action="oidc.sign_in_not_admitted", outcome=AuditOutcome.REFUSED).exists()
    assert not ProviderSession.objects.exists()


def test_a_test_identity_does_not_enter_a_production_service(header: str) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(production=True))
    choose(page)

    assert isinstance(take(page, token_of(page, header)), Denied)


def test_an_opposition_ends_the_session_at_its_next_use(page: Interaction, header: str, holder: Practitioner) -> None:
    taken = take(page, token_of(page, header))
    assert isinstance(taken, SignedIn)
    assert find_usable_session(taken.session_cookie, now=NOON) is not None

    SmartCardFactory.create(practitioner=holder, opposed=True)

    assert find_usable_session(taken.session_cookie, now=NOON) is None


def test_the_levels_are_those_that_can_be_reached() -> None:
    assert policy.levels_offered(cards=True) == ("eidas1", "eidas2")
    assert policy.levels_offered(cards=False) == ("eidas1",)
    assert policy.is_phone_enough(())
    assert policy.is_phone_enough(("eidas2", "eidas1"))
    assert not policy.is_phone_enough(("eidas2",))


@pytest.mark.django_db(transaction=True)
def test_of_tabs_at_once_one_is_signed_in(authority: Pair) -> None:
    holder = PractitionerFactory.create(practising=True)
    card = make_card(CardSubject(holder.national_id, "DUPONT", "A."), issuer=authority, now=NOON)
    page = InteractionFactory.create()
    choose(page)
    token = token_of(page, write_header(card.certificate.public_bytes(Encoding.DER)))

    taken = in_threads(lambda: take(page, token), count=6)

    assert sum(isinstance(one, SignedIn) for one in taken) == 1
    assert Grant.objects.count() == 1
    connection.close()
