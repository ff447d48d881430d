"""What the directory stores."""

from directory.models.account import Account
from directory.models.audit import AuditEvent
from directory.models.authority import AuthorityKind, Mandate, MandateRole, RegistrationAuthority
from directory.models.contact import ContactKind, ContactPoint, ContactVerification, VerificationSource
from directory.models.enrolment import Enrolment
from directory.models.load import ExtractLoad, LoadState
from directory.models.message import MessageChannel, MessageState, OutboundMessage, WorkerHeartbeat
from directory.models.nomenclature import Concept
from directory.models.organization import Organization, OrganizationKind
from directory.models.practitioner import CivilIdentity, Practitioner
from directory.models.practitioner_role import PractitionerRole
from directory.models.professional_exercise import Expertise, ProfessionalExercise

__all__ = [
    "Account",
    "AuditEvent",
    "AuthorityKind",
    "CivilIdentity",
    "Concept",
    "ContactKind",
    "ContactPoint",
    "ContactVerification",
    "Enrolment",
    "Expertise",
    "ExtractLoad",
    "LoadState",
    "Mandate",
    "MandateRole",
    "MessageChannel",
    "MessageState",
    "Organization",
    "OrganizationKind",
    "OutboundMessage",
    "Practitioner",
    "PractitionerRole",
    "ProfessionalExercise",
    "RegistrationAuthority",
    "VerificationSource",
    "WorkerHeartbeat",
]
