-- Insured time: every period taken apart into its months, and each month given to the period that keeps it.

CREATE OR REPLACE TEMP TABLE person AS
SELECT p.*, row_number() OVER () AS number
FROM (
    SELECT case_id, sex, nationality,
        month_of(birth_date) AS birth, day_of(birth_date) AS birth_day, length(birth_date) = 4 AS year_alone,
        claim_date::DATE AS claim_day, month_of(claim_date) AS claim,
        coalesce(getvariable('as_of'), month_of(claim_date)) AS as_of,
        coalesce(capacity_loss_percent, 0) AS capacity_loss, month_of(capacity_conclusion::VARCHAR) AS concluded,
        coalesce(occupational_hiv, false) AS hiv,
        "established.VN.average_earnings"::BIGINT AS vn_established,
        "established.KR.average_earnings"::BIGINT AS kr_established,
        coalesce("options.KR.early", false) AS early,
        month_of("options.KR.deferred_until") AS deferred_until,
        coalesce("options.KR.deferred_share", '1') AS deferred_share,
        coalesce("options.KR.count_acquisition_month", false) AS acquisition_counts,
        coalesce("options.KR.monthly_income", 0)::BIGINT AS monthly_income,
        dependants
    FROM persons
) AS p;

CREATE OR REPLACE TEMP TABLE period AS
SELECT number, party, r.kind, k.class, first, last,
    CASE party
        -- L2024 33(5): days outside the period are days without salary; 14 working days of them undo the month.
        WHEN 'VN' THEN weekdays_before ELSE 0 END AS lost_before,
    CASE party WHEN 'VN' THEN weekdays_after ELSE 0 END AS lost_after,
    CASE
        -- NPA 17(1): from the month after that of acquisition, unless acquired on its first day and kept
        -- beyond it, voluntarily continued, or at the person's wish.
        WHEN party = 'KR' AND first_day IS NOT NULL AND r.kind <> 'voluntary_continued' AND NOT acquisition_counts
            AND NOT (first_day = 1 AND NOT (first = last AND last_day < days_of_last))
        THEN first + 1 ELSE first
    END::INTEGER AS from_month,
    broken, regime, monthly, millionths,
    list_has_any(conditions, ['hazardous', 'very_hazardous', 'difficult_area']) AS hazardous,
    list_contains(conditions, 'very_hazardous') AS very_hazardous,
    list_contains(conditions, 'underground_coal') AS coal,
    list_contains(conditions, 'armed_forces') AS soldier, list_contains(conditions, 'commune_cadre') AS cadre,
    row_number() OVER (
        PARTITION BY number, party
        ORDER BY place, monthly IS NULL, written_from, written_to, conditions
    )::INTEGER AS precedence
FROM (
    SELECT number, party, kind, acquisition_counts,
        periods."from" AS written_from, periods."to" AS written_to,
        month_of(periods."from") AS first, month_of(periods."to") AS last,
        day_of(periods."from") AS first_day, day_of(periods."to") AS last_day,
        begin.weekdays[coalesce(day_of(periods."from"), 1)] AS weekdays_before,
        ending.weekdays[ending.days + 1] - ending.weekdays[coalesce(day_of(periods."to"), ending.days) + 1]
            AS weekdays_after,
        ending.days AS days_of_last,
        list_transform(broken_months, lambda each: month_of(each)) AS broken,
        salary_regime AS regime, monthly::BIGINT AS monthly,
        (coefficient::DECIMAL(18, 6) * 1000000)::BIGINT AS millionths,
        coalesce(conditions, []) AS conditions
    FROM periods
    JOIN person USING (case_id)
    JOIN calendar AS begin ON begin.month = month_of(periods."from")
    JOIN calendar AS ending ON ending.month = month_of(periods."to")
    -- L2024 5(3), and the agreement: contributions that were refunded count no more.
    WHERE coalesce(refunded, false) = false
) AS r
JOIN kind AS k USING (party, kind);

CREATE OR REPLACE TEMP TABLE insured AS
-- Each calendar month once, with the period of each party that keeps it.
SELECT number, month,
    min(precedence) FILTER (party = 'VN') AS vn, min(precedence) FILTER (party = 'KR') AS kr
FROM (
    SELECT number, party, precedence, unnest(range(from_month, last + 1))::INTEGER AS month,
        first, last, lost_before, lost_after, broken
    FROM period
)
WHERE (month > first OR lost_before + CASE WHEN month = last THEN lost_after ELSE 0 END < 14)
    AND (month < last OR lost_after + CASE WHEN month = first THEN lost_before ELSE 0 END < 14)
    AND (broken IS NULL OR NOT list_contains(broken, month))
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE vn_month AS
SELECT i.number, month, class, regime, monthly, millionths, hazardous, very_hazardous, coal, soldier, cadre
FROM insured AS i JOIN period AS p ON p.number = i.number AND p.precedence = i.vn AND p.party = 'VN';

CREATE OR REPLACE TEMP TABLE kr_month AS
SELECT i.number, month, kind, monthly
FROM insured AS i JOIN period AS p ON p.number = i.number AND p.precedence = i.kr AND p.party = 'KR';

CREATE OR REPLACE TEMP TABLE total AS
SELECT number, count(*)::INTEGER AS months, bool_or(vn IS NULL) AS kr_adds, bool_or(kr IS NULL) AS vn_adds
FROM insured GROUP BY number;
