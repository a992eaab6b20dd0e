"""Published calculations of survivors' benefits: Circular 59/2015/TT-BLĐTBXH, Ví dụ 44 to 51; answers to readers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.vietnam.helpers import computed, decided, period
from totalisation.party_result import PartyResult


def after(day: str, *relatives: dict[str, Any], **death: Any) -> dict[str, Any]:
    return {"benefit": "survivors", "death": {"date": day, "cause": "illness", **death}, "survivors": list(relatives)}


def shares(result: PartyResult, name: str = "shares_when_paid") -> list[str]:
    return [f"{float(each):.0%}" for each in computed(result, name).values()]


def long_insured(*relatives: dict[str, Any], day: str = "2016-03-15", claimed: str = "2016-04-10") -> PartyResult:
    """After the death of a person who was insured for 20 years."""
    return decided("male", "1970-01", claimed, period("1996-01", "2015-12"), claim=after(day, *relatives))


def test_example_44_ten_months_give_a_lump_sum_and_no_funeral_grant() -> None:
    result = decided("male", "1985-01", "2016-12-01", period("2016-01", "2016-10"), claim=after("2016-11-05"))
    assert "funeral_period" in {each.name for each in result.missing} | {each.name for each in result.conditions}
    # A year at two months of the average salary; the least are three.
    assert result.further == {"survivors_lump_sum": 30_000_000}


def test_example_45_fifty_voluntary_months_and_ten_others_give_the_funeral_grant() -> None:
    result = decided(
        "male",
        "1970-01",
        "2016-12-01",
        period("2011-11", "2015-12", kind="voluntary"),
        period("2016-01", "2016-10"),
        claim=after("2016-11-05"),
    )
    assert result.further["funeral_grant"] == 10 * 1_210_000


def test_example_46_a_child_of_five_without_anybody_who_takes_care() -> None:
    child = {"relation": "child", "birth_date": "2011-01", "without_carer": True}
    result = long_insured(child)
    assert shares(result) == ["70%"]
    assert result.monthly_amount == 805_000  # 70 % of 1,150,000


def test_example_47_a_widow_whose_child_grows_up() -> None:
    """The widow of 56 has 70 % until the child is 18 and takes care of her, then 50 %."""
    widow = {
        "relation": "spouse",
        "sex": "female",
        "birth_date": "1960-01",
        "without_carer": True,
        "carer_from": "2018-06",
    }
    child = {"relation": "child", "birth_date": "2000-06-10"}
    assert shares(long_insured(widow, child)) == ["70%", "50%"]
    assert shares(long_insured(widow, child, claimed="2018-05-10")) == ["70%", "50%"]
    assert shares(long_insured(widow, child, claimed="2018-06-10")) == ["50%"]


@pytest.mark.parametrize("relation", ["parent"])
def test_examples_48_and_49_one_old_parent_alone(relation: str) -> None:
    parent = {"relation": relation, "sex": "female", "birth_date": "1950-01", "without_carer": True}
    assert shares(long_insured(parent)) == ["70%"]


def test_example_50_both_parents_alone() -> None:
    parents = [
        {"relation": "parent", "sex": sex, "birth_date": "1950-01", "without_carer": True} for sex in ("female", "male")
    ]
    assert long_insured(*parents).monthly_amount == 2 * 805_000


def test_example_51_years_before_and_from_2014() -> None:
    """8 years 3 months and 3 years 3 months: (8 x 1.5 + 3.5 x 2) x 5,000,000 = 95,000,000."""
    result = decided(
        "male", "1980-01", "2017-05-01", period("2005-10", "2017-03"), claim=after("2017-04-05"), average=5_000_000
    )
    assert (computed(result, "half_years_before_2014"), computed(result, "half_years_from_2014")) == (16, 7)
    assert result.further["survivors_lump_sum"] == 95_000_000
    assert result.further["funeral_grant"] == 12_100_000
    assert result.monthly_amount is None


@pytest.mark.parametrize(("born", "bound"), [("2010-05", True), ("2010-04", True), ("2010-03", False)])
def test_letter_3432_a_child_is_under_six_until_the_month_before_the_birthday(born: str, bound: bool) -> None:
    """Letter 3432/LĐTBXH-BHXH of 8 September 2016, 4(a), on L2014 69(3).

    "Dưới 6 tuổi được tính đến hết tháng liền kề trước tháng sinh của năm đủ 6 tuổi": on a death in March 2016.
    """
    child = {"relation": "child", "birth_date": born}
    options = {"VN": {"survivors_lump_sum": True}}
    result = decided(
        "male",
        "1970-01",
        "2016-04-10",
        period("1996-01", "2015-12"),
        claim={**after("2016-03-15", child), "options": options},
    )
    assert ("survivors_lump_sum" in result.further) == (not bound)


def test_letter_3432_a_child_is_under_eighteen_until_the_month_before_the_birthday() -> None:
    """4(a): "Chưa đủ 18 tuổi được tính đến hết tháng liền kề trước tháng sinh của năm đủ 18 tuổi"."""
    child = {"relation": "child", "birth_date": "2000-03"}
    assert long_insured(child, claimed="2018-02-28").monthly_amount == 650_000
    assert long_insured(child, claimed="2018-03-01").monthly_amount == 0


DRAWN = {"pensions": {"VN": {"monthly": 5_052_000, "since": "2014-03"}}}
"""What the father had whose death on 6 June 2018 Viet Nam Social Security was asked about: 52 months of a pension."""


def after_the_pensioner(day: str, *relatives: dict[str, Any], claimed: str = "", **options: Any) -> PartyResult:
    """After the death of a pensioner of 64, who had been insured for 30 years."""
    claim = {**after(day, *relatives, **DRAWN), "options": {"VN": options}}
    return decided("male", "1954-01", claimed or f"{day[:8]}28", period("1984-03", "2014-02"), claim=claim)


def test_answer_of_2019_fifty_two_months_drawn_leave_twenty_three() -> None:
    """Viet Nam Social Security, 24 December 2019: "48 – 0,5 x (52-2) = 23 tháng lương hưu".

    The mother of 94, who has 268,000 dong as an aged person, is entitled to the monthly allowance: "thuộc đối tượng
    thân nhân đủ điều kiện hưởng trợ cấp tuất hàng tháng. Tuy nhiên, nếu gia đình bà có nguyện vọng hưởng trợ cấp tuất
    một lần thì được giải quyết". https://baochinhphu.vn/print/muc-tro-cap-tuat-mot-lan-tinh-the-nao-102264647.htm
    """
    mother = {"relation": "parent", "sex": "female", "birth_date": "1924-01", "monthly_income": {"VN": 268_000}}
    assert [each.number for each in computed(after_the_pensioner("2018-06-06", mother), "entitled_relatives")] == [1]
    chosen = after_the_pensioner("2018-06-06", mother, survivors_lump_sum=True)
    assert chosen.further["survivors_lump_sum"] == 23 * 5_052_000


def test_answer_of_2019_a_father_with_more_than_the_base_salary_has_no_allowance() -> None:
    """Viet Nam Social Security, 22 February 2019: 1,900,000 dong for lost capacity are "cao hơn mức lương cơ sở".

    https://baochinhphu.vn/print/dang-huong-che-do-mat-suc-co-duoc-tro-cap-tuat-hang-thang-102252281.htm
    """
    father = {"relation": "parent", "sex": "male", "birth_date": "1946-01", "monthly_income": {"VN": 1_900_000}}
    result = after_the_pensioner("2019-01-06", father)
    assert computed(result, "entitled_relatives") == ()
    assert "survivors_lump_sum" in result.further


def test_answer_of_2024_a_widow_of_51_is_not_entitled_when_she_grows_older() -> None:
    """Ministry of Labour, 21 April 2024: "Thời điểm xem xét tuổi đối với thân nhân … là tại tháng người lao động chết".

    https://chinhsachonline.chinhphu.vn/can-cu-xet-huong-tro-cap-tuat-hang-thang-72847.htm
    """
    widow = {"relation": "spouse", "sex": "female", "birth_date": "1967-01"}
    result = after_the_pensioner("2018-06-06", widow, claimed="2024-04-21")
    assert computed(result, "entitled_relatives") == ()
    assert "survivors_lump_sum" in result.further


def test_answer_of_2019_seven_months_leave_a_lump_sum() -> None:
    """Institution of Ho Chi Minh City, 3 October 2019: "mức thấp nhất bằng 3 tháng mức bình quân tiền lương".

    https://nld.com.vn/cong-doan/than-nhan-co-duoc-huong-tro-cap-tuat-mot-lan-20191003213314581.htm
    """
    result = decided("male", "1985-01", "2019-10-03", period("2019-02", "2019-08"), claim=after("2019-09-05"))
    assert result.further == {"survivors_lump_sum": 30_000_000}
