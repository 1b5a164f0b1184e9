/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-sources.h"

#include <glib/gi18n.h>

GtkStringList *
br_log_sources_new (void)
{
  return gtk_string_list_new ((const char *const[]){ _("All sources"), NULL });
}

guint
br_log_sources_add (GtkStringList *self, const char *source)
{
  const char *one[] = { source, NULL };
  guint       n = g_list_model_get_n_items (G_LIST_MODEL (self));
  guint       at = 1;

  while (at < n && g_strcmp0 (gtk_string_list_get_string (self, at), source) < 0)
    at++;
  if (n > BR_LOG_MAX_SOURCES || (at < n && g_str_equal (gtk_string_list_get_string (self, at), source)))
    return GTK_INVALID_LIST_POSITION;
  gtk_string_list_splice (self, at, 0, one);
  return at;
}

gboolean
br_log_sources_match (GtkStringList *self, guint selected, const char *source)
{
  return selected == 0 || selected == GTK_INVALID_LIST_POSITION
         || g_strcmp0 (gtk_string_list_get_string (self, selected), source) == 0;
}
