/* What translated rules of law are made of: exact numbers, figures by key, months, and the refusal of a row.

   Every operation is exact. Where a number would not fit, or a figure of law is missing, the row is given up by
   `refuse`, and the caller decides it by the engine for single cases: there is no wrong sum. */
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

typedef int64_t I;      /* whole numbers, months, flags, and words by their number */
typedef __int128 Wide;  /* numerators and denominators */
typedef struct { Wide n, d; } X;  /* an exact number n / d with d > 0; d = 0 stands for "none" */

#define NONE INT64_MIN
#define MOST_KEYS 128
#define MOST_WORDS 12
#define MOST_CONDITIONS 12
#define MOST_STRETCHES 64
#define SET_WORDS 57
#define FIRST_MONTH (1900 * 12)
#define LAST_MONTH (2199 * 12 + 11)

typedef struct { int n; I key[MOST_KEYS]; X value[MOST_KEYS]; } Y; /* exact numbers by year, in the order of years */
typedef struct { int n; I key[MOST_KEYS]; I value[MOST_KEYS]; } J; /* whole numbers by year, in the order of years */
typedef struct { int n; I key[MOST_WORDS]; I value[MOST_WORDS]; } W; /* whole numbers by word, in the order of entry */
typedef struct { I name, met, earliest; } Condition;
typedef struct { int n; Condition v[MOST_CONDITIONS]; } C;
typedef struct { int n; I v[MOST_KEYS]; } L;
typedef struct { I a, b, c; } Triple;
typedef struct { int n; Triple v[MOST_STRETCHES]; } S;
typedef struct { I first_month, month_of_year, day; } PartialDate; /* day of the month, NONE where not known */
typedef struct { I year, month, day; } Day;
typedef struct { I first, last, monthly, regime; X coefficient; } Run;
typedef struct { int n; const Run *v; } R;
typedef struct { int low, high; uint64_t w[SET_WORDS]; } MonthSet; /* words low to high may hold bits */
typedef const MonthSet *M;

/* A table of law in one edition: values by key, dense where the keys lie close together. */
typedef struct {
    I first_key, n_dense;    /* dense: place of key k is at[k - first_key], -1 where there is none */
    const int32_t *at;
    I n;
    const I *key;
    const X *value;
    const int16_t *doubt;    /* number of the doubt about each figure, -1 where it was read */
} Table;
typedef const Table *T;

typedef struct { X value; I doubt; T table; I known, whole; } Figure; /* one parameter in one edition */

struct Context;
typedef struct Base { jmp_buf *giving_up; uint64_t doubts; } Base; /* doubts: a bit for each that was met */

__attribute__((noreturn)) static inline void refuse(Base *b) { longjmp(*b->giving_up, 1); }
static inline void doubted(Base *b, I number) { if (number >= 0) b->doubts |= 1ull << number; }

/* ---- whole numbers ---- */
static inline I i_add(Base *b, I x, I y) { I r; if (__builtin_add_overflow(x, y, &r)) refuse(b); return r; }
static inline I i_sub(Base *b, I x, I y) { I r; if (__builtin_sub_overflow(x, y, &r)) refuse(b); return r; }
static inline I i_mul(Base *b, I x, I y) { I r; if (__builtin_mul_overflow(x, y, &r)) refuse(b); return r; }
static inline I i_floor(Base *b, I x, I y) {
    if (y <= 0) refuse(b);
    I q = x / y;
    return q - (x % y < 0);
}
static inline I i_mod(Base *b, I x, I y) {
    if (y <= 0) refuse(b);
    I r = x % y;
    return r < 0 ? r + y : r;
}

