"""Known answers: Merkle roots of RFC 6962, Ed25519 of RFC 8032."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.domains.journal.verification.hashes import Merkle, merkle_root
from quanju.domains.journal.verification.signatures import is_signed, slowly_signed

# The leaves and roots that the reference implementation of RFC 6962 is tested with.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(1, 9))
def test_merkle_roots_are_those_of_rfc_6962(count):
    assert merkle_root(LEAVES[:count]) == ROOTS[count - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()


def by_definition(leaves):
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    sides = by_definition(leaves[:split]) + by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + sides).digest()


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_a_root_grown_leaf_by_leaf_is_the_defined_one(leaves):
    tree = Merkle()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == by_definition(leaves).hex()


# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "mark"), VECTORS)
def test_signatures_hold_with_a_library_and_with_python_alone(key, message, mark):
    data = bytes.fromhex(message)
    assert is_signed(key, data, mark)
    assert slowly_signed(bytes.fromhex(key), data, bytes.fromhex(mark))


@settings(deadline=None, max_examples=25)  # the slow one takes some milliseconds
@given(st.binary(max_size=40), st.integers(0, 95), st.integers(0, 7))
def test_one_changed_bit_is_refused_by_both(message, place, bit):
    signer = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    key = signer.public_key().public_bytes_raw()
    both = bytearray(key + signer.sign(message))
    assert slowly_signed(key, message, bytes(both[32:]))
    both[place] ^= 1 << bit
    wrong, mark = bytes(both[:32]), bytes(both[32:])
    assert not slowly_signed(wrong, message, mark)
    assert not is_signed(wrong.hex(), message, mark.hex())


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "ff" * 32])
def test_what_is_no_key_signs_nothing(key):
    assert not is_signed(key, b"", "00" * 64)
