/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-connection-inspector.h"

#include "connections/br-outage-row.h"
#include "connections/br-peer-hint.h"
#include "connections/br-peer-list.h"
#include "connections/br-remedy.h"
#include "connections/br-swap.h"
#include "widgets/br-format.h"
#include "widgets/br-settings-form.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _BrConnectionInspector
{
  GtkWidget parent_instance;

  GtkStack     *stack;
  GtkLabel     *kind;
  GtkImage     *sign;
  GtkLabel     *words;
  GtkLabel     *detail;
  GtkButton    *retry;
  AdwEntryRow  *name;
  AdwActionRow *prefix;
  BrPeerHint   *hint;
  BrPeerList   *peers;
  GtkBox       *form_box;
  GtkLabel     *n_in;
  GtkLabel     *n_out;
  GtkLabel     *last_in;
  GtkLabel     *n_malformed;
  GtkLabel     *n_dropped;
  GtkLabel     *n_retries;
  BrOutageRow  *outages;
  GtkButton    *swap;
  GtkButton    *remove;

  BrSettingsForm *form;   /* (unowned) */
  ClaspEngine    *engine; /* (owned) */
  ClaspShowItem  *item;   /* (owned) or NULL */
  gulong          name_id;
  char           *looked; /* (owned) (nullable) the sentence about a port for which fields were looked at */
};

enum
{
  REMOVE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrConnectionInspector, br_connection_inspector, GTK_TYPE_WIDGET)

/* The field says what the row says, once for each time it failed with another sentence. */
static void
br_connection_inspector_look_at_ports (BrConnectionInspector *self, const BrConnectionState *state)
{
  const char *detail = br_remedy_is_port (state) ? state->detail : NULL;

  if (g_strcmp0 (self->looked, detail) == 0)
    return;
  g_free (self->looked);
  self->looked = g_strdup (detail);
  if (detail != NULL)
    br_settings_form_look_at_ports (self->form);
}

/* Our router has none. */
static void
br_connection_inspector_show_outages (BrConnectionInspector *self)
{
  ClaspStatus *status = clasp_engine_get_status (self->engine, clasp_show_item_get_id (self->item));

  br_outage_row_set (self->outages, status != NULL ? &clasp_status_peek (status)->outages : NULL);
}

void
br_connection_inspector_refresh (BrConnectionInspector *self, gint64 now_us)
{
  BrConnectionState state;

  if (self->item == NULL)
    return;

  br_connection_state_read (&state, self->engine, self->item);
  if (g_strcmp0 (gtk_image_get_icon_name (self->sign), br_sign_get_icon_name (state.sign)) != 0)
    br_sign_apply (state.sign, self->sign);
  br_take_label (self->words, br_connection_state_words (&state, now_us));
  br_take_label (self->detail, g_strdup (state.detail));
  gtk_widget_set_visible (GTK_WIDGET (self->detail), state.detail[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->retry), CLASP_IS_CONNECTION (self->item) && br_connection_state_can_retry (&state));
  br_connection_inspector_look_at_ports (self, &state);
  br_take_label (self->n_in, br_format_count (state.n_in));
  br_take_label (self->n_out, br_format_count (state.n_out));
  br_take_label (self->n_malformed, br_format_count (state.n_malformed));
  br_take_label (self->n_dropped, br_format_count (state.n_dropped));
  br_take_label (self->n_retries, br_format_count (state.n_retries));
  br_connection_inspector_show_outages (self);
  if (state.last_in_us != 0)
    {
      g_autofree char *age = br_format_age (now_us - state.last_in_us);

      /* Translators: %s is a time as "3 s" or "12 min" */
      br_take_label (self->last_in, g_strdup_printf (_ ("%s ago"), age));
    }
  else
    br_take_label (self->last_in, g_strdup ("–"));
}

static void
br_connection_inspector_show_name (BrConnectionInspector *self)
{
  const char *name = clasp_show_item_get_name (self->item);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
}

