/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-parameters.h"

#include "core/clasp-json.h"
#include "exchange/clasp-exchange-v2-names.h"
#include "exchange/clasp-exchange-v2-shapes.h"

#include <string.h>

/* Design notes. A table says for each parameter how it is read and how it is written; the shapes are in
 * clasp-exchange-v2-shapes.c. Names that are the same but for capital letters are not here: they are found
 * among the settings themselves. Several names may be read for one setting; the first that is written is the
 * one of the brief. */

typedef struct
{
  const char           *kinds; /* separated by blanks */
  const char           *theirs;
  const char           *ours;
  const char           *other; /* (nullable) a second setting that the shape fills */
  const ClaspV2Shape   *shape;
  gboolean              is_written;
} Parameter;

#define SAME &clasp_v2_shape_same

/* clang-format off */
static const Parameter parameters[] = {
  /* seconds have their unit in our names */
  { "ema", "tau", "tau-s", NULL, SAME, TRUE },
  { "ema", "tauDown", "tau-down-s", NULL, SAME, TRUE },
  { "average", "window_size", "window", NULL, SAME, FALSE },
  { "average", "seconds", "time-s", NULL, SAME, TRUE },
  { "autorange", "decay", "decay-s", NULL, SAME, TRUE },
  { "oneeuro", "minCutoff", "min-cutoff-hz", NULL, SAME, TRUE },
  { "oneeuro", "dCutoff", "d-cutoff-hz", NULL, SAME, TRUE },
  { "ramp", "time", "time-s", NULL, SAME, TRUE },
  { "delay debounce longpress", "s", "time-s", NULL, SAME, TRUE },
  { "delay debounce longpress", "time", "time-s", NULL, SAME, FALSE },
  { "delay debounce longpress", "seconds", "time-s", NULL, SAME, FALSE },
  { "longpress", "out", "short", "long", &clasp_v2_shape_presses, TRUE },
  { "change", "resend", "resend-s", NULL, SAME, TRUE },
  { "derivative", "smoothing", "smoothing-s", NULL, SAME, TRUE },
  { "hold", "window", "window-s", NULL, SAME, TRUE },
  { "envelope", "attack", "attack-s", NULL, SAME, TRUE },
  { "envelope", "decay", "decay-s", NULL, SAME, TRUE },
  { "envelope", "release", "release-s", NULL, SAME, TRUE },
  { "envelope", "trigger", "threshold", NULL, SAME, FALSE },
  { "pulse", "width", "width-s", NULL, SAME, TRUE },
  { "bpm", "timeout", "timeout-s", NULL, SAME, TRUE },
  { "join14 join16 join24", "wait", "wait-s", NULL, SAME, TRUE },
  /* two values in a list */
  { "flip", "values", "low", "high", &clasp_v2_shape_two, TRUE },
  { "hysteresis", "out", "out-low", "out-high", &clasp_v2_shape_two, TRUE },
  /* what has another name */
  { "threshold", "threshold", "on", NULL, SAME, TRUE },
  { "modulo", "divisor", "operand", NULL, SAME, TRUE },
  { "power", "exponent", "operand", NULL, SAME, TRUE },
  { "curve", "curveType", "shape", NULL, SAME, TRUE },
  { "curve", "curve", "shape", NULL, SAME, FALSE },
  { "split16 join16 split24 join24", "input", "unit", NULL, SAME, TRUE },
  { "split14 join14", "order", "order", NULL, &clasp_v2_shape_msb, TRUE },
  { "split16 join16 split24 join24", "order", "order", NULL, &clasp_v2_shape_coarse, TRUE },
  { "gamma", "gamma", "exponent", "law", &clasp_v2_shape_gamma, TRUE },
  { "dimmer", "curve", "law", NULL, &clasp_v2_shape_law, TRUE },
  { "dbfader", "zero", "unity", NULL, SAME, FALSE },
  { "note2hz hz2note", "A4", "a4", NULL, SAME, TRUE },
  { "parse", "regex", "pattern", NULL, SAME, TRUE },
  { "format", "format", "text", NULL, SAME, TRUE },
  { "lfo", "mode", "replace", NULL, &clasp_v2_shape_replaces, FALSE },
  { "select", "equalPower", "mode", NULL, &clasp_v2_shape_equal_power, FALSE },
  { "latchgate", "default", "open", NULL, &clasp_v2_shape_closed, FALSE },
  { "script", "code", "source", NULL, SAME, FALSE },
  { "ease", "bezier", "bezier", NULL, &clasp_v2_shape_bezier, TRUE },
  { "rgb2rgbw rgb2rgbaw", "white", "white", NULL, &clasp_v2_shape_colour, TRUE },
  { "rgb2rgbaw", "amber", "amber", NULL, &clasp_v2_shape_colour, TRUE },
  /* lists */
  { "curvepoints", "points", "points", NULL, &clasp_v2_shape_points, TRUE },
  { "curvepoints", "table", "table", NULL, &clasp_v2_shape_numbers, TRUE },
  { "quantizeto", "list", "list", NULL, &clasp_v2_shape_numbers, TRUE },
  { "reorder", "order", "order", NULL, &clasp_v2_shape_numbers, TRUE },
  { "pack", "order", "keys", NULL, &clasp_v2_shape_texts, FALSE },
  { "pick", "path", "paths", NULL, &clasp_v2_shape_texts, FALSE },
  { "lookup", "pairs", "pairs", NULL, &clasp_v2_shape_pairs, TRUE },
  { "lookup", "table", "pairs", NULL, &clasp_v2_shape_pairs, FALSE },
  { "lookup", "default", "default", NULL, &clasp_v2_shape_any, TRUE },
  /* a number, or where it is */
  { "bits", "operand", "operand", NULL, &clasp_v2_shape_whole, TRUE },
  { "offset multiply divide modulo power min max", "operand", "operand", "address", &clasp_v2_shape_operand, FALSE },
  /* branches */
  { "condition", "condition", "when", NULL, &clasp_v2_shape_when, TRUE },
  { "condition stop", "when", "when", NULL, &clasp_v2_shape_when, FALSE },
  { "condition", "if", "when", NULL, &clasp_v2_shape_when, FALSE },
  { "condition", "then", "then", NULL, &clasp_v2_shape_chain, TRUE },
  { "condition", "else", "else", NULL, &clasp_v2_shape_chain, TRUE },
  { "stop", "condition", "when", NULL, &clasp_v2_shape_when, TRUE },
};
/* clang-format on */

