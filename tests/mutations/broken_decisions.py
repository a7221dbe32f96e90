"""Mutations of decisions: reasons and remedy, suspensive effect, safeguards (promises 3, 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mutations.mutation import Mutation, Operator, broken
from tests.mutations.published import (
    Tree,
    acts,
    charter,
    drop_finding,
    drop_remedy,
    forget_suspension,
    outcome_of,
    part,
    party_that_is,
    sites_of,
    step_of,
    words,
)


def against_the_person(tree: Tree) -> list[str]:
    """The steps that decide against the person."""
    outcomes = charter().outcomes
    return [
        name
        for _, _, name, step in acts(tree)
        if str(step.get("decides", "")) in outcomes and outcomes[str(step["decides"])].against_person
    ]


# -- promise 3: reasons and remedy -------------------------------------------------------------------------------------


def remedy_removed(_: str, tree: Tree) -> Iterator[Mutation]:
    for remedy in part(dict(tree), "remedies"):

        def change(tree: Tree, remedy: str = remedy) -> None:
            drop_remedy(tree, remedy)

        yield broken(f"remedy removed: {remedy}", change, 3)


def remedy_against_fewer(_: str, tree: Tree) -> Iterator[Mutation]:
    for remedy, block in part(dict(tree), "remedies").items():
        assert isinstance(block, dict)
        against = words(block["against"])
        for step in [s for s in against if s in against_the_person(tree)] if len(against) > 1 else []:

            def change(tree: Tree, remedy: str = remedy, step: object = step) -> None:
                block = part(tree, "remedies", remedy)
                block["against"] = [s for s in words(block["against"]) if s != step]

            yield broken(f"no remedy against '{step}'", change, 3)


def remedy_weaker(_: str, tree: Tree) -> Iterator[Mutation]:
    """No time to file; before who decided; before somebody who cannot review."""
    deciding = party_that_is(tree, "deciding")
    other = next(
        (name for name, block in part(dict(tree), "parties").items() if isinstance(block, dict) and "is" not in block),
        "",
    )
    for remedy in part(dict(tree), "remedies"):
        for what, word, value in (
            ("gives no time to file", "within", "0 days"),
            (f"goes to '{deciding}', who decided", "before", deciding),
            (f"goes to '{other}', who reviews nothing", "before", other),
        )[: 3 if other else 2]:

            def change(tree: Tree, remedy: str = remedy, word: str = word, value: str = value) -> None:
                part(tree, "remedies", remedy)[word] = value

            yield broken(f"'{remedy}' {what}", change, 3)


def grounds_and_reasons(_: str, tree: Tree) -> Iterator[Mutation]:
    for name in against_the_person(tree):
        step = step_of(tree, name)
        for word in [w for w in ("grounds", "reasons") if w in step]:

            def change(tree: Tree, name: str = name, word: str = word) -> None:
                del step_of(tree, name)[word]

            yield broken(f"{word} removed: {name}", change, 3)


def unestablished_ground(_: str, tree: Tree) -> Iterator[Mutation]:
    """A ground whose finding nobody makes, and one that names none."""
    for name in against_the_person(tree)[:3]:
        for what, finding, codes in (
            ("that nobody makes", "the general impression", "unknown-finding"),
            ("left empty", "", "guard-unreadable value-missing expected-word unknown-finding"),
        ):

            def change(tree: Tree, name: str = name, finding: str = finding) -> None:
                grounds = part(step_of(tree, name), "grounds")
                grounds[next(iter(grounds), "ground")] = finding

            yield broken(f"ground with a finding {what}: {name}", change, codes=codes)


def service_removed(_: str, tree: Tree) -> Iterator[Mutation]:
    yield broken("service removed", lambda tree: _drop(tree, "service"), codes="service-missing")
    for stage, block in part(dict(tree), "stages").items():
        if isinstance(block, dict) and block.get("served"):

            def change(tree: Tree, stage: str = stage) -> None:
                del part(tree, "stages", stage)["served"]

            yield broken(f"end '{stage}' no longer served", change, 3)


def _drop(tree: Tree, word: str) -> None:
    del tree[word]


def refused_by_silence(_: str, tree: Tree) -> Iterator[Mutation]:
    """Silence ends in an outcome that owes grounds, reasons and a remedy."""
    refused = next(
        (s for s in part(dict(tree), "stages") if outcome_of(tree, s) in ("refused", "withdrawn by the authority")), ""
    )
    if not refused:
        return
    claim = {"claimed by": party_that_is(tree, "deciding"), "within": "10 days"}
    for kind in ("deemed refusal", "ends"):
        spots = [("time limits", name) for name in part(dict(tree), "time limits")][:2]
        spots += [
            ("stages", s)
            for s, block in part(dict(tree), "stages").items()
            if isinstance(block, dict) and "lasts at most" in block
        ][:2]
        for path in spots:

            def change(tree: Tree, path: tuple[str, ...] = path, kind: str = kind) -> None:
                before = part(tree, *path)["if nothing comes"]
                harmless = next(iter(before.values())) if isinstance(before, dict) else tree["starts in"]
                part(tree, *path)["if nothing comes"] = {kind: refused, **claim, "if not confirmed": harmless}

            yield broken(
                f"silence of '{path[1]}': {kind}, {refused}", change, 3, codes="uncapped-loop unreachable-stage"
            )


# -- promises 4 and 5: the irreversible act ----------------------------------------------------------------------------


def no_longer_suspensive(name: str, tree: Tree) -> Iterator[Mutation]:
    """Where an irreversible act can follow, promise 4; else the new text is worse than the old, promise 10."""
    irreversible = words(sites_of(name).get("irreversible", []))
    for remedy, block in part(dict(tree), "remedies").items():
        assert isinstance(block, dict)
        if block["suspensive"] == "yes":

            def change(tree: Tree, remedy: str = remedy) -> None:
                part(tree, "remedies", remedy)["suspensive"] = "no"
                forget_suspension(tree, remedy)

            yield broken(
                f"'{remedy}' no longer suspends", change, 4 if remedy in irreversible else 10, codes="uncapped-loop"
            )


def _safeguarded(tree: Tree) -> Iterator[tuple[str, str, Tree]]:
    """What meets a safeguard: the path of its block, the finding that meets it, and the block."""
    for name, block in part(dict(tree), "opinions").items():
        if isinstance(block, dict) and "safeguard" in block:
            yield name, str(words(block["answers"])[0]), block
    for _, _, name, step in acts(tree):
        if "safeguard" in step:
            yield name, str(step["finds"]), step


def _block(tree: Tree, name: str) -> Tree:
    opinions = part(tree, "opinions")
    return part(opinions, name) if name in opinions else step_of(tree, name)


def safeguard_weaker(_: str, tree: Tree) -> Iterator[Mutation]:
    for name, finding, block in _safeguarded(tree):
        if "if nothing comes" in block:

            def silent(tree: Tree, name: str = name, finding: str = finding) -> None:
                _block(tree, name)["if nothing comes"] = finding

            yield broken(f"silence of '{name}' means '{finding}'", silent, 5)

        def ageless(tree: Tree, name: str = name) -> None:
            del _block(tree, name)["good for"]

        yield broken(f"'{finding}' never ages", ageless, 5)

        def old(tree: Tree, name: str = name) -> None:
            _block(tree, name)["good for"] = "5 years"

        yield broken(f"'{finding}' is good for 5 years", old, 5)


def _owed(tree: Tree) -> set[str]:
    """What the irreversible outcomes of this text owe."""
    ends = [charter().outcomes.get(outcome_of(tree, stage)) for stage in part(dict(tree), "stages")]
    return {owed for end in ends if end and end.irreversible for owed in end.owes}


def safeguard_gone(_: str, tree: Tree) -> Iterator[Mutation]:
    owed = _owed(tree)
    for name, finding, block in _safeguarded(tree):
        if block["safeguard"] not in owed:
            continue
        opinion = name in part(dict(tree), "opinions")

        def word_gone(tree: Tree, name: str = name) -> None:
            del _block(tree, name)["safeguard"]

        yield broken(f"'{name}' meets no safeguard any more", word_gone, 5)

        def unguarded(tree: Tree, finding: str = finding) -> None:
            for _, _, _, step in acts(tree):
                if "after" in step:
                    left = [
                        g
                        for g in words(step["after"])
                        if g != finding and (not isinstance(g, dict) or finding not in g.values())
                    ]
                    step["after"] = left
                    if not left:
                        del step["after"]

        yield broken(f"no step waits for '{finding}'", unguarded, 5)
        if opinion:

            def gone(tree: Tree, name: str = name) -> None:
                for answer in words(part(tree, "opinions").pop(name)["answers"]):  # type: ignore[index]
                    drop_finding(tree, str(answer))

            yield broken(f"opinion removed: {name}", gone, 5)


def last_guard_gone(name: str, tree: Tree) -> Iterator[Mutation]:
    """The last step does not look again at a finding that may be too old by then."""
    outcomes = charter().outcomes
    for finding in words(sites_of(name).get("last guard", [])):

        def change(tree: Tree, finding: object = finding) -> None:
            for _, _, _, step in acts(tree):
                outcome = outcome_of(tree, step.get("to"))
                if outcome in outcomes and outcomes[outcome].irreversible:
                    step["after"] = [
                        g
                        for g in words(step["after"])
                        if g != finding and (not isinstance(g, dict) or finding not in g.values())
                    ]

        yield broken(f"the last step no longer looks at '{finding}'", change, 5)


OPERATORS: tuple[Operator, ...] = (
    remedy_removed,
    remedy_against_fewer,
    remedy_weaker,
    grounds_and_reasons,
    unestablished_ground,
    service_removed,
    refused_by_silence,
    no_longer_suspensive,
    safeguard_weaker,
    safeguard_gone,
    last_guard_gone,
)
