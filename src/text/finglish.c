/* A word is read into units, each with one to three ways it may appear in a key; its keys are the
 * combinations, the first way of every unit first and the last unit changing fastest.
 *
 * Letters of a key: consonants b p t s j C x d z r J S q f k g l m n h V; vowels I U A, and only at
 * the end E (written heh, heard e); '@' is any vowel a word begins with. */
#include "text/finglish.h"

#include "text/token.h"
#include "text/utf8.h"

enum {
    LETTERS_MIN = 2,
    LETTERS_MAX = 40,
    WAYS_MAX = 3,
    KEY_MAX = 2 * LETTERS_MAX + 2,
};

struct unit {
    const char *ways[WAYS_MAX]; /* NULL behind the last; the first is likeliest */
};

struct units {
    struct unit list[LETTERS_MAX];
    size_t count;
};

static void unit_add(struct units *units, const char *first, const char *second, const char *third)
{
    units->list[units->count++] = (struct unit){{first, second, third}};
}

/* ---- Keys ---- */

#define SALT "~"

static uint64_t key_hash(const struct unit *list, size_t count, const size_t *way)
{
    char key[KEY_MAX + sizeof SALT] = SALT;
    size_t n = sizeof SALT - 1;
    for (size_t i = 0; i < count; i++) {
        for (const char *p = list[i].ways[way[i]]; *p; p++) {
            if (key[n - 1] != *p) { /* a doubled letter is heard once */
                key[n++] = *p;
            }
        }
    }
    /* nist is said nis, dust dus: the t of a final st is hardly ever written by who writes so. */
    if (n > 3 && key[n - 1] == 't' && key[n - 2] == 's') {
        n--;
    }
    return token_hash((struct str){key, n});
}

/* The next combination; false after the last. */
static bool step(const struct units *units, size_t *way)
{
    for (size_t i = units->count; i-- > 0;) {
        if (way[i] + 1 < WAYS_MAX && units->list[i].ways[way[i] + 1]) {
            way[i]++;
            return true;
        }
        way[i] = 0;
    }
    return false;
}

static bool contains(const uint64_t *keys, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++) {
        if (keys[i] == key) {
            return true;
        }
    }
    return false;
}

static size_t write_keys(const struct units *units, uint64_t keys[FINGLISH_KEYS])
{
    size_t way[LETTERS_MAX] = {0}, count = 0;
    if (units->count == 0) {
        return 0;
    }
    do {
        uint64_t key = key_hash(units->list, units->count, way);
        if (!contains(keys, count, key)) {
            keys[count++] = key;
        }
    } while (count < FINGLISH_KEYS && step(units, way));
    return count;
}

/* ---- Latin ---- */