void
br_connection_inspector_set_item (BrConnectionInspector *self, ClaspShowItem *item)
{
  gboolean is_connection = item != NULL && CLASP_IS_CONNECTION (item);

  if (item != NULL && item == self->item)
    return;
  if (self->item != NULL)
    g_clear_signal_handler (&self->name_id, self->item);
  g_set_object (&self->item, item);
  g_clear_pointer (&self->looked, g_free);
  gtk_stack_set_visible_child_name (self->stack, item != NULL ? "connection" : "nothing");
  br_settings_form_set_settings (self->form,
                                 item != NULL ? br_connection_get_settings (item) : NULL);
  br_peer_hint_set_item (self->hint, self->engine, item);
  br_peer_list_set_item (self->peers, self->engine, item);
  if (item == NULL)
    return;

  gtk_label_set_label (self->kind,
                       br_connection_kind_summary (clasp_engine_get_show (self->engine), item));
  gtk_widget_set_visible (
    gtk_widget_get_ancestor (GTK_WIDGET (self->name), ADW_TYPE_PREFERENCES_GROUP), is_connection);
  gtk_widget_set_visible (GTK_WIDGET (self->swap), is_connection);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), is_connection);
  if (is_connection)
    {
      adw_action_row_set_subtitle (self->prefix,
                                   clasp_connection_get_namespace (CLASP_CONNECTION (item)));
      self->name_id = g_signal_connect_swapped (
        item, "notify::name", G_CALLBACK (br_connection_inspector_show_name), self);
      br_connection_inspector_show_name (self);
    }
  br_connection_inspector_refresh (self, g_get_monotonic_time ());
}

/* --- acts --- */

/* When it is whole: a new name starts the connection anew. */
static void
name_done_cb (BrConnectionInspector *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  if (self->item == NULL || !CLASP_IS_CONNECTION (self->item))
    return;
  if (name[0] != '\0' && g_strcmp0 (name, clasp_show_item_get_name (self->item)) != 0)
    clasp_show_item_set_name (self->item, name);
  br_connection_inspector_show_name (self);
}

static void
retry_cb (BrConnectionInspector *self)
{
  clasp_engine_retry_connection (self->engine, clasp_show_item_get_id (self->item));
}

static void
swap_cb (BrConnectionInspector *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  if (window != NULL)
    br_swap_start (window, CLASP_CONNECTION (self->item));
}

static void
remove_cb (BrConnectionInspector *self)
{
  g_signal_emit (self, signals[REMOVE_REQUESTED], 0);
}

void
br_connection_inspector_focus_name (BrConnectionInspector *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/* --- life --- */

void
br_connection_inspector_attach (BrConnectionInspector *self, ClaspEngine *engine)
{
  g_set_object (&self->engine, engine);
}

static void
br_connection_inspector_dispose (GObject *object)
{
  BrConnectionInspector *self = BR_CONNECTION_INSPECTOR (object);

  if (self->item != NULL)
    g_clear_signal_handler (&self->name_id, self->item);
  g_clear_object (&self->item);
  g_clear_pointer (&self->looked, g_free);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_CONNECTION_INSPECTOR);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (br_connection_inspector_parent_class)->dispose (object);
}

static void
br_connection_inspector_class_init (BrConnectionInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_connection_inspector_dispose;
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", BR_TYPE_CONNECTION_INSPECTOR,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/connections/br-connection-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, kind);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, sign);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, words);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, detail);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, retry);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, name);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, prefix);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, hint);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, peers);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, form_box);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, n_in);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, n_out);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, last_in);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, n_malformed);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, n_dropped);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, n_retries);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, outages);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, swap);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionInspector, remove);
  gtk_widget_class_bind_template_callback (widget_class, name_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, swap_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
br_connection_inspector_init (BrConnectionInspector *self)
{
  g_type_ensure (BR_TYPE_OUTAGE_ROW);
  g_type_ensure (BR_TYPE_PEER_HINT);
  g_type_ensure (BR_TYPE_PEER_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->form = BR_SETTINGS_FORM (br_settings_form_new (FALSE));
  gtk_box_append (self->form_box, GTK_WIDGET (self->form));
}

GtkWidget *
br_connection_inspector_new (void)
{
  return g_object_new (BR_TYPE_CONNECTION_INSPECTOR, NULL);
}
