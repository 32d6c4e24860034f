/* Mail addresses as nabz takes them: the dot-atom form of RFC 5321 4.1.2, ASCII, at most 254 bytes.
 * No quoted local parts, no address literals, no line breaks: what passes is safe in a header and
 * in an SMTP command. Pure. */
#ifndef CONFIG_ADDRESS_H
#define CONFIG_ADDRESS_H

#include "base/str.h"

bool address_valid(struct str address);

#endif
