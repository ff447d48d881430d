"""How staff sign in: accounts come from invitations and commands, and a second factor or an e-CPS opens the portal."""

from directory.staff_sign_in.means import (
    has_fresh_factor,
    has_fresh_password,
    has_fresh_strong_means,
    has_second_factor,
    owns_ecps,
    owns_passkey,
)
from directory.staff_sign_in.opening import open_session

__all__ = [
    "has_fresh_factor",
    "has_fresh_password",
    "has_fresh_strong_means",
    "has_second_factor",
    "open_session",
    "owns_ecps",
    "owns_passkey",
]
