"""How the trail tells what happened at the provider."""

from django.utils.translation import gettext_lazy as _

from directory.admin.detail_words import register_details
from directory.admin.sentences import register_sentences
from directory.admin.trail import register_words
from oidc.vocabulary import Environment, TokenKind, Way

register_details(
    {
        "environment": _("Environment"),
        "provider": _("Sessions ended at the provider"),
        "algorithm": _("Algorithm"),
        "here": _("Sessions ended in the portal and the holder space"),
        "way": _("Way of the sign-in"),
        "token": _("Token given back"),
    },
    {"environment": dict(Environment.choices), "way": dict(Way.choices), "token": dict(TokenKind.choices)},
    technical=frozenset({"client_id", "grant", "kid", "former_kid", "situation"}),
)
register_words(
    {
        "oidc.relying_party_registered": _("Service registered"),
        "oidc.resource_server_registered": _("Resource server registered"),
        "oidc.signing_key_followed": _("Signing key followed by the next one"),
        "oidc.signing_key_ended": _("Former signing key ended"),
        "oidc.signing_key_revoked": _("Signing key revoked by an operator"),
        "oidc.authenticated": _("Authenticated for a service, with a page to read before"),
        "oidc.signed_in": _("Signed in to a service"),
        "oidc.sign_in_not_admitted": _("Sign-in not admitted by the service’s environment"),
        "oidc.session_reused": _("Signed in to a service with the open session"),
        "oidc.code_replayed": _("Authorization code presented twice"),
        "oidc.refresh_replayed": _("Refresh token presented twice"),
        "oidc.token_revoked": _("Token given back by a service"),
        "oidc.card_tested": _("e-CPS tested by its holder"),
        "oidc.login_claimed": _("Sign-in taken by a phone, from a QR code or a link"),
        "oidc.typed_numbers_allowed": _("Sign-ins by typed number allowed by the holder"),
        "oidc.typed_numbers_refused": _("Sign-ins by typed number switched off by the holder"),
        "oidc.login_approved": _("Sign-in approved on the phone"),
        "oidc.login_denied": _("Sign-in refused on the phone"),
        "oidc.login_reported": _("Sign-in reported: it was not me"),
        "oidc.login_wrong_number": _("Wrong number chosen on the phone"),
        "oidc.login_wrong_pin": _("Wrong PIN at a sign-in"),
        "oidc.login_card_locked": _("e-CPS locked at a sign-in"),
        "oidc.login_card_not_active": _("Sign-in with an e-CPS that cannot be used"),
        "oidc.situation_chosen": _("Situation of exercise chosen for a service"),
        "oidc.information_read": _("What a service is told read by its user"),
        "oidc.consent_given": _("What a service is told agreed to by its user"),
        "oidc.consent_withdrawn": _("Agreement with a service withdrawn by its user"),
        "oidc.consent_refused": _("What a service would be told refused by its user"),
        "oidc.signed_out": _("Signed out of the provider"),
        "oidc.signed_out_everywhere": _("Signed out everywhere"),
        "oidc.session_ended": _("Session of the provider ended: the card or its right had ended"),
    }
)
register_sentences(
    {
        "oidc.relying_party_registered": _("A service was registered."),
        "oidc.resource_server_registered": _("A resource server was registered."),
        "oidc.signing_key_followed": _("The next signing key of the provider began to sign."),
        "oidc.signing_key_ended": _("A former signing key of the provider ended."),
        "oidc.signing_key_revoked": _("A signing key of the provider was revoked by an operator."),
        "oidc.authenticated": _("%(person)s authenticated for a service, which gets nothing before a page is read."),
        "oidc.signed_in": _("%(person)s signed in to a service."),
        "oidc.sign_in_not_admitted": _("%(person)s was not admitted to a service of another environment."),
        "oidc.session_reused": _("%(person)s signed in to a service with the open session."),
        "oidc.code_replayed": _("A service presented an authorization code twice."),
        "oidc.refresh_replayed": _("A service presented a refresh token twice: the sign-in of %(person)s there ended."),
        "oidc.token_revoked": _("A service gave a token back: it opens nothing any more."),
        "oidc.card_tested": _("%(person)s tested their e-CPS: it works."),
        "oidc.login_claimed": _("%(person)s took a sign-in with the phone, from a QR code or a link."),
        "oidc.typed_numbers_allowed": _("%(person)s allowed sign-ins by typed number."),
        "oidc.typed_numbers_refused": _("%(person)s switched off sign-ins by typed number."),
        "oidc.login_approved": _("%(person)s approved a sign-in on the phone."),
        "oidc.login_denied": _("%(person)s refused a sign-in on the phone."),
        "oidc.login_reported": _("%(person)s reported a sign-in: it was not them."),
        "oidc.login_wrong_number": _("A wrong number was chosen on the phone of %(person)s."),
        "oidc.login_wrong_pin": _("A wrong PIN was typed at a sign-in of %(person)s."),
        "oidc.login_card_locked": _("The e-CPS of %(person)s was locked at a sign-in."),
        "oidc.login_card_not_active": _("A sign-in of %(person)s was refused: the e-CPS cannot be used."),
        "oidc.situation_chosen": _("%(person)s chose in which situation of exercise they enter a service."),
        "oidc.information_read": _("%(person)s read what a service is told, and went on to it."),
        "oidc.consent_given": _("%(person)s agreed to what a service is told."),
        "oidc.consent_withdrawn": _("%(person)s withdrew the agreement with a service: what it was granted ended."),
        "oidc.consent_refused": _("%(person)s refused what a service would be told, and did not enter it."),
        "oidc.signed_out": _("%(person)s signed out."),
        "oidc.signed_out_everywhere": _("%(person)s signed out everywhere."),
        "oidc.session_ended": _("A session of %(person)s ended, since the card or the right to use it had ended."),
    }
)
