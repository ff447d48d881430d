"""The waiting door: the wallet's origin on ASGI, where a few calls wait for an event; every answer is WSGI's."""
