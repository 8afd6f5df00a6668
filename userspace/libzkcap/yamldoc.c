// SPDX-License-Identifier: MIT
/* YAML documents as trees, on libyaml's event interface. */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "shim.h"
#include "yamldoc.h"

struct reader {
	yaml_parser_t parser;
	struct zkcap_yaml *doc;
	struct zkcap_yaml_stream *stream; /* NULL: one document */
	struct zkcap_error *err;
	int depth;
};

static int parse_node(struct reader *rd, yaml_event_t *ev, struct zkcap_yaml_node **out);

static void free_node(struct zkcap_yaml_node *node)
{
	size_t i;

	if (!node)
		return;
	for (i = 0; i < node->n_items; i++)
		free_node(node->items[i]);
	free(node->items);
	free(node->text);
	free(node);
}

static int mark_error(struct reader *rd, const yaml_mark_t *mark, const char *what)
{
	return zkcap_error_set(rd->err, -EINVAL, "%s:%zu:%zu: %s", rd->doc->file, mark->line + 1,
			       mark->column + 1, what);
}

static int next_event(struct reader *rd, yaml_event_t *ev)
{
	const yaml_parser_t *p = &rd->parser;

	if (yaml_parser_parse(&rd->parser, ev))
		return 0;
	if (p->error == YAML_MEMORY_ERROR)
		return zkcap_error_set(rd->err, -ENOMEM, "%s: out of memory", rd->doc->file);
	return mark_error(rd, &p->problem_mark, p->problem ? p->problem : "not YAML");
}

static bool all_digits(const char *s, int base)
{
	size_t n = 0;

	for (; *s; s++, n++)
		if (base == 16 ? !isxdigit((unsigned char)*s) : *s < '0' || *s >= '0' + base)
			return false;
	return n > 0;
}

static bool looks_like_float(const char *s)
{
	bool digit = false;

	s += *s == '-' || *s == '+';
	if (!strcasecmp(s, ".inf") || !strcasecmp(s, ".nan"))
		return true;
	for (; isdigit((unsigned char)*s); s++)
		digit = true;
	if (*s == '.')
		for (s++; isdigit((unsigned char)*s); s++)
			digit = true;
	if (digit && (*s == 'e' || *s == 'E')) {
		s++;
		s += *s == '-' || *s == '+';
		return all_digits(s, 10);
	}
	return digit && !*s;
}

/* The YAML 1.2 core schema: what an unquoted scalar is */
static int resolve_plain(struct reader *rd, struct zkcap_yaml_node *node, const yaml_mark_t *mark)
{
	static const char *const words[][2] = {
		{ "", "n" }, { "~", "n" }, { "null", "n" }, { "Null", "n" }, { "NULL", "n" },
		{ "true", "b" }, { "True", "b" }, { "TRUE", "b" },
		{ "false", "b" }, { "False", "b" }, { "FALSE", "b" },
	};
	const char *s = node->text, *digits = s + (*s == '-' || *s == '+');
	int base = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(s, words[i][0]))
			continue;
		node->kind = words[i][1][0] == 'n' ? ZKCAP_YAML_NULL : ZKCAP_YAML_BOOL;
		node->integer = tolower((unsigned char)*s) == 't';
		return 0;
	}
	if (all_digits(digits, 10))
		base = 10;
	else if (!strncmp(s, "0x", 2) && all_digits(s + 2, 16))
		base = 16;
	else if (!strncmp(s, "0o", 2) && all_digits(s + 2, 8))
		base = 8;
	if (base) {
		errno = 0;
		node->integer = strtoll(base == 10 ? s : s + 2, NULL, base);
		if (errno)
			return mark_error(rd, mark, "integer does not fit into 64 bits");
		node->kind = ZKCAP_YAML_INT;
	} else if (looks_like_float(s)) {
		node->kind = ZKCAP_YAML_FLOAT;
	}
	return 0;
}

