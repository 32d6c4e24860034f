/* How far the things reach that are no words: addresses, e-mail, smileys, emoji. Internal to text/.
 *
 * Pure; each returns the bytes it takes, 0 when it is none. Each looks ahead a bounded way or takes
 * what it looked at, so that reading a text stays linear. Sixteen zeros lie behind the text. */
#ifndef TEXT_SCAN_H
#define TEXT_SCAN_H

#include "base/str.h"

/* "://..." behind a scheme; the word before it is [from, at). */
size_t scan_scheme(struct str text, size_t from, size_t at);
/* A host name without a scheme, and what follows it: www.x..., a known top-level domain, or
 * anything dotted with a '/' behind it. text.p[at] is the first '.' of it; *from is moved to where
 * the name begins and the result is counted from there. */
size_t scan_host(struct str text, size_t at, size_t *from);
/* An e-mail address around the '@' at `at`; *from and the result as above. */
size_t scan_mail(struct str text, size_t at, size_t *from);
/* The name behind the '@' at `at`, without it. */
size_t scan_handle(struct str text, size_t at);

/* One of :) :( :D :P :/ :| :* :o :3 ;) :') :'( :S <3 </3 ^_^ -_- >_< in any of its usual spellings;
 * *form is that spelling. ')))' without eyes is :) and '(((' is :(. */
size_t scan_smiley(struct str text, size_t at, const char **form);

/* An emoji with all that belongs to it. Appends its folded form (without variation selectors, skin
 * tones and gender signs) to `folded`, which has room for as many bytes as are taken. */
size_t scan_emoji(struct str text, size_t at, char *folded, size_t *n);
/* A digit, # or * with a combining keycap, the same way. */
size_t scan_keycap(struct str text, size_t at, char *folded, size_t *n);

#endif
