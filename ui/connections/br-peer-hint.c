/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-peer-hint.h"

#include "clasp-network-view.h"
#include "clasp-peer-hint.h"
#include "connections/br-connection-state.h"
#include "widgets/br-format.h"
#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrPeerHint
{
  GtkWidget parent_instance;

  AdwPreferencesGroup *group;       /* (unowned) made anew each time */
  ClaspEngine         *engine;      /* (owned) */
  ClaspShowItem       *item;        /* (owned) or NULL */
  gulong               settings_id; /* of its settings */
  GCancellable        *cancellable; /* (owned) (nullable) of the listing under way */
};

G_DEFINE_FINAL_TYPE (BrPeerHint, br_peer_hint, GTK_TYPE_WIDGET)

/* --- rows --- */

static void
copy_cb (GtkButton *button)
{
  BrWindow        *window = br_window_of (GTK_WIDGET (button));
  const char      *value = g_object_get_data (G_OBJECT (button), "br-value");
  /* Translators: %s is what was copied: an address, a port */
  g_autofree char *text = g_strdup_printf (_ ("Copied %s"), value);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), value);
  if (window != NULL)
    br_window_toast (window, text, FALSE);
}

static GtkWidget *
create_copy_button (const ClaspPeerHintLine *line)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: a button; %s is what it copies: "Port (UDP)" */
  g_autofree char *name = g_strdup_printf (_ ("Copy: %s"), line->title);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "br-value", g_strdup (line->value), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  return button;
}

static GtkWidget *
create_row (const ClaspPeerHintLine *line)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *value = br_format_figures (line->value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), value);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_copy_button (line));
  gtk_widget_add_css_class (row, "numeric");
  return row;
}

static void
show (BrPeerHint *self, const ClaspPeerHint *hint)
{
  if (self->group != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->group));
  self->group = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), hint != NULL);
  if (hint == NULL)
    return;
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("In the Other Program"));
  adw_preferences_group_set_description (self->group, hint->about);
  for (guint i = 0; i < hint->lines->len; i++)
    adw_preferences_group_add (self->group, create_row (hint->lines->pdata[i]));
  gtk_widget_set_parent (GTK_WIDGET (self->group), GTK_WIDGET (self));
}

/* --- listing, in another thread --- */

typedef struct
{
  char          *kind;
  ClaspSettings *settings; /* (owned) a copy */
  char         **uris;     /* (owned) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->kind);
  g_object_unref (job->settings);
  g_strfreev (job->uris);
  g_free (job);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job                  *job = task_data;
  g_autoptr (GPtrArray) places = clasp_network_list ();

  g_task_return_pointer (task, clasp_peer_hint_new (job->kind, job->settings, (const char *const *) job->uris, places),
                         (GDestroyNotify) clasp_peer_hint_free);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BrPeerHint)    self = user_data;
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspPeerHint) hint = g_task_propagate_pointer (G_TASK (result), &error);

  if (error == NULL)
    show (self, hint);
}

static void
refresh (BrPeerHint *self)
{
  g_autoptr (GTask) task = NULL;
  Job              *job;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->item == NULL)
    {
      show (self, NULL);
      return;
    }
  job = g_new0 (Job, 1);
  job->kind = g_strdup (CLASP_IS_CONNECTION (self->item) ? clasp_connection_get_kind (CLASP_CONNECTION (self->item)) : "router");
  job->settings = clasp_settings_copy (br_connection_get_settings (self->item));
  job->uris = clasp_engine_get_uris (self->engine);
  self->cancellable = g_cancellable_new ();
  /* Held by the callback: by the task, it might come to its end in the thread. */
  task = g_task_new (NULL, self->cancellable, listed_cb, g_object_ref (self));
  g_task_set_source_tag (task, refresh);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, list_in_thread);
}

/* --- life --- */

void
br_peer_hint_set_item (BrPeerHint *self, ClaspEngine *engine, ClaspShowItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->settings_id, br_connection_get_settings (self->item));
  g_set_object (&self->engine, engine);
  g_set_object (&self->item, item);
  if (item != NULL)
    self->settings_id =
      g_signal_connect_swapped (br_connection_get_settings (item), "notify", G_CALLBACK (refresh), self);
  show (self, NULL);
  refresh (self);
}

static void
br_peer_hint_dispose (GObject *object)
{
  BrPeerHint *self = BR_PEER_HINT (object);

  if (self->item != NULL)
    g_clear_signal_handler (&self->settings_id, br_connection_get_settings (self->item));
  g_clear_object (&self->item);
  g_clear_object (&self->engine);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->group = NULL;
  br_unparent_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (br_peer_hint_parent_class)->dispose (object);
}

static void
br_peer_hint_class_init (BrPeerHintClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_peer_hint_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
br_peer_hint_init (BrPeerHint *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

GtkWidget *
br_peer_hint_new (void)
{
  return g_object_new (BR_TYPE_PEER_HINT, NULL);
}
