"""Everybody's accounts, for the account keeper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office.people import services
from office.people.access import StaffRequest, needs
from office.people.forms import AddForm, ChangeForm
from office.people.models import Role, User
from office.people.services import AccountError


@needs(Role.KEEPER)
def accounts(request: StaffRequest) -> HttpResponse:
    """Everybody, the open accounts first."""
    people = User.objects.prefetch_related("grants").order_by("-is_active", "name")
    rows = [(one, [Role(grant.role).label for grant in one.grants.all()]) for one in people]
    return render(request, "people/accounts.html", {"rows": rows})


@needs(Role.KEEPER)
@never_cache
def add(request: StaffRequest) -> HttpResponse:
    """A new account; its password is shown in the answer and nowhere else."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person, password = services.add_person(request.user, data["username"], data["name"], data["roles"])
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "people/password.html", {"person": person, "password": password})
    return render(request, "people/account_add.html", {"form": form})


@needs(Role.KEEPER)
def change(request: StaffRequest, username: str) -> HttpResponse:
    """The name and roles of an account."""
    person = get_object_or_404(User, username=username)
    form = ChangeForm(request.POST or None, initial={"name": person.name, "roles": sorted(person.role_set)})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(request.user, person, form.cleaned_data["name"], form.cleaned_data["roles"])
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            if {Role.REVIEWER, Role.APPROVER} & (set(form.cleaned_data["roles"]) ^ person.role_set):
                messages.warning(request, _("Sign the approvers’ register, so that screens know of the change."))
            return redirect("accounts")
    return render(request, "people/account.html", {"form": form, "person": person})


@needs(Role.KEEPER)
@never_cache
def reset(request: StaffRequest, username: str) -> HttpResponse:
    """Asks first; then shows the new password once."""
    person = get_object_or_404(User, username=username)
    if request.method == "POST":
        try:
            password = services.reset_password(request.user, person)
        except AccountError as error:
            messages.error(request, str(error))
            return redirect("account", username)
        return render(request, "people/password.html", {"person": person, "password": password})
    return render(
        request,
        "confirm.html",
        {
            "question": _("Give %s a new password?") % person,
            "consequence": _("The present password stops working and %s is logged out everywhere.") % person,
            "verb": _("Make a new password"),
            "back": "../",
        },
    )


@needs(Role.KEEPER)
@require_POST
def set_active(request: StaffRequest, username: str) -> HttpResponse:
    """Close an account or open it again; each undoes the other."""
    person = get_object_or_404(User, username=username)
    is_active = request.POST.get("is_active") == "yes"
    try:
        services.set_active(request.user, person, is_active=is_active)
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, (_("%s may log in again.") if is_active else _("%s can no longer log in.")) % person)
    return redirect("account", username)
