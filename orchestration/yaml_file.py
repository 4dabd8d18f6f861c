"""Reads a YAML file into a pydantic model, and says what is wrong with it line by line.

For every YAML file that people write here: `report.yml`, the rules and the waivers. Plain values are read as
the text that stands there and nothing else (`2021`, `010`, `1.361`, `no` and `2021-12-31` are all text); the
model decides what is a number, a date or a truth value. Only an empty value, `~` and `null` are None.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, RootModel, ValidationError

from orchestration.problems import BadInputError, Problem, character_name, is_invisible, visible

MAX_BYTES = 5_000_000
MAX_DEPTH = 50
MAX_ALIASES = 100
MAX_NODES = 2_000_000
"""Values after aliases are filled in: a few nested aliases can stand for billions of values."""
MAX_PROBLEMS = 1_000
"""Problems listed per file: nobody reads more, and a file of a thousand times a thousand mistakes can be written."""

Location = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)

_NULL = "tag:yaml.org,2002:null"
_NO_VALUE = ("", "~", "null")
_TAGS = {_NULL, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))}
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_BASE):  # type: ignore[misc]
    """The safe loader, resolving nothing but the absence of a value."""

    yaml_implicit_resolvers = {c: [(_NULL, re.compile(r"^(?:~|null|)$"))] for c in ("", "~", "n")}  # noqa: RUF012


class _UnusualError(Exception):
    """Raised where a file holds what has to be looked at with care, or is no YAML."""


class MisfitError(ValueError):
    """Raised by a model's validator: several things wrong below it, each with its place, in plain words."""

    def __init__(self, misfits: list[tuple[Location, str]]) -> None:
        self.misfits = misfits
        super().__init__("; ".join(message for _, message in misfits))


def read_yaml_model(path: Path, model: type[Model], name: str, guide: str = "") -> Model:
    """The file as an instance of `model`.

    `name` is how messages call the file, `guide` the page that explains its format. Raises BadInputError with
    every problem of the file and the line it stands on.
    """
    return YamlFile(path, name, guide).to_model(model)


