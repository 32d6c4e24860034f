/* JSONPath: the first line is the path, the rest the document. */
#include "fuzz.h"

#include "feed/json_path.h"
#include "feed/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str text = fuzz_input(data, size), path_text;
    struct err err = ERR_NONE;
    struct json_path *path = NULL;
    if (!str_take(&text, '\n', &path_text)) {
        return 0;
    }
    path_text = utf8_clean(&arena, path_text, 4 * size); /* recipes are UTF-8 */
    if (!json_path_read(&arena, path_text, &path, &err)) {
        expect_message(err.text);
        arena_clear(&arena);
        return 0;
    }
    CLEANUP_JSON json_t *document = json_read(text, JSON_OF_PAGE, &err);
    if (document) {
        struct json_nodes nodes = {0};
        json_path_find(path, document, document, &nodes);
        EXPECT(nodes.count <= JSON_NODES_MAX);
        json_t *first = json_path_first(path, document, document);
        EXPECT(first == (nodes.count ? nodes.list[0] : NULL));
        for (size_t i = 0; i < nodes.count; i++) {
            EXPECT(utf8_valid(json_text(&arena, nodes.list[i])));
        }
        json_nodes_clear(&nodes);
    }
    arena_clear(&arena);
    return 0;
}
