"""A person at the console, in a real browser: headless Chromium, driven through chromedriver.

Usage: browser.py URL SCENARIO [PICTURES]. Plays one scenario of the town that `sekisho serve` has open at
URL; says what was found and what was required where they differ, and then ends with 1. With PICTURES, a
folder, every screen that a scenario comes to is kept there.
"""

import pathlib
import re
import shutil
import sys
import time

from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

# Generous: the machine may be slow, and simulated servers take ten seconds.
PATIENCE_SECONDS = 90


class Person:
    def __init__(self, url: str, pictures: pathlib.Path | None) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        # The sandbox refuses to run as root, which continuous integration is.
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1100,900"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        self.browser = webdriver.Chrome(options=options, service=service)
        self.pictures = pictures
        self.browser.get(f"{url}/console")

    def see(self, css: str):
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list:
        return self.browser.find_elements(By.CSS_SELECTOR, css)

    def text(self, css: str) -> str:
        return self.see(css).text

    def wait(self, what: str, holds) -> None:
        # What is drawn anew while it is looked at is looked at again.
        again = (NoSuchElementException, StaleElementReferenceException)
        wait = WebDriverWait(self.browser, PATIENCE_SECONDS, 0.2, ignored_exceptions=again)
        try:
            wait.until(lambda _: holds())
        except TimeoutException:
            page = self.text("body")
            raise AssertionError(f"not seen: {what}; the page says:\n{page}") from None

    def type(self, css: str, text: str) -> None:
        field = self.see(css)
        field.clear()
        field.send_keys(text)

    def keep(self, name: str) -> None:
        if self.pictures:
            self.browser.save_screenshot(str(self.pictures / f"{name}.png"))

    def sign_in(self, user: str, password: str) -> None:
        self.wait("the sign-in", lambda: self.see("#sign-in").is_displayed())
        self.type("#username", user)
        self.type("#password", password)
        self.click("#sign-in button[type=submit]")

    def enter(self, user: str) -> None:
        self.sign_in(user, "a good password")
        self.wait("a list of servers", lambda: self.all("#rows tr"))

    def row(self, name: str):
        rows = [row for row in self.all("#rows tr") if row.find_element(By.CSS_SELECTOR, ".name").text == name]
        same(f"rows of {name}", len(rows), 1)
        return rows[0]

    def texts(self, css: str) -> list:
        """What these say, all at one moment: the list is drawn anew under whoever reads it bit by bit."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
        return self.browser.execute_script(script, css)

    def names(self) -> list:
        return self.texts("#rows .name")

    def state(self, name: str) -> str:
        names, states = self.names(), self.texts("#rows .state")
        assert name in names, f"no row of {name}: {names}"
        return states[names.index(name)]

    def press(self, name: str, change: str) -> None:
        self.click_in(name, f"[data-key^='{change} ']")

    def click(self, css: str) -> None:
        self.wait(f"something to click at {css}", lambda: self.see(css).click() or True)

    def click_in(self, name: str, css: str) -> None:
        at = lambda: self.row(name).find_element(By.CSS_SELECTOR, css)
        self.wait(f"something to click at {css} of {name}", lambda: at().click() or True)

    def question(self) -> None:
        self.wait("a question", lambda: self.see("#confirm").is_displayed())

    def said(self) -> str:
        return self.text("#alert")

    def replace_fetch(self, first: str) -> None:
        """Has the page's calls go through this script first, which may answer for the API."""
        script = "window.real ??= window.fetch; window.fetch = (path, init) => { %s return real(path, init); };"
        self.browser.execute_script(script % first)

    def end(self) -> None:
        """No script failed, and the policy of the page forbade nothing that it does."""
        wrong = [entry["message"] for entry in self.browser.get_log("browser")]
        # A refusal of the API is in the browser's log too.
        wrong = [line for line in wrong if "the server responded with a status of" not in line]
        wrong = [line for line in wrong if "favicon" not in line]
        same("complaints of the browser", wrong, [])
        self.browser.quit()


def same(what: str, found, required) -> None:
    assert found == required, f"{what}: found {found!r}, required {required!r}"


