/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What mappings know of an address by its connection and by what was announced, and what devices
 * are shown in numbers of their own (mapping.md 11.2, 11.3, 11.4). */

#include "mapping/route-test.h"

#include "support/clasp-test.h"

typedef RouteFixture Fixture;

static void
add_connection (Fixture *fixture, const char *id, const char *namespace_, const char *protocol)
{
  clasp_route_set_add_connection (fixture->set,
                                  &(ClaspRouteConnection){ id, id, namespace_, 900, protocol });
}

static ClaspSession *
announce (Fixture    *fixture,
          const char *address,
          const char *datatype,
          double      minimum,
          double      maximum,
          gboolean    is_advisory)
{
  ClaspSession   *session = clasp_fixture_join_local (&fixture->base, "device");
  ClaspSignalInfo info = { .address = clasp_str (address), .signal = CLASP_SIGNAL_PARAM };
  ClaspMessage    message = { .type = CLASP_MESSAGE_ANNOUNCE };

  info.has_datatype = info.has_meta = info.has_range = TRUE;
  info.datatype = clasp_str (datatype);
  info.minimum = minimum;
  info.maximum = maximum;
  info.is_advisory = is_advisory;
  message.announce.namespace_ = clasp_str ("/");
  message.announce.signals = &info;
  message.announce.n_signals = 1;
  clasp_session_submit (session, &message, NULL, TRUE);
  return session;
}

#define say clasp_fixture_say

/* ---- connections with another name ---- */

static void
test_range_of_a_connection_with_another_name (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  add_connection (fixture, "c1", "/desk", "midi");
  add_connection (fixture, "c2", "/rig", "artnet");
  route_test_map (fixture, "/osc/f", "", "/desk/x/ch/1/cc/7", "");
  route_test_map (fixture, "/desk/x/ch/1/cc/8", "", "/rig/0/0/0/1", "");
  say (writer, "SET /osc/f 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/desk/x/ch/1/cc/7"), ==, 64);
  say (writer, "SET /desk/x/ch/1/cc/8 127i");
  g_assert_cmpfloat (route_test_param (fixture, "/rig/0/0/0/1"), ==, 255);
}

/* Of each: what is just there, and what no device has. */
static void
test_what_no_device_has_is_counted (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *namespace_, *protocol, *target;
    int         first, last;
  } rows[] = {
    { "/desk", "midi", "/desk/x/ch/1/cc/{n}", 0, 127 },
    { "/desk", "midi", "/desk/x/ch/{n}/cc/1", 0, 16 },
    { "/rig", "artnet", "/rig/0/0/0/{n}", 1, 512 },
    { "/rig", "artnet", "/rig/{n}/0/0/1", 0, 127 },
    { "/stream", "sacn", "/stream/1/{n}", 1, 512 },
    { "/usb", "dmx", "/usb/1/{n}", 1, 512 },
  };
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *source = g_strdup_printf ("/in%u/{n:int}", i);
      g_autofree char *id = NULL;
      const int tried[] = { rows[i].first - 1, rows[i].first, rows[i].last, rows[i].last + 1 };

      add_connection (fixture, rows[i].namespace_, rows[i].namespace_, rows[i].protocol);
      id = g_strdup (route_test_map (fixture, source, "", rows[i].target, ""));
      for (guint j = 0; j < G_N_ELEMENTS (tried); j++)
        {
          g_autofree char *line = g_strdup_printf ("SET /in%u/%d 1i", i, tried[j]);

          say (writer, line);
        }
      g_test_message ("%s", rows[i].target);
      g_assert_cmpuint (route_test_status (fixture, id).n_out, ==, 2);
      g_assert_cmpuint (route_test_status (fixture, id).n_failed, ==, 2);
    }
}

/* The name decides by what stands behind it: an OSC connection may be called as MIDI is. */
static void
test_protocol_and_not_the_name (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  add_connection (fixture, "c1", "/midi", "osc");
  route_test_map (fixture, "/osc/{n:int}", "", "/midi/x/ch/1/cc/{n}", "");
  say (writer, "SET /osc/200 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/x/ch/1/cc/200"), ==, 0.5);
}

static void
test_connection_that_comes_later (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/osc/{n:int}", "", "/desk/x/ch/1/cc/{n}", "");
  say (writer, "SET /osc/7 0.5");
  say (writer, "SET /osc/200 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/desk/x/ch/1/cc/7"), ==, 0.5);
  g_assert_cmpfloat (route_test_param (fixture, "/desk/x/ch/1/cc/200"), ==, 0.5);
  add_connection (fixture, "c1", "/desk", "midi");
  say (writer, "SET /osc/7 1.0");
  say (writer, "SET /osc/200 1.0");
  g_assert_cmpfloat (route_test_param (fixture, "/desk/x/ch/1/cc/7"), ==, 127);
  g_assert_cmpfloat (route_test_param (fixture, "/desk/x/ch/1/cc/200"), ==, 0.5);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 1);
}

/* ---- what was announced ---- */

