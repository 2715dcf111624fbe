"""A real Chromium, as staff at a desk or a citizen with a phone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Final

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

DESK: Final = (1280, 1600)
PHONE: Final = (390, 844)
WAIT_S: Final = 20

_QUIET: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Person:
    """Somebody in front of a browser."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def visit(self, address: str) -> None:
        self.driver.get(address)

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = self.driver.find_element(By.NAME, name)
            if field.tag_name == "select":
                Select(field).select_by_value(value)
            elif field.get_attribute("type") in {"date", "time", "datetime-local"}:
                self.driver.execute_script("arguments[0].value = arguments[1]", field, value)
            else:
                field.clear()
                field.send_keys(value)

    def press(self, css: str) -> None:
        """Click, and wait until the page that follows is there."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.click(css)
        self.until(lambda: self.driver.find_element(By.TAG_NAME, "html") != before)

    def submit(self, address: str, **fields: str) -> None:
        """Send a form that no page offers, as somebody who knows the addresses could."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.driver.execute_script(_SUBMIT, address, fields)
        self.until(lambda: self.driver.find_element(By.TAG_NAME, "html") != before)

    def click(self, css: str) -> None:
        element = self.driver.find_element(By.CSS_SELECTOR, css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def until(self, condition: object, seconds: float = WAIT_S) -> None:
        """Wait until ``condition``; a page that is replaced while it is read is read again."""
        wait = WebDriverWait(self.driver, seconds, 0.2, ignored_exceptions=(StaleElementReferenceException,))
        wait.until(lambda _: condition())  # type: ignore[operator]

    def log_in(self, office: str, username: str, password: str) -> None:
        self.driver.delete_all_cookies()
        self.visit(f"{office}/login/")
        self.fill(username=username, password=password)
        self.press("form[method=post] button.primary")
        assert "/login/" not in self.driver.current_url, self.text


_SUBMIT: Final = """
const [address, fields] = arguments;
const form = Object.assign(document.createElement("form"), {method: "post", action: address});
form.append(document.querySelector("input[name=csrfmiddlewaretoken]").cloneNode());
for (const [name, value] of Object.entries(fields))
  form.append(Object.assign(document.createElement("input"), {name, value}));
document.body.append(form);
form.submit();
"""


@contextmanager
def open_browser(size: tuple[int, int] = DESK) -> Iterator[Person]:
    with TemporaryDirectory(prefix="sunboard-chromium-", ignore_cleanup_errors=True) as profile:
        options = ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for option in (*_QUIET, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"):
            options.add_argument(option)
        options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
        driver = Chrome(options=options, service=Service("/usr/bin/chromedriver", env=dict(os.environ)))
        try:
            yield Person(driver)
        finally:
            driver.quit()
