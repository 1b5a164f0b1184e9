/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-place.h"
#include "bridges/osc/clasp-osc-text.h"
#include "support/clasp-test.h"

static ClaspOscPlace *
parse (const char *text, ClaspOscPlaceRole role)
{
  g_autoptr (GError) error = NULL;
  ClaspOscPlace     *place = clasp_osc_place_new (text, role, &error);

  g_assert_no_error (error);
  return place;
}

static void
expect_error (const char *text, ClaspOscPlaceRole role, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (clasp_osc_place_new (text, role, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
  if (strstr (error->message, part) == NULL)
    g_error ("‘%s’ does not say ‘%s’", error->message, part);
}

/* ---- where ---- */

static void
test_forms_of_targets (void)
{
  static const struct
  {
    const char       *text;
    ClaspOscTransport transport;
    const char       *host;
    guint16           port;
  } forms[] = {
    { "10.0.0.7:8000", CLASP_OSC_TRANSPORT_UDP, "10.0.0.7", 8000 },
    { "  studio.local:8000 ", CLASP_OSC_TRANSPORT_UDP, "studio.local", 8000 },
    { "[::1]:8000", CLASP_OSC_TRANSPORT_UDP, "::1", 8000 },
    { "udp://10.0.0.7:8000", CLASP_OSC_TRANSPORT_UDP, "10.0.0.7", 8000 },
    { "UDP://10.0.0.7:8000/", CLASP_OSC_TRANSPORT_UDP, "10.0.0.7", 8000 },
    { "tcp://desk:3032", CLASP_OSC_TRANSPORT_TCP_LENGTH, "desk", 3032 },
    { "tcp-length://desk:3032", CLASP_OSC_TRANSPORT_TCP_LENGTH, "desk", 3032 },
    { "tcp-slip://[fe80::1]:3032", CLASP_OSC_TRANSPORT_TCP_SLIP, "fe80::1", 3032 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (ClaspOscPlace) place = parse (forms[i].text, CLASP_OSC_PLACE_TARGET);

      g_assert_cmpint (place->transport, ==, forms[i].transport);
      g_assert_cmpstr (place->endpoint.host, ==, forms[i].host);
      g_assert_cmpuint (place->endpoint.port, ==, forms[i].port);
      g_assert_false (place->is_multicast);
    }
}

static void
test_forms_of_listeners (void)
{
  g_autoptr (ClaspOscPlace) udp = parse (":9000", CLASP_OSC_PLACE_LISTENER);
  g_autoptr (ClaspOscPlace) tcp = parse ("tcp://127.0.0.1:0", CLASP_OSC_PLACE_LISTENER);
  g_autoptr (ClaspOscPlace) ws = parse ("ws://0.0.0.0:9002/", CLASP_OSC_PLACE_LISTENER);
  g_autoptr (ClaspOscPlace) group =
    parse ("udp://239.1.2.3:9000 interface=eth1", CLASP_OSC_PLACE_LISTENER);

  g_assert_cmpstr (udp->endpoint.host, ==, "0.0.0.0");
  g_assert_cmpint (tcp->transport, ==, CLASP_OSC_TRANSPORT_TCP);
  g_assert_cmpint (ws->transport, ==, CLASP_OSC_TRANSPORT_WS);
  g_assert_true (group->is_multicast);
  g_assert_cmpstr (group->interface, ==, "eth1");
}

static void
expect_path (gsize length, gboolean is_good)
{
  g_autofree char          *path = g_strnfill (length - 1, 'x');
  g_autofree char          *text = g_strconcat ("ws://10.0.0.7:9002/", path, NULL);
  g_autoptr (ClaspOscPlace) place = clasp_osc_place_new (text, CLASP_OSC_PLACE_TARGET, NULL);

  g_assert_true ((place != NULL) == is_good);
}

static void
test_paths_of_websockets (void)
{
  g_autoptr (ClaspOscPlace) none = parse ("ws://10.0.0.7:9002", CLASP_OSC_PLACE_TARGET);
  g_autoptr (ClaspOscPlace) root = parse ("ws://[fe80::7]:9002/", CLASP_OSC_PLACE_TARGET);
  g_autoptr (ClaspOscPlace) path =
    parse ("ws://studio.local:9002/a%20b?c=d name=desk", CLASP_OSC_PLACE_TARGET);

  g_assert_cmpstr (none->path, ==, "/");
  g_assert_cmpstr (root->path, ==, "/");
  g_assert_cmpstr (root->endpoint.host, ==, "fe80::7");
  g_assert_cmpstr (path->path, ==, "/a%20b?c=d");
  g_assert_cmpstr (path->endpoint.host, ==, "studio.local");
  g_assert_cmpuint (path->endpoint.port, ==, 9002);
  expect_path (CLASP_OSC_PLACE_MAX_PATH, TRUE);
  expect_path (CLASP_OSC_PLACE_MAX_PATH + 1, FALSE);
}

static void
test_errors_say_what_is_wrong (void)
{
  expect_error ("", CLASP_OSC_PLACE_TARGET, "missing");
  expect_error ("10.0.0.7", CLASP_OSC_PLACE_TARGET, "10.0.0.7’ has no port; write it behind a colon");
  expect_error ("9001", CLASP_OSC_PLACE_TARGET, "‘9001’ is a port alone");
  expect_error ("tcp://9001", CLASP_OSC_PLACE_TARGET, "‘9001’ is a port alone");
  expect_error ("10.0.0.7:0", CLASP_OSC_PLACE_TARGET, "port 0");
  expect_error ("tcp-slop://10.0.0.7:1", CLASP_OSC_PLACE_TARGET, "‘tcp-slop://’");
  expect_error ("ws://10.0.0.7:1/a\001", CLASP_OSC_PLACE_TARGET, "path");
  expect_error ("ws://10.0.0.7:1/é", CLASP_OSC_PLACE_TARGET, "path");
  expect_error ("ws://10.0.0.7:1/a#b", CLASP_OSC_PLACE_TARGET, "path");
  expect_error ("tcp://10.0.0.7:1/a", CLASP_OSC_PLACE_TARGET, "");
  expect_error ("tcp://239.1.2.3:1", CLASP_OSC_PLACE_TARGET, "udp://");
  expect_error ("10.0.0.7:1 10.0.0.8:1", CLASP_OSC_PLACE_TARGET, "word=value");
  expect_error ("10.0.0.7:1 only=", CLASP_OSC_PLACE_TARGET, "only=");
  expect_error ("10.0.0.7:1 only=mixer", CLASP_OSC_PLACE_TARGET, "only=mixer");
  expect_error ("10.0.0.7:1 colour=red", CLASP_OSC_PLACE_TARGET, "‘colour’");
  expect_error ("239.1.2.3:1 interface=sixteen-letters-", CLASP_OSC_PLACE_TARGET, "15");
  expect_error ("localhost:9000", CLASP_OSC_PLACE_LISTENER, "name");
  expect_error ("udp://239.1.2.3:0", CLASP_OSC_PLACE_LISTENER, "port");
  expect_error ("0.0.0.0:9000 only=/a", CLASP_OSC_PLACE_LISTENER, "‘only’");
  expect_error ("10.0.0.7:1 map=/a", CLASP_OSC_PLACE_TARGET, "map=");
}

static void
expect_places (guint n, ClaspOscPlaceRole role, gboolean is_good)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           texts = NULL;
  g_autoptr (GPtrArray)    places = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, "10.0.0.7:8000");
  g_strv_builder_add (builder, "");
  texts = g_strv_builder_end (builder);
  places = clasp_osc_places_new ((const char *const *) texts, role, NULL);
  g_assert_true ((places != NULL) == is_good);
  if (is_good)
    g_assert_cmpuint (places->len, ==, n);
}

static void
test_places_are_bounded (void)
{
  expect_places (CLASP_OSC_MAX_TARGETS, CLASP_OSC_PLACE_TARGET, TRUE);
  expect_places (CLASP_OSC_MAX_TARGETS + 1, CLASP_OSC_PLACE_TARGET, FALSE);
  expect_places (CLASP_OSC_MAX_LISTENERS, CLASP_OSC_PLACE_LISTENER, TRUE);
  expect_places (CLASP_OSC_MAX_LISTENERS + 1, CLASP_OSC_PLACE_LISTENER, FALSE);
}

static void
expect_words (const char *word, guint n, gboolean is_good)
{
  g_autoptr (GString)       text = g_string_new ("10.0.0.7:8000");
  g_autoptr (ClaspOscPlace) place = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append (text, word);
  place = clasp_osc_place_new (text->str, CLASP_OSC_PLACE_TARGET, NULL);
  g_assert_true ((place != NULL) == is_good);
}

static void
test_words_are_bounded (void)
{
  expect_words (" only=/a", CLASP_OSC_PLACE_MAX_PATTERNS, TRUE);
  expect_words (" only=/a", CLASP_OSC_PLACE_MAX_PATTERNS + 1, FALSE);
  expect_words (" map=/a>/b", CLASP_OSC_PLACE_MAX_MAPS, TRUE);
  expect_words (" map=/a>/b", CLASP_OSC_PLACE_MAX_MAPS + 1, FALSE);
}

/* ---- what ---- */

static void
test_only_and_except (void)
{
  g_autoptr (ClaspOscPlace) place =
    parse ("10.0.0.7:8000 name=desk only=/mixer/** only=/cue except=/mixer/meters/**",
           CLASP_OSC_PLACE_TARGET);

  g_assert_cmpstr (place->name, ==, "desk");
  g_assert_true (clasp_osc_place_wants (place, CLASP_STR_LITERAL ("/mixer/1/level")));
  g_assert_true (clasp_osc_place_wants (place, CLASP_STR_LITERAL ("/cue")));
  g_assert_false (clasp_osc_place_wants (place, CLASP_STR_LITERAL ("/mixer/meters/1")));
  g_assert_false (clasp_osc_place_wants (place, CLASP_STR_LITERAL ("/lights")));
}

static void
expect_mapped (const char *map, const char *ours, const char *theirs)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (ClaspOscMap) self = clasp_osc_map_new (map, &error);
  g_autoptr (GString)     result = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (clasp_osc_map_outward (self, clasp_str (ours), result));
  g_assert_cmpstr (result->str, ==, theirs);
  g_assert_true (clasp_osc_map_inward (self, clasp_str (theirs), result));
  g_assert_cmpstr (result->str, ==, ours);
}

