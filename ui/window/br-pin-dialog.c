/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-pin-dialog.h"

#include "window/br-pin.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

#define KEY "show-pin"

struct _BrPinDialog
{
  AdwWindow parent_instance;

  GtkWidget *entry;
  GtkLabel  *note;
  GtkGrid   *digits;
  GtkButton *accept;

  gboolean is_new;  /* a new one is asked for */
  gboolean is_busy; /* it is being worked out */
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
/* All windows together. */
static BrPinGate gate;

G_DEFINE_FINAL_TYPE (BrPinDialog, br_pin_dialog, ADW_TYPE_WINDOW)

static char *
dup_hash (void)
{
  return g_settings_get_string (br_settings (), KEY);
}

gboolean
br_pin_is_set (void)
{
  g_autofree char *hash = dup_hash ();

  return *hash != '\0';
}

void
br_pin_clear (void)
{
  g_settings_set_string (br_settings (), KEY, "");
}

static const char *
br_pin_dialog_get_pin (BrPinDialog *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
br_pin_dialog_say (BrPinDialog *self,
                   const char  *text)
{
  gtk_label_set_label (self->note, text);
  /* The focus stays in the entry: it tells. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
br_pin_dialog_update (BrPinDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept), !self->is_busy && br_pin_is_valid (br_pin_dialog_get_pin (self)));
}

static void
typed_cb (BrPinDialog *self)
{
  br_pin_dialog_update (self);
}

static void
br_pin_dialog_finish (BrPinDialog *self)
{
  g_autoptr (BrPinDialog) keep G_GNUC_UNUSED = g_object_ref (self);

  gtk_window_close (GTK_WINDOW (self)); /* first, so that what follows is told in the window */
  g_signal_emit (self, signals[DONE], 0);
}

/* --- working it out ----------------------------------------------------------------------------- */

/* What is worked out apart from the window: a hash of a number, or whether it is the one. */
typedef struct
{
  char *pin;  /* (owned) */
  char *hash; /* (owned) (nullable) in: to check against */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->pin);
  g_free (work->hash);
  g_free (work);
}

static void
work_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;

  if (work->hash != NULL)
    g_task_return_boolean (task, br_pin_check (work->hash, work->pin));
  else
    {
      work->hash = br_pin_hash (work->pin, BR_PIN_ROUNDS);
      g_task_return_boolean (task, work->hash != NULL);
    }
}

static void
br_pin_dialog_refuse (BrPinDialog *self)
{
  guint            wait = br_pin_gate_get_wait (&gate, g_get_monotonic_time ());
  g_autofree char *text = NULL;

  if (wait > 0)
    /* Translators: %u is a number of seconds */
    text = g_strdup_printf (ngettext ("Too many wrong tries. Wait %u second.", "Too many wrong tries. Wait %u seconds.", wait), wait);
  br_pin_dialog_say (self, text != NULL ? text : _("That was not the PIN. Try again."));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
worked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BrPinDialog) self = user_data;
  Work                   *work = g_task_get_task_data (G_TASK (result));
  gboolean                is_right = g_task_propagate_boolean (G_TASK (result), NULL);

  self->is_busy = FALSE;
  if (!self->is_new)
    br_pin_gate_note (&gate, is_right, g_get_monotonic_time ());
  if (self->entry == NULL)
    return; /* closed meanwhile */

  br_pin_dialog_update (self);
  if (!is_right)
    {
      br_pin_dialog_refuse (self);
      return;
    }
  if (self->is_new)
    g_settings_set_string (br_settings (), KEY, work->hash);
  br_pin_dialog_finish (self);
}

static void
accepted_cb (BrPinDialog *self)
{
  g_autoptr (GTask) task = NULL;
  Work             *work;

  if (self->is_busy || !br_pin_is_valid (br_pin_dialog_get_pin (self)))
    return;
  if (!self->is_new && br_pin_gate_get_wait (&gate, g_get_monotonic_time ()) > 0)
    {
      br_pin_dialog_refuse (self);
      return;
    }

  self->is_busy = TRUE;
  br_pin_dialog_update (self);
  work = g_new0 (Work, 1);
  work->pin = g_strdup (br_pin_dialog_get_pin (self));
  work->hash = self->is_new ? NULL : dup_hash ();
  /* Held by the callback: by the task, it might come to its end in the thread. */
  task = g_task_new (NULL, NULL, worked_cb, g_object_ref (self));
  g_task_set_source_tag (task, accepted_cb);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, work_thread);
}

