"""How long a slide stays up, from how long it takes to read.

Adults read 238 English words a minute in silence, other languages by the words they need for the same message
(Brysbaert 2019, doi 10.1016/j.jml.2019.104047); at some 1.6 Han characters a word that is 380 a minute. People who
stand at a distance, of every age, are given a quarter more time: 5 characters a second, where the screen names no other
speed. A slide never comes and goes in less than 8 seconds, nor stays for more than a minute, however slow its readers.
"""

from collections.abc import Sequence
from typing import Final

from player.slides.characters import SPACES, is_narrow
from playlists.deck import Clip, Role, TextRun
from playlists.wire import LONGEST_DWELL_MS

_LETTER: Final = 0.3  # of a Han character, a letter or a digit: a word of six takes as long as two of them
_SETTLE_MS: Final = 2_500  # to notice that the slide has changed and find its beginning
_PICTURE_MS: Final = 3_000
_SCAN_MS: Final = 3_000  # to raise a telephone to the code
_LEAST_MS: Final = 8_000
_LEAST_STRIP_MS: Final = 4_000  # one line: who looks up sees it whole
_MOST_MS: Final = 60_000


def dwell_ms(
    texts: Sequence[TextRun],
    *,
    characters_per_s: int,
    pictures: int,
    has_code: bool,
    is_strip: bool = False,
    more_characters: float = 0,
) -> int:
    """Milliseconds for a slide with these texts; furniture that repeats is not read again. Whole half seconds.

    ``more_characters`` is for what is read in pictures. A strip's code stands through all of an item's many slides,
    which is time enough.
    """
    characters = sum(_characters(run.text) for run in texts if run.role is not Role.FURNITURE) + more_characters
    reading = round(characters * 1000 / characters_per_s)
    scanning = _SCAN_MS if has_code and not is_strip else 0
    wanted = _SETTLE_MS + reading + pictures * _PICTURE_MS + scanning
    return min(max(-(-wanted // 500) * 500, _LEAST_STRIP_MS if is_strip else _LEAST_MS), _MOST_MS)


def playing_ms(clip: Clip, reading_ms: int) -> int:
    """Milliseconds for a slide with a video: as long as that lasts; a looped one whole times, until all is read."""
    if not clip.is_looped:
        return clip.duration_ms
    return max(1, min(-(-reading_ms // clip.duration_ms), LONGEST_DWELL_MS // clip.duration_ms)) * clip.duration_ms


def _characters(text: str) -> float:
    """How many Han characters take as long; the scripts of alphabets (all below U+2000) are read as Latin is."""
    letters = sum(is_narrow(character) or character in SPACES for character in text)
    return letters * _LETTER + len(text) - letters
