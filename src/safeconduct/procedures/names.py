"""Names of stages that the file does not name: what a hidden stage is, as a sentence that can be translated."""

from __future__ import annotations

from safeconduct.procedures.net import Net
from safeconduct.procedures.report import Name, Say


def spot_name(net: Net, spot: int) -> Name | Say:
    """A stage by its name; a hidden stage by what it is."""
    here = net.spots[spot]
    if here.kind in ("stage", "outcome"):
        return Name("stages", here.name)
    return hidden_name(here.name)


def hidden_name(name: str) -> Name | Say:
    """A hidden stage's name as a sentence of its parts, so that it can be translated."""
    if name.startswith("service of reaching "):
        return Say("service of the end: {stage}", {"stage": Name("stages", name.removeprefix("service of reaching "))})
    if name.startswith("service of "):
        return Say("service of: {step}", {"step": Name("steps", name.removeprefix("service of "))})
    if name.startswith("claim of "):
        limit, _, stage = name.removeprefix("claim of ").partition(" in ")
        where = {"stage": hidden_name(stage)}
        if limit == "limit":
            return Say("claim of what silence means, in: {stage}", where)
        where["limit"] = Name("limits", limit)
        return Say("claim of what silence means, after {limit}, in: {stage}", where)
    if " against " in name:
        remedy, _, about = name.partition(" against ")
        told = {"remedy": Name("remedies", remedy.removeprefix("time for ")), "what": event_name(about)}
        waiting = remedy.startswith("time for ")
        return Say("time for {remedy} against: {what}" if waiting else "{remedy} against: {what}", told)
    return Name("stages", name)


def event_name(about: str) -> Name:
    """What is served or appealed: a step, or a stage that is reached."""
    if about.startswith("reaching "):
        return Name("stages", about.removeprefix("reaching "))
    return Name("steps", about)
