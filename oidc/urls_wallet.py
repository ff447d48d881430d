"""Addresses of sign-ins on the wallet's origin."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
