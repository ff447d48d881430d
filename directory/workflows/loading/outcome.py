"""What a load did, would do, or refused: what its verbs answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from directory.extract.counting import Merged
from directory.models import ExtractLoad, LoadState

# Told the step that runs, how many are done, and of how many (0: nobody knows).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """How far one load came.

    load_id: None for a rehearsal, which leaves no row. comparison: as ExtractLoad.comparison keeps it. counts: rows
    that changed, by kind of row. unknown_codes: lines by field and code, kept raw. refusal: why the file was refused
    whole: {"code": …, parameters}. refused_lines: the first refused lines of a rehearsal, (number, fault).
    """

    load_id: int | None
    file_name: str
    kind: str
    state: LoadState
    line_count: int = 0
    refused_count: int = 0
    comparison: dict[str, dict[str, int]] = field(default_factory=dict)
    counts: dict[str, Merged] = field(default_factory=dict)
    unknown_codes: dict[str, dict[str, int]] = field(default_factory=dict)
    refusal: dict[str, object] = field(default_factory=dict)
    refused_lines: tuple[tuple[int, str], ...] = ()

    @property
    def change_count(self) -> int:
        """Rows that changed, of all kinds."""
        return sum(merged.total for merged in self.counts.values())


def outcome_of(load: ExtractLoad) -> LoadOutcome:
    """What the row of a load tells."""
    return LoadOutcome(
        load_id=load.pk,
        file_name=load.file_name,
        kind=load.kind,
        state=LoadState(load.state),
        line_count=load.line_count,
        refused_count=load.refused_count,
        comparison=load.comparison,
        counts={kind: Merged(**counts) for kind, counts in load.counts.items()},
        unknown_codes=load.unknown_codes,
        refusal=load.refusal,
    )
