/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-send-bar.h"

#include "core/clasp-address.h"
#include "core/clasp-value-text.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define MIN_MS 20
#define MAX_MS 60000

/* In the order of the drop-down. */
static const ClaspValueSyntax syntaxes[] = { CLASP_VALUE_SYNTAX_AUTO,   CLASP_VALUE_SYNTAX_INT,   CLASP_VALUE_SYNTAX_FLOAT, CLASP_VALUE_SYNTAX_BOOL,
                                             CLASP_VALUE_SYNTAX_STRING, CLASP_VALUE_SYNTAX_BYTES, CLASP_VALUE_SYNTAX_JSON };

struct _BrSendBar
{
  GtkWidget parent_instance;

  GtkDropDown     *connection;
  GtkStringList   *connections; /* (owned) names; the first is "any" */
  GtkEntry        *address;
  GtkDropDown     *type;
  GtkEntry        *value;
  GtkCheckButton  *event;
  GtkSpinButton   *interval;
  GtkToggleButton *repeat;
  GtkLabel        *problem;

  BrWindow *window; /* (unowned), outlives the bar */
  guint     repeat_id;
};

G_DEFINE_FINAL_TYPE (BrSendBar, br_send_bar, GTK_TYPE_WIDGET)

/* --- sending ------------------------------------------------------------------------------------ */

static void
show_problem (BrSendBar  *self,
              const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  gtk_label_set_label (self->problem, text != NULL ? text : "");
}

/* (transfer full) (nullable) */
static ClaspConnection *
get_connection (BrSendBar *self)
{
  guint       index = gtk_drop_down_get_selected (self->connection);
  GListModel *connections = clasp_show_get_connections (br_window_get_show (self->window));

  return index > 0 && index != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (connections, index - 1) : NULL;
}

/* What a device's manual calls it is below the connection that was chosen; the entry says so. */
static const char *
complete_address (BrSendBar *self)
{
  const char                 *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autoptr (ClaspConnection) connection = get_connection (self);
  const char                 *namespace_ = connection != NULL ? clasp_connection_get_namespace (connection) : "";
  g_autofree char            *prefix = g_strconcat (namespace_, "/", NULL);
  g_autofree char            *whole = NULL;

  if (connection == NULL || *address != '/' || g_str_has_prefix (address, prefix))
    return address;

  whole = g_strconcat (namespace_, address, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->address), whole);

  return gtk_editable_get_text (GTK_EDITABLE (self->address));
}

static gboolean
send (BrSendBar *self)
{
  const char         *address = complete_address (self);
  const char         *text = gtk_editable_get_text (GTK_EDITABLE (self->value));
  gboolean            is_event = gtk_check_button_get_active (self->event);
  ClaspValueSyntax    syntax = syntaxes[gtk_drop_down_get_selected (self->type)];
  const char         *why = NULL;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  if (!clasp_address_is_valid (clasp_str (address), &why))
    {
      show_problem (self, why);
      return FALSE;
    }
  if (!clasp_value_parse (text, syntax, &value, &error))
    {
      show_problem (self, error->message);
      return FALSE;
    }

  show_problem (self, NULL);
  clasp_engine_send (br_window_get_engine (self->window), address, is_event && *text == '\0' ? NULL : &value, is_event);

  return TRUE;
}

void
br_send_bar_stop (BrSendBar *self)
{
  g_clear_handle_id (&self->repeat_id, g_source_remove);
  gtk_toggle_button_set_active (self->repeat, FALSE);
}

static gboolean
repeat_cb (gpointer user_data)
{
  BrSendBar *self = user_data;

  if (!br_window_is_locked (self->window) && send (self))
    return G_SOURCE_CONTINUE;

  self->repeat_id = 0;
  gtk_toggle_button_set_active (self->repeat, FALSE);
  return G_SOURCE_REMOVE;
}

static void
repeat_toggled_cb (BrSendBar *self)
{
  gboolean wanted = gtk_toggle_button_get_active (self->repeat);

  g_clear_handle_id (&self->repeat_id, g_source_remove);
  if (!wanted)
    return;
  if (br_window_refuse_edit (self->window) || !send (self))
    {
      gtk_toggle_button_set_active (self->repeat, FALSE);
      return;
    }
  self->repeat_id = g_timeout_add ((guint) gtk_spin_button_get_value_as_int (self->interval), repeat_cb, self);
}

static void
interval_changed_cb (BrSendBar *self)
{
  if (self->repeat_id != 0)
    repeat_toggled_cb (self);
}

static void
send_cb (BrSendBar *self)
{
  g_autofree char *text = NULL;

  if (br_window_refuse_edit (self->window) || !send (self))
    return;

  /* Translators: %s is an address */
  text = g_strdup_printf (_("Sent to %s"), gtk_editable_get_text (GTK_EDITABLE (self->address)));
  br_window_toast (self->window, text, FALSE);
}

void
br_send_bar_fill (BrSendBar  *self,
                  const char *address,
                  const char *value,
                  gboolean    is_event)
{
  br_send_bar_stop (self);
  gtk_drop_down_set_selected (self->connection, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->address), address);
  gtk_editable_set_text (GTK_EDITABLE (self->value), value);
  gtk_drop_down_set_selected (self->type, 0);
  gtk_check_button_set_active (self->event, is_event);
  show_problem (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->value));
}

/* --- connections -------------------------------------------------------------------------------- */

