"""What a deployment must have, and the thin use of the provider library."""

from io import StringIO
from typing import Any

import oidc_provider.urls
import pytest
from cryptography.fernet import Fernet
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError
from django.urls import include, path

from oidc import checks
from tests.factories.oidc import RelyingPartyFactory


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("ISSUER", "https://op.test/", "oidc.E001"),
        ("ISSUER", "https://op.test/realm", "oidc.E001"),
        ("ISSUER", "https://op.test/auth/realms/esante-wallet/", "oidc.E001"),
        ("ISSUER", "https://op.test/auth/realms/esante-wallet?a=b", "oidc.E001"),
        ("ISSUER", "https:///auth/realms/esante-wallet", "oidc.E001"),
        ("ISSUER", "op.test", "oidc.E001"),
        ("OIDC_GRANT_TYPE_PASSWORD_ENABLE", True, "oidc.E003"),
        ("OIDC_SESSION_MANAGEMENT_ENABLE", True, "oidc.E003"),
        ("SIGNING_KEY_ENCRYPTION_KEYS", [], "oidc.E004"),
        ("SIGNING_KEY_ENCRYPTION_KEYS", ["not a key"], "oidc.E004"),
        ("SUBJECT_NAMESPACE", "directory", "oidc.E005"),
    ],
)
def test_a_setting_that_would_be_unsafe_is_an_error(settings: Any, name: str, value: object, fault: str) -> None:
    setattr(settings, name, value)

    assert [error.id for error in checks.check_provider_settings(None)] == [fault]


def test_plain_http_is_for_the_demonstration_only(settings: Any) -> None:
    settings.DEMO = False

    assert [error.id for error in checks.check_provider_settings(None)] == ["oidc.E002"]


def test_these_settings_and_addresses_are_safe() -> None:
    assert checks.check_provider_settings(None) == []
    assert checks.check_library_is_not_routed(None) == []


def deploying() -> list[str | None]:
    return [fault.id for fault in checks.check_keys_of_deployment(None)]


@pytest.mark.django_db
def test_a_deployment_is_told_which_algorithms_have_no_key(settings: Any) -> None:
    assert deploying() == ["oidc.E007"] * 3
    with pytest.raises(SystemCheckError, match="No key signs with PS256"):
        call_command("check", "--deploy", "--tag", "security", stdout=StringIO(), stderr=StringIO())
    call_command("ensure_signing_keys", stdout=StringIO())
    assert deploying() == []
    settings.SIGNING_KEY_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert deploying() == ["oidc.E008"] * 3


@pytest.mark.django_db
def test_pairwise_services_need_a_key_of_their_own(signing_keys: object, settings: Any) -> None:
    settings.PAIRWISE_KEY = b"short"
    assert deploying() == []
    RelyingPartyFactory.create(pairwise=True)
    assert deploying() == ["oidc.E009"]


def test_a_database_that_is_away_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(checks, "_signing_faults", away)

    assert deploying() == ["oidc.W001"]


def test_a_route_to_the_library_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Resolver:
        url_patterns = [path("openid/", include((oidc_provider.urls.urlpatterns, "oidc_provider")))]

    monkeypatch.setattr(checks, "get_resolver", Resolver)

    faults = checks.check_library_is_not_routed(None)
    assert {fault.id for fault in faults} == {"oidc.E006"}
    assert len(faults) >= 5


def test_the_library_is_in_no_administration() -> None:
    assert not [model for model in admin.site._registry if model._meta.app_label == "oidc_provider"]
