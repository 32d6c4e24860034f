#include "feed/dates.h"

#include "feed/date_words.h"

#include <ctype.h>

#define NO_OFFSET     INT64_MAX
#define ZONE_NAME_MAX 40

/* What was gathered from the text, in whatever order it came. */
struct reading {
    struct str rest;
    int numbers[3]; /* that stood alone: days and years */
    int number_digits[3];
    size_t number_count;
    int64_t year, month, day; /* 0: not seen; a year may have two digits */
    int year_digits;
    bool jalali, timed, bad;
    int64_t hour, minute, second;
    int64_t half;   /* 0, 12, or -1 */
    int64_t offset; /* seconds, or NO_OFFSET */
    bool offset_is_number;
    char zone[ZONE_NAME_MAX]; /* of the tz database, "" when none was named */
    int64_t unit, day_shift;  /* relative dates */
    bool now, ago, shifted;
    bool day_first;
};

static char peek(const struct reading *r, size_t ahead)
{
    return ahead < r->rest.n ? r->rest.p[ahead] : '\0';
}

static bool digit_at(const struct reading *r, size_t ahead)
{
    return isdigit((unsigned char)peek(r, ahead));
}

static void advance(struct reading *r, size_t n)
{
    r->rest = str_slice(r->rest, n, r->rest.n);
}

/* A run of digits; only the first nine count, which is more than any part of a date has. */
static int64_t take_digits(struct reading *r, int *digits)
{
    int64_t value = 0;
    *digits = 0;
    for (; digit_at(r, 0); advance(r, 1)) {
        if (++*digits <= 9) {
            value = value * 10 + (peek(r, 0) - '0');
        }
    }
    return value;
}

static void take_fraction(struct reading *r)
{
    int digits;
    if ((peek(r, 0) == '.' || peek(r, 0) == ',') && digit_at(r, 1)) {
        advance(r, 1);
        take_digits(r, &digits);
    }
}

/* After the hour, at its colon or dot. */
static void read_clock(struct reading *r, int64_t hour)
{
    int digits;
    char separator = peek(r, 0);
    advance(r, 1);
    r->hour = hour;
    r->minute = take_digits(r, &digits);
    if (peek(r, 0) == separator && digit_at(r, 1)) {
        advance(r, 1);
        r->second = take_digits(r, &digits);
    }
    take_fraction(r);
    r->timed = true;
}

/* "+0330", "+03:30", "+3:30", "-700", "+05". */
static void read_offset(struct reading *r)
{
    int sign = peek(r, 0) == '-' ? -1 : 1, digits;
    advance(r, 1);
    int64_t value = take_digits(r, &digits), minutes = 0;
    if (digits > 2) {
        minutes = value % 100;
        value /= 100;
    } else if (peek(r, 0) == ':' && digit_at(r, 1)) {
        advance(r, 1);
        minutes = take_digits(r, &digits);
    }
    r->bad |= value > 24 || minutes > 59;
    r->offset = sign * (value * HOUR + minutes * 60);
    r->offset_is_number = true;
}

static void set_date(struct reading *r, int64_t year, int year_digits, int64_t month, int64_t day)
{
    r->year = year;
    r->year_digits = year_digits;
    r->month = month;
    r->day = day;
}

/* Three numbers in the order they were written. */
static void order_triple(struct reading *r, const int64_t v[3], const int digits[3], char separator)
{
    if (digits[0] >= 3) {
        set_date(r, v[0], digits[0], v[1], v[2]);
    } else if (digits[2] < 3 && separator == '-' && v[1] <= 12) { /* 03-12-31 */
        set_date(r, v[0], digits[0], v[1], v[2]);
    } else { /* a slash is American unless the numbers, or who asks, say otherwise */
        bool month_first = v[1] > 12 || (separator == '/' && v[0] <= 12 && !r->day_first);
        set_date(r, v[2], digits[2], month_first ? v[0] : v[1], month_first ? v[1] : v[0]);
    }
}

