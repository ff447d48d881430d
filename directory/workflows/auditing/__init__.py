"""The audit trail after its lines are written: folded, sealed, verified, purged."""

from directory.workflows.auditing.faults import Verification
from directory.workflows.auditing.folding import close_windows, remember_reading, remember_refusal
from directory.workflows.auditing.purging import purge
from directory.workflows.auditing.reading import remember_record_read, remember_trail_exported, remember_trail_read
from directory.workflows.auditing.sealing import seal_waiting
from directory.workflows.auditing.signing_in import (
    remember_refused_factor,
    remember_refused_sign_in,
    remember_sign_in,
)
from directory.workflows.auditing.state import SealsState, seals_state
from directory.workflows.auditing.verifying import last_verification, verify

__all__ = [
    "SealsState",
    "Verification",
    "close_windows",
    "last_verification",
    "purge",
    "remember_reading",
    "remember_record_read",
    "remember_refusal",
    "remember_refused_factor",
    "remember_refused_sign_in",
    "remember_sign_in",
    "remember_trail_exported",
    "remember_trail_read",
    "seal_waiting",
    "seals_state",
    "verify",
]
