"""What happens by the clock on the ground floor, and how a door pokes the worker."""

import logging
from typing import Any

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from directory.policy import (
    AUDIT_SEAL_LINES,
    AUDIT_SEALS_A_ROUND,
    ENTRY_BATCH,
    LOAD_TIME_LIMIT,
    MESSAGE_BATCH,
    REQUEST_BATCH,
)
from directory.workflows import (
    alarms,
    auditing,
    contact_proposals,
    delivery,
    enrolment,
    entries,
    exports,
    figures,
    heartbeat,
    holder_sessions,
    invitations,
    loading,
    mandates,
    one_more_role,
    publishing,
    staff_imports,
)
from directory.workflows.requests import expiry as request_expiry

logger = logging.getLogger(__name__)


@shared_task(name="directory.deliver_messages")
def deliver_messages(*, limit: int = MESSAGE_BATCH) -> int:
    """Send what is due."""
    return delivery.deliver_due(limit=limit, now=timezone.now()).sent


@shared_task(name="directory.tell_alarms")
def tell_alarms() -> int:
    """Operators who watch the log hear of guessing."""
    return alarms.tell(now=timezone.now())


@shared_task(name="directory.expire_messages")
def expire_messages(*, limit: int = 1000) -> int:
    """Empty what is no longer worth sending."""
    return delivery.expire_messages(limit=limit, now=timezone.now())


@shared_task(name="directory.expire_contact_proposals")
def expire_contact_proposals(*, limit: int = 1000) -> int:
    """Forget the contacts that nobody decided of in time."""
    return contact_proposals.expire(limit=limit, now=timezone.now())


@shared_task(name="directory.purge_holder_sessions")
def purge_holder_sessions(*, limit: int = 10_000) -> int:
    """Remove the sessions of the holder space that are over."""
    return holder_sessions.purge(limit=limit, now=timezone.now())


@shared_task(name="directory.advance_loads", time_limit=LOAD_TIME_LIMIT)
def advance_loads() -> int:
    """Drive the loads that can move."""
    return loading.advance_all(now=timezone.now())


@shared_task(name="directory.publish_open_data", time_limit=LOAD_TIME_LIMIT)
def publish_open_data() -> int:
    """Publish the open files once loads have changed them."""
    return int(publishing.is_publication_due() and publishing.publish(now=timezone.now()) is not None)


@shared_task(name="directory.advance_staff_imports")
def advance_staff_imports() -> int:
    """Read, check and register the files of employers, a bounded step each; again at once while there is more."""
    verbs = staff_imports.Verbs(enrol=enrolment.enrol, add_role=one_more_role.add_role)
    moved = staff_imports.advance(now=timezone.now(), verbs=verbs)
    if moved:
        poke_staff_imports()
    return moved


@shared_task(name="directory.empty_staff_imports")
def empty_staff_imports(*, limit: int = 100) -> int:
    """What employers typed goes when it has served."""
    return staff_imports.empty_due(limit=limit, now=timezone.now())


@shared_task(name="directory.advance_exports", time_limit=LOAD_TIME_LIMIT)
def advance_exports() -> int:
    """Prepare the exports that people asked for, some pages each; again at once while there is more."""
    moved = exports.advance(now=timezone.now())
    if moved:
        poke_exports()
    return moved


@shared_task(name="directory.erase_exports")
def erase_exports() -> int:
    """The files of exports go after their day."""
    return exports.erase_due(now=timezone.now())


@shared_task(name="directory.refresh_entries")
def refresh_entries(*, limit: int = ENTRY_BATCH) -> int:
    """Search knows of what began and ended with the day."""
    return entries.refresh_due(limit=limit, now=timezone.now())


@shared_task(name="directory.recount_name_words")
def recount_name_words() -> int:
    """Search knows which names are frequent."""
    return entries.recount_words()


@shared_task(name="directory.expire_invitations")
def expire_invitations(*, limit: int = 1000) -> int:
    """Close the invitations that nobody answered."""
    return invitations.expire_invitations(limit=limit, now=timezone.now())


@shared_task(name="directory.remind_mandates")
def remind_mandates(*, limit: int = 1000) -> int:
    """Tell holders and givers of mandates whose end comes near."""
    return mandates.remind_due(limit=limit, now=timezone.now())


@shared_task(name="directory.seal_audit")
def seal_audit(*, limit: int = AUDIT_SEALS_A_ROUND) -> int:
    """Seal the lines of the audit trail that wait, some seals at most."""
    sealed = 0
    for _round in range(limit):
        count = auditing.seal_waiting(now=timezone.now())
        sealed += count
        if count < AUDIT_SEAL_LINES:
            break
    return sealed


@shared_task(name="directory.close_audit_windows")
def close_audit_windows(*, limit: int = 1000) -> int:
    """Tell how many refusals were only counted."""
    return auditing.close_windows(limit=limit, now=timezone.now())


@shared_task(name="directory.purge_audit")
def purge_audit() -> int:
    """Remove the lines of the audit trail that are no longer kept."""
    return auditing.purge(now=timezone.now())


@shared_task(name="directory.expire_requests")
def expire_requests(*, limit: int = REQUEST_BATCH) -> int:
    """End the requests to join a structure whose time is over, and remove what was typed in old ones."""
    return request_expiry.sweep(limit=limit, now=timezone.now())


@shared_task(name="directory.keep_figures")
def keep_figures() -> int:
    """Dashboards know how many people there are, and who was registered."""
    return figures.keep_figures(now=timezone.now())


@shared_task(name="directory.beat")
def beat() -> int:
    """Say that the worker lives."""
    heartbeat.beat(now=timezone.now())
    return 1


def poke_delivery() -> None:
    """Ask the worker to deliver once the door's transaction is committed.

    A broker that is away costs seconds, never a message: the row is there, and the timetable delivers too.
    """
    transaction.on_commit(lambda: _poke(deliver_messages), robust=True)


def poke_loads() -> None:
    """Ask the worker to drive the loads that wait, once the door's transaction is committed; the timetable does too."""
    transaction.on_commit(lambda: _poke(advance_loads), robust=True)


def poke_staff_imports() -> None:
    """Ask the worker to go on with the files of employers, once the door's transaction is committed."""
    transaction.on_commit(lambda: _poke(advance_staff_imports), robust=True)


def poke_exports() -> None:
    """Ask the worker to prepare the exports that wait, once the door's transaction is committed."""
    transaction.on_commit(lambda: _poke(advance_exports), robust=True)


def _poke(task: "Task[Any, Any]") -> None:
    try:
        task.apply_async(kwargs={}, retry=False)
    except (OperationalError, OSError):
        logger.warning("the broker is away: the timetable will do it")
