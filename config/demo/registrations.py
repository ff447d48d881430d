"""The services that the demo registers: the fictitious one, the portal and the holder space."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from oidc.models import RelyingParty
from oidc.protocol.client_metadata import ClientMetadata
from oidc.vocabulary import Environment
from oidc.workflows.onboarding import register_relying_party

REGISTRATION = "demo-relying-party.json"
SITUATION_REGISTRATION = "demo-relying-party-situation.json"
WORKSTATION_REGISTRATION = "demo-relying-party-workstation.json"
CALLBACK = "/callback"
SIGNED_OUT_ELSEWHERE = "/session-terminee"
SERVICE_NAME = "Dossier Santé Horizon"
SITUATION_SERVICE_NAME = "Dossier Santé Horizon, par situation"
WORKSTATION_SERVICE_NAME = "Dossier Santé Horizon, poste partagé"
WORKSTATION = "/poste"
PORTAL_NAME = "Portail d’enregistrement"
HOLDER_SPACE_NAME = "Mon espace professionnel"


def register(*, now: datetime) -> bool:
    """Register what is missing, each at its present address; whether the demo service was."""
    _register_portal(now)
    _register_holder_space(now)
    _register_service_of_situations(now)
    _register_service_of_workstations(now)
    return _register_service(now)


def _register_service(now: datetime) -> bool:
    """Register the demo service at its present address; its process reads the file, as an integrator would a letter."""
    return _register_horizon(REGISTRATION, SERVICE_NAME, told_uri=SIGNED_OUT_ELSEWHERE, now=now)


def _register_service_of_situations(now: datetime) -> bool:
    """The same demo service once more, as one that asks in which situation of exercise people enter."""
    return _register_horizon(SITUATION_REGISTRATION, SITUATION_SERVICE_NAME, ask_situation=True, now=now)


def _register_service_of_workstations(now: datetime) -> bool:
    """And once more, for the screens that everybody uses: unlocked by a code to scan, locked when one leaves."""
    return _register_horizon(
        WORKSTATION_REGISTRATION,
        WORKSTATION_SERVICE_NAME,
        home=WORKSTATION,
        told_uri=SIGNED_OUT_ELSEWHERE,
        shared_workstation=True,
        now=now,
    )


def _register_horizon(file: str, name: str, *, now: datetime, home: str = "/", told_uri: str = "", **kind: Any) -> bool:
    """One registration of the demo service. home, told_uri: paths of it; told_uri: empty where it is not told. kind:
    members of a registration."""
    site = settings.DEMO_RELYING_PARTY_URL
    return _register(
        Path(settings.DATA_DIR) / file,
        name=name,
        redirect_uri=f"{site}{CALLBACK}",
        signed_out_uri=f"{site}{home}",
        told_uri=f"{site}{told_uri}" if told_uri else "",
        scopes=["openid", "scope_all"],
        now=now,
        **kind,
    )


def _register_portal(now: datetime) -> bool:
    """Register the portal itself, a relying party like any other: of the sandbox, as everybody here is fictitious."""
    if settings.PORTAL_OIDC_REGISTRATION_FILE is None:
        return False
    return _register(
        Path(settings.PORTAL_OIDC_REGISTRATION_FILE),
        name=PORTAL_NAME,
        redirect_uri=f"{settings.SITE_URL}{reverse('ecps_return')}",
        scopes=["openid"],
        now=now,
    )


def _register_holder_space(now: datetime) -> bool:
    """Register the space in which people read their own record: another relying party of the sandbox."""
    if settings.HOLDER_OIDC_REGISTRATION_FILE is None:
        return False
    return _register(
        Path(settings.HOLDER_OIDC_REGISTRATION_FILE),
        name=HOLDER_SPACE_NAME,
        redirect_uri=f"{settings.SITE_URL}{reverse('holder_return')}",
        scopes=["openid"],
        now=now,
    )


def _register(
    file: Path,
    *,
    name: str,
    redirect_uri: str,
    scopes: list[str],
    now: datetime,
    signed_out_uri: str = "",
    told_uri: str = "",
    **kind: Any,
) -> bool:
    if _is_registered(file, redirect_uri, told_uri):
        return False
    metadata = ClientMetadata(
        client_name=name,
        redirect_uris=(redirect_uri,),
        post_logout_redirect_uris=(signed_out_uri,) if signed_out_uri else (),
        backchannel_logout_uri=told_uri,
        backchannel_logout_session_required=bool(told_uri),
        environment=Environment.SANDBOX,
        scope=tuple(scopes),
        **kind,
    )
    relying_party, secret = register_relying_party(metadata, now=now)
    content = {"client_id": relying_party.public_id, "client_secret": secret, "redirect_uri": redirect_uri}
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1)
    return True


def _is_registered(file: Path, redirect_uri: str, told_uri: str) -> bool:
    """The file names this address and a service that the database knows: either may have been made anew."""
    if not file.exists():
        return False
    content = json.loads(file.read_text(encoding="utf-8"))
    known = RelyingParty.objects.filter(client__client_id=content.get("client_id", ""), backchannel_logout_uri=told_uri)
    return content.get("redirect_uri") == redirect_uri and known.exists()
