/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "learn/clasp-learn-collector.h"
#include "learn/clasp-learn-facts.h"
#include "learn/clasp-learn-places.h"
#include "support/clasp-test.h"

#include <string.h>

/* mapping.md 14, line by line, on a clock that is driven. */

#define START_US (100 * G_USEC_PER_SEC)
#define MS 1000

static const ClaspLearnOrigin midi = { "midi-1", "Keys", "midi", "/midi" };
static const ClaspLearnOrigin osc = { "osc-1", "Tablet", "osc", "/osc" };
static const ClaspLearnOrigin artnet = { "artnet-1", "Desk", "artnet", "/artnet" };
static const ClaspLearnOrigin sacn = { "sacn-1", "Desk 2", "sacn", "/sacn" };
static const ClaspLearnOrigin program = { "", "A program", "clasp", "" };

typedef struct
{
  ClaspLearnCollector *collector;
  gint64               now_us;
} Fixture;

static void
begin (Fixture *fixture, gboolean is_many, gboolean is_target, gboolean has_watched)
{
  const ClaspLearnCollectorConfig config = { is_many, is_target, has_watched };

  if (fixture->collector != NULL)
    clasp_learn_collector_free (fixture->collector);
  fixture->now_us = START_US;
  fixture->collector = clasp_learn_collector_new (&config, START_US);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  begin (fixture, FALSE, FALSE, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_learn_collector_free (fixture->collector);
}

static gboolean
add (Fixture                *fixture,
     const char             *address,
     ClaspSignal             signal,
     const char             *json,
     const ClaspLearnOrigin *origin)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (json != NULL)
    g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  return clasp_learn_collector_add (fixture->collector, clasp_str (address), signal,
                                    json != NULL ? &value : NULL, origin, fixture->now_us);
}

static gboolean
set (Fixture *fixture, const char *address, const char *json, const ClaspLearnOrigin *origin)
{
  return add (fixture, address, CLASP_SIGNAL_PARAM, json, origin);
}

static void
know (Fixture *fixture, const char *address, const char *json, gint64 ago_us)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  clasp_learn_collector_know (fixture->collector, clasp_str (address), &value, &program,
                              START_US - ago_us);
}

/* "/a /b": what is listed, best first. */
static void
expect (Fixture *fixture, const char *addresses)
{
  g_autoptr (GPtrArray) findings =
    clasp_learn_collector_list (fixture->collector, NULL, 256, fixture->now_us);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((ClaspLearnFinding *) findings->pdata[i])->address);
  g_assert_cmpstr (text->str, ==, addresses);
}

static ClaspLearnFinding *
get_best (Fixture *fixture)
{
  g_autoptr (GPtrArray) findings =
    clasp_learn_collector_list (fixture->collector, NULL, 256, fixture->now_us);

  g_assert_cmpuint (findings->len, >, 0);
  return clasp_learn_finding_copy (findings->pdata[0]);
}

/* ---- noise ---- */

/* mapping.md 17.12: 24 pulses a beat at 120, 44 frames a second of a universe that stands still. */
static void
test_clock_and_still_dmx_are_ignored (Fixture *fixture, gconstpointer data)
{
  know (fixture, "/artnet/0/0/0/1", "200", 20 * MS);

  for (int i = 0; i < 400; i++)
    {
      fixture->now_us += 5 * MS;
      if (i % 4 == 0)
        g_assert_false (add (fixture, "/midi/keys/clock", CLASP_SIGNAL_EVENT, NULL, &midi));
      if (i % 5 == 0)
        {
          g_assert_false (set (fixture, "/artnet/0/0/0/1", "200", &artnet));
          set (fixture, "/artnet/0/0/0/2", "200", &artnet);
          g_assert_false (add (fixture, "/midi/keys/mtc", CLASP_SIGNAL_STREAM, "\"0:0:1:2\"", &midi));
          g_assert_false (add (fixture, "/artnet/timecode", CLASP_SIGNAL_STREAM, "\"x\"", &artnet));
        }
      if (i >= 200 && i < 300)
        {
          g_autofree char *level = g_strdup_printf ("%d", i - 200);

          g_assert_true (set (fixture, "/midi/keys/ch/1/cc/7", level, &midi) || i == 200);
        }
    }
  {
    g_autoptr (ClaspLearnFinding) best = get_best (fixture);

    g_assert_cmpstr (best->address, ==, "/midi/keys/ch/1/cc/7");
    g_assert_true (best->is_learned);
  }
}

