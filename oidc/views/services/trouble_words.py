"""Why a client was refused, and what to do about it, in words: by the code of the protocol and its description."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from oidc.protocol.troubles import shape_of


@dataclass(frozen=True)
class Remedy:
    """The cause, and what to do; both lazy words."""

    cause: Any
    remedy: Any


_READ = _("Read the documentation of this door, and compare it with what your program sends.")
_BY_DESCRIPTION: Final[dict[tuple[str, str], Remedy]] = {
    ("invalid_client", "client authentication failed"): Remedy(
        _("The secret is wrong or has ended, or it came another way than the one that is registered."),
        _("Compare the secret with the last one drawn, and the way (header or body) with the registration."),
    ),
    ("invalid_client", "client_assertion: *"): Remedy(
        _("The assertion that your program signed was refused, as the description says."),
        _("Sign a new one for each call, with a registered key: aud is the issuer as one string, exp a minute ahead."),
    ),
    ("invalid_client", "client certificate: *"): Remedy(
        _("The certificate that your program presented was refused, as the description says."),
        _("Present the registered one, in force, at the addresses of mtls_endpoint_aliases."),
    ),
    ("invalid_request", "login_hint_token: *"): Remedy(
        _("The hint that your program signed was refused, as the description says."),
        _("Sign a new one for each request, with a registered key: aud is the issuer, sub_id names the person."),
    ),
    ("invalid_request", "a client certificate is required"): Remedy(
        _("The tokens of this client are bound to its certificate, and none came."),
        _("Call the token endpoint of mtls_endpoint_aliases, with the certificate."),
    ),
    ("invalid_client", "no client authentication"): Remedy(
        _("The call says nothing of the client."),
        _("Send client_id and the secret, by the registered way; a public client sends client_id alone."),
    ),
    ("invalid_grant", "the authorization code is not valid"): Remedy(
        _(
            "The code was exchanged already, is older than a minute, was made for another return address, or does not "
            "match code_verifier."
        ),
        _(
            "Exchange each code once, at once, with the very redirect_uri of the request and the code_verifier of its "
            "code_challenge."
        ),
    ),
    ("invalid_grant", "the refresh token is not valid"): Remedy(
        _("The refresh token was used already, was idle for an hour, or its session is over."),
        _("Keep the newest refresh token of each answer; when the session is over, send the person to sign in again."),
    ),
    ("invalid_grant", "this identity cannot sign in to this service's environment"): Remedy(
        _("A test person came to production, or a real one to the sandbox."),
        _("Use test people in the sandbox only, and real people in production only."),
    ),
    ("access_denied", "this identity cannot sign in to this service's environment"): Remedy(
        _("A test person came to production, or a real one to the sandbox."),
        _("Use test people in the sandbox only, and real people in production only."),
    ),
    ("access_denied", "the user did not sign in"): Remedy(
        _("The person went back without signing in."), _("Nothing is wrong: show your page of sign-in again.")
    ),
    ("access_denied", "the user refused"): Remedy(
        _("The person read what your service is told, and refused."),
        _("Nothing is wrong: say why you need it, and ask for no more than that."),
    ),
    ("invalid_grant", "the auth_req_id is not valid"): Remedy(
        _("The request without a browser is unknown, of another client, older than a day, or its tokens were fetched."),
        _("Stop polling once you have the tokens; begin a new request for the next sign-in."),
    ),
    ("access_denied", "the person did not approve the sign-in"): Remedy(
        _("The person refused on the phone, or may not sign in any more."),
        _("Nothing is wrong: stop polling, and say that nobody signed in."),
    ),
    ("access_denied", "too many requests of this client: wait before the next one"): Remedy(
        _("Several requests of your client wait for the same person, or far too many for all."),
        _("Wait for the time that Retry-After names, and begin one request at a time for one person."),
    ),
    ("invalid_request", "* is required"): Remedy(
        _("A parameter that must be there is missing or empty."), _("Send the parameter that the description names.")
    ),
    ("invalid_request", "*: given more than once"): Remedy(
        _("A parameter came twice."), _("Send each parameter once: look for a query that is added to a whole address.")
    ),
    ("invalid_request", "*: too long"): Remedy(
        _("A value is longer than what we read."), _("Shorten it: keep what is long on your side, under a short name.")
    ),
    ("invalid_request", "*: control characters"): Remedy(
        _("A value holds characters that cannot be seen, a line break for instance."),
        _("Trim what you send, and encode it once."),
    ),
    ("invalid_request", "*: not UTF-8"): Remedy(
        _("A value is not encoded in UTF-8."),
        _("Encode parameters in UTF-8, then as application/x-www-form-urlencoded."),
    ),
    ("invalid_request", "code_challenge is required"): Remedy(
        _("The registration of this client demands a proof key (PKCE), and none came."),
        _("Send code_challenge and code_challenge_method=S256, and the code_verifier at the exchange."),
    ),
    ("invalid_request", "code_challenge_method must be S256"): Remedy(
        _("The proof key came plain."), _("Send the SHA-256 of the verifier, with code_challenge_method=S256.")
    ),
    ("invalid_request", "the body must be application/x-www-form-urlencoded"): Remedy(
        _("The call came in JSON or in another form."),
        _("Send the parameters in the body, as application/x-www-form-urlencoded."),
    ),
    ("invalid_request", "one way of client authentication only"): Remedy(
        _("The secret came in the header and in the body."), _("Send it by the registered way only.")
    ),
    ("invalid_request", "claims is malformed"): Remedy(
        _("The parameter claims is no JSON of the expected shape."),
        _("Send an object with userinfo and id_token; the page “What it would read” tries it out."),
    ),
    ("invalid_request", "id_token_hint is not one that this client was given"): Remedy(
        _("The id_token_hint was given to another client, was changed, or is of another environment."),
        _("Send the last id_token that this client received, whole."),
    ),
    ("invalid_request", "post_logout_redirect_uri is not registered"): Remedy(
        _("The return address after the sign-out is not in the registration: the browser stayed on our page."),
        _("Register it, in full and letter for letter, then send it again."),
    ),
    ("invalid_scope", "a scope is not registered for this client"): Remedy(
        _("The request asks for a scope that the registration does not hold."),
        _("Ask for less, or change the registration."),
    ),
    ("invalid_scope", "the scope openid is required"): Remedy(
        _("The scope openid is missing."), _("Begin the list of scopes with openid.")
    ),
    ("login_required", "no session satisfies the request"): Remedy(
        _("prompt=none, and nobody is signed in here, or not strongly or lately enough."),
        _("Nothing is wrong: send the person to sign in, without prompt=none."),
    ),
    ("login_required", "somebody else signed in than the one who was asked for"): Remedy(
        _("The request names somebody, and another person signed in."),
        _("Send id_token_hint only when it must be the same person; else leave it out."),
    ),
}
_BY_CODE: Final[dict[str, Remedy]] = {
    "invalid_binding_message": Remedy(
        _("The message is not two digits; or its words are too long, hold an address or what is not seen."),
        _("Draw two digits for each request, show them, and send nothing else."),
    ),
    "unknown_user_id": Remedy(
        _("The hint is no national number; or nobody has it, where your client may learn so."),
        _("Ask the person for their number, and send it as it is on their card."),
    ),
    "expired_login_hint_token": Remedy(
        _("The hint that your program signed is past its time."),
        _("Sign a new one for each request, and send it at once."),
    ),
    "missing_user_code": Remedy(
        _("The person set a code, and the request holds none."),
        _("Nothing is wrong: ask the person for it, and send the request again with user_code."),
    ),
    "invalid_user_code": Remedy(
        _("user_code is not the code that the person set."),
        _("Nothing is wrong: let the person type it again. After five, wait half an hour for each."),
    ),
    "slow_down": Remedy(
        _("Your program polls more often than the interval of the answer."),
        _("Wait so many seconds between two polls, and five more each time that you read this."),
    ),
    "unknown_client": Remedy(
        _("The client is closed or suspended."), _("Open its page: it says why, and what a reviewer wrote.")
    ),
    "bad_redirect_uri": Remedy(
        _("The return address is not in the registration."),
        _("Register it in full: scheme, host, port, path, letter for letter."),
    ),
    "malformed": Remedy(
        _("The request is damaged, or so long that its client or its return address cannot be read."), _READ
    ),
    "late": Remedy(
        _("The person left the sign-in page open for more than 15 minutes."),
        _("Nothing is wrong: the sign-in begins again from your page."),
    ),
    "over": Remedy(
        _("The person came back to a sign-in that was over: with “back” in the browser, most often."),
        _("Nothing is wrong, unless it happens all the time: look whether your pages lead back to old addresses."),
    ),
    "too_many": Remedy(
        _("The person tried one way of the sign-in too often."), _("Nothing is wrong: the sign-in begins again.")
    ),
    "invalid_token": Remedy(
        _("The access token is over (five minutes), was revoked, or is for a resource server."),
        _("Read userinfo within the same sign-in; renew the token first where you registered renewals."),
    ),
    "unauthorized_client": Remedy(
        _("This client did not register what it presents."),
        _("Change its registration: renewals, or tokens of its own."),
    ),
    "unsupported_grant_type": Remedy(_("grant_type is none of ours."), _("Send authorization_code at a sign-in.")),
    "unsupported_response_type": Remedy(_("Only the code flow is there."), _("Send response_type=code.")),
    "request_not_supported": Remedy(_("Request objects are not read."), _("Send plain parameters.")),
    "request_uri_not_supported": Remedy(_("Request objects are not read."), _("Send plain parameters.")),
    "invalid_target": Remedy(
        _("The resource is not one that this client may have tokens for."), _("Look at its registered resources.")
    ),
    "invalid_scope": Remedy(_("The scopes do not fit what is registered or granted."), _READ),
    "invalid_request": Remedy(_("The request does not follow the protocol, as the description says."), _READ),
    "interaction_required": Remedy(
        _("prompt=none, and the person must first come to this service once."),
        _("Nothing is wrong: send them to sign in, without prompt=none."),
    ),
    "consent_required": Remedy(
        _("prompt=none, and the person must first read what this service is told."),
        _("Nothing is wrong: send them to sign in, without prompt=none."),
    ),
    "access_denied": Remedy(_("The person may not sign in, or did not."), _("Offer the sign-in again.")),
    "unmet_authentication_requirements": Remedy(
        _("The level that acr asks for cannot be reached by this person’s means."),
        _("Ask for a level that discovery names in acr_values_supported."),
    ),
    "temporarily_unavailable": Remedy(
        _("A key of ours was not ready."), _("It is ours to mend: try again, and look at the status page.")
    ),
}
_OTHER: Final = Remedy(_("The request was refused as the description says."), _READ)


def remedy_of(error: str, description: str) -> Remedy:
    """What to tell of one refusal: the most precise words there are."""
    return _BY_DESCRIPTION.get((error, shape_of(description))) or _BY_CODE.get(error) or _OTHER
