"""The suite's own PostgreSQL: the cluster of DATA_DIR/test never holds anybody's data, so it need not be durable."""

import os
from pathlib import Path

from django.conf import settings

from config import embedded

_servers: list[embedded.Server] = []


def start_test_database() -> None:
    """Start the suite's server and send Django there, before its first connection. With DATABASE_URL: that server."""
    if os.environ.get("DATABASE_URL") or _servers:
        return
    data_dir = Path(settings.DATA_DIR) / "test"
    _servers.append(embedded.start(data_dir, durable=False))
    settings.DATABASES["default"].update(embedded.connection_settings(data_dir))


def stop_test_database() -> None:
    """Leave the suite's server: the last run that uses it stops it."""
    while _servers:
        embedded.stop(_servers.pop())
