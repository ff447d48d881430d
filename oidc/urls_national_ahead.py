"""The same at the addresses of the national service, for deployments that take them."""

from django.urls import include, path

from oidc.protocol.metadata import NATIONAL_PATH
from oidc.urls_national import realm_programs, whole_programs
from oidc.views.authorize import redirect_at_once

urlpatterns = [
    path(
        f"{NATIONAL_PATH.strip('/')}/",
        include([*realm_programs, path("protocol/openid-connect/auth", redirect_at_once)]),
    ),
    *whole_programs,
    path("auth", redirect_at_once),
]
