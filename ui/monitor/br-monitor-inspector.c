/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-inspector.h"

#include "core/clasp-value-text.h"
#include "monitor/br-monitor-text.h"
#include "monitor/br-trace-text.h"
#include "monitor/br-value-views.h"
#include "widgets/br-signal-text.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a line of the trace: the id of the mapping it leads to. */
#define MAPPING_KEY "br-mapping"

struct _BrMonitorInspector
{
  GtkWidget parent_instance;

  GtkStack    *stack;
  GtkLabel    *address;
  GtkLabel    *facts;
  GtkLabel    *meaning;
  GtkBox      *views;
  GtkTextView *value;
  GtkLabel    *value_note;
  GtkListBox  *trace;
  GtkWidget   *buttons[BR_N_VIEWS]; /* (unowned) of the views */

  BrWindow          *window; /* (unowned), outlives the inspector */
  ClaspEngine       *engine; /* (owned) while universes are watched */
  ClaspMonitorRecord record; /* a copy: rows give way */
  gboolean           has_record;
  ClaspValue         whole;  /* as far as it is known */
  BrValueView        view;
  GArray            *traced; /* (owned) (nullable) of ClaspTraceRecord */
  gboolean           may_lack; /* some of it found no room */
  GCancellable      *asked;  /* (owned) (nullable) the whole value is under way */
  GCancellable      *asked_tags; /* (owned) (nullable) */
};

enum
{
  SEND_AGAIN,
  EDIT_AND_SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrMonitorInspector, br_monitor_inspector, GTK_TYPE_WIDGET)

/* --- the value ---------------------------------------------------------------------------------- */

static void
show_view (BrMonitorInspector *self)
{
  g_autofree char *text = br_value_view (self->view, self->record.address, &self->whole);
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->value), valid, -1);
}

/* Only the views that have something to say. */
static void
show_views (BrMonitorInspector *self)
{
  g_autofree char *meaning = br_midi_describe (self->record.address, &self->whole);
  guint            n = 0;

  for (guint i = 0; i < BR_N_VIEWS; i++)
    {
      g_autofree char *text = br_value_view ((BrValueView) i, self->record.address, &self->whole);

      gtk_widget_set_visible (self->buttons[i], text != NULL && i != BR_VIEW_MIDI);
      n += text != NULL && i != BR_VIEW_MIDI;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->views), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->meaning), meaning != NULL);
  gtk_label_set_label (self->meaning, meaning != NULL ? meaning : "");
  if (!gtk_widget_get_visible (self->buttons[self->view]))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[BR_VIEW_TEXT]), TRUE);
  show_view (self);
}

static void
view_toggled_cb (BrMonitorInspector *self,
                 GtkToggleButton    *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < BR_N_VIEWS; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->view = (BrValueView) i;
  show_view (self);
}

static gboolean
is_cut (const ClaspMonitorRecord *record)
{
  if (record->value_type == CLASP_VALUE_STRING)
    return record->length > strlen (record->text);

  return record->value_type > CLASP_VALUE_STRING;
}

static void
set_note (BrMonitorInspector *self,
          const char         *note)
{
  gtk_widget_set_visible (GTK_WIDGET (self->value_note), note != NULL);
  gtk_label_set_label (self->value_note, note != NULL ? note : "");
}

/* What came by then is what the router has now, unless it was written again. */
static void
value_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (BrMonitorInspector) self = user_data;
  g_auto (ClaspValue)            value = CLASP_VALUE_INIT;
  gboolean                       known = clasp_engine_get_value_finish (CLASP_ENGINE (source), result, &value, NULL);
  char                           text[CLASP_MONITOR_TEXT + 1];

  if (g_task_get_cancellable (G_TASK (result)) != self->asked)
    return;

  g_clear_object (&self->asked);
  if (!known)
    {
      set_note (self, _("Only its beginning is known: an event is not kept."));
      return;
    }
  clasp_value_print (&value, text, sizeof text);
  set_note (self, strcmp (text, self->record.text) != 0 ? _("It was written again since: this is the newest value.") : NULL);
  clasp_value_clear (&self->whole);
  self->whole = value;
  value = clasp_value_null ();
  show_views (self);
}

