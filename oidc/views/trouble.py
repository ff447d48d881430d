"""What a refusal leaves behind: a stable code and an id, told to whoever met it, one line of the log with both, and the
same for the team of the client, where there is one.

None holds a value of the request: a service is named by its registration alone.
"""

import logging
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from directory.views import trouble as of_any_page
from oidc.library.registration import find_registered
from oidc.models import RelyingParty
from oidc.vocabulary import Door
from oidc.workflows.troubles import keep_trouble

HEADER: Final = of_any_page.HEADER
_CLIENT: Final = "ecps.refused_client"
_CLIENT_ID: Final = "ecps.refused_client_id"
logger = logging.getLogger("oidc.trouble")


@dataclass(frozen=True)
class Met:
    """A refusal. door: where; None: of no client's making. client: of a service that exists, or None.

    description: as the protocol answers it.
    """

    door: Door | None
    code: str
    client: RelyingParty | None = None
    description: str = ""


def note(met: Met) -> str:
    """Write the line, keep it for the team, and return the id that finds it again."""
    correlation_id = of_any_page.draw_id()
    name = met.client.public_id if met.client else "-"
    logger.info("refused code=%s client=%s id=%s", met.code, name, correlation_id)
    if met.door is not None and met.client is not None and met.client.service_id is not None:
        keep_trouble(
            relying_party=met.client,
            door=met.door,
            error=met.code,
            description=met.description,
            correlation_id=correlation_id,
            now=timezone.now(),
        )
    return correlation_id


def mark(response: HttpResponseBase, met: Met) -> None:
    """Give an answer its id."""
    response.headers[HEADER] = note(met)


def name_client(request: HttpRequest, client: RelyingParty) -> None:
    """Remember, for what may go wrong later, who asks: they proved it, or it is theirs."""
    request.META[_CLIENT] = client


def name_claimed(request: HttpRequest, client_id: str) -> None:
    """Remember whom the request says to come from, which it did not prove."""
    request.META[_CLIENT_ID] = client_id


def client_of(request: HttpRequest, *, otherwise: str = "") -> RelyingParty | None:
    """Who asked, open or closed; looked for after a refusal only. One query at most. otherwise: who else it may be."""
    known: RelyingParty | None = request.META.get(_CLIENT)
    claimed = str(request.META.get(_CLIENT_ID) or otherwise)
    return known or (find_registered(claimed) if claimed else None)


def show(
    request: HttpRequest,
    template: str,
    met: Met,
    *,
    status: int,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render a page that says why nothing can be done, with the code and the id for the support of the service."""
    correlation_id = note(met)
    told = {"reason": met.code, "correlation_id": correlation_id, **(context or {})}
    return of_any_page.marked(render(request, template, told, status=status), correlation_id)