/* Spellings and the units they are, the longest first; by where in the word they stand. */
static const struct sound {
    char text[4];
    const char *ways[WAYS_MAX];
} initial_vowels[] = {
    {"aa", {"@A", "@"}}, {"ai", {"@I"}}, {"ay", {"@I"}},     {"ei", {"@I"}},     {"ey", {"@I"}},
    {"ee", {"@I"}},      {"oo", {"@U"}}, {"ou", {"@U"}},     {"a", {"@A", "@"}}, {"e", {"@"}},
    {"i", {"@I"}},       {"u", {"@U"}},  {"o", {"@", "@U"}},
};
static const struct sound final_vowels[] = {
    {"aa", {"A"}}, {"ei", {"I"}}, {"ey", {"I"}}, {"ee", {"I"}}, {"eh", {"E"}},
    {"oo", {"U"}}, {"ou", {"U"}}, {"a", {"A"}},  {"e", {"E"}},  {"i", {"I"}},
    {"y", {"I"}},  {"u", {"U"}},  {"o", {"U"}},
};
static const struct sound sounds[] = {
    {"aa", {"A"}}, {"ai", {"I", "AI"}}, {"ay", {"I", "AI"}}, {"ei", {"I"}},  {"ey", {"I"}},
    {"ee", {"I"}}, {"oo", {"U"}},       {"ou", {"U"}},       {"ow", {"U"}},  {"a", {"", "A"}},
    {"e", {""}},   {"i", {"I"}},        {"y", {"I"}},        {"u", {"U"}},   {"o", {"U", ""}},
    {"kh", {"x"}}, {"gh", {"q"}},       {"ch", {"C"}},       {"sh", {"S"}},  {"zh", {"J"}},
    {"ph", {"f"}}, {"ck", {"k"}},       {"ce", {"s"}},       {"ci", {"sI"}}, {"b", {"b"}},
    {"c", {"k"}},  {"d", {"d"}},        {"f", {"f"}},        {"g", {"g"}},   {"h", {"h"}},
    {"j", {"j"}},  {"k", {"k"}},        {"l", {"l"}},        {"m", {"m"}},   {"n", {"n"}},
    {"p", {"p"}},  {"q", {"q"}},        {"r", {"r"}},        {"s", {"s"}},   {"t", {"t"}},
    {"v", {"V"}},  {"w", {"V"}},        {"x", {"x"}},        {"z", {"z"}},   {"'", {""}},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The sound s begins with; when `whole`, one that is all of s. */
static const struct sound *sound_of(const struct sound *list, size_t count, struct str s,
                                    bool whole)
{
    for (size_t i = 0; i < count; i++) {
        struct str text = str_of(list[i].text);
        if (whole ? str_eq(s, text) : str_starts(s, text)) {
            return &list[i];
        }
    }
    return NULL;
}

/* Spellings that leave out what the rules need. */
static struct str unshortened(struct str word)
{
    static const char *const shortened[][2] = {
        {"kheli", "kheyli"},  {"xeli", "kheyli"}, {"khli", "kheyli"}, {"slm", "salam"},
        {"mrc", "mersi"},     {"shod", "shd"},    {"shode", "shde"},  {"shodan", "shdan"},
        {"ziade", "ziaade"},  {"ziad", "ziaad"},  {"merc", "mersi"},  {"khb", "khoob"},
        {"mmnon", "mamnoon"},
    };
    for (size_t i = 0; i < COUNT(shortened); i++) {
        if (str_eq(word, str_of(shortened[i][0]))) {
            return str_of(shortened[i][1]);
        }
    }
    return word;
}

size_t finglish_keys_latin(struct str folded, uint64_t keys[FINGLISH_KEYS])
{
    if (folded.n < LETTERS_MIN || folded.n > LETTERS_MAX) {
        return 0;
    }
    struct str rest = unshortened(folded);
    struct units units = {0};
    bool first = true;
    while (rest.n) {
        const struct sound *sound = NULL;
        if (first) {
            sound = sound_of(initial_vowels, COUNT(initial_vowels), rest, false);
        } else {
            sound = sound_of(final_vowels, COUNT(final_vowels), rest, true);
        }
        if (!sound) {
            sound = sound_of(sounds, COUNT(sounds), rest, false);
        }
        if (!sound) {
            return 0;
        }
        unit_add(&units, sound->ways[0], sound->ways[1], sound->ways[2]);
        rest = str_slice(rest, strlen(sound->text), rest.n);
        first = false;
    }
    return write_keys(&units, keys);
}

/* Possessive, plural, copula and object, as they are heard. */
static const char *const endings[] = {
    "hashoon", "hatoon", "hamoon", "eshoon", "etoon", "emoon", "ashoon", "atoon", "amoon",
    "eshun",   "etun",   "ashun",  "atun",   "haye",  "hash",  "amo",    "emo",   "esho",
    "asho",    "eto",    "ash",    "esh",    "am",    "em",    "at",     "et",    "an",
    "im",      "id",     "in",     "ha",     "eh",    "o",     "e",      "i",     "a",
};

enum { STEM_LETTERS = 3 };

size_t finglish_stems(struct str folded, struct str stems[FINGLISH_STEMS])
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT(endings) && count < FINGLISH_STEMS; i++) {
        struct str ending = str_of(endings[i]);
        if (folded.n >= STEM_LETTERS + ending.n && str_ends(folded, ending)) {
            stems[count++] = str_slice(folded, 0, folded.n - ending.n);
        }
    }
    return count;
}

bool finglish_is_negated(struct str folded)
{
    enum { LONG = 7 };
    return folded.n >= LONG && str_starts(folded, STR("nemi"));
}

/* ---- Persian ---- */

enum {
    ALEF = 0x627,
    HEH = 0x647,
    KHEH = 0x62E,
    AIN = 0x639,
    WAW = 0x648,
    YE = 0x6CC,
    ZHE = 0x698,
};

