"""The kept table of all mutations: which procedures were broken, by hash, and what the checker said.

What is kept is ``kept.json``; ``docs/reference/mutations.md`` is made from it for readers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from tests.mutations.judging import Verdict
from tests.mutations.published import hash_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mutations.md"
KEPT = Path(__file__).parent / "kept.json"
REASONS = Path(__file__).parent / "reasons.yaml"
NOT_EXPLAINED = "**not explained**"
HEAD = """# Mutations

Every published procedure was broken in many ways and changed harmlessly in others, each change labelled by reading:
the promise that it breaks, or that the loader must refuse it, or that nothing is wrong with it. Some labels and changes
were altered after a first run; the page on how it is done says which. *Missed* is a
break that was not found under its own number; *wrong alarm* is a harmless change of which more was said than before.
How it is done is told in [how the checker is checked](../explanation/how-the-checker-is-checked.md). This page is
written by `uv run --group dev python -m benchmarks mutations`; a test fails when a procedure is another one by now.

| Procedure | Hash | Broken: right | Broken: missed | Harmless: right | Harmless: wrong alarm |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What all mutations of one procedure gave. ``broken`` and ``harmless``: right, and not as labelled."""

    hash: str
    broken: tuple[int, int]
    harmless: tuple[int, int]
    wrong: list[dict[str, object]] = field(default_factory=list)


def keep(verdicts: Mapping[str, Sequence[Verdict]], order: Sequence[str]) -> None:
    """Keep new verdicts beside those of the other procedures in ``order``, and write the page anew."""
    table = kept() | {name: _kept(name, found) for name, found in verdicts.items()}
    table = {name: table[name] for name in order if name in table}
    KEPT.write_text(
        json.dumps({n: asdict(k) for n, k in table.items()}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    PAGE.write_text(page(table), encoding="utf-8")


def kept() -> dict[str, Kept]:
    """What is kept of each procedure."""
    if not KEPT.exists():
        return {}
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    return {n: Kept(k["hash"], tuple(k["broken"]), tuple(k["harmless"]), k["wrong"]) for n, k in found.items()}


def is_stale(name: str) -> bool:
    """Whether the procedure is another one than that of the table."""
    found = kept().get(name)
    return found is None or found.hash != hash_of(name)


def reasons() -> dict[str, dict[str, str]]:
    """Why a mutation is not as labelled, by procedure and mutation; ``everywhere`` holds for each."""
    found: dict[str, dict[str, str]] | None = YAML(typ="safe").load(REASONS)
    return found or {}


def reason(name: str, mutation: str) -> str:
    """Why this mutation is not as labelled, or nothing."""
    known = reasons()
    return (known.get("everywhere", {}) | known.get(name, {})).get(mutation, "")


def page(table: Mapping[str, Kept]) -> str:
    """The page for readers."""
    rows = [
        f"| {n} | `{k.hash}` | {k.broken[0]} | {k.broken[1]} | {k.harmless[0]} | {k.harmless[1]} |"
        for n, k in table.items()
    ]
    sums = [sum(column) for column in zip(*((*k.broken, *k.harmless) for k in table.values()), strict=True)]
    total = "| all | | " + " | ".join(map(str, sums)) + " |"
    lines = ["", "## Not as labelled", "", "| Procedure | Change | Label | Found | Why |", "|---|---|---|---|---|"]
    for name, k in table.items():
        for v in k.wrong:
            found = ", ".join(map(str, v["found"] or ["nothing"]))  # type: ignore[call-overload]
            lines.append(
                f"| {name} | {v['id']} | {v['label']} | {found} | {reason(name, str(v['id'])) or NOT_EXPLAINED} |"
            )
    return HEAD + "\n".join([*rows, total, *lines]) + "\n"


def _kept(name: str, found: Sequence[Verdict]) -> Kept:
    said = [(v.harmless, v.judgement == "right") for v in found]
    wrong: list[dict[str, object]] = [
        {"id": v.id, "label": v.label, "found": list(v.found)} for v in found if v.judgement != "right"
    ]
    broken = said.count((False, True)), said.count((False, False))
    return Kept(hash_of(name), broken, (said.count((True, True)), said.count((True, False))), wrong)
