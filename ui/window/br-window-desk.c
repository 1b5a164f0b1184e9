/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "universes/br-grand-master.h"

#include <glib/gi18n.h>

/* Blackout, freeze and panic as the window offers them. */

static ClaspSettings *
router_settings (BrWindow *self)
{
  return clasp_router_config_get_settings (clasp_show_get_router (self->show));
}

/* Why the light is low, on every page. Out, it is as grave as a blackout. */
static void
show_master (BrWindow *self)
{
  double           level = br_desk_get_master (self->desk);
  g_autofree char *figure = br_grand_master_describe (level);
  g_autofree char *text = NULL;

  if (level >= 1)
    {
      br_conditions_clear (self->conditions, "grand-master");
      return;
    }
  /* Translators: %s is how far the fader is up, as in "80 %" */
  text = level > 0 ? g_strdup_printf (_("The grand master is at %s"), figure)
                   : g_strdup (_("The grand master is at 0: the light is out"));
  br_conditions_set_with_action (self->conditions, "grand-master", level > 0 ? BR_SEVERITY_INFO : BR_SEVERITY_ERROR, text,
                                 _("To Full"), "win.grand-master-full");
}

static void
show_tests (BrWindow *self)
{
  guint            n = br_desk_count_tests (self->desk);
  g_autofree char *text = g_strdup_printf (ngettext ("%u channel is held by a test.", "%u channels are held by tests.", n), n);

  if (n > 0)
    br_conditions_set_with_action (self->conditions, "tests", BR_SEVERITY_INFO, text, _("Release All Tests"), "win.release-tests");
  else
    br_conditions_clear (self->conditions, "tests");
}

static void
desk_changed_cb (BrWindow *self)
{
  show_master (self);
  show_tests (self);
  if (br_desk_is_black (self->desk))
    br_conditions_set_with_action (self->conditions,
                                   "blackout",
                                   BR_SEVERITY_ERROR,
                                   _("Blackout is on"),
                                   C_("end a blackout or freeze", "Release"),
                                   "win.blackout");
  else
    br_conditions_clear (self->conditions, "blackout");

  if (br_desk_is_frozen (self->desk))
    br_conditions_set_with_action (self->conditions,
                                   "freeze",
                                   BR_SEVERITY_INFO,
                                   _("Outputs are frozen. Inputs go on and are shown."),
                                   C_("end a blackout or freeze", "Release"),
                                   "win.freeze");
  else
    br_conditions_clear (self->conditions, "freeze");
}

/* --- what a blackout covers --------------------------------------------------------------------- */

typedef struct
{
  BrWindow *window; /* (owned) */
  gboolean  is_first; /* it goes dark with the answer */
  GtkWidget *all;   /* (unowned) of the dialog */
  GtkWidget *entry;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  g_object_unref (((Question *) data)->window);
  g_free (data);
}

static void
br_window_set_scope (BrWindow   *self,
                     const char *text)
{
  g_autoptr (GError) error = NULL;

  /* Translators: an edit, as in "Undo Change what a blackout covers" */
  clasp_show_begin_edit (self->show, _("Change what a blackout covers"));
  if (!clasp_settings_set_text (router_settings (self), "blackout-universes", text, &error))
    br_window_toast (self, error->message, FALSE);
  clasp_show_end_edit (self->show);
}

static void
question_response_cb (GtkWidget  *dialog,
                      const char *response,
                      gpointer    user_data)
{
  Question   *question = user_data;
  BrWindow   *self = question->window;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (question->entry));

  if (!g_str_equal (response, "apply"))
    return;

  br_window_set_scope (self, gtk_check_button_get_active (GTK_CHECK_BUTTON (question->all)) ? "" : text);
  br_state_set_int (self->state, "blackout-asked", TRUE);
  if (question->is_first)
    br_desk_blackout (self->desk, TRUE);
}

static GtkWidget *
make_choices (Question *question)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget       *some = gtk_check_button_new_with_mnemonic (_("_Only these universes"));
  g_autofree char *scope = clasp_settings_get_text (router_settings (question->window), "blackout-universes");

  question->all = gtk_check_button_new_with_mnemonic (_("_All universes"));
  question->entry = gtk_entry_new ();
  gtk_check_button_set_group (GTK_CHECK_BUTTON (some), GTK_CHECK_BUTTON (question->all));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (scope == NULL || *scope == '\0' ? question->all : some), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (question->entry), scope != NULL ? scope : "");
  /* Translators: an example of two universes, do not change the addresses */
  gtk_entry_set_placeholder_text (GTK_ENTRY (question->entry), _("/artnet/0/0/1; /sacn/2"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Universes"), -1);
  g_object_bind_property (some, "active", question->entry, "sensitive", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), question->all);
  gtk_box_append (GTK_BOX (box), some);
  gtk_box_append (GTK_BOX (box), question->entry);

  return box;
}