static void
test_what_moved_in_the_second_before_is_noise (Fixture *fixture, gconstpointer data)
{
  know (fixture, "/sensor", "1", CLASP_LEARN_QUIET_US - 1);
  know (fixture, "/fader", "1", CLASP_LEARN_QUIET_US);

  g_assert_false (set (fixture, "/sensor", "0", &program));
  g_assert_true (set (fixture, "/fader", "0", &program));
  expect (fixture, "/fader");
}

static void
test_events_of_the_first_second_are_noise_unless_watched (Fixture *fixture, gconstpointer data)
{
  g_assert_true (add (fixture, "/beacon", CLASP_SIGNAL_EVENT, NULL, &program));

  begin (fixture, FALSE, FALSE, FALSE);
  g_assert_true (clasp_learn_collector_is_listening (fixture->collector, fixture->now_us));
  g_assert_false (add (fixture, "/beacon", CLASP_SIGNAL_EVENT, NULL, &program));
  g_assert_true (set (fixture, "/fader", "1", &program));
  fixture->now_us += CLASP_LEARN_QUIET_US;
  g_assert_false (clasp_learn_collector_is_listening (fixture->collector, fixture->now_us));
  g_assert_false (add (fixture, "/beacon", CLASP_SIGNAL_EVENT, NULL, &program));
  g_assert_true (add (fixture, "/button", CLASP_SIGNAL_EVENT, NULL, &program));
  expect (fixture, "/button /fader");
}

static void
test_flicker_is_no_movement (Fixture *fixture, gconstpointer data)
{
  know (fixture, "/osc/pot", "0.5", 2 * G_USEC_PER_SEC);

  set (fixture, "/osc/pot", "0.5199", &osc);
  expect (fixture, "");
  set (fixture, "/osc/pot", "0.52", &osc);
  expect (fixture, "/osc/pot");
}

static void
test_our_own_news_are_no_movement (Fixture *fixture, gconstpointer data)
{
  g_assert_false (add (fixture, "/clasp/show/ask", CLASP_SIGNAL_EVENT, "1", &program));
  g_assert_false (set (fixture, "/local/connection/osc/state", "\"live\"", &program));
  expect (fixture, "");
}

/* ---- order ---- */

static void
test_newest_first_then_farthest (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 4; i++)
    know (fixture, (const char *[]){ "/osc/a", "/osc/b", "/osc/c", "/osc/d" }[i], "0",
          2 * G_USEC_PER_SEC);

  set (fixture, "/osc/a", "1.0", &osc);
  fixture->now_us += CLASP_LEARN_SETTLE_US;
  set (fixture, "/osc/b", "0.1", &osc);
  fixture->now_us += CLASP_LEARN_SETTLE_US - 1;
  set (fixture, "/osc/c", "0.2", &osc);
  expect (fixture, "/osc/c /osc/b /osc/a");
}

static void
test_one_is_learned_when_it_is_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) early = NULL, late = NULL, later = NULL;

  set (fixture, "/osc/little", "0.1", &osc);
  set (fixture, "/osc/wide", "0.9", &osc);
  fixture->now_us += CLASP_LEARN_SETTLE_US - 1;
  early = get_best (fixture);
  g_assert_false (early->is_learned);
  fixture->now_us += 1;
  late = get_best (fixture);
  g_assert_cmpstr (late->address, ==, "/osc/wide");
  g_assert_true (late->is_learned);

  fixture->now_us += G_USEC_PER_SEC;
  set (fixture, "/osc/other", "1.0", &osc);
  fixture->now_us += G_USEC_PER_SEC;
  later = get_best (fixture);
  g_assert_cmpstr (later->address, ==, "/osc/other");
  g_assert_false (later->is_learned);
}

