"""The addresses that programs alone call: answered ahead of what pages need."""

from django.urls import path

from oidc.views.backchannel import Backchannel
from oidc.views.discovery import Discovery, Jwks
from oidc.views.introspection import Introspection
from oidc.views.revocation import Revocation
from oidc.views.token import Token
from oidc.views.userinfo import UserInfo

urlpatterns = [
    path(".well-known/openid-configuration", Discovery.as_view(), name="discovery"),
    path(".well-known/wallet-openid-configuration", Discovery.as_view(), name="wallet_discovery"),
    path(".well-known/oauth-authorization-server", Discovery.as_view(), name="server_metadata"),
    path("oidc/jwks", Jwks.as_view(), name="jwks"),
    path("oidc/token", Token.as_view(), name="token"),
    path("oidc/backchannel", Backchannel.as_view(), name="backchannel"),
    path("oidc/introspect", Introspection.as_view(), name="introspect"),
    path("oidc/revoke", Revocation.as_view(), name="revoke"),
    path("oidc/userinfo", UserInfo.as_view(), name="userinfo"),
]
