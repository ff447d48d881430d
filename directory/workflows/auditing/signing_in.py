"""Staff sign in to the portal, or are refused: both are told, and nothing that a stranger typed is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory import journal, permissions
from directory.models import Account, AuditCategory
from directory.workflows.auditing.folding import remember_refusal

_LONGEST = 254  # characters of a user name


def remember_sign_in(*, account: Account, means: list[str], now: datetime) -> None:
    """An account is in. means: codes of what was shown (password, totp, webauthn…)."""
    with transaction.atomic():
        journal.record(
            action="directory.signed_in",
            now=now,
            actor=account,
            mandate=permissions.only_mandate(account, now),
            category=AuditCategory.SIGN_IN,
            means=means,
        )


def remember_refused_sign_in(*, typed: str, reason: str, now: datetime) -> None:
    """Somebody was refused. typed: the user name; of it only the account that it names is kept, if it names one."""
    target = _account_of(typed)
    remember_refusal(
        action="directory.sign_in_refused",
        reason=reason if target is not None or reason == "locked_out" else "unknown_account",
        now=now,
        target=target,
    )


def remember_refused_factor(*, account: Account, now: datetime) -> None:
    """Whoever knew the password of this account did not show its second factor."""
    remember_refusal(action="directory.sign_in_refused", reason="wrong_second_factor", now=now, target=account)


def _account_of(typed: str) -> Account | None:
    name = typed.strip()
    if not name or len(name) > _LONGEST or "\0" in name:
        return None
    return Account.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).order_by("pk").first()
