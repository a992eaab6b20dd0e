/* What the laws of both parties are applied with. The constants stand before this in the text of the agreement. */

typedef struct {
    const int16_t *law;  /* the number of the law of each month from January 1900 */
    const int16_t *era;  /* the era of the rules of each law */
    const Figure *figures;
    I changes_of_rules;
    const I *change;
} Scheme;
typedef struct {
    I entitled, basis, own_months, totalised_months, start, earliest, ratio_numerator, ratio_denominator;
    I theoretical_amount, monthly_amount_at_start, monthly_amount, further[MOST_FURTHER];
    uint64_t doubts;
} Result;
typedef struct { /* one party's law applied at one claim month, on own periods or on totalised ones */
    I start, earliest, ratio_numerator, ratio_denominator, theoretical_amount, monthly_amount_at_start, monthly_amount;
    I further[MOST_FURTHER];
    uint64_t doubts;
    int met, moved, last;
} Attempt;
typedef struct { Base b; Run state[MOST_PERIODS], employer[MOST_PERIODS], voluntary[MOST_PERIODS]; } Place;
typedef void (*Run_of_law)(Place *, const Person *, const Record *, const View *, I, int, const Scheme *, int, Attempt *);
static inline int moved(Base *b, const Scheme *scheme, int law, Attempt *out) {
    if (out->start < FIRST_MONTH || out->start > LAST_MONTH) refuse(b);
    out->moved = !out->last && scheme->law[out->start - FIRST_MONTH] != law;
    return out->moved;
}

typedef struct {
    Place place;
    const Scheme *schemes[2];
    Period periods[MOST_PERIODS];
    Record records[2];
    View views[2];
    Result results[2];
    Person who;
} Workspace;
#define w_refunded0 (w->records[1].has_refunded)
#define w_refunded1 (w->records[0].has_refunded)
