"""Mandates: granted, extended, ended with all that hangs from them; their terms accepted, their end announced."""

from directory.workflows.mandates.ending import Ending, end, end_last_head
from directory.workflows.mandates.extending import extend
from directory.workflows.mandates.granting import grant
from directory.workflows.mandates.reminding import remind_due
from directory.workflows.mandates.terms import accept_terms

__all__ = ["Ending", "accept_terms", "end", "end_last_head", "extend", "grant", "remind_due"]
