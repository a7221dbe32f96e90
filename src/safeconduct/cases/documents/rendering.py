"""Turns data and a template into PDF/A-2b, in memory, with a kept typesetter (Typst).

Data go in as JSON and are only ever shown as text: what a person wrote can not run as markup. The same data give the
same bytes, since the date of making is among them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec
import typst
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

COMMON = "common.typ"
WORDS = "words.yaml"
TEMPLATES = ("decision", "letter", "index")
FONTS = "Install fonts: apt-get install -y fonts-noto-core"
_NO_LETTERS = re.compile(r"the text `(\".*?\")` could not be displayed")
_LIBRARY = Path(str(files("safeconduct") / "library" / "documents"))


class NoLetters(ValueError):
    """No font of this machine has some letters of a document; says which and what to install."""


@dataclass(frozen=True, slots=True)
class TemplateFault(ValueError):
    """A template that cannot be set: which, and what the typesetter says of it."""

    template: str
    cause: str

    def __str__(self) -> str:
        return f"The template {self.template}.typ cannot be set: {self.cause} Correct it, or remove it to use ours."


def render(
    template: str, data: Mapping[str, Any], folder: Path | None = None, papers: Mapping[str, bytes] | None = None
) -> bytes:
    """Set a document; a file of the same name in ``folder`` stands before ours.

    ``papers`` are files that the document shows, by the names under which the data speak of them. The result is
    PDF/A-2b; where papers are PDFs themselves it is ordinary PDF: the typesetter cannot vouch for what is in them.

    Raises:
        TemplateFault, NoLetters: see there.

    """
    whole = {"words": words_in(str(data["language"]), folder), **data}
    text = json.dumps(_cleaned(whole), sort_keys=True)
    with TemporaryDirectory() as kept:
        place = Path(kept)
        (place / "main.typ").write_bytes(_source(f"{template}.typ", folder))
        (place / COMMON).write_bytes(_source(COMMON, folder))
        for name, content in (papers or {}).items():
            (place / name).write_bytes(content)
        has_pdf = any(name.endswith(".pdf") for name in papers or {})
        return _compiled(template, place, text, "1.7" if has_pdf else "a-2b")


def _compiled(template: str, place: Path, data: str, standard: Literal["1.7", "a-2b"]) -> bytes:
    try:
        made: bytes = typst.compile(
            str(place / "main.typ"), root=str(place), sys_inputs={"data": data}, pdf_standards=standard
        )
    except typst.TypstError as error:
        letters = _NO_LETTERS.search(str(error))
        if letters:
            raise NoLetters(f"No font of this machine has {letters[1]}. {FONTS}") from None
        raise TemplateFault(template, str(error)) from None
    return made


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - data of any shape
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(its) for key, its in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def words_in(language: str, folder: Path | None = None) -> dict[str, str]:
    """The words of every sheet in a language, in English where it is not known."""
    own = folder / WORDS if folder is not None and (folder / WORDS).is_file() else _LIBRARY / WORDS
    known = _words(own, own.stat().st_mtime_ns)
    return known.get(language) or known["en"]


@lru_cache(maxsize=8)
def _words(path: Path, _changed: int) -> dict[str, dict[str, str]]:
    try:
        return msgspec.convert(YAML(typ="safe").load(path), dict[str, dict[str, str]])
    except (YAMLError, msgspec.ValidationError) as error:
        raise TemplateFault(WORDS.removesuffix(".yaml"), str(error)) from None


def check_templates(folder: Path | None) -> list[str]:
    """What is wrong with the templates of an office, each set with sample data."""
    found = []
    for template in TEMPLATES:
        try:
            render(template, SAMPLES[template], folder)
        except (TemplateFault, NoLetters) as fault:
            found.append(str(fault))
    return found


def clean(text: str) -> str:
    """A text without control characters, which no sheet can show."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))


def _source(name: str, folder: Path | None) -> bytes:
    own = folder / name if folder is not None else None
    return (own if own is not None and own.is_file() else _LIBRARY / name).read_bytes()


_OFFICE = {"name": "Office of samples", "address": "Street 1, Town"}
_HEAD: dict[str, Any] = {
    "language": "en",
    "made": "2027-03-25",
    "date": "25 March 2027",
    "office": _OFFICE,
    "reference": "23456-789AB",
    "addressee": ["A. Sample", "Street 2", "Town"],
    "channel": "post with proof",
    "procedure": "Procedure of samples",
    "title": "Sample",
    "signatures": ["First Official", "Second Official"],
}
SAMPLES: dict[str, dict[str, Any]] = {
    "decision": {
        **_HEAD,
        "operative": "It is so decided.",
        "grounds": [{"name": "a ground", "law": "Act 1"}],
        "reasons": "First paragraph.\n\nSecond paragraph.",
        "remedies": [{"name": "Appeal", "text": "Within 15 days of service.", "law": "Act 2"}],
        "translation": None,
    },
    "letter": {**_HEAD, "text": "A sentence.", "due": "30 March 2027", "or_else": "Say so."},
    "index": {
        **_HEAD,
        "papers": [{"date": "1 January 2027", "title": "Contract", "path": "", "pages": 0}],
        "entries": [{"number": 1, "date": "1 January 2027", "text": "filed", "link": "00" * 32}],
    },
}
