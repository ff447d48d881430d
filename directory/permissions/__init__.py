"""Who sees what, who may do what: the single source."""

from directory.permissions.acting import (
    CLOSED_BY_REGISTRARS,
    authorities_that_enrol,
    can_close_role,
    can_enrol,
    can_grant_mandates,
    can_run_loads,
    enrolling_authority,
    is_person_authority,
    organizations_enrollable_by,
)
from directory.permissions.seeing import (
    audit_visible_to,
    can_read_audit,
    enrolments_visible_to,
    loads_visible_to,
    mandates_in_force,
    mandates_visible_to,
    may_enter_portal,
    messages_visible_to,
    organizations_visible_to,
    practitioners_visible_to,
    roles_visible_to,
)

__all__ = [
    "CLOSED_BY_REGISTRARS",
    "audit_visible_to",
    "authorities_that_enrol",
    "can_close_role",
    "can_enrol",
    "can_grant_mandates",
    "can_read_audit",
    "can_run_loads",
    "enrolling_authority",
    "enrolments_visible_to",
    "is_person_authority",
    "loads_visible_to",
    "mandates_in_force",
    "mandates_visible_to",
    "may_enter_portal",
    "messages_visible_to",
    "organizations_enrollable_by",
    "organizations_visible_to",
    "practitioners_visible_to",
    "roles_visible_to",
]
