/* The insured periods of one person, laid on the calendar as totalisation.periods and .aggregation lay them.

   Whatever this does not cover makes the row be refused, and with it decided by the engine for single cases. */

enum { COMPULSORY, VOLUNTARY, CREDITED, DEEMED, RESIDENCE, CLASSES };
enum { NO_REGIME, STATE, EMPLOYER };
enum { WITHOUT_REGIME = 1, EMPLOYER_WITH_COEFFICIENT = 2, STATE_WITHOUT_COEFFICIENT = 4 };
#define MOST_PERIODS 256
#define MOST_PAID_MONTHLY 1000000000000LL
#define YOUNGEST_INSURED_MONTHS (12 * 15)

typedef struct { /* columns of the persons, as Arrow holds them; one entry a person */
    const int32_t *sex;         /* numbers of words, which `sex_of` makes 0 female, 1 male, -1 neither */
    const int8_t *sex_of;
    const int32_t *birth;       /* YYYYMM, 0 where the month is not known */
    const int8_t *birth_day;    /* 0 where the day is not known; or no column */
    const int32_t *claim_day;   /* days since 1970-01-01 */
    const int8_t *nationality;  /* 0 not given, 1 or 2 that of a party, 3 another; or no column */
    const int8_t *capacity_loss;      /* per cent, -1 where none is given; or no column */
    const int32_t *capacity_conclusion; /* days since 1970-01-01, INT32_MIN where none is given; or no column */
    const uint8_t *occupational_hiv;  /* or no column */
    const int64_t *established[2]; /* average earnings established on each side, -1 where not; or no column */
    const uint8_t *set_aside;   /* 1 where the row holds what the kernel does not read; or no column */
} Persons;

typedef struct { /* columns of the periods, as Arrow holds them */
    const int32_t *party;  /* numbers of words, which `party_of` makes 0 or 1, -1 otherwise */
    const int8_t *party_of;
    const int32_t *kind;   /* numbers of words, which `kind_of` makes the party's kinds, -1 otherwise */
    const int16_t *kind_of[2];
    const int32_t *first, *last; /* YYYYMM */
    const int8_t *first_day, *last_day; /* day of the month, 0 where not known; or no column */
    const int64_t *monthly;      /* -1 where no earnings are given; or no column */
    const int8_t *regime;        /* or no column */
    const int32_t *coefficient;  /* place among `coefficients`, -1 where none is given; or no column */
    const X *coefficients;
    const uint8_t *refunded;     /* or no column */
    const int32_t *conditions;   /* place among the combinations of conditions of work; or no column */
    const uint16_t *conditions_of; /* a bit for each condition of work */
    const int32_t *conditions_rank; /* the order of the combinations */
    const uint8_t *set_aside;    /* or no column */
} Periods;

typedef struct { I first, last, monthly; int32_t coefficient; int16_t kind; int8_t party, regime, refunded, first_day, last_day;
    uint16_t conditions; int32_t conditions_rank; } Period;

typedef struct { I first, last, monthly, regime, kind_class; int32_t coefficient; unsigned conditions; } Stretch;

typedef struct { /* one party's months: what counts, by class of kind, and the stretches that make them up */
    MonthSet months, of_class[CLASSES], refunded;
    uint8_t has_class[CLASSES], has_refunded, all_paid;
    unsigned worked; /* conditions of work of any period of the party, whether it counts or not */
    unsigned odd;    /* salaries of any period but voluntary and refunded ones that the checks of a case may refuse */
    I begun;         /* the first month of any of them, NONE where there is none */
    int n;
    Stretch v[MOST_PERIODS];
} Record;

typedef struct { /* the merged periods as one party sees them */
    MonthSet total;
    I own_months, counted_own, ratio_months, total_months, denominator_months, amount_months;
    int minimum_met, has_foreign, settled; /* settled: the overlap term decided something */
} View;

typedef struct {
    I row, sex;
    PartialDate birth;
    Day claim;
    I claim_month, as_of_month, claim_day;
    I capacity_loss, capacity_conclusion_month; /* NONE where not given */
    int occupational_hiv;
    int only_party[2], nationality;
    I established[2];
    const X *coefficients;
} Person;

