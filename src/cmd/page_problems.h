/* What is wrong with items of a saved page, told on stderr. */
#ifndef CMD_PAGE_PROBLEMS_H
#define CMD_PAGE_PROBLEMS_H

#include "feed/extract.h"

void page_problems_tell(const char *file, const struct page *page);

#endif
