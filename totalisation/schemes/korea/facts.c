/* The facts that facts.py takes from a case, taken from the columns of a batch. A row with what is not read here
   (dependants, deferral, income, credited months) is decided by the engine for single cases. */

/* the months of a period known by days that count */
static void counted@(Base *b, const Period *one, I *first, I *last) {
    int always = one->kind == KIND@(voluntary_continued);
    *first = facts.first_counted_month@(b, one->first, one->first_day, one->last, one->last_day, always);
    *last = one->last;
}

static void months_by_year@(Base *b, const Record *own, J *years) {
    years->n = 0;
    if (!own->n) return;
    I last = m_last(&own->months) / 12;
    for (I year = m_first(&own->months) / 12; year <= last; year++) {
        I months = m_count_year(&own->months, year);
        if (months) j_put(b, years, year, months);
    }
}

static void facts@(Place *place, const Person *who, const Record *own) {
    Base *b = &place->b;
    if (who->established[@] < 0 && !own->all_paid) refuse(b); /* incomes are missing: a fault */
    if (own->begun != NONE && own->begun < FIRST_INSURED_MONTH@) refuse(b);
    if (own->worked) refuse(b); /* this law knows no conditions of work */
    int n = 0;
    I months = 0;
    for (int i = 0; i < own->n; i++) {
        const Stretch *s = &own->v[i];
        if (s->monthly < 0) continue;
        Run one = {s->first, s->last, s->monthly, s->regime, X_NONE};
        int at = n++;
        for (; at && place->state[at - 1].first < one.first; at--) place->state[at] = place->state[at - 1];
        place->state[at] = one; /* the latest first */
        months += one.last - one.first + 1;
    }
    I wanted = LAST_FIVE_YEARS@, taken = 0;
    int last = 0;
    for (int i = 0; i < n && wanted > 0; i++) {
        Run one = place->state[i];
        I length = one.last - one.first + 1;
        if (length > wanted) one.first = one.last - wanted + 1;
        taken += one.last - one.first + 1;
        wanted -= length;
        place->employer[last++] = one;
    }
    GIVE@(birth_month, who->birth.first_month);
    GIVE@(birth_day, who->birth.day == NONE ? 0 : who->birth.day);
    GIVE@(last_own_month, own->n ? m_last(&own->months) : FIRST_MONTH);
    GIVE@(childbirth_credit_months, 0);
    GIVE@(military_credit_months, 0);
    GIVE@(earnings, ((R){n, place->state}));
    GIVE@(months_with_earnings, months);
    GIVE@(last_earnings, ((R){last, place->employer}));
    GIVE@(months_in_last_five_years, taken);
    GIVE@(early_requested, 0);
    GIVE@(deferred_until, FIRST_MONTH);
    GIVE@(deferred_share, x_i(0));
    GIVE@(monthly_income, 0);
    GIVE@(spouses, 0);
    GIVE@(disabled_dependants, 0);
    q_children_birth_months.n = q_parents_birth_months.n = 0;
    g_children_birth_months = 1;
    g_parents_birth_months = 1;
}
