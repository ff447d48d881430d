"""The browser of a person who signs in at a client: it goes wherever the client and the provider send it."""

from typing import Any

import httpx

from tests.conformance.suite import Browser, Provider


class Person(Browser):
    """One person's browser, with the phone of the same person. places: the origins that it opens, the provider's too;
    what leaves them is returned as it is."""

    def __init__(self, provider: Provider, *places: str) -> None:
        super().__init__(provider)
        self.places = (provider.issuer, *places)

    def open(self, method: str, url: str, **sent: Any) -> httpx.Response:
        """Follow every redirection to one of the places."""
        response = self.http.request(method, url, **sent)
        while response.next_request is not None and self._is_known(response.next_request.url):
            response = self.http.send(response.next_request)
        return response

    def sign_in_at(self, url: str) -> httpx.Response:
        """Open an address that wants to know who one is, show the e-CPS, and return the page that is reached then."""
        reached, done = self.act(self.open("GET", url))
        assert done == "sign-in"
        return reached

    def _is_known(self, url: httpx.URL) -> bool:
        return f"{url.scheme}://{url.netloc.decode()}" in self.places
