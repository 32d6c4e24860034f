#include "cmd/page_problems.h"

#include <stdio.h>

void page_problems_tell(const char *file, const struct page *page)
{
    for (size_t i = 0; i < page->problem_count && i < EXTRACT_PROBLEMS; i++) {
        struct err what = ERR_NONE;
        problem_describe(&page->problems[i], &what);
        fprintf(stderr, "nabz: %s: %s\n", file, what.text);
    }
    if (page->problem_count > EXTRACT_PROBLEMS) {
        fprintf(stderr, "nabz: %s: and %zu more problems\n", file,
                page->problem_count - EXTRACT_PROBLEMS);
    }
}
