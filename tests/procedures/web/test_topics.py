"""Topics name procedures of the library, and leave none out."""

from __future__ import annotations

from safeconduct.procedures.library import Library
from safeconduct.procedures.web.topics import about, listed


def test_topics_and_library_agree() -> None:
    under_a_topic = frozenset().union(*listed().values())
    assert under_a_topic == {entry.id for entry in Library.default().procedures()}


def test_an_unknown_topic_holds_nothing() -> None:
    assert about("nothing-like-it") == frozenset()
