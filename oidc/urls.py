"""Addresses of the provider, on the main origin."""

from django.urls import path

from oidc.views.authorize import Authorize
from oidc.views.discovery import Discovery, Jwks
from oidc.views.login_state import LoginStateView
from oidc.views.sign_in import Continue, GiveUp, Identify, NotMe, SignIn
from oidc.views.token import Token
from oidc.views.userinfo import UserInfo

app_name = "oidc"

urlpatterns = [
    path(".well-known/openid-configuration", Discovery.as_view(), name="discovery"),
    path(".well-known/wallet-openid-configuration", Discovery.as_view(), name="wallet_discovery"),
    path("oidc/jwks", Jwks.as_view(), name="jwks"),
    path("oidc/authorize", Authorize.as_view(), name="authorize"),
    path("oidc/token", Token.as_view(), name="token"),
    path("oidc/userinfo", UserInfo.as_view(), name="userinfo"),
    path("oidc/connexion/<uuid:interaction_id>/", SignIn.as_view(), name="sign_in"),
    path("oidc/connexion/<uuid:interaction_id>/identifiant", Identify.as_view(), name="identify"),
    path("oidc/connexion/<uuid:interaction_id>/continuer", Continue.as_view(), name="continue"),
    path("oidc/connexion/<uuid:interaction_id>/autre", NotMe.as_view(), name="not_me"),
    path("oidc/connexion/<uuid:interaction_id>/retour", GiveUp.as_view(), name="give_up"),
    path("oidc/connexion/<uuid:interaction_id>/etat", LoginStateView.as_view(), name="login_state"),
]
