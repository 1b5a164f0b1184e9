/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-codec.h"
#include "core/clasp-value.h"

/* Arguments of OSC messages as CLASP values, and back (bridges.md 2.3).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_OSC_FLOAT_TAG_F,
  CLASP_OSC_FLOAT_TAG_D
} ClaspOscFloatTag;
typedef enum
{
  CLASP_OSC_INT_TAG_AUTO,
  CLASP_OSC_INT_TAG_I,
  CLASP_OSC_INT_TAG_H
} ClaspOscIntTag;
typedef enum
{
  CLASP_OSC_BOOL_TAG_TF,
  CLASP_OSC_BOOL_TAG_I
} ClaspOscBoolTag;
typedef enum
{
  CLASP_OSC_NULL_TAG_N,
  CLASP_OSC_NULL_TAG_I,
  CLASP_OSC_NULL_TAG_NONE
} ClaspOscNullTag;
typedef enum
{
  CLASP_OSC_ARRAY_MODE_FLATTEN,
  CLASP_OSC_ARRAY_MODE_BRACKETS
} ClaspOscArrayMode;
typedef enum
{
  CLASP_OSC_MAP_MODE_JSON,
  CLASP_OSC_MAP_MODE_PAIRS,
  CLASP_OSC_MAP_MODE_IGNORE
} ClaspOscMapMode;

/* How values are written when nothing is known of the receiver's taste. */
typedef struct
{
  ClaspOscFloatTag  float_tag;
  ClaspOscIntTag    int_tag;
  ClaspOscBoolTag   bool_tag;
  ClaspOscNullTag   null_tag;
  ClaspOscArrayMode array_mode;
  ClaspOscMapMode   map_mode;
} ClaspOscStyle;

/* No argument, or a sole impulse: something momentary. */
gboolean clasp_osc_message_is_event (const ClaspOscMessage *message);
/* One argument is its value, several are an array, none is null. @now_unix_us decides the era of
 * time tags. */
ClaspValue clasp_osc_message_to_value (const ClaspOscMessage *message, gint64 now_unix_us);

/* Adds @value (NULL: no argument) to a message. @tags are those the same address came in with, or
 * empty: where they can carry the value without loss, they are used again. FALSE if arrays nest
 * deeper than CLASP_OSC_MAX_ARRAY_DEPTH, there are more than CLASP_OSC_MAX_ARGUMENTS, or it is a
 * map and maps are not sent. */
gboolean clasp_osc_encode_value (ClaspOscEncoder     *encoder,
                                 const ClaspOscStyle *style,
                                 ClaspStr             tags,
                                 const ClaspValue    *value);

G_END_DECLS
