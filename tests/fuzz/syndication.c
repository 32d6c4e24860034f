/* RSS, Atom, RDF and JSON Feed. */
#include "page.h"

PAGE_TARGET(SOURCE_DIR "/feeds/syndication")
