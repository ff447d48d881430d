"""What the provider answers on the wire when it refuses.

Pure. One registry of codes, each with its HTTP status where it is answered directly; the words are the developer's
English of RFC 6749 descriptions, never shown to the person who signs in.
"""

from collections.abc import Mapping

_STATUS = {
    "invalid_client": 401,
    "invalid_token": 401,
    "insufficient_scope": 403,
    "unknown_user_id": 400,
    "server_error": 500,
    "temporarily_unavailable": 503,
}


class OAuthError(Exception):
    """A refusal of the protocol.

    code: a registered error code (RFC 6749 §4.1.2.1, §5.2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1).
    description: printable ASCII without quotation mark or backslash (RFC 6749 §5.2).
    headers: sent with a direct answer, `WWW-Authenticate` for instance; unused in a redirection.
    status: of a direct answer, where the code alone does not say it.
    """

    def __init__(
        self, code: str, description: str = "", *, headers: Mapping[str, str] | None = None, status: int | None = None
    ) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.headers = dict(headers or {})
        self.status = status or _STATUS.get(code, 400)

    def as_members(self) -> dict[str, str]:
        """Return the members of the answer: `error`, and `error_description` when there is one."""
        members = {"error": self.code}
        if self.description:
            members["error_description"] = self.description
        return members


class Outdated(Exception):
    """What memory keeps of a service is not what is registered now: nothing was done, and it is to be asked again."""


class LocalRefusal(Exception):
    """The request names no client or no redirection address that we may trust: answered here, never by a redirection.

    reason: `unknown_client`, `bad_redirect_uri` or `malformed`. Source: RFC 6749 §4.1.2.1.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ServiceRefused(Exception):
    """What a team or a reviewer asked breaks a rule. reason: a stable code; pages and commands put it into words."""

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


class IncidentRefused(Exception):
    """What an operator would tell of an incident breaks a rule. reason: a stable code; the command has the words."""

    def __init__(self, reason: str, **params: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


class RegistrationRefused(Exception):
    """A client registration that we do not accept; `code` is one of RFC 7591 §3.2.2."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