static void
test_many_are_learned_one_by_one (Fixture *fixture, gconstpointer data)
{
  begin (fixture, TRUE, FALSE, TRUE);
  for (int i = 1; i <= 3; i++)
    {
      g_autofree char              *address = g_strdup_printf ("/osc/fader/%d", i);
      g_autoptr (ClaspLearnFinding) best = NULL;

      set (fixture, address, "1.0", &osc);
      fixture->now_us += CLASP_LEARN_SETTLE_US;
      best = get_best (fixture);
      g_assert_cmpstr (best->address, ==, address);
      g_assert_true (best->is_learned);
      fixture->now_us += G_USEC_PER_SEC;
    }
}

static void
test_rate_is_of_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) moving = NULL, resting = NULL;

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *level = g_strdup_printf ("%d", i);

      set (fixture, "/midi/k/ch/1/cc/1", level, &midi);
      fixture->now_us += 20 * MS;
    }
  moving = get_best (fixture);
  g_assert_cmpfloat_with_epsilon (moving->rate, 50, 5);
  g_assert_cmpuint (moving->n_updates, ==, 60);
  fixture->now_us += 2 * G_USEC_PER_SEC;
  resting = get_best (fixture);
  g_assert_cmpfloat (resting->rate, ==, 0);
}

static void
test_lists_are_bounded_and_filtered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL, some = NULL;

  for (int i = 0; i < CLASP_LEARN_MAX_MOVED + 1; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/f/%d", i);

      g_assert_cmpint (set (fixture, address, "1.0", &osc), ==, i < CLASP_LEARN_MAX_MOVED);
    }
  all = clasp_learn_collector_list (fixture->collector, NULL, 256, fixture->now_us);
  g_assert_cmpuint (all->len, ==, 256);
  some = clasp_learn_collector_list (fixture->collector, "TABLET f/4095", 256, fixture->now_us);
  g_assert_cmpuint (some->len, ==, 1);
}

/* ---- facts ---- */

static const struct
{
  const char             *address;
  const ClaspLearnOrigin *origin;
  const char             *type;
  int                     channel, number;
  gboolean                is_14bit, is_step;
  const char             *universe;
  int                     slot;
} facts[] = {
  { "/midi/k/ch/1/cc/7", &midi, "cc", 1, 7, FALSE, FALSE, "", -1 },
  { "/midi/k/ch/16/cc/7/step", &midi, "cc", 16, 7, FALSE, TRUE, "", -1 },
  { "/midi/k/ch/1/cc14/7", &midi, "cc14", 1, 7, TRUE, FALSE, "", -1 },
  { "/midi/k/ch/1/nrpn/1234", &midi, "nrpn", 1, 1234, TRUE, FALSE, "", -1 },
  { "/midi/k/ch/1/rpn/0", &midi, "rpn", 1, 0, TRUE, FALSE, "", -1 },
  { "/midi/k/ch/2/note/60", &midi, "note", 2, 60, FALSE, FALSE, "", -1 },
  { "/midi/k/ch/2/poly/60", &midi, "poly", 2, 60, FALSE, FALSE, "", -1 },
  { "/midi/k/ch/2/bend", &midi, "bend", 2, -1, TRUE, FALSE, "", -1 },
  { "/midi/k/ch/2/pressure", &midi, "pressure", 2, -1, FALSE, FALSE, "", -1 },
  { "/midi/k/ch/2/program", &midi, "program", 2, -1, FALSE, FALSE, "", -1 },
  { "/midi/k/transport", &midi, "", -1, -1, FALSE, FALSE, "", -1 },
  { "/artnet/0/0/1/512", &artnet, "", -1, -1, FALSE, FALSE, "0/0/1", 512 },
  { "/artnet/0/0/1/513", &artnet, "", -1, -1, FALSE, FALSE, "", -1 },
  { "/artnet/17/1", &artnet, "", -1, -1, FALSE, FALSE, "17", 1 },
  { "/sacn/5/0", &sacn, "", -1, -1, FALSE, FALSE, "", -1 },
  { "/sacn/5/12", &sacn, "", -1, -1, FALSE, FALSE, "5", 12 },
  /* how an address looks says nothing: it came in through OSC */
  { "/osc/midi/k/ch/1/cc/7", &osc, "", -1, -1, FALSE, FALSE, "", -1 },
  { "/midi/k/ch/1/cc/7", &program, "", -1, -1, FALSE, FALSE, "", -1 },
};

