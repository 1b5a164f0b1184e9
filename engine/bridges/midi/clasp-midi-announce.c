/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge-private.h"

/* What there can be at a device's addresses, as it is told and as it is taken (bridges.md 3.3). */

#define MAX_7 127
#define MAX_14 16383
#define EVENT CLASP_SIGNAL_EVENT
#define STREAM CLASP_SIGNAL_STREAM

static const ClaspBridgeSignal always[] = {
  { "/ch/*/poly/*", "int", NULL, 0, MAX_7 },
  { "/ch/*/cc/*", "int", NULL, 0, MAX_7 },
  /* orders to the channel */
  { "/ch/*/cc/120", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/121", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/122", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/123", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/124", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/125", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/126", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/127", "int", NULL, 0, MAX_7, EVENT, TRUE },
  { "/ch/*/cc/*/step", "int", NULL, 0, 0, EVENT },
  { "/ch/*/cc14/*", "int", NULL, 0, MAX_14 },
  { "/ch/*/nrpn/*", "int", NULL, 0, MAX_14 },
  { "/ch/*/nrpn/*/step", "int", NULL, 0, 0, EVENT },
  { "/ch/*/rpn/*", "int", NULL, 0, MAX_14 },
  { "/ch/*/rpn/*/step", "int", NULL, 0, 0, EVENT },
  { "/ch/*/program", "int", NULL, 0, MAX_7, CLASP_SIGNAL_PARAM, TRUE },
  { "/ch/*/bank", "int", NULL, 0, MAX_14, CLASP_SIGNAL_PARAM, TRUE },
  { "/ch/*/pressure", "int", NULL, 0, MAX_7 },
  { "/ch/*/bend", "int", NULL, -8192, 8191 },
  { "/clock", "null", NULL, 0, 0, EVENT },
  { "/tempo", "float", "bpm", 0, 0 },
  { "/transport", "string", NULL, 0, 0, EVENT },
  { "/songpos", "int", NULL, 0, MAX_14, CLASP_SIGNAL_PARAM, TRUE },
  { "/songselect", "int", NULL, 0, MAX_7, CLASP_SIGNAL_PARAM, TRUE },
  { "/tune", "null", NULL, 0, 0, EVENT },
  { "/mtc", "string", NULL, 0, 0, STREAM },
  { "/mtc/time", "map", NULL, 0, 0, STREAM },
  { "/mtc/state", "string", NULL, 0, 0 },
  { "/mmc", "map", NULL, 0, 0, EVENT },
  { "/msc", "map", NULL, 0, 0, EVENT },
  { "/sysex", "bytes", NULL, 0, 0, EVENT },
  { "/raw", "bytes", NULL, 0, 0, EVENT },
};

static const ClaspBridgeSignal note_event = { "/ch/*/note/*", "map", NULL, 0, 0, EVENT };
static const ClaspBridgeSignal note_param = { "/ch/*/note/*", "int", NULL, 0, MAX_7 };
static const ClaspBridgeSignal mtc_run = { "/mtc/run", "bool", NULL, 0, 0 };

static void
tell (const char              *device,
      const ClaspBridgeSignal *signal,
      ClaspBridgeSignalFunc    func,
      gpointer                 user_data)
{
  g_autofree char  *pattern = g_strconcat ("/", device, signal->pattern, NULL);
  ClaspBridgeSignal told = *signal;

  told.pattern = pattern;
  func (&told, user_data);
}

void
clasp_midi_bridge_foreach_signal (ClaspBridge          *bridge,
                                  ClaspBridgeSignalFunc func,
                                  gpointer              user_data)
{
  ClaspSettings   *settings = clasp_bridge_get_settings (bridge);
  g_autofree char *device = clasp_midi_settings_make_name (settings);
  gboolean         is_param = clasp_settings_get_boolean (settings, "notes-as-param");

  tell (device, is_param ? &note_param : &note_event, func, user_data);
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    tell (device, &always[i], func, user_data);
  if (clasp_midi_settings_get_time (settings).mtc_out != CLASP_MIDI_MTC_OUT_OFF)
    tell (device, &mtc_run, func, user_data);
}
