"""Mutations of what is owed to the person: promises 3 to 10, and sentences that the loader must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.mutations.mutation import Mutation, Operator, broken
from tests.mutations.published import (
    Tree,
    acts,
    add_step,
    charter,
    drop_finding,
    drop_remedy,
    drop_step,
    forget_suspension,
    outcome_of,
    part,
    party_that_is,
    sites_of,
    step_of,
    words,
)

OWN_PROMISE = "own promise"
NEVER_TO_ENFORCEMENT = ("services", "health", "protection")


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
    other = next(name for name, block in part(dict(tree), "parties").items() if isinstance(block, dict) and "is" not in block)
    for remedy in part(dict(tree), "remedies"):
        for what, word, value in (
            ("gives no time to file", "within", "0 days"),
            (f"goes to '{deciding}', who decided", "before", deciding),
            (f"goes to '{other}', who reviews nothing", "before", other),
        ):

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
    refused = next((s for s in part(dict(tree), "stages") if outcome_of(tree, s) in ("refused", "withdrawn by the authority")), "")
    if not refused:
        return
    claim = {"claimed by": party_that_is(tree, "deciding"), "within": "10 days"}
    for kind in ("deemed refusal", "ends"):
        spots: list[tuple[str, ...]] = [("time limits", name) for name in part(dict(tree), "time limits")][:2]
        spots += [("stages", s) for s, block in part(dict(tree), "stages").items() if isinstance(block, dict) and "lasts at most" in block][:2]
        for path in spots:

            def change(tree: Tree, path: tuple[str, ...] = path, kind: str = kind) -> None:
                before = part(tree, *path)["if nothing comes"]
                harmless = next(iter(before.values())) if isinstance(before, dict) else tree["starts in"]
                part(tree, *path)["if nothing comes"] = {kind: refused, **claim, "if not confirmed": harmless}

            yield broken(f"silence of '{path[1]}': {kind}, {refused}", change, 3, codes="uncapped-loop unreachable-stage")


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

            yield broken(f"'{remedy}' no longer suspends", change, 4 if remedy in irreversible else 10)


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
                    left = [g for g in words(step["after"]) if g != finding and (not isinstance(g, dict) or finding not in g.values())]
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
                    step["after"] = [g for g in words(step["after"]) if g != finding and (not isinstance(g, dict) or finding not in g.values())]

        yield broken(f"the last step no longer looks at '{finding}'", change, 5)


# -- promise 6: purposes -----------------------------------------------------------------------------------------------


def leaks(_: str, tree: Tree) -> Iterator[Mutation]:
    """Data of protection, health or services come to enforcement: straight, by a second hand, by a change of purpose."""
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
    return any("enforcement" in words(part(dict(tree), "parties", str(party)).get("purposes", [])) for party in part(step, "sends").values())


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
                add_step(tree, str(step.get("to", stage)), f"{deciding} may", "look at it once more", needs=step["needs"], law=OWN_PROMISE, at_most="1 time")

            yield broken(f"what '{name}' needs is asked again", twice, 7, codes="outcome-goes-on")


def who_pays(_: str, tree: Tree) -> Iterator[Mutation]:
    person = party_that_is(tree, "the person")
    for kind in ("recruitment", "related cost"):

        def new(tree: Tree, kind: str = kind) -> None:
            part(tree, "fees")["a new fee"] = {"kind": kind, "payer": person, "never more than": "100 EUR", "law": OWN_PROMISE}

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
            part(tree, "circumstances")["of the other kind"] = {"shown by": "the passport", "in doubt": "no", "about": ground}
            deciding = party_that_is(tree, "deciding")
            add_step(tree, str(tree["starts in"]), f"{deciding} may", "look more closely", only_if=["of the other kind"], at_most="1 time", law=OWN_PROMISE)

        yield broken(f"a rule on {ground} without a law", change, 9)
    for section in ("people", "circumstances"):
        for fact, block in part(dict(tree), section).items():
            if isinstance(block, dict) and "about" in block and "required by" in block:

                def no_law(tree: Tree, section: str = section, fact: str = fact) -> None:
                    del part(tree, section, fact)["required by"]

                yield broken(f"no law requires the rule on '{fact}'", no_law, 9)


# -- promise 10: not worse ---------------------------------------------------------------------------------------------


def worse_than_before(name: str, tree: Tree) -> Iterator[Mutation]:
    for stage in words(sites_of(name).get("shorter", [])):

        def shorter(tree: Tree, stage: str = str(stage)) -> None:
            part(tree, "stages", stage)["lasts at most"] = "2 days"
            part(tree, "stages", stage).pop("longer", None)

        yield broken(f"the person has 2 days in '{stage}'", shorter, 10, codes="not-before-too-long")
    for remedy in part(dict(tree), "remedies"):

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
        part(tree, "fees")["stamp duty"] = {"kind": "administrative", "payer": person, "never more than": "50 EUR", "law": OWN_PROMISE}

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
    leaks,
    evidence_unfair,
    who_pays,
    unequal,
    worse_than_before,
    outcome_renamed,
    refused,
)