/* ---- exact numbers ---- */
static inline X x_i(I x) { return (X){x, 1}; }
#define X_NONE ((X){0, 0})
static inline X x_optional(I x) { return x == NONE ? X_NONE : x_i(x); }
static inline int fits64(Wide x) { return x == (Wide)(I)x; }
static inline Wide w_mul(Wide x, Wide y, int *over) {
    if (fits64(x) && fits64(y)) return x * y;
    Wide r;
    *over |= __builtin_mul_overflow(x, y, &r);
    return r;
}
static Wide w_gcd(Wide x, Wide y) {
    unsigned __int128 a = x < 0 ? -(unsigned __int128)x : (unsigned __int128)x;
    unsigned __int128 b = y < 0 ? -(unsigned __int128)y : (unsigned __int128)y;
    while (b) {
        if (!(a >> 64) && !(b >> 64)) {
            uint64_t p = (uint64_t)a, q = (uint64_t)b;
            while (q) { uint64_t t = p % q; p = q; q = t; }
            return (Wide)p;
        }
        unsigned __int128 t = a % b;
        a = b;
        b = t;
    }
    return (Wide)a;
}
static X x_reduced(X a) {
    Wide g = w_gcd(a.n, a.d);
    if (g > 1) { a.n /= g; a.d /= g; }
    return a;
}
static inline Wide w_neg(Base *b, Wide x) { Wide r; if (__builtin_sub_overflow((Wide)0, x, &r)) refuse(b); return r; }
static inline void x_needed(Base *b, X a) { if (a.d == 0) refuse(b); }
static __attribute__((noinline)) X x_mul_slow(Base *b, X p, X q) {
    int over = 0;
    p = x_reduced(p);
    q = x_reduced(q);
    Wide g = w_gcd(p.n, q.d), h = w_gcd(q.n, p.d);
    if (g > 1) { p.n /= g; q.d /= g; }
    if (h > 1) { q.n /= h; p.d /= h; }
    X r = {w_mul(p.n, q.n, &over), w_mul(p.d, q.d, &over)};
    if (over) refuse(b);
    return r;
}
static inline X x_mul(Base *b, X p, X q) {
    int over = 0;
    if (!p.d || !q.d) refuse(b);
    X r = {w_mul(p.n, q.n, &over), w_mul(p.d, q.d, &over)};
    return __builtin_expect(over, 0) ? x_mul_slow(b, p, q) : r;
}
static inline X x_div(Base *b, X p, X q) {
    if (q.n == 0) refuse(b);
    X inverse = q.n > 0 ? (X){q.d, q.n} : (X){-q.d, w_neg(b, q.n)};
    return x_mul(b, p, inverse);
}
static __attribute__((noinline)) X x_add_slow(Base *b, X p, X q) {
    int over = 0;
    p = x_reduced(p);
    q = x_reduced(q);
    Wide g = w_gcd(p.d, q.d), left = q.d / g, sum;
    Wide x = w_mul(p.n, left, &over), y = w_mul(q.n, p.d / g, &over), d = w_mul(p.d, left, &over);
    over |= __builtin_add_overflow(x, y, &sum);
    if (over) refuse(b);
    return (X){sum, d};
}
static inline X x_add(Base *b, X p, X q) {
    int over = 0;
    Wide sum;
    if (!p.d || !q.d) refuse(b);
    if (p.d == q.d) {
        if (!__builtin_add_overflow(p.n, q.n, &sum)) return (X){sum, p.d};
        return x_add_slow(b, p, q);
    }
    if (fits64(p.d) && fits64(q.d)) { /* a denominator that holds the other keeps sums small */
        uint64_t big = (uint64_t)p.d, small = (uint64_t)q.d;
        if (big < small) { X other = p; p = q; q = other; big = (uint64_t)p.d; small = (uint64_t)q.d; }
        if (small == 1 || big % small == 0) {
            Wide scaled = w_mul(q.n, (Wide)(big / small), &over);
            over |= __builtin_add_overflow(p.n, scaled, &sum);
            if (__builtin_expect(!over, 1)) return (X){sum, p.d};
            over = 0;
        }
    }
    Wide x = w_mul(p.n, q.d, &over), y = w_mul(q.n, p.d, &over), d = w_mul(p.d, q.d, &over);
    over |= __builtin_add_overflow(x, y, &sum);
    return __builtin_expect(over, 0) ? x_add_slow(b, p, q) : (X){sum, d};
}
/* sum + weight * figure: the figures of a table have one denominator, so most sums stay over it */
static inline X x_add_product(Base *b, X sum, I weight, X figure) {
    if (sum.n == 0 && sum.d == 1) return x_mul(b, x_i(weight), figure);
    if (sum.d == figure.d && fits64(sum.n) && fits64(figure.n)) {
        I product, total;
        if (!__builtin_mul_overflow(weight, (I)figure.n, &product) && !__builtin_add_overflow((I)sum.n, product, &total))
            return (X){total, sum.d};
    }
    return x_add(b, sum, x_mul(b, x_i(weight), figure));
}
static inline X x_neg(Base *b, X p) { return (X){w_neg(b, p.n), p.d}; }
static inline X x_sub(Base *b, X p, X q) { return x_add(b, p, x_neg(b, q)); }
static inline int x_compare(Base *b, X p, X q) {
    int over = 0;
    if (!p.d || !q.d) refuse(b);
    if (p.d == q.d) return (p.n > q.n) - (p.n < q.n);
    Wide x = w_mul(p.n, q.d, &over), y = w_mul(q.n, p.d, &over);
    if (__builtin_expect(over, 0)) {
        over = 0;
        p = x_reduced(p);
        q = x_reduced(q);
        x = w_mul(p.n, q.d, &over);
        y = w_mul(q.n, p.d, &over);
        if (over) refuse(b);
    }
    return (x > y) - (x < y);
}
static inline X x_min(Base *b, X p, X q) { return x_compare(b, q, p) < 0 ? q : p; }
static inline X x_max(Base *b, X p, X q) { return x_compare(b, q, p) > 0 ? q : p; }
static inline Wide w_floor(Wide n, Wide d) { /* d > 0 */
    if (fits64(n) && fits64(d)) {
        I q = (I)n / (I)d;
        return q - ((I)n % (I)d < 0);
    }
    Wide q = n / d;
    return q - (n % d < 0);
}
static inline X x_whole(Base *b, X p) { x_needed(b, p); return (X){p.d == 1 ? p.n : w_floor(p.n, p.d), 1}; }
static inline X x_floor(Base *b, X p, X q) { return x_whole(b, q.d == 1 && q.n == 1 ? p : x_div(b, p, q)); }
/* int(): towards zero */
static inline I x_int(Base *b, X p) {
    x_needed(b, p);
    Wide q = p.d == 1 ? p.n : p.n / p.d;
    if (!fits64(q)) refuse(b);
    return (I)q;
}
/* the whole number that an exact one must be */
static __attribute__((noinline)) I x_as_i_slow(Base *b, X p) {
    if (p.d == 0) return NONE;
    if (p.d != 1) { p = x_reduced(p); if (p.d != 1) refuse(b); }
    if (!fits64(p.n)) refuse(b);
    return (I)p.n;
}
static inline I x_as_i(Base *b, X p) { return p.d == 1 && fits64(p.n) ? (I)p.n : x_as_i_slow(b, p); }
static inline int x_true(X p) { return p.d != 0 && p.n != 0; }

