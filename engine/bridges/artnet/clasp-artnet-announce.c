/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge-private.h"

/* What there can be at the addresses of a connection, as it is told and as it is taken (README.md). */

#define EVENT CLASP_SIGNAL_EVENT
#define STREAM CLASP_SIGNAL_STREAM

/* Behind a universe. What a later one says of an address holds. */
static const ClaspBridgeSignal of_universes[] = {
  { "", "bytes", NULL, 0, 0, STREAM },
  { "/*", "int", "dmx", 0, 255 },
  { "/*/16", "int", NULL, 0, 65535 },
  { "/*/rgb", "array", NULL, 0, 0 },
  { "/nzs/*", "bytes", NULL, 0, 0, EVENT },
  { "/sources", "array", .is_told = TRUE },
  { "/sources/*", "bytes", .is_told = TRUE },
  { "/lost", "string", .signal = EVENT, .is_told = TRUE },
};

static const ClaspBridgeSignal of_all[] = {
  { "/timecode", "string", NULL, 0, 0, STREAM },
  { "/timecode/map", "map", NULL, 0, 0, STREAM },
  { "/trigger", "map", NULL, 0, 0, EVENT },
};

static const ClaspBridgeSignal of_nodes[] = {
  { "/nodes/*", "map", .is_told = TRUE },
  { "/diagnostics", "map", .signal = EVENT, .is_told = TRUE },
};

static void
tell (const ClaspBridgeSignal *signals, guint n, ClaspBridgeSignalFunc func, gpointer user_data)
{
  for (guint i = 0; i < n; i++)
    func (&signals[i], user_data);
}

void
clasp_artnet_bridge_foreach_signal (ClaspBridge *bridge, ClaspBridgeSignalFunc func, gpointer user_data)
{
  ClaspSettings *settings = clasp_bridge_get_settings (bridge);
  const char    *universe =
    clasp_settings_get_int (settings, "addressing") == CLASP_ARTNET_ADDRESSING_FLAT ? "/*" : "/*/*/*";

  for (guint i = 0; i < G_N_ELEMENTS (of_universes); i++)
    {
      ClaspBridgeSignal signal = of_universes[i];
      g_autofree char  *pattern = g_strconcat (universe, signal.pattern, NULL);

      signal.pattern = pattern;
      func (&signal, user_data);
    }
  tell (of_all, G_N_ELEMENTS (of_all), func, user_data);
  if (clasp_settings_get_boolean (settings, "find-nodes"))
    tell (of_nodes, G_N_ELEMENTS (of_nodes), func, user_data);
}
