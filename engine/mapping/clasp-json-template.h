/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "mapping/clasp-mapping-private.h"

/* ClaspJsonTemplate: the JSON a mapping makes of a value, {"on":true,"bri":$} (mapping.md 11.3).
 *
 * Names: `$` and `${value}` the value, `${address}` the source's, `${time}` milliseconds since
 * 1970,
 * `${name}` and `${1}` what the source captured, `${var.name}` a variable. Each stands for a whole JSON value. In a text in
 * quotation marks only what is always digits may stand: `${time}` and captured whole numbers; a
 * dollar sign of its own is written `\u0024` there.
 *
 * What comes out is the value the JSON says, not its text: MQTT writes maps and arrays as JSON and
 * a text as it is, HTTP makes JSON of any value, OSC makes arguments of an array. A text holding
 * JSON would come out quoted twice over HTTP and as one argument over OSC.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

#define CLASP_JSON_TEMPLATE_MAX_DEPTH 16
/* Each may stand for a large value. */
#define CLASP_JSON_TEMPLATE_MAX_NAMES 64

typedef struct _ClaspJsonTemplate ClaspJsonTemplate;

/* @pattern (nullable) names the captures. Errors: CLASP_MAPPING_ERROR_TEMPLATE with the column, for
 * what is no JSON for some value and for unknown names. */
ClaspJsonTemplate      *
clasp_json_template_new (const char *text, const ClaspRoutePattern *pattern, GError **error);
void clasp_json_template_free (ClaspJsonTemplate *self);
/* Addresses of the variables it names, each once. (transfer none) NULL-terminated. */
const char *const *clasp_json_template_get_variables (const ClaspJsonTemplate *self);
/* @variables (nullable): what `${var.name}` is, null where there is none. Bytes stay bytes; NaN and the infinities, which JSON cannot say, become null. FALSE, and @out
 * null, when the result would be nested deeper than a value may be. */
gboolean clasp_json_template_expand (const ClaspJsonTemplate *self,
                                     const ClaspValue        *value,
                                     ClaspStr                 address,
                                     const ClaspCaptures     *captures,
                                     gint64                   unix_us,
                                     const ClaspVariables    *variables,
                                     ClaspValue              *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspJsonTemplate, clasp_json_template_free)

G_END_DECLS
