/* Items of a page by XPath. */
#include "page.h"

PAGE_TARGET(SOURCE_DIR "/tests/fuzz/html_items.yaml")
