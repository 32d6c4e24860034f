/* Dates as sites write them, RFC 3339, durations: a time that was read is one that can be written
 * and read again. */
#include "fuzz.h"

#include "feed/dates.h"

enum { NOW = 1795212000 }; /* 2026-11-20T22:00:00Z */

static void expect_round_trip(int64_t at)
{
    char text[TIME_TEXT_MAX];
    int64_t again = 0;
    EXPECT(at != TIME_NONE);
    EXPECT(time_parse(str_of(time_format(at, text)), &again));
    EXPECT(again == at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"auto", "epoch", "epoch_ms", "rfc3339", "rfc822", "jalali"};
    static const char *const zones[] = {NULL, "Asia/Tehran", "America/New_York"};
    struct str text = fuzz_input(data, size);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
            int64_t at = TIME_NONE;
            enum time_precision precision = PRECISION_SECOND;
            if (date_read(text, kinds[i], zones[z], NOW, &at, &precision)) {
                expect_round_trip(at);
            } else {
                EXPECT(at == TIME_NONE);
            }
        }
    }
    int64_t at, seconds;
    if (time_parse(text, &at)) {
        expect_round_trip(at);
    }
    EXPECT(!duration_parse(text, &seconds) || seconds >= 0);
    return 0;
}
