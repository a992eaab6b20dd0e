/* One party's decision, as totalisation.decision takes it. `@` stands for the party's number; the quantities
   q@_… and the constants …@ are written from the rules of its scheme and the terms of the agreement. */

static void look@(View *v, const Record *own, const Record *other) {
    MonthSet foreign;
    m_clear(&foreign);
    for (int k = 0; k < CLASSES; k++)
        if (FOREIGN_CLASSES@ >> k & 1) add_class(&foreign, other, k);
    if (REFUNDED_COUNT && other->has_refunded) m_join(&foreign, &other->refunded);
    if (FOREIGN_SINCE > FIRST_MONTH) {
        MonthSet later;
        m_clear(&later);
        m_add_span(&later, FOREIGN_SINCE, LAST_MONTH);
        m_keep(&foreign, &later);
    }
    M months = &own->months;
    MonthSet *total = &v->total;
    total->low = months->low < foreign.low ? months->low : foreign.low;
    total->high = months->high > foreign.high ? months->high : foreign.high;
    I own_months = 0, kept_months = 0, total_months = 0, added = 0;
    uint64_t settled = 0;
    for (int i = total->low; i <= total->high; i++) {
        uint64_t mine = m_word(months, i), theirs = m_word(&foreign, i), both = mine & theirs;
        uint64_t kept = OVERLAP_TO_OTHER@ ? mine & ~both : mine;
        settled |= both;
        total->w[i] = kept | theirs;
        own_months += __builtin_popcountll(mine);
        kept_months += __builtin_popcountll(kept);
        added += __builtin_popcountll(theirs & ~kept);
    }
    total_months = kept_months + added;
    v->own_months = v->counted_own = own_months;
    v->minimum_met = v->counted_own >= MINIMUM_OWN@;
    v->settled = settled != 0;
    v->has_foreign = added != 0;
    v->ratio_months = kept_months;
    v->total_months = v->amount_months = total_months;
    v->denominator_months = total_months > 1 ? total_months : 1;
}

static void begin@(P@ *c, const Person *who, const Record *own, const View *v, int totalising, I claim_month, I when) {
    S@ *s = c->s;
    memset(c->known, 0, sizeof c->known);
    c->b.doubts = 0;
    if (when < FIRST_MONTH || when > LAST_MONTH) refuse(&c->b);
    c->law = c->scheme->law[when - FIRST_MONTH];
    c->era = c->scheme->era[c->law];
    c->figures = c->scheme->figures + (I)c->law * FIGURES@;
    c->totalising = totalising;
    if (s->row != who->row || s->law != c->law || s->claim_month != claim_month) {
        /* what rests on these alone is computed once, however often the law is applied */
        s->row = who->row;
        s->law = c->law;
        s->claim_month = claim_month;
        memset(s->known, 0, sizeof s->known);
        memset(s->given, 0, sizeof s->given);
        GIVE@(sex, who->sex);
        GIVE@(birth_date, who->birth);
        if (claim_month == who->claim_month) GIVE@(claim_date, who->claim);
        else GIVE@(claim_date, ((Day){claim_month / 12, claim_month % 12 + 1, 1}));
        GIVE@(claim_month, claim_month);
        GIVE@(as_of_month, who->as_of_month);
        GIVE@(own_months, v->own_months);
        GIVE@(ratio_months, v->ratio_months);
        GIVE@(total_months, v->total_months);
        GIVE@(denominator_months, v->denominator_months);
        RATIO_FACTS@
        facts@(c, who, own);
        if (who->established[@] >= 0) ESTABLISH@(x_i(who->established[@]));
    }
    RESTORE@
    GIVE@(provision_month, totalising ? PROVISION_MONTH : FIRST_MONTH);
    GIVE@(totalising, totalising);
    GIVE@(qualifying_months, totalising ? v->total_months : v->own_months);
    GIVE@(qualifying_calendar, totalising ? &v->total : &own->months);
    GIVE@(counted_months, totalising ? (COUNTS_ALL@ ? v->amount_months : v->counted_own) : v->own_months);
}

