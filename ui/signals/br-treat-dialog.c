/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-treat-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LIMIT 1e9

typedef struct
{
  BrSignalNotes *notes;   /* (owned) */
  char          *address; /* (owned) */
  GtkDropDown   *ways;
  GtkSpinButton *low, *high;
  GtkWidget     *range, *problem;
  AdwMessageDialog *dialog; /* (unowned) keeps us */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->notes);
  g_free (self->address);
  g_free (self);
}

static void
update (Question *self)
{
  ClaspTreatAs way = (ClaspTreatAs) gtk_drop_down_get_selected (self->ways);
  gboolean     has_range = way == CLASP_TREAT_AS_RANGE || way == CLASP_TREAT_AS_WHOLE;
  gboolean     is_range = gtk_spin_button_get_value (self->low) < gtk_spin_button_get_value (self->high);

  gtk_widget_set_visible (self->range, has_range);
  gtk_widget_set_visible (self->problem, has_range && !is_range);
  adw_message_dialog_set_response_enabled (self->dialog, "apply", !has_range || is_range);
}

static void
response_cb (Question   *self,
             const char *response)
{
  gtk_spin_button_update (self->low);
  gtk_spin_button_update (self->high);
  if (g_str_equal (response, "apply"))
    br_signal_notes_treat_as (self->notes,
                              self->address,
                              (ClaspTreatAs) gtk_drop_down_get_selected (self->ways),
                              gtk_spin_button_get_value (self->low),
                              gtk_spin_button_get_value (self->high));
}

static GtkSpinButton *
add_number (Question   *self,
            GtkWidget  *box,
            const char *title,
            double      number)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (-LIMIT, LIMIT, 1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 3);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), number);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 8);
  gtk_widget_set_hexpand (spin, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_text_set_activates_default (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (spin))), TRUE);
  gtk_box_append (GTK_BOX (box), spin);

  return GTK_SPIN_BUTTON (spin);
}

static void
fill (Question              *self,
      const ClaspSignalNote *note,
      const ClaspRange      *range)
{
  const char *const ways[] = { _("As it is"), _("A range"), _("Whole numbers of a range"), _("On or off"), NULL };
  GtkWidget        *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->ways = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (ways));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->ways), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Treat as"), -1);
  gtk_drop_down_set_selected (self->ways, note != NULL ? note->treat_as : CLASP_TREAT_AS_RANGE);
  self->range = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->low = add_number (self, self->range, _("Lowest"), range->minimum);
  self->high = add_number (self, self->range, _("Highest"), range->maximum);
  self->problem = gtk_label_new (_("The lowest must be below the highest."));
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->ways));
  gtk_box_append (GTK_BOX (box), self->range);
  gtk_box_append (GTK_BOX (box), self->problem);
  adw_message_dialog_set_extra_child (self->dialog, box);
  g_signal_connect_swapped (self->ways, "notify::selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->low, "value-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->high, "value-changed", G_CALLBACK (update), self);
}

void
br_treat_dialog_show (GtkWindow        *parent,
                      BrSignalNotes    *notes,
                      const char       *address,
                      const ClaspRange *range)
{
  Question *self = g_new0 (Question, 1);

  self->notes = g_object_ref (notes);
  self->address = g_strdup (address);
  /* Translators: a heading: how the value of a signal is to be taken */
  self->dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Treat As"), NULL));
  adw_message_dialog_format_body (self->dialog,
                                  /* Translators: %s is an address */
                                  _("For meters of %s, and for mappings made from now on."),
                                  address);
  adw_message_dialog_add_responses (self->dialog, "cancel", _("_Cancel"), "apply", _("_Treat So"), NULL);
  adw_message_dialog_set_response_appearance (self->dialog, "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self->dialog, "apply");
  adw_message_dialog_set_close_response (self->dialog, "cancel");
  fill (self, br_signal_notes_find (notes, address), range);
  update (self);
  g_signal_connect_swapped (self->dialog, "response", G_CALLBACK (response_cb), self);
  g_object_set_data_full (G_OBJECT (self->dialog), "question", self, question_free);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
