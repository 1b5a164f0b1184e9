/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-swap.h"

#include "clasp-finder.h"
#include "clasp-swap.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "mapping/br-learn-button.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 200 /* rows of addresses; the others follow */

typedef struct
{
  BrWindow        *window;    /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow       *dialog;    /* (unowned) */
  ClaspConnection *role;      /* (owned) */
  ClaspFinder     *finder;    /* (owned) */
  GtkWidget       *choices;   /* (unowned) the group, or NULL */
  GtkWidget       *addresses; /* (unowned) the group, or NULL */
  char            *chosen;    /* (owned) (nullable) key of what was found, or id of a connection */
  ClaspSwap       *swap;      /* (owned) (nullable) */
  gboolean         is_building;
  gboolean         is_connected; /* what was chosen is, so that its controls can be touched */
} Swap;

static void
swap_free (gpointer data)
{
  Swap *self = data;

  g_signal_handlers_disconnect_by_data (self->finder, self);
  clasp_finder_unwatch (self->finder);
  g_object_unref (self->finder);
  g_clear_pointer (&self->swap, clasp_swap_free);
  g_object_unref (self->role);
  g_free (self->chosen);
  g_free (self);
}

/* --- the table --- */

static guint
get_index (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (widget, "br-index"));
}

static void
to_changed_cb (GtkWidget *row, Swap *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_building)
    return;
  if (clasp_swap_set_to (self->swap, get_index (row), gtk_editable_get_text (GTK_EDITABLE (row)), &error))
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_widget_set_tooltip_text (row, error != NULL ? error->message : NULL);
}

static void
learned_cb (GtkEditable *row, ClaspLearnCandidate *candidate)
{
  gtk_editable_set_text (row, clasp_learn_candidate_get_address (candidate));
}

static void
add_learning (GtkWidget *row, const char *from)
{
  /* Translators: %s is an address: another one is learned in its place */
  g_autofree char *name = g_strdup_printf (_ ("Learn instead of %s"), from);
  GtkWidget       *button = br_learn_button_new (CLASP_LEARN_SIDE_SOURCE, name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "learned", G_CALLBACK (learned_cb), row, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
}

static void
add_address (Swap *self, guint index)
{
  GtkWidget       *row = adw_entry_row_new ();
  ClaspSwapRow     data;
  g_autofree char *title = NULL;

  clasp_swap_get_row (self->swap, index, &data);
  /* Translators: an address, and in how many places of the show it stands */
  title = data.n_uses == 1 ? g_strdup_printf (_ ("%s becomes"), data.from)
                           : g_strdup_printf (ngettext ("%s (%u use) becomes", "%s (%u uses) becomes", data.n_uses),
                                              data.from, data.n_uses);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), data.to);
  g_object_set_data (G_OBJECT (row), "br-index", GUINT_TO_POINTER (index));
  if (self->is_connected)
    add_learning (row, data.from);
  g_signal_connect (row, "changed", G_CALLBACK (to_changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->addresses), row);
}

static char *
describe_addresses (guint n, gboolean is_connected)
{
  if (n == 0)
    return g_strdup (_ ("No mapping uses an address of this device by itself."));
  if (n > MAX_SHOWN)
    return g_strdup_printf (_ ("The first %d are listed; the others follow in the same way."), MAX_SHOWN);
  return g_strdup (is_connected ? _ ("Proposed by name. Others can be typed, or learned: press the button of a row and touch the control.")
                                : _ ("Proposed by name. Others can be typed."));
}

static void
show_addresses (Swap *self)
{
  guint            n = self->swap != NULL ? clasp_swap_get_n_rows (self->swap) : 0;
  g_autofree char *text = describe_addresses (n, self->is_connected);

  br_exchange_window_clear (self->dialog, self->choices);
  self->addresses = NULL;
  br_exchange_window_set_ready (self->dialog, self->swap != NULL);
  if (self->swap == NULL)
    return;
  self->addresses = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->addresses), _ ("Addresses"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->addresses), text);
  self->is_building = TRUE;
  for (guint i = 0; i < MIN (n, MAX_SHOWN); i++)
    add_address (self, i);
  self->is_building = FALSE;
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->addresses);
}

/* --- what takes its place --- */

static ClaspFound *
find_found (Swap *self, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->finder), i);

      if (g_str_equal (clasp_found_peek (found)->key, key))
        return found; /* the finder keeps it */
    }
  return NULL;
}

static void
choose (Swap *self, const char *key)
{
  ClaspShow        *show = br_window_get_show (self->window);
  ClaspSignalTable *table = br_window_get_table (self->window);
  ClaspFound       *found = find_found (self, key);
  ClaspShowItem    *other = clasp_show_find (show, key);

  g_clear_pointer (&self->swap, clasp_swap_free);
  self->is_connected = found == NULL;
  if (found != NULL)
    self->swap = clasp_swap_new_device (show, self->role, clasp_found_peek (found), table);
  else if (other != NULL)
    self->swap = clasp_swap_new_role (show, self->role, CLASP_CONNECTION (other), table);
  show_addresses (self);
}

