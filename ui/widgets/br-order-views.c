/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-order-views.h"

#include <glib/gi18n.h>

static const BrOrderView views[] = {
  { "device", N_ ("By _Device"), BR_ORDER_TREE, -1 },
  { "protocol", N_ ("By _Protocol"), BR_ORDER_PROTOCOLS, -1 },
  { "rate", N_ ("Flat, by _Rate"), BR_ORDER_RATE, BR_PLACE_RATE },
  { "change", N_ ("Flat, by _Last Change"), BR_ORDER_CHANGE, BR_PLACE_AGE },
  { "value", N_ ("Flat, by _Value"), BR_ORDER_VALUE, BR_PLACE_VALUE },
  { BR_ORDER_FAVOURITES, N_ ("_Favourites"), BR_ORDER_TREE, -1 },
};

const BrOrderView *
br_order_views_list (guint *n_views)
{
  *n_views = G_N_ELEMENTS (views);

  return views;
}

const BrOrderView *
br_order_views_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_strcmp0 (views[i].name, name) == 0)
      return &views[i];

  return &views[0];
}

char *
br_order_view_dup_title (const BrOrderView *view)
{
  g_auto (GStrv) parts = g_strsplit (_(view->title), "_", -1);

  return g_strjoinv ("", parts);
}

gboolean
br_order_is_flat (BrOrder order)
{
  return order != BR_ORDER_TREE && order != BR_ORDER_PROTOCOLS;
}
