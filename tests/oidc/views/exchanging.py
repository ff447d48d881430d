"""What a service sends to the token endpoint: a code, where nothing else is said."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.factories.oidc import CALLBACK, VERIFIER

FORM = "application/x-www-form-urlencoded"


def exchange(client: Client, authorization: str = "", **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    headers = {"Authorization": authorization} if authorization else {}
    body = urlencode({name: value for name, value in form.items() if value})
    return client.post("/oidc/token", body, content_type=FORM, headers=headers)
