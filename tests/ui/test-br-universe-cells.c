/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "universes/br-slot-notes.h"
#include "universes/br-universe-cells.h"
#include "universes/br-universe-item.h"
#include "universes/br-universe-sources.h"
#include "widgets/br-flash.h"

#include <string.h>

#define PREFIX "/artnet/0/0/1"

/* --- levels as text ----------------------------------------------------------------------------- */

static void
assert_level (const char *text,
              BrDmxUnit   unit,
              int         expected)
{
  guint8   level = 0;
  gboolean valid = br_dmx_parse (text, unit, &level);

  g_assert_cmpint (valid, ==, expected >= 0);
  if (expected >= 0)
    g_assert_cmpint (level, ==, expected);
}

static void
test_levels_at_the_limits_of_each_unit (void)
{
  assert_level ("0", BR_DMX_LEVEL, 0);
  assert_level ("255", BR_DMX_LEVEL, 255);
  assert_level ("256", BR_DMX_LEVEL, -1);
  assert_level ("100", BR_DMX_PERCENT, 255);
  assert_level ("101", BR_DMX_PERCENT, -1);
  assert_level ("50", BR_DMX_PERCENT, 128);
  assert_level ("FF", BR_DMX_HEX, 255);
  assert_level ("0ff", BR_DMX_HEX, 255);
  assert_level ("100", BR_DMX_HEX, -1);
  assert_level ("0000", BR_DMX_LEVEL, -1);
  assert_level ("", BR_DMX_LEVEL, -1);
  assert_level ("-1", BR_DMX_LEVEL, -1);
  assert_level ("a", BR_DMX_LEVEL, -1);
}

static void
test_what_is_shown_is_read_back (void)
{
  for (guint unit = 0; unit < BR_DMX_N_UNITS; unit++)
    for (guint level = 0; level <= 255; level++)
      {
        char   text[8], again[8];
        guint8 back = 0;

        br_dmx_format ((guint8) level, (BrDmxUnit) unit, text, sizeof text);
        g_assert_true (br_dmx_parse (text, (BrDmxUnit) unit, &back));
        br_dmx_format (back, (BrDmxUnit) unit, again, sizeof again);
        g_assert_cmpstr (again, ==, text);
        if (unit != BR_DMX_PERCENT)
          g_assert_cmpuint (back, ==, level);
      }
}

/* --- ranges ------------------------------------------------------------------------------------- */