static void
take_value (BrMonitorInspector *self)
{
  const ClaspMonitorRecord *record = &self->record;

  clasp_value_clear (&self->whole);
  set_note (self, NULL);
  if (record->value_type == CLASP_VALUE_DOUBLE)
    self->whole = clasp_value_double (record->number_value);
  else if (record->value_type == CLASP_VALUE_INT)
    self->whole = clasp_value_int (g_ascii_strtoll (record->text, NULL, 10));
  else if (record->value_type == CLASP_VALUE_BOOL)
    self->whole = clasp_value_bool (record->number_value > 0.5);
  else if (record->value_type == CLASP_VALUE_ARRAY || record->value_type == CLASP_VALUE_MAP)
    {
      if (!clasp_value_parse (record->text, CLASP_VALUE_SYNTAX_JSON, &self->whole, NULL))
        self->whole = clasp_value_string (clasp_str (record->text));
    }
  else if (record->value_type == CLASP_VALUE_BYTES)
    {
      if (!clasp_value_parse (record->text, CLASP_VALUE_SYNTAX_BYTES, &self->whole, NULL))
        self->whole = clasp_value_string (clasp_str (record->text));
    }
  else if (record->value_type == CLASP_VALUE_STRING)
    {
      g_autofree char *valid = g_utf8_make_valid (record->text, -1);

      self->whole = clasp_value_string (clasp_str (valid));
    }
  show_views (self);
  if (!is_cut (record))
    return;

  self->asked = g_cancellable_new ();
  clasp_engine_get_value_async (br_window_get_engine (self->window), record->address, self->asked, value_cb, g_object_ref (self));
}

/* --- the trace ---------------------------------------------------------------------------------- */

static void
append_line (BrMonitorInspector *self,
             const BrTraceLine  *line)
{
  static const char *const classes[] = { "heading", "numeric", "success", "warning", "dim-label" };
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (NULL);
  gboolean   leads;
  g_autofree char *text = line->kind == BR_TRACE_NOT ? g_strdup_printf ("✕ %s", line->text) : g_strdup (line->text);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, classes[line->kind]);
  gtk_widget_add_css_class (label, "br-trace-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  leads = line->mapping != NULL && clasp_show_find (br_window_get_show (self->window), line->mapping) != NULL;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), leads);
  if (leads)
    {
      gtk_widget_set_tooltip_text (row, _("Show the mapping"));
      g_object_set_data_full (G_OBJECT (row), MAPPING_KEY, g_strdup (line->mapping), g_free);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (self->trace, row);
}

static void
line_activated_cb (BrMonitorInspector *self,
                   GtkListBoxRow      *row)
{
  br_window_show_in_page (self->window, "patch", "patch.show-mapping", g_object_get_data (G_OBJECT (row), MAPPING_KEY));
}

static void
show_trace (BrMonitorInspector *self)
{
  g_autoptr (GArray) lines = NULL;
  GtkWidget         *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->trace))) != NULL)
    gtk_list_box_remove (self->trace, row);
  if (!self->has_record || self->traced == NULL)
    return;

  lines = br_trace_lines_new (br_window_get_show (self->window),
                              &self->record,
                              self->traced,
                              self->engine != NULL ? clasp_engine_get_universes (self->engine) : NULL);
  for (guint i = 0; i < lines->len; i++)
    append_line (self, &g_array_index (lines, BrTraceLine, i));
  if (self->may_lack)
    append_line (self, &(BrTraceLine) { BR_TRACE_NOTE, _("So much happened then that a part of this may be missing.") });
  else if (lines->len == 0)
    append_line (self, &(BrTraceLine) { BR_TRACE_NOTE, _("No mapping takes this message, or it was too long ago.") });
}

static void
stop_watching (BrMonitorInspector *self)
{
  if (self->engine == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->engine, self);
  clasp_engine_unwatch_universes (self->engine);
  g_clear_object (&self->engine);
}

/* One look is enough. */
static void
universes_changed_cb (BrMonitorInspector *self)
{
  show_trace (self);
  stop_watching (self);
}

/* What is held is asked when something was sent: only then it matters. */
static void
ask_holds (BrMonitorInspector *self)
{
  stop_watching (self);
  for (guint i = 0; i < self->traced->len; i++)
    if (g_array_index (self->traced, ClaspTraceRecord, i).kind == CLASP_TRACE_SENT)
      {
        self->engine = g_object_ref (br_window_get_engine (self->window));
        g_signal_connect_swapped (self->engine, "universes-changed", G_CALLBACK (universes_changed_cb), self);
        clasp_engine_watch_universes (self->engine);
        return;
      }
}

/* --- showing ------------------------------------------------------------------------------------ */

static void
show_facts (BrMonitorInspector *self,
            const char         *who)
{
  const ClaspSignalState state = { .type = self->record.value_type, .signal = self->record.signal };
  g_autofree char       *time = br_monitor_time_text (&self->record);
  g_autofree char       *text
    = g_strdup_printf ("%s · %s · %s", time, who != NULL ? who : "–", br_signal_type_text (&state));

  gtk_label_set_label (self->address, self->record.address);
  gtk_label_set_label (self->facts, text);
}

