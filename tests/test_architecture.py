"""Imports only point down the street, and importing starts nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

GROUND = {"playlists", "player.errors", "player.durable", "player.sealed", "player.stick", "player.network"}

# Each room with the rooms it may import from; the longest matching name counts. Nothing imports the office.
MAY_IMPORT = {
    "playlists": {"playlists"},
    "player.errors": set(),
    "player.durable": {"player.errors"},
    "player.sealed": {"playlists", "player.errors"},
    "player.reader_process": set(),
    "player.documents": {"playlists", "player.reader_process", "player.documents"},
    "player.video": {"playlists", "player.reader_process", "player.video"},
    "player.network": {"player.errors"},
    "player.stick": {"playlists", "player.errors"},
    "player.slides": {"playlists", "player.errors", "player.slides"},
    "player.slides.command": {"playlists", "player.errors", "player.slides", "player.documents"},
    "player.reports": {*GROUND, "player.device", "player.reports"},
    "player.device": {*GROUND, "player.slides", "player.device", "player.app"},
    "player.show": {
        *GROUND,
        "player.slides",
        "player.video",
        "player.reports",
        "player.device",
        "player.show",
        "player.app",
    },
    "player.sync": {
        *GROUND,
        "player.slides",
        "player.video",
        "player.reports",
        "player.device",
        "player.sync",
        "player.app",
    },
    "player": {"playlists", "player"},
    "office": {"playlists", "player.slides", "player.documents", "player.video", "player.errors", "office"},
    # Looks at a feed as a screen would, by the screen's own code: a second reading of the same rules could err.
    "office.by_hand": {"playlists", "player.errors", "player.stick", "player.sync", "office"},
}
ALLOWED_OUTSIDE = {"playlists": {"msgspec", "rfc8785"}}  # beside the standard library


def modules() -> Iterator[tuple[str, Path]]:
    for room in ("playlists", "player", "office"):
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            yield node.module or ""


def room_of(module: str, rooms: set[str]) -> str | None:
    inside = [room for room in rooms if module == room or module.startswith(f"{room}.")]
    return max(inside, key=len, default=None)


MODULES = list(modules())


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_every_import_points_down(module: str, path: Path) -> None:
    room = room_of(module, set(MAY_IMPORT))
    assert room is not None
    for imported in imports(path):
        if imported.split(".")[0] in {"playlists", "player", "office"}:
            assert room_of(imported, MAY_IMPORT[room]), f"{module} imports {imported}, which lies above or beside it"
        elif room in ALLOWED_OUTSIDE:
            name = imported.split(".")[0]
            assert name in sys.stdlib_module_names | ALLOWED_OUTSIDE[room], f"{module} imports {imported}"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("player.app", {"pygame", "requests", "tuf", "PIL", "django"}),
        ("player.show.command", {"requests", "tuf", "django", "cryptography", "av"}),
        ("player.sync.command", {"pygame", "django", "av"}),
        ("player.slides", {"pygame", "requests", "tuf", "django"}),
        ("playlists.on_air", {"pygame", "requests", "tuf", "django", "PIL", "cryptography"}),
    ],
)
def test_importing_a_house_does_not_bring_in_what_belongs_elsewhere(module: str, unwanted: set[str]) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not unwanted & set(done.stdout.split())


def test_playlists_reads_no_clock_and_no_file() -> None:
    forbidden = {"now", "utcnow", "today", "open", "read_text", "read_bytes", "getenv", "environ", "random"}
    for module, path in MODULES:
        if not module.startswith("playlists"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            assert name not in forbidden, f"{module}:{getattr(node, 'lineno', '?')} uses {name}"
