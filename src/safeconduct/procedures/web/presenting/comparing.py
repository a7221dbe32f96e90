"""Two procedures side by side: which differences a person would feel, and which way they go."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from safeconduct.procedures.compare import Comparison, Line
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure that differs."""

    what: SafeString
    old: SafeString
    new: SafeString
    kind: str
    verdict: str
    place: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything on the page, in the reader's language."""

    kind: str
    verdict: str
    meaning: str
    differences: tuple[Difference, ...]
    second_signature: bool


def compare_page(old: Words, new: Words, comparison: Comparison) -> ComparePage:
    """Build the page; names are told as the newer one calls them, what it lacks as the older one does."""
    kind, verdict, meaning = _whole(comparison)
    differences = tuple(_difference(old, new, line) for line in comparison.lines)
    return ComparePage(kind, verdict, meaning, differences, comparison.second_signature)


def _difference(old: Words, new: Words, line: Line) -> Difference:
    kind, verdict = {
        "better": ("ok", gettext("better for the person")),
        "worse": ("bad", gettext("worse for the person")),
        "changed": ("info", gettext("changed")),
    }[line.verdict]
    return Difference(new.say(line.what), old.say(line.old), new.say(line.new), kind, verdict, str(line.place))


def _whole(comparison: Comparison) -> tuple[str, str, str]:
    return {
        "same": ("ok", gettext("The same"), gettext("In nothing that is measured do they differ.")),
        "not worse": ("ok", gettext("Not worse"), gettext("Nothing that is measured became worse for the person.")),
        "worse": ("bad", gettext("Worse"), gettext("Something became worse for the person, and nothing better.")),
        "incomparable": (
            "warn",
            gettext("Better and worse"),
            gettext("Something became better and something worse: each line needs a reason."),
        ),
    }[comparison.verdict]
