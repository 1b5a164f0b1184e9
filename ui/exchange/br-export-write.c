/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-export-write.h"

#include "widgets/br-file-choose.h"

typedef struct
{
  BrWindow   *window; /* (owned) */
  const char *done;
} Writing;

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Writing  *self = user_data;
  g_autoptr (BrWindow) window = self->window;
  g_autoptr (GError)   error = NULL;

  br_window_toast (window, br_file_write_finish (result, &error) ? self->done : error->message, FALSE);
}

void
br_export_write (BrWindow   *window,
                 GFile      *file,
                 GBytes     *content,
                 const char *done)
{
  Writing *self = g_new (Writing, 1);

  *self = (Writing){ g_object_ref (window), done };
  br_file_write_async (file, content, written_cb, self);
}
