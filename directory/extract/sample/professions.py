"""What test people do: profession or role, who registers it, where and how it is practised."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.vocabulary.authorities import EXTRACT_AGENCY, LOCAL, OrderCode
from directory.vocabulary.codes import ActivityKind, ActivityMode, CareRole


class StructureKind(StrEnum):
    """Kinds of structures of the sample, in the order in which each region receives them."""

    NURSING_HOME = "EHPAD"
    HOSPITAL = "CH"
    PHARMACY = "PHARMACIE"
    MEDICAL_CARE_HOME = "FAM"
    CLINIC = "CLINIQUE"
    HEALTH_CENTRE = "CENTRE DE SANTÉ"
    HOME_EDUCATION = "SESSAD"
    THERAPEUTIC_INSTITUTE = "ITEP"
    HEALTH_HOUSE = "MSP"
    HOME_CARE = "SAAD"


@dataclass(frozen=True, slots=True)
class Profession:
    """One way of practising.

    profession_code: empty where only the role counts. role_code: of the employed activity.
    practice_share: how often the person practises in rooms of their own, self-employed.
    """

    weight: int
    profession_code: str
    authority: str
    sites: tuple[StructureKind, ...]
    title: str = ""
    role_code: str = "FON-AU"
    activity_kind: str = ActivityKind.CARE.value
    mode: str = ActivityMode.EMPLOYED.value
    practice_share: float = 0.0
    specialties: tuple[str, ...] = ()
    pharmacist_sections: tuple[str, ...] = ()


_HOSPITALS: Final = (StructureKind.HOSPITAL, StructureKind.CLINIC)
_CARE: Final = (StructureKind.HOSPITAL, StructureKind.CLINIC, StructureKind.NURSING_HOME, StructureKind.HEALTH_CENTRE)
_AGED: Final = (StructureKind.NURSING_HOME, StructureKind.MEDICAL_CARE_HOME)
_DISABLED: Final = (StructureKind.MEDICAL_CARE_HOME, StructureKind.HOME_EDUCATION, StructureKind.THERAPEUTIC_INSTITUTE)
_PHYSICIAN_SPECIALTIES: Final = (
    *("SM54",) * 8,
    *("SM53", "SM26") * 3,
    *("SM02", "SM04", "SM15", "SM18", "SM20", "SM32", "SM38", "SM40", "SM41", "SM42", "SM48", "SM59"),
)

PROFESSIONS: Final = (
    Profession(
        weight=20,
        profession_code="10",
        authority=OrderCode.PHYSICIANS.value,
        sites=(*_HOSPITALS, StructureKind.HEALTH_CENTRE, StructureKind.HEALTH_HOUSE),
        title="DR",
        role_code="FON-33",
        practice_share=0.55,
        specialties=_PHYSICIAN_SPECIALTIES,
    ),
    Profession(
        weight=8,
        profession_code="21",
        authority=OrderCode.PHARMACISTS.value,
        sites=(StructureKind.PHARMACY,),
        title="DR",
        role_code="FON-05",
        pharmacist_sections=("A", "D"),
    ),
    Profession(
        weight=2,
        profession_code="21",
        authority=OrderCode.PHARMACISTS.value,
        sites=_HOSPITALS,
        role_code="FON-37",
        pharmacist_sections=("H",),
    ),
    Profession(
        weight=5,
        profession_code="40",
        authority=OrderCode.DENTISTS.value,
        sites=(StructureKind.HEALTH_CENTRE,),
        title="DR",
        role_code="FON-33",
        practice_share=0.8,
        specialties=("", "", "", "SCD01", "SCD02"),
    ),
    Profession(
        weight=4,
        profession_code="50",
        authority=OrderCode.MIDWIVES.value,
        sites=_HOSPITALS,
        role_code="FON-33",
        practice_share=0.4,
    ),
    Profession(
        weight=22,
        profession_code="60",
        authority=OrderCode.NURSES.value,
        sites=_CARE,
        role_code="FON-33",
        practice_share=0.3,
        specialties=("",) * 9 + ("SI01",),
    ),
    Profession(
        weight=9,
        profession_code="70",
        authority=OrderCode.PHYSIOTHERAPISTS.value,
        sites=_CARE,
        role_code="FON-33",
        practice_share=0.75,
    ),
    Profession(
        weight=3,
        profession_code="80",
        authority=OrderCode.PODIATRISTS.value,
        sites=(StructureKind.HEALTH_CENTRE, StructureKind.NURSING_HOME),
        practice_share=0.9,
    ),
    Profession(
        weight=3, profession_code="91", authority=EXTRACT_AGENCY, sites=(*_HOSPITALS, *_DISABLED), practice_share=0.6
    ),
    Profession(weight=2, profession_code="94", authority=EXTRACT_AGENCY, sites=(*_HOSPITALS, *_AGED)),
    Profession(weight=2, profession_code="96", authority=EXTRACT_AGENCY, sites=(StructureKind.HOSPITAL, *_DISABLED)),
    Profession(weight=1, profession_code="95", authority=EXTRACT_AGENCY, sites=_CARE, practice_share=0.5),
    Profession(weight=2, profession_code="98", authority=EXTRACT_AGENCY, sites=_HOSPITALS),
    Profession(
        weight=5,
        profession_code="93",
        authority=EXTRACT_AGENCY,
        sites=(StructureKind.HOSPITAL, *_AGED, *_DISABLED),
        practice_share=0.35,
    ),
    Profession(
        weight=4,
        profession_code="41",
        authority=EXTRACT_AGENCY,
        sites=(StructureKind.HOSPITAL, *_AGED, *_DISABLED),
        activity_kind=ActivityKind.SOCIAL_SUPPORT.value,
    ),
    Profession(
        weight=8,
        profession_code="",
        authority=LOCAL,
        sites=_AGED,
        role_code=CareRole.CARE_ASSISTANT.value,
        activity_kind=ActivityKind.SOCIAL_CARE_SUPPORT.value,
    ),
    Profession(
        weight=4,
        profession_code="51",
        authority=LOCAL,
        sites=_DISABLED,
        role_code=CareRole.SPECIALISED_EDUCATOR.value,
        activity_kind=ActivityKind.SOCIAL_SUPPORT.value,
    ),
    Profession(
        weight=2,
        profession_code="48",
        authority=LOCAL,
        sites=_DISABLED,
        role_code=CareRole.INSTRUCTOR_EDUCATOR.value,
        activity_kind=ActivityKind.SOCIAL_SUPPORT.value,
    ),
    Profession(
        weight=3,
        profession_code="53",
        authority=LOCAL,
        sites=(*_AGED, StructureKind.HOME_CARE),
        role_code=CareRole.SOCIAL_EDUCATIONAL_SUPPORT.value,
        activity_kind=ActivityKind.SOCIAL_CARE_SUPPORT.value,
    ),
    Profession(
        weight=2,
        profession_code="",
        authority=LOCAL,
        sites=(StructureKind.HOME_CARE,),
        role_code=CareRole.HOME_HELP.value,
        activity_kind=ActivityKind.SOCIAL_SUPPORT.value,
    ),
)
WEIGHTS: Final = tuple(profession.weight for profession in PROFESSIONS)
