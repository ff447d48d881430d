"""What codes are called.

Labels are few (some thousands), change with a load and are asked on every page: each process keeps them, and asks now
and then whether any has changed.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Sum

from directory.models import CodeTable, Concept
from directory.policy import LABELS_CHECK

# The nomenclatures that a profession code may come from, in the order in which they are asked
PROFESSION_TABLES = (
    "TRE_G15-ProfessionSante",
    "TRE_R94-ProfessionSocial",
    "TRE_R95-UsagerTitre",
    "TRE_R96-AutreFonctionSanitaire",
    "TRE_R85-RolePriseCharge",
)

# The table of an expertise follows its type
EXPERTISE_TABLES = {
    "S": "TRE_R38-SpecialiteOrdinale",
    "C": "TRE_R39-Competence",
    "CEX": "TRE_R40-CompetenceExclusive",
    "DNQ": "TRE_R42-DESCnonQualifiant",
    "CAPA": "TRE_R43-CapaciteSavoirFaire",
    "PAC": "TRE_R44-QualificationPAC",
    "FQ": "TRE_R45-FonctionQualifiee",
    "DEC": "TRE_R97-DroitExerciceCompl",
    "OP": "TRE_G13-OrientationParticuliere",
}


def label(table: str, code: str) -> str:
    """The label of a code (`TRE_R85-RolePriseCharge`, `313`); the code itself when it is unknown."""
    _check()
    return _labels(table).get(code, code) if code else ""


def known_label(table: str, code: str) -> str | None:
    """The label of a code; None when the nomenclature does not hold it, or is not loaded.

    Quicker than `label`: who asks for a whole page of them calls `renew` first.
    """
    return _labels(table).get(code)


def is_loaded(table: str) -> bool:
    """Whether the directory knows any code of this nomenclature."""
    return bool(_labels(table))


def generation() -> int:
    """A number that changes when labels do: what was made of labels may be kept as long as it stays."""
    return _memory.generation


def renew() -> None:
    """Forget labels that another process has changed; it asks the database twice a minute at most."""
    _check()


def oid(table: str) -> str:
    """The OID of a nomenclature; empty when it is not loaded."""
    _check()
    return _oids().get(table, "")


def profession_table(code: str) -> str:
    """The nomenclature that holds this profession; G15 when none does."""
    _check()
    for table in PROFESSION_TABLES:
        if code in _labels(table):
            return table
    return PROFESSION_TABLES[0]


def profession_label(code: str) -> str:
    """The label of a profession, whatever nomenclature it comes from."""
    return label(profession_table(code), code)


def expertise_label(kind: str, code: str) -> str:
    """The label of an expertise of this type."""
    return label(EXPERTISE_TABLES.get(kind, ""), code)


def forget_labels() -> None:
    """After a load of nomenclatures: read them again. Other processes find out by themselves, within LABELS_CHECK."""
    _labels.cache_clear()
    _oids.cache_clear()
    _memory.generation += 1
    _memory.checked_at = time.monotonic()
    _memory.revision = None


@dataclass
class _Memory:
    """What this process remembers. revision: of the nomenclatures when labels were forgotten; None: not asked yet.

    generation: how often labels were forgotten.
    """

    checked_at: float
    revision: int | None
    generation: int = 0


_memory = _Memory(checked_at=time.monotonic(), revision=None)


def _check() -> None:
    """Forget labels that another process has changed. The revision is asked before labels are read, never after."""
    if time.monotonic() - _memory.checked_at < LABELS_CHECK.total_seconds():
        return
    revision = CodeTable.objects.aggregate(total=Sum("revision"))["total"] or 0
    if revision != _memory.revision:
        forget_labels()
    _memory.checked_at = time.monotonic()
    _memory.revision = revision


@lru_cache(maxsize=64)
def _labels(table: str) -> dict[str, str]:
    return dict(Concept.objects.filter(table=table).values_list("code", "label"))


@lru_cache(maxsize=1)
def _oids() -> dict[str, str]:
    return dict(Concept.objects.values_list("table", "oid").distinct())
