/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-settings-form.h"

#include "widgets/br-unparent.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _BrSettingsForm
{
  GtkWidget parent_instance;

  GtkWidget     *body;     /* (unowned) the only child, or NULL */
  GHashTable    *rows;     /* (owned) name (unowned) → BrSettingRow (unowned) */
  ClaspSettings *settings; /* (owned) or NULL */
  gboolean       compact;
  char         **names; /* (owned) of the settings that are shown; NULL: all */
  BrSettingCheck check; /* (nullable) */
  gpointer       check_data;
};

G_DEFINE_FINAL_TYPE (BrSettingsForm, br_settings_form, GTK_TYPE_WIDGET)

static GParamSpec **
list_pspecs (ClaspSettings *settings, guint *n_pspecs)
{
  return clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), n_pspecs);
}

/* Those that are shown. */
static GParamSpec **
br_settings_form_list (BrSettingsForm *self, guint *n_pspecs)
{
  GParamSpec **pspecs = list_pspecs (self->settings, n_pspecs);
  guint        n_all = *n_pspecs;
  GParamSpec **chosen;

  if (self->names == NULL)
    return pspecs;

  *n_pspecs = 0;
  chosen = g_new0 (GParamSpec *, n_all + 1);
  for (guint i = 0; self->names[i] != NULL; i++)
    for (guint j = 0; j < n_all; j++)
      if (g_str_equal (pspecs[j]->name, self->names[i]) && *n_pspecs < n_all)
        chosen[(*n_pspecs)++] = pspecs[j];
  g_free (pspecs);
  return chosen;
}

/* What was asked for by name is not hidden. */
static gboolean
br_settings_form_is_rare (BrSettingsForm *self, GParamSpec *pspec)
{
  return self->names == NULL && clasp_settings_is_advanced (pspec);
}

static GtkWidget *
br_settings_form_add_row (BrSettingsForm *self, GParamSpec *pspec)
{
  GtkWidget *row = br_setting_row_new (self->settings, pspec, self->compact);

  br_setting_row_set_check (BR_SETTING_ROW (row), self->check, self->check_data);
  g_hash_table_insert (self->rows, (char *) pspec->name, row);
  return row;
}

/* The full form: a boxed list, where the rare settings fold under one row. */
static GtkWidget *
br_settings_form_build_full (BrSettingsForm *self)
{
  GtkWidget              *group = adw_preferences_group_new ();
  GtkWidget              *more = NULL;
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = br_settings_form_list (self, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      GtkWidget *row = br_settings_form_add_row (self, pspecs[i]);
      GtkWidget *frame = adw_preferences_row_new ();

      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (frame), row);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (frame), FALSE);
      gtk_widget_set_focusable (frame, FALSE);
      if (!br_settings_form_is_rare (self, pspecs[i]))
        {
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), frame);
          continue;
        }
      if (more == NULL)
        {
          more = adw_expander_row_new ();
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), C_ ("rare settings", "More"));
        }
      adw_expander_row_add_row (ADW_EXPANDER_ROW (more), frame);
    }
  if (more != NULL)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), more);

  return group;
}

static GtkWidget *
br_settings_form_build_compact (BrSettingsForm *self)
{
  GtkWidget              *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget              *rare = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = br_settings_form_list (self, &n_pspecs);

  g_object_ref_sink (rare);
  for (guint i = 0; i < n_pspecs; i++)
    {
      GtkWidget *row = br_settings_form_add_row (self, pspecs[i]);

      gtk_box_append (GTK_BOX (br_settings_form_is_rare (self, pspecs[i]) ? rare : box), row);
    }
  if (gtk_widget_get_first_child (rare) != NULL)
    {
      GtkWidget *more = gtk_expander_new (C_ ("rare settings", "More"));

      gtk_expander_set_child (GTK_EXPANDER (more), rare);
      gtk_box_append (GTK_BOX (box), more);
    }
  g_object_unref (rare);

  return box;
}

void
br_settings_form_set_settings (BrSettingsForm *self, ClaspSettings *settings)
{
  if (!g_set_object (&self->settings, settings))
    return;

  g_hash_table_remove_all (self->rows);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  if (settings == NULL)
    return;

  self->body =
    self->compact ? br_settings_form_build_compact (self) : br_settings_form_build_full (self);
  gtk_widget_set_parent (self->body, GTK_WIDGET (self));
}

void
br_settings_form_set_names (BrSettingsForm *self, const char *const *names)
{
  char **old = self->names;

  self->names = g_strdupv ((char **) names);
  self->compact = TRUE;
  g_strfreev (old);
}

void
br_settings_form_set_check (BrSettingsForm *self, BrSettingCheck check, gpointer user_data)
{
  GHashTableIter iter;
  gpointer       row;

  self->check = check;
  self->check_data = user_data;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    br_setting_row_set_check (row, check, user_data);
}

void
br_settings_form_look_at_ports (BrSettingsForm *self)
{
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    br_setting_row_look_at_port (row);
}

BrSettingRow *
br_settings_form_get_row (BrSettingsForm *self, const char *name)
{
  return g_hash_table_lookup (self->rows, name);
}

char *
br_settings_summary (ClaspSettings *settings)
{
  g_autoptr (GString)     summary = g_string_new (NULL);
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = list_pspecs (settings, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autofree char *text = NULL;

      if (clasp_settings_is_advanced (pspecs[i]) || clasp_settings_has_lines (pspecs[i]) ||
          !(G_IS_PARAM_SPEC_STRING (pspecs[i]) || pspecs[i]->value_type == G_TYPE_STRV))
        continue;

      text = clasp_settings_get_text (settings, pspecs[i]->name);
      if (text[0] == '\0')
        continue;

      g_string_append_printf (summary, "%s%s ", summary->len > 0 ? " · " : "",
                              _ (g_param_spec_get_nick (pspecs[i])));
      for (const char *p = text; *p != '\0'; p++)
        if (*p == ';')
          g_string_append (summary, ", ");
        else
          g_string_append_c (summary, *p);
    }

  return g_string_free (g_steal_pointer (&summary), FALSE);
}

/* --- life --- */

static void
br_settings_form_dispose (GObject *object)
{
  BrSettingsForm *self = BR_SETTINGS_FORM (object);

  self->body = NULL;
  g_clear_pointer (&self->rows, g_hash_table_unref);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->settings);
  g_clear_pointer (&self->names, g_strfreev);

  G_OBJECT_CLASS (br_settings_form_parent_class)->dispose (object);
}

static void
br_settings_form_class_init (BrSettingsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_settings_form_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
br_settings_form_init (BrSettingsForm *self)
{
  self->rows = g_hash_table_new (g_str_hash, g_str_equal);
}

GtkWidget *
br_settings_form_new (gboolean compact)
{
  BrSettingsForm *self = g_object_new (BR_TYPE_SETTINGS_FORM, NULL);

  self->compact = compact;

  return GTK_WIDGET (self);
}
