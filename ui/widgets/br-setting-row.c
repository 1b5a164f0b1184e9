/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-setting-row.h"

#include "clasp-port-check.h"
#include "core/clasp-choice.h"
#include "core/clasp-settings-address.h"
#include "mapping/br-learn-button.h"
#include "widgets/br-fault-mark.h"
#include "widgets/br-interface-picker.h"
#include "widgets/br-number-step.h"
#include "widgets/br-port-hint.h"
#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>
#include <string.h>

#define NUMBER_CHARS 8
/* Ten lines, and some twenty before it scrolls. */
#define MIN_LINES_HEIGHT 172
#define MAX_LINES_HEIGHT 360

struct _BrSettingRow
{
  GtkWidget parent_instance;

  GtkWidget *control;
  GtkLabel  *problem;
  BrPortHint *ports; /* (nullable) of a place to listen at */

  ClaspSettings *settings; /* (owned) */
  GParamSpec    *pspec;    /* (owned) */
  gulong         notify_id;
  gboolean       is_showing; /* the control is being set from the setting */
  BrSettingCheck check;      /* (nullable) */
  gpointer       check_data;
};

G_DEFINE_FINAL_TYPE (BrSettingRow, br_setting_row, GTK_TYPE_WIDGET)

static gboolean
is_number (GParamSpec *pspec)
{
  return G_IS_PARAM_SPEC_INT (pspec) || G_IS_PARAM_SPEC_UINT (pspec) ||
         G_IS_PARAM_SPEC_DOUBLE (pspec);
}

static gboolean
is_text (GParamSpec *pspec)
{
  return G_IS_PARAM_SPEC_STRING (pspec) || pspec->value_type == G_TYPE_STRV;
}

static gboolean
is_interface (GParamSpec *pspec)
{
  return is_text (pspec) &&
         (g_str_equal (pspec->name, "interface") || g_str_equal (pspec->name, "interfaces"));
}

/* What stands in the control of a text or a number. */
static char *
br_setting_row_dup_text (BrSettingRow *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter    start, end;

  if (BR_IS_INTERFACE_PICKER (self->control))
    return g_strdup (br_interface_picker_get_text (BR_INTERFACE_PICKER (self->control)));
  if (!GTK_IS_TEXT_VIEW (self->control))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control)));

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* What is meant by it: a number alone is a port to listen at. */
static char *
br_setting_row_dup_meant (BrSettingRow *self)
{
  g_autofree char *text = br_setting_row_dup_text (self);

  return clasp_settings_complete_places (self->settings, self->pspec->name, text);
}

static void
br_setting_row_show_text (BrSettingRow *self, const char *text)
{
  g_autofree char *present = br_setting_row_dup_text (self);

  if (g_strcmp0 (present, text) == 0)
    return;
  if (BR_IS_INTERFACE_PICKER (self->control))
    br_interface_picker_set_text (BR_INTERFACE_PICKER (self->control), text);
  else if (GTK_IS_TEXT_VIEW (self->control))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
}

/* --- taking over --- */

/* Errors begin with the setting's key, which the row's label says better. */
static const char *
skip_key (GParamSpec *pspec, const char *message)
{
  gsize length = strlen (pspec->name);

  if (strncmp (message, pspec->name, length) == 0 && g_str_has_prefix (message + length, ": "))
    return message + length + 2;

  return message;
}

