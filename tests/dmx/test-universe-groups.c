/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universes.h"
#include "support/clasp-test.h"

/* Slots that are one value together, by the notes. */

#define MS G_GINT64_CONSTANT (1000)
#define PREFIX "/sacn/1"

typedef struct
{
  ClaspClock         *clock;
  ClaspTimers        *timers;
  ClaspUniverses     *universes;
  ClaspUniverseInput *input;
  ClaspUniverse      *universe;
  GString            *told;
} Rig;

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  clasp_universe_note_change (((Rig *) user_data)->universe, slot);
}

static void
set_up (Rig *rig, gconstpointer data)
{
  ClaspUniverseRules rules = { .max_sources = 1, .timeout_us = 2500 * MS };

  rig->clock = clasp_manual_clock_new (1000 * MS, 0);
  rig->timers = clasp_timers_new (NULL, rig->clock);
  rig->universes = clasp_universes_new (rig->timers);
  rig->told = g_string_new (NULL);
  rig->input = clasp_universe_input_new (&rules, change_cb, rig);
  rig->universe =
    clasp_universes_add (rig->universes, &(ClaspUniverseDescription){ .connection = "c1",
                                                                      .protocol = "sacn",
                                                                      .label = "1",
                                                                      .prefix = PREFIX,
                                                                      .input = rig->input });
}

static void
tear_down (Rig *rig, gconstpointer data)
{
  clasp_universes_remove (rig->universes, rig->universe);
  clasp_universe_input_free (rig->input);
  clasp_universes_free (rig->universes);
  clasp_timers_free (rig->timers);
  clasp_clock_unref (rig->clock);
  g_string_free (rig->told, TRUE);
}

static void
set_notes (Rig *rig, const char *first, const char *second)
{
  const char *const     notes[] = { first, second, NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  clasp_universes_set_notes (rig->universes, notes, problems);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
tell_cb (ClaspSlotGroup group, guint first, const guint8 *levels, gpointer user_data)
{
  GString *told = ((Rig *) user_data)->told;

  g_string_append_printf (told, "%u:", first + 1);
  for (guint i = 0; i < clasp_slot_group_get_width (group); i++)
    g_string_append_printf (told, i == 0 ? "%u" : ",%u", levels[i]);
  g_string_append_c (told, ' ');
}

static void
send_slots (Rig *rig, const guint8 *slots, guint n)
{
  clasp_universe_input_receive (
    rig->input, &(ClaspUniverseFrame){ .source = 7, .slots = slots, .n_slots = n, .priority = 100 },
    1000 * MS);
  clasp_universe_take_groups (rig->universe, tell_cb, rig);
}

#define SEND(rig, ...)                                                                             \
  send_slots (rig, (const guint8[]){ __VA_ARGS__ }, sizeof ((const guint8[]){ __VA_ARGS__ }))

static void
expect (Rig *rig, const char *expected)
{
  g_assert_cmpstr (rig->told->str, ==, expected);
  g_string_truncate (rig->told, 0);
}

static void
test_each_group_that_changed_is_told_once (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/2 Pan [16-bit]", PREFIX "/4-9 Two spots [rgb]");
  SEND (rig, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  expect (rig, "2:2,3 4:4,5,6 7:7,8,9 ");
  SEND (rig, 9, 2, 3, 4, 5, 6, 7, 8, 9); /* in no group */
  expect (rig, "");
  SEND (rig, 9, 2, 4, 4, 5, 6, 7, 8, 10);
  expect (rig, "2:2,4 7:7,8,10 ");
}

/* A run has as many groups as there is room for. */
static void
test_a_run_that_is_no_multiple (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1-5 Three [16-bit]", NULL);
  SEND (rig, 1, 2, 3, 4, 5, 6);
  expect (rig, "1:1,2 3:3,4 ");
}

static void
test_notes_that_go_leave_nothing (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1 Pan [16-bit]", NULL);
  clasp_universe_input_receive (
    rig->input,
    &(ClaspUniverseFrame){
      .source = 7, .slots = (const guint8[]){ 1, 2 }, .n_slots = 2, .priority = 100 },
    1000 * MS);
  set_notes (rig, NULL, NULL);
  clasp_universe_take_groups (rig->universe, tell_cb, rig);
  expect (rig, "");
  SEND (rig, 2, 3);
  expect (rig, "");
}

static void
test_a_group_fits_or_is_refused (Rig *rig, gconstpointer data)
{
  static const char *const bad[] = { PREFIX "/512 x [16-bit]", PREFIX "/511 x [rgb]",
                                     PREFIX "/1-2 x [rgb]" };
  guint8                   slots[CLASP_DMX_SLOTS] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const     notes[] = { bad[i], NULL };
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

      clasp_universes_set_notes (rig->universes, notes, problems);
      g_assert_cmpuint (problems->len, ==, 1);
    }
  set_notes (rig, PREFIX "/511 x [16-bit]", PREFIX "/508 y [rgb]");
  slots[511] = 5;
  send_slots (rig, slots, sizeof slots);
  expect (rig, "508:0,0,0 511:0,5 ");
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name)                                                                              \
  g_test_add ("/dmx/universe-groups/" path, Rig, NULL, set_up, test_##name, tear_down)
  T ("once", each_group_that_changed_is_told_once);
  T ("run", a_run_that_is_no_multiple);
  T ("gone", notes_that_go_leave_nothing);
  T ("limits", a_group_fits_or_is_refused);
#undef T
  return g_test_run ();
}
