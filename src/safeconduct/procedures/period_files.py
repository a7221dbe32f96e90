"""Reading the files that say how a State or an instrument counts time.

A file is a mapping of *fields*. Each field names its value (``is``), the law that gives it, whether that law was
``read`` or is ``assumed``, and, where law changed, from when until when: then the field is a list, one entry for each
time. What cannot be taken is refused with file, line, cause and cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode

LARGEST_FILE = 100_000
DEEPEST = 20
STATUSES = ("read", "assumed")
_T = TypeVar("_T")


class PeriodError(ValueError):
    """A rule, a State or a period that cannot be used: where (file and line), why, and what mends it."""

    def __init__(self, cause: str, cure: str, file: str = "", line: int = 0) -> None:
        self.file, self.line, self.cause, self.cure = file, line, cause, cure
        place = f"{file}:{line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{place}{cause}. {cure}")


@dataclass(frozen=True, slots=True)
class Said:
    """Where one field comes from: the law, whether its text was read, and what a reader should know."""

    field: str
    law: str
    read: bool
    note: str = ""


@dataclass(slots=True, eq=False)
class _Mapping:
    """A mapping as it stands in the file, with the line of each key (from 0). It is shared and never changed."""

    line: int
    values: dict[Any, Any] = field(default_factory=dict)
    lines: dict[Any, int] = field(default_factory=dict)


class Part:
    """A mapping of a file that knows its lines; every key must be asked for before :meth:`end`."""

    def __init__(self, data: _Mapping, file: str) -> None:
        self.data, self.file = data, file
        self._asked: set[str] = set()

    def line(self, key: str = "") -> int:
        """The line of a key, or of the mapping itself (from 1)."""
        return self.data.lines.get(key, self.data.line) + 1

    def wrong(self, cause: str, cure: str, key: str = "") -> PeriodError:
        """The error to raise about one key."""
        return PeriodError(cause, cure, self.file, self.line(key))

    def value(self, key: str) -> Any:  # noqa: ANN401 - whatever the file holds; the callers below narrow it
        """What stands under the key, or None."""
        self._asked.add(key)
        return self.data.values.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text on one line; without a default it must be there."""
        found = self.value(key)
        if found is None and default is not None:
            return default
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(f"'{key}' must be a text{_instead(found)}", f"Write '{key}: …'.", key)
        return str(found)

    def day(self, key: str) -> date | None:
        """A date written as 2027-01-13, or None."""
        found = self.value(key)
        if found is None:
            return None
        if isinstance(found, datetime) or not isinstance(found, date):
            raise self.wrong(f"'{key}' must be a date{_instead(found)}", "Write it as 2027-01-13.", key)
        return date(found.year, found.month, found.day)

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        """One of a closed list."""
        found, choices = self.value(key), tuple(allowed)
        if found not in choices:
            near = get_close_matches(str(found), choices, 1)
            cure = f"Did you mean '{near[0]}'?" if near else f"Write one of: {', '.join(choices)}."
            cause = f"'{key}' cannot be '{found}'" if key in self.data.values else f"'{key}' is missing"
            raise self.wrong(cause, cure, key)
        return str(found)

    def parts(self, key: str) -> list[Part]:
        """The mappings under a key: one, several, or none if the key is absent."""
        found = self.value(key)
        if found is None:
            return []
        entries = found if isinstance(found, list) else [found]
        if not entries or not all(isinstance(entry, _Mapping) for entry in entries):
            cure = f"Write '{key}: {{is: …, law: …, status: read}}', or a list of such entries."
            raise self.wrong(f"'{key}' must be an entry of its own{_instead(found)}", cure, key)
        return [Part(entry, self.file) for entry in entries]

    def end(self) -> None:
        """Refuse keys that nobody asked for: a typing error must not be lost."""
        for key in self.data.values:
            if key not in self._asked:
                near = get_close_matches(str(key), sorted(self._asked), 1)
                cure = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(sorted(self._asked))}."
                raise self.wrong(f"'{key}' is unknown here", cure, str(key))


def in_force(parts: list[Part], on: date, name: str, read: Callable[[Part], _T]) -> _T | None:
    """What the entry says that holds on a day. Every entry is read, so that a mistake in a past one is found too.

    Two that hold on one day, or an end before a start, are refused.
    """
    spans = sorted(((_span(part), part) for part in parts), key=lambda pair: pair[0][0])
    for ((_, last), _), ((first, _), later) in pairwise(spans):
        if first <= last:
            raise later.wrong(
                f"two entries of '{name}' hold on {first}", "End the earlier one with 'until' on the day before."
            )
    found = [(span, read(part)) for span, part in spans]
    for part in parts:
        part.end()
    return next((entry for (first, last), entry in found if first <= on <= last), None)


