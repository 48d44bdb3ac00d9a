"""The road through the product as hands on a page: each function is something a person does."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.world import PASSWORD

STAGES = (("Before the stay", "before"), ("The stay", "during"), ("After the stay", "after"))
PLACES = ("Booking page", "Front desk", "Thank-you mail")
MOODS = (1, -1, 2)


@dataclass
class Road:
    page: Page
    base: str
    language: str

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}/{self.language}{path}")

    def sign_in(self, email: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button.primary")
        self.page.wait_for_url("**/home/")

    def read_the_lesson(self) -> None:
        """Reads, tries an answer, goes on to the next lesson and from there to its step of the map."""
        self.open("/learn/your-first-map/what-a-journey-is/")
        options = self.page.locator(".task input[type=radio]")
        options.nth(0).check(force=True)
        expect(self.page.locator(".task .why").nth(0)).to_be_visible()
        self.page.click(".lfoot button.primary")
        self.page.wait_for_url("**/whose-journey/")
        self.page.click(".turn button.primary")
        self.page.wait_for_url("**/step/1/")

    def step(self, number: int) -> None:
        map_id = self.page.url.split("/maps/")[1].split("/")[0]
        self.open(f"/maps/{map_id}/step/{number}/")

    def type_in(self, ending: str, text: str, nth: int = 0) -> None:
        self.page.locator(f"#form [name^='f:'][name$=':{ending}']:not([type=hidden])").nth(nth).fill(text)

    def choose(self, ending: str, value: str, nth: int = 0) -> None:
        self.page.locator(f"#form select[name$=':{ending}']").nth(nth).select_option(value)

    def save(self) -> None:
        """Presses a button of the form and waits for the page that comes back."""
        with self.page.expect_navigation():
            self.page.locator("#form .foot .primary").click()

    def stay(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("#form button[name=go][value=stay].small").first.click()

    def draw(self) -> None:
        self.persona_and_goal()
        self.touchpoints()
        self.moments()
        self.analysis_and_change()

    def persona_and_goal(self) -> None:
        self.type_in("name", "Lina, 34")
        self.type_in("needs", "Sleep before a meeting")
        self.type_in("goals", "Arrive without waiting")
        self.type_in("frustrations", "Queues at night")
        self.save()
        self.type_in("scenario", "One night on business")
        self.type_in("statement", "Shorten the arrival")
        self.type_in("metric", "Minutes at the desk")
        self.type_in("baseline", "19")
        self.type_in("target", "5")
        self.type_in("due", "2027-05-31")
        self.type_in("scope_start", "Looks for a hotel")
        self.type_in("scope_end", "Writes a review")
        self.save()

    def touchpoints(self) -> None:
        for number, (name, moment) in enumerate(STAGES):
            self.type_in("name", name, nth=number)
            self.choose("moment", moment, nth=number)
            self.stay()
        for number, place in enumerate(PLACES):
            fieldset = self.page.locator("fieldset.sect:has(.k-touchpoints)").nth(number)
            fieldset.locator("input.in").last.fill(place)
        self.save()

    def moments(self) -> None:
        self.page.locator("#form input[name='f:map:kind'][value=current]").check()
        self.save()
        for mood in MOODS:
            self.page.locator(f".moods label[data-mood='{mood}']").click()
            self.type_in("action", "Looks, asks, waits")
            self.save()

    def analysis_and_change(self) -> None:
        self.step(6)
        with self.page.expect_navigation():
            self.page.locator("#form .pager button").nth(1).click()
        self.type_in_section("pains", "Waits nineteen minutes")
        self.stay()
        self.type_in_section("opportunities", "Let the form come filled in")
        self.stay()
        self.step(7)
        self.type_in("title", "Send the filled form ahead")
        self.type_in("owner", "Front office")
        self.type_in("due", "2027-03-31")
        self.page.locator("details.more:has(input[name$=':baseline'])").last.evaluate("d => d.open = true")
        self.type_in("name", "Minutes at the desk")
        self.stay()
        self.page.locator("select[name$=':kpi'] >> nth=0").select_option(index=1)
        self.page.locator("input[type=checkbox][name$=':pains'] >> nth=0").check()
        self.stay()

    def type_in_section(self, list_name: str, text: str) -> None:
        """The empty row of a list: its announcement says which list it belongs to."""
        marker = self.page.locator(f"input[name=new][value*=':map:{list_name}:']").first
        object_id = (marker.get_attribute("value") or "").split("=")[1].split(":")[0]
        self.page.locator(f"[name='f:{object_id}:text']").fill(text)

    def improve(self) -> None:
        """Changes the map a little: an unchanged one is not taken in again."""
        self.step(1)
        self.type_in("needs", "Sleep before a meeting, and nobody to wait for")
        self.save()

    def submit(self) -> None:
        map_id = self.page.url.split("/maps/")[1].split("/")[0]
        self.open(f"/maps/{map_id}/submit/")
        blocking = self.page.locator("main .list li").all_inner_texts()
        assert blocking == []
        self.page.locator("main input[name=assignment]").first.check()
        with self.page.expect_navigation():
            self.page.click("main form button.primary")

    def to_the_bench(self) -> None:
        self.open("/teach/")
        self.page.locator("main article a[href*='/teach/assignments/']").first.click()
        self.page.locator("main a[href*='/teach/grading/']").first.click()
        self.page.wait_for_url("**/teach/grading/**")

    def pin(self, text: str) -> None:
        write_remark(self.page, text)
        self.page.locator("#new form button:not(.chip)").last.click()
        expect(self.page.locator(".map .pin").first).to_be_visible()


def write_remark(page: Page, text: str) -> None:
    page.keyboard.press("c")
    expect(page.locator("#new textarea")).to_be_focused()
    page.keyboard.type(text)


def grade(page: Page, *levels: int) -> None:
    """One number key for each criterion, as many as the rubric has; the next one when the page has moved on to it."""
    for number, level in enumerate(levels, 1):
        page.keyboard.press(str(level))
        expect(page.locator("#rubric .cr.set")).to_have_count(number)


class Keys:
    """A person who has no mouse: Tab, Shift+Tab, arrows, Space and Enter, nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str, *, at_most: int = 160) -> None:
        """Tab until the focus stands on the element; focus must be visible there."""
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')")
                return
        raise AssertionError(f"Tab never reaches {selector}")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
