"""What a person is qualified for, as codes (professions, expertises, diplomas), and how codes find them."""

from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from directory.api.fhir.coding import coding, system
from directory.api.fhir.errors import refuse_value
from directory.api.fhir.parameters import any_of
from directory.api.fhir.registry import Reading
from directory.api.fhir.values import Token
from directory.api.fhir.writing import Resource
from directory.models import Diploma, ProfessionalExercise
from directory.queries import PROFESSION_TABLES, labels, profession_table
from directory.queries.entries import MANY, expect
from directory.queries.labels import EXPERTISE_TABLES
from directory.queries.questions import Question, has_any
from directory.vocabulary.codes import ProfessionalCategory

CATEGORY = "TRE_R09-CategorieProfessionnelle"
EXPERTISE_TYPE = "TRE_R04-TypeSavoirFaire"
DIPLOMA_TYPE = "TRE_R14-TypeDiplome"
# The table of a diploma does not follow its type: the first that knows the code
DIPLOMA_TABLES = (
    "TRE_R48-DiplomeEtatFrancais",
    "TRE_R49-DiplomeEtudeSpecialisee",
    "TRE_R47-CommissionQualification",
    "TRE_R50-DESCGroupe1Diplome",
    "TRE_R51-DESCGroupe2Diplome",
    "TRE_R52-CapaciteDiplome",
    "TRE_R53-DiplomePaysEEE",
    "TRE_R54-DiplomeUniversiteInterUniversitaire",
    "TRE_R55-CertificatEtudeSpeciale",
    "TRE_R56-Attestation",
    "TRE_R57-DiplomeEuropeenEtudeSpecialisee",
)
LISTED = Q(entry__is_listed=True)
_STATE_DIPLOMA = "DE"
_CATEGORIES = frozenset(ProfessionalCategory.values)


def exercise_code(profession: str, category: str) -> Resource:
    """A profession that is exercised: its category, and itself. A concept that all share, as the next two are."""
    return _exercise_code(profession, category, labels.generation())


def expertise_code(kind: str, code: str) -> Resource:
    """An expertise: its type, and itself."""
    return _expertise_code(kind, code, labels.generation())


def diploma_code(kind: str, kind_label: str, code: str, code_label: str) -> Resource:
    """A diploma: its type, and itself; labels are those of the extract where the tables are not loaded."""
    return _diploma_code(kind, kind_label, code, code_label, labels.generation())


# Kept as long as labels stay what they are: people share a few thousand codes
@lru_cache(maxsize=1024)
def _exercise_code(profession: str, category: str, _generation: int) -> Resource:
    codings = [coding(CATEGORY, category)] if category else []
    return {"coding": [*codings, coding(profession_table(profession), profession)]}


@lru_cache(maxsize=1024)
def _expertise_code(kind: str, code: str, _generation: int) -> Resource:
    table = EXPERTISE_TABLES.get(kind)
    itself = coding(table, code) if table else {"code": code}
    return {"coding": [coding(EXPERTISE_TYPE, kind), itself]}


@lru_cache(maxsize=4096)
def _diploma_code(kind: str, kind_label: str, code: str, code_label: str, _generation: int) -> Resource:
    table = next((name for name in DIPLOMA_TABLES if labels.known_label(name, code) is not None), "")
    if not table and kind == _STATE_DIPLOMA:
        table = DIPLOMA_TABLES[0]
    itself = coding(table, code) if table else {"code": code}
    kinds = [{"display": kind_label, **coding(DIPLOMA_TYPE, kind)} if kind_label else coding(DIPLOMA_TYPE, kind)]
    return {"coding": [*kinds, {"display": code_label, **itself} if code_label else itself]}


def has_qualification(value: Token, reading: Reading) -> Q:
    """People who practise, qualified by this code. The system says where it is looked for; without one, wherever it
    may be.
    """
    if not value.code:
        raise refuse_value("qualification-code", f"{value.system}|", "a code")
    terms = [
        f"{prefix}:{value.code}"
        for prefix, tables in (("p", PROFESSION_TABLES), ("x", tuple(EXPERTISE_TABLES.values())))
        if _may_be_of(value, tables)
    ]
    asked = [_has_term(terms)] if terms else []
    # Asked first: beside the terms, one index would no longer answer for both
    if _may_be_of(value, DIPLOMA_TABLES) and Diploma.objects.filter(code=value.code).exists():
        holders = Diploma.objects.filter(code=value.code, practitioner__entry__is_listed=True)
        asked.append(Q(pk__in=holders.values("practitioner")))
    if _may_be_of(value, (CATEGORY,)) and value.code in _CATEGORIES:
        asked.append(LISTED & _has_category(value.code, reading))
    return any_of(asked)


def _has_term(terms: list[str]) -> Q:
    """People who hold one of these terms. Few are gathered by the index of terms, whatever a page needs of them; among
    many a page is full soon. The planner's own estimate says which.
    """
    if expect(Question(others=(has_any(terms),))) >= MANY:
        return LISTED & Q(entry__terms__overlap=terms)
    # OFFSET 0: the planner would take the few for a filter of a walk through everybody
    few = "SELECT practitioner_id FROM directory_directoryentry WHERE is_listed AND terms && %s::text[] OFFSET 0"
    return Q(pk__in=RawSQL(few, [terms]))  # noqa: S611 - a constant


def _may_be_of(value: Token, tables: tuple[str, ...]) -> bool:
    return value.is_in(*(system(table) for table in tables))


def _has_category(code: str, reading: Reading) -> Q:
    running = ProfessionalExercise.objects.filter(practitioner=OuterRef("pk"), category_code=code).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=reading.today),
        Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=reading.today),
    )
    return Q(Exists(running))
