"""Rows of sign-ins for tests: valid by default, situations as traits."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory
from oidc_provider.models import Client

from oidc.library.registration import hash_secret
from oidc.models import (
    AccessToken,
    AuthorizationCode,
    BackchannelRequest,
    ClientSecret,
    Consent,
    DecisionEvidence,
    Grant,
    Interaction,
    LoginRequest,
    ProductionRequest,
    ProviderSession,
    RefreshToken,
    RelyingParty,
    ResourceServer,
    Service,
    ServiceMember,
    ServiceToken,
    SigningKey,
)
from oidc.protocol import digests, jose, pkce
from oidc.protocol.authorization_request import NOTHING_ASKED
from oidc.vocabulary import Environment, GrantType, InteractionState, KeyState, LoginState, Purpose, Way
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import AccountFactory, PractitionerFactory

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
CLIENT_SECRET = "cs_a-secret-of-the-tests"
VERIFIER = "v" * 43
CHALLENGE = pkce.make_challenge(VERIFIER)
RESOURCE = "https://api.test/dossiers"
CALLBACK = "https://service.test/callback"
BROWSER = "the-cookie-of-the-browser"
SESSION_COOKIE = "the-cookie-of-the-session"
RETURN_CODE = "the-code-that-the-phone-brought-back"


class ClientFactory(DjangoModelFactory[Client]):
    """The library's row of a client."""

    class Meta:
        model = Client

    name = "Dossier Santé Horizon"
    client_id = factory.Sequence(lambda n: f"service-{n}")
    redirect_uris = [CALLBACK]
    scope = ["openid", "profile", "scope_all"]


class ServiceFactory(DjangoModelFactory[Service]):
    """A described service; its team is one person where `account` is given."""

    class Meta:
        model = Service

    name = "Dossier Santé Horizon"
    organization_name = "Horizon Logiciels"
    siret = "73282932000074"
    description = "Le dossier partagé des équipes de soins."
    contact_email = "contact@horizon.test"
    created_by = factory.SubFactory(AccountFactory)
    created_at = NOON


class ServiceMemberFactory(DjangoModelFactory[ServiceMember]):
    """Somebody who works on a service."""

    class Meta:
        model = ServiceMember

    service = factory.SubFactory(ServiceFactory)
    account = factory.SubFactory(AccountFactory)
    joined_at = NOON


class ProductionRequestFactory(DjangoModelFactory[ProductionRequest]):
    """A request that waits for a reviewer."""

    class Meta:
        model = ProductionRequest

    class Params:
        asked = factory.Trait(state="ASKED")
        refused = factory.Trait(state="REFUSED", decided_at=NOON)

    service = factory.SubFactory(ServiceFactory)
    metadata = {
        "client_name": "Dossier Santé Horizon",
        "redirect_uris": ["https://horizon.test/callback"],
        "environment": "production",
        "scope": "openid profile",
    }
    reasons = {"profile": "Afficher le nom de la personne."}
    submitted_by = factory.SubFactory(AccountFactory)
    submitted_at = NOON


class RelyingPartyFactory(DjangoModelFactory[RelyingParty]):
    """A sandbox service that authenticates with a secret in a header."""

    class Meta:
        model = RelyingParty

    class Params:
        production = factory.Trait(environment=Environment.PRODUCTION)
        public = factory.Trait(token_endpoint_auth_method="none")
        posting = factory.Trait(token_endpoint_auth_method="client_secret_post")
        signing_ps256 = factory.Trait(id_token_signed_response_alg="PS256")
        signing_rs256 = factory.Trait(id_token_signed_response_alg="RS256")
        closed = factory.Trait(is_active=False)
        renewing = factory.Trait(grant_types=["authorization_code", "refresh_token"])
        acting = factory.Trait(grant_types=["authorization_code", "client_credentials"])
        asking = factory.Trait(
            grant_types=["refresh_token", GrantType.CIBA.value], backchannel_token_delivery_mode="poll"
        )
        pinged = factory.Trait(
            asking=True,
            backchannel_token_delivery_mode="ping",
            backchannel_client_notification_endpoint="https://service.test/told",
        )
        pairwise = factory.Trait(
            subject_type="pairwise", client=factory.SubFactory(ClientFactory, scope=["openid", "profile"])
        )
        proofless = factory.Trait(require_pkce=False)
        informing = factory.Trait(sign_in_page="information")
        consenting = factory.Trait(sign_in_page="consent")
        asking_situation = factory.Trait(ask_situation=True)
        of_workstations = factory.Trait(shared_workstation=True)

    client = factory.SubFactory(ClientFactory)
    environment = Environment.SANDBOX
    created_at = NOON


