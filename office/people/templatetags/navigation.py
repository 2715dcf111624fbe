"""The staff site's main menu. Decides which houses of the office a person is offered."""

from typing import Any, Final, NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.people.models import Role, User

register = template.Library()


class House(NamedTuple):
    """One entry of the menu, offered to holders of ``roles`` (none: everybody). ``page`` is the folder of its pages."""

    page: str
    title: Any
    roles: tuple[Role, ...]


HOUSES: Final = (
    House(
        "notices/",
        _("Notices"),
        (Role.DRAFTER, Role.REVIEWER, Role.APPROVER, Role.SCHEDULER, Role.SUPERVISOR),
    ),
    House("programme/", _("Programme"), (Role.SCHEDULER,)),
    House("publishing/", _("Publishing"), (Role.SCHEDULER, Role.APPROVER)),
    House("screens/", _("Screens"), (Role.TECHNICIAN, Role.SCHEDULER, Role.SUPERVISOR)),
    House("opinions/", _("Opinions"), (Role.HANDLER, Role.SUPERVISOR)),
    House("catalogue/", _("Catalogue"), (Role.KEEPER, Role.DRAFTER)),
    House("journal/", _("Journal"), (Role.SUPERVISOR,)),
    House("publishing/organisation/", _("Organisation"), (Role.APPROVER, Role.KEEPER)),
    House("accounts/", _("Accounts"), (Role.KEEPER,)),
)


@register.inclusion_tag("people/menu.html", takes_context=True)
def main_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The houses offered to whoever is signed in; the one being visited is marked."""
    request = context["request"]
    person: User = request.user
    home = reverse("home")
    offered = [(home, _("Home")), *((home + one.page, one.title) for one in HOUSES if person.holds(*one.roles))]
    inside = [address for address, _title in offered if address != home and request.path.startswith(address)]
    here = max(inside, key=len, default=home if request.path == home else "")
    return {"entries": [{"address": one, "title": title, "is_here": one == here} for one, title in offered]}
