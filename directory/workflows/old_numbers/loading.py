"""The official correspondence of ADELI and RPPS numbers is loaded: again and again, each line once.

Only the file says that two numbers are one person's, never an address or a name that looks the same. Lines are taken
some at a time, each time whole: a load that breaks off is simply run again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.extract.correspondence_file import Pair, read_pairs
from directory.models import Account, FormerIdentifier, IdentifierOrigin, Practitioner
from directory.workflows.merging.deciding import absorb
from directory.workflows.merging.quiet import require_quiet
from directory.workflows.old_numbers.judging import Judge, LineOutcome, Verdict

AT_ONCE = 1000  # lines of one transaction
ONE_AT_A_TIME = 0x41444C49  # key of the advisory lock, arbitrary
REASON = "correspondence"  # pages have words for it


@dataclass(frozen=True, slots=True)
class CorrespondenceOutcome:
    """What a file did, or would do. lines: in the order of the file."""

    file_name: str
    lines: list[LineOutcome] = field(repr=False)

    def count(self, verdict: Verdict) -> int:
        """Lines of this verdict."""
        return sum(line.verdict is verdict for line in self.lines)

    @property
    def refused(self) -> list[LineOutcome]:
        """Lines that could not be used, with their reasons."""
        return [line for line in self.lines if line.verdict is Verdict.REFUSED]

    @property
    def warnings(self) -> list[LineOutcome]:
        """Usable lines whose ADELI number has not the key that it should."""
        return [line for line in self.lines if line.verdict is not Verdict.REFUSED and not line.pair.has_right_key]


def load(*, file_name: str, content: bytes, account: Account | None, now: datetime) -> CorrespondenceOutcome:
    """Bring a file into the directory; lines that cannot be used are told. account None: the command line.

    Raises NotAllowed, UnreadableCorrespondence, and MergeRefused (load) while a load of extracts runs.
    """
    pairs = _read(content, account, now)
    lines = [line for some in _batches(pairs) for line in _take_in(some, account, now)]
    outcome = CorrespondenceOutcome(file_name, lines)
    journal.record(
        action="directory.correspondence_loaded",
        actor=account,
        now=now,
        mandate=permissions.acting_mandate(account, None, now),
        file=file_name,
        lines=len(lines),
        linked=outcome.count(Verdict.LINKED),
        merged=outcome.count(Verdict.MERGED),
        known=outcome.count(Verdict.KNOWN),
        refused=outcome.count(Verdict.REFUSED),
    )
    return outcome


def rehearse(*, file_name: str, content: bytes, account: Account | None, now: datetime) -> CorrespondenceOutcome:
    """What `load` would do, without doing it. Raises NotAllowed, UnreadableCorrespondence."""
    pairs = _read(content, account, now)
    lines = [line for some in _batches(pairs) for line in _judge(some)]
    return CorrespondenceOutcome(file_name, lines)


def _read(content: bytes, account: Account | None, now: datetime) -> list[Pair]:
    if account is not None and not permissions.can_merge_people(account, now):
        raise NotAllowed()
    return read_pairs(content)


def _batches(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    return (pairs[start : start + AT_ONCE] for start in range(0, len(pairs), AT_ONCE))


def _judge(pairs: Sequence[Pair]) -> list[LineOutcome]:
    judge = Judge([pair for pair in pairs if pair.fault is None])
    return [
        judge.judge(pair) if pair.fault is None else LineOutcome(pair, Verdict.REFUSED, pair.fault.value)
        for pair in pairs
    ]


def _take_in(pairs: Sequence[Pair], account: Account | None, now: datetime) -> list[LineOutcome]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        require_quiet()
        _lock(pairs)
        outcomes = _judge(pairs)
        _link([outcome for outcome in outcomes if outcome.verdict is Verdict.LINKED], now)
        _merge([outcome for outcome in outcomes if outcome.verdict is Verdict.MERGED], account, now)
    return outcomes


def _lock(pairs: Sequence[Pair]) -> None:
    """Every record that the lines name, in the order of keys: merges of the same people made by hand wait."""
    numbers = [number for pair in pairs for number in (pair.adeli_id, pair.rpps_id)]
    rows = Practitioner.objects.select_for_update(of=("self",), no_key=True).filter(national_id__in=numbers)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _link(outcomes: Sequence[LineOutcome], now: datetime) -> None:
    FormerIdentifier.objects.bulk_create(
        [
            FormerIdentifier(
                practitioner_id=outcome.person_id or 0,
                national_id=outcome.pair.adeli_id,
                origin=IdentifierOrigin.CORRESPONDENCE,
                created_at=now,
            )
            for outcome in outcomes
        ]
    )


def _merge(outcomes: Sequence[LineOutcome], account: Account | None, now: datetime) -> None:
    keys = {key for outcome in outcomes for key in (outcome.person_id, outcome.record_id)}
    people = Practitioner.objects.in_bulk(keys)
    for outcome in outcomes:
        kept, absorbed = people[outcome.person_id or 0], people[outcome.record_id or 0]
        absorb(kept=kept, absorbed=absorbed, reason=REASON, account=account, now=now)