class ResourceServerFactory(DjangoModelFactory[ResourceServer]):
    """A resource server of the sandbox that knows everything but names."""

    class Meta:
        model = ResourceServer

    class Params:
        production = factory.Trait(environment=Environment.PRODUCTION)
        closed = factory.Trait(is_active=False)

    identifier = RESOURCE
    name = "Dossiers partagés"
    environment = Environment.SANDBOX
    scopes = ["openid", "scope_all"]
    created_at = NOON


class ClientSecretFactory(DjangoModelFactory[ClientSecret]):
    """A working secret."""

    class Meta:
        model = ClientSecret

    class Params:
        value = CLIENT_SECRET
        ended = factory.Trait(expires_at=NOON - timedelta(days=1))

    relying_party = factory.SubFactory(RelyingPartyFactory)
    digest = factory.LazyAttribute(lambda row: hash_secret(row.value))
    created_at = NOON


class SigningKeyFactory(DjangoModelFactory[SigningKey]):
    """A key that signs with ES256; it cannot be read, only published."""

    class Meta:
        model = SigningKey

    class Params:
        key = factory.LazyFunction(lambda: jose.make_key("ES256"))

    algorithm = "ES256"
    state = KeyState.ACTIVE
    kid = factory.LazyAttribute(lambda row: row.key.kid)
    public_jwk = factory.LazyAttribute(lambda row: jose.public_jwk(row.key))
    encrypted_private_jwk = b"sealed"
    created_at = NOON
    activated_at = NOON


class InteractionFactory(DjangoModelFactory[Interaction]):
    """An open sign-in page of the browser whose cookie is BROWSER."""

    class Meta:
        model = Interaction

    class Params:
        changes: dict[str, object] = {}
        card_test = factory.Trait(relying_party=None, request=NOTHING_ASKED.as_snapshot())
        agreeing = factory.Trait(
            relying_party=factory.SubFactory(RelyingPartyFactory, consenting=True),
            session=factory.SubFactory("tests.factories.oidc.ProviderSessionFactory", auth_time=NOON),
            state=InteractionState.CONSENT,
        )
        choosing = factory.Trait(
            relying_party=factory.SubFactory(RelyingPartyFactory, asking_situation=True),
            session=factory.SubFactory("tests.factories.oidc.ProviderSessionFactory", auth_time=NOON),
            state=InteractionState.SITUATION,
        )

    relying_party = factory.SubFactory(RelyingPartyFactory)
    browser_digest = digests.digest(BROWSER)
    created_at = NOON
    expires_at = NOON + timedelta(minutes=15)
    request = factory.LazyAttribute(
        lambda row: {
            "client_id": row.relying_party.public_id,
            "redirect_uri": CALLBACK,
            "scope": ["openid", "scope_all"],
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": CHALLENGE,
            "prompt": [],
            "max_age": None,
            "login_hint": "",
            "acr_values": [],
            **row.changes,
        }
    )


