/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "core/clasp-settings-address.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_HOLD_LAST,
  CLASP_HOLD_FIRST,
  CLASP_HOLD_MIN,
  CLASP_HOLD_MAX,
} ClaspHoldMode;

GType clasp_hold_mode_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspHoldMode,
                    clasp_hold_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_HOLD_LAST, "last"),
                    G_DEFINE_ENUM_VALUE (CLASP_HOLD_FIRST, "first"),
                    G_DEFINE_ENUM_VALUE (CLASP_HOLD_MIN, "min"),
                    G_DEFINE_ENUM_VALUE (CLASP_HOLD_MAX, "max"))

typedef struct
{
  ClaspFilterStep parent_instance;

  ClaspHoldMode mode;
  const char   *gate; /* (unowned) a setting */
  gint64        window_us;
} ClaspHoldStep;

typedef struct
{
  double y;
  gint64 since_us;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspHoldStep, clasp_hold_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspHoldStep *self = (ClaspHoldStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->mode = (ClaspHoldMode) clasp_settings_get_int (settings, "mode");
  self->gate = clasp_settings_get_string (settings, "gate");
  self->window_us = (gint64) (clasp_settings_get_double (settings, "window-s") * 1e6);
  return TRUE;
}

static gboolean
is_stronger (ClaspHoldMode mode, double in, double held)
{
  switch (mode)
    {
    case CLASP_HOLD_LAST:
      return TRUE;
    case CLASP_HOLD_FIRST:
      return FALSE;
    case CLASP_HOLD_MIN:
      return in <= held;
    case CLASP_HOLD_MAX:
      return in >= held;
    }

  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspHoldStep *self = (ClaspHoldStep *) step;
  Item                *item = memory;
  gboolean is_over = self->window_us > 0 && call->now_us - item->since_us >= self->window_us;
  double   gate = 0.0;

  if (self->gate[0] != '\0')
    clasp_transform_read_number (call->transform, self->gate, &gate);
  if (!call->is_first && gate > 0.0)
    return CLASP_TRANSFORM_DROP;

  if (call->is_first || is_over || is_stronger (self->mode, in, item->y))
    *item = (Item){ in, call->now_us };
  if (self->window_us > 0 && item->y != in)
    call->wake_us = item->since_us + self->window_us;
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  g_autofree char *mode = clasp_choice_dup_word (CLASP_SETTINGS (step), "mode");

  return g_strdup_printf (_ ("hold %s"), mode);
}

static void
clasp_hold_step_class_init (ClaspHoldStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  klass->watched = "gate";
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum (
      "mode", N_ ("Keeps"),
      N_ ("last: every value passes. max, min: the highest or the lowest. first: the first one."),
      clasp_hold_mode_get_type (), CLASP_HOLD_LAST, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("gate", N_ ("Hold while"),
                         N_ ("Address of a parameter: while it is more than 0 nothing passes; then "
                             "the value as it is. Empty: never."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (settings_class, "gate");
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "window-s", N_ ("For"),
                      N_ ("Seconds after which a peak is let go; 0 is never."), 0.0, 86400.0, 0.0));
}