static void
test_maps_work_both_ways (void)
{
  expect_mapped ("/a>/b", "/a", "/b");
  expect_mapped ("/fader/*>/ch/*/mix/fader", "/fader/01", "/ch/01/mix/fader");
  expect_mapped ("/*/x*y/c>/z*/*", "/1/x2y/c", "/z1/2");
  expect_mapped ("/eos/**>/**", "/eos/sub/1", "/sub/1");
}

static void
test_maps_leave_others_alone (void)
{
  g_autoptr (ClaspOscMap) self = clasp_osc_map_new ("/fader/*>/ch/*", NULL);
  g_autoptr (GString)     result = g_string_new (NULL);

  g_assert_false (clasp_osc_map_outward (self, CLASP_STR_LITERAL ("/fader"), result));
  g_assert_false (clasp_osc_map_outward (self, CLASP_STR_LITERAL ("/fader/1/2"), result));
  g_assert_false (clasp_osc_map_outward (self, CLASP_STR_LITERAL ("/faders/1"), result));
  g_assert_false (clasp_osc_map_inward (self, CLASP_STR_LITERAL ("/fader/1"), result));
}

/* A person is refused, and nothing of it gets into a log. */
static void
test_persons_are_not_repeated (void)
{
  static const char *const texts[] = { "ws://me:sesame@10.0.0.7:9000", "tcp://me:sesame@host:1 name=a",
                                       "other://me:sesame@10.0.0.7:1" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (clasp_osc_place_new (texts[i], CLASP_OSC_PLACE_TARGET, &error));
      g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
      g_assert_null (strstr (error->message, "sesame"));
      g_assert_nonnull (strstr (error->message, "before the @"));
    }
}