static int parse_scalar(struct reader *rd, yaml_event_t *ev, struct zkcap_yaml_node *node)
{
	const char *text = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;

	if (memchr(text, '\0', len))
		return mark_error(rd, &ev->start_mark, "a zero byte in a string");
	node->text = strndup(text, len);
	if (!node->text)
		return zkcap_error_set(rd->err, -ENOMEM, "out of memory");
	node->kind = ZKCAP_YAML_STRING;
	if (ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return resolve_plain(rd, node, &ev->start_mark);
	return 0;
}

static int append(struct reader *rd, struct zkcap_yaml_node *node, struct zkcap_yaml_node *item)
{
	void *p;

	/* grown at powers of two */
	if (!(node->n_items & (node->n_items - 1))) {
		p = realloc(node->items, (node->n_items ? 2 * node->n_items : 1) * sizeof(item));
		if (!p) {
			free_node(item);
			return zkcap_error_set(rd->err, -ENOMEM, "out of memory");
		}
		node->items = p;
	}
	node->items[node->n_items++] = item;
	return 0;
}

/* A key was just appended: it must be a string, and new */
static int check_key(struct reader *rd, const struct zkcap_yaml_node *map)
{
	const struct zkcap_yaml_node *key = map->items[map->n_items - 1];
	size_t i;

	if (!key->text)
		return zkcap_yaml_error(rd->doc, key, rd->err, "expected a name as key");
	for (i = 0; i + 1 < map->n_items; i += 2)
		if (!strcmp(map->items[i]->text, key->text))
			return zkcap_yaml_error(rd->doc, key, rd->err, "\"%s\" given twice",
						key->text);
	return 0;
}

static int parse_collection(struct reader *rd, struct zkcap_yaml_node *node,
			    yaml_event_type_t end)
{
	struct zkcap_yaml_node *item;
	yaml_event_t ev;
	int ret;

	for (;;) {
		ret = next_event(rd, &ev);
		if (ret)
			return ret;
		if (ev.type == end) {
			yaml_event_delete(&ev);
			return 0;
		}
		ret = parse_node(rd, &ev, &item);
		yaml_event_delete(&ev);
		if (ret)
			return ret;
		ret = append(rd, node, item);
		if (ret)
			return ret;
		if (end == YAML_MAPPING_END_EVENT && node->n_items % 2) {
			ret = check_key(rd, node);
			if (ret)
				return ret;
		}
	}
}

static int parse_plain_kinds(struct reader *rd, yaml_event_t *ev, struct zkcap_yaml_node *node)
{
	int ret;

	if (ev->type == YAML_SCALAR_EVENT)
		return parse_scalar(rd, ev, node);
	if (++rd->depth > ZKCAP_YAML_MAX_DEPTH)
		return mark_error(rd, &ev->start_mark, "nested too deeply");
	if (ev->type == YAML_SEQUENCE_START_EVENT) {
		node->kind = ZKCAP_YAML_SEQUENCE;
		ret = parse_collection(rd, node, YAML_SEQUENCE_END_EVENT);
	} else {
		node->kind = ZKCAP_YAML_MAPPING;
		ret = parse_collection(rd, node, YAML_MAPPING_END_EVENT);
	}
	rd->depth--;
	return ret;
}

static bool has_anchor_or_tag(const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return ev->data.scalar.anchor || ev->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return ev->data.sequence_start.anchor || ev->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return ev->data.mapping_start.anchor || ev->data.mapping_start.tag;
	default:
		return true; /* an alias */
	}
}

static int parse_node(struct reader *rd, yaml_event_t *ev, struct zkcap_yaml_node **out)
{
	struct zkcap_yaml_node *node;
	int ret;

	*out = NULL;
	if (has_anchor_or_tag(ev))
		return mark_error(rd, &ev->start_mark,
				  "anchors, aliases and tags are not supported here");
	node = calloc(1, sizeof(*node));
	if (!node)
		return zkcap_error_set(rd->err, -ENOMEM, "out of memory");
	node->line = ev->start_mark.line + 1;
	node->column = ev->start_mark.column + 1;
	ret = parse_plain_kinds(rd, ev, node);
	if (ret) {
		free_node(node);
		return ret;
	}
	*out = node;
	return 0;
}

static int init_document(struct zkcap_yaml *doc, const char *name, const char *text, size_t len)
{
	memset(doc, 0, sizeof(*doc));
	doc->file = strdup(name);
	doc->raw = malloc(len + 1);
	if (!doc->file || !doc->raw) {
		zkcap_yaml_free(doc);
		return -ENOMEM;
	}
	memcpy(doc->raw, text, len);
	doc->raw[len] = '\0';
	return 0;
}

