#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

enum {
    ARENA_FIRST_BLOCK = 16 * 1024,
    ARENA_LARGEST_BLOCK = 1024 * 1024,
    ARENA_ALIGN = 16,
};

struct arena_block {
    struct arena_block *before;
    size_t used, size;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

_Noreturn void mem_out(void)
{
    static const char words[] = "nabz: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, words, sizeof words - 1);
    (void)ignored;
    _exit(EXIT_OUT_OF_MEMORY);
}

void *mem_alloc(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        mem_out();
    }
    return memory;
}

void *mem_zalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        mem_out();
    }
    return memory;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        mem_out();
    }
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory) {
        mem_out();
    }
    return memory;
}

char *mem_strdup(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(mem_alloc(n), text, n);
}

void mem_clear(void *bytes, size_t n)
{
    memset(bytes, 0, n);
}

void mem_free_at(void *pointer_to_pointer)
{
    void *memory;
    memcpy(&memory, pointer_to_pointer, sizeof memory);
    free(memory);
}

static struct arena_block *block_open(struct arena *arena, size_t least)
{
    if (arena->block_size == 0) {
        arena->block_size = ARENA_FIRST_BLOCK;
    }
    size_t size = least > arena->block_size ? least : arena->block_size;
    if (size > SIZE_MAX - sizeof(struct arena_block)) {
        mem_out();
    }
    struct arena_block *block = mem_alloc(sizeof *block + size);
    block->size = size;
    block->used = 0;
    block->before = arena->last;
    arena->last = block;
    if (arena->block_size < ARENA_LARGEST_BLOCK) {
        arena->block_size *= 2;
    }
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        mem_out();
    }
    size_t rounded = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    struct arena_block *block = arena->last;
    if (!block || block->size - block->used < rounded) {
        block = block_open(arena, rounded);
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    return memset(memory, 0, bytes);
}

static void blocks_free(struct arena_block *block)
{
    while (block) {
        struct arena_block *before = block->before;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
        free(block);
        block = before;
    }
}

void arena_reset(struct arena *arena)
{
    if (arena->last) {
        blocks_free(arena->last->before);
        arena->last->before = NULL;
        arena->last->used = 0;
        ASAN_POISON_MEMORY_REGION(arena->last->bytes, arena->last->size);
    }
}

void arena_clear(struct arena *arena)
{
    blocks_free(arena->last);
    *arena = (struct arena){0};
}
