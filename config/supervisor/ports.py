"""Checks that the ports are free before the first process starts."""

import errno
import os
import socket

from config.supervisor.refusals import CannotStartError


def require_free(host: str, ports: list[int]) -> None:
    """Bind each port once and let it go. Raises CannotStartError for the first that cannot be had."""
    for port in ports:
        _try(host, port, together=ports)


def _try(host: str, port: int, *, together: list[int]) -> None:
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as unknown:
        raise CannotStartError(f"HOST {host} is not an address of this machine") from unknown
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            first, last = min(together), max(together)
            raise CannotStartError(
                f"port {port} is busy: another program listens there; choose another PORT "
                f"(it needs {first} to {last} free now), for instance PORT={first + 1000}"
            ) from refused
        raise CannotStartError(f"port {port} of {host} cannot be used ({os.strerror(refused.errno or 0)})") from refused
