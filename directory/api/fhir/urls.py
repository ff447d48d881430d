"""Addresses of the API, below `fhir/v2/`."""

from django.urls import path

from directory.api.fhir import views

urlpatterns = [
    path("metadata", views.metadata, name="fhir-metadata"),
    path("<str:name>/_search", views.search_form, name="fhir-search-form"),
    path("<str:name>/<str:identifier>", views.read, name="fhir-read"),
    path("<str:name>", views.search, name="fhir-search"),
    path("", views.unknown),
    path("<path:path>", views.unknown),
]
