/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-end-row-private.h"

#include "connections/br-swap.h"
#include "mapping/br-mapping-edit.h"
#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>
#include <string.h>

/* Matches of a pattern that are listed; devices that are offered for one that is away. */
#define MAX_MATCHES 20
#define MAX_SWAPS 32

/* --- connection --- */

void
br_end_row_show_connections (BrEndRow *self)
{
  GListModel             *connections = clasp_show_get_connections (br_window_get_show (self->window));
  ClaspSettings          *options = clasp_mapping_end_get_options (self->end);
  const char             *present = clasp_settings_get_string (options, "connection");
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray)   ids = g_ptr_array_new_with_free_func (g_free);
  guint                   selected = 0;

  gtk_string_list_append (titles, self->is_target ? _ ("By its address") : _ ("Any"));
  g_ptr_array_add (ids, g_strdup (""));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      const char               *name = clasp_show_item_get_name (item);

      if (g_str_equal (clasp_show_item_get_id (item), present))
        selected = ids->len;
      gtk_string_list_append (titles, *name != '\0' ? name : clasp_show_item_get_id (item));
      g_ptr_array_add (ids, g_strdup (clasp_show_item_get_id (item)));
    }
  /* One that is no more. */
  if (selected == 0 && *present != '\0')
    {
      selected = ids->len;
      gtk_string_list_append (titles, present);
      g_ptr_array_add (ids, g_strdup (present));
    }
  g_ptr_array_add (ids, NULL);
  if (self->connection_ids == NULL || !g_strv_equal ((const char *const *) self->connection_ids,
                                                     (const char *const *) ids->pdata))
    {
      g_strfreev (self->connection_ids);
      self->connection_ids = g_strdupv ((char **) ids->pdata);
      gtk_drop_down_set_model (self->connection, G_LIST_MODEL (titles));
    }
  gtk_drop_down_set_selected (self->connection, selected);
}

void
br_end_row_choose_connection (BrEndRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->connection);

  if (self->is_showing || self->connection_ids == NULL ||
      selected >= g_strv_length (self->connection_ids))
    return;
  if (!br_window_refuse_edit (self->window))
    g_object_set (clasp_mapping_end_get_options (self->end), "connection",
                  self->connection_ids[selected], NULL);
  self->is_showing = TRUE;
  br_end_row_show_connections (self);
  self->is_showing = FALSE;
}

/* --- a device that is away --- */

static void
swap_clicked_cb (BrEndRow *self, GtkButton *button)
{
  const char      *address = clasp_mapping_end_get_address (self->end);
  g_autofree char *device = br_address_dup_device (br_window_get_show (self->window), address, NULL);
  const char      *other = gtk_button_get_label (button);
  g_autofree char *text = NULL;

  gtk_popover_popdown (self->swap_popover);
  if (device == NULL)
    return;
  text = g_strconcat (other, address + strlen (device), NULL);
  br_end_row_type_address (self, text);
}

/* With everything else that uses the device. */
static void
swap_all_cb (BrEndRow *self)
{
  ClaspConnection *connection = NULL;
  g_autofree char *device =
    br_address_dup_device (br_window_get_show (self->window),
                           clasp_mapping_end_get_address (self->end), &connection);

  gtk_popover_popdown (self->swap_popover);
  if (device != NULL)
    br_swap_start (self->window, connection);
}

static void
add_swap_all (BrEndRow *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("In the Whole Show…"));

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (swap_all_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->swap_box, button);
}

static void
add_swap (BrEndRow *self, const char *device)
{
  GtkWidget *button = gtk_button_new_with_label (device);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (swap_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->swap_box, button);
}

/* The other connections of the kind, or other devices of it that sent something. */
static void
br_end_row_list_swaps (BrEndRow *self, ClaspConnection *connection, const char *device)
{
  BrAddressTree *tree = br_window_get_tree (self->window);
  GListModel    *connections = clasp_show_get_connections (br_window_get_show (self->window));
  GtkWidget     *child;
  guint          n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->swap_box))) != NULL)
    gtk_box_remove (self->swap_box, child);
  add_swap_all (self);
  for (guint i = 0; i < g_list_model_get_n_items (connections) && n < MAX_SWAPS; i++)
    {
      g_autoptr (ClaspConnection) other = g_list_model_get_item (connections, i);
      const char                 *space = clasp_connection_get_namespace (other);
      gboolean is_midi = g_str_equal (clasp_connection_get_kind (other), "midi");
      BrNode   node = is_midi ? br_address_tree_find (tree, space) : BR_NODE_NONE;

      if (!g_str_equal (clasp_connection_get_kind (other), clasp_connection_get_kind (connection)))
        continue;
      if (!is_midi && other != connection && ++n)
        add_swap (self, space);
      for (BrNode at = node != BR_NODE_NONE ? br_address_tree_get_first_child (tree, node)
                                            : BR_NODE_NONE;
           at != BR_NODE_NONE && n < MAX_SWAPS; at = br_address_tree_get_next (tree, at))
        {
          g_autofree char *address = br_address_tree_dup_address (tree, at);

          if (!g_str_equal (address, device) && ++n)
            add_swap (self, address);
        }
    }
}

void
br_end_row_show_missing (BrEndRow *self)
{
  ClaspConnection *connection = NULL;
  g_autofree char *device =
    br_address_dup_device (br_window_get_show (self->window),
                           clasp_mapping_end_get_address (self->end), &connection);
  ClaspStatus *status =
    connection != NULL
      ? clasp_engine_get_status (br_window_get_engine (self->window),
                                 clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)))
      : NULL;
  gboolean is_missing =
    status != NULL && clasp_status_peek (status)->state == CLASP_BRIDGE_STATE_MISSING;

  if (is_missing && !gtk_widget_get_visible (self->missing))
    {
      const char      *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (connection));
      g_autofree char *text =
        g_strdup_printf (_ ("Missing: %s"), *name != '\0' ? name : device);

      gtk_label_set_label (self->missing_text, text);
      br_end_row_list_swaps (self, connection, device);
    }
  gtk_widget_set_visible (self->missing, is_missing);
}

/* --- for many --- */

void
br_end_row_count (BrEndRow *self)
{
  ClaspSignalTable     *table = br_address_tree_get_table (br_window_get_tree (self->window));
  guint                 n = 0;
  g_autoptr (GPtrArray) matches = NULL;
  g_autofree char      *title = NULL;
  g_autofree char      *lines = NULL;
  gboolean              is_pattern =
    !self->is_target && !br_is_exact (clasp_mapping_end_get_address (self->end));

  self->counted_size = clasp_signal_table_get_size (table);
  gtk_widget_set_visible (GTK_WIDGET (self->many), is_pattern);
  if (!is_pattern)
    return;

  matches = br_mapping_list_matches (table, clasp_mapping_end_get_address (self->end),
                                     clasp_mapping_get_target (self->mapping), MAX_MATCHES, &n);
  title = g_strdup_printf (ngettext ("%u signal matches", "%u signals match", n), n);
  gtk_expander_set_label (self->many, title);
  if (n > matches->len)
    g_ptr_array_add (matches, g_strdup_printf (ngettext ("and %u more", "and %u more",
                                                         n - matches->len),
                                               n - matches->len));
  g_ptr_array_add (matches, NULL);
  lines = g_strjoinv ("\n", (char **) matches->pdata);
  gtk_label_set_label (self->matches, n > 0 ? lines : _ ("Nothing that was heard so far."));
}