static void
br_window_ask_scope (BrWindow *self,
                     gboolean  is_first)
{
  Question         *question = g_new0 (Question, 1);
  GtkWidget        *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("What should a blackout make dark?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  question->window = g_object_ref (self);
  question->is_first = is_first;
  adw_message_dialog_set_body (message,
                               _("Channels marked as intensity go to 0. In a universe without any, all channels do."));
  adw_message_dialog_set_extra_child (message, make_choices (question));
  adw_message_dialog_add_responses (message,
                                    "cancel",
                                    _("_Cancel"),
                                    "apply",
                                    is_first ? _("_Black Out") : _("_Apply"),
                                    NULL);
  adw_message_dialog_set_response_appearance (message,
                                              "apply",
                                              is_first ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "apply");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (question_response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  /* Enter answers. */
  gtk_window_set_focus (GTK_WINDOW (dialog), gtk_window_get_default_widget (GTK_WINDOW (dialog)));
}

/* Once, and never during a show: what is needed at once is not asked about. */
static gboolean
br_window_needs_scope (BrWindow *self)
{
  g_autofree char *scope = clasp_settings_get_text (router_settings (self), "blackout-universes");

  return !br_window_is_locked (self) && (scope == NULL || *scope == '\0')
         && !br_state_get_int (self->state, "blackout-asked", FALSE);
}

/* --- actions ------------------------------------------------------------------------------------ */

static void
blackout_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);

  if (!br_desk_is_black (self->desk) && br_window_needs_scope (self))
    br_window_ask_scope (self, TRUE);
  else
    br_desk_blackout (self->desk, !br_desk_is_black (self->desk));
}

static void
freeze_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrDesk *desk = BR_WINDOW (widget)->desk;

  br_desk_freeze (desk, !br_desk_is_frozen (desk));
}

static void
panic_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  br_desk_panic (BR_WINDOW (widget)->desk);
}

static void
release_tests_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  br_desk_release_tests (BR_WINDOW (widget)->desk);
}

static void
master_full_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  br_desk_set_master (BR_WINDOW (widget)->desk, 1);
}

double
br_window_get_master (BrWindow *self)
{
  return br_desk_get_master (self->desk);
}

void
br_window_set_master (BrWindow *self,
                      double    level)
{
  br_desk_set_master (self->desk, level);
}

static void
covers_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    br_window_ask_scope (BR_WINDOW (widget), FALSE);
}

static void
fade_changed_cb (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  BrWindow *self = user_data;

  if (br_window_refuse_edit (self))
    return;
  g_object_set (router_settings (self), "blackout-fade-ms", (guint) g_variant_get_int32 (value), NULL);
}

/* Undo, another window and another show change it too. */
static void
choices_follow_cb (BrWindow *self)
{
  guint fade_ms = 0;

  br_desk_set_scope (self->desk, clasp_settings_get_strv (router_settings (self), "blackout-universes"),
                     clasp_settings_get_strv (router_settings (self), "slot-notes"));
  g_object_get (router_settings (self), "blackout-fade-ms", &fade_ms, NULL);
  g_simple_action_set_state (self->fade_action, g_variant_new_int32 ((gint32) fade_ms));
}

void
br_window_class_add_desk (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.blackout", NULL, blackout_action);
  gtk_widget_class_install_action (klass, "win.freeze", NULL, freeze_action);
  gtk_widget_class_install_action (klass, "win.panic", NULL, panic_action);
  gtk_widget_class_install_action (klass, "win.release-tests", NULL, release_tests_action);
  gtk_widget_class_install_action (klass, "win.grand-master-full", NULL, master_full_action);
  gtk_widget_class_install_action (klass, "win.blackout-covers", NULL, covers_action);
  g_type_ensure (BR_TYPE_DESK);
  gtk_widget_class_bind_template_child (klass, BrWindow, desk);
}

void
br_window_add_desk (BrWindow *self)
{
  br_desk_set_engine (self->desk, self->engine, self->table);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);

  self->fade_action = g_simple_action_new_stateful ("blackout-fade", G_VARIANT_TYPE_INT32, g_variant_new_int32 (500));
  g_signal_connect_object (self->fade_action, "change-state", G_CALLBACK (fade_changed_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (self->fade_action));
  g_object_unref (self->fade_action);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (choices_follow_cb), self, G_CONNECT_SWAPPED);
  choices_follow_cb (self);
}
