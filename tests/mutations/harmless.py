"""Changes that break nothing: another order, other names, a shorter wait, a further right of the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.mutations.broken_decisions import against_the_person
from tests.mutations.mutation import Mutation, Operator, harmless
from tests.mutations.published import Tree, acts, add_step, part, party_that_is, sites_of, step_of, words

OWN_PROMISE = "own promise"
SECTIONS = (
    "parties",
    "circumstances",
    "evidence",
    "data",
    "fees",
    "stages",
    "opinions",
    "time limits",
    "remedies",
    "promises",
    "sources",
)
PURPOSES = ("purposes", "for", "given for")
EVENT_WORDS = ("", "reaching ", "service of ", "service of reaching ", "silence of ")
MORE = 2
NOTHING: dict[str, object] = {}


def reordered(_: str, tree: Tree) -> Iterator[Mutation]:
    for section in SECTIONS:
        if len(part(dict(tree), section)) > 1:

            def change(tree: Tree, section: str = section) -> None:
                tree[section] = dict(reversed(part(tree, section).items()))

            yield harmless(f"{section} in another order", change)

    def steps(tree: Tree) -> None:
        for stage in part(tree, "stages").values():
            assert isinstance(stage, dict)
            for who in [w for w in stage if w.endswith((" may", " must"))]:
                stage[who] = dict(reversed(stage[who].items()))

    yield harmless("steps in another order", steps)


def commented(_: str, __: Tree) -> Iterator[Mutation]:
    yield harmless("comments and blank lines", lambda tree: None, "# A comment.\n\n# Another.\n")

    def retitled(tree: Tree) -> None:
        tree["title"] = "Another title"

    yield harmless("another title", retitled)


def renamed(_: str, tree: Tree) -> Iterator[Mutation]:
    """Every kind of name, two of each, changed wherever it stands."""
    deciding = party_that_is(tree, "deciding")
    names = {
        "stage": list(part(dict(tree), "stages")),
        "step": [name for _, _, name, _ in acts(tree)],
        "time limit": list(part(dict(tree), "time limits")),
        "opinion": list(part(dict(tree), "opinions")),
        "evidence": list(part(dict(tree), "evidence")),
        "remedy": list(part(dict(tree), "remedies")),
        "party": [deciding],
    }
    for kind, known in names.items():
        for name in known[:MORE]:
            yield harmless(f"{kind} '{name}' renamed", _renaming(name, f"{name} (new name)"))


def _renaming(old: str, new: str) -> Callable[[Tree], None]:
    said = {f"{word}{old}": f"{word}{new}" for word in EVENT_WORDS} | {
        f"{old} {word}": f"{new} {word}" for word in ("may", "must")
    }

    def told(text: str) -> str:
        if f"{old} against" in text:
            return text.replace(f"{old} against", f"{new} against")
        if text.endswith(f" against {old}"):
            return text.removesuffix(old) + new
        return said.get(text, text)

    def walk(node: object) -> object:
        if isinstance(node, dict):
            return {told(key): value if key in PURPOSES else walk(value) for key, value in node.items()}
        if isinstance(node, list):
            return [walk(item) for item in node]
        return told(str(node))

    def change(tree: Tree) -> None:
        changed = walk(tree)
        assert isinstance(changed, dict)
        title = tree["title"]
        tree.clear()
        tree.update(changed)
        tree["title"] = title

    return change


def quicker(name: str, tree: Tree) -> Iterator[Mutation]:
    """Offices that answer sooner, courts that decide sooner, more time for the person to appeal."""
    for opinion in list(part(dict(tree), "opinions"))[:MORE]:

        def sooner(tree: Tree, opinion: str = opinion) -> None:
            part(tree, "opinions", opinion)["within"] = "10 days"

        yield harmless(f"'{opinion}' within 10 days", sooner)
    for remedy in list(part(dict(tree), "remedies"))[:MORE]:

        def decided(tree: Tree, remedy: str = remedy) -> None:
            part(tree, "remedies", remedy)["decided within"] = "45 days"

        yield harmless(f"'{remedy}' decided within 45 days", decided)

    def sent(tree: Tree) -> None:
        part(tree, "service")["sent within"] = "1 days"

    yield harmless("decisions are sent within a day", sent)
    if sites_of(name).get("slow service"):
        return

    def longer_to_file(tree: Tree) -> None:
        remedy = part(tree, "remedies", next(iter(part(tree, "remedies"))))
        remedy["within"] = "12 months" if remedy["within"] == "6 months" else "40 days"

    yield harmless("more time to ask for review", longer_to_file)


def further_rights(_: str, tree: Tree) -> Iterator[Mutation]:
    person, start = party_that_is(tree, "the person"), str(tree["starts in"])
    for what, block in (
        ("read the file", NOTHING),
        ("be accompanied", {"in_writing": "yes"}),
        ("send a note", {"at_most": "3 times"}),
    ):

        def change(tree: Tree, what: str = what, block: Mapping[str, object] = block) -> None:
            add_step(tree, start, f"{person} may", what, law=OWN_PROMISE, **block)

        yield harmless(f"the person may {what}", change)

    def anywhere(tree: Tree) -> None:
        add_step(tree, "", f"{person} may", "ask how far the case is", law=OWN_PROMISE)

    yield harmless("the person may ask at any stage how far the case is", anywhere)


def more_of_the_same(_: str, tree: Tree) -> Iterator[Mutation]:
    """Another ground with its finding, another proof with its way out, another form of a proof, another party."""
    deciding = party_that_is(tree, "deciding")
    for name in against_the_person(tree)[:MORE]:
        stage, who = next((s, w) for s, w, step, _ in acts(tree) if step == name)

        def ground(tree: Tree, name: str = name, stage: str = stage, who: str = who) -> None:
            part(step_of(tree, name), "grounds")["something else"] = "something else found"
            add_step(
                tree,
                stage,
                f"{who.rsplit(' ', 1)[0]} may",
                "find something else",
                finds="something else found",
                law=OWN_PROMISE,
            )

        yield harmless(f"another ground, with its finding: {name}", ground)
    for _, _, name, step in [a for a in acts(tree) if "needs" in a[3]][:1]:

        def proof(tree: Tree, name: str = name) -> None:
            part(tree, "evidence")["photograph"] = {
                "accepted": ["photograph"],
                "or else": "taken by the authority",
                "asked by": OWN_PROMISE,
                "for": words(part(tree, "parties", deciding)["purposes"])[0],
            }
            step = step_of(tree, name)
            step["needs"] = [*words(step["needs"]), "photograph"]

        yield harmless(f"another proof, with another way: {name}", proof)
    for proof_name, block in list(part(dict(tree), "evidence").items())[:1]:
        assert isinstance(block, dict)

        def form(tree: Tree, proof_name: str = proof_name) -> None:
            accepted = part(tree, "evidence", proof_name)
            accepted["accepted"] = [*words(accepted["accepted"]), "sworn statement"]

        yield harmless(f"another form of '{proof_name}'", form)

    def witness(tree: Tree) -> None:
        part(tree, "parties")["ombudsperson"] = {"purposes": ["protection"]}

    yield harmless("another party that holds nothing", witness)

    def paid_by_state(tree: Tree) -> None:
        part(tree, "fees")["interpreter"] = {
            "kind": "related cost",
            "payer": "state",
            "never more than": "nothing from the person",
            "law": OWN_PROMISE,
        }

    yield harmless("a cost that the state bears", paid_by_state)

    def harmless_data(tree: Tree) -> None:
        part(tree, "data")["telephone number"] = {"given for": "migration", "by": party_that_is(tree, "the person")}

    yield harmless("a datum that goes nowhere", harmless_data)


def weaker_numbers(_: str, tree: Tree) -> Iterator[Mutation]:
    """A higher promise by itself is kept all the better; what it is worse than is promise 10."""
    for promise, block in part(dict(tree), "promises").items():
        assert isinstance(block, dict)
        word = "at most" if "at most" in block else "not before"

        def change(tree: Tree, promise: str = promise, word: str = word) -> None:
            part(tree, "promises", promise)[word] = "900 days" if word == "at most" else "2 days"

        yield harmless(f"promise '{promise}' weaker, seen alone", change)


OPERATORS: tuple[Operator, ...] = (
    reordered,
    commented,
    renamed,
    quicker,
    further_rights,
    more_of_the_same,
    weaker_numbers,
)
