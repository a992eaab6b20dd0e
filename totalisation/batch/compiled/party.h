/* One party's decision, as totalisation.decision takes it. `@` stands for the party's number; the quantities
   q@_… and the constants …@ are written from the rules of its scheme and the terms of the agreement. */

static void look@(View *v, const Record *own, const Record *other) {
    MonthSet foreign;
    if (classes_of(other) & ~FOREIGN_CLASSES@) {
        m_clear(&foreign);
        add_classes(&foreign, other, FOREIGN_CLASSES@);
    } else m_copy(&foreign, &other->months);
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

/* whether the agreement's conditions and those of national law are met, and from when they would be */
static void conclude@(Base *b, const Person *who, const View *v, int totalising, I claim_month, const C *national, Attempt *out) {
    Condition own[2];
    int n = 0, never = 0;
    if (totalising) {
        I day = claim_month == who->claim_month ? who->claim_day : days_to(claim_month);
        own[n++] = (Condition){0, day >= PROVISION_DAY, PROVISION_MONTH};
        if (HAS_MINIMUM@) {
            I lacking = MINIMUM_OWN@ - v->counted_own;
            own[n++] = (Condition){0, v->minimum_met, claim_month + (lacking > 0 ? lacking : 0)};
        }
    }
    out->met = 1;
    out->earliest = NONE;
    for (int i = 0; i < n + national->n; i++) {
        Condition one = i < n ? own[i] : national->v[i - n];
        if (one.met) continue;
        out->met = 0;
        if (one.earliest == NONE) never = 1;
        else if (out->earliest == NONE || one.earliest > out->earliest) out->earliest = one.earliest;
    }
    if (never) out->earliest = NONE;
}

/* the facts that the engine gives to every law, as PartySide gives them */
#define GIVEN@                                                                                                   \
    GIVE@(sex, who->sex);                                                                                        \
    GIVE@(birth_date, who->birth);                                                                               \
    GIVE@(claim_date, (claim_month == who->claim_month ? who->claim : (Day){claim_month / 12, claim_month % 12 + 1, 1})); \
    GIVE@(claim_month, claim_month);                                                                             \
    GIVE@(as_of_month, who->as_of_month);                                                                        \
    GIVE@(provision_month, TOTALISING ? PROVISION_MONTH : FIRST_MONTH);                                          \
    GIVE@(totalising, TOTALISING);                                                                               \
    GIVE@(own_months, v->own_months);                                                                            \
    GIVE@(ratio_months, v->ratio_months);                                                                        \
    GIVE@(total_months, v->total_months);                                                                        \
    GIVE@(denominator_months, v->denominator_months);                                                            \
    GIVE@(qualifying_months, TOTALISING ? v->total_months : v->own_months);                                      \
    GIVE@(qualifying_calendar, TOTALISING ? &v->total : &own->months);                                           \
    GIVE@(counted_months, TOTALISING ? (COUNTS_ALL@ ? v->amount_months : v->counted_own) : v->own_months);       \
    RATIO_FACTS@

LAW@

/* the law of the month in which the pension starts, which is itself a matter of law */
static void attempt@(Workspace *w, const Person *who, const Record *own, const View *v, int totalising, I claim_month, int wanted, Attempt *out) {
    Place *place = &w->place;
    const Scheme *scheme = w->schemes[@];
    I when = claim_month;
    for (int i = 0; i < MOST_LAWS_TRIED; i++) {
        place->b.doubts = 0;
        if (when < FIRST_MONTH || when > LAST_MONTH) refuse(&place->b);
        int law = scheme->law[when - FIRST_MONTH];
        out->last = i == MOST_LAWS_TRIED - 1;
        runs@[scheme->era[law]][totalising](place, who, own, v, claim_month, law, scheme, wanted, out);
        if (!out->moved) return;
        when = out->start;
    }
}

/* the first month in which the conditions would be met, under this law or one that follows it */
static I earliest@(Workspace *w, const Attempt *now, const Person *who, const Record *own, const View *v, int totalising) {
    I found = now->earliest;
    const Scheme *scheme = w->schemes[@];
    for (int i = 0; i < scheme->changes_of_rules; i++) {
        I change = scheme->change[i];
        if (change <= who->claim_month) continue;
        Attempt later;
        attempt@(w, who, own, v, totalising, change, 0, &later);
        I then = later.met ? change : later.earliest;
        if (then != NONE && (found == NONE || then < found)) found = then;
    }
    return found;
}

static void entitled@(const Workspace *w, const Attempt *a, const View *v, int totalised, Result *out) {
    (void)w;
    out->entitled = 1;
    out->basis = totalised ? 1 : 0;
    out->start = a->start;
    out->monthly_amount = a->monthly_amount;
    out->monthly_amount_at_start = a->monthly_amount_at_start;
    for (int i = 0; i < MOST_FURTHER; i++) out->further[i] = a->further[i];
    out->theoretical_amount = totalised ? a->theoretical_amount : NONE;
    out->ratio_numerator = totalised ? a->ratio_numerator : NONE;
    out->ratio_denominator = totalised ? a->ratio_denominator : NONE;
    out->doubts = a->doubts;
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
    Attempt alone, together;
    out->entitled = 0;
    out->start = out->earliest = out->theoretical_amount = out->monthly_amount = out->monthly_amount_at_start = NONE;
    out->ratio_numerator = out->ratio_denominator = NONE;
    look@(v, own, other);
    out->own_months = v->own_months;
    out->totalised_months = v->total_months;
    out->basis = 2;
    attempt@(w, who, own, v, 0, who->claim_month, 1, &alone);
    int adds = TOTALISE@ != 0;
    if (alone.met && (!adds || (!COMPARES@ && TOTALISE@ != 2))) { entitled@(w, &alone, v, 0, out); return; }
    int tried = adds && v->has_foreign;
    if (tried) attempt@(w, who, own, v, 1, who->claim_month, 1, &together);
    if (!tried || !together.met) {
        if (alone.met) { entitled@(w, &alone, v, 0, out); return; }
        I then = earliest@(w, &alone, who, own, v, 0);
        if (tried) {
            I joined = earliest@(w, &together, who, own, v, 1);
            if (then == NONE || (joined != NONE && joined <= then)) then = joined;
        }
        out->earliest = then;
        out->doubts = alone.doubts;
        if (tried) {
            out->doubts |= together.doubts;
            TERMS_OF_VIEW@
            TERMS_OF_REFUSAL@
        }
        return;
    }
    entitled@(w, &together, v, 1, out);
    if (alone.met && COMPARES@) {
        Result separately = *out;
        entitled@(w, &alone, v, 0, &separately);
        if (separately.monthly_amount >= out->monthly_amount) *out = separately;
    }
}
