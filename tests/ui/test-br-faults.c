/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the strip and the rows say of faults, and what their buttons do. */

#include "clasp-circles.h"
#include "clasp-kinds.h"
#include "connections/br-outage-row.h"
#include "connections/br-remedy.h"
#include "mapping/br-loops.h"
#include "patch/br-new-circles.h"
#include "support/clasp-test-log.h"
#include "support/clasp-test.h"
#include "widgets/br-format.h"
#include "window/br-conditions.h"
#include "window/br-listing-dialog.h"
#include "window/br-thin.h"

#include <string.h>

#define S G_USEC_PER_SEC

/* --- programs of the router --- */

static ClaspRouterQueues
slow (guint64 number, const char *name, guint64 n_dropped)
{
  ClaspRouterQueues queues = { .n_slow = 1 };

  queues.slow[0].number = number;
  queues.slow[0].n_dropped = n_dropped;
  g_strlcpy (queues.slow[0].name, name, sizeof queues.slow[0].name);
  return queues;
}

static void
test_who_reads_too_slowly_is_told (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  ClaspRouterQueues        none = { 0 }, some = slow (7, "Tablet", 120);
  const BrCondition       *condition;

  br_conditions_take_queues (conditions, &none, 1 * S);
  g_assert_null (br_conditions_peek (conditions));
  br_conditions_take_queues (conditions, &some, 2 * S);
  condition = br_conditions_peek (conditions);
  g_assert_nonnull (condition);
  g_assert_cmpstr (condition->text, ==, "120 messages were dropped for Tablet in the last 10 s: it reads too slowly.");
  g_assert_cmpstr (condition->button_label, ==, "Thin");
  g_assert_cmpstr (condition->action, ==, "win.thin");
  g_assert_cmpint (condition->severity, ==, BR_SEVERITY_WARNING);
  for (guint i = 3; i < 13; i++)
    {
      g_assert_false (clasp_test_log_has ("Tablet: nothing is dropped any more"));
      br_conditions_take_queues (conditions, &some, i * S);
    }
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 0);
  g_assert_cmpuint (clasp_test_log_count ("120 messages were dropped for Tablet"), ==, 1);
  g_assert_cmpuint (clasp_test_log_count ("Tablet: nothing is dropped any more"), ==, 1);
}

/* Once the second figure ended the program: the target was given back twice. */
static void
test_a_new_figure_takes_the_place_of_the_old (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  ClaspRouterQueues        none = { 0 }, some = slow (7, "Tablet", 120), more = slow (7, "Tablet", 300);

  br_conditions_take_queues (conditions, &none, 1 * S);
  br_conditions_take_queues (conditions, &some, 2 * S);
  br_conditions_take_queues (conditions, &more, 3 * S);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 1);
  g_assert_cmpstr (br_conditions_peek (conditions)->text, ==, "300 messages were dropped for Tablet in the last 10 s: it reads too slowly.");
  g_assert_cmpstr (br_conditions_peek (conditions)->target, !=, NULL);
}

static void
test_what_was_lost_before_is_not_of_now (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  ClaspRouterQueues        some = slow (7, "Tablet", 100000);

  br_conditions_take_queues (conditions, &some, 100 * S);
  g_assert_null (br_conditions_peek (conditions));
  some.slow[0].n_dropped += 5;
  br_conditions_take_queues (conditions, &some, 101 * S);
  g_assert_nonnull (strstr (br_conditions_peek (conditions)->text, "5 messages were dropped"));
}

static void
test_who_leaves_is_no_condition (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  ClaspRouterQueues        none = { 0 }, some = slow (7, "Tablet", 120);

  br_conditions_take_queues (conditions, &none, 1 * S);
  br_conditions_take_queues (conditions, &some, 2 * S);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 1);
  clasp_test_log_forget ();
  br_conditions_take_queues (conditions, &none, 3 * S);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 0);
  g_assert_cmpuint (clasp_test_log_count ("Tablet: nothing is dropped any more"), ==, 1);
}

