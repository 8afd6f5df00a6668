// SPDX-License-Identifier: GPL-2.0-only
#include "text_vectors.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void each_text_vector(const char *file, const char *array, text_vector_fn *fn)
{
	json_t *document, *pair;
	json_error_t err = { 0 };
	char path[100];
	size_t i;

	snprintf(path, sizeof(path), "selftests/unit/vectors/%s.json", file);
	document = json_load_file(path, 0, &err);
	if (!json_array_size(json_object_get(document, array))) {
		fprintf(stderr, "%s: %s: %s (run from the top of the tree)\n", path, array,
			err.text);
		exit(1);
	}
	json_array_foreach(json_object_get(document, array), i, pair)
		fn(json_string_value(json_array_get(pair, 0)),
		   json_string_value(json_array_get(pair, 1)));
	json_decref(document);
}
