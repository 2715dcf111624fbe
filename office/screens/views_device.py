"""What screens' machines call. Answers are the contract's JSON; a refusal is ``{"error": one sentence}``."""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from office.publishing.errors import PublishingError
from office.screens.enrolment import enrol
from office.screens.errors import CodeRefusedError, ReportError, TooManyTriesError
from office.screens.intake import MAX_SCREENSHOT_BYTES, hear, keep_screenshot
from office.screens.models import Screen
from office.screens.tokens import screen_of
from office.sender import sender_of
from playlists.report import EnrolRequest, Reports
from playlists.wire import MAX_REPORTS_BYTES, ContractError, Record, decode, encode

MAX_ENROL_BYTES: Final = 4096
T = TypeVar("T", bound=Record)
View = Callable[[HttpRequest], HttpResponse]


class _RefusedError(Exception):
    """Ends a request with a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def refusal(status: int, sentence: str) -> JsonResponse:
    """The answer to a machine that is refused."""
    return JsonResponse({"error": sentence}, status=status)


def _for_machines(view: View) -> View:
    """POST only, no browser's cookie involved, refusals as JSON."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except _RefusedError as error:
            return refusal(error.status, str(error))

    return csrf_exempt(require_POST(guarded))


@_for_machines
def enrol_screen(request: HttpRequest) -> HttpResponse:
    """EnrolRequest → Enrolment."""
    wanted = _document(request, EnrolRequest, MAX_ENROL_BYTES)
    try:
        enrolment = enrol(wanted, sender_of(request), timezone.now())
    except TooManyTriesError as error:
        raise _RefusedError(429, str(error)) from error
    except CodeRefusedError as error:
        raise _RefusedError(403, str(error)) from error
    except PublishingError as error:
        raise _RefusedError(503, f"the office is not ready: {error}") from error
    return _answer(enrolment)


@_for_machines
def take_reports(request: HttpRequest) -> HttpResponse:
    """Reports → Accepted."""
    screen = _known(request)
    reports = _document(request, Reports, MAX_REPORTS_BYTES)
    try:
        return _answer(hear(screen, reports, timezone.now()))
    except ReportError as error:
        raise _RefusedError(400, str(error)) from error


@_for_machines
def take_screenshot(request: HttpRequest) -> HttpResponse:
    """image/jpeg → nothing."""
    screen = _known(request)
    if request.content_type != "image/jpeg":
        raise _RefusedError(415, "a screenshot is sent as image/jpeg")
    data = _body(request, MAX_SCREENSHOT_BYTES)
    try:
        keep_screenshot(screen, data, timezone.now())
    except ReportError as error:
        raise _RefusedError(400, str(error)) from error
    return HttpResponse(status=204)


def _known(request: HttpRequest) -> Screen:
    screen = screen_of(request)
    if screen is None:
        raise _RefusedError(401, "this machine is not an enrolled screen, or its token was revoked")
    return screen


def _document(request: HttpRequest, kind: type[T], limit: int) -> T:
    try:
        return decode(kind, _body(request, limit), limit=limit, what="the request")
    except ContractError as error:
        raise _RefusedError(400, str(error)) from error


def _body(request: HttpRequest, limit: int) -> bytes:
    data = request.read(limit + 1)
    if len(data) > limit:
        raise _RefusedError(413, f"at most {limit:,} bytes are read")
    return data


def _answer(document: Record) -> HttpResponse:
    return HttpResponse(encode(document), content_type="application/json")
