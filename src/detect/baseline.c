/* mean of an hour = level * day factor * week factor; variance = mean + phi * mean^2.
 *
 * An hour of a busy brand says less about the level than its count suggests, because hours differ
 * by more than Poisson chance. So every count is weighed by 1 / (1 + phi * mean), the share of its
 * information that remains, and one threshold serves brands of a mention a day and of hundreds an
 * hour. phi is estimated for each window length by weighted least squares from the squared errors
 * of past windows, each limited to some times its own variance: what is rare stays a surprise. */
#include "detect/baseline.h"

#include "detect/tail.h"

#include <assert.h>
#include <math.h>

static const int scales[BASELINE_SCALES] = {1, 3, 12};

/* Real single hours have a heavier tail than the model: their evidence counts for less. */
static const double scale_trust[BASELINE_SCALES] = {0.8, 1, 1};

#define LEVEL_HALF_LIFE  (7 * 24.0) /* hours */
#define SEASON_HALF_LIFE (42 * 24.0)
#define LEVEL_PRIOR      0.3  /* negatives an hour of a brand nobody knows yet */
#define LEVEL_WEIGHT     0.5  /* negatives this prior is worth */
#define DAY_WEIGHT       10.0 /* negatives a factor of 1 is worth */
#define WEEK_WEIGHT      60.0 /* whole weeks are few: a Friday must be seen some times to count */
#define SPREAD_PRIOR     0.2
#define SPREAD_WEIGHT    500.0 /* in units of the least squares: about 20 busy windows */
#define SPREAD_LEAST     0.01
#define SPREAD_LIMIT     9.0 /* squared error that is learned at most, in its own variances */
#define CLIP             3.0 /* standard deviations above the mean that are learned at most */
#define YOUNG_HOURS      24  /* nothing is judged before */
#define COLD_HOURS       (7 * 24)
#define COLD_MENTIONS    20
#define SHARE_WEIGHT     50.0   /* mentions the usual share of negatives is worth */
#define SHARE_LOG_P      (-4.6) /* one in a hundred: the count, or the share, has risen */
#define VOLUME_RATIO     1.5
#define VOLUME_DOUBT     2.0 /* of -log p: crowds come together more often than chance says */
#define BAND_LOG_P       (-4.6)

struct window {
    double mean, doubt;              /* of the negatives; relative variance of the level */
    double negative, learned, total; /* sums over its known hours */
    double total_mean;
    bool known;
};

int baseline_scale_hours(int scale)
{
    return scales[scale];
}

void baseline_init(struct baseline *b)
{
    *b = (struct baseline){.first_hour = BASELINE_NEW, .last_hour = BASELINE_NEW};
}

int baseline_week_hour(const char *zone, int64_t hour)
{
    struct moment m = moment_in(zone, hour * HOUR);
    return m.weekday * 24 + m.hour;
}

static double half_life(double hours)
{
    return exp2(-1 / hours);
}

static void rate_learn(struct baseline_rate *rate, double decay, double count, double exposure)
{
    rate->count = rate->count * decay + count;
    rate->exposure = rate->exposure * decay + exposure;
}

static double rate_factor(const struct baseline_rate *rate, double weight)
{
    return (weight + rate->count) / (weight + rate->exposure);
}

static double level_of(const struct baseline_rate *rate, double prior)
{
    return (LEVEL_WEIGHT + rate->count) / (LEVEL_WEIGHT / prior + rate->exposure);
}

static double spread_of(const struct baseline *b, int scale)
{
    const struct baseline_rate *s = &b->spread[scale];
    double phi = (SPREAD_PRIOR * SPREAD_WEIGHT + s->count) / (SPREAD_WEIGHT + s->exposure);
    return fmax(phi, SPREAD_LEAST);
}

static double season_of(const struct baseline *b, int week_hour)
{
    return rate_factor(&b->day[week_hour % 24], DAY_WEIGHT) *
           rate_factor(&b->week[week_hour], WEEK_WEIGHT);
}

