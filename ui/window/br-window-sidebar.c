/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

/* The small truth that a page's row in the sidebar carries: at most four times a second, and while it is seen. What an
 * edit of the show changes meanwhile stands there with the engine's figures of the next second. */

#define LOOK_US (G_USEC_PER_SEC / 4)
#define RATE_US (9 * G_USEC_PER_SEC / 10)

static void
show_connections (BrWindow *self)
{
  BrSidebarRow    *row = br_window_get_row (self, "connections");
  g_autofree char *note = NULL;
  g_autofree char *words = NULL;
  BrSign           sign;
  guint            n_missing;

  if (row == NULL)
    return;

  if (!br_conditions_get_worst (self->conditions, &sign, &n_missing))
    {
      br_sidebar_row_clear_status (row);
      br_sidebar_row_set_note (row, NULL, NULL);
      return;
    }

  if (n_missing > 0)
    {
      note = br_format_count (n_missing);
      /* Translators: number of devices that are not there */
      words = g_strdup_printf (ngettext ("%u missing", "%u missing", n_missing), n_missing);
    }
  br_sidebar_row_set_status (row, sign);
  br_sidebar_row_set_note (row, note, words);
}

static void
show_universes (BrWindow               *self,
                const ClaspEngineStats *stats)
{
  BrSidebarRow    *row = br_window_get_row (self, "universes");
  guint            n = stats->n_universes;
  g_autofree char *note = n > 0 ? br_format_count (n) : NULL;
  g_autofree char *words = g_strdup_printf (ngettext ("%u universe with data", "%u universes with data", n), n);

  if (row != NULL)
    br_sidebar_row_set_note (row, note, words);
}

static void
show_monitor (BrWindow               *self,
              const ClaspEngineStats *stats,
              gint64                  now_us)
{
  BrSidebarRow    *row = br_window_get_row (self, "monitor");
  g_autofree char *rate = stats->rate_in > 0 ? br_format_rate (stats->rate_in) : NULL;

  if (row == NULL)
    return;

  br_sidebar_row_set_note (row, rate, NULL);
  /* Its picture has one sample a second, whoever asks more often. */
  if (now_us - self->rate_us < RATE_US)
    return;
  self->rate_us = now_us;
  br_sidebar_row_add_rate (row, stats->rate_in);
}

void
br_window_show_sidebar (BrWindow               *self,
                        const ClaspEngineStats *stats,
                        gint64                  now_us)
{
  if (!adw_flap_get_reveal_flap (self->sidebar_flap) || now_us - self->sidebar_us < LOOK_US)
    return;

  self->sidebar_us = now_us;
  show_connections (self);
  show_universes (self, stats);
  show_monitor (self, stats, now_us);
}
