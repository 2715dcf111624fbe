"""The sample's official document with its red head, as it would come out of the district's scanner.

``python -m sample.paper`` sets it after GB/T 9704-2012 (A4, 22 lines of 28 characters of 三号) and writes it as PDF.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from player.slides.fonts import ASCENT, Fonts
from player.slides.lines import Line, Style, balanced_lines, set_lines

FILE: Final = Path(__file__).parent / "items" / "pictures" / "supply.pdf"
_DPI: Final = 200
_MM: Final = _DPI / 25.4
_WIDTH, _HEIGHT = round(210 * _MM), round(297 * _MM)
_LEFT, _TEXT, _TOP = round(28 * _MM), round(156 * _MM), round(37 * _MM)
_EM: Final = _TEXT // 28
_PITCH: Final = round(225 * _MM / 22)
_RED: Final = (200, 22, 22)
_INK: Final = (30, 28, 27)
_LINES: Final = 22
_HEAD_LINES: Final = 5  # of the first page, which the red head takes

_TITLE: Final = "青溪区人民政府办公室关于印发《青溪区农村供水设施管护办法》的通知"
_BODY: Final = Path(__file__).parent / "supply.txt"
_HEADLINE: Final = "青溪区农村供水设施管护办法"  # the paragraph that is set in the middle


def main() -> None:
    """Set the document and write it."""
    folder = Path("/usr/share/fonts/opentype/noto")  # Debian's fonts-noto-cjk
    fonts = Fonts.open(folder / "NotoSerifCJK-Regular.ttc", folder / "NotoSerifCJK-Bold.ttc")
    pages = _pages(fonts)
    pages[0].save(FILE, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, quality=72)


def _pages(fonts: Fonts) -> list[Image.Image]:
    rows = list(_rows(fonts))
    first = _LINES - _HEAD_LINES
    starts = [0, *range(first, len(rows), _LINES)]
    pages = [_page(rows[start:end], start == 0, fonts) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    for number, page in enumerate(pages, start=1):
        _put(
            page,
            set_lines(f"— {number} —", Style(round(_EM * 0.88)), _TEXT, fonts)[0],
            _HEIGHT - round(26 * _MM),
            fonts,
        )
    return pages


def _rows(fonts: Fonts) -> list[tuple[Line, bool]]:
    """The lines below the red head, each with whether it stands in the middle."""
    rows = [(line, True) for line in balanced_lines(_TITLE, Style(round(_EM * 1.375), is_bold=True), _TEXT, fonts)]
    empty = (set_lines("", Style(_EM), _TEXT, fonts)[0], False)
    rows.append(empty)
    for at, paragraph in enumerate(_BODY.read_text("utf-8").splitlines()):
        if paragraph == _HEADLINE:
            heading = set_lines(paragraph, Style(round(_EM * 1.2), is_bold=True), _TEXT, fonts)[0]
            rows += [empty, (heading, True), empty]
            continue
        indent = 2 * _EM if at else 0
        rows += [(line, False) for line in set_lines(paragraph, Style(_EM), _TEXT, fonts, indent=indent)]
    signed = ("青溪区人民政府办公室", "2026年11月18日")
    return [*rows, empty, *((set_lines(text, Style(_EM), _TEXT, fonts, indent=15 * _EM)[0], False) for text in signed)]


def _page(rows: Sequence[tuple[Line, bool]], has_head: bool, fonts: Fonts) -> Image.Image:  # noqa: FBT001 (one call)
    page = Image.new("RGB", (_WIDTH, _HEIGHT), (253, 252, 249))
    top = _TOP
    if has_head:
        name = set_lines("青溪区人民政府办公室文件", Style(_EM * 2, is_bold=True), _TEXT, fonts, justify=False)[0]
        _put(page, name, top, fonts, colour=_RED)
        number = set_lines("青政办发〔2026〕31号", Style(_EM), _TEXT, fonts)[0]
        _put(page, number, top + 3 * _PITCH, fonts)
        ImageDraw.Draw(page).rectangle((_LEFT, top + 4 * _PITCH, _LEFT + _TEXT, top + 4 * _PITCH + 5), fill=_RED)
        top += _HEAD_LINES * _PITCH
    for at, (line, is_centred) in enumerate(rows):
        _put(page, line, top + at * _PITCH, fonts, left=None if is_centred else _LEFT)
    return page


def _put(
    page: Image.Image, line: Line, y: int, fonts: Fonts, *, left: int | None = None, colour: tuple[int, int, int] = _INK
) -> None:
    """Set a line from ``left`` on, or in the middle."""
    x = (_WIDTH - line.width) // 2 if left is None else left
    baseline = y + round(line.style.px * ASCENT)
    for text, pen in line.places:
        ink = fonts.ink(text, *line.style)
        if ink.mask is not None:
            page.paste(colour, (x + pen + ink.left, baseline + ink.top), ink.mask)


if __name__ == "__main__":
    main()