static void
chosen_cb (GtkCheckButton *button, Swap *self)
{
  const char *key = g_object_get_data (G_OBJECT (button), "br-key");

  if (!gtk_check_button_get_active (button) || self->is_building)
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (key);
  choose (self, key);
}

static void
add_choice (Swap *self, GtkCheckButton **first, const char *key, const char *name, const char *place)
{
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *subtitle = g_markup_escape_text (place, -1);
  GtkWidget *button = br_exchange_new_choice (ADW_PREFERENCES_GROUP (self->choices), first, title, subtitle);

  if (gtk_window_get_focus (self->dialog) == NULL)
    gtk_window_set_focus (self->dialog, button);
  g_object_set_data_full (G_OBJECT (button), "br-key", g_strdup (key), g_free);
  if (g_strcmp0 (key, self->chosen) == 0)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  g_signal_connect (button, "toggled", G_CALLBACK (chosen_cb), self);
}

static guint
add_found_choices (Swap *self, GtkCheckButton **first)
{
  const char *kind = clasp_connection_get_kind (self->role);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->finder), i);
      const ClaspSighting   *sighting = clasp_found_peek (found);

      if (clasp_found_get_state (found) != CLASP_FOUND_NEW || g_strcmp0 (sighting->kind, kind) != 0)
        continue;
      add_choice (self, first, sighting->key, sighting->name, sighting->place);
      n++;
    }
  return n;
}

/* The other connections of the kind; those that share the addresses would change nothing. */
static guint
add_role_choices (Swap *self, GtkCheckButton **first)
{
  GListModel      *connections = clasp_show_get_connections (br_window_get_show (self->window));
  g_autofree char *own = clasp_connection_dup_prefix (self->role);
  guint            n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) other = g_list_model_get_item (connections, i);
      g_autofree char            *prefix = clasp_connection_dup_prefix (other);
      g_autofree char            *place = g_strdup_printf (_ ("A connection of this show, %s"), prefix);

      if (g_strcmp0 (clasp_connection_get_kind (other), clasp_connection_get_kind (self->role)) != 0 ||
          g_strcmp0 (prefix, own) == 0)
        continue;
      add_choice (self, first, clasp_show_item_get_id (CLASP_SHOW_ITEM (other)),
                  clasp_show_item_get_name (CLASP_SHOW_ITEM (other)), place);
      n++;
    }
  return n;
}

static void
show_choices (Swap *self)
{
  GtkBox          *box = br_exchange_window_get_box (self->dialog);
  GtkWidget       *old = self->choices;
  GtkCheckButton  *first = GTK_CHECK_BUTTON (gtk_check_button_new ());
  g_autofree char *name = g_markup_escape_text (clasp_show_item_get_name (CLASP_SHOW_ITEM (self->role)), -1);
  g_autofree char *title = g_strdup_printf (_ ("What Takes the Place of %s"), name);
  guint            n;

  self->choices = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->choices), title);
  /* One that is not seen, so that a single choice is round, too. */
  g_object_set_data_full (G_OBJECT (self->choices), "br-first", g_object_ref_sink (first), g_object_unref);
  gtk_box_prepend (box, self->choices);
  if (old != NULL)
    gtk_box_remove (box, old);
  self->is_building = TRUE;
  n = add_found_choices (self, &first);
  n += add_role_choices (self, &first);
  self->is_building = FALSE;
  if (n == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->choices),
                                           _ ("Nothing of this kind is here yet. Plug it in or switch it on; "
                                              "it appears by itself."));
}

/* While the new device is connected already, the list stays as it is. */
static void
found_changed_cb (Swap *self)
{
  if (self->swap == NULL || !clasp_swap_is_applied (self->swap))
    show_choices (self);
}

/* --- the deed --- */

static void
swap_cb (gpointer user_data)
{
  Swap              *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;

  if (br_window_refuse_edit (self->window) || self->swap == NULL)
    return;
  if (!clasp_swap_apply (self->swap, &error))
    {
      br_exchange_tell_problem (self->dialog, _ ("The Device Cannot Be Used"), error->message);
      return;
    }
  text = g_strdup_printf (_ ("Swapped %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (self->role)));
  br_window_toast (self->window, text, TRUE);
  gtk_window_close (self->dialog);
}

void
br_swap_start (BrWindow *window, ClaspConnection *role)
{
  Swap *self;

  if (br_window_refuse_edit (window))
    return;
  self = g_new0 (Swap, 1);
  self->window = window;
  self->role = g_object_ref (role);
  self->finder = clasp_finder_new (br_window_get_show (window));
  clasp_finder_follow (self->finder, br_window_get_engine (window));
  g_settings_bind (br_settings (), "poll-artnet", self->finder, "polls", G_SETTINGS_BIND_GET);
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _ ("Swap Device"), _ ("_Swap"),
                                         G_CALLBACK (swap_cb), self, swap_free);
  show_choices (self);
  br_exchange_window_set_ready (self->dialog, FALSE);
  g_signal_connect_swapped (self->finder, "items-changed", G_CALLBACK (found_changed_cb), self);
  clasp_finder_watch (self->finder);
  gtk_window_present (self->dialog);
}
