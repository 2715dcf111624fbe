"""A notice goes down the whole street: drafted, approved, published, fetched, shown, scanned, answered.

Everybody uses what they would really use: a browser at a desk, a screen's picture, a QR decoder, a browser on a phone.
"""

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.by import By

from tests.street.browser import PHONE, Person, open_browser
from tests.street.conftest import Street, wait_for

TITLE = "青溪大桥今晚 22 时起临时封闭"
TEXT = "因桥面检修，青溪大桥今晚 22 时至次日 6 时封闭，过往车辆请绕行河东路。"
QUESTION = "公交 3 路末班车还能过桥吗？"
ANSWER = "末班车改走河东路，石桥站照常停靠。"
SOON_S = 60  # two rounds of sync, drawing, and the screenshot after the switch, on a busy machine


@pytest.fixture(scope="module")
def desk() -> Person:
    with open_browser() as person:
        yield person  # type: ignore[misc]


def test_a_notice_is_drafted_with_the_very_picture_beside_it(street: Street, desk: Person) -> None:
    # Somebody with all three roles: what stops them later is who drafted it, not a missing role.
    made = street.run(
        *("office", "people", "add", "everything", "--name", "全能"),
        *("--role", "drafter", "--role", "reviewer", "--role", "approver"),
    )
    street.passwords["everything"] = made.split()[1]
    desk.log_in(street.office, "everything", street.passwords["everything"])
    desk.visit(f"{street.office}/notices/new/")
    desk.fill(title=TITLE, issuer="青溪区交通运输局", timing="urgent", contact="区交通运输局 0000-0000188")
    entries = desk.driver.find_elements(By.CSS_SELECTOR, "select[name=entry] option")
    desk.fill(entry=next(value for entry in entries if (value := entry.get_attribute("value"))))
    next(one for one in desk.driver.find_elements(By.CSS_SELECTOR, "#adding button") if "段落" in one.text).click()
    desk.driver.find_element(By.CSS_SELECTOR, "#blocks textarea").send_keys(TEXT)
    preview = desk.driver.find_element(By.ID, "preview-picture")
    desk.until(lambda: preview.is_displayed() and preview.get_attribute("naturalWidth") not in (None, "0"))
    desk.press("button[name=send]")
    assert "审核中" in desk.text


def test_nobody_reviews_or_approves_their_own(street: Street, desk: Person) -> None:
    address = desk.driver.current_url
    assert not desk.driver.find_elements(By.CSS_SELECTOR, "button[name=grant]")
    assert "是您起草的" in desk.text  # the page says why
    for step in ("review", "approve"):
        desk.submit(f"{address}{step}/", grant="", secrecy="on", necessity="on", accuracy="on", checks="secrecy")
        assert desk.driver.find_elements(By.CSS_SELECTOR, ".error, .messages, .notice-bar"), desk.text
        desk.visit(address)
    assert street.ask(f"Version.objects.get(title='{TITLE}').state") == "in-review"


def test_a_colleague_reviews_and_another_approves(street: Street, desk: Person) -> None:
    address = desk.driver.current_url
    desk.log_in(street.office, "reviewer", street.passwords["reviewer"])
    desk.visit(address)
    desk.press("button[name=grant]")  # without ticking anything
    assert street.ask(f"Version.objects.get(title='{TITLE}').state") == "in-review"
    for box in desk.driver.find_elements(By.CSS_SELECTOR, "input[type=checkbox]"):
        box.click()
    desk.press("button[name=grant]")
    assert "待审批" in desk.text
    desk.log_in(street.office, "approver", street.passwords["approver"])
    desk.visit(address)
    desk.press("button[name=grant]")
    assert "已审批" in desk.text


def test_the_scheduler_cuts_it_in_at_once(street: Street, desk: Person) -> None:
    desk.log_in(street.office, "scheduler", street.passwords["scheduler"])
    desk.visit(f"{street.office}/programme/urgent/")
    code = street.ask(f"Version.objects.get(title='{TITLE}').notice.code")
    notices = desk.driver.find_elements(By.CSS_SELECTOR, "select[name=notice] option")
    desk.fill(notice=next(one.get_attribute("value") for one in notices if TITLE in one.text) or code)
    desk.press("form[method=post] button.primary")
    assert f"“紧急：{TITLE}”已发布" in desk.text
    assert street.ask(f"Version.objects.get(title='{TITLE}').state") == "published"


