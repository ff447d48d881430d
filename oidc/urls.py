"""Addresses of the provider, on the main origin."""

from django.urls import path

from oidc.urls_programs import urlpatterns as programs
from oidc.views.agreement import Agree
from oidc.views.authorize import Authorize
from oidc.views.card_sign_in import ChooseCard, ComeBack, TakeCard
from oidc.views.card_test import TestCard
from oidc.views.end_session import ConfirmEnd, EndSession
from oidc.views.login_state import LoginStateView
from oidc.views.sign_in import Continue, ForgetNumber, GiveUp, Identify, NotMe, SignIn
from oidc.views.situation import Choose
from oidc.views.ways import OpenLink, OpenQr, QrPicture, Returned

app_name = "oidc"

urlpatterns = [
    *programs,
    path("oidc/authorize", Authorize.as_view(), name="authorize"),
    path("oidc/logout", EndSession.as_view(), name="end_session"),
    path("oidc/logout/confirmation", ConfirmEnd.as_view(), name="confirm_end"),
    path("oidc/connexion/<uuid:interaction_id>/", SignIn.as_view(), name="sign_in"),
    path("oidc/connexion/<uuid:interaction_id>/identifiant", Identify.as_view(), name="identify"),
    path("oidc/connexion/<uuid:interaction_id>/oubli", ForgetNumber.as_view(), name="forget_number"),
    path("oidc/connexion/<uuid:interaction_id>/qr", OpenQr.as_view(), name="open_qr"),
    path("oidc/connexion/<uuid:interaction_id>/qr.svg", QrPicture.as_view(), name="qr_picture"),
    path("oidc/connexion/<uuid:interaction_id>/telephone", OpenLink.as_view(), name="open_link"),
    path("oidc/connexion/<uuid:interaction_id>/approuve", Returned.as_view(), name="returned"),
    path("oidc/connexion/<uuid:interaction_id>/continuer", Continue.as_view(), name="continue"),
    path("oidc/connexion/<uuid:interaction_id>/situation", Choose.as_view(), name="choose"),
    path("oidc/connexion/<uuid:interaction_id>/accord", Agree.as_view(), name="agree"),
    path("oidc/connexion/<uuid:interaction_id>/autre", NotMe.as_view(), name="not_me"),
    path("oidc/connexion/<uuid:interaction_id>/retour", GiveUp.as_view(), name="give_up"),
    path("oidc/connexion/<uuid:interaction_id>/carte", ChooseCard.as_view(), name="choose_card"),
    path("oidc/connexion/<uuid:interaction_id>/carte/lue", ComeBack.as_view(), name="card_read"),
    path("oidc/connexion/<uuid:interaction_id>/carte/suite", TakeCard.as_view(), name="card_taken"),
    path("oidc/connexion/<uuid:interaction_id>/etat", LoginStateView.as_view(), name="login_state"),
    path("ecps/essai", TestCard.as_view(), name="card_test"),
]
