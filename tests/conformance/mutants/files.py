"""Wrong agreement files: a shipped one, or one of the tests', with a small edit.

The text replaced must stand in the file exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileMutant:
    """What is wrong, the file and the edit, and a property that catches it."""

    name: str
    agreement: str
    old: str
    new: str
    caught_by: str


_READ = "file_is_well_formed"
_EXAMPLES = "examples_come_out"

_KR_MINIMUM = """[parties.KR.minimum_own_period]
number = 12
"""
_VN_MINIMUM = """[parties.VN.minimum_own_period]
number = 12
"""
_TOTALISATION = """[provisions.totalisation]
date = 2025-07-01
"""
_KR_CLASSES = """[parties.KR.foreign_periods]
classes = ["compulsory", "voluntary", "credited"]
"""
_VN_CLASSES = """[parties.VN.foreign_periods]
classes = ["compulsory", "voluntary", "credited"]
"""
_VN_AMOUNT = """[parties.VN.amount]
method = "direct"
"""
_CITED_RATIO = """[parties.VN.ratio]
article = "Part III"
source = "Agreement"
status = "unverified"

"""
_KR_RATIO = """denominator = "total_months"
"""
_KR_SWEDISH = """classes = ["compulsory", "voluntary", "credited", "deemed"]
since = 1988-01-01
"""

FILE_MUTANTS = (
    # refused by the reader
    FileMutant(
        "totalisation before entry into force", "vn-kr", _TOTALISATION, _TOTALISATION.replace("2025", "2019"), _READ
    ),
    FileMutant(
        "a source that is not described",
        "vn-kr",
        'article = "5(3)"\nsource = "L2024"\nstatus = "verified"\nnote',
        'article = "5(3)"\nsource = "L2014"\nstatus = "verified"\nnote',
        _READ,
    ),
    FileMutant("a keeper that is no party", "aa-bb", 'party = "AA"', 'party = "CC"', _READ),
    FileMutant("a keeper without its party", "aa-bb", 'party = "AA"\n', "", _READ),
    FileMutant(
        "a party named where each keeps its own",
        "vn-kr",
        'keeper = "each_own"',
        'keeper = "each_own"\nparty = "KR"',
        _READ,
    ),
    FileMutant(
        "a class twice in the order of precedence",
        "aa-bb",
        'keeper = "party"\nparty = "AA"',
        'keeper = "by_class"\nprecedence = ["compulsory", "voluntary", "compulsory"]',
        _READ,
    ),
    FileMutant(
        "a coverage-only agreement with terms on benefits",
        "vn-kr",
        'kind = "totalisation"',
        'kind = "coverage_only"',
        _READ,
    ),
    FileMutant(
        "an agreement on totalisation without its terms",
        "kr-jp",
        'kind = "coverage_only"',
        'kind = "totalisation"',
        _READ,
    ),
    FileMutant("a ratio where no amount is shared", "vn-kr", 'method = "pro_rata"', 'method = "direct"', _READ),
    FileMutant("a shared amount without a ratio", "vn-kr", _VN_AMOUNT, _VN_AMOUNT.replace("direct", "pro_rata"), _READ),
    FileMutant("a method that does not exist", "vn-kr", 'method = "pro_rata"', 'method = "pro_rate"', _READ),
    FileMutant("a term with a misspelt name", "vn-kr", "[parties.KR.earnings]", "[parties.KR.earning]", _READ),
    FileMutant("a scheme that does not exist", "vn-kr", 'scheme = "korea"', 'scheme = "coreea"', _READ),
    FileMutant("a party among the third states", "aa-bb", 'states = ["CC", "EE"]', 'states = ["CC", "BB"]', _READ),
    FileMutant("linked states that are not named", "vn-kr", 'count = "excluded"', 'count = "linked_states"', _READ),
    FileMutant("a window too short for its months", "aa-bb", "window_months = 24", "window_months = 4", _READ),
    FileMutant(
        "a term without its article", "vn-kr", 'keeper = "each_own"\narticle = "Part III"', 'keeper = "each_own"', _READ
    ),
    FileMutant("a day that does not exist", "vn-kr", _TOTALISATION, _TOTALISATION.replace("07-01", "06-31"), _READ),
    FileMutant(
        "a detachment to the sender", "vn-kr", 'sender = "VN"\nreceiver = "KR"', 'sender = "VN"\nreceiver = "VN"', _READ
    ),
    FileMutant(
        "a cap without effect on a fixed denominator",
        "kr-au",
        "fixed_months = 300",
        "fixed_months = 300\ndenominator_cap = 200",
        _READ,
    ),
    # accepted by the reader
    FileMutant(
        "a term marked as verified in a source that nobody read",
        "vn-kr",
        'count = "excluded"\narticle = "Part III"\nsource = "Agreement"\nstatus = "unverified"',
        'count = "excluded"\narticle = "Part III"\nsource = "Agreement"\nstatus = "verified"',
        "verified_terms_were_read",
    ),
    FileMutant(
        "no title in Vietnamese",
        "vn-kr",
        'title = { en = "Republic of Korea", vi = "Hàn Quốc", ko = "대한민국" }',
        'title = { en = "Republic of Korea", ko = "대한민국" }',
        "titles_in_three_languages",
    ),
    FileMutant(
        "amounts compared where periods are added only if needed",
        "aa-bb",
        'when = "always"',
        'when = "needed"',
        "totalising_parties_say_what_they_pay",
    ),
    FileMutant("days that make three months", "aa-bb", 'days = "1/30"', 'days = "3"', "numbers_are_possible"),
    FileMutant("quarters of four months", "kr-us", 'quarters = "3"', 'quarters = "4"', "numbers_are_possible"),
    FileMutant("five quarters in a year", "kr-us", "most_per_year = 4", "most_per_year = 5", _READ),
    FileMutant(
        "a minimum that nobody reaches", "vn-kr", _KR_MINIMUM, _KR_MINIMUM.replace("12", "700"), "numbers_are_possible"
    ),
    FileMutant(
        "an age span that holds nobody", "aa-bb", "until_age_years = 65", "until_age_years = 17", "numbers_are_possible"
    ),
    # caught by the author's own examples
    FileMutant("Korea's minimum a month too long", "vn-kr", _KR_MINIMUM, _KR_MINIMUM.replace("12", "13"), _EXAMPLES),
    FileMutant("Korea's minimum a month too short", "vn-kr", _KR_MINIMUM, _KR_MINIMUM.replace("12", "11"), _EXAMPLES),
    FileMutant(
        "Korea's minimum in years", "vn-kr", _KR_MINIMUM + 'unit = "months"', _KR_MINIMUM + 'unit = "years"', _EXAMPLES
    ),
    FileMutant("Viet Nam's minimum a month too long", "vn-kr", _VN_MINIMUM, _VN_MINIMUM.replace("12", "13"), _EXAMPLES),
    FileMutant(
        "Viet Nam's minimum a month too short", "vn-kr", _VN_MINIMUM, _VN_MINIMUM.replace("12", "11"), _EXAMPLES
    ),
    FileMutant("totalisation a day late", "vn-kr", _TOTALISATION, _TOTALISATION.replace("07-01", "07-02"), _EXAMPLES),
    FileMutant("totalisation a day early", "vn-kr", _TOTALISATION, _TOTALISATION.replace("07-01", "06-30"), _EXAMPLES),
    FileMutant(
        "no date for totalisation of its own",
        "vn-kr",
        _TOTALISATION,
        "[provisions.payment_abroad]\ndate = 2025-07-01\n",
        _EXAMPLES,
    ),
    FileMutant(
        "overlapping months given to Korea", "vn-kr", 'keeper = "each_own"', 'keeper = "party"\nparty = "VN"', _EXAMPLES
    ),
    FileMutant(
        "third states linked", "vn-kr", 'count = "excluded"', 'count = "linked_states"\nstates = ["JP"]', _EXAMPLES
    ),
    FileMutant(
        "earlier periods not counted",
        "vn-kr",
        '[earlier_periods]\ncount = "counted"',
        '[earlier_periods]\ncount = "not_counted"',
        _EXAMPLES,
    ),
    FileMutant("refunded periods counted", "vn-kr", 'count = "extinguished"', 'count = "counted"', _EXAMPLES),
    FileMutant(
        "voluntary insurance not counted in Korea",
        "vn-kr",
        _KR_CLASSES,
        _KR_CLASSES.replace('"voluntary", ', ""),
        _EXAMPLES,
    ),
    FileMutant(
        "credits not counted in Viet Nam", "vn-kr", _VN_CLASSES, _VN_CLASSES.replace(', "credited"', ""), _EXAMPLES
    ),
    FileMutant(
        "a pro-rata amount in Viet Nam",
        "vn-kr",
        _VN_AMOUNT,
        _CITED_RATIO + _VN_AMOUNT.replace("direct", "pro_rata"),
        _EXAMPLES,
    ),
    FileMutant("Korea's denominator capped", "vn-kr", _KR_RATIO, _KR_RATIO + "denominator_cap = 120\n", _EXAMPLES),
    FileMutant(
        "a fixed denominator", "vn-kr", _KR_RATIO, 'denominator = "fixed_months"\nfixed_months = 360\n', _EXAMPLES
    ),
    FileMutant(
        "a flat amount for a pro-rata one",
        "vn-kr",
        'method = "pro_rata"',
        'method = "flat"',
        "totalising_parties_say_what_they_pay",
    ),
    FileMutant(
        "only nationals covered",
        "vn-kr",
        "[overlap]\n",
        '[persons]\nscope = "nationals"\narticle = "3"\nsource = "Agreement"\nstatus = "unverified"\n\n[overlap]\n',
        _EXAMPLES,
    ),
    FileMutant(
        "residence added in Korea",
        "kr-se",
        _KR_SWEDISH,
        _KR_SWEDISH.replace('"deemed"', '"deemed", "residence"'),
        _EXAMPLES,
    ),
    FileMutant("a third State's months in the ratio", "kr-se", 'count_for = "entitlement"\n', "", _EXAMPLES),
    FileMutant("a denominator of five years", "kr-se", _KR_RATIO, _KR_RATIO + "denominator_cap = 60\n", _EXAMPLES),
    FileMutant("no third State linked", "kr-se", '"AT", "CA", "DE", "US"', '"CA"', _EXAMPLES),
)
