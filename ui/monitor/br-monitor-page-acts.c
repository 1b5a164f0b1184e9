/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-page-private.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "monitor/br-monitor-export.h"
#include "monitor/br-monitor-text.h"
#include "widgets/br-file-choose.h"
#include "widgets/br-focus.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_COPIED 10000
#define RECORDING "monitor-recording"

/* --- the chosen message ------------------------------------------------------------------------- */

static BrMonitorItem *
dup_chosen (BrMonitorPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (gtk_bitset_is_empty (selected))
    return NULL;

  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
}

const ClaspMonitorRecord *
br_monitor_page_get_chosen (BrMonitorPage *self)
{
  g_autoptr (BrMonitorItem) item = dup_chosen (self);

  return item != NULL ? br_monitor_model_get_item_record (self->model, item) : NULL;
}

void
br_monitor_page_show_chosen (BrMonitorPage *self)
{
  const ClaspMonitorRecord *record = br_monitor_page_get_chosen (self);

  if (record != NULL)
    br_monitor_inspector_show (self->inspector,
                               record,
                               br_monitor_model_get_name (self->model, record->origin),
                               self->traces);
}

void
br_monitor_page_trace (BrMonitorPage *self)
{
  if (br_monitor_page_get_chosen (self) == NULL)
    return;

  br_window_reveal_inspector (self->window, TRUE);
  br_monitor_page_show_chosen (self);
  br_monitor_inspector_focus_trace (self->inspector);
}

/* --- copying ------------------------------------------------------------------------------------ */

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMonitorPage        *self = BR_MONITOR_PAGE (widget);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (GString)   text = g_string_new (NULL);
  guint                 n = (guint) MIN (gtk_bitset_get_size (selected), MAX_COPIED);
  g_autofree char      *note = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, i));
      const ClaspMonitorRecord *record = item != NULL ? br_monitor_model_get_item_record (self->model, item) : NULL;
      g_autofree char          *line = NULL;

      if (record == NULL)
        continue;
      line = br_monitor_line_text (record, br_monitor_model_get_name (self->model, record->origin));
      g_string_append_printf (text, "%s\n", line);
    }
  if (n == 0)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  note = g_strdup_printf (ngettext ("%u message copied", "%u messages copied", n), n);
  br_window_toast (self->window, note, FALSE);
}

/* --- sending ------------------------------------------------------------------------------------ */

static gboolean
is_event (const ClaspMonitorRecord *record)
{
  return record->type == CLASP_MESSAGE_PUBLISH;
}

/* As clasp_value_parse () reads it again. */
static char *
editable_text (const ClaspMonitorRecord *record)
{
  if (record->value_type == CLASP_VALUE_STRING)
    {
      g_autofree char     *valid = g_utf8_make_valid (record->text, -1);
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);

      return clasp_json_print_line (node);
    }
  if (record->value_type == CLASP_VALUE_BYTES)
    return g_strdup_printf ("0x%s", record->text);
  if (record->value_type == CLASP_VALUE_NULL)
    return g_strdup ("");

  return g_strdup (record->text);
}

static gboolean
is_whole (const ClaspMonitorRecord *record)
{
  if (record->value_type == CLASP_VALUE_STRING)
    return record->length <= strlen (record->text);

  return record->value_type < CLASP_VALUE_STRING || strlen (record->text) < CLASP_MONITOR_TEXT;
}

static void
show_send_bar (BrMonitorPage *self)
{
  br_focus_no_more (GTK_WIDGET (self->pause));
  gtk_widget_set_visible (GTK_WIDGET (self->send_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->send_revealer, TRUE);
}

static void
send_bar_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  if (gtk_revealer_get_reveal_child (self->send_revealer))
    {
      br_send_bar_stop (self->send_bar);
      gtk_revealer_set_reveal_child (self->send_revealer, FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->send_revealer), FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
      return;
    }
  show_send_bar (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_bar));
}

/* From elsewhere: to this address, or one that is typed. What is typed behind it is for the bar, at once; but the page may
 * only just have become the one that is seen. */
static void
message_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  show_send_bar (self);
  br_send_bar_fill (self->send_bar, g_variant_get_string (parameter, NULL), "", FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_bar));
  br_focus_soon (GTK_WIDGET (self->send_bar));
}

static const ClaspMonitorRecord *
record_for_act (BrMonitorPage *self)
{
  const ClaspMonitorRecord *shown = br_monitor_inspector_get_record (self->inspector);
  const ClaspMonitorRecord *chosen = br_monitor_page_get_chosen (self);

  return chosen != NULL ? chosen : shown;
}

static void
edit_and_send_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  BrMonitorPage            *self = BR_MONITOR_PAGE (widget);
  const ClaspMonitorRecord *record = record_for_act (self);
  g_autofree char          *text = record != NULL ? editable_text (record) : NULL;

  if (record == NULL)
    return;

  show_send_bar (self);
  br_send_bar_fill (self->send_bar, record->address, text, is_event (record));
}