def start_a_server(person: Person) -> None:
    person.keep("sign-in")
    same("language", person.see("html").get_attribute("lang"), "ja")
    person.sign_in("sato", "wrong")
    person.wait("a refusal", person.said)
    same("alert", person.said(), "利用者名かパスワードが違います。")
    same("password", person.see("#password").get_attribute("value"), "")
    person.enter("sato")
    person.keep("list")
    same("names", person.names(), ["library-opac", "library-web", "library-gate"])
    same("state", person.state("library-opac"), "停止")
    person.press("library-opac", "start")
    person.question()
    person.keep("confirm")
    same("question", person.text("#question"), "1 台を起動しますか？")
    same("chosen", person.text("#chosen"), "library-opac（i-0a0000000000000a1）")
    same(
        "consequence",
        person.text("#consequence"),
        "起動が終わるまで数分かかることがあります。動いている間は料金がかかります。",
    )
    person.click("#cancel")
    person.wait("no question", lambda: not person.see("#confirm").is_displayed())
    same("state", person.state("library-opac"), "停止")
    person.press("library-opac", "start")
    person.question()
    person.click("#go")
    person.wait("it starts", lambda: person.state("library-opac") == "起動処理中")
    person.keep("progress")
    person.wait("it runs", lambda: person.state("library-opac") == "稼働中")
    line = person.text("#log li")
    wanted = r"[0-9:]+ library-opac を起動：起動しました（[0-9]+ 秒）問い合わせ番号：[0-9a-f-]{36}"
    assert re.fullmatch(wanted, line), line
    same("alert", person.said(), "")
    person.keep("reached")


def be_refused(person: Person) -> None:
    person.enter("sato")
    gate = person.row("library-gate")
    same("to stop it", gate.find_element(By.CSS_SELECTOR, "[data-key^='stop ']").is_enabled(), False)
    same("why not", gate.find_element(By.CSS_SELECTOR, ".changes small").text, f"停止：{WHY_NOT}")
    # Of several that are chosen, what cannot be is said before anything is done.
    for name in ("library-gate", "library-opac"):
        person.click_in(name, "input")
    person.click("#selected [data-change=start]")
    person.question()
    person.keep("partly")
    same("question", person.text("#question"), "1 台を起動しますか？")
    same("chosen", person.text("#chosen"), "library-opac（i-0a0000000000000a1）")
    same(
        "refused",
        person.text("#refused-list"),
        "library-gate：このサーバーにこの操作をする権限がありません。",
    )
    person.see("#cancel").send_keys(Keys.ESCAPE)
    person.wait("no question", lambda: not person.see("#confirm").is_displayed())
    same("log", person.all("#log li"), [])


WHY_NOT = "規則でこの操作が禁じられています（時間帯や本番の保護など）。"


def choose_a_password(person: Person) -> None:
    person.sign_in("sato", "temporary")
    person.wait("another password is asked for", lambda: person.see("#new-password").is_displayed())
    person.keep("new-password")

    def choose(first: str, second: str) -> None:
        person.type("#new", first)
        person.type("#again", second)
        person.click("#new-password button")

    choose("one of my own", "another of my own")
    person.wait("they differ", person.said)
    same("alert", person.said(), "二つのパスワードが違います。もう一度入力してください。")
    choose("short", "short")
    person.wait("it is refused", lambda: "簡単" in person.said())
    choose("one of my own", "one of my own")
    person.wait("a list of servers", lambda: person.all("#rows tr"))


def outlive_a_session(person: Person) -> None:
    person.sign_in("sato", "expired")
    why = "時間がたったので終了しました。もう一度サインインしてください。"
    person.wait("the end of the session", lambda: person.text("#why-again") == why)
    person.keep("session-ended")
    same("rows", person.all("#rows tr"), [])
    person.enter("sato")
    same("why again", person.see("#why-again").get_attribute("textContent"), "")
    person.click("#sign-out")
    person.wait("the sign-in", lambda: person.see("#sign-in").is_displayed())
    same("rows", person.all("#rows tr"), [])
    kept = person.browser.execute_script(
        "return [localStorage.length, sessionStorage.length, document.cookie]"
    )
    same("what the browser keeps", kept, [0, 0, ""])


def find_one_of_two_hundred(person: Person) -> None:
    person.enter("sato")
    same("rows", len(person.all("#rows tr")), 200)
    person.keep("two-hundred")
    person.type("#filter", "１７３ library")
    person.wait("one row", lambda: person.names() == ["web-173"])
    person.see("#filter").clear()
    person.see("#filter").send_keys("nothing has this name")
    person.wait("no row", lambda: person.text("#none") == "絞り込みに合うサーバーはありません。")
    person.see("#filter").send_keys(Keys.CONTROL, "a")
    person.see("#filter").send_keys(Keys.DELETE)
    person.wait("all rows", lambda: len(person.all("#rows tr")) == 200)
    person.click("#state option[value=stopped]")
    person.wait("those that are stopped", lambda: len(person.all("#rows tr")) == 100)
    person.click("#all")
    person.click("#selected [data-change=start]")
    person.question()
    same("question", person.text("#question"), "100 台を起動しますか？")
    person.click("#go")
    person.click("#state option")
    person.wait(
        "all of them run",
        lambda: person.texts("#rows .state") == ["稼働中"] * 200,
    )
    same("lines", len(person.all("#log li")), 100)


