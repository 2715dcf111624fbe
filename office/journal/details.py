"""What else an entry of the journal says, in words. Decides how each kind of value is told: names, states, local times.

A detail without words of its own is shown as it was written.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from office.journal.models import Entry
from office.journal.names import Names
from office.opinions.models import Kind
from office.people.models import Role
from office.screens.incident_words import told as told_incident

Tell = Callable[[Any, Names], str]
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN_OF_HASH: Final = 12  # enough to compare two by eye
_MOST_NAMED: Final = 6  # of a list; how many there are is told
_SELECTION: Final = re.compile(r"newest (?P<newest>\d+) of (?P<code>\S+) by (?P<issuer>.+)")
_REGISTER_LINE: Final = re.compile(r"(?P<sign>[+-]) \S+ \((?P<name>.*)\): (?P<steps>[a-z +]+?)(, until .*)?")

_KEY_LINE: Final = re.compile(r"(?P<sign>[+-]) approval key (?P<key>\S+)")


def details_of(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Label and words of each detail; the label is empty where the words need none. Empty details are left out."""
    filled = ((name, value) for name, value in entry.details.items() if value not in (None, "", [], False))
    return [(_label(name), _words(name, value, names)) for name, value in filled if not _is_said(entry, name)]


def _is_said(entry: Entry, name: str) -> bool:
    """What the subject's own words say already."""
    return name == "name" and entry.action.startswith(("person.", "organisation."))


def _label(name: str) -> str:
    return str(_WORDS[name][0]) if name in _WORDS else name


def _words(name: str, value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return gettext("yes")
    tell = _WORDS[name][1] if name in _WORDS else None
    if tell:
        try:
            return tell(value, names)
        except (TypeError, ValueError, AttributeError):  # an entry that an older office wrote otherwise
            return _plain(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return _listed([_plain(one) for one in value])
    text = str(value)
    if _HASH.fullmatch(text):
        return f"{text[:_SHOWN_OF_HASH]}…"
    at = parse_datetime(text) if re.match(r"\d{4}-\d\d-\d\dT", text) else None
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at and timezone.is_aware(at) else text


def _listed(words: list[str]) -> str:
    told = "、".join(words[:_MOST_NAMED])
    more = len(words) - _MOST_NAMED
    if more <= 0:
        return told
    return ngettext("%(told)s and %(more)d more", "%(told)s and %(more)d more", more) % {"told": told, "more": more}


def _version(value: Any, _names: Names) -> str:
    return gettext("version %d") % int(value)


def _roles(value: Any, _names: Names) -> str:
    return "、".join(str(Role(role).label) for role in value)


def _entry(value: Any, names: Names) -> str:
    chosen = _SELECTION.fullmatch(value)
    if not chosen:
        return names.of("notice", value.removeprefix("notice:"))
    code = chosen["code"]
    told = {
        "newest": int(chosen["newest"]),
        "entry": gettext("any catalogue entry") if code == "*" else f"{code} {names.of('catalogue', code)}",
        "issuer": gettext("any issuer") if chosen["issuer"] == "*" else chosen["issuer"],
    }
    return gettext("the newest %(newest)d of: %(entry)s, %(issuer)s") % told


def _change(line: str) -> str:
    key = _KEY_LINE.fullmatch(line)
    if key:
        sentence = gettext("approval key %s added") if key["sign"] == "+" else gettext("approval key %s ended")
        return sentence % key["key"]
    known = _REGISTER_LINE.fullmatch(line)
    if not known:
        return line
    steps = {"review": gettext("may review"), "approve": gettext("may approve")}
    told = "、".join(steps.get(step, step) for step in known["steps"].split(" + "))
    sentence = gettext("%(name)s: %(steps)s") if known["sign"] == "+" else gettext("%(name)s: no longer %(steps)s")
    return sentence % {"name": known["name"], "steps": told}


def _days(value: Any, _names: Names) -> str:
    return _listed([f"{day.month}-{day.day}" for day in map(date.fromisoformat, value)])


_AUDIENCES: Final = {"members": _("Members"), "unit": _("Unit"), "public": _("Society")}

_WORDS: Final[dict[str, tuple[Promise | str, Tell | None]]] = {
    "title": ("", None),
    "name": (_("name"), None),
    "reason": (_("reason"), None),
    "source": (_("imported from"), None),
    "earlier": (_("begun from"), _version),
    "by": (_("because of"), _version),
    "replaced_by": (_("replaced by"), _version),
    "drafter": (_("drafter"), lambda value, names: names.of("person", value)),
    "digest": (_("checksum"), None),
    "sha256": (_("checksum"), None),
    "key": (_("signing key"), None),
    "count": (_("how many"), None),
    "number": (_("number"), None),
    "is_urgent": (_("urgent"), None),
    "items": (_("notices"), lambda value, names: _listed([names.version(one) for one in value])),
    "changes": (_("changes"), lambda value, _names: "；".join(map(_change, value))),
    "roles": (_("roles"), _roles),
    "roles_added": (_("roles added"), _roles),
    "roles_removed": (_("roles taken away"), _roles),
    "superuser": (_("superuser"), None),
    "title_page": (_("title page"), None),
    "entry": ("", _entry),
    "position": (_("place"), None),
    "off": (_("days off"), _days),
    "worked": (_("days worked instead"), _days),
    "kind": (_("kind"), lambda value, _names: str(Kind(value).label)),
    "place": (_("scanned at"), lambda value, names: names.of("screen", value)),
    "notice": (_("about the notice"), lambda value, names: names.of("notice", value)),
    "text": (_("words"), None),
    "before": (_("before"), None),
    "after": (_("now"), None),
    "group": (_("group"), lambda value, names: names.of("group", value)),
    "audience": (_("audience"), lambda value, _names: str(_AUDIENCES.get(value, value))),
    "what": ("", lambda value, _names: told_incident(value)),
    "machine": (_("machine"), None),
    "publicity_working_days": (_("publicity period, working days"), None),
    "emblem": (_("emblem"), None),
    "accent": (_("colour of titles"), None),
    "rule": (_("colour of lines"), None),
}
