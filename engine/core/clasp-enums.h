/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* The numbers of the protocol that programs see (wire.md 5 and 8.2), as types of GObject, so that
 * other languages know their names.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_VALUE_NULL,
  CLASP_VALUE_BOOL,
  CLASP_VALUE_INT,    /* 64 bit, signed */
  CLASP_VALUE_DOUBLE, /* IEEE 754, 64 bit; NaN and infinities are values too */
  CLASP_VALUE_STRING, /* well-formed UTF-8, may hold U+0000 */
  CLASP_VALUE_BYTES,
  CLASP_VALUE_ARRAY,
  CLASP_VALUE_MAP,
} ClaspValueType;

typedef enum
{
  CLASP_SIGNAL_PARAM,
  CLASP_SIGNAL_EVENT,
  CLASP_SIGNAL_STREAM,
  CLASP_SIGNAL_GESTURE,
  CLASP_SIGNAL_TIMELINE,
} ClaspSignal;

/* Which signals are wanted, in SUBSCRIBE and REPLAY. */
typedef enum /*< flags >*/
{
  CLASP_TYPES_PARAM    = 0x01,
  CLASP_TYPES_EVENT    = 0x02,
  CLASP_TYPES_STREAM   = 0x04,
  CLASP_TYPES_GESTURE  = 0x08,
  CLASP_TYPES_TIMELINE = 0x10,
  CLASP_TYPES_ALL      = 0xff, /* the empty list of the wire: no filter */
  /* All that is a value now; a timeline is not, but what it is worth comes as a param. */
  CLASP_TYPES_VALUES   = 0x0f,
} ClaspTypes;

typedef enum
{
  CLASP_PHASE_START,
  CLASP_PHASE_MOVE,
  CLASP_PHASE_END,
  CLASP_PHASE_CANCEL,
} ClaspPhase;

typedef enum
{
  CLASP_QOS_FIRE,
  CLASP_QOS_CONFIRM,
  CLASP_QOS_COMMIT,
  CLASP_QOS_RESERVED,
} ClaspQos;

typedef enum
{
  CLASP_TTL_NEVER,
  CLASP_TTL_SLIDING,
  CLASP_TTL_ABSOLUTE,
} ClaspTtlMode;

#define CLASP_TYPE_VALUE_TYPE (clasp_value_type_get_type ())
#define CLASP_TYPE_SIGNAL (clasp_signal_get_type ())
#define CLASP_TYPE_TYPES (clasp_types_get_type ())
#define CLASP_TYPE_PHASE (clasp_phase_get_type ())
#define CLASP_TYPE_QOS (clasp_qos_get_type ())
#define CLASP_TYPE_TTL_MODE (clasp_ttl_mode_get_type ())

GType clasp_value_type_get_type (void) G_GNUC_CONST;
GType clasp_signal_get_type     (void) G_GNUC_CONST;
GType clasp_types_get_type      (void) G_GNUC_CONST;
GType clasp_phase_get_type      (void) G_GNUC_CONST;
GType clasp_qos_get_type        (void) G_GNUC_CONST;
GType clasp_ttl_mode_get_type   (void) G_GNUC_CONST;

G_END_DECLS
