"""What one sign-in granted to one service, and the code and tokens that stand for it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory import journal, queries
from oidc import policy
from oidc.models.provider_session import ProviderSession
from oidc.models.relying_party import RelyingParty
from oidc.protocol import digests
from oidc.protocol.authorization_request import AuthorizationRequest

_GRANTED = """
    WITH granted AS (
        INSERT INTO oidc_grant (relying_party_id, practitioner_id, session_id, scopes, nonce, auth_time, acr, amr,
            auth_mode, claims, resource, situation_id, created_at, revoked_reason)
        VALUES (%(relying_party)s, %(practitioner)s, %(session)s, %(scopes)s::jsonb, %(nonce)s, %(auth_time)s, %(acr)s,
            %(amr)s::jsonb, %(auth_mode)s, %(claims)s::jsonb, %(resource)s, %(situation)s,
            %(now)s, '')
        RETURNING id
    ), session AS (
        UPDATE oidc_providersession SET last_used_at = %(now)s
        WHERE id = %(session)s AND last_used_at <= %(touch_before)s
    )
"""
_CODE = """
    INSERT INTO oidc_authorizationcode (digest, grant_id, redirect_uri, code_challenge, expires_at)
    SELECT %(digest)s, id, %(redirect_uri)s, %(code_challenge)s, %(expires_at)s FROM granted
"""
_OPEN = _GRANTED + _CODE
_OPEN_AND_TELL = f"{_GRANTED}, line AS ({journal.LINE}) {_CODE}"


class GrantManager(models.Manager["Grant"]):
    """Makes grants together with their code."""

    def open(
        self,
        *,
        session: ProviderSession,
        relying_party: RelyingParty,
        asked: AuthorizationRequest,
        now: datetime,
        situation_id: int | None = None,
        line: Mapping[str, Any] | None = None,
    ) -> str:
        """Record what a session grants to a service, and return the authorization code, which is stored as a digest
        only; it is a use of the session.

        situation_id: as `Grant` says. line: of `journal.line_of`, written with it; None: the caller tells it. One
        query.
        """
        code = digests.draw(digests.AUTHORIZATION_CODE)
        values: dict[str, Any] = {
            "relying_party": relying_party.pk,
            "practitioner": session.practitioner_id,
            "session": session.pk,
            "scopes": json.dumps(list(asked.scope)),
            "nonce": asked.nonce,
            "auth_time": session.auth_time,
            "acr": session.acr,
            "amr": json.dumps(session.amr),
            "auth_mode": session.auth_mode,
            "claims": json.dumps(asked.claims),
            "resource": asked.resource,
            "situation": situation_id,
            "now": now,
            "touch_before": now - policy.SESSION_TOUCH_EVERY,
            "digest": digests.digest(code),
            "redirect_uri": asked.redirect_uri,
            "code_challenge": asked.code_challenge,
            "expires_at": now + policy.CODE_LIFETIME,
            **(line or {}),
        }
        with queries.run(_OPEN_AND_TELL if line else _OPEN, values):
            return code


class Grant(models.Model):
    """What one person granted to one service in one session: the root of its code and tokens; revoking it ends them
    all.

    auth_time, acr, amr, auth_mode: of the authentication at that instant; a later one of the same session changes
    nothing of it. claims: what the parameter of this name asked, by place (`userinfo`, `id_token`). resource: the one
    resource server that was asked, and that access tokens are for; empty: the request named none. situation: in whose
    name the person acts there, and the only one that the service is told of; null where it does not ask, or they had
    none.
    """

    relying_party = models.ForeignKey(RelyingParty, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey("directory.Practitioner", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(ProviderSession, on_delete=models.PROTECT, related_name="grants")
    scopes = models.JSONField()
    nonce = models.CharField(max_length=512, blank=True, editable=False)
    auth_time = models.DateTimeField(_("authenticated"))
    acr = models.CharField(_("level"), max_length=10)
    amr = models.JSONField(_("methods"))
    auth_mode = models.CharField(_("means"), max_length=10)
    claims = models.JSONField(default=dict, editable=False)
    resource = models.CharField(max_length=500, blank=True, editable=False)
    # No index: it is read from its grant, and roles are never removed
    situation = models.ForeignKey(
        "directory.PractitionerRole", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("granted"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason"), max_length=20, blank=True)

    objects = GrantManager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [
            models.Index(fields=["practitioner", "-created_at"], name="grant_by_person"),
            models.Index(fields=["created_at"], name="grant_by_time"),  # a day of sign-ins is counted
        ]
        constraints = [
            models.CheckConstraint(
                name="a_revoked_grant_says_why",
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk} of practitioner {self.practitioner_id}"


class AuthorizationCode(models.Model):
    """One authorization code, as a digest, bound to the address and to the proof key that its request may have."""

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="code")
    redirect_uri = models.CharField(max_length=2048, editable=False)
    code_challenge = models.CharField(max_length=43, blank=True, editable=False)
    expires_at = models.DateTimeField(_("ends"), db_index=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("authorization code")
        verbose_name_plural = _("authorization codes")

    def __str__(self) -> str:
        return f"code of grant {self.grant_id}"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Tokens, narrowed by time and by their grant."""

    def live(self, now: datetime) -> "AccessTokenQuerySet":
        """Neither expired nor revoked, their grant not revoked, their session not ended. Card and holder are asked
        apart.
        """
        return self.filter(
            expires_at__gt=now,
            revoked_at__isnull=True,
            grant__revoked_at__isnull=True,
            grant__session__ended_at__isnull=True,
        )


class AccessToken(models.Model):
    """One access token, as the digest of an opaque one or of the `jti` of a signed one. scopes: those of its grant, or
    fewer. certificate: the thumbprint of the one that must come with it (RFC 8705 §3.1); empty for any, or none.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="access_tokens")
    scopes = models.JSONField()
    certificate = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return f"access token of grant {self.grant_id}"


class RefreshToken(models.Model):
    """One refresh token, as a digest: it serves once, and its successor is told again for a few seconds.

    certificate: as of the access token that came with it. idle_at: until when it must be used; expires_at: the end of
    all that follow from one sign-in. generation: 1 for the first of a grant.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="refresh_tokens")
    certificate = models.CharField(max_length=43, blank=True, editable=False)
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("issued"))
    idle_at = models.DateTimeField(_("ends unless used"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        constraints = [
            models.UniqueConstraint(fields=["grant", "generation"], name="one_refresh_token_a_generation"),
        ]

    def __str__(self) -> str:
        return f"refresh token {self.generation} of grant {self.grant_id}"


class ServiceToken(models.Model):
    """One access token that a service has for itself, as the digest of an opaque one or of the `jti` of a signed one:
    nobody signed in.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="service_tokens")
    scopes = models.JSONField()
    certificate = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("token of a service")
        verbose_name_plural = _("tokens of services")

    def __str__(self) -> str:
        return f"token of service {self.relying_party_id}"