/* What was read becomes the stream's next document; reading goes on in a copy. */
static int add_document(struct reader *rd)
{
	struct zkcap_yaml_stream *stream = rd->stream;
	struct zkcap_yaml *p;

	if (stream->n == ZKCAP_YAML_MAX_DOCUMENTS)
		return zkcap_yaml_error(rd->doc, rd->doc->root, rd->err,
					"more than %d documents", ZKCAP_YAML_MAX_DOCUMENTS);
	p = realloc(stream->docs, (stream->n + 1) * sizeof(*p));
	if (!p)
		return zkcap_error_set(rd->err, -ENOMEM, "out of memory");
	stream->docs = p;
	if (init_document(&p[stream->n], rd->doc->file, rd->doc->raw, strlen(rd->doc->raw)))
		return zkcap_error_set(rd->err, -ENOMEM, "out of memory");
	p[stream->n++].root = rd->doc->root;
	rd->doc->root = NULL;
	return 0;
}

/* One event between documents; *end is set after the last */
static int parse_outer(struct reader *rd, yaml_event_t *ev, bool *end)
{
	switch (ev->type) {
	case YAML_STREAM_START_EVENT:
		return 0;
	case YAML_DOCUMENT_END_EVENT:
		return rd->stream ? add_document(rd) : 0;
	case YAML_DOCUMENT_START_EVENT:
		if (rd->doc->root)
			return mark_error(rd, &ev->start_mark,
					  "expected one document, here a second begins");
		return 0;
	case YAML_STREAM_END_EVENT:
		*end = true;
		if (!rd->doc->root && !rd->stream)
			return mark_error(rd, &ev->start_mark, "expected a document");
		return 0;
	default:
		return parse_node(rd, ev, &rd->doc->root);
	}
}

/* Stream start; document start, one tree, document end; stream end */
static int parse_stream(struct reader *rd)
{
	bool end = false;
	yaml_event_t ev;
	int ret = 0;

	while (!ret && !end) {
		ret = next_event(rd, &ev);
		if (ret)
			return ret;
		ret = parse_outer(rd, &ev, &end);
		yaml_event_delete(&ev);
	}
	return ret;
}

static int read_text(struct reader *rd, const char *name, const char *text, size_t len)
{
	int ret;

	memset(rd->doc, 0, sizeof(*rd->doc));
	if (len > ZKCAP_YAML_MAX_BYTES)
		return zkcap_error_set(rd->err, -EFBIG, "%s: larger than %d bytes", name,
				       ZKCAP_YAML_MAX_BYTES);
	if (init_document(rd->doc, name, text, len) || !yaml_parser_initialize(&rd->parser)) {
		zkcap_yaml_free(rd->doc);
		return zkcap_error_set(rd->err, -ENOMEM, "%s: out of memory", name);
	}
	yaml_parser_set_encoding(&rd->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&rd->parser, (const unsigned char *)rd->doc->raw, len);
	ret = parse_stream(rd);
	yaml_parser_delete(&rd->parser);
	if (ret)
		zkcap_yaml_free(rd->doc);
	return ret;
}

int zkcap_yaml_parse(struct zkcap_yaml *doc, const char *name, const char *text, size_t len,
		     struct zkcap_error *err)
{
	struct reader rd = { .doc = doc, .err = err };

	return read_text(&rd, name, text, len);
}

int zkcap_yaml_parse_stream(struct zkcap_yaml_stream *stream, const char *name, const char *text,
			    size_t len, struct zkcap_error *err)
{
	struct zkcap_yaml doc;
	struct reader rd = { .doc = &doc, .stream = stream, .err = err };
	int ret;

	memset(stream, 0, sizeof(*stream));
	ret = read_text(&rd, name, text, len);
	if (ret)
		zkcap_yaml_free_stream(stream);
	else
		zkcap_yaml_free(&doc);
	return ret;
}

void zkcap_yaml_free_stream(struct zkcap_yaml_stream *stream)
{
	while (stream->n)
		zkcap_yaml_free(&stream->docs[--stream->n]);
	free(stream->docs);
	stream->docs = NULL;
}

/* The whole text of a file, to be freed */
static int load_text(char **out, size_t *len, const char *path, struct zkcap_error *err)
{
	char *text = malloc(ZKCAP_YAML_MAX_BYTES + 1);
	FILE *f;
	int ret = 0;

	if (!text)
		return zkcap_error_set(err, -ENOMEM, "%s: out of memory", path);
	f = fopen(path, "re");
	if (!f) {
		ret = zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
		goto out;
	}
	*len = fread(text, 1, ZKCAP_YAML_MAX_BYTES + 1, f);
	if (ferror(f))
		ret = zkcap_error_set(err, -EIO, "%s: cannot be read", path);
	fclose(f);
out:
	if (ret)
		free(text);
	else
		*out = text;
	return ret;
}

