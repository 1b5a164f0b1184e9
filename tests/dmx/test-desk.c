/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "dmx/clasp-desk.h"
#include "support/clasp-router-fixture.h"

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture  base;
  ClaspDesk          *desk;
  ClaspSession       *hand;
  ClaspUniverseOutput output;
  ClaspUniverse      *universe;
  guint               n_panics;
} Stage;

static void
panic_cb (ClaspDeskPanic *ended, gpointer user_data)
{
  ((Stage *) user_data)->n_panics++;
  *ended = (ClaspDeskPanic){ .n_ports = 3, .n_notes = 12 };
}

static void
open_desk (Stage *stage)
{
  stage->desk =
    clasp_desk_new (&(ClaspDeskHost){ stage->base.router, stage->base.universes, panic_cb, stage });
}

static void
set_up (Stage *stage, gconstpointer data)
{
  ClaspUniverseTiming timing = { CLASP_DMX_INTERVAL_NS (44), 800 * MS, 1, 0 };

  clasp_router_fixture_set_up (&stage->base, NULL);
  clasp_universe_output_init (&stage->output, &timing);
  stage->universe = clasp_universes_add (stage->base.universes,
                                         &(ClaspUniverseDescription){ .connection = "c",
                                                                      .protocol = "artnet",
                                                                      .label = "0:0:1",
                                                                      .prefix = "/artnet/0/0/1",
                                                                      .output = &stage->output });
  clasp_universe_output_set_slot (&stage->output, 0, 200);
  stage->hand =
    clasp_router_join (stage->base.router, "hand", clasp_fixture_deliver_cb, NULL, &stage->base);
  clasp_session_subscribe (stage->hand, 1, CLASP_STR_LITERAL ("/bridge/**"), CLASP_TYPES_ALL, FALSE,
                           NULL);
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  clasp_session_leave (stage->hand);
  clasp_desk_free (stage->desk);
  clasp_universes_remove (stage->base.universes, stage->universe);
  clasp_router_fixture_tear_down (&stage->base, NULL);
}

static void
put (Stage *stage, const char *address, const char *json)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  clasp_session_set (stage->hand, clasp_str (address), &value);
}

static void
emit (Stage *stage, const char *address, const char *json)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (json != NULL)
    g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  clasp_session_emit (stage->hand, clasp_str (address), json != NULL ? &value : NULL);
}

static guint8
light (Stage *stage)
{
  guint8 frame[CLASP_DMX_SLOTS];

  clasp_universes_render (stage->base.universes, stage->universe,
                          clasp_clock_now_us (stage->base.clock), frame);
  return frame[0];
}

static void
test_nothing_is_written_before_anybody_pressed (Stage *stage, gconstpointer data)
{
  open_desk (stage);
  clasp_fixture_expect_log (&stage->base, "");
}

static void
test_tests_do_not_outlive_the_engine (Stage *stage, gconstpointer data)
{
  put (stage, "/bridge/tests", "3");
  open_desk (stage);
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/tests 0 rev 2");
}

static void
test_the_state_is_taken_over (Stage *stage, gconstpointer data)
{
  put (stage, "/bridge/blackout", "true");
  put (stage, "/bridge/freeze", "1");
  open_desk (stage);
  g_assert_true (clasp_universes_get_blackout (stage->base.universes));
  g_assert_true (clasp_universes_get_freeze (stage->base.universes));
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/freeze true rev 2");
}

static void
open_quietly (Stage *stage)
{
  open_desk (stage);
  g_string_truncate (stage->base.log, 0);
}

static void
test_a_blackout_is_switched_by_what_buttons_send (Stage *stage, gconstpointer data)
{
  static const struct
  {
    const char *json;
    gboolean    on;
    const char *log;
  } cases[] = { { "true", TRUE, "" },
                { "false", FALSE, "" },
                { "127", TRUE, "hand ← SET /bridge/blackout true rev 4" },
                { "0", FALSE, "hand ← SET /bridge/blackout false rev 6" },
                { "1.0", TRUE, "hand ← SET /bridge/blackout true rev 8" },
                { "\"dark\"", TRUE, "hand ← SET /bridge/blackout true rev 10" }, /* means nothing */
                { "0.49", FALSE, "hand ← SET /bridge/blackout false rev 12" } };

  open_quietly (stage);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].json);
      put (stage, "/bridge/blackout", cases[i].json);
      g_assert_cmpint (clasp_universes_get_blackout (stage->base.universes), ==, cases[i].on);
      g_assert_cmpuint (light (stage), ==, cases[i].on ? 0 : 200);
      clasp_fixture_expect_log (&stage->base, cases[i].log);
    }
}