static void
test_facts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      ClaspLearnFacts found;

      clasp_learn_read_facts (clasp_str (facts[i].address), facts[i].origin->protocol,
                              facts[i].origin->namespace_, &found);
      g_test_message ("%s", facts[i].address);
      g_assert_cmpstr (found.protocol, ==, facts[i].origin->protocol);
      g_assert_cmpstr (found.midi_type, ==, facts[i].type);
      g_assert_cmpint (found.midi_channel, ==, facts[i].channel);
      g_assert_cmpint (found.midi_number, ==, facts[i].number);
      g_assert_cmpint (found.is_14bit, ==, facts[i].is_14bit);
      g_assert_cmpint (found.is_step, ==, facts[i].is_step);
      g_assert_cmpstr (found.universe, ==, facts[i].universe);
      g_assert_cmpint (found.slot, ==, facts[i].slot);
    }
}

static void
assert_range (const char *address, const char *protocol, const char *namespace_, double maximum)
{
  ClaspLearnFacts found;

  clasp_learn_read_facts (clasp_str (address), protocol, namespace_, &found);
  g_assert_cmpint (found.has_range, ==, maximum > 0);
  if (maximum > 0)
    g_assert_cmpfloat (found.range.maximum, ==, maximum);
}

/* A connection that is called otherwise has the ranges of its protocol; the name of another one gives none. */
static void
test_range_is_that_of_the_connection (void)
{
  assert_range ("/midi/k/ch/1/cc/7", "midi", "/midi", 127);
  assert_range ("/desk/k/ch/1/cc/7", "midi", "/desk", 127);
  assert_range ("/lights/0/0/0/1", "artnet", "/lights", 255);
  assert_range ("/lights/0/0/0/1", "clasp", "", 0);
}

static void
test_connection_is_the_one_it_came_through (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;

  set (fixture, "/artnet/0/0/1/12", "255", &artnet);
  best = get_best (fixture);
  g_assert_cmpstr (best->connection, ==, "artnet-1");
  g_assert_cmpstr (best->connection_name, ==, "Desk");
  g_assert_cmpstr (best->facts.protocol, ==, "artnet");
}

/* ---- places in a value ---- */

static void
test_argument_that_moved_farthest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;
  const ClaspLearnPlace        *place;

  know (fixture, "/osc/xy", "[0.5, 0.5, 7]", 2 * G_USEC_PER_SEC);
  set (fixture, "/osc/xy", "[0.55, 0.9, 7]", &osc);
  best = get_best (fixture);
  place = clasp_learn_finding_get_place (best);
  g_assert_cmpuint (best->places->len, ==, 3);
  g_assert_cmpstr (place->path, ==, "$[1]");
  g_assert_cmpint (place->argument, ==, 1);
  g_assert_cmpint (place->tag, ==, 'f');
  g_assert_cmpfloat (place->minimum, ==, 0.5);
  g_assert_cmpfloat (place->maximum, ==, 0.9);
  g_assert_cmpstr (place->last, ==, "0.9");
  g_assert_cmpint (((ClaspLearnPlace *) best->places->pdata[2])->tag, ==, 'i');
  g_assert_cmpfloat (((ClaspLearnPlace *) best->places->pdata[2])->travel, ==, 0);
}

static void
test_paths_inside_texts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;

  know (fixture, "/lamp", "\"{\\\"state\\\":{\\\"a b\\\":10,\\\"on\\\":true},\\\"id\\\":\\\"x\\\"}\"",
        2 * G_USEC_PER_SEC);
  set (fixture, "/lamp", "\"{\\\"state\\\":{\\\"a b\\\":250,\\\"on\\\":true},\\\"id\\\":\\\"x\\\"}\"",
       &program);
  best = get_best (fixture);
  g_assert_cmpuint (best->places->len, ==, 3);
  g_assert_cmpstr (clasp_learn_finding_get_place (best)->path, ==, "$.state['a b']");
  g_assert_cmpfloat (best->range_maximum, ==, 255);
}

