/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/dmx-usb/fake-widget.h"
#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "bridges/show-consoles.h"
#include "bridges/show-devices.h"
#include "mapping/clasp-route-set.h"
#include "mapping/mapping-test.h"
#include "support/clasp-router-fixture.h"

#include <math.h>

/* A show of two hours on a driven clock: somebody plays on a tablet, on a MIDI controller and on two lighting consoles
 * that send Art-Net and sACN, lamps hang behind Art-Net, sACN and a USB interface, mappings between them; and whatever
 * can go away goes away and comes back, by a plan that a seed makes: the controller's plug and the interface's, the
 * tablet, the consoles' and the lamps' power, and the connections and mappings themselves, as if somebody edited them.
 * Every ten minutes, and at the end, all is quiet for half a minute: then every output has to be what the hands last
 * said, also at the tablet, and with the keys let go no note may sound. */

#define STEP_US (100 * 1000)
#define STEPS_PER_S 10
#define STEPS_PER_FRAME 5 /* of a console */
#define SUBSCRIBE_S 5
#define SHOW_S (2 * 60 * 60)
#define ACT_S (10 * 60)
#define QUIET_S 30
#define MIDI "/midi/x-touch"

typedef enum
{
  KIND_OSC,
  KIND_MIDI,
  KIND_ARTNET,
  KIND_SACN,
  KIND_USB,
  N_KINDS
} Kind;

typedef struct
{
  ClaspRouterFixture base;
  GRand             *dice;
  guint16            osc_port, artnet_port, sacn_port;
  ClaspBridge       *bridges[N_KINDS]; /* (nullable) while it is edited */
  guint              until_s[N_KINDS]; /* when it is back */
  ShowMidi          *midi;
  guint              plug_s;
  ShowLamp           lamp, sacn_lamp;
  guint              lamp_s, sacn_lamp_s;
  FakeWidget        *widget; /* an ENTTEC Pro; its thread knows only the real time */
  guint              widget_s;
  ShowDesk           desk, tablet; /* the desk is always there */
  guint              tablet_s;
  ShowConsole        consoles[2]; /* Art-Net, sACN */
  guint              console_s[2];
  ClaspRouteSet     *mappings;
  guint              n_steps;
  /* what the hands have said */
  float    faders[SHOW_N + 1];
  gboolean pads[SHOW_N + 1];
  int      knobs[SHOW_N + 1]; /* -1: never turned */
  gboolean keys[SHOW_N + 1];
  guint    n_breaks, n_pulled, n_tablets, n_console_breaks;
} Show;

static const struct
{
  const char *source, *steps, *target;
} mappings[] = {
  { "/osc/fader/{n}", "", "/artnet/0/0/1/{n}" },
  { "/osc/fader/{n}", "invert", "/sacn/7/{n}" },
  { "/osc/fader/{n}", "", "/dmx/0/{n}" },
  { "/osc/fader/{n}", "", MIDI "/ch/1/cc/2{n}" },
  { "/osc/pad/{n}", "", MIDI "/ch/1/note/{n}" },
  { MIDI "/ch/2/cc/2{n}", "range 0 127 0 1", "/osc/out/{n}" },
  { MIDI "/ch/3/note/{n}", "", "/artnet/0/0/1/10{n}" },
  { "/artnet/0/0/2/{n}", "range 0 255 0 1", MIDI "/ch/1/cc/4{n}" },
  { "/sacn/8/{n}", "", "/sacn/7/20{n}" },
};

/* ---- connections ---- */

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
}

static void
put (ClaspSettings *settings, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, name, text, &error);
  g_assert_no_error (error);
}

static void
put_port (ClaspSettings *settings, const char *name, guint port)
{
  g_autofree char *text = g_strdup_printf ("127.0.0.1:%u", port);

  put (settings, name, text);
}

