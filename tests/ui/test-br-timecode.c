/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include "clasp-kinds.h"
#include "window/br-timecode-read.h"

#define NOW_US (G_GINT64_CONSTANT (1000) * G_USEC_PER_SEC)

typedef struct
{
  ClaspShow        *show;
  ClaspSignalTable *table;
  BrAddressTree    *tree;
} Fixture;

static ClaspConnection *
add_connection (Fixture    *self,
                const char *kind,
                const char *name)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (self->show, kind, &error);

  g_assert_no_error (error);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), name);
  clasp_show_add (self->show, CLASP_SHOW_ITEM (connection));

  return connection;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->show = clasp_show_new (clasp_kinds ());
  self->table = clasp_signal_table_new ();
  self->tree = br_address_tree_new (self->table);
  add_connection (self, "midi", "Sequencer");
  add_connection (self, "artnet", "Desk");
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_object_unref (self->tree);
  clasp_signal_table_unref (self->table);
  g_object_unref (self->show);
}

static void
put (Fixture    *self,
     const char *address,
     const char *text,
     gint64      now_us)
{
  ClaspValue value = clasp_value_string (clasp_str (text));

  clasp_signal_table_update (self->table, clasp_str (address), CLASP_SIGNAL_STREAM, &value, 1, now_us);
  clasp_value_clear (&value);
  br_address_tree_update (self->tree, 100);
}

static void
assert_reads (Fixture        *self,
              gint64          now_us,
              const char     *time,
              const char     *source,
              BrTimecodeState state)
{
  BrTimecodeReading reading = { 0 };

  g_assert_true (br_timecode_read (&reading, self->show, self->tree, now_us));
  g_assert_cmpstr (reading.time, ==, time);
  g_assert_cmpstr (reading.source, ==, source);
  g_assert_cmpint (reading.state, ==, state);
}

static void
test_none (Fixture      *self,
           gconstpointer data)
{
  BrTimecodeReading reading;

  g_assert_false (br_timecode_read (&reading, self->show, self->tree, NOW_US));
  put (self, "/midi/seq/ch/1/cc/7", "1", NOW_US);
  g_assert_false (br_timecode_read (&reading, self->show, self->tree, NOW_US));
  put (self, "/midi/seq/mtc", "01:02:03:14", NOW_US);
  g_assert_true (br_timecode_read (&reading, self->show, self->tree, NOW_US + BR_TIMECODE_GONE_US));
  g_assert_false (br_timecode_read (&reading, self->show, self->tree, NOW_US + BR_TIMECODE_GONE_US + 1));
}

static void
test_midi_says_how_it_is (Fixture      *self,
                          gconstpointer data)
{
  put (self, "/midi/seq/mtc", "01:02:03:14", NOW_US);
  assert_reads (self, NOW_US, "01:02:03:14", "Sequencer", BR_TIMECODE_LOCKED);
  put (self, "/midi/seq/mtc/state", "freewheel", NOW_US);
  assert_reads (self, NOW_US, "01:02:03:14", "Sequencer", BR_TIMECODE_FREEWHEEL);
  put (self, "/midi/seq/mtc/state", "running", NOW_US);
  assert_reads (self, NOW_US + BR_TIMECODE_LOST_US, "01:02:03:14", "Sequencer", BR_TIMECODE_LOCKED);
  assert_reads (self, NOW_US + BR_TIMECODE_LOST_US + 1, "01:02:03:14", "Sequencer", BR_TIMECODE_LOST);
  put (self, "/midi/seq/mtc/state", "stopped", NOW_US);
  assert_reads (self, NOW_US, "01:02:03:14", "Sequencer", BR_TIMECODE_LOST);
}

static void
test_the_one_that_came_last (Fixture      *self,
                             gconstpointer data)
{
  g_autoptr (ClaspShowItem) desk = g_list_model_get_item (clasp_show_get_connections (self->show), 1);

  put (self, "/midi/seq/mtc", "01:02:03:14", NOW_US);
  put (self, "/midi/other/mtc", "05:00:00:00", NOW_US + 1);
  put (self, "/artnet/timecode", "09:00:00:00", NOW_US + 2);
  assert_reads (self, NOW_US + 2, "09:00:00:00", "Desk", BR_TIMECODE_LOCKED);
  clasp_show_item_set_enabled (desk, FALSE);
  assert_reads (self, NOW_US + 2, "05:00:00:00", "Sequencer", BR_TIMECODE_LOCKED);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add ("/ui/timecode/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("none", test_none);
  ADD ("midi-says-how-it-is", test_midi_says_how_it_is);
  ADD ("the-one-that-came-last", test_the_one_that_came_last);

  return g_test_run ();
}