static void
test_a_flood_asks_how_much (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  ClaspRouterQueues        queues = { .fastest = 3, .n_fastest = 48000, .fastest_name = "Sensor box" };

  br_conditions_take_queues (conditions, &queues, 1 * S);
  g_assert_nonnull (strstr (br_conditions_peek (conditions)->text, "Sensor box sends "));
  g_assert_nonnull (strstr (br_conditions_peek (conditions)->text, "messages a second. Showing and mapping continue."));
  g_assert_cmpstr (br_conditions_peek (conditions)->button_label, ==, "Thin…");
  g_assert_cmpstr (br_conditions_peek (conditions)->action, ==, "win.thin-incoming");
  queues.n_fastest = 100;
  clasp_test_log_forget ();
  br_conditions_take_queues (conditions, &queues, 2 * S);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 0);
  g_assert_cmpuint (clasp_test_log_count ("Sensor box: the flood of messages has ended"), ==, 1);
}

static void
test_a_crowd_is_told (void)
{
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  const BrCondition       *condition;

  br_conditions_take_crowd (conditions, "box", "Sensor box", 250000);
  condition = br_conditions_peek (conditions);
  g_assert_nonnull (condition);
  g_assert_nonnull (strstr (condition->text, "Sensor box has more than "));
  g_assert_nonnull (strstr (condition->text, " addresses. New ones are not listed; mapping continues."));
  g_assert_cmpstr (condition->button_label, ==, "Choose…");
  g_assert_cmpstr (condition->action, ==, "win.list-addresses");
  g_assert_cmpstr (condition->target, ==, "box\nSensor box");
  br_conditions_take_crowd (conditions, "desk", "Desk", 0);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 1);
  br_conditions_take_crowd (conditions, "box", "Sensor box", 0);
  g_assert_cmpuint (br_conditions_get_n (conditions), ==, 0);
}

static void
test_a_show_is_not_disturbed (void)
{
  static const struct
  {
    const char *id;
    gboolean    is_told;
  } cases[] = {
    { "demo", FALSE },          { "monitor-recording", FALSE }, { "loop", FALSE },     { "flood/a", FALSE },
    { "crowd/a", FALSE },       { "missing/a", TRUE },          { "drops/a", TRUE },   { "host/battery", TRUE },
    { "host/disk", TRUE },      { "show-save", TRUE },          { "blackout", TRUE },  { "freeze", TRUE },
    { "grand-master", TRUE },   { "tests", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BrConditions) conditions = br_conditions_new ();

      br_conditions_set (conditions, cases[i].id, BR_SEVERITY_WARNING, "Something", NULL, NULL);
      g_assert_nonnull (br_conditions_peek (conditions));
      br_conditions_set_quiet (conditions, TRUE);
      g_assert_cmpint (br_conditions_peek (conditions) != NULL, ==, cases[i].is_told);
      g_assert_cmpuint (br_conditions_get_n (conditions), ==, cases[i].is_told);
      br_conditions_set_quiet (conditions, FALSE);
      g_assert_nonnull (br_conditions_peek (conditions));
    }
}

static void
test_patterns_are_read_as_typed (void)
{
  g_auto (GStrv) read = br_listing_parse (" /box/ch/*/level, main  /box ", "/box");
  g_auto (GStrv) none = br_listing_parse ("  ", "/box");

  g_assert_cmpuint (g_strv_length (read), ==, 3);
  g_assert_cmpstr (read[0], ==, "/ch/*/level"); /* as Signals shows it */
  g_assert_cmpstr (read[1], ==, "/main");
  g_assert_cmpstr (read[2], ==, "/box");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_null (br_listing_parse ("/ch//level", "/box"));
}

/* --- thinning --- */