def said(part: Part, field: str) -> Said:
    """The law behind a field; each field must name it and say whether it was read."""
    return Said(field, part.text("law"), part.choice("status", STATUSES) == "read", part.text("note", ""))


def read_part(text: str, file: str) -> Part:
    """Parse one file into its outermost mapping."""
    if len(text) > LARGEST_FILE:
        raise PeriodError(f"the file holds more than {LARGEST_FILE} characters", "Split it: one rule a file.", file)
    if (line := _too_deep(text)) is not None:
        raise PeriodError(f"more than {DEEPEST} brackets are open", "Write a plain mapping.", file, line)
    data = _parsed(text, file)
    if not isinstance(data, _Mapping):
        raise PeriodError("the file is no mapping", "Write 'name: value' lines.", file, 1)
    return Part(data, file)


def library_file(folder: str, name: str) -> tuple[str, str]:
    """The text of a library file, with the name that messages show; ``name`` may hold one folder (``eu/1182-71``)."""
    known = library_names(folder)
    if name not in known:
        near = get_close_matches(name, known, 1)
        cure = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(known)}."
        raise PeriodError(f"'{name}' is not in the library of {folder}", cure)
    entry = _folder(folder)
    for step in f"{name}.yaml".split("/"):
        entry = entry / step
    return entry.read_text(encoding="utf-8"), f"library/{folder}/{name}.yaml"


def library_names(folder: str) -> tuple[str, ...]:
    """What a folder of the library holds: ``eu/1182-71`` and the like."""
    return tuple(sorted(_walk(_folder(folder), "")))


def _folder(name: str) -> Traversable:
    return files("safeconduct") / "library" / name


def _walk(folder: Traversable, above: str) -> Iterable[str]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield above + entry.name.removesuffix(".yaml")


@lru_cache(maxsize=256)
def _parsed(text: str, file: str) -> object:
    """What YAML says; kept, because a file is read again for each day on which its law is asked for."""
    yaml = YAML(typ="safe", pure=True)  # half the time of a round trip, which keeps comments too
    yaml.Constructor = _Lines
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        cause = f"this is not YAML ({str(error.problem).splitlines()[0] if error.problem else 'unreadable'})"
        raise PeriodError(cause, "Compare with the lines around it.", file, line) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise PeriodError(f"this is not YAML ({type(error).__name__})", "Write a plain mapping.", file, 1) from None


class _Lines(SafeConstructor):
    """Plain values, but mappings that know their lines."""

    def mapping(self, node: MappingNode) -> Iterator[_Mapping]:
        """In two steps, as every constructor of ruamel: first empty, so that it may be named within itself."""
        found = _Mapping(node.start_mark.line)
        yield found
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise ConstructorError(None, None, "a key must be a word", key.start_mark)
        found.values = self.construct_mapping(node)
        found.lines = {key.value: key.start_mark.line for key, _ in node.value}


_Lines.add_constructor("tag:yaml.org,2002:map", _Lines.mapping)


def _too_deep(text: str) -> int | None:
    """The line where brackets are nested so deep that parsing would take long, if there is one."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        for letter in line:
            depth += (letter in "[{") - (letter in "]}")
            if depth > DEEPEST:
                return number
    return None


def _span(part: Part) -> tuple[date, date]:
    first, last = part.day("from") or date.min, part.day("until") or date.max
    if last < first:
        raise part.wrong(f"it ends on {last}, before it begins on {first}", "Exchange 'from' and 'until'.", "until")
    return first, last


def _instead(found: object) -> str:
    return ", and is missing" if found is None else f", not {type(found).__name__.strip('_').lower()}"


def checked(part: Part, key: str, read: Callable[[str], _T]) -> _T:
    """Read a text with a function that raises ValueError; its message becomes the cause."""
    text = part.text(key)
    try:
        return read(text)
    except ValueError as error:
        cause, _, cure = str(error).partition("; ")
        cure = cure or "correct it."
        raise part.wrong(cause.rstrip("."), cure[0].upper() + cure[1:], key) from None
