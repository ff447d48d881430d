"""The portal's calls to the provider, which answers in the same processes: told apart, bounded, never waiting for us.

The library speaks through a session of `requests`; this one goes out by the product's own HTTP client.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, Self

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from requests import Response
from requests.auth import HTTPBasicAuth

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused

JSON = "application/json"
# Half of what a process can do at once, its threads or its connections to the database. Each sign-in holds one of
# them while it waits for an answer that another must give: were all of them sign-ins, none would ever be answered.
_turns = BoundedSemaphore(settings.PORTAL_OIDC_SIGN_INS_AT_ONCE)


class ProviderUnreachable(OAuth2Error):  # type: ignore[misc]  # the library is untyped
    """The provider did not answer as it should. The library shows its errors as a page; ours says what to do."""


class TooManyAtOnce(Exception):
    """This process cannot wait for one more answer of its own."""


@contextmanager
def a_turn() -> Iterator[None]:
    """For the time of one page that asks the provider. Raises TooManyAtOnce at once: a wait would hold a thread too."""
    if not _turns.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        yield
    finally:
        _turns.release()


class ProviderSession:
    """What the library takes for a session of `requests`: the two calls that it makes."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """A GET."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: HTTPBasicAuth | None = None,
    ) -> Response:
        """One exchange. Raises ProviderUnreachable: no answer, or one that is not JSON."""
        if params:
            raise ValueError("the portal asks the provider with forms")
        sent = {"Accept": JSON, **(headers or {}), **({} if auth is None else {"Authorization": _basic(auth)})}
        try:
            answer = web.call_ourselves(method, url, headers=sent, form=data)
        except (ChannelUnavailable, MessageRefused) as fault:
            raise ProviderUnreachable(fault.reason) from None
        return _as_response(answer)


def fetch_json(url: str) -> dict[str, Any]:
    """A document of the provider. Raises ProviderUnreachable."""
    answer = ProviderSession().get(url)
    document = answer.json() if answer.ok else None
    if not isinstance(document, dict):
        raise ProviderUnreachable("no_document")
    return document


def _basic(auth: HTTPBasicAuth) -> str:
    """RFC 7617; identifier and secret are drawn from letters that need no escape (RFC 6749 §2.3.1)."""
    return "Basic " + b64encode(f"{auth.username!s}:{auth.password!s}".encode()).decode()


def _as_response(answer: web.Answer) -> Response:
    try:
        json.loads(answer.body)
    except ValueError:
        raise ProviderUnreachable("not_json") from None
    response = Response()
    response.status_code = answer.status
    response.headers["content-type"] = JSON
    response.raw = BytesIO(answer.body)
    return response
