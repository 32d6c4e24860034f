/* What the name of a charset means. Serves charset.c. Pure.
 *
 * Labels are read as the WHATWG Encoding Standard reads them (iso-8859-1 is windows-1252, gb2312 is
 * gb18030), and beyond it in the spellings of IANA, Python, Java and old Macintoshes that feeds
 * declare. */
#ifndef FEED_CHARSET_LABEL_H
#define FEED_CHARSET_LABEL_H

#include "base/str.h"

#define CHARSET_NAME_MAX 40

/* The name iconv knows a label by, upper case: `"UTF_8"` is UTF-8. Quotes and spaces around the
 * label do not count. "" when there is none; a label nobody knows is handed through. */
void charset_name(struct str label, char name[CHARSET_NAME_MAX]);

#endif
