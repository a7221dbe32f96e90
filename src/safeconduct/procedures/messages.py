"""Every mistake that a file can hold: its code, what is wrong, and what mends it.

A message says where (file and line), what is wrong (the cause) and what to do (the cure). ``CATALOGUE`` is the whole
list; each code has one broken file in ``tests/broken``, so that none is only promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from safeconduct.procedures.model import Place


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, at one place."""

    code: str
    place: Place
    cause: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.cause}. {self.cure}"


class Unreadable(Exception):
    """A file that cannot be taken as a procedure, a charter or a translation, with every mistake that was found."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(str(m) for m in mistakes))
        self.mistakes: tuple[Mistake, ...] = mistakes


class Notes:
    """Mistakes as they are found, each once and at most a hundred; :meth:`stop` ends the reading if there are any."""

    def __init__(self) -> None:
        self._found: dict[Mistake, None] = {}

    def add(self, code: str, place: Place, **values: object) -> None:
        """Note one mistake of the catalogue."""
        if len(self._found) < MOST_MISTAKES:
            self._found.setdefault(mistake(code, place, **values))

    def unknown(
        self, code: str, place: Place, name: str, known: Iterable[str], called: str = "", **values: object
    ) -> None:
        """Note a name that does not exist, with the nearest one that does (which takes time, so not for ever)."""
        if len(self._found) < MOST_MISTAKES:
            self.add(code, place, name=called or name, instead=nearest(name, tuple(known)), **values)

    def __bool__(self) -> bool:
        return bool(self._found)

    def stop(self) -> None:
        """Raise what was found, in the order of the lines."""
        if self._found:
            raise Unreadable(*sorted(self._found, key=lambda m: m.place))


def mistake(code: str, place: Place, **values: object) -> Mistake:
    """A mistake of the catalogue with its values filled in."""
    cause, cure = CATALOGUE[code]
    return Mistake(code, place, cause.format(**values), cure.format(**values))


MOST_NAMES = 8
MOST_MISTAKES = 100
MOST_COMPARED = 500
LONGEST_COMPARED = 80
"""Comparing two names takes the product of their lengths."""


def nearest(name: str, known: Sequence[str]) -> str:
    """What to write instead of ``name``: the nearest known name, else the known ones."""
    alike = [other for other in known[:MOST_COMPARED] if len(other) <= LONGEST_COMPARED]
    close = get_close_matches(name, alike, n=1, cutoff=0.6) if len(name) <= LONGEST_COMPARED else []
    if close:
        return f"Did you mean '{close[0]}'?"
    if not known:
        return "There is none in this file."
    more = ", …" if len(known) > MOST_NAMES else ""
    return "There are: " + ", ".join(known[:MOST_NAMES]) + more + "."


_TEXT_CODES: dict[str, tuple[str, str]] = {
    "no-such-file": ("the file cannot be opened: {why}", "Check the path and the right to read it."),
    "too-long": (
        "the file is longer than {most} kB",
        "A procedure fits in a fraction of this; split what is not one procedure.",
    ),
    "too-many-lines": ("the file has more than {most} lines", "Split what is not one procedure."),
    "line-too-long": ("a line has more than {most} characters", "Break it; nobody reads such a line."),
    "not-utf-8": ("the file is not UTF-8 text", "Save it as UTF-8."),
    "control-character": ("the character U+{number} may not stand in a file", "Delete it."),
    "not-yaml": (
        "this is not YAML: {why}",
        "Check indentation, colons, brackets and quotes on this line and the one before.",
    ),
    "empty-file": ("the file says nothing", "Begin with: procedure: ID."),
    "not-a-mapping": ("the file must begin with words and colons", "Begin with: procedure: ID."),
    "too-deep": ("more than {most} blocks stand one in the other", "Write it flatter; a procedure needs about eight."),
    "too-many-parts": ("the file has more than {most} words", "Split what is not one procedure."),
    "anchor": ("'{name}' is an anchor or an alias", "Write the text out where it is meant."),
    "tag": ("'{name}' is a YAML tag", "Delete the tag; words need no type."),
    "merge-key": ("'<<' merges another block", "Write the words out where they are meant."),
    "directive": ("a YAML directive stands before the document", "Delete the line that begins with %."),
    "several-documents": ("a second document begins here", "Keep one document a file."),
    "duplicate-key": ("'{name}' stands here and on line {first}", "Keep one of the two."),
    "key-not-a-word": ("the part before a colon must be one word or name", "Write a plain name before the colon."),
}

_SHAPE_CODES: dict[str, tuple[str, str]] = {
    "unknown-word": ("'{name}' is no word of {where}", "{instead}"),
    "missing-word": ("'{name}' is missing in {where}", "Add '{name}: …': {meaning}."),
    "value-missing": ("nothing stands after '{name}:'", "Say what it is, or delete the word."),
    "expected-block": ("'{name}' needs words or names below it, each with a colon", "Write: {name}: {{…: …}}."),
    "expected-list": ("'{name}' needs a list", "Write: {name}: [first, second]."),
    "expected-word": ("'{name}' needs a single word or number", "Write it on one line after the colon."),
    "expected-yes-or-no": ("'{name}' is yes or no, not '{found}'", "Write yes or no."),
    "expected-times": ("'{name}' is a number of times, not '{found}'", "Write for example: 2 times."),
    "expected-days": ("'{name}' is a number of days, not '{found}'", "Write for example: 249 days."),
    "expected-rank": (
        "'{name}' is a number from 0 to 5, not '{found}'",
        "Write 5 for what is best for the person, 0 for the worst.",
    ),
    "not-one-of": ("'{found}' is no value of '{name}'", "Write one of: {choices}."),
    "length-unreadable": (
        "'{found}' is no length of time",
        "Write for example: 90 days, 5 working days, 2 weeks, 3 months.",
    ),
    "date-unreadable": ("'{found}' is no date", "Write year, month, day: 2026-05-22."),
    "id-unreadable": (
        "'{found}' is no id",
        "Write small letters, digits and hyphens, in parts with a slash: eu/single-permit.",
    ),
    "identity-unreadable": ("'{found}' names no version", "Write id and version: eu/single-permit@2026-05-22."),
    "applies-to-unreadable": (
        "'{found}' does not say which cases are governed",
        "Write: CASES lodged (or made, concluded …) on or after DATE, and if it ends: and before DATE.",
    ),
    "applies-backwards": ("no day lies on or after {first} and before {last}", "Put the earlier date first."),
    "law-unreadable": ("'{found}' does not begin with a source of this file", "{instead}"),
    "guard-unreadable": (
        "this is no finding",
        "Write the finding's name, or {{each GROUP: finding}}, {{any GROUP: finding}}, {{this GROUP: finding}}.",
    ),
    "silence-unreadable": (
        "this does not say what follows when nothing comes",
        "Write: only late; or: left to national law; or: {{KIND: stage}}, with claimed by, within, if not confirmed "
        "where the kind is claimed.",
    ),
    "twice-in-list": ("'{name}' stands twice in this list", "Keep it once."),
    "empty-list": ("'{name}' has nothing in it", "Name at least one, or delete the word."),
    "act-unreadable": ("'{name}' does not say who may or must act", "Write PARTY may: or PARTY must:."),
}

_NAME_CODES: dict[str, tuple[str, str]] = {
    "unknown-party": ("there is no party '{name}'", "{instead}"),
    "unknown-stage": ("there is no stage '{name}'", "{instead}"),
    "unknown-suspension": ("there is no stage '{name}', shown or hidden, in which time could stand still", "{instead}"),
    "unknown-step": ("there is no step '{name}'", "{instead}"),
    "unknown-finding": ("nobody makes the finding '{name}'", "{instead}"),
    "unknown-answer": ("'{name}' is not among the answers", "{instead}"),
    "unknown-evidence": ("there is no evidence '{name}'", "{instead}"),
    "unknown-datum": ("there is no datum '{name}'", "{instead}"),
    "unknown-limit": ("there is no time limit '{name}'", "{instead}"),
    "unknown-circumstance": ("there is no circumstance '{name}'", "{instead}"),
    "unknown-group": ("there is no group of people '{name}'", "{instead}"),
    "unknown-article": (
        "'{article}' stands neither in the read nor in the assumed articles of '{source}'",
        "Read it and add it to 'read', or add it to 'assumed'.",
    ),
    "article-missing": ("'{source}' is cited without an article", "Write for example: {source} 5(2)."),
    "unknown-outcome": ("the charter has no outcome '{name}'", "{instead}"),
    "unknown-silence": ("the charter has no silence '{name}'", "{instead}"),
    "unknown-safeguard": ("the charter has no safeguard '{name}'", "{instead}"),
    "unknown-purpose": ("the charter has no purpose '{name}'", "{instead}"),
    "unknown-payer": ("'{name}' is neither a party nor in the charter's list of who pays", "{instead}"),
    "unknown-channel": ("there is no channel '{name}'", "{instead}"),
    "unknown-role": ("'{name}' is no role", "{instead}"),
    "unknown-periods": ("the library has no rule of periods '{name}'", "{instead}"),
    "unknown-state": (
        "the calendar knows no holidays of '{name}'",
        "Write the two letters of ISO 3166-1, for example CZ.",
    ),
    "unknown-old-name": ("'{name}' is neither a stage nor a time limit of this text", "{instead}"),
}

_RULE_CODES: dict[str, tuple[str, str]] = {
    "duplicate-step": ("the step '{name}' stands here and on line {first}", "Give each step its own name."),
    "duplicate-finding": ("the finding '{name}' is made here and on line {first}", "Give each finding its own name."),
    "ambiguous-name": ("'{name}' could be taken for {other}", "Choose another name."),
    "no-person": ("no party is 'the person'", "Write for who applies or is concerned: is: the person."),
    "two-persons": (
        "'{name}' is a second party that is 'the person'",
        "Keep one, and put members of a family under people.",
    ),
    "no-deciding": ("no party is 'deciding'", "Write for the authority that decides: is: deciding."),
    "no-end": ("no stage ends the case", "Give at least one stage an outcome."),
    "starts-at-end": ("the case would start in '{name}', which ends it", "Start in a stage where somebody acts."),
    "outcome-goes-on": (
        "'{name}' ends the case, so nothing can be done or awaited in it",
        "Delete '{word}', or delete the outcome.",
    ),
    "empty-stage": ("nothing can happen in '{name}'", "Say who may or must act, or give it a limit or an outcome."),
    "unreachable-stage": (
        "no way leads to the stage '{name}'",
        "Let a step, a silence or a remedy lead there, or delete it.",
    ),
    "served-not-an-end": (
        "'{name}' is no end, and a stage is not served",
        "Write 'served: yes' at the step that leads here.",
    ),
    "anyone-in-stage": (
        "'anyone' acts in one stage only",
        "Move the step to 'at any stage before the end', or name the party.",
    ),
    "must-at-any-stage": (
        "a duty cannot hold at any stage",
        "Write '{party} may:' here, or move the duty to its stage.",
    ),
    "limit-without-silence": (
        "'{name}' has a limit, but nothing is said for when it ends",
        "Add 'if nothing comes: …'.",
    ),
    "limit-missing": ("'{word}' stands without a limit", "Add 'lasts at most: …', or delete '{word}'."),
    "limit-never-starts": (
        "the time limit '{name}' never starts",
        "Start it with an event that can come while the case is open.",
    ),
    "opinion-never-asked": (
        "the opinion '{name}' is never asked",
        "Ask it with an event that can come while the case is open.",
    ),
    "never-served": (
        "'{name}' is never served, so this event never comes",
        "Write 'served: yes' there, or name the act itself.",
    ),
    "service-missing": ("'{name}' must be served, but the file does not say how", "Add the block 'service'."),
    "channel-goes-back": (
        "after '{name}' comes a channel that was tried before",
        "Lead to a later channel; the last has no 'if returned'.",
    ),
    "channel-unused": ("no channel leads to '{name}'", "Write 'if returned: {name}' at the channel before it."),
    "remedy-unserved": (
        "'{name}' is not served, so the time of a remedy against it never begins",
        "Write 'served: yes' there, or choose the act that is served.",
    ),
    "remedy-not-an-end": ("'{name}' is not a stage that ends the case", "Name the step, or a stage with an outcome."),
    "remedy-event": ("a remedy is against a step, or against 'reaching STAGE'", "Write the step's name."),
    "two-remedies": ("'{name}' has a remedy already, on line {first}", "Keep one remedy for each act."),
    "claim-missing": (
        "'{kind}' must be claimed before it takes effect here",
        "Add: claimed by, within, if not confirmed.",
    ),
    "claim-incomplete": ("the claim lacks '{word}'", "Add: claimed by, within, if not confirmed."),
    "extension-missing": (
        "'{name}' extends '{limit}', which has no extension",
        "Add 'extension: …' to the time limit.",
    ),
    "extension-unused": ("no step extends '{name}'", "Add a step with 'extends: {name}', or delete the extension."),
    "uncapped-extension": ("'{name}' may extend a time limit again and again", "Add 'at most: 1 time'."),
    "uncapped-suspension": (
        "'{limit}' may stand still without end in '{name}': {why}",
        "Give the stage a limit, and the step that leads there 'at most'.",
    ),
    "too-many-ways": ("the stages and limits open more than {most} ways", "Split what is not one procedure."),
    "uncapped-loop": (
        "the case may turn for ever: {way}",
        "Add 'at most' to a step of this way, or a time limit over it that leads out.",
    ),
    "longer-is-shorter": (
        "'{found}' is called longer, but is shorter than {limit}",
        "Put the shorter length in the limit itself.",
    ),
    "not-before-too-long": (
        "'{step}' may not come before {length}, but its stage ends after {limit}",
        "Shorten 'not before', or lengthen the stage.",
    ),
    "promises-contradict": (
        "'{name}' promises a decision within {days} days, but '{step}' may not come before {length}",
        "Raise one number or lower the other.",
    ),
    "promise-form": ("a promise says either 'at most', or 'not before' with its 'step'", "Keep one of the two."),
    "ends-before-it-starts": ("the text is in force from {first} until {last}", "Put the earlier date first."),
    "ages-nothing": ("'{word}' stands at a step that finds nothing", "Add 'finds: …', or delete '{word}'."),
    "consent-not-sent": ("'{name}' needs consent, but this step does not send it", "Name a datum under 'sends'."),
    "guard-of-group": (
        "'{name}' is found for each {group}",
        "Write {{each {group}: {name}}}, {{any {group}: {name}}} or {{this {group}: {name}}}.",
    ),
    "guard-not-of-group": (
        "'{name}' is found once for the whole case, not for each {group}",
        "Write the finding's name alone.",
    ),
    "this-without-one": (
        "'this {group}' stands where no single {group} is concerned",
        "Add 'for one: {group}' to the step, or write 'each' or 'any'.",
    ),
    "stage-as-guard": ("'stage' can establish a ground, but is no finding", "Name the finding."),
    "in-doubt-missing": (
        "'{name}' is about {about}, but nothing says which way doubt goes",
        "Add 'in doubt: yes' or 'in doubt: no'.",
    ),
    "too-many-circumstances": (
        "{count} circumstances decide about steps, more than {most}",
        "Leave out those that change nothing; every one doubles the cases to prove.",
    ),
}

_MERGE_CODES: dict[str, tuple[str, str]] = {
    "changes-nothing": ("the base has no '{name}' to change", "{instead}"),
    "adds-existing": ("the base has '{name}' already", "Write it under 'changes', or choose another name."),
    "fills-nothing": ("the base has no '{name}' to fill", "{instead}"),
    "fills-decided": ("the base does not leave '{name}' to national law", "Write it under 'changes'."),
    "left-out-unknown": (
        "the base has no '{name}' to leave out",
        "Write the path as in the base: stages > examined > PARTY must > STEP.",
    ),
    "open-unknown": (
        "there is no '{name}' that could stay open",
        "Write the path as in the base: time limits > decision.",
    ),
    "open-decided": ("'{name}' is not left to national law", "Delete the line."),
    "not-filled": (
        "'{name}' is left to national law, and this text neither fills it nor says that it stays open",
        "Write it under 'fills', or its path under 'stays open'.",
    ),
    "no-base": (
        "'{name}' differs from a base, but the file names none",
        "Add 'specialises: ID@VERSION', or delete '{name}'.",
    ),
}

_LIBRARY_CODES: dict[str, tuple[str, str]] = {
    "unknown-procedure": ("the library has no procedure '{name}'", "{instead}"),
    "unknown-version": ("the library has no version {version} of '{name}'", "{instead}"),
    "wrong-folder": (
        "this file says '{found}', but stands in the folder of '{folder}'",
        "Put it in the folder of its id and version.",
    ),
    "specialises-itself": (
        "'{name}' comes back to itself through its bases",
        "Name a base that does not rest on this text.",
    ),
    "translation-of-another": (
        "this translates '{found}', not '{expected}'",
        "Translate this version and name it: translates: {expected}.",
    ),
    "translation-key-missing": ("{section}: '{name}' is not translated", "Add it below '{section}:'."),
    "translation-key-unknown": ("{section}: the procedure has no '{name}'", "{instead}"),
    "translation-status": (
        "'{found}' is no state of a translation",
        "Write machine-drafted, or: reviewed by NAME on DATE.",
    ),
    "translation-language": (
        "the file says '{found}', its name says '{expected}'",
        "Name the file after its language: {found}.yaml.",
    ),
}

CATALOGUE: dict[str, tuple[str, str]] = {
    **_TEXT_CODES,
    **_SHAPE_CODES,
    **_NAME_CODES,
    **_RULE_CODES,
    **_MERGE_CODES,
    **_LIBRARY_CODES,
}
