"""The words of a procedure in one language: a file beside it with the same keys, held to them one by one.

English has its file too, so that no language is the real one. A translation belongs to one version; what it does not
translate, or translates without need, is a mistake, because a half-translated right is no right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.procedures.messages import Notes
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.reading import Block, Node, Word, read_file
from safeconduct.procedures.shape import check, read_date
from safeconduct.procedures.words import TEXT, Entry, Scalar, Words, must

STATUS = re.compile(r"machine-drafted|reviewed by (?P<name>\S.*\S) on (?P<date>[0-9-]{10})")
LANGUAGE = re.compile(r"[a-z]{2,3}")
NESTED = ("evidence", "fees")

Needed = Mapping[str, Mapping[str, Words | Scalar]]
"""What must be translated: for each section each key, and whether it is one text or a block of texts."""

HEAD: dict[str, Entry] = {
    "translates": must(Scalar(), "the version that is translated"),
    "language": must(Scalar(), "the language, as two letters"),
    "status": must(Scalar(), "machine-drafted, or: reviewed by NAME on DATE"),
    "title": must(TEXT, "the title"),
    "summary": must(TEXT, "one or two plain sentences to the person"),
}

PROCEDURE_SECTIONS = (
    "parties", "people", "circumstances", "evidence", "data", "fees", "stages", "steps", "opinions", "findings",
    "grounds", "limits", "remedies", "promises", "channels", "sources",
)  # fmt: skip
CHARTER_SECTIONS = ("outcomes", "silences", "safeguards", "purposes")


@dataclass(frozen=True, slots=True)
class Translation:
    """One language of one version. ``status`` says who answers for the words."""

    language: str
    status: str
    title: str
    summary: str
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ways_out: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def reviewed(self) -> bool:
        """A named person answers for the words."""
        return self.status != "machine-drafted"

    def name(self, section: str, key: str) -> str:
        """How ``key`` of ``section`` is called; the key itself where the section has none."""
        return self.names.get(section, {}).get(key, key)

    def form(self, evidence: str, accepted: str) -> str:
        """How an accepted form of a proof is called."""
        return self.forms.get(evidence, {}).get(accepted, accepted)

    def or_else(self, evidence: str, otherwise: str = "") -> str:
        """The way out for who cannot obtain a proof."""
        return self.ways_out.get(evidence, otherwise)

    def cap(self, fee: str, otherwise: str = "") -> str:
        """The most that a fee may be."""
        return self.caps.get(fee, otherwise)

    def texts(self) -> Iterator[str]:
        """Every translated text, for the search."""
        for names in (*self.names.values(), *self.forms.values(), self.ways_out, self.caps):
            yield from names.values()


def load_translation(path: Path | str, procedure: Procedure, *, label: str = "") -> Translation:
    """The translation of ``procedure`` in one file.

    Raises:
        Unreadable: keys that are missing or too many, another version's file, a state that is none.

    """
    path = Path(path)
    return translation_of(
        read_file(path, label), label or str(path), procedure.identity, needed_of(procedure), path.stem
    )


def load_charter_translation(path: Path | str, charter: Charter, *, label: str = "") -> Translation:
    """The translation of a charter in one file."""
    path, identity = Path(path), f"charter@{charter.version.isoformat()}"
    return translation_of(read_file(path, label), label or str(path), identity, needed_of_charter(charter), path.stem)


def translation_of(tree: Block, file: str, identity: str, needed: Needed, stem: str = "") -> Translation:
    """The translation of a tree, held to what is ``needed``; ``stem`` is its file's name, which is the language."""
    notes = Notes()
    _head(tree, identity, stem, notes)
    for section, keys in needed.items():
        _section(tree, section, keys, notes)
    for word, node in tree.entries.items():
        if word not in HEAD and word not in needed:
            notes.unknown("translation-key-unknown", node.place, word, needed, section="the file")
    notes.stop()
    return _build(tree, file, needed)


def _head(tree: Block, identity: str, stem: str, notes: Notes) -> None:
    own = {word: node for word, node in tree.entries.items() if word in HEAD}
    check(Block(tree.place, own), Words(HEAD), notes, "the translation")
    notes.stop()
    found = {word: node for word, node in own.items() if isinstance(node, Word)}
    if found["translates"].text != identity:
        notes.add(
            "translation-of-another", found["translates"].place, found=found["translates"].text, expected=identity
        )
        notes.stop()
    status = STATUS.fullmatch(found["status"].text)
    if not status or (status["date"] and not read_date(status["date"])):
        notes.add("translation-status", found["status"].place, found=found["status"].text)
    language = found["language"]
    if not LANGUAGE.fullmatch(language.text) or (stem and LANGUAGE.fullmatch(stem) and stem != language.text):
        notes.add("translation-language", language.place, found=language.text, expected=stem)


