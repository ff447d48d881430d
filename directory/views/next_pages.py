"""Where a browser goes on after a sign-in: a page of ours that an address named, or the first page of that place."""

from typing import Final

from django.utils.http import url_has_allowed_host_and_scheme

_LONGEST: Final = 200  # characters


def page_among(text: str, *beginnings: str) -> str:
    """The path that was asked for, where it begins as one of these does; the first of them for anything else."""
    is_ours = url_has_allowed_host_and_scheme(text, None) and text.startswith(beginnings) and text.isprintable()
    return text if is_ours and len(text) <= _LONGEST else beginnings[0]
