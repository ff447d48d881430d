"""Journeys run through the product as `manage.py up` starts it."""

from tests.support.product import product

__all__ = ["product"]
