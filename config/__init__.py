"""Assembly of the product: settings, addresses, worker and the commands that run it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
