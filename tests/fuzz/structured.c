/* Reviews in JSON-LD, microdata and hReview. */
#include "page.h"

PAGE_TARGET(SOURCE_DIR "/feeds/structured")
