"""The browser that opened a sign-in page, the page, and a session of the test's own browser."""

import pytest
from django.test import Client

from activation.models import VirtualCard
from oidc.models import AccessToken, AuthorizationCode, Interaction, ProviderSession, RelyingParty
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import (
    ExpertiseFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)
from tests.factories.oidc import (
    BROWSER,
    SESSION_COOKIE,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    InteractionFactory,
    ProviderSessionFactory,
)
from tests.oidc.views.without_browser import service_that_asks


@pytest.fixture
def page(db: None) -> Interaction:
    """A page of a service."""
    interaction: Interaction = InteractionFactory.create()
    return interaction


@pytest.fixture
def browser() -> Client:
    """The browser whose cookie is BROWSER; it reads English."""
    client = Client(headers={"User-Agent": "Firefox", "Accept-Language": "en"})
    client.cookies["op_browser"] = BROWSER
    return client


@pytest.fixture
def session(client: Client) -> ProviderSession:
    """That of the test's own browser, a moment old."""
    client.cookies["op_session"] = SESSION_COOKIE
    kept: ProviderSession = ProviderSessionFactory.create()
    return kept


@pytest.fixture
def code(service: RelyingParty) -> AuthorizationCode:
    """Of the service, not presented yet."""
    made: AuthorizationCode = AuthorizationCodeFactory.create(grant__relying_party=service)
    return made


@pytest.fixture
def asker(db: None) -> RelyingParty:
    """A sandbox service that asks without a browser."""
    return service_that_asks()


@pytest.fixture
def card(db: None) -> VirtualCard:
    """Of a test person."""
    made: VirtualCard = VirtualCardFactory.create()
    return made


@pytest.fixture
def token(db: None) -> AccessToken:
    """Of a doctor with a practice, signed in by e-CPS."""
    person = PractitionerFactory.create()
    exercise = ProfessionalExerciseFactory.create(practitioner=person, profession_code="10")
    ExpertiseFactory.create(exercise=exercise)
    PractitionerRoleFactory.create(
        exercise=exercise,
        mode_code="L",
        role_code="",
        sector_code="SA07",
        organization=OrganizationFactory.create(
            technical_id="R10000001", legal_name="CAB MEDICAL", trade_name="", telephone="0199000000"
        ),
    )
    card = VirtualCardFactory.create(practitioner=person)
    made: AccessToken = AccessTokenFactory.create(grant__session__card=card)
    return made