static void
tags_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (BrMonitorInspector) self = user_data;
  g_autofree char               *tags = clasp_engine_get_tags_finish (CLASP_ENGINE (source), result, NULL);
  g_autofree char               *text = NULL;

  if (tags == NULL || g_task_get_cancellable (G_TASK (result)) != self->asked_tags)
    return;

  /* Translators: what stands there already, then the type tags of an OSC message: ",if" */
  text = g_strdup_printf (_("%s · OSC types %s"), gtk_label_get_label (self->facts), tags);
  gtk_label_set_label (self->facts, text);
}

/* As the device types it now. */
static void
ask_tags (BrMonitorInspector *self)
{
  self->asked_tags = g_cancellable_new ();
  clasp_engine_get_tags_async (br_window_get_engine (self->window), self->record.address, self->asked_tags, tags_cb,
                               g_object_ref (self));
}

static void
forget_asked (GCancellable **asked)
{
  if (*asked != NULL)
    g_cancellable_cancel (*asked);
  g_clear_object (asked);
}

void
br_monitor_inspector_show (BrMonitorInspector       *self,
                           const ClaspMonitorRecord *record,
                           const char               *who,
                           BrTraceStore             *store)
{
  forget_asked (&self->asked);
  forget_asked (&self->asked_tags);
  g_clear_pointer (&self->traced, g_array_unref);
  self->has_record = record != NULL;
  gtk_stack_set_visible_child_name (self->stack, record != NULL ? "message" : "nothing");
  if (record == NULL)
    {
      stop_watching (self);
      return;
    }

  self->record = *record;
  show_facts (self, who);
  ask_tags (self);
  take_value (self);
  if (store != NULL)
    br_trace_store_drain (store);
  self->may_lack = store != NULL && br_trace_store_may_lack (store, record);
  self->traced = store != NULL ? br_trace_store_find (store, record) : g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  ask_holds (self);
  show_trace (self);
}

const ClaspMonitorRecord *
br_monitor_inspector_get_record (BrMonitorInspector *self)
{
  return self->has_record ? &self->record : NULL;
}

void
br_monitor_inspector_focus_trace (BrMonitorInspector *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->trace));

  if (row != NULL)
    gtk_widget_grab_focus (row);
}

void
br_monitor_inspector_attach (BrMonitorInspector *self,
                             BrWindow           *window)
{
  self->window = window;
}

static void
send_again_cb (BrMonitorInspector *self)
{
  g_signal_emit (self, signals[SEND_AGAIN], 0);
}

static void
edit_and_send_cb (BrMonitorInspector *self)
{
  g_signal_emit (self, signals[EDIT_AND_SEND], 0);
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
br_monitor_inspector_dispose (GObject *object)
{
  BrMonitorInspector *self = BR_MONITOR_INSPECTOR (object);

  stop_watching (self);
  forget_asked (&self->asked);
  forget_asked (&self->asked_tags);
  g_clear_pointer (&self->traced, g_array_unref);
  clasp_value_clear (&self->whole);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MONITOR_INSPECTOR);

  G_OBJECT_CLASS (br_monitor_inspector_parent_class)->dispose (object);
}

static void
br_monitor_inspector_class_init (BrMonitorInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_monitor_inspector_dispose;
  signals[SEND_AGAIN]
    = g_signal_new ("send-again", BR_TYPE_MONITOR_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT_AND_SEND]
    = g_signal_new ("edit-and-send", BR_TYPE_MONITOR_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/monitor/br-monitor-inspector.ui");
  gtk_widget_class_bind_template_callback (widget_class, send_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, line_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_and_send_cb);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, address);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, facts);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, meaning);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, views);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, value);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, value_note);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorInspector, trace);
}

static void
br_monitor_inspector_init (BrMonitorInspector *self)
{
  static const char *const names[BR_N_VIEWS] = { N_ ("Text"), "JSON", N_ ("Hex"), "MIDI", "DMX" };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < BR_N_VIEWS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (names[i]));

      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (self->buttons[0]));
      gtk_widget_add_css_class (button, "br-small");
      g_signal_connect_object (button, "toggled", G_CALLBACK (view_toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->views, button);
      self->buttons[i] = button;
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[BR_VIEW_TEXT]), TRUE);
}

GtkWidget *
br_monitor_inspector_new (void)
{
  return g_object_new (BR_TYPE_MONITOR_INSPECTOR, NULL);
}