static void
test_places_are_bounded (void)
{
  g_autoptr (ClaspLearnPlaces)  places = clasp_learn_places_new (NULL);
  g_autoptr (ClaspLearnFinding) finding = clasp_learn_finding_new ("/x");
  g_autoptr (GString)           deep = g_string_new (NULL);
  g_auto (ClaspValue)           value = CLASP_VALUE_INIT;
  ClaspValue                    many[CLASP_LEARN_MAX_PATHS + 1];
  g_auto (ClaspValue)           array = CLASP_VALUE_INIT;

  for (guint i = 0; i <= CLASP_LEARN_MAX_DEPTH; i++)
    g_string_append_c (deep, '[');
  g_string_append_c (deep, '1');
  for (guint i = 0; i <= CLASP_LEARN_MAX_DEPTH; i++)
    g_string_append_c (deep, ']');
  g_assert_true (clasp_value_parse (deep->str, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  g_assert_false (clasp_learn_places_add (places, &value, TRUE));
  clasp_value_clear (&value);
  g_string_erase (deep, 0, 1);
  g_string_truncate (deep, deep->len - 1);
  g_assert_true (clasp_value_parse (deep->str, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  g_assert_true (clasp_learn_places_add (places, &value, TRUE));

  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = clasp_value_int (i);
  array = clasp_value_array (many, G_N_ELEMENTS (many));
  clasp_learn_places_add (places, &array, TRUE);
  clasp_learn_places_tell (places, finding);
  g_assert_cmpuint (finding->places->len, ==, CLASP_LEARN_MAX_PATHS);
}

/* ---- ranges and kinds ---- */

static const struct
{
  double   seen_minimum, seen_maximum, minimum, maximum;
  gboolean is_snapped;
} snaps[] = {
  { 0, 1, 0, 1, TRUE },           { 0.2, 0.9, 0, 1, TRUE },       { 3, 120, 0, 127, TRUE },
  { 0, 127, 0, 127, TRUE },       { 0, 128, 0, 255, TRUE },       { 10, 255, 0, 255, TRUE },
  { 0, 256, 0, 16383, TRUE },     { 0, 16383, 0, 16383, TRUE },   { 0, 16384, 0, 65535, TRUE },
  { 0, 65535, 0, 65535, TRUE },   { 0, 65536, 0, 65536, FALSE },  { -8192, 8191, -8192, 8191, TRUE },
  { -8193, 0, -8193, 0, FALSE },  { -1025, 5, -8192, 8191, TRUE }, { -1024, 5, -1024, 5, FALSE },
  { -1, 1, -1, 1, FALSE },        { -0.5, 3000.5, -0.5, 3000.5, FALSE },
};

static void
test_ranges_snap (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (snaps); i++)
    {
      double minimum = snaps[i].seen_minimum, maximum = snaps[i].seen_maximum;

      g_assert_cmpint (clasp_learn_snap (&minimum, &maximum), ==, snaps[i].is_snapped);
      g_assert_cmpfloat (minimum, ==, snaps[i].minimum);
      g_assert_cmpfloat (maximum, ==, snaps[i].maximum);
    }
}

static const struct
{
  const char       *name, *address, *values; /* JSON, blanks in between; "." = an event without one */
  ClaspLearnControl control;
  ClaspLearnTurns   turns;
} kinds[] = {
  { "fader", "/midi/k/ch/1/cc/7", "1 2 3 4 5 6 7 8", CLASP_LEARN_CONTROL_FADER, CLASP_LEARN_TURNS_NONE },
  { "button", "/midi/k/ch/1/cc/7", "127 0 127 0", CLASP_LEARN_CONTROL_BUTTON, CLASP_LEARN_TURNS_NONE },
  { "press-alone", "/midi/k/ch/1/cc/7", "127", CLASP_LEARN_CONTROL_BUTTON, CLASP_LEARN_TURNS_NONE },
  { "switch", "/osc/on", "true false", CLASP_LEARN_CONTROL_BUTTON, CLASP_LEARN_TURNS_NONE },
  { "moment", "/osc/go", ". .", CLASP_LEARN_CONTROL_BUTTON, CLASP_LEARN_TURNS_NONE },
  { "note", "/midi/k/ch/1/note/60", "{\"on\":true,\"velocity\":90} {\"on\":false,\"velocity\":64}",
    CLASP_LEARN_CONTROL_BUTTON, CLASP_LEARN_TURNS_NONE },
  { "text", "/osc/name", "\"red\" \"blue\"", CLASP_LEARN_CONTROL_TEXT, CLASP_LEARN_TURNS_NONE },
  { "encoder-twos", "/midi/k/ch/1/cc/7", "1 1 1 127 127 2 1", CLASP_LEARN_CONTROL_ENCODER,
    CLASP_LEARN_TURNS_TWOS },
  { "encoder-one-way", "/midi/k/ch/1/cc/7", "1 1 1", CLASP_LEARN_CONTROL_ENCODER, CLASP_LEARN_TURNS_TWOS },
  { "encoder-offset", "/midi/k/ch/1/cc/7", "65 65 65 63 63", CLASP_LEARN_CONTROL_ENCODER,
    CLASP_LEARN_TURNS_OFFSET },
  { "encoder-signbit", "/midi/k/ch/1/cc/7", "1 1 1 65 65 65", CLASP_LEARN_CONTROL_ENCODER,
    CLASP_LEARN_TURNS_SIGNBIT },
  { "repeats-elsewhere", "/midi/k/ch/1/cc/7", "30 30 30 30 90", CLASP_LEARN_CONTROL_BUTTON,
    CLASP_LEARN_TURNS_NONE },
  { "repeats-of-another-protocol", "/osc/x", "1 1 1 127 127", CLASP_LEARN_CONTROL_BUTTON,
    CLASP_LEARN_TURNS_NONE },
};

static void
test_kind (gconstpointer data)
{
  guint                         row = GPOINTER_TO_UINT (data);
  const char                   *address = kinds[row].address;
  g_auto (GStrv)                values = g_strsplit (kinds[row].values, " ", -1);
  gboolean                      is_note = strstr (address, "note") != NULL;
  const ClaspLearnOrigin       *origin = g_str_has_prefix (address, "/midi") ? &midi : &osc;
  Fixture                       fixture = { NULL };
  g_autoptr (ClaspLearnFinding) best = NULL;

  begin (&fixture, FALSE, FALSE, TRUE);
  for (guint i = 0; values[i] != NULL; i++)
    {
      gboolean is_moment = g_str_equal (values[i], ".");

      fixture.now_us += 20 * MS;
      add (&fixture, address, is_moment || is_note ? CLASP_SIGNAL_EVENT : CLASP_SIGNAL_PARAM,
           is_moment ? NULL : values[i], origin);
    }
  best = get_best (&fixture);
  g_assert_cmpint (best->control, ==, kinds[row].control);
  g_assert_cmpint (best->turns, ==, kinds[row].turns);
  clasp_learn_collector_free (fixture.collector);
}

static void
test_halves_of_14_bits_are_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;

  for (int i = 0; i < 20; i++)
    {
      g_autofree char *coarse = g_strdup_printf ("%d", i / 2), *fine = g_strdup_printf ("%d", i * 13 % 128);

      fixture->now_us += 20 * MS;
      set (fixture, "/midi/k/ch/1/cc/7", coarse, &midi);
      set (fixture, "/midi/k/ch/1/cc/39", fine, &midi);
    }
  expect (fixture, "/midi/k/ch/1/cc/7");
  best = get_best (fixture);
  g_assert_cmpstr (best->fine, ==, "/midi/k/ch/1/cc/39");
  g_assert_true (best->facts.is_14bit);
  g_assert_cmpfloat (best->range_maximum, ==, 16383);
}

static void
test_two_faders_32_apart_are_two (Fixture *fixture, gconstpointer data)
{
  set (fixture, "/midi/k/ch/1/cc/7", "10", &midi);
  set (fixture, "/midi/k/ch/1/cc/7", "30", &midi);
  fixture->now_us += 200 * MS;
  set (fixture, "/midi/k/ch/1/cc/39", "90", &midi);
  set (fixture, "/midi/k/ch/1/cc/39", "70", &midi);
  expect (fixture, "/midi/k/ch/1/cc/39 /midi/k/ch/1/cc/7");
}

static void
test_nrpn_in_single_controllers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;

  for (int i = 0; i < 10; i++)
    {
      g_autofree char *level = g_strdup_printf ("%d", i * 10);

      fixture->now_us += 20 * MS;
      set (fixture, "/midi/k/ch/1/cc/99", "1", &midi);
      set (fixture, "/midi/k/ch/1/cc/98", "20", &midi);
      set (fixture, "/midi/k/ch/1/cc/6", level, &midi);
    }
  expect (fixture, "/midi/k/ch/1/cc/6");
  best = get_best (fixture);
  g_assert_cmpstr (best->facts.midi_type, ==, "nrpn");
  g_assert_cmpint (best->facts.midi_number, ==, 148);
}

static void
test_an_encoders_place_stands_for_its_steps (Fixture *fixture, gconstpointer data)
{
  add (fixture, "/midi/k/ch/1/cc/7/step", CLASP_SIGNAL_EVENT, "1", &midi);
  expect (fixture, "/midi/k/ch/1/cc/7/step");
  set (fixture, "/midi/k/ch/1/cc/7", "64", &midi);
  expect (fixture, "/midi/k/ch/1/cc/7");
}

/* ---- targets ---- */

static void
test_targets_are_what_is_known_moved_ones_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLearnFinding) best = NULL;

  begin (fixture, FALSE, TRUE, TRUE);
  know (fixture, "/artnet/0/0/0/2", "0", 2 * G_USEC_PER_SEC);
  clasp_learn_collector_know (fixture->collector, CLASP_STR_LITERAL ("/artnet/0/0/0/1"), NULL,
                              &artnet, 0);
  expect (fixture, "/artnet/0/0/0/1 /artnet/0/0/0/2");
  best = get_best (fixture);
  g_assert_cmpstr (best->connection, ==, "artnet-1");
  g_assert_cmpint (best->facts.slot, ==, 1);
  g_assert_cmpuint (best->n_updates, ==, 0);
  set (fixture, "/artnet/0/0/0/2", "200", &artnet);
  expect (fixture, "/artnet/0/0/0/2 /artnet/0/0/0/1");
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(name, func) g_test_add ("/learn/" name, Fixture, NULL, set_up, func, tear_down)
  g_test_add ("/mapping/acceptance/17-12-clock-and-still-dmx-are-no-findings", Fixture, NULL, set_up,
              test_clock_and_still_dmx_are_ignored, tear_down);
  ADD ("what-moved-in-the-second-before-is-noise", test_what_moved_in_the_second_before_is_noise);
  ADD ("events-of-the-first-second-are-noise-unless-watched",
       test_events_of_the_first_second_are_noise_unless_watched);
  ADD ("flicker-is-no-movement", test_flicker_is_no_movement);
  ADD ("our-own-news-are-no-movement", test_our_own_news_are_no_movement);
  ADD ("newest-first-then-farthest", test_newest_first_then_farthest);
  ADD ("one-is-learned-when-it-is-clear", test_one_is_learned_when_it_is_clear);
  ADD ("many-are-learned-one-by-one", test_many_are_learned_one_by_one);
  ADD ("rate-is-of-late", test_rate_is_of_late);
  ADD ("lists-are-bounded-and-filtered", test_lists_are_bounded_and_filtered);
  ADD ("connection-is-the-one-it-came-through", test_connection_is_the_one_it_came_through);
  ADD ("argument-that-moved-farthest", test_argument_that_moved_farthest);
  ADD ("paths-inside-texts", test_paths_inside_texts);
  ADD ("halves-of-14-bits-are-one", test_halves_of_14_bits_are_one);
  ADD ("two-faders-32-apart-are-two", test_two_faders_32_apart_are_two);
  ADD ("nrpn-in-single-controllers", test_nrpn_in_single_controllers);
  ADD ("an-encoders-place-stands-for-its-steps", test_an_encoders_place_stands_for_its_steps);
  ADD ("targets-are-what-is-known-moved-ones-first",
       test_targets_are_what_is_known_moved_ones_first);
#undef ADD
  g_test_add_func ("/learn/facts", test_facts);
  g_test_add_func ("/learn/range-is-that-of-the-connection", test_range_is_that_of_the_connection);
  g_test_add_func ("/learn/places-are-bounded", test_places_are_bounded);
  g_test_add_func ("/learn/ranges-snap", test_ranges_snap);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/learn/kind/", kinds[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_kind);
    }

  return g_test_run ();
}
