#include "world.h"

#include "base/file.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_TEXTS = 1000, MOST_NAMES = 100, BURST_HOURS = 3 };

struct line {
    enum tone tone;
    bool review;
    struct str text;
};

struct sayings {
    struct line lines[MOST_TEXTS];
    size_t line_count;
    struct str names[MOST_NAMES];
    size_t name_count;
};

const char *const brand_english[BRANDS] = {"Zarinak", "Dorsavi"};
const char *const brand_persian[BRANDS] = {"\xd8\xb2\xd8\xb1\xdb\x8c\xd9\x86\xda\xa9",
                                           "\xd8\xaf\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x88\xdb\x8c"};
static const char *const handles[BRANDS] = {"@zarinak_app", "@dorsavi_shop"};

/* How much is said in each hour of the Tehran day, and of each brand at each outlet. */
static const double hours[24] = {.5,  .3,  .2,  .1,  .1,  .1,  .2,  .4,  .7,  .9,  1.1, 1.2,
                                 1.2, 1.2, 1.1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 1.8, 1.6, 1.1};
static const double rates[BRANDS][OUTLETS] = {
    [ZARINAK] = {.45, .30, .30, .12, .10, .08},
    [DORSAVI] = {.25, .20, .15, 0, .10, 0},
};
static const double burst_rates[OUTLETS] = {9, 3, 3, 1, .5, 0};

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016. */
static double chance(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (double)((*seed * 2685821657736338717u) >> 11) / 9007199254740992.0;
}

static size_t draw(uint64_t *seed, size_t count)
{
    return (size_t)(chance(seed) * (double)count);
}

static size_t poisson(uint64_t *seed, double mean)
{
    double limit = exp(-mean), product = chance(seed);
    size_t n = 0;
    while (product > limit) {
        product *= chance(seed);
        n++;
    }
    return n;
}

static bool read_text(struct str line, struct sayings *sayings, const char *path, size_t number,
                      struct err *err)
{
    static const char *const tones[TONES] = {"good", "plain", "bad", "late"};
    struct str tone, place;
    struct line *into = &sayings->lines[sayings->line_count];
    if (sayings->line_count == MOST_TEXTS || !str_take(&line, '\t', &tone) ||
        !str_take(&line, '\t', &place) || line.n == 0) {
        return err_set(err, "%s:%zu: wants tone, place and text", path, number);
    }
    for (into->tone = 0; into->tone < TONES; into->tone++) {
        if (str_eq(tone, str_of(tones[into->tone]))) {
            into->review = str_eq(place, STR("review"));
            into->text = line;
            sayings->line_count++;
            return true;
        }
    }
    return err_set(err, "%s:%zu: no tone '%.*s'", path, number, STR_FMT(tone));
}

static bool read_lines(struct world *world, const char *path, bool names, struct sayings *sayings,
                       struct err *err)
{
    CLEANUP_BUF struct buf file = BUF_INIT(MIB);
    if (!file_read(path, &file, err)) {
        return false;
    }
    struct str rest = str_copy(&world->arena, buf_str(&file)), line;
    for (size_t number = 1; str_take(&rest, '\n', &line); number++) {
        if (!line.n || line.p[0] == '#') {
            continue;
        }
        if (names && sayings->name_count < MOST_NAMES) {
            sayings->names[sayings->name_count++] = line;
        } else if (!read_text(line, sayings, path, number, err)) {
            return false;
        }
    }
    return true;
}

static struct str fill(struct arena *arena, struct str text, enum brand brand)
{
    struct {
        struct str mark;
        struct str value;
    } marks[] = {{STR("{fa}"), str_of(brand_persian[brand])},
                 {STR("{en}"), str_of(brand_english[brand])},
                 {STR("{tag}"), str_format(arena, "#%s", brand_persian[brand])},
                 {STR("{at}"), str_of(handles[brand])}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = str_find(text, marks[i].mark);
        if (at != STR_NOT_FOUND) {
            text = str_format(arena, "%.*s%.*s%.*s", STR_FMT(str_slice(text, 0, at)),
                              STR_FMT(marks[i].value),
                              STR_FMT(str_slice(text, at + marks[i].mark.n, text.n)));
        }
    }
    return text;
}