static gboolean
is_of (const Parameter *parameter, const char *kind)
{
  gsize length = strlen (kind);

  for (const char *at = parameter->kinds; (at = strstr (at, kind)) != NULL; at += length)
    if ((at == parameter->kinds || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
      return TRUE;
  return FALSE;
}

/* "list" or "scale" without "by" says by what. */
static void
complete (const char *kind, JsonObject *settings, JsonObject *json)
{
  static const char *const ways[] = { "list", "scale" };

  if (strcmp (kind, "quantizeto") != 0 || json_object_has_member (json, "by") ||
      json_object_has_member (settings, "by"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (json_object_has_member (settings, ways[i]) || json_object_has_member (json, ways[i]))
      {
        json_object_set_string_member (settings, "by", ways[i]);
        return;
      }
}

void
clasp_v2_read_parameters (
  ClaspImport *import, const char *kind, JsonObject *json, JsonObject *settings, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const Parameter     *parameter = &parameters[i];
      JsonNode            *node = NULL;
      ClaspV2ShapeSettings shaped = { import,  import->show,     settings, G_TYPE_INVALID,
                                      parameter->ours, parameter->other, path };

      if (is_of (parameter, kind))
        node = json_object_get_member (json, parameter->theirs);
      /* what a setting has already is not overwritten by another name for it */
      if (node == NULL || json_object_has_member (settings, parameter->ours))
        continue;
      if (!parameter->shape->read (&shaped, node))
        clasp_exchange_tell (import->report, path,
                             "%s: cannot be read in this form; it stays as it is by itself",
                             parameter->theirs);
      json_object_remove_member (json, parameter->theirs);
    }
  complete (kind, settings, json);
}

void
clasp_v2_write_parameters (
  ClaspShow *show, const char *kind, GType type, JsonObject *settings, JsonObject *json)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const Parameter     *parameter = &parameters[i];
      ClaspV2ShapeSettings shaped = { NULL,  show, settings, type, parameter->ours, parameter->other,
                                      NULL };
      JsonNode            *node;

      if (!parameter->is_written || !is_of (parameter, kind))
        continue;
      node = parameter->shape->write (&shaped);
      if (node != NULL)
        json_object_set_member (json, parameter->theirs, node);
    }
}
