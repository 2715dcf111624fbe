"""The public pages: what a QR code opens, the list of current notices, and the reply under a receipt code."""

import os
from http import HTTPStatus

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office.catalogue.models import Entry
from office.notices.models import PictureFile, Version
from office.notices.services import to_item
from office.opinions import limits, published, services
from office.opinions.forms import OpinionForm
from office.opinions.models import Opinion
from office.opinions.receipts import parse_receipt, spell_receipt
from office.opinions.web_pictures import web_picture
from office.parts import file_response
from office.screens.models import Screen
from playlists.wire import to_plain

PER_PAGE = 20
# never a type that can carry scripts, such as SVG
SHOWN_IN_BROWSERS = ("image/jpeg", "image/png", "image/webp", "video/mp4")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The current notices for society; ``q`` searches, ``entry`` is a catalogue code."""
    live = published.live_versions(timezone.now())
    entries = Entry.objects.filter(pk__in=live.order_by().values("entry"))
    query, code = request.GET.get("q", "").strip()[:100], request.GET.get("entry", "")
    if query:
        live = live.filter(Q(title__icontains=query) | Q(issuer__icontains=query) | Q(entry__title__icontains=query))
    if code:
        live = live.filter(entry__code=code)
    page = Paginator(live, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "entries": entries, "query": query, "code": code}
    return render(request, "opinions/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, link_code: str, screen: str = "") -> HttpResponse:
    """A notice to read and the form for an opinion on it; ``screen`` is the place whose code was scanned."""
    try:
        version = published.version_at(link_code.lower(), timezone.now())
    except LookupError as error:
        return _nothing(request, error)
    place = Screen.objects.filter(slug=screen.lower()).first() if screen else None
    if request.method != "POST":
        return _notice_page(request, version, place, OpinionForm())
    return _receive(request, version, place)


@require_safe
def before(request: HttpRequest, link_code: str, number: int) -> HttpResponse:
    """What stood in a notice before it was corrected, marked as such; opinions are given on the corrected one."""
    try:
        version = published.corrected_version(link_code.lower(), number, timezone.now())
    except LookupError as error:
        return _nothing(request, error)
    return _notice_page(request, version, None, OpinionForm(), is_before=True)


@never_cache
@require_safe
def receipt_form(request: HttpRequest) -> HttpResponse:
    """Where a receipt code is typed; a whole one leads to its page."""
    typed = request.GET.get("code", "")
    if not typed:
        return render(request, "opinions/receipt_form.html")
    code = parse_receipt(typed)
    if code is None:
        return _wrong_code(request, typed)
    return redirect("receipt", code=code)


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What was said and what was answered."""
    if limits.is_spent(limits.WRONG_CODES, request):
        return render(request, "opinions/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    bare = parse_receipt(code)
    opinion = Opinion.objects.filter(receipt=bare).select_related("version__notice", "reply").first() if bare else None
    if opinion is None:
        return _wrong_code(request, code)
    context = {
        "opinion": opinion,
        "reply": getattr(opinion, "reply", None),
        "code": spell_receipt(opinion.receipt),
        "is_new": "new" in request.GET,
        "working_days": services.ANSWER_WORKING_DAYS,
    }
    return render(request, "opinions/receipt.html", context)


@require_safe
def picture(request: HttpRequest, sha256: str, *, is_web: bool = False) -> HttpResponseBase:
    """A picture or video that a current public notice names, or a picture's copy for the web; else not found."""
    kept = published.picture_of(sha256, timezone.now())
    if kept is None or kept.media_type not in SHOWN_IN_BROWSERS:
        raise Http404
    try:
        path, media_type = web_picture(kept) if is_web else (settings.BLOBS / sha256, kept.media_type)
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = file_response(request, file, os.fstat(file.fileno()).st_size, media_type)
    response["Cache-Control"] = "private, max-age=3600"  # an hour: a withdrawn picture must not linger
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Nothing is here, in kind words."""
    return render(request, "opinions/not_found.html", status=HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The form came without its cookie: too old a page, or a browser that keeps none."""
    return render(request, "opinions/stale_form.html", status=HTTPStatus.FORBIDDEN)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side, in kind words."""
    return render(request, "opinions/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _receive(request: HttpRequest, version: Version, place: Screen | None) -> HttpResponse:
    if not version.opinions:
        raise Http404
    what = version.notice.link_code
    if limits.is_spent(limits.OPINIONS, request, what):
        return render(request, "opinions/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, version, place, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    limits.count(limits.OPINIONS, request, what)
    given = {name: form.cleaned_data[name] for name in ("kind", "rating", "text", "contact")}
    opinion = services.receive(version, place=place.slug if place else "", **given)
    return redirect(f"/r/{opinion.receipt}?new")


def _nothing(request: HttpRequest, error: LookupError) -> HttpResponse:
    """The page for what may not be read: withdrawn, over, or unknown."""
    if isinstance(error, published.UnknownError):
        raise Http404 from error
    context = {"withdrawn": isinstance(error, published.WithdrawnError)}
    return render(request, "opinions/gone.html", context, status=HTTPStatus.GONE)


def _notice_page(
    request: HttpRequest,
    version: Version,
    place: Screen | None,
    form: OpinionForm,
    status: int = HTTPStatus.OK,
    *,
    is_before: bool = False,
) -> HttpResponse:
    item = to_item(version)
    hashes = published.picture_hashes(item.body)
    context = {
        "version": version,
        "item": item,
        "is_before": is_before,
        "takes_opinions": version.opinions and not is_before,
        "corrected": published.corrected_numbers(version),
        "blocks": to_plain(item)["body"],
        "pictures": {file.sha256: file for file in PictureFile.objects.filter(sha256__in=hashes)},
        "place": place,
        "form": form,
        "working_days": services.ANSWER_WORKING_DAYS,
    }
    return render(request, "opinions/notice.html", context, status=status)


def _wrong_code(request: HttpRequest, typed: str) -> HttpResponse:
    limits.count(limits.WRONG_CODES, request)
    return render(request, "opinions/receipt_form.html", {"typed": typed[:40]}, status=HTTPStatus.NOT_FOUND)
