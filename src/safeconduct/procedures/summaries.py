"""The proof of each promise in one sentence, for a lawyer."""

from __future__ import annotations

from safeconduct.procedures.report import NOT_WORSE, Bound, Say, Status

_PROVEN: dict[int, str] = {
    1: "Every case comes to a decision, and the longest way takes {days} days.",
    2: "From every stage a way leads to an end, and wherever a case waits a time limit runs.",
    3: "Every decision against the person has established grounds, reasons, service, and a remedy before another body.",
    4: "Nothing that cannot be undone can happen while a remedy is open or pending.",
    5: "Every path to what cannot be undone passes the safeguards that are owed, and they are still good that day.",
    6: "No datum given for services, health or protection can come to be held for enforcement without consent.",
    7: "No proof is asked for twice; each has a law that asks for it and another way for who cannot obtain it.",
    8: "No cost of recruitment falls on the worker, and every other fee on the person has a cap.",
    9: "Every rule on age, sex, disability or nationality names the law that requires it, or favours the person.",
    10: "In nothing that is measured is it worse than what it replaces.",
    11: "Each party can keep its time limits, whatever all others do within theirs.",
    12: "Nothing comes before a protected time has run.",
}

_BROKEN = "The promise does not hold: see what was found."
_FOUND = "Nothing breaks the promise, but the reader must know what was found."
_ALONE = "It replaces nothing, so there is nothing to compare."


def summary(number: int, status: Status, bound: Bound | None, replaced: bool) -> Say:
    """The sentence for this promise as it stands."""
    if status == "violated":
        return Say(_BROKEN)
    if number == 1 and bound is not None and bound.days is not None:
        return Say(_PROVEN[1], {"days": bound.days})
    if status == "finding":
        return Say(_FOUND)
    return Say(_ALONE if number == NOT_WORSE and not replaced else _PROVEN[number])
