/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

#include <glib/gi18n-lib.h>

/* Somebody pressed a scene's button to store: that is an edit of the show like one in the window, and
 * can be undone like one. The worker learns of it as of any other. */
void
clasp_engine_store_scene (ClaspEngine       *self,
                          const char        *id,
                          const char *const *values)
{
  ClaspShowItem   *item = clasp_show_find (self->show, id);
  guint            n = g_strv_length ((char **) values);
  g_autofree char *label = NULL;

  if (item == NULL || !CLASP_IS_SHOW_LOCAL (item) ||
      !g_str_equal (clasp_show_local_get_kind (CLASP_SHOW_LOCAL (item)), "scene"))
    return;

  label = g_strdup_printf (_ ("Store scene “%s”"), clasp_show_item_get_name (item));
  clasp_show_begin_edit (self->show, label);
  g_object_set (clasp_show_local_get_settings (CLASP_SHOW_LOCAL (item)), "values", values, NULL);
  clasp_show_end_edit (self->show);
  g_message (g_dngettext (GETTEXT_PACKAGE, "Scene “%s” is stored: %u value", "Scene “%s” is stored: %u values", n),
             clasp_show_item_get_name (item), n);
}
