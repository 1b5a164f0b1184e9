/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-history-window.h"

#include "exchange/br-look.h"
#include "patch/br-new-circles.h"
#include "window/br-versions.h"

#include <glib/gi18n.h>

/* Differences that get a row each; the rest is counted. */
#define MAX_ROWS 100

struct _BrHistoryWindow
{
  AdwWindow parent_instance;

  BrWindow  *parent; /* (unowned), outlives what is transient for it */
  ClaspShow *show;   /* (owned) */
  GtkListBox *list;
  GPtrArray *versions; /* (owned) of ClaspVersion */
  guint      n_described;
  guint      idle_id;
};

G_DEFINE_FINAL_TYPE (BrHistoryWindow, br_history_window, ADW_TYPE_WINDOW)

/* One version: its row, and what changed since, when that was asked for. */
typedef struct
{
  BrHistoryWindow    *window;  /* (unowned), owns the row */
  const ClaspVersion *version; /* (unowned) of the window */
  GPtrArray          *differences; /* (owned) (nullable) */
  GPtrArray          *checks;      /* (owned) of GtkCheckButton, like @differences */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->differences, g_ptr_array_unref);
  g_clear_pointer (&entry->checks, g_ptr_array_unref);
  g_free (entry);
}

static Entry *
entry_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

/* --- restoring ---------------------------------------------------------------------------------- */

static gboolean
is_all_chosen (Entry *entry)
{
  for (guint i = 0; i < entry->checks->len; i++)
    if (!gtk_check_button_get_active (entry->checks->pdata[i]))
      return FALSE;

  return TRUE;
}

static char *
text_to_restore (Entry      *entry,
                 const char *version)
{
  g_autofree char      *now = clasp_show_to_text (entry->window->show);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  if (is_all_chosen (entry))
    return g_strdup (version);

  for (guint i = 0; i < entry->differences->len; i++)
    if (i >= entry->checks->len || gtk_check_button_get_active (entry->checks->pdata[i]))
      g_ptr_array_add (chosen, entry->differences->pdata[i]);

  return clasp_history_take (now, version, chosen);
}

static void
restore_cb (GtkWidget *row)
{
  Entry              *entry = entry_of (row);
  BrHistoryWindow    *self = entry->window;
  g_autoptr (GError)  error = NULL;
  g_autofree char    *version = NULL;
  g_autofree char    *text = NULL;

  if (br_window_refuse_edit (self->parent))
    return;

  version = clasp_history_read (entry->version, &error);
  if (version != NULL)
    {
      /* Translators: an edit, as in "Undo Restore a version" */
      const char *label = _("Restore a version");
      GHashTable *there;

      br_versions_keep (self->show, CLASP_VERSION_RESTORE);
      text = text_to_restore (entry, version);
      there = br_circles_begin_arrival (self->show, label);
      clasp_show_replace (self->show, text, label, &error);
      br_circles_end_arrival (self->show, there);
    }
  br_window_toast (self->parent, error != NULL ? error->message : _("Version restored"), error == NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- looking ------------------------------------------------------------------------------------ */

static void
look_cb (GtkWidget *row)
{
  Entry                *entry = entry_of (row);
  BrHistoryWindow      *self = entry->window;
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_show_get_registry (self->show));
  g_autofree char      *text = clasp_history_read (entry->version, NULL);
  g_autofree char      *title = br_version_dup_title (entry->version);

  if (text == NULL || !clasp_show_from_text (show, text, NULL, NULL))
    br_window_toast (self->parent, _("This version cannot be read"), FALSE);
  else
    br_look_at_show (GTK_WINDOW (self), title, show);
}

/* --- rows --------------------------------------------------------------------------------------- */

static void
add_difference (Entry                 *entry,
                AdwExpanderRow        *row,
                const ClaspDifference *difference)
{
  GtkWidget       *line = adw_action_row_new ();
  GtkWidget       *check = gtk_check_button_new ();
  g_autofree char *title = g_markup_escape_text (difference->text, -1);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (line), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (line), check);
  adw_expander_row_add_row (row, line);
  g_ptr_array_add (entry->checks, check);
}

