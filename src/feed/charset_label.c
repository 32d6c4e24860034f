#include "feed/charset_label.h"

#include <ctype.h>
#include <stdio.h>

/* Of a label without its hyphens: a charset that is not what the label says, or that iconv knows
 * by another name. */
static const struct {
    const char *label, *name;
} aliases[] = {
    {"UTF8", "UTF-8"},
    {"UNICODE11UTF8", "UTF-8"},
    {"UTF16", "UTF-16LE"},
    {"UCS2", "UTF-16LE"},
    {"U7", "UTF-7"},
    {"UTF7", "UTF-7"},
    {"UNICODE11UTF7", "UTF-7"},
    {"LATIN", "CP1252"},
    {"LATIN1", "CP1252"},
    {"L1", "CP1252"},
    {"ISO8859", "CP1252"},
    {"8859", "CP1252"},
    {"ISO88591", "CP1252"},
    {"ASCII", "CP1252"},
    {"USASCII", "CP1252"},
    {"ISO88599", "CP1254"},
    {"LATIN5", "CP1254"},
    {"LATIN9", "ISO-8859-15"},
    {"L9", "ISO-8859-15"},
    {"ISO885911", "CP874"},
    {"TIS620", "CP874"},
    {"TIS6200", "CP874"},
    {"TIS62025290", "CP874"},
    {"TIS62025291", "CP874"},
    {"THAI", "CP874"},
    {"WINDOWS874", "CP874"},
    {"WINDOWS1256", "CP1256"},
    {"XCP1256", "CP1256"},
    {"WINDOWS1252", "CP1252"},
    {"XCP1252", "CP1252"},
    {"XCP1251", "CP1251"},
    {"ELOT928", "ISO-8859-7"},
    {"SJIS", "CP932"},
    {"XSJIS", "CP932"},
    {"SHIFTJIS", "CP932"},
    {"MSKANJI", "CP932"},
    {"XMACJAPANESE", "CP932"},
    {"UJIS", "EUC-JP"},
    {"EUCJIS2004", "EUC-JISX0213"},
    {"EUCJISX0213", "EUC-JISX0213"},
    {"JISX0213", "EUC-JISX0213"},
    {"SJIS2004", "SHIFT_JISX0213"},
    {"SJISX0213", "SHIFT_JISX0213"},
    {"SHIFTJIS2004", "SHIFT_JISX0213"},
    {"SHIFTJISX0213", "SHIFT_JISX0213"},
    {"ISO2022JP", "ISO-2022-JP-3"},
    {"ISO2022JP1", "ISO-2022-JP-3"},
    {"ISO2022JP2", "ISO-2022-JP-2"},
    {"ISO2022JP3", "ISO-2022-JP-3"},
    {"ISO2022JP2004", "ISO-2022-JP-3"},
    {"ISO2022JPEXT", "ISO-2022-JP-3"},
    {"CSISO2022JP", "ISO-2022-JP-3"},
    {"ISO2022KR", "ISO-2022-KR"},
    {"CSISO2022KR", "ISO-2022-KR"},
    {"GB2312", "GB18030"},
    {"GB231280", "GB18030"},
    {"GB23121980", "GB18030"},
    {"EUCGB2312CN", "GB18030"},
    {"ISOIR58", "GB18030"},
    {"CSISO58GB231280", "GB18030"},
    {"CHINESE", "GB18030"},
    {"XMACSIMPCHINESE", "GB18030"},
    {"GBK", "GB18030"},
    {"XGBK", "GB18030"},
    {"936", "GB18030"},
    {"GB180302000", "GB18030"},
    {"BIG5", "BIG5-HKSCS"},
    {"BIG5TW", "BIG5-HKSCS"},
    {"CSBIG5", "BIG5-HKSCS"},
    {"HKSCS", "BIG5-HKSCS"},
    {"XXBIG5", "BIG5-HKSCS"},
    {"MS950", "BIG5-HKSCS"},
    {"CP950", "BIG5-HKSCS"},
    {"950", "BIG5-HKSCS"},
    {"XMACTRADCHINESE", "BIG5-HKSCS"},
    {"EUCKR", "CP949"},
    {"KOREAN", "CP949"},
    {"KSC5601", "CP949"},
    {"KSC56011987", "CP949"},
    {"KSX1001", "CP949"},
    {"MS949", "CP949"},
    {"XMACKOREAN", "CP949"},
    {"MS1361", "JOHAB"},
    {"MACROMAN", "MACINTOSH"},
    {"XMACROMAN", "MACINTOSH"},
    {"MACICELAND", "MAC-IS"},
    {"MACLATIN2", "MAC-CENTRALEUROPE"},
    {"MACCENTEURO", "MAC-CENTRALEUROPE"},
    {"MACCENTRALEUROPE", "MAC-CENTRALEUROPE"},
    {"XMACCYRILLIC", "MAC-CYRILLIC"},
    {"XMACUKRAINIAN", "MAC-UK"},
    {"PTCP154", "PT154"},
    {"CSPTCP154", "PT154"},
    {"CP154", "PT154"},
    {"CYRILLICASIAN", "PT154"},
    {"CP1051", "HP-ROMAN8"},
    {"IBM1051", "HP-ROMAN8"},
    {"CPIS", "CP861"},
    {"CSIBM861", "CP861"},
    {"CSIBM858", "CP858"},
};

static struct str squeeze(struct str label, char out[CHARSET_NAME_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < label.n; i++) {
        if (isalnum((unsigned char)label.p[i])) {
            out[n++] = label.p[i];
        }
    }
    return (struct str){out, n};
}

/* Upper case, other signs hyphens, without what people put around it. */
static struct str clean(struct str label, char out[CHARSET_NAME_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < label.n && n < CHARSET_NAME_MAX - 1; i++) {
        char c = (char)toupper((unsigned char)label.p[i]);
        if (isalnum((unsigned char)c) || (n > 0 && strchr("-_:", c) && c)) {
            out[n++] = isalnum((unsigned char)c) ? c : '-';
        } else if (n > 0) {
            break;
        }
    }
    return (struct str){out, n};
}

/* "ISO-8859-10-1992": the year says nothing. */
static struct str without_year(struct str label)
{
    size_t n = label.n > 5 ? label.n - 5 : 0;
    bool dated = n && label.p[n] == '-' && (label.p[n + 1] == '1' || label.p[n + 1] == '2') &&
                 (str_starts(label, STR("ISO-8859-")) || str_starts(label, STR("ISO8859-")));
    return dated ? str_slice(label, 0, n) : label;
}

static bool is_number(struct str s)
{
    size_t n = 0;
    while (n < s.n && isdigit((unsigned char)s.p[n])) {
        n++;
    }
    return n > 0 && n == s.n;
}

void charset_name(struct str label, char name[CHARSET_NAME_MAX])
{
    char bytes[CHARSET_NAME_MAX], squeezed[CHARSET_NAME_MAX];
    struct str whole = without_year(clean(label, bytes)), key = squeeze(whole, squeezed);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (str_eq(key, str_of(aliases[i].label))) {
            snprintf(name, CHARSET_NAME_MAX, "%s", aliases[i].name);
            return;
        }
    }
    bool page = is_number(whole) && whole.n <= 5; /* "1250" is a code page */
    snprintf(name, CHARSET_NAME_MAX, "%s%.*s", page ? "CP" : "", STR_FMT(whole));
}
