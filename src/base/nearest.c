#include "base/nearest.h"

enum { LONGEST_WORD = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t edit_distance(struct str a, struct str b)
{
    if (a.n > LONGEST_WORD || b.n > LONGEST_WORD) {
        return SIZE_MAX;
    }
    size_t rows[3][LONGEST_WORD + 1]; /* this row, the one before, the one before that */
    for (size_t j = 0; j <= b.n; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t replace = before[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            row[j] = least(before[j] + 1, row[j - 1] + 1, replace);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                row[j] = least(row[j], earlier[j - 2] + 1, SIZE_MAX);
            }
        }
    }
    return rows[a.n % 3][b.n];
}

size_t name_index(const char *const *names, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && !(name && names[i] && strcmp(names[i], name) == 0)) {
        i++;
    }
    return i;
}

const char *nearest_name(struct str word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t distance = 1 + (word.n > 3 ? word.n / 3 : 0);
    for (size_t i = 0; i < count; i++) {
        size_t d = names[i] ? edit_distance(word, str_of(names[i])) : SIZE_MAX;
        if (d <= distance && (!nearest || d < distance)) {
            nearest = names[i];
            distance = d;
        }
    }
    return nearest;
}