static void
test_ranges_are_read_and_asked (void)
{
  g_autoptr (GError) error = NULL;
  BrRanges           ranges, inner;

  g_assert_true (br_ranges_parse ("1-10, 532 – 540,7", &ranges, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ranges.n, ==, 3);
  g_assert_false (br_ranges_contain (&ranges, 0));
  g_assert_true (br_ranges_contain (&ranges, 1));
  g_assert_true (br_ranges_contain (&ranges, 10));
  g_assert_false (br_ranges_contain (&ranges, 11));
  g_assert_true (br_ranges_contain (&ranges, 540));
  g_assert_false (br_ranges_contain (&ranges, 541));
  g_assert_true (br_ranges_parse ("2-4, 533", &inner, NULL));
  g_assert_true (br_ranges_include (&ranges, &inner));
  g_assert_true (br_ranges_parse ("9-11", &inner, NULL));
  g_assert_false (br_ranges_include (&ranges, &inner));
}

static void
test_neighbouring_ranges_cover_together (void)
{
  BrRanges ranges, inner;

  g_assert_true (br_ranges_parse ("5-8, 1-4", &ranges, NULL));
  g_assert_true (br_ranges_parse ("2-7", &inner, NULL));
  g_assert_true (br_ranges_include (&ranges, &inner));
}

static void
test_no_ranges_are_all (void)
{
  BrRanges ranges;

  g_assert_true (br_ranges_parse (" , ", &ranges, NULL));
  g_assert_cmpuint (ranges.n, ==, 0);
  g_assert_true (br_ranges_contain (&ranges, 63999));
}

static void
test_bad_ranges_say_what_is_wrong (void)
{
  static const char *const texts[] = { "1-", "10-1", "x", "1 2", "64000", "1-99999999999999999999", "-3" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      BrRanges           ranges;

      g_assert_false (br_ranges_parse (texts[i], &ranges, &error));
      g_assert_nonnull (strstr (error->message, texts[i]));
    }
}

static void
test_as_many_ranges_as_there_is_room_for (void)
{
  g_autoptr (GString) text = g_string_new ("1");
  BrRanges            ranges;

  for (guint i = 2; i <= BR_RANGES_MAX; i++)
    g_string_append_printf (text, ",%u", i);
  g_assert_true (br_ranges_parse (text->str, &ranges, NULL));
  g_assert_cmpuint (ranges.n, ==, BR_RANGES_MAX);
  g_string_append (text, ",999");
  g_assert_false (br_ranges_parse (text->str, &ranges, NULL));
}

static void
test_labels_are_numbers (void)
{
  guint number = 0;

  g_assert_true (br_universe_number ("0:0:1", &number));
  g_assert_cmpuint (number, ==, 1);
  g_assert_true (br_universe_number ("1:2:3", &number));
  g_assert_cmpuint (number, ==, 291);
  g_assert_true (br_universe_number ("532", &number));
  g_assert_cmpuint (number, ==, 532);
  g_assert_false (br_universe_number ("A", &number));
  g_assert_false (br_universe_number ("1:2", &number));
  g_assert_false (br_universe_number ("", &number));
}

/* --- cells -------------------------------------------------------------------------------------- */

static const guint32 no_bits[CLASP_DMX_SLOTS / 32];

static gboolean
take (BrUniverseCells *cells,
      const guint8    *levels,
      gint64           now_us)
{
  const BrUniverseLook look
    = { .levels = levels, .n_slots = CLASP_DMX_SLOTS, .held = no_bits, .tested = no_bits, .frozen = no_bits };

  return br_universe_cells_take (cells, &look, now_us);
}

static void
test_a_changed_cell_is_outlined_for_a_third_of_a_second (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      levels[CLASP_DMX_SLOTS] = { 0 };

  take (cells, levels, 1000);
  g_assert_false (br_universe_cells_is_outlined (cells, 4, 1000));
  g_assert_false (take (cells, levels, 2000));
  levels[4] = 99;
  g_assert_true (take (cells, levels, 3000));
  g_assert_true (br_universe_cells_is_outlined (cells, 4, 3000));
  g_assert_true (br_universe_cells_is_outlined (cells, 4, 3000 + BR_FLASH_US - 1));
  g_assert_false (br_universe_cells_is_outlined (cells, 4, 3000 + BR_FLASH_US));
  g_assert_false (br_universe_cells_is_outlined (cells, 5, 3000));
}

/* As mappings' lamps and wires, which ask the same. */
static void
test_a_cell_that_flickers_flashes_three_times_a_second (void)
{
  for (guint rate = 1; rate <= 60; rate++)
    {
      g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
      guint8                      levels[CLASP_DMX_SLOTS] = { 0 };
      gboolean                    was_lit = FALSE;
      guint                       n_flashes = 0;

      take (cells, levels, 1000);
      for (guint frame = 0; frame < 10 * 60; frame++)
        {
          gint64   now_us = G_USEC_PER_SEC + frame * G_USEC_PER_SEC / 60;
          gboolean is_lit;

          levels[0] = (guint8) (1 + frame * rate / 60 % 2);
          take (cells, levels, now_us);
          is_lit = br_universe_cells_is_outlined (cells, 0, now_us);
          n_flashes += is_lit && !was_lit;
          was_lit = is_lit;
        }
      g_assert_cmpuint (n_flashes, >, 0);
      g_assert_cmpuint (n_flashes, <=, 30);
    }
}

static void
test_lowest_and_highest_since_it_is_looked_at (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      levels[CLASP_DMX_SLOTS] = { 100 };

  take (cells, levels, 1);
  levels[0] = 200;
  take (cells, levels, 2);
  levels[0] = 50;
  take (cells, levels, 3);
  g_assert_cmpuint (cells->lowest[0], ==, 50);
  g_assert_cmpuint (cells->highest[0], ==, 200);
  br_universe_cells_clear (cells);
  take (cells, levels, 4);
  g_assert_cmpuint (cells->lowest[0], ==, 50);
  g_assert_cmpuint (cells->highest[0], ==, 50);
}

/* As 512 that are sent anew 44 times a second, each when it likes: none is outlined more than
 * three times in any second. */
static void
test_no_cell_flashes_more_among_all_that_change (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      levels[CLASP_DMX_SLOTS] = { 0 };
  gboolean                    was_lit[CLASP_DMX_SLOTS] = { FALSE };
  gint64                      begun_us[CLASP_DMX_SLOTS][3] = { { 0 } };
  guint                       n_flashes = 0;

  take (cells, levels, 1000);
  for (guint frame = 0; frame < 10 * 44; frame++)
    {
      gint64 now_us = G_USEC_PER_SEC + frame * G_USEC_PER_SEC / 44;

      for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
        if (g_test_rand_int_range (0, CLASP_DMX_SLOTS) < (int) slot)
          levels[slot] = (guint8) ~levels[slot];
      take (cells, levels, now_us);
      for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
        {
          gboolean is_lit = br_universe_cells_is_outlined (cells, slot, now_us);

          if (is_lit && !was_lit[slot])
            {
              gint64 *begun = begun_us[slot];

              g_assert_true (begun[0] == 0 || now_us - begun[0] > G_USEC_PER_SEC);
              memmove (begun, begun + 1, 2 * sizeof *begun);
              begun[2] = now_us;
              n_flashes++;
            }
          was_lit[slot] = is_lit;
        }
    }
  g_assert_cmpuint (n_flashes, >, CLASP_DMX_SLOTS / 2);
}

static void
test_flicker_is_counted_from_the_stored_picture (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      levels[CLASP_DMX_SLOTS] = { 0 };

  take (cells, levels, 1);
  levels[1] = 9;
  take (cells, levels, 2);
  g_assert_cmpuint (br_universe_cells_get_n_marked (cells), ==, 0);
  br_universe_cells_mark (cells, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      levels[2]++;
      take (cells, levels, 3 + i);
    }
  g_assert_cmpuint (cells->n_changes[1], ==, 0);
  g_assert_cmpuint (cells->n_changes[2], ==, 3);
  g_assert_cmpuint (br_universe_cells_get_n_marked (cells), ==, 1);
  br_universe_cells_mark (cells, FALSE);
  g_assert_cmpuint (br_universe_cells_get_n_marked (cells), ==, 0);
}

static void
test_holds_are_told_apart (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      levels[CLASP_DMX_SLOTS] = { 0 };
  guint32                     held[CLASP_DMX_SLOTS / 32] = { 7 };
  guint32                     tested[CLASP_DMX_SLOTS / 32] = { 1 };
  guint32                     frozen[CLASP_DMX_SLOTS / 32] = { 2 };
  const BrUniverseLook        look
    = { .levels = levels, .n_slots = CLASP_DMX_SLOTS, .held = held, .tested = tested, .frozen = frozen };

  br_universe_cells_take (cells, &look, 1);
  g_assert_cmpint (cells->holds[0], ==, BR_HOLD_TEST);
  g_assert_cmpint (cells->holds[1], ==, BR_HOLD_FREEZE);
  g_assert_cmpint (cells->holds[2], ==, BR_HOLD_BLACKOUT);
  g_assert_cmpint (cells->holds[3], ==, BR_HOLD_NONE);
}

static void
test_a_cell_says_all_of_itself (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  g_autofree char            *text = NULL;

  cells->levels[11] = 164;
  cells->holds[11] = BR_HOLD_TEST;
  text = br_universe_cells_describe (cells, 11, BR_DMX_LEVEL);
  g_assert_cmpstr (text, ==, "Channel 12, 164 of 255, held by test");
}

static void
assert_move (BrUniverseCells *cells,
             guint            from,
             BrCellMove       move,
             guint            to)
{
  cells->focus = from;
  g_assert_cmpuint (br_universe_cells_get_moved (cells, move), ==, to);
}

static void
test_moves_stay_inside (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);

  cells->n_columns = 32;
  assert_move (cells, 0, BR_CELL_LEFT, 0);
  assert_move (cells, 31, BR_CELL_RIGHT, 32);
  assert_move (cells, 511, BR_CELL_RIGHT, 511);
  assert_move (cells, 5, BR_CELL_UP, 5);
  assert_move (cells, 37, BR_CELL_UP, 5);
  assert_move (cells, 500, BR_CELL_DOWN, 500);
  assert_move (cells, 40, BR_CELL_ROW_START, 32);
  assert_move (cells, 40, BR_CELL_ROW_END, 63);
  assert_move (cells, 40, BR_CELL_LAST, 511);
  assert_move (cells, 40, BR_CELL_PAGE_UP, 8);
  assert_move (cells, 470, BR_CELL_PAGE_DOWN, 502);
  cells->n_columns = 16;
  assert_move (cells, 5, BR_CELL_DOWN, 21);
}

