"""Addresses of the e-CPS portal, on the main origin."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
