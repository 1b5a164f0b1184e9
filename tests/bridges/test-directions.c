/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a connection says of itself that values go both ways. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-test.h"

/* @text is "key=value key=value". */
static gboolean
goes_both_ways (GType bridge, GType kind, const char *text)
{
  ClaspBridgeClass         *klass = g_type_class_ref (bridge);
  g_autoptr (ClaspSettings) settings = g_object_new (kind, NULL);
  g_auto (GStrv)            pairs = g_strsplit (text, " ", -1);
  gboolean                  is_bidirectional;

  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  is_bidirectional = klass->is_bidirectional (settings);
  g_type_class_unref (klass);
  return is_bidirectional;
}

static void
test_midi (void)
{
  g_assert_true (goes_both_ways (CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, ""));
  g_assert_false (goes_both_ways (CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, "direction=in"));
  g_assert_false (goes_both_ways (CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, "direction=out"));
}

#define ARTNET CLASP_TYPE_ARTNET_BRIDGE, CLASP_TYPE_ARTNET_SETTINGS

static void
test_artnet (void)
{
  g_assert_false (goes_both_ways (ARTNET, ""));
  g_assert_true (goes_both_ways (ARTNET, "send=10.0.0.5"));
  g_assert_true (goes_both_ways (ARTNET, "find-nodes=true"));
  g_assert_true (goes_both_ways (ARTNET, "universe-options=1\tmode=broadcast"));
  g_assert_false (goes_both_ways (ARTNET, "listen= send=10.0.0.5"));
  g_assert_false (goes_both_ways (ARTNET, "send=10.0.0.5 universe-options=nonsense"));
}

#define SACN CLASP_TYPE_SACN_BRIDGE, CLASP_TYPE_SACN_SETTINGS

static void
test_sacn (void)
{
  g_assert_false (goes_both_ways (SACN, ""));
  g_assert_true (goes_both_ways (SACN, "send=2"));
  g_assert_false (goes_both_ways (SACN, "send=2 receive="));
  g_assert_false (goes_both_ways (SACN, "send=nonsense"));
}

#define DMX_USB CLASP_TYPE_DMX_USB_BRIDGE, CLASP_TYPE_DMX_USB_SETTINGS

static void
test_dmx_usb (void)
{
  g_assert_false (goes_both_ways (DMX_USB, ""));
  g_assert_false (goes_both_ways (DMX_USB, "ports=1:0:in"));
  g_assert_true (goes_both_ways (DMX_USB, "ports=1:0:in;2:1:out"));
  g_assert_false (goes_both_ways (DMX_USB, "ports=nonsense"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/directions/midi", test_midi);
  g_test_add_func ("/bridges/directions/artnet", test_artnet);
  g_test_add_func ("/bridges/directions/sacn", test_sacn);
  g_test_add_func ("/bridges/directions/dmx-usb", test_dmx_usb);
  return g_test_run ();
}
