/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The One-Euro filter of mapping.md 12, made fit for a show.
 *
 * Design notes. The filter by itself only moves when something comes in: a fader that stops sending
 * would leave the light short of its end. So the step asks to be called at 100 Hz until it has come
 * within a hair of the last input, and then gives exactly that. At rest no time passes for the
 * filter: otherwise the first message after a minute of silence would count as a minute's worth of
 * movement and jump through unsmoothed. */

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TICK_US 10000
/* "Settled" in the setting's sense: a hundredth of the step is left. */
#define SETTLED_SHARE 0.01
/* Where the tail is cut off: less than the smallest step of 16 bits. */
#define EPSILON 1e-5

typedef struct
{
  ClaspSettings parent_instance;

  double factor;     /* share of each new value; 0 = by time, as below */
  double min_cutoff; /* in Hz; 0 = no smoothing */
  double beta;
  double d_cutoff;
} ClaspSmoothStep;
typedef ClaspSettingsClass ClaspSmoothStepClass;

typedef struct
{
  gboolean has_output;
  gboolean is_moving;
  double   output;
  double   slope; /* smoothed, per second */
  double   scale; /* of the movement: what EPSILON is a share of */
} Element;

typedef struct
{
  ClaspElements elements;
  gint64        last_us;
} State;

typedef struct
{
  const ClaspSmoothStep *step;
  Element               *elements;
  gint64                 passed_us;
  gboolean               is_tick;
  gboolean               is_moving; /* out: any element */
} Pass;

static void clasp_smooth_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspSmoothStep,
                         clasp_smooth_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_smooth_step_iface_init))

/* The cut-off at which a step, filtered every TICK_US, has SETTLED_SHARE left after @time_ms. */
static double
cutoff_for_time (double time_ms)
{
  double tick_s = TICK_US / 1e6;

  return (pow (SETTLED_SHARE, -TICK_US / 1e3 / time_ms) - 1.0) / (2.0 * G_PI * tick_s);
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSmoothStep *self = (ClaspSmoothStep *) transform;
  ClaspSettings   *settings = CLASP_SETTINGS (transform);
  double           time_ms = clasp_settings_get_double (settings, "time-ms");

  self->factor = clasp_settings_get_double (settings, "factor");
  self->min_cutoff = clasp_settings_get_double (settings, "min-cutoff-hz");
  if (self->min_cutoff == 0.0 && time_ms >= 1.0)
    self->min_cutoff = cutoff_for_time (time_ms);
  self->beta = clasp_settings_get_double (settings, "beta");
  self->d_cutoff = clasp_settings_get_double (settings, "d-cutoff-hz");
  return TRUE;
}

static double
get_alpha (double cutoff, double dt)
{
  return 1.0 / (1.0 + 1.0 / (2.0 * G_PI * cutoff * dt));
}

static void
start (Element *element, double in)
{
  *element = (Element){ .has_output = TRUE, .output = in };
}

static void
follow (const ClaspSmoothStep *step, Element *element, double in, double dt)
{
  double slope = (in - element->output) / dt;
  double slope_alpha = get_alpha (step->d_cutoff, dt);
  double alpha;

  element->slope = slope_alpha * slope + (1.0 - slope_alpha) * element->slope;
  alpha = get_alpha (step->min_cutoff + step->beta * fabs (element->slope), dt);
  element->output = alpha * in + (1.0 - alpha) * element->output;
}

/* The reference's way, by the number of messages and not by time. */
static gboolean
blend_one (gpointer user_data, guint index, double in, double *out)
{
  const Pass *pass = user_data;
  Element    *element = &pass->elements[index];

  if (!isfinite (in))
    return FALSE;
  if (!element->has_output)
    start (element, in);
  else if (!pass->is_tick)
    element->output = element->output * (1.0 - pass->step->factor) + in * pass->step->factor;
  *out = element->output;
  return TRUE;
}

static gboolean
smooth_one (gpointer user_data, guint index, double in, double *out)
{
  Pass    *pass = user_data;
  Element *element = &pass->elements[index];
  double   dt =
    (double) (element->is_moving ? pass->passed_us : MIN (pass->passed_us, TICK_US)) / 1e6;

  if (!isfinite (in))
    return FALSE;
  if (!element->has_output || !isfinite (element->output))
    start (element, in);
  if (!pass->is_tick)
    element->scale = MAX (fabs (in), fabs (element->output));
  if (dt > 0.0)
    follow (pass->step, element, in, dt);
  if (pass->is_tick && fabs (in - element->output) <= EPSILON * element->scale)
    start (element, in);

  element->is_moving = element->output != in;
  pass->is_moving |= element->is_moving;
  *out = element->output;
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  State               *state = block;
  guint                n = clasp_transform_count_numbers (value);
  Pass                 pass = { .step = (ClaspSmoothStep *) transform, .is_tick = call->is_tick };
  ClaspTransformResult result;

  if (pass.step->min_cutoff == 0.0 && pass.step->factor == 0.0)
    return clasp_transform_is_finite (value) ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_ERROR;

  pass.elements = clasp_elements_resize (&state->elements, n, sizeof (Element), NULL);
  if (pass.step->factor > 0.0)
    return clasp_transform_map_numbers (value, blend_one, &pass);
  pass.passed_us = MAX (call->now_us - state->last_us, 0);
  result = clasp_transform_map_numbers (value, smooth_one, &pass);
  state->last_us = call->now_us;
  if (pass.is_moving)
    call->wake_us = call->now_us + TICK_US;
  return result;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  clasp_elements_clear (&((State *) block)->elements, sizeof (Element), NULL);
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  double         cutoff = clasp_settings_get_double (settings, "min-cutoff-hz");
  double         factor = clasp_settings_get_double (settings, "factor");
  char           text[CLASP_NUMBER_TEXT];

  if (factor > 0.0)
    return g_strdup_printf (_ ("smooth %s"), clasp_number_text (factor, text));
  if (cutoff > 0.0)
    return g_strdup_printf (_ ("smooth %s Hz"), clasp_number_text (cutoff, text));
  return g_strdup_printf (
    _ ("smooth %s ms"), clasp_number_text (clasp_settings_get_double (settings, "time-ms"), text));
}

static void
clasp_smooth_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
}

static void
clasp_smooth_step_class_init (ClaspSmoothStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "time-ms", N_ ("Time"), N_ ("How long a jump takes to settle. 0 turns smoothing off."),
             0.0, 60000.0, 80.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "beta", N_ ("Speed-up"),
             N_ ("How much less a fast movement is smoothed than a slow one. 0: all alike."), 0.0,
             1000.0, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "min-cutoff-hz", N_ ("Cut-off"),
             N_ ("Cut-off frequency at rest, instead of the time. 0: worked out from the time."),
             0.0, 1000.0, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "d-cutoff-hz", N_ ("Cut-off of the speed"),
             N_ ("Cut-off frequency for measuring how fast the value moves."), 0.01, 1000.0, 1.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "factor", N_ ("Factor"),
             N_ ("Share of each new value, whenever it comes, as older files have it; then nothing "
                 "goes on by itself. 0: by the time."),
             0.0, 1.0, 0.0));
  clasp_settings_class_advanced (klass, "factor");
  clasp_settings_class_advanced (klass, "beta");
  clasp_settings_class_advanced (klass, "min-cutoff-hz");
  clasp_settings_class_advanced (klass, "d-cutoff-hz");
  clasp_transform_part_install (klass);
}

static void
clasp_smooth_step_init (ClaspSmoothStep *self)
{
}