int zkcap_yaml_load(struct zkcap_yaml *doc, const char *path, struct zkcap_error *err)
{
	size_t len;
	char *text;
	int ret;

	memset(doc, 0, sizeof(*doc));
	ret = load_text(&text, &len, path, err);
	if (ret)
		return ret;
	ret = zkcap_yaml_parse(doc, path, text, len, err);
	free(text);
	return ret;
}

int zkcap_yaml_load_stream(struct zkcap_yaml_stream *stream, const char *path,
			   struct zkcap_error *err)
{
	size_t len;
	char *text;
	int ret;

	memset(stream, 0, sizeof(*stream));
	ret = load_text(&text, &len, path, err);
	if (ret)
		return ret;
	ret = zkcap_yaml_parse_stream(stream, path, text, len, err);
	free(text);
	return ret;
}

void zkcap_yaml_free(struct zkcap_yaml *doc)
{
	free_node(doc->root);
	free(doc->raw);
	free(doc->file);
	memset(doc, 0, sizeof(*doc));
}

struct zkcap_yaml_node *zkcap_yaml_get(const struct zkcap_yaml_node *node, const char *key)
{
	size_t i;

	if (!node || node->kind != ZKCAP_YAML_MAPPING)
		return NULL;
	for (i = 0; i < node->n_items; i += 2)
		if (!strcmp(node->items[i]->text, key))
			return node->items[i + 1];
	return NULL;
}

json_t *zkcap_yaml_to_json(const struct zkcap_yaml_node *node)
{
	json_t *j, *item;
	size_t i;

	switch (node->kind) {
	case ZKCAP_YAML_NULL:
		return json_null();
	case ZKCAP_YAML_BOOL:
		return json_boolean(node->integer);
	case ZKCAP_YAML_INT:
		return json_integer(node->integer);
	case ZKCAP_YAML_FLOAT:
		return json_real(strtod(node->text, NULL));
	case ZKCAP_YAML_STRING:
		return json_string(node->text);
	case ZKCAP_YAML_SEQUENCE:
		j = json_array();
		for (i = 0; j && i < node->n_items; i++) {
			item = zkcap_yaml_to_json(node->items[i]);
			if (!item || json_array_append_new(j, item)) {
				json_decref(j);
				return NULL;
			}
		}
		return j;
	case ZKCAP_YAML_MAPPING:
		j = json_object();
		for (i = 0; j && i < node->n_items; i += 2) {
			item = zkcap_yaml_to_json(node->items[i + 1]);
			if (!item || json_object_set_new(j, node->items[i]->text, item)) {
				json_decref(j);
				return NULL;
			}
		}
		return j;
	}
	return NULL;
}

int zkcap_yaml_error(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
		     struct zkcap_error *err, const char *fmt, ...)
{
	char what[ZKCAP_ERROR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return zkcap_error_set(err, -EINVAL, "%s:%u:%u: %s", doc->file, node->line, node->column,
			       what);
}

struct cursor {
	const char *p;
	uint32_t line;
	uint32_t column;
};

static void cursor_step(struct cursor *c)
{
	if (*c->p == '\n') {
		c->line++;
		c->column = 1;
	} else if (((unsigned char)c->p[1] & 0xc0) != 0x80) {
		c->column++; /* the last byte of a character */
	}
	c->p++;
}

/*
 * The raw text holds the scalar's characters in order, with quotes, escapes,
 * indentation and line breaks between them: walk both, and let the raw side
 * catch up at every character that is no white space.
 */
void zkcap_yaml_positions(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
			  uint32_t *lines, uint32_t *columns)
{
	struct cursor c = { doc->raw, 1, 1 }, at;
	size_t i, len = strlen(node->text);

	while (*c.p && (c.line < node->line || c.column < node->column))
		cursor_step(&c);
	if (*c.p == '|' || *c.p == '>')
		while (*c.p && *c.p != '\n')
			cursor_step(&c);
	else if (*c.p == '"' || *c.p == '\'')
		cursor_step(&c);
	for (i = 0; i < len; i++) {
		at = c;
		if (!isspace((unsigned char)node->text[i])) {
			while (*at.p && *at.p != node->text[i])
				cursor_step(&at);
			if (*at.p)
				c = at;
		}
		lines[i] = c.line;
		columns[i] = c.column;
		if (*at.p && !isspace((unsigned char)node->text[i]))
			cursor_step(&c);
	}
	lines[len] = c.line;
	columns[len] = c.column;
}
