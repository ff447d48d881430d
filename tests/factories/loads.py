"""Loads of official files for tests: finished by default, situations as traits."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from directory.models import ExtractKind, ExtractLoad, LoadState, RefusedLine
from tests.factories.directory import LONG_AGO, AccountFactory

CALM = {
    "8": {"known": 1000, "created": 3, "updated": 20, "closed": 2},
    "0": {"known": 100, "created": 0, "updated": 0, "closed": 0},
    "roles": {"known": 2000, "created": 5, "updated": 30, "closed": 4},
}
MUTILATED = {**CALM, "8": {"known": 1000, "created": 0, "updated": 20, "closed": 400}}


class ExtractLoadFactory(DjangoModelFactory[ExtractLoad]):
    """A load that became the directory. paused: it would close too many people; received: it has just come."""

    class Meta:
        model = ExtractLoad

    class Params:
        received = factory.Trait(
            state=LoadState.RECEIVED, finished_at=None, line_count=0, comparison={}, counts={}, refused_count=0
        )
        running = factory.Trait(
            state=LoadState.RECEIVED,
            finished_at=None,
            line_count=0,
            comparison={},
            counts={},
            progress={"step": "read", "done": 500_000, "total": 2_000_000},
        )
        paused = factory.Trait(state=LoadState.PAUSED, finished_at=None, comparison=MUTILATED, counts={})
        refused = factory.Trait(
            state=LoadState.REFUSED,
            line_count=0,
            comparison={},
            counts={},
            refusal={"code": "unreadable_extract", "missing": ["Identifiant PP", "Code profession"]},
        )

    kind = ExtractKind.ACTIVITIES
    file_name = factory.Sequence(lambda n: f"PS_LibreAcces_Personne_activite_2026{n:04}.txt")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    state = LoadState.FINISHED
    started_at = LONG_AGO
    finished_at = LONG_AGO + timedelta(minutes=3)
    loaded_by = factory.SubFactory(AccountFactory)
    line_count = 2000
    comparison = CALM
    counts = {"roles": {"created": 5, "updated": 30, "closed": 4, "removed": 0}}


class RefusedLineFactory(DjangoModelFactory[RefusedLine]):
    """One line with too few fields."""

    class Meta:
        model = RefusedLine

    load = factory.SubFactory(ExtractLoadFactory)
    line_number = factory.Sequence(lambda n: n + 2)
    fault = "field_count"
