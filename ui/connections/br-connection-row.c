/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-connection-row.h"

#include "connections/br-remedy.h"
#include "connections/br-twin-line.h"
#include "widgets/br-format.h"
#include "widgets/br-how-to.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-port-hint.h"
#include "widgets/br-settings-form.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrConnectionRow
{
  GtkWidget parent_instance;

  GtkImage  *sign;
  GtkLabel  *name;
  BrKindBadge *badge;
  GtkLabel  *words;
  GtkLabel  *rate_in;
  GtkLabel  *rate_out;
  GtkLabel  *age;
  GtkLabel  *summary;
  BrTwinLine *twin;
  GtkWidget *fault; /* the box of the sentence and what helps */
  GtkLabel  *detail;
  BrHowTo   *how_to;
  GtkButton *retry;
  GtkSwitch *active;

  ClaspEngine   *engine;                        /* (owned) while bound */
  ClaspShowItem *item;                          /* (owned) or NULL */
  GBinding      *name_binding, *active_binding; /* (unowned) while bound */
  gulong         settings_id;
  BrSign         shown_sign;
  gboolean       was_away; /* it did not work, and has not since */
  BrPortHint    *port;   /* (unowned) (nullable) the line about a port that is taken */
  char          *looked; /* (owned) (nullable) the sentence for which it looked */
  char          *helped; /* (owned) (nullable) the sentence for which help was made */
};

enum
{
  EDIT_REQUESTED,
  RETRY_REQUESTED,
  RETURNED,
  TELL_APART_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrConnectionRow, br_connection_row, GTK_TYPE_WIDGET)

static void
take_rate (GtkLabel *label, const char *format, double rate)
{
  g_autofree char *text = br_format_rate (rate);

  br_take_label (label, g_strdup_printf (format, text));
  gtk_widget_set_visible (GTK_WIDGET (label), rate > 0);
}

/* --- what helps --- */

/* A line of its own, which says what the sentence said, and offers another port. */
static void
show_port (BrConnectionRow *self, const BrConnectionState *state)
{
  if (!br_remedy_is_port (state))
    {
      if (self->looked != NULL)
        br_port_hint_clear (self->port);
      g_clear_pointer (&self->looked, g_free);
      return;
    }
  br_port_hint_set_urgent (self->port, state->sign == BR_SIGN_ERROR);
  if (g_strcmp0 (self->looked, state->detail) == 0)
    return;
  g_free (self->looked);
  self->looked = g_strdup (state->detail);
  br_port_hint_look (self->port);
}

static void
show_help (BrConnectionRow *self, const BrConnectionState *state)
{
  g_auto (BrRemedy) remedy = { 0 };
  const char       *detail = state->is_faulty ? state->detail : "";

  if (g_strcmp0 (self->helped, detail) == 0)
    return;
  g_free (self->helped);
  self->helped = g_strdup (detail);
  gtk_widget_set_visible (GTK_WIDGET (self->how_to), br_remedy_find (&remedy, state, g_get_user_name ()));
  if (remedy.text != NULL)
    br_how_to_set (self->how_to, _("How To"), remedy.text, remedy.command);
}

static void
use_port_cb (BrConnectionRow *self, const char *text)
{
  const char        *name = br_port_hint_get_name (self->port);
  BrWindow          *window = br_window_of (GTK_WIDGET (self));
  ClaspShow         *show = clasp_engine_get_show (self->engine);
  g_autoptr (GError) error = NULL;

  if (name == NULL || (window != NULL && br_window_refuse_edit (window)))
    return;
  /* Translators: an edit, as in "Undo Use another port" */
  clasp_show_begin_edit (show, _("Use another port"));
  clasp_settings_set_text (br_connection_get_settings (self->item), name, text, &error);
  clasp_show_end_edit (show);
  if (window != NULL)
    br_window_toast (window, error != NULL ? error->message : _("Another port is used now: enter it at the other end, too"), error == NULL);
}

/* Its settings are the row's while it is bound. */
static void
make_port (BrConnectionRow *self)
{
  GtkWidget *port = br_port_hint_new (br_connection_get_settings (self->item), NULL);

  g_signal_connect_object (port, "use", G_CALLBACK (use_port_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_after (port, gtk_widget_get_parent (self->fault), self->fault);
  self->port = BR_PORT_HINT (port);
}

/* Off is neither away nor back; one that starts has not shown yet whether it works. */
static void
note_return (BrConnectionRow *self, const BrConnectionState *state)
{
  gboolean is_back = self->was_away && state->sign != BR_SIGN_OFF && state->sign < BR_SIGN_WAITING;

  if (state->sign < BR_SIGN_WAITING)
    self->was_away = FALSE;
  else if (state->is_problem)
    self->was_away = TRUE;
  if (is_back)
    g_signal_emit (self, signals[RETURNED], 0);
}

void
br_connection_row_refresh (BrConnectionRow *self, gint64 now_us)
{
  BrConnectionState state;

  br_connection_state_read (&state, self->engine, self->item);
  if (state.sign != self->shown_sign || gtk_image_get_icon_name (self->sign) == NULL)
    br_sign_apply (state.sign, self->sign);
  self->shown_sign = state.sign;
  note_return (self, &state);
  br_take_label (self->words, br_connection_state_words (&state, now_us));
  take_rate (self->rate_in, _ ("in %s"), state.rate_in);
  take_rate (self->rate_out, _ ("out %s"), state.rate_out);
  br_take_label (self->age, br_connection_state_age (&state, now_us));
  br_take_label (self->detail, g_strdup (state.detail));
  show_port (self, &state);
  show_help (self, &state);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), state.detail[0] != '\0' && !gtk_widget_get_visible (GTK_WIDGET (self->port)));
  gtk_widget_remove_css_class (GTK_WIDGET (self->detail), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->detail), "warning");
  if (state.is_problem)
    gtk_widget_add_css_class (GTK_WIDGET (self->detail),
                              state.sign == BR_SIGN_ERROR ? "error" : "warning");
  gtk_widget_set_visible (GTK_WIDGET (self->retry), CLASP_IS_CONNECTION (self->item) && br_connection_state_can_retry (&state));
}

