/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-map.h"

#include "clasp-kinds.h"
#include "clasp-mapping-spec.h"
#include "mapping/clasp-route-pattern.h"
#include "mapping/clasp-route-set.h"

#include <stdio.h>
#include <string.h>

/* claspctl map test: the mapping runs in a router of its own in this process, which nobody is
 * connected to, on a clock that is moved by hand: the same code as live, without waiting and
 * without output. */

#define STEP_US 1000 /* how finely time passes between inputs */
#define MAX_INPUTS 10000
#define MAX_TIME_S 86400.0
#define N_RECORDS 4096

typedef struct
{
  char      *address; /* (owned) */
  ClaspValue value;   /* (owned) */
  gint64     at_us;
} Input;

typedef struct
{
  Ctl           *ctl;
  ClaspClock    *clock;
  ClaspTimers   *timers;
  ClaspReactor  *reactor;
  ClaspRouter   *router;
  ClaspSession  *hand;
  ClaspRouteSet *set;
  ClaspTrace    *trace;
  gint64         start_us; /* Unix, of the clock's beginning */
} World;

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
parse_input (Ctl *ctl, const char *text, const char *address, Input *input)
{
  const char        *value = text[0] == '/' ? strchr (text, '=') : NULL;
  g_autoptr (GError) error = NULL;

  if (value == NULL && address == NULL)
    {
      ctl_fail (CTL_USAGE, "the source is a pattern: say which of its addresses, --input "
                           "'/osc/fader/3=0.5'");
      return FALSE;
    }
  input->address = value != NULL ? g_strndup (text, (gsize) (value - text)) : g_strdup (address);
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
parse_inputs (Ctl *ctl, const char *address, GArray *inputs)
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
          !parse_input (ctl, values[MIN (i, n_values - 1)], address, input))
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
  return record->kind == CLASP_TRACE_NOT && record->text[0] == '\0'
           ? clasp_trace_reason_to_string (record->reason)
           : record->text;
}

static void
print_json (const ClaspTraceRecord *record, double seconds)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("time"), clasp_value_double (seconds) },
    { CLASP_STR_LITERAL ("what"), clasp_value_string (clasp_str (name_of (record->kind))) },
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
print_line (const ClaspTraceRecord *record, double seconds)
{
  char time[G_ASCII_DTOSTR_BUF_SIZE];

  fputs (g_ascii_formatd (time, sizeof time, "%10.3f", seconds), stdout);
  printf ("  %-4s ", name_of (record->kind));
  if (record->step > 0)
    printf ("%u ", record->step);
  if (record->kind == CLASP_TRACE_SAW || record->kind == CLASP_TRACE_SENT)
    printf ("%s ", record->address);
  fputs (text_of (record), stdout);
  fputc ('\n', stdout);
}

static void
print_news (World *world)
{
  ClaspTraceRecord records[64];
  guint            n;

  while ((n = clasp_trace_read (world->trace, records, G_N_ELEMENTS (records))) > 0)
    for (guint i = 0; i < n; i++)
      {
        double seconds = (double) (records[i].time_us - world->start_us) / 1e6;

        if (world->ctl->is_json)
          print_json (&records[i], seconds);
        else
          print_line (&records[i], seconds);
      }
}

/* ---- the world ---- */

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static void
world_init (World *self, Ctl *ctl)
{
  *self = (World){ .ctl = ctl, .start_us = g_get_real_time () };
  self->clock = clasp_manual_clock_new (G_USEC_PER_SEC, self->start_us);
  self->timers = clasp_timers_new (NULL, self->clock);
  self->reactor = clasp_reactor_new (NULL);
  self->router = clasp_router_new (self->reactor, self->timers, "test", NULL);
  self->hand = clasp_router_join (self->router, "test", ignore_cb, NULL, self);
  self->set = clasp_route_set_new (self->router, self->timers);
  self->trace = clasp_trace_new (N_RECORDS);
  clasp_route_set_trace (self->set, self->trace);
}

static void
world_clear (World *self)
{
  clasp_route_set_free (self->set);
  clasp_trace_unref (self->trace);
  clasp_session_leave (self->hand);
  clasp_router_shutdown (self->router, "");
  g_object_unref (self->router);
  clasp_reactor_unref (self->reactor);
  clasp_timers_free (self->timers);
  clasp_clock_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
pass_time (World *self, gint64 by_us)
{
  for (gint64 left_us = by_us; left_us > 0; left_us -= STEP_US)
    {
      clasp_manual_clock_advance (self->clock, MIN (left_us, STEP_US));
      clasp_timers_run (self->timers);
      print_news (self);
    }
}

static int
run (Ctl *ctl, ClaspMapping *mapping, const GArray *inputs)
{
  g_auto (World)   world;
  ClaspRouteStatus status;
  const char      *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping));
  gint64           at_us = 0;

  world_init (&world, ctl);
  clasp_route_set_put (world.set, clasp_mapping_to_route_spec (mapping, 0));
  clasp_route_set_get_status (world.set, id, &status);
  if (status.error[0] != '\0')
    return ctl_fail (CTL_FAILED, "%s", status.error);

  for (guint i = 0; i < inputs->len; i++)
    {
      const Input *input = &g_array_index (inputs, Input, i);

      pass_time (&world, input->at_us - at_us);
      at_us = input->at_us;
      clasp_session_set (world.hand, clasp_str (input->address), &input->value);
      print_news (&world);
    }
  return CTL_OK;
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

/* NULL when its source is a pattern. (transfer full) */
static char *
get_source (ClaspMapping *mapping)
{
  const char                   *source = clasp_mapping_get_source (mapping);
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (source, NULL);

  return pattern != NULL && clasp_route_pattern_is_exact (pattern)
           ? g_strdup (clasp_route_pattern_get_subscription (pattern))
           : NULL;
}

int
ctl_map_test (Ctl *ctl, const char *which)
{
  g_autofree char      *text = get_text (ctl, which);
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GArray)    inputs = g_array_new (FALSE, TRUE, sizeof (Input));
  g_autoptr (GError)    error = NULL;
  g_autofree char      *source = NULL;
  ClaspMapping         *mapping;

  if (text == NULL)
    return ctl->status;
  mapping = clasp_show_map_from_text (show, text, &error);
  if (mapping == NULL)
    return ctl_fail (CTL_USAGE, "%s", error->message);

  g_array_set_clear_func (inputs, input_clear);
  source = get_source (mapping);
  if (!parse_inputs (ctl, source, inputs))
    return CTL_USAGE;
  return run (ctl, mapping, inputs);
}
