"""Who the test people of the sandbox are: one of each profession, and one of each case that a service must stand.

Everything is fictitious: RPPS numbers in 997 that neither enrolment nor the sample extract allots, a domain kept for
tests, mobile numbers kept for fiction.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from directory.identifiers import luhn_key, make_rpps
from directory.vocabulary.authorities import PROFESSIONS_OF_ORDERS, OrderCode
from directory.vocabulary.codes import IdentifierType, ProfessionalCategory
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, codes_among
from oidc.vocabulary import SandboxCase

FIRST_ORDER: Final = 9_979_900_001  # RPPS without key
_FIRST_MOBILE: Final = 33_639_985_001
_DOMAIN: Final = "bac-a-sable.test"
_FIRST_BIRTH: Final = date(1968, 2, 11)
_ORDERS: Final[dict[str, str]] = {profession: order.value for order, profession in PROFESSIONS_OF_ORDERS.items()}


@dataclass(frozen=True)
class Work:
    """One profession or role, and in how many structures. profession: empty where the role alone counts."""

    profession: str
    role: str = "FON-AU"
    places: int = 1

    @property
    def order(self) -> str:
        """The professional order of the profession; empty where it has none."""
        return _ORDERS.get(self.profession, "")

    @property
    def label(self) -> str:
        """The official French label of the profession, or of the role."""
        codes, code = (
            (codes_among(PROFESSIONS), self.profession) if self.profession else (codes_among(ROLES), self.role)
        )
        return codes[code].label if code in codes else code


@dataclass(frozen=True)
class SandboxPerson:
    """One test person. order: their place in the catalogue, from which number, contacts and birth date follow."""

    order: int
    case: SandboxCase
    civility: str
    given_name: str
    family_name: str
    works: tuple[Work, ...]

    @property
    def national_id(self) -> str:
        """The type digit, and an RPPS number in 997."""
        return f"{IdentifierType.RPPS.value}{make_rpps(FIRST_ORDER + self.order)}"

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def professions(self) -> str:
        """Their official French labels."""
        return ", ".join(work.label for work in self.works)

    @property
    def category(self) -> str:
        """Civilian, or student."""
        is_student = self.case is SandboxCase.STUDENT
        return (ProfessionalCategory.STUDENT if is_student else ProfessionalCategory.CIVILIAN).value

    @property
    def birth_date(self) -> date:
        """Asked from the second activation of a day on."""
        return _FIRST_BIRTH + timedelta(days=211 * self.order)

    @property
    def email(self) -> str:
        """Where the first code leaves to; empty for who has no contact."""
        if self.case is SandboxCase.NO_CONTACT:
            return ""
        plain = unicodedata.normalize("NFKD", f"{self.given_name}.{self.family_name}").encode("ascii", "ignore")
        return f"{plain.decode().lower().replace(' ', '-')}@{_DOMAIN}"

    @property
    def mobile(self) -> str:
        """Where the second one does, likewise."""
        return "" if self.case is SandboxCase.NO_CONTACT else f"+{_FIRST_MOBILE + self.order}"

    @property
    def former_number(self) -> str:
        """The ADELI number of before, that finds them too, with its type digit."""
        if self.case is not SandboxCase.FORMER_NUMBER:
            return ""
        stem = f"75{self.works[0].profession[:1]}{self.order:05d}"
        return f"{IdentifierType.ADELI.value}{stem}{luhn_key(stem)}"


_C: Final = SandboxCase
_CARE: Final = "FON-33"
# case, civility, given name, family name, works
_PEOPLE: Final[tuple[tuple[SandboxCase, str, str, str, tuple[Work, ...]], ...]] = (
    (_C.PROFESSION, "MME", "Alice", "MARTINEAU", (Work("10", _CARE),)),
    (_C.PROFESSION, "M", "Bruno", "DELAUNAY", (Work("21", "FON-05"),)),
    (_C.PROFESSION, "MME", "Chloé", "VASSEUR", (Work("40", _CARE),)),
    (_C.PROFESSION, "MME", "Diane", "RICHARD", (Work("50", _CARE),)),
    (_C.PROFESSION, "M", "Étienne", "BLANCHET", (Work("60", _CARE),)),
    (_C.PROFESSION, "MME", "Fanny", "LECOMTE", (Work("70", _CARE),)),
    (_C.PROFESSION, "M", "Gaspard", "PERRET", (Work("80"),)),
    (_C.PROFESSION, "MME", "Hortense", "MASSON", (Work("26"),)),
    (_C.PROFESSION, "M", "Ivan", "ROUSSET", (Work("28"),)),
    (_C.PROFESSION, "MME", "Jeanne", "COLLET", (Work("31"),)),
    (_C.PROFESSION, "M", "Karim", "BOUVIER", (Work("32"),)),
    (_C.PROFESSION, "MME", "Lucie", "GRANGER", (Work("81"),)),
    (_C.PROFESSION, "M", "Mathis", "AUBRY", (Work("82"),)),
    (_C.PROFESSION, "MME", "Nora", "SIMONET", (Work("83"),)),
    (_C.PROFESSION, "M", "Oscar", "TESSIER", (Work("84"),)),
    (_C.PROFESSION, "MME", "Pauline", "HUBERT", (Work("85"),)),
    (_C.PROFESSION, "M", "Quentin", "LACROIX", (Work("86"),)),
    (_C.PROFESSION, "MME", "Rachel", "PREVOST", (Work("91"),)),
    (_C.PROFESSION, "M", "Samuel", "GUILLOT", (Work("92"),)),
    (_C.PROFESSION, "MME", "Tania", "BERTIN", (Work("94"),)),
    (_C.PROFESSION, "M", "Ulysse", "CHARLES", (Work("95"),)),
    (_C.PROFESSION, "MME", "Valérie", "NOIROT", (Work("96"),)),
    (_C.PROFESSION, "M", "William", "DUPUIS", (Work("98"),)),
    (_C.PROFESSION, "MME", "Xavière", "MONNIER", (Work("93"),)),
    (_C.PROFESSION, "M", "Yvan", "CARON", (Work("71"),)),
    (_C.PROFESSION, "MME", "Zélie", "PICARD", (Work("72"),)),
    (_C.PROFESSION, "M", "Adrien", "JACQUET", (Work("73"),)),
    (_C.PROFESSION, "MME", "Béatrice", "LEGER", (Work("41"),)),
    (_C.PROFESSION, "M", "Cyril", "MAILLARD", (Work("51", "326"),)),
    (_C.PROFESSION, "MME", "Denise", "BARON", (Work("53", "328"),)),
    (_C.PROFESSION, "M", "Elias", "RENARD", (Work("", "313"),)),
    (_C.PROFESSION, "MME", "Flora", "GAUDIN", (Work("", "315"),)),
    (_C.PROFESSION, "M", "Gilles", "BESNARD", (Work("", "350"),)),
    (_C.NO_CONTACT, "MME", "Héloïse", "MARCHAL", (Work("60", _CARE),)),
    (_C.TWO_EXERCISES, "M", "Ismaël", "DUMONT", (Work("10", _CARE), Work("21", "FON-37"))),
    (_C.TWO_ACTIVITIES, "MME", "Julie", "REMY", (Work("10", _CARE, places=2),)),
    (_C.NO_ACTIVITY, "M", "Kévin", "LEBRUN", (Work("60", places=0),)),
    (_C.STUDENT, "MME", "Lina", "FABRE", (Work("10", places=0),)),
    (_C.CLOSED, "M", "Marius", "COUSIN", (Work("70", _CARE),)),
    (_C.FORMER_NUMBER, "MME", "Noémie", "BRUNET", (Work("91"),)),
    (_C.SUSPENDED, "M", "Olivier", "JOLY", (Work("60", _CARE),)),
    (_C.LOCKED, "MME", "Perrine", "GAILLARD", (Work("60", _CARE),)),
    (_C.OPPOSED, "M", "Raphaël", "LEMOINE", (Work("10", _CARE),)),
)
CATALOGUE: Final = tuple(SandboxPerson(order, *given) for order, given in enumerate(_PEOPLE))
ORDER_NAMES: Final[dict[str, str]] = {
    OrderCode.PHYSICIANS.value: "Ordre des médecins",
    OrderCode.DENTISTS.value: "Ordre des chirurgiens-dentistes",
    OrderCode.MIDWIVES.value: "Ordre des sages-femmes",
    OrderCode.NURSES.value: "Ordre des infirmiers",
    OrderCode.PHYSIOTHERAPISTS.value: "Ordre des masseurs-kinésithérapeutes",
    OrderCode.PODIATRISTS.value: "Ordre des pédicures-podologues",
    OrderCode.PHARMACISTS.value: "Ordre des pharmaciens",
}


def find_sandbox_person(national_id: str) -> SandboxPerson | None:
    """The one of this number; None for anybody else."""
    return next((one for one in CATALOGUE if one.national_id == national_id), None)
