-- Korea: the old-age pension of the National Pension Act.

CREATE OR REPLACE TEMP TABLE kr_time AS
SELECT number, count(*)::INTEGER AS own, max(month) AS last_month,
    (count(*) FILTER (kind = 'childbirth_credit'))::INTEGER AS childbirth,
    (count(*) FILTER (kind = 'military_credit'))::INTEGER AS military
FROM kr_month GROUP BY number;

CREATE OR REPLACE TEMP TABLE kr_basis AS
-- The hundred and twentieth month completes the qualifying period, of own time or of both parties' together.
SELECT number, 1 AS basis, list_sort(list(month))[120] AS completed, count(*)::INTEGER AS counted
FROM kr_month GROUP BY number HAVING count(*) >= 120
UNION ALL
SELECT number, 2, list_sort(list(month))[120], count(*)::INTEGER
FROM insured
WHERE number IN (
    SELECT number FROM kr_time JOIN total USING (number) JOIN person USING (number) JOIN term ON party = 'KR'
    WHERE own < 120 AND own >= minimum_own AND claim_day >= effect AND vn_adds AND months >= 120
)
GROUP BY number;

CREATE OR REPLACE TEMP TABLE kr_right AS
SELECT *, adjustment_year(begins) AS benefit_year,
    greatest(
        CASE WHEN deferred_until IS NOT NULL AND share = 10 THEN greatest(begins, deferred_until) ELSE begins END,
        claim - figure_at('KR', 'limitation_months', 2020 * 12)
    )::INTEGER AS start
FROM (
    SELECT *, greatest(ground, effective) AS acquired, greatest(ground, effective) + 1 AS begins
    FROM (
        SELECT *, greatest(CASE WHEN drawn_early THEN claim ELSE attained END, completed, last_month) AS ground
        FROM (
            SELECT p.*, t.own, t.last_month, t.childbirth, t.military, b.basis, b.completed, b.counted,
                birth + pension_age AS attained, birth + early_age AS early_attained,
                birth + deferral_age AS deferral_limit,
                CASE b.basis WHEN 2 THEN month_of(effect::VARCHAR) ELSE 0 END AS effective,
                -- Art. 61(1): on the day of becoming 60; where only the month is known, in it.
                claim > attained OR claim = attained AND day(claim_day) >= least(coalesce(birth_day, 0), c.days)
                    AS of_age,
                claim > early_attained OR claim = early_attained
                    AND day(claim_day) >= least(coalesce(birth_day, 0), e.days) AS of_early_age,
                early AND NOT of_age AS drawn_early,
                CASE WHEN deferred_until IS NULL THEN 0 ELSE CASE deferred_share
                    WHEN '1/2' THEN 5 WHEN '3/5' THEN 6 WHEN '7/10' THEN 7 WHEN '4/5' THEN 8 WHEN '9/10' THEN 9
                    ELSE 10 END END AS share
            FROM kr_basis AS b
            JOIN person AS p USING (number)
            JOIN kr_time AS t USING (number)
            JOIN kr_cohort ON birth_year = birth // 12
            JOIN term ON party = 'KR'
            JOIN calendar AS c ON c.month = birth + pension_age
            JOIN calendar AS e ON e.month = birth + early_age
        )
        -- NPD 45: an early pension is for those without work that earns more than A.
        WHERE of_age OR drawn_early AND of_early_age AND (monthly_income = 0
            OR monthly_income <= of_year('average_income_of_all_insured', adjustment_year(claim)))
    )
);

