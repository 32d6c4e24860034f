#include "model/trouble.h"

#include "base/nearest.h"

static const char *const names[TROUBLE_KINDS] = {"failing", "silent", "bare", "token"};

const char *trouble_kind_name(enum trouble_kind kind)
{
    return names[kind < TROUBLE_KINDS ? kind : TROUBLE_FAILING];
}

enum trouble_kind trouble_kind_from_name(const char *name)
{
    return (enum trouble_kind)name_index(names, TROUBLE_KINDS, name);
}
