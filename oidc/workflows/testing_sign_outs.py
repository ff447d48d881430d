"""A team tries its address of sign-outs: a real token leaves, signed as all are, for a session that never was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from directory import journal
from directory.errors import NotAllowed
from directory.models import Account
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.models import RelyingParty, Service
from oidc.protocol import digests
from oidc.queries.test_inbox import find_test_person
from oidc.vocabulary import Environment
from oidc.workflows.calling import Heard
from oidc.workflows.expected import subject_of
from oidc.workflows.logout_letters import Written, carry, write_letter
from oidc.workflows.sandbox.catalogue import CATALOGUE

_MINUTE: Final = timedelta(minutes=1)
_NOBODY: Final = "test-subject"  # where no test person was made


@dataclass(frozen=True)
class Tested:
    """What was sent, where, and what came of it."""

    address: str
    written: Written
    heard: Heard


def send_test_sign_out(*, account: Account, relying_party: RelyingParty, now: datetime) -> Tested:
    """Send it now, and wait for the answer: five seconds at most. relying_party: with its client and its service.

    Its `sid` was never told to anybody. Raises NotAllowed, ServiceRefused (`not_in_sandbox`, `no_logout_address`,
    `too_many_tests`, `no_key`).
    """
    service, address = relying_party.service, relying_party.backchannel_logout_uri
    if service is None or not permissions.is_member(account, service):
        raise NotAllowed
    if relying_party.environment != Environment.SANDBOX or not relying_party.is_active:
        raise ServiceRefused("not_in_sandbox")
    if not address:
        raise ServiceRefused("no_logout_address")
    written = write_letter(relying_party, subject=_subject(relying_party), sid=digests.draw(), now=now)
    if written is None:
        raise ServiceRefused("no_key")
    with transaction.atomic():
        _count(service, now)
        journal.record(action="oidc.test_sign_out_sent", actor=account, subject=relying_party, now=now)
    return Tested(address, written, carry(address, written.token))


def _count(service: Service, now: datetime) -> None:
    """At most so many a minute: whoever registers an address makes us call it."""
    row = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    is_same_minute = row.tests_since is not None and now - row.tests_since < _MINUTE
    if is_same_minute and row.tests_sent >= policy.TEST_CALLS_A_MINUTE:
        raise ServiceRefused("too_many_tests", most=policy.TEST_CALLS_A_MINUTE)
    row.tests_sent = row.tests_sent + 1 if is_same_minute else 1
    row.tests_since = row.tests_since if is_same_minute else now
    row.save(update_fields=["tests_sent", "tests_since"])


def _subject(relying_party: RelyingParty) -> str:
    person = find_test_person(CATALOGUE[0].national_id)
    return subject_of(person, relying_party) if person else _NOBODY
