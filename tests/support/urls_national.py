"""The main origin's addresses with NATIONAL_PATHS=1."""

from django.urls import include, path

from config.urls import urlpatterns as ours

urlpatterns = [path("", include("oidc.urls_national")), *ours]
