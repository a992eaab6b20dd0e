-- Viet Nam: Laws 58/2014 and 41/2024. Entitlement by each law under which the pension could start, then the amount.

CREATE OR REPLACE TEMP TABLE vn_time AS
SELECT number, count(*)::INTEGER AS own,
    (count(*) FILTER (class = 'voluntary'))::INTEGER AS voluntary,
    coalesce(bool_or(class = 'voluntary' AND month < 2021 * 12), false) AS voluntary_before_2021,
    min(month) AS first_month, max(month) AS last_month,
    count(*) FILTER (class = 'compulsory' AND hazardous) AS hazardous,
    count(*) FILTER (class = 'compulsory' AND very_hazardous) AS very_hazardous,
    count(*) FILTER (class = 'compulsory' AND coal) AS coal,
    -- What the last month of compulsory insurance was.
    coalesce(arg_max(soldier, month) FILTER (class = 'compulsory'), false) AS soldier,
    coalesce(arg_max(cadre, month) FILTER (class = 'compulsory'), false) AS cadre
FROM vn_month GROUP BY number;

CREATE OR REPLACE TEMP TABLE vn_basis AS
-- Own time for everybody; totalised time where the agreement lets it count (Art. 23(2), minimum own time).
SELECT number, 1 AS basis, own AS insured, own - voluntary AS compulsory FROM vn_time
UNION ALL
SELECT number, 2, months, months - voluntary
FROM vn_time JOIN total USING (number) JOIN person USING (number) JOIN term ON party = 'VN'
WHERE own >= minimum_own AND claim_day >= effect AND kr_adds;

