"""By what means a session of the portal was opened, and what its owner has shown since: read from that session only."""

from datetime import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from directory import permissions
from directory.models import Account
from directory.policy import STRONG_LEVELS, STRONG_MEANS_AGE
from directory.staff_sign_in.id_token import CLOCK_SKEW, Identity
from directory.staff_sign_in.registration import is_configured

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ECPS = "portal_ecps"
SET_UP = "portal_factor_set_up"


def has_second_factor(request: HttpRequest) -> bool:
    """Was this session opened with a second factor, or has its owner just set one up in it?

    An e-CPS is two factors. A factor set up in this very session counts: setting it up took the password and a right
    code. One set up elsewhere does not: the password alone may have opened this session for somebody else.
    """
    if "mfa" in _read_ecps(request).get("amr", ()):
        return True
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return True
    set_up = request.session.get(SET_UP)
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    return isinstance(set_up, int) and factors.filter(pk=set_up).exists()


def has_fresh_strong_means(request: HttpRequest, now: datetime) -> bool:
    """Did the owner of this session show a passkey, or an e-CPS, within the last minutes?

    A code or a password is not enough, nor an e-CPS that was shown to the provider longer ago.
    """
    return _has_fresh_ecps(request, now) or _has_fresh_record(request, now, "mfa", (Authenticator.Type.WEBAUTHN,))


def has_fresh_password(request: HttpRequest, now: datetime) -> bool:
    """Was the password typed within the last minutes?"""
    return _has_fresh_record(request, now, "password")


def has_fresh_factor(request: HttpRequest, now: datetime) -> bool:
    """Was an authenticator's code typed or a passkey shown within the last minutes? A recovery code does not count."""
    return _has_fresh_record(request, now, "mfa", SECOND_FACTORS)


def owns_passkey(request: HttpRequest) -> bool:
    """Has this account a passkey to show at all?"""
    return bool(Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN).exists())


def owns_ecps(request: HttpRequest) -> bool:
    """Is this account linked to a practitioner, whose e-CPS can be shown here?"""
    return isinstance(request.user, Account) and request.user.practitioner_id is not None and is_configured()


def remember_ecps(request: HttpRequest, account: Account, identity: Identity) -> None:
    """Note in the session what the e-CPS proved. It counts as long as the account stays linked to this person."""
    request.session[ECPS] = {
        "practitioner": account.practitioner_id,
        "acr": identity.acr,
        "amr": list(identity.amr),
        "auth_time": identity.auth_time.timestamp(),
    }


def remember_new_factor(request: HttpRequest) -> None:
    """Note in the session that its owner has just set up the account's newest factor."""
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    request.session[SET_UP] = factors.latest("created_at", "pk").pk


def _read_ecps(request: HttpRequest) -> dict[str, Any]:
    """What an e-CPS proved in this session; empty when none did, when the account is no longer linked to it, or acts in
    another world since: anybody can make a test identity, and it must not open a real mandate.
    """
    shown = request.session.get(ECPS)
    if not isinstance(shown, dict) or not isinstance(request.user, Account):
        return {}
    person = request.user.practitioner
    if person is None or shown.get("practitioner") != person.pk:
        return {}
    return shown if permissions.is_of_one_world(request.user, person, timezone.now()) else {}


def _has_fresh_ecps(request: HttpRequest, now: datetime) -> bool:
    shown = _read_ecps(request)
    oldest, latest = now - STRONG_MEANS_AGE, now + CLOCK_SKEW
    return shown.get("acr") in STRONG_LEVELS and (
        oldest.timestamp() <= float(shown.get("auth_time", 0)) <= latest.timestamp()
    )


def _has_fresh_record(request: HttpRequest, now: datetime, method: str, types: tuple[str, ...] = ()) -> bool:
    oldest = (now - STRONG_MEANS_AGE).timestamp()
    return any(
        record.get("method") == method
        and (not types or record.get("type") in types)
        and float(record.get("at", 0)) >= oldest
        for record in get_authentication_records(request, request.user)
    )