class ProviderSessionFactory(DjangoModelFactory[ProviderSession]):
    """A session of one hour ago at most, of the browser whose cookie is SESSION_COOKIE."""

    class Meta:
        model = ProviderSession

    class Params:
        shared = factory.Trait(browser_digest=None)
        ended = factory.Trait(ended_at=NOON, ended_reason="test")
        idle = factory.Trait(last_used_at=NOON - timedelta(hours=1, seconds=1))
        old = factory.Trait(expires_at=NOON)
        by_card = factory.Trait(
            card=None,
            practitioner=factory.SubFactory(PractitionerFactory, practising=True),
            acr="eidas2",
            amr=["sc", "pin", "mfa"],
            auth_mode="CARD",
        )

    sid = factory.LazyFunction(digests.draw)
    browser_digest = digests.digest(SESSION_COOKIE)
    card = factory.SubFactory(VirtualCardFactory)
    practitioner = factory.SelfAttribute("card.practitioner")
    auth_time = NOON - timedelta(minutes=10)
    acr = "eidas1"
    amr = ["swk", "pin", "mfa"]
    auth_mode = "MOBILE"
    last_used_at = NOON - timedelta(minutes=10)
    expires_at = NOON + timedelta(hours=3, minutes=50)


class ConsentFactory(DjangoModelFactory[Consent]):
    """A living agreement to everything."""

    class Meta:
        model = Consent

    class Params:
        withdrawn = factory.Trait(withdrawn_at=NOON)

    practitioner = factory.SubFactory(PractitionerFactory, practising=True)
    relying_party = factory.SubFactory(RelyingPartyFactory, consenting=True)
    scopes = ["openid", "scope_all"]
    claims: list[str] = []
    given_at = NOON - timedelta(days=1)


class LoginRequestFactory(DjangoModelFactory[LoginRequest]):
    """A pending question to the phones of a test person."""

    class Meta:
        model = LoginRequest
        skip_postgeneration_save = True

    class Params:
        approved = factory.Trait(
            state=LoginState.APPROVED,
            card=factory.SubFactory(VirtualCardFactory, practitioner=factory.SelfAttribute("..practitioner")),
            decided_at=NOON,
        )
        reported = factory.Trait(state=LoginState.REPORTED, decided_at=NOON)
        denied = factory.Trait(state=LoginState.DENIED, decided_at=NOON)
        wrong_number = factory.Trait(
            evidence=factory.RelatedFactory(
                "tests.factories.oidc.DecisionEvidenceFactory", "login_request", outcome="WRONG_NUMBER"
            )
        )
        expired = factory.Trait(expires_at=NOON)
        card_test = factory.Trait(
            interaction=factory.SubFactory(InteractionFactory, card_test=True), purpose=Purpose.TEST, scopes=[]
        )
        by_qr = factory.Trait(way=Way.QR, practitioner=None, numbers=[])
        by_link = factory.Trait(way=Way.LINK, practitioner=None, numbers=[])
        claimed = factory.Trait(
            practitioner=factory.SubFactory(PractitionerFactory, practising=True),
            claimed_by=factory.SubFactory(VirtualCardFactory, practitioner=factory.SelfAttribute("..practitioner")),
            claim_address="192.0.2.7",
        )
        returning = factory.Trait(
            way=Way.LINK, approved=True, numbers=[], return_digest=digests.digest(RETURN_CODE), decided_at=NOON
        )

    interaction = factory.SubFactory(InteractionFactory)
    relying_party = factory.SelfAttribute("interaction.relying_party")
    practitioner = factory.SubFactory(PractitionerFactory, practising=True)
    purpose = Purpose.BROWSER
    scopes = ["openid", "scope_all"]
    number = "42"
    numbers = ["17", "42", "88"]
    challenge = "c" * 43
    browser_digest = digests.digest(BROWSER)
    origin_address = "192.0.2.7"
    origin_user_agent = "Firefox"
    created_at = NOON
    expires_at = NOON + timedelta(seconds=120)


