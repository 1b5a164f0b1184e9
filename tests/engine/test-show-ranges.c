/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-show-ranges.h"
#include "mapping/route-test.h"
#include "support/clasp-test.h"

#include <math.h>

static void
connect_as (ClaspShow *show, const char *kind, const char *namespace_)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, kind, &error);

  g_assert_no_error (error);
  g_object_set (connection, "namespace", namespace_, NULL);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *address;
    double      minimum, maximum; /* both 0: not known */
  } cases[] = {
    { "/desk/x/ch/1/cc/7", 0, 127 },    { "/desk/x/ch/{c}/bend", -8192, 8191 },
    { "/rig/0/0/0/{n+1}", 0, 255 },     { "/rig/extra/a", 0, 1 },
    { "/rig/extra/0/0/0/1", 0, 1 },     { "/rigid/0/0/0/1", 0, 0 },
    { "/midi/x/ch/1/cc/7", 0, 127 },    { "/somewhere", 0, 0 },
    { "/desk", 0, 0 },
  };
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  connect_as (show, "midi", "/desk");
  connect_as (show, "artnet", "/rig");
  connect_as (show, "osc", "/rig/extra");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspRange range = { 0, 0, FALSE };

      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (clasp_show_find_range (show, cases[i].address, &range), ==, cases[i].maximum > 0);
      g_assert_cmpfloat (range.minimum, ==, cases[i].minimum);
      g_assert_cmpfloat (range.maximum, ==, cases[i].maximum);
    }
}

/* ---- and what live mappings use ---- */

typedef struct
{
  RouteFixture live;
  ClaspShow   *show;
  ClaspBridge *bridge;
} Stage;

static void
set_up (Stage *stage, const char *kind, const char *settings_text)
{
  g_autoptr (GError)          error = NULL;
  g_autofree char            *text = g_strconcat (kind, ",namespace=/desk", *settings_text != '\0' ? "," : "", settings_text, NULL);
  ClaspConnection            *connection;
  const ClaspRegistry        *kinds = clasp_kinds ();
  ClaspBridgeHost             host;
  const ClaspKind            *found = clasp_kind_find (kinds->connections, kinds->n_connections, kind);

  route_test_set_up (&stage->live, NULL);
  stage->show = clasp_show_new (kinds);
  connection = clasp_show_connect_from_text (stage->show, text, &error);
  g_assert_no_error (error);
  host = clasp_fixture_get_host (&stage->live.base, NULL, NULL);
  clasp_route_set_add_connection (stage->live.set, &(ClaspRouteConnection){ "c1", "c1", "/desk", 900, kind });
  stage->bridge = g_object_new (found->get_bridge_type (), NULL);
  /* Whether it can start does not matter: it says first what it has. */
  clasp_bridge_open (stage->bridge, "c1", "Desk", "/desk", clasp_settings_copy (clasp_connection_get_settings (connection)),
                     &host);
}

static void
tear_down (Stage *stage)
{
  clasp_bridge_close (stage->bridge);
  g_object_unref (stage->bridge);
  g_object_unref (stage->show);
  route_test_tear_down (&stage->live, NULL);
}

static double
send (Stage *stage, ClaspFakeLink *writer, const char *address, const char *line)
{
  clasp_fixture_say (writer, line);
  return route_test_param (&stage->live, address);
}

/* A fader at 0, 1 and between: the ends of the range, and whether it has whole numbers only. */
static void
find_live (Stage *stage, const char *address, ClaspRange *range)
{
  ClaspFakeLink *writer = clasp_fixture_join (&stage->live.base);
  double         between;

  route_test_map (&stage->live, "/osc/f", "", address, "");
  range->minimum = send (stage, writer, address, "SET /osc/f 0.0");
  between = send (stage, writer, address, "SET /osc/f 0.3137");
  range->maximum = send (stage, writer, address, "SET /osc/f 1.0");
  range->integer = between == floor (between);
}

