/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "widgets/br-hold-menu.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* The menu of a row: what keys ask for too, as far as somebody who holds the list does it. */

typedef struct
{
  const char *action;
  const char *label;     /* N_(); or NULL: by a key alone */
  const char *signal;    /* that asks for it; or NULL */
  gboolean    of_groups; /* a group's row has it too */
  void (*func) (BrAddressList *self); /* what the list does itself */
} Act;

static void
send_message (BrAddressList *self)
{
  BrWindow        *window = br_window_of (GTK_WIDGET (self));
  g_autofree char *address = br_address_list_dup_selected_path (self);

  if (window != NULL && address != NULL)
    br_window_show_in_page (window, "monitor", "monitor.message", address);
}

static void
speak (BrAddressList *self)
{
  BrAddressRow *row = br_address_list_get_focus_row (self);

  if (row != NULL)
    br_address_list_speak (self, row);
}

static void
sort_again (BrAddressList *self)
{
  if (br_address_list_is_flat (self))
    br_address_list_search (self);
}

static const Act acts[] = {
  { "address.map", N_ ("_Map to…"), "map-requested", FALSE },
  { "address.learn", N_ ("_Learn"), "learn-requested", TRUE },
  { "address.chart", N_ ("_Chart"), "chart-requested", FALSE },
  { "address.favourite", N_ ("_Favourite"), "favourite-requested", FALSE },
  { "address.treat", N_ ("_Treat As…"), "treat-requested", FALSE },
  { "address.message", N_ ("_Send a Message…"), NULL, FALSE, send_message },
  { "address.copy", N_ ("Co_py Address"), NULL, FALSE, br_address_list_copy },
  { "address.read", NULL, NULL, TRUE, speak },
  { "address.sort", NULL, NULL, TRUE, sort_again },
  { "address.forget", N_ ("F_orget Until Seen Again"), "forget-requested", TRUE },
};

static gboolean
has_listener (BrAddressList *self,
              const char    *name)
{
  return name == NULL || g_signal_has_handler_pending (self, g_signal_lookup (name, BR_TYPE_ADDRESS_LIST), 0, FALSE);
}

static GMenuModel *
create_model (BrAddressList *self,
              BrAddressItem *item)
{
  gboolean is_endpoint = br_address_item_is_endpoint (item);
  GMenu   *model = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (acts[i].label != NULL && has_listener (self, acts[i].signal) && (is_endpoint || acts[i].of_groups))
      g_menu_append (model, _(acts[i].label), acts[i].action);

  return G_MENU_MODEL (model);
}

/* Of the rows that are selected, or of @row alone when it is none of them; @x and @y are the list's. */
static gboolean
show_menu (BrAddressList *self,
           BrAddressRow  *row,
           double         x,
           double         y)
{
  g_autoptr (GMenuModel) model = create_model (self, br_address_row_get_item (row));

  if (g_menu_model_get_n_items (model) == 0)
    return FALSE;
  if (!(gtk_widget_get_state_flags (gtk_widget_get_parent (GTK_WIDGET (row))) & GTK_STATE_FLAG_SELECTED))
    br_address_list_select_row (self, row);

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  br_hold_menu_popup (GTK_POPOVER (self->menu));

  return TRUE;
}

static void
pressed_cb (GtkWidget *view,
            double     x,
            double     y,
            gpointer   user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = br_address_list_row_at (self, x, y);
  double         own_x = x, own_y = y;

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (view, GTK_WIDGET (self), x, y, &own_x, &own_y);
  show_menu (self, row, own_x, own_y);
}

/* Below the row that has the focus. */
static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *parameter,
             gpointer   user_data)
{
  BrAddressList  *self = BR_ADDRESS_LIST (widget);
  BrAddressRow   *row = br_address_list_get_focus_row (self);
  graphene_rect_t area;

  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), widget, &area))
    return FALSE;

  return show_menu (self, row, area.origin.x + area.size.width / 2, area.origin.y + area.size.height);
}

/* The focus comes to a list with nothing selected, as from the search: keys mean the row that has it. */
static void
take_focus_row (BrAddressList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  BrAddressRow         *row = br_address_list_get_focus_row (self);

  if (row != NULL && gtk_bitset_is_empty (selected))
    br_address_list_select_row (self, row);
}

static void
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  take_focus_row (BR_ADDRESS_LIST (widget));
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (!g_str_equal (acts[i].action, name))
      continue;
    else if (acts[i].signal != NULL)
      g_signal_emit_by_name (widget, acts[i].signal);
    else
      acts[i].func (BR_ADDRESS_LIST (widget));
}

void
br_address_list_install_menu (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    gtk_widget_class_install_action (klass, acts[i].action, NULL, act);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

void
br_address_list_add_menu (BrAddressList *self)
{
  br_hold_menu_add (GTK_WIDGET (self->view), pressed_cb, self);
}
