"""What YAML may hold, and what is refused before it can cost time or memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from safeconduct.procedures.loader import Unreadable, load, load_text
from safeconduct.procedures.reading import MOST_BYTES, Block, Listing, Word, read_bytes, read_text

BILLION_LAUGHS = "a: &a [ha, ha]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

MALICIOUS: dict[str, Callable[[], bytes]] = {
    "ten megabytes": lambda: b"a: b\n" * 2_000_000,
    "a billion laughs": BILLION_LAUGHS.encode,
    "ten thousand brackets": lambda: b"a: " + b"[" * 10_000,
    "ten thousand braces": lambda: b"a: " + b"{a: " * 10_000,
    "ten thousand dashes": lambda: b"a:\n " + b"- " * 10_000 + b"b",
    "ten thousand indentations": lambda: b"".join(b" " * i + b"a:\n" for i in range(700)),
    "ten thousand questions": lambda: b"? " * 10_000,
    "one long scalar": lambda: b"a: " + (b"x" * 50 + b"\n ") * 4_900,
    "one long quoted scalar": lambda: b'a: "' + b"x" * (MOST_BYTES - 10),
    "one long key": lambda: b"x" * (MOST_BYTES - 10) + b": a",
    "many keys on one line": lambda: b"{" + b"a: b, " * 40_000 + b"}",
    "a recursive alias": lambda: b"a: &a [*a]",
    "invalid bytes": lambda: b"a: \xff\xfe\xfa",
    "half a surrogate": lambda: b"a: \xed\xa0\x80",
    "UTF-16": lambda: "a: b".encode("utf-16"),
    "zeroes": lambda: b"\0" * 100_000,
    "a Python object": lambda: b"a: !!python/object/apply:os.system [true]",
    "many documents": lambda: b"--- a\n" * 40_000,
    "many comments": lambda: (b"#" * 50 + b"\n") * 4_900,
    "many lines": lambda: b"#\n" * 130_000,
    "many colons": lambda: b":" * 250_000,
    "many percent signs": lambda: b"%" * 250_000,
    "open quotes": lambda: b"'\n" * 100_000,
    "many anchors": lambda: b"".join(b"- &a%d b\n" % i for i in range(20_000)),
}


@pytest.mark.parametrize("name", MALICIOUS)
def test_malicious_text_is_refused_in_bounded_time_and_memory(name: str) -> None:
    data = MALICIOUS[name]()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Unreadable) as refused:
        _load(data)
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.mistakes[0].cause
    assert took < 20, "tracing memory makes this about four times slower than in use"
    assert peak < 64 * 1024 * 1024


def _load(data: bytes) -> None:
    read_bytes(data, "file.yaml")
    load_text(data.decode("utf-8", "surrogatepass"))


def test_ten_megabytes_in_a_file_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: b\n" * 2_000_000)
    with pytest.raises(Unreadable, match="longer than 256 kB"):
        load(path)


def test_words_keep_their_text_whatever_they_look_like() -> None:
    tree = read_text("no: yes\non: 1.0\n2026: ~\nnull: 0x10\ndate: 2026-05-22\n", "f")
    assert {key: node.text for key, node in tree.entries.items() if isinstance(node, Word)} == {
        "no": "yes",
        "on": "1.0",
        "2026": "~",
        "null": "0x10",
        "date": "2026-05-22",
    }


def test_every_node_has_the_line_of_its_key() -> None:
    tree = read_text("# a comment\na:\n  b: [c,\n    d]\n  e:\n    f\n", "f.yaml")
    below = tree.entries["a"]
    assert isinstance(below, Block)
    listing = below.entries["b"]
    assert isinstance(listing, Listing)
    lines = [below.place.line, listing.place.line, listing.items[1].place.line, below.entries["e"].place.line]
    assert lines == [2, 3, 4, 5]


def test_names_are_the_same_however_accents_are_typed() -> None:
    composed, apart = read_text("za\u0159azen\u00ed: x", "f"), read_text("zar\u030cazeni\u0301: x", "f")
    assert [*composed.entries] == [*apart.entries]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert [*read_bytes(b"\xef\xbb\xbfprocedure: a/b", "f").entries] == ["procedure"]


def test_windows_line_ends_count_as_one() -> None:
    tree = read_bytes(b"a: b\r\nc: d\r\n", "f")
    assert [node.place.line for node in tree.entries.values()] == [1, 2]
