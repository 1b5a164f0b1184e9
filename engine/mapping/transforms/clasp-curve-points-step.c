/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A curve is points from left to right, and each says how the way to the next one
 * goes. The slopes of smooth stretches are those of Fritsch and Carlson, which never go beyond the
 * points. A table of numbers, as desks and other programs write them, is points in even steps. */

#include "mapping/clasp-bezier.h"
#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  LINEAR,
  HOLD,
  BEZIER,
  CUBIC,
} Kind;

static const char *const kinds[] = { "linear", "hold", "bezier", "cubic" };

typedef struct
{
  double x, y;
  Kind   kind;       /* of the way to the next one */
  double handles[4]; /* x1, y1, x2, y2, as shares of that way */
  double slope;      /* for CUBIC */
} Point;

typedef struct
{
  ClaspNumberStep parent_instance;

  GArray *points; /* (owned) of Point, at least one */
} ClaspCurvePointsStep;

CLASP_DEFINE_NUMBER_STEP (ClaspCurvePointsStep, clasp_curve_points_step)

/* ---- reading ---- */

static gboolean
read_number (const char *text, double *number)
{
  char *end;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && fabs (*number) <= 1e9;
}

/* "0.5,1,bezier,x1,y1,x2,y2" */
static gboolean
read_point (const char *text, Point *point, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 8);
  guint          n = g_strv_length (words);

  *point = (Point){ .kind = LINEAR };
  for (guint i = 0; i < n; i++)
    g_strstrip (words[i]);
  if (n < 2 || !read_number (words[0], &point->x) || !read_number (words[1], &point->y))
    return clasp_transform_refuse (error, "points: ‘%s’ is no X,Y,KIND", text);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (n > 2 && g_str_equal (words[2], kinds[i]))
      point->kind = (Kind) i;
  if (n > 2 && !g_str_equal (words[2], kinds[point->kind]))
    return clasp_transform_refuse (error, "points: ‘%s’ is not linear, hold, bezier or cubic",
                                   words[2]);
  if (n != 2 && n != (point->kind == BEZIER ? 7 : 3))
    return clasp_transform_refuse (error, "points: ‘%s’ has not as many numbers as its kind takes",
                                   text);
  for (guint i = 3; i < n; i++)
    if (!read_number (words[i], &point->handles[i - 3]) ||
        (i % 2 == 1 && (point->handles[i - 3] < 0.0 || point->handles[i - 3] > 1.0)))
      return clasp_transform_refuse (error, "points: ‘%s’: handles have x from 0 to 1", text);
  return TRUE;
}

static gboolean
read_points (GArray *points, const char *const *texts, GError **error)
{
  for (guint i = 0; texts[i] != NULL; i++)
    {
      Point point;

      if (!read_point (texts[i], &point, error))
        return FALSE;
      if (point.x < 0.0 || point.x > 1.0)
        return clasp_transform_refuse (error, "points: ‘%s’ is not between 0 and 1", texts[i]);
      if (i > 0 && point.x <= g_array_index (points, Point, i - 1).x)
        return clasp_transform_refuse (error, "points: ‘%s’ is not to the right of the one before",
                                       texts[i]);
      g_array_append_val (points, point);
    }
  return points->len > 0 || clasp_transform_refuse (error, "points: there is none");
}

static gboolean
read_table (GArray *points, const char *const *texts, double full, GError **error)
{
  guint n = g_strv_length ((char **) texts);

  if (n < 2)
    return clasp_transform_refuse (error, "table: one number makes no curve");
  for (guint i = 0; i < n; i++)
    {
      Point point = { .x = (double) i / (n - 1), .kind = LINEAR };

      if (!read_number (texts[i], &point.y))
        return clasp_transform_refuse (error, "table: ‘%s’ is no number", texts[i]);
      point.y /= full;
      g_array_append_val (points, point);
    }
  return TRUE;
}

static double
rise_between (const Point *a, const Point *b)
{
  return (b->y - a->y) / (b->x - a->x);
}

