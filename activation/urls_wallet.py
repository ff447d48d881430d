"""Addresses of the wallet, on its own origin."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