static void
test_thinning_is_one_step_back (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *tablet = clasp_show_connect_from_text (show, "osc,listen=127.0.0.1:9009", NULL);
  const char           *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (tablet));
  BrThin                out, in, program;

  g_assert_true (br_thin_find (&out, show, id, FALSE));
  g_assert_true (br_thin_find (&in, show, id, TRUE));
  g_assert_true (br_thin_find (&program, show, "session:7", FALSE));
  g_assert_cmpuint (br_thin_get (&out), ==, 200);
  br_thin_set (&out, show, "Tablet", br_thin_next (br_thin_get (&out)));
  g_assert_cmpuint (br_thin_get (&out), ==, BR_THIN_FIRST);
  g_assert_cmpint (clasp_settings_get_int (clasp_connection_get_settings (tablet), "max-rate"), ==, BR_THIN_FIRST);
  br_thin_set (&out, show, "Tablet", br_thin_next (br_thin_get (&out)));
  g_assert_cmpuint (br_thin_get (&out), ==, BR_THIN_FIRST / 2);
  clasp_show_undo (show);
  g_assert_cmpuint (br_thin_get (&out), ==, BR_THIN_FIRST);
  clasp_show_undo (show);
  g_assert_cmpuint (br_thin_get (&out), ==, 200);

  br_thin_set (&in, show, "Tablet", 25);
  g_assert_cmpint (clasp_settings_get_int (clasp_connection_get_settings (tablet), "max-rate-in"), ==, 25);
  br_thin_set (&program, show, "Panel", 60);
  g_assert_cmpint (clasp_settings_get_int (clasp_router_config_get_settings (clasp_show_get_router (show)), "update-rate"), ==, 60);
  g_assert_true (br_thin_find (&program, show, "session:7", TRUE));
  g_assert_cmpstr (program.setting, ==, "message-rate");
}

static void
test_thinning_has_an_end (void)
{
  g_assert_cmpuint (br_thin_next (0), ==, BR_THIN_FIRST);
  g_assert_cmpuint (br_thin_next (BR_THIN_FIRST + 1), ==, BR_THIN_FIRST);
  g_assert_cmpuint (br_thin_next (BR_THIN_FIRST), ==, BR_THIN_FIRST / 2);
  g_assert_cmpuint (br_thin_next (2), ==, 1);
  g_assert_cmpuint (br_thin_next (1), ==, 1);
}

/* --- circles --- */

static ClaspMapping *
map (ClaspShow *show, const char *text, const char *name)
{
  ClaspMapping *mapping = clasp_show_map_from_text (show, text, NULL);

  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), name);
  return mapping;
}

static void
assert_says (ClaspShow *show, const char *expected, ClaspMapping *about)
{
  ClaspMapping    *mapping = NULL;
  g_autofree char *text = br_loops_describe (show, &mapping);

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (mapping == about);
}

static void
test_a_circle_is_told_until_it_is_open (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *there = map (show, "/osc/a => /osc/b", "There"), *back;

  assert_says (show, NULL, NULL);
  back = map (show, "/osc/b => /osc/a", "Back");
  assert_says (show, "These mappings feed each other: /osc/a → /osc/b → /osc/a.", there);

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (back), FALSE);
  assert_says (show, NULL, NULL); /* a person did it */
  br_loops_note_muted (back);
  assert_says (show, "These mappings feed each other: /osc/b → /osc/a → /osc/b. “Back” was muted.", back);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (there), FALSE);
  assert_says (show, NULL, NULL); /* it would feed nothing */
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (there), TRUE);
  br_loops_note_seen (back);
  assert_says (show, NULL, NULL);
}

static void
test_a_guarded_circle_rests (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *back;

  map (show, "/osc/a => /osc/b", "There");
  back = map (show, "/osc/b => /osc/a", "Back");
  g_object_set (clasp_mapping_get_options (back), "only-changes", TRUE, NULL);
  assert_says (show, NULL, NULL);
}

static guint
mute_loaded (ClaspShow *show)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  guint       n_muted = 0;

  br_circles_mute_loaded (show);
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (mappings, i);

      n_muted += !clasp_show_item_get_enabled (item);
    }
  return n_muted;
}

/* What the file of @show says, opened. */
static ClaspShow *
load (ClaspShow *show)
{
  g_autofree char *text = clasp_show_to_text (show);
  ClaspShow       *loaded = clasp_show_new (clasp_kinds ());

  g_assert_true (clasp_show_from_text (loaded, text, NULL, NULL));
  return loaded;
}

