/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show-private.h"
#include "show/clasp-text-source.h"

/* What the parts that read a mapping's text share. FALSE or NULL is with the error set.
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  ClaspTextSource      text;
  const ClaspRegistry *registry;
} ClaspMapText;

/* clasp-map-text.c: "KIND arguments | KIND arguments" into the mapping, or into one of its targets. */
gboolean    clasp_map_text_steps     (ClaspMapText *self, ClaspSpan span, ClaspMapping *mapping, ClaspMappingEnd *target);
/* "key=" in front of a value: where the value starts, or NULL. */
const char *clasp_map_text_value     (ClaspSpan word);
gboolean    clasp_map_text_set       (ClaspMapText *self, ClaspSettings *settings, GHashTable *done, const char *what, const char *key, ClaspSpan where, ClaspSpan value);

/* clasp-map-ends.c */
/* Takes "[key=value …]" off the front of @span, for the mapping itself. */
gboolean    clasp_map_text_options   (ClaspMapText *self, ClaspSpan *span, ClaspMapping *mapping);
/* "ADDRESS [key=value …]", several with "+" or "," in between, a target's with "(steps)" in front. */
gboolean    clasp_map_text_ends      (ClaspMapText *self, ClaspSpan span, ClaspMapping *mapping, gboolean is_target);
/* Whether it is read back as it stands, with others beside it. */
gboolean    clasp_map_text_is_plain  (const char *address);

G_END_DECLS
