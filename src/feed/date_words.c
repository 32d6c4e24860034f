#include "feed/date_words.h"

#include "base/clock.h"

#include <ctype.h>

struct row {
    const char *word;
    enum date_word_kind kind;
    int64_t value;
};

#define ZONE(hours) WORD_ZONE, (int64_t)((hours)*HOUR)

/* Persian words are spelled out by code point: source files are ASCII. Each is given in Latin
 * letters beside it. */
static const struct row words[] = {
    {"january", WORD_MONTH, 1},
    {"february", WORD_MONTH, 2},
    {"march", WORD_MONTH, 3},
    {"april", WORD_MONTH, 4},
    {"may", WORD_MONTH, 5},
    {"june", WORD_MONTH, 6},
    {"july", WORD_MONTH, 7},
    {"august", WORD_MONTH, 8},
    {"september", WORD_MONTH, 9},
    {"october", WORD_MONTH, 10},
    {"november", WORD_MONTH, 11},
    {"december", WORD_MONTH, 12},
    /* Spanish, Italian, Portuguese, French, German and Dutch ones whose first letters are not those
     * of the English: they go by their first three, too. "agosto" stands behind "ago". */
    {"enero", WORD_MONTH, 1},
    {"gennaio", WORD_MONTH, 1},
    {"janvier", WORD_MONTH, 1},
    {"janeiro", WORD_MONTH, 1},
    {"febrero", WORD_MONTH, 2},
    {"febbraio", WORD_MONTH, 2},
    {"fevereiro", WORD_MONTH, 2},
    {"fevrier", WORD_MONTH, 2},
    {"marzo", WORD_MONTH, 3},
    {"mars", WORD_MONTH, 3},
    {"maart", WORD_MONTH, 3},
    {"mrt", WORD_MONTH, 3},
    {"abril", WORD_MONTH, 4},
    {"aprile", WORD_MONTH, 4},
    {"avril", WORD_MONTH, 4},
    {"mayo", WORD_MONTH, 5},
    {"maio", WORD_MONTH, 5},
    {"mai", WORD_MONTH, 5},
    {"maggio", WORD_MONTH, 5},
    {"mei", WORD_MONTH, 5},
    {"junio", WORD_MONTH, 6},
    {"junho", WORD_MONTH, 6},
    {"juin", WORD_MONTH, 6},
    {"juni", WORD_MONTH, 6},
    {"giugno", WORD_MONTH, 6},
    {"julio", WORD_MONTH, 7},
    {"julho", WORD_MONTH, 7},
    {"juillet", WORD_MONTH, 7},
    {"juli", WORD_MONTH, 7},
    {"luglio", WORD_MONTH, 7},
    {"aout", WORD_MONTH, 8},
    {"augustus", WORD_MONTH, 8},
    {"septiembre", WORD_MONTH, 9},
    {"septembre", WORD_MONTH, 9},
    {"setembro", WORD_MONTH, 9},
    {"settembre", WORD_MONTH, 9},
    {"setiembre", WORD_MONTH, 9},
    {"octubre", WORD_MONTH, 10},
    {"octobre", WORD_MONTH, 10},
    {"outubro", WORD_MONTH, 10},
    {"ottobre", WORD_MONTH, 10},
    {"oktober", WORD_MONTH, 10},
    {"noviembre", WORD_MONTH, 11},
    {"novembre", WORD_MONTH, 11},
    {"novembro", WORD_MONTH, 11},
    {"diciembre", WORD_MONTH, 12},
    {"dicembre", WORD_MONTH, 12},
    {"dezembro", WORD_MONTH, 12},
    {"dezember", WORD_MONTH, 12},
    {"decembre", WORD_MONTH, 12},
    /* With accents. */
    {"f\u00E9vrier", WORD_MONTH, 2},
    {"f\u00E9vr", WORD_MONTH, 2},
    {"f\u00E9v", WORD_MONTH, 2},
    {"ao\u00FBt", WORD_MONTH, 8},
    {"d\u00E9cembre", WORD_MONTH, 12},
    {"d\u00E9c", WORD_MONTH, 12},
    {"mar\u00E7o", WORD_MONTH, 3},
    {"m\u00E4rz", WORD_MONTH, 3},
    {"m\u00E4r", WORD_MONTH, 3},
    /* Turkish. */
    {"ocak", WORD_MONTH, 1},
    {"\u015Fubat", WORD_MONTH, 2}, /* subat */
    {"\u015Eubat", WORD_MONTH, 2},
    {"\u015Fub", WORD_MONTH, 2}, /* sub */
    {"\u015Eub", WORD_MONTH, 2},
    {"mart", WORD_MONTH, 3},
    {"nisan", WORD_MONTH, 4},
    {"may\u0131s", WORD_MONTH, 5}, /* mayis */
    {"haziran", WORD_MONTH, 6},
    {"temmuz", WORD_MONTH, 7},
    {"a\u011Fustos", WORD_MONTH, 8}, /* agustos */
    {"a\u011Fu", WORD_MONTH, 8},     /* agu */
    {"eyl\u00FCl", WORD_MONTH, 9},   /* eylul */
    {"eyl", WORD_MONTH, 9},
    {"ekim", WORD_MONTH, 10},
    {"kas\u0131m", WORD_MONTH, 11}, /* kasim */
    {"kas", WORD_MONTH, 11},
    {"aral\u0131k", WORD_MONTH, 12}, /* aralik */
    {"ara", WORD_MONTH, 12},
    /* Hungarian. */
    {"janu\u00E1r", WORD_MONTH, 1},   /* januar */
    {"febru\u00E1ri", WORD_MONTH, 2}, /* februari */
    {"febru\u00E1r", WORD_MONTH, 2},  /* februar */
    {"m\u00E1rcius", WORD_MONTH, 3},  /* marcius */
    {"\u00E1prilis", WORD_MONTH, 4},  /* aprilis */
    {"m\u00E1jus", WORD_MONTH, 5},    /* majus */
    {"j\u00FAnius", WORD_MONTH, 6},   /* junius */
    {"j\u00FAlius", WORD_MONTH, 7},   /* julius */
    {"augusztus", WORD_MONTH, 8},
    {"szeptember", WORD_MONTH, 9},
    {"okt\u00F3ber", WORD_MONTH, 10}, /* oktober */
    /* Greek, as feeds abbreviate them. */
    {"\u0399\u03B1\u03BD", WORD_MONTH, 1},       /* ian */
    {"\u03A6\u03B5\u03B2", WORD_MONTH, 2},       /* fev */
    {"\u039C\u03AC\u03C1", WORD_MONTH, 3},       /* mar */
    {"\u039C\u03B1\u03C1", WORD_MONTH, 3},       /* mar */
    {"\u039C\u03AC\u03CE", WORD_MONTH, 3},       /* mao, as one publisher writes */
    {"\u039C\u03B1\u03CE", WORD_MONTH, 3},       /* mao */
    {"\u0391\u03C0\u03C1", WORD_MONTH, 4},       /* apr */
    {"\u039C\u03AC\u03B9", WORD_MONTH, 5},       /* mai */
    {"\u039C\u03B1\u03CA", WORD_MONTH, 5},       /* mai */
    {"\u039C\u03B1\u03B9", WORD_MONTH, 5},       /* mai */
    {"\u0399\u03BF\u03CD\u03BD", WORD_MONTH, 6}, /* ioun */
    {"\u0399\u03BF\u03BD", WORD_MONTH, 6},       /* ion */
    {"\u0399\u03BF\u03CD\u03BB", WORD_MONTH, 7}, /* ioul */
    {"\u0399\u03BF\u03BB", WORD_MONTH, 7},       /* iol */
    {"\u0391\u03CD\u03B3", WORD_MONTH, 8},       /* avg */
    {"\u0391\u03C5\u03B3", WORD_MONTH, 8},       /* avg */
    {"\u03A3\u03B5\u03C0", WORD_MONTH, 9},       /* sep */
    {"\u039F\u03BA\u03C4", WORD_MONTH, 10},      /* okt */
    {"\u039D\u03BF\u03AD", WORD_MONTH, 11},      /* noe */
    {"\u039D\u03BF\u03B5", WORD_MONTH, 11},      /* noe */
    {"\u0394\u03B5\u03BA", WORD_MONTH, 12},      /* dek */
    {"\u0641\u0631\u0648\u0631\u062F\u06CC\u0646", WORD_MONTH_JALALI, 1},       /* farvardin */
    {"\u0627\u0631\u062F\u06CC\u0628\u0647\u0634\u062A", WORD_MONTH_JALALI, 2}, /* ordibehesht */
    {"\u062E\u0631\u062F\u0627\u062F", WORD_MONTH_JALALI, 3},                   /* khordad */
    {"\u062A\u06CC\u0631", WORD_MONTH_JALALI, 4},                               /* tir */
    {"\u0645\u0631\u062F\u0627\u062F", WORD_MONTH_JALALI, 5},                   /* mordad */
    {"\u0627\u0645\u0631\u062F\u0627\u062F", WORD_MONTH_JALALI, 5},             /* amordad */
    {"\u0634\u0647\u0631\u06CC\u0648\u0631", WORD_MONTH_JALALI, 6},             /* shahrivar */
    {"\u0645\u0647\u0631", WORD_MONTH_JALALI, 7},                               /* mehr */
    {"\u0622\u0628\u0627\u0646", WORD_MONTH_JALALI, 8},                         /* aban */
    {"\u0627\u0628\u0627\u0646", WORD_MONTH_JALALI, 8},                         /* aban */
    {"\u0622\u0630\u0631", WORD_MONTH_JALALI, 9},                               /* azar */
    {"\u0627\u0630\u0631", WORD_MONTH_JALALI, 9},                               /* azar */
    {"\u062F\u06CC", WORD_MONTH_JALALI, 10},                                    /* dey */
    {"\u0628\u0647\u0645\u0646", WORD_MONTH_JALALI, 11},                        /* bahman */
    {"\u0627\u0633\u0641\u0646\u062F", WORD_MONTH_JALALI, 12},                  /* esfand */
    {"\u0698\u0627\u0646\u0648\u06CC\u0647", WORD_MONTH, 1},                    /* zhanvie */
    {"\u0641\u0648\u0631\u06CC\u0647", WORD_MONTH, 2},                          /* fevrie */
    {"\u0645\u0627\u0631\u0633", WORD_MONTH, 3},                                /* mars */
    {"\u0622\u0648\u0631\u06CC\u0644", WORD_MONTH, 4},                          /* avril */
    {"\u0645\u0647", WORD_MONTH, 5},                                            /* me */
    {"\u0698\u0648\u0626\u0646", WORD_MONTH, 6},                                /* zhuan */
    {"\u0698\u0648\u0626\u06CC\u0647", WORD_MONTH, 7},                          /* zhuie */
    {"\u0627\u0648\u062A", WORD_MONTH, 8},                                      /* ut */
    {"\u0633\u067E\u062A\u0627\u0645\u0628\u0631", WORD_MONTH, 9},              /* septambr */
    {"\u0627\u06A9\u062A\u0628\u0631", WORD_MONTH, 10},                         /* oktobr */
    {"\u0646\u0648\u0627\u0645\u0628\u0631", WORD_MONTH, 11},                   /* novambr */
    {"\u062F\u0633\u0627\u0645\u0628\u0631", WORD_MONTH, 12},                   /* desambr */
    {"z", ZONE(0)},
    {"ut", ZONE(0)},
    {"utc", ZONE(0)},
    {"gmt", ZONE(0)},
    {"wet", ZONE(0)},
    {"bst", ZONE(1)},
    {"west", ZONE(1)},
    {"cet", ZONE(1)},
    {"met", ZONE(1)},
    {"cest", ZONE(2)},
    {"mest", ZONE(2)},
    {"eet", ZONE(2)},
    {"eest", ZONE(3)},
    {"msk", ZONE(3)},
    {"irst", ZONE(3.5)},
    {"irdt", ZONE(4.5)},
    {"ist", ZONE(5.5)},
    {"jst", ZONE(9)},
    {"kst", ZONE(9)},
    {"aest", ZONE(10)},
    {"aedt", ZONE(11)},
    {"nst", ZONE(-3.5)},
    {"ast", ZONE(-4)},
    {"adt", ZONE(-3)},
    {"est", ZONE(-5)},
    {"edt", ZONE(-4)},
    {"et", ZONE(-5)},
    {"cst", ZONE(-6)},
    {"cdt", ZONE(-5)},
    {"ct", ZONE(-6)},
    {"mst", ZONE(-7)},
    {"mdt", ZONE(-6)},
    {"mt", ZONE(-7)},
    {"pst", ZONE(-8)},
    {"pdt", ZONE(-7)},
    {"pt", ZONE(-8)},
    {"akst", ZONE(-9)},
    {"akdt", ZONE(-8)},
    {"hst", ZONE(-10)},
    {"at", ZONE(-4)},
    {"brt", ZONE(-3)},
    {"art", ZONE(-3)},
    {"trt", ZONE(3)},
    {"pkt", ZONE(5)},
    {"wib", ZONE(7)},
    {"hkt", ZONE(8)},
    {"sgt", ZONE(8)},
    {"awst", ZONE(8)},
    {"acst", ZONE(9.5)},
    {"nzst", ZONE(12)},
    {"nzdt", ZONE(13)},
    {"am", WORD_HALF, 0},
    {"pm", WORD_HALF, 12},
    {"\u0635\u0628\u062D", WORD_HALF, 0},  /* sobh */
    {"\u0639\u0635\u0631", WORD_HALF, 12}, /* asr */
    {"\u0634\u0628", WORD_HALF, 12},       /* shab */
    {"\uC624\uC804", WORD_HALF, 0},        /* ojeon */
    {"\uC624\uD6C4", WORD_HALF, 12},       /* ohu */
    {"\u5E74", WORD_PART, PART_YEAR},      /* nian */
    {"\uB144", WORD_PART, PART_YEAR},      /* nyeon */
    {"\u6708", WORD_PART, PART_MONTH},
    {"\uC6D4", WORD_PART, PART_MONTH},
    {"\u65E5", WORD_PART, PART_DAY},
    {"\uC77C", WORD_PART, PART_DAY},
    {"\u6642", WORD_PART, PART_HOUR},
    {"\u65F6", WORD_PART, PART_HOUR},
    {"\uC2DC", WORD_PART, PART_HOUR},
    {"\u5206", WORD_PART, PART_MINUTE},
    {"\uBD84", WORD_PART, PART_MINUTE},
    {"\u79D2", WORD_PART, PART_SECOND},
    {"\uCD08", WORD_PART, PART_SECOND},
    {"today", WORD_DAY, 0},
    {"yesterday", WORD_DAY, -1},
    {"\u0627\u0645\u0631\u0648\u0632", WORD_DAY, 0},        /* emruz */
    {"\u062F\u06CC\u0631\u0648\u0632", WORD_DAY, -1},       /* diruz */
    {"\u067E\u0631\u06CC\u0631\u0648\u0632", WORD_DAY, -2}, /* pariruz */
    {"now", WORD_NOW, 0},
    {"\u0627\u06A9\u0646\u0648\u0646", WORD_NOW, 0},       /* aknun */
    {"\u0627\u0644\u0627\u0646", WORD_NOW, 0},             /* alan */
    {"\u0644\u062D\u0638\u0627\u062A\u06CC", WORD_NOW, 0}, /* lahazati */
    {"second", WORD_UNIT, 1},
    {"minute", WORD_UNIT, 60},
    {"hour", WORD_UNIT, HOUR},
    {"day", WORD_UNIT, DAY},
    {"week", WORD_UNIT, 7 * DAY},
    {"month", WORD_UNIT, 30 * DAY},
    {"year", WORD_UNIT, 365 * DAY},
    {"\u062B\u0627\u0646\u06CC\u0647", WORD_UNIT, 1},  /* sanie */
    {"\u062F\u0642\u06CC\u0642\u0647", WORD_UNIT, 60}, /* daqiqe */
    {"\u0633\u0627\u0639\u062A", WORD_UNIT, HOUR},     /* sa'at */
    {"\u0631\u0648\u0632", WORD_UNIT, DAY},            /* ruz */
    {"\u0647\u0641\u062A\u0647", WORD_UNIT, 7 * DAY},  /* hafte */
    {"\u0645\u0627\u0647", WORD_UNIT, 30 * DAY},       /* mah */
    {"\u0633\u0627\u0644", WORD_UNIT, 365 * DAY},      /* sal */
    {"ago", WORD_AGO, 0}, /* a month, too, where nothing was counted: see dates.c */
    {"agosto", WORD_MONTH, 8},
    {"\u067E\u06CC\u0634", WORD_AGO, 0}, /* pish */
    {"\u0642\u0628\u0644", WORD_AGO, 0}, /* qabl */
};

