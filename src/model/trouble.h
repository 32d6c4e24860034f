/* What can be wrong with a source that its operator should hear of. app/health.h finds it. */
#ifndef MODEL_TROUBLE_H
#define MODEL_TROUBLE_H

#include "model/source.h"

enum trouble_kind {
    TROUBLE_FAILING, /* polls fail in a row, or it is gone or refused */
    TROUBLE_SILENT,  /* polls go well and bring nothing, longer than was ever usual */
    TROUBLE_BARE,    /* pages come without items where they used to have some */
    TROUBLE_TOKEN,   /* its access ends soon */
    TROUBLE_KINDS,
};

struct trouble {
    int64_t id; /* 0 until it is stored */
    struct str source;
    enum trouble_kind kind;
    struct str detail;                   /* in words, as it was last seen */
    int64_t began_at, told_at, ended_at; /* TIME_NONE: not told, not over */
    int64_t tellings;
};

const char *trouble_kind_name(enum trouble_kind kind); /* "failing", "silent", ... */
/* TROUBLE_KINDS for none of them. */
enum trouble_kind trouble_kind_from_name(const char *name);

#endif
