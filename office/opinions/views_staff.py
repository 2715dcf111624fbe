"""The staff's pages about opinions: the inbox, and one opinion with its reply."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.opinions import services
from office.opinions.forms import InboxForm, ReplyForm
from office.opinions.models import Opinion
from office.people.access import needs
from office.people.models import Role, User
from office.programme.workdays import tables
from office.screens.models import Screen

PER_PAGE: Final = 30
OPINIONS: Final = Opinion.objects.select_related("version__notice", "version__entry", "reply__person")


@require_safe
@needs(Role.HANDLER, Role.SUPERVISOR)
def inbox(request: HttpRequest) -> HttpResponse:
    """Opinions, the unanswered first and of those the longest waiting."""
    form = InboxForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _narrowed(_waiting_first(OPINIONS.all()), asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _rows(list(page)),
        "waiting": services.unanswered_count(),
        "asked": any(asked.values()),
        "asked_query": "".join(f"&{urlencode({name: value})}" for name, value in asked.items() if value),
    }
    return render(request, "opinions/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.HANDLER, Role.SUPERVISOR)
def opinion(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One opinion; a handler answers it here, a supervisor reads."""
    person = request.user
    assert isinstance(person, User)
    if request.method == "POST":
        return _reply(request, person, pk)
    return _opinion_page(request, person, pk)


@needs(Role.HANDLER)
def _reply(request: HttpRequest, person: User, pk: int) -> HttpResponse:
    get_object_or_404(Opinion, pk=pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            services.answer(pk, person, form.cleaned_data["text"], revision=form.cleaned_data["revision"])
        except services.ReplyError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Sent: it is read under the receipt code from now on."))
            return redirect("opinion", pk=pk)
    return _opinion_page(request, person, pk, form)


def _opinion_page(request: HttpRequest, person: User, pk: int, form: ReplyForm | None = None) -> HttpResponse:
    found = get_object_or_404(OPINIONS, pk=pk)
    reply = getattr(found, "reply", None)
    may_answer = person.holds(Role.HANDLER) and (reply is None or services.is_correctable(reply, timezone.now()))
    if form is None:
        form = ReplyForm(instance=reply, initial={"revision": reply.revision if reply else 0})
    context = {"row": _rows([found])[0], "reply": reply, "form": form if may_answer else None}
    status = 422 if form.errors else 200
    return render(request, "opinions/opinion.html", context, status=status)


def _waiting_first(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Those that wait for a reply, the longest waiting first; then the others, the newest first."""
    since = Case(When(services.WAITING, then=F("received_at")))
    return opinions.annotate(waiting_since=since).order_by(F("waiting_since").asc(nulls_last=True), "-received_at")


def _narrowed(opinions: QuerySet[Opinion], asked: dict[str, Any]) -> QuerySet[Opinion]:
    if asked.get("state"):
        opinions = opinions.filter(services.WAITING if asked["state"] == "waiting" else Q(reply__isnull=False))
    if asked.get("kind"):
        opinions = opinions.filter(kind=asked["kind"])
    if asked.get("notice"):
        opinions = opinions.filter(version__notice__code=asked["notice"])
    if words := asked.get("q"):
        receipt = words.replace(" ", "")
        opinions = opinions.filter(Q(text__icontains=words) | Q(version__title__icontains=words) | Q(receipt=receipt))
    return opinions


def _rows(opinions: list[Opinion]) -> list[dict[str, Any]]:
    """What the templates need of each opinion: itself, its place, its age and whether the promised time is over."""
    now = timezone.localtime()
    places = dict(Screen.objects.filter(slug__in={one.place for one in opinions}).values_list("slug", "title"))
    known = tables()
    rows = []
    for one in opinions:
        due = services.due_on(one, known)
        waits = not hasattr(one, "reply") and bool(one.text)
        rows.append(
            {
                "opinion": one,
                "place": places.get(one.place, one.place) or _("Not through a screen"),
                "days": (now.date() - timezone.localtime(one.received_at).date()).days,
                "due": due,
                "waits": waits,
                "is_late": waits and due is not None and now.date() > due,
            }
        )
    return rows
