#include "map.h"

#include "base/file.h"
#include "base/limits.h"

#include <fnmatch.h>
#include <stdio.h>

struct parser {
    struct map_file *map;
    const char *path;
    struct route *route;
    struct answer *answer;
};

static const char *beside(struct parser *parser, struct str name)
{
    const char *slash = strrchr(parser->path, '/');
    struct str folder = {
        parser->path, slash && name.n && name.p[0] != '/' ? (size_t)(slash - parser->path) + 1 : 0};
    return str_format(&parser->map->arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(name)).p;
}

static struct answer *answer_new(struct parser *parser)
{
    struct answer *answer = arena_new(&parser->map->arena, struct answer);
    answer->status = 200;
    return answer;
}

static bool start_route(struct parser *parser, struct str line)
{
    struct str method;
    struct route *route = arena_new(&parser->map->arena, struct route);
    str_take(&line, ' ', &method);
    struct str pattern = str_trim(line);
    if (!method.n || !pattern.n) {
        return false;
    }
    route->method = str_z(&parser->map->arena, method);
    route->pattern = str_z(&parser->map->arena, pattern);
    route->answers = route->now = parser->answer = answer_new(parser);
    *(parser->route ? &parser->route->next : &parser->map->routes) = route;
    parser->route = route;
    return true;
}

static const struct number {
    const char *word;
    size_t at;
} numbers[] = {
    {"delay", offsetof(struct answer, delay_ms)}, {"drip", offsetof(struct answer, drip_ms)},
    {"zeros", offsetof(struct answer, zeros)},    {"flood", offsetof(struct answer, flood)},
    {"length", offsetof(struct answer, length)},  {"cut", offsetof(struct answer, cut)},
};

static const struct {
    const char *word;
    size_t at;
} switches[] = {
    {"gzip", offsetof(struct answer, gzip)},
    {"endless", offsetof(struct answer, endless)},
    {"chunked", offsetof(struct answer, chunked)},
    {"close", offsetof(struct answer, close)},
};

static bool set_number(struct answer *answer, struct str word, struct str value)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (str_eq(word, str_of(numbers[i].word))) {
            answer->has_length |= numbers[i].at == offsetof(struct answer, length);
            answer->has_cut |= numbers[i].at == offsetof(struct answer, cut);
            int64_t number;
            bool good = str_to_int(value, &number);
            memcpy((char *)answer + numbers[i].at, &number, sizeof number);
            return good;
        }
    }
    return false;
}

static bool set_switch(struct answer *answer, struct str word)
{
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        if (str_eq(word, str_of(switches[i].word))) {
            *((char *)answer + switches[i].at) = true;
            return true;
        }
    }
    return false;
}

static bool directive(struct parser *parser, struct str line)
{
    struct answer *answer = parser->answer;
    struct str word, rest = line;
    int64_t status;
    str_take(&rest, ' ', &word);
    rest = str_trim(rest);
    if (str_eq(word, STR("header")) && answer->header_count < ANSWER_HEADERS) {
        answer->headers[answer->header_count++] = str_copy(&parser->map->arena, rest);
    } else if (str_eq(word, STR("when")) && parser->route->when_count < ROUTE_WHENS) {
        parser->route->whens[parser->route->when_count++] = str_z(&parser->map->arena, rest);
    } else if (str_eq(word, STR("text"))) {
        answer->text = str_copy(&parser->map->arena, rest);
    } else if (str_eq(word, STR("file")) || str_eq(word, STR("raw"))) {
        answer->file = beside(parser, rest);
        answer->raw = word.n == 3;
    } else if (str_eq(word, STR("status")) && str_to_int(rest, &status)) {
        answer->status = (int)status;
    } else {
        return set_number(answer, word, rest) || set_switch(answer, word);
    }
    return true;
}

static bool take_line(struct parser *parser, struct str line)
{
    struct str text = str_trim(line);
    if (!text.n || text.p[0] == '#') {
        return true;
    }
    if (str_eq(text, STR("then")) && parser->route) {
        parser->answer = parser->answer->next = answer_new(parser);
        return true;
    }
    bool indented = line.p[0] == ' ' || line.p[0] == '\t';
    return indented ? parser->route && directive(parser, text) : start_route(parser, text);
}

bool map_load(struct map_file *map, const char *path, struct err *err)
{
    CLEANUP_BUF struct buf text = BUF_INIT(LIMIT_CONFIG_FILE);
    *map = (struct map_file){.routes = NULL};
    if (!file_read(path, &text, err)) {
        return false;
    }
    struct parser parser = {.map = map, .path = path};
    struct str rest = buf_str(&text), line;
    for (int number = 1; str_take(&rest, '\n', &line); number++) {
        if (!take_line(&parser, line)) {
            map_free(map);
            return err_set(err, "%s:%d: not understood: %.*s", path, number, STR_FMT(line));
        }
    }
    return true;
}

void map_free(struct map_file *map)
{
    arena_clear(&map->arena);
    map->routes = NULL;
}

/* Whether a header line of the request fits "Name: glob". */
static bool has_header(struct str headers, const char *when)
{
    struct arena arena = {0};
    struct str line;
    bool found = false;
    while (!found && str_take(&headers, '\n', &line)) {
        found = fnmatch(when, str_z(&arena, str_trim(line)), FNM_CASEFOLD) == 0;
    }
    arena_clear(&arena);
    return found;
}

static bool fits(const struct route *route, const char *method, const char *target,
                 struct str headers)
{
    if (fnmatch(route->method, method, 0) != 0 || fnmatch(route->pattern, target, 0) != 0) {
        return false;
    }
    for (size_t i = 0; i < route->when_count; i++) {
        if (!has_header(headers, route->whens[i])) {
            return false;
        }
    }
    return true;
}

const struct answer *map_answer(struct map_file *map, struct str method, struct str target,
                                struct str headers)
{
    struct arena arena = {0};
    const char *method_z = str_z(&arena, method), *target_z = str_z(&arena, target);
    struct route *route = map->routes;
    while (route && !fits(route, method_z, target_z, headers)) {
        route = route->next;
    }
    arena_clear(&arena);
    if (!route) {
        return NULL;
    }
    const struct answer *answer = route->now;
    route->now = answer->next ? answer->next : route->now;
    return answer;
}
