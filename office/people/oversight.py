"""What a supervisor (监督员) looks at, on the home page: duties that were not done. Decides nothing, only counts.

Kinds of which there are none are told, too: that all is done is what a supervisor wants to read.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.notices.due import due_unpublished, silent_entries
from office.notices.models import State
from office.opinions.models import Opinion
from office.opinions.services import WAITING, due_on
from office.people.waiting import MOST_NAMED, Task
from office.programme.workdays import tables
from office.screens.condition import Level
from office.screens.overview import screens_seen


def oversight() -> Iterator[Task]:
    """What was due and not published, what was not answered, which screens are in trouble, which entries are empty."""
    yield _unpublished()
    yield _unanswered()
    yield _late_answers()
    yield _screens()
    yield _entries()


def _unpublished() -> Task:
    now = timezone.now()
    due = due_unpublished(now).select_related("notice")
    named = []
    for one in due[:MOST_NAMED]:
        days = (now - one.shown_from).days
        late = ngettext("%d day late", "%d days late", days) % days if days else _("due today")
        state = _("sent back") if one.returned else State(one.state).label
        text = f"{one.title} · {state} · {late}"
        named.append((text, reverse("notice", args=[one.notice.code, one.number])))
    return Task(_("Due and not published"), due.count(), f"{reverse('notices')}?due=on", tuple(named), is_pressing=True)


def _unanswered() -> Task:
    return Task(
        _("Opinions without a reply"), Opinion.objects.filter(WAITING).count(), f"{reverse('opinions')}?state=waiting"
    )


def _late_answers() -> Task:
    today, known = timezone.localdate(), tables()
    waiting = Opinion.objects.filter(WAITING).select_related("version").order_by("received_at")
    late = [one for one in waiting if (due := due_on(one, known)) and due < today]
    named = tuple((one.version.title, reverse("opinion", args=[one.pk])) for one in late[:MOST_NAMED])
    title = _("Opinions not answered in the promised time")
    return Task(title, len(late), f"{reverse('opinions')}?state=waiting", named, is_pressing=True)


def _screens() -> Task:
    bad = [one for one in screens_seen(timezone.now()) if one.condition.level == Level.BAD]
    named = tuple(
        (f"{one.screen.title} · {one.condition.findings[0].sentence}", reverse("screen", args=[one.screen.slug]))
        for one in bad[:MOST_NAMED]
    )
    return Task(_("Screens in trouble"), len(bad), f"{reverse('screens')}?condition=bad", named, is_pressing=True)


def _entries() -> Task:
    silent = silent_entries(timezone.now())
    named = tuple((str(one), f"{reverse('notices')}?entry={one.pk}") for one in silent[:MOST_NAMED])
    return Task(_("Catalogue entries with nothing published now"), len(silent), reverse("catalogue"), named)
