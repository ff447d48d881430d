"""What a visitor asks of the public directory: read from the address, said again in words."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory import queries
from directory.fields import readable
from directory.policy import PUBLIC_DEPTH, PUBLIC_MEMORY
from directory.queries import SearchTerms
from directory.vocabulary.nomenclatures import Nomenclature, codes_of

LONGEST = 100  # characters of a field; what comes after does not count
_SALT = "directory.public.page"
_ROLE = "r"  # before the code of a role: professions and roles are one list for those who look for somebody


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields as they were filled. page: the key of a page, already checked; number: which one it is."""

    name: str = ""
    profession: str = ""
    place: str = ""
    structure: str = ""
    expertise: str = ""
    after: str = ""
    number: int = 1

    @property
    def is_empty(self) -> bool:
        """Nothing was asked yet."""
        return not any((self.name, self.profession, self.place, self.structure, self.expertise))

    def address(self, **more: str) -> str:
        """The query string that asks this again."""
        fields = {"nom": self.name, "profession": self.profession, "lieu": self.place}
        fields |= {"structure": self.structure, "savoir-faire": self.expertise} | more
        return urlencode({name: value for name, value in fields.items() if value})


def read(fields: QueryDict) -> Asked:
    """The question of an address. A page that is not ours, or too old, is the first one."""

    def field(name: str) -> str:
        value = readable(fields.get(name, ""))
        return " ".join(value.split())[:LONGEST]

    asked = Asked(field("nom"), field("profession"), field("lieu"), field("structure"), field("savoir-faire"))
    return with_page(asked, fields.get("suite", ""))


def with_page(asked: Asked, word: str) -> Asked:
    """The same, at the page that a link of ours leads to."""
    try:
        number, after = signing.loads(word, salt=_SALT, max_age=PUBLIC_MEMORY) if word else (1, "")
    except signing.BadSignature:
        return asked
    return replace(asked, number=number, after=after)


def page_link(asked: Asked, after: str, number: int) -> str:
    """The query string of another page; empty where there is none. It is signed: nobody jumps to a place of his own."""
    if not after or number > PUBLIC_DEPTH:
        return ""
    return asked.address(suite=signing.dumps((number, after), salt=_SALT, compress=True))


def terms_of(asked: Asked) -> tuple[SearchTerms | None, dict[str, str]]:
    """What is looked for, and what is wrong with which field; None: nobody can be meant."""
    faults: dict[str, str] = {}
    terms = SearchTerms(text=asked.name, expertise=asked.expertise)
    if asked.profession.startswith(_ROLE):
        terms = replace(terms, role=asked.profession.removeprefix(_ROLE))
    else:
        terms = replace(terms, profession=asked.profession)
    if asked.place:
        place = queries.read_place(asked.place)
        if place is None:
            faults["place"] = _("No commune, postal code, department or region of the directory is called so.")
        else:
            terms = replace(
                terms,
                postal_code=place.postal_code,
                department=place.department,
                region=place.region,
                communes=place.communes,
            )
    if asked.structure:
        found = queries.find_structures(asked.structure)
        if not found:
            faults["structure"] = _("No structure of the directory has this number or these words in its name.")
        terms = replace(terms, organizations=tuple(found))
    return (None if faults else terms), faults


def _choices(nomenclature: Nomenclature, prefix: str = "") -> list[tuple[str, str]]:
    codes = [entry for entry in codes_of(nomenclature).values() if entry.valid_until is None]
    return sorted(((prefix + entry.code, entry.label) for entry in codes), key=lambda choice: choice[1].casefold())


def profession_groups() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Everything that people do, in groups, as official lists call it."""
    return [
        (_("Health professions"), _choices(Nomenclature.HEALTH_PROFESSION)),
        (_("Social professions"), _choices(Nomenclature.SOCIAL_PROFESSION)),
        (_("Use of a title"), _choices(Nomenclature.TITLE_PROFESSION)),
        (_("Other health functions"), _choices(Nomenclature.OTHER_HEALTH_FUNCTION)),
        (_("Roles in care and support"), _choices(Nomenclature.CARE_ROLE, _ROLE)),
    ]


def expertise_choices() -> list[tuple[str, str]]:
    """Specialties recognised by orders."""
    return _choices(Nomenclature.SPECIALTY)
