"""Finds the weights of the model anew, and writes the model and the errors of its score card.

Weights come from four invented registers, the errors from a fifth, of other people. An office that has decided enough
pairs of its own does the same with these: a table of columns and the person of each record are all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from benchmarks.linkage import PEOPLE, SEED, likely, linkage_hard, persons
from benchmarks.measuring import Result
from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.invented import invented
from safeconduct.people.linkage.measuring import quality
from safeconduct.people.linkage.model import CARD, MODEL, model, written
from safeconduct.people.linkage.training import trained

LEARNED_FROM = (1, 3, 4, 5)
ERRORS = "\nerror:\n"


def linkage_model() -> Iterator[Result]:
    """Write the model and its card, then measure both."""
    registers = [list(invented(PEOPLE, seed)) for seed in LEARNED_FROM]
    made = trained(*((columns([each.entry for each in records]), persons(records)) for records in registers))
    text = written(made)
    path(MODEL).write_text(text, encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    kept = path(CARD).read_text(encoding="utf-8").partition(ERRORS)[0].split("\n")
    said = [f"model: {digest}" if row.startswith("model: ") else row for row in kept]
    path(CARD).write_text("\n".join(said) + ERRORS + "\n".join(errors(made)) + "\n", encoding="utf-8")
    model.cache_clear()
    yield from linkage_hard()


def errors(made: dict[str, object]) -> Iterator[str]:
    """Write errors by script, culture and sex, as the card has them."""
    records = list(invented(PEOPLE, SEED))
    known = {each.entry.id: each for each in records}
    found = list(likely(records, made))

    def of(kind: Callable[[str], str]) -> Callable[[str, str], str]:
        return lambda one, other: " and ".join(sorted({kind(one), kind(other)} - {""})) or "not known"

    groups: dict[str, Callable[[str, str], str]] = {
        "all": lambda *_: "all",
        "script": of(lambda one: known[one].script),
        "culture": of(lambda one: known[one].culture),
        "sex": of(lambda one: known[one].entry.sex),
    }
    for kind, group in groups.items():
        yield f"  {kind}:"
        for name, reached in quality(found, persons(records), group).items():
            if reached.there:
                yield (
                    f"    {name}: {{pairs: {reached.there}, precision: {reached.precision:.4f}, "
                    f"recall: {reached.recall:.4f}, f1: {reached.f1:.4f}}}"
                )


def path(place: str) -> Path:
    """Find a file of the library in the working tree."""
    return Path(str(files("safeconduct").joinpath("library", place)))
