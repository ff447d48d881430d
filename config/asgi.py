"""The application that the wallet's web server runs where calls may wait: the same, behind the waiting door."""

from importlib import import_module

from django.conf import settings

from config.wsgi import application as product  # makes the product ready: what the door reads comes after it

application = import_module("config.waiting.door").Door(product, most=settings.WAITING_CALLS)