static struct baseline_hour *ring_at(struct baseline *b, int64_t hour)
{
    return &b->recent[((hour % BASELINE_HOURS) + BASELINE_HOURS) % BASELINE_HOURS];
}

static const struct baseline_hour *ring_get(const struct baseline *b, int64_t hour)
{
    return &b->recent[((hour % BASELINE_HOURS) + BASELINE_HOURS) % BASELINE_HOURS];
}

/* The windows that end with the last hour, their means from the level before them; those longer
 * than the series, and those without data, are not `known`. */
static void windows_ending(const struct baseline *b, struct window windows[BASELINE_SCALES])
{
    struct window sum = {0};
    double season = 0;
    int hours = 0;
    for (int i = 0; i < BASELINE_SCALES; i++) {
        for (; hours < scales[i] && b->last_hour - hours >= b->first_hour; hours++) {
            const struct baseline_hour *h = ring_get(b, b->last_hour - hours);
            if (h->known == 0) {
                continue;
            }
            sum.known = true;
            season += h->season;
            sum.mean = h->level * season; /* the earliest hour knows the level before them all */
            sum.total_mean = h->total_level * season;
            sum.doubt = h->doubt;
            sum.negative += h->negative;
            sum.learned += h->learned;
            sum.total += h->total;
        }
        windows[i] = sum;
        windows[i].known = sum.known && hours == scales[i];
    }
}

static double variance_of(double mean, double phi)
{
    return mean + phi * mean * mean;
}

static void spread_learn(struct baseline *b)
{
    struct window windows[BASELINE_SCALES];
    windows_ending(b, windows);
    for (int i = 0; i < BASELINE_SCALES; i++) {
        struct window w = windows[i];
        if (!w.known || w.mean <= 0) {
            continue;
        }
        double variance = variance_of(w.mean, spread_of(b, i) + w.doubt);
        double error = (w.learned - w.mean) * (w.learned - w.mean);
        error = fmin(error, SPREAD_LIMIT * variance);
        double weight = w.mean * w.mean / (variance * variance);
        rate_learn(&b->spread[i], half_life(SEASON_HALF_LIFE),
                   weight * (error - variance_of(w.mean, w.doubt)), weight * w.mean * w.mean);
    }
}

/* Seasons decay where they are visited, once a day and once a week, not in every hour. */
static void season_learn(struct baseline *b, int week_hour, double count, double exposure)
{
    struct baseline_rate *day = &b->day[week_hour % 24], *week = &b->week[week_hour];
    double day_factor = rate_factor(day, DAY_WEIGHT), week_factor = rate_factor(week, WEEK_WEIGHT);
    rate_learn(day, half_life(SEASON_HALF_LIFE / 24), count, exposure * week_factor);
    rate_learn(week, half_life(SEASON_HALF_LIFE / BASELINE_WEEK), count, exposure * day_factor);
}

static double clip(double count, double mean, double phi)
{
    return fmin(count, mean + CLIP * sqrt(variance_of(mean, phi)) + 1);
}

/* The hours that nobody reported, as far back as a window reaches. */
static void mark_gaps(struct baseline *b, int64_t until)
{
    int64_t from = b->last_hour + 1;
    if (until - from > BASELINE_HOURS) {
        from = until - BASELINE_HOURS;
    }
    for (int64_t hour = from; hour < until; hour++) {
        *ring_at(b, hour) = (struct baseline_hour){0};
    }
}

static bool is_young(const struct baseline *b)
{
    return b->last_hour - b->first_hour < YOUNG_HOURS;
}

/* The first day sums plain counts, whatever their size, and weighs them when it is over: before,
 * nobody knows the mean that tells what they are worth. */
static void level_start(struct baseline *b, const struct baseline_hour *h)
{
    rate_learn(&b->level, 1, h->negative, h->season);
    rate_learn(&b->total, 1, h->total, h->season);
    if (b->last_hour - b->first_hour == YOUNG_HOURS - 1) {
        double weight = 1 / (1 + SPREAD_PRIOR * level_of(&b->level, LEVEL_PRIOR));
        rate_learn(&b->level, weight, 0, 0);
        rate_learn(&b->total, weight, 0, 0);
    }
}

