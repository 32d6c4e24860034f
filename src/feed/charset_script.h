/* Which charset a page is in that names none and is not UTF-8, by how its bytes are spread. Serves
 * charset.c. Pure.
 *
 * Tells apart the scripts that lie where Persian does in windows-1256; everything that is not
 * plainly one of them is left to the caller. */
#ifndef FEED_CHARSET_SCRIPT_H
#define FEED_CHARSET_SCRIPT_H

#include "base/str.h"

/* The name for iconv: of KOI8-R, windows-1251, windows-1255, TIS-620, EUC-JP, Shift_JIS, EUC-KR,
 * GB18030, Big5; NULL when it reads like none of them, or is too short to tell. */
const char *charset_by_script(struct str body);

#endif
