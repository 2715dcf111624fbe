"""The editor in a real browser: writing, the live slide, saving while writing, undo, the grid, a picture."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from office.notices.models import Version
from office.people.models import User
from tests.office.street import Street
from tests.player.documents.papers import scan
from tests.player.video.samples import make_mp4

WAIT_S = 20  # a drawing takes 0.1 s; a busy machine may take a hundred times that
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1400,1000",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One for all tests here: starting it takes longer than most of them; each logs in anew."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(option)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, Service("/usr/bin/chromedriver"))
    yield chrome
    chrome.quit()


_TOO_WIDE = """return [...document.querySelectorAll("main *:not(.grid, .grid *)")]
  .filter((one) => one.getBoundingClientRect().right > 390).map((one) => one.outerHTML.slice(0, 120))"""


class Editor:
    """The page of a new notice, as somebody at the keyboard meets it."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser = browser
        browser.get(f"{address}/notices/new/")

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def add(self, kind: str) -> WebElement:
        """Press the button; the new block is the last."""
        self.browser.find_element(By.XPATH, f"//div[@id='adding']/button[contains(., '{kind}')]").click()
        return self.browser.find_elements(By.CSS_SELECTOR, ".block")[-1]

    def kinds(self) -> list[str | None]:
        return [block.get_attribute("data-kind") for block in self.browser.find_elements(By.CSS_SELECTOR, ".block")]

    def until(self, holds: Callable[[], object]) -> None:
        passing = [StaleElementReferenceException]  # what was found just before the next page came
        WebDriverWait(self.browser, WAIT_S, ignored_exceptions=passing).until(lambda _browser: holds())

    def slide_text(self) -> str:
        return (self.one("#preview-picture").get_attribute("alt") or "").replace("\n", "")

    def until_saved(self) -> None:
        self.until(lambda: "已保存" in self.one("#saving").text)


@pytest.fixture
def editor(live_server: LiveServer, street: Street, browser: Chrome, client_of: Callable[[User], Client]) -> Editor:
    browser.get(f"{live_server.url}/login/")
    session = client_of(street.drafter).cookies[settings.SESSION_COOKIE_NAME].value
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session})
    editor = Editor(browser, live_server.url)
    editor.one("#id_title").send_keys("关于开展冬季清洁家园行动的通知")
    Select(editor.one("#id_entry")).select_by_visible_text(str(street.entry))
    return editor


def test_what_is_written_is_drawn_saved_and_survives_a_reload(editor: Editor) -> None:
    editor.add("段落").find_element(By.TAG_NAME, "textarea").send_keys("周六上午九时，各村同时开始。")
    editor.until(lambda: "各村同时开始" in editor.slide_text())
    picture = editor.one("#preview-picture").get_attribute("src") or ""
    png = base64.b64decode(picture.removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(png)).size == (1920, 1080)
    editor.until_saved()
    version = Version.objects.get()
    assert version.title == "关于开展冬季清洁家园行动的通知"
    assert version.body == [{"kind": "paragraph", "text": "周六上午九时，各村同时开始。"}]
    editor.browser.refresh()
    assert editor.one(".block textarea").get_attribute("value") == "周六上午九时，各村同时开始。"
    log = editor.browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert [line for line in log if line["level"] == "SEVERE"] == []


def select(area: WebElement, start: int, end: int) -> None:
    area.parent.execute_script(
        "arguments[0].focus(); arguments[0].setSelectionRange(arguments[1], arguments[2]);", area, start, end
    )


