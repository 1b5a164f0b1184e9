/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

/* Design notes: a device that turns its page, or its bank, shows what it remembers of the new one.
 * A message to the address it tells of that by has the state of the targets go back once more,
 * whether or not the sources have it already; a little later, for some devices first show what they
 * remember, and turning through several pages is one turn.
 *
 * Whoever turns pages may press the same button twice, so what comes from outside counts each time.
 * What a mapping wrote counts where it is another value: two mappings that take each other's way
 * back for a page come to an end. */

gboolean
clasp_route_page_read (ClaspRoutePage *self, ClaspSettings *options, GError **error)
{
  const char *text = clasp_settings_get_string (options, "page");

  self->delay_us = clasp_settings_get_int (options, "page-delay-ms") * G_TIME_SPAN_MILLISECOND;
  if (*text == '\0')
    return TRUE;
  self->pattern = clasp_route_pattern_new (text, error);
  g_prefix_error (error, "page: ");
  return self->pattern != NULL;
}

void
clasp_route_page_clear (ClaspRoutePage *self)
{
  g_clear_pointer (&self->pattern, clasp_route_pattern_free);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

static void
value_free (gpointer data)
{
  ClaspValue *value = data;

  clasp_value_clear (value);
  g_free (value);
}

/* Whether @value is another than the last one there. */
static gboolean
note_value (ClaspRoutePage *self, ClaspStr address, const ClaspValue *value)
{
  g_autofree char  *text = clasp_str_dup (address);
  const ClaspValue *last;
  ClaspValue        copy;

  if (self->seen == NULL)
    self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  last = g_hash_table_lookup (self->seen, text);
  if (last != NULL && clasp_value_equal (last, value))
    return FALSE;
  if (g_hash_table_size (self->seen) >= CLASP_ROUTE_MAX_PORTS)
    g_hash_table_remove_all (self->seen);
  copy = clasp_value_copy (value);
  g_hash_table_replace (self->seen, g_steal_pointer (&text), g_memdup2 (&copy, sizeof copy));
  return TRUE;
}

static gboolean
is_turn (ClaspRoute *self, ClaspStr address, const ClaspDelivery *delivery)
{
  gboolean is_other = delivery->message->type != CLASP_MESSAGE_SET ||
                      note_value (&self->page, address, &delivery->message->set.value);

  return delivery->hops == 0 || is_other;
}

static void
turned_cb (gpointer user_data)
{
  ClaspRoute     *self = user_data;
  ClaspRouteHost *host = self->host;

  clasp_route_host_enter (host);
  host->number++;
  for (guint i = 0; self->session != NULL && i < self->n_backs; i++)
    clasp_route_show_all (&self->backs[i], TRUE);
  clasp_route_host_leave (host);
}

void
clasp_route_page_receive (ClaspRoute *self, ClaspStr address, const ClaspDelivery *delivery)
{
  if (delivery->origin == clasp_session_get_number (self->session) ||
      !is_turn (self, address, delivery))
    return;
  clasp_timers_set (self->host->timers, &self->page.timer,
                    clasp_route_now (self) + self->page.delay_us, turned_cb, self);
}
