"""Rules and entries in plain words, as a scheduler would say them."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.programme.models import PlaylistEntry, Rule


def summary_of(rule: Rule) -> str:
    """One line: days, times, places, priority, limits; e.g. “Every working day 08:00–18:00, Lobby, Base”."""
    times = _times(rule)
    when = f"{_days(rule)} {times}" if times else _days(rule)
    parts = [when, _places(rule), rule.get_priority_display(), _limits(rule)]
    if rule.weight > 1:
        parts.append(_("weight %d") % rule.weight)
    return pgettext("between the parts of a list", ", ").join(part for part in parts if part)


def entry_title(entry: PlaylistEntry, title: str = "") -> str:
    """An entry by its notice's title, or a selection in words."""
    if entry.notice:
        return title or entry.notice.code
    source = " · ".join(part for part in (str(entry.entry or ""), entry.issuer) if part) or _("all notices")
    return _("The newest %(count)d of: %(source)s") % {"count": entry.newest, "source": source}


def _days(rule: Rule) -> str:
    if rule.days == "working":
        return _("Every working day")
    if rule.days == "weekdays":
        names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
        return pgettext("between days", " ").join(names[int(day) - 1] for day in sorted(set(rule.weekdays)))
    return _("Every day")


def _times(rule: Rule) -> str:
    if rule.day_since is None and rule.day_until is None:
        return ""
    since = f"{rule.day_since:%H:%M}" if rule.day_since else "00:00"
    until = f"{rule.day_until:%H:%M}" if rule.day_until else "24:00"
    return f"{since}–{until}"


def _places(rule: Rule) -> str:
    titles = [*(group.title for group in rule.groups.all()), *(screen.title for screen in rule.screens.all())]
    return pgettext("between places", ", ").join(titles) if titles else _("all screens")


def _limits(rule: Rule) -> str:
    since = date_format(rule.since_day, "SHORT_DATE_FORMAT") if rule.since_day else ""
    if rule.since_day and rule.since_time:
        since += f" {rule.since_time:%H:%M}"
    until = date_format(rule.until_day, "SHORT_DATE_FORMAT") if rule.until_day else ""
    if rule.until_day and rule.until_time:
        until += f" {rule.until_time:%H:%M}"
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("from %s") % since
    return _("until %s") % until if until else ""
