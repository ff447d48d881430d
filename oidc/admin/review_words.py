"""Colours and words of requests for production, and of what reviewers are refused."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.admin.refusals import words_of_refusal
from directory.errors import NotAllowed
from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.vocabulary import RequestState

COLOURS: Final = {
    RequestState.SUBMITTED: "warning",
    RequestState.ASKED: "info",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "danger",
    RequestState.WITHDRAWN: "",
}
MEMBERS: Final[dict[str, Promise]] = {
    "client_name": _("Name that people read"),
    "redirect_uris": _("Return addresses"),
    "scope": _("What it reads"),
    "token_endpoint_auth_method": _("Client authentication"),
    "token_endpoint_auth_signing_alg": _("Signature of its assertions"),
    "jwks": _("Keys that prove it"),
    "jwks_uri": _("Address of its keys"),
    "tls_client_auth_subject_dn": _("Subject of its certificate"),
    "tls_client_auth_san_dns": _("Host of its certificate"),
    "tls_client_auth_san_uri": _("Address of its certificate"),
    "tls_client_auth_san_ip": _("Network address of its certificate"),
    "tls_client_auth_san_email": _("Mailbox of its certificate"),
    "tls_client_certificate_bound_access_tokens": _("Tokens bound to its certificate"),
    "grant_types": _("What it may present"),
    "id_token_signed_response_alg": _("Signature of the id_token"),
    "userinfo_signed_response_alg": _("Signature of userinfo"),
    "subject_type": _("Subjects"),
    "sector_identifier_uri": _("Address of the sector"),
    "allowed_resources": _("Resource servers"),
    "require_pkce": _("PKCE is demanded"),
    "post_logout_redirect_uris": _("Return addresses after a sign-out"),
    "backchannel_logout_uri": _("Address told of sign-outs"),
    "backchannel_logout_session_required": _("It is told which session ended"),
    "backchannel_token_delivery_mode": _("Answers where there is no browser (CIBA)"),
    "backchannel_client_notification_endpoint": _("Address told of these answers"),
    "backchannel_authentication_request_signing_alg": _("Signature of its requests"),
    "backchannel_user_code_parameter": _("It sends the code of a holder"),
    "backchannel_free_binding_message": _("It shows its own words on the phone"),
    "backchannel_unknown_user_told": _("It learns that a person is unknown"),
    "backchannel_poll_interval": _("Seconds between two polls"),
    "sign_in_page": _("Page before the code"),
    "ask_situation": _("Situation of exercise"),
}
_REASONS: Final[dict[str, str | Promise]] = {
    "text": _("Write a few words, %(most)s characters at most."),
    "reason": _("Say why, in %(most)s characters at most."),
    "moved_on": _("Somebody has acted on this meanwhile: read what it has become."),
    "already_suspended": _("It is suspended already."),
    "not_suspended": _("It is not suspended."),
}


def refusal_in_words(refusal: ServiceRefused | RegistrationRefused | NotAllowed) -> str:
    """One sentence for a reviewer; the description of the protocol where a registration breaks a rule."""
    if isinstance(refusal, NotAllowed):
        return words_of_refusal(refusal)
    if isinstance(refusal, RegistrationRefused):
        return str(_("The registration is refused: %(why)s.")) % {"why": refusal.description}
    return str(_REASONS[refusal.reason]) % refusal.params if refusal.reason in _REASONS else refusal.reason
