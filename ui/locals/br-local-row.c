/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-row-private.h"

#include "clasp-local-uses.h"
#include "locals/br-local-edit.h"
#include "widgets/br-format.h"
#include "widgets/br-setting-row.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>

enum
{
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrLocalRow, br_local_row, ADW_TYPE_EXPANDER_ROW)

static const BrLocalRowKind *const kinds[] = { &br_scene_row_kind, &br_variable_row_kind,
                                               &br_layer_row_kind, &br_timer_row_kind };

/* --- for the kinds --- */

const char *
br_local_row_get_name (BrLocalRow *self)
{
  return clasp_show_item_get_name (CLASP_SHOW_ITEM (self->local));
}

ClaspShow *
br_local_row_get_show (BrLocalRow *self)
{
  return br_window_get_show (self->window);
}

ClaspSettings *
br_local_row_get_settings (BrLocalRow *self)
{
  return clasp_show_local_get_settings (self->local);
}

gboolean
br_local_row_refuse_edit (BrLocalRow *self)
{
  if (!br_window_is_locked (self->window))
    return FALSE;
  br_local_row_tell (self, _ ("Locked. Hold the lock to edit, or press Enter on it twice."), FALSE);
  return TRUE;
}

void
br_local_row_tell (BrLocalRow *self, const char *text, gboolean undo)
{
  g_signal_emit (self, signals[NOTICE], 0, text, undo);
}

void
br_local_row_send (BrLocalRow *self, const char *verb, const ClaspValue *value)
{
  g_autofree char *address = br_local_dup_address (self->local, verb);

  clasp_engine_send (br_window_get_engine (self->window), address, value,
                     value == NULL || verb != NULL);
}

gboolean
br_local_row_read (BrLocalRow *self, const char *verb, ClaspSignalState *state)
{
  g_autofree char *address = br_local_dup_address (self->local, verb);

  return br_local_live_read (self->live, address, state);
}

/* Longer than any answer takes. */
#define ANSWER_S 0.3

void
br_local_row_note_act (BrLocalRow *self)
{
  self->acted_s = self->tick_s;
}

gboolean
br_local_row_set_switch (BrLocalRow *self, gboolean is_on)
{
  gboolean was_showing = self->is_showing;

  if (gtk_switch_get_active (GTK_SWITCH (self->act)) == is_on)
    return FALSE;
  if (self->acted_s > 0 && self->tick_s - self->acted_s < ANSWER_S)
    return TRUE;
  self->is_showing = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->act), is_on);
  self->is_showing = was_showing;
  return TRUE;
}

gboolean
br_local_row_set_label (GtkLabel *label, const char *text)
{
  g_autofree char *marked = br_format_figures (text);

  if (g_str_equal (gtk_label_get_label (label), marked))
    return FALSE;
  gtk_label_set_label (label, marked);
  return TRUE;
}

void
br_local_row_set_subtitle (BrLocalRow *self, const char *text)
{
  if (g_strcmp0 (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self)), text) != 0)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
}

void
br_local_row_add_inside (BrLocalRow *self, GtkWidget *child)
{
  GtkWidget *frame = adw_preferences_row_new ();

  gtk_widget_add_css_class (child, "br-local-inside");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (frame), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (frame), FALSE);
  gtk_widget_set_focusable (frame, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), frame);
}

GtkWidget *
br_local_row_make_label (const char *text, gboolean is_dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  if (is_dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

void
br_local_row_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
br_local_row_set_name_of (GtkWidget *widget, const char *format, const char *name)
{
  g_autofree char *text = g_strdup_printf (format, name);

  br_local_row_name (widget, text);
}

GtkWidget *
br_local_row_make_button (const char *icon_name, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  br_local_row_name (button, name);
  return button;
}

void
br_local_row_clear_lines (BrLocalRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
}

/* --- name, settings, end --- */

static GPtrArray *
list_uses (BrLocalRow *self)
{
  return clasp_show_list_local_uses (br_local_row_get_show (self),
                                     clasp_engine_get_rules (br_window_get_engine (self->window)),
                                     self->local);
}

static gboolean
do_rename (BrLocalRow *self, const char *name, GPtrArray **uses, GError **error)
{
  return clasp_show_rename_local_everywhere (
    br_local_row_get_show (self), clasp_engine_get_rules (br_window_get_engine (self->window)),
    self->local, name, uses, error);
}

static void
rename_cb (BrLocalRow *self)
{
  g_autofree char   *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autoptr (GPtrArray) uses = NULL;
  g_autofree char   *told = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_showing || self->local == NULL || g_str_equal (text, br_local_row_get_name (self)))
    return;
  if (br_local_row_refuse_edit (self))
    gtk_editable_set_text (GTK_EDITABLE (self->name), br_local_row_get_name (self));
  else if (!do_rename (self, text, &uses, &error))
    {
      gtk_widget_add_css_class (self->name, "error");
      br_local_row_tell (self, error->message, FALSE);
    }
  else
    {
      told = br_local_tell_renamed (uses);
      br_local_row_tell (self, told, TRUE);
    }
}

static void
remove_cb (BrLocalRow *self)
{
  g_autoptr (BrLocalRow) kept = g_object_ref (self);
  g_autoptr (GPtrArray)  uses = NULL;
  g_autofree char       *text = NULL;

  if (br_local_row_refuse_edit (self))
    return;
  uses = list_uses (self);
  text = br_local_tell_removed (uses, br_local_row_get_name (self));
  br_local_row_tell (self, text, TRUE);
  br_local_remove (br_local_row_get_show (self), self->local);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_cb (BR_LOCAL_ROW (widget));
}

static void
typed_cb (BrLocalRow *self)
{
  gtk_widget_remove_css_class (self->name, "error");
}

static void
add_name (BrLocalRow *self)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->name = gtk_entry_new ();
  gtk_widget_set_hexpand (self->name, TRUE);
  br_local_row_name (self->name, _ ("Name"));
  g_signal_connect_swapped (self->name, "activate", G_CALLBACK (rename_cb), self);
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (rename_cb), self);
  gtk_widget_add_controller (self->name, focus);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Name")));
  gtk_box_append (GTK_BOX (box), self->name);
  br_local_row_add_inside (self, box);
}

