"""What a person is qualified for, as codes (professions, expertises, diplomas), and how codes find them."""

from django.db.models import Exists, OuterRef, Q

from directory.api.fhir.coding import coding, system
from directory.api.fhir.parameters import NOTHING, any_of
from directory.api.fhir.registry import Reading, Resource
from directory.api.fhir.values import Token
from directory.models import Diploma, ProfessionalExercise
from directory.queries import PROFESSION_TABLES, label, profession_table

CATEGORY = "TRE_R09-CategorieProfessionnelle"
EXPERTISE_TYPE = "TRE_R04-TypeSavoirFaire"
DIPLOMA_TYPE = "TRE_R14-TypeDiplome"
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
# A diploma's does not: the first that knows the code
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
_STATE_DIPLOMA = "DE"


def exercise_code(profession: str, category: str) -> Resource:
    """A profession that is exercised: its category, and itself."""
    codings = [coding(CATEGORY, category)] if category else []
    return {"coding": [*codings, coding(profession_table(profession), profession)]}


def expertise_code(kind: str, code: str) -> Resource:
    """An expertise: its type, and itself."""
    table = EXPERTISE_TABLES.get(kind)
    itself = coding(table, code) if table else {"code": code}
    return {"coding": [coding(EXPERTISE_TYPE, kind), itself]}


def diploma_code(kind: str, kind_label: str, code: str, code_label: str) -> Resource:
    """A diploma: its type, and itself; labels are those of the extract where the tables are not loaded."""
    table = next((name for name in DIPLOMA_TABLES if label(name, code) != code), "")
    if not table and kind == _STATE_DIPLOMA:
        table = DIPLOMA_TABLES[0]
    itself = coding(table, code) if table else {"code": code}
    kinds = [{"display": kind_label, **coding(DIPLOMA_TYPE, kind)} if kind_label else coding(DIPLOMA_TYPE, kind)]
    return {"coding": [*kinds, {"display": code_label, **itself} if code_label else itself]}


def has_qualification(value: Token, reading: Reading) -> Q:
    """People qualified by this code. The system, or the tables that know the code, say where it is looked for."""
    asked = [
        where
        for tables, where in (
            (PROFESSION_TABLES, _entry_term("p", value.code)),
            (tuple(EXPERTISE_TABLES.values()), _entry_term("x", value.code)),
            (DIPLOMA_TABLES, _has_diploma(value.code)),
            ((CATEGORY,), _has_category(value.code, reading)),
        )
        if _may_be_of(value, tables)
    ]
    return any_of(asked) if value.code else NOTHING


def _may_be_of(value: Token, tables: tuple[str, ...]) -> bool:
    if value.system is not None:
        return value.system in {system(table) for table in tables}
    return any(label(table, value.code) != value.code for table in tables)


def _entry_term(prefix: str, code: str) -> Q:
    return Q(entry__terms__contains=[f"{prefix}:{code}"])


def _has_diploma(code: str) -> Q:
    return Q(pk__in=Diploma.objects.filter(code=code).values("practitioner"))


def _has_category(code: str, reading: Reading) -> Q:
    running = ProfessionalExercise.objects.filter(practitioner=OuterRef("pk"), category_code=code).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=reading.today),
        Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=reading.today),
    )
    return Q(Exists(running))
