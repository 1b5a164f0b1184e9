/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-exchange-file.h"

#include "exchange/br-exchange-words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  BrWindow          *window; /* (owned) */
  BrExchangeTextFunc func;
} Load;

static void
load_free (Load *self)
{
  g_object_unref (self->window);
  g_free (self);
}

static void
tell (Load       *self,
      const char *problem)
{
  br_exchange_tell_problem (GTK_WINDOW (self->window), _("This File Cannot Be Read"), problem);
  load_free (self);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Load              *self = user_data;
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize              length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    tell (self, error->message);
  else if (!g_utf8_validate (text, (gssize) length, NULL)) /* refuses zero bytes, too */
    tell (self, _("It is no text in UTF-8."));
  else
    {
      self->func (self->window, G_FILE (source), text);
      load_free (self);
    }
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    tell (user_data, error->message);
  else if (g_file_info_get_size (info) > CLASP_EXCHANGE_MAX_SIZE)
    tell (user_data, _("It is larger than 16 MiB."));
  else
    g_file_load_contents_async (G_FILE (source), NULL, loaded_cb, user_data);
}

void
br_exchange_load (BrWindow          *window,
                  GFile             *file,
                  BrExchangeTextFunc func)
{
  Load *self = g_new0 (Load, 1);

  self->window = g_object_ref (window);
  self->func = func;
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           asked_cb, self);
}