static void hour_learn(struct baseline *b, const struct baseline_hour *h, int week_hour,
                       double completeness)
{
    double phi = spread_of(b, 0), mean = h->level * h->season;
    double weight = 1 / (1 + phi * mean), decay = half_life(LEVEL_HALF_LIFE);
    double total = clip(h->total, h->total_level * h->season, phi + h->doubt);
    season_learn(b, week_hour, weight * h->learned, weight * h->level * completeness);
    rate_learn(&b->level, decay, weight * h->learned, weight * h->season);
    rate_learn(&b->total, decay, weight * total, weight * h->season);
}

void baseline_step(struct baseline *b, const struct hour_fact *fact, int week_hour,
                   double completeness)
{
    assert(b->last_hour == BASELINE_NEW || fact->hour > b->last_hour);
    assert(week_hour >= 0 && week_hour < BASELINE_WEEK && completeness > 0 && completeness <= 1);
    if (b->last_hour == BASELINE_NEW) {
        b->first_hour = fact->hour;
    } else {
        mark_gaps(b, fact->hour);
    }
    b->last_hour = fact->hour;
    struct baseline_hour *h = ring_at(b, fact->hour);
    *h = (struct baseline_hour){0};
    if (fact->gap) {
        return;
    }
    h->known = 1;
    h->negative = fact->negative;
    h->total = fact->total;
    h->season = season_of(b, week_hour) * completeness;
    h->level = level_of(&b->level, LEVEL_PRIOR);
    h->total_level = level_of(&b->total, LEVEL_PRIOR);
    h->doubt = 1 / (1 + b->level.count);
    h->learned = clip(h->negative, h->level * h->season, spread_of(b, 0) + h->doubt);
    b->mentions += fact->total;
    if (is_young(b)) {
        level_start(b, h);
    } else {
        spread_learn(b);
        hour_learn(b, h, week_hour, completeness);
    }
}

/* Whether the rise is in the number of mentions alone: the others came, too, and the share of the
 * negatives is what it was. Without totals nothing is said. */
static bool only_volume(const struct window *w)
{
    double others = w->total - w->negative, usual = fmax(w->total_mean - w->mean, 0);
    if (others <= 0 || others < VOLUME_RATIO * usual) {
        return false;
    }
    double share = fmin(fmax(w->mean / w->total_mean, 0.01), 0.99);
    return tail_beta_binomial(w->negative, w->total, share * SHARE_WEIGHT,
                              (1 - share) * SHARE_WEIGHT) > SHARE_LOG_P;
}

double baseline_low(const struct baseline *b, double count, double mean)
{
    double phi = spread_of(b, BASELINE_SCALES - 1) + 1 / (1 + b->level.count);
    return tail_negative_binomial_low(count, mean, phi);
}

bool baseline_cold(const struct baseline *b)
{
    return b->last_hour - b->first_hour < COLD_HOURS || b->mentions < COLD_MENTIONS;
}

void baseline_usual(const struct baseline *b, int week_hour, double *count, double *total)
{
    double season = season_of(b, week_hour);
    *count = level_of(&b->level, LEVEL_PRIOR) * season;
    *total = level_of(&b->total, LEVEL_PRIOR) * season;
}

