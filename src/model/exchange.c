#include "model/exchange.h"

struct str response_header(const struct response *response, const char *name)
{
    struct str rest = response->headers, line;
    while (str_take(&rest, '\n', &line)) {
        size_t colon = str_find_byte(line, ':');
        if (colon != STR_NOT_FOUND && str_eq_nocase(str_slice(line, 0, colon), str_of(name))) {
            struct str value = str_trim(str_slice(line, colon + 1, line.n));
            return value.p ? value : STR("");
        }
    }
    return STR_NONE;
}