/* Level at every turn and at the ends of level stretches, else the harmonic mean of both sides. */
static void
find_slopes (GArray *points)
{
  Point *p = (Point *) points->data;

  for (guint i = 0; i < points->len; i++)
    {
      double before = i > 0 ? rise_between (&p[i - 1], &p[i]) : 0.0;
      double after = i + 1 < points->len ? rise_between (&p[i], &p[i + 1]) : before;

      if (i == 0)
        before = after;
      p[i].slope = before * after <= 0.0 ? 0.0 : 2.0 * before * after / (before + after);
    }
}

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspCurvePointsStep *self = (ClaspCurvePointsStep *) step;
  ClaspSettings        *settings = CLASP_SETTINGS (step);
  const char *const    *table = clasp_settings_get_strv (settings, "table");
  gboolean              is_good;

  g_clear_pointer (&self->points, g_array_unref);
  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  if (table[0] != NULL)
    is_good = read_table (self->points, table, clasp_settings_get_double (settings, "full"), error);
  else
    is_good = read_points (self->points, clasp_settings_get_strv (settings, "points"), error);
  if (is_good)
    find_slopes (self->points);
  return is_good;
}

/* ---- the way ---- */

static double
go_smoothly (const Point *a, const Point *b, double t)
{
  double width = b->x - a->x;
  double rest = 1.0 - t;

  return a->y * (1.0 + 2.0 * t) * rest * rest + a->slope * width * t * rest * rest +
         b->y * t * t * (3.0 - 2.0 * t) - b->slope * width * t * t * rest;
}

static double
go_from (const Point *a, const Point *b, double x)
{
  double t = (x - a->x) / (b->x - a->x);

  switch (a->kind)
    {
    case LINEAR:
      return a->y + t * (b->y - a->y);
    case HOLD:
      return a->y;
    case BEZIER:
      return a->y + (b->y - a->y) * clasp_bezier_apply (a->handles[0], a->handles[1], a->handles[2],
                                                        a->handles[3], t);
    case CUBIC:
      return go_smoothly (a, b, t);
    }

  return a->y;
}

/* The last point that is not to the right of @x; there is one. */
static guint
find_point (GArray *points, double x)
{
  guint low = 0, high = points->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (points, Point, middle).x <= x)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  GArray      *points = ((ClaspCurvePointsStep *) step)->points;
  const Point *p = (const Point *) points->data;
  guint        index;

  if (in <= p[0].x)
    *out = p[0].y;
  else if (in >= p[points->len - 1].x)
    *out = p[points->len - 1].y;
  else
    {
      index = find_point (points, in);
      *out = go_from (&p[index], &p[index + 1], in);
    }
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  guint          n = g_strv_length ((char **) clasp_settings_get_strv (settings, "table"));

  if (n == 0)
    n = g_strv_length ((char **) clasp_settings_get_strv (settings, "points"));
  return g_strdup_printf (ngettext ("%u point", "%u points", n), n);
}

static void
clasp_curve_points_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspCurvePointsStep *) object)->points, g_array_unref);
  G_OBJECT_CLASS (clasp_curve_points_step_parent_class)->finalize (object);
}

static void
clasp_curve_points_step_class_init (ClaspCurvePointsStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_curve_points_step_finalize;
  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    settings_class, g_param_spec_boxed (
                      "points", N_ ("Points"),
                      N_ ("X,Y,KIND from left to right, X from 0 to 1. The kind is that of the way "
                          "to the next: linear, hold, cubic (smooth, never beyond the points), or "
                          "bezier with x1,y1,x2,y2 as in CSS."),
                      G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (settings_class, "points", "0,0,linear;1,1");
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boxed ("table", N_ ("Or a table"),
                        N_ ("Numbers for even steps from 0 to 1, as the 256 of a dimmer curve."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("full", N_ ("Full is"),
                                  N_ ("What numbers of the table are divided by: 255, or 1."),
                                  0.001, 1000000.0, 255.0));
  clasp_settings_class_advanced (settings_class, "table");
  clasp_settings_class_advanced (settings_class, "full");
}