CREATE OR REPLACE TEMP TABLE kr_income AS
-- The standard monthly income of each month with earnings, revalued, in thousandths of won; the latest month is 1.
SELECT number, income * thousandths AS revalued, row_number() OVER (PARTITION BY number ORDER BY month DESC) AS latest
FROM (
    SELECT number, month, benefit_year,
        CASE WHEN month < 2008 * 12 THEN monthly
            ELSE least(greatest(monthly // 1000 * 1000, floor), ceiling) END AS income
    FROM kr_month JOIN kr_right USING (number) LEFT JOIN kr_income_limits USING (month)
    WHERE monthly IS NOT NULL AND kind NOT IN ('childbirth_credit', 'military_credit')
)
LEFT JOIN kr_revaluation USING (benefit_year) WHERE year = month // 12;

CREATE OR REPLACE TEMP TABLE kr_average AS
-- B (Art. 51(1)2), and the average of the last five insured years (Art. 53), as fractions; A counts for months of
-- childbirth credit, half of it for military service. Null where a rate is not known.
SELECT number, a,
    CASE WHEN kr_established IS NOT NULL THEN kr_established
        WHEN coalesce(months = known, true) THEN
            coalesce(2 * revalued, 0) + 1000 * a * (2 * childbirth + military) END::HUGEINT AS b_above,
    CASE WHEN kr_established IS NOT NULL THEN 1
        ELSE 2000 * greatest(coalesce(months, 0) + childbirth + military, 1) END::HUGEINT AS b_below,
    CASE WHEN last_months IS NULL THEN b_above WHEN last_months = last_known THEN last_revalued END::HUGEINT
        AS last_above,
    CASE WHEN last_months IS NULL THEN b_below ELSE 1000 * last_months END::HUGEINT AS last_below
FROM kr_right
JOIN kr_start_year ON year = benefit_year
LEFT JOIN (
    SELECT number, count(*) AS months, count(revalued) AS known, sum(revalued) AS revalued,
        count(*) FILTER (latest <= 60) AS last_months, count(revalued) FILTER (latest <= 60) AS last_known,
        sum(revalued) FILTER (latest <= 60) AS last_revalued
    FROM kr_income GROUP BY number
) USING (number);

CREATE OR REPLACE TEMP TABLE kr_factors AS
-- The factors of all own months added up, in thousandths; credited months have that of the year of the right.
SELECT number,
    sum(CASE WHEN credited THEN r.factor ELSE y.factor END)::HUGEINT AS a_factor,
    sum(CASE WHEN credited THEN r.own_factor ELSE y.own_factor END)::HUGEINT AS b_factor
FROM (
    SELECT number, month // 12 AS year, acquired // 12 AS year_of_right,
        kind IN ('childbirth_credit', 'military_credit') AS credited
    FROM kr_month JOIN kr_right USING (number)
) AS m
JOIN kr_year AS y ON y.year = m.year
JOIN kr_year AS r ON r.year = year_of_right
GROUP BY number;

CREATE OR REPLACE TEMP TABLE kr_whole AS
-- Arts. 51, 63: half for ten years, a twentieth of the whole for each further year, and so on beyond twenty: the
-- amount of twenty years times months over 240. Then the part for early drawing, one twelfth, and the cap of Art. 53.
SELECT *, CASE WHEN cap_above IS NOT NULL THEN cap_below * above > cap_above * below END AS capped,
    CASE capped WHEN true THEN cap_above WHEN false THEN above END AS whole_above,
    CASE WHEN capped THEN cap_below ELSE below END AS whole_below
FROM (
    SELECT *, full_above // gcd(full_above, full_below) AS above, full_below // gcd(full_above, full_below) AS below
    FROM (
        SELECT *, (a_factor * a * b_below + b_factor * b_above) * counted * early_thousandths AS full_above,
            1000::HUGEINT * own * b_below * 240 * 1000 * 12 AS full_below,
            b_above * last_below >= last_above * b_below AS b_higher,
            CASE WHEN b_higher THEN b_above ELSE last_above END AS cap_above,
            CASE WHEN b_higher THEN b_below ELSE last_below END AS cap_below
        FROM (
            SELECT *, CASE WHEN drawn_early THEN (
                SELECT above * 1000 // below FROM figure
                WHERE party = 'KR' AND name = 'early_rate' AND key = 55 + least((claim - early_attained) // 12, 4)
            ) + 5 * (claim - early_attained - 12 * least((claim - early_attained) // 12, 4)) ELSE 1000 END
                AS early_thousandths
            FROM kr_right JOIN kr_average USING (number) JOIN kr_factors USING (number)
        )
    )
);

CREATE OR REPLACE TEMP TABLE kr_family AS
-- Art. 52: who counts at the start and in the month that is asked for.
SELECT number, at_start, count(*) FILTER (relation = 'spouse') AS spouses,
    count(*) FILTER (relation <> 'spouse' AND (disabled
        OR relation = 'child' AND born < paid AND paid <= born + 12 * CASE WHEN paid >= 2015 * 12 + 7 THEN 19 ELSE 18 END
        OR relation = 'parent' AND paid > born + 12 * 60 + coalesce(added, 0))) AS others
FROM (
    SELECT number, at_start, CASE WHEN at_start THEN start ELSE greatest(as_of, start) END AS paid,
        each ->> 'relation' AS relation, month_of(each ->> 'birth_date') AS born,
        coalesce((each ->> 'disabled')::BOOLEAN, false) AS disabled
    FROM (
        SELECT number, start, as_of, unnest(from_json(dependants, '["JSON"]')) AS each
        FROM kr_right WHERE dependants IS NOT NULL
    ), (VALUES (true), (false)) AS t(at_start)
)
LEFT JOIN kr_cohort ON birth_year = born // 12
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE kr_pension AS
SELECT *,
    CASE WHEN excess > 0 THEN (
        -- Art. 63-2: by steps of what exceeds A, in thousandths of won.
        SELECT coalesce(max(d.above * 1000 + (excess - d.key) * r.above * 1000 // r.below), 0)
        FROM figure AS d JOIN figure AS r ON r.name = d.name || '_rate' AND r.key = d.key
        WHERE d.name = CASE WHEN paid >= 2025 * 12 THEN 'income_deduction' ELSE 'former_income_deduction' END
            AND d.key <= excess
    ) ELSE 0 END AS deduction
FROM (
    SELECT *,
        CASE WHEN monthly_income > 0 AND attained < paid AND paid <= deferral_limit
            THEN greatest(monthly_income - of_year('average_income_of_all_insured', adjustment_year(paid)), 0)
            ELSE 0 END AS excess,
        -- Art. 62: six thousandths more for each month of deferral, on the part that is deferred; ten thousandths.
        10000 + 6 * share * greatest(least(coalesce(deferred_until, 0), deferral_limit + 1) - begins, 0)
            AS after_deferral,
        CASE WHEN start >= coalesce(deferred_until, 0) THEN after_deferral ELSE 10000 - 1000 * share END AS drawn_at_start,
        CASE WHEN paid >= coalesce(deferred_until, 0) THEN after_deferral ELSE 10000 - 1000 * share END AS drawn_when_paid,
        -- What is shared out: by own months over all.
        CASE basis WHEN 2 THEN own ELSE 1 END::HUGEINT AS part, CASE basis WHEN 2 THEN counted ELSE 1 END::HUGEINT AS of_all
    FROM (SELECT *, greatest(as_of, start) AS paid FROM kr_whole)
);

CREATE OR REPLACE MACRO dependants_amount(month, spouses, others, part, of_all) AS
    spouses * (of_year('spouse_amount', adjustment_year(month)) * part // (of_all * 120) * 10)
    + others * (of_year('child_or_parent_amount', adjustment_year(month)) * part // (of_all * 120) * 10);

CREATE OR REPLACE TEMP TABLE kr_paid AS
SELECT k.number, k.basis, k.own, k.counted, k.start,
    CASE k.basis WHEN 2 THEN (whole_above // (10 * whole_below) * 10)::BIGINT END AS theoretical,
    CASE WHEN at_start_alone = -1 OR at_start_cap = -1 THEN -1 WHEN at_start_alone IS NOT NULL THEN
        least(at_start_alone + coalesce(dependants_amount(k.start, f.spouses, f.others, part, of_all), 0), at_start_cap)
    END::BIGINT AS at_start,
    CASE WHEN paid_alone = -1 OR paid_half = -1 OR paid_cap = -1 THEN -1 WHEN paid_alone IS NOT NULL THEN
        least(
            CASE WHEN deduction > 0 THEN greatest(paid_alone, paid_half) ELSE paid_alone END
                + CASE WHEN excess > 0 THEN 0
                    ELSE coalesce(dependants_amount(paid, g.spouses, g.others, part, of_all), 0) END,
            paid_cap
        )
    END::BIGINT AS paid_then
FROM (
    SELECT k.*,
        tens(n_start, d_start, s.above, s.below, s.low, s.high, 0) AS at_start_alone,
        tens(shared_cap_above, shared_cap_below, s.above, s.below, s.low, s.high, 0) AS at_start_cap,
        tens(n_paid, d_paid, p.above, p.below, p.low, p.high, deduction) AS paid_alone,
        CASE WHEN deduction > 0 THEN tens(n_paid, 2 * d_paid, p.above, p.below, p.low, p.high, 0) ELSE 0 END
            AS paid_half,
        tens(shared_cap_above, shared_cap_below, p.above, p.below, p.low, p.high, 0) AS paid_cap
    FROM (
        SELECT *,
            -- Art. 53 limits what would be payable if all time were Korean: of what is paid, its share.
            cap_above * part AS shared_cap_above, cap_below * of_all AS shared_cap_below,
            whole_above * part * drawn_at_start AS n1, whole_below * of_all * 10000 AS d1,
            n1 // gcd(n1, d1) AS n_start, d1 // gcd(n1, d1) AS d_start,
            whole_above * part * drawn_when_paid AS n2, whole_below * of_all * 10000 AS d2,
            n2 // gcd(n2, d2) AS n_paid, d2 // gcd(n2, d2) AS d_paid
        FROM kr_pension
    ) AS k
    LEFT JOIN kr_prices AS s ON s.from_year = benefit_year AND s.to_year = adjustment_year(start)
    LEFT JOIN kr_prices AS p ON p.from_year = benefit_year AND p.to_year = adjustment_year(paid)
) AS k
LEFT JOIN kr_family AS f ON f.number = k.number AND f.at_start
LEFT JOIN kr_family AS g ON g.number = k.number AND NOT g.at_start;

CREATE OR REPLACE TEMP TABLE kr_answer AS
SELECT person.number, person.case_id,
    r.number IS NOT NULL AS entitled,
    CASE r.basis WHEN 1 THEN 'independent' WHEN 2 THEN 'totalised' ELSE 'none' END AS basis,
    coalesce(t.own, 0) AS own_months, coalesce(total.months, 0) AS totalised_months,
    month_code(r.start) AS start,
    CASE r.basis WHEN 2 THEN t.own // gcd(t.own, r.counted) END::BIGINT AS ratio_numerator,
    CASE r.basis WHEN 2 THEN r.counted // gcd(t.own, r.counted) END::BIGINT AS ratio_denominator,
    theoretical AS theoretical_amount, at_start AS monthly_amount_at_start, paid_then AS monthly_amount,
    false AS unsettled
FROM person
LEFT JOIN kr_right AS r USING (number)
LEFT JOIN kr_paid USING (number)
LEFT JOIN kr_time AS t USING (number)
LEFT JOIN total USING (number);
