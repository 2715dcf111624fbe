"""``player slides``: draws item files into a folder. The only part of this house that reads and writes files."""

import argparse
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from player.documents import MAX_PDF_BYTES, parse_selection, rasterise
from player.errors import ConfigError, StoreError
from player.slides import Drawing, Kit, draw_pages, find_fonts, qr_reads, to_png, to_slide
from player.slides.markdown import read_markdown
from playlists.deck import Slide
from playlists.feed import MAX_BLOB_BYTES
from playlists.item import Audience, Item
from playlists.look import Look
from playlists.screen import Screen, ThemeName
from playlists.wire import MAX_EDITION_BYTES, decode
from playlists.workdays import YearTable

_MM_PER_INCH: Final = 25.4
_MAX_FILE_BYTES: Final = MAX_EDITION_BYTES
_FAILED: Final = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="item as JSON, or Markdown (docs/markdown.md)"
    )
    parser.add_argument("--screen", default="1920x1080", help="pixels, width x height (default: %(default)s)")
    parser.add_argument("--diagonal", type=float, default=55, help="of the screen, in inches (default: %(default)s)")
    parser.add_argument("--distance", type=float, default=4, help="it is read from, in metres (default: %(default)s)")
    parser.add_argument("--theme", choices=[theme.value for theme in ThemeName], default=ThemeName.RED_GOLD.value)
    parser.add_argument("--zone", default="Asia/Shanghai", help="time zone of the dates (default: %(default)s)")
    parser.add_argument("--organisation", default="", help="name in the masthead (default: each item's issuer)")
    parser.add_argument("--emblem", type=Path, help="PNG or JPEG beside the name")
    parser.add_argument("--accent", help="colour of names, titles and headings, as in #8a1c16")
    parser.add_argument("--rule", help="colour of lines, as in #bc964e")
    parser.add_argument("--at", metavar="DAY", help="local day, 2026-10-09, for which they are drawn (default: today)")
    parser.add_argument(
        "--workdays", type=Path, help="JSON list of an edition's working-day tables, to count periods by"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures and slides.json")


def run(arguments: argparse.Namespace) -> int:
    """Draw every file; 1 when one could not be drawn (the others still are)."""
    screen = _screen(arguments)
    emblem, look = _look(arguments)
    fonts, tables, day = find_fonts(os.environ), _tables(arguments.workdays), _day(arguments.at, screen)
    slides: list[Slide] = []
    faults = 0
    for path in arguments.files:
        pictures = _Pictures(path.parent)
        try:
            item = _load_item(path, pictures)
            read = _with_emblem(pictures.read, emblem, look)
            kit = Kit(fonts, arguments.organisation or item.issuer, read, look, tables)
            drawn = [
                (_save(drawing, path, arguments.out), qr_reads(drawing))
                for drawing in draw_pages(item, screen, kit, day=day)
            ]
        except (OSError, ValueError) as error:
            sys.stderr.write(f"player slides: {path}: {_reason(error)}\n")
            faults += 1
            continue
        slides += [slide for slide, _ in drawn]
        sys.stdout.writelines(_summary(path, item, drawn))
    _write(arguments.out / "slides.json", msgspec.json.format(msgspec.json.encode({"slides": slides}), indent=2))
    sys.stdout.write(f"{len(slides)} slides in {arguments.out}\n")
    return _FAILED if faults else 0


class _Pictures:
    """Picture files beside an item's file, by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._sheets: dict[str, bytes] = {}

    def add(self, path: str) -> str:
        """The hash of a file named in the text, which must lie below the folder."""
        file = self._inside(path)
        sha256 = hashlib.sha256(_read(file, MAX_BLOB_BYTES)).hexdigest()
        self._paths[sha256] = file
        return sha256

    def add_document(self, path: str, pages: str) -> list[str]:
        """The hashes of a PDF's pages; the PDF must lie below the folder."""
        sheets = rasterise(_read(self._inside(path), MAX_PDF_BYTES), parse_selection(pages))
        named = [(hashlib.sha256(sheet.data).hexdigest(), sheet.data) for sheet in sheets]
        self._sheets.update(named)
        return [sha256 for sha256, _ in named]

    def _inside(self, path: str) -> Path:
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder.resolve()):
            raise ValueError("it lies outside the text's folder")
        return file

    def read(self, sha256: str) -> bytes:
        """A picture's bytes; for JSON items it lies beside the file under its hash. KeyError when it is absent."""
        if sha256 in self._sheets:
            return self._sheets[sha256]
        try:
            return _read(self._paths.get(sha256, self._folder / sha256), MAX_BLOB_BYTES)
        except (OSError, ValueError) as error:
            raise KeyError(sha256) from error


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)


