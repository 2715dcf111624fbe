"""Who may open a page. Decides by role only; what a person may do to a particular notice is decided by its services."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from office.people.models import Role, User

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in; what a view guarded by ``needs`` may rely on."""

    user: User


def needs(*roles: Role) -> Callable[[View], View]:
    """Open the view to holders of any of ``roles``; without roles to everybody who is signed in.

    Others who are signed in get the 403 page with one sentence; strangers are sent to the login page.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = cast("User", request.user)  # login_required let only accounts through
            if roles and not person.holds(*roles):
                raise PermissionDenied(refusal(*roles))
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


def refusal(*roles: Role) -> str:
    """The sentence for somebody who holds none of ``roles``."""
    wanted = _(" or ").join(str(role.label) for role in roles)
    return _("This needs the role %(roles)s. Ask your account keeper if it should be yours.") % {"roles": wanted}
