"""Who watches a load goes on watching while it writes.

A first load holds the tables of the directory for minutes: a page that asked them for the mandates of its viewer would
stand still with them. So the page of a load carries a ticket: this account may watch this load, as was found when the
page was opened.
"""

from django.core import signing
from django.http import HttpRequest

from directory.admin.viewer import account_of
from directory.models import ExtractLoad
from directory.policy import LOAD_TIME_LIMIT

_SALT = "directory.load_progress"


def make_ticket(request: HttpRequest, load: ExtractLoad, *, may_decide: bool) -> str:
    """A ticket for the viewer of this request, who was found to see the load."""
    return signing.dumps([account_of(request).pk, load.pk, may_decide], salt=_SALT)


def ticket_holds(request: HttpRequest, load_id: int, ticket: str) -> bool | None:
    """Whether its holder may decide of the load; None for no ticket of this account for this load, or one too old."""
    try:
        account_id, ticket_load_id, may_decide = signing.loads(ticket, salt=_SALT, max_age=LOAD_TIME_LIMIT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    is_own = (account_id, ticket_load_id) == (account_of(request).pk, load_id)
    return bool(may_decide) if is_own else None
