#include "config/address.h"

#include <ctype.h>

/* Parts between dots, none empty, of letters, digits and the given marks. */
static bool dotted(struct str text, const char *marks)
{
    struct str part;
    if (text.n == 0) {
        return false;
    }
    while (str_take(&text, '.', &part)) {
        for (size_t i = 0; i < part.n; i++) {
            unsigned char byte = (unsigned char)part.p[i];
            if (byte == 0 || byte > 0x7E || (!isalnum(byte) && !strchr(marks, byte))) {
                return false;
            }
        }
        if (part.n == 0 || part.n > 64) {
            return false;
        }
    }
    return true;
}

bool address_valid(struct str address)
{
    size_t sign = str_find_byte(address, '@');
    if (sign == STR_NOT_FOUND || address.n > 254 || sign > 64) {
        return false;
    }
    return dotted(str_slice(address, 0, sign), "!#$%&'*+-/=?^_`{|}~") &&
           dotted(str_slice(address, sign + 1, address.n), "-");
}
