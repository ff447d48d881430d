"""How a person signs in to their own space: with their e-CPS, through our provider, in a session of its own.

It is no session of the portal: it has its own cookie and never becomes `request.user`. A member of staff may be signed
in to both at once.
"""

from directory.holder_sign_in.door import Holder, for_holder, holder_of, show_holder_page

__all__ = ["Holder", "for_holder", "holder_of", "show_holder_page"]