def use_the_keyboard(person: Person) -> None:
    """Without a mouse, in English, and with every field and button named for a screen reader."""
    focused = lambda: person.browser.switch_to.active_element
    same("focus", focused().get_attribute("id"), "username")
    focused().send_keys("sato", Keys.TAB, "a good password", Keys.ENTER)
    person.wait("a list of servers", lambda: person.all("#rows tr"))
    person.see("#language").send_keys(Keys.ENTER)
    person.wait("English", lambda: person.see("html").get_attribute("lang") == "en")
    person.keep("english")
    same("title", person.text("h1"), "Start and stop servers")
    for field in person.all("input, select, button"):
        if not field.is_displayed():
            continue
        name = field.accessible_name
        assert name, f"no accessible name: {field.get_attribute('outerHTML')}"
    same("headers", len(person.all("#rows th[scope=row]")), 3)
    start = person.row("library-web").find_element(By.CSS_SELECTOR, "[data-key^='start ']")
    same("name", start.accessible_name, "Start library-web")
    start.send_keys(Keys.ENTER)
    person.question()
    # Enter alone does no harm.
    same("focus", focused().get_attribute("id"), "cancel")
    focused().send_keys(Keys.TAB)
    same("focus", focused().get_attribute("id"), "go")
    same("go", focused().text, "Start")
    focused().send_keys(Keys.ENTER)
    person.wait("it runs", lambda: person.state("library-web") == "running")
    line = person.text("#log li")
    assert re.fullmatch(r"[0-9:]+ Start library-web：Running \([0-9]+ s\)Reference: [0-9a-f-]{36}", line), line


def be_asked_one_question_at_a_time(person: Person) -> None:
    person.enter("sato")
    person.browser.execute_script(
        """for (const name of ["library-opac", "library-web"])
             for (const row of document.querySelectorAll("#rows tr"))
               if (row.querySelector(".name").textContent === name)
                 row.querySelector("[data-key^='start ']").click();"""
    )
    person.question()
    # Longer than a second answer would take.
    time.sleep(3)
    same("chosen", person.text("#chosen"), "library-opac（i-0a0000000000000a1）")
    person.click("#go")
    person.wait("it runs", lambda: person.state("library-opac") == "稼働中")
    same("the other", person.state("library-web"), "停止")
    same("lines", len(person.all("#log li")), 1)


def leave_nothing_to_the_next(person: Person) -> None:
    person.enter("sato")
    person.press("library-opac", "start")
    person.question()
    person.click("#go")
    person.wait("it is asked for", lambda: person.all("#log li"))
    person.click("#sign-out")
    person.enter("tanaka")
    same("names", person.names(), ["parks-map"])
    # Longer than the next look of what was begun before.
    time.sleep(8)
    same("names", person.names(), ["parks-map"])
    same("log", person.all("#log li"), [])
    same("going", person.all("#rows .going"), [])
    same("alert", person.said(), "")


def lose_an_answer(person: Person) -> None:
    person.enter("sato")
    # The change arrives, and its answer is lost on the way back.
    person.replace_fetch(
        """if (init.method === "POST" && !JSON.parse(init.body).dry_run)
             return real(path, init).then(() => { throw new TypeError("lost"); });"""
    )
    person.press("library-opac", "start")
    person.question()
    person.click("#go")
    person.wait("it is said", person.said)
    same("alert", person.said(), UNANSWERED)
    line = person.text("#log li")
    assert re.fullmatch(r"[0-9:]+ library-opac を起動：" + UNANSWERED, line), line
    # What is seen now is shown beside it.
    person.wait("it starts", lambda: person.state("library-opac") in ("起動処理中", "稼働中"))


UNANSWERED = "AWS の返事がありません。状態を確かめてから、もう一度操作してください。"


def be_told_to_wait(person: Person) -> None:
    person.enter("sato")
    # The token is over, and whoever renews it is busy.
    person.replace_fetch(
        """if (path === "instances") return Promise.resolve(new Response("{}", { status: 401 }));
           if (path === "auth/refresh") return Promise.resolve(new Response("{}", { status: 429 }));"""
    )
    person.click("#refresh")
    person.wait("it is said", person.said)
    same("alert", person.said(), "AWS が混み合っています。しばらくしてからもう一度試してください。")
    same("names", person.names(), ["library-opac", "library-web", "library-gate"])
    same("the sign-in", person.see("#sign-in").is_displayed(), False)
    person.replace_fetch("")
    person.click("#refresh")
    person.wait("nothing is wrong any more", lambda: person.said() == "")
    same("names", person.names(), ["library-opac", "library-web", "library-gate"])


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        be_asked_one_question_at_a_time,
        be_refused,
        be_told_to_wait,
        choose_a_password,
        find_one_of_two_hundred,
        leave_nothing_to_the_next,
        lose_an_answer,
        outlive_a_session,
        start_a_server,
        use_the_keyboard,
    )
}


def main() -> int:
    url, name = sys.argv[1:3]
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    person = Person(url, pictures)
    try:
        SCENARIOS[name](person)
        person.end()
    except AssertionError as error:
        print(f"{name}: {error}")
        person.browser.quit()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