def _section(tree: Block, section: str, keys: Mapping[str, Words | Scalar], notes: Notes) -> None:
    node = tree.get(section)
    if node is None:
        for key in keys:
            notes.add("translation-key-missing", tree.place, section=section, name=key)
        return
    if not isinstance(node, Block):
        notes.add("expected-block", node.place, name=section)
        return
    _same_keys(node, section, keys, notes)


def _same_keys(node: Block, section: str, keys: Mapping[str, Words | Scalar], notes: Notes) -> None:
    for key, kind in keys.items():
        value = node.get(key)
        if value is None:
            notes.add("translation-key-missing", node.place, section=section, name=key)
        elif isinstance(kind, Words):
            _nested(value, f"{section} > {key}", kind, notes)
        else:
            check(value, kind, notes, key)
    for key, value in node.entries.items():
        if key not in keys:
            notes.unknown("translation-key-unknown", value.place, key, tuple(keys), section=section)


def _nested(node: Node, section: str, kind: Words, notes: Notes) -> None:
    if not isinstance(node, Block):
        notes.add("expected-block", node.place, name=section.rpartition(" > ")[2])
        return
    _same_keys(node, section, {word: _one(entry.kind) for word, entry in kind.fields.items()}, notes)


def _one(kind: object) -> Words | Scalar:
    return kind if isinstance(kind, Words) else TEXT


def needed_of(procedure: Procedure) -> Needed:
    """What a translation of ``procedure`` must hold, section by section; sections without keys are left out."""
    steps, opinions = procedure.steps, procedure.opinions.values()
    findings = [answer for opinion in opinions for answer in opinion.answers] + [s.finds for s in steps if s.finds]
    channels = procedure.service.channels if procedure.service else ()
    names: dict[str, Mapping[str, Words | Scalar]] = {
        "parties": _plain(procedure.parties),
        "people": _plain(procedure.people),
        "circumstances": _plain(procedure.circumstances),
        "evidence": {name: _evidence(e.accepted, e.or_else) for name, e in procedure.evidence.items()},
        "data": _plain(procedure.data),
        "fees": {name: _fee(fee.cap) for name, fee in procedure.fees.items()},
        "stages": _plain(procedure.stages),
        "steps": _plain(step.name for step in steps),
        "opinions": _plain(procedure.opinions),
        "findings": _plain(findings),
        "grounds": _plain(ground.name for step in steps for ground in step.grounds),
        "limits": _plain(procedure.limits),
        "remedies": _plain(procedure.remedies),
        "promises": _plain(procedure.promises),
        "channels": _plain(channel.name for channel in channels),
        "sources": _plain(procedure.sources),
    }
    return {section: keys for section, keys in names.items() if keys}


def needed_of_charter(charter: Charter) -> Needed:
    """What a translation of the charter must hold."""
    return {
        "outcomes": _plain(charter.outcomes),
        "silences": _plain(charter.silences),
        "safeguards": _plain(charter.safeguards),
        "purposes": _plain(charter.purposes),
    }


def _plain(names: Iterable[str]) -> dict[str, Words | Scalar]:
    return dict.fromkeys(names, TEXT)


def _evidence(accepted: tuple[str, ...], or_else: str) -> Words:
    fields = {
        "name": must(TEXT, "its name"),
        "accepted": must(Words({form: must(TEXT, form) for form in accepted}), "forms"),
    }
    return Words(fields | ({"or else": must(TEXT, "the way out")} if or_else else {}))


def _fee(cap: str) -> Words:
    fields = {"name": must(TEXT, "its name")}
    return Words(fields | ({"never more than": must(TEXT, "the cap")} if cap else {}))


def _build(tree: Block, file: str, needed: Needed) -> Translation:
    names: dict[str, dict[str, str]] = {}
    forms: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, str]] = {"or else": {}, "never more than": {}}
    for section in needed:
        for key, node in _entries(tree.get(section)):
            names.setdefault(section, {})[key] = _text(node) if isinstance(node, Word) else _text_of(node, "name")
            for word, kept in words.items():
                if text := _text_of(node, word):
                    kept[key] = text
            if section == "evidence" and isinstance(node, Block):
                forms[key] = {form: _text(n) for form, n in _entries(node.get("accepted"))}
    head = {word: _text_of(tree, word) for word in HEAD}
    return Translation(
        head["language"],
        head["status"],
        head["title"],
        head["summary"],
        names,
        forms,
        words["or else"],
        words["never more than"],
        file,
    )


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    yield from node.entries.items() if isinstance(node, Block) else ()


def _text(node: Node) -> str:
    return node.text if isinstance(node, Word) else ""


def _text_of(node: Node, word: str) -> str:
    found = node.get(word) if isinstance(node, Block) else None
    return found.text if isinstance(found, Word) else ""
