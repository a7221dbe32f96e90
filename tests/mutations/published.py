"""The published procedures as trees of plain words, merged and whole, and the way back to a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.reading import Block, Listing, Word
from tests.yaml_text import yaml_text

Tree = dict[str, object]
"""The words of one file: mappings, lists and text, in the order of the file."""

ONLY_IN_A_DIFFERENCE = ("specialises", "called", "left out", "stays open")
SITES = Path(__file__).parent / "sites.yaml"


def published() -> tuple[str, ...]:
    """The ids of the published procedures."""
    return tuple(entry.id for entry in Library.default().newest())


@cache
def charter() -> Charter:
    """The charter of the installed library."""
    return Library.default().charter()


@cache
def original(name: str) -> Procedure:
    """The published procedure, read as one text, so that it differs from a mutation in nothing but the mutation."""
    return read(tree_of(name), name)


def hash_of(name: str) -> str:
    """The hash under which the procedure is published."""
    return Library.default().load(name).hash


def tree_of(name: str) -> Tree:
    """The merged text of one procedure, as words that may be changed."""
    library = Library.default()
    whole = _plain(library.text(library.entry(name)))
    assert isinstance(whole, dict)
    return {word: value for word, value in whole.items() if word not in ONLY_IN_A_DIFFERENCE}


def read(tree: Tree, name: str, comment: str = "") -> Procedure:
    """Read a tree as the loader reads a file.

    Raises:
        Unreadable: if the loader refuses it.
    """
    said = {word: value for word, value in tree.items() if value not in ({}, [])}
    return load_text(comment + yaml_text(said), f"{name}.yaml")


@cache
def sites_of(name: str) -> Tree:
    """What ``sites.yaml`` says about this procedure."""
    sites: dict[str, Tree] = YAML(typ="safe").load(SITES)
    return sites.get(name, {})


def _plain(node: Block | Listing | Word) -> object:
    if isinstance(node, Block):
        return {key: _plain(value) for key, value in node.entries.items()}
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return node.text


# -- finding one's way in a tree ---------------------------------------------------------------------------------------


def part(tree: Tree, *path: str) -> Tree:
    """The block at the end of the path; a section that the file does not have is an empty one."""
    section = tree.setdefault(path[0], {})
    for word in path[1:]:
        assert isinstance(section, dict), path
        section = section[word]
    assert isinstance(section, dict), path
    return section


def words(value: object) -> list[object]:
    """A list, or one item that may stand without brackets, as a list."""
    return list(value) if isinstance(value, list) else [value]


def acts(tree: Tree) -> Iterator[tuple[str, str, str, Tree]]:
    """Every step with its stage (empty: at any stage), who may or must, its name and its block."""
    spots = [(stage, block) for stage, block in part(tree, "stages").items()]
    spots.append(("", tree.get("at any stage before the end", {})))
    for stage, block in spots:
        assert isinstance(block, dict)
        for who, steps in block.items():
            if who.endswith((" may", " must")):
                yield from ((stage, who, name, step) for name, step in steps.items())


def step_of(tree: Tree, name: str) -> Tree:
    """The block of one step."""
    return next(block for _, _, step, block in acts(tree) if step == name)


def add_step(tree: Tree, stage: str, who: str, name: str, **block: object) -> None:
    """Add a step; words of more than one part are written with an underscore."""
    where = part(tree, "stages", stage) if stage else part(tree, "at any stage before the end")
    part(where, who)[name] = {word.replace("_", " "): value for word, value in block.items()}


def drop_step(tree: Tree, name: str) -> None:
    """Take a step away, and the word of its party if nothing is left to it."""
    for stage, who, step, _ in list(acts(tree)):
        if step == name:
            block = part(tree, "stages", stage) if stage else part(tree, "at any stage before the end")
            steps = part(block, who)
            del steps[name]
            if not steps:
                del block[who]


def party_that_is(tree: Tree, role: str) -> str:
    """The first party of this role, or nothing."""
    return next(
        (name for name, block in part(tree, "parties").items() if isinstance(block, dict) and block.get("is") == role),
        "",
    )


def outcome_of(tree: Tree, stage: object) -> str:
    block = part(tree, "stages").get(str(stage), {})
    return str(block.get("outcome", "")) if isinstance(block, dict) else ""


def is_open(tree: Tree, block: Tree) -> bool:
    """Whether the law of this block is left to each State, so that its number only stands in for another."""
    law = str(block.get("law", ""))
    sources = part(dict(tree), "sources")
    open_ones = [key for key, source in sources.items() if isinstance(source, dict) and source.get("open") == "yes"]
    return law.split(" ", maxsplit=1)[0] in open_ones


def drop_finding(tree: Tree, finding: str) -> None:
    """No guard and no ground names this finding any more; a ground that is left with none is being in the stage."""
    for _, _, _, step in acts(tree):
        if "after" in step:
            step["after"] = [g for g in words(step["after"]) if _finding(g) != finding]
            if not step["after"]:
                del step["after"]
        grounds = step.get("grounds")
        if isinstance(grounds, dict):
            kept = {ground: g for ground, g in grounds.items() if _finding(g) != finding}
            step["grounds"] = kept or {next(iter(grounds)): "stage"}


def _finding(guard: object) -> object:
    return next(iter(guard.values())) if isinstance(guard, dict) else guard


def drop_limit(tree: Tree, limit: str) -> None:
    """Take a time limit away, with the steps that only extend it."""
    del part(tree, "time limits")[limit]
    for _, _, name, step in list(acts(tree)):
        if step.get("extends") == limit:
            drop_step(tree, name)


def drop_remedy(tree: Tree, remedy: str) -> None:
    """Take a remedy away, with the mention of its hidden stages."""
    gone = part(tree, "remedies").pop(remedy)
    forget_suspension(tree, remedy)
    assert isinstance(gone, dict)
    for way in ("if annulled", "if replaced"):
        end = str(part(gone, way).get("to", ""))
        if outcome_of(tree, end) and f"'{end}'" not in str({**tree, "stages": list(part(tree, "stages").values())}):
            del part(tree, "stages")[end]  # nothing else led there


def forget_suspension(tree: Tree, remedy: str) -> None:
    """No limit stands still in a hidden stage of this remedy any more."""
    for limit in part(tree, "time limits").values():
        assert isinstance(limit, dict)
        if "suspended in" in limit:
            still = [s for s in words(limit["suspended in"]) if f"{remedy} against" not in str(s)]
            limit["suspended in"] = still
            if not still:
                del limit["suspended in"]
