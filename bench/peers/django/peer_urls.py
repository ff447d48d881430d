"""The addresses of the provider, as its documentation says."""

from django.conf import settings
from django.urls import include, path

if settings.PEER == "dot":
    urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
else:
    urlpatterns = [path("o/", include("oidc_provider.urls", namespace="oidc_provider"))]
