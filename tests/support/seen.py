"""What a form of the portal was filled from: its hidden field, as a browser sends it back."""

import re

from django.test import Client


def seen_on(client: Client, page: str) -> str:
    """The value of `seen` on this page."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None, page
    return found[1]
