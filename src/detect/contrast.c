#include "detect/contrast.h"

#include "detect/tail.h"

#include <math.h>

double criticised_log_p(struct opinions opinions)
{
    double polar = opinions.positive + opinions.negative;
    return opinions.negative > opinions.positive ? tail_sign(opinions.negative, polar) : 0;
}

double contrast_log_p(struct opinions praised, struct opinions criticised)
{
    struct opinions mirrored = {praised.negative, praised.positive};
    return fmax(criticised_log_p(mirrored), criticised_log_p(criticised));
}
