"""What we use of django-oidc-provider is still there, as we use it."""

import inspect

from django.apps import apps
from oidc_provider.lib.claims import ScopeClaims
from oidc_provider.lib.endpoints.authorize import AuthorizeEndpoint
from oidc_provider.models import Client
from oidc_provider.views import AuthorizeView


def test_the_parts_that_we_override_exist() -> None:
    assert list(inspect.signature(AuthorizeEndpoint.__init__).parameters) == ["self", "request"]
    assert callable(AuthorizeEndpoint._extract_params)
    assert callable(AuthorizeEndpoint.validate_params)
    assert AuthorizeView.authorize_endpoint_class is AuthorizeEndpoint
    assert list(inspect.signature(ScopeClaims.__init__).parameters) == ["self", "token"]
    assert callable(ScopeClaims._clean_dic)
    assert callable(ScopeClaims._scopes_registered)


def test_the_registry_has_the_columns_that_we_read() -> None:
    fields = {field.name for field in Client._meta.get_fields()}

    assert {"name", "client_id", "client_type", "client_secret", "response_types", "require_consent"} <= fields


def test_the_library_keeps_the_key_type_of_its_migrations() -> None:
    assert apps.get_app_config("oidc_provider").default_auto_field == "django.db.models.AutoField"