/* ---- tables of law: a figure that is looked up is a figure to answer for ---- */
static inline I t_place(T t, I key) {
    if (t->n_dense) {
        uint64_t at = (uint64_t)(key - t->first_key);
        return at < (uint64_t)t->n_dense ? t->at[at] : -1;
    }
    I low = 0, high = t->n;
    while (low < high) {
        I middle = (low + high) / 2;
        if (t->key[middle] < key) low = middle + 1; else high = middle;
    }
    return low < t->n && t->key[low] == key ? low : -1;
}
static inline X t_get(Base *b, T t, I key) {
    I at = t_place(t, key);
    if (at < 0) refuse(b);
    doubted(b, t->doubt[at]);
    return t->value[at];
}
static inline I t_has(T t, I key) { return t_place(t, key) >= 0; }
static inline I t_least(Base *b, T t) { if (!t->n) refuse(b); return t->key[0]; }
static inline I t_greatest(Base *b, T t) { if (!t->n) refuse(b); return t->key[t->n - 1]; }

/* ---- numbers by year ---- */
#define NUMBERS_BY_YEAR(TYPE, name, VALUE)                                                                       \
    static inline I name##_place(const TYPE *y, I key) {                                                         \
        for (int i = y->n - 1; i >= 0 && y->key[i] >= key; i--) if (y->key[i] == key) return i;                  \
        return -1;                                                                                               \
    }                                                                                                            \
    static inline VALUE name##_get(Base *b, const TYPE *y, I key) {                                              \
        I at = name##_place(y, key);                                                                             \
        if (at < 0) refuse(b);                                                                                   \
        return y->value[at];                                                                                     \
    }                                                                                                            \
    static inline VALUE name##_get_or(Base *b, const TYPE *y, I key, VALUE otherwise) {                          \
        I at = name##_place(y, key);                                                                             \
        return at < 0 ? otherwise : y->value[at];                                                                \
    }                                                                                                            \
    static inline I name##_has(const TYPE *y, I key) { return name##_place(y, key) >= 0; }                       \
    static inline void name##_put(Base *b, TYPE *y, I key, VALUE value) {                                        \
        int i = y->n;                                                                                            \
        if (i && y->key[i - 1] >= key) {                                                                         \
            I at = name##_place(y, key);                                                                         \
            if (at >= 0) { y->value[at] = value; return; }                                                       \
        }                                                                                                        \
        if (y->n == MOST_KEYS) refuse(b);                                                                        \
        for (; i && y->key[i - 1] > key; i--) { y->key[i] = y->key[i - 1]; y->value[i] = y->value[i - 1]; }      \
        y->key[i] = key;                                                                                         \
        y->value[i] = value;                                                                                     \
        y->n++;                                                                                                  \
    }                                                                                                            \
    static inline void name##_copy(TYPE *to, const TYPE *from) {                                                 \
        if (to == from) return;                                                                                  \
        to->n = from->n;                                                                                         \
        for (int i = 0; i < from->n; i++) { to->key[i] = from->key[i]; to->value[i] = from->value[i]; }          \
    }                                                                                                            \
    static inline I name##_least(Base *b, const TYPE *y) { if (!y->n) refuse(b); return y->key[0]; }             \
    static inline I name##_greatest(Base *b, const TYPE *y) { if (!y->n) refuse(b); return y->key[y->n - 1]; }
