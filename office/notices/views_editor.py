"""The editor: its page, saving while writing, the live preview, pictures."""

import json
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from office.notices import services
from office.notices.act_form import with_ellipses, written_act
from office.notices.cautions import cautions_of
from office.notices.documents import DocumentRefusedError, store_document
from office.notices.editor_words import editor_words
from office.notices.forms import VersionForm
from office.notices.models import Notice, PictureFile, State, Version
from office.notices.pictures import MAX_UPLOAD_BYTES, PictureError, read_blob, store_picture
from office.notices.preview import draw_page, preview_day, preview_screen
from office.notices.services import ContentFaultError, StepRefusedError
from office.notices.videos import MEDIA_TYPE, VideoRefusedError, as_plain, store_video
from office.notices.views import READERS, find
from office.people.access import StaffRequest, needs
from office.people.models import Role
from office.screens.models import Screen
from player.documents import MAX_PDF_BYTES
from player.slides import DrawError

_MAX_PAGE = 10_000


@needs(Role.DRAFTER)
def new(request: StaffRequest) -> HttpResponse:
    """A new notice; it exists from its first saving on."""
    form = VersionForm(request.POST or None)
    if request.method == "POST":
        return _save(request, form, None)
    return _page(request, form, None)


@needs(Role.DRAFTER)
def edit(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """One's own draft."""
    version = find(code, number)
    if request.method == "POST":
        return _save(request, VersionForm(request.POST), version)
    if version.drafter_id != request.user.pk or version.state != State.DRAFT:
        return redirect("notice", code, number)
    return _page(request, VersionForm(instance=version), version)


@needs(Role.DRAFTER)
@require_POST
def preview(request: StaffRequest) -> JsonResponse:
    """One slide of what stands in the editor now, saved or not; or the faults that keep it from being drawn."""
    form = VersionForm(request.POST)
    form.is_valid()
    missing = {"entry", "shown_from", "body"} & set(form.errors)
    if missing:
        return JsonResponse({"faults": _form_faults(form)})
    version = _unsaved(request, form)
    number = request.POST.get("page", "1")
    try:
        item = services.compose(version)
        screen = preview_screen(request.POST.get("screen", ""))
        page_number = int(number) if number.isdecimal() and int(number) < _MAX_PAGE else 1
        page = draw_page(item, screen, page_number, preview_day("", screen))
    except ContentFaultError as fault:
        return JsonResponse({"faults": _told(fault)})
    except DrawError as error:
        return JsonResponse({"faults": [{"field": "", "block": None, "sentence": str(error)}]})
    warnings = [*cautions_of(version), *page.warnings]
    if not screen.audience.may_see(item.audience):
        warnings.insert(0, _("This screen will not show it: it stands before a wider audience."))
    return JsonResponse({"faults": [], "page": page._asdict() | {"warnings": warnings}})


@needs(Role.DRAFTER)
@require_POST
def upload_picture(request: StaffRequest) -> JsonResponse:
    """Keep one picture; answers with its hash and address, or one sentence."""

    def keep(upload: "UploadedFile[bytes]") -> dict[str, object]:
        kept = store_picture(upload.read(MAX_UPLOAD_BYTES + 1), upload.name or "", request.user)
        return {"blob": kept.sha256, "address": reverse("picture", args=[kept.sha256])}

    return _upload(request, "picture", _("Choose a picture."), keep)


@needs(Role.DRAFTER)
@require_POST
def upload_document(request: StaffRequest) -> JsonResponse:
    """Keep the pages of one PDF as pictures; answers with their hashes, or one sentence."""

    def keep(upload: "UploadedFile[bytes]") -> dict[str, object]:
        data, pages = upload.read(MAX_PDF_BYTES + 1), request.POST.get("pages", "")
        return {"pages": [one.sha256 for one in store_document(data, pages, upload.name or "", request.user)]}

    return _upload(request, "document", _("Choose a PDF."), keep)


@needs(Role.DRAFTER)
@require_POST
def upload_video(request: StaffRequest) -> JsonResponse:
    """Keep one video and its poster; answers with the block for it, or one sentence."""

    def keep(upload: "UploadedFile[bytes]") -> dict[str, object]:
        kept = store_video(upload.chunks(), upload.size or 0, upload.name or "", request.user)
        return {"video": as_plain(kept)}

    return _upload(request, "video", _("Choose a video."), keep)


def _upload(
    request: StaffRequest, field: str, none_chosen: str, keep: Callable[["UploadedFile[bytes]"], dict[str, object]]
) -> JsonResponse:
    """What ``keep`` answers for the file in ``field``, or one sentence why it is not kept."""
    upload = request.FILES.get(field)
    if upload is None:
        return JsonResponse({"error": none_chosen}, status=HTTPStatus.BAD_REQUEST)
    try:
        return JsonResponse(keep(upload))
    except (PictureError, DocumentRefusedError, VideoRefusedError) as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.BAD_REQUEST)


