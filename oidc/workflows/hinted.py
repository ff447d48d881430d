"""A step of asking without a browser: whom a hint names, as a national number (CIBA Core §7.1)."""

from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from oidc.errors import OAuthError
from oidc.models import ProviderSession, RelyingParty
from oidc.protocol import login_hint_token
from oidc.protocol.backchannel_request import BackchannelRequest
from oidc.protocol.client_jwt import JwtRefused
from oidc.protocol.id_token import read_subject
from oidc.protocol.login_hint import hinted_national_id
from oidc.protocol.login_hint_token import HintExpired
from oidc.queries.hints import Hint, read_hint
from oidc.workflows.client_keys import verify_signature
from oidc.workflows.using_once import use_once

UNKNOWN = OAuthError("unknown_user_id", "the hint names nobody whom this client may ask for")
EXPIRED = OAuthError("expired_login_hint_token", "login_hint_token: exp is past")
NOT_A_HINT = OAuthError("invalid_request", "the hint is not one that this client was given")


def number_of(asked: BackchannelRequest, relying_party: RelyingParty, *, now: datetime) -> str | OAuthError:
    """The national number that the hint says, of whoever or of nobody; else the refusal. No query depends on whom it
    names: what a hint is worth tells nothing of people.
    """
    if asked.hint == "login_hint_token":
        return _number_of_token(asked.hinted, relying_party, now=now)
    if asked.hint == "login_hint":
        return hinted_national_id(asked.hinted) or UNKNOWN
    hint = read_hint(asked.hinted, now=now)
    if hint is None or hint.audience != relying_party.public_id:
        return NOT_A_HINT
    return _number_of_hint(hint) or NOT_A_HINT


def _number_of_token(text: str, relying_party: RelyingParty, *, now: datetime) -> str | OAuthError:
    """Its signature first: of what nobody signed, not even the age is told."""
    try:
        token = login_hint_token.read(text)
        verify_signature(relying_party, token, now=now)
        named = login_hint_token.check(
            token,
            client_id=relying_party.public_id,
            issuer=settings.ISSUER,
            namespace=settings.SUBJECT_NAMESPACE,
            now=now,
        )
        use_once(named.once, relying_party, kind="hint ")
    except HintExpired:
        return EXPIRED
    except JwtRefused as refused:
        return OAuthError("invalid_request", f"login_hint_token: {refused.reason}")
    return named.national_id or UNKNOWN


def digest_of(national_id: str) -> str:
    """Under which requests for one person are counted; likewise for nobody."""
    return salted_hmac("oidc.backchannel-hint", national_id, algorithm="sha256").hexdigest()[:32]


def _number_of_hint(hint: Hint) -> str:
    """A pairwise `sub` leads back to nobody: the session that the same id_token speaks of does. One query then."""
    number = read_subject(hint.subject, namespace=settings.SUBJECT_NAMESPACE)
    if number:
        return number
    session = ProviderSession.objects.filter(sid=hint.sid).select_related("practitioner").first()
    return session.practitioner.national_id if session else ""
