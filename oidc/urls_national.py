"""The provider where the national service has it, for deployments that take its addresses: a client of that one changes
its host and nothing else. The same views; the pages stay where they are."""

from django.urls import include, path

from oidc.protocol.metadata import NATIONAL_PATH
from oidc.views.authorize import Authorize
from oidc.views.backchannel import Backchannel
from oidc.views.discovery import Discovery, Jwks
from oidc.views.end_session import EndSession
from oidc.views.introspection import Introspection
from oidc.views.revocation import Revocation
from oidc.views.token import Token
from oidc.views.userinfo import UserInfo

app_name = "oidc_national"

realm_programs = [
    path(".well-known/openid-configuration", Discovery.as_view(), name="discovery"),
    path(".well-known/wallet-openid-configuration", Discovery.as_view(), name="wallet_discovery"),
    path(".well-known/oauth-authorization-server", Discovery.as_view(), name="server_metadata"),
    path("protocol/openid-connect/token", Token.as_view(), name="token"),
    path("protocol/openid-connect/token/introspect", Introspection.as_view(), name="introspect"),
    path("protocol/openid-connect/ext/ciba/auth", Backchannel.as_view(), name="backchannel"),
    path("protocol/openid-connect/revoke", Revocation.as_view(), name="revoke"),
    path("protocol/openid-connect/userinfo", UserInfo.as_view(), name="userinfo"),
    path("protocol/openid-connect/certs", Jwks.as_view(), name="jwks"),
]
realm = [
    *realm_programs,
    path("protocol/openid-connect/auth", Authorize.as_view(), name="authorize"),
    path("protocol/openid-connect/logout", EndSession.as_view(), name="end_session"),
]
whole_programs = [
    # RFC 8414 §3.1 puts the issuer's path after the name
    path(f".well-known/oauth-authorization-server{NATIONAL_PATH}", Discovery.as_view(), name="metadata_of_the_issuer"),
]

urlpatterns = [
    path(f"{NATIONAL_PATH.strip('/')}/", include(realm)),
    *whole_programs,
    path("auth", Authorize.as_view(), name="wallet_authorize"),  # of the national service's second host
]