static void
test_the_grand_master (Stage *stage, gconstpointer data)
{
  static const struct
  {
    const char *json;
    guint8      light;
    const char *log;
  } cases[] = { { "0.5", 100, "" },
                { "1", 200, "" },
                { "0.25", 50, "" },
                { "1.5", 200, "hand ← SET /bridge/grandmaster 1 rev 5" },
                { "\"half\"", 200, "hand ← SET /bridge/grandmaster 1 rev 7" }, /* means nothing */
                { "-3", 0, "hand ← SET /bridge/grandmaster 0 rev 9" },
                { "true", 200, "" } };

  open_quietly (stage);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].json);
      put (stage, "/bridge/grandmaster", cases[i].json);
      g_assert_cmpuint (light (stage), ==, cases[i].light);
      clasp_fixture_expect_log (&stage->base, cases[i].log);
    }
  emit (stage, "/bridge/grandmaster", "0.5");
  g_assert_cmpuint (light (stage), ==, 100);
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/grandmaster 0.5 rev 11");
}

static void
test_the_grand_master_is_taken_over (Stage *stage, gconstpointer data)
{
  put (stage, "/bridge/grandmaster", "0.5");
  open_desk (stage);
  g_assert_cmpuint (light (stage), ==, 100);
}

static void
test_events_switch_and_toggle (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  emit (stage, "/bridge/blackout", NULL);
  g_assert_true (clasp_universes_get_blackout (stage->base.universes));
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/blackout true rev 1");
  emit (stage, "/bridge/blackout", NULL);
  g_assert_false (clasp_universes_get_blackout (stage->base.universes));
  emit (stage, "/bridge/freeze", "127");
  g_assert_true (clasp_universes_get_freeze (stage->base.universes));
  emit (stage, "/bridge/freeze", "0");
  g_assert_false (clasp_universes_get_freeze (stage->base.universes));
}

static void
test_the_light_comes_back_over_the_fade (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  clasp_desk_set_fade (stage->desk, 2000);
  put (stage, "/bridge/blackout", "true");
  g_assert_cmpuint (light (stage), ==, 0);
  put (stage, "/bridge/blackout", "false");
  g_assert_cmpuint (light (stage), ==, 0);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  g_assert_cmpuint (light (stage), ==, 100);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  g_assert_cmpuint (light (stage), ==, 200);
}

static void
test_a_panic_releases_tests_and_tells (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  emit (stage, "/bridge/test", "{\"address\":\"/artnet/0/0/1/1\",\"level\":7}");
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/tests 1 rev 1");
  emit (stage, "/bridge/panic", NULL);
  g_assert_cmpuint (stage->n_panics, ==, 1);
  g_assert_cmpuint (light (stage), ==, 200);
  clasp_fixture_expect_log (
    &stage->base, "hand ← SET /bridge/tests 0 rev 2\n"
                  "hand ← PUBLISH event /bridge/panic/done {\"ports\":3,\"notes\":12,\"tests\":1}");
  emit (stage, "/bridge/panic", "0"); /* the button is let go */
  g_assert_cmpuint (stage->n_panics, ==, 1);
  emit (stage, "/bridge/panic", "127");
  g_assert_cmpuint (stage->n_panics, ==, 2);
}

static void
test_slots_are_tested_and_released (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  emit (stage, "/bridge/test", "{\"address\":\"/artnet/0/0/1/1\",\"level\":7}");
  g_assert_cmpuint (light (stage), ==, 7);
  emit (stage, "/bridge/test", "{\"address\":\"/artnet/0/0/1/1\",\"level\":null}");
  g_assert_cmpuint (light (stage), ==, 200);
  emit (stage, "/bridge/test", "{\"address\":\"/artnet/0/0/1/1\",\"level\":8}");
  emit (stage, "/bridge/test", NULL);
  g_assert_cmpuint (light (stage), ==, 200);
}

static void
test_bad_tests_do_nothing (Stage *stage, gconstpointer data)
{
  static const char *const bad[] = { "{}",
                                     "7",
                                     "\"x\"",
                                     "{\"address\":7,\"level\":1}",
                                     "{\"address\":\"/artnet/0/0/1/0\",\"level\":1}",
                                     "{\"address\":\"/artnet/0/0/1/513\",\"level\":1}",
                                     "{\"address\":\"/artnet/0/0/1/x\",\"level\":1}",
                                     "{\"address\":\"/artnet/0/0/2/1\",\"level\":1}",
                                     "{\"address\":\"13\",\"level\":1}",
                                     "{\"address\":\"/artnet/0/0/1/1\",\"level\":256}",
                                     "{\"address\":\"/artnet/0/0/1/1\",\"level\":-1}",
                                     "{\"address\":\"/artnet/0/0/1/1\",\"level\":[]}" };

  open_quietly (stage);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    emit (stage, "/bridge/test", bad[i]);
  clasp_fixture_expect_log (&stage->base, "");
  g_assert_cmpuint (light (stage), ==, 200);
}

