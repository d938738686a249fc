"""Somebody at a browser who uses only a keyboard, or only their finger on a phone."""

import re

from playwright.sync_api import Locator, Page, expect

PASSWORD = "lantern-orchard-kettle"
FURTHEST = 400  # Tab presses before a person gives up
PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
IS_FOCUSED = "found => found === document.activeElement"
COVERED = """() => {
  const bar = document.querySelector('.stickybar'), focused = document.activeElement;
  if (!bar || focused === document.body || bar.contains(focused)) return false;
  const over = bar.getBoundingClientRect(), box = focused.getBoundingClientRect();
  return over.top <= 0 && box.height > 1 && box.bottom <= over.bottom;
}"""


class Person:
    def __init__(self, page: Page, home: str):
        self.page, self.home = page, home

    def sign_in(self, user) -> None:
        self.page.goto(self.home)
        self.write(self.page.get_by_label("E-mail"), user.email)
        self.write(self.page.get_by_label("Password", exact=True), PASSWORD)
        self.press("button", "Sign in")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def sign_out(self) -> None:
        self.press("button", "Sign out")
        self.arrives_at("Sign in")

    def press(self, role: str, name: str | re.Pattern) -> None:
        self.activate(self.page.get_by_role(role, name=name).first)

    def arrives_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def question(self, text: str) -> Locator:
        return self.page.get_by_role("group", name=re.compile(re.escape(text)))

    def answer(self, question, value) -> None:
        """`value` is the label of an option, labels of several, or what is typed in a text."""
        here = self.question(question.text)
        expect(here).to_be_visible()
        for label in value if isinstance(value, list) else [value]:
            option = here.get_by_label(label, exact=True)
            if option.count() == 0:
                self.write(here.locator("textarea:visible, input[type=text]:visible").first, label)
            else:
                self.choose(option)


class AtKeyboard(Person):
    def focus(self, target: Locator) -> None:
        """By Tab alone; what has focus is never hidden under the bar that stays."""
        expect(target).to_be_visible()
        found = target.element_handle()  # looked up once: a role and a name take long to find
        for _ in range(FURTHEST):
            if found.evaluate(IS_FOCUSED):
                assert not self.page.evaluate(COVERED)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")

    def activate(self, target: Locator) -> None:
        self.focus(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.focus(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target: Locator) -> None:
        """A group of radios is one stop: Tab enters it, arrows move and choose."""
        if target.get_attribute("type") == "checkbox":
            self.focus(target)
            self.page.keyboard.press("Space")
            return
        name = target.get_attribute("name")
        entered = f"() => document.activeElement.name === {name!r}"
        for _ in range(FURTHEST):
            if self.page.evaluate(entered):
                break
            self.page.keyboard.press("Tab")
        found = target.element_handle()
        for _ in range(20):
            if found.evaluate(IS_FOCUSED):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()


class OnPhone(Person):
    def activate(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        target.tap()

    def write(self, target: Locator, text: str) -> None:
        self.activate(target)
        target.fill(text)

    def choose(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        target.locator("xpath=following-sibling::label").tap()
        expect(target).to_be_checked()

    def sign_out(self) -> None:
        self.activate(self.page.locator("summary", has_text="Menu"))
        self.activate(self.page.get_by_role("button", name="Sign out").last)
        self.arrives_at("Sign in")
