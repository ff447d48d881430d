"""Addresses that exist in a demo only."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
