"""Addresses of the staff's sign-in: password, second factor, sessions."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
