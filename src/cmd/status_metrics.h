/* What nabz status knows, in the text format of Prometheus (exposition format 0.0.4). Pure. */
#ifndef CMD_STATUS_METRICS_H
#define CMD_STATUS_METRICS_H

#include "cmd/source_list.h"
#include "model/delivery.h"

struct status_summary {
    struct run last; /* id 0: there was none */
    int64_t newest_id;
    size_t incidents_open;
    int64_t deliveries[DELIVERY_STATES];
};

void status_metrics(const struct source_list *list, const struct status_summary *summary,
                    int64_t now, struct buf *out);

#endif
