"""What is encrypted opens only whole, in its place and under its key; equal texts have equal keyed hashes under one key."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import SettingsError
from graph_service.security.crypto import decrypt, encrypt, keyed_hash
from graph_service.security.keyring import Key

KEY = Key(1, secrets.token_bytes(64), secrets.token_bytes(32))
OTHER = Key(1, secrets.token_bytes(64), secrets.token_bytes(32))


@given(data=st.binary(max_size=200), context=st.text(max_size=20))
def test_what_is_encrypted_comes_back(data: bytes, context: str) -> None:
    assert decrypt(KEY, encrypt(KEY, data, context=context), context=context) == data


def test_the_same_text_never_looks_the_same_twice() -> None:
    looks = {encrypt(KEY, b"110101190001010014", context="p-1") for _ in range(50)}

    assert len(looks) == 50
    assert not any(b"1101011900" in look for look in looks)


@given(place=st.integers(min_value=0, max_value=49), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_is_noticed(place: int, bit: int) -> None:
    blob = bytearray(encrypt(KEY, b"110101190001010014", context="p-1"))
    blob[place] ^= 1 << bit

    with pytest.raises(SettingsError, match="cannot be opened with key version 1"):
        decrypt(KEY, bytes(blob), context="p-1")


def test_a_ciphertext_moved_to_another_person_does_not_open() -> None:
    blob = encrypt(KEY, b"110101190001010014", context="p-1")

    with pytest.raises(SettingsError):
        decrypt(KEY, blob, context="p-2")


@pytest.mark.parametrize("length", [0, 10, 16, 31])
def test_what_is_cut_short_does_not_open(length: int) -> None:
    blob = encrypt(KEY, b"110101190001010014", context="p-1")[:length]

    with pytest.raises(SettingsError):
        decrypt(KEY, blob, context="p-1")


def test_another_key_does_not_open_it() -> None:
    blob = encrypt(KEY, b"110101190001010014", context="p-1")

    with pytest.raises(SettingsError):
        decrypt(OTHER, blob, context="p-1")


def test_a_keyed_hash_depends_on_text_and_key_alone() -> None:
    first = keyed_hash(KEY, "张三")

    assert keyed_hash(KEY, "张三") == first
    assert len({first, keyed_hash(KEY, "张四"), keyed_hash(OTHER, "张三")}) == 3
    assert len(first) == 64


def test_a_keyed_hash_is_hmac_sha_256() -> None:
    """Test case 2 of RFC 4231."""
    key = Key(1, b"", b"Jefe")

    digest = keyed_hash(key, "what do ya want for nothing?")

    assert digest == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
