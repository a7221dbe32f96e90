"""Mutations of time: promises 1, 2, 11 and 12. Where the label depends on the rest of the text, see ``sites.yaml``."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mutations.mutation import Change, Mutation, Operator, broken
from tests.mutations.published import (
    Tree,
    acts,
    add_step,
    drop_limit,
    part,
    sites_of,
    step_of,
    words,
)

WITHOUT_END = "uncapped-loop uncapped-suspension unreachable-stage"
AGES = "3000 days"
OWN_PROMISE = "own promise"


def _listed(name: str, word: str) -> list[object]:
    return words(sites_of(name).get(word, []))


def stage_limit_removed(name: str, _: Tree) -> Iterator[Mutation]:
    """A wait that nothing ends: no limbo, or no known time."""
    for stage in _listed(name, "wait"):

        def change(tree: Tree, stage: str = str(stage)) -> None:
            for word in ("lasts at most", "longer", "as a rule", "if nothing comes", "law"):
                part(tree, "stages", stage).pop(word, None)

        yield broken(f"limit removed from stage '{stage}'", change, 1, 2, codes=WITHOUT_END)


def stage_limit_longer(name: str, _: Tree) -> Iterator[Mutation]:
    for stage in _listed(name, "longer wait"):

        def change(tree: Tree, stage: str = str(stage)) -> None:
            part(tree, "stages", stage)["lasts at most"] = AGES

        yield broken(f"stage '{stage}' lasts {AGES}", change, 1)


def limit_removed(name: str, _: Tree) -> Iterator[Mutation]:
    groups = [[limit] for limit in _listed(name, "limit removed")]
    groups += [words(group) for group in _listed(name, "limits removed")]
    for group in groups:

        def change(tree: Tree, group: list[object] = group) -> None:
            for limit in group:
                drop_limit(tree, str(limit))

        yield broken(f"time limit removed: {_and(group)}", change, 1, 2, codes=WITHOUT_END)


def limit_longer(name: str, _: Tree) -> Iterator[Mutation]:
    for group in _listed(name, "longer limit"):

        def change(tree: Tree, group: object = group) -> None:
            for limit in words(group):
                block = part(tree, "time limits", str(limit))
                block["length"] = AGES
                block.pop("longer", None)

        yield broken(f"time limit of {AGES}: {_and(words(group))}", change, 1)


def extension_longer(name: str, _: Tree) -> Iterator[Mutation]:
    for limit in _listed(name, "longer extension"):

        def change(tree: Tree, limit: str = str(limit)) -> None:
            part(tree, "time limits", limit)["extension"] = AGES

        yield broken(f"extension of {AGES}: {limit}", change, 1)


def start_that_may_not_come(name: str, _: Tree) -> Iterator[Mutation]:
    single = part(dict(sites_of(name)), "start")
    starts: list[tuple[list[object], object]] = [([limit], step) for limit, step in single.items()]
    starts += [(words(s["limits"]), s["with"]) for s in _listed(name, "starts") if isinstance(s, dict)]
    for limits, step in starts:

        def change(tree: Tree, limits: list[object] = limits, step: object = step) -> None:
            for limit in limits:
                part(tree, "time limits", str(limit))["starts with"] = [step]

        yield broken(
            f"{_and(limits)} starts only with '{step}'", change, 1, 2, codes=f"{WITHOUT_END} limit-never-starts"
        )


def pause_added(name: str, _: Tree) -> Iterator[Mutation]:
    single = part(dict(sites_of(name)), "pause")
    pauses: list[tuple[list[object], object]] = [([limit], stage) for limit, stage in single.items()]
    pauses += [(words(s["limits"]), s["in"]) for s in _listed(name, "pauses") if isinstance(s, dict)]
    for limits, stage in pauses:

        def change(tree: Tree, limits: list[object] = limits, stage: object = stage) -> None:
            for limit in limits:
                block = part(tree, "time limits", str(limit))
                block["suspended in"] = [*words(block.get("suspended in", [])), stage]

        yield broken(f"{_and(limits)} stands still in '{stage}', which has no limit", change, 1, 2, codes=WITHOUT_END)


def loop_added(name: str, _: Tree) -> Iterator[Mutation]:
    for site in _listed(name, "loop"):
        assert isinstance(site, dict)

        def change(tree: Tree, site: Tree = site) -> None:
            assert site["to"] in part(tree, "stages")
            add_step(tree, str(site["in"]), f"{site['by']} may", "look at it again", to=site["to"], law=OWN_PROMISE)

        yield broken(f"loop without a cap from '{site['in']}' to '{site['to']}'", change, 1, 2, codes=WITHOUT_END)


def cap_removed(name: str, tree: Tree) -> Iterator[Mutation]:
    for capped in map(str, _listed(name, "cap removed")):
        is_remedy = capped in part(dict(tree), "remedies")

        def change(tree: Tree, capped: str = capped, is_remedy: bool = is_remedy) -> None:
            block = part(tree, "remedies", capped, "if annulled") if is_remedy else step_of(tree, capped)
            del block["at most"]

        yield broken(f"cap removed: {capped}", change, 1, 2, codes=f"{WITHOUT_END} uncapped-extension")


def slow_service(name: str, tree: Tree) -> Iterator[Mutation]:
    if not sites_of(name).get("slow service"):
        return

    def sent_late(tree: Tree) -> None:
        part(tree, "service")["sent within"] = AGES

    yield broken(f"decisions are sent within {AGES}", sent_late, 1)
    last = list(part(dict(tree), "service", "channels"))[-1]

    def deemed_late(tree: Tree) -> None:
        part(tree, "service", "channels", last)["deemed served after"] = AGES

    yield broken(f"deemed served after {AGES}: {last}", deemed_late, 1)


def promise_lower(_: str, tree: Tree) -> Iterator[Mutation]:
    for promise, block in part(dict(tree), "promises").items():
        assert isinstance(block, dict)
        for days in ("1 days", "20 days") if "at most" in block else ():

            def change(tree: Tree, promise: str = promise, days: str = days) -> None:
                part(tree, "promises", promise)["at most"] = days

            yield broken(f"promise '{promise}' of {days}", change, 1, codes="promises-contradict")


def protected_time_cut(name: str, tree: Tree) -> Iterator[Mutation]:
    """A step that leads early to where the person was safe, and a promise longer than what the text gives."""
    for site in _listed(name, "early"):
        assert isinstance(site, dict)

        def early(tree: Tree, site: Tree = site) -> None:
            add_step(tree, str(site["in"]), f"{site['by']} may", "go on early", to=site["to"], law=OWN_PROMISE)

        yield broken(f"a way out of '{site['in']}' before its time", early, 12)
    for promise, block in part(dict(tree), "promises").items():
        assert isinstance(block, dict)
        if "not before" in block:

            def longer(tree: Tree, promise: str = promise) -> None:
                part(tree, "promises", promise)["not before"] = "5 months"

            yield broken(
                f"promise '{promise}' of 5 months", longer, 12, codes="not-before-too-long promises-contradict"
            )


def duty_impossible(name: str, _: Tree) -> Iterator[Mutation]:
    for site in _listed(name, "impossible"):
        assert isinstance(site, dict)
        yield broken(f"duty that cannot be kept: {_told(site)}", _impossible(site), 11)


def _told(site: Tree) -> str:
    if "open" in site:
        return f"no answer need come from {_and(words(site['open']))}"
    if "limit" in site:
        return f"'{site['limit']}' is shorter than its service"
    return f"'{site['needs']}' waits for '{site['finding']}'"


def _impossible(site: Tree) -> Change:
    def change(tree: Tree) -> None:
        for opinion in words(site.get("open", [])):
            part(tree, "opinions", str(opinion)).update(
                {"within": "150 days", "if nothing comes": "left to national law"}
            )
        if "limit" in site:
            block = part(tree, "time limits", str(site["limit"]))
            block["length"] = "10 days"
            block.pop("longer", None)
            block.pop("extension", None)
            for _, _, _, step in acts(tree):
                if step.get("extends") == site["limit"]:
                    block["extension"] = "1 days"
        if "needs" in site:
            step_of(tree, str(site["needs"]))["after"] = [site["finding"]]

    return change


def _and(names: list[object]) -> str:
    return " and ".join(f"'{name}'" for name in names)


OPERATORS: tuple[Operator, ...] = (
    stage_limit_removed,
    stage_limit_longer,
    limit_removed,
    limit_longer,
    extension_longer,
    start_that_may_not_come,
    pause_added,
    loop_added,
    cap_removed,
    slow_service,
    promise_lower,
    protected_time_cut,
    duty_impossible,
)