static void
send_again_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  BrMonitorPage            *self = BR_MONITOR_PAGE (widget);
  const ClaspMonitorRecord *record = record_for_act (self);
  g_autofree char          *text = record != NULL ? editable_text (record) : NULL;
  g_auto (ClaspValue)       value = CLASP_VALUE_INIT;
  g_autoptr (GError)        error = NULL;

  if (record == NULL || br_window_refuse_edit (self->window))
    return;
  if (!is_whole (record))
    {
      br_window_toast (self->window, _("Only the beginning of this value is known: it cannot be sent again."), FALSE);
      return;
    }
  if (*text != '\0' && !clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error))
    {
      br_window_toast (self->window, error->message, FALSE);
      return;
    }

  clasp_engine_send (br_window_get_engine (self->window), record->address, *text != '\0' ? &value : NULL, is_event (record));
  br_window_toast (self->window, _("Sent again"), FALSE);
}

/* --- files -------------------------------------------------------------------------------------- */

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BrMonitorPage) self = user_data;
  g_autoptr (GError)        error = NULL;
  gssize                    n = br_export_finish (result, &error);
  g_autofree char          *text = NULL;

  if (n >= 0)
    text = g_strdup_printf (ngettext ("%u message exported", "%u messages exported", (gulong) n), (guint) n);
  else
    text = g_strdup_printf (_("The file was not written: %s"), error->message);
  br_window_toast (self->window, text, FALSE);
}

static void
start_recording (BrMonitorPage *self,
                 GFile         *file)
{
  g_autofree char   *path = g_file_get_path (file);
  g_autofree char   *name = g_file_get_basename (file);
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;
  ClaspRecordFile   *records = path != NULL ? clasp_record_file_open (path, FALSE, &error) : NULL;

  if (records == NULL)
    {
      text = g_strdup_printf (_("The file was not written: %s"), error != NULL ? error->message : _("it is not on this computer"));
      br_window_toast (self->window, text, FALSE);
      return;
    }

  self->recording = g_strdup (path);
  clasp_engine_add_recording (br_window_get_engine (self->window), records, "/**");
  text = g_strdup_printf (_("All messages are recorded to %s."), name);
  br_window_set_condition (self->window, RECORDING, BR_SEVERITY_INFO, text, _("Show"), "monitor");
  br_monitor_page_update_acts (self);
}

static void
export_chosen_cb (GObject *owner,
                  GFile   *file,
                  gpointer only_shown)
{
  br_export_async (BR_MONITOR_PAGE (owner)->model, GPOINTER_TO_INT (only_shown), file, exported_cb, g_object_ref (owner));
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gboolean           is_csv = g_str_has_suffix (name, "csv");
  gboolean           only_shown = strstr (name, "shown") != NULL;
  const BrFileChoice choice = { .title = _("Export Messages"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Save"),
                                .name = is_csv ? _("messages.csv") : _("messages.jsonl") };

  br_file_choose (GTK_WINDOW (BR_MONITOR_PAGE (widget)->window),
                  &choice,
                  G_OBJECT (widget),
                  export_chosen_cb,
                  GINT_TO_POINTER (only_shown),
                  NULL);
}

static void
record_chosen_cb (GObject *owner,
                  GFile   *file,
                  gpointer user_data)
{
  start_recording (BR_MONITOR_PAGE (owner), file);
}

static void
record_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrMonitorPage     *self = BR_MONITOR_PAGE (widget);
  const BrFileChoice choice = { .title = _("Record to File"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Save"),
                                .name = _("recording.clasp") };

  if (self->recording == NULL)
    br_file_choose (GTK_WINDOW (self->window), &choice, G_OBJECT (self), record_chosen_cb, NULL, NULL);
}

void
br_monitor_page_stop_recording (BrMonitorPage *self)
{
  if (self->recording == NULL)
    return;

  clasp_engine_stop_recording (br_window_get_engine (self->window), self->recording);
  g_clear_pointer (&self->recording, g_free);
  br_window_clear_condition (self->window, RECORDING);
  br_monitor_page_update_acts (self);
}

static void
stop_recording_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  br_monitor_page_stop_recording (self);
  br_window_toast (self->window, _("Recording ended"), FALSE);
}

static void
trace_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  br_monitor_page_trace (BR_MONITOR_PAGE (widget));
}

void
br_monitor_page_update_acts (BrMonitorPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  gboolean              any = !gtk_bitset_is_empty (selected);
  GtkWidget            *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "monitor.copy", any);
  gtk_widget_action_set_enabled (widget, "monitor.record", self->recording == NULL);
  gtk_widget_action_set_enabled (widget, "monitor.stop-recording", self->recording != NULL);
  gtk_widget_action_set_enabled (widget, "monitor.clear", br_monitor_model_get_n_records (self->model) > 0);
}

void
br_monitor_page_install_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "monitor.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "monitor.send-bar", NULL, send_bar_action);
  gtk_widget_class_install_action (widget_class, "monitor.message", "s", message_action);
  gtk_widget_class_install_action (widget_class, "monitor.send-again", NULL, send_again_action);
  gtk_widget_class_install_action (widget_class, "monitor.edit-and-send", NULL, edit_and_send_action);
  gtk_widget_class_install_action (widget_class, "monitor.export-shown-csv", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "monitor.export-shown-json", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "monitor.export-all-csv", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "monitor.export-all-json", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "monitor.record", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "monitor.stop-recording", NULL, stop_recording_action);
  gtk_widget_class_install_action (widget_class, "monitor.trace", NULL, trace_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "monitor.send-bar", NULL);
}
