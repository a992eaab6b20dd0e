"""A new agreement's file: every term of the vocabulary, with what it means and what it may hold.

What an author must decide stands as a value to replace; what an agreement may do without stands as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, get_args

from totalisation.agreement import Language, PartyTerms
from totalisation.messages import Fault, FaultsError, message

_CODE: Final = re.compile(r"[A-Z]{2}")

_HEAD: Final = """\
#:schema {schema}
# {first}-{second}: an agreement on social insurance. How to write one: agreements/README.md.
#
# Each term carries the article that orders it, the source in which you read it, and a status:
#   "verified"    you read it in the instrument itself
#   "secondary"   you read it in somebody's account of the instrument
#   "unverified"  you did not read it: say in a note what it rests on
# A line that begins with "#" is a term that not every agreement has. "TODO" is yours to replace.

id = "{id}"
kind = "totalisation"              # or "coverage_only": no benefit terms below

[title]
en = "TODO"
vi = "TODO"
ko = "TODO"

# The documents that you read; each term names one of them.
[sources.Agreement]
title.en = "TODO: full title, place and day of signature"
address = "TODO: where it can be read"
# read = {today}                # the day on which you read it: verified terms need it

[entry_into_force]
date = {today}
article = "TODO"
source = "Agreement"
status = "unverified"

# A provision that has effect from another day than the agreement itself: coverage, totalisation,
# payment_abroad or lump_sum_refund.
# [provisions.totalisation]
# date = {today}
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Whom the benefit provisions cover: all_insured, or only the parties' nationals.
[persons]
scope = "all_insured"
article = "TODO"
source = "Agreement"
status = "unverified"

# Months insured under both parties are counted once. keeper: each_own (each party counts its own),
# by_class (the class first in precedence keeps the month), or party (with party = "{first}").
[overlap]
keeper = "each_own"
article = "TODO"
source = "Agreement"
status = "unverified"

# Periods under states that are not parties: excluded, or linked_states with states = ["ZZ"] and count_for =
# "entitlement_and_amount" or "entitlement".
[third_state_periods]
count = "excluded"
article = "TODO"
source = "Agreement"
status = "unverified"

# Periods completed before entry into force: counted or not_counted.
[earlier_periods]
count = "counted"
article = "TODO"
source = "Agreement"
status = "unverified"

# Periods whose contributions were refunded: extinguished or counted.
[refunded_periods]
count = "extinguished"
article = "TODO"
source = "Agreement"
status = "unverified"

# Which law covers a piece of work. The rule is the place of work; leave it out if you did not read it.
[coverage.place_of_work]
law = "place_of_work"
article = "TODO"
source = "Agreement"
status = "unverified"

