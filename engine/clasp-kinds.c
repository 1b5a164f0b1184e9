/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-kinds.h"

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "local/clasp-local-settings.h"
#include "mapping/clasp-route-options.h"
#include "mapping/transforms/clasp-transforms.h"
#include "router/clasp-router-settings.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const ClaspKind connections[] = {
  { "osc", N_("OSC"), N_("Tablets, media servers, most show software"),
    clasp_osc_settings_get_type, "/osc", clasp_osc_bridge_get_type },
  { "midi", N_("MIDI"), N_("Controllers, keyboards, sound programs"),
    clasp_midi_settings_get_type, "/midi", clasp_midi_bridge_get_type },
  { "artnet", N_("Art-Net"), N_("Lighting desks, DMX fixtures"),
    clasp_artnet_settings_get_type, "/artnet", clasp_artnet_bridge_get_type },
  { "sacn", N_("sACN"), N_("Lighting desks, visualisers, DMX nodes (E1.31)"),
    clasp_sacn_settings_get_type, "/sacn", clasp_sacn_bridge_get_type },
  { "dmx", N_("USB DMX"), N_("DMX interfaces at a USB socket"),
    clasp_dmx_usb_settings_get_type, "/dmx", clasp_dmx_usb_bridge_get_type },
};

static const ClaspKind locals[] = {
  { "variable", N_("Variable"), N_("A value of the show, for steps, conditions and buttons"),
    clasp_variable_settings_get_type },
  { "timer", N_("Timer"), N_("Fires after a time, once or again and again"),
    clasp_timer_settings_get_type },
  { "scene", N_("Scene"), N_("Values to be recalled together, in a fade"),
    clasp_scene_settings_get_type },
  { "layer", N_("Layer"), N_("Mappings that are switched on and off together"),
    clasp_layer_settings_get_type },
};
/* clang-format on */

/**
 * clasp_kinds:
 *
 * Thread: any.
 *
 * Returns: (transfer none): every kind of connection and of step this build has
 */
const ClaspRegistry *
clasp_kinds (void)
{
  static ClaspRegistry registry = {
    .connections = connections,
    .n_connections = G_N_ELEMENTS (connections),
    .get_router_settings_type = clasp_router_settings_get_type,
    .get_route_options_type = clasp_route_options_get_type,
    .get_source_options_type = clasp_source_options_get_type,
    .get_target_options_type = clasp_target_options_get_type,
    .locals = locals,
    .n_locals = G_N_ELEMENTS (locals),
  };
  static gsize is_complete;

  if (g_once_init_enter (&is_complete))
    {
      registry.steps = clasp_transform_kinds (&registry.n_steps);
      g_once_init_leave (&is_complete, 1);
    }
  return &registry;
}
