"""The programme's first page (a week of a screen), rules, cutting in, and working days."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.notices.models import Notice
from office.people.access import StaffRequest, needs
from office.people.models import Role
from office.programme import services, workdays
from office.programme.forms import RuleForm, TableForm, UrgentForm, shut_out
from office.programme.models import FIRST_YEAR, LAST_YEAR, Playlist, Rule, WorkdayTable
from office.programme.over import is_over, is_spent
from office.programme.urgent import cut_in
from office.programme.week import week_of
from office.programme.wording import summary_of
from office.publishing.errors import PublishingError
from office.publishing.services import publish_urgent
from office.screens.models import Group, Screen
from playlists.workdays import YearTable


@needs(Role.SCHEDULER, Role.APPROVER, Role.SUPERVISOR)
def week(request: HttpRequest) -> HttpResponse:
    """A week of one screen, and the rules and playlists behind it."""
    screens = list(Screen.objects.select_related("group"))
    chosen = next((one for one in screens if one.slug == request.GET.get("screen")), screens[0] if screens else None)
    first = _monday(request.GET.get("week", ""))
    now = timezone.now()
    rules = Rule.objects.select_related("playlist").prefetch_related("groups", "screens")
    told = [(rule, summary_of(rule), is_over(rule, now)) for rule in rules]
    playlists = [(one, is_spent(one, now)) for one in Playlist.objects.prefetch_related("rules", "entries")]
    context = {
        "screens": screens,
        "chosen": chosen,
        "first": first,
        "last": first + timedelta(days=6),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "today": timezone.localdate(),
        "days": week_of(chosen, first, workdays.tables()) if chosen else (),
        "rules": [(rule, summary) for rule, summary, over in told if not over],
        "over": [(rule, summary) for rule, summary, over in told if over],
        "playlists": [one for one, spent in playlists if not spent],
        "spent": [one for one, spent in playlists if spent],
    }
    return render(request, "programme/week.html", context)


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def rule_form(request: StaffRequest, slug: str = "") -> HttpResponse:
    """A new rule, or one to change."""
    rule = get_object_or_404(Rule, slug=slug) if slug else Rule()
    initial = {"playlist": request.GET.get("playlist")} if not slug else None
    form = RuleForm(request.POST or None, instance=rule, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = services.save_rule(
            form.instance, form.cleaned_data["groups"], form.cleaned_data["screens"], request.user
        )
        messages.success(request, _("Kept: %s. Screens follow it once it is published.") % summary_of(saved))
        return redirect("programme")
    context = {"form": form, "rule": rule, "summary": summary_of(rule) if slug else ""}
    return render(request, "programme/rule.html", context)


@needs(Role.SCHEDULER)
@require_POST
def rule_switch(request: StaffRequest, slug: str) -> HttpResponse:
    """In use, or not."""
    rule = get_object_or_404(Rule, slug=slug)
    services.switch_rule(rule, request.user, on=not rule.is_on)
    messages.success(request, _("In use: %s") % rule if rule.is_on else _("No longer in use: %s") % rule)
    return redirect("programme")


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def rule_delete(request: StaffRequest, slug: str) -> HttpResponse:
    """Asks first."""
    rule = get_object_or_404(Rule, slug=slug)
    if request.method == "POST":
        services.delete_rule(rule, request.user)
        messages.success(request, _("Deleted: %s") % rule.title)
        return redirect("programme")
    context = {
        "question": _("Delete the rule “%s”?") % rule.title,
        "consequence": summary_of(rule),
        "verb": _("Delete"),
        "back": reverse("rule", args=[slug]),
    }
    return render(request, "confirm.html", context)


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def urgent(request: StaffRequest) -> HttpResponse:
    """Cut in with something urgent."""
    at = timezone.now()
    form = UrgentForm(request.POST or None, at=at, initial={"until": timezone.localtime(at + timedelta(hours=4))})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        rule = cut_in(data["notice"] or data["playlist"], data["groups"], data["until"], request.user, at)
        try:
            publish_urgent(None, request.user, timezone.now())
        except PublishingError as error:
            sentence = _("“%(rule)s” is ready, but not on the screens yet: %(why)s")
            messages.error(request, sentence % {"rule": rule.title, "why": error})
        else:
            messages.success(request, _("“%s” was published. The screens cut in within about a minute.") % rule.title)
            _tell_shut_out(request, data["notice"], data["groups"])
        return redirect("publishing")
    return render(request, "programme/urgent.html", {"form": form})


def _tell_shut_out(request: StaffRequest, notice: Notice | None, groups: QuerySet[Group]) -> None:
    without = shut_out(notice, groups)[0] if notice else ()
    if without:
        names = "、".join(sorted(map(str, without)))
        messages.warning(request, _("Not shown on %s: the notice is not meant for those who stand there.") % names)


@needs(Role.SCHEDULER, Role.KEEPER)
def years(request: HttpRequest) -> HttpResponse:
    """Which years have working days, and whose."""
    own = set(WorkdayTable.objects.values_list("year", flat=True))
    this_year = timezone.localdate().year
    known = {table.year: table for table in workdays.tables() if table.year >= this_year - 1}
    context = {
        "years": [(year, known.get(year), year in own) for year in range(this_year - 1, this_year + 3)],
        "this_year": this_year,
    }
    return render(request, "programme/years.html", context)


@needs(Role.SCHEDULER, Role.KEEPER)
@require_http_methods(["GET", "POST"])
def year_form(request: StaffRequest, year: int) -> HttpResponse:
    """A year's exceptions from Monday to Friday."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    table = next((table for table in workdays.tables() if table.year == year), None)
    form = TableForm(request.POST or None, year=year, initial=_days_of(table))
    if request.method == "POST" and form.is_valid():
        services.save_table(form.table(), request.user)
        messages.success(request, _("Working days of %d entered.") % year)
        return redirect("workdays")
    is_own = WorkdayTable.objects.filter(year=year).exists()
    context = {"form": form, "year": year, "is_own": is_own, "is_shipped": year in workdays.shipped_years()}
    return render(request, "programme/year.html", context)


@needs(Role.SCHEDULER, Role.KEEPER)
@require_POST
def year_forget(request: StaffRequest, year: int) -> HttpResponse:
    """Back to what is shipped."""
    services.forget_table(year, request.user)
    messages.success(request, _("Working days of %d are the shipped ones again.") % year)
    return redirect("workdays")


def _days_of(table: YearTable | None) -> dict[str, str]:
    if table is None:
        return {}
    return {
        "off": "\n".join(day.isoformat() for day in table.off),
        "worked": "\n".join(day.isoformat() for day in table.worked),
    }


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))
    return day - timedelta(days=day.weekday())
