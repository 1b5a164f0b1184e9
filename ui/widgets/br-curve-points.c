/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-curve-points.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const char *const names[BR_N_SEGMENTS] = { "linear", "cubic", "hold", "bezier" };

/* As ease-in-out in CSS. */
static const double ease[4] = { 0.42, 0.0, 0.58, 1.0 };

typedef struct
{
  const char *title;
  const char *points;
} Preset;

static const Preset presets[] = {
  { N_ ("Straight"), "0,0,linear;1,1" },
  { N_ ("Falling"), "0,1,linear;1,0" },
  { N_ ("S-curve"), "0,0,bezier,0.42,0,0.58,1;1,1" },
  { N_ ("Slow start"), "0,0,bezier,0.42,0,1,1;1,1" },
  { N_ ("Slow end"), "0,0,bezier,0,0,0.58,1;1,1" },
  { N_ ("Up and down"), "0,0,cubic;0.5,1,cubic;1,0" },
  { N_ ("Four steps"), "0,0,hold;0.25,0.333333,hold;0.5,0.666667,hold;0.75,1,hold;1,1" },
  { N_ ("Dead ends"), "0,0,hold;0.1,0,linear;0.9,1,hold;1,1" },
};

const char *
br_curve_preset_title (guint index)
{
  return index < G_N_ELEMENTS (presets) ? presets[index].title : NULL;
}

const char *
br_curve_preset_points (guint index)
{
  return index < G_N_ELEMENTS (presets) ? presets[index].points : NULL;
}

/* --- text --- */

static gboolean
read_number (const char *text, double *number)
{
  char *end;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number);
}

static gboolean
read_point (const char *text, BrCurvePoint *point)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 8);
  guint          n = g_strv_length (words);
  guint          segment = 0;

  *point = (BrCurvePoint){ .segment = BR_SEGMENT_LINEAR };
  memcpy (point->handles, ease, sizeof ease);
  for (guint i = 0; i < n; i++)
    g_strstrip (words[i]);
  if (n < 2 || !read_number (words[0], &point->x) || !read_number (words[1], &point->y) ||
      point->x < 0 || point->x > 1)
    return FALSE;
  while (n > 2 && segment < BR_N_SEGMENTS && !g_str_equal (words[2], names[segment]))
    segment++;
  if (segment == BR_N_SEGMENTS || (n > 2 && n != (segment == BR_SEGMENT_EASE ? 7 : 3)))
    return FALSE;
  point->segment = (BrSegment) segment;
  for (guint i = 3; i < n; i++)
    if (!read_number (words[i], &point->handles[i - 3]))
      return FALSE;
  return TRUE;
}

GArray *
br_curve_points_from_texts (const char *const *texts)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BrCurvePoint));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      BrCurvePoint point;

      if (!read_point (texts[i], &point) ||
          (i > 0 && point.x <= g_array_index (points, BrCurvePoint, i - 1).x))
        return NULL;
      g_array_append_val (points, point);
    }
  return points->len > 0 ? g_steal_pointer (&points) : NULL;
}

static const char *
number_text (double number, char *buffer)
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.6g", number);
}

char **
br_curve_points_to_texts (const GArray *points)
{
  char **texts = g_new0 (char *, points->len + 1);
  char   buffer[4][G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < points->len; i++)
    {
      const BrCurvePoint *point = &g_array_index (points, BrCurvePoint, i);
      GString            *text = g_string_new (NULL);

      g_string_append_printf (text, "%s,%s,%s", number_text (point->x, buffer[0]),
                              number_text (point->y, buffer[1]), names[point->segment]);
      if (point->segment == BR_SEGMENT_EASE)
        for (guint j = 0; j < G_N_ELEMENTS (point->handles); j++)
          g_string_append_printf (text, ",%s", number_text (point->handles[j], buffer[0]));
      texts[i] = g_string_free (text, FALSE);
    }
  return texts;
}

/* --- edits --- */

static double
get_x (const GArray *points, guint index)
{
  return g_array_index (points, BrCurvePoint, index).x;
}

guint
br_curve_points_insert (GArray *points, double x, double y)
{
  BrCurvePoint point = { .x = CLAMP (x, 0, 1), .y = y, .segment = BR_SEGMENT_LINEAR };
  guint        index = 0;

  memcpy (point.handles, ease, sizeof ease);
  while (index < points->len && get_x (points, index) < point.x)
    index++;
  if (points->len >= BR_CURVE_MAX_POINTS ||
      (index > 0 && point.x - get_x (points, index - 1) < BR_CURVE_MIN_WIDTH) ||
      (index < points->len && get_x (points, index) - point.x < BR_CURVE_MIN_WIDTH))
    return G_MAXUINT;

  if (index > 0)
    {
      const BrCurvePoint *before = &g_array_index (points, BrCurvePoint, index - 1);

      point.segment = before->segment;
      memcpy (point.handles, before->handles, sizeof point.handles);
    }
  g_array_insert_val (points, index, point);
  return index;
}

void
br_curve_points_move (GArray *points, guint index, double x, double y)
{
  BrCurvePoint *point = &g_array_index (points, BrCurvePoint, index);
  double        low = index > 0 ? get_x (points, index - 1) + BR_CURVE_MIN_WIDTH : 0;
  double        high =
    index + 1 < points->len ? get_x (points, index + 1) - BR_CURVE_MIN_WIDTH : 1;

  /* Between neighbours that stand as near as can be, it stays. */
  if (low <= high)
    point->x = CLAMP (x, low, high);
  point->y = y;
}

gboolean
br_curve_points_remove (GArray *points, guint index)
{
  if (points->len <= 2 || index >= points->len)
    return FALSE;
  g_array_remove_index (points, index);
  return TRUE;
}

void
br_curve_points_set_segment (GArray *points, guint index, BrSegment segment)
{
  g_array_index (points, BrCurvePoint, index).segment = segment;
}

double
br_curve_points_snap (double value, guint n_lines)
{
  return round (value * n_lines) / n_lines;
}
