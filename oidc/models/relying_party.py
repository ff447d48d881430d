"""Services that sign their users in through us: what we know of a client beside the library's registration of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc import policy
from oidc.models.service import Service
from oidc.protocol import sectors
from oidc.vocabulary import (
    CERTIFICATE_METHODS,
    SECRET_METHODS,
    AssertionAlgorithm,
    ClientAuthMethod,
    DeliveryMode,
    Environment,
    GrantType,
    PageKind,
    RequestSignature,
    SigningAlgorithm,
    SubjectType,
)


def code_alone() -> list[str]:
    """What most services present at the token endpoint: the code of a sign-in."""
    return [GrantType.AUTHORIZATION_CODE.value]


class RelyingParty(models.Model):
    """One service. Its name, addresses and scopes are in the library's `Client`, whose own secret stays blank.

    environment: `sandbox` signs in test identities only, `production` real ones only.
    jwks, jwks_uri: the keys that prove it, or where it publishes them; token_endpoint_auth_signing_alg: the only one
    that it signs assertions with, empty for any.
    tls_client_auth_*: what the certificate of an authority names, one of them.
    tls_client_certificate_bound_access_tokens: they open nothing without the certificate that they were given with.
    userinfo_signed_response_alg: empty where it reads JSON. grant_types: what it may present at the token endpoint.
    sector_identifier_uri: empty where the sector is the host of its redirection addresses.
    allowed_resources: identifiers of the resource servers that it may ask tokens for.
    require_pkce: a request without a proof key is refused; a confidential client alone may do without.
    backchannel_logout_uri: where its server is told that a session ended, empty when it is not told;
    backchannel_logout_session_required: it needs the `sid`, which it always gets.
    backchannel_token_delivery_mode: how it learns of answers where there is no browser; empty where it asks nothing so.
    backchannel_client_notification_endpoint: where it is told, in ping mode.
    backchannel_authentication_request_signing_alg: it signs what it asks so, and nothing unsigned is taken; empty: it
    does not. backchannel_user_code_parameter: it can send the code of a holder.
    backchannel_free_binding_message: its message may be words; else it is the two digits of a number.
    backchannel_unknown_user_told: it learns at once that a hint names nobody.
    backchannel_poll_interval: seconds between two of its polls.
    sign_in_page: what people read of it before it gets a code. ask_situation: who practises in several situations
    chooses one before that, and it is told of this one alone. shared_workstation: its screens
    are everybody's: a code to scan comes first, and no browser keeps a session by it, nor brings one.
    service: what its team described; null for one that an operator registered.
    suspended_reason: of one that is closed, as its team reads it.
    revision: drawn anew by the database at every change of this row, of the client or of a secret; is_recalled: the
    row comes from the memory of this process (`oidc/queries/registry.py`), and may be a former one.
    """

    is_recalled = False

    client = models.OneToOneField(
        "oidc_provider.Client",
        verbose_name=_("client"),
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="relying_party",
    )
    environment = models.CharField(_("environment"), max_length=10, choices=Environment)
    token_endpoint_auth_method = models.CharField(
        _("client authentication"), max_length=30, choices=ClientAuthMethod, default=ClientAuthMethod.BASIC
    )
    jwks = models.JSONField(_("keys"), default=dict, blank=True)
    jwks_uri = models.CharField(_("address of its keys"), max_length=2000, blank=True)
    token_endpoint_auth_signing_alg = models.CharField(
        _("signature of its assertions"), max_length=10, choices=AssertionAlgorithm, blank=True
    )
    tls_client_auth_subject_dn = models.CharField(_("subject of its certificate"), max_length=500, blank=True)
    tls_client_auth_san_dns = models.CharField(_("host of its certificate"), max_length=255, blank=True)
    tls_client_auth_san_uri = models.CharField(_("address of its certificate"), max_length=500, blank=True)
    tls_client_auth_san_ip = models.CharField(_("network address of its certificate"), max_length=45, blank=True)
    tls_client_auth_san_email = models.CharField(_("mailbox of its certificate"), max_length=254, blank=True)
    tls_client_certificate_bound_access_tokens = models.BooleanField(
        _("tokens bound to its certificate"), default=False
    )
    id_token_signed_response_alg = models.CharField(
        _("signature of the id_token"), max_length=5, choices=SigningAlgorithm, default=SigningAlgorithm.ES256
    )
    userinfo_signed_response_alg = models.CharField(
        _("signature of userinfo"), max_length=5, choices=SigningAlgorithm, blank=True
    )
    subject_type = models.CharField(_("subjects"), max_length=8, choices=SubjectType, default=SubjectType.PUBLIC)
    sector_identifier_uri = models.CharField(_("sector"), max_length=2000, blank=True)
    allowed_resources = models.JSONField(_("resource servers"), default=list)
    grant_types = models.JSONField(_("grant types"), default=code_alone)
    require_pkce = models.BooleanField(_("proof key demanded"), default=True)
    backchannel_logout_uri = models.CharField(_("address told of sign-outs"), max_length=2000, blank=True)
    backchannel_logout_session_required = models.BooleanField(_("sign-outs name the session"), default=False)
    backchannel_token_delivery_mode = models.CharField(
        _("answers where there is no browser"), max_length=4, choices=DeliveryMode, blank=True
    )
    backchannel_client_notification_endpoint = models.CharField(
        _("address told of answers"), max_length=2000, blank=True
    )
    backchannel_authentication_request_signing_alg = models.CharField(
        _("signature of its requests"), max_length=5, choices=RequestSignature, blank=True
    )
    backchannel_user_code_parameter = models.BooleanField(_("sends the code of a holder"), default=False)
    backchannel_free_binding_message = models.BooleanField(_("shows its own words"), default=False)
    backchannel_unknown_user_told = models.BooleanField(_("is told of unknown people"), default=False)
    backchannel_poll_interval = models.PositiveSmallIntegerField(
        _("seconds between polls"), default=policy.BACKCHANNEL_INTERVAL_SECONDS
    )
    sign_in_page = models.CharField(_("page before the code"), max_length=11, choices=PageKind, default=PageKind.NONE)
    ask_situation = models.BooleanField(_("situation of exercise asked"), default=False)
    shared_workstation = models.BooleanField(_("shared workstations"), default=False)
    service = models.ForeignKey(
        Service,
        verbose_name=_("described service"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relying_parties",
    )
    suspended_reason = models.CharField(_("suspended because"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    revision = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.CheckConstraint(
                name="a_public_client_proves_its_codes",
                condition=Q(require_pkce=True) | ~Q(token_endpoint_auth_method=ClientAuthMethod.NONE),
            ),
            models.UniqueConstraint(
                fields=["service"],
                name="a_service_is_in_production_once",
                condition=Q(environment=Environment.PRODUCTION),
            ),
            models.CheckConstraint(
                name="a_client_that_is_pinged_has_an_address",
                condition=~Q(backchannel_token_delivery_mode=DeliveryMode.PING)
                | ~Q(backchannel_client_notification_endpoint=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        """The `client_id` of the protocol (`self.client_id` is the row's key)."""
        return str(self.client.client_id)

    @property
    def name(self) -> str:
        """What people read."""
        return str(self.client.name)

    @property
    def revision_to_find(self) -> int | None:
        """What a statement compares of a row that comes from memory; None of any other."""
        return self.revision if self.is_recalled else None

    @property
    def is_public(self) -> bool:
        """Whether the client can keep no secret."""
        return self.token_endpoint_auth_method == ClientAuthMethod.NONE

    @property
    def keeps_secrets(self) -> bool:
        """Whether secrets of ours prove the client."""
        return self.token_endpoint_auth_method in SECRET_METHODS

    @property
    def presents_certificates(self) -> bool:
        """Whether a certificate proves the client."""
        return self.token_endpoint_auth_method in CERTIFICATE_METHODS

    @property
    def is_pairwise(self) -> bool:
        """Whether its `sub` of a person is known to no service of another sector, and their numbers are not told."""
        return self.subject_type == SubjectType.PAIRWISE

    @property
    def sector(self) -> str:
        """The services that share the `sub` of a person, where it is pairwise: a host; empty where there is none."""
        return sectors.sector_of(self.sector_identifier_uri, self.client.redirect_uris)

    def of_registered(self, scopes: Iterable[str]) -> list[str]:
        """Of scopes that were granted, those that the registration still holds: what it lost opens nothing more."""
        registered = set(self.client.scope)
        return [one for one in scopes if one in registered]

    def admits(self, *, is_test: bool) -> bool:
        """Tell whether a person may sign in here: test people in the sandbox, real ones in production; nobody once the
        service is closed.
        """
        return self.is_active and is_test is (self.environment == Environment.SANDBOX)


class ClientSecretQuerySet(models.QuerySet["ClientSecret"]):
    """Secrets, narrowed by time."""

    def working(self, now: datetime) -> "ClientSecretQuerySet":
        """Not expired at this instant."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


class ClientSecret(models.Model):
    """One secret of one service, as a peppered digest; several work at once while one replaces another."""

    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)

    objects = ClientSecretQuerySet.as_manager()

    class Meta:
        verbose_name = _("client secret")
        verbose_name_plural = _("client secrets")
        constraints = [
            models.UniqueConstraint(fields=["relying_party", "digest"], name="a_client_secret_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"secret {self.pk} of service {self.relying_party_id}"