/* One edit mutes the last of each, and the strip names it; taken back they run, and are told of. */
static void
test_a_circle_that_was_loaded_is_muted (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ()), loaded = NULL;
  g_autoptr (ClaspMapping) back = NULL, there = NULL;

  map (show, "/osc/a => /osc/b", "There");
  map (show, "/osc/b => /osc/a", "Back");
  map (show, "/osc/c => /osc/d", "Alone");
  loaded = load (show);
  g_assert_cmpuint (mute_loaded (loaded), ==, 1);
  there = g_list_model_get_item (clasp_show_get_mappings (loaded), 0);
  back = g_list_model_get_item (clasp_show_get_mappings (loaded), 1);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
  assert_says (loaded, "These mappings feed each other: /osc/b → /osc/a → /osc/b. “Back” was muted.", back);
  clasp_show_undo (loaded);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
  assert_says (loaded, "These mappings feed each other: /osc/a → /osc/b → /osc/a.", there);
}

static void
test_a_circle_that_is_meant_stays (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ()), guarded = NULL, meant = NULL, locked = NULL;
  ClaspMapping         *back;
  gboolean              can_undo;

  map (show, "/osc/a => /osc/b", "There");
  back = map (show, "/osc/b => /osc/a", "Back");
  locked = load (show);
  clasp_show_set_locked (locked, TRUE);
  g_assert_cmpuint (mute_loaded (locked), ==, 0);

  g_object_set (clasp_mapping_get_options (back), "only-changes", TRUE, NULL);
  guarded = load (show);
  g_assert_cmpuint (mute_loaded (guarded), ==, 0);
  g_object_get (guarded, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);

  g_object_set (clasp_mapping_get_options (back), "only-changes", FALSE, NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (back), FALSE);
  clasp_show_switch_on (show, back);
  meant = load (show);
  g_assert_cmpuint (mute_loaded (meant), ==, 0);
  clasp_show_undo (show);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
  clasp_show_undo (show); /* it was one step */
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
}

/* Nothing is noted of one that feeds nothing. */
static void
test_switching_on_is_plain (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *alone = map (show, "/osc/a => /osc/b", "Alone");

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (alone), FALSE);
  clasp_show_switch_on (show, alone);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (alone)));
  g_assert_true (clasp_mapping_is_plain (alone));
}

/* What arrives is muted with the edit that brings it; a circle that was there runs on. */
static void
test_a_circle_that_arrives_is_muted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *old, *last;
  GHashTable           *there;

  map (show, "/osc/a => /osc/b", "There");
  old = map (show, "/osc/b => /osc/a", "Back");
  map (show, "/osc/x => /osc/y", "Half");
  there = br_circles_begin_arrival (show, "Import");
  map (show, "/osc/m => /osc/n", "Other");
  last = map (show, "/osc/y => /osc/x", "Closes");
  br_circles_end_arrival (show, there);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (old)));
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (last)));
  clasp_show_undo (show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 3);
}

/* --- what helps --- */

static void
assert_remedy (ClaspBridgeFault fault, const char *detail, const char *command)
{
  BrConnectionState state = { .is_faulty = TRUE, .fault = fault };
  g_auto (BrRemedy) remedy = { 0 };

  g_strlcpy (state.detail, detail, sizeof state.detail);
  g_assert_true (br_remedy_find (&remedy, &state, "ada"));
  g_assert_nonnull (remedy.text);
  g_assert_cmpstr (remedy.command, ==, command);
}