static void
test_a_peer_can_press_it (Stage *stage, gconstpointer data)
{
  ClaspFakeLink *peer;

  open_quietly (stage);
  peer = clasp_fixture_join (&stage->base);
  clasp_fixture_say (peer, "SET /bridge/blackout 1i");
  g_assert_true (clasp_universes_get_blackout (stage->base.universes));
}

static gboolean
has_note (Stage *stage, guint slot, const char *name)
{
  ClaspSlotNote note;

  return clasp_universes_find_note (stage->base.universes, "/artnet/0/0/1", slot, &note) &&
         g_strcmp0 (note.name, name) == 0;
}

/* Notes are written by whoever may write addresses; those of the show stay. */
static void
test_notes_can_be_written (Stage *stage, gconstpointer data)
{
  const char *const show[] = { "/artnet/0/0/1/1 Of the show", NULL };

  clasp_universes_set_notes (stage->base.universes, show, NULL);
  open_quietly (stage);
  put (stage, "/bridge/notes", "[\"/artnet/0/0/1/2 Second [intensity]\",\"/artnet/0/0/1/3-4 Two\"]");
  clasp_fixture_expect_log (&stage->base, ""); /* all of it could be read */
  g_assert_true (has_note (stage, 0, "Of the show"));
  g_assert_true (has_note (stage, 1, "Second"));
  g_assert_true (has_note (stage, 3, "Two"));
  put (stage, "/bridge/blackout", "true");
  g_assert_cmpuint (light (stage), ==, 200); /* the second is the intensity now */
  put (stage, "/bridge/notes", "[]");
  g_assert_true (has_note (stage, 0, "Of the show"));
  g_assert_false (has_note (stage, 1, "Second"));
  g_assert_cmpuint (light (stage), ==, 0);
}

static void
test_notes_that_cannot_be_read_are_left_out (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  put (stage, "/bridge/notes", "[\"/artnet/0/0/1/2 Good\",\"nonsense\",7]");
  clasp_fixture_expect_log (
    &stage->base,
    "hand ← PUBLISH event /bridge/notes/problem ‘nonsense’: no slot 1–512 of a universe; write it like "
    "/artnet/0/0/1/13 Front wash [intensity]\n"
    "hand ← PUBLISH event /bridge/notes/problem a note is a text, and there is a limit to them\n"
    "hand ← SET /bridge/notes [\"/artnet/0/0/1/2 Good\"] rev 2");
  g_assert_true (has_note (stage, 1, "Good"));
  put (stage, "/bridge/notes", "7");
  clasp_fixture_expect_log (&stage->base, "hand ← SET /bridge/notes [] rev 4");
  g_assert_false (has_note (stage, 1, "Good"));
}

static void
test_notes_are_taken_over (Stage *stage, gconstpointer data)
{
  put (stage, "/bridge/notes", "[\"/artnet/0/0/1/2 Kept\"]");
  open_desk (stage);
  g_assert_true (has_note (stage, 1, "Kept"));
  clasp_fixture_expect_log (&stage->base, "");
}

/* Released once more, slots that wait to be picked up do not wait any longer. */
static void
test_a_pickup_can_be_ended (Stage *stage, gconstpointer data)
{
  open_quietly (stage);
  clasp_universes_set_release (stage->base.universes, CLASP_FREEZE_PICKUP, 0);
  put (stage, "/bridge/freeze", "true");
  clasp_universe_output_set_slot (&stage->output, 0, 20);
  put (stage, "/bridge/freeze", "false");
  g_assert_cmpuint (light (stage), ==, 200);
  put (stage, "/bridge/freeze", "false");
  g_assert_cmpuint (light (stage), ==, 20);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name) g_test_add ("/dmx/desk/" path, Stage, NULL, set_up, test_##name, tear_down)
  T ("state-at-start", nothing_is_written_before_anybody_pressed);
  T ("tests-at-start", tests_do_not_outlive_the_engine);
  T ("state-taken-over", the_state_is_taken_over);
  T ("blackout/values", a_blackout_is_switched_by_what_buttons_send);
  T ("blackout/fade", the_light_comes_back_over_the_fade);
  T ("grandmaster/values", the_grand_master);
  T ("grandmaster/taken-over", the_grand_master_is_taken_over);
  T ("events", events_switch_and_toggle);
  T ("panic", a_panic_releases_tests_and_tells);
  T ("tests/one-slot", slots_are_tested_and_released);
  T ("tests/bad", bad_tests_do_nothing);
  T ("peer", a_peer_can_press_it);
  T ("notes/written", notes_can_be_written);
  T ("notes/bad", notes_that_cannot_be_read_are_left_out);
  T ("notes/taken-over", notes_are_taken_over);
  T ("freeze/pickup-ended", a_pickup_can_be_ended);
#undef T
  return g_test_run ();
}