class YamlFile:
    """A YAML file that was read: its plain data, and the line on which each part of it stands.

    `content` is what the file holds, where that has been read already. Raises BadInputError where it is no YAML, too
    large, or says a key twice.
    """

    def __init__(self, path: Path, name: str, guide: str = "", content: bytes | None = None) -> None:
        self.name = name
        self.guide = guide
        self._nodes = 0
        self._problems: list[Problem] = []
        self._text = self._decoded(self._content(path) if content is None else content)
        try:
            self.data: Any = _plain_data(self._text)
        except (_UnusualError, yaml.YAMLError):
            self.data = self._plain(self._root)
        if self._problems:
            raise BadInputError(self._problems[:MAX_PROBLEMS])

    @cached_property
    def _root(self) -> yaml.Node:
        """The file as nodes that know their lines: made where something is wrong, and something mostly is not."""
        return self._compose(self._text)

    def problem(self, where: Location | int, message: str, next_step: str = "") -> Problem:
        """A problem with the part of the file at `where`: a place in the data, or a line number."""
        line = where if isinstance(where, int) else self.line(where)
        advice = next_step or "Correct this line"
        return Problem(self.name, line, None, message, f"{advice}{self._see()}")

    def line(self, where: Location) -> int:
        """The line of the deepest part of `where` that the file has; of a mapping's entry, its key's line."""
        node, line = self._root, self._root.start_mark.line + 1
        for part in where:
            if (found := _child(node, part)) is not None:
                key, node = found
                line = key.start_mark.line + 1
        return line

    def line_of(self, text: str) -> int | None:
        """The line on which a value is this text, the one that defines it before others; None where none is."""
        found = self.definition_of(text)
        return self._line_below(self._root, text) if found is None else found

    def definition_of(self, text: str) -> int | None:
        """The line on which a value below `define` is this text; None where none is."""
        define = _child(self._root, "define")
        return self._line_below(define[1], text) if define else None

    def _line_below(self, root: yaml.Node, text: str) -> int | None:
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.ScalarNode) and node.value == text:
                return int(node.start_mark.line) + 1
            waiting += reversed([child for _, child in _children(node)])
        return None

    def to_model(self, model: type[Model], context: Mapping[str, Any] | None = None) -> Model:
        """The data as an instance of `model`, whose validators see `context`.

        Raises BadInputError with all that does not fit.
        """
        try:
            return model.model_validate(self.data, context=context)
        except ValidationError as error:
            problems: dict[tuple[int | None, str], Problem] = {}
            places: set[Location] = set()
            for place, message in islice(misfits_of(error, model), MAX_PROBLEMS):
                known = self._known(place)
                if known in places:  # the branches of a union each complain of the same value
                    continue
                places.add(known)
                found = self.problem(place, message)
                problems.setdefault((found.row, message), found)
            if error.error_count() > MAX_PROBLEMS:
                message = f"there are more problems in this file; the first {MAX_PROBLEMS:,} are listed"
                step = "Mend those that are listed and run again."
                problems[None, message] = Problem(self.name, None, None, message, step)
            raise BadInputError(list(problems.values())) from None

    def _see(self) -> str:
        return f"; {self.guide} explains the format." if self.guide else "."

    def _known(self, where: Location) -> Location:
        """`where` without the parts that name a branch of a union; a missing key keeps its name."""
        node, known = self._root, []
        for part in where:
            if (found := _child(node, part)) is not None:
                node = found[1]
                known.append(part)
            elif isinstance(node, yaml.MappingNode) and part == where[-1]:
                known.append(part)
        return tuple(known)

    def _fail(self, line: int, message: str, next_step: str) -> BadInputError:
        return BadInputError([self.problem(line, message, next_step)])

    def _content(self, path: Path) -> bytes:
        try:
            if not path.is_file():
                raise self._fail(1, "the file is missing", "Write it")
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise self._fail(1, f"the file cannot be read: {error.strerror}", "Make it readable") from None

    def _decoded(self, content: bytes) -> str:
        if len(content) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES:,} bytes"
            raise self._fail(1, message, "Keep tables in .csv files")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._fail(line, "the text is not UTF-8", "Save the file as UTF-8") from None

    def _compose(self, text: str) -> yaml.Node:
        try:
            self._refuse_bombs(text)
            root: yaml.Node | None = yaml.compose(text, Loader=_TextLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            message = f"this is not YAML: {error.problem or error.context}"
            raise self._fail(line, message, "Check indentation, colons and quotation marks") from None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            message = f"the character {error.character!r} cannot stand in YAML"
            raise self._fail(line, message, "Remove it") from None
        if root is None:
            raise self._fail(1, "the file is empty", "Write it")
        return root

    def _refuse_bombs(self, text: str) -> None:
        """Looks at the file as a stream first: composing it cannot survive very deep nesting."""
        depth = aliases = 0
        for event in yaml.parse(text, Loader=_TextLoader):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                aliases += 1
            if depth > MAX_DEPTH or aliases > MAX_ALIASES:
                many = f"has more than {MAX_ALIASES} aliases (*name)"
                what = f"is nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else many
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise self._fail(line, f"the file {what}", "Write it out plainly")

    def _plain(self, node: yaml.Node, depth: int = 0) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            line = node.start_mark.line + 1
            raise self._fail(line, "aliases (*name) make this file endless", "Write out what they stand for")
        if node.tag not in _TAGS:
            message = f"the tag {clip(node.tag)} means nothing here"
            self._problems.append(self.problem(node.start_mark.line + 1, message, "Remove it"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, depth + 1) for child in node.value]
        self._look_at_text(node)
        return None if node.tag == _NULL else node.value

    def _look_at_text(self, node: yaml.Node) -> None:
        """What is invisible makes two texts differ that look the same, or steers the terminal that shows it."""
        mark = _invisible_mark(node.value)
        if mark is not None:
            message = f"there is the invisible character {character_name(mark)} in {clip(node.value)}"
            self._problems.append(self.problem(node.start_mark.line + 1, message, "Remove it"))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(self.problem(line, "a list or mapping cannot be a key", "Use a word"))
                continue
            self._look_at_text(key)
            if key.value in found:
                self._problems.append(
                    self.problem(
                        line,
                        f"the key `{key.value}` stands here twice, first on line {lines[key.value]}",
                        "Keep one of the two",
                    )
                )
            found[key.value] = self._plain(child, depth + 1)
            lines.setdefault(key.value, line)
        return found


def _plain_data(text: str) -> Any:
    """The data of an ordinary file, made of its events in one pass.

    Raises _UnusualError for what asks for care: tags, aliases, deep nesting, keys that stand twice or are no text, and
    what is invisible; then the nodes say what is wrong, if anything is, and where.
    """
    next_event = _TextLoader(text).get_event
    outer: list[Any] = []
    inside: Any = []
    key: str | None = None
    while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
        if kind is yaml.ScalarEvent:
            value = event.value
            if event.tag is not None or event.anchor is not None or not _is_plain(value):
                raise _UnusualError
            if type(inside) is dict and key is None:
                if value in inside:
                    raise _UnusualError
                key = value
                continue
            if value in _NO_VALUE and event.implicit[0]:
                value = None
            if type(inside) is dict:
                inside[key] = value
                key = None
            else:
                inside.append(value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.tag is not None or event.anchor is not None or len(outer) >= MAX_DEPTH:
                raise _UnusualError
            below: Any = {} if kind is yaml.MappingStartEvent else []
            outer.append(inside)
            if type(inside) is dict:
                if key is None:
                    raise _UnusualError
                inside[key] = below
            else:
                inside.append(below)
            inside, key = below, None
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            inside, key = outer.pop(), None
        elif kind is yaml.AliasEvent:
            raise _UnusualError
    if len(inside) != 1:
        # An empty file, or several documents in one.
        raise _UnusualError
    return inside[0]


def _is_plain(text: str) -> bool:
    return text.isprintable() or _invisible_mark(text) is None


def _invisible_mark(text: str) -> str | None:
    """The first character that is invisible; lines of a block may be kept apart."""
    return next((one for one in text if is_invisible(one) and one != "\n"), None)


def misfits_of(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Location, str]]:
    """What pydantic found wrong, as places in the data and sentences for the person who wrote the file."""
    for one in error.errors(include_url=False):
        cause = one.get("ctx", {}).get("error")
        if isinstance(cause, MisfitError):
            yield from ((one["loc"] + place, message) for place, message in cause.misfits)
        else:
            yield one["loc"], _sentence(dict(one), model)


def _sentence(error: dict[str, Any], model: type[BaseModel]) -> str:
    place, kind, shown = error["loc"], error["type"], clip(error.get("input"))
    key = next((str(p) for p in reversed(place) if isinstance(p, str)), "")
    if kind == "extra_forbidden":
        return f"unknown key `{place[-1]}`{_hint(str(place[-1]), _keys_at(model, place[:-1]))}"
    if kind == "missing":
        return f"the key `{place[-1]}` is missing"
    if kind == "literal_error":
        return f"{shown} is not one of {error['ctx']['expected'].replace(' or ', ', ')}"
    if kind == "string_pattern_mismatch":
        return f"{shown} is not written the way `{key}` is: {error['ctx']['pattern']}"
    if kind == "string_type":
        return "text is expected here" + (" and nothing stands here" if error.get("input") is None else "")
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        expected = "a list" if kind == "list_type" else "a mapping (key: value)"
        return f"{expected} is expected here, not {shown}"
    if kind == "value_error":
        return f"{shown}: {error['ctx']['error']}"
    return f"{shown}: {error['msg'][0].lower()}{error['msg'][1:]}"


def clip(value: object, length: int = 60) -> str:
    """A value as messages show it: in quotation marks, and shortened where it is long."""
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else repr(value)
    return f'"{visible(text)}"' if len(text) <= length else f'"{visible(text[: length - 1])}…"'


def _hint(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known here are {', '.join(known)}" if known else ""


def _keys_at(model: type[BaseModel], place: Location) -> list[str]:
    """The keys that the model knows at a place in the data."""
    kinds: list[Any] = list(_branches(model))
    for part in place:
        below = [child for kind in kinds for child in _below(kind, part)]
        kinds = below or kinds  # a part that leads nowhere is the name of a union's branch
    keys = [field.alias or name for k in kinds if _is_model(k) for name, field in k.model_fields.items()]
    return list(dict.fromkeys(keys))


def _below(kind: Any, part: int | str) -> Iterator[Any]:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            if part == (field.alias or name):
                yield from _branches(field.annotation)
    elif get_origin(kind) is list and isinstance(part, int):
        yield from _branches(get_args(kind)[0])
    elif get_origin(kind) is dict:
        yield from _branches(get_args(kind)[1])


def _branches(kind: Any) -> Iterator[Any]:
    if get_origin(kind) is Annotated:
        yield from _branches(get_args(kind)[0])
    elif _is_model(kind) and issubclass(kind, RootModel):
        yield from _branches(kind.model_fields["root"].annotation)
    elif get_origin(kind) in (Union, types.UnionType):
        for branch in get_args(kind):
            yield from _branches(branch)
    else:
        yield kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _children(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    """Key and value of each entry of a mapping; of a list, both are the value."""
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    return [(child, child) for child in node.value] if isinstance(node, yaml.SequenceNode) else []


def _child(node: yaml.Node, part: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value at one step into a node; of a list both are the value."""
    if isinstance(node, yaml.SequenceNode):
        if not isinstance(part, int) or part >= len(node.value):
            return None
        return node.value[part], node.value[part]
    return next(((key, child) for key, child in _children(node) if key.value == str(part)), None)