/* the law of the month in which the pension starts, which is itself a matter of law */
static void attempt@(P@ *c, const Person *who, const Record *own, const View *v, int totalising, I claim_month) {
    I when = claim_month;
    for (int i = 0; i < MOST_LAWS_TRIED; i++) {
        begin@(c, who, own, v, totalising, claim_month, when);
        c->start = q@_start_month(c);
        if (c->start < FIRST_MONTH || c->start > LAST_MONTH) refuse(&c->b);
        if (c->scheme->law[c->start - FIRST_MONTH] == c->law) break;
        when = c->start;
    }
    const C *found = q@_conditions(c);
    c->conditions.n = 0;
    if (totalising) {
        I day = claim_month == who->claim_month ? who->claim_day : days_to(claim_month);
        c_append(&c->b, &c->conditions, (Condition){0, day >= PROVISION_DAY, PROVISION_MONTH});
        if (HAS_MINIMUM@) {
            I lacking = MINIMUM_OWN@ - v->counted_own;
            c_append(&c->b, &c->conditions, (Condition){0, v->minimum_met, claim_month + (lacking > 0 ? lacking : 0)});
        }
    }
    for (int i = 0; i < found->n; i++) c_append(&c->b, &c->conditions, found->v[i]);
    c->met = 1;
    c->earliest = NONE;
    int never = 0;
    for (int i = 0; i < c->conditions.n; i++) {
        Condition one = c->conditions.v[i];
        if (one.met) continue;
        c->met = 0;
        if (one.earliest == NONE) never = 1;
        else if (c->earliest == NONE || one.earliest > c->earliest) c->earliest = one.earliest;
    }
    if (never) c->earliest = NONE;
}

/* the first month in which the conditions would be met, under this law or one that follows it */
static I earliest@(Workspace *w, P@ *c, const Person *who, const Record *own, const View *v, int totalising) {
    I found = c->earliest;
    const Scheme *scheme = c->scheme;
    for (int i = 0; i < scheme->changes_of_rules; i++) {
        I change = scheme->change[i];
        if (change <= who->claim_month) continue;
        P@ *later = &w->p@[2];
        attempt@(later, who, own, v, totalising, change);
        I then = later->met ? change : later->earliest;
        if (then != NONE && (found == NONE || then < found)) found = then;
    }
    return found;
}

static void entitled@(const Workspace *w, P@ *c, const View *v, int totalised, Result *out) {
    (void)w;
    out->entitled = 1;
    out->basis = totalised ? 1 : 0;
    out->start = c->start;
    out->monthly_amount = q@_monthly_amount(c);
    out->monthly_amount_at_start = q@_monthly_amount_at_start(c);
    ALSO@
    if (totalised) { SHARE@ }
    out->doubts = c->b.doubts;
    if (totalised) {
        TERMS_OF_VIEW@
        TERMS_OF_AMOUNT@
    } else {
        TERMS_ALONE@
    }
}

static void decide@(Workspace *w, const Person *who, const Record *records, Result *out) {
    const Record *own = &records[@], *other = &records[1 - @];
    View *v = &w->views[@];
    P@ *alone = &w->p@[0], *together = &w->p@[1];
    memset(out, 0, sizeof *out);
    out->start = out->earliest = out->theoretical_amount = out->monthly_amount = out->monthly_amount_at_start = NONE;
    out->ratio_numerator = out->ratio_denominator = NONE;
    for (int i = 0; i < MOST_FURTHER; i++) out->further[i] = NONE;
    look@(v, own, other);
    out->own_months = v->own_months;
    out->totalised_months = v->total_months;
    out->basis = 2;
    attempt@(alone, who, own, v, 0, who->claim_month);
    int adds = TOTALISE@ != 0;
    if (alone->met && (!adds || (!COMPARES@ && TOTALISE@ != 2))) { entitled@(w, alone, v, 0, out); return; }
    int tried = adds && v->has_foreign;
    if (tried) attempt@(together, who, own, v, 1, who->claim_month);
    if (!tried || !together->met) {
        if (alone->met) { entitled@(w, alone, v, 0, out); return; }
        I then = earliest@(w, alone, who, own, v, 0);
        if (tried) {
            I joined = earliest@(w, together, who, own, v, 1);
            if (then == NONE || (joined != NONE && joined <= then)) then = joined;
        }
        out->earliest = then;
        out->doubts = alone->b.doubts;
        if (tried) {
            out->doubts |= together->b.doubts;
            TERMS_OF_VIEW@
            TERMS_OF_REFUSAL@
        }
        return;
    }
    entitled@(w, together, v, 1, out);
    if (alone->met && COMPARES@) {
        Result separately = *out;
        separately.theoretical_amount = separately.ratio_numerator = separately.ratio_denominator = NONE;
        entitled@(w, alone, v, 0, &separately);
        if (separately.monthly_amount >= out->monthly_amount) *out = separately;
    }
}
