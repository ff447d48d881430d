"""What the directory stores."""

from directory.models.account import Account
from directory.models.api_client import ApiClient, ApiKey
from directory.models.audit import AuditCategory, AuditEvent, AuditFold, AuditOutcome, AuditSeal, AuditWaiting
from directory.models.authority import AuthorityKind, RegistrationAuthority
from directory.models.care_offer import Equipment, HealthcareService
from directory.models.contact import (
    ContactKind,
    ContactPoint,
    ContactVerification,
    FailureReason,
    SeenDocument,
    VerificationSource,
)
from directory.models.contact_conflict import ConflictResolution, ContactConflict
from directory.models.contact_proposal import ContactProposal, ProposalState
from directory.models.correction import CorrectionPart, CorrectionRequest, CorrectionState
from directory.models.enrolment import Enrolment
from directory.models.enrolment_request import EnrolmentAnswers, EnrolmentRequest, RequestSecret, RequestStep
from directory.models.entry import DirectoryEntry, NameWord
from directory.models.export_job import OPEN_EXPORTS, ExportForm, ExportJob, ExportKind, ExportState
from directory.models.figure import DirectoryFigure, Population
from directory.models.former_identifier import FormerIdentifier, Fusion, IdentifierOrigin
from directory.models.holder_session import HolderSession
from directory.models.load import ENDED, ExtractKind, ExtractLoad, LoadState, RefusedLine
from directory.models.mailbox import Mailbox, MailboxKind
from directory.models.mandate import InvitationState, Mandate, MandateEnd, MandateInvitation, MandateRole
from directory.models.message import KeptLetter, MessageChannel, MessageState, OutboundMessage, WorkerHeartbeat
from directory.models.nomenclature import CodeTable, Concept
from directory.models.organization import (
    ADDRESS_CITY,
    ADDRESS_KEY,
    ADDRESS_LINE,
    STRUCTURE_KEY,
    Organization,
    OrganizationKind,
)
from directory.models.practitioner import CivilIdentity, CorrespondenceAddress, Practitioner
from directory.models.practitioner_role import PractitionerRole
from directory.models.professional_exercise import Expertise, ProfessionalExercise
from directory.models.qualification import Diploma, PracticeAuthorization
from directory.models.saved_filter import SavedFilter
from directory.models.smart_card import SmartCard
from directory.models.staff_import import READY_LINES, StaffImport, StaffImportLine, StaffImportState, StaffLineState

__all__ = [
    "ADDRESS_CITY",
    "ADDRESS_KEY",
    "ADDRESS_LINE",
    "ENDED",
    "OPEN_EXPORTS",
    "READY_LINES",
    "STRUCTURE_KEY",
    "Account",
    "ApiClient",
    "ApiKey",
    "AuditCategory",
    "AuditEvent",
    "AuditFold",
    "AuditOutcome",
    "AuditSeal",
    "AuditWaiting",
    "AuthorityKind",
    "CivilIdentity",
    "CodeTable",
    "Concept",
    "ConflictResolution",
    "ContactConflict",
    "ContactKind",
    "ContactPoint",
    "ContactProposal",
    "ContactVerification",
    "CorrectionPart",
    "CorrectionRequest",
    "CorrectionState",
    "CorrespondenceAddress",
    "Diploma",
    "DirectoryEntry",
    "DirectoryFigure",
    "Enrolment",
    "EnrolmentAnswers",
    "EnrolmentRequest",
    "Equipment",
    "Expertise",
    "ExportForm",
    "ExportJob",
    "ExportKind",
    "ExportState",
    "ExtractKind",
    "ExtractLoad",
    "FailureReason",
    "FormerIdentifier",
    "Fusion",
    "HealthcareService",
    "HolderSession",
    "IdentifierOrigin",
    "InvitationState",
    "KeptLetter",
    "LoadState",
    "Mailbox",
    "MailboxKind",
    "Mandate",
    "MandateEnd",
    "MandateInvitation",
    "MandateRole",
    "MessageChannel",
    "MessageState",
    "NameWord",
    "Organization",
    "OrganizationKind",
    "OutboundMessage",
    "Population",
    "PracticeAuthorization",
    "Practitioner",
    "PractitionerRole",
    "ProfessionalExercise",
    "ProposalState",
    "RefusedLine",
    "RegistrationAuthority",
    "RequestSecret",
    "RequestStep",
    "SavedFilter",
    "SeenDocument",
    "SmartCard",
    "StaffImport",
    "StaffImportLine",
    "StaffImportState",
    "StaffLineState",
    "VerificationSource",
    "WorkerHeartbeat",
]
