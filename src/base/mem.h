/* Memory. Running out of it ends the process here, with exit status 70 and a line on stderr: every
 * page is one transaction, so a run that stops is safe, and no caller needs a path for it.
 *
 * An arena holds everything that lives and dies together (a batch of mentions, a configuration):
 * allocate freely, free once. Under AddressSanitizer its unused bytes are poisoned. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#define EXIT_OUT_OF_MEMORY 70

/* Never NULL; mem_zalloc is zeroed. A count times size that overflows counts as out of memory. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t count, size_t size);
void *mem_resize(void *old, size_t count, size_t size);
char *mem_strdup(const char *text);
_Noreturn void mem_out(void);

/* Zeros. For some hundred bytes of what is made often: a compiler that knows the size writes a
 * string instruction in place, which takes longer than the library. */
void mem_clear(void *bytes, size_t n);

/* Frees what the pointer it is attached to points to: `CLEANUP_FREE char *p = ...`. */
void mem_free_at(void *pointer_to_pointer);
#define CLEANUP(function) __attribute__((cleanup(function)))

/* For the few functions that a loop over every word stands or falls with: the compiler leaves out
 * of line what is used twice. */
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define CLEANUP_FREE  CLEANUP(mem_free_at)

struct arena_block;
struct arena {
    struct arena_block *last; /* newest block; the blocks are a chain back to the first */
    size_t block_size;        /* of the next ordinary block; grows to a bound */
};

/* {0} is a valid empty arena. Memory is zeroed and aligned for any type. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
#define arena_new(arena, type)          ((type *)arena_alloc((arena), 1, sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

/* Forgets everything but keeps one block, for the next batch. */
void arena_reset(struct arena *arena);
/* Gives everything back; the arena is {0} again. */
void arena_clear(struct arena *arena);

#endif
