"""Codes of the official nomenclatures that the program itself refers to; all others live in the data files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IdentifierType(TextChoices):
    """Kinds of person identifiers (TRE_G08): the prefix of a national identifier."""

    ADELI = "0", _("ADELI number")
    REGISTER = "1", _("ADELI practice or register number")
    FINESS_REGISTER = "3", _("FINESS and register number")
    SIREN_REGISTER = "4", _("SIREN and register number")
    SIRET_REGISTER = "5", _("SIRET and register number")
    RPPS_PRACTICE_REGISTER = "6", _("RPPS practice and register number")
    RPPS = "8", _("RPPS number")


class StructureIdType(TextChoices):
    """Letters that open the technical identifier of a structure in the extracts."""

    SIRET = "C", _("SIRET number")
    FINESS = "F", _("FINESS number")
    REGISTER = "R", _("register number")


class NationalStructureIdType(TextChoices):
    """Digits that open the national identifier of a structure (idNatStruct)."""

    ADELI_PRACTICE = "0", _("ADELI practice")
    FINESS = "1", _("FINESS number")
    SIREN = "2", _("SIREN number")
    SIRET = "3", _("SIRET number")
    RPPS_PRACTICE = "4", _("RPPS practice")


class ProfessionalCategory(TextChoices):
    """Status under which a profession is practised (TRE_R09)."""

    CIVILIAN = "C", _("Civilian")
    STUDENT = "E", _("Student")
    CIVIL_SERVANT = "F", _("Civil servant")
    MILITARY = "M", _("Military")


class ActivityMode(TextChoices):
    """How an activity is practised (TRE_R23)."""

    SELF_EMPLOYED = "L", _("Self-employed")
    EMPLOYED = "S", _("Employed")
    VOLUNTEER = "B", _("Volunteer")
    INDIRECT = "I", _("Indirect")


class ActivityKind(TextChoices):
    """What an activity consists of (TRE_R22), codes still open."""

    CARE = "GENR01", _("Care and pharmacy")
    CARE_AS_SUBSTITUTE = "GENR02", _("Care or pharmacy, as a substitute")
    SUBSTITUTION = "GENR03", _("Substitution in care")
    NOT_CARE = "GENR04", _("Activity other than care")
    CONTINUITY = "GENR06", _("Delegated responsibility for continuity")
    COORDINATION = "GENR08", _("Coordination and guidance")
    SOCIAL_ADMINISTRATION = "GENR09", _("Administration of social support")
    SOCIAL_SUPPORT = "GENR10", _("Support in social, working and educational life")
    SOCIAL_CARE_SUPPORT = "GENR11", _("Social support towards care")
    SOCIAL_MANAGEMENT = "GENR12", _("Management of social support")


class ExpertiseKind(TextChoices):
    """Kinds of expertise (TRE_R04)."""

    SPECIALTY = "S", _("Specialty recognised by an order")
    SKILL = "C", _("Skill")
    EXCLUSIVE_SKILL = "CEX", _("Exclusive skill")
    CAPACITY = "CAPA", _("Capacity")
    COMPLEMENTARY_RIGHT = "DEC", _("Complementary right to practise")
    NON_QUALIFYING_DIPLOMA = "DNQ", _("Non-qualifying diploma")
    QUALIFIED_FUNCTION = "FQ", _("Qualified function")
    ORIENTATION = "OP", _("Particular orientation")
    PAC_QUALIFICATION = "PAC", _("PAC qualification")
    HOSPITAL_SPECIALTY = "SH", _("Hospital competition specialty")


class CareRole(TextChoices):
    """Roles in care and support that local authorities register most (TRE_R85, extract).

    Since 2024-12-13 a care assistant is this role, not a profession (G15 code 35 is closed).
    """

    GUARDIAN = "307", _("Court-appointed guardian of adults")
    CARE_ASSISTANT = "313", _("Care assistant")
    AMBULANCE_CREW = "314", _("Ambulance crew")
    CHILDCARE_ASSISTANT = "315", _("Childcare assistant")
    HOME_LIFE_ASSISTANT = "318", _("Home life assistant")
    FAMILY_WORKER = "319", _("Social and family support worker")
    INSTRUCTOR_EDUCATOR = "324", _("Instructor and educator")
    SPECIALISED_EDUCATOR = "326", _("Specialised educator")
    SOCIAL_EDUCATIONAL_SUPPORT = "328", _("Educational and social support worker")
    HOME_HELP = "350", _("Home help")
