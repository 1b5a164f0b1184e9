/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-roles.h"

#include "clasp-swap.h"

#include <glib/gi18n.h>

typedef struct
{
  ClaspImported *imported; /* (unowned) */
  ClaspShow     *show;     /* (unowned) */
  GPtrArray     *roles;    /* (owned) of ClaspPartRole */
  GtkWidget     *first;    /* (unowned) a child, or NULL */
  void (*changed) (gpointer user_data);
  gpointer user_data;
} Roles;

static void
roles_free (gpointer data)
{
  Roles *self = data;

  g_ptr_array_unref (self->roles);
  g_free (self);
}

static void
chosen_cb (AdwComboRow *row,
           GParamSpec  *pspec,
           Roles       *self)
{
  ClaspPartRole *role = g_object_get_data (G_OBJECT (row), "br-role");
  guint          selected = adw_combo_row_get_selected (row);

  role->there = selected < role->choices->len ? role->choices->pdata[selected] : NULL;
  clasp_part_choose (self->imported, self->show, role->connection, role->there);
  self->changed (self->user_data);
}

static char *
describe (ClaspConnection *connection)
{
  g_autofree char *prefix = clasp_connection_dup_prefix (connection);

  /* Translators: the name of a connection, and what its addresses begin with */
  return g_strdup_printf (_("%s, %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), prefix);
}

/* The connections of the show that it can be; behind them, that it is added. */
static GtkStringList *
list_choices (const ClaspPartRole *role,
              guint               *selected)
{
  GtkStringList *choices = gtk_string_list_new (NULL);

  *selected = role->choices->len;
  for (guint i = 0; i < role->choices->len; i++)
    {
      g_autofree char *text = describe (role->choices->pdata[i]);

      gtk_string_list_append (choices, text);
      if (role->choices->pdata[i] == role->there)
        *selected = i;
    }
  gtk_string_list_append (choices, _("Add as a new connection"));

  return choices;
}

static char *
describe_role (const ClaspPartRole *role)
{
  g_autofree char *place = describe (role->connection);

  return g_strdup_printf (ngettext ("In the file: %s; used by %u mapping", "In the file: %s; used by %u mappings", role->n_uses),
                          place, role->n_uses);
}

static GtkWidget *
new_row (Roles         *self,
         ClaspPartRole *role)
{
  GtkWidget                *row = adw_combo_row_new ();
  guint                     selected;
  g_autoptr (GtkStringList) choices = list_choices (role, &selected);
  g_autofree char          *subtitle = describe_role (role);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), clasp_show_item_get_name (CLASP_SHOW_ITEM (role->connection)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data (G_OBJECT (row), "br-role", role);
  g_signal_connect (row, "notify::selected", G_CALLBACK (chosen_cb), self);

  return row;
}

GtkWidget *
br_roles_get_first (GtkWidget *group)
{
  const Roles *self = g_object_get_data (G_OBJECT (group), "br-roles");

  return self->first;
}

GtkWidget *
br_roles_new (const char    *title,
              ClaspImported *imported,
              ClaspShow     *show,
              GCallback      changed,
              gpointer       user_data)
{
  GtkWidget       *group = adw_preferences_group_new ();
  Roles           *self = g_new0 (Roles, 1);
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  self->imported = imported;
  self->show = show;
  self->roles = clasp_part_list_roles (imported, show);
  self->changed = (void (*) (gpointer)) changed;
  self->user_data = user_data;
  g_object_set_data_full (G_OBJECT (group), "br-roles", self, roles_free);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  if (self->roles->len > 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           _("Which connection of this show is each of the file’s? The addresses of the mappings "
                                             "follow; nothing else is changed."));
  for (guint i = 0; i < self->roles->len; i++)
    {
      GtkWidget *row = new_row (self, self->roles->pdata[i]);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      if (i == 0)
        self->first = row;
    }

  return group;
}