static void
follow_connections (BrSendBar *self)
{
  GListModel           *connections = clasp_show_get_connections (br_window_get_show (self->window));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint                 chosen;

  g_ptr_array_add (names, (gpointer) _("Any address"));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);

      g_ptr_array_add (names, (gpointer) clasp_show_item_get_name (item));
    }
  g_ptr_array_add (names, NULL);
  chosen = gtk_drop_down_get_selected (self->connection);
  gtk_string_list_splice (self->connections,
                          0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->connections)),
                          (const char *const *) names->pdata);
  gtk_drop_down_set_selected (self->connection, chosen < names->len - 1 ? chosen : 0);
}

static void
show_changed_cb (BrSendBar     *self,
                 ClaspShowItem *item)
{
  if (CLASP_IS_CONNECTION (item))
    follow_connections (self);
}

static void
connection_cb (BrSendBar *self)
{
  g_autoptr (ClaspConnection) connection = get_connection (self);
  g_autofree char            *prefix = NULL;

  if (connection == NULL)
    return;

  prefix = g_strconcat (clasp_connection_get_namespace (connection), "/", NULL);
  if (!g_str_has_prefix (gtk_editable_get_text (GTK_EDITABLE (self->address)), prefix))
    gtk_editable_set_text (GTK_EDITABLE (self->address), prefix);
}

void
br_send_bar_attach (BrSendBar *self,
                    BrWindow  *window)
{
  self->window = window;
  follow_connections (self);
  g_signal_connect_object (clasp_show_get_connections (br_window_get_show (window)),
                           "items-changed",
                           G_CALLBACK (follow_connections),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
br_send_bar_unmap (GtkWidget *widget)
{
  br_send_bar_stop (BR_SEND_BAR (widget));
  GTK_WIDGET_CLASS (br_send_bar_parent_class)->unmap (widget);
}

static gboolean
br_send_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BR_SEND_BAR (widget)->address));
}

static void
br_send_bar_dispose (GObject *object)
{
  BrSendBar *self = BR_SEND_BAR (object);

  g_clear_handle_id (&self->repeat_id, g_source_remove);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->connections);

  G_OBJECT_CLASS (br_send_bar_parent_class)->dispose (object);
}

static void
br_send_bar_class_init (BrSendBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_send_bar_dispose;
  widget_class->unmap = br_send_bar_unmap;
  widget_class->grab_focus = br_send_bar_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "send-bar");
}

static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_widget_set_tooltip_text (widget, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
put (GtkWidget  *box,
     GtkWidget  *widget,
     const char *name)
{
  set_name (widget, name);
  gtk_flow_box_append (GTK_FLOW_BOX (box), widget);
  gtk_widget_set_focusable (gtk_widget_get_parent (widget), FALSE);
}

static void
add_what (BrSendBar *self,
          GtkWidget *box)
{
  const char *const types[] = { _("Any type"), _("Integer"), _("Number"), _("On/off"), _("Text"), _("Bytes"), "JSON", NULL };

  self->connections = gtk_string_list_new (NULL);
  self->connection = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self->connections)), NULL));
  g_signal_connect_object (self->connection, "notify::selected", G_CALLBACK (connection_cb), self, G_CONNECT_SWAPPED);
  put (box, GTK_WIDGET (self->connection), _("Connection"));
  self->address = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->address, "/osc/1/fader1");
  g_signal_connect_object (self->address, "activate", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  put (box, GTK_WIDGET (self->address), _("Address"));
  self->type = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (types));
  put (box, GTK_WIDGET (self->type), _("Type"));
  self->value = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->value, _("0.5, true, \"text\", [1, 2]"));
  g_signal_connect_object (self->value, "activate", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  put (box, GTK_WIDGET (self->value), _("Value to send"));
}

static void
add_how (BrSendBar *self,
         GtkWidget *box)
{
  GtkWidget *send_button = gtk_button_new_with_label (_("Send"));
  GtkWidget *repeat = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->event = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("Event")));
  put (box, GTK_WIDGET (self->event), _("As an event: a moment that is not kept"));
  self->interval = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (MIN_MS, MAX_MS, 100));
  gtk_spin_button_set_value (self->interval, 1000);
  set_name (GTK_WIDGET (self->interval), _("Milliseconds between two"));
  g_signal_connect_object (self->interval, "value-changed", G_CALLBACK (interval_changed_cb), self, G_CONNECT_SWAPPED);
  self->repeat = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_button_set_icon_name (GTK_BUTTON (self->repeat), "media-playlist-repeat-symbolic");
  set_name (GTK_WIDGET (self->repeat), _("Send again and again"));
  g_signal_connect_object (self->repeat, "toggled", G_CALLBACK (repeat_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (repeat, "linked");
  gtk_box_append (GTK_BOX (repeat), GTK_WIDGET (self->interval));
  gtk_box_append (GTK_BOX (repeat), GTK_WIDGET (self->repeat));
  gtk_flow_box_append (GTK_FLOW_BOX (box), repeat);
  gtk_widget_set_focusable (gtk_widget_get_parent (repeat), FALSE);
  gtk_widget_add_css_class (send_button, "suggested-action");
  g_signal_connect_object (send_button, "clicked", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  put (box, send_button, _("Send (Enter)"));
}

static void
br_send_bar_init (BrSendBar *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget        *box = gtk_flow_box_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 7);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  add_what (self, box);
  add_how (self, box);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->problem), GTK_WIDGET (self));
}

GtkWidget *
br_send_bar_new (void)
{
  return g_object_new (BR_TYPE_SEND_BAR, NULL);
}
