/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-router"

#include "router/clasp-router-private.h"

#include <glib/gi18n-lib.h>

/* What peers do wrong is worth a line, but no peer may fill the disk with them. */
#define WINDOW_US (10 * G_USEC_PER_SEC)
#define LINES_PER_WINDOW 10

void
clasp_router_log_peer (ClaspRouter *self, ClaspSession *session, const char *text)
{
  gint64 now_us = clasp_clock_now_us (self->clock);

  if (self->log.n_lines == 0 || now_us - self->log.since_us >= WINDOW_US)
    {
      if (self->log.n_suppressed > 0)
        g_message (g_dngettext (GETTEXT_PACKAGE, "%u more line about peers was left out", "%u more lines about peers were left out",
                                self->log.n_suppressed),
                   self->log.n_suppressed);
      self->log.since_us = now_us;
      self->log.n_lines = self->log.n_suppressed = 0;
    }

  if (self->log.n_lines == LINES_PER_WINDOW)
    {
      self->log.n_suppressed++;
      return;
    }
  self->log.n_lines++;
  g_message ("%s: %s", clasp_session_describe (session), text);
}
