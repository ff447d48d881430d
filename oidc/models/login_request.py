"""Someone asks on a phone whether it is its holder; and what the phone answered."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.networks import network_of
from oidc.models.interaction import Interaction
from oidc.models.relying_party import RelyingParty
from oidc.states import UNANSWERED
from oidc.vocabulary import Environment, LoginState, Purpose, Way


@dataclass(frozen=True)
class CardTest:
    """Who asks when a person tests their e-CPS: nobody else. The words are signed, so they are in no language."""

    public_id: str = "ecps-essai"
    name: str = "e-CPS"
    environment: str = Environment.SANDBOX.value


class LoginRequestQuerySet(models.QuerySet["LoginRequest"]):
    """Login requests, narrowed by state and time."""

    def waiting(self, now: datetime) -> "LoginRequestQuerySet":
        """Pending, and not expired at this instant."""
        return self.filter(state=LoginState.PENDING, expires_at__gt=now)


class LoginRequest(models.Model):
    """One question to one person's phones.

    interaction: null once its page went, a day after its end.
    relying_party: the service that asks; null for a test of the e-CPS, of which no service learns.
    practitioner: null when the typed number leads to nobody who may be asked; such a row lives and expires like any
    other.
    way: how phone and browser find each other. A QR code and a link have no practitioner until a card claims them.
    number: the one that the browser or the service shows, empty where the service shows words; numbers: the three that
    the phone offers, in the order drawn.
    claimed_by: the first card that read the QR code or followed the link, from claim_address; it alone answers.
    return_digest: of the code that the phone carried back to the browser (LINK only), from the approval on.
    browser_digest: the browser that opened it and alone may redeem it. known_browser: it had signed this person in
    before.
    silent: listed on the phone, which is not woken. woken_at: when a worker took it to wake the phones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="login_requests")
    relying_party = models.ForeignKey(RelyingParty, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        "directory.Practitioner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(_("purpose"), max_length=7, choices=Purpose)
    way = models.CharField(_("way"), max_length=6, choices=Way, default=Way.NUMBER)
    state = models.CharField(_("state"), max_length=9, choices=LoginState, default=LoginState.PENDING)
    scopes = models.JSONField()
    acr = models.CharField(_("level asked"), max_length=10, blank=True)
    binding_text = models.CharField(_("words of the service"), max_length=64, blank=True)
    number = models.CharField(max_length=2, editable=False)
    numbers = models.JSONField(editable=False)
    challenge = models.CharField(max_length=43, editable=False)
    browser_digest = models.CharField(max_length=64, editable=False)
    known_browser = models.BooleanField(default=False)
    silent = models.BooleanField(default=False)
    shared_workstation = models.BooleanField(default=False)
    origin_address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    origin_user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    claimed_by = models.ForeignKey(
        "activation.VirtualCard", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claim_address = models.GenericIPAddressField(null=True, blank=True)
    return_digest = models.CharField(max_length=64, blank=True, editable=False)
    card = models.ForeignKey(
        "activation.VirtualCard", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("ends"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    woken_at = models.DateTimeField(null=True, editable=False)

    objects = LoginRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("login request")
        verbose_name_plural = _("login requests")
        indexes = [
            models.Index(fields=["practitioner", "-created_at"], name="login_request_by_person"),
            models.Index(
                fields=["expires_at"], name="login_request_unanswered", condition=Q(state__in=sorted(UNANSWERED))
            ),
            models.Index(
                fields=["created_at"],
                name="login_request_to_wake",
                condition=Q(woken_at__isnull=True, state=LoginState.PENDING, silent=False, practitioner__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interaction"],
                name="one_pending_login_request_a_page",
                condition=Q(state=LoginState.PENDING),
            ),
            models.CheckConstraint(
                name="a_service_asks_unless_a_card_is_tested",
                condition=Q(relying_party__isnull=False) ^ Q(purpose=Purpose.TEST),
            ),
            models.CheckConstraint(
                name="only_a_card_approves",
                condition=~Q(state__in=[LoginState.APPROVED, LoginState.REDEEMED]) | Q(card__isnull=False),
            ),
            models.CheckConstraint(
                name="a_link_is_approved_with_a_return_code",
                condition=~Q(way=Way.LINK)
                | ~Q(state__in=[LoginState.APPROVED, LoginState.REDEEMED])
                | ~Q(return_digest=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def state_at(self, now: datetime) -> LoginState:
        """Return the state as people see it: what is still pending after its end has expired."""
        state = LoginState(self.state)
        return LoginState.EXPIRED if state is LoginState.PENDING and self.expires_at <= now else state

    def display(self) -> dict[str, Any]:
        """Return what a phone shows, and signs a digest of. Needs `relying_party.client`."""
        return {
            "client": self.asker.name,
            "environment": self.asker.environment,
            "purpose": self.purpose,
            "scopes": self.scopes,
            "binding_text": self.binding_text,
            "origin": self.origin(),
        }

    @property
    def asker(self) -> RelyingParty | CardTest:
        """Who asks, as a phone shows it. Needs `relying_party.client`."""
        return self.relying_party or CardTest()

    def admits(self, *, is_test: bool) -> bool:
        """Tell whether a person may answer it: whoever the service admits, and anybody to test their e-CPS."""
        return self.relying_party is None or self.relying_party.admits(is_test=is_test)

    @property
    def wants_number(self) -> bool:
        """Whether an approval says the number: not on the same phone, nor where the service shows its own words."""
        return self.way != Way.LINK and bool(self.number)

    @property
    def is_claimed(self) -> bool:
        """Whether a card read its QR code or followed its link."""
        return self.claimed_by_id is not None

    @property
    def same_network(self) -> bool:
        """Whether the phone that claimed it and the browser that opened it come from one network; true before."""
        return self.claimed_by_id is None or network_of(self.claim_address or "") == network_of(
            self.origin_address or ""
        )

    def origin(self) -> dict[str, str]:
        """Return where the question came from."""
        return {"address": self.origin_address or "", "user_agent": self.origin_user_agent}


class DecisionEvidence(models.Model):
    """One answer signed by a phone, kept as it came, and what we answered to it: the same text gets the same answer.

    jti: the signer's identifier of it, unique for one card. outcome: the code of the answer, details: its parameters.
    """

    login_request = models.ForeignKey(LoginRequest, on_delete=models.PROTECT, related_name="evidence")
    card = models.ForeignKey("activation.VirtualCard", on_delete=models.PROTECT, related_name="+")
    jti = models.CharField(max_length=64, editable=False)
    jws = models.TextField(editable=False)
    outcome = models.CharField(_("outcome"), max_length=20)
    details = models.JSONField(default=dict)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("signed answer")
        verbose_name_plural = _("signed answers")
        constraints = [
            models.UniqueConstraint(fields=["card", "jti"], name="one_outcome_a_signed_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of login request {self.login_request_id}"
