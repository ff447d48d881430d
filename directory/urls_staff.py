"""Addresses of the staff's sign-in: e-CPS, password, second factor, sessions.

The library's parts are named one by one: its own pages for identities from elsewhere (sign-up, connections) are not
served.
"""

from django.urls import include, path

from directory.views import staff_ecps, staff_sessions
from directory.views.staff_factors import ActivateAuthenticator, AddPasskey
from directory.views.staff_login import StaffLogin

urlpatterns = [
    path("login/", StaffLogin.as_view(), name="account_login"),
    path("e-cps/", staff_ecps.link, name="ecps_link"),
    path("e-cps/connexion/", staff_ecps.sign_in, name="ecps_sign_in"),
    path("e-cps/preuve/", staff_ecps.prove, name="ecps_prove"),
    path("e-cps/retour/", staff_ecps.come_back, name="ecps_return"),
    path("e-cps/dissocier/", staff_ecps.unlink, name="ecps_unlink"),
    path("sessions/", staff_sessions.sessions_page, name="usersessions_list"),
    path("sessions/<int:session_id>/fin/", staff_sessions.close_session, name="close_session"),
    path("2fa/totp/activate/", ActivateAuthenticator.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
