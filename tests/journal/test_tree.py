"""The tree: vectors of Certificate Transparency, and what proofs show and do not show.

Source of the vectors: leaves and roots of the reference implementation of Certificate Transparency (google's
certificate-transparency, merkletree/merkle_tree_test.cc, still used by transparency-dev/merkle); the shapes of the
proofs are the example of RFC 9162, section 2.1.5.
"""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.journal.entry import link_of
from safeconduct.journal.tree import (
    BLOCK,
    EMPTY,
    Edge,
    Sized,
    append,
    consistency_proof,
    extend,
    inclusion_proof,
    node_of,
    nodes_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [link_of(bytes.fromhex(text)) for text in INPUTS]
MANY = [sha256(number.to_bytes(2, "big")).digest() for number in range(70)]
SIZES = st.integers(1, len(MANY))


def root(size: int) -> bytes:
    return root_of(extend(Edge(), MANY[:size]))


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(extend(Edge(), LEAVES[:size])).hex() == ROOTS[size]


def test_an_audit_path_is_that_of_certificate_transparency() -> None:
    path = inclusion_proof(nodes_of(LEAVES), 5, 8)
    assert [node.hex() for node in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_proofs_are_those_of_the_example_in_the_rfc() -> None:
    read = nodes_of(LEAVES[:7])
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_of(a, b), node_of(c, d), node_of(e, f)
    k, m = node_of(g, h), node_of(i, j)
    assert inclusion_proof(read, 0, 7) == (b, h, m)
    assert inclusion_proof(read, 3, 7) == (c, g, m)
    assert inclusion_proof(read, 4, 7) == (f, j, k)
    assert inclusion_proof(read, 6, 7) == (i, k)
    assert consistency_proof(read, 3, 7) == (c, d, g, m)
    assert consistency_proof(read, 4, 7) == (m,)
    assert consistency_proof(read, 6, 7) == (i, j, k)


def test_a_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert root_of(Edge()) == EMPTY == sha256(b"").digest()


@given(st.lists(st.integers(0, 40), max_size=5))
def test_growing_one_by_one_or_many_at_once_gives_the_same_edge(steps: list[int]) -> None:
    one, many, done = Edge(), Edge(), 0
    for step in steps:
        leaves = (MANY * 3)[done : done + step]
        done += step
        many = extend(many, leaves)
        for leaf in leaves:
            one = append(one, leaf)
    assert one == many
    assert len(one.roots) == one.size.bit_count()


def test_blocks_give_the_same_as_single_leaves() -> None:
    leaves = [sha256(number.to_bytes(4, "big")).digest() for number in range(2 * BLOCK + 37)]
    one = Edge()
    for leaf in leaves:
        one = append(one, leaf)
    assert extend(Edge(), leaves) == one


def test_every_proof_of_inclusion_holds_for_its_place_alone() -> None:
    read = nodes_of(MANY)
    for size in range(1, 34):
        for place in range(size):
            proof = inclusion_proof(read, place, size)
            good = [at for at in range(size) if verify_inclusion(MANY[place], at, size, proof, root(size))]
            assert good == [place]
            others = [leaf for leaf in MANY[:size] if verify_inclusion(leaf, place, size, proof, root(size))]
            assert others == [MANY[place]]


@given(SIZES, st.data())
def test_no_bit_of_a_proof_of_inclusion_may_flip(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(nodes_of(MANY), place, size)
    bit = data.draw(st.integers(0, 255))
    assert verify_inclusion(MANY[place], place, size, proof, root(size))
    assert not verify_inclusion(flipped(MANY[place], bit), place, size, proof, root(size))
    assert not verify_inclusion(MANY[place], place, size, proof, flipped(root(size), bit))
    assert not verify_inclusion(MANY[place], place, size, (*proof, MANY[0]), root(size))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bad = (*proof[:at], flipped(proof[at], bit), *proof[at + 1 :])
        assert not verify_inclusion(MANY[place], place, size, bad, root(size))
        assert not verify_inclusion(MANY[place], place, size, proof[1:], root(size))


def test_any_two_sizes_are_consistent_and_nothing_else_is() -> None:
    read = nodes_of(MANY)
    for new in range(1, 40):
        for old in range(1, new + 1):
            proof = consistency_proof(read, old, new)
            assert verify_consistency(Sized(old, root(old)), Sized(new, root(new)), proof)
            stranger = Sized(old, sha256(root(old)).digest())
            assert not verify_consistency(stranger, Sized(new, root(new)), proof)
            for other in {max(1, old - 1), min(new, old + 1)} - {old}:
                assert not verify_consistency(Sized(other, root(old)), Sized(new, root(new)), proof) or old == new


@given(SIZES, SIZES, st.data())
def test_no_bit_of_a_proof_of_consistency_may_flip(one: int, other: int, data: st.DataObject) -> None:
    old, new = min(one, other), max(one, other)
    older, newer = Sized(old, root(old)), Sized(new, root(new))
    proof = consistency_proof(nodes_of(MANY), old, new)
    assert not verify_consistency(older, newer, (*proof, MANY[0]))
    assert not verify_consistency(older, Sized(new, flipped(newer.root, data.draw(st.integers(0, 255)))), proof)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bad = (*proof[:at], flipped(proof[at], data.draw(st.integers(0, 255))), *proof[at + 1 :])
        assert not verify_consistency(older, newer, bad)
        assert not verify_consistency(older, newer, proof[:-1])


@pytest.mark.parametrize(("place", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_for_what_is_not_there(place: int, size: int) -> None:
    with pytest.raises(ValueError, match="has none at place"):
        inclusion_proof(nodes_of(MANY), place, size)
    assert not verify_inclusion(MANY[0], place, size, (), EMPTY)


@pytest.mark.parametrize(("old", "new"), [(0, 1), (3, 2)])
def test_there_is_no_way_back(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof from"):
        consistency_proof(nodes_of(MANY), old, new)
    assert not verify_consistency(Sized(old, EMPTY), Sized(new, root(new)), ())
