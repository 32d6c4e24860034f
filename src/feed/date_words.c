#include "feed/date_words.h"

#include "base/clock.h"

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
    /* Abbreviations in RSS of Brazil, Spain, France, Italy, Germany, the Netherlands that are not
     * the English ones. "ago" is a month, too, where nothing was counted: see dates.c. */
    {"ene", WORD_MONTH, 1},
    {"gen", WORD_MONTH, 1},
    {"janv", WORD_MONTH, 1},
    {"fev", WORD_MONTH, 2},
    {"mrt", WORD_MONTH, 3},
    {"abr", WORD_MONTH, 4},
    {"mai", WORD_MONTH, 5},
    {"mag", WORD_MONTH, 5},
    {"mei", WORD_MONTH, 5},
    {"juin", WORD_MONTH, 6},
    {"giu", WORD_MONTH, 6},
    {"juil", WORD_MONTH, 7},
    {"lug", WORD_MONTH, 7},
    {"set", WORD_MONTH, 9},
    {"okt", WORD_MONTH, 10},
    {"ott", WORD_MONTH, 10},
    {"out", WORD_MONTH, 10},
    {"dez", WORD_MONTH, 12},
    {"dic", WORD_MONTH, 12},
    /* French and German ones with accents. */
    {"f\u00E9vr", WORD_MONTH, 2}, /* fevr */
    {"f\u00E9v", WORD_MONTH, 2},  /* fev */
    {"avr", WORD_MONTH, 4},
    {"ao\u00FBt", WORD_MONTH, 8}, /* aout */
    {"d\u00E9c", WORD_MONTH, 12}, /* dec */
    {"m\u00E4rz", WORD_MONTH, 3}, /* maerz */
    {"m\u00E4r", WORD_MONTH, 3},  /* maer */
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
    {"am", WORD_HALF, 0},
    {"pm", WORD_HALF, 12},
    {"\u0635\u0628\u062D", WORD_HALF, 0},  /* sobh */
    {"\u0639\u0635\u0631", WORD_HALF, 12}, /* asr */
    {"\u0634\u0628", WORD_HALF, 12},       /* shab */
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
    {"ago", WORD_AGO, 0},
    {"\u067E\u06CC\u0634", WORD_AGO, 0}, /* pish */
    {"\u0642\u0628\u0644", WORD_AGO, 0}, /* qabl */
};

/* English months go by their first three letters or more ("Sept"), units with a plural s. */
static bool matches(const struct row *row, struct str word)
{
    if (word.n == 0 || row->word[0] != word.p[0]) {
        return false;
    }
    struct str whole = str_of(row->word);
    if (str_eq(whole, word)) {
        return true;
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
