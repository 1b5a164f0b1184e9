/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-peer-list.h"

#include "connections/br-peer-lines.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define ASK_S 2

struct _BrPeerList
{
  GtkWidget parent_instance;

  AdwPreferencesGroup *group;       /* (unowned) hidden while there are no rows */
  GPtrArray           *rows;        /* (owned) of AdwActionRow (unowned) */
  ClaspEngine         *engine;      /* (owned) */
  ClaspShowItem       *item;        /* (owned) or NULL */
  GCancellable        *cancellable; /* (owned) (nullable) of the question under way */
  gboolean             is_watching; /* the lighting network */
  guint                timeout;
};

G_DEFINE_FINAL_TYPE (BrPeerList, br_peer_list, GTK_TYPE_WIDGET)

static void
set_n_rows (BrPeerList *self, guint n)
{
  while (self->rows->len > n)
    adw_preferences_group_remove (self->group, g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  while (self->rows->len < n)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      gtk_widget_add_css_class (row, "numeric");
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->group), n > 0);
}

static void
show (BrPeerList *self, const GPtrArray *lines)
{
  set_n_rows (self, lines->len);
  for (guint i = 0; i < lines->len; i++)
    {
      const BrPeerLine *line = lines->pdata[i];

      adw_preferences_row_set_title (self->rows->pdata[i], line->name);
      adw_action_row_set_subtitle (self->rows->pdata[i], line->text);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) peers = clasp_engine_list_peers_finish (CLASP_ENGINE (source), result, NULL);
  g_autoptr (GPtrArray) lines = NULL;

  /* Only cancelled when another connection is shown, or nothing any more. */
  if (peers == NULL)
    return;
  lines = br_peer_lines_of_connection (peers, g_get_monotonic_time ());
  show (user_data, lines);
}

static gboolean
is_lighting (BrPeerList *self)
{
  const char *kind = clasp_connection_get_kind (CLASP_CONNECTION (self->item));

  return g_str_equal (kind, "artnet") || g_str_equal (kind, "sacn");
}

static void
forget_question (BrPeerList *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look_at_lighting (BrPeerList *self)
{
  ClaspLightingView    *view = clasp_engine_get_lighting (self->engine);
  g_autoptr (GPtrArray) lines = view != NULL ? br_peer_lines_of_lighting (view, clasp_show_item_get_id (self->item)) : NULL;

  if (lines != NULL)
    show (self, lines);
}

static gboolean
look_cb (gpointer user_data)
{
  BrPeerList *self = user_data;

  if (is_lighting (self))
    {
      look_at_lighting (self);
      return G_SOURCE_CONTINUE;
    }
  forget_question (self);
  self->cancellable = g_cancellable_new ();
  clasp_engine_list_peers_async (self->engine, clasp_show_item_get_id (self->item), self->cancellable, listed_cb, self);
  return G_SOURCE_CONTINUE;
}

/* --- only while it is seen --- */

static void
stop (BrPeerList *self)
{
  forget_question (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->is_watching)
    clasp_engine_unwatch_lighting (self->engine);
  self->is_watching = FALSE;
}

static void
start (BrPeerList *self)
{
  if (self->item == NULL || !CLASP_IS_CONNECTION (self->item) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->is_watching = is_lighting (self);
  if (self->is_watching)
    clasp_engine_watch_lighting (self->engine);
  self->timeout = g_timeout_add_seconds (ASK_S, look_cb, self);
  g_source_set_name_by_id (self->timeout, "[clasp] peers of a connection");
  look_cb (self);
}

void
br_peer_list_set_item (BrPeerList *self, ClaspEngine *engine, ClaspShowItem *item)
{
  stop (self);
  g_set_object (&self->engine, engine);
  g_set_object (&self->item, item);
  set_n_rows (self, 0);
  start (self);
}

static void
br_peer_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (br_peer_list_parent_class)->map (widget);
  start (BR_PEER_LIST (widget));
}

static void
br_peer_list_unmap (GtkWidget *widget)
{
  stop (BR_PEER_LIST (widget));
  GTK_WIDGET_CLASS (br_peer_list_parent_class)->unmap (widget);
}

static void
br_peer_list_dispose (GObject *object)
{
  BrPeerList *self = BR_PEER_LIST (object);

  if (self->engine != NULL)
    stop (self);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->item);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (br_peer_list_parent_class)->dispose (object);
}

static void
br_peer_list_finalize (GObject *object)
{
  g_ptr_array_unref (BR_PEER_LIST (object)->rows);
  G_OBJECT_CLASS (br_peer_list_parent_class)->finalize (object);
}

static void
br_peer_list_class_init (BrPeerListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_peer_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_peer_list_finalize;
  widget_class->map = br_peer_list_map;
  widget_class->unmap = br_peer_list_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
br_peer_list_init (BrPeerList *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Whom it speaks with"));
  /* Its own, for the list takes no room while it is empty. */
  gtk_widget_set_margin_top (GTK_WIDGET (self->group), 18);
  gtk_widget_set_visible (GTK_WIDGET (self->group), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->group), GTK_WIDGET (self));
}
