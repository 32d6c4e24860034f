#include "feed/date_gather.h"

#include "feed/date_words.h"

#include <ctype.h>

static char peek(const struct date_parts *r, size_t ahead)
{
    return ahead < r->rest.n ? r->rest.p[ahead] : '\0';
}

static bool digit_at(const struct date_parts *r, size_t ahead)
{
    return isdigit((unsigned char)peek(r, ahead));
}

static void advance(struct date_parts *r, size_t n)
{
    r->rest = str_slice(r->rest, n, r->rest.n);
}

/* A run of digits; only the first nine count, which is more than any part of a date has. */
static int64_t take_digits(struct date_parts *r, int *digits)
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

static void take_fraction(struct date_parts *r)
{
    int digits;
    if ((peek(r, 0) == '.' || peek(r, 0) == ',') && digit_at(r, 1)) {
        advance(r, 1);
        take_digits(r, &digits);
    }
}

/* After the hour, at its colon or dot. */
static void read_clock(struct date_parts *r, int64_t hour)
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
static void read_offset(struct date_parts *r)
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

static void set_date(struct date_parts *r, int64_t year, int year_digits, int64_t month,
                     int64_t day)
{
    r->year = year;
    r->year_digits = year_digits;
    r->month = month;
    r->day = day;
}

/* Three numbers in the order they were written. */
static void order_triple(struct date_parts *r, const int64_t v[3], const int digits[3],
                         char separator)
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
static void read_triple(struct date_parts *r, int64_t first, int first_digits)
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
        r->bad |= date.year != v[0];
        set_date(r, v[0], digits[0], date.month, date.day);
    } else if (digits[0] == 4) {
        set_date(r, v[0], digits[0], v[1], 1);
    } else {
        r->bad = true;
    }
}

/* "2026-w48-7", at the dash: ISO 8601, 4.1.4. */
static void read_week(struct date_parts *r, int64_t year)
{
    int digits;
    int64_t day = 1;
    advance(r, 2);
    int64_t week = take_digits(r, &digits);
    if (peek(r, 0) == '-' && digit_at(r, 1)) {
        advance(r, 1);
        day = take_digits(r, &digits);
    }
    int64_t fourth = date_to_days((struct date){(int)year, 1, 4}); /* is always in week 1 */
    int64_t monday = fourth - (fourth + 3) % 7;
    r->bad |= year < 1970 || week < 1 || week > 53 || day < 1 || day > 7;
    if (!r->bad) {
        struct date date = date_from_days(monday + (week - 1) * 7 + day - 1);
        set_date(r, date.year, 4, date.month, date.day);
    }
}

/* 20261122, 20261122083000, 202611220830. */
static bool read_packed(struct date_parts *r, struct str run)
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
static void read_packed_clock(struct date_parts *r, int64_t value, int digits)
{
    value *= digits == 4 ? 100 : 1;
    r->hour = value / 10000;
    r->minute = value / 100 % 100;
    r->second = value % 100;
    r->timed = true;
}

static void read_number(struct date_parts *r)
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
    } else if (!dated && digits == 4 && next == '-' && peek(r, 1) == 'w' && digit_at(r, 2)) {
        read_week(r, value);
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
static void place_number(struct date_parts *r, int64_t part)
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

/* What stands behind "etc/": as alone, but "GMT+3" is west of Greenwich there, as POSIX has it;
 * https://data.iana.org/time-zones/tzdb/etcetera */
static void read_zone_etc(struct date_parts *r)
{
    bool signed_hours = str_starts(r->rest, STR("gmt")) && strchr("+-", peek(r, 3)) != NULL;
    if (signed_hours && digit_at(r, 4)) {
        advance(r, strlen("gmt"));
        read_offset(r);
        r->offset = -r->offset;
    }
}

/* "America/Los_Angeles" in lower case, behind a clock: as the tz database writes it. A zone it does
 * not know says nothing. */
static void read_zone_name(struct date_parts *r)
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
        advance(r, strlen("etc/"));
        read_zone_etc(r);
        return;
    }
    if (zone_exists(name)) {
        memcpy(r->zone, name, n + 1);
    }
    advance(r, n);
}

/* The hour in "10am" and in "2026-11-22T10Z". */
static void read_hour(struct date_parts *r, int64_t hour)
{
    r->hour = hour;
    r->timed = true;
}

/* "am 22.11.2026", "12:30 am 22.": "on" in German. */
static bool is_german_on(const struct date_parts *r, struct str word)
{
    size_t n = 0;
    while (peek(r, n) == ' ' || digit_at(r, n)) {
        n++;
    }
    bool day_follows = r->timed && n > 0 && peek(r, n) == '.' && digit_at(r, n - 1);
    return str_eq(word, STR("am")) && (!r->after_number || day_follows);
}

static void read_half(struct date_parts *r, struct str word, int64_t half)
{
    bool latin = (unsigned char)word.p[0] < 0x80;
    size_t last = r->number_count - 1;
    if (is_german_on(r, word)) {
        return;
    }
    r->half = half;
    if (!r->timed && latin && r->number_count && r->numbers[last] <= 12) {
        r->number_count--;
        read_hour(r, r->numbers[last]);
    }
}

/* Behind a date, "t10" and no minutes. */
static bool is_lone_hour(const struct date_parts *r, size_t n)
{
    char next = peek(r, 3);
    return r->year_digits && !r->timed && n == 1 && peek(r, 0) == 't' && digit_at(r, 1) &&
           digit_at(r, 2) && (word_byte(next) || next == '\0' || next == '+' || next == '-');
}

static void take_word(struct date_parts *r, struct str text, struct date_word word)
{
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
        read_half(r, text, word.value);
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

/* The length of "p.m" and "p. m", 0 when it is something else. */
static size_t dotted_half(const struct date_parts *r)
{
    bool half = (peek(r, 0) == 'a' || peek(r, 0) == 'p') && peek(r, 1) == '.';
    size_t n = 2 + (peek(r, 2) == ' ');
    return half && peek(r, n) == 'm' && !word_byte(peek(r, n + 1)) ? n + 1 : 0;
}

static void read_word(struct date_parts *r)
{
    size_t n = 0, dotted = dotted_half(r);
    int digits;
    while (word_byte(peek(r, n))) {
        n++;
    }
    if (is_lone_hour(r, n)) {
        advance(r, 1);
        read_hour(r, take_digits(r, &digits));
    } else if (r->timed && peek(r, n) == '/') {
        read_zone_name(r);
    } else if (dotted) {
        struct str text = peek(r, 0) == 'a' ? STR("am") : STR("pm");
        advance(r, dotted);
        take_word(r, text, date_word(text));
    } else {
        struct str text = str_slice(r->rest, 0, n);
        advance(r, n);
        take_word(r, text, date_word(text));
    }
}

void date_gather(struct date_parts *r)
{
    while (r->rest.n && !r->bad) {
        char c = peek(r, 0);
        if (isdigit((unsigned char)c)) {
            read_number(r);
            r->after_number = true;
        } else if (r->timed && (c == '+' || c == '-') && digit_at(r, 1)) {
            read_offset(r);
        } else if (word_byte(c)) {
            read_word(r);
            r->after_number = false;
        } else {
            advance(r, 1);
        }
    }
}
