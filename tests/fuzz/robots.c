/* robots.txt: the first line of the input is a path to ask for. */
#include "fuzz.h"

#include "net/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = fuzz_input(data, size), path;
    struct robots robots = {0};
    if (!str_take(&body, '\n', &path)) {
        return 0;
    }
    robots_parse(&robots, body, "nabz");
    EXPECT(robots.delay_ms >= 0 && robots.delay_ms <= ROBOTS_DELAY_MAX_S * 1000);
    EXPECT(robots_allow(&robots, STR("/robots.txt")));
    bool allowed = robots_allow(&robots, path);
    EXPECT(allowed || robots.rule_count > 0);
    robots_clear(&robots);
    return 0;
}
