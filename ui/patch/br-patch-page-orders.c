/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "widgets/br-order-views.h"

#include <glib/gi18n.h>

/* In which order the sources and the targets stand, each by itself: chosen above them, kept with the other
 * places of the page. Each column has an action "tree.order". */

/* Of those that there are: a rate and a value have no column here. */
static const char *const offered[] = { "device", "protocol", "change", BR_ORDER_FAVOURITES };

static GtkWidget *
column_of (BrPatchPage   *self,
           BrAddressList *list)
{
  return list == self->sources ? self->sources_column : self->targets_column;
}

static GActionGroup *
actions_of (BrPatchPage   *self,
            BrAddressList *list)
{
  return list == self->sources ? self->source_orders : self->target_orders;
}

static const BrOrderView *
view_of (BrPatchPage   *self,
         BrAddressList *list)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (actions_of (self, list), "order");

  return br_order_views_find (g_variant_get_string (state, NULL));
}

static gboolean
is_favourites (const BrOrderView *view)
{
  return g_str_equal (view->name, BR_ORDER_FAVOURITES);
}

/* --- what is listed ------------------------------------------------------------------------------ */

/* What was typed, of the favourites when those are asked for. */
void
br_patch_page_search (BrPatchPage   *self,
                      BrAddressList *list)
{
  GtkSearchEntry  *entry = list == self->sources ? self->source_search : self->target_search;
  g_autofree char *query = g_strconcat (gtk_editable_get_text (GTK_EDITABLE (entry)),
                                        is_favourites (view_of (self, list)) ? " fav:yes" : "",
                                        NULL);

  br_address_list_set_query (list, query);
  self->wires_dirty = TRUE;
}

/* What is in sight in its order stays there; else the tree opens. */
void
br_patch_page_reveal (BrPatchPage   *self,
                      BrAddressList *list,
                      const char    *address)
{
  const BrOrderView *view = view_of (self, list);

  if ((br_order_is_flat (view->order) || is_favourites (view)) && br_address_list_find_row (list, address) != NULL)
    return;

  br_address_list_reveal (list, address);
}

/* --- choosing ------------------------------------------------------------------------------------- */

static void
show_title (BrPatchPage   *self,
            BrAddressList *list)
{
  GtkMenuButton   *button = list == self->sources ? self->source_order : self->target_order;
  g_autofree char *title = br_order_view_dup_title (view_of (self, list));
  /* Translators: %s is an order, as in "By Device" */
  g_autofree char *tooltip = g_strdup_printf (list == self->sources ? _("Order of the sources: %s")
                                                                    /* Translators: the same */
                                                                    : _("Order of the targets: %s"), title);

  gtk_widget_set_tooltip_text (GTK_WIDGET (button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static void
set_view (BrPatchPage   *self,
          BrAddressList *list,
          const char    *name)
{
  const BrOrderView *view = br_order_views_find (name);

  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (actions_of (self, list)), "order")),
                             g_variant_new_string (view->name));
  show_title (self, list);
}

static void
choose (BrPatchPage   *self,
        BrAddressList *list,
        const char    *name)
{
  set_view (self, list, name);
  br_address_list_set_order (list, view_of (self, list)->order);
  br_patch_page_search (self, list);
}

static void
source_order_cb (GSimpleAction *action,
                 GVariant      *state,
                 gpointer       user_data)
{
  BrPatchPage *self = user_data;

  choose (self, self->sources, g_variant_get_string (state, NULL));
  br_patch_page_note_positions (self);
}

static void
target_order_cb (GSimpleAction *action,
                 GVariant      *state,
                 gpointer       user_data)
{
  BrPatchPage *self = user_data;

  choose (self, self->targets, g_variant_get_string (state, NULL));
  br_patch_page_note_positions (self);
}

/* An address was looked for in the tree, and the list is one again. */
static void
searching_cb (BrPatchPage   *self,
              GParamSpec    *pspec,
              BrAddressList *list)
{
  const BrOrderView *view = view_of (self, list);
  gboolean           is_flat;

  g_object_get (list, "searching", &is_flat, NULL);
  if (is_flat || (!br_order_is_flat (view->order) && !is_favourites (view)))
    return;

  set_view (self, list, "device");
  br_patch_page_note_positions (self);
}

/* --- remembering ----------------------------------------------------------------------------------- */

const char *
br_patch_page_get_order (BrPatchPage   *self,
                         BrAddressList *list)
{
  return view_of (self, list)->name;
}

void
br_patch_page_set_order (BrPatchPage   *self,
                         BrAddressList *list,
                         const char    *name)
{
  if (!g_str_equal (view_of (self, list)->name, br_order_views_find (name)->name))
    choose (self, list, name);
}

/* Out of the favourites, where nothing of them is left. */
void
br_patch_page_leave_favourites (BrPatchPage   *self,
                                BrAddressList *list)
{
  if (is_favourites (view_of (self, list)))
    choose (self, list, "device");
}

/* --- setting up ------------------------------------------------------------------------------------ */

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    {
      g_autofree char *action = g_strconcat ("tree.order::", offered[i], NULL);

      g_menu_append (menu, _(br_order_views_find (offered[i])->title), action);
    }

  return G_MENU_MODEL (menu);
}

static GActionGroup *
add_orders (BrPatchPage   *self,
            BrAddressList *list,
            GtkMenuButton *button,
            GCallback      changed)
{
  GSimpleActionGroup       *group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action
    = g_simple_action_new_stateful ("order", G_VARIANT_TYPE_STRING, g_variant_new_string ("device"));
  g_autoptr (GMenuModel)    menu = make_menu ();

  g_signal_connect_object (action, "change-state", changed, self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (column_of (self, list), "tree", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (button, menu);
  g_signal_connect_object (list, "notify::searching", G_CALLBACK (searching_cb), self, G_CONNECT_SWAPPED);

  return G_ACTION_GROUP (group);
}

void
br_patch_page_attach_orders (BrPatchPage *self)
{
  self->source_orders = add_orders (self, self->sources, self->source_order, G_CALLBACK (source_order_cb));
  self->target_orders = add_orders (self, self->targets, self->target_order, G_CALLBACK (target_order_cb));
  show_title (self, self->sources);
  show_title (self, self->targets);
}
