/* Colours are counted in a table; then channels lose their lowest bits, one after the other, until
 * those that fall together are 256 at most. Each group is shown as its most frequent colour, so
 * flat areas stay exact and only the edges of letters are rounded. */
#include "report/png.h"

#include "base/mem.h"

#include <zlib.h>

enum { TABLE = 1 << 16, PALETTE = 256, BITS = 8, BITS_LEAST = 2 };

struct colour {
    uint32_t value, count; /* count 0: a free place */
    uint32_t index;        /* in the palette */
};

struct colours {
    struct colour *table; /* TABLE places, open addressing */
    size_t count;
    struct colour palette[PALETTE]; /* value: of the group; count: of the colour that shows it */
    uint32_t shown[PALETTE];
    size_t shown_count;
};

static void colours_clear(struct colours *c)
{
    mem_free_at(&c->table);
}

static uint32_t coarse(uint32_t value, int bits)
{
    uint32_t mask = 0xFFu << (BITS - bits) & 0xFFu;
    return value & mask * 0x01010101u;
}

static struct colour *place(struct colours *c, uint32_t value)
{
    uint32_t at = value * 2654435761u >> 16;
    while (c->table[at].count && c->table[at].value != value) {
        at = (at + 1) % TABLE;
    }
    return &c->table[at];
}

/* False when there are more than the table takes with ease: then count coarser ones. */
static bool count_colours(struct colours *c, const uint32_t *pixels, size_t n, int bits)
{
    memset(c->table, 0, TABLE * sizeof *c->table);
    c->count = 0;
    for (size_t i = 0; i < n && c->count < TABLE / 2; i++) {
        uint32_t value = coarse(pixels[i], bits);
        struct colour *colour = place(c, value);
        c->count += !colour->count;
        colour->value = value;
        colour->count++;
    }
    return c->count < TABLE / 2;
}

static bool add_to_group(struct colours *c, struct colour *colour, int bits)
{
    uint32_t group = coarse(colour->value, bits);
    size_t i = 0;
    while (i < c->shown_count && c->palette[i].value != group) {
        i++;
    }
    if (i == PALETTE) {
        return false;
    }
    if (i == c->shown_count) {
        c->palette[c->shown_count++] = (struct colour){.value = group};
    }
    if (colour->count > c->palette[i].count) {
        c->palette[i].count = colour->count;
        c->shown[i] = colour->value;
    }
    colour->index = (uint32_t)i;
    return true;
}

static bool group(struct colours *c, int bits)
{
    c->shown_count = 0;
    for (size_t i = 0; i < TABLE; i++) {
        if (c->table[i].count && !add_to_group(c, &c->table[i], bits)) {
            return false;
        }
    }
    return true;
}

/* ---- the file ---- */

static void put_u32(unsigned char out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

static void add_chunk(struct buf *out, const char *type, const unsigned char *bytes, size_t n)
{
    unsigned char number[4];
    uLong crc = crc32(crc32(0, (const Bytef *)type, 4), bytes, (uInt)n);
    put_u32(number, (uint32_t)n);
    buf_add(out, (struct str){(const char *)number, 4});
    buf_add(out, (struct str){type, 4});
    buf_add(out, (struct str){(const char *)bytes, n});
    put_u32(number, (uint32_t)crc);
    buf_add(out, (struct str){(const char *)number, 4});
}

static void add_palette(const struct colours *c, struct buf *out)
{
    unsigned char rgb[PALETTE * 3], alpha[PALETTE];
    for (size_t i = 0; i < c->shown_count; i++) {
        uint32_t a = c->shown[i] >> 24;
        alpha[i] = (unsigned char)a;
        for (int k = 0; k < 3; k++) {
            uint32_t part = c->shown[i] >> (16 - 8 * k) & 255;
            uint32_t whole = a ? (part * 255 + a / 2) / a : 0;
            rgb[3 * i + (size_t)k] = (unsigned char)(whole < 255 ? whole : 255);
        }
    }
    add_chunk(out, "PLTE", rgb, 3 * c->shown_count);
    add_chunk(out, "tRNS", alpha, c->shown_count);
}

/* Rows of indexes, each behind a filter byte of 0 (none), compressed. */
static void add_rows(struct colours *c, const uint32_t *pixels, uint32_t width, uint32_t height,
                     int bits, struct buf *out)
{
    size_t n = (size_t)height * (width + 1), at = 0;
    uLongf packed_n = compressBound((uLong)n);
    CLEANUP_FREE unsigned char *rows = mem_alloc(n), *packed = mem_alloc(packed_n);
    for (size_t i = 0; i < (size_t)width * height; i++) {
        if (i % width == 0) {
            rows[at++] = 0;
        }
        rows[at++] = (unsigned char)place(c, coarse(pixels[i], bits))->index;
    }
    if (compress2(packed, &packed_n, rows, (uLong)n, 9) != Z_OK) {
        mem_out(); /* the one way it fails */
    }
    add_chunk(out, "IDAT", packed, packed_n);
}

bool png_write(const uint32_t *pixels, uint32_t width, uint32_t height, struct buf *png)
{
    CLEANUP(colours_clear)
    struct colours colours = {.table = mem_zalloc(TABLE, sizeof(struct colour))};
    CLEANUP_BUF struct buf file = BUF_INIT(png->max - png->n);
    unsigned char header[13] = {0};
    int bits = BITS, groups = BITS;
    while (!count_colours(&colours, pixels, (size_t)width * height, bits)) {
        groups = --bits;
    }
    while (!group(&colours, groups) && groups > BITS_LEAST) {
        groups--;
    }
    put_u32(header, width);
    put_u32(header + 4, height);
    header[8] = 8; /* bits of an index */
    header[9] = 3; /* a palette */
    buf_add(&file, STR("\x89PNG\r\n\x1a\n"));
    add_chunk(&file, "IHDR", header, sizeof header);
    add_palette(&colours, &file);
    add_rows(&colours, pixels, width, height, bits, &file);
    add_chunk(&file, "IEND", header, 0);
    return !file.overflow && buf_add(png, buf_str(&file));
}
