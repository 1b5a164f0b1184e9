/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-enums.h"
#ifndef __GI_SCANNER__
#include "core/clasp-value.h"
#else
typedef struct _ClaspValue ClaspValue; /* opaque: other languages never look inside */
#endif

/* Values for programs outside the engine: on the heap, as a boxed type, to and from GVariant.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

#define CLASP_TYPE_VALUE (clasp_value_get_type ())
GType          clasp_value_get_type         (void) G_GNUC_CONST;

ClaspValue    *clasp_value_new_null         (void);
ClaspValue    *clasp_value_new_bool         (gboolean          boolean);
ClaspValue    *clasp_value_new_int          (gint64            integer);
ClaspValue    *clasp_value_new_double       (double            number);
ClaspValue    *clasp_value_new_string       (const char       *text);
ClaspValue    *clasp_value_new_bytes        (GBytes           *bytes);
/* Errors: CLASP_CODEC_ERROR_INVALID_VALUE for what has no place in a value. */
ClaspValue    *clasp_value_new_from_variant (GVariant         *variant,
                                             GError          **error);
ClaspValue    *clasp_value_dup              (const ClaspValue *self);
void           clasp_value_free             (ClaspValue       *self);

ClaspValueType clasp_value_get_value_type   (const ClaspValue *self);
/* NULL for any other type, and for a text that holds U+0000. */
char          *clasp_value_dup_string       (const ClaspValue *self);
#ifdef __GI_SCANNER__
gboolean       clasp_value_to_double        (const ClaspValue *self,
                                             double           *number);
gboolean       clasp_value_to_int           (const ClaspValue *self,
                                             gint64           *integer);
char          *clasp_value_to_text          (const ClaspValue *self);
gboolean       clasp_value_equal            (const ClaspValue *a,
                                             const ClaspValue *b);
#endif

/* null is an empty "mv"; the others are b x d s ay av a{sv}; a text with U+0000 is ay. (floating) */
GVariant      *clasp_value_to_variant       (const ClaspValue *self);
/* The same without the heap, for the engine: @value is the caller's to clear. */
#ifndef __GI_SCANNER__
gboolean       clasp_value_from_variant     (GVariant         *variant,
                                             ClaspValue       *value,
                                             GError          **error);
#endif

G_END_DECLS