static const char *consonant(uint32_t letter)
{
    static const struct {
        uint32_t letter;
        const char *key;
    } consonants[] = {
        {0x628, "b"}, {0x67E, "p"}, {0x62A, "t"}, {0x637, "t"}, {0x62B, "s"}, {0x633, "s"},
        {0x635, "s"}, {0x62C, "j"}, {0x686, "C"}, {0x62D, "h"}, {HEH, "h"},   {KHEH, "x"},
        {0x62F, "d"}, {0x630, "z"}, {0x632, "z"}, {0x636, "z"}, {0x638, "z"}, {0x631, "r"},
        {0x634, "S"}, {0x63A, "q"}, {0x642, "q"}, {0x641, "f"}, {0x6A9, "k"}, {0x6AF, "g"},
        {0x644, "l"}, {0x645, "m"}, {0x646, "n"},
    };
    for (size_t i = 0; i < COUNT(consonants); i++) {
        if (consonants[i].letter == letter) {
            return consonants[i].key;
        }
    }
    return NULL;
}

static bool is_vowel(uint32_t letter)
{
    return letter == ALEF || letter == YE || letter == WAW;
}

/* '@' stands also before a written i or u: ain and alef only carry those. */
static const char *initial(uint32_t letter)
{
    switch (letter) {
    case WAW:
        return "V";
    case YE:
        return "I";
    case ALEF:
    case AIN:
        return "@";
    default:
        return NULL;
    }
}

static void add_waw(struct units *units, uint32_t before, uint32_t after)
{
    if (before == KHEH && after == ALEF) {
        return; /* silent: khaste, mikham */
    }
    bool consonantal = after == ALEF || after == YE || before == ALEF || before == YE;
    unit_add(units, consonantal ? "V" : "U", consonantal ? "U" : "V", NULL);
}

static void add_final_heh(struct units *units, uint32_t before)
{
    if (before == ALEF) {
        unit_add(units, "h", NULL, NULL);
    } else if (before == WAW) {
        unit_add(units, "h", "E", NULL);
    } else if (before == YE) {
        unit_add(units, "E", "h", NULL);
    } else {
        unit_add(units, "E", units->count == 1 ? "A" : NULL, NULL); /* na, "no" */
    }
}

/* A letter behind the first; before and after are its neighbours, 0 at the end. False: not Persian.
 */
static bool add_inner(struct units *units, uint32_t before, uint32_t letter, uint32_t after)
{
    switch (letter) {
    case ALEF:
        /* A final alef may be a tanvin whose mark was folded away: lotfan, aslan. */
        unit_add(units, "A", after == 0 && units->count >= 3 ? "An" : NULL, NULL);
        return true;
    case AIN:
        if (after == 0) {
            unit_add(units, "", "E", "A");
        } else {
            unit_add(units, "A", is_vowel(after) || is_vowel(before) ? "" : NULL, NULL);
        }
        return true;
    case WAW:
        add_waw(units, before, after);
        return true;
    case YE:
        unit_add(units, "I", NULL, NULL);
        return true;
    case ZHE:
        unit_add(units, "J", "j", NULL);
        return true;
    case HEH:
        if (after == 0) {
            add_final_heh(units, before);
            return true;
        }
        break;
    default:
        break;
    }
    const char *key = consonant(letter);
    if (key) {
        unit_add(units, key, NULL, NULL);
    }
    return key != NULL;
}

size_t finglish_keys_persian(struct str folded, uint64_t keys[FINGLISH_KEYS])
{
    uint32_t letters[LETTERS_MAX + 1] = {0};
    size_t count = 0;
    for (size_t at = 0, n; at < folded.n; at += n) {
        if (count == LETTERS_MAX) {
            return 0;
        }
        letters[count++] = utf8_decode(folded, at, &n);
    }
    if (count < LETTERS_MIN) {
        return 0;
    }
    struct units units = {0};
    const char *vowel = initial(letters[0]);
    if (vowel) {
        unit_add(&units, vowel, NULL, NULL);
    }
    for (size_t i = vowel ? 1 : 0; i < count; i++) {
        if (!add_inner(&units, i ? letters[i - 1] : 0, letters[i], letters[i + 1])) {
            return 0;
        }
    }
    return write_keys(&units, keys);
}