def _screen(arguments: argparse.Namespace) -> Screen:
    size = re.fullmatch(r"(\d{2,4})[xX×](\d{2,4})", arguments.screen)
    if not size:
        raise ConfigError(f"--screen {arguments.screen!r} is not like 1920x1080")
    try:
        ZoneInfo(arguments.zone)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(f"--zone {arguments.zone!r} is not like Asia/Shanghai") from error
    try:
        plain = {
            "id": "preview",
            "title": "preview",
            "width_px": int(size[1]),
            "height_px": int(size[2]),
            "diagonal_mm": round(arguments.diagonal * _MM_PER_INCH),
            "distance_mm": round(arguments.distance * 1000),
            "audience": Audience.MEMBERS.value,
            "zone": arguments.zone,
            "theme": arguments.theme,
        }
        return msgspec.convert(plain, Screen)
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"no such screen: {error}") from error


def _look(arguments: argparse.Namespace) -> tuple[bytes, Look]:
    """The emblem's bytes and the look."""
    try:
        emblem = _read(arguments.emblem, MAX_BLOB_BYTES) if arguments.emblem else b""
        sha256 = hashlib.sha256(emblem).hexdigest() if emblem else None
        return emblem, msgspec.convert({"emblem": sha256, "accent": arguments.accent, "rule": arguments.rule}, Look)
    except (OSError, ValueError) as error:
        raise ConfigError(f"no such look: {_reason(error)}") from error


def _with_emblem(read: Callable[[str], bytes], emblem: bytes, look: Look) -> Callable[[str], bytes]:
    return lambda sha256: emblem if sha256 == look.emblem else read(sha256)


def _day(text: str | None, screen: Screen) -> date:
    """The day asked for, else today where the screen stands."""
    try:
        return date.fromisoformat(text) if text else datetime.now(ZoneInfo(screen.zone)).date()
    except ValueError as error:
        raise ConfigError(f"--at {text!r} is not like 2026-10-09") from error


def _tables(path: Path | None) -> tuple[YearTable, ...]:
    if path is None:
        return ()
    try:
        return msgspec.json.decode(_read(path, _MAX_FILE_BYTES), type=tuple[YearTable, ...])
    except (OSError, ValueError) as error:
        raise ConfigError(f"--workdays {path}: {_reason(error)}") from error


def _load_item(path: Path, pictures: _Pictures) -> Item:
    data = _read(path, _MAX_FILE_BYTES)
    if path.suffix == ".json":
        return decode(Item, data, limit=_MAX_FILE_BYTES, what="item")
    return read_markdown(data.decode("utf-8"), add_picture=pictures.add, add_document=pictures.add_document)


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"it has more than {limit:,} bytes")
    return data


def _save(drawing: Drawing, path: Path, out: Path) -> Slide:
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40]
    file = "-".join(filter(None, (stem, drawing.item, str(drawing.page)))) + ".png"
    png = to_png(drawing)
    _write(out / file, png)
    return to_slide(drawing, file, png)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error


def _summary(path: Path, item: Item, drawn: list[tuple[Slide, bool]]) -> Iterator[str]:
    """What was drawn, with whether each slide's code reads."""
    seconds = sum(slide.dwell_ms for slide, _ in drawn) / 1000
    yield f"{path}: {item.title}: {len(drawn)} slides, {seconds:g} s\n"
    for slide, reads in drawn:
        code = "" if slide.qr is None else ", code reads" if reads else ", CODE DOES NOT READ"
        yield f"  {slide.file}  {slide.dwell_ms / 1000:g} s{code}\n"
    for warning in dict.fromkeys(warning for slide, _ in drawn for warning in slide.warnings):
        yield f"  ! {warning}\n"
