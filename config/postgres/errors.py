"""What the embedded server refuses, in one line that an operator can act on."""


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be started, found or stopped; the text is the whole explanation."""