static void
test_announced_range (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);
  ClaspSession  *lamp = announce (fixture, "/lamp/*/dim", "float", 0, 100, FALSE);
  ClaspSession  *fan = announce (fixture, "/fan", "i32", 0, 3, FALSE);

  route_test_map (fixture, "/osc/f", "", "/lamp/1/dim", "");
  route_test_map (fixture, "/osc/f", "", "/fan", "");
  route_test_map (fixture, "/lamp/2/dim", "", "/osc/back", "");
  say (writer, "SET /osc/f 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/lamp/1/dim"), ==, 50);
  g_assert_cmpfloat (route_test_param (fixture, "/fan"), ==, 2);
  say (writer, "SET /lamp/2/dim 25.0");
  g_assert_cmpfloat (route_test_param (fixture, "/osc/back"), ==, 0.25);
  clasp_session_leave (lamp);
  clasp_session_leave (fan);
}

/* A MIDI connection that says everything in 0–1; its announcement comes when it is there. */
static void
test_connection_with_a_scale (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);
  ClaspSession  *desk;

  add_connection (fixture, "c1", "/desk", "midi");
  route_test_map (fixture, "/desk/x/ch/1/cc/7", "", "/artnet/0/0/0/1", "");
  say (writer, "SET /desk/x/ch/1/cc/7 127i");
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/1"), ==, 255);
  desk = announce (fixture, "/desk/*/ch/*/cc/*", "int", 0, 1, TRUE);
  say (writer, "SET /desk/x/ch/1/cc/7 0.2");
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/1"), ==, 51);
  clasp_session_leave (desk);
}

/* ---- what a device is shown ---- */

static void
test_lamp_has_numbers_of_its_own (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/midi/p/ch/1/cc/7", "", "/osc/x",
                  "feedback=true feedback-off=12 feedback-on=60");
  say (writer, "SET /osc/x 1.0");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 60);
  say (writer, "SET /osc/x 0.0");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 12);
  say (writer, "SET /osc/x 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 36);
  /* A press counts as ever, and its lamp shows what became of it. */
  clasp_fixture_advance (&fixture->base, 200 * MS);
  say (writer, "SET /midi/p/ch/1/cc/7 127i");
  g_assert_cmpfloat (route_test_param (fixture, "/osc/x"), ==, 1.0);
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 60);
}

static void
test_lamp_rests_and_wakes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  say (writer, "SET /osc/x 1.0");
  route_test_put (fixture,
                  route_test_spec_at ("a", 1, "/midi/p/ch/1/cc/7", "", "/osc/x",
                                      "feedback=true feedback-on=60 feedback-idle=5 layers=act"));
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 60);
  say (writer, "SET /local/layer/act 0i");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 5);
  g_assert_cmpfloat (route_test_param (fixture, "/osc/x"), ==, 1.0);
  say (writer, "SET /osc/x 0.0");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 5);
  say (writer, "SET /local/layer/act 1i");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 0);
  g_assert_cmpfloat (route_test_param (fixture, "/osc/x"), ==, 0.0);
  /* An edit shows at once what is, and sends nothing to the target. */
  say (writer, "SET /osc/x 1.0");
  route_test_put (fixture,
                  route_test_spec_at ("a", 1, "/midi/p/ch/1/cc/7", "", "/osc/x",
                                      "feedback=true feedback-on=70 feedback-idle=5 layers=act"));
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 70);
  g_assert_cmpfloat (route_test_param (fixture, "/osc/x"), ==, 1.0);
  clasp_route_set_remove (fixture->set, "a");
  g_assert_cmpfloat (route_test_param (fixture, "/midi/p/ch/1/cc/7"), ==, 5);
  g_assert_cmpfloat (route_test_param (fixture, "/osc/x"), ==, 1.0);
}

static void
test_lamp_settings_are_checked (Fixture *fixture, gconstpointer data)
{
  route_test_expect_error (fixture,
                           route_test_spec ("/a", "", "/b", "feedback=true feedback-on=\"red\""),
                           "feedback-on: is no number");
  g_assert_cmpstr (
    route_test_status (
      fixture,
      route_test_put (fixture, route_test_spec ("/a", "", "/b", "feedback=true feedback-idle={")))
      .error,
    !=, "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(name, func)                                                                            \
  g_test_add ("/mapping/route-ranges/" name, Fixture, NULL, route_test_set_up, func,               \
              route_test_tear_down)
  ADD ("connection-with-another-name", test_range_of_a_connection_with_another_name);
  ADD ("what-no-device-has-is-counted", test_what_no_device_has_is_counted);
  ADD ("protocol-and-not-the-name", test_protocol_and_not_the_name);
  ADD ("connection-that-comes-later", test_connection_that_comes_later);
  ADD ("announced", test_announced_range);
  ADD ("connection-with-a-scale", test_connection_with_a_scale);
  ADD ("lamp/numbers-of-its-own", test_lamp_has_numbers_of_its_own);
  ADD ("lamp/rests-and-wakes", test_lamp_rests_and_wakes);
  ADD ("lamp/settings-are-checked", test_lamp_settings_are_checked);
#undef ADD

  return g_test_run ();
}
