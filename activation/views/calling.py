"""Whom to call when nothing comes: the same for everybody, by profession, by region and by kind of number."""

from django.conf import settings

from activation import queries
from directory import queries as directory_queries
from directory.models import AuthorityKind, RegistrationAuthority
from directory.vocabulary.authorities import PROFESSIONS_OF_ORDERS


def whom_to_call() -> dict[str, object]:
    """What the pages say: `orders`, each with the profession it registers, and `agencies`."""
    authorities = queries.authorities_to_call(is_test=settings.DEMO)
    professions = {order.value: code for order, code in PROFESSIONS_OF_ORDERS.items()}
    orders = [
        {"authority": one, "profession": directory_queries.profession_label(professions.get(one.code, ""))}
        for one in authorities
        if one.kind == AuthorityKind.ORDER
    ]
    return {"orders": orders, "agencies": _agencies(authorities)}


def _agencies(authorities: list[RegistrationAuthority]) -> list[RegistrationAuthority]:
    return [one for one in authorities if one.kind == AuthorityKind.REGIONAL]