class BackchannelRequestFactory(DjangoModelFactory[BackchannelRequest]):
    """A request in poll mode that shows a number; `value` is what the service polls with."""

    class Meta:
        model = BackchannelRequest

    class Params:
        value = "ba_the-request"
        pinged = factory.Trait(delivery_mode="ping", login_request__relying_party__pinged=True)

    digest = factory.LazyAttribute(lambda row: digests.digest(row.value))
    login_request = factory.SubFactory(
        LoginRequestFactory,
        interaction=None,
        relying_party=factory.SubFactory(RelyingPartyFactory, asking=True),
        purpose=Purpose.CIBA,
        browser_digest="",
    )
    relying_party = factory.SelfAttribute("login_request.relying_party")
    hint_digest = "0" * 32
    delivery_mode = "poll"
    poll_interval = 5
    created_at = NOON
    expires_at = NOON + timedelta(seconds=120)


class DecisionEvidenceFactory(DjangoModelFactory[DecisionEvidence]):
    """A refusal that was received."""

    class Meta:
        model = DecisionEvidence

    login_request = factory.SubFactory(LoginRequestFactory)
    card = factory.SubFactory(VirtualCardFactory)
    jti = factory.Sequence(lambda n: f"{n:032d}")
    jws = "signed"
    outcome = "DENIED"
    received_at = NOON


class GrantFactory(DjangoModelFactory[Grant]):
    """A grant of everything."""

    class Meta:
        model = Grant

    class Params:
        revoked = factory.Trait(revoked_at=NOON, revoked_reason="test")

    relying_party = factory.SubFactory(RelyingPartyFactory)
    session = factory.SubFactory(ProviderSessionFactory)
    practitioner = factory.SelfAttribute("session.practitioner")
    scopes = ["openid", "scope_all"]
    nonce = "the-nonce"
    auth_time = factory.SelfAttribute("session.auth_time")
    acr = factory.SelfAttribute("session.acr")
    amr = factory.SelfAttribute("session.amr")
    auth_mode = factory.SelfAttribute("session.auth_mode")
    created_at = NOON


class AuthorizationCodeFactory(DjangoModelFactory[AuthorizationCode]):
    """A code that nobody presented yet; `value` is what the service holds."""

    class Meta:
        model = AuthorizationCode

    class Params:
        value = "ac_the-code"
        expired = factory.Trait(expires_at=NOON)
        used = factory.Trait(used_at=NOON)

    digest = factory.LazyAttribute(lambda row: digests.digest(row.value))
    grant = factory.SubFactory(GrantFactory)
    redirect_uri = CALLBACK
    code_challenge = CHALLENGE
    expires_at = NOON + timedelta(seconds=60)


class AccessTokenFactory(DjangoModelFactory[AccessToken]):
    """A live token; `value` is what the service holds."""

    class Meta:
        model = AccessToken

    class Params:
        value = "at_the-token"
        expired = factory.Trait(expires_at=NOON)

    digest = factory.LazyAttribute(lambda row: digests.digest(row.value))
    grant = factory.SubFactory(GrantFactory)
    scopes = factory.SelfAttribute("grant.scopes")
    created_at = NOON
    expires_at = NOON + timedelta(minutes=5)


class RefreshTokenFactory(DjangoModelFactory[RefreshToken]):
    """The first one of a grant, never used; `value` is what the service holds."""

    class Meta:
        model = RefreshToken

    class Params:
        value = "rt_the-token"
        used = factory.Trait(used_at=NOON)
        idle = factory.Trait(idle_at=NOON)
        expired = factory.Trait(expires_at=NOON)

    digest = factory.LazyAttribute(lambda row: digests.digest(row.value))
    grant = factory.SubFactory(GrantFactory)
    created_at = NOON
    idle_at = NOON + timedelta(hours=1)
    expires_at = NOON + timedelta(hours=4)


class ServiceTokenFactory(DjangoModelFactory[ServiceToken]):
    """A live token of a service itself; `value` is what it holds."""

    class Meta:
        model = ServiceToken

    class Params:
        value = "sv_the-token"
        expired = factory.Trait(expires_at=NOON)

    digest = factory.LazyAttribute(lambda row: digests.digest(row.value))
    relying_party = factory.SubFactory(RelyingPartyFactory, acting=True)
    scopes = ["scope_all"]
    created_at = NOON
    expires_at = NOON + timedelta(minutes=5)