static void
test_columns_by_width (void)
{
  g_assert_cmpuint (br_universe_columns_for (640, 20), ==, 32);
  g_assert_cmpuint (br_universe_columns_for (639, 20), ==, 16);
  g_assert_cmpuint (br_universe_columns_for (320, 20), ==, 16);
  g_assert_cmpuint (br_universe_columns_for (319, 20), ==, 8);
  g_assert_cmpuint (br_universe_columns_for (0, 20), ==, 8);
}

/* --- typing ------------------------------------------------------------------------------------- */

static void
type (BrUniverseCells *cells,
      const char      *text,
      BrDmxUnit        unit,
      gint64           now_us)
{
  for (; *text != '\0'; text++)
    br_universe_cells_type (cells, *text, unit, now_us);
}

static void
test_three_figures_count_at_once (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);
  guint8                      level = 0;

  type (cells, "12", BR_DMX_LEVEL, 0);
  g_assert_false (br_universe_cells_is_due (cells, BR_DMX_LEVEL, 0));
  type (cells, "8", BR_DMX_LEVEL, 0);
  g_assert_true (br_universe_cells_is_due (cells, BR_DMX_LEVEL, 0));
  g_assert_true (br_universe_cells_commit (cells, BR_DMX_LEVEL, &level));
  g_assert_cmpuint (level, ==, 128);
  g_assert_false (br_universe_cells_commit (cells, BR_DMX_LEVEL, &level));
}