static void
br_setting_row_set_problem (BrSettingRow *self, const GError *error)
{
  br_fault_mark (self->control, error != NULL ? error->message : NULL);
  gtk_label_set_label (self->problem, error != NULL ? skip_key (self->pspec, error->message) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (self->control, "error");
  else
    gtk_widget_remove_css_class (self->control, "error");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
    error != NULL ? error->message : _ (g_param_spec_get_blurb (self->pspec)), -1);
  gtk_accessible_update_state (
    GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
    error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* Whether the settings may take @text: tried on a copy. What was wrong before, in another field,
 * hinders nobody from mending this one. */
static gboolean
br_setting_row_check (BrSettingRow *self, const char *text, GError **error)
{
  g_autoptr (ClaspSettings) copy = clasp_settings_copy (self->settings);

  if (!clasp_settings_set_text (copy, self->pspec->name, text, error) ||
      !(clasp_settings_validate (copy, error) || !clasp_settings_validate (self->settings, NULL)))
    return FALSE;
  g_clear_error (error);
  if (self->check == NULL || self->check (copy, self->check_data, error))
    return TRUE;

  {
    g_autoptr (ClaspSettings) present = clasp_settings_copy (self->settings);

    return !self->check (present, self->check_data, NULL);
  }
}

static gboolean
br_setting_row_may_edit (BrSettingRow *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return window == NULL || !br_window_refuse_edit (window);
}

static void br_setting_row_show (BrSettingRow *self);

static gboolean
br_setting_row_take (BrSettingRow *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!br_setting_row_may_edit (self))
    {
      br_setting_row_show (self);
      return FALSE;
    }
  if (br_setting_row_check (self, text, &error))
    {
      g_clear_error (&error);
      clasp_settings_set_text (self->settings, self->pspec->name, text, &error);
    }
  br_setting_row_set_problem (self, error);

  return error == NULL;
}

static void
br_setting_row_show (BrSettingRow *self)
{
  g_autofree char *text = clasp_settings_get_text (self->settings, self->pspec->name);

  self->is_showing = TRUE;
  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control),
                           clasp_settings_get_boolean (self->settings, self->pspec->name));
  else if (GTK_IS_DROP_DOWN (self->control))
    {
      GEnumClass *choices = G_PARAM_SPEC_ENUM (self->pspec)->enum_class;
      int         value = clasp_settings_get_int (self->settings, self->pspec->name);

      for (guint i = 0; i < choices->n_values; i++)
        if (choices->values[i].value == value)
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), i);
    }
  else
    br_setting_row_show_text (self, text);
  br_setting_row_set_problem (self, NULL);
  if (self->ports != NULL)
    br_port_hint_clear (self->ports);
  self->is_showing = FALSE;
}

static void
entry_done_cb (BrSettingRow *self)
{
  g_autofree char *old = NULL;
  g_autofree char *text = NULL;

  /* The focus also leaves when the row goes. */
  if (self->settings == NULL)
    return;

  text = br_setting_row_dup_meant (self);
  old = clasp_settings_get_text (self->settings, self->pspec->name);
  /* "80ms" becomes "80", and "8000" a place with that port. */
  if (g_strcmp0 (old, text) == 0)
    br_setting_row_show_text (self, old);
  else if (br_setting_row_take (self, text))
    br_setting_row_show (self);
}

/* While typing, the problem follows; a good text waits until it is whole. What is compiled is looked at
 * with every letter, the rest once something was wrong. */
static void
entry_changed_cb (BrSettingRow *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;
  gboolean           is_compiled = self->check != NULL && is_text (self->pspec);

  if (self->is_showing)
    return;
  text = br_setting_row_dup_meant (self);
  if (self->ports != NULL)
    br_port_hint_check (self->ports, text);
  if (!is_compiled && !gtk_widget_get_visible (GTK_WIDGET (self->problem)))
    return;

  br_setting_row_check (self, text, &error);
  br_setting_row_set_problem (self, error);
}

/* The free port that was offered. */
static void
use_port_cb (BrSettingRow *self, const char *text)
{
  if (br_setting_row_take (self, text))
    br_setting_row_show (self);
}

static void
switch_cb (BrSettingRow *self)
{
  if (self->is_showing)
    return;
  if (!br_setting_row_take (self,
                            gtk_switch_get_active (GTK_SWITCH (self->control)) ? "true" : "false"))
    gtk_switch_set_active (GTK_SWITCH (self->control),
                           clasp_settings_get_boolean (self->settings, self->pspec->name));
}