static ClaspBridge *
new_bridge (Show *show, Kind kind, ClaspSettings **settings)
{
  switch (kind)
    {
    case KIND_OSC:
      *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
      put_port (*settings, "listen", show->osc_port);
      put_port (*settings, "send", clasp_datagram_get_port (show->desk.socket));
      put (*settings, "subscribe", "/xremote");
      return g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
    case KIND_MIDI:
      *settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
      put (*settings, "port", "x-touch");
      put (*settings, "notes-as-param", "true");
      return g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
    case KIND_ARTNET:
      *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
      put_port (*settings, "listen", show->artnet_port);
      put_port (*settings, "send", show->lamp.port);
      return g_object_new (CLASP_TYPE_ARTNET_BRIDGE, NULL);
    case KIND_SACN:
      *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
      put (*settings, "interfaces", "lo");
      g_object_set (*settings, "port", show->sacn_port, NULL);
      put (*settings, "receive", "8");
      put (*settings, "send", "7");
      put (*settings, "multicast", "false");
      put_port (*settings, "unicast", show->sacn_lamp.port);
      return g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
    case KIND_USB:
      *settings = g_object_new (CLASP_TYPE_DMX_USB_SETTINGS, NULL);
      put (*settings, "driver", "enttec-pro");
      put (*settings, "device", show->widget->path);
      return g_object_new (CLASP_TYPE_DMX_USB_BRIDGE, NULL);
    case N_KINDS:
      break;
    }
  g_assert_not_reached ();
}

static void
open_bridge (Show *show, Kind kind)
{
  static const char *const namespaces[] = { "/osc", "/midi", "/artnet", "/sacn", "/dmx" };
  ClaspBridgeHost          host = clasp_fixture_get_host (&show->base, status_cb, NULL);
  ClaspSettings           *settings = NULL;

  show->bridges[kind] = new_bridge (show, kind, &settings);
  if (kind == KIND_MIDI)
    clasp_midi_bridge_set_backend (CLASP_MIDI_BRIDGE (show->bridges[kind]),
                                   CLASP_MIDI_BACKEND (show->midi));
  clasp_bridge_open (show->bridges[kind], namespaces[kind] + 1, namespaces[kind] + 1,
                     namespaces[kind], settings, &host);
}

static void
close_bridge (Show *show, Kind kind)
{
  clasp_bridge_close (show->bridges[kind]);
  if (kind == KIND_MIDI)
    g_assert_cmpuint (show_midi_count_open (show->midi), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&show->bridges[kind]));
}

static void
put_mapping (Show *show, guint i)
{
  g_autofree char  *id = g_strdup_printf ("m%u", i);
  ClaspRouteSpec   *spec = clasp_route_spec_new (id, "");
  guint             n_steps;
  ClaspTransform  **steps = clasp_test_steps (mappings[i].steps, &n_steps);

  spec->order = i;
  clasp_route_spec_add_source (spec, mappings[i].source);
  clasp_route_spec_add_target (spec, mappings[i].target);
  for (guint j = 0; j < n_steps; j++)
    g_ptr_array_add (spec->steps, steps[j]);
  g_free (steps);
  clasp_route_set_put (show->mappings, spec);
}

/* ---- time ---- */

