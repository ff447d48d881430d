"""The home page: what this is, and the doors for each reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """GET /: the three roles and where each begins."""
    return render(request, "directory/home.html")