NUMBERS_BY_YEAR(Y, y, X)
NUMBERS_BY_YEAR(J, j, I)

/* ---- whole numbers by word ---- */
static inline I w_place(const W *w, I key) { for (int i = 0; i < w->n; i++) if (w->key[i] == key) return i; return -1; }
static inline I w_get(Base *b, const W *w, I key) { I at = w_place(w, key); if (at < 0) refuse(b); return w->value[at]; }
static inline I w_get_or(Base *b, const W *w, I key, I otherwise) { I at = w_place(w, key); return at < 0 ? otherwise : w->value[at]; }
static inline I w_has(const W *w, I key) { return w_place(w, key) >= 0; }
static inline void w_put(Base *b, W *w, I key, I value) {
    I at = w_place(w, key);
    if (at < 0) {
        if (w->n == MOST_WORDS) refuse(b);
        at = w->n++;
        w->key[at] = key;
    }
    w->value[at] = value;
}
static inline void w_copy(W *to, const W *from) {
    if (to == from) return;
    to->n = from->n;
    for (int i = 0; i < from->n; i++) { to->key[i] = from->key[i]; to->value[i] = from->value[i]; }
}
static inline void w_join(Base *b, W *to, const W *from) { for (int i = 0; i < from->n; i++) w_put(b, to, from->key[i], from->value[i]); }

/* ---- lists ---- */
static inline void c_append(Base *b, C *c, Condition one) { if (c->n == MOST_CONDITIONS) refuse(b); c->v[c->n++] = one; }
static inline void c_copy(C *to, const C *from) {
    if (to == from) return;
    to->n = from->n;
    for (int i = 0; i < from->n; i++) to->v[i] = from->v[i];
}
static inline void l_append(Base *b, L *l, I one) { if (l->n == MOST_KEYS) refuse(b); l->v[l->n++] = one; }
static inline void l_copy(L *to, const L *from) {
    if (to == from) return;
    to->n = from->n;
    for (int i = 0; i < from->n; i++) to->v[i] = from->v[i];
}
static inline void s_append(Base *b, S *s, Triple one) { if (s->n == MOST_STRETCHES) refuse(b); s->v[s->n++] = one; }
static inline void s_copy(S *to, const S *from) {
    if (to == from) return;
    to->n = from->n;
    for (int i = 0; i < from->n; i++) to->v[i] = from->v[i];
}

