"""The same case as the checker sees it: a state of its graph, and what it offers there.

The checker and the run-time read the semantics page apart from each other. Here a run-time case is written down as a
state of the checker's graph, so that in each state of each run both can be asked what is offered and what an act does.
"""

from __future__ import annotations

from safeconduct.procedures.graph import STAGE_LIMIT, is_offered, steps
from safeconduct.procedures.net import Move, Net, Question, State
from safeconduct.procedures.run import Act, Case, Offer

VERBS = {"step": "does", "file": "files", "uphold": "upholds", "annul": "annuls", "replace": "replaces"}
VERBS |= {"confirm": "confirms", "decline": "declines", "served": "serves"}
Key = tuple[str, str, str]


def state_of(case: Case, net: Net) -> State:
    """The case as a state of the graph."""
    spot = next(s.index for s in net.spots if s.name == case.stage)
    findings = sum(net.finding_bits[f.name, f.member] for f in case.findings)
    findings |= sum(bit for member, bit in net.member_bits.items() if member not in case.people)
    counts = sum(_count(net, f"{name} {member}".strip(), number) for (name, member), number in case.taken)
    out = sum(q.bit for q in net.questions if (q.name, q.member) in case.out)
    return (spot, findings, counts, _running(case, net), out)


def offers_of(net: Net, state: State) -> set[Key]:
    """What the graph offers: verb, what, and the answer's or step's member."""
    here = net.spots[state[0]]
    found = {_key(move) for move in here.moves if is_offered(state, move)}
    found |= {_key(move) for move in net.beside if move.kind != "lapse" and is_offered(state, move)}
    for question in net.questions:
        if state[4] & question.bit:
            found |= {("answers", answer, question.member) for answer in _answers(net, question)}
    return found


def offers_in(case: Case, offers: tuple[Offer, ...]) -> set[Key]:
    """What the run-time offers, in the same words; for the graph all ways of service are one."""
    return {_plain(case, offer.verb, offer.what, offer.member) for offer in offers}


def states_after(case: Case, net: Net, state: State, act: Act) -> set[State]:
    """Every state to which the graph goes on by this act."""
    found = set()
    wanted = _plain(case, act.verb, act.what, act.member)
    for to, _, what in steps(net, state):
        if isinstance(what, Move):
            same = _key(what) == wanted
        else:
            question, finding = what
            answer = next(n for (n, _), bit in net.finding_bits.items() if bit == finding)
            same = ("answers", answer, question.member) == wanted
        if same:
            found.add(to)
    return found


def _plain(case: Case, verb: str, what: str, member: str) -> Key:
    """An offer or act without what tells two of one name apart."""
    if verb in ("sends", "returns"):
        return ("serves", what, member)
    if verb in ("confirms", "declines"):
        return (verb, "claim", member)
    if verb in ("does", "answers", "serves"):
        return (verb, what, member)
    names = [r for r in case.procedure.remedies if what == r or what.startswith(f"{r} against ")]
    return (verb, max(names, key=len), member)


def _key(move: Move) -> Key:
    what = "claim" if move.kind in ("confirm", "decline") else move.name
    what = what if move.kind in ("step", "served", "confirm", "decline") else _remedy(move)
    return (VERBS[move.kind], what, _member(move))


def _remedy(move: Move) -> str:
    return str(move.text.values["remedy"]) if "remedy" in move.text.values else move.name


def _member(move: Move) -> str:
    return str(move.text.values.get("member", "")) if move.kind == "step" else ""


def _answers(net: Net, question: Question) -> list[str]:
    names = {bit: name for (name, _), bit in net.finding_bits.items()}
    return [names[bit] for bit in question.answers]


def _count(net: Net, name: str, number: int) -> int:
    return number << net.counters[name][0] if name in net.counters else 0


def _running(case: Case, net: Net) -> int:
    running = 0
    for clock in case.clocks:
        if clock.kind == "stage":
            running |= STAGE_LIMIT
        elif clock.kind == "finding":
            running |= net.age_of[net.finding_bits[clock.name, clock.member]]
        elif clock.kind == "opinion":
            running |= next(q.clock for q in net.questions if (q.name, q.member) == (clock.name, clock.member))
        else:
            kind = "limit" if clock.kind == "limit" else "remedy"
            running |= next(c.bit for c in net.clocks[1:] if c.name == clock.label and c.kind == kind)
    return running