static void
test_maps_that_cannot_be (void)
{
  static const char *const texts[] = { "",         "/a",         "/a>b",        "a>/b",
                                       "/a>/b>/c", "/*>/b",      "/**/a>/**/b", "/a*b*>/c*d*",
                                       "/*/**>/*", "/*/**>/**/*" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (clasp_osc_map_new (texts[i], &error));
      g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
    }
}

static void
test_stars_of_a_map_are_bounded (void)
{
  g_autoptr (ClaspOscMap) most = clasp_osc_map_new ("/*/*/*/*/*/*/*/*>/*/*/*/*/*/*/*/*", NULL);

  g_assert_nonnull (most);
  g_assert_null (clasp_osc_map_new ("/*/*/*/*/*/*/*/*/*>/*/*/*/*/*/*/*/*/*", NULL));
}

/* ---- messages as text ---- */

static void
expect_message (const char *text, const char *hex)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autoptr (GBytes)   expected = clasp_test_hex (hex);
  g_autoptr (GError)   error = NULL;

  clasp_osc_message_from_text (text, &writer, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (writer.data, writer.length, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

static void
test_message_from_text (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  expect_message ("/x", "2f780000 2c000000");
  expect_message ("/x 10 0.5 true 'a b'", "2f780000 2c696654 73000000 0000000a 3f000000 61206200");
  g_assert_false (clasp_osc_message_from_text ("", &writer, NULL));
  g_assert_false (clasp_osc_message_from_text ("xremote", &writer, NULL));
  g_assert_false (clasp_osc_message_from_text ("/", &writer, NULL));
  g_assert_false (clasp_osc_message_from_text ("/x 'a", &writer, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func) g_test_add_func ("/bridges/osc/" path, func)
  ADD ("place/forms-of-targets", test_forms_of_targets);
  ADD ("place/forms-of-listeners", test_forms_of_listeners);
  ADD ("place/paths-of-websockets", test_paths_of_websockets);
  ADD ("place/errors-say-what-is-wrong", test_errors_say_what_is_wrong);
  ADD ("place/places-are-bounded", test_places_are_bounded);
  ADD ("place/words-are-bounded", test_words_are_bounded);
  ADD ("place/only-and-except", test_only_and_except);
  ADD ("map/works-both-ways", test_maps_work_both_ways);
  ADD ("map/leaves-others-alone", test_maps_leave_others_alone);
  ADD ("persons-are-not-repeated", test_persons_are_not_repeated);
  ADD ("map/that-cannot-be", test_maps_that_cannot_be);
  ADD ("map/stars-are-bounded", test_stars_of_a_map_are_bounded);
  ADD ("text/message", test_message_from_text);
  return g_test_run ();
}
