"""Two records side by side: who each is, what would pass, and what forbids that they become one."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from directory.models import CivilIdentity, Fusion, Practitioner
from directory.workflows.merging.moves import Moves, find_moves

_FIELDS = ("birth_family_name", "given_names", "birth_date", "sex_code", "birth_place_label", "birth_country_code")


@dataclass(frozen=True, slots=True, repr=False)
class IdentityLine:
    """One trait of the civil identity in both records. is_same: None where one of them does not know it."""

    trait: str
    kept: str | date
    absorbed: str | date
    is_same: bool | None


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """What a merge would do. refusal: why it cannot be, or empty. differs_in_birth: a reason of its own is needed."""

    kept: Practitioner
    absorbed: Practitioner
    identity: list[IdentityLine]
    moves: Moves
    refusal: str

    @property
    def differs_in_birth(self) -> bool:
        """Both birth dates are known, and not the same."""
        return any(line.trait == "birth_date" and line.is_same is False for line in self.identity)


def compare(*, kept: Practitioner, absorbed: Practitioner, today: date) -> Preview:
    """Look at both records; writes nothing."""
    return Preview(
        kept=kept,
        absorbed=absorbed,
        identity=_identity_lines(kept, absorbed),
        moves=find_moves(kept=kept, absorbed=absorbed, today=today),
        refusal=why_not(kept=kept, absorbed=absorbed),
    )


def why_not(*, kept: Practitioner, absorbed: Practitioner) -> str:
    """What forbids that they become one: same, worlds, absorbed; empty when nothing does."""
    if kept.pk == absorbed.pk:
        return "same"
    if kept.is_test != absorbed.is_test:
        return "worlds"
    if Fusion.objects.filter(absorbed__in=[kept, absorbed], undone_at__isnull=True).exists():
        return "absorbed"
    return ""


def _identity_lines(kept: Practitioner, absorbed: Practitioner) -> list[IdentityLine]:
    rows = CivilIdentity.objects.in_bulk([kept.pk, absorbed.pk])
    left, right = rows.get(kept.pk), rows.get(absorbed.pk)
    lines = []
    for trait in _FIELDS:
        ours, theirs = (getattr(row, trait) if row else "" for row in (left, right))
        is_same = _plain(ours) == _plain(theirs) if ours and theirs else None
        lines.append(IdentityLine(trait=trait, kept=ours or "", absorbed=theirs or "", is_same=is_same))
    return lines


def _plain(value: str | date) -> str:
    """Without case nor accents: files write names in many ways."""
    letters = unicodedata.normalize("NFKD", str(value))
    return " ".join(
        "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).casefold().split()
    )
