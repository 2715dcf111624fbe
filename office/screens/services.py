"""Adding, changing and deleting screens and groups; settling incidents. Each change is journalled with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office.journal.services import record
from office.people.models import User
from office.screens.errors import InUseError
from office.screens.models import Group, Incident, Screen


@transaction.atomic
def save_group(group: Group, person: User | None) -> Group:
    """Keep a new or changed group."""
    is_new = group.pk is None
    group.save()
    record(person, "group.made" if is_new else "group.changed", f"group:{group.slug}", title=group.title)
    return group


@transaction.atomic
def save_screen(screen: Screen, person: User | None) -> Screen:
    """Keep a new or changed screen. The change reaches its machine with the next publication."""
    is_new = screen.pk is None
    screen.save()
    action = "screen.made" if is_new else "screen.changed"
    record(
        person, action, f"screen:{screen.slug}", title=screen.title, group=screen.group.slug, audience=screen.audience
    )
    return screen


@transaction.atomic
def delete_group(group: Group, person: User) -> None:
    """Raises InUseError while it has screens, is named by rules, or was published to (its record must stay)."""
    uses = [str(screen) for screen in group.screens.all()] + [str(rule) for rule in group.rules.all()]
    if uses:
        raise InUseError(_("“%(group)s” is in use by: %(uses)s.") % {"group": group, "uses": "、".join(uses)})
    if group.publications.exists():
        raise InUseError(_("“%s” was published to; its record has to be kept.") % group)
    record(person, "group.deleted", f"group:{group.slug}", title=group.title)
    group.delete()


@transaction.atomic
def delete_screen(screen: Screen, person: User) -> None:
    """Raises InUseError while a rule names it, or when it has shown something (the proof must stay)."""
    rules = [str(rule) for rule in screen.rules.all()]
    if rules:
        raise InUseError(
            _("“%(screen)s” is named by the rules: %(rules)s.") % {"screen": screen, "rules": "、".join(rules)}
        )
    if screen.plays.exists() or screen.incidents.exists():
        raise InUseError(_("“%s” has records of play, which have to be kept. Revoke its token instead.") % screen)
    record(person, "screen.deleted", f"screen:{screen.slug}", title=screen.title)
    screen.delete()


@transaction.atomic
def settle(incident: Incident, person: User, at: datetime) -> None:
    """Somebody has seen to it."""
    if incident.settled_at is None:
        incident.settled_at = at
        incident.save(update_fields=["settled_at"])
        record(person, "incident.settled", f"screen:{incident.screen.slug}", what=incident.what[:200])