static enum tone draw_tone(uint64_t *seed, bool burst)
{
    double x = chance(seed);
    if (burst) {
        return TONE_LATE;
    }
    return x < .5 ? TONE_GOOD : x < .78 ? TONE_PLAIN : TONE_BAD;
}

static struct str draw_text(uint64_t *seed, const struct sayings *sayings, enum tone tone,
                            bool review)
{
    for (;;) { /* every tone has lines of both places */
        const struct line *line = &sayings->lines[draw(seed, sayings->line_count)];
        if (line->tone == tone && line->review == review) {
            return line->text;
        }
    }
}

static void add_event(struct world *world, const struct sayings *sayings, uint64_t *seed,
                      int64_t hour_at, enum brand brand, enum outlet outlet, bool burst)
{
    static const int stars[TONES] = {5, 3, 1, 1};
    if (world->count == world->capacity) {
        size_t capacity = world->capacity ? world->capacity * 2 : 1024;
        world->events = mem_resize(world->events, capacity, sizeof *world->events);
        world->capacity = capacity;
    }
    bool review = outlet == OUTLET_SHOP || outlet == OUTLET_APP_STORE || outlet == OUTLET_PAGE;
    enum tone tone = draw_tone(seed, burst);
    struct str name = sayings->names[draw(seed, sayings->name_count)];
    world->events[world->count++] = (struct event){
        .at = hour_at + (int64_t)draw(seed, HOUR),
        .brand = brand,
        .outlet = outlet,
        .tone = tone,
        .text = fill(&world->arena, draw_text(seed, sayings, tone, review), brand),
        .author = str_format(&world->arena, "%.*s%zu", STR_FMT(name), draw(seed, 90) + 10),
        .rating = stars[tone],
    };
}

static int by_time(const void *left, const void *right)
{
    const struct event *a = left, *b = right;
    return a->at != b->at ? (a->at > b->at) - (a->at < b->at) : str_cmp(a->author, b->author);
}

static void fill_hour(struct world *world, const struct sayings *sayings, uint64_t *seed,
                      int64_t hour_at, bool burst)
{
    double now = hours[moment_in("Asia/Tehran", hour_at).hour];
    for (enum brand brand = 0; brand < BRANDS; brand++) {
        for (enum outlet outlet = 0; outlet < OUTLETS; outlet++) {
            for (size_t n = poisson(seed, rates[brand][outlet] * now); n > 0; n--) {
                add_event(world, sayings, seed, hour_at, brand, outlet, false);
            }
        }
    }
    for (enum outlet outlet = 0; burst && outlet < OUTLETS; outlet++) {
        for (size_t n = poisson(seed, burst_rates[outlet]); n > 0; n--) {
            add_event(world, sayings, seed, hour_at, ZARINAK, outlet, true);
        }
    }
}

bool world_make(struct world *world, const char *texts_path, const char *names_path, int64_t start,
                int64_t burst, int64_t end, struct err *err)
{
    *world = (struct world){0};
    CLEANUP_FREE struct sayings *sayings = mem_zalloc(1, sizeof *sayings);
    if (!read_lines(world, texts_path, false, sayings, err) ||
        !read_lines(world, names_path, true, sayings, err)) {
        return false;
    }
    uint64_t seed = 20261122;
    for (int64_t at = start; at < end; at += HOUR) {
        fill_hour(world, sayings, &seed, at, at >= burst && at < burst + BURST_HOURS * HOUR);
    }
    qsort(world->events, world->count, sizeof *world->events, by_time);
    for (size_t i = 0; i < world->count; i++) {
        world->events[i].id = 1700000000000 + (int64_t)i * 17;
    }
    return true;
}

void world_clear(struct world *world)
{
    free(world->events);
    arena_clear(&world->arena);
    *world = (struct world){0};
}