@needs(*READERS)
def picture(_request: StaffRequest, sha256: str) -> HttpResponse:
    """An uploaded picture, for the editor."""
    kept = get_object_or_404(PictureFile.objects.exclude(media_type=MEDIA_TYPE), sha256=sha256)
    try:
        data = read_blob(kept.sha256)
    except KeyError as error:
        raise Http404 from error
    return HttpResponse(data, kept.media_type, headers={"Cache-Control": "private, max-age=31536000, immutable"})


def _page(request: StaffRequest, form: VersionForm, version: Version | None) -> HttpResponse:
    issuers = Version.objects.order_by("issuer").values_list("issuer", flat=True).distinct()[:200]
    act = (written_act(request.POST, version) if request.method == "POST" else version.act) if version else {}
    context: dict[str, Any] = {
        "form": form,
        "version": version,
        "issuers": issuers,
        "screens": Screen.objects.all(),
        "words": editor_words(),
        "seen": version.saved_at.isoformat() if version else "",
        "act": act,
        "refused": _refused(request, form, version),
        "changes": [*act.get("changes", []), *[{}] * (not act.get("changes"))],
    }
    return render(request, "notices/editor.html", context)


def _refused(request: StaffRequest, form: VersionForm, version: Version | None) -> list[dict[str, Any]]:
    """What the page marks as missing beside what the form itself marks: after it was sent, or tried to be saved."""
    if version is None:
        return []
    if request.method != "POST":
        return _content_faults(version) if "refused" in request.GET else []
    if not version.act or version.state != State.DRAFT:
        return []
    version.act = written_act(request.POST, version)
    version.audience = form.cleaned_data.get("audience", version.audience)
    return [fault for one in services.unsaid(version) for fault in _told(one)]


def _save(request: StaffRequest, form: VersionForm, version: Version | None) -> HttpResponse:
    """Save the draft: for the script while writing, or for the button, which may send it for review as well."""
    is_script = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        return JsonResponse({"faults": _form_faults(form)}) if is_script else _page(request, form, version)
    try:
        saved = _store(request, form, version)
    except StepRefusedError as error:
        form.add_error(None, str(error))
        return JsonResponse({"faults": _form_faults(form)}) if is_script else _page(request, form, version)
    if is_script:
        return JsonResponse(
            {
                "faults": _content_faults(saved),
                "seen": saved.saved_at.isoformat(),
                "address": reverse("notice-edit", args=[saved.notice.code, saved.number]),
            }
        )
    if "send" in request.POST:
        return _send(request, saved)
    messages.success(request, _("The draft is saved."))
    return redirect("notice", saved.notice.code, saved.number)


def _store(request: StaffRequest, form: VersionForm, version: Version | None) -> Version:
    if version is None:
        return services.draft_notice(request.user, form.content())
    seen = parse_datetime(request.POST.get("seen", ""))
    content = replace(form.content(), act=written_act(request.POST, version))
    return services.save_draft(version, request.user, content, seen=seen)


def _send(request: StaffRequest, saved: Version) -> HttpResponse:
    try:
        services.send_for_review(saved, request.user)
    except StepRefusedError as error:
        messages.error(request, _("It is saved but not sent: %s") % error)
        return redirect(f"{reverse('notice-edit', args=[saved.notice.code, saved.number])}?refused")
    messages.success(request, _("Sent for review. It can be taken back until somebody reviews it."))
    return redirect("notice", saved.notice.code, saved.number)


def _unsaved(request: StaffRequest, form: VersionForm) -> Version:
    """A version that is only looked at. A draft without a title yet is shown with an ellipsis for one."""
    notice = Notice.objects.filter(code=request.POST.get("notice", "")).first()
    version = Version(notice=notice or Notice(code="preview", link_code="preview"), number=1, drafter=request.user)
    draft = services.latest_of(notice) if notice else None
    if draft and draft.act:
        version.number, version.act = draft.number, with_ellipses(written_act(request.POST, draft))
    names = [name for name in form.Meta.fields if name in form.cleaned_data]
    for name in names:
        setattr(version, name, form.cleaned_data[name])
    version.title = version.title or "…"
    version.issuer = version.issuer or "…"
    return version


def _form_faults(form: VersionForm) -> list[dict[str, Any]]:
    errors = json.loads(form.errors.as_json())
    return [
        {
            "field": "" if field == "__all__" else field,
            "block": None,
            "sentence": " ".join(one["message"] for one in told),
        }
        for field, told in errors.items()
    ]


def _content_faults(version: Version) -> list[dict[str, Any]]:
    try:
        services.compose(version)
    except ContentFaultError as fault:
        return _told(fault)
    return []


def _told(fault: ContentFaultError) -> list[dict[str, Any]]:
    return [{"field": one.field, "block": one.block, "sentence": one.sentence} for one in fault.all]
