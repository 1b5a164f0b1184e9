/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "mapping/clasp-route-pattern.h"

/* What the small languages of mappings (patterns, templates, expressions) share. */

G_BEGIN_DECLS

/* Patterns, templates and expressions are no longer than this. */
#define CLASP_MAPPING_MAX_TEXT 4096

typedef enum
{
  CLASP_CAPTURE_TEXT,
  CLASP_CAPTURE_NUMBER, /* {n:int}, {n:1..16}: always an integer */
  CLASP_CAPTURE_DEPTH,  /* `**`, {rest:**}: may be empty, may hold slashes */
} ClaspCaptureKind;

ClaspCaptureKind clasp_route_pattern_get_capture_kind (const ClaspRoutePattern *self, guint index);
/* FALSE when there is no capture of that name; "1" is the first `*` or `**`. */
gboolean
clasp_route_pattern_find_capture (const ClaspRoutePattern *self, ClaspStr name, guint *index);

/* TRUE when {value} is in it: every value may have another address then. */
gboolean clasp_template_uses_value (const ClaspTemplate *self);
/* TRUE when {var.name} is in it: the same address may lead elsewhere later. */
gboolean clasp_template_uses_variables (const ClaspTemplate *self);

/* What {var.name} stands for: the parameter /local/var/name, or NULL. Borrowed. */
typedef struct
{
  const ClaspValue *(*get) (ClaspStr address, gpointer user_data);
  gpointer user_data;
} ClaspVariables;

/* As clasp_template_expand (), with variables. FALSE also when one that is named is not there. */
gboolean clasp_template_expand_in (const ClaspTemplate  *self,
                                   const ClaspCaptures  *captures,
                                   const char           *value_text,
                                   const ClaspVariables *variables,
                                   GString              *output);
/* (transfer full) (nullable) "/local/var/name" of "var.name"; NULL when @name is none. */
char *clasp_mapping_variable_address (ClaspStr name);

/* A decimal integer: optional minus, digits, nothing else, within 64 bits. */
gboolean clasp_parse_integer (ClaspStr text, gint64 *number);
/* The longest name ([A-Za-z_][A-Za-z0-9_]*) at the start of @text; empty when there is none. */
ClaspStr clasp_parse_name (const char *text);

/* Sets "column N: …", where N counts the characters of @text up to byte @offset from 1. */
void clasp_mapping_set_error (GError          **error,
                              ClaspMappingError code,
                              const char       *text,
                              gsize             offset,
                              const char       *format,
                              ...) G_GNUC_PRINTF (5, 6);
/* FALSE, with an error, for text that is not UTF-8 or longer than CLASP_MAPPING_MAX_TEXT. */
gboolean clasp_mapping_check_text (const char *text, ClaspMappingError code, GError **error);

G_END_DECLS
