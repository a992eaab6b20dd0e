/* The facts that facts.py takes from a case, taken from the columns of a batch. A row with what is not read here
   (a sum topped up, a declaration of former citizenship) is decided by the engine for single cases. */

#define HAZARDOUS_WORK@ (CONDITION@(hazardous) | CONDITION@(very_hazardous) | CONDITION@(difficult_area))

/* the months of a period known by days that count */
static void counted@(Base *b, const Period *one, I *first, I *last) {
    I since = one->first_day ? one->first_day : 1, until = one->last_day ? one->last_day : days_in_month(one->last);
    *first = days.first_counted_month@(b, one->first, since, one->last, until, FIGURE@(unpaid_working_days));
    *last = days.last_counted_month@(b, one->first, since, one->last, until, FIGURE@(unpaid_working_days));
}

static int earlier_run@(const Run *a, const Run *b) { return a->first != b->first ? a->first < b->first : a->last < b->last; }

static void add_run@(Run *runs, int *n, const Stretch *s, const Person *who) {
    Run one = {s->first, s->last, s->monthly, s->regime, X_NONE};
    if (s->coefficient >= 0) one.coefficient = who->coefficients[s->coefficient];
    int at = (*n)++;
    for (; at && earlier_run@(&one, &runs[at - 1]); at--) runs[at] = runs[at - 1];
    runs[at] = one;
}

static void facts@(Place *place, const Person *who, const Record *own) {
    Base *b = &place->b;
    I state_months = 0, paid = 0;
    int state = 0, employer = 0, voluntary = 0;
    int by_level = own->n && m_first(&own->months) < BY_PRICES_SINCE@;
    if (who->established[@] < 0) { /* what the checks of a case find fault with */
        if (!own->all_paid || own->odd & (WITHOUT_REGIME | EMPLOYER_WITH_COEFFICIENT)) refuse(b);
        if (by_level && own->odd & STATE_WITHOUT_COEFFICIENT) refuse(b);
    }
    for (int i = 0; i < own->n && who->established[@] < 0; i++) { /* an established average asks for no earnings */
        const Stretch *s = &own->v[i];
        if (s->monthly < 0) continue;
        paid += s->last - s->first + 1;
        if (s->kind_class == VOLUNTARY) {
            add_run@(place->voluntary, &voluntary, s, who);
            continue;
        }
        if (s->regime == STATE) {
            add_run@(place->state, &state, s, who);
            state_months += s->last - s->first + 1;
        } else add_run@(place->employer, &employer, s, who);
    }
    I voluntary_months = own->has_class[VOLUNTARY] ? m_count(&own->of_class[VOLUNTARY]) : 0;
    /* What counts under this law: compulsory, credited and voluntary insurance, which are all of its classes. */
    I hazardous = 0, very_hazardous = 0, underground_coal = 0, last = NONE;
    unsigned last_conditions = 0;
    for (int i = 0; i < own->n; i++) {
        const Stretch *s = &own->v[i];
        if (s->kind_class != COMPULSORY) continue;
        I months = s->last - s->first + 1;
        if (s->conditions & HAZARDOUS_WORK@) hazardous += months;
        if (s->conditions & CONDITION@(very_hazardous)) very_hazardous += months;
        if (s->conditions & CONDITION@(underground_coal)) underground_coal += months;
        if (last == NONE || s->last > last) { last = s->last; last_conditions = s->conditions; }
    }
    int capacity = who->capacity_loss != NONE, armed_forces = (last_conditions & CONDITION@(armed_forces)) != 0;
    /* a loss of capacity without its day, or beside service in the armed forces, is for the checks of a case */
    if (capacity && (who->capacity_conclusion_month == NONE || own->worked & CONDITION@(armed_forces))) refuse(b);
    GIVE@(capacity_loss_percent, capacity ? who->capacity_loss : 0);
    GIVE@(capacity_conclusion_month, who->capacity_conclusion_month);
    GIVE@(occupational_hiv, who->occupational_hiv);
    int citizen = who->nationality == 0 || who->nationality == 1 + @;
    if (!citizen && own->begun != NONE && own->begun < FOREIGNERS_SINCE@) refuse(b); /* a fault, or a declaration */
    GIVE@(citizen, citizen);
    GIVE@(armed_forces, armed_forces);
    GIVE@(commune_cadre, (last_conditions & CONDITION@(commune_cadre)) != 0);
    GIVE@(hazardous_months, hazardous);
    GIVE@(very_hazardous_months, very_hazardous);
    GIVE@(underground_coal_months, underground_coal);
    GIVE@(voluntary_months, voluntary_months);
    GIVE@(voluntary_before_2021, voluntary_months && m_first(&own->of_class[VOLUNTARY]) < VOLUNTARY_BEFORE@);
    GIVE@(insured_calendar, &own->months);
    GIVE@(first_insured_month, m_first(&own->months));
    GIVE@(last_insured_month, m_last(&own->months));
    GIVE@(top_up_months, 0);
    GIVE@(top_up_paid_month, NONE);
    /* ages of routes that nothing in the case opens */
    if (!capacity && !(own->worked & HAZARDOUS_WORK@)) GIVE@(hazardous_attainment_month, NONE);
    if (!(own->worked & CONDITION@(underground_coal))) GIVE@(coal_attainment_month, NONE);
    if (!armed_forces) GIVE@(armed_forces_attainment_month, NONE);
    if (!capacity) {
        GIVE@(reduced_capacity_attainment_month, NONE);
        GIVE@(severely_reduced_capacity_attainment_month, NONE);
        GIVE@(early_reduction, x_i(0));
    }
    if (!voluntary_months) GIVE@(long_voluntary_attainment_month, NONE);
    if (who->only_party[@]) GIVE@(treaty_rate, x_i(0));
    GIVE@(paid_months, paid);
    GIVE@(state_months, state_months);
    if (state) {
        GIVE@(state_earnings, ((R){state, place->state}));
        if (by_level) GIVE@(state_average_by_prices, x_i(0));
        else GIVE@(state_average_by_level, x_i(0));
    } else GIVE@(state_sum, x_i(0));
    if (employer) GIVE@(employer_earnings, ((R){employer, place->employer}));
    else GIVE@(employer_sum, x_i(0));
    if (voluntary) GIVE@(voluntary_earnings, ((R){voluntary, place->voluntary}));
    else GIVE@(voluntary_sum, x_i(0));
}
