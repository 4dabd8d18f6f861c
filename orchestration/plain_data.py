"""Dataclasses as plain data, the form that JSON has, and back: a key is the name of a field.

A record outlives the version of the project that wrote it. So a key that is missing gives the field's default, or None
if the field may be None, and a key that nobody knows is skipped. None is written as null; in a class that says
`none_is_no_key` it is left out.
"""

from __future__ import annotations

import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from orchestration.problems import is_invisible

T = TypeVar("T")


def as_plain(value: Any) -> Any:
    """A value as JSON can hold it: dataclasses as dictionaries, decimals as numbers, anything else as its text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Mapping):
        return {key: as_plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(one) for one in value]
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        held = {name: getattr(value, name) for name in _names(type(value))}
        leave_out = getattr(value, "none_is_no_key", False)
        return {name: as_plain(one) for name, one in held.items() if one is not None or not leave_out}
    return str(value)


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def to_json(value: Any, indent: int | None = 1) -> str:
    """A value as JSON for a file, a pipe or a terminal: texts as they are, and what is invisible in them escaped.

    Without `indent` it is one line, which takes two thirds of the time.
    """
    text = json.dumps(as_plain(value), ensure_ascii=False, indent=indent)
    for mark in {one for one in set(text) if is_invisible(one)} - {"\n"}:
        text = text.replace(mark, json.dumps(mark)[1:-1])
    return text


def from_plain(kind: type[T], data: Any) -> T:
    """A dataclass from plain data, or from a row of a query by column name.

    Raises TypeError or ValueError where the data is not of that form.
    """
    return cast(T, _reader(cast(Any, kind))(data))


def with_texts(value: T, change: Callable[[str], str]) -> T:
    """The same value with every text in it changed, at whatever depth."""
    return cast(T, _with_texts(value, change))


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_with_texts(one, change) for one in value]
    if isinstance(value, dict):
        return {_with_texts(key, change): _with_texts(one, change) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{one.name: _with_texts(getattr(value, one.name), change) for one in fields(value)})
    return value


@functools.cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a kind from plain data."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (held,) = (_reader(one) for one in arguments if one is not types.NoneType)
        return lambda data: None if data is None else held(data)
    if origin is list:
        element = _reader(arguments[0])
        return lambda data: [element(one) for one in _of(list, data)]
    if origin is dict:
        element = _reader(arguments[1])
        return lambda data: {str(key): element(one) for key, one in _of(dict, data).items()}
    if kind is Any:
        return lambda data: data
    if origin is Literal:
        return lambda data: _one_of(arguments, data)
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    return _SIMPLE[kind]


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = [(one.name, _reader(hints[one.name]), _is_required(one, hints[one.name])) for one in fields(kind)]

    def read(data: Any) -> Any:
        known = {}
        for name, reader, is_required in readers:
            if name in data:
                known[name] = reader(data[name])
            elif is_required is None:
                known[name] = None
            elif is_required:
                raise TypeError(f"{kind.__name__} lacks {name}")
        return kind(**known)

    return lambda data: read(_of(dict, data))


def _is_required(one: Field[Any], hint: Any) -> bool | None:
    """Whether a key must be there; None where its lack is the same as null."""
    if one.default is not MISSING or one.default_factory is not MISSING:
        return False
    return None if types.NoneType in get_args(hint) else True


def _of(kind: type[T], data: Any) -> T:
    if not isinstance(data, kind):
        raise TypeError(f"a {kind.__name__} is expected where {type(data).__name__} stands")
    return data


def _one_of(words: tuple[Any, ...], data: Any) -> Any:
    if data not in words:
        raise ValueError(f"{data!r} is not one of {', '.join(map(repr, words))}")
    return data


def _decimal(data: Any) -> Decimal:
    return data if isinstance(data, Decimal) else Decimal(str(_number(data)))


def _number(data: Any) -> Any:
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        raise TypeError(f"a number is expected where {type(data).__name__} stands")
    return data


_SIMPLE: dict[Any, Callable[[Any], Any]] = {
    # A day or a moment from a query is kept as its text.
    str: lambda data: data if isinstance(data, str) else str(data),
    int: lambda data: int(_number(data)),
    float: lambda data: float(_number(data)),
    bool: lambda data: _of(bool, data),
    Decimal: _decimal,
}
