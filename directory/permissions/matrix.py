"""The matrix: what each role may do for each kind of authority. Every other file of this package reads it.

A role that stands in no line of a kind cannot exist there; the database refuses it too (migrations, `_mandates`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from directory.models import AuthorityKind, MandateRole


class Power(StrEnum):
    """What a mandate opens, over the people and things that its authority answers for.

    SEE_PEOPLE: people, structures, situations, states of messages and cards. SEE_CONTACTS: contacts, masked except for
    who answers for the person, and civil identity on the same terms. DECIDE_CONTACTS: of the authority's own people.
    SEE_MANDATES: who acts for the authority. SEE_INVITATIONS: whom it invited, by which address.
    """

    SEE_PEOPLE = "see people"
    SEE_CONTACTS = "see contacts"
    REGISTER = "register"
    DECIDE_CONTACTS = "decide contacts"
    SEE_MANDATES = "see mandates"
    SEE_INVITATIONS = "see invitations"
    OPEN_AUTHORITIES = "open authorities"
    READ_AUDIT = "read audit"
    SEE_SERVICES = "see services"
    REVIEW_SERVICES = "review services"
    RUN_LOADS = "run loads"
    LOAD_CODES = "load codes"
    EXPORT_RESTRICTED = "export restricted"
    MANAGE_APPLICATIONS = "manage applications"
    MERGE_PEOPLE = "merge people"
    INVITE_PEOPLE = "invite people"


Powers = frozenset[Power]
Role, Kind = MandateRole, AuthorityKind

_STATES: Final[Powers] = frozenset({Power.SEE_PEOPLE})
_READING: Final[Powers] = _STATES | {Power.SEE_CONTACTS, Power.SEE_MANDATES}
_AUDITING: Final[Powers] = _READING | {Power.SEE_INVITATIONS}
_ANSWERING: Final[Powers] = _READING | {Power.DECIDE_CONTACTS}
_REGISTERING: Final[Powers] = _ANSWERING | {Power.REGISTER}
_LEADING: Final[Powers] = _REGISTERING | {Power.SEE_INVITATIONS}
_NATION: Final[Powers] = _AUDITING | {Power.READ_AUDIT, Power.SEE_SERVICES}
_RUNNING: Final[Powers] = _NATION | {
    Power.OPEN_AUTHORITIES,
    Power.RUN_LOADS,
    Power.LOAD_CODES,
    Power.EXPORT_RESTRICTED,
    Power.MANAGE_APPLICATIONS,
    Power.MERGE_PEOPLE,
    Power.INVITE_PEOPLE,
    Power.REVIEW_SERVICES,
}

POWERS: Final[Mapping[AuthorityKind, Mapping[MandateRole, Powers]]] = {
    Kind.NATIONAL: {
        Role.OPERATOR: _RUNNING,
        Role.AUDITOR: _NATION,
        Role.SUPPORT: _STATES,
        Role.REVIEWER: frozenset({Power.SEE_SERVICES, Power.REVIEW_SERVICES}),
    },
    Kind.REGIONAL: {
        Role.MANAGER: _LEADING | {Power.OPEN_AUTHORITIES},
        Role.AGENT: _REGISTERING,
        Role.AUDITOR: _AUDITING,
        Role.SUPPORT: _STATES,
    },
    Kind.LOCAL: {
        Role.REPRESENTATIVE: _LEADING,
        Role.DELEGATE: _LEADING,
        Role.REGISTRAR: _REGISTERING,
        Role.AUDITOR: _AUDITING,
    },
    Kind.ORDER: {Role.ORDER_OFFICER: _ANSWERING, Role.AUDITOR: _AUDITING},
    Kind.ARMED_FORCES: {
        Role.MANAGER: _ANSWERING | {Power.SEE_INVITATIONS},
        Role.AGENT: _ANSWERING,
        Role.AUDITOR: _AUDITING,
    },
    Kind.OTHER: {Role.AUDITOR: _AUDITING},
}

# Which roles a role gives, and on which kind of authority: its own; for a nation and a region, those below it as well.
GRANTS: Final[Mapping[tuple[AuthorityKind, MandateRole], Mapping[AuthorityKind, frozenset[MandateRole]]]] = {
    (Kind.NATIONAL, Role.OPERATOR): {kind: frozenset(roles) for kind, roles in POWERS.items()},
    (Kind.REGIONAL, Role.MANAGER): {
        Kind.REGIONAL: frozenset({Role.AGENT, Role.AUDITOR, Role.SUPPORT}),
        Kind.LOCAL: frozenset({Role.REPRESENTATIVE}),
    },
    (Kind.LOCAL, Role.REPRESENTATIVE): {Kind.LOCAL: frozenset({Role.DELEGATE, Role.REGISTRAR, Role.AUDITOR})},
    (Kind.LOCAL, Role.DELEGATE): {Kind.LOCAL: frozenset({Role.REGISTRAR})},
    (Kind.ARMED_FORCES, Role.MANAGER): {Kind.ARMED_FORCES: frozenset({Role.AGENT, Role.AUDITOR})},
}

# The head of an authority: the last one does not leave it unnoticed.
HEADS: Final[Mapping[AuthorityKind, MandateRole]] = {
    Kind.LOCAL: Role.REPRESENTATIVE,
    Kind.REGIONAL: Role.MANAGER,
    Kind.ARMED_FORCES: Role.MANAGER,
}


def powers_of(kind: str, role: str) -> Powers:
    """What this role may do for an authority of this kind; nothing where it cannot exist."""
    return POWERS.get(AuthorityKind(kind), {}).get(MandateRole(role), frozenset())


def roles_given_by(kind: str, role: str, *, on: str) -> frozenset[MandateRole]:
    """The roles that this role gives on an authority of the kind `on`, where it reaches one."""
    return GRANTS.get((AuthorityKind(kind), MandateRole(role)), {}).get(AuthorityKind(on), frozenset())


def is_head(kind: str, role: str) -> bool:
    """Does this role answer for an authority of this kind?"""
    return HEADS.get(AuthorityKind(kind)) == role
