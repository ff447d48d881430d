"""Holders choose a code without which a service that asks for codes does not reach their phone (CIBA Core §7.1.2)."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from directory import journal
from directory.models import Practitioner
from oidc.models import UserCode, UserCodeTry
from oidc.protocol.user_code import fault_of
from oidc.workflows.hinted import digest_of


def set_user_code(*, practitioner: Practitioner, code: str, now: datetime) -> str:
    """Keep a new code in the place of any other; return why not, a word of `user_code.fault_of`, else an empty string.

    Who may: the holder, by a session of theirs; the door has recognised them. What services tried of the former one
    counts no more: nobody else can make them wait.
    """
    fault = fault_of(code, national_id=practitioner.national_id)
    if fault:
        return fault
    hashed = make_password(code)
    with transaction.atomic():
        UserCode.objects.update_or_create(
            practitioner_id=practitioner.pk, defaults={"hashed": hashed, "changed_at": now}
        )
        UserCodeTry.objects.filter(hint_digest=digest_of(practitioner.national_id)).delete()
        journal.record(action="oidc.user_code_set", practitioner_id=practitioner.pk, now=now)
    return ""


def remove_user_code(*, practitioner: Practitioner, now: datetime) -> None:
    """No service asks for a code any more. Who may: likewise. Without a code nothing happens."""
    with transaction.atomic():
        if UserCode.objects.filter(practitioner_id=practitioner.pk).delete()[0]:
            journal.record(action="oidc.user_code_removed", practitioner_id=practitioner.pk, now=now)