/* At the separator after the first number of 2026-11-22, 22/11/2026, 2026-11, 2026-326. */
static void read_triple(struct reading *r, int64_t first, int first_digits)
{
    int64_t v[3] = {first, 0, 0};
    int digits[3] = {first_digits, 0, 0};
    char separator = peek(r, 0);
    size_t n = 1;
    while (n < 3 && peek(r, 0) == separator && digit_at(r, 1)) {
        advance(r, 1);
        v[n] = take_digits(r, &digits[n]);
        n++;
    }
    if (n == 3) {
        order_triple(r, v, digits, separator);
    } else if (digits[1] == 3 && v[1] > 0) {
        struct date date = date_from_days(date_to_days((struct date){(int)v[0], 1, 1}) + v[1] - 1);
        set_date(r, v[0], digits[0], date.month, date.day);
    } else if (digits[0] == 4) {
        set_date(r, v[0], digits[0], v[1], 1);
    } else {
        r->bad = true;
    }
}

/* 20261122, 20261122083000, 202611220830. */
static bool read_packed(struct reading *r, struct str run)
{
    int64_t date, clock = 0;
    if (!str_to_int(str_slice(run, 0, 8), &date) || date < 13000101) {
        return false;
    }
    set_date(r, date / 10000, 4, date / 100 % 100, date % 100);
    if (run.n > 8) {
        str_to_int(str_slice(run, 8, 14), &clock);
        clock *= run.n == 12 ? 100 : 1;
        r->hour = clock / 10000;
        r->minute = clock / 100 % 100;
        r->second = clock % 100;
        r->timed = true;
    }
    return true;
}

/* hhmm or hhmmss behind a date. */
static void read_packed_clock(struct reading *r, int64_t value, int digits)
{
    value *= digits == 4 ? 100 : 1;
    r->hour = value / 10000;
    r->minute = value / 100 % 100;
    r->second = value % 100;
    r->timed = true;
}

static void read_number(struct reading *r)
{
    struct str run = r->rest;
    int digits;
    int64_t value = take_digits(r, &digits);
    char next = peek(r, 0);
    bool dated = r->year_digits > 0, complete = dated || (r->month && r->number_count == 2);
    run = str_slice(run, 0, (size_t)digits);
    if ((next == ':' || (next == '.' && complete && digits <= 2)) && digit_at(r, 1) && !r->timed) {
        read_clock(r, value);
    } else if (!dated && (next == '-' || next == '/' || next == '.') && digit_at(r, 1) &&
               r->number_count == 0 && !r->month) {
        read_triple(r, value, digits);
    } else if (!dated && (digits == 8 || digits == 12 || digits == 14)) {
        r->bad |= !read_packed(r, run);
    } else if (dated && !r->timed && (digits == 4 || digits == 6)) {
        read_packed_clock(r, value, digits);
    } else if (digits > 4 || r->number_count == 3) {
        r->bad = true;
    } else {
        r->numbers[r->number_count] = (int)value;
        r->number_digits[r->number_count++] = digits;
    }
}

