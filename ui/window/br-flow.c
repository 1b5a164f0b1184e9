/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-flow.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

/* The oldest that is still within the span, or the one just before it. */
static guint64
find_base (const BrFlow *self, gint64 now_us)
{
  guint64 base = self->counts[self->head];

  for (guint i = 0; i < self->n; i++)
    {
      guint at = (self->head + G_N_ELEMENTS (self->counts) - i) % G_N_ELEMENTS (self->counts);

      if (now_us - self->times_us[at] > BR_FLOW_SPAN_S * G_USEC_PER_SEC)
        break;
      base = self->counts[at];
    }
  return base;
}

guint64
br_flow_take (BrFlow *self, guint64 n_dropped, double rate, gint64 now_us)
{
  /* It was started anew, and counts from nothing. */
  if (self->n > 0 && n_dropped < self->counts[self->head])
    self->n = 0;
  self->head = (self->head + 1) % G_N_ELEMENTS (self->counts);
  self->counts[self->head] = n_dropped;
  self->times_us[self->head] = now_us;
  self->n = MIN (self->n + 1, G_N_ELEMENTS (self->counts));
  self->is_flood = rate >= (self->is_flood ? BR_FLOW_FLOOD_OFF : BR_FLOW_FLOOD_ON);
  return n_dropped - find_base (self, now_us);
}

char *
br_flow_describe_drops (guint64 n, const char *name)
{
  g_autofree char *count = br_format_count (n);

  /* Translators: a count, then the name of a connection */
  return g_strdup_printf (ngettext ("%s message was dropped for %s in the last 10 s: it reads too slowly.",
                                    "%s messages were dropped for %s in the last 10 s: it reads too slowly.", (gulong) n),
                          count, name);
}

char *
br_flow_describe_flood (double rate, const char *name)
{
  g_autofree char *count = br_format_count ((guint64) rate);

  /* Translators: the name of a connection, then a count */
  return g_strdup_printf (_ ("%s sends %s messages a second. Showing and mapping continue."), name, count);
}

char *
br_flow_list_drops (guint64 n_router, const char *const *names, const guint64 *counts, guint n)
{
  GString *text = g_string_new (NULL);
  char    *count = br_format_count (n_router);

  g_string_append (text, count);
  g_free (count);
  for (guint i = 0; i < n; i++)
    {
      if (counts[i] == 0)
        continue;
      count = br_format_count (counts[i]);
      g_string_append_printf (text, "; %s %s", names[i], count);
      g_free (count);
    }
  return g_string_free (text, FALSE);
}
