"""What the values of an entry may leave unsaid, so that two ways of writing the same can be told from a difference.

A file may write ``basis: stated`` or leave it out, and an empty list or none. `reduce` takes such things away without
judging anything else, so it works on what the schema would refuse too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from knowledge.factfile.sections import SECTIONS

_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Shape:
    """What one value of the file is made of.

    Attributes:
        fields: of a mapping, its keys in the order a file writes them; None where it is none, or anything goes.
        item: of a list, what stands in it.
        default: what the schema takes where the value is missing, as plain data; `is_optional` says whether it does.
    """

    fields: Mapping[str, "Shape"] | None = None
    item: "Shape | None" = None
    default: Any = field(default=_REQUIRED, compare=False)

    @property
    def is_optional(self) -> bool:
        """Whether the value may be missing."""
        return self.default is not _REQUIRED

    def at(self, key: str) -> "Shape":
        """Return the shape under *key*; that of anything where the schema does not know the key."""
        return (self.fields or {}).get(key, ANYTHING)

    def element(self) -> "Shape":
        """Return the shape of the items."""
        return self.item or ANYTHING

    def order(self, keys: Iterable[str]) -> list[str]:
        """Return *keys* in the order a file writes them, unknown ones last."""
        known = list(self.fields or {})
        places = {key: number for number, key in enumerate(known)}
        return sorted(keys, key=lambda key: places.get(key, len(known)))


ANYTHING = Shape()


@cache
def shape_of(section: str) -> Shape:
    """Return the shape of the entries of *section*.

    Raises:
        ValueError: no section has that name.
    """
    if section not in SECTIONS:
        raise ValueError(f"no section is named {section!r}; a fact file has {', '.join(SECTIONS)}")
    return _shape(SECTIONS[section])


def _shape(annotation: Any, default: Any = _REQUIRED) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shape(get_args(annotation)[0], default)
    if origin in {Union, UnionType}:
        inner = [each for each in get_args(annotation) if each is not NoneType]
        return _shape(inner[0], default) if len(inner) == 1 else Shape(default=default)
    if origin is tuple:
        return Shape(item=_shape(get_args(annotation)[0]), default=default)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {
            name: _shape(info.annotation, _REQUIRED if info.is_required() else plain(info.default))
            for name, info in annotation.model_fields.items()
        }
        return Shape(fields=fields, default=default)
    return Shape(default=default)


def plain(value: Any) -> Any:
    """Return *value* as YAML reads it: days as text, lists and mappings of their own; what has no value left out."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def reduce(shape: Shape, value: Any) -> Any:
    """Return *value* as plain data without what goes without saying; None where nothing is left."""
    value = _reduce_inside(shape, value)
    if not shape.is_optional:
        return value
    return None if value == shape.default or value in ([], {}) else value


def _reduce_inside(shape: Shape, value: Any) -> Any:
    value = plain(value)
    if isinstance(value, dict):
        reduced = {key: reduce(shape.at(key), value[key]) for key in shape.order(value)}
        return {key: each for key, each in reduced.items() if each is not None}
    if isinstance(value, list):
        return [_reduce_inside(shape.element(), each) for each in value]
    return value
