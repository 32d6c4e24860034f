#include "report/chart_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "report/png.h"

#include <dlfcn.h>
#include <math.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>

/* fontconfig keeps its configuration behind pointers into the middle of blocks, which the leak
 * checker does not follow. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so\n";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

double chart_top(const struct chart_hour *hours, size_t count)
{
    double most = 2, unit;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fmax(hours[i].gap ? 0 : hours[i].count, hours[i].high));
    }
    most = fmin(most, 1e12);
    unit = pow(10, fmax(floor(log10(most)) - 1, 0)) * 2;
    return ceil(most / unit) * unit;
}

/* Never unloaded: fontconfig leaves threads and handlers behind. Loading it again costs nothing. */
static chart_draw_fn *load(struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    void *module = dlopen(file_module_path(&arena, "chart.so"), RTLD_NOW | RTLD_NODELETE);
    void *found = module ? dlsym(module, "chart_draw") : NULL;
    chart_draw_fn *draw = NULL;
    if (!found) {
        err_set(err, "pictures cannot be drawn: %s", dlerror());
    }
    memcpy(&draw, &found, sizeof draw); /* POSIX has it so, ISO C has no cast for it */
    return draw;
}

bool chart_ready(struct err *err)
{
    return load(err) != NULL;
}

bool chart_png(const struct chart *chart, struct buf *png)
{
    struct err err = ERR_NONE;
    chart_draw_fn *draw = load(&err);
    CLEANUP_FREE uint32_t *pixels =
        mem_zalloc((size_t)CHART_PIXELS_WIDE * CHART_PIXELS_HIGH, sizeof *pixels);
    return draw && draw(chart, chart_top(chart->hours, chart->hour_count), pixels) &&
           png_write(pixels, CHART_PIXELS_WIDE, CHART_PIXELS_HIGH, png);
}