/* The tablet asks again and again to be told what is. */
static void
step (Show *show)
{
  if (show->n_steps % (SUBSCRIBE_S * STEPS_PER_S) == 0 && show->tablet.socket != NULL)
    show_desk_say (&show->tablet, show->osc_port, "/xremote", 1);
  if (++show->n_steps % STEPS_PER_FRAME == 0)
    for (guint i = 0; i < G_N_ELEMENTS (show->consoles); i++)
      show_console_send (&show->consoles[i]);
  clasp_fixture_advance (&show->base, STEP_US);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* ---- hands ---- */

static void
touch_tablet (Show *show)
{
  guint            n = (guint) g_rand_int_range (show->dice, 1, SHOW_N + 1);
  gboolean         is_pad = g_rand_boolean (show->dice);
  g_autofree char *address = g_strdup_printf (is_pad ? "/pad/%u" : "/fader/%u", n);

  if (show->bridges[KIND_OSC] == NULL || show->tablet.socket == NULL)
    return; /* nobody listens, nobody heard it */
  if (is_pad)
    show->pads[n] = !show->pads[n];
  else
    show->faders[n] = (float) g_rand_double (show->dice);
  show_desk_say (&show->tablet, show->osc_port, address,
                 is_pad ? (float) show->pads[n] : show->faders[n]);
}

static gboolean
is_heard (Show *show)
{
  return show->bridges[KIND_MIDI] != NULL && show->midi->is_plugged;
}

static void
touch_controller (Show *show)
{
  guint n = (guint) g_rand_int_range (show->dice, 1, SHOW_N + 1);

  if (!is_heard (show))
    return;
  if (g_rand_boolean (show->dice))
    {
      show->knobs[n] = g_rand_int_range (show->dice, 0, 128);
      show_midi_play (show->midi, show->base.clock, 0xb1, (guint8) (20 + n),
                      (guint8) show->knobs[n]);
      return;
    }
  show->keys[n] = !show->keys[n];
  show_midi_play (show->midi, show->base.clock, 0x92, (guint8) n, show->keys[n] ? 127 : 0);
}

/* It sends what its faders say, now or when it is heard again. */
static void
touch_consoles (Show *show)
{
  for (guint i = 0; i < G_N_ELEMENTS (show->consoles); i++)
    if (show->consoles[i].is_on && g_rand_double (show->dice) < 0.1)
      show->consoles[i].slots[g_rand_int_range (show->dice, 0, SHOW_N)] = (guint8) g_rand_int_range (show->dice, 0, 256);
}

/* What a device held that has gone is let go. */
static void
drop_keys (Show *show)
{
  memset (show->keys, 0, sizeof show->keys);
}

/* ---- breaks ---- */

static gboolean
happens (Show *show, double per_minute)
{
  return g_rand_double (show->dice) < per_minute / 60;
}

static guint
for_a_while (Show *show, guint now_s)
{
  show->n_breaks++;
  return now_s + (guint) g_rand_int_range (show->dice, 1, 40);
}

static void
flap_lamp (Show *show, ShowLamp *lamp, guint *until_s, guint now_s)
{
  if (lamp->socket != NULL && happens (show, 0.5))
    {
      show_lamp_switch (lamp, FALSE);
      *until_s = for_a_while (show, now_s);
    }
  else if (lamp->socket == NULL && now_s >= *until_s)
    show_lamp_switch (lamp, TRUE);
}

static void
flap_plug (Show *show, guint now_s)
{
  if (show->midi->is_plugged && happens (show, 1))
    {
      drop_keys (show);
      show_midi_plug (show->midi, FALSE);
      show->plug_s = for_a_while (show, now_s);
    }
  else if (!show->midi->is_plugged && now_s >= show->plug_s)
    show_midi_plug (show->midi, TRUE);
}

static void
pull_widget (Show *show)
{
  fake_widget_unplug (show->widget);
  memset (show->widget->frame, 0, sizeof show->widget->frame);
  show->widget->n_frames[0] = 0;
  show->n_pulled++;
}

static void
flap_widget (Show *show, guint now_s)
{
  if (show->widget->fd >= 0 && happens (show, 0.5))
    {
      pull_widget (show);
      show->widget_s = for_a_while (show, now_s);
    }
  else if (show->widget->fd < 0 && now_s >= show->widget_s)
    fake_widget_plug (show->widget);
}

static void
flap_tablet (Show *show, guint now_s)
{
  if (show->tablet.socket != NULL && happens (show, 0.5))
    {
      show_desk_switch (&show->tablet, show->base.reactor, FALSE);
      show->n_tablets++;
      show->tablet_s = for_a_while (show, now_s);
    }
  else if (show->tablet.socket == NULL && now_s >= show->tablet_s)
    show_desk_switch (&show->tablet, show->base.reactor, TRUE);
}

static void
flap_console (Show *show, guint i, guint now_s)
{
  ShowConsole *console = &show->consoles[i];

  if (console->is_on && happens (show, 0.5))
    {
      console->is_on = FALSE;
      show->n_console_breaks++;
      show->console_s[i] = for_a_while (show, now_s);
    }
  else if (!console->is_on && now_s >= show->console_s[i])
    console->is_on = TRUE;
}

static void
edit_connection (Show *show, Kind kind, guint now_s)
{
  if (show->bridges[kind] != NULL && happens (show, 0.3))
    {
      if (kind == KIND_MIDI)
        drop_keys (show);
      close_bridge (show, kind);
      show->until_s[kind] = for_a_while (show, now_s) - (guint) g_rand_int_range (show->dice, 0, 2);
    }
  else if (show->bridges[kind] == NULL && now_s >= show->until_s[kind])
    open_bridge (show, kind);
}

static void
edit_mapping (Show *show)
{
  guint            i = (guint) g_rand_int_range (show->dice, 0, G_N_ELEMENTS (mappings));
  g_autofree char *id = g_strdup_printf ("m%u", i);

  if (!happens (show, 0.5))
    return;
  clasp_route_set_remove (show->mappings, id);
  put_mapping (show, i);
  show->n_breaks++;
}

static void
flap (Show *show, guint now_s)
{
  flap_lamp (show, &show->lamp, &show->lamp_s, now_s);
  flap_lamp (show, &show->sacn_lamp, &show->sacn_lamp_s, now_s);
  flap_plug (show, now_s);
  flap_widget (show, now_s);
  flap_tablet (show, now_s);
  flap_console (show, 0, now_s);
  flap_console (show, 1, now_s);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    edit_connection (show, kind, now_s);
  edit_mapping (show);
}

/* ---- quiet ---- */

static void
switch_everything (Show *show, gboolean is_on)
{
  show_lamp_switch (&show->lamp, is_on);
  show_lamp_switch (&show->sacn_lamp, is_on);
  show_midi_plug (show->midi, is_on);
  if (is_on && show->widget->fd < 0)
    fake_widget_plug (show->widget);
  else if (!is_on && show->widget->fd >= 0)
    pull_widget (show);
  show->consoles[0].is_on = show->consoles[1].is_on = is_on;
  show_desk_switch (&show->tablet, show->base.reactor, is_on);
}

/* All devices come back at last, new: what they have then they were told again. */
static void
bring_everything_back (Show *show)
{
  drop_keys (show);
  switch_everything (show, FALSE);
  for (guint i = 0; i < STEPS_PER_S; i++)
    step (show);
  switch_everything (show, TRUE);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    if (show->bridges[kind] == NULL)
      open_bridge (show, kind);
}

static void
let_go (Show *show)
{
  for (guint n = 1; n <= SHOW_N; n++)
    {
      g_autofree char *address = g_strdup_printf ("/pad/%u", n);

      show->pads[n] = FALSE;
      show_desk_say (&show->tablet, show->osc_port, address, 0);
      if (show->keys[n])
        show_midi_play (show->midi, show->base.clock, 0x82, (guint8) n, 0);
      show->keys[n] = FALSE;
    }
}

static void
be_quiet (Show *show)
{
  for (guint i = 0; i < QUIET_S * STEPS_PER_S; i++)
    step (show);
}

static void
check_fader (Show *show, guint n)
{
  float value = show->faders[n];

  if (value < 0)
    return; /* never moved */
  g_assert_cmpint (show->lamp.slots[n - 1], ==, lrintf (value * 255));
  g_assert_cmpint (show->sacn_lamp.slots[n - 1], ==, lrintf ((1 - value) * 255));
  g_assert_cmpint (show->midi->controls[20 + n], ==, lrintf (value * 127));
}

static void
check_consoles (Show *show, guint n)
{
  g_assert_cmpint (show->midi->controls[40 + n], ==, lrint (show->consoles[0].slots[n - 1] / 255.0 * 127));
  g_assert_cmpint (show->sacn_lamp.slots[200 + n - 1], ==, show->consoles[1].slots[n - 1]);
}

static void
check_out (const ShowDesk *desk, guint n, double share)
{
  g_assert_true (desk->has_out[n]);
  g_assert_cmpfloat_with_epsilon (desk->out[n], share, 1e-6);
}

/* Its slots follow the start code. The show goes on: the next attempt to open it comes by its clock. */
static gboolean
is_widget_right (gpointer user_data)
{
  Show         *show = user_data;
  const guint8 *slots = show->widget->frame[0] + 1;

  for (guint i = 0; i < STEPS_PER_S; i++)
    step (show);
  for (guint n = 1; n <= SHOW_N; n++)
    if (show->faders[n] >= 0 && slots[n - 1] != lrintf (show->faders[n] * 255))
      return FALSE;

  return show->widget->n_frames[0] > 0;
}

static void
check_outputs (Show *show)
{
  clasp_test_spin_until (is_widget_right, show, "the USB interface to have what the hands said");
  g_assert_true (show->lamp.has_frame);
  g_assert_true (show->sacn_lamp.has_frame);
  for (guint n = 1; n <= SHOW_N; n++)
    {
      check_fader (show, n);
      check_consoles (show, n);
      g_assert_cmpint (show->midi->notes[n], ==, show->pads[n]);
      g_assert_cmpint (show->lamp.slots[100 + n - 1] > 0, ==, show->keys[n]);
      if (show->knobs[n] < 0)
        continue;
      check_out (&show->desk, n, show->knobs[n] / 127.0);
      check_out (&show->tablet, n, show->knobs[n] / 127.0);
    }
}

/* ---- the show ---- */

static void
set_up (Show *show, gconstpointer seed)
{
  clasp_router_fixture_set_up (&show->base, NULL);
  show->dice = g_rand_new_with_seed (GPOINTER_TO_UINT (seed));
  show->osc_port = clasp_test_free_port ();
  show->artnet_port = clasp_test_free_port ();
  show->sacn_port = clasp_test_free_port ();
  show->midi = g_object_new (SHOW_TYPE_MIDI, NULL);
  show->widget = fake_widget_new ();
  show_desk_set_up (&show->desk, show->base.reactor);
  show_desk_set_up (&show->tablet, show->base.reactor);
  show_console_set_up (&show->consoles[0], show->base.reactor, show->artnet_port, 2, FALSE);
  show_console_set_up (&show->consoles[1], show->base.reactor, show->sacn_port, 8, TRUE);
  show_lamp_set_up (&show->lamp, show->base.reactor, 1, FALSE);
  show_lamp_set_up (&show->sacn_lamp, show->base.reactor, 7, TRUE);
  show->mappings = clasp_route_set_new (show->base.router, show->base.timers);
  for (guint n = 1; n <= SHOW_N; n++)
    {
      show->faders[n] = -1;
      show->knobs[n] = -1;
    }
  for (Kind kind = 0; kind < N_KINDS; kind++)
    open_bridge (show, kind);
  for (guint i = 0; i < G_N_ELEMENTS (mappings); i++)
    put_mapping (show, i);
}

static void
tear_down (Show *show, gconstpointer seed)
{
  clasp_route_set_free (show->mappings);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    close_bridge (show, kind);
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));
  fake_widget_free (show->widget);
  g_assert_finalize_object (show->midi);
  show_lamp_switch (&show->lamp, FALSE);
  show_lamp_switch (&show->sacn_lamp, FALSE);
  clasp_datagram_free (show->desk.socket);
  show_desk_switch (&show->tablet, show->base.reactor, FALSE);
  show_console_tear_down (&show->consoles[0]);
  show_console_tear_down (&show->consoles[1]);
  g_rand_free (show->dice);
  clasp_router_fixture_tear_down (&show->base, NULL);
}

