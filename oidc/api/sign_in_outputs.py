"""What the wallet receives of sessions and of the history of sign-ins."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from activation.api.outputs import InstantField
from activation.models import VirtualCard
from oidc import policy
from oidc.api.outputs import ClientOutput, OriginOutput
from oidc.models import ProviderSession
from oidc.queries.sign_ins import SignIn
from oidc.vocabulary import SignInKind


class _CardOutput(serializers.Serializer[Any]):
    """The card that answered, as its holder knows it; null when none did."""

    card = serializers.UUIDField(source="card.pk", allow_null=True, default=None)
    card_name = serializers.CharField(source="card.device_name", allow_null=True, default=None)
    is_this = serializers.SerializerMethodField()

    def get_is_this(self, row: Any) -> bool:
        """Whether it is the card that asks."""
        return row.card is not None and row.card.pk == self.context["card"].pk


class SessionOutput(_CardOutput):
    """One browser, or a service without_browser. ends_at: when it is not used meanwhile. shared: a browser where
    nothing is kept for a next sign-in.
    """

    since = InstantField(source="auth_time")
    last_used_at = InstantField()
    ends_at = serializers.SerializerMethodField()
    acr = serializers.CharField()
    origin = serializers.SerializerMethodField()
    shared = serializers.SerializerMethodField()
    without_browser = serializers.BooleanField()
    services = serializers.SerializerMethodField()

    def get_ends_at(self, session: ProviderSession) -> str:
        """The earlier of its two limits."""
        ends_at = min(session.expires_at, session.last_used_at + policy.SESSION_IDLE)
        return str(InstantField().to_representation(ends_at))

    def get_origin(self, session: ProviderSession) -> dict[str, str]:
        """Where the browser is."""
        return {"address": session.origin_address or "", "user_agent": session.origin_user_agent}

    def get_shared(self, session: ProviderSession) -> bool:
        """Whether there is a browser, and it keeps nothing."""
        return session.browser_digest is None and not vars(session)["without_browser"]

    def get_services(self, session: ProviderSession) -> list[dict[str, str]]:
        """The services it was used for, each once, the last first."""
        granted: list[Any] = session.services  # type: ignore[attr-defined]  # what the query put there
        services = {grant.relying_party_id: grant.relying_party for grant in granted}
        return [{"name": one.name, "environment": one.environment} for one in services.values()]


class SessionsOutput(serializers.Serializer[Any]):
    """Where the holder is signed in, last used first."""

    sessions = SessionOutput(many=True)
    server_time = InstantField()


class EndedOutput(serializers.Serializer[Any]):
    """How many sessions ended."""

    ended = serializers.IntegerField()


class SignInOutput(_CardOutput):
    """One line of the history."""

    at = InstantField()
    kind = serializers.ChoiceField(choices=SignInKind.choices)
    client = ClientOutput(source="asker")
    origin = OriginOutput()
    without_browser = serializers.BooleanField()
    acr = serializers.CharField()


class SignInsOutput(serializers.Serializer[Any]):
    """A page of the history, the last first. next: what `before` is asked with for older ones; null: there are none."""

    sign_ins = SignInOutput(many=True)
    next = serializers.CharField(allow_null=True)
    server_time = InstantField()


def render_sessions(rows: list[ProviderSession], *, card: VirtualCard, now: datetime) -> Response:
    """Return the sessions; rows carry `services`."""
    return Response(SessionsOutput({"sessions": rows, "server_time": now}, context={"card": card}).data)


def render_sign_ins(rows: list[SignIn], *, card: VirtualCard, now: datetime) -> Response:
    """Return a page of the history."""
    older = str(InstantField().to_representation(rows[-1].at)) if len(rows) == policy.SIGN_INS_A_PAGE else None
    return Response(SignInsOutput({"sign_ins": rows, "next": older, "server_time": now}, context={"card": card}).data)
