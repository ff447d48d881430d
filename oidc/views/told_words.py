"""What a service would be told, in the words of the person whom it concerns: a line a group of claims, with values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from directory import queries
from oidc import policy
from oidc.views.situation_words import profession_words, role_words
from oidc.workflows.agreeing import ToRead

_MEANS: Final = {
    policy.VIRTUAL_CARD.auth_mode: gettext_lazy("your e-CPS, on your phone"),
    policy.SMART_CARD.auth_mode: gettext_lazy("your physical card"),
}
_CIVILITY: Final = "TRE_R11-CiviliteExercice"
_STREET: Final = ("numeroVoie", "indiceRepetitionVoie", "libelleVoie")
_CONTACTS: Final = ("telephone", "telephone2", "telecopie", "adresseEMail")


@dataclass(frozen=True)
class ToldLine:
    """One line of the page. key: stable, for addresses in it. values: what the directory holds today, may be empty."""

    key: str
    title: str
    values: list[str]


def told_lines(read: ToRead) -> list[ToldLine]:
    """What would be told, with what every sign-in tells."""
    told = {"authMode": read.session.auth_mode, "acr": read.session.acr, **read.claims}
    if read.number:
        told["SubjectNameID"] = read.number
    return [
        ToldLine(key, str(title), list(dict.fromkeys(value for value in values(told) if value)))
        for key, title, names, values in _GROUPS
        if names & told.keys()
    ]


def _names(told: Mapping[str, Any]) -> Iterator[str]:
    civility = queries.label(_CIVILITY, told["codeCivilite"]) if told.get("codeCivilite") else ""
    own = " ".join(filter(None, (told.get("given_name", ""), told.get("family_name", ""))))
    yield " ".join(filter(None, (civility, own or told.get("name", ""))))


def _numbers(told: Mapping[str, Any]) -> Iterator[str]:
    yield told.get("SubjectNameID", "")
    for other in told.get("otherIds", ()):
        yield other["identifiant"]


def _professions(told: Mapping[str, Any]) -> Iterator[str]:
    exercises = told.get("SubjectRefPro", {}).get("exercices", ())
    for exercise in exercises:
        expertise = queries.expertise_label(exercise["codeTypeSavoirFaire"], exercise["codeSavoirFaire"])
        yield ", ".join(filter(None, (profession_words(exercise["codeProfession"]), expertise)))
        yield from (role_words(activity["codeRole"]) for activity in exercise["activities"])
    if not exercises:
        for role in told.get("SubjectRole", ()):
            code = role.partition("^")[0]
            yield profession_words(code) or role_words(code)


def _places(told: Mapping[str, Any]) -> Iterator[str]:
    for exercise in told.get("SubjectRefPro", {}).get("exercices", ()):
        yield from map(_place, exercise["activities"])
    if "SubjectRefPro" not in told:
        yield told.get("SubjectOrganization", "")


def _mailbox(told: Mapping[str, Any]) -> Iterator[str]:
    yield told["email"]


def _sign_in(told: Mapping[str, Any]) -> Iterator[str]:
    yield gettext("level %(level)s, with %(means)s") % {"level": told["acr"], "means": _MEANS[told["authMode"]]}


def _place(activity: Mapping[str, str]) -> str:
    """A structure in one line; contacts as the directory holds them."""
    name = activity["enseigneCommercialeSite"] or activity["raisonSocialeSite"]
    street = " ".join(filter(None, (activity[part] for part in _STREET)))
    contacts = (activity[part] for part in _CONTACTS)
    return " · ".join(filter(None, (name, street, activity["codePostal"], *contacts)))


_Group = tuple[str, Any, frozenset[str], Callable[[Mapping[str, Any]], Iterator[str]]]
_GROUPS: Final[tuple[_Group, ...]] = (
    (
        "identity",
        gettext_lazy("Your family and given names"),
        frozenset({"name", "given_name", "family_name", "codeCivilite"}),
        _names,
    ),
    (
        "number",
        gettext_lazy("Your professional number"),
        frozenset({"SubjectNameID", "preferred_username", "otherIds"}),
        _numbers,
    ),
    (
        "professions",
        gettext_lazy("Your professions and specialities"),
        frozenset({"SubjectRole", "SubjectRefPro"}),
        _professions,
    ),
    (
        "places",
        gettext_lazy("Your places of practice, with their addresses and professional contacts"),
        frozenset(
            {
                "SubjectRefPro",
                "SubjectOrganization",
                "SubjectOrganizationID",
                "Secteur_Activite",
                "codeGenreActivite",
            }
        ),
        _places,
    ),
    ("mailbox", gettext_lazy("Your secure mailbox"), frozenset({"email"}), _mailbox),
    (
        "sign-in",
        gettext_lazy("The level and the means of this sign-in"),
        frozenset({"acr", "authMode"}),
        _sign_in,
    ),
)
# What is no fact of the person, but the same text for everybody
OF_NOBODY: Final = frozenset(
    {
        "email_verified",
        "Mode_Acces_Raison",
        "Acces_Regulation_Medicale",
        "UITVersion",
        "Palier_Authentification",
        "PSI_Locale",
    }
)
NAMED: Final = frozenset().union(*(names for _key, _title, names, _values in _GROUPS))
