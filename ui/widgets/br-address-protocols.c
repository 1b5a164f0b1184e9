/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-model.h"

#include "clasp-kinds.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

/* The first level by protocol: one group for each kind of connection, then what belongs to none. */

struct _BrAddressProtocols
{
  GObject parent_instance;

  BrAddressTree *tree;   /* (owned) */
  BrRole         role;
  GListModel    *roots;  /* (owned) */
  GPtrArray     *kinds;  /* (owned) of char: those shown, "" for none */
};

static void br_address_protocols_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrAddressProtocols,
                               br_address_protocols,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_address_protocols_list_init))

static const char *
kind_of (BrAddressItem *item)
{
  ClaspConnection *connection = br_address_item_get_connection (item);

  return connection != NULL ? clasp_connection_get_kind (connection) : "";
}

static char *
title_of (const char *kind)
{
  const ClaspRegistry *kinds = clasp_kinds ();
  const ClaspKind     *found = clasp_kind_find (kinds->connections, kinds->n_connections, kind);

  if (*kind == '\0')
    return g_strdup (_("Others"));

  return g_strdup (found != NULL ? _(found->title) : kind);
}

static gboolean
is_of_kind_cb (gpointer item,
               gpointer kind)
{
  return g_str_equal (kind_of (item), kind);
}

static GPtrArray *
collect_kinds (BrAddressProtocols *self)
{
  GPtrArray *kinds = g_ptr_array_new_with_free_func (g_free);
  guint      n = g_list_model_get_n_items (self->roots);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (self->roots, i);

      if (!g_ptr_array_find_with_equal_func (kinds, kind_of (item), g_str_equal, NULL))
        g_ptr_array_add (kinds, g_strdup (kind_of (item)));
    }

  return kinds;
}

static void
roots_changed_cb (BrAddressProtocols *self)
{
  GPtrArray           *kinds = collect_kinds (self);
  g_autoptr (GPtrArray) before = self->kinds;
  guint                first = 0;

  while (first < MIN (kinds->len, before->len) && g_str_equal (kinds->pdata[first], before->pdata[first]))
    first++;
  self->kinds = kinds;
  if (first < MAX (kinds->len, before->len))
    g_list_model_items_changed (G_LIST_MODEL (self), first, before->len - first, kinds->len - first);
}

static GType
br_address_protocols_get_item_type (GListModel *list)
{
  return BR_TYPE_ADDRESS_ITEM;
}

static guint
br_address_protocols_get_n_items (GListModel *list)
{
  return BR_ADDRESS_PROTOCOLS (list)->kinds->len;
}

static gpointer
br_address_protocols_get_item (GListModel *list,
                               guint       position)
{
  BrAddressProtocols     *self = BR_ADDRESS_PROTOCOLS (list);
  const char             *kind = position < self->kinds->len ? self->kinds->pdata[position] : NULL;
  g_autoptr (GListModel)  members = NULL;
  g_autofree char        *title = NULL;

  if (kind == NULL)
    return NULL;

  title = title_of (kind);
  members = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (self->roots),
                                                     GTK_FILTER (gtk_custom_filter_new (is_of_kind_cb, g_strdup (kind), g_free))));

  return br_address_item_new_protocol (self->tree, self->role, title, members);
}

static void
br_address_protocols_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_address_protocols_get_item_type;
  iface->get_n_items = br_address_protocols_get_n_items;
  iface->get_item = br_address_protocols_get_item;
}

static void
br_address_protocols_finalize (GObject *object)
{
  BrAddressProtocols *self = BR_ADDRESS_PROTOCOLS (object);

  g_ptr_array_unref (self->kinds);
  g_object_unref (self->roots);
  g_object_unref (self->tree);

  G_OBJECT_CLASS (br_address_protocols_parent_class)->finalize (object);
}

static void
br_address_protocols_class_init (BrAddressProtocolsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_address_protocols_finalize;
}

static void
br_address_protocols_init (BrAddressProtocols *self)
{
  self->kinds = g_ptr_array_new_with_free_func (g_free);
}

BrAddressProtocols *
br_address_protocols_new (BrAddressTree  *tree,
                          BrRole          role,
                          BrAddressRoots *roots)
{
  BrAddressProtocols *self = g_object_new (BR_TYPE_ADDRESS_PROTOCOLS, NULL);

  self->tree = g_object_ref (tree);
  self->role = role;
  self->roots = G_LIST_MODEL (g_object_ref (roots));
  g_signal_connect_object (roots, "items-changed", G_CALLBACK (roots_changed_cb), self, G_CONNECT_SWAPPED);
  roots_changed_cb (self);

  return self;
}