/* --- keys --------------------------------------------------------------------------------------- */

static void
digit_cb (GtkButton   *button,
          BrPinDialog *self)
{
  GtkEditable *entry = GTK_EDITABLE (self->entry);
  int          position = -1;

  gtk_editable_insert_text (entry, gtk_button_get_label (button), 1, &position);
  gtk_editable_set_position (entry, -1);
}

static void
back_cb (BrPinDialog *self)
{
  int length = (int) g_utf8_strlen (br_pin_dialog_get_pin (self), -1);

  if (length > 0)
    gtk_editable_delete_text (GTK_EDITABLE (self->entry), length - 1, length);
}

static void
br_pin_dialog_add_digits (BrPinDialog *self)
{
  GtkWidget *back = gtk_button_new_from_icon_name ("edit-clear-symbolic");

  for (int i = 1; i <= 10; i++)
    {
      const char text[] = { (char) ('0' + i % 10), '\0' };
      GtkWidget *button = gtk_button_new_with_label (text);

      gtk_widget_add_css_class (button, "br-digit");
      gtk_widget_set_hexpand (button, TRUE);
      g_signal_connect_object (button, "clicked", G_CALLBACK (digit_cb), self, 0);
      gtk_grid_attach (self->digits, button, i == 10 ? 1 : (i - 1) % 3, (i - 1) / 3, 1, 1);
    }
  gtk_widget_set_tooltip_text (back, _("Delete the Last Digit"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Delete the Last Digit"), -1);
  gtk_widget_add_css_class (back, "br-digit");
  g_signal_connect_object (back, "clicked", G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (self->digits, back, 2, 3, 1, 1);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_pin_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BR_TYPE_PIN_DIALOG);

  G_OBJECT_CLASS (br_pin_dialog_parent_class)->dispose (object);
}

static void
br_pin_dialog_class_init (BrPinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_pin_dialog_dispose;
  signals[DONE] = g_signal_new ("done", BR_TYPE_PIN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/window/br-pin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BrPinDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, BrPinDialog, note);
  gtk_widget_class_bind_template_child (widget_class, BrPinDialog, digits);
  gtk_widget_class_bind_template_child (widget_class, BrPinDialog, accept);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, accepted_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
br_pin_dialog_init (BrPinDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  br_pin_dialog_add_digits (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("PIN"), -1);
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->accept));
  gtk_widget_grab_focus (self->entry);
}

static GtkWidget *
br_pin_dialog_new (GtkWindow  *parent,
                   gboolean    is_new,
                   const char *heading,
                   const char *accept)
{
  BrPinDialog     *self = g_object_new (BR_TYPE_PIN_DIALOG, "transient-for", parent, "title", heading, NULL);
  g_autofree char *digits = NULL;

  self->is_new = is_new;
  /* A new one is typed where nobody looks; it must be seen to be right. */
  if (is_new)
    gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (self->entry), TRUE);
  gtk_button_set_label (self->accept, accept);
  /* Translators: the least and the most digits a PIN has */
  digits = g_strdup_printf (_("%d to %d digits"), BR_PIN_MIN, BR_PIN_MAX);
  br_pin_dialog_say (self, digits);

  return GTK_WIDGET (self);
}

GtkWidget *
br_pin_dialog_new_ask (GtkWindow *parent)
{
  return br_pin_dialog_new (parent, FALSE, _("PIN to Edit Again"), _("Unlock"));
}

GtkWidget *
br_pin_dialog_new_set (GtkWindow *parent)
{
  return br_pin_dialog_new (parent, TRUE, _("New PIN for Show Mode"), _("Set"));
}
