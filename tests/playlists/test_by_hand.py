"""What proves who wrote something onto a stick."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.by_hand import PROOF_BYTES, Purpose, accepted_path, key_of, parcel_path, prove, proven
from playlists.wire import ContractError

TOKEN = "t" * 40
KEY = key_of(TOKEN)


def test_the_key_is_what_an_office_keeps_of_a_token() -> None:
    assert hashlib.sha256(TOKEN.encode()).hexdigest() == KEY


def test_the_proof_is_an_hmac_that_any_program_can_make() -> None:
    message = b"sunboard by hand 1\nreports\nhall-1\n{}"
    wanted = hmac.new(hashlib.sha256(TOKEN.encode()).digest(), message, "sha256").hexdigest()

    assert prove(b"{}", Purpose.REPORTS, "hall-1", KEY) == wanted.encode() + b"\n{}"


@given(st.binary(max_size=200))
def test_what_was_proven_comes_back(document: bytes) -> None:
    assert proven(prove(document, Purpose.REPORTS, "hall-1", KEY), Purpose.REPORTS, "hall-1", KEY) == document


@given(st.binary(max_size=100), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_passes(document: bytes, place: int, by: int) -> None:
    data = bytearray(prove(document, Purpose.REPORTS, "hall-1", KEY))
    data[place % len(data)] ^= by

    with pytest.raises(ContractError):
        proven(bytes(data), Purpose.REPORTS, "hall-1", KEY)


@pytest.mark.parametrize(
    ("purpose", "screen", "token"),
    [(Purpose.ACCEPTED, "hall-1", TOKEN), (Purpose.REPORTS, "hall-2", TOKEN), (Purpose.REPORTS, "hall-1", "u" * 40)],
)
def test_nothing_passes_for_something_else(purpose: Purpose, screen: str, token: str) -> None:
    data = prove(b"{}", Purpose.REPORTS, "hall-1", KEY)

    with pytest.raises(ContractError, match="changed on the way, or written under another enrolment"):
        proven(data, purpose, screen, key_of(token))


@given(st.binary(max_size=PROOF_BYTES + 3))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ContractError):
        proven(data, Purpose.ACCEPTED, "hall-1", KEY)


def test_where_things_lie() -> None:
    assert parcel_path("hall-1", 2) == "sunboard/reports/hall-1/2"
    assert accepted_path("hall-1") == "sunboard/accepted/hall-1"
