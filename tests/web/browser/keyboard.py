"""A person at the keyboard of a real browser: the Tab key, letters and Enter, and no mouse."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

MOST_TABS = 250


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element of that selector, which is not hidden."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reaches {selector} on {page.url}")


def type_in(page: Page, field: str, text: str) -> None:
    """Go to a field by its id, and type in place of what stands there; in a list, choose the option of that value."""
    tab_to(page, f"#{field}")
    if page.locator(f"#{field}").evaluate("each => each.tagName") == "SELECT":
        _choose(page, field, text)
        return
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def _choose(page: Page, field: str, value: str) -> None:
    """Move through the list by the arrow keys until the option of that value is chosen."""
    page.keyboard.press("Home")
    for _ in range(MOST_TABS):
        if page.locator(f"#{field}").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow key reaches {value} in {field}")


def press(page: Page, selector: str, waits_for: str) -> None:
    """Go to a link or button, press Enter, and wait for what comes then."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.locator(waits_for).first.wait_for()


def focused(page: Page, selector: str) -> None:
    """Wait until the focus is on an element of that selector: a page that comes new sets it after it is drawn."""
    page.locator(f"{selector}:focus").wait_for()


def too_wide(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; a part that scrolls within itself does not."""
    page.wait_for_load_state()  # before its styles have come, a page has another width
    found: list[Any] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > wide + 1)
                .map((each) => each.tagName + "." + each.className + "#" + each.id);
        }"""
    )
    return [str(each) for each in found]
