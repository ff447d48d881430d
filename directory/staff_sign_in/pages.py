"""What a member of staff reads when an e-CPS does not open the portal. The words are the template's, by reason."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.staff_sign_in.registration import is_configured

TEMPLATE = "directory/ecps_refused.html"
STATUSES = {"unreachable": 503, "busy": 503, "stale": 400, "unproven": 400}
RETRY_SECONDS = "2"

logger = logging.getLogger(__name__)


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """The page of a refusal. reason: unreachable, busy, stale, unproven, or that of an EcpsRefused (403).

    Of a sign-in that found no place in this process the browser asks again by itself.
    """
    logger.info("an e-CPS did not open the portal", extra={"reason": reason})
    context = {"reason": reason, "ecps_offered": is_configured()}
    response = render(request, TEMPLATE, context, status=STATUSES.get(reason, 403))
    if reason == "busy":
        response["Retry-After"] = RETRY_SECONDS
        if request.method == "GET":
            response["Refresh"] = RETRY_SECONDS
    return response
