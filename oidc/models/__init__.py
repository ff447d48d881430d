"""What the provider stores: clients, keys, sign-ins and what they granted. Secrets, codes and tokens are digests."""

from oidc.models.backchannel_request import BackchannelRequest
from oidc.models.card_sign_in import CardSignIn
from oidc.models.client_key_set import ClientKeySet, UsedAssertion
from oidc.models.client_trouble import ClientTrouble
from oidc.models.consent import Consent
from oidc.models.figure import ProviderFigure
from oidc.models.grant import AccessToken, AuthorizationCode, Grant, RefreshToken, ServiceToken
from oidc.models.incident import Incident, IncidentNote
from oidc.models.interaction import Interaction
from oidc.models.login_request import DecisionEvidence, LoginRequest
from oidc.models.logout_delivery import LogoutDelivery
from oidc.models.preference import SignInPreference
from oidc.models.production_request import ProductionRequest, RequestMessage
from oidc.models.provider_session import ProviderSession
from oidc.models.relying_party import ClientSecret, RelyingParty
from oidc.models.resource_server import ResourceServer
from oidc.models.service import Service, ServiceMember, TeamInvitation
from oidc.models.signing_key import SigningKey
from oidc.models.user_code import UserCode, UserCodeTry

__all__ = [
    "AccessToken",
    "AuthorizationCode",
    "BackchannelRequest",
    "CardSignIn",
    "ClientKeySet",
    "ClientSecret",
    "ClientTrouble",
    "Consent",
    "DecisionEvidence",
    "Grant",
    "Incident",
    "IncidentNote",
    "Interaction",
    "LoginRequest",
    "LogoutDelivery",
    "ProductionRequest",
    "ProviderFigure",
    "ProviderSession",
    "RefreshToken",
    "RelyingParty",
    "RequestMessage",
    "ResourceServer",
    "Service",
    "ServiceMember",
    "ServiceToken",
    "SignInPreference",
    "SigningKey",
    "TeamInvitation",
    "UsedAssertion",
    "UserCode",
    "UserCodeTry",
]