static void
selected_cb (BrSettingRow *self)
{
  GEnumClass *choices = G_PARAM_SPEC_ENUM (self->pspec)->enum_class;
  guint       selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (!self->is_showing && selected < choices->n_values)
    br_setting_row_take (self, choices->values[selected].value_nick);
}

/* --- stepping numbers --- */

static double
br_setting_row_get_number (BrSettingRow *self)
{
  if (G_IS_PARAM_SPEC_DOUBLE (self->pspec))
    return clasp_settings_get_double (self->settings, self->pspec->name);
  if (G_IS_PARAM_SPEC_UINT (self->pspec))
    return (guint) clasp_settings_get_int (self->settings, self->pspec->name);

  return clasp_settings_get_int (self->settings, self->pspec->name);
}

void
br_setting_row_step (BrSettingRow *self, int by)
{
  double number = br_number_step (self->pspec, br_setting_row_get_number (self), by);
  char   text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, G_IS_PARAM_SPEC_DOUBLE (self->pspec) ? "%.10g" : "%.0f",
                   number);
  if (br_setting_row_take (self, text))
    br_setting_row_show (self);
}

static void
minus_cb (BrSettingRow *self)
{
  br_setting_row_step (self, -1);
}

static void
plus_cb (BrSettingRow *self)
{
  br_setting_row_step (self, 1);
}

static gboolean
key_cb (BrSettingRow          *self,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        GtkEventControllerKey *controller)
{
  if (keyval == GDK_KEY_Escape && gtk_widget_get_visible (GTK_WIDGET (self->problem)))
    {
      br_setting_row_show (self);
      return GDK_EVENT_STOP;
    }
  /* Return alone begins a new line. */
  if (GTK_IS_TEXT_VIEW (self->control) && keyval == GDK_KEY_Return &&
      (state & GDK_CONTROL_MASK) != 0)
    {
      entry_done_cb (self);
      return GDK_EVENT_STOP;
    }
  if (!is_number (self->pspec) || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  br_setting_row_step (self, keyval == GDK_KEY_Up ? 1 : -1);

  return GDK_EVENT_STOP;
}

/* --- building --- */

static GtkWidget *
br_setting_row_build_choices (BrSettingRow *self)
{
  GEnumClass    *choices = G_PARAM_SPEC_ENUM (self->pspec)->enum_class;
  GtkStringList *titles = gtk_string_list_new (NULL);
  GtkWidget     *drop_down;

  for (guint i = 0; i < choices->n_values; i++)
    gtk_string_list_take (titles, clasp_choice_dup_title (choices, &choices->values[i]));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (selected_cb), self);

  return drop_down;
}

static void
br_setting_row_watch (BrSettingRow *self, GtkWidget *control)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (entry_done_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (control, focus);
  gtk_widget_add_controller (control, keys);
}

static GtkWidget *
br_setting_row_build_entry (BrSettingRow *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_input_purpose (GTK_ENTRY (entry), is_number (self->pspec) ? GTK_INPUT_PURPOSE_NUMBER
                                                                          : GTK_INPUT_PURPOSE_URL);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (entry_done_cb), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_changed_cb), self);
  br_setting_row_watch (self, entry);

  return entry;
}

/* A text of several lines, with what it scrolls in; Tab leads on to the next control. */
static GtkWidget *
br_setting_row_build_lines (BrSettingRow *self)
{
  GtkWidget         *view = gtk_text_view_new ();
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());

  self->control = view;
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_input_hints (GTK_TEXT_VIEW (view), GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                            G_CALLBACK (entry_changed_cb), self);
  br_setting_row_watch (self, view);

  gtk_scrolled_window_set_has_frame (scroller, TRUE);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_min_content_height (scroller, MIN_LINES_HEIGHT);
  gtk_scrolled_window_set_max_content_height (scroller, MAX_LINES_HEIGHT);
  gtk_scrolled_window_set_child (scroller, view);
  return GTK_WIDGET (scroller);
}

