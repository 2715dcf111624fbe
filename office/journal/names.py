"""What the things are called that the journal's entries name by id. Decides that a page asks once for all its entries.

Something that is gone keeps its id for a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from office.catalogue.models import Entry as CatalogueEntry
from office.journal.models import Entry
from office.notices.models import Version
from office.people.models import User
from office.programme.models import Playlist, Rule
from office.screens.models import Group, Screen

_KINDS_OF_DETAILS = {"drafter": "person", "group": "group", "place": "screen", "notice": "notice"}


class Names(NamedTuple):
    """Titles by kind and id. ``versions``: of notices by (code, number)."""

    titles: Mapping[str, Mapping[str, str]]
    versions: Mapping[tuple[str, int], str]

    def of(self, kind: str, name: str) -> str:
        """The title of ``notice``, ``person``, … ``name``; its id where there is none."""
        return self.titles.get(kind, {}).get(name) or name

    def version(self, name: str) -> str:
        """The title that ``n-12@3`` has in that version."""
        code, _at, number = name.partition("@")
        return self.versions.get((code, int(number) if number.isdecimal() else 0)) or self.of("notice", code)

    def subject(self, subject: str) -> str:
        """``notice:n-12@3`` in words; empty where the subject is all there is to say."""
        kind, _colon, name = subject.partition(":")
        if kind == "opinion":
            return _("opinion no. %s") % name
        told = self.version(name) if kind == "notice" else self.of(kind, name)
        return told if told != name else ""


def names_in(entries: Iterable[Entry]) -> Names:
    """The names of all that ``entries`` speak of, with a fixed number of questions to the database."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, name in chain.from_iterable(_ids(entry) for entry in entries):
        wanted[kind].add(name)
    rows = Version.objects.filter(notice__code__in=wanted["notice"]).order_by("number")
    versions = {(code, number): title for code, number, title in rows.values_list("notice__code", "number", "title")}
    titles: dict[str, dict[str, str]] = {"notice": {code: title for (code, _number), title in versions.items()}}
    for kind, model in (("screen", Screen), ("group", Group), ("playlist", Playlist), ("rule", Rule)):
        titles[kind] = dict(model.objects.filter(slug__in=wanted[kind]).values_list("slug", "title"))
    titles["person"] = {one.username: str(one) for one in User.objects.filter(username__in=wanted["person"])}
    found = CatalogueEntry.objects.filter(code__in=wanted["catalogue"])
    titles["catalogue"] = {one.code: one.title for one in found}
    titles["organisation"] = {"": _("the organisation")}
    titles["register"] = {"": _("the approvers’ register")}
    return Names(titles, versions)


def _ids(entry: Entry) -> Iterator[tuple[str, str]]:
    yield _split(entry.subject)
    for name, value in entry.details.items():
        if name == "items" and isinstance(value, list):
            yield from (_split(f"notice:{one}") for one in value)
        elif name == "entry" and isinstance(value, str):
            yield from (_split(f"catalogue:{word}") for word in value.split()[3:4])
            yield _split(value)
        elif name in _KINDS_OF_DETAILS and isinstance(value, str):
            yield _KINDS_OF_DETAILS[name], value


def _split(subject: str) -> tuple[str, str]:
    kind, _colon, name = subject.partition(":")
    return kind, name.partition("@")[0]
