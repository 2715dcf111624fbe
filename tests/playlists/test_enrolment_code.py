"""The enrolment code: what people may do to it, and what it pins."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.enrolment_code import ALPHABET, fingerprint, join_code, split_code

secrets = st.text(ALPHABET, min_size=8, max_size=8)


@given(root=st.binary())
def test_the_fingerprint_is_the_first_40_bits_of_the_hash_in_base_32(root: bytes) -> None:
    number = 0
    for character in fingerprint(root):
        number = number * 32 + ALPHABET.index(character)
    assert number.to_bytes(5, "big") == hashlib.sha256(root).digest()[:5]


@given(secret=secrets, root=st.binary())
def test_a_code_splits_into_what_it_was_joined_from(secret: str, root: bytes) -> None:
    code = join_code(secret, root)

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert split_code(code) == (secret, fingerprint(root))


@pytest.mark.parametrize(
    "typed",
    [
        "7Q4M-2Z9K-0011-AB1D",
        "7q4m2z9k0011ab1d",
        " 7Q4M 2Z9K  oO1l ab-ID\n",
        "7Q4M2Z9K-OOIL-ABLD",
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    assert split_code(typed) == ("7Q4M2Z9K", "0011AB1D")


@pytest.mark.parametrize(
    "typed", ["", "7Q4M-2Z9K-0011-AB1", "7Q4M-2Z9K-0011-AB1DD", "7Q4M-2Z9K-0011-AB1U", "７Q4M-2Z9K-0011-AB1D"]
)
def test_what_is_no_code_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(ValueError, match="16 letters and digits") as caught:
        split_code(typed)
    assert typed[:9] not in str(caught.value) or not typed


@pytest.mark.parametrize("secret", ["", "7Q4M2Z9", "7q4m2z9k", "7Q4M2Z9U"])
def test_a_secret_is_of_the_alphabet(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret has 8 characters"):
        join_code(secret, b"root")
