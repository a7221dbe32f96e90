"""What lies in the database for a short time opens only for its use, with the secret."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.shell.sealing import Unsealable, seal, unseal


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=10))
def test_what_was_sealed_opens_for_its_use(plain: bytes, use: str) -> None:
    sealed = seal(plain, use)
    assert unseal(sealed, use) == plain
    assert len(sealed) == len(plain) + 29
    with pytest.raises(Unsealable):
        unseal(sealed, use + "x")


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=50), st.data())
def test_changed_bytes_do_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain, "test"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        unseal(bytes(sealed), "test")


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_bytes_of_others_do_not_open(found: bytes) -> None:
    with pytest.raises(Unsealable):
        unseal(found, "test")


def test_the_same_text_is_sealed_in_another_way_each_time() -> None:
    assert seal(b"a", "test") != seal(b"a", "test")
    assert seal(b"a", "test", bytes) == seal(b"a", "test", bytes)


def test_an_old_secret_opens_until_it_is_named_no_more(settings: LazySettings) -> None:
    sealed = seal(b"a", "test")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a new one"
    with pytest.raises(Unsealable):
        unseal(sealed, "test")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, "test") == b"a"