def test_words_are_made_bold_by_key_or_button_and_stay_so_while_the_text_is_edited(editor: Editor) -> None:
    block = editor.add("段落")
    area = block.find_element(By.TAG_NAME, "textarea")
    area.send_keys("请于三日内提出")
    editor.browser.execute_script(
        "arguments[0].value = '𠮷' + arguments[0].value;arguments[0].dispatchEvent(new Event('input'));", area
    )
    select(area, 4, 7)  # the first character is two units long
    area.send_keys(Keys.CONTROL, "b")
    editor.until(lambda: block.find_element(By.CSS_SELECTOR, ".strong-words").text == "三日内 ✕")
    select(area, 2, 2)
    area.send_keys("务必")
    editor.until_saved()
    editor.until(lambda: Version.objects.get().body[0].get("text") == "𠮷务必请于三日内提出")
    assert Version.objects.get().body[0]["strong"] == [[5, 8]]
    editor.browser.refresh()
    words = editor.one(".strong-words button")
    assert words.text == "三日内 ✕"
    area = editor.one(".block textarea")
    select(area, 9, 11)
    editor.browser.find_element(By.XPATH, "//button[.='加粗']").click()
    editor.until(lambda: Version.objects.get().body[0].get("strong") == [[5, 10]])
    editor.one(".strong-words button").click()
    editor.until(lambda: "strong" not in Version.objects.get().body[0])


def test_blocks_move_by_keyboard_and_a_deleted_one_comes_back(editor: Editor) -> None:
    editor.add("小标题").find_element(By.TAG_NAME, "input").send_keys("安排")
    editor.add("段落").find_element(By.TAG_NAME, "textarea").send_keys("先写的一段", Keys.ALT, Keys.ARROW_UP)
    assert editor.kinds() == ["paragraph", "heading"]
    editor.one(".block .block-head button:last-child").click()
    assert editor.kinds() == ["heading"]
    editor.one("#undo button").click()
    assert editor.kinds() == ["paragraph", "heading"]
    assert editor.one(".block textarea").get_attribute("value") == "先写的一段"


def test_cells_pasted_from_a_spreadsheet_grow_the_table(editor: Editor) -> None:
    cell = editor.add("表格").find_element(By.CSS_SELECTOR, "th input")
    editor.browser.execute_script(
        """const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", arguments[1]);
        arguments[0].dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));""",
        cell,
        "项目\t金额\t比例\t说明\n道路\t12.5\t40%\t已付\n路灯\t3.0\t10%\t待付\n绿化\t5\t16%\t待付\n",
    )
    editor.until_saved()
    (table,) = Version.objects.get().body
    assert table["header"] == ["项目", "金额", "比例", "说明"]
    assert table["rows"][2] == ["绿化", "5", "16%", "待付"]


def test_a_pdf_is_attached_page_by_page(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "notice.pdf").write_bytes(scan(3))
    block = editor.add("PDF")
    block.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(tmp_path / "notice.pdf"))
    editor.until(lambda: len(editor.browser.find_elements(By.CSS_SELECTOR, ".sheets img")) == 3)
    editor.one(".sheets button").click()
    editor.until(lambda: len(editor.browser.find_elements(By.CSS_SELECTOR, ".sheets img")) == 2)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7")
    block.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(tmp_path / "broken.pdf"))
    editor.until(lambda: "损坏" in block.text)
    assert len(editor.browser.find_elements(By.CSS_SELECTOR, ".sheets img")) == 2


def test_a_video_is_attached_shown_as_its_poster_with_a_mark_and_garbage_is_refused(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "road.mp4").write_bytes(make_mp4())
    (tmp_path / "bad.mp4").write_bytes(b"garbage")
    block = editor.add("视频")
    upload = block.find_element(By.CSS_SELECTOR, "input[type=file]")
    upload.send_keys(str(tmp_path / "bad.mp4"))
    editor.until(lambda: "这不是 MP4 文件" in block.text)
    upload.send_keys(str(tmp_path / "road.mp4"))
    editor.until(lambda: "3 秒，320×180 像素" in block.text)
    block.find_element(By.CSS_SELECTOR, "input[type=checkbox]").click()
    editor.until(lambda: editor.one("#preview-video").is_displayed())
    editor.until_saved()
    (saved,) = Version.objects.get().body
    assert (saved["kind"], saved["duration_ms"], saved["is_looped"]) == ("video", 3000, True)