/* ---- sets of months, as bits from January 1900 ---- */
static inline void m_clear(MonthSet *s) { s->low = SET_WORDS; s->high = -1; }
static inline uint64_t m_word(M s, int i) { return i >= s->low && i <= s->high ? s->w[i] : 0; }
static inline void m_reach(MonthSet *s, int low, int high) {
    if (s->high < s->low) {
        s->low = low;
        s->high = high;
        for (int i = low; i <= high; i++) s->w[i] = 0;
        return;
    }
    while (s->low > low) s->w[--s->low] = 0;
    while (s->high < high) s->w[++s->high] = 0;
}
static inline uint64_t m_bits(I from, I to, int word) { /* the bits of months from..to (since 1900) in one word */
    I low = from - 64 * word, high = to - 64 * word;
    uint64_t bits = ~0ull;
    if (low > 0) bits &= ~0ull << low;
    if (high < 63) bits &= ~0ull >> (63 - high);
    return bits;
}
static inline void m_add_span(MonthSet *s, I first, I last) {
    if (last < first) return;
    I from = first - FIRST_MONTH, to = last - FIRST_MONTH;
    int low = (int)(from >> 6), high = (int)(to >> 6);
    m_reach(s, low, high);
    for (int i = low; i <= high; i++) s->w[i] |= m_bits(from, to, i);
}
static inline I m_count(M s) { I n = 0; for (int i = s->low; i <= s->high; i++) n += __builtin_popcountll(s->w[i]); return n; }
static inline void m_join(MonthSet *to, M from) {
    if (from->high < from->low) return;
    m_reach(to, from->low, from->high);
    for (int i = from->low; i <= from->high; i++) to->w[i] |= from->w[i];
}
static inline void m_copy(MonthSet *to, M from) {
    to->low = from->low;
    to->high = from->high;
    for (int i = from->low; i <= from->high; i++) to->w[i] = from->w[i];
}
static inline void m_leave_out(MonthSet *from, M what) { for (int i = from->low; i <= from->high; i++) from->w[i] &= ~m_word(what, i); }
static inline void m_keep(MonthSet *from, M what) { for (int i = from->low; i <= from->high; i++) from->w[i] &= m_word(what, i); }
static inline I m_first(M s) {
    for (int i = s->low; i <= s->high; i++) if (s->w[i]) return FIRST_MONTH + 64 * i + __builtin_ctzll(s->w[i]);
    return NONE;
}
static inline I m_last(M s) {
    for (int i = s->high; i >= s->low; i--) if (s->w[i]) return FIRST_MONTH + 64 * i + 63 - __builtin_clzll(s->w[i]);
    return NONE;
}
/* the months from first to last, both included, that are in the set */
static inline I m_count_span(M s, I first, I last) {
    if (first < FIRST_MONTH) first = FIRST_MONTH;
    if (last > LAST_MONTH) last = LAST_MONTH;
    if (last < first) return 0;
    I from = first - FIRST_MONTH, to = last - FIRST_MONTH, n = 0;
    int low = (int)(from >> 6), high = (int)(to >> 6);
    if (low < s->low) low = s->low;
    if (high > s->high) high = s->high;
    for (int i = low; i <= high; i++) n += __builtin_popcountll(s->w[i] & m_bits(from, to, i));
    return n;
}
/* how many months of a calendar year are in the set */
static inline I m_count_year(M s, I year) {
    I from = 12 * year - FIRST_MONTH;
    int word = (int)(from >> 6), bit = (int)(from & 63);
    uint64_t bits = m_word(s, word) >> bit;
    if (bit > 52) bits |= m_word(s, word + 1) << (64 - bit);
    return __builtin_popcountll(bits & 0xFFF);
}
/* the next unbroken stretch from *at on; 0 where there is none */
static inline int m_run(M s, I *at, I *first, I *last) {
    I from = *at - FIRST_MONTH;
    if (from < 0) from = 0;
    int i = (int)(from >> 6);
    if (i < s->low) { i = s->low; from = 64 * (I)i; }
    for (; i <= s->high; i++, from = 64 * (I)i) {
        uint64_t bits = s->w[i] & (~0ull << (from & 63));
        if (!bits) continue;
        I start = 64 * (I)i + __builtin_ctzll(bits), end;
        int j = i;
        uint64_t gaps = ~s->w[i] & (~0ull << (start & 63));
        while (!gaps && j < s->high) gaps = ~s->w[++j];
        end = gaps ? 64 * (I)j + __builtin_ctzll(gaps) - 1 : 64 * (I)j + 63;
        *first = FIRST_MONTH + start;
        *last = FIRST_MONTH + end;
        *at = *last + 1;
        return 1;
    }
    return 0;
}

/* ---- the calendar ---- */
static inline I days_in_month(I month) {
    static const unsigned char days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    I year = month / 12, at = month % 12;
    return at == 1 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : days[at];
}
static Day day_of(I days) { /* civil date of days since 1970-01-01 (Howard Hinnant's algorithm) */
    I z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    I yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    I mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
    return (Day){yoe + era * 400 + (m <= 2), m, d};
}

/* days from 1970-01-01 to the first day of a month (the same author's algorithm the other way) */
static I days_to(I month) {
    I y = month / 12, m = month % 12 + 1;
    y -= m <= 2;
    I era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400, doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}
static inline I weekday_of_first(I month) { return ((days_to(month) + 3) % 7 + 7) % 7; } /* 0 for Monday */