static inline I month_of_calendar(int32_t written) { /* NONE for what is no month from 1900 to 2199 */
    int32_t year = written / 100, at = written % 100;
    return at < 1 || at > 12 || year < 1900 || year > 2199 ? NONE : 12 * (I)year + at - 1;
}

static inline Period period_at(const Periods *p, int64_t i) {
    Period one = {month_of_calendar(p->first[i]), month_of_calendar(p->last[i]), -1, -1, -1, p->party_of[p->party[i]], 0, 0, 0, 0, 0, 0};
    if (p->conditions) {
        one.conditions = p->conditions_of[p->conditions[i]];
        one.conditions_rank = p->conditions_rank[p->conditions[i]];
    }
    if (p->first_day) one.first_day = p->first_day[i];
    if (p->last_day) one.last_day = p->last_day[i];
    if (one.party >= 0) one.kind = p->kind_of[one.party][p->kind[i]];
    if (p->monthly) one.monthly = p->monthly[i];
    if (p->coefficient) one.coefficient = p->coefficient[i];
    if (p->regime) one.regime = p->regime[i];
    if (p->refunded) one.refunded = (int8_t)p->refunded[i];
    return one;
}

/* which of two periods keeps a month: the kind first in its scheme, earnings given, the earlier, the shorter */
static inline int before(const Period *a, const Period *b) {
    if (a->kind != b->kind) return a->kind < b->kind;
    if ((a->monthly < 0) != (b->monthly < 0)) return b->monthly < 0;
    if (a->first != b->first) return a->first < b->first;
    if (a->first_day != b->first_day) return a->first_day < b->first_day;
    if (a->last != b->last) return a->last < b->last;
    if (a->last_day != b->last_day) return a->last_day < b->last_day;
    return a->conditions_rank < b->conditions_rank;
}

/* periods of one party and kind that give a month two salaries are a fault: the single case words it */
static void refuse_contradictions(Base *b, const Period *const *order, int n) {
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n && order[j]->kind == order[i]->kind; j++) {
            const Period *x = order[i], *y = order[j];
            if (x->monthly < 0 || y->monthly < 0 || x->refunded || y->refunded) continue;
            if (x->first > y->last || y->first > x->last) continue;
            if (x->monthly != y->monthly || x->coefficient != y->coefficient || x->regime != y->regime) refuse(b);
        }
}

typedef void (*Counted)(Base *, const Period *, I *first, I *last); /* the months of a period that count */

static void lay_out(Base *b, Record *r, const Period *periods, int count, int party, const int8_t *class_of, Counted counted) {
    const Period *order[MOST_PERIODS];
    int n = 0, paid = 0;
    unsigned worked = 0;
    I begun = NONE;
    for (int i = 0; i < count; i++) {
        if (periods[i].party != party) continue;
        int at = n++;
        for (; at && before(&periods[i], order[at - 1]); at--) order[at] = order[at - 1];
        order[at] = &periods[i];
        paid |= periods[i].monthly >= 0;
        worked |= periods[i].conditions;
        if (begun == NONE || periods[i].first < begun) begun = periods[i].first;
    }
    m_clear(&r->months);
    m_clear(&r->refunded);
    for (int k = 0; k < CLASSES; k++) r->has_class[k] = 0;
    r->has_refunded = 0;
    r->all_paid = 1;
    r->worked = worked;
    r->odd = 0;
    r->begun = begun;
    r->n = 0;
    I reached = FIRST_MONTH - 1; /* the last month that counts so far */
    if (n > 1 && paid) refuse_contradictions(b, order, n);
    for (int i = 0; i < n; i++) {
        const Period *one = order[i];
        I first = one->first, last = one->last;
        int kind_class = class_of[one->kind];
        if (one->refunded) {
            m_add_span(&r->refunded, first, last);
            r->has_refunded = 1;
            continue;
        }
        if (one->monthly >= 0 && kind_class != VOLUNTARY) {
            if (one->regime == NO_REGIME) r->odd |= WITHOUT_REGIME;
            if (one->regime == EMPLOYER && one->coefficient >= 0) r->odd |= EMPLOYER_WITH_COEFFICIENT;
            if (one->regime == STATE && one->coefficient < 0) r->odd |= STATE_WITHOUT_COEFFICIENT;
        }
        if (one->first_day || one->last_day) {
            counted(b, one, &first, &last);
            if (last < first) continue;
        }
        MonthSet *of_class = kind_class == COMPULSORY ? 0 : &r->of_class[kind_class]; /* compulsory: the rest */
        if (!r->has_class[kind_class]) { if (of_class) m_clear(of_class); r->has_class[kind_class] = 1; }
        int whole = first > reached || m_count_span(&r->months, first, last) == 0;
        MonthSet fresh;
        if (!whole) {
            m_clear(&fresh);
            m_add_span(&fresh, first, last);
            m_leave_out(&fresh, &r->months);
        }
        I next = FIRST_MONTH, since = first, until = last;
        int some = whole ? 1 : m_run(&fresh, &next, &since, &until);
        while (some) {
            if (r->n == MOST_PERIODS) refuse(b);
            r->v[r->n++] = (Stretch){since, until, one->monthly, one->regime, kind_class, one->coefficient, one->conditions};
            if (one->monthly < 0) r->all_paid = 0;
            if (of_class) m_add_span(of_class, since, until);
            some = whole ? 0 : m_run(&fresh, &next, &since, &until);
        }
        m_add_span(&r->months, first, last);
        if (last > reached) reached = last;
    }
}

