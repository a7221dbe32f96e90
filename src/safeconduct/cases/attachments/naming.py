"""The name of a file that somebody handed in, made harmless: it is shown, and proposed when the file is saved."""

from __future__ import annotations

import re
import unicodedata

from safeconduct.cases.attachments.content import kinds

MOST_LETTERS, MOST_BYTES = 80, 180
"""File systems take 255 bytes; a letter of Arabic has two, one of Ethiopic three."""
JOINERS = "\u200c\u200d"
"""Persian and several scripts of India are misspelt without them; all other invisible characters go."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names of devices, which Windows does not open as files."""
NAMELESS = "file"
MOST_EXTENSION = 5


def safe_name(name: str, kind: str) -> str:
    """Return the name without folders, control characters or marks that turn text round, ending as its kind does."""
    its = kinds().kinds[kind]
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", last))
    stem = _cut(_without_extensions(" ".join(shown.split())))
    if RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{(stem.strip(JOINERS) and stem) or NAMELESS}.{its.extension}"


def extension_of(name: str) -> str:
    """Return the last extension of a name, in small letters."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and len(last) <= MOST_EXTENSION and last.isalnum() else ""


def says_another(name: str, kind: str) -> bool:
    """Tell whether a name ends as another kind than the content is."""
    its, said = kinds().kinds[kind], extension_of(name)
    return bool(said) and said not in (its.extension, *its.other_extensions)


def _shown(letter: str) -> str:
    if letter in '<>:"|?*\x00':
        return "_"
    category = unicodedata.category(letter)
    if category.startswith("Z") or letter in "\t\r\n":
        return " "
    return "" if category.startswith("C") and letter not in JOINERS else letter


def _without_extensions(name: str) -> str:
    """Take off every extension of a kind that is taken, so that ``passport.pdf.jpg`` is not shown as two."""
    known = {e for kind in kinds().kinds.values() for e in (kind.extension, *kind.other_extensions)}
    name = name.strip(" ._")
    while extension_of(name) in known:
        name = name.rpartition(".")[0].strip(" ._")
    return name


def _cut(stem: str) -> str:
    short = stem[:MOST_LETTERS].encode()[:MOST_BYTES].decode(errors="ignore")
    return short.strip(" ._")
