"""Resource servers, as teams name them and reviewers read them."""

from collections.abc import Iterable

from oidc.models import ResourceServer


def resources_to_name(environment: str, *, named: Iterable[str]) -> dict[str, str]:
    """Names of those that a client of an environment may ask tokens for, by identifier, and of those that it names
    already, closed ones too; an unknown one is called by its identifier. One query.
    """
    kept = set(named)
    rows = ResourceServer.objects.filter(environment=environment).order_by("name", "identifier")
    found = {one.identifier: one.name for one in rows if one.is_active or one.identifier in kept}
    return found | {one: one for one in sorted(kept - found.keys())}


def names_of_resources(identifiers: Iterable[str]) -> list[tuple[str, str]]:
    """Each identifier with the name of its server, empty where none has it any more. One query; none for none."""
    wanted = tuple(identifiers)
    if not wanted:
        return []
    names = dict(ResourceServer.objects.filter(identifier__in=wanted).values_list("identifier", "name"))
    return [(one, names.get(one, "")) for one in wanted]
