-- Figures of law as the other statements ask for them. All months are whole numbers: year * 12 + month - 1.

CREATE OR REPLACE MACRO month_of(written) AS
    left(written, 4)::INTEGER * 12 + coalesce(nullif(substr(replace(written, '-', ''), 5, 2), ''), '1')::INTEGER - 1;
CREATE OR REPLACE MACRO day_of(written) AS
    nullif(substr(replace(written, '-', ''), 7, 2), '')::INTEGER;
CREATE OR REPLACE MACRO month_code(month) AS (month // 12 * 100 + month % 12 + 1)::INTEGER;
CREATE OR REPLACE MACRO half_years(months) AS
    -- L2024 5(6), L2014 85(6): 1 to 6 odd months are half a year, 7 to 11 a year.
    months // 12 * 2 + CASE WHEN months % 12 = 0 THEN 0 WHEN months % 12 <= 6 THEN 1 ELSE 2 END;

CREATE OR REPLACE TABLE calendar AS
SELECT month, days, weekdays
FROM (
    SELECT month, day(last_day(make_date(month // 12, month % 12 + 1, 1))) AS days
    FROM (SELECT unnest(range(1900 * 12, 2210 * 12)) AS month)
),
LATERAL (
    -- The number of days from Monday to Friday up to each day of the month; the first element is for no day.
    SELECT list_transform(range(0, days + 1), lambda until: len(list_filter(
        range(1, until + 1), lambda each: isodow(make_date(month // 12, month % 12 + 1, each::INTEGER)) <= 5
    ))) AS weekdays
);

CREATE OR REPLACE MACRO figure_at(of_party, of_name, month) AS (
    -- A single figure in a month, in units of one part in ``below``; null where there is none.
    SELECT above FROM figure AS f
    WHERE f.party = of_party AND f.name = of_name AND f.key IS NULL AND f.since <= month AND month < f.until
);

-- Ages by the calendar of the Labour Code 169: the required age of each year, so many months lower.
CREATE OR REPLACE TABLE required_age AS
SELECT sex, year, arg_min(above, abs(year - key))::INTEGER AS months
FROM (SELECT unnest(range(1940, 2210))::INTEGER AS year),
    (
        SELECT CASE name WHEN 'normal_age_men' THEN 'male' ELSE 'female' END AS sex, key, above
        FROM figure WHERE party = 'VN' AND name IN ('normal_age_men', 'normal_age_women')
    )
GROUP BY ALL;

CREATE OR REPLACE TABLE attainment AS
-- The first month in which somebody born then has the age that is required in that month's year.
SELECT sex, birth, lower, min(greatest(birth + months - lower, year * 12))::INTEGER AS month
FROM required_age, (SELECT unnest(range(1900 * 12, 2020 * 12))::INTEGER AS birth), (VALUES (0), (60), (120)) AS l(lower)
WHERE birth + months - lower < year * 12 + 12
GROUP BY ALL;

CREATE OR REPLACE TABLE base_salary AS
-- The base salary of each month, and the ceiling of salaries set by employers (L2024 31(1)(đ): twenty times it).
SELECT month, level, multiple * level AS ceiling
FROM (SELECT unnest(range(1920 * 12, 2200 * 12))::INTEGER AS month) AS m,
    LATERAL (SELECT arg_max(above, key) FROM figure
        WHERE party = 'VN' AND name = 'base_salary' AND key <= month_code(m.month)) AS l(level),
    LATERAL (SELECT arg_max(above, key) FROM figure
        WHERE party = 'VN' AND name = 'ceiling_multiple' AND key <= month_code(m.month)) AS c(multiple);

CREATE OR REPLACE TABLE price_level AS
-- Hundredths of the coefficient that brings a year's earnings to the prices of a pension's year.
SELECT since // 12 AS benefit_year, key AS year, (above * 100 // below)::BIGINT AS hundredths
FROM figure WHERE party = 'VN' AND name = 'adjustment_coefficients';

CREATE OR REPLACE TABLE law_of_viet_nam AS
-- What Vietnamese law says of a pension that starts in a month; rates in hundred thousandths.
SELECT month,
    CASE WHEN month < 2021 * 12 THEN 1 WHEN month < 2025 * 12 + 6 THEN 2 ELSE 3 END AS era,
    figure_at('VN', 'initial_years_men', month) AS years_men,
    figure_at('VN', 'initial_years_women', month) AS years_women,
    CASE WHEN month < 2018 * 12 THEN 3000 ELSE 2000 END AS expected_women,
    (SELECT above * 100000 // below FROM figure AS f WHERE party = 'VN' AND name = 'yearly_rate_women'
        AND since <= month AND month < until) AS yearly_women,
    (SELECT above * 100000 // below FROM figure AS f WHERE party = 'VN' AND name = 'yearly_rate_men'
        AND since <= month AND month < until) AS yearly_men
FROM (SELECT unnest(range(2016 * 12, 2200 * 12))::INTEGER AS month);
ALTER TABLE law_of_viet_nam DROP expected_women;

CREATE OR REPLACE TABLE era AS
-- The laws of the start: ages fixed until 2020, the Labour Code's from 2021, Law 41/2024 from July 2025.
SELECT era, min(month) AS since, max(month) AS until,
    figure_at('VN', 'required_months', min(month)) AS required,
    figure_at('VN', 'reduced_capacity_required_months', min(month)) AS reduced_required,
    figure_at('VN', 'commune_cadre_required_months', min(month)) AS cadre_required,
    figure_at('VN', 'long_voluntary_required_months', min(month)) AS voluntary_required,
    figure_at('VN', 'special_work_months', min(month)) AS special_work,
    figure_at('VN', 'reduced_capacity_percent', min(month)) AS reduced_percent,
    figure_at('VN', 'severely_reduced_capacity_percent', min(month)) AS severe_percent,
    figure_at('VN', 'minimum_pension_required_months', min(month)) AS minimum_required
FROM law_of_viet_nam GROUP BY era;
