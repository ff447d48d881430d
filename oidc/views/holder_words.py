"""Words of the holder space about sign-ins: what services learned, and what the journal tells."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from directory.holder_panels import register_journal_words
from oidc import policy
from oidc.queries.sign_ins import SignIn

LEARNED: Final[Mapping[str, Any]] = {
    "openid": gettext_lazy("your national number, the level and the means of the sign-in"),
    "profile": gettext_lazy("your name"),
    "identity": gettext_lazy("your name and civility"),
    "rpps": gettext_lazy("all numbers that name you"),
    "scope_all": gettext_lazy(
        "your name, your professions and expertises, your activities and structures, your other numbers"
    ),
    "email": gettext_lazy("your secure mailbox"),
}


_LEARNED_PAIRWISE: Final = gettext_lazy("the level and the means of the sign-in, without your national number")


def learned(scopes: set[str], *, is_pairwise: bool = False) -> list[str]:
    """What a service that was ever granted these scopes may know."""
    words = {**LEARNED, "openid": _LEARNED_PAIRWISE} if is_pairwise else LEARNED
    return [str(words[scope]) for scope in words if scope in scopes]


def means_of(one: SignIn) -> str:
    """The card that answered; empty when none did."""
    if one.card is not None:
        return gettext("e-CPS of %(device)s") % {"device": one.card.device_name}
    return gettext("Physical card") if one.acr == policy.SMART_CARD.acr else ""


register_journal_words(
    {
        "oidc.authenticated": gettext_lazy(
            "You authenticated for a service, which got nothing before you had read a page."
        ),
        "oidc.signed_in": gettext_lazy("You signed in to a service."),
        "oidc.token_revoked": gettext_lazy("A service gave back what it could read of you."),
        "oidc.sign_in_not_admitted": gettext_lazy("A sign-in to a service of another environment was not admitted."),
        "oidc.session_reused": gettext_lazy("You signed in to a service with a session that was open."),
        "oidc.login_approved": gettext_lazy("You approved a sign-in on your phone."),
        "oidc.login_denied": gettext_lazy("You refused a sign-in on your phone."),
        "oidc.login_reported": gettext_lazy("You reported a sign-in: it was not you."),
        "oidc.login_wrong_number": gettext_lazy("A wrong number was chosen on your phone."),
        "oidc.login_wrong_pin": gettext_lazy("A wrong PIN was typed at a sign-in."),
        "oidc.login_card_locked": gettext_lazy("Your e-CPS was locked at a sign-in."),
        "oidc.login_card_not_active": gettext_lazy("A sign-in was refused: your e-CPS cannot be used."),
        "oidc.situation_chosen": gettext_lazy("You chose in which situation of exercise you enter a service."),
        "oidc.information_read": gettext_lazy("You read what a service is told, and went on to it."),
        "oidc.consent_given": gettext_lazy("You agreed to what a service is told."),
        "oidc.consent_withdrawn": gettext_lazy("You withdrew your agreement with a service."),
        "oidc.consent_refused": gettext_lazy("You refused what a service would be told: you did not enter it."),
        "oidc.signed_out": gettext_lazy("You signed out."),
        "oidc.session_ended": gettext_lazy("A session ended: its e-CPS or its right to sign in was no longer valid."),
        "oidc.test_person_put_back": gettext_lazy("A test person was put back as they were: their e-CPS ended."),
        "oidc.signed_out_everywhere": gettext_lazy("You signed out everywhere."),
        "oidc.login_claimed": gettext_lazy("Your phone took a sign-in from a QR code or a link."),
        "oidc.refresh_replayed": gettext_lazy(
            "A service presented a renewal of your sign-in twice: it was ended, you must sign in there again."
        ),
        "oidc.card_tested": gettext_lazy("You tested your e-CPS: it works."),
        "oidc.typed_numbers_allowed": gettext_lazy("You allowed sign-ins by number."),
        "oidc.typed_numbers_refused": gettext_lazy("You switched off sign-ins by number."),
        "oidc.user_code_set": gettext_lazy("You set your code for services without a browser."),
        "oidc.user_code_removed": gettext_lazy("You removed your code for services without a browser."),
    }
)