def test_a_picture_is_uploaded_and_drawn_and_garbage_is_refused(editor: Editor, tmp_path: Path) -> None:
    good, bad = tmp_path / "photo.jpg", tmp_path / "bad.jpg"
    Image.new("RGB", (800, 500), (0, 160, 0)).save(good)
    bad.write_bytes(b"garbage")
    block = editor.add("图片")
    upload = block.find_element(By.CSS_SELECTOR, "input[type=file]")
    upload.send_keys(str(bad))
    editor.until(lambda: "不是可以读取的图片" in block.text)
    upload.send_keys(str(good))
    editor.until(lambda: block.find_element(By.TAG_NAME, "img").is_displayed())
    editor.until_saved()
    assert Version.objects.get().body[0]["kind"] == "picture"


def test_an_appraisal_is_typed_as_votes_and_drawn_with_its_rate(editor: Editor) -> None:
    block = editor.add("民主测评结果")
    subject, _aspect, good, fair, poor = block.find_elements(By.CSS_SELECTOR, ".line input")
    subject.send_keys("税务服务厅")
    editor.until(lambda: "票数不能全为零" in block.text)
    for control, votes in ((good, "588"), (fair, "37"), (poor, "6")):
        control.send_keys(Keys.CONTROL, "a")
        control.send_keys(votes)
    editor.until(lambda: "93.2%" in editor.slide_text())
    editor.until_saved()
    (grading,) = Version.objects.get().body[0]["gradings"]
    assert grading == {"subject": "税务服务厅", "aspect": "", "good": 588, "fair": 37, "poor": 6}


def test_an_exchange_is_written_and_its_day_may_be_left_out(editor: Editor) -> None:
    question, answer = editor.add("问答").find_elements(By.TAG_NAME, "textarea")
    question.send_keys("周六能办吗？")
    answer.send_keys("可以。")
    editor.until(lambda: "问周六能办吗？答可以。" in editor.slide_text())
    editor.until_saved()
    assert Version.objects.get().body == [
        {"kind": "exchange", "question": "周六能办吗？", "answer": "可以。", "answerer": ""}
    ]


def test_a_chart_is_drawn_and_a_figure_below_zero_is_refused(editor: Editor) -> None:
    block = editor.add("图表")
    label, value = block.find_elements(By.CSS_SELECTOR, ".line input")
    label.send_keys("社会保障")
    value.send_keys("-4")
    editor.until(lambda: "不能小于零" in block.text)
    value.send_keys(Keys.CONTROL, "a")
    value.send_keys("4862")
    editor.until(lambda: "社会保障4,862" in editor.slide_text())


def test_a_fault_stands_in_its_own_block(editor: Editor) -> None:
    editor.add("段落").find_element(By.TAG_NAME, "textarea").send_keys("好的一段")
    block = editor.add("承诺")
    block.find_element(By.CSS_SELECTOR, ".line input").send_keys("交通运输局")
    editor.until(lambda: "第 2 块" in editor.browser.find_elements(By.CSS_SELECTOR, ".block")[1].text)
    assert "第 2 块" not in editor.browser.find_elements(By.CSS_SELECTOR, ".block")[0].text


def test_what_the_office_refuses_stays_marked_until_it_is_changed(editor: Editor) -> None:
    editor.one("#id_title").clear()
    editor.one("button[name=send]").click()
    editor.until(lambda: not editor.one("#id_title").get_attribute("value") and editor.one("#id_title_error").text)
    editor.add("段落").find_element(By.TAG_NAME, "textarea").send_keys("题目以后再定。")
    editor.until(lambda: "题目以后再定" in editor.slide_text())  # the preview does without a title, sending does not
    assert editor.one("#id_title_error").text == "这个字段是必填项。"
    editor.one("#id_title").send_keys("通知")
    editor.until(lambda: not editor.one("#id_title_error").text)


def test_no_block_is_wider_than_a_phone(editor: Editor) -> None:
    for button in editor.browser.find_elements(By.CSS_SELECTOR, "#adding button"):
        button.click()
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    editor.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)  # type: ignore[no-untyped-call]
    try:
        assert "picture" in editor.kinds()
        assert "table" in editor.kinds()
        assert editor.browser.execute_script(_TOO_WIDE) == []
    finally:
        editor.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})  # type: ignore[no-untyped-call]
        editor.until_saved()
