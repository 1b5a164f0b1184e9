/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-map.h"

#include "clasp-kinds.h"
#include "clasp-mapping-spec.h"
#include "mapping/clasp-route-try.h"

#include <stdio.h>
#include <string.h>

/* claspctl map test: the mapping runs in a router of its own in this process, which nobody is
 * connected to, on a clock that is moved by hand: the same code as live, without waiting and
 * without output. */

#define MAX_INPUTS 10000
#define MAX_TIME_S 86400.0

typedef struct
{
  char      *address; /* (owned) (nullable) */
  ClaspValue value;   /* (owned) */
  gint64     at_us;
} Input;

static void
input_clear (gpointer data)
{
  Input *input = data;

  g_free (input->address);
  clasp_value_clear (&input->value);
}

/* ---- what comes in ---- */

/* "VALUE", or "ADDRESS=VALUE". */
static gboolean
parse_input (Ctl *ctl, const char *text, Input *input)
{
  const char        *value = text[0] == '/' ? strchr (text, '=') : NULL;
  g_autoptr (GError) error = NULL;

  if (value != NULL)
    input->address = g_strndup (text, (gsize) (value - text));
  if (clasp_value_parse (value != NULL ? value + 1 : text, ctl->syntax, &input->value, &error))
    return TRUE;
  ctl_fail (CTL_USAGE, "--input: %s", error->message);
  return FALSE;
}

static gboolean
parse_time (const char *text, gint64 before_us, gint64 *at_us)
{
  char  *end;
  double seconds = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !(seconds >= 0.0 && seconds <= MAX_TIME_S) ||
      (gint64) (seconds * 1e6) < before_us)
    {
      ctl_fail (CTL_USAGE,
                "--times: ‘%s’ is no number of seconds from 0 to %.0f, or not after the one before",
                text, MAX_TIME_S);
      return FALSE;
    }
  *at_us = (gint64) (seconds * 1e6);
  return TRUE;
}

/* A time for each input; the last input comes again at the times left over. */
static gboolean
parse_inputs (Ctl *ctl, GArray *inputs)
{
  g_auto (GStrv) values = g_strsplit (ctl->inputs != NULL ? ctl->inputs : "0;0.5;1", ";", -1);
  g_auto (GStrv) times = g_strsplit (ctl->times != NULL ? ctl->times : "0", ",", -1);
  guint          n_values = g_strv_length (values), n_times = g_strv_length (times);
  gint64         at_us = 0;

  if (MAX (n_values, n_times) > MAX_INPUTS)
    {
      ctl_fail (CTL_USAGE, "at most %d inputs and times", MAX_INPUTS);
      return FALSE;
    }
  for (guint i = 0; i < MAX (n_values, n_times); i++)
    {
      Input *input;

      g_array_set_size (inputs, i + 1);
      input = &g_array_index (inputs, Input, i);
      if ((i < n_times && !parse_time (times[i], at_us, &at_us)) ||
          !parse_input (ctl, values[MIN (i, n_values - 1)], input))
        return FALSE;
      input->at_us = at_us;
    }
  return TRUE;
}

/* ---- what came of it ---- */

static const char *
name_of (ClaspTraceKind kind)
{
  switch (kind)
    {
    case CLASP_TRACE_SAW:
      return "in";
    case CLASP_TRACE_STEP:
      return "step";
    case CLASP_TRACE_SENT:
      return "out";
    case CLASP_TRACE_LOG:
      return "log";
    case CLASP_TRACE_NOT:
      return "not";
    }
  return "";
}

static const char *
text_of (const ClaspTraceRecord *record)
{
  return record->kind == CLASP_TRACE_NOT
           ? clasp_trace_reason_to_string ((ClaspTraceReason) record->reason)
           : record->text;
}

static void
print_json_cb (const ClaspTraceRecord *record, gpointer user_data)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("time"), clasp_value_double ((double) record->time_us / G_USEC_PER_SEC) },
    { CLASP_STR_LITERAL ("what"),
      clasp_value_string (clasp_str (name_of ((ClaspTraceKind) record->kind))) },
    { CLASP_STR_LITERAL ("step"), clasp_value_int (record->step) },
    { CLASP_STR_LITERAL ("target"), clasp_value_int (record->target) },
    { CLASP_STR_LITERAL ("address"), clasp_value_string (clasp_str (record->address)) },
    { CLASP_STR_LITERAL ("text"), clasp_value_string (clasp_str (text_of (record))) },
  };
  g_auto (ClaspValue) value = clasp_value_map (entries, G_N_ELEMENTS (entries));
  g_autofree char    *text = clasp_value_to_text (&value);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

static void
print_line_cb (const ClaspTraceRecord *record, gpointer user_data)
{
  g_autoptr (GString) line = g_string_new (NULL);

  clasp_route_try_append (record, line);
  fputs (line->str, stdout);
}

static int
run (Ctl *ctl, ClaspMapping *mapping, const CtlMapWorld *around, const GArray *inputs)
{
  const ClaspRouteTryWorld world = { (ClaspRouteConnection *) around->connections->data,
                                     around->connections->len,
                                     (ClaspSignalInfo *) around->signals->data, around->signals->len };
  g_autofree ClaspRouteTryInput *tried = g_new0 (ClaspRouteTryInput, inputs->len);
  g_autoptr (GError)             error = NULL;

  for (guint i = 0; i < inputs->len; i++)
    {
      const Input *input = &g_array_index (inputs, Input, i);

      tried[i] = (ClaspRouteTryInput){ input->at_us, input->address, FALSE, input->value };
    }
  if (clasp_route_try (clasp_mapping_to_route_spec (mapping, 0), &world, tried, inputs->len,
                       tried[inputs->len - 1].time_us, ctl->is_json ? print_json_cb : print_line_cb,
                       NULL, &error))
    return CTL_OK;
  return ctl_fail (CTL_FAILED, "%s", error->message);
}

/* The text of a mapping: given, or that of one of the show that runs. (transfer full) */
static char *
get_text (Ctl *ctl, const char *which)
{
  g_autoptr (CtlMapping) mapping = NULL;

  if (strstr (which, "=>") != NULL)
    return g_strdup (which);
  mapping = ctl_find_mapping (ctl, which);
  if (mapping != NULL && mapping->text == NULL)
    ctl->status = ctl_fail (CTL_FAILED, "the text of ‘%s’ is too long for a message", which);
  return mapping != NULL ? g_strdup (mapping->text) : NULL;
}

int
ctl_map_test (Ctl *ctl, const char *which)
{
  g_autofree char      *text = get_text (ctl, which);
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GArray)    inputs = g_array_new (FALSE, TRUE, sizeof (Input));
  g_autoptr (GError)    error = NULL;
  g_autoptr (CtlMapWorld) world = ctl_map_world_new ();
  ClaspMapping         *mapping;

  if (text == NULL)
    return ctl->status;
  mapping = clasp_show_map_from_text (show, text, &error);
  if (mapping == NULL)
    return ctl_fail (CTL_USAGE, "%s", error->message);

  g_array_set_clear_func (inputs, input_clear);
  if (!parse_inputs (ctl, inputs))
    return CTL_USAGE;
  /* the text alone needs no router, and has the ranges of the usual namespaces */
  if (strstr (which, "=>") == NULL && ctl_map_world_fill (world, ctl, mapping) != CTL_OK)
    return ctl->status;
  return run (ctl, mapping, world, inputs);
}