CREATE OR REPLACE TEMP TABLE vn_route AS
-- The ways to a pension that are open under each law: the month of the age, the time required and had.
-- Conditions without an age stand with the month of birth.
SELECT number, basis, era, since, until, route.*
FROM (
    SELECT *, CASE WHEN era = 1 AND year_alone THEN birth + 11 ELSE birth END AS counted_birth,
        CASE sex WHEN 'male' THEN 720 ELSE 660 END AS fixed_age
    FROM vn_basis JOIN vn_time USING (number) JOIN person USING (number), era
) AS p
JOIN LATERAL (
    SELECT
        max(month) FILTER (lower = 0) AS normal, max(month) FILTER (lower = 60) AS five,
        max(month) FILTER (lower = 120) AS ten
    FROM attainment AS a WHERE a.sex = p.sex AND a.birth = p.counted_birth
) AS age ON true,
LATERAL (
    SELECT unnest([
        {'name': 'normal', 'place': 1, 'reduced': false, 'open': true, 'age': normal,
            'required': required, 'had': insured},
        -- L2014 54(3)
        {'name': 'commune_cadre', 'place': 2, 'reduced': false, 'open': era < 3 AND cadre AND sex = 'female',
            'age': normal, 'required': cadre_required, 'had': compulsory},
        -- L2024 64(1)(b), L2014 54(1)(b)
        {'name': 'hazardous', 'place': 3, 'reduced': false, 'open': hazardous >= special_work, 'age': five,
            'required': required, 'had': compulsory},
        -- L2024 64(1)(c), L2014 54(1)(c)
        {'name': 'underground_coal', 'place': 4, 'reduced': false, 'open': coal >= special_work,
            'age': CASE WHEN era = 1 THEN counted_birth + 600 ELSE ten END, 'required': required, 'had': compulsory},
        -- L2024 64(2)
        {'name': 'armed_forces', 'place': 5, 'reduced': false, 'open': soldier,
            'age': CASE WHEN hazardous >= special_work THEN ten ELSE five END,
            'required': required, 'had': compulsory},
        {'name': 'occupational_hiv', 'place': 6, 'reduced': false, 'open': hiv, 'age': counted_birth,
            'required': required, 'had': compulsory},
        -- L2024 141(9)
        {'name': 'long_voluntary', 'place': 7, 'reduced': false, 'open': era = 3 AND voluntary_before_2021,
            'age': counted_birth + fixed_age, 'required': voluntary_required, 'had': voluntary},
        -- L2024 65(1)(c)
        {'name': 'reduced_very_hazardous', 'place': 8, 'reduced': true,
            'open': capacity_loss >= reduced_percent AND very_hazardous >= special_work, 'age': counted_birth,
            'required': reduced_required, 'had': compulsory},
        -- L2024 65(1)(b), L2014 55(1)(b)
        {'name': 'severely_reduced', 'place': 9, 'reduced': true, 'open': capacity_loss >= severe_percent,
            'age': CASE WHEN era > 1 THEN ten ELSE counted_birth + fixed_age - 120 END,
            'required': reduced_required, 'had': compulsory},
        -- L2024 65(1)(a), L2014 55(1)(a): until 2020 from 51 and 46 years, a year more each year
        {'name': 'reduced', 'place': 10, 'reduced': true,
            'open': capacity_loss >= reduced_percent AND capacity_loss < severe_percent,
            'age': CASE WHEN era > 1 THEN five
                ELSE counted_birth + fixed_age - 108 + 12 * (least(claim // 12, 2020) - 2016) END,
            'required': reduced_required, 'had': compulsory}
    ]) AS route
)
WHERE route.open;

CREATE OR REPLACE TEMP TABLE vn_right AS
-- The law of the start governs (L2024 5(7)): a right is one whose start lies under the law that gives it. Of several
-- the full pension goes before the reduced one, and the earlier start before the later.
SELECT number, arg_min(
    {'basis': basis, 'era': era, 'route': name, 'reduced': reduced, 'start': start},
    [basis, reduced::INTEGER, era, start, place]
) AS r
FROM (
    SELECT v.*, greatest(
        claim, age + 1, last_month + 1, CASE WHEN reduced AND concluded IS NOT NULL THEN concluded + 1 ELSE 0 END
    ) AS start, claim, concluded
    FROM vn_route AS v JOIN person USING (number) JOIN vn_time USING (number)
)
WHERE had >= required AND age <= claim AND (NOT reduced OR coalesce(concluded, claim) <= claim)
    AND start BETWEEN since AND until
GROUP BY number;

CREATE OR REPLACE TEMP TABLE vn_unsettled AS
-- Claims in the last month of a law for what the next law alone gives: whether they are made in time is an open
-- question, which no text that was read decides. A way that is open under both laws is none of these.
SELECT DISTINCT number
FROM vn_route JOIN person USING (number)
WHERE since = claim + 1 AND had >= required AND age <= claim AND (NOT reduced OR coalesce(concluded, claim) <= claim)
    AND number NOT IN (
        SELECT number FROM vn_right JOIN vn_route AS o USING (number) JOIN person USING (number)
        WHERE o.name = r.route AND claim BETWEEN o.since AND o.until
    );

CREATE OR REPLACE TEMP TABLE vn_state_month AS
SELECT number, month, monthly, millionths, row_number() OVER (PARTITION BY number ORDER BY month DESC) AS latest
FROM vn_month WHERE class <> 'voluntary' AND regime = 'state' AND monthly IS NOT NULL;

CREATE OR REPLACE TEMP TABLE vn_state AS
-- L2024 72(1), 73(1): the average of the last months by when the person was first insured, as a fraction.
-- By level: coefficients (in millionths) times the reference level; by prices: hundredths of dong.
SELECT number, start, count(*) AS months, count(*) FILTER (latest <= wanted) AS taken,
    sum(millionths * level)::HUGEINT AS level_of_all,
    (sum(millionths * level) FILTER (latest <= wanted))::HUGEINT AS level_of_last,
    sum(monthly * hundredths)::HUGEINT AS prices_of_all,
    (sum(monthly * hundredths) FILTER (latest <= wanted))::HUGEINT AS prices_of_last,
    first_month >= 2016 * 12 AS by_prices, count(*) = count(hundredths) AS prices_known
FROM (
    SELECT number, r.start AS start, r.era AS era, first_month,
        (SELECT arg_max(CASE WHEN above = 0 THEN 10000 ELSE above END, key) FROM figure
            WHERE party = 'VN' AND name = 'state_window_by_start' AND key <= month_code(first_month)
                AND since <= r.start AND r.start < until) AS wanted
    FROM vn_right JOIN vn_time USING (number)
) AS w
JOIN vn_state_month AS m USING (number)
JOIN base_salary AS b ON b.month = w.start
LEFT JOIN price_level ON benefit_year = w.start // 12 AND year = greatest(m.month // 12, 1994)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE vn_others AS
-- L2024 72(2), D158 17(5): all months of salaries set by employers, up to the ceiling, and of voluntary incomes.
SELECT number, sum(months) AS months, sum(paid * hundredths)::HUGEINT AS hundredths, bool_and(hundredths IS NOT NULL) AS known
FROM (
    SELECT number, greatest(month // 12, 1994) AS year, count(*) AS months,
        sum(CASE class WHEN 'voluntary' THEN monthly ELSE least(monthly, ceiling) END) AS paid
    FROM vn_month JOIN base_salary USING (month)
    WHERE monthly IS NOT NULL AND (class = 'voluntary' OR regime IS DISTINCT FROM 'state')
    GROUP BY ALL
) AS y
JOIN vn_right USING (number)
LEFT JOIN price_level AS c ON c.benefit_year = r.start // 12 AND c.year = y.year
GROUP BY number;

CREATE OR REPLACE TEMP TABLE vn_average AS
-- L2024 72(3): the average as a fraction; null where a coefficient is not known.
SELECT number,
    CASE WHEN vn_established IS NOT NULL THEN vn_established
        WHEN s.number IS NULL THEN CASE WHEN o.known THEN o.hundredths END
        WHEN s.by_prices THEN CASE WHEN prices_known AND coalesce(o.known, true) THEN
            s.months * best_prices + best_taken_prices * coalesce(o.hundredths, 0) END
        WHEN coalesce(o.known, true) THEN s.months * best_level + 10000 * best_taken_level * coalesce(o.hundredths, 0)
    END::HUGEINT AS above,
    CASE WHEN vn_established IS NOT NULL THEN 1
        WHEN s.number IS NULL THEN 100 * o.months
        WHEN s.by_prices THEN 100 * best_taken_prices * (s.months + coalesce(o.months, 0))
        ELSE 1000000 * best_taken_level * (s.months + coalesce(o.months, 0))
    END::HUGEINT AS below
FROM vn_right JOIN person USING (number)
LEFT JOIN (
    SELECT *,
        -- D158 15(2)(c), from July 2025: the average of all months where it is higher.
        start >= 2025 * 12 + 6 AND level_of_all * taken > level_of_last * months AS all_level,
        start >= 2025 * 12 + 6 AND prices_of_all * taken > prices_of_last * months AS all_prices,
        CASE WHEN all_level THEN level_of_all ELSE level_of_last END AS best_level,
        CASE WHEN all_level THEN months ELSE taken END AS best_taken_level,
        CASE WHEN all_prices THEN prices_of_all ELSE prices_of_last END AS best_prices,
        CASE WHEN all_prices THEN months ELSE taken END AS best_taken_prices
    FROM vn_state
) AS s USING (number)
LEFT JOIN vn_others AS o USING (number);

CREATE OR REPLACE TEMP TABLE vn_pension AS
SELECT *,
    CASE WHEN above IS NOT NULL THEN greatest(
        -- D153/2018: women of 2018 to 2021 have a percentage of the rate before its reduction more.
        (2 * above * (10000 * rate + supplement * least(earned, 75000)) + below * 1000000000)
            // (2 * below * 1000000000),
        CASE
            WHEN r.basis = 2 OR own - voluntary < minimum_required THEN 0
            -- L2014 56(5): not for the women of 54(3); L2024 141(11): citizens insured before July 2025.
            WHEN r.era < 3 THEN CASE WHEN r.route = 'commune_cadre' THEN 0 ELSE level END
            ELSE CASE WHEN coalesce(nationality, 'VN') = 'VN' AND first_month < 2025 * 12 + 6 THEN level ELSE 0 END
        END
    ) END::HUGEINT AS at_start,
    -- L2014 58, L2024 68: halves of the average for half years beyond those that give the highest rate.
    CASE WHEN r.era < 3 THEN excess ELSE excess + 3 * least(excess, half_years(after_age)) END AS quarters
FROM (
    SELECT *,
        greatest(least(earned, 75000) - reduction, 0) AS rate,
        greatest(halves - 2 * CASE sex WHEN 'male' THEN years_men + 30000 // yearly_men
            ELSE years_women + 30000 // yearly_women END, 0) AS excess
    FROM (
        SELECT *,
            CASE
                -- L2024 66(4): 2.25 % for each year of fewer than fifteen paid in Viet Nam.
                WHEN r.basis = 2 AND own < 180 THEN 1125 * halves
                -- L2014 56(4)
                WHEN r.era < 3 AND sex = 'female' AND r.route = 'commune_cadre' THEN
                    45000 + 1000 * (halves - 2 * years_women)
                WHEN sex = 'female' THEN CASE WHEN halves < 2 * years_women AND r.era = 3 THEN 0 ELSE
                    45000 + yearly_women // 2 * (halves - 2 * years_women) END
                -- L2024 66(1): men from 15 to under 20 years, 40 % and 1 % a year.
                WHEN r.era = 3 AND halves < 30 THEN 0
                WHEN r.era = 3 AND halves < 40 THEN 40000 + 500 * (halves - 30)
                ELSE 45000 + yearly_men // 2 * (halves - 2 * years_men)
            END AS earned,
            CASE WHEN r.reduced THEN 2000 * (early // 12) + CASE WHEN early % 12 >= 6 THEN 1000 ELSE 0 END ELSE 0 END
                AS reduction
        FROM (
            SELECT v.number, r, p.sex, nationality, as_of, t.own, t.voluntary, t.first_month, l.*, b.level,
                era.minimum_required, a.above, a.below,
                half_years(t.own) AS halves, coalesce(w.above * 10000 // w.below, 0) AS supplement,
                -- D158 13(2), D115 7(3): the age of the year of the start, for special work five years or ten less.
                greatest(birth + CASE
                    WHEN r.era = 1 AND coal >= special_work THEN 600
                    WHEN coal >= special_work THEN q.months - 120
                    WHEN hazardous >= special_work THEN q.months - 60
                    ELSE q.months END + 1 - r.start, 0) AS early,
                CASE WHEN r.era = 3 AND t.own > 300 THEN (
                    SELECT count(*) FROM vn_month AS m JOIN attainment AS g
                        ON g.sex = p.sex AND g.birth = p.birth AND g.lower = 0
                    WHERE m.number = v.number AND m.month > g.month
                ) ELSE 0 END AS after_age
            FROM vn_right AS v
            JOIN person AS p USING (number)
            JOIN vn_time AS t USING (number)
            JOIN law_of_viet_nam AS l ON l.month = r.start
            JOIN era ON era.era = r.era
            JOIN base_salary AS b ON b.month = r.start
            JOIN required_age AS q ON q.year = r.start // 12 AND q.sex = p.sex
            LEFT JOIN vn_average AS a USING (number)
            LEFT JOIN figure AS w ON w.party = 'VN' AND w.name = 'women_supplement_rate' AND p.sex = 'female'
                AND w.key = half_years(t.own) AND r.start >= w.since AND r.start < w.until
        )
    )
);

CREATE OR REPLACE TEMP TABLE vn_paid AS
-- D42/2023, D162/2026 and the others before: pensions drawn before the date are raised, each time to the nearest dong.
WITH RECURSIVE step AS (
    SELECT key // 100 * 12 + key % 100 - 1 AS month, f.above, f.below, row_number() OVER (ORDER BY key) AS place,
        first.above AS first_above, first.below AS first_below
    FROM figure AS f
    LEFT JOIN (SELECT key, above, below FROM figure WHERE party = 'VN' AND name = 'first_adjustments') AS first
        USING (key)
    WHERE party = 'VN' AND name = 'adjustments'
),
raised AS (
    SELECT number, r.start AS start, as_of, at_start AS amount, 0 AS place, false AS had FROM vn_pension
    UNION ALL
    SELECT number, start, as_of,
        CASE WHEN NOT applies THEN amount
            WHEN NOT had AND first_above IS NOT NULL THEN
                (2 * amount * (first_below + first_above) + first_below) // (2 * first_below)
            ELSE (2 * amount * (below + above) + below) // (2 * below)
        END::HUGEINT,
        place, had OR applies
    FROM (
        SELECT raised.* EXCLUDE (place), step.place, above, below, first_above, first_below,
            start < month AND month <= as_of AS applies
        FROM raised JOIN step ON step.place = raised.place + 1
    )
)
SELECT number, amount FROM raised WHERE place = (SELECT max(place) FROM step);

CREATE OR REPLACE TEMP TABLE vn_answer AS
SELECT person.number, person.case_id,
    v.number IS NOT NULL AS entitled,
    CASE r.basis WHEN 1 THEN 'independent' WHEN 2 THEN 'totalised' ELSE 'none' END AS basis,
    coalesce(t.own, 0) AS own_months, coalesce(total.months, 0) AS totalised_months,
    month_code(r.start) AS start,
    NULL::BIGINT AS ratio_numerator, NULL::BIGINT AS ratio_denominator, NULL::BIGINT AS theoretical_amount,
    at_start::BIGINT AS monthly_amount_at_start, vn_paid.amount::BIGINT AS monthly_amount,
    ((quarters * above * 2 + 4 * below) // (8 * below))::BIGINT AS one_off_allowance,
    vn_unsettled.number IS NOT NULL AS unsettled
FROM person
LEFT JOIN vn_unsettled USING (number)
LEFT JOIN vn_pension AS v USING (number)
LEFT JOIN vn_paid USING (number)
LEFT JOIN vn_time AS t USING (number)
LEFT JOIN total USING (number);