# Self-employed: place_of_work, residence, residence_if_insured_under_both, residence_if_working_in_both, or
# national_law (the agreement leaves it to each party's own law).
# [coverage.self_employment]
# law = "place_of_work"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Persons sent by a government or another public employer.
# [coverage.public_service]
# law = "employer"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Crews of ships, and those who work for airlines: flag, employer, residence (with otherwise = "{first}" for who
# resides with neither), place_of_work (the agreement has no rule of its own for them: as other employed work) or
# national_law. employer_if_resident goes before the flag.
# [coverage.ships]
# law = "flag"
# employer_if_resident = false
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# [coverage.airlines]
# law = "residence"
# otherwise = "{first}"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# The authorities may agree on exceptions for a person or a group.
# [coverage.exceptions]
# by = "common_agreement"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Nationals hired where they work who stay under the other party's law for some months.
# [[coverage.local_hires]]
# place = "{second}"
# nationals_of = ["{first}"]
# law = "{first}"
# months = 60
# requires_insurance = true        # only who is insured under that law
# earliest_count = {today}
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Who asks for a certificate of coverage (employer or person), what an extension needs (sender_consent or
# both_consent), and how many days before the first period ends it is asked for at the latest.
# [coverage.certificate]
# detached_asked_by = "employer"
# local_hire_asked_by = "person"
# self_employed_asked_by = "person"
# extension_needs = "both_consent"
# extension_notice_days = 30
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# Workers sent by one party to the other stay under the sender's law; write one table for each direction, and a
# further one where activities = ["self_employed"] have terms of their own.
[[detachment]]
sender = "{first}"
receiver = "{second}"
first_months = 60
extension_months = 0
# activities = ["employed"]
# earliest_count = {today}         # the day from which the months are counted for those sent before
# ends = "to_the_day"              # or "with_the_month": the calendar month that lies so many months later
# requires_insurance = true        # only who is insured under the sender's law
# no_replacement = true            # not who replaces another person
# when_longer = "first_months"     # work expected to last longer from the start; or "not_detached"
# longer_than = "all_months"       # or "first_period": an extension is only for who was not to stay so long
# new_count = "after_days"         # or "after_return": a further sending is counted anew
# new_count_days = 60
article = "TODO"
source = "Agreement"
status = "unverified"

# Contributions that a party refunds under the agreement.
# [lump_sum_refund.{first}]
# nationals_of = ["{second}"]
# periods = "all"                  # or "since_entry_into_force"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# An open question about a term: the term's own value above is that of the default reading. Write
# [interpretations.NAME] with question = {{ en, vi, ko }}, changes = the path of the term, default = a reading, and
# for each reading [interpretations.NAME.choices.READING] with value, title, article, source and status.

# Worked examples, published or derived from an article: [[examples]] with name, origin ("published" or
# "derived"), article, source, status, person, claim, periods, established, interpretations as in a case, and
# [examples.expected.{first}] with entitled, basis, own_months, totalised_months, start, ratio,
# theoretical_amount, monthly_amount. The suite decides them.
"""

_PARTY: Final = """
# ---- {code} -------------------------------------------------------------------------------------------

# scheme: {schemes} are the engine's; with "declared" the officer enters what the party's institution has established.
{about}[parties.{code}]
scheme = {scheme}
currency = {currency}                   # three letters
title = {title}

[parties.{code}.institutions]
competent = {competent}
liaison = {liaison}

# When the other party's periods are added here: needed (only where own periods do not suffice), or always.
[parties.{code}.totalise]
when = "needed"
article = "TODO"
source = "Agreement"
status = "unverified"

# Which classes of the other party's periods are added: compulsory, voluntary, credited, deemed, residence.
# The dates and ages since, from_age_years and until_age_years leave out what lies before or after.
[parties.{code}.foreign_periods]
classes = ["compulsory", "voluntary", "credited"]
article = "TODO"
source = "Agreement"
status = "unverified"

# Which classes of this party's own periods the agreement counts, if not all.
# [parties.{code}.own_periods]
# classes = ["compulsory", "voluntary", "credited"]
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# The own time needed before this party totalises. below: nothing, or other_takes_over.
[parties.{code}.minimum_own_period]
number = 12
unit = "months"                    # days, weeks, months, quarters, years
below = "nothing"
article = "TODO"
source = "Agreement"
status = "unverified"

# How own periods known by days add up, where not each month that they touch counts.
# [parties.{code}.own_days]
# days_per_month = 30
# remainder = "up"                 # or "down"
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# How time certified in other units becomes months here. remainder: down, up or nearest.
# [parties.{code}.conversion]
# months_per_unit = {{ quarters = "3", weeks = "3/13", days = "1/30" }}
# remainder = "up"
# most_months_per_year = 12
# units_per_full_year = {{ days = 360, weeks = 52 }}
# beyond_dates = "dropped"         # or "same_year": certified time counts even where its dates are too short
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# The unit in which this party counts, if not months.
# [parties.{code}.counting]
# unit = "quarters"                # or "years"
# per = "calendar_year"            # or "period"
# remainder = "down"               # or "up"
# most_per_year = 4
# least_months = 3                 # a unit is made from so many months of a calendar year on
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# The method of the amount after totalising: direct, pro_rata, higher_of_independent_and_pro_rata, flat,
# direct_and_flat_part.
[parties.{code}.amount]
method = "pro_rata"
article = "TODO"
source = "Agreement"
status = "unverified"

# The ratio that shares the amount: own months over total_months, fixed_months (with fixed_months = a number),
# required_months or computation_months of the national law. Total months may be capped: denominator_cap = a
# number, or full_benefit_cap = true.
[parties.{code}.ratio]
numerator = "own_months"
denominator = "total_months"
article = "TODO"
source = "Agreement"
status = "unverified"

# Whose earnings enter the theoretical amount.
[parties.{code}.earnings]
enter = "own"
article = "TODO"
source = "Agreement"
status = "unverified"

# Whether the person must be insured under either party when the contingency occurs.
# [parties.{code}.contingency]
# required = true
# months_in_window = 1
# window_months = 12
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# A benefit beside the old-age pension: survivors or disability. periods: totalised, or own (its own alone).
# method, months_in_window and window_months hold for it in place of the party's amount and contingency.
# [parties.{code}.benefits.survivors]
# periods = "totalised"
# method = "direct"
# months_in_window = 1
# window_months = 12
# article = "TODO"
# source = "Agreement"
# status = "unverified"

# How the amount is rounded, where a declared scheme does not say: nearest_whole, down_to_ten, down_to_whole,
# up_to_whole.
# [parties.{code}.rounding]
# to = "down_to_whole"
# article = "TODO"
# source = "Agreement"
# status = "unverified"
"""


def skeleton(
    first: str,
    second: str,
    today: str,
    known: Mapping[str, tuple[str, PartyTerms]],
    schemes: Sequence[str],
    schema: str,
) -> str:
    """The text of a new agreement's file between two parties.

    ``known`` holds what another agreement says of a party, with the name of that agreement; ``schemes`` are those of
    the engine. ``today`` is a date YYYY-MM-DD to begin with; ``schema`` is the address of the JSON Schema, for
    editors. Raises FaultsError where a code is not two capital letters, or both are the same.
    """
    wrong = [code for code in (first, second) if not _CODE.fullmatch(code)]
    if wrong or first == second:
        raise FaultsError(
            [Fault(code, message("is not two capital letters."), message("Write a code such as XY.")) for code in wrong]
            or [Fault(second, message("is both parties."), message("Name two."))]
        )
    name = f"{first}-{second}".lower()
    parts = [_HEAD.format(id=name, first=first, second=second, today=today, schema=schema)]
    parts += [_PARTY.format(code=code, **_identity(known.get(code), schemes)) for code in (first, second)]
    return "".join(parts)


def _identity(known: tuple[str, PartyTerms] | None, schemes: Sequence[str]) -> dict[str, str]:
    """What a party is and is called: as another agreement has it, or still to be written."""
    about, scheme, currency = "", "declared", "TOD"
    titles: dict[str, Mapping[Language, str]] = {"title": {}, "competent": {}, "liaison": {}}
    if known is not None:
        agreement, terms = known
        about = f"# Scheme, currency and names as {agreement} has them.\n"
        scheme, currency = terms.scheme, terms.currency
        institutions = terms.institutions
        titles = {"title": terms.title, "competent": institutions.competent, "liaison": institutions.liaison}
    return {
        "about": about,
        "scheme": json.dumps(scheme),
        "schemes": " and ".join(json.dumps(each) for each in schemes if each != "declared"),
        "currency": json.dumps(currency),
        **{name: _inline(texts) for name, texts in titles.items()},
    }


def _inline(texts: Mapping[Language, str]) -> str:
    """Texts by language as an inline table of TOML."""
    languages: tuple[Language, ...] = get_args(Language)
    told = (f"{each} = {json.dumps(texts.get(each, 'TODO'), ensure_ascii=False)}" for each in languages)
    return "{ " + ", ".join(told) + " }"
