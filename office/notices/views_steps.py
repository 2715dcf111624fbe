"""The steps of a version's way: each parses a form, calls one service and tells how it went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from office.notices import services
from office.notices.forms import ApproveForm, ReviewForm, WithdrawForm
from office.notices.models import Version
from office.notices.offers import LOOKERS, consequence_of_revising
from office.notices.services import StepRefusedError
from office.notices.views import find, version_page
from office.people.access import StaffRequest, needs
from office.people.models import Role, User
from office.screens.layout import settle_looks

_SIMPLE: dict[str, tuple[Callable[[Version, User], Version], Any]] = {
    "send": (
        services.send_for_review,
        gettext_lazy("Sent for review. It can be taken back until somebody reviews it."),
    ),
    "take-back": (services.take_back, gettext_lazy("Taken back. It is a draft again.")),
    "discard": (services.discard, gettext_lazy("Thrown away. You can restore it below.")),
    "restore": (services.restore, gettext_lazy("Restored. It is a draft again.")),
}


@needs(Role.DRAFTER)
@require_POST
def simple_step(request: StaffRequest, code: str, number: int, step: str) -> HttpResponse:
    """A step that needs no words: send, take back, discard, restore."""
    version = find(code, number)
    if step not in _SIMPLE:
        raise Http404(step)
    take, told = _SIMPLE[step]
    return _tell(request, version, lambda: take(version, request.user), str(told))


@needs(Role.REVIEWER)
def review(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Pass it on to approval, or send it back with a reason."""
    version, form = find(code, number), ReviewForm(request.POST)
    if request.method != "POST":  # loaded anew after a refusal was shown here
        return redirect("notice", code, number)
    checks = form.cleaned_data["checks"] if form.is_valid() else []
    if "send-back" in request.POST:
        reason = form.cleaned_data.get("reason", "")
        fault = _refusal(request, lambda: services.send_back(version, request.user, reason, checks), _("Sent back."))
    else:
        told = _("Reviewed. It now awaits approval.")
        fault = _refusal(request, lambda: services.grant_review(version, request.user, checks), told)
    if not fault:
        return redirect("notice", code, number)
    form.add_error("reason" if "send-back" in request.POST else "checks", fault)
    return version_page(request, find(code, number), review_form=form)


@needs(Role.APPROVER)
def approve(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Sign it, or send it back with a reason."""
    version, form = find(code, number), ApproveForm(request.POST)
    if request.method != "POST":  # as above
        return redirect("notice", code, number)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if "send-back" in request.POST:
        fault = _refusal(request, lambda: services.send_back(version, request.user, reason), _("Sent back."))
    else:
        told = _("Approved. It goes to the screens with the next publication.")
        fault = _refusal(request, lambda: services.approve(version, request.user), told)
    if not fault:
        return redirect("notice", code, number)
    form.add_error("reason", fault)
    return version_page(request, find(code, number), approve_form=form)


@needs(Role.DRAFTER)
def revise(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Edit it as a new version; asks first, because that may void approvals."""
    version = find(code, number)
    if request.method == "POST":
        try:
            draft = services.revise(version, request.user)
        except StepRefusedError as error:
            messages.error(request, str(error))
            return redirect("notice", code, number)
        return redirect("notice-edit", code, draft.number)
    context = {
        "question": _("Edit “%s” as a new version?") % version.title,
        "consequence": consequence_of_revising(version),
        "verb": _("Edit as a new version"),
        "back": "../",
    }
    return render(request, "confirm.html", context)


_ACTS: dict[str, Callable[[Version, User], Version]] = {
    "correct": services.draft_correction,
    "retract": services.draft_withdrawal,
}


@needs(Role.DRAFTER)
@require_POST
def begin_act(request: StaffRequest, code: str, number: int, act: str) -> HttpResponse:
    """Begin a correction or a public withdrawal: its draft is filled in and opened in the editor."""
    version = find(code, number)
    try:
        draft = _ACTS[act](version, request.user)
    except StepRefusedError as error:
        messages.error(request, str(error))
        return redirect("notice", code, number)
    return redirect("notice-edit", code, draft.number)


@needs(*LOOKERS)
@require_POST
def see_looks(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """What screens told of the version's look has been seen to."""
    settle_looks(find(code, number), request.user, timezone.now())
    return redirect("notice", code, number)


@needs(Role.APPROVER)
def withdraw(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Take a notice off; asks first and wants a reason."""
    version, form = find(code, number), WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        told = _("Taken off. It leaves the screens with the next publication.")
        return _tell(request, version, lambda: services.withdraw(version.notice, request.user, reason), told)
    context = {
        "question": _("Take “%s” off at once?") % version.title,
        "consequence": _(
            "It leaves the screens with the next publication. If the public has seen it, its drafter gets a draft that "
            "tells them of the withdrawal, with your reason. To show it again, a new version must be approved."
        ),
        "verb": _("Take off at once"),
        "back": "../",
        "form": form,
    }
    return render(request, "confirm.html", context)


def _tell(request: StaffRequest, version: Version, take: Callable[[], object], told: str) -> HttpResponse:
    """Take the step and go back to the version's page, saying how it went."""
    _refusal(request, take, told)
    return redirect("notice", version.notice.code, version.number)


def _refusal(request: StaffRequest, take: Callable[[], object], told: str) -> str:
    """Take the step and say how it went; the sentence when it was refused."""
    try:
        take()
    except StepRefusedError as error:
        messages.error(request, str(error))
        return str(error)
    messages.success(request, told)
    return ""