static void
test_as_live_mappings (void)
{
  static const char *const scales[] = { "", "scale=raw", "scale=unit", "scale=fixed", "scale=fixed,scale-min=-60,scale-max=10",
                                        "scale=fixed,scale-min=255,scale-max=0", "scale=fixed,scale-min=5,scale-max=5" };
  static const struct
  {
    const char *kind, *settings, *address;
  } cases[] = {
    { "artnet", "", "/desk/0/0/0/1" },
    { "artnet", "", "/desk/7/1" }, /* flat: not how this one is addressed */
    { "artnet", "addressing=flat", "/desk/7/1" },
    { "sacn", "", "/desk/1/1" },
    { "dmx", "", "/desk/1/1" },
    { "midi", "device=nano", "/desk/nano/ch/1/cc/7" },
    { "midi", "device=nano", "/desk/nano/ch/1/cc/123" },
    { "midi", "device=nano", "/desk/nano/ch/1/cc14/7" },
    { "midi", "device=nano", "/desk/nano/ch/1/bend" },
    { "midi", "device=nano", "/desk/nano/ch/1/program" },
    { "midi", "device=nano", "/desk/nano/ch/1/pressure" },
    { "midi", "device=nano,notes-as-param=true", "/desk/nano/ch/1/note/60" },
    { "midi", "device=nano", "/desk/other/ch/1/cc/7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (scales); j++)
      {
        g_autofree char *settings =
          g_strconcat (cases[i].settings, *cases[i].settings != '\0' && *scales[j] != '\0' ? "," : "", scales[j], NULL);
        ClaspRange shown = { NAN, NAN, FALSE }, live;
        Stage      stage;

        g_test_message ("%s %s %s", cases[i].kind, settings, cases[i].address);
        set_up (&stage, cases[i].kind, settings);
        g_assert_true (clasp_show_find_range (stage.show, cases[i].address, &shown));
        find_live (&stage, cases[i].address, &live);
        g_assert_cmpfloat (shown.minimum, ==, live.minimum);
        g_assert_cmpfloat (shown.maximum, ==, live.maximum);
        g_assert_cmpint (shown.integer, ==, live.integer);
        tear_down (&stage);
      }
}

/* Orders to a channel have the numbers of MIDI, however controllers are scaled: both would be wrong alike. */
static void
test_orders_are_not_scaled (void)
{
  ClaspRange shown = { NAN, NAN, FALSE }, live;
  Stage      stage;

  set_up (&stage, "midi", "device=nano,scale=unit");
  g_assert_true (clasp_show_find_range (stage.show, "/desk/nano/ch/1/cc/123", &shown));
  find_live (&stage, "/desk/nano/ch/1/cc/123", &live);
  g_assert_cmpfloat (shown.maximum, ==, 127);
  g_assert_cmpfloat (live.maximum, ==, 127);
  tear_down (&stage);
}

static void
test_osc_as_live_mappings (void)
{
  ClaspRange shown = { NAN, NAN, FALSE }, live;
  Stage      stage;

  set_up (&stage, "osc", "");
  g_assert_true (clasp_show_find_range (stage.show, "/desk/fader", &shown));
  find_live (&stage, "/desk/fader", &live);
  g_assert_cmpfloat (shown.minimum, ==, live.minimum);
  g_assert_cmpfloat (shown.maximum, ==, live.maximum);
  g_assert_cmpint (shown.integer, ==, live.integer);
  tear_down (&stage);
}

/* A scale is that of its own connection; a pattern has that of what it takes. */
static void
test_scales_of_several (void)
{
  static const struct
  {
    const char *address;
    double      maximum;
    gboolean    is_whole;
  } cases[] = {
    { "/artnet/0/0/0/1", 255, TRUE },  { "/artnet2/0/0/0/1", 1, FALSE },       { "/artnet2/0/0/0/{n+1}", 1, FALSE },
    { "/artnet2/0/0/0/*", 1, FALSE },  { "/midi/a/ch/1/cc/7", 127, TRUE },     { "/midi/b/ch/1/cc/7", 100, FALSE },
    { "/midi/*/ch/1/bend", 100, FALSE }, { "/midi/b/ch/1/cc/{n}", 100, FALSE },
  };
  static const char *const connections[] = { "artnet,namespace=/artnet", "artnet,namespace=/artnet2,scale=unit",
                                             "midi,namespace=/midi,device=a",
                                             "midi,namespace=/midi,device=b,scale=fixed" };
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autoptr (GError) error = NULL;

      clasp_show_connect_from_text (show, connections[i], &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspRange range = { NAN, NAN, FALSE };

      g_test_message ("%s", cases[i].address);
      g_assert_true (clasp_show_find_range (show, cases[i].address, &range));
      g_assert_cmpfloat (range.maximum, ==, cases[i].maximum);
      g_assert_cmpint (range.integer, ==, cases[i].is_whole);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/show-ranges/by-connection", test_ranges);
  g_test_add_func ("/engine/show-ranges/as-live-mappings", test_as_live_mappings);
  g_test_add_func ("/engine/show-ranges/orders-are-not-scaled", test_orders_are_not_scaled);
  g_test_add_func ("/engine/show-ranges/osc-as-live-mappings", test_osc_as_live_mappings);
  g_test_add_func ("/engine/show-ranges/scales-of-several", test_scales_of_several);
  return g_test_run ();
}