/* the months kept by kinds of the classes whose bits are set */
static inline void add_classes(MonthSet *to, const Record *r, unsigned classes) {
    MonthSet rest;
    m_copy(&rest, &r->months);
    for (int k = 0; k < CLASSES; k++) {
        if (k == COMPULSORY || !r->has_class[k]) continue;
        if (classes >> k & 1) m_join(to, &r->of_class[k]);
        m_leave_out(&rest, &r->of_class[k]);
    }
    if (classes >> COMPULSORY & 1) m_join(to, &rest);
}
static inline unsigned classes_of(const Record *r) {
    unsigned classes = 0;
    for (int k = 0; k < CLASSES; k++) classes |= (unsigned)r->has_class[k] << k;
    return classes;
}

/* what checks of a case would find fault with, or only they can judge */
static void refuse_doubtful(Base *b, const Person *who, const Period *periods, int n) {
    if (who->birth.first_month == NONE || who->claim_month < who->birth.first_month) refuse(b);
    if (who->established[0] > MOST_PAID_MONTHLY || who->established[1] > MOST_PAID_MONTHLY) refuse(b);
    if (who->birth.day != NONE && (who->birth.day > days_in_month(who->birth.first_month) ||
        (who->claim_month == who->birth.first_month && who->claim.day < who->birth.day))) refuse(b);
    for (int i = 0; i < n; i++) {
        const Period *one = &periods[i];
        if (one->party < 0 || one->kind < 0 || one->first == NONE || one->last == NONE) refuse(b);
        if (one->last < one->first || one->last > who->claim_month) refuse(b);
        if (one->last == who->claim_month && one->last_day > who->claim.day) refuse(b);
        if (one->last == one->first && one->first_day && one->last_day && one->last_day < one->first_day) refuse(b);
        if (one->first == who->claim_month && one->first_day > who->claim.day) refuse(b);
        if (one->first < who->birth.first_month + YOUNGEST_INSURED_MONTHS) refuse(b);
        if (one->monthly > MOST_PAID_MONTHLY || (one->monthly < 0 && one->coefficient >= 0)) refuse(b);
    }
}

/* the doubts that occur, each combination kept once */
#define MOST_COMBINATIONS 16384
typedef struct { int64_t n; uint64_t doubts[MOST_COMBINATIONS]; int32_t slot[2 * MOST_COMBINATIONS]; } Combinations;

static int32_t combination(Base *b, Combinations *all, uint64_t doubts) {
    uint64_t hash = doubts * 0x9E3779B97F4A7C15ull;
    for (uint64_t at = (hash >> 32) % (2 * MOST_COMBINATIONS);; at = (at + 1) % (2 * MOST_COMBINATIONS)) {
        int32_t found = all->slot[at] - 1;
        if (found < 0) {
            if (all->n == MOST_COMBINATIONS) refuse(b);
            all->doubts[all->n] = doubts;
            all->slot[at] = (int32_t)++all->n;
            return (int32_t)all->n - 1;
        }
        if (all->doubts[found] == doubts) return found;
    }
}
