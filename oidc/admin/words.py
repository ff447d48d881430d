"""How the trail tells what happened at the provider."""

from django.utils.translation import gettext_lazy as _

from directory.admin.trail import register_words

register_words(
    {
        "oidc.relying_party_registered": _("Service registered"),
        "oidc.signed_in": _("Signed in to a service"),
        "oidc.sign_in_not_admitted": _("Sign-in not admitted by the service’s environment"),
        "oidc.session_reused": _("Signed in to a service with the open session"),
        "oidc.code_replayed": _("Authorization code presented twice"),
        "oidc.login_approved": _("Sign-in approved on the phone"),
        "oidc.login_denied": _("Sign-in refused on the phone"),
        "oidc.login_reported": _("Sign-in reported: it was not me"),
        "oidc.login_wrong_number": _("Wrong number chosen on the phone"),
        "oidc.login_wrong_pin": _("Wrong PIN at a sign-in"),
        "oidc.login_card_locked": _("e-CPS locked at a sign-in"),
        "oidc.login_card_not_active": _("Sign-in with an e-CPS that cannot be used"),
    }
)