struct verdict baseline_judge(const struct baseline *b)
{
    struct verdict verdict = {.hour = b->last_hour};
    if (b->last_hour == BASELINE_NEW || is_young(b) || ring_get(b, b->last_hour)->known == 0) {
        return verdict;
    }
    struct window best = {0}, windows[BASELINE_SCALES];
    windows_ending(b, windows);
    for (int i = 0; i < BASELINE_SCALES; i++) {
        struct window w = windows[i];
        if (!w.known) {
            continue;
        }
        double log_p = 0;
        if (w.negative > w.mean) {
            log_p = scale_trust[i] *
                    tail_negative_binomial(w.negative, w.mean, spread_of(b, i) + w.doubt);
        }
        verdict.scale_log_p[i] = log_p;
        if (!verdict.judged || log_p < verdict.log_p) {
            verdict.judged = true;
            verdict.scale = i;
            verdict.window_hours = scales[i];
            verdict.log_p = log_p;
            best = w;
        }
    }
    verdict.log_p = fmin(0, verdict.log_p + log(BASELINE_SCALES)); /* Bonferroni */
    verdict.observed = best.negative;
    verdict.expected = best.mean;
    verdict.total = best.total;
    verdict.total_expected = best.total_mean;
    verdict.hour_expected = ring_get(b, b->last_hour)->level * ring_get(b, b->last_hour)->season;
    verdict.cold = baseline_cold(b);
    verdict.volume = verdict.log_p < SHARE_LOG_P && only_volume(&best);
    verdict.log_p = fmin(0, verdict.log_p + (verdict.volume ? VOLUME_DOUBT : 0));
    return verdict;
}

void baseline_band(const struct baseline *b, int week_hour, double *expected, double *high)
{
    double mean = level_of(&b->level, LEVEL_PRIOR) * season_of(b, week_hour);
    double phi = spread_of(b, 0) + 1 / (1 + b->level.count);
    double low = floor(mean), top = ceil(mean + 20 * sqrt(variance_of(mean, phi)) + 20);
    while (top - low > 1) {
        double middle = floor((low + top) / 2);
        if (tail_negative_binomial(middle + 1, mean, phi) > BAND_LOG_P) {
            low = middle;
        } else {
            top = middle;
        }
    }
    *expected = mean;
    *high = top;
}

#define STATE_VERSION 1
#define STATE_WORDS   (sizeof(struct baseline) / 8)
_Static_assert(sizeof(struct baseline) % 8 == 0, "64-bit members only");

static void word_add(struct buf *bytes, uint64_t word)
{
    for (int i = 0; i < 8; i++) {
        buf_add_byte(bytes, (char)(word >> (8 * i) & 0xff));
    }
}

/* Written out, so that a compiler makes one load of it. */
static uint64_t word_at(struct str bytes, size_t index)
{
    const unsigned char *b = (const unsigned char *)bytes.p + index * 8;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

void baseline_save(const struct baseline *b, struct buf *bytes)
{
    uint64_t words[STATE_WORDS];
    memcpy(words, b, sizeof words);
    word_add(bytes, STATE_VERSION);
    for (size_t i = 0; i < STATE_WORDS; i++) {
        word_add(bytes, words[i]);
    }
}

/* Everything behind the two hours is a finite number. */
static bool state_sane(const struct baseline *b)
{
    double numbers[STATE_WORDS];
    memcpy(numbers, b, sizeof numbers);
    for (size_t i = 2; i < STATE_WORDS; i++) {
        if (!isfinite(numbers[i])) {
            return false;
        }
    }
    return b->first_hour <= b->last_hour && b->level.count >= 0 && b->level.exposure >= 0;
}

bool baseline_load(struct baseline *b, struct str bytes, struct err *err)
{
    if (bytes.n != (STATE_WORDS + 1) * 8) {
        return err_set(err, "baseline: %zu bytes instead of %zu", bytes.n, (STATE_WORDS + 1) * 8);
    }
    if (word_at(bytes, 0) != STATE_VERSION) {
        return err_set(err, "baseline: version %llu instead of %d",
                       (unsigned long long)word_at(bytes, 0), STATE_VERSION);
    }
    uint64_t words[STATE_WORDS];
    for (size_t i = 0; i < STATE_WORDS; i++) {
        words[i] = word_at(bytes, i + 1);
    }
    struct baseline loaded;
    memcpy(&loaded, words, sizeof loaded);
    if (!state_sane(&loaded)) {
        return err_set(err, "baseline: not a state");
    }
    *b = loaded;
    return true;
}
