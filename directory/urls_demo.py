"""Addresses that exist in a demo only."""

from django.urls import path

from directory.views.demo_inbox import inbox, inbox_json

urlpatterns = [
    path("boite/", inbox, name="demo_inbox"),
    path("boite.json", inbox_json, name="demo_inbox_json"),
]
