/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* What the steps share: numbers in and out of values, state for each element of an array. */

G_BEGIN_DECLS

/* Elements of one array a numeric step handles: a whole DMX universe. */
#define CLASP_TRANSFORM_MAX_ELEMENTS 512

/* FALSE when there is no result for @in. */
typedef gboolean (*ClaspNumberFunc) (gpointer user_data, guint index, double in, double *out);

/* Applies @func to the number that @value stands for, or to each element of an array of several.
 * ERROR, and @value as it was, when something is no number, when the array is empty or longer than
 * the limit, and when a result is NaN or infinite. */
ClaspTransformResult clasp_transform_map_numbers (ClaspValue     *value,
                                                  ClaspNumberFunc func,
                                                  gpointer        user_data);

/* FALSE when there is a NaN or an infinite number in it, however deep. */
gboolean clasp_transform_is_finite (const ClaspValue *value);

/* How many elements clasp_transform_map_numbers () will ask about: 1 for a single number. */
guint clasp_transform_count_numbers (const ClaspValue *value);

/* State for each element, at the start of a step's state block. */
typedef struct
{
  guint    n;
  gpointer items; /* (owned) */
} ClaspElements;

/* The items, zeroed whenever their number changes. @clear may be NULL. */
gpointer clasp_elements_resize (ClaspElements *self, guint n, gsize size, GDestroyNotify clear);
void     clasp_elements_clear  (ClaspElements *self, gsize size, GDestroyNotify clear);

/* At most four significant digits, in the C locale; valid until the buffer is used again. */
#define CLASP_NUMBER_TEXT 32
const char *clasp_number_text (double number, char buffer[CLASP_NUMBER_TEXT]);

/* The value of @address as a number; FALSE when there is none. */
gboolean clasp_transform_read_number (const ClaspTransformCall *call, const char *address, double *number);

/* For the vfunc watches of a step with one such setting: @slots is the step's own. */
const char *const *clasp_transform_watch_one (const char *slots[2], const char *address);

/* Whether the setting @lower is not above the setting @upper, or is below it; else an error that names
 * both. */
gboolean clasp_transform_check_order (ClaspSettings *settings, const char *lower, const char *upper, GError **error);
gboolean clasp_transform_check_span (ClaspSettings *settings, const char *lower, const char *upper, GError **error);

/* Sets CLASP_MAPPING_ERROR_TRANSFORM and returns FALSE. */
gboolean clasp_transform_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* For the vfunc invert of what only leaves something out, a limit or a rounding: on the way back
 * everything passes. */
ClaspTransform *clasp_transform_invert_as_direct (ClaspTransform *self, GError **error);
/* The same of what says when something passes, and not what: it holds both ways. */
ClaspTransform *clasp_transform_invert_as_itself (ClaspTransform *self, GError **error);

/* What every step's type begins with. The file defines the instance struct, with ClaspSettings
 * parent_instance first, and TYPE_NAME_iface_init () and TYPE_NAME_class_init (). */
#define CLASP_DEFINE_STEP(TypeName, type_name)                                                     \
  typedef ClaspSettingsClass TypeName##Class;                                                      \
  static void type_name##_iface_init (ClaspTransformInterface *iface);                             \
  G_DEFINE_TYPE_WITH_CODE (TypeName, type_name, CLASP_TYPE_SETTINGS,                               \
                           G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, type_name##_iface_init))   \
  static void type_name##_init (TypeName *self) {}

/* Short forms for class_init. */
GParamSpec *clasp_transform_param_number (const char *name,
                                          const char *nick,
                                          const char *blurb,
                                          double      minimum,
                                          double      maximum,
                                          double      default_value);

G_END_DECLS
