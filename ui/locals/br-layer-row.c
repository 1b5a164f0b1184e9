/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-row-private.h"

#include "locals/br-local-edit.h"
#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>

/* Mappings that get a line each; the others are counted. */
#define MAX_LINES 200

/* --- acts: they stay allowed in show mode --- */

static void
switch_cb (BrLocalRow *self)
{
  ClaspValue value = clasp_value_bool (gtk_switch_get_active (GTK_SWITCH (self->act)));

  if (self->is_showing)
    return;
  br_local_row_note_act (self);
  br_local_row_send (self, NULL, &value);
}

static void
solo_cb (BrLocalRow *self)
{
  gboolean is_solo = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->second));

  if (!self->is_showing)
    br_layer_set_solo (br_local_row_get_show (self), br_local_row_get_name (self), is_solo);
}

/* --- mappings --- */

static void
add_cb (BrLocalRow *self)
{
  ClaspMapping *mapping = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->choice));

  if (mapping != NULL && !br_local_row_refuse_edit (self))
    br_layer_put (br_local_row_get_show (self), mapping, br_local_row_get_name (self), TRUE);
}

static void
remove_mapping_cb (GtkWidget *button, BrLocalRow *self)
{
  ClaspMapping *mapping = g_object_get_data (G_OBJECT (button), "br-mapping");

  if (br_local_row_refuse_edit (self))
    return;
  br_local_row_tell (self, _ ("Taken out of the layer"), TRUE);
  br_layer_put (br_local_row_get_show (self), mapping, br_local_row_get_name (self), FALSE);
}

static void
add_line (BrLocalRow *self, ClaspMapping *mapping)
{
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *title = br_mapping_dup_name (mapping);
  g_autofree char *name = g_strdup_printf (_ ("Take %s out of the layer"), title);
  GtkWidget       *label = br_local_row_make_label (title, FALSE);
  GtkWidget       *remove = br_local_row_make_button ("user-trash-symbolic", name);

  gtk_widget_set_tooltip_text (label, title);
  g_object_set_data_full (G_OBJECT (remove), "br-mapping", g_object_ref (mapping), g_object_unref);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_mapping_cb), self);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), remove);
  gtk_box_append (self->lines, line);
}

static void
fill_lines (BrLocalRow *self, GPtrArray *mappings)
{
  br_local_row_clear_lines (self);
  for (guint i = 0; i < MIN (mappings->len, MAX_LINES); i++)
    add_line (self, mappings->pdata[i]);
  if (mappings->len > MAX_LINES)
    {
      guint            n = mappings->len - MAX_LINES;
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);

      gtk_box_append (self->lines, br_local_row_make_label (text, TRUE));
    }
  if (mappings->len == 0)
    gtk_box_append (self->lines, br_local_row_make_label (_ ("No mapping yet: it switches nothing"), TRUE));
}

static gboolean
is_outside (gpointer item, gpointer user_data)
{
  return !br_layer_has (item, br_local_row_get_name (user_data));
}

static GtkWidget *
make_add (BrLocalRow *self)
{
  GtkWidget  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *add = br_local_row_make_button ("list-add-symbolic", _ ("Put the Chosen Mapping Into the Layer"));
  GListModel *mappings = clasp_show_get_mappings (br_local_row_get_show (self));

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_outside, self, NULL));
  self->choice = gtk_drop_down_new (
    G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (mappings), g_object_ref (self->filter))),
    gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (br_mapping_dup_name), NULL, NULL));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->choice), TRUE);
  gtk_widget_set_hexpand (self->choice, TRUE);
  br_local_row_name (self->choice, _ ("Mapping to put into the layer"));
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_cb), self);
  gtk_box_append (GTK_BOX (box), self->choice);
  gtk_box_append (GTK_BOX (box), add);
  return box;
}

static void
fill (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (box), br_local_row_make_label (_ ("Mappings that work while it is on"), TRUE));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lines));
  gtk_box_append (GTK_BOX (box), make_add (self));
  br_local_row_add_inside (self, box);
}

static void
build (BrLocalRow *self)
{
  self->second = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->second), "br-solo-symbolic");
  gtk_widget_add_css_class (self->second, "flat");
  gtk_widget_set_valign (self->second, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->second, _ ("Solo: Only the Mappings of This Layer"));
  g_signal_connect_swapped (self->second, "toggled", G_CALLBACK (solo_cb), self);
  self->act = gtk_switch_new ();
  gtk_widget_set_valign (self->act, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->act, "notify::active", G_CALLBACK (switch_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->act); /* the last one stands first */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->second);
}

/* --- showing --- */

static char *
list_of (GPtrArray *mappings)
{
  GString *text = g_string_new ("");

  for (guint i = 0; i < mappings->len; i++)
    {
      g_autofree char *title = br_mapping_dup_name (mappings->pdata[i]);

      g_string_append_printf (text, "%s %s\n", clasp_show_item_get_id (mappings->pdata[i]), title);
    }
  return g_string_free (text, FALSE);
}

static void
update_lines (BrLocalRow *self, GPtrArray *mappings)
{
  g_autofree char *shown = list_of (mappings);

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (g_strcmp0 (shown, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  fill_lines (self, mappings);
}

static void
update (BrLocalRow *self)
{
  const char           *name = br_local_row_get_name (self);
  const char           *group = clasp_settings_get_string (br_local_row_get_settings (self), "group");
  g_autoptr (GPtrArray) mappings = br_layer_dup_mappings (br_local_row_get_show (self), name);
  guint                 n = mappings->len;
  g_autofree char      *count = g_strdup_printf (ngettext ("%u mapping", "%u mappings", n), n);
  /* Translators: "3 mappings, one of group “acts”" */
  g_autofree char *subtitle =
    *group != '\0' ? g_strdup_printf (_ ("%s, one of group “%s”"), count, group) : g_strdup (count);

  br_local_row_set_subtitle (self, subtitle);
  br_local_row_set_name_of (self->act, _ ("Layer %s is on"), name);
  br_local_row_set_name_of (self->second, _ ("Solo %s"), name);
  gtk_widget_set_sensitive (self->second, n > 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->second),
                                br_layer_is_solo (br_local_row_get_show (self), name));
  if (self->lines != NULL)
    update_lines (self, mappings);
}

static gboolean
tick (BrLocalRow *self, double unix_s)
{
  ClaspSignalState state;
  gboolean         is_on = br_local_row_read (self, NULL, &state) && state.number >= 0.5;

  return br_local_row_set_switch (self, is_on);
}

static const char *const settings[] = { "initial", "group", NULL };

const BrLocalRowKind br_layer_row_kind = {
  .kind = "layer",
  .settings = settings,
  .build = build,
  .fill = fill,
  .update = update,
  .tick = tick,
};
