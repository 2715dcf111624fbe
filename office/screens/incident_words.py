"""The sentences that screens report, in the reader's language. Decides the words; when they are said is the player's.

Each entry is a sentence as the player writes it, so English stays as it came. A phrase in it (``why``, ``what``, a
step, an audience) is put into words in its turn; every other part is a single word or number and is taken over.
"""

import re
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_PHRASES: Final = frozenset({"why", "what", "step", "audience", "before"})
_SENTENCES: Final = (
    # what happens now
    _("%(why)s; it is not shown"),
    _("%(what)s: %(why)s; the office has to sign again, the edition on show stays"),
    _("%(why)s; the edition on show stays"),
    _("%(why)s; the old one stays"),
    _("%(why)s; the old edition stays"),
    _("%(why)s; what is sealed stays as it is"),
    _("%(why)s; item %(item)s page %(page)s is left out until it is healed"),
    _("%(why)s; its poster is shown"),
    _("%(why)s; its poster is up"),
    _("%(why)s; the posters are shown"),
    # about what
    _("item %(item)s version %(version)s cannot be drawn: %(why)s"),
    _("item %(item)s version %(version)s: %(why)s"),
    _("screen %(screen)s: %(why)s"),
    _("item %(item)s"),
    _("screen %(screen)s"),
    _("edition"),
    _("on air"),
    _("overlays"),
    _("fallback"),
    _("reports"),
    # approvals and audience
    _("review"),
    _("approve"),
    _("members"),
    _("unit"),
    _("public"),
    _("%(person)s both reviewed and approved it"),
    _("needs exactly one %(step)s, has %(count)s"),
    _("%(person)s drafted it and cannot %(step)s it"),
    _("%(person)s is not in the register for %(step)s at %(at)s"),
    _("the %(step)s's key %(key)s is not in the register for that time"),
    _("the %(step)s's proof does not hold over this version"),
    _("it is for %(audience)s, and screen %(screen)s stands before %(before)s"),
    # videos; before what is said of any file
    _("video %(video)s is not played: %(why)s"),
    _("the video of item %(item)s page %(page)s is not played: %(why)s"),
    _("it is no MP4 file"),
    _("it has more than %(most)s MB"),
    _("it has sound and no pictures"),
    _("its pictures are coded as %(codec)s, and screens play H.264 and HEVC"),
    _("its colours are kept as %(colours)s, and screens play 8 bits, 4:2:0"),
    _("it has %(size)s pixels, and screens play up to 1920×1080"),
    _("it has %(rate)s pictures a second, and screens play up to 30"),
    _("it is shorter than %(least)s s"),
    _("it is longer than %(most)s minutes"),
    _("it is damaged"),
    _("looking at it takes too much memory"),
    _("looking at it takes too long"),
    _("playing videos needs the extra video: pip install sunboard[video]"),
    _("it is another one than its notice describes"),
    _("its file on this disk is damaged"),
    _("PyAV is not installed"),
    _("decoding it broke off"),
    _("decoding it does not get on"),
    # the edition as it came
    _("edition %(edition)s is for group %(group)s, not for %(own)s"),
    _("edition %(edition)s is older than edition %(former)s, which stays"),
    _("edition %(edition)s came with other content than before"),
    _("edition %(edition)s holds the urgent rule %(rule)s, which its key may not sign"),
    _("urgent edition %(edition)s holds the %(priority)s rule %(rule)s, which its key may not sign"),
    _("the feed no longer has urgent edition %(edition)s"),
    _("edition %(edition)s of %(group)s does not know screen %(screen)s"),
    _("edition %(edition)s of %(group)s is not for screen %(screen)s"),
    _("edition %(edition)s names the time zone %(zone)s, which this machine does not know"),
    _("picture %(picture)s is named by the edition and not in the feed"),
    _("picture %(picture)s has more than %(most)s bytes"),
    _("picture %(picture)s of item %(item)s version %(version)s"),
    _("video %(video)s was changed: its bytes are not those that were approved"),
    _("video %(video)s is named by the edition and not in the feed"),
    _("video %(video)s has more than %(most)s bytes"),
    _("%(what)s was changed: its bytes are not those that were approved; it is refused"),
    _("%(what)s was changed or is not the office's: %(why)s"),
    _("%(what)s is longer than was signed"),
    _("%(what)s is not valid JSON: %(why)s"),
    _("%(what)s has %(size)s bytes; at most %(most)s are read"),
    _("%(what)s has %(size)s bytes, more than %(most)s"),
    _("the feed has no %(what)s"),
    _("the feed's metadata"),
    _("the pinned root"),
    _("the approvers' register"),
    # the signature library's own
    _("Final %(file)s is expired"),
    _("New %(file)s is expired"),
    _("%(file)s is expired"),
    _("%(role)s was signed by %(count)s keys"),
    _("New timestamp version %(version)s must be >= %(former)s"),
    _("New snapshot version must be >= %(former)s, got version %(version)s"),
    _("Observed length %(length)s does not match expected length %(expected)s"),
    _("Observed hash %(hash)s does not match expected hash %(expected)s"),
    # this machine's disk, fonts and program
    _("the pointer %(path)s cannot be read: %(why)s"),
    _("the pointer %(path)s names no edition; the next sync writes it anew"),
    _("sealed edition %(edition)s does not read: %(why)s"),
    _("sealed edition %(edition)s is not for this screen: %(why)s"),
    _("%(file)s of sealed edition %(edition)s"),
    _("%(what)s cannot be read: %(why)s"),
    _("%(what)s cannot be written: %(why)s"),
    _("%(what)s is damaged"),
    _("a picture does not decode: %(why)s"),
    _("the font %(path)s cannot be opened (%(why)s): install the Debian package fonts-noto-cjk"),
    _("a fault in the program (%(name)s)"),
    _("what lies over the slides cannot be drawn (%(why)s); they are shown without it"),
    _("what is on air cannot be decided (%(why)s); the last-resort slide is up until an edition reads"),
    _("%(count)s reports were dropped since %(day)s %(time)s UTC: they could not be sent in time"),
    _("No such file or directory"),
    _("Input/output error"),
    _("input/output error"),
    _("no space left on device"),
    _("read-only file system"),
    # the display
    _("display"),
    _("%(why)s; it is drawn again"),
    _("%(why)s; the window is opened again"),
    _("%(why)s; show is started again"),
    _("the display was black"),
    _("the display was stuck on an earlier picture"),
    _("the display held another picture than the one that should be up"),
    _("the display takes no new picture: it hangs"),
    _("the display does not take pictures: %(why)s"),
    _("its window was closed"),
    _("its window was hidden"),
    _("its window was minimised"),
    _("its window has another size than the display"),
    _("its window could not be opened again"),
    _("a panel was connected or has other modes"),
    _("show ended without being told to, by a fault or a power cut; it has started again"),
    _("the display cannot be switched: %(why)s; that is tried again"),
    _("the display cannot be asked: %(why)s; whether it is on is not known"),
    _("%(program)s did not answer within %(seconds)s s and was stopped"),
    _("%(program)s cannot be run: %(why)s"),
    _("%(program)s failed: %(why)s"),
    _("the kernel does not switch the display: %(why)s"),
    _("show holds no card"),
    _("no connector has DPMS"),
    _("memory is short; item %(item)s page %(page)s is left out for a while"),
    # slides
    _("its QR code could not be read back from the slide; it is shown without one"),
    _("the opinion address is too long to be written beside its code"),
    _("the opinion address has %(length)s characters: too long for a code on screen %(screen)s"),
    _("screen %(screen)s is too small to be read from %(distance)s m"),
    _("the font has no glyph for %(what)s: 〓 is drawn instead"),
    _("%(what)s and %(count)s more"),
    _("an appraisal does not fit this screen and is told in plain lines"),
    _("a chart does not fit this screen and is told in plain lines"),
    _("a pledge is longer than half a page: all are told in plain lines"),
    _("a person's card is too long for this screen: all are told in plain lines"),
    _("the table '%(what)s' with %(columns)s columns does not fit this screen and is told row by row"),
    _("a table with %(columns)s columns does not fit this screen and is told row by row"),
    _("picture %(picture)s is left out: %(why)s"),
    _("the photo of %(what)s is left out: %(why)s"),
    _("page %(page)s of an attached document is left out: %(why)s"),
    _("page %(page)s of an attached document: its type has %(share)s percent of the size that can be read from here"),
    _("a strip shows no attached document, only its name"),
    _("a strip plays no video, it only names it"),
    _("a video is left out, as its poster cannot be shown: %(why)s"),
    _("the caption of a video is longer than %(lines)s lines; the rest of it is left out"),
    _("picture %(picture)s, the emblem"),
    _("the organisation's emblem is missing"),
    _("the organisation's name is too long for the head of the slide and is cut"),
    _("the organisation's emblem cannot be used: %(why)s"),
    _("the organisation's colour %(colour)s stands out by %(ratio)s only, not 7:1; the theme's is used"),
    _("%(width)s × %(height)s pixels are no emblem"),
    _("the file is missing"),
    _("the file is none of %(what)s"),
    _("it is empty"),
    _("%(width)s × %(height)s pixels are more than %(most)s million"),
    _("it has %(length)s characters; more than %(most)s belong in an attachment"),
    _("it would take %(slides)s slides; more than %(most)s belong in an attachment"),
)


def told(sentence: str) -> str:
    """A screen's sentence, or what it is about, in the reader's language; one we have no words for stays as it is."""
    for words, pattern in _PATTERNS:
        match = pattern.fullmatch(sentence)
        if match:
            parts = match.groupdict()
            return gettext(words) % {name: told(part) if name in _PHRASES else part for name, part in parts.items()}
    return sentence


def _pattern(words: str) -> re.Pattern[str]:
    """What matches a sentence of these words: each ``%(name)s`` becomes the group of that name."""
    texts = re.split(r"%\((\w+)\)s", words)
    parts = (_group(text) if at % 2 else re.escape(text) for at, text in enumerate(texts))
    return re.compile("".join(parts), re.DOTALL)


def _group(name: str) -> str:
    return f"(?P<{name}>.+?)" if name in _PHRASES else rf"(?P<{name}>\S+)"


_PATTERNS: Final = tuple((words, _pattern(words)) for words in _SENTENCES)
