/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-known-targets.h"

#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "patch/br-patch-edit.h"

/* A connection to "all" universes shows its first; more than these are typed by hand. */
#define MAX_UNIVERSES 64
#define N_SLOTS 512

/* @path is where its slots are. */
static void
add_slots (BrAddressTree *tree,
           const char    *path)
{
  for (guint slot = 1; slot <= N_SLOTS; slot++)
    {
      g_autofree char *address = g_strdup_printf ("%s/%u", path, slot);

      br_address_tree_intern (tree, address);
    }
}

static void
add_numbered (BrAddressTree   *tree,
              ClaspConnection *connection,
              guint            universe)
{
  g_autofree char *path = g_strdup_printf ("%s/%u", clasp_connection_get_namespace (connection), universe);

  add_slots (tree, path);
}

static void
add_port_address (BrAddressTree   *tree,
                  ClaspConnection *connection,
                  guint            port_address)
{
  g_autofree char *path = g_strdup_printf ("%s/%u/%u/%u",
                                           clasp_connection_get_namespace (connection),
                                           port_address >> 8,
                                           port_address >> 4 & 0xf,
                                           port_address & 0xf);

  add_slots (tree, path);
}

static const char *const *
texts_of (ClaspConnection *connection,
          const char      *setting)
{
  return clasp_settings_get_strv (clasp_connection_get_settings (connection), setting);
}

static void
add_artnet (BrAddressTree   *tree,
            ClaspConnection *connection)
{
  const char *const   *out = texts_of (connection, "out-universes");
  ClaspArtnetUniverses universes;
  guint                n = 0;

  if (out == NULL || out[0] == NULL)
    out = texts_of (connection, "universes");
  if (!clasp_artnet_universes_parse (out, &universes, NULL) || universes.is_all)
    {
      add_port_address (tree, connection, 0);
      return;
    }

  for (guint16 i = 0; i <= CLASP_ARTNET_MAX_PORT_ADDRESS && n < MAX_UNIVERSES; i++)
    if (clasp_artnet_universes_has (&universes, i))
      {
        add_port_address (tree, connection, i);
        n++;
      }
}

static void
add_sacn (BrAddressTree   *tree,
          ClaspConnection *connection)
{
  g_autoptr (GArray) universes = clasp_sacn_universes_parse (texts_of (connection, "send"), NULL);

  for (guint i = 0; universes != NULL && i < MIN (universes->len, MAX_UNIVERSES); i++)
    add_numbered (tree, connection, g_array_index (universes, guint16, i));
}

static void
add_dmx_usb (BrAddressTree   *tree,
             ClaspConnection *connection)
{
  ClaspDmxUsbPort ports[CLASP_DMX_USB_MAX_PORTS];
  guint           n = clasp_dmx_usb_ports_parse (texts_of (connection, "ports"), ports, NULL);

  for (guint i = 0; i < n; i++)
    if (!ports[i].is_input)
      add_numbered (tree, connection, ports[i].universe);
}

static const struct
{
  const char *kind;
  void      (*add) (BrAddressTree *tree, ClaspConnection *connection);
} known[] = {
  { "artnet", add_artnet },
  { "sacn", add_sacn },
  { "dmx", add_dmx_usb },
};

void
br_known_targets_add (BrAddressTree *tree,
                      ClaspShow     *show)
{
  GListModel *connections = clasp_show_get_connections (show);
  GListModel *mappings = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      for (guint j = 0; j < G_N_ELEMENTS (known); j++)
        if (g_str_equal (clasp_connection_get_kind (connection), known[j].kind))
          known[j].add (tree, connection);
    }
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (br_is_exact (clasp_mapping_get_target (mapping)))
        br_address_tree_intern (tree, clasp_mapping_get_target (mapping));
    }
}
