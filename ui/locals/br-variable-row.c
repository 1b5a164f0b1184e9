/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-row-private.h"

#include "core/clasp-choice.h"
#include "core/clasp-value-text.h"
#include "local/clasp-local-settings.h"
#include "locals/br-local-edit.h"
#include "widgets/br-signal-text.h"

#include <glib/gi18n.h>

static ClaspVariableType
get_type (BrLocalRow *self)
{
  return (ClaspVariableType) clasp_settings_get_int (br_local_row_get_settings (self), "type");
}

/* What would be refused is told at once. */
static gboolean
read_text (BrLocalRow *self, const char *text, ClaspValue *result)
{
  ClaspSettings      *settings = br_local_row_get_settings (self);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  return clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL) &&
         clasp_variable_convert (get_type (self), clasp_settings_get_double (settings, "minimum"),
                                 clasp_settings_get_double (settings, "maximum"), &value, result);
}

/* A value that is sent by hand, as from the Monitor: not during the show. */
static void
write_cb (BrLocalRow *self)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  const char         *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (br_local_row_refuse_edit (self))
    return;
  if (!read_text (self, text, &value))
    {
      gtk_widget_add_css_class (self->entry, "error");
      br_local_row_tell (self, _ ("That is no value of the variable's type"), FALSE);
      return;
    }
  gtk_widget_remove_css_class (self->entry, "error");
  br_local_row_send (self, NULL, &value);
}

static void
switch_cb (BrLocalRow *self)
{
  gboolean   is_on = gtk_switch_get_active (GTK_SWITCH (self->act));
  ClaspValue value = clasp_value_bool (is_on);

  if (self->is_showing)
    return;
  if (br_local_row_refuse_edit (self))
    {
      br_local_row_set_switch (self, !is_on);
      return;
    }
  br_local_row_note_act (self);
  br_local_row_send (self, NULL, &value);
}

static void
build (BrLocalRow *self)
{
  self->now = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_ellipsize (self->now, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->now, 18);
  gtk_widget_add_css_class (GTK_WIDGET (self->now), "numeric");
  self->act = gtk_switch_new ();
  gtk_widget_set_valign (self->act, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->act, "notify::active", G_CALLBACK (switch_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->act); /* the last one stands first */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->now));
}

static void
fill (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *write = gtk_button_new_with_label (C_ ("a value, once", "Write"));

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Another value, from now on"));
  br_local_row_name (self->entry, _ ("Value to write"));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (write_cb), self);
  g_signal_connect_swapped (write, "clicked", G_CALLBACK (write_cb), self);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), write);
  br_local_row_add_inside (self, box);
}

static void
update (BrLocalRow *self)
{
  GEnumClass      *types = g_type_class_ref (clasp_variable_type_get_type ());
  g_autofree char *type = clasp_choice_dup_title (types, g_enum_get_value (types, get_type (self)));
  g_autofree char *address = br_local_dup_address (self->local, NULL);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", address, type);

  br_local_row_set_name_of (self->act, _ ("Value of %s"), br_local_row_get_name (self));
  br_local_row_set_subtitle (self, subtitle);
  gtk_widget_set_visible (self->act, get_type (self) == CLASP_VARIABLE_BOOL);
  gtk_widget_set_visible (GTK_WIDGET (self->now), get_type (self) != CLASP_VARIABLE_BOOL);
  g_type_class_unref (types);
}

static gboolean
tick (BrLocalRow *self, double unix_s)
{
  ClaspSignalState state;
  gboolean         is_known = br_local_row_read (self, NULL, &state);
  g_autofree char *text = is_known ? br_signal_full_text (&state) : g_strdup ("–");
  gboolean         is_on = is_known && state.number >= 0.5;

  if (get_type (self) != CLASP_VARIABLE_BOOL)
    return br_local_row_set_label (self->now, text);
  return br_local_row_set_switch (self, is_on);
}

static const char *const settings[] = { "type", "initial", "minimum", "maximum", "persist", "layer", NULL };

const BrLocalRowKind br_variable_row_kind = {
  .kind = "variable",
  .settings = settings,
  .build = build,
  .fill = fill,
  .update = update,
  .tick = tick,
};
