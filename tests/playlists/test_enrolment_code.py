"""The enrolment code: what people may do to it, and what it pins."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playlists.enrolment_code import ALPHABET, fingerprint, join_code, split_code

secrets = st.text(ALPHABET, min_size=8, max_size=8)


def test_the_fingerprint_is_40_bits_of_scrypt_in_base_32() -> None:
    number = 0
    for character in fingerprint("7Q4M2Z9K", b"root"):
        number = number * 32 + ALPHABET.index(character)
    derived = hashlib.scrypt(b"root", salt=b"7Q4M2Z9K", n=32_768, r=8, p=1, maxmem=2**26, dklen=5)
    assert number.to_bytes(5, "big") == derived


def test_another_secret_or_root_has_another_fingerprint() -> None:
    prints = {fingerprint(secret, root) for secret in ("7Q4M2Z9K", "7Q4M2Z9M") for root in (b"root", b"Root")}
    assert len(prints) == 4


@settings(max_examples=10)  # each costs what it is meant to cost
@given(secret=secrets, root=st.binary(min_size=1))
def test_a_code_splits_into_what_it_was_joined_from(secret: str, root: bytes) -> None:
    code = join_code(secret, root)

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert split_code(code) == (secret, fingerprint(secret, root))


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