/* Each switch says whose it is. */
static void
br_connection_row_show_name (BrConnectionRow *self)
{
  g_autofree char *text = g_strdup_printf (_ ("%s on"), gtk_label_get_label (self->name));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->active), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  br_twin_line_set_name (self->twin, gtk_label_get_label (self->name));
}

static void
br_connection_row_show_summary (BrConnectionRow *self)
{
  br_take_label (self->summary, br_settings_summary (br_connection_get_settings (self->item)));
  gtk_widget_set_visible (GTK_WIDGET (self->summary),
                          gtk_label_get_label (self->summary)[0] != '\0');
}

void
br_connection_row_set_has_twin (BrConnectionRow *self, gboolean has_twin)
{
  gtk_widget_set_visible (GTK_WIDGET (self->twin), has_twin);
}

void
br_connection_row_bind (BrConnectionRow *self, ClaspEngine *engine, ClaspShowItem *item)
{
  if (self->item != NULL)
    {
      g_clear_signal_handler (&self->settings_id, br_connection_get_settings (self->item));
      g_clear_pointer (&self->name_binding, g_binding_unbind);
      g_clear_pointer (&self->active_binding, g_binding_unbind);
      gtk_widget_unparent (GTK_WIDGET (self->port));
      self->port = NULL;
      g_clear_pointer (&self->looked, g_free);
      g_clear_pointer (&self->helped, g_free);
    }
  g_set_object (&self->engine, engine);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  self->was_away = FALSE;
  br_connection_row_set_has_twin (self, FALSE);
  make_port (self);
  self->name_binding =
    g_object_bind_property (item, "name", self->name, "label", G_BINDING_SYNC_CREATE);
  self->active_binding = g_object_bind_property (item, "enabled", self->active, "active",
                                                 G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  if (CLASP_IS_ROUTER_CONFIG (item))
    {
      g_clear_pointer (&self->name_binding, g_binding_unbind);
      gtk_label_set_label (self->name, _ ("CLASP router"));
    }
  self->settings_id = g_signal_connect_swapped (br_connection_get_settings (item), "notify",
                                                G_CALLBACK (br_connection_row_show_summary), self);
  br_kind_badge_set (self->badge,
                     CLASP_IS_CONNECTION (item) ? clasp_connection_get_kind (CLASP_CONNECTION (item)) : "router",
                     br_connection_kind_title (clasp_engine_get_show (engine), item));
  br_connection_row_show_summary (self);
  br_connection_row_refresh (self, g_get_monotonic_time ());
}

ClaspShowItem *
br_connection_row_get_item (BrConnectionRow *self)
{
  return self->item;
}

static void
edit_cb (BrConnectionRow *self)
{
  g_signal_emit (self, signals[EDIT_REQUESTED], 0);
}

static void
retry_cb (BrConnectionRow *self)
{
  g_signal_emit (self, signals[RETRY_REQUESTED], 0);
}

static void
tell_apart_cb (BrConnectionRow *self)
{
  g_signal_emit (self, signals[TELL_APART_REQUESTED], 0);
}

/* --- life --- */

static void
br_connection_row_dispose (GObject *object)
{
  BrConnectionRow *self = BR_CONNECTION_ROW (object);

  br_connection_row_bind (self, NULL, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_CONNECTION_ROW);

  G_OBJECT_CLASS (br_connection_row_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, BR_TYPE_CONNECTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
br_connection_row_class_init (BrConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_connection_row_dispose;
  signals[EDIT_REQUESTED] = add_signal ("edit-requested");
  signals[RETRY_REQUESTED] = add_signal ("retry-requested");
  signals[RETURNED] = add_signal ("returned");
  signals[TELL_APART_REQUESTED] = add_signal ("tell-apart-requested");

  gtk_widget_class_set_css_name (widget_class, "connection-row");
  g_type_ensure (BR_TYPE_KIND_BADGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/connections/br-connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, sign);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, name);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, badge);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, words);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, rate_in);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, rate_out);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, age);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, summary);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, twin);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, fault);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, detail);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, how_to);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, retry);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionRow, active);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, tell_apart_cb);
}

static void
br_connection_row_init (BrConnectionRow *self)
{
  g_type_ensure (BR_TYPE_HOW_TO);
  g_type_ensure (BR_TYPE_TWIN_LINE);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->name, "notify::label", G_CALLBACK (br_connection_row_show_name),
                            self);
}

GtkWidget *
br_connection_row_new (void)
{
  return g_object_new (BR_TYPE_CONNECTION_ROW, NULL);
}