/* Months in Latin letters go by their first three letters or more ("Sept"), units with a plural s.
 */
static bool matches(const struct row *row, struct str word)
{
    if (word.n == 0 || row->word[0] != word.p[0]) {
        return false;
    }
    struct str whole = str_of(row->word);
    if (str_eq(whole, word)) {
        return true;
    }
    if (row->kind == WORD_PART) { /* a weekday may follow without a space */
        return str_starts(word, whole);
    }
    if (row->kind == WORD_MONTH && (unsigned char)row->word[0] < 0x80) {
        return word.n >= 3 && str_starts(whole, word);
    }
    return row->kind == WORD_UNIT && word.n == whole.n + 1 && str_starts(word, whole) &&
           word.p[whole.n] == 's';
}

struct date_word date_word(struct str word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (matches(&words[i], word)) {
            return (struct date_word){words[i].kind, words[i].value};
        }
    }
    return (struct date_word){WORD_UNKNOWN, 0};
}

/* One code point of the folded text: ASCII lower case and digits, Persian letters. Returns how many
 * bytes were used, 0 at what is not UTF-8. */
static size_t fold_letter(struct str s, char out[4], size_t *n)
{
    const unsigned char *p = (const unsigned char *)s.p;
    *n = 1;
    if (p[0] < 0x80) {
        out[0] = (char)tolower(p[0]);
        return 1;
    }
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (s.n < length) {
        return 0;
    }
    if ((p[0] == 0xDB && p[1] >= 0xB0 && p[1] <= 0xB9) ||
        (p[0] == 0xD9 && p[1] >= 0xA0 && p[1] <= 0xA9)) { /* U+06F0.., U+0660.. */
        out[0] = (char)('0' + (p[1] & 0x0F));
        return 2;
    }
    if (p[0] == 0xE2 || p[0] == 0xC2) { /* ZWNJ, marks of direction, no-break space, dashes */
        out[0] = p[0] == 0xE2 && p[1] == 0x88 && p[2] == 0x92 ? '-' : ' ';
        return length;
    }
    *n = length;
    memcpy(out, p, length);
    if (p[0] == 0xD9 && (p[1] == 0x8A || p[1] == 0x89)) { /* U+064A, U+0649: yeh */
        memcpy(out, "\u06CC", 2);
    } else if (p[0] == 0xD9 && p[1] == 0x83) { /* U+0643: kaf */
        memcpy(out, "\u06A9", 2);
    } else if (p[0] == 0xD8 && p[1] == 0x8C) { /* U+060C: comma */
        memcpy(out, ", ", 2);
    }
    return length;
}

bool date_fold(struct str text, char out[DATE_TEXT_MAX], struct str *folded)
{
    size_t n = 0;
    text = str_trim(text);
    while (text.n) {
        char letter[4];
        size_t letter_n, used = fold_letter(text, letter, &letter_n);
        if (used == 0 || n + letter_n > DATE_TEXT_MAX) {
            return false;
        }
        memcpy(out + n, letter, letter_n);
        n += letter_n;
        text = str_slice(text, used, text.n);
    }
    *folded = str_trim((struct str){out, n});
    return n > 0;
}

bool date_is_korean(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char lead = (unsigned char)folded.p[i];
        if (lead >= 0xEA && lead <= 0xED) { /* U+A000-U+D7FF, nearly all of it Hangul */
            return true;
        }
    }
    return false;
}