static void
test_a_permission_can_be_had (void)
{
  BrConnectionState state = { .is_faulty = FALSE, .fault = CLASP_BRIDGE_FAULT_DENIED, .detail = "dialout" };
  g_auto (BrRemedy) remedy = { 0 };

  assert_remedy (CLASP_BRIDGE_FAULT_DENIED, "No permission to open “DMX” at /dev/ttyUSB0. Your user must be in the group ‘dialout’.",
                 "sudo usermod -aG dialout ada");
  assert_remedy (CLASP_BRIDGE_FAULT_DENIED, "No permission to use MIDI. Your user must be in the group ‘audio’.", "sudo usermod -aG audio ada");
  assert_remedy (CLASP_BRIDGE_FAULT_DENIED, "No permission for “uDMX” at /dev/bus/usb/1. Copy /usr/share/x/70-dmx.rules to /etc/udev/rules.d, then …",
                 "sudo cp '/usr/share/x/70-dmx.rules' /etc/udev/rules.d/ && sudo udevadm control --reload");
  assert_remedy (CLASP_BRIDGE_FAULT_DENIED, "No permission to use port 80 on 0.0.0.0; ports below 1024 are for the administrator", NULL);
  g_assert_false (br_remedy_find (&remedy, &state, "ada")); /* it is over */
  state.is_faulty = TRUE;
  state.fault = CLASP_BRIDGE_FAULT_NETWORK;
  g_assert_false (br_remedy_find (&remedy, &state, "ada"));
  g_assert_false (br_remedy_is_port (&state));
  state.fault = CLASP_BRIDGE_FAULT_BUSY;
  g_assert_true (br_remedy_is_port (&state));
}

/* --- what was --- */

static void
test_outages_have_words (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (utc, 2026, 11, 22, 23, 0, 0);
  ClaspBridgeOutage     outage = { .began_us = 5 * S, .ended_us = 17 * S };
  g_autofree char      *ended = NULL, *lasting = NULL, *yesterday = NULL;

  outage.began_unix_us = (g_date_time_to_unix (now) - 3600) * S;
  ended = br_outage_describe (&outage, now);
  g_assert_cmpstr (ended, ==, "At 22:00:00; it worked again after 12" BR_THIN_SPACE "s");
  outage.ended_us = 0;
  lasting = br_outage_describe (&outage, now);
  g_assert_cmpstr (lasting, ==, "Since 22:00:00");
  outage.began_unix_us -= 24 * 3600 * (gint64) S;
  yesterday = br_outage_describe (&outage, now);
  g_assert_cmpstr (yesterday, ==, "Since 11/21/26 22:00:00");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  clasp_test_log_keep ();
  g_test_add_func ("/ui/faults/who-reads-too-slowly-is-told", test_who_reads_too_slowly_is_told);
  g_test_add_func ("/ui/faults/new-figure-takes-the-place-of-the-old", test_a_new_figure_takes_the_place_of_the_old);
  g_test_add_func ("/ui/faults/lost-before-is-not-of-now", test_what_was_lost_before_is_not_of_now);
  g_test_add_func ("/ui/faults/who-leaves-is-no-condition", test_who_leaves_is_no_condition);
  g_test_add_func ("/ui/faults/flood-asks-how-much", test_a_flood_asks_how_much);
  g_test_add_func ("/ui/faults/a-crowd-is-told", test_a_crowd_is_told);
  g_test_add_func ("/ui/faults/show-is-not-disturbed", test_a_show_is_not_disturbed);
  g_test_add_func ("/ui/faults/patterns-are-read-as-typed", test_patterns_are_read_as_typed);
  g_test_add_func ("/ui/faults/thinning-is-one-step-back", test_thinning_is_one_step_back);
  g_test_add_func ("/ui/faults/thinning-has-an-end", test_thinning_has_an_end);
  g_test_add_func ("/ui/faults/circle-is-told-until-it-is-open", test_a_circle_is_told_until_it_is_open);
  g_test_add_func ("/ui/faults/guarded-circle-rests", test_a_guarded_circle_rests);
  g_test_add_func ("/ui/faults/circle-that-was-loaded-is-muted", test_a_circle_that_was_loaded_is_muted);
  g_test_add_func ("/ui/faults/circle-that-is-meant-stays", test_a_circle_that_is_meant_stays);
  g_test_add_func ("/ui/faults/circle-that-arrives-is-muted", test_a_circle_that_arrives_is_muted);
  g_test_add_func ("/ui/faults/switching-on-is-plain", test_switching_on_is_plain);
  g_test_add_func ("/ui/faults/permission-can-be-had", test_a_permission_can_be_had);
  g_test_add_func ("/ui/faults/outages-have-words", test_outages_have_words);
  return g_test_run ();
}
