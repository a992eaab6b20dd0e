"""Names and numbers without a space, as long as they may be: no page loses its other columns by them."""

from __future__ import annotations

import pytest

from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import too_wide
from tests.web.browser.pages import sign_in
from tests.web.desk import Desk, example

pytestmark = pytest.mark.slow

HIDDEN = """all => all.filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => each.getAttribute("aria-label"))"""


def test_a_long_name_takes_no_column_out_of_sight(opened: Opened, desk: Desk) -> None:
    kept = desk.case(example("Nguyễn" * 33), number="X" * 64)
    desk.certificate("C" * 64, holder_name="Nguyễn" * 33, case_id=kept.id)
    page = opened("vi")
    sign_in(page, desk)
    for address in ("/cases", "/certificates"):
        page.goto(address)
        assert page.locator("tbody tr").count() == 1
        assert page.locator(".table-scroll").evaluate_all(HIDDEN) == [], address
    for address in (f"/cases/{kept.id}", f"/cases/{kept.id}/certificates", f"/cases/{kept.id}/entry/summary"):
        page.goto(address)
        assert too_wide(page) == [], address