static void
play (Show *show, guint from_s, guint to_s)
{
  for (guint now_s = from_s; now_s < to_s; now_s++)
    {
      flap (show, now_s);
      for (guint i = 0; i < STEPS_PER_S; i++)
        {
          if (g_rand_double (show->dice) < 0.3)
            touch_tablet (show);
          if (g_rand_double (show->dice) < 0.3)
            touch_controller (show);
          touch_consoles (show);
          step (show);
        }
    }
}

static void
test_two_hours (Show *show, gconstpointer seed)
{
  for (guint from_s = 0; from_s < SHOW_S; from_s += ACT_S)
    {
      play (show, from_s, from_s + ACT_S - 2 * QUIET_S);
      bring_everything_back (show);
      be_quiet (show);
      check_outputs (show);
      let_go (show);
      be_quiet (show);
      check_outputs (show);
      g_assert_cmpuint (show_midi_count_open (show->midi), ==, 0);
    }
  g_assert_cmpuint (show->n_breaks, >, 200);
  g_assert_cmpuint (show->midi->n_unplugged, >, 50);
  g_assert_cmpuint (show->n_pulled, >, 20);
  g_assert_cmpuint (show->n_tablets, >, 20);
  g_assert_cmpuint (show->n_console_breaks, >, 40);
  g_test_message ("%u breaks", show->n_breaks);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  for (guint seed = 1; seed <= 2; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/bridges/show/two-hours/%u", seed);

      g_test_add (path, Show, GUINT_TO_POINTER (seed), set_up, test_two_hours, tear_down);
    }
  return g_test_run ();
}
