"""Signing keys that do not sign, among the tasks of the day for who runs the provider."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels
from directory.models import Account
from directory.panels import Task, TaskLine, Waiting
from oidc import permissions, policy
from oidc.queries import keyring


@dataclass(frozen=True)
class Fault:
    """kid: of the active key that this deployment cannot read; empty where there is none."""

    algorithm: str
    kid: str


def _read(account: Account, now: datetime) -> Waiting | None:
    """None for those who may not see services."""
    if not permissions.may_see_services(account, now):
        return None
    ring = keyring.current(now)
    silent = [algorithm for algorithm in policy.SIGNING_ALGORITHMS if algorithm not in ring.signers]
    return Waiting([Fault(algorithm, ring.unreadable.get(algorithm, "")) for algorithm in silent], _line)


def _line(fault: Fault) -> TaskLine:
    words = _("%(algorithm)s: nothing is signed") % {"algorithm": fault.algorithm}
    unreadable = _("the key %(kid)s cannot be decrypted here") % {"kid": fault.kid[:8]}
    return TaskLine(
        words, unreadable if fault.kid else _("there is no key"), reverse("portal:oidc_relyingparty_changelist")
    )


panels.register_task(
    Task(
        key="signing-keys",
        label=gettext_lazy("Signing keys of the provider that do not sign: services get no tokens"),
        read=_read,
        rank=4,
    )
)
