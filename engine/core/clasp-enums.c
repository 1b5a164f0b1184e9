/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-enums.h"

G_DEFINE_ENUM_TYPE (ClaspValueType,
                    clasp_value_type,
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_NULL, "null"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_BOOL, "bool"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_INT, "int"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_DOUBLE, "double"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_STRING, "string"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_BYTES, "bytes"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_ARRAY, "array"),
                    G_DEFINE_ENUM_VALUE (CLASP_VALUE_MAP, "map"))

G_DEFINE_ENUM_TYPE (ClaspSignal,
                    clasp_signal,
                    G_DEFINE_ENUM_VALUE (CLASP_SIGNAL_PARAM, "param"),
                    G_DEFINE_ENUM_VALUE (CLASP_SIGNAL_EVENT, "event"),
                    G_DEFINE_ENUM_VALUE (CLASP_SIGNAL_STREAM, "stream"),
                    G_DEFINE_ENUM_VALUE (CLASP_SIGNAL_GESTURE, "gesture"),
                    G_DEFINE_ENUM_VALUE (CLASP_SIGNAL_TIMELINE, "timeline"))

G_DEFINE_FLAGS_TYPE (ClaspTypes,
                     clasp_types,
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_PARAM, "param"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_EVENT, "event"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_STREAM, "stream"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_GESTURE, "gesture"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_TIMELINE, "timeline"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_ALL, "all"),
                     G_DEFINE_ENUM_VALUE (CLASP_TYPES_VALUES, "values"))

G_DEFINE_ENUM_TYPE (ClaspPhase,
                    clasp_phase,
                    G_DEFINE_ENUM_VALUE (CLASP_PHASE_START, "start"),
                    G_DEFINE_ENUM_VALUE (CLASP_PHASE_MOVE, "move"),
                    G_DEFINE_ENUM_VALUE (CLASP_PHASE_END, "end"),
                    G_DEFINE_ENUM_VALUE (CLASP_PHASE_CANCEL, "cancel"))

G_DEFINE_ENUM_TYPE (ClaspQos,
                    clasp_qos,
                    G_DEFINE_ENUM_VALUE (CLASP_QOS_FIRE, "fire"),
                    G_DEFINE_ENUM_VALUE (CLASP_QOS_CONFIRM, "confirm"),
                    G_DEFINE_ENUM_VALUE (CLASP_QOS_COMMIT, "commit"),
                    G_DEFINE_ENUM_VALUE (CLASP_QOS_RESERVED, "reserved"))

G_DEFINE_ENUM_TYPE (ClaspTtlMode,
                    clasp_ttl_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_TTL_NEVER, "never"),
                    G_DEFINE_ENUM_VALUE (CLASP_TTL_SLIDING, "sliding"),
                    G_DEFINE_ENUM_VALUE (CLASP_TTL_ABSOLUTE, "absolute"))
