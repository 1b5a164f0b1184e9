/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "mapping/br-loops.h"
#include "window/br-listing-dialog.h"
#include "window/br-thin.h"

#include <glib/gi18n.h>

/* What the buttons of the strip do, and the circles of mappings it tells of. */

#define LOOPS_MS 300
#define DEFAULT_INCOMING 60

/* --- showing ------------------------------------------------------------------------------------ */

static void
show_connection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_window_show_in_page (BR_WINDOW (widget), "connections", "connections.show", g_variant_get_string (parameter, NULL));
}

static void
show_mapping_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrWindow      *self = BR_WINDOW (widget);
  const char    *id = g_variant_get_string (parameter, NULL);
  ClaspShowItem *item = clasp_show_find (self->show, id);

  br_window_show_in_page (self, "patch", "patch.show-mapping", id);
  if (item != NULL && CLASP_IS_MAPPING (item))
    br_loops_note_seen (CLASP_MAPPING (item));
  br_window_follow_loops (self);
}

/* --- thinning ----------------------------------------------------------------------------------- */

/* "ID\nNAME" */
static char **
split_target (GVariant *parameter)
{
  return g_strsplit (g_variant_get_string (parameter, NULL), "\n", 2);
}

static void
thin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrWindow       *self = BR_WINDOW (widget);
  g_auto (GStrv)  target = split_target (parameter);
  g_autofree char *text = NULL;
  BrThin          thin;
  guint           rate;

  if (target[0] == NULL || target[1] == NULL || br_window_refuse_edit (self) || !br_thin_find (&thin, self->show, target[0], FALSE))
    return;
  rate = br_thin_next (br_thin_get (&thin));
  br_thin_set (&thin, self->show, target[1], rate);
  text = CLASP_IS_CONNECTION (thin.item)
           /* Translators: name of a connection */
           ? g_strdup_printf (ngettext ("%s now gets at most %u update of an address a second", "%s now gets at most %u updates of an address a second", rate), target[1], rate)
           : g_strdup_printf (ngettext ("Programs now get at most %u update of an address a second", "Programs now get at most %u updates of an address a second", rate), rate);
  br_window_toast (self, text, TRUE);
}

typedef struct
{
  BrWindow  *window; /* (owned) */
  char     **target; /* (owned) */
  GtkWidget *rate;   /* (unowned) of the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->window);
  g_strfreev (question->target);
  g_free (question);
}

static void
question_response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  BrWindow *self = question->window;
  BrThin    thin;

  if (!g_str_equal (response, "thin") || br_window_refuse_edit (self)
      || !br_thin_find (&thin, self->show, question->target[0], TRUE))
    return;
  br_thin_set (&thin, self->show, question->target[1], (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (question->rate)));
}

static GtkWidget *
make_rate (const BrThin *thin)
{
  gboolean   is_connection = CLASP_IS_CONNECTION (thin->item);
  GtkWidget *rate = gtk_spin_button_new_with_range (1, 100000, 10);
  guint      present = br_thin_get (thin);
  guint      first = is_connection ? DEFAULT_INCOMING : 1000;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (rate), present != 0 ? present : first);
  gtk_widget_set_halign (rate, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (rate), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_connection ? _("Updates of an address a second") : _("Messages a second"), -1);
  return rate;
}

/* It asks, for how much is too much only a person knows. */
static void
thin_incoming_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrWindow        *self = BR_WINDOW (widget);
  Question        *question = g_new0 (Question, 1);
  BrThin           thin;
  GtkWidget       *dialog;
  g_autofree char *heading = NULL;

  question->window = g_object_ref (self);
  question->target = split_target (parameter);
  if (question->target[0] == NULL || question->target[1] == NULL || br_window_refuse_edit (self)
      || !br_thin_find (&thin, self->show, question->target[0], TRUE))
    {
      question_free (question, NULL);
      return;
    }
  heading = g_strdup_printf (_("Thin %s"), question->target[1]);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                   CLASP_IS_CONNECTION (thin.item)
                                     ? _("So many updates of each address are taken in a second; of what comes faster only the newest. Events always pass.")
                                     : _("So many messages are taken from each program in a second; more wait, or are dropped."));
  question->rate = make_rate (&thin);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), question->rate);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "thin", _("_Thin"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "thin", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "thin");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (question_response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- fewer addresses ---------------------------------------------------------------------------- */

static void
list_addresses_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrWindow      *self = BR_WINDOW (widget);
  g_auto (GStrv) target = split_target (parameter);
  ClaspShowItem *item = target[0] != NULL ? clasp_show_find (self->show, target[0]) : NULL;

  if (item != NULL && CLASP_IS_CONNECTION (item) && !br_window_refuse_edit (self))
    br_listing_dialog_show (self, CLASP_CONNECTION (item));
}

/* --- circles ------------------------------------------------------------------------------------ */

void
br_window_follow_loops (BrWindow *self)
{
  ClaspMapping    *mapping;
  g_autofree char *text = br_loops_describe (self->show, &mapping);

  if (text != NULL)
    br_conditions_set_with_target (self->conditions, "loop", BR_SEVERITY_WARNING, text, _("Show"), "win.show-mapping",
                                   clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  else
    br_conditions_clear (self->conditions, "loop");
  if ((text != NULL) != self->has_loop)
    g_message ("%s", text != NULL ? text : _ ("No mappings lead in a circle any more"));
  self->has_loop = text != NULL;
}

static gboolean
loops_cb (gpointer user_data)
{
  BrWindow *self = user_data;

  self->loops_id = 0;
  br_window_follow_loops (self);
  return G_SOURCE_REMOVE;
}

/* Looking costs as much as there are mappings, and a drag edits many times a second. */
static void
show_changed_cb (BrWindow *self)
{
  if (self->loops_id == 0 && self->conditions != NULL)
    self->loops_id = g_timeout_add (LOOPS_MS, loops_cb, self);
}

void
br_window_add_faults (BrWindow *self)
{
  g_signal_connect_object (self->show, "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  show_changed_cb (self);
}

void
br_window_class_add_faults (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.show-connection", "s", show_connection_action);
  gtk_widget_class_install_action (klass, "win.show-mapping", "s", show_mapping_action);
  gtk_widget_class_install_action (klass, "win.thin", "s", thin_action);
  gtk_widget_class_install_action (klass, "win.thin-incoming", "s", thin_incoming_action);
  gtk_widget_class_install_action (klass, "win.list-addresses", "s", list_addresses_action);
}
