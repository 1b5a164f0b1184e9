/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page-private.h"

#include "widgets/br-order-views.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

/* In which order the signals stand, and which columns are shown, how wide: remembered. */

static const char *const column_names[BR_N_PLACES] = { "level", "value", "raw", "rate", "age", "type", "mappings", "note" };

/* --- columns ------------------------------------------------------------------------------------ */

static BrColumns
read_columns (void)
{
  g_auto (GStrv) names = g_settings_get_strv (br_settings (), "signals-columns");
  BrColumns      columns = BR_COLUMN_STAR;

  for (guint i = 0; i < BR_N_PLACES; i++)
    if (g_strv_contains ((const char *const *) names, column_names[i]))
      columns |= 1u << i;

  return columns;
}

static void
column_changed_cb (GSimpleAction *action,
                   GVariant      *state,
                   gpointer       user_data)
{
  BrSignalsPage        *self = user_data;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_simple_action_set_state (action, state);
  for (guint i = 0; i < BR_N_PLACES; i++)
    {
      g_autoptr (GVariant) shown = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), column_names[i]);

      if (g_variant_get_boolean (shown))
        g_ptr_array_add (names, (gpointer) column_names[i]);
    }
  g_ptr_array_add (names, NULL);
  g_settings_set_strv (br_settings (), "signals-columns", (const char *const *) names->pdata);
  br_address_list_set_columns (self->list, read_columns (), TRUE);
}

static void
widths_changed_cb (BrSignalsPage *self)
{
  const BrColumnWidths *widths = br_address_header_get_widths (br_address_list_get_header (self->list));

  g_settings_set_value (br_settings (),
                        "signals-widths",
                        g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, widths->widths, BR_N_PLACES, sizeof (gint32)));
}

static BrColumnWidths
read_widths (void)
{
  BrColumnWidths       widths = { 0 };
  g_autoptr (GVariant) value = g_settings_get_value (br_settings (), "signals-widths");
  gsize                n = 0;
  const gint32        *numbers = g_variant_get_fixed_array (value, &n, sizeof (gint32));

  for (gsize i = 0; i < MIN (n, BR_N_PLACES); i++)
    widths.widths[i] = numbers[i] > 0 ? CLAMP (numbers[i], BR_COLUMN_MIN_WIDTH, BR_COLUMN_MAX_WIDTH) : 0;

  return widths;
}

/* --- orders ------------------------------------------------------------------------------------- */

static void
br_signals_page_set_view (BrSignalsPage *self,
                          const char    *name)
{
  const BrOrderView *view = br_order_views_find (name);

  self->order = view->order;
  br_address_header_set_sorted (br_address_list_get_header (self->list), view->column);
  br_address_list_set_order (self->list, view->order);
  gtk_toggle_button_set_active (self->favourites, g_str_equal (view->name, BR_ORDER_FAVOURITES));
}

static void
view_changed_cb (GSimpleAction *action,
                 GVariant      *state,
                 gpointer       user_data)
{
  g_simple_action_set_state (action, state);
  g_settings_set_string (br_settings (), "signals-view", g_variant_get_string (state, NULL));
  br_signals_page_set_view (user_data, g_variant_get_string (state, NULL));
}

static void
sort_cb (BrSignalsPage *self,
         int            column)
{
  const char        *name = "device";
  guint              n_views;
  const BrOrderView *views = br_order_views_list (&n_views);

  for (guint i = 0; i < n_views; i++)
    if (column >= 0 && views[i].column == column)
      name = views[i].name;
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "order", g_variant_new_string (name));
}

void
br_signals_page_leave_favourites (BrSignalsPage *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "order");

  if (g_str_equal (g_variant_get_string (state, NULL), BR_ORDER_FAVOURITES))
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "order", g_variant_new_string ("device"));
}

/* --- setting up --------------------------------------------------------------------------------- */

static GMenuModel *
make_menu (void)
{
  GMenu            *menu = g_menu_new ();
  g_autoptr (GMenu) orders = g_menu_new ();
  g_autoptr (GMenu) columns = g_menu_new ();
  guint              n_views;
  const BrOrderView *views = br_order_views_list (&n_views);

  for (guint i = 0; i < n_views; i++)
    {
      g_autofree char *action = g_strconcat ("view.order::", views[i].name, NULL);

      g_menu_append (orders, _(views[i].title), action);
    }
  for (guint i = 0; i < BR_N_PLACES; i++)
    {
      g_autofree char *action = g_strconcat ("view.", column_names[i], NULL);

      g_menu_append (columns, br_column_get_title ((BrColumnPlace) i), action);
    }
  g_menu_append_section (menu, _("Show"), G_MENU_MODEL (orders));
  g_menu_append_section (menu, _("Columns"), G_MENU_MODEL (columns));

  return G_MENU_MODEL (menu);
}

static void
add_action (BrSignalsPage *self,
            GSimpleAction *action,
            GCallback      changed)
{
  g_signal_connect_object (action, "change-state", changed, self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_object_unref (action);
}

void
br_signals_page_init_view (BrSignalsPage *self)
{
  g_autofree char *view = g_settings_get_string (br_settings (), "signals-view");
  BrColumns        columns = read_columns ();

  self->actions = g_simple_action_group_new ();
  add_action (self,
              g_simple_action_new_stateful ("order", G_VARIANT_TYPE_STRING, g_variant_new_string (view)),
              G_CALLBACK (view_changed_cb));
  for (guint i = 0; i < BR_N_PLACES; i++)
    add_action (self,
                g_simple_action_new_stateful (column_names[i], NULL, g_variant_new_boolean ((columns & 1u << i) != 0)),
                G_CALLBACK (column_changed_cb));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view", G_ACTION_GROUP (self->actions));
}

void
br_signals_page_attach_view (BrSignalsPage *self)
{
  g_autoptr (GMenuModel) menu = make_menu ();
  g_autofree char       *view = g_settings_get_string (br_settings (), "signals-view");
  BrAddressHeader       *header = br_address_list_get_header (self->list);
  BrColumnWidths         widths = read_widths ();

  gtk_menu_button_set_menu_model (self->view_button, menu);
  br_address_header_set_menu (header, menu);
  br_address_list_set_columns (self->list, read_columns (), TRUE);
  br_address_list_set_widths (self->list, &widths);
  br_signals_page_set_view (self, view);
  g_signal_connect_object (header, "sort", G_CALLBACK (sort_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (header, "widths-changed", G_CALLBACK (widths_changed_cb), self, G_CONNECT_SWAPPED);
}

void
br_signals_page_count_mappings (BrSignalsPage *self)
{
  g_autoptr (BrMappingIndex) counts = br_mapping_index_new (br_window_get_show (self->window));

  br_address_list_set_counts (self->list, counts);
}
