"""What each pair of numbers means for the directory: asked for many lines at once, of rows that are locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from directory.extract.correspondence_file import Pair
from directory.models import CivilIdentity, FormerIdentifier, Practitioner
from directory.queries import standing_records


class Verdict(StrEnum):
    """LINKED: the old number now names the person. MERGED: it was a record of its own, which joined the other."""

    LINKED = "linked"
    MERGED = "merged"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of a line.

    reason: why it was refused: a fault of the file, unknown_rpps, names_another, ended, or of a merge (worlds…).
    person_id: whom the RPPS names. record_id: the ADELI record that joins them.
    """

    pair: Pair
    verdict: Verdict
    reason: str = ""
    person_id: int | None = None
    record_id: int | None = None


class Judge:
    """Knows what the directory holds of some pairs: a few queries, whatever their number."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        numbers = [number for pair in pairs for number in (pair.adeli_id, pair.rpps_id)]
        self._records = {row.national_id: row for row in Practitioner.objects.filter(national_id__in=numbers)}
        former = FormerIdentifier.objects.filter(national_id__in=numbers)
        self._running = {row.national_id: row.practitioner_id for row in former if row.ended_at is None}
        self._ended = {(row.national_id, row.practitioner_id) for row in former if row.ended_at is not None}
        keys = {row.pk for row in self._records.values()} | set(self._running.values())
        self._now = standing_records(keys)
        missing = set(self._now.values()) - {row.pk for row in self._records.values()}
        births = CivilIdentity.objects.filter(practitioner__in={*keys, *self._now.values()})
        self._births = dict(births.values_list("practitioner_id", "birth_date"))
        self._people = {row.pk: row for row in self._records.values()} | Practitioner.objects.in_bulk(missing)

    def judge(self, pair: Pair) -> LineOutcome:
        """One pair that the file gives rightly. Writes nothing."""
        person = self._holder(pair.rpps_id)
        if person is None:
            return LineOutcome(pair, Verdict.REFUSED, "unknown_rpps")
        holder = self._holder(pair.adeli_id)
        if holder == person:
            return LineOutcome(pair, Verdict.KNOWN, person_id=person)
        record = self._records.get(pair.adeli_id)
        carried = self._running.get(pair.adeli_id)
        if (holder is not None and record is None) or (record and {holder, carried} - {record.pk, person, None}):
            return LineOutcome(pair, Verdict.REFUSED, "names_another", person)
        if (pair.adeli_id, person) in self._ended:
            return LineOutcome(pair, Verdict.REFUSED, "ended", person)
        if record is None:
            return LineOutcome(pair, Verdict.LINKED, person_id=person)
        reason = self._why_apart(person, record)
        return LineOutcome(pair, Verdict.REFUSED if reason else Verdict.MERGED, reason, person, record.pk)

    def _why_apart(self, person: int, record: Practitioner) -> str:
        """What forbids that the ADELI record joins the person: another world, another birth date; empty: nothing."""
        if self._people[person].is_test != record.is_test:
            return "worlds"
        births = {self._births.get(key) for key in (person, record.pk)} - {None}
        return "birth_date" if len(births) > 1 else ""

    def _holder(self, national_id: str) -> int | None:
        """Who this number names now: the record that carries it, else the one that carried it."""
        record = self._records.get(national_id)
        key = record.pk if record else self._running.get(national_id)
        return None if key is None else self._now[key]
