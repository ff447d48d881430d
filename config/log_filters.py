"""What the logs leave out."""

import logging


class ExpectedTrouble(logging.Filter):
    """Drops the line of a 503 of /healthz: who asked was answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep everything else."""
        path = getattr(getattr(record, "request", None), "path", "")
        return not (path == "/healthz" and getattr(record, "status_code", None) == 503)
