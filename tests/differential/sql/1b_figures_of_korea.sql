-- Figures of the National Pension as the other statements ask for them.

CREATE OR REPLACE MACRO adjustment_year(month) AS
    -- NPD 37: January to December since 2019, April to March before.
    CASE WHEN month >= 2019 * 12 OR month % 12 >= 3 THEN month // 12 ELSE month // 12 - 1 END;
CREATE OR REPLACE MACRO of_year(of_name, year) AS (
    SELECT above FROM figure AS f WHERE f.party = 'KR' AND f.name = of_name AND f.key = year
);

CREATE OR REPLACE TABLE kr_cohort AS
-- Addendum 8541 Art. 8: years added to every benefit age, by year of birth.
SELECT birth_year, 12 * (figure_at('KR', 'pension_age_years', 2020 * 12) + added)::INTEGER AS pension_age,
    12 * (figure_at('KR', 'early_age_years', 2020 * 12) + added)::INTEGER AS early_age,
    12 * (figure_at('KR', 'deferral_age_years', 2020 * 12) + added)::INTEGER AS deferral_age, 12 * added AS added
FROM (
    SELECT birth_year, coalesce(max(above), 0)::INTEGER AS added
    FROM (SELECT unnest(range(1880, 2030))::INTEGER AS birth_year)
    LEFT JOIN figure ON party = 'KR' AND name = 'years_added_by_birth_year' AND key <= birth_year
    GROUP BY birth_year
);

CREATE OR REPLACE TABLE kr_year AS
-- By calendar year: the factor of its months with A and with B, in thousandths (Art. 51(1), addenda 20 and 34).
SELECT year, factor,
    factor * coalesce((SELECT above FROM figure WHERE party = 'KR' AND name = 'own_income_share' AND key = year), 1)
        // coalesce((SELECT below FROM figure WHERE party = 'KR' AND name = 'own_income_share' AND key = year), 1)
        AS own_factor
FROM (
    SELECT year, (SELECT above * 1000 // below FROM figure
        WHERE party = 'KR' AND name = 'basic_amount_factor' AND key = least(year, 2026)) AS factor
    FROM (SELECT unnest(range(1988, 2041))::INTEGER AS year)
);

CREATE OR REPLACE TABLE kr_start_year AS
-- A of the year in which payment starts, not less than the floor (addendum 33(2)).
SELECT key AS year, above AS stated,
    greatest(above, figure_at('KR', 'least_average_income', 2020 * 12)) AS a
FROM figure WHERE party = 'KR' AND name = 'average_income_of_all_insured';

CREATE OR REPLACE TABLE kr_revaluation AS
-- NPD 36: thousandths, a half upwards; published, or A over the A that was applied in the year after the insured one.
-- Of 1988 to 1997 that A is known between bounds: the rate is known where both give the same.
SELECT s.year AS benefit_year, i.year,
    CASE WHEN i.year >= s.year THEN 1000
        WHEN published.above IS NOT NULL THEN published.above * 1000 // published.below
        WHEN following.stated IS NOT NULL THEN (2000 * s.a + following.stated) // (2 * following.stated)
        WHEN (2000 * s.a * low.below + low.above) // (2 * low.above)
            = (2000 * s.a * high.below + high.above) // (2 * high.above)
        THEN (2000 * s.a * low.below + low.above) // (2 * low.above)
    END::BIGINT AS thousandths
FROM kr_start_year AS s
CROSS JOIN (SELECT unnest(range(1988, 2041))::INTEGER AS year) AS i
LEFT JOIN figure AS published
    ON published.name = 'published_revaluation_rate' AND published.key = 10000 * s.year + i.year
LEFT JOIN kr_start_year AS following ON following.year = i.year + 1
LEFT JOIN figure AS low ON low.name = 'least_income_for_revaluation' AND low.key = i.year
LEFT JOIN figure AS high ON high.name = 'greatest_income_for_revaluation' AND high.key = i.year;

CREATE OR REPLACE TABLE kr_income_limits AS
-- NPD 5: the floor and the ceiling of the standard income, July to June.
SELECT month, of_year('standard_income_floor', (month - 6) // 12) AS floor,
    of_year('standard_income_ceiling', (month - 6) // 12) AS ceiling
FROM (SELECT unnest(range(2008 * 12, 2030 * 12))::INTEGER AS month);

CREATE OR REPLACE TABLE kr_prices AS
-- Art. 51(2), (3): what the adjustments from one year to another make of 1 won: the exact fraction, while it is of
-- few enough digits, and two whole numbers of 10^-15 between which it lies.
WITH RECURSIVE grown AS (
    SELECT year AS from_year, year AS to_year, 1::HUGEINT AS above, 1::HUGEINT AS below,
        1000000000000000::HUGEINT AS low, 1000000000000000::HUGEINT AS high
    FROM (SELECT unnest(range(2005, 2031))::INTEGER AS year)
    UNION ALL
    SELECT from_year, to_year + 1,
        CASE WHEN to_year - from_year < 9 THEN grown.above * (f.below + f.above) // gcd(grown.above, f.below::HUGEINT) END,
        CASE WHEN to_year - from_year < 9 THEN grown.below * f.below // gcd(grown.above, f.below::HUGEINT) END,
        low * (f.below + f.above) // f.below, (high * (f.below + f.above) + f.below - 1) // f.below
    FROM grown JOIN figure AS f ON f.party = 'KR' AND f.name = 'consumer_price_adjustment' AND f.key = to_year + 1
)
SELECT * FROM grown;

CREATE OR REPLACE MACRO digits(number) AS length((number)::VARCHAR);
CREATE OR REPLACE MACRO tens(above, below, by_above, by_below, low, high, less) AS
    -- above/below times a factor, less some thousandths of won, cut to ten won (Art. 117). Exact where the integers
    -- have room; else between two bounds, and -1 where these do not tell.
    CASE
        WHEN above IS NULL OR low IS NULL THEN NULL
        WHEN by_above IS NOT NULL AND digits(above) + digits(by_above) <= 33 AND digits(below) + digits(by_below) <= 26
        THEN ((above * by_above * 1000 - less * below * by_below) // (below * by_below * 10000) * 10)::BIGINT
        WHEN (above * 1000000000 // below * low - less * 1000000000000000000000::HUGEINT)
                // 10000000000000000000000000::HUGEINT
            = ((above * 1000000000 // below + 1) * high - less * 1000000000000000000000::HUGEINT)
                // 10000000000000000000000000::HUGEINT
        THEN ((above * 1000000000 // below * low - less * 1000000000000000000000::HUGEINT)
            // 10000000000000000000000000::HUGEINT * 10)::BIGINT
        ELSE -1
    END;
