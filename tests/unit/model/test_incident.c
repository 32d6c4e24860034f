#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/incident.h"

static bool outgrown(enum incident_kind kind, double told, double observed)
{
    struct incident incident = {.kind = kind, .told_observed = told, .observed = observed};
    return incident_has_outgrown(&incident);
}

static void ten_times_what_was_told_is_outgrown_and_less_is_not(void **state)
{
    (void)state;
    assert_true(outgrown(KIND_SPIKE, 20, 200));
    assert_false(outgrown(KIND_SPIKE, 20, 199));
    assert_false(outgrown(KIND_SPIKE, 0, 1e6)); /* nobody was told of it */
    assert_false(outgrown(KIND_SILENCE, 1, 50));
}

static void each_tenfold_is_another_size(void **state)
{
    (void)state;
    unsigned last = 0;
    for (double observed = 3; observed < 1e6; observed *= 10) {
        struct incident incident = {.observed = observed};
        assert_true(incident_size(&incident) > last);
        last = incident_size(&incident);
    }
    assert_int_equal(incident_size(&(struct incident){.observed = 0}), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_times_what_was_told_is_outgrown_and_less_is_not),
        cmocka_unit_test(each_tenfold_is_another_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