static void
test_fewer_figures_count_after_a_while (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);

  type (cells, "1", BR_DMX_LEVEL, 1000);
  g_assert_false (br_universe_cells_is_due (cells, BR_DMX_LEVEL, 1000 + BR_CELL_ENTRY_US - 1));
  g_assert_true (br_universe_cells_is_due (cells, BR_DMX_LEVEL, 1000 + BR_CELL_ENTRY_US));
}

static void
test_figures_that_lead_nowhere_are_refused (void)
{
  g_autofree BrUniverseCells *cells = g_new0 (BrUniverseCells, 1);

  type (cells, "25", BR_DMX_LEVEL, 0);
  g_assert_false (br_universe_cells_type (cells, '6', BR_DMX_LEVEL, 0));
  g_assert_false (br_universe_cells_type (cells, 'f', BR_DMX_LEVEL, 0));
  g_assert_cmpstr (cells->entry, ==, "25");
  g_assert_true (br_universe_cells_untype (cells));
  g_assert_true (br_universe_cells_untype (cells));
  g_assert_false (br_universe_cells_untype (cells));
  g_assert_true (br_universe_cells_type (cells, 'f', BR_DMX_HEX, 0));
}

/* --- notes of the show -------------------------------------------------------------------------- */

static void
assert_notes (const char *const *notes,
              guint              slot,
              const char        *name,
              gboolean           careful,
              const char        *expected)
{
  g_auto (GStrv)   list = br_slot_notes_replace (notes, PREFIX, slot, name, careful);
  g_autofree char *text = g_strjoinv (";", list);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_a_note_is_added_and_taken_away (void)
{
  const char *const none[] = { NULL };
  const char *const one[] = { PREFIX "/5 Fog [careful]", NULL };

  assert_notes (none, 4, "Fog", TRUE, PREFIX "/5 Fog [careful]");
  assert_notes (none, 4, " ", FALSE, "");
  assert_notes (one, 4, NULL, FALSE, "");
  assert_notes (one, 5, "Other", FALSE, PREFIX "/5 Fog [careful];" PREFIX "/6 Other");
  assert_notes (none, 0, "Odd [name]", FALSE, PREFIX "/1 Odd (name)");
}

static void
test_a_run_is_divided_around_its_slot (void)
{
  const char *const run[] = { PREFIX "/1-4 Wash [intensity, cue 128]", "nobody can read this", NULL };

  assert_notes (run, 1, "Key light", FALSE,
                PREFIX "/1 Wash [intensity, cue 128];" PREFIX "/3-4 Wash [intensity, cue 128];nobody can read this;"
                PREFIX "/2 Key light [intensity, cue 128]");
}

static void
test_what_belongs_together_stays_together (void)
{
  const char *const run[] = { PREFIX "/1-6 Spots [rgb]", NULL };

  assert_notes (run, 0, "Red", FALSE, PREFIX "/1-6 [rgb];" PREFIX "/2-6 Spots;" PREFIX "/1 Red");
}

static void
test_a_careful_run_lets_one_slot_go (void)
{
  const char *const run[] = { PREFIX "/1-3 Fog [careful]", PREFIX "/2 [intensity]", NULL };
  g_auto (ClaspNoteText) found = { 0 };

  br_slot_notes_find (run, PREFIX, 1, &found);
  g_assert_true (found.is_careful);
  g_assert_true (found.is_intensity);
  g_assert_cmpstr (found.name, ==, "Fog");
  assert_notes (run, 1, "Fog", FALSE,
                PREFIX "/1 Fog [careful];" PREFIX "/3 Fog [careful];" PREFIX "/2 Fog [intensity]");
}

/* --- the list ----------------------------------------------------------------------------------- */

static void
fill (ClaspUniversePicture *picture,
      const char           *protocol,
      const char           *label,
      gboolean              is_output)
{
  memset (picture, 0, sizeof *picture);
  g_strlcpy (picture->info.connection, "c", sizeof picture->info.connection);
  g_strlcpy (picture->info.protocol, protocol, sizeof picture->info.protocol);
  g_strlcpy (picture->info.label, label, sizeof picture->info.label);
  g_snprintf (picture->info.prefix, sizeof picture->info.prefix, "/%s/%s", protocol, label);
  picture->info.is_output = is_output;
}

static void
count_cb (GListModel *list,
          guint       position,
          guint       n_removed,
          guint       n_added,
          guint      *n_changes)
{
  (*n_changes)++;
}

static void
test_universes_keep_their_rows (void)
{
  g_autoptr (GListStore)     list = g_list_store_new (BR_TYPE_UNIVERSE_ITEM);
  ClaspUniversePicture       pictures[4];
  ClaspUniverseSnapshot      snapshot = { .universes = pictures, .n_universes = 3 };
  BrRanges                   ranges = { 0 };
  guint                      n_changes = 0;
  g_autoptr (BrUniverseItem) second = NULL;
  g_autoptr (BrUniverseItem) again = NULL;

  fill (&pictures[0], "sacn", "10", FALSE);
  fill (&pictures[1], "sacn", "2", FALSE);
  fill (&pictures[2], "artnet", "1", TRUE);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_cb), &n_changes);
  br_universe_items_update (list, &snapshot, &ranges);
  second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_cmpstr (br_universe_item_get_label (second), ==, "2");
  br_universe_items_update (list, &snapshot, &ranges);
  g_assert_cmpuint (n_changes, ==, 1);

  fill (&pictures[3], "artnet", "2", FALSE);
  snapshot.n_universes = 4;
  br_universe_items_update (list, &snapshot, &ranges);
  again = g_list_model_get_item (G_LIST_MODEL (list), 2);
  g_assert_true (again == second);
  g_assert_cmpuint (n_changes, ==, 2);

  g_assert_true (br_ranges_parse ("10", &ranges, NULL));
  br_universe_items_update (list, &snapshot, &ranges);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  snapshot.n_universes = 0;
  br_universe_items_update (list, &snapshot, &ranges);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

