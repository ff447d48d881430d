"""What the directory refuses, in codes that never change; pages and APIs put them into words."""

from directory.errors.base import DomainError, ReasonedError
from directory.errors.files import (
    ExportRefused,
    LoadAlreadyRunning,
    LoadNotPaused,
    RefusedDelivery,
    StaffImportRefused,
    UnreadableCorrespondence,
    UnreadableExtract,
    UnreadableNomenclature,
    UnreadableSheet,
)
from directory.errors.people import (
    ChangedMeanwhile,
    FilterRefused,
    InvalidPractice,
    InvalidSearch,
    MalformedIdentifier,
    MergeRefused,
    NotAllowed,
    PossibleDuplicate,
    RangeExhausted,
    UnknownPerson,
)
from directory.errors.programs import ApiClientRefused, ApiClientSuspended, TooManyCalls, UnknownApiKey
from directory.errors.reaching import (
    ConflictResolved,
    ContactRefused,
    CorrectionRefused,
    OpenRequest,
    RequestChanged,
    RequestRefused,
    TooManyLinks,
)
from directory.errors.staff import EcpsRefused, MandateRefused

__all__ = [
    "ApiClientRefused",
    "ApiClientSuspended",
    "ChangedMeanwhile",
    "ConflictResolved",
    "ContactRefused",
    "CorrectionRefused",
    "DomainError",
    "EcpsRefused",
    "ExportRefused",
    "FilterRefused",
    "InvalidPractice",
    "InvalidSearch",
    "LoadAlreadyRunning",
    "LoadNotPaused",
    "MalformedIdentifier",
    "MandateRefused",
    "MergeRefused",
    "NotAllowed",
    "OpenRequest",
    "PossibleDuplicate",
    "RangeExhausted",
    "ReasonedError",
    "RefusedDelivery",
    "RequestChanged",
    "RequestRefused",
    "StaffImportRefused",
    "TooManyCalls",
    "TooManyLinks",
    "UnknownApiKey",
    "UnknownPerson",
    "UnreadableCorrespondence",
    "UnreadableExtract",
    "UnreadableNomenclature",
    "UnreadableSheet",
]
