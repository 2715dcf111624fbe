"""Every text of every app has its Chinese, and what is compiled is what is written."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

BASE = Path(settings.BASE)
PLACE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
MARKED = re.compile(r"\bgettext|\{% *(?:blocktranslate|translate)\b")


def has_texts(app: Path) -> bool:
    return any(MARKED.search(path.read_text("utf-8")) for path in (*app.rglob("*.py"), *app.rglob("*.html")))


APPS = sorted(path.parent.name for path in BASE.glob("*/apps.py") if has_texts(path.parent))


def read_compiled(mo: Path) -> dict[str, str]:
    with mo.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {str(key): value for key, value in catalogue.items() if key}


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_its_chinese(app: str, tmp_path: Path) -> None:
    shutil.copytree(BASE / app, tmp_path / app)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "-v", "0", "--no-location"],
        cwd=tmp_path / app,
        env=environment,
        check=True,
    )
    for kind in ("--untranslated", "--only-fuzzy"):
        lacking = subprocess.run(
            ["msgattrib", kind, "--no-obsolete", str(tmp_path / app / PLACE)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert re.findall(r'^msgid "(.*)"$', lacking.partition("\n\n")[2], re.MULTILINE) == []


@pytest.mark.parametrize("app", APPS)
def test_what_is_compiled_is_what_is_written(app: str, tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(fresh), str(BASE / app / PLACE)], check=True)
    assert read_compiled((BASE / app / PLACE).with_suffix(".mo")) == read_compiled(fresh)


@pytest.mark.parametrize("app", APPS)
def test_no_translation_says_its_words_twice(app: str) -> None:
    said = read_compiled((BASE / app / PLACE).with_suffix(".mo")).values()
    assert [text for text in said if re.fullmatch(r"(.{6,}?)\1+", text, re.DOTALL)] == []


def test_no_app_says_the_same_words_differently() -> None:
    """Django merges all catalogues: of two translations of one text, one would stand where the other was meant."""
    said: dict[str, dict[str, str]] = {}
    for app in APPS:
        for text, translated in read_compiled((BASE / app / PLACE).with_suffix(".mo")).items():
            said.setdefault(text, {})[app] = translated
    assert {text: ways for text, ways in said.items() if len(set(ways.values())) > 1} == {}


@pytest.mark.parametrize("app", APPS)
def test_our_words_win_over_those_that_django_brings(app: str) -> None:
    """Django translates “name” and “group” as well, and of two catalogues the app listed first wins."""
    compiled = read_compiled((BASE / app / PLACE).with_suffix(".mo"))
    ours = {text: said for text, said in compiled.items() if "\x04" not in text and not text.startswith("('")}
    with translation.override("zh-hans"):
        assert {text: translation.gettext(text) for text in ours} == ours
