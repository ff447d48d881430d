"""What every door of the wallet's API shares."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activation.api import errors
from activation.api.parsing import SmallJSONParser


class WalletView(APIView):
    """JSON in, JSON out, one shape of refusal, nothing kept by caches. Open unless the view says otherwise."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes: Sequence[type[BasePermission]] = (AllowAny,)
    parser_classes = (SmallJSONParser,)
    renderer_classes = (JSONRenderer,)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Answer refusals as all the wallet's doors do."""
        return errors.answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """No answer of this API may be kept."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "no-store"
        return finished


def address_of(request: HttpRequest | Request) -> str:
    """The caller's address as the web server knows it; empty behind a socket that has none."""
    return str(request.META.get("REMOTE_ADDR") or "")
