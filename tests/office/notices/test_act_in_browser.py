"""Beginning a correction in a real browser: the button, the filled-in draft, one more pair, the live slide."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from office.notices.models import Version
from office.publishing.services import publish
from tests.office.notices.test_editor_in_browser import WAIT_S, browser  # noqa: F401 (a fixture)
from tests.office.street import Street


def marked(browser: Chrome) -> list[WebElement]:  # noqa: F811 (the fixture)
    return browser.find_elements(By.CSS_SELECTOR, ".field.wrong")


@pytest.mark.django_db(transaction=True)
def test_a_published_notice_is_corrected(
    browser: Chrome,  # noqa: F811 (the fixture)
    live_server: LiveServer,
    street: Street,
) -> None:
    wrong = street.approved(body=[{"kind": "paragraph", "text": "便民服务中心周六开放至17:00。"}])
    publish(None, None, timezone.now())
    client = Client()
    client.force_login(street.drafter)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser.get(f"{live_server.url}/login/")
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session})
    browser.get(f"{live_server.url}/notices/{wrong.notice.code}/1/")
    browser.find_element(By.CSS_SELECTOR, "form[action$='/correct/'] button").click()
    wait = WebDriverWait(browser, WAIT_S)
    wait.until(lambda _: browser.find_elements(By.ID, "act"))
    browser.find_element(By.CSS_SELECTOR, "button[name=send]").click()
    wait.until(lambda _: len(marked(browser)) == 3)  # all that is missing, at once
    assert [field.find_element(By.TAG_NAME, "textarea").get_attribute("name") for field in marked(browser)] == [
        "wrong",
        "right",
        "act_reason",
    ]
    browser.find_element(By.NAME, "wrong").send_keys("开放至17:00")
    browser.find_element(By.NAME, "right").send_keys("开放至12:00")
    browser.find_element(By.ID, "add-change").click()
    browser.find_elements(By.NAME, "wrong")[1].send_keys("周六")
    browser.find_elements(By.NAME, "right")[1].send_keys("周日")
    browser.find_element(By.NAME, "act_reason").send_keys("沿用了夏季时间")

    def slide_text() -> str:
        return (browser.find_element(By.ID, "preview-picture").get_attribute("alt") or "").replace("\n", "")

    wait.until(lambda _: "开放至12:00" in slide_text())
    assert not marked(browser)
    wait.until(lambda _: "已保存" in browser.find_element(By.ID, "saving").text)
    saved = Version.objects.get(notice=wrong.notice, number=2)
    assert saved.act["changes"] == [
        {"wrong": "开放至17:00", "right": "开放至12:00"},
        {"wrong": "周六", "right": "周日"},
    ]
    assert saved.act["reason"] == "沿用了夏季时间"
