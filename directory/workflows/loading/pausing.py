"""A load that would change too much waits, and the operators are told."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from directory import correspondence, journal
from directory.extract.plan import Comparison
from directory.models import Account, ExtractLoad, LoadState, MandateRole, MessageChannel
from directory.workflows.loading.transitions import move

EVENT = "load_paused"


def pause(load: ExtractLoad, *, exceeded: list[str], comparison: Comparison, now: datetime) -> ExtractLoad:
    """The load is PAUSED, and a message leaves for each operator."""
    with transaction.atomic():
        # Where the caller held a transaction, the load became COMPARED in what was undone since.
        sources = (LoadState.STAGED, LoadState.COMPARED)
        load = move(load, *sources, to=LoadState.PAUSED, progress={}, comparison=comparison.as_json)
        journal.record(action="directory.load_paused", now=now, subject=load, exceeded=exceeded)
        context = {"load": load, "comparison": _rows(load), "address": f"{settings.SITE_URL}/portail/"}
        drafts = [
            correspondence.Draft(channel=MessageChannel.EMAIL, to=email, context=context)
            for email in _operators(now).values_list("email", flat=True).distinct()
        ]
        correspondence.write_to_staff(event=EVENT, drafts=drafts, now=now)
    return load


def _operators(now: datetime) -> QuerySet[Account]:
    in_force = Q(mandates__valid_from__lte=now) & (
        Q(mandates__valid_until__isnull=True) | Q(mandates__valid_until__gt=now)
    )
    holds = Q(is_superuser=True) | (Q(mandates__role=MandateRole.OPERATOR) & in_force)
    return Account.objects.filter(holds, is_active=True).exclude(email="").order_by("email")


def _rows(load: ExtractLoad) -> list[dict[str, object]]:
    return [{"kind": kind, **change} for kind, change in load.comparison.items()]