static void
test_merging_is_said_in_words (void)
{
  const ClaspUniverseSource sources[] = { { .name = "Desk", .priority = 120 }, { .name = "Backup", .priority = 100 } };
  g_autofree char          *alone = br_universe_merge_words (sources, 1, FALSE, "htp");
  g_autofree char          *winner = br_universe_merge_words (sources, 2, FALSE, "htp");
  g_autofree char          *highest = br_universe_merge_words (sources, 2, TRUE, "htp");
  g_autofree char          *latest = br_universe_merge_words (sources, 2, TRUE, "ltp");

  g_assert_null (alone);
  g_assert_nonnull (strstr (winner, "Desk"));
  g_assert_nonnull (strstr (winner, "120"));
  g_assert_nonnull (strstr (highest, "higher"));
  g_assert_nonnull (strstr (latest, "last"));
}

static void
test_steps_do_not_wait_for_the_engine (void)
{
  BrUniverseCells cells = { .n_slots = 512, .focus = 2, .n_columns = 32 };

  cells.levels[2] = 253;
  g_assert_cmpuint (br_universe_cells_step (&cells, 1, 1000), ==, 254);
  g_assert_cmpuint (br_universe_cells_step (&cells, 1, 2000), ==, 255);
  g_assert_cmpuint (br_universe_cells_step (&cells, 1, 3000), ==, 255);
  /* Meanwhile somebody else has it. */
  cells.levels[2] = 10;
  g_assert_cmpuint (br_universe_cells_step (&cells, -1, 3000 + BR_CELL_STEP_US), ==, 9);
  /* Another cell. */
  br_universe_cells_forget (&cells);
  cells.focus = 3;
  g_assert_cmpuint (br_universe_cells_step (&cells, -1, 4000 + BR_CELL_STEP_US), ==, 0);
}

