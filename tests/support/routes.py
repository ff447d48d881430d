"""Every address of both origins, from the address maps themselves: a new one is found without being told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

_CONVERTER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
_GROUP = re.compile(r"\(\?P<([a-z0-9_]+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Route:
    """One address. parameters: names of its variable parts, in order."""

    template: str
    parameters: tuple[str, ...]

    def address(self, values: dict[str, str]) -> str:
        """The address with these values. Raises KeyError for a part that nobody taught."""
        return "/" + re.sub(r"\{(\w+)\}", lambda part: values[part[1]], self.template)


def routes_of(urlconf: str) -> list[Route]:
    """All of them, those of packages included."""
    found = dict.fromkeys(_walk(get_resolver(urlconf).url_patterns, ""))
    return [Route(template, tuple(re.findall(r"\{(\w+)\}", template))) for template in found]


def _walk(patterns: list[Any], opening: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, opening + _template(pattern))
        elif isinstance(pattern, URLPattern):
            yield opening + _template(pattern)


def _template(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    if isinstance(pattern.pattern, RegexPattern):
        return _GROUP.sub(r"{\1}", text).strip("^$").replace("\\Z", "").replace("\\", "").replace("?", "")
    return _CONVERTER.sub(r"{\1}", text)
