"""Authorities: those of the nomenclature established, local ones opened, reachable, closed."""

from directory.workflows.authorities.changing import tell_how_to_call
from directory.workflows.authorities.closing import close_authority
from directory.workflows.authorities.opening import Opened, find_held, open_council, open_local
from directory.workflows.authorities.reference import establish

__all__ = ["Opened", "close_authority", "establish", "find_held", "open_council", "open_local", "tell_how_to_call"]