static GtkWidget *
br_setting_row_build_button (BrSettingRow *self,
                             const char   *icon_name,
                             const char   *name,
                             GCallback     callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);

  return button;
}

/* The entry between two buttons for fingers; the arrow keys do the same. */
static GtkWidget *
br_setting_row_build_number (BrSettingRow *self)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  const char      *label = g_param_spec_get_nick (self->pspec);
  g_autofree char *less = g_strdup_printf (_ ("Less: %s"), _ (label));
  g_autofree char *more = g_strdup_printf (_ ("More: %s"), _ (label));

  gtk_widget_add_css_class (box, "linked");
  self->control = br_setting_row_build_entry (self);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), NUMBER_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), NUMBER_CHARS);
  gtk_editable_set_alignment (GTK_EDITABLE (self->control), 1);
  gtk_widget_add_css_class (self->control, "numeric");
  gtk_box_append (GTK_BOX (box), self->control);
  gtk_box_append (GTK_BOX (box), br_setting_row_build_button (self, "list-remove-symbolic", less,
                                                              G_CALLBACK (minus_cb)));
  gtk_box_append (GTK_BOX (box), br_setting_row_build_button (self, "list-add-symbolic", more,
                                                              G_CALLBACK (plus_cb)));

  return box;
}

/* What stands beside the label; sets the control on the way. */
static GtkWidget *
br_setting_row_build_control (BrSettingRow *self)
{
  if (is_number (self->pspec))
    return br_setting_row_build_number (self);
  if (clasp_settings_has_lines (self->pspec))
    return br_setting_row_build_lines (self);

  if (G_IS_PARAM_SPEC_BOOLEAN (self->pspec))
    {
      self->control = gtk_switch_new ();
      g_signal_connect_swapped (self->control, "notify::active", G_CALLBACK (switch_cb), self);
    }
  else if (G_IS_PARAM_SPEC_ENUM (self->pspec))
    self->control = br_setting_row_build_choices (self);
  else if (is_interface (self->pspec))
    {
      self->control = br_interface_picker_new (self->pspec->value_type == G_TYPE_STRV);
      g_signal_connect_swapped (self->control, "changed", G_CALLBACK (entry_done_cb), self);
    }
  else
    self->control = br_setting_row_build_entry (self);

  return self->control;
}

/* --- learning an address --- */

/* A list gets it at its end, where a semicolon of its own is no end of an item. */
static void
learned_cb (BrSettingRow *self, ClaspLearnCandidate *candidate)
{
  g_autoptr (GString) text = g_string_new (clasp_learn_candidate_get_address (candidate));

  if (self->pspec->value_type == G_TYPE_STRV)
    {
      g_autofree char *present = clasp_settings_get_text (self->settings, self->pspec->name);

      g_string_replace (text, ";", "\\;", 0);
      if (*present != '\0')
        g_string_prepend_c (text, ';');
      g_string_prepend (text, present);
    }
  if (br_setting_row_take (self, text->str))
    br_setting_row_show (self);
}

/* @control with a button beside it. */
static GtkWidget *
br_setting_row_add_learn (BrSettingRow *self, GtkWidget *control)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *name =
    /* Translators: %s is a setting, as "Hold while" */
    g_strdup_printf (_ ("Learn “%s”: Move a Control"), _ (g_param_spec_get_nick (self->pspec)));
  GtkWidget *learn = br_learn_button_new (CLASP_LEARN_SIDE_SOURCE, name);

  gtk_widget_set_hexpand (control, TRUE);
  g_signal_connect_object (learn, "learned", G_CALLBACK (learned_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), control);
  gtk_box_append (GTK_BOX (box), learn);
  return box;
}

static GtkWidget *
build_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

