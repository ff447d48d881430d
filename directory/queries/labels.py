"""What codes are called."""

from functools import lru_cache

from directory.models import Concept

# The nomenclatures that a profession code may come from, in the order in which they are asked
PROFESSION_TABLES = (
    "TRE_G15-ProfessionSante",
    "TRE_R94-ProfessionSocial",
    "TRE_R95-UsagerTitre",
    "TRE_R96-AutreFonctionSanitaire",
    "TRE_R85-RolePriseCharge",
)


def label(table: str, code: str) -> str:
    """The label of a code (`TRE_R85-RolePriseCharge`, `313`); the code itself when it is unknown."""
    return _labels(table).get(code, code) if code else ""


def oid(table: str) -> str:
    """The OID of a nomenclature; empty when it is not loaded."""
    return _oids().get(table, "")


def profession_table(code: str) -> str:
    """The nomenclature that holds this profession; G15 when none does."""
    for table in PROFESSION_TABLES:
        if code in _labels(table):
            return table
    return PROFESSION_TABLES[0]


def profession_label(code: str) -> str:
    """The label of a profession, whatever nomenclature it comes from."""
    return label(profession_table(code), code)


def forget_labels() -> None:
    """After a load of nomenclatures: read them again."""
    _labels.cache_clear()
    _oids.cache_clear()


# Labels are few (some thousands), change with a load and are asked on every page: each process keeps them.
@lru_cache(maxsize=64)
def _labels(table: str) -> dict[str, str]:
    return dict(Concept.objects.filter(table=table).values_list("code", "label"))


@lru_cache(maxsize=1)
def _oids() -> dict[str, str]:
    return dict(Concept.objects.values_list("table", "oid").distinct())
