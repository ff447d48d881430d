"""Addresses of the portal and of accounts, filled with the rows of a ground (tests/support/isolation.py)."""

from collections.abc import Iterator
from itertools import product

from tests.support.isolation import CHOICES, KEYED_BY_UUID, MISSING, MISSING_UUID, MODELS, NATIONAL, Ground
from tests.support.routes import Route

# Addresses that name no row of ours, or one by a secret.
NAMELESS = {"url", "app_label", "content_type_id", "key", "uidb36"}


def addresses(route: Route, ground: Ground | None) -> Iterator[str]:
    """The addresses of a route about a ground, one a choice; about nothing for None. None for things of the nation."""
    if set(route.parameters) & NAMELESS:
        return
    keys = {name: key_of(route, name, ground) for name in route.parameters}
    if not keys or "" in keys.values() or (ground is not None and all(name in CHOICES for name in keys)):
        return
    choices = [(key,) if isinstance(key, str) else key for key in keys.values()]
    for values in product(*choices):
        yield route.address(dict(zip(keys, values, strict=True)))


def key_of(route: Route, name: str, ground: Ground | None) -> str | tuple[str, ...]:
    """What a part of an address may be; empty for things of the nation and of nobody."""
    if name in CHOICES:
        return CHOICES[name]
    row = name.removesuffix("_id")
    if name == "object_id":
        model = route.template.split("/")[2]
        row = MODELS.get(model, model)
    if row in NATIONAL:
        return ""
    if ground is None:
        return MISSING_UUID if row in KEYED_BY_UUID else MISSING
    assert row in ground.rows, f"{route.template}: give each ground a {row!r} (tests/support/isolation.py)"
    return str(ground.rows[row].pk)
