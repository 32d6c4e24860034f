#include "model/riser.h"

const char *riser_kind_name(enum riser_kind kind)
{
    static const char *const names[RISER_KINDS] = {"word", "phrase", "hashtag"};
    return names[kind];
}
