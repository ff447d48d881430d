"""A server of a test that listens for as long as a block lasts, in a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from threading import Thread


@contextmanager
def listening(server: HTTPServer) -> Iterator[None]:
    """Answer until the block ends; the socket is closed then."""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
