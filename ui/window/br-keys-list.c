/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-keys-list.h"

#include "widgets/br-format.h"
#include "window/br-keys.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 480
#define HEIGHT 640
#define MIN_WIDTH 340
#define MIN_HEIGHT 294
/* Of a column, with the titles of its groups. */
#define MAX_ROWS 16

/* --- what a key is called --- */

static void
add_key (GString *text, const char *accelerator)
{
  g_autofree char *label = NULL;
  GdkModifierType  modifiers;
  guint            key;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    return;
  label = gtk_accelerator_get_label (key, modifiers);
  g_string_append (text, label);
}

/* As the toolkit writes them: "<Alt>1...7", or several with spaces between them. */
static void
add_keys (GString *text, const char *accelerators)
{
  g_auto (GStrv) all = g_strsplit (accelerators, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (all[i], "...", 2);

      if (text->len > 0)
        g_string_append (text, ", ");
      add_key (text, ends[0]);
      if (ends[0] != NULL && ends[1] != NULL)
        {
          g_string_append (text, "…");
          add_key (text, ends[1]);
        }
    }
}

/* (transfer full): "" when it has none. */
static char *
dup_keys (GtkApplication *application, GtkWidget *shortcut)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *accelerators = NULL;
  g_autofree char *action = NULL;
  g_auto (GStrv)   of_action = NULL;

  g_object_get (shortcut, "accelerator", &accelerators, "action-name", &action, NULL);
  if (action != NULL)
    of_action = gtk_application_get_accels_for_action (application, action);
  /* The table writes down those of an action, too. */
  if (accelerators != NULL && (of_action == NULL || of_action[0] == NULL))
    add_keys (text, accelerators);
  for (guint i = 0; of_action != NULL && of_action[i] != NULL; i++)
    add_keys (text, of_action[i]);

  return g_string_free (text, FALSE);
}

/* --- keys that were changed --- */

/* The key of a list with this title, of the list of this title; NULL when none or several have it. */
static const BrKey *
find_key (const char *title, const char *list)
{
  guint        n_keys;
  const BrKey *keys = br_keys_list_of_lists (&n_keys), *found = NULL;

  for (guint i = 0; i < n_keys; i++)
    if (g_str_equal (_ (keys[i].title), title) && (list == NULL || g_str_equal (_ (keys[i].list), list)))
      {
        if (found != NULL)
          return NULL;
        found = &keys[i];
      }
  return found;
}

/* As the table writes them; the same on the keypad goes without saying. */
static char *
join_keys (const BrKey *key)
{
  g_auto (GStrv)      now = br_keys_dup (key);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; now[i] != NULL; i++)
    if (!g_str_has_prefix (now[i], "KP_"))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", now[i]);
  return g_strdup (text->str);
}

/* Those of the program's actions the table follows by itself. */
static void
follow_keys (GtkWidget *widget, const char *list)
{
  g_autofree char *title = NULL;

  if (GTK_IS_SHORTCUTS_GROUP (widget) || GTK_IS_SHORTCUTS_SHORTCUT (widget))
    g_object_get (widget, "title", &title, NULL);
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      const BrKey     *key = find_key (title, list);
      g_autofree char *accelerators = key != NULL ? join_keys (key) : NULL;

      if (accelerators != NULL)
        g_object_set (widget, "accelerator", accelerators, NULL);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    follow_keys (child, title != NULL ? title : list);
}

/* --- the list --- */

typedef struct
{
  GtkApplication       *application;
  AdwPreferencesPage   *page;
  AdwPreferencesGroup  *group; /* the last one */
} List;

static void
add_shortcut (List *self, GtkWidget *shortcut)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *keys = dup_keys (self->application, shortcut);
  g_autofree char *marked = br_format_figures (keys);
  g_autofree char *title = NULL;

  g_object_get (shortcut, "title", &title, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), marked);
  adw_preferences_group_add (self->group, row);
}

static void
add_group (List *self, GtkWidget *group)
{
  g_autofree char *title = NULL;

  g_object_get (group, "title", &title, NULL);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, title);
  adw_preferences_page_add (self->page, self->group);
  for (GtkWidget *child = gtk_widget_get_first_child (group); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_SHORTCUTS_SHORTCUT (child))
      add_shortcut (self, child);
}

/* The table has each shortcut once more outside its group, for its search. */
static void
add_all (List *self, GtkWidget *widget)
{
  if (GTK_IS_SHORTCUTS_GROUP (widget))
    add_group (self, widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
      add_all (self, child);
}

static void
show_list (GtkWindow *parent, GtkWidget *table)
{
  GtkWidget *window = adw_preferences_window_new ();
  List       list = { gtk_window_get_application (parent), ADW_PREFERENCES_PAGE (adw_preferences_page_new ()), NULL };

  add_all (&list, table);
  gtk_window_set_title (GTK_WINDOW (window), _("Keyboard Shortcuts"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), MIN_WIDTH, WIDTH), HEIGHT);
  gtk_widget_set_size_request (window, MIN_WIDTH, MIN_HEIGHT);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), list.page);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- the table --- */

static GtkWidget *
find_section (GtkWidget *widget)
{
  GtkWidget *section = GTK_IS_SHORTCUTS_SECTION (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && section == NULL; child = gtk_widget_get_next_sibling (child))
    section = find_section (child);

  return section;
}

static void
activated_cb (GtkWindow *parent)
{
  GtkWidget *table = GTK_WIDGET (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (parent)));
  int        needed;

  follow_keys (table, NULL);
  /* It would change the order of its groups had it known this while they were added. */
  g_object_set (find_section (table), "max-height", MAX_ROWS, NULL);
  gtk_widget_measure (table, GTK_ORIENTATION_HORIZONTAL, -1, &needed, NULL, NULL, NULL);
  if (needed > gtk_widget_get_width (GTK_WIDGET (parent)))
    show_list (parent, table);
  else
    gtk_window_present (GTK_WINDOW (table));
}

void
br_keys_list_attach (BrWindow *window)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new ("show-help-overlay", NULL);

  /* Instead of the toolkit's own. */
  g_signal_connect_object (action, "activate", G_CALLBACK (activated_cb), window, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}
