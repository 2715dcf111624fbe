"""How a notice's blocks become HTML on the public site."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec
from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from office.notices.models import PictureFile
from office.publishing.models import Organisation
from player.slides.emphasis import runs_of
from playlists.figures import Appraisal, Chart, groups_of

register = template.Library()
_FIGURE: Final = re.compile(r"[-−+]?[\d,，.]+\s*[%％]?")
# Browsers break a line after the hyphen of a telephone number, of a date or of an account. None is longer than a line.
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z-])\+?\d{2,8}(?:[-‐‑－]\d{2,8}){1,3}(?![0-9A-Za-z-])")


@register.filter
def numbers_whole(text: str) -> SafeString:
    """The text with each number that has hyphens in it kept on one line."""
    return mark_safe(_NUMBER.sub(r'<span class="number">\g<0></span>', conditional_escape(text)))  # noqa: S308 (escaped)


@register.simple_tag
def organisation() -> str:
    """The name of the public body whose notices these are; empty before it is entered."""
    return Organisation.objects.values_list("name", flat=True).first() or ""


@register.simple_tag
def draw_block(block: Mapping[str, Any], pictures: Mapping[str, PictureFile]) -> SafeString:
    """One of the contract's blocks (as plain values), by the template named after its kind."""
    kind = block["kind"]
    context: dict[str, Any] = {"block": block}
    if kind == "paragraph":
        context["runs"] = runs_of(block["text"], block.get("strong", ()))
    elif kind == "table":
        columns = zip(block["header"], *block["rows"], strict=True)
        is_figure = [all(_FIGURE.fullmatch(cell) for cell in cells) for _head, *cells in columns]
        header, *rows = [list(zip(row, is_figure, strict=True)) for row in (block["header"], *block["rows"])]
        context |= {"header": header, "rows": rows}
    elif kind in {"picture", "video"}:
        context["picture"] = pictures.get(block.get("poster") or block["blob"])
    elif kind == "document":
        context["sheets"] = [pictures.get(page) for page in block["pages"]]
    elif kind == "pledges":
        context["pledges"] = [(pledge, date.fromisoformat(pledge["due"])) for pledge in block["pledges"]]
    elif kind == "appraisal":
        context["groups"] = groups_of(msgspec.convert(dict(block), Appraisal))
    elif kind == "chart":
        chart = msgspec.convert(dict(block), Chart)
        context["bars"] = [(bar.label, chart.told(bar), round(chart.share(bar) * 1000)) for bar in chart.bars]
    elif kind == "exchange":
        context["day"] = date.fromisoformat(block["answered_on"]) if block.get("answered_on") else None
    elif kind == "people":
        context["people"] = [(person, pictures.get(person.get("photo", ""))) for person in block["people"]]
    return render_to_string(f"opinions/blocks/{kind}.html", context)
