"""What is answered ahead of what pages need: the doors of programs, and redirections of browsers."""

from django.urls import path

from oidc.urls_programs import urlpatterns as programs
from oidc.views.authorize import redirect_at_once

urlpatterns = [*programs, path("oidc/authorize", redirect_at_once)]
