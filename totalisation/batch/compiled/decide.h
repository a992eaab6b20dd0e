/* The rows of a batch one after another. */

typedef struct { /* columns of one side's results; the bits say which rows hold a value */
    uint8_t *entitled, *has_earliest, *has_theoretical, *has_ratio;
    int32_t *basis, *own_months, *totalised_months, *start, *earliest, *ratio_numerator, *ratio_denominator;
    int64_t *theoretical_amount, *monthly_amount_at_start, *monthly_amount;
    int64_t *further[MOST_FURTHER];
    int32_t *doubts;
} Columns;

static inline void set_bit(uint8_t *bits, int64_t i) { bits[i >> 3] |= (uint8_t)(1u << (i & 7)); }
static inline int32_t calendar(I month) { return (int32_t)(month / 12 * 100 + month % 12 + 1); }

static void keep(Base *b, const Columns *c, Combinations *combinations, int64_t i, const Result *r) {
    /* The one thing that can refuse the row comes first, so that a refused row leaves no mark. */
    c->doubts[i] = combination(b, combinations, r->doubts);
    c->basis[i] = (int32_t)r->basis;
    c->own_months[i] = (int32_t)r->own_months;
    c->totalised_months[i] = (int32_t)r->totalised_months;
    if (r->entitled) {
        set_bit(c->entitled, i);
        c->start[i] = calendar(r->start);
        c->monthly_amount_at_start[i] = r->monthly_amount_at_start;
        c->monthly_amount[i] = r->monthly_amount;
        for (int k = 0; k < MOST_FURTHER; k++) if (c->further[k]) c->further[k][i] = r->further[k];
        if (r->theoretical_amount != NONE) { set_bit(c->has_theoretical, i); c->theoretical_amount[i] = r->theoretical_amount; }
        if (r->ratio_denominator != NONE) {
            set_bit(c->has_ratio, i);
            c->ratio_numerator[i] = (int32_t)r->ratio_numerator;
            c->ratio_denominator[i] = (int32_t)r->ratio_denominator;
        }
    } else if (r->earliest != NONE) {
        set_bit(c->has_earliest, i);
        c->earliest[i] = calendar(r->earliest);
    }
}

int64_t workspace_size(void) { return sizeof(Workspace); }
int64_t combinations_size(void) { return sizeof(Combinations); }

/* Decides the persons `from` to before `to`; answers how many rows are left to the engine for single cases. */
int64_t assess(Workspace *w, const Scheme *schemes[2], const Persons *persons, const Periods *periods,
               const int64_t *starts, int64_t from, int64_t to, int64_t as_of_day, const Columns columns[2],
               Combinations *combinations[2], int64_t *left) {
    int64_t n = 0;
    jmp_buf place;
    Base base = {&place, 0};
    w->place.b = base;
    w->schemes[0] = schemes[0];
    w->schemes[1] = schemes[1];
    for (int64_t i = from; i < to; i++) {
        if (_setjmp(place)) { left[n++] = i; continue; }
        Person *who = &w->who;
        who->row = i;
        int8_t sex = persons->sex_of[persons->sex[i]];
        if (sex < 0 || (persons->set_aside && persons->set_aside[i])) refuse(&base);
        who->sex = sex ? MALE : FEMALE;
        who->birth.first_month = month_of_calendar(persons->birth[i]);
        who->birth.month_of_year = persons->birth[i] % 100;
        who->birth.day = persons->birth_day && persons->birth_day[i] ? persons->birth_day[i] : NONE;
        who->occupational_hiv = persons->occupational_hiv && persons->occupational_hiv[i];
        who->capacity_loss = who->capacity_conclusion_month = NONE;
        if (persons->capacity_loss && persons->capacity_loss[i] >= 0) who->capacity_loss = persons->capacity_loss[i];
        if (persons->capacity_conclusion && persons->capacity_conclusion[i] != INT32_MIN) {
            Day concluded = day_of(persons->capacity_conclusion[i]);
            who->capacity_conclusion_month = 12 * concluded.year + concluded.month - 1;
            if (who->capacity_conclusion_month <= who->birth.first_month) refuse(&base);
        }
        who->nationality = persons->nationality ? persons->nationality[i] : 0;
        who->claim_day = persons->claim_day[i];
        who->claim = day_of(who->claim_day);
        who->claim_month = 12 * who->claim.year + who->claim.month - 1;
        who->coefficients = periods->coefficients;
        who->as_of_month = who->claim_month;
        if (who->claim_month < FIRST_CLAIM_MONTH || who->claim_month > LAST_MONTH) refuse(&base);
        if (as_of_day != NONE) {
            if (as_of_day < who->claim_day) refuse(&base);
            Day then = day_of(as_of_day);
            who->as_of_month = 12 * then.year + then.month - 1;
        }
        int64_t first = starts[i], end = starts[i + 1];
        if (end - first > MOST_PERIODS) refuse(&base);
        int count = (int)(end - first);
        for (int at = 0; at < count; at++) {
            if (periods->set_aside && periods->set_aside[first + at]) refuse(&base);
            w->periods[at] = period_at(periods, first + at);
        }
        for (int side = 0; side < 2; side++) who->established[side] = persons->established[side] ? persons->established[side][i] : -1;
        refuse_doubtful(&base, who, w->periods, count);
        who->only_party[0] = who->only_party[1] = 1;
        for (int at = 0; at < count; at++) who->only_party[1 - w->periods[at].party] = 0;
        lay_out(&base, &w->records[0], w->periods, count, 0, CLASS_OF_KIND0, counted0);
        lay_out(&base, &w->records[1], w->periods, count, 1, CLASS_OF_KIND1, counted1);
        decide0(w, who, w->records, &w->results[0]);
        decide1(w, who, w->records, &w->results[1]);
        keep(&base, &columns[0], combinations[0], i, &w->results[0]);
        keep(&base, &columns[1], combinations[1], i, &w->results[1]);
    }
    return n;
}
