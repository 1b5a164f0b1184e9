/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"
#include "clasp-sandbox.h"

#include "io/clasp-priority.h"

#include <glib/gi18n-lib.h>

/* The worker goes before what else the computer does: a window that draws, or another program, delays no value. */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!clasp_priority_ask_finish (result, &error))
    g_message (_ ("The system grants the engine no priority before other programs, so values may be late while the computer is busy: %s"),
               error->message);
}

static gboolean
ask_cb (gpointer data)
{
  g_auto (ClaspSandbox) sandbox = { 0 };

  clasp_sandbox_read (&sandbox, clasp_sandbox_get_root ());
  clasp_priority_ask_async (*(const gint64 *) data, sandbox.is_sandboxed, NULL, asked_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* Thread: the worker. */
void
clasp_engine_raise_worker (ClaspEngine *self)
{
  gint64 thread = clasp_priority_get_thread ();

  clasp_priority_shorten_slice (thread);
  if (!clasp_priority_raise (thread, NULL))
    clasp_context_post (self->home, ask_cb, g_memdup2 (&thread, sizeof thread), g_free);
}
