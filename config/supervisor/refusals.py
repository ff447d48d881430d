"""Why the product cannot start here, in one line that says what to change."""


class CannotStartError(Exception):
    """The text is the whole explanation; no traceback helps."""
