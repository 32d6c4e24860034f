#include "text/function_word.h"

#define ROLE_BITS 3u

enum word_role function_word_role(uint64_t hash)
{
    size_t from = 0, to = function_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (function_table[middle] >> 2 < hash >> 2) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool found = from < function_count && function_table[from] >> 2 == hash >> 2;
    return found ? (enum word_role)(function_table[from] & ROLE_BITS) : ROLE_TELLS;
}
