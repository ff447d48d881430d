"""What a service asked where there is no browser, and how it comes for the answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activation.codes import question_of
from directory import queries
from oidc.models.login_request import LoginRequest
from oidc.models.relying_party import RelyingParty
from oidc.protocol import digests
from oidc.protocol.backchannel_request import BackchannelRequest as Asked
from oidc.vocabulary import DeliveryMode, DeliveryState, LoginState, Purpose, Way

_OPEN = """
    WITH login AS (
        INSERT INTO oidc_loginrequest (id, relying_party_id, practitioner_id, purpose, way, state, scopes, acr,
            binding_text, number, numbers, challenge, browser_digest, known_browser, silent, shared_workstation,
            origin_address, origin_user_agent, return_digest, created_at, expires_at)
        VALUES (%(login)s, %(relying_party)s, %(practitioner)s, %(purpose)s, %(way)s, %(pending)s, %(scopes)s::jsonb,
            %(acr)s, %(binding_text)s, %(number)s, %(numbers)s::jsonb, %(challenge)s, '', %(known)s, %(silent)s, FALSE,
            %(address)s::inet, %(user_agent)s, '', %(now)s, %(expires_at)s)
        RETURNING id
    )
    INSERT INTO oidc_backchannelrequest (digest, login_request_id, relying_party_id, hint_digest, address, resource,
        delivery_mode, notification_token, ping_state, ping_attempts, poll_interval, created_at, expires_at)
    SELECT %(digest)s, id, %(relying_party)s, %(hint_digest)s, %(address)s::inet, %(resource)s,
        %(mode)s, %(token)s, '', 0, %(interval)s, %(now)s, %(expires_at)s FROM login
"""


@dataclass(frozen=True)
class Whom:
    """Whom a hint leads to. practitioner_id: None for nobody who may be asked. hint_digest: of the hint, whoever it
    names. is_known: the service signed them in before; silent: the phones are not woken.
    """

    practitioner_id: int | None
    hint_digest: str
    is_known: bool = False
    silent: bool = False


@dataclass(frozen=True)
class From:
    """Where a request came from. address: of the service's server."""

    address: str | None
    user_agent: str = ""


@dataclass(frozen=True)
class Question:
    """What a phone will show. numbers: three where it shows a number. acr: the least level asked, empty for none.

    seal: keeps unreadable what a ping will say.
    """

    asked: Asked
    numbers: tuple[str, ...]
    acr: str
    seal: Callable[[dict[str, str]], bytes] = field(repr=False)


class BackchannelRequestManager(models.Manager["BackchannelRequest"]):
    """Makes requests together with the question on the phones."""

    def open(
        self, *, relying_party: RelyingParty, question: Question, whom: Whom, origin: From, now: datetime
    ) -> tuple[str, UUID]:
        """Ask the phones; return the `auth_req_id`, of which a digest alone is stored, and the question's id.

        One query.
        """
        asked = question.asked
        token = asked.notification_token
        auth_req_id = digests.draw(digests.BACKCHANNEL_REQUEST)
        login = question_of(auth_req_id)
        values: dict[str, object] = {
            "login": login,
            "relying_party": relying_party.pk,
            "practitioner": whom.practitioner_id,
            "purpose": Purpose.CIBA.value,
            "way": Way.NUMBER.value,
            "pending": LoginState.PENDING.value,
            "scopes": json.dumps(asked.scope),
            "acr": question.acr,
            "binding_text": asked.binding_text,
            "number": asked.number,
            "numbers": json.dumps(question.numbers),
            "challenge": digests.draw(),
            "known": whom.is_known,
            "silent": whom.silent,
            "address": origin.address,
            "user_agent": origin.user_agent,
            "now": now,
            "expires_at": now + timedelta(seconds=asked.lifetime),
            "digest": digests.digest(auth_req_id),
            "hint_digest": whom.hint_digest,
            "resource": asked.resource,
            "mode": relying_party.backchannel_token_delivery_mode,
            "token": question.seal({"token": token, "auth_req_id": auth_req_id}) if token else b"",
            "interval": relying_party.backchannel_poll_interval,
        }
        with queries.run(_OPEN, values):
            return auth_req_id, login


class BackchannelRequest(models.Model):
    """One request of one service, as the digest of its `auth_req_id`, bound to that service: the question itself, and
    what became of it, is its login request.

    hint_digest: of whom it named, also where that is nobody. address: of the service's server. resource: the one
    resource server that the tokens will be for. notification_token: sealed, with the `auth_req_id` that the service is
    told; empty once it served, and in poll mode.
    ping_state, ping_due_at, ping_attempts: of telling the service; empty while there is nothing to tell.
    poll_interval: seconds; it grows with polls that come too early. last_poll_at: of those while it was pending.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    login_request = models.OneToOneField(LoginRequest, on_delete=models.CASCADE, related_name="backchannel")
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.PROTECT, related_name="+", db_index=False)
    hint_digest = models.CharField(max_length=32, editable=False)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    resource = models.CharField(max_length=500, blank=True, editable=False)
    delivery_mode = models.CharField(_("mode"), max_length=4, choices=DeliveryMode)
    notification_token = models.BinaryField(default=b"", editable=False)
    ping_state = models.CharField(_("told"), max_length=10, choices=DeliveryState, blank=True)
    ping_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ping_due_at = models.DateTimeField(null=True, blank=True)
    poll_interval = models.PositiveSmallIntegerField(_("seconds between polls"))
    last_poll_at = models.DateTimeField(_("last poll"), null=True, blank=True)
    created_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)

    objects = BackchannelRequestManager()

    class Meta:
        verbose_name = _("request without a browser")
        verbose_name_plural = _("requests without a browser")
        indexes = [
            models.Index(fields=["relying_party", "created_at"], name="backchannel_of_service"),
            models.Index(fields=["hint_digest", "created_at"], name="backchannel_by_hint"),
            models.Index(fields=["ping_due_at"], name="backchannel_to_tell", condition=Q(ping_state=DeliveryState.DUE)),
        ]

    def __str__(self) -> str:
        return f"request {self.login_request_id} of service {self.relying_party_id}"
