"""The home page, logging in and one's own account."""

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from office.people.access import StaffRequest, needs
from office.people.forms import PasswordForm
from office.people.models import Role
from office.people.oversight import oversight
from office.people.services import choose_password
from office.people.waiting import tasks_of


class Login(LoginView):
    """Somebody who is logged in already goes straight home; a password that others have seen is replaced first."""

    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Where somebody goes who has just logged in."""
        if getattr(self.request.user, "password_is_temporary", False):
            return reverse("me")
        return super().get_success_url()


@needs()
def home(request: StaffRequest) -> HttpResponse:
    """What waits for me."""
    is_supervisor = request.user.holds(Role.SUPERVISOR)
    context = {
        "tasks": tasks_of(request.user),
        "may_draft": _may_draft(request),
        "is_supervisor": is_supervisor,
        "oversight": list(oversight()) if is_supervisor else [],
    }
    return render(request, "people/home.html", context)


@needs()
def me(request: StaffRequest) -> HttpResponse:
    """My own account: my roles, my password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_password(request, request.user, form.cleaned_data["new"])
        messages.success(request, _("Your new password holds from now on."))
        return redirect("home")
    roles = [role.label for role in Role if role in request.user.role_set]
    return render(request, "people/me.html", {"form": form, "roles": roles})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The page was open for too long, or cookies are off."""
    return render(request, "people/csrf.html", status=403)


def _may_draft(request: StaffRequest) -> bool:
    return request.user.holds(Role.DRAFTER)
