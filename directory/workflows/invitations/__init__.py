"""Mandates offered by e-mail: made, sent again, withdrawn, and answered from the link that was sent."""

from directory.workflows.invitations.answering import (
    Answer,
    accept,
    accept_as_newcomer,
    decline,
    find_invitation,
    has_account,
)
from directory.workflows.invitations.following import expire_invitations, send_again, withdraw
from directory.workflows.invitations.inviting import invite
from directory.workflows.invitations.writing import Invited

__all__ = [
    "Answer",
    "Invited",
    "accept",
    "accept_as_newcomer",
    "decline",
    "expire_invitations",
    "find_invitation",
    "has_account",
    "invite",
    "send_again",
    "withdraw",
]
