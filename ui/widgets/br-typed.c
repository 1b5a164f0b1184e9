/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-typed.h"

#define SEARCHED "br-typed"

/**
 * br_typed_is_new:
 * @entry: an entry whose text is about to be searched for
 *
 * Returns: whether its text is another than when this was asked last
 */
gboolean
br_typed_is_new (GtkSearchEntry *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (g_strcmp0 (g_object_get_data (G_OBJECT (entry), SEARCHED), text) == 0)
    return FALSE;

  g_object_set_data_full (G_OBJECT (entry), SEARCHED, g_strdup (text), g_free);

  return TRUE;
}
