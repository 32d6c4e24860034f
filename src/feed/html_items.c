/* Items of an HTML page by the XPath expressions of the recipe. What an expression may cost is
 * bounded, so that no page makes a recipe slow. */
#include "base/buf.h"
#include "base/limits.h"
#include "feed/reading.h"
#include "feed/xml.h"

#include <libxml/xpath.h>

#define XPATH_OPERATIONS 20000000 /* of one page */

static void expression_release(xmlXPathCompExpr **expression)
{
    xmlXPathFreeCompExpr(*expression);
}

static void object_release(xmlXPathObject **object)
{
    xmlXPathFreeObject(*object);
}

static void context_release(xmlXPathContext **context)
{
    xmlXPathFreeContext(*context);
}

static void quiet(void *data, const xmlError *error)
{
    (void)data, (void)error;
}

#if LIBXML_VERSION >= 21200
#define QUIET quiet
#else
static void quiet_before_2_12(void *data, xmlError *error)
{
    quiet(data, error);
}
#define QUIET quiet_before_2_12
#endif

static xmlXPathContext *open_context(xmlDoc *document)
{
    xmlXPathContext *xpath = xmlXPathNewContext(document);
    if (!xpath) {
        mem_out();
    }
    xpath->error = QUIET;
    xpath->opLimit = XPATH_OPERATIONS;
    return xpath;
}

static bool check_paths(char *const *paths, size_t count, struct err *err)
{
    xmlXPathContext *xpath CLEANUP(context_release) = open_context(NULL);
    for (size_t i = 0; i < count; i++) {
        xmlXPathCompExpr *expression CLEANUP(expression_release) =
            xmlXPathCtxtCompile(xpath, (const xmlChar *)paths[i]);
        if (!expression) {
            return err_set(err, "not an XPath expression: \"%s\"", paths[i]);
        }
    }
    return true;
}

bool html_items_check(const struct recipe *recipe, struct err *err)
{
    for (unsigned i = 0; i < recipe->field_count; i++) {
        const struct recipe_field *field = &recipe->fields[i];
        if (!check_paths(field->from, field->from_count, err)) {
            return err_wrap(err, "field %s", recipe_field_word(field->name));
        }
    }
    return check_paths(recipe->items, recipe->item_count, err) &&
           check_paths(recipe->where, recipe->where_count, err) &&
           check_paths(recipe->paging.next, recipe->paging.next_count, err);
}

static xmlXPathObject *find(xmlXPathContext *xpath, xmlNode *at, const char *path)
{
    xmlXPathSetContextNode(at, xpath);
    return xmlXPathEvalExpression((const xmlChar *)path, xpath);
}

/* A node as text, or its markup when a filter will make text of that. */
static struct str node_text(struct arena *arena, xmlNode *node, bool markup)
{
    if (!markup || node->type != XML_ELEMENT_NODE) {
        return xml_content(arena, node);
    }
    xmlBuffer *buffer = xmlBufferCreate();
    if (!buffer) {
        mem_out();
    }
    xmlNodeDump(buffer, node->doc, node, 0, 0);
    struct str text = str_copy(arena, str_of((const char *)xmlBufferContent(buffer)));
    xmlBufferFree(buffer);
    return text;
}

static struct str nodes_text(struct arena *arena, const xmlNodeSet *nodes, struct str with,
                             bool markup)
{
    struct buf out CLEANUP_BUF = BUF_INIT(2 * (size_t)LIMIT_MENTION_TEXT);
    for (int i = 0; nodes && i < nodes->nodeNr && (i == 0 || with.p); i++) {
        buf_add(&out, i ? with : STR(""));
        buf_add(&out, node_text(arena, nodes->nodeTab[i], markup));
    }
    return out.n ? str_copy(arena, buf_str(&out)) : STR_NONE;
}

static struct str find_text(struct arena *arena, xmlXPathContext *xpath, xmlNode *at,
                            const char *path, struct str with, bool markup)
{
    xmlXPathObject *found CLEANUP(object_release) = find(xpath, at, path);
    if (found && found->type == XPATH_NODESET) {
        return nodes_text(arena, found->nodesetval, with, markup);
    }
    xmlChar *text = found ? xmlXPathCastToString(found) : NULL;
    struct str copy = text && *text ? str_copy(arena, str_of((const char *)text)) : STR_NONE;
    xmlFree(text);
    return copy;
}

static void read_field(struct reading *r, xmlXPathContext *xpath, xmlNode *item,
                       const struct recipe_field *field, struct mention *mention)
{
    struct filter_context context = {&r->batch->arena, r->zone, r->context->now};
    struct str with = filters_join(field->filters, field->filter_count);
    bool markup = field->filter_count && strcmp(field->filters[0], "html") == 0;
    struct err err = ERR_NONE;
    for (unsigned i = 0; i < field->from_count; i++) {
        struct value value = {
            .text = find_text(&r->batch->arena, xpath, item, field->from[i], with, markup)};
        if (!value.text.p) {
            continue;
        }
        if (!filters_apply(field->filters, field->filter_count, &context, &value, &err)) {
            reading_problem(r, recipe_field_word(field->name), "%s", err.text);
            return;
        }
        if (value.text.n || value.is_time || value.is_number) {
            reading_set(r, mention, field->name, value);
            return;
        }
    }
}

static bool is_item(struct reading *r, xmlXPathContext *xpath, xmlNode *item)
{
    for (unsigned i = 0; i < r->recipe->where_count; i++) {
        xmlXPathObject *found CLEANUP(object_release) = find(xpath, item, r->recipe->where[i]);
        if (!found || !xmlXPathCastToBoolean(found)) {
            return false;
        }
    }
    return true;
}

static void read_items(struct reading *r, xmlXPathContext *xpath, const xmlNodeSet *nodes)
{
    for (int i = 0; nodes && i < nodes->nodeNr; i++) {
        xmlNode *item = nodes->nodeTab[i];
        if (!is_item(r, xpath, item)) {
            continue;
        }
        struct mention *mention = reading_item(r);
        if (!mention) {
            return;
        }
        for (unsigned k = 0; k < r->recipe->field_count; k++) {
            read_field(r, xpath, item, &r->recipe->fields[k], mention);
        }
        reading_finish(r, mention);
    }
}

bool html_items_read(struct reading *r, struct err *err)
{
    xmlDoc *document CLEANUP_XML = html_read(r->body, err);
    if (!document || !html_items_check(r->recipe, err)) {
        return false;
    }
    xmlXPathContext *xpath CLEANUP(context_release) = open_context(document);
    xmlNode *root = xmlDocGetRootElement(document);
    for (unsigned i = 0; i < r->recipe->item_count; i++) {
        xmlXPathObject *found CLEANUP(object_release) = find(xpath, root, r->recipe->items[i]);
        if (found && found->type == XPATH_NODESET) {
            read_items(r, xpath, found->nodesetval);
        }
    }
    const struct recipe_paging *paging = &r->recipe->paging;
    for (unsigned i = 0; i < paging->next_count && r->page->info.next.n == 0; i++) {
        r->page->info.next =
            find_text(&r->batch->arena, xpath, root, paging->next[i], STR_NONE, false);
    }
    return true;
}
