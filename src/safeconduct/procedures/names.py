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
        return Say("claim of what silence means, in: {stage}", where) if limit == "limit" else Say(
            "claim of what silence means, after {limit}, in: {stage}", where | {"limit": Name("limits", limit)}
        )  # fmt: skip
    if " against " in name:
        remedy, _, about = name.partition(" against ")
        what = Name("stages", about.removeprefix("reaching ")) if about.startswith("reaching ") else Name("steps", about)
        if remedy.startswith("time for "):
            return Say("time for {remedy} against: {what}", {"remedy": Name("remedies", remedy.removeprefix("time for ")), "what": what})
        return Say("{remedy} against: {what}", {"remedy": Name("remedies", remedy), "what": what})
    return Name("stages", name)