def test_the_screen_shows_it_with_a_qr_code_that_reads(street: Street) -> None:
    link = street.ask(f"Version.objects.get(title='{TITLE}').notice.link_code")
    wanted = f"{street.public}/i/{link}/lobby".upper()  # capitals make a smaller code
    wait_for(lambda: wanted in codes_on(street.folder / "screen.png"), SOON_S, "the notice on the screen's picture")


def test_the_office_sees_the_screens_own_picture(street: Street, desk: Person) -> None:
    link = street.ask(f"Version.objects.get(title='{TITLE}').notice.link_code")
    kept = street.folder / "office" / "screenshots"
    wait_for(
        lambda: any(link.upper() in "".join(codes_on(one)) for one in kept.glob("*")),
        SOON_S,
        "the picture in the office",
    )
    desk.log_in(street.office, "technician", street.passwords["technician"])
    desk.visit(f"{street.office}/screens/one/lobby/")
    picture = desk.driver.find_element(By.CSS_SELECTOR, "main img")
    desk.until(lambda: picture.get_attribute("naturalWidth") not in (None, "0"))


def test_a_citizen_scans_asks_and_reads_the_answer(street: Street, desk: Person) -> None:
    link = street.ask(f"Version.objects.get(title='{TITLE}').notice.link_code").upper()
    scanned = [""]

    def is_up() -> bool:
        """Another urgent notice takes turns with it."""
        scanned[:] = [code for code in codes_on(street.folder / "screen.png") if link in code]
        return bool(scanned)

    wait_for(is_up, SOON_S, "the notice on the screen's picture")
    with open_browser(PHONE) as citizen:
        citizen.visit(scanned[0])
        assert TITLE in citizen.text
        assert TEXT in citizen.text
        assert citizen.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        citizen.click("input[name=kind][value=question]")
        citizen.fill(text=QUESTION)
        citizen.press("form[method=post] button.primary")
        receipt = citizen.driver.find_element(By.CSS_SELECTOR, ".code").text
        assert ANSWER not in citizen.text

        desk.log_in(street.office, "handler", street.passwords["handler"])
        desk.visit(f"{street.office}/opinions/")
        assert TITLE in desk.text
        number = street.ask(f"Opinion.objects.get(text='{QUESTION}').pk")
        desk.visit(f"{street.office}/opinions/{number}/")
        assert "一楼大厅" in desk.text  # the place whose code was scanned
        desk.fill(text=ANSWER)
        desk.press(".card form button.primary")

        citizen.visit(f"{street.public}/r/{receipt}")
        assert ANSWER in citizen.text


def test_the_cut_in_ends_and_its_proof_of_play_reaches_the_office(street: Street, desk: Person) -> None:
    code = street.ask(f"Version.objects.get(title='{TITLE}').notice.code")
    desk.log_in(street.office, "scheduler", street.passwords["scheduler"])
    desk.visit(f"{street.office}/programme/")
    row = next(row for row in desk.driver.find_elements(By.CSS_SELECTOR, "tr") if TITLE in row.text)
    row.find_element(By.CSS_SELECTOR, "form[action$='/switch/'] button").click()
    desk.until(lambda: f"已停用：紧急：{TITLE}" in desk.text)
    desk.visit(f"{street.office}/publishing/")
    publish(desk)
    proofs = f"Play.objects.filter(screen__slug='lobby', item='{code}', version=1, display='offscreen').count()"
    wait_for(lambda: int(street.ask(proofs)) > 0, SOON_S, "the proof of play")


def publish(desk: Person) -> None:
    """Press the button and wait until the page says that nothing is left to publish."""
    desk.click("form[method=post] button.primary")
    desk.until(lambda: not desk.driver.find_elements(By.CSS_SELECTOR, "form[method=post] button.primary"))


def codes_on(picture: Path) -> set[str]:
    """The addresses of the QR codes on a picture, by a real decoder."""
    try:
        with Image.open(io.BytesIO(picture.read_bytes())) as image:
            return {code.text for code in zxingcpp.read_barcodes(image.convert("RGB"))}
    except (FileNotFoundError, OSError):
        return set()