#define T(name) g_test_add_func ("/ui/universes/" #name, test_##name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  T (levels_at_the_limits_of_each_unit);
  T (what_is_shown_is_read_back);
  T (ranges_are_read_and_asked);
  T (neighbouring_ranges_cover_together);
  T (no_ranges_are_all);
  T (bad_ranges_say_what_is_wrong);
  T (as_many_ranges_as_there_is_room_for);
  T (labels_are_numbers);
  T (a_changed_cell_is_outlined_for_a_third_of_a_second);
  T (a_cell_that_flickers_flashes_three_times_a_second);
  T (no_cell_flashes_more_among_all_that_change);
  T (lowest_and_highest_since_it_is_looked_at);
  T (flicker_is_counted_from_the_stored_picture);
  T (holds_are_told_apart);
  T (a_cell_says_all_of_itself);
  T (moves_stay_inside);
  T (columns_by_width);
  T (three_figures_count_at_once);
  T (fewer_figures_count_after_a_while);
  T (figures_that_lead_nowhere_are_refused);
  T (steps_do_not_wait_for_the_engine);
  T (a_note_is_added_and_taken_away);
  T (a_run_is_divided_around_its_slot);
  T (what_belongs_together_stays_together);
  T (a_careful_run_lets_one_slot_go);
  T (universes_keep_their_rows);
  T (merging_is_said_in_words);

  return g_test_run ();
}
