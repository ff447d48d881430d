"""`python -m config.demo.relying_party`: run the service until it is told to stop."""

import os
import signal
import ssl
from socketserver import ThreadingMixIn
from types import FrameType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from config.demo.relying_party.configuration import framework_settings, read_configuration


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request."""

    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """Writes no line a request: an authorization answer carries a code."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


def stop(_: int, __: FrameType | None) -> None:
    """End at once and in order."""
    raise SystemExit(0)


def speak_tls(server: Server, certificate: str, key: str) -> None:
    """Hands are shaken in the thread of each request: a client that says nothing keeps nobody waiting."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.base_environ["HTTPS"] = "on"


def main() -> None:
    """Listen."""
    configuration = read_configuration()
    # The provider of a demonstration is on this machine: no proxy stands between.
    os.environ["NO_PROXY"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), "localhost,127.0.0.1"]))
    settings.configure(**framework_settings(configuration), ISSUER=configuration.issuer)
    django.setup()
    signal.signal(signal.SIGTERM, stop)
    server = make_server(
        configuration.host, configuration.port, WSGIHandler(), server_class=Server, handler_class=QuietHandler
    )
    if os.environ.get("TLS_CERTIFICATE"):
        speak_tls(server, os.environ["TLS_CERTIFICATE"], os.environ["TLS_KEY"])
    print(f"Dossier Santé Horizon on {configuration.base_url}", flush=True)  # noqa: T201 - the process's only line
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        stop(0, None)


main()
