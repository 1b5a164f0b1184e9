/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-str.h"

/* Source patterns with captures, and target templates (mapping.md 11.2).
 *
 * "/osc/fader/{n:1..8}" to "/artnet/0/0/0/{n+10}". Both are compiled once and immutable.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

#define CLASP_MAX_CAPTURES 16

typedef struct _ClaspRoutePattern ClaspRoutePattern;
typedef struct _ClaspTemplate ClaspTemplate;

typedef struct
{
  ClaspStr text;   /* borrowed from the address */
  gboolean is_number;
  gint64   number;
} ClaspCapture;

typedef struct
{
  guint        n_captures;
  ClaspCapture captures[CLASP_MAX_CAPTURES];
} ClaspCaptures;

/* Errors: CLASP_MAPPING_ERROR_PATTERN with the column. */
ClaspRoutePattern *clasp_route_pattern_new      (const char               *text,
                                                 GError                  **error);
void               clasp_route_pattern_free     (ClaspRoutePattern        *self);
/* The protocol pattern to subscribe to: it matches everything this one does. */
const char        *clasp_route_pattern_get_subscription (const ClaspRoutePattern *self);
gboolean           clasp_route_pattern_is_exact (const ClaspRoutePattern  *self);
guint              clasp_route_pattern_get_n_captures (const ClaspRoutePattern *self);
const char        *clasp_route_pattern_get_capture_name (const ClaspRoutePattern *self,
                                                         guint             index);
gboolean           clasp_route_pattern_match    (const ClaspRoutePattern  *self,
                                                 ClaspStr                  address,
                                                 ClaspCaptures            *captures);

/* Where var.name of templates and expressions is a parameter: "/local/var/name". */
#define CLASP_MAPPING_VARIABLES "/local/var/"

/* Errors: CLASP_MAPPING_ERROR_TEMPLATE with the column, also for an unknown capture. */
ClaspTemplate     *clasp_template_new           (const char               *text,
                                                 const ClaspRoutePattern  *pattern,
                                                 GError                  **error);
void               clasp_template_free          (ClaspTemplate            *self);
/* Appends the address for these captures; @value_text is for {value}. FALSE, and nothing appended,
 * when arithmetic fails (division by zero, overflow). */
gboolean           clasp_template_expand        (const ClaspTemplate      *self,
                                                 const ClaspCaptures      *captures,
                                                 const char               *value_text,
                                                 GString                  *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRoutePattern, clasp_route_pattern_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTemplate, clasp_template_free)

G_END_DECLS
