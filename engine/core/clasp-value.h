/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-enums.h"
#include "core/clasp-str.h"

#include <glib-object.h>

/* ClaspValue: the immutable value of a signal.
 *
 * Sixteen bytes, passed around by value. Null, bool, int and double live inline; strings, bytes,
 * arrays and maps share one atomically counted box, so copying never copies the content.
 * A copy is made with clasp_value_copy () and given back with clasp_value_clear ().
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

typedef struct _ClaspValueBox ClaspValueBox;

typedef struct
{
  /*< private >*/
  ClaspValueType type;
  union
  {
    gboolean       boolean;
    gint64         integer;
    double         number;
    ClaspValueBox *box;
  } as;
} ClaspValue;

typedef struct
{
  ClaspStr   key;
  ClaspValue value;
} ClaspMapEntry;

#define CLASP_VALUE_INIT { CLASP_VALUE_NULL, { 0 } }

static inline ClaspValue
clasp_value_null (void)
{
  return (ClaspValue) CLASP_VALUE_INIT;
}

static inline ClaspValue
clasp_value_bool (gboolean boolean)
{
  ClaspValue self = { CLASP_VALUE_BOOL, { 0 } };
  self.as.boolean = boolean != FALSE;
  return self;
}

static inline ClaspValue
clasp_value_int (gint64 integer)
{
  ClaspValue self = { CLASP_VALUE_INT, { 0 } };
  self.as.integer = integer;
  return self;
}

static inline ClaspValue
clasp_value_double (double number)
{
  ClaspValue self = { CLASP_VALUE_DOUBLE, { 0 } };
  self.as.number = number;
  return self;
}

/* Copies the bytes; @text must be well-formed UTF-8. */
ClaspValue        clasp_value_string      (ClaspStr             text);
ClaspValue        clasp_value_bytes       (const guint8        *data,
                                           gsize                size);
/* Both take over the values (the caller no longer clears them) and copy the keys. A map keeps its
 * entries in order; of a repeated key the last entry wins and keeps the first one's place. */
ClaspValue        clasp_value_array       (const ClaspValue    *elements,
                                           guint                n_elements);
ClaspValue        clasp_value_map         (const ClaspMapEntry *entries,
                                           guint                n_entries);

ClaspValue        clasp_value_copy        (const ClaspValue    *self);
/*< private >*/
void              clasp_value_release     (const ClaspValue    *self);

/* Gives back what @self holds and leaves null behind, so that clearing twice does no harm. Inline
 * because most values hold nothing. */
static inline void
clasp_value_clear (ClaspValue *self)
{
  if (G_UNLIKELY (self->type >= CLASP_VALUE_STRING))
    clasp_value_release (self);
  *self = clasp_value_null ();
}

static inline ClaspValueType
clasp_value_get_type_of (const ClaspValue *self)
{
  return self->type;
}

static inline gboolean
clasp_value_is_number (const ClaspValue *self)
{
  return self->type == CLASP_VALUE_INT || self->type == CLASP_VALUE_DOUBLE;
}

/* Borrowed; empty for any other type. */
ClaspStr          clasp_value_get_string  (const ClaspValue    *self);
const guint8     *clasp_value_get_bytes   (const ClaspValue    *self,
                                           gsize               *size);
/* Number of elements or entries; 0 for any other type. */
guint             clasp_value_get_size    (const ClaspValue    *self);
const ClaspValue *clasp_value_get_element (const ClaspValue    *self,
                                           guint                index);
const ClaspValue *clasp_value_get_entry   (const ClaspValue    *self,
                                           guint                index,
                                           ClaspStr            *key);
const ClaspValue *clasp_value_lookup      (const ClaspValue    *self,
                                           const char          *key);

/* Same type and content; doubles compare by bits, so a NaN equals itself; map order is ignored. */
gboolean          clasp_value_equal       (const ClaspValue    *a,
                                           const ClaspValue    *b);

/* The number a value stands for: bool 0/1, numbers themselves, a string if all of it is a number in
 * the C locale, an array of one element that element. FALSE if there is none. */
gboolean          clasp_value_to_double   (const ClaspValue    *self,
                                           double              *number);
/* Rounds half away from zero and clamps to 64 bits; FALSE for NaN and where to_double fails. */
gboolean          clasp_value_to_int      (const ClaspValue    *self,
                                           gint64              *integer);

/* Text for a person: numbers in the C locale, strings as they are, bytes as hex, the rest as JSON. */
char             *clasp_value_to_text     (const ClaspValue    *self);
/* At most @size - 1 bytes and always terminated, never allocates for inline values; for list rows. */
void              clasp_value_print       (const ClaspValue    *self,
                                           char                *buffer,
                                           gsize                size);
const char       *clasp_value_type_to_string (ClaspValueType    type);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspValue, clasp_value_clear)

G_END_DECLS
