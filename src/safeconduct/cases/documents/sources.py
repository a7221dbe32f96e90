"""Templates and words: those of the library, over which an office lays its own, file by file and word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

LIBRARY = Path(str(files("safeconduct") / "library" / "documents"))
TEMPLATES = ("decision", "letter", "acknowledgement", "card", "court-file", "separator")
_PACKAGE = re.compile(r"@[a-z][a-z0-9-]*/")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_NOT_WORDS = {"fonts", "samples"}


@dataclass(unsafe_hash=True)
class TemplateFault(ValueError):
    """A template or its words cannot be used: in which file, on which line, why, and what to do.

    It is not frozen, since Python writes into exceptions where they were raised.
    """

    file: str
    line: int
    cause: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.cause} {self.cure}"


@dataclass(frozen=True, slots=True)
class Sources:
    """Every template as text, by file name; ``own`` are the names that the office has laid over ours."""

    texts: Mapping[str, str]
    folder: Path | None = None
    own: frozenset[str] = field(default_factory=frozenset)

    def place(self, name: str) -> str:
        """Where a file lies, as a person finds it."""
        return str(self.folder / name) if name in self.own and self.folder else f"library/documents/{name}"


def sources(folder: Path | None = None) -> Sources:
    """Read all templates.

    Raises:
        TemplateFault: a file of the office is not text, or loads a package from the network.

    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(LIBRARY.glob("*.typ"))}
    own = _own(folder, ("*.typ", "*.svg"))
    return Sources(texts | {path.name: _text(path) for path in own}, folder, frozenset(path.name for path in own))


def _own(folder: Path | None, patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern)) if folder and folder.is_dir() else []


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise TemplateFault(str(path), 1, "The file is not text in UTF-8.", "Save it as UTF-8.") from None
    for number, line in enumerate(text.splitlines(), 1):
        if path.suffix == ".typ" and _PACKAGE.search(line):
            cure = "Write what you need of it into the template: documents are set without a network."
            raise TemplateFault(str(path), number, "The template loads a package.", cure)
    return text


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Every language of which words are there."""
    paths = [*LIBRARY.glob("*.yaml"), *_own(folder, ("*.yaml",))]
    return tuple(sorted({path.stem for path in paths if _LANGUAGE.fullmatch(path.stem)} - _NOT_WORDS))


def words(language: str, folder: Path | None = None) -> Mapping[str, str]:
    """What stands on every sheet in a language: ours, with the office's own words over them.

    Raises:
        TemplateFault: no words are there in this language, or the office's file has wrong ones.

    """
    ours = LIBRARY / f"{language}.yaml"
    known = _read(ours, ours.stat().st_mtime_ns) if ours.is_file() else {}
    own = folder / f"{language}.yaml" if folder else ours
    if own != ours and own.is_file():
        known = known | _checked(own, _read(own, own.stat().st_mtime_ns))
    missing = sorted(_every_word() - known.keys())
    if missing:
        cure = f"Write them after the pattern of library/documents/en.yaml, all in {language}."
        raise TemplateFault(str(own), 1, f"Words are missing: {', '.join(missing)}.", cure)
    return known


@lru_cache(maxsize=1)
def _every_word() -> frozenset[str]:
    return frozenset(_read(LIBRARY / "en.yaml", 0))


def _checked(path: Path, read: dict[str, str]) -> dict[str, str]:
    for key in read:
        if key not in _every_word():
            line = next((n for n, row in enumerate(path.read_text("utf-8").splitlines(), 1) if row.startswith(key)), 1)
            raise TemplateFault(str(path), line, f"No sheet uses the words '{key}'.", "Take its name from en.yaml.")
    return read


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> dict[str, str]:
    try:
        read = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        raise TemplateFault(str(path), mark.line + 1 if mark else 1, "The file is no YAML.", _QUOTE) from None
    if not isinstance(read, dict) or not all(isinstance(v, str) for pair in read.items() for v in pair):
        raise TemplateFault(str(path), 1, "The file is no list of 'name: words'.", _QUOTE)
    return read


_QUOTE = "Write one 'name: words' a line, with the words in quotes where they have a colon or a brace."
