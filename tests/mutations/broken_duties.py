"""Mutations of what else is owed to the person (promises 6 to 10), and sentences that the loader must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.mutations.mutation import Mutation, Operator, broken
from tests.mutations.published import (
    Tree,
    acts,
    add_step,
    drop_step,
    is_open,
    outcome_of,
    part,
    party_that_is,
    sites_of,
    step_of,
    words,
)

OWN_PROMISE = "own promise"
NEVER_TO_ENFORCEMENT = ("services", "health", "protection")


# -- promise 6: purposes -----------------------------------------------------------------------------------------------


def leaks(_: str, tree: Tree) -> Iterator[Mutation]:
    """Data of protection, health or services come to enforcement: straight, by a second hand, by a new purpose."""
    police, deciding = "border guard", party_that_is(tree, "deciding")
    person = party_that_is(tree, "the person")
    start = str(tree["starts in"])

    def guard(tree: Tree) -> None:
        part(tree, "parties")[police] = {"purposes": ["enforcement"]}

    for purpose in NEVER_TO_ENFORCEMENT:

        def straight(tree: Tree, purpose: str = purpose) -> None:
            guard(tree)
            part(tree, "data")["private record"] = {"given for": purpose, "by": person, "held by": [deciding]}
            add_step(tree, start, f"{deciding} may", "pass it on", sends={"private record": police}, law=OWN_PROMISE)

        yield broken(f"a record given for {purpose} is sent to enforcement", straight, 6)

    def second_hand(tree: Tree) -> None:
        guard(tree)
        part(tree, "parties")["help desk"] = {"purposes": ["services"]}
        part(tree, "data")["private record"] = {"given for": "services", "by": person}
        add_step(tree, start, f"{person} may", "hand it in", sends={"private record": "help desk"}, law=OWN_PROMISE)
        add_step(tree, start, "help desk may", "pass it on", sends={"private record": police}, law=OWN_PROMISE)

    yield broken("a record comes to enforcement by a second hand", second_hand, 6)

    def held(tree: Tree) -> None:
        guard(tree)
        part(tree, "data")["private record"] = {"given for": "health", "by": person, "held by": [police]}

    yield broken("enforcement holds a medical record from the start", held, 6)
    for datum, block in part(dict(tree), "data").items():
        assert isinstance(block, dict)
        if block["given for"] in NEVER_TO_ENFORCEMENT and "held by" in block:

            def new_purpose(tree: Tree, block: Tree = block) -> None:
                holder = str(words(block["held by"])[0])
                party = part(tree, "parties", holder)
                party["purposes"] = [*words(party.get("purposes", [])), "enforcement"]

            yield broken(f"who holds '{datum}' works for enforcement too", new_purpose, 6)
    for _, _, name, step in acts(tree):
        if "with consent" in step and _goes_to_enforcement(tree, step):

            def no_consent(tree: Tree, name: str = name) -> None:
                del step_of(tree, name)["with consent"]

            yield broken(f"sent without consent: {name}", no_consent, 6)


def _goes_to_enforcement(tree: Tree, step: Tree) -> bool:
    return any(
        "enforcement" in words(part(dict(tree), "parties", str(party)).get("purposes", []))
        for party in part(step, "sends").values()
    )


# -- promises 7, 8 and 9 -----------------------------------------------------------------------------------------------


def evidence_unfair(_: str, tree: Tree) -> Iterator[Mutation]:
    for proof in part(dict(tree), "evidence"):
        for what, word in (("without another way", "or else"), ("without a legal basis", "asked by")):

            def change(tree: Tree, proof: str = proof, word: str = word) -> None:
                part(tree, "evidence", proof).pop(word, None)

            yield broken(f"'{proof}' is asked {what}", change, 7)
    for stage, _, name, step in list(acts(tree)):
        if "needs" in step:

            def twice(tree: Tree, name: str = name, stage: str = stage) -> None:
                step = step_of(tree, name)
                deciding = party_that_is(tree, "deciding")
                add_step(
                    tree,
                    str(step.get("to", stage)),
                    f"{deciding} may",
                    "look at it once more",
                    needs=step["needs"],
                    law=OWN_PROMISE,
                    at_most="1 time",
                )

            yield broken(f"what '{name}' needs is asked again", twice, 7, codes="outcome-goes-on")


def who_pays(_: str, tree: Tree) -> Iterator[Mutation]:
    person = party_that_is(tree, "the person")
    for kind in ("recruitment", "related cost"):

        def new(tree: Tree, kind: str = kind) -> None:
            part(tree, "fees")["a new fee"] = {
                "kind": kind,
                "payer": person,
                "never more than": "100 EUR",
                "law": OWN_PROMISE,
            }

        yield broken(f"a fee on the person: {kind}", new, 8)
    for fee, block in part(dict(tree), "fees").items():
        assert isinstance(block, dict)
        if block["kind"] != "administrative":

            def shifted(tree: Tree, fee: str = fee) -> None:
                part(tree, "fees", fee)["payer"] = person

            yield broken(f"'{fee}' falls on the person", shifted, 8)
        elif block["payer"] == person:

            def no_cap(tree: Tree, fee: str = fee) -> None:
                part(tree, "fees", fee).pop("never more than", None)

            yield broken(f"'{fee}' has no cap", no_cap, 8)

    def no_law(tree: Tree) -> None:
        part(tree, "fees")["a new fee"] = {"kind": "administrative", "payer": person, "law": OWN_PROMISE}

    yield broken("an administrative fee on the person without a cap", no_law, 8)


def unequal(_: str, tree: Tree) -> Iterator[Mutation]:
    for ground in ("nationality", "sex", "age", "disability"):

        def change(tree: Tree, ground: str = ground) -> None:
            part(tree, "circumstances")["of the other kind"] = {
                "shown by": "the passport",
                "in doubt": "no",
                "about": ground,
            }
            deciding = party_that_is(tree, "deciding")
            add_step(
                tree,
                str(tree["starts in"]),
                f"{deciding} may",
                "look more closely",
                only_if=["of the other kind"],
                at_most="1 time",
                law=OWN_PROMISE,
            )

        yield broken(f"a rule on {ground} without a law", change, 9)
    for section in ("people", "circumstances"):
        for fact, block in part(dict(tree), section).items():
            if isinstance(block, dict) and "about" in block and "required by" in block:

                def no_law(tree: Tree, section: str = section, fact: str = fact) -> None:
                    del part(tree, section, fact)["required by"]

                yield broken(f"no law requires the rule on '{fact}'", no_law, 9)


# -- promise 10: not worse ---------------------------------------------------------------------------------------------


def worse_than_before(name: str, tree: Tree) -> Iterator[Mutation]:
    """Shorter periods of the person, weaker promises, a new fee. A number that each State fills in binds nobody."""
    for stage in words(sites_of(name).get("shorter", [])):
        if is_open(tree, part(dict(tree), "stages", str(stage))):
            continue

        def shorter(tree: Tree, stage: str = str(stage)) -> None:
            part(tree, "stages", stage)["lasts at most"] = "2 days"
            part(tree, "stages", stage).pop("longer", None)

        yield broken(f"the person has 2 days in '{stage}'", shorter, 10, codes="not-before-too-long")
    for remedy, block in part(dict(tree), "remedies").items():
        assert isinstance(block, dict)
        if is_open(tree, block):
            continue

        def hurried(tree: Tree, remedy: str = remedy) -> None:
            part(tree, "remedies", remedy)["within"] = "3 days"

        yield broken(f"'{remedy}' within 3 days", hurried, 10)
    for promise, block in part(dict(tree), "promises").items():
        assert isinstance(block, dict)
        for word in [w for w in ("at most", "not before") if w in block]:

            def weaker(tree: Tree, promise: str = promise, word: str = word) -> None:
                part(tree, "promises", promise)[word] = "4000 days" if word == "at most" else "1 days"

            yield broken(f"promise '{promise}' weaker", weaker, 10)

    def dearer(tree: Tree) -> None:
        person = party_that_is(tree, "the person")
        part(tree, "fees")["stamp duty"] = {
            "kind": "administrative",
            "payer": person,
            "never more than": "50 EUR",
            "law": OWN_PROMISE,
        }

    yield broken("a new administrative fee on the person", dearer, 10)


def outcome_renamed(_: str, tree: Tree) -> Iterator[Mutation]:
    """The word that says how a case ends is another one: a second signature is due."""
    for stage in part(dict(tree), "stages"):
        outcome = outcome_of(tree, stage)
        if outcome:

            def change(tree: Tree, stage: str = stage, outcome: str = outcome) -> None:
                part(tree, "stages", stage)["outcome"] = "granted" if outcome == "closed" else "closed"

            yield replace(broken(f"outcome of '{stage}' renamed", change, 10), signature=True)


# -- sentences that the loader refuses ---------------------------------------------------------------------------------


def refused(name: str, tree: Tree) -> Iterator[Mutation]:
    deciding, start = party_that_is(tree, "deciding"), str(tree["starts in"])

    def lonely(tree: Tree) -> None:
        part(tree, "stages")["cellar"] = {f"{deciding} may": {"leave the cellar": {"to": start, "law": OWN_PROMISE}}}

    yield broken("a stage that nobody reaches", lonely, codes="unreachable-stage uncapped-loop")

    def unknown_party(tree: Tree) -> None:
        add_step(tree, start, "nobody known may", "do something", to=start, law=OWN_PROMISE)

    yield broken("a party that does not exist", unknown_party, codes="unknown-party act-unreadable")

    def unknown_law(tree: Tree) -> None:
        add_step(tree, start, f"{deciding} may", "do something", law="Law of the Sea 3")

    yield broken("a law that is no source", unknown_law, codes="law-unreadable unknown-article")

    def nowhere(tree: Tree) -> None:
        add_step(tree, start, f"{deciding} may", "do something", to="the end of the world", law=OWN_PROMISE)

    yield broken("a step to nowhere", nowhere, codes="unknown-stage")
    for stage, block in part(dict(tree), "stages").items():
        silence = block.get("if nothing comes") if isinstance(block, dict) else None
        if isinstance(silence, dict) and "claimed by" in silence:

            def unclaimed(tree: Tree, stage: str = stage) -> None:
                said = part(tree, "stages", stage, "if nothing comes")
                for word in ("claimed by", "within", "if not confirmed"):
                    del said[word]

            yield broken(f"nobody claims the silence of '{stage}'", unclaimed, codes="claim-missing")
    for limit in list(part(dict(tree), "time limits"))[:1]:

        def never(tree: Tree, limit: str = limit) -> None:
            add_step(tree, start, f"{deciding} may", "ring the bell", law=OWN_PROMISE)
            drop_step(tree, "ring the bell")
            part(tree, "time limits", limit)["starts with"] = ["ring the bell"]

        yield broken(f"'{limit}' starts with a step that is gone", never, codes="unknown-step limit-never-starts")


OPERATORS: tuple[Operator, ...] = (
    leaks,
    evidence_unfair,
    who_pays,
    unequal,
    worse_than_before,
    outcome_renamed,
    refused,
)
