"""An address behind proxies of ours is the one they saw, never the one a visitor wrote."""

import pytest
from django.http import HttpResponse

from config.proxy import trust_proxies


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, None, "192.0.2.1"),
    ],
)
def test_the_outermost_proxy_of_ours_says_the_address(rf, settings, proxies, header, expected):
    settings.PROXY_COUNT = proxies
    headers = {} if header is None else {"X-Forwarded-For": header}
    request = rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")

    trust_proxies(lambda seen: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == expected
    assert "HTTP_X_FORWARDED_FOR" not in request.META
