"""The seam to django-oidc-provider: its registry of clients, its claims classes and its authorization endpoint, and
nothing else of it."""