static bool word_byte(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* What stands behind a number in Chinese, Japanese and Korean tells what the number is. */
static void place_number(struct reading *r, int64_t part)
{
    int64_t *const places[DATE_PARTS] = {
        [PART_YEAR] = &r->year, [PART_MONTH] = &r->month,   [PART_DAY] = &r->day,
        [PART_HOUR] = &r->hour, [PART_MINUTE] = &r->minute, [PART_SECOND] = &r->second,
    };
    if (r->number_count > 0) {
        r->number_count--;
        *places[part] = r->numbers[r->number_count];
        r->year_digits = part == PART_YEAR ? r->number_digits[r->number_count] : r->year_digits;
        r->timed |= part == PART_HOUR;
    }
}

/* "America/Los_Angeles" in lower case, behind a clock: as the tz database writes it. A zone it does
 * not know says nothing, but for what stands behind "Etc/". */
static void read_zone_name(struct reading *r)
{
    char name[ZONE_NAME_MAX];
    size_t n = 0;
    while (word_byte(peek(r, n)) || peek(r, n) == '/' || peek(r, n) == '_') {
        bool first = n == 0 || peek(r, n - 1) == '/' || peek(r, n - 1) == '_';
        if (n < sizeof name - 1) {
            name[n] = (char)(first ? toupper((unsigned char)peek(r, n)) : peek(r, n));
        }
        n++;
    }
    name[n < sizeof name ? n : 0] = '\0';
    if (str_starts(r->rest, STR("etc/"))) {
        n = strlen("etc/");
    } else if (zone_exists(name)) {
        memcpy(r->zone, name, n + 1);
    }
    advance(r, n);
}

static void read_word(struct reading *r)
{
    size_t n = 0;
    while (word_byte(peek(r, n))) {
        n++;
    }
    if (r->timed && peek(r, n) == '/') {
        read_zone_name(r);
        return;
    }
    struct date_word word = date_word(str_slice(r->rest, 0, n));
    advance(r, n);
    switch (word.kind) {
    case WORD_MONTH:
    case WORD_MONTH_JALALI:
        r->month = word.value;
        r->jalali = word.kind == WORD_MONTH_JALALI;
        break;
    case WORD_ZONE: /* "+03:30 GMT" means the number */
        r->offset = r->offset_is_number || !r->timed ? r->offset : word.value;
        break;
    case WORD_HALF:
        r->half = word.value;
        break;
    case WORD_DAY:
        r->shifted = true;
        r->day_shift = word.value;
        break;
    case WORD_UNIT:
        r->unit = word.value;
        break;
    case WORD_PART:
        place_number(r, word.value);
        break;
    default:
        r->now |= word.kind == WORD_NOW;
        r->ago |= word.kind == WORD_AGO;
    }
}

static void gather(struct reading *r)
{
    while (r->rest.n && !r->bad) {
        char c = peek(r, 0);
        if (isdigit((unsigned char)c)) {
            read_number(r);
        } else if (r->timed && (c == '+' || c == '-') && digit_at(r, 1)) {
            read_offset(r);
        } else if (word_byte(c)) {
            read_word(r);
        } else {
            advance(r, 1);
        }
    }
}

/* The numbers beside a month's name: "22 Nov 2026", "November 22, 2026", "2026 Nov 22", "22 Nov".
 */
static void place_numbers(struct reading *r)
{
    if (!r->month && r->ago && !r->unit) { /* August of the south */
        r->month = 8;
        r->ago = false;
    }
    for (size_t i = 0; i < r->number_count; i++) {
        bool year = r->number_digits[i] > 2 || r->day || r->numbers[i] > 31;
        if (year && !r->year_digits) {
            r->year = r->numbers[i];
            r->year_digits = r->number_digits[i];
        } else if (!r->day) {
            r->day = r->numbers[i];
        }
    }
    if (!r->month && r->number_count == 1 && r->number_digits[0] == 4) { /* "2026" */
        r->month = r->day = 1;
    }
    if (r->month && !r->day && r->year_digits && !r->timed) { /* "November 2026" */
        r->day = 1;
    }
}

static int64_t midnight(const char *zone, struct date date)
{
    return moment_to_time(zone, (struct moment){.date = date});
}

static int64_t in_day(const struct reading *r)
{
    int64_t hour = r->half >= 0 && r->hour <= 12 ? r->hour % 12 + r->half : r->hour;
    return hour * HOUR + r->minute * 60 + r->second;
}

/* A day and month without a year is the last one there was. Who tells the zone tells the year. */
static bool find_year(struct reading *r, const char *zone, int64_t now)
{
    if (now == TIME_NONE || r->offset != NO_OFFSET) {
        return false;
    }
    struct date today = moment_in(zone, now).date;
    struct date here = r->jalali ? jalali_from_gregorian(today) : today;
    bool ahead = r->month > here.month || (r->month == here.month && r->day > here.day);
    r->year = here.year - ahead;
    return true;
}

static bool full_year(struct reading *r, const char *zone, int64_t now)
{
    if (r->year_digits == 0) {
        return find_year(r, zone, now);
    }
    if (r->year_digits <= 2) {
        r->year += r->jalali ? (r->year < 50 ? 1400 : 1300) : (r->year < 50 ? 2000 : 1900);
    }
    r->jalali |= r->year >= 1300 && r->year < 1500;
    return r->year >= 1300 && r->year <= 9999;
}

static bool gregorian(const struct reading *r, struct date *date)
{
    *date = (struct date){(int)r->year, (int)r->month, (int)r->day};
    if (!r->jalali) {
        return date_valid(*date);
    }
    if (!jalali_valid(*date)) {
        return false;
    }
    *date = gregorian_from_jalali(*date);
    return true;
}

static bool absolute(struct reading *r, const char *zone, int64_t now, int64_t *at)
{
    struct date date;
    bool leftover = r->day && r->number_count > 1; /* a whole date, and then more numbers */
    place_numbers(r);
    if (leftover || r->month < 1 || r->month > 12 || r->day < 1 || r->day > 31 ||
        !full_year(r, zone, now) || !gregorian(r, &date)) {
        return false;
    }
    if (r->offset != NO_OFFSET && r->timed) {
        *at = date_to_days(date) * DAY + in_day(r) - r->offset;
        return true;
    }
    int64_t day = date_to_days(date);
    bool over = in_day(r) >= DAY; /* 24:00 */
    int64_t seconds = in_day(r) % DAY;
    *at = moment_to_time(zone, (struct moment){.date = date_from_days(day + over),
                                               .hour = (int)(seconds / HOUR),
                                               .minute = (int)(seconds / 60 % 60),
                                               .second = (int)(seconds % 60)});
    return true;
}

static bool relative(const struct reading *r, const char *zone, int64_t now, int64_t *at,
                     enum time_precision *precision)
{
    int64_t shift, farthest = 100 * 366 * (int64_t)DAY;
    if (now == TIME_NONE) {
        return false;
    }
    *precision = PRECISION_SECOND;
    if (r->unit && r->ago) {
        shift = -r->unit * (r->number_count ? r->numbers[0] : 1);
    } else if (r->shifted) {
        shift = r->day_shift * DAY;
    } else if (r->now) {
        shift = 0;
    } else {
        return false;
    }
    if (shift < -farthest) {
        return false;
    }
    *at = now + shift;
    if (r->shifted || r->unit >= DAY) {
        *at = midnight(zone, moment_in(zone, *at).date) + (r->timed ? in_day(r) : 0);
        *precision = r->timed ? PRECISION_SECOND : PRECISION_DAY;
    }
    return true;
}

/* Seconds or, from 13 digits on, milliseconds; a fraction is cut. */
static bool epoch(struct str text, bool ms, int64_t *at)
{
    double value;
    if (!str_to_double(text, &value) || value < -1e10 || value > 1e14) {
        return false;
    }
    *at = (int64_t)(ms || value >= 1e11 ? value / 1000 : value);
    return true;
}

static bool looks_like_epoch(struct str text)
{
    size_t digits = 0;
    while (digits < text.n && isdigit((unsigned char)text.p[digits])) {
        digits++;
    }
    return (digits >= 9 && digits <= 11) || digits == 13 ? digits == text.n || text.p[digits] == '.'
                                                         : false;
}

bool date_read(struct str text, const char *kind, const char *zone, int64_t now, int64_t *at,
               enum time_precision *precision)
{
    char bytes[DATE_TEXT_MAX];
    struct reading r = {
        .half = -1, .offset = NO_OFFSET, .day_first = strcmp(kind, "day_first") == 0};
    int64_t found;
    enum time_precision how = PRECISION_SECOND;
    if (!date_fold(text, bytes, &r.rest)) {
        return false;
    }
    bool korean = date_is_korean(r.rest); /* Korea has one zone, and no summer time */
    if (strncmp(kind, "epoch", 5) == 0 || looks_like_epoch(r.rest)) {
        if (!epoch(r.rest, strcmp(kind, "epoch_ms") == 0, &found)) {
            return false;
        }
    } else {
        gather(&r);
        r.offset = r.offset == NO_OFFSET && r.timed && korean ? 9 * HOUR : r.offset;
        r.bad |= r.hour > 24 || r.minute > 59 || r.second > 60;
        zone = r.zone[0] ? r.zone : zone ? zone : "UTC";
        if (r.bad || !(relative(&r, zone, now, &found, &how) || absolute(&r, zone, now, &found))) {
            return false;
        }
        how = r.timed || r.ago || r.now ? how : PRECISION_DAY;
    }
    *at = found;
    *precision = how;
    return true;
}

bool date_kind_exists(struct str kind)
{
    static const char *const kinds[] = {"auto",  "rfc3339",  "rfc822",   "jalali",
                                        "epoch", "epoch_ms", "day_first"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(kind, str_of(kinds[i]))) {
            return true;
        }
    }
    return false;
}