static void
add_buttons (AdwExpanderRow *row)
{
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *look = gtk_button_new_with_mnemonic (_("_Look"));
  GtkWidget *restore = gtk_button_new_with_mnemonic (_("_Restore"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), _("Take back what is ticked"));
  gtk_widget_set_valign (look, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (restore, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (restore, "suggested-action");
  g_signal_connect_object (look, "clicked", G_CALLBACK (look_cb), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (restore, "clicked", G_CALLBACK (restore_cb), row, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), look);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), restore);
  adw_expander_row_add_row (row, line);
}

/* What changed since then: read when its turn comes, so that the window opens at once. */
static void
describe_row (GtkWidget *row)
{
  Entry           *entry = entry_of (row);
  g_autofree char *now = clasp_show_to_text (entry->window->show);
  g_autofree char *then = clasp_history_read (entry->version, NULL);
  g_autofree char *words = NULL;
  g_autofree char *subtitle = NULL;

  entry->differences = clasp_history_compare (then != NULL ? then : "", now);
  words = clasp_history_describe (entry->differences);
  if (then == NULL)
    subtitle = g_strdup (_("This version cannot be read"));
  else if (words == NULL)
    subtitle = g_strdup (_("As the show is now"));
  else
    /* Translators: what changed, as in "Changed since: 2 mappings, 1 connection" */
    subtitle = g_strdup_printf (_("Changed since: %s"), words);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  for (guint i = 0; i < MIN (entry->differences->len, MAX_ROWS); i++)
    add_difference (entry, ADW_EXPANDER_ROW (row), entry->differences->pdata[i]);
  if (then != NULL)
    add_buttons (ADW_EXPANDER_ROW (row));
}

static gboolean
describe_next_cb (gpointer user_data)
{
  BrHistoryWindow *self = user_data;
  GtkListBoxRow   *row = gtk_list_box_get_row_at_index (self->list, (int) self->n_described++);

  if (row == NULL || entry_of (GTK_WIDGET (row)) == NULL)
    {
      self->idle_id = 0;
      return G_SOURCE_REMOVE;
    }

  describe_row (GTK_WIDGET (row));
  return G_SOURCE_CONTINUE;
}

static void
add_version (BrHistoryWindow    *self,
             const ClaspVersion *version)
{
  GtkWidget       *row = adw_expander_row_new ();
  Entry           *entry = g_new0 (Entry, 1);
  g_autofree char *title = br_version_dup_title (version);

  entry->window = self;
  entry->version = version;
  entry->checks = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (row), "entry", entry, entry_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (self->list, row);
}

static void
br_history_window_fill (BrHistoryWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char  *path = NULL;

  g_object_get (self->show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  self->versions = path != NULL ? clasp_history_list (path) : g_ptr_array_new ();
  for (guint i = 0; i < self->versions->len; i++)
    add_version (self, self->versions->pdata[i]);
  if (self->versions->len > 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, describe_next_cb, self, NULL);
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "document-open-recent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No versions yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("One is kept with each save by hand, every hour of work, before imports and "
                                     "before show mode."));
  gtk_widget_set_vexpand (page, TRUE);

  return page;
}

static GtkWidget *
make_list (BrHistoryWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 18);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_history_window_dispose (GObject *object)
{
  BrHistoryWindow *self = BR_HISTORY_WINDOW (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);

  G_OBJECT_CLASS (br_history_window_parent_class)->dispose (object);
}

static void
br_history_window_finalize (GObject *object)
{
  BrHistoryWindow *self = BR_HISTORY_WINDOW (object);

  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_object (&self->show);

  G_OBJECT_CLASS (br_history_window_parent_class)->finalize (object);
}

static void
br_history_window_class_init (BrHistoryWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_history_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_history_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
br_history_window_init (BrHistoryWindow *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_window_set_title (GTK_WINDOW (self), _("Versions of the Show"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 600);
}

GtkWidget *
br_history_window_new (BrWindow *parent)
{
  BrHistoryWindow *self
    = g_object_new (BR_TYPE_HISTORY_WINDOW, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = make_list (self);

  self->parent = parent;
  self->show = g_object_ref (br_window_get_show (parent));
  br_history_window_fill (self);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  if (self->versions->len > 0)
    gtk_box_append (GTK_BOX (box), scroller);
  else
    {
      g_object_ref_sink (scroller);
      g_object_unref (scroller);
      gtk_box_append (GTK_BOX (box), make_empty ());
    }
  adw_window_set_content (ADW_WINDOW (self), box);

  return GTK_WIDGET (self);
}