/* The unit that its key ends in, as in "time-ms". */
static const char *
unit_of (GParamSpec *pspec)
{
  if (g_str_has_suffix (pspec->name, "-ms"))
    return "ms";
  if (g_str_has_suffix (pspec->name, "-hz"))
    return "Hz";
  if (g_str_has_suffix (pspec->name, "-s"))
    return "s";

  return NULL;
}

static void
br_setting_row_build (BrSettingRow *self, gboolean compact)
{
  GtkWidget  *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *nick = _ (g_param_spec_get_nick (self->pspec));
  const char *blurb = _ (g_param_spec_get_blurb (self->pspec));
  const char *unit = unit_of (self->pspec);
  /* Translators: a setting and its unit, as in "Time (ms)" */
  g_autofree char *name =
    unit != NULL ? g_strdup_printf (_ ("%s (%s)"), nick, unit) : g_strdup (nick);
  GtkWidget *label = build_label (name, NULL);
  GtkWidget *control = br_setting_row_build_control (self);
  GtkWidget *help = build_label (blurb, "dim-label");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  gtk_widget_set_parent (head, GTK_WIDGET (self));
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  if (clasp_settings_is_address (self->pspec))
    control = br_setting_row_add_learn (self, control);
  if (is_text (self->pspec))
    gtk_widget_set_parent (control, GTK_WIDGET (self));
  else
    gtk_box_append (GTK_BOX (head), control);
  gtk_widget_add_css_class (help, "caption");
  gtk_widget_set_visible (help, !compact && blurb[0] != '\0');
  gtk_widget_set_parent (help, GTK_WIDGET (self));
  if (compact)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), blurb);
  self->problem = GTK_LABEL (build_label ("", "error"));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->problem), GTK_WIDGET (self));
  if (clasp_settings_can_listen (self->settings, self->pspec->name))
    {
      self->ports = BR_PORT_HINT (br_port_hint_new (self->settings, self->pspec->name));
      g_signal_connect_object (self->ports, "use", G_CALLBACK (use_port_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_parent (GTK_WIDGET (self->ports), GTK_WIDGET (self));
    }
  gtk_widget_add_css_class (GTK_WIDGET (self), compact ? "compact" : "full");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, blurb, -1);
}

/* --- life --- */

GtkWidget *
br_setting_row_get_control (BrSettingRow *self)
{
  return self->control;
}

void
br_setting_row_set_check (BrSettingRow *self, BrSettingCheck check, gpointer user_data)
{
  self->check = check;
  self->check_data = user_data;
}

void
br_setting_row_look_at_port (BrSettingRow *self)
{
  if (self->ports != NULL)
    br_port_hint_look (self->ports);
}

const char *
br_setting_row_get_problem (BrSettingRow *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_label (self->problem)
                                                             : NULL;
}

static void
br_setting_row_dispose (GObject *object)
{
  BrSettingRow *self = BR_SETTING_ROW (object);

  if (self->settings != NULL)
    g_clear_signal_handler (&self->notify_id, self->settings);
  g_clear_object (&self->settings);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_pointer (&self->pspec, g_param_spec_unref);

  G_OBJECT_CLASS (br_setting_row_parent_class)->dispose (object);
}

static void
br_setting_row_class_init (BrSettingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_setting_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "setting-row");
}

static void
br_setting_row_init (BrSettingRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
}

GtkWidget *
br_setting_row_new (ClaspSettings *settings, GParamSpec *pspec, gboolean compact)
{
  BrSettingRow    *self = g_object_new (BR_TYPE_SETTING_ROW, NULL);
  g_autofree char *detail = g_strconcat ("notify::", pspec->name, NULL);

  self->settings = g_object_ref (settings);
  self->pspec = g_param_spec_ref (pspec);
  br_setting_row_build (self, compact);
  br_setting_row_show (self);
  self->notify_id =
    g_signal_connect_swapped (settings, detail, G_CALLBACK (br_setting_row_show), self);

  return GTK_WIDGET (self);
}