static void
add_settings (BrLocalRow *self)
{
  ClaspSettings *settings = br_local_row_get_settings (self);
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  for (guint i = 0; self->kind->settings[i] != NULL; i++)
    {
      GParamSpec *pspec =
        g_object_class_find_property (G_OBJECT_GET_CLASS (settings), self->kind->settings[i]);

      gtk_box_append (GTK_BOX (box), br_setting_row_new (settings, pspec, TRUE));
    }
  br_local_row_add_inside (self, box);
}

static void
add_remove (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->remove = gtk_button_new_with_label (C_ ("from the show", "Remove"));
  gtk_widget_set_halign (self->remove, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->remove, TRUE);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (box), self->remove);
  br_local_row_add_inside (self, box);
}

static void
fill (BrLocalRow *self)
{
  if (self->name != NULL)
    return;
  add_name (self);
  if (self->kind->fill != NULL)
    self->kind->fill (self);
  add_settings (self);
  add_remove (self);
  br_local_row_update (self);
}

static void
expanded_cb (BrLocalRow *self)
{
  if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    fill (self);
}

/* --- showing --- */

void
br_local_row_update (BrLocalRow *self)
{
  const char *name = br_local_row_get_name (self);

  self->is_showing = TRUE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  if (self->name != NULL && !gtk_widget_has_css_class (self->name, "error") &&
      g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), name) != 0 &&
      gtk_widget_get_focus_child (self->name) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  if (self->remove != NULL)
    br_local_row_set_name_of (self->remove, _ ("Remove %s"), name);
  self->kind->update (self);
  self->is_showing = FALSE;
}

gboolean
br_local_row_tick (BrLocalRow *self, double unix_s)
{
  gboolean changed;

  self->is_showing = TRUE;
  self->tick_s = unix_s;
  changed = self->kind->tick (self, unix_s);
  self->is_showing = FALSE;
  return changed;
}

ClaspShowLocal *
br_local_row_get_local (BrLocalRow *self)
{
  return self->local;
}

void
br_local_row_rename (BrLocalRow *self)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (self->name);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_local_row_rename (BR_LOCAL_ROW (widget));
}

/* --- life --- */

static void
br_local_row_dispose (GObject *object)
{
  BrLocalRow *self = BR_LOCAL_ROW (object);

  self->is_showing = TRUE; /* what goes tells that the focus leaves it */
  G_OBJECT_CLASS (br_local_row_parent_class)->dispose (object);
}

static void
br_local_row_finalize (GObject *object)
{
  BrLocalRow *self = BR_LOCAL_ROW (object);

  g_clear_object (&self->local);
  g_clear_object (&self->filter);
  g_free (self->shown);

  G_OBJECT_CLASS (br_local_row_parent_class)->finalize (object);
}

static void
br_local_row_class_init (BrLocalRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_local_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_local_row_finalize;
  signals[NOTICE] = g_signal_new ("notice", BR_TYPE_LOCAL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  gtk_widget_class_install_action (widget_class, "local.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "local.remove", NULL, remove_action);
}

static void
br_local_row_init (BrLocalRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  br_keys_add_to_list (GTK_WIDGET (self), "local.", GTK_PHASE_BUBBLE);
}

GtkWidget *
br_local_row_new (BrWindow *window, BrLocalLive *live, ClaspShowLocal *local)
{
  BrLocalRow *self = g_object_new (BR_TYPE_LOCAL_ROW, NULL);

  self->window = window;
  self->live = live;
  self->local = g_object_ref (local);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->kind, clasp_show_local_get_kind (local)))
      self->kind = kinds[i];
  self->kind->build (self);
  br_local_row_update (self);

  return GTK_WIDGET (self);
}
