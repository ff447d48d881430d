"""How the JSON doors say no: `{"error": code, …parameters}`, whatever refused."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from rest_framework import exceptions, status
from rest_framework.response import Response

from activation.errors import ActivationOver, MalformedNationalId, TooManyRequests
from directory.errors import DomainError

# refusals that workflows raise -> status
_STATUS: dict[type[DomainError], int] = {
    MalformedNationalId: status.HTTP_400_BAD_REQUEST,
    ActivationOver: status.HTTP_410_GONE,
    TooManyRequests: status.HTTP_429_TOO_MANY_REQUESTS,
}
# refusals of the framework -> code
_CODES: dict[type[Exception], str] = {
    exceptions.AuthenticationFailed: "invalid_proof",
    exceptions.NotAuthenticated: "invalid_proof",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


class BodyTooLarge(exceptions.APIException):
    """More bytes than a wallet call may have."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class CardNotActive(exceptions.APIException):
    """A true signature of a card that may not be used now. details: `state`, and what the wallet shows with it."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "card_not_active"

    def __init__(self, **details: str) -> None:
        super().__init__()
        self.details = details


def refusal(code: str, status_code: int, **parameters: object) -> Response:
    """One refusal in the shape of them all."""
    return Response({"error": code, **parameters}, status=status_code)


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: foreseen refusals become answers, anything else propagates.

    A refused proof carries `Date`, from which the wallet corrects its clock.
    """
    if isinstance(exc, DomainError) and type(exc) in _STATUS:
        return _with_wait(refusal(exc.code, _STATUS[type(exc)], **exc.params))
    if isinstance(exc, exceptions.ValidationError):
        return refusal("invalid_request", status.HTTP_400_BAD_REQUEST, fields=_fields(exc.detail))
    if isinstance(exc, exceptions.ParseError | SuspiciousOperation) and not isinstance(exc, RequestDataTooBig):
        return refusal("invalid_request", status.HTTP_400_BAD_REQUEST, fields={})
    if isinstance(exc, RequestDataTooBig):
        return refusal("body_too_large", status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(exc, Http404):
        return refusal("not_found", status.HTTP_404_NOT_FOUND)
    if isinstance(exc, PermissionDenied):
        return refusal("forbidden", status.HTTP_403_FORBIDDEN)
    return _answer_framework(exc)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the wallet's origin answers to any address that is none of its own."""
    return JsonResponse({"error": "not_found"}, status=status.HTTP_404_NOT_FOUND)


def _answer_framework(exc: Exception) -> Response | None:
    if not isinstance(exc, exceptions.APIException):
        return None
    code = _CODES.get(type(exc), str(exc.default_code))
    details = exc.details if isinstance(exc, CardNotActive) else {}
    response = refusal(code, exc.status_code, **details)
    if exc.status_code == status.HTTP_401_UNAUTHORIZED:
        response["Date"] = http_date()
        response["WWW-Authenticate"] = getattr(exc, "auth_header", "Card-Proof")
    return response


def _with_wait(response: Response) -> Response:
    if "retry_after" in response.data:
        response["Retry-After"] = str(response.data["retry_after"])
    return response


def _fields(detail: Any) -> dict[str, list[str]]:
    """Codes by field, never what was sent."""
    if not isinstance(detail, dict):
        return {"body": _leaves(detail)}
    return {str(name) if name != "non_field_errors" else "body": _leaves(value) for name, value in detail.items()}


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return sorted({code for item in value.values() for code in _leaves(item)})
    if isinstance(value, list):
        return sorted({code for item in value for code in _leaves(item)})
    return [str(getattr(value, "code", "invalid"))]
