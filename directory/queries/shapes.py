"""Rows of models made from what a statement found, without the framework's ways for those that change between calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute


@dataclass(frozen=True)
class Shape:
    """Where the columns of one model stand in a row, and the models that it brings along.

    names: of the columns, in their order; kept: those whose attribute makes something of its value. key: the place of
    the primary key. own, back: what keeps a related row at this one, and this one at a related row.
    """

    model: type[Model]
    start: int
    names: tuple[str, ...]
    kept: tuple[str, ...]
    key: int
    related: tuple["Shape", ...]
    own: Callable[[Any, Any], None] | None = None
    back: Callable[[Any, Any], None] | None = None

    def make(self, row: Sequence[Any], database: str) -> Any:
        """Return the model of a row as the framework would, with its related ones. A column that is not there is asked
        when it is read, likewise."""
        made: Any = self.model.__new__(self.model)
        state = made.__dict__["_state"] = ModelState()
        state.db, state.adding = database, False
        made.__dict__.update(zip(self.names, row[self.start : self.start + len(self.names)], strict=True))
        for name in self.kept:
            setattr(made, name, made.__dict__[name])
        for shape in self.related:
            other = None if row[shape.key] is None else shape.make(row, database)
            if shape.own is not None:
                shape.own(made, other)
            if other is not None and shape.back is not None:
                shape.back(other, made)
        return made


def shape_of(told: dict[str, Any], select: Sequence[Any]) -> Shape:
    """Read the shape from what the framework knows of a statement (its `klass_info`), and the columns of it."""
    model = told["model"]
    places = told["select_fields"]
    if told.get("from_parent") or places != list(range(places[0], places[-1] + 1)):
        raise LookupError(f"the columns of {model.__name__} are not together")
    names = tuple(select[place][0].target.attname for place in places)
    return Shape(
        model=model,
        start=places[0],
        names=names,
        kept=tuple(name for name in names if _makes_something(model, name)),
        key=places[names.index(model._meta.pk.attname)],
        related=tuple(shape_of(one, select) for one in told.get("related_klass_infos", ())),
        own=told.get("local_setter"),
        back=told.get("remote_setter"),
    )


def _makes_something(model: type[Model], name: str) -> bool:
    attribute = getattr(model, name)
    return hasattr(attribute, "__set__") and not isinstance(attribute, ForeignKeyDeferredAttribute)
