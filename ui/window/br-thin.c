/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-thin.h"

#include <glib/gi18n.h>

static ClaspSettings *
get_settings (const BrThin *self)
{
  return CLASP_IS_CONNECTION (self->item) ? clasp_connection_get_settings (CLASP_CONNECTION (self->item))
                                          : clasp_router_config_get_settings (CLASP_ROUTER_CONFIG (self->item));
}

gboolean
br_thin_find (BrThin *self, ClaspShow *show, const char *id, gboolean is_incoming)
{
  ClaspShowItem *found = clasp_show_find (show, id);

  if (found != NULL && CLASP_IS_CONNECTION (found))
    *self = (BrThin){ found, is_incoming ? "max-rate-in" : "max-rate" };
  else
    *self = (BrThin){ CLASP_SHOW_ITEM (clasp_show_get_router (show)), is_incoming ? "message-rate" : "update-rate" };
  return g_object_class_find_property (G_OBJECT_GET_CLASS (get_settings (self)), self->setting) != NULL;
}

guint
br_thin_get (const BrThin *self)
{
  return (guint) clasp_settings_get_int (get_settings (self), self->setting);
}

guint
br_thin_next (guint rate)
{
  return rate == 0 || rate > BR_THIN_FIRST ? BR_THIN_FIRST : MAX (rate / 2, 1);
}

void
br_thin_set (const BrThin *self, ClaspShow *show, const char *name, guint rate)
{
  /* Translators: an edit: fewer updates for the connection or program %s */
  g_autofree char *label = g_strdup_printf (_ ("Thin %s"), name);

  clasp_show_begin_edit (show, label);
  g_object_set (get_settings (self), self->setting, rate, NULL);
  clasp_show_end_edit (show);
}
