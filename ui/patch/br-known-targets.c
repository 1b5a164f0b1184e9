/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-known-targets.h"

#include "bridges/artnet/clasp-artnet-settings.h"
#include "patch/br-patch-edit.h"

/* A connection to "all" universes shows its first; more than these are typed by hand. */
#define MAX_UNIVERSES 64
#define N_SLOTS 512

static void
add_universe (BrAddressTree *tree,
              const char    *namespace_,
              guint          port_address)
{
  g_autofree char *path = g_strdup_printf ("%s/%u/%u/%u",
                                           namespace_,
                                           port_address >> 8,
                                           port_address >> 4 & 0xf,
                                           port_address & 0xf);

  for (guint slot = 1; slot <= N_SLOTS; slot++)
    {
      g_autofree char *address = g_strdup_printf ("%s/%u", path, slot);

      br_address_tree_intern (tree, address);
    }
}

static void
add_universes (BrAddressTree   *tree,
               ClaspConnection *connection)
{
  const char *const   *texts = clasp_settings_get_strv (clasp_connection_get_settings (connection), "universes");
  ClaspArtnetUniverses universes;
  guint                n = 0;

  if (!clasp_artnet_universes_parse (texts, &universes, NULL) || universes.is_all)
    {
      add_universe (tree, clasp_connection_get_namespace (connection), 0);
      return;
    }

  for (guint16 i = 0; i <= CLASP_ARTNET_MAX_PORT_ADDRESS && n < MAX_UNIVERSES; i++)
    if (clasp_artnet_universes_has (&universes, i))
      {
        add_universe (tree, clasp_connection_get_namespace (connection), i);
        n++;
      }
}

void
br_known_targets_add (BrAddressTree *tree,
                      ClaspShow     *show)
{
  GListModel *connections = clasp_show_get_connections (show);
  GListModel *mappings = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (g_str_equal (clasp_connection_get_kind (connection), "artnet"))
        add_universes (tree, connection);
    }
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (br_is_exact (clasp_mapping_get_target (mapping)))
        br_address_tree_intern (tree, clasp_mapping_get_target (mapping));
    }
}
