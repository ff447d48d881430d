"""What the clients in Python share: Django without a project, over https, every word of its libraries in the log."""

import logging
import os
import socketserver
import ssl
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings

ISSUER = os.environ["ISSUER"]
ORIGIN = os.environ["ORIGIN"]
FOLDER = os.environ["FOLDER"]
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing of mere requests."""


def configure(name: str, **more: Any) -> None:
    """Settings of a small site. name: that of its cookies, since all of localhost shares one jar."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.captureWarnings(capture=True)
    settings.configure(
        SECRET_KEY="of a test",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="__main__",
        LOGGING_CONFIG=None,
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        SESSION_COOKIE_NAME=f"{name}_session",
        SESSION_COOKIE_SECURE=True,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        **more,
    )
    django.setup()


def serve() -> None:
    """Answer until the process is stopped."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  # reads the settings

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.environ["CERTIFICATE"], os.environ["KEY"])
    server = _Server(("127.0.0.1", urlsplit(ORIGIN).port or 443), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.base_environ["HTTPS"] = "on"
    server.set_app(get_wsgi_application())
    server.serve_forever()
