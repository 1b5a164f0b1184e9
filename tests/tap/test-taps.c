/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"
#include "tap/clasp-monitor.h"
#include "tap/clasp-signal-table.h"

#include <math.h>

static void
test_a_string_is_cut_at_a_character_and_its_length_told (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autofree char             *text = g_strnfill (46, 'x');
  g_autofree char             *longer = g_strconcat (text, "éé", NULL);
  g_auto (ClaspValue)          value = clasp_value_string (clasp_str (longer));
  ClaspSignalState             state;

  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/t"), CLASP_SIGNAL_EVENT, &value, 3, 9);
  clasp_signal_table_read (table, 0, &state);
  g_assert_cmpint (state.type, ==, CLASP_VALUE_STRING);
  g_assert_cmpint (state.signal, ==, CLASP_SIGNAL_EVENT);
  g_assert_cmpuint (state.length, ==, 50);
  g_assert_cmpstr (state.text, ==, text);
  g_assert_true (isnan (state.number));
}

static void
test_numbers_read_as_numbers_and_text (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  ClaspValue                   values[] = { clasp_value_int (-7), clasp_value_double (0.5), clasp_value_bool (TRUE), clasp_value_null () };
  static const double          numbers[] = { -7, 0.5, 1, NAN };
  static const char *const     texts[] = { "-7", "0.5", "true", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      ClaspSignalState state;

      clasp_signal_table_update (table, CLASP_STR_LITERAL ("/n"), CLASP_SIGNAL_PARAM, &values[i], 1, 1);
      clasp_signal_table_read (table, 0, &state);
      if (isnan (numbers[i]))
        g_assert_true (isnan (state.number));
      else
        g_assert_cmpfloat (state.number, ==, numbers[i]);
      g_assert_cmpstr (state.text, ==, texts[i]);
      g_assert_cmpuint (state.n_updates, ==, i + 1);
    }
  g_assert_cmpuint (clasp_signal_table_get_size (table), ==, 1);
}

static ClaspValue
ramp_new (guint length)
{
  ClaspValue elements[CLASP_SIGNAL_POINTS + 1];

  for (guint i = 0; i < length; i++)
    elements[i] = clasp_value_int (i);

  return clasp_value_array (elements, length);
}

static void
test_arrays_of_numbers_keep_their_shape (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  ClaspValue                   one = clasp_value_int (1);
  ClaspSignalShape             shape;

  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/a"), CLASP_SIGNAL_PARAM, &one, 1, 1);
  g_assert_false (clasp_signal_table_read_shape (table, 0, &shape));
  for (guint length = CLASP_SIGNAL_POINTS; length <= CLASP_SIGNAL_POINTS + 1; length++)
    {
      g_auto (ClaspValue) ramp = ramp_new (length);

      clasp_signal_table_update (table, CLASP_STR_LITERAL ("/a"), CLASP_SIGNAL_PARAM, &ramp, 1, 1);
      g_assert_true (clasp_signal_table_read_shape (table, 0, &shape));
      g_assert_cmpuint (shape.length, ==, length);
      g_assert_cmpuint (shape.n_points, ==, length > CLASP_SIGNAL_POINTS ? CLASP_SIGNAL_SUMMARY : length);
      g_assert_cmpfloat (shape.points[shape.n_points - 1], ==, length - 1);
    }
  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/a"), CLASP_SIGNAL_PARAM, &one, 1, 1);
  g_assert_false (clasp_signal_table_read_shape (table, 0, &shape));
}

static void
test_a_hundred_thousand_addresses_keep_their_indices (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 100000; i++)
      {
        char       address[32];
        ClaspValue value = clasp_value_int (i);

        g_snprintf (address, sizeof address, "/desk/%u/%u", i / 512, i % 512);
        g_assert_cmpuint (clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1), ==, i);
      }
  g_assert_cmpuint (clasp_signal_table_get_size (table), ==, 100000);
  g_assert_cmpstr (clasp_signal_table_get_address (table, 99999), ==, "/desk/195/159");
}

static void
test_the_table_is_bounded (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  ClaspValue                   value = clasp_value_int (1);
  char                         address[32];

  for (guint i = 0; i < CLASP_SIGNAL_TABLE_MAX; i++)
    {
      g_snprintf (address, sizeof address, "/%u", i);
      clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1);
    }
  g_assert_cmpuint (clasp_signal_table_update (table, CLASP_STR_LITERAL ("/more"), CLASP_SIGNAL_PARAM, &value, 1, 1), ==, G_MAXUINT);
  g_assert_cmpuint (clasp_signal_table_get_n_refused (table), ==, 1);
  g_assert_cmpuint (clasp_signal_table_update (table, CLASP_STR_LITERAL ("/0"), CLASP_SIGNAL_PARAM, &value, 1, 1), ==, 0);
}

static void
test_a_full_monitor_refuses_and_counts (void)
{
  g_autoptr (ClaspMonitor) monitor = clasp_monitor_new (4);
  ClaspMessage             message = { .type = CLASP_MESSAGE_PUBLISH };
  ClaspMonitorRecord       records[8];

  message.publish.address = CLASP_STR_LITERAL ("/e");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  for (guint i = 0; i < 6; i++)
    clasp_monitor_write (monitor, &message, 2, 1, i, 300);
  g_assert_cmpuint (clasp_monitor_get_n_lost (monitor), ==, 2);
  g_assert_cmpuint (clasp_monitor_read (monitor, records, 8), ==, 4);
  g_assert_cmpuint (records[3].number, ==, 4);
  g_assert_cmpint (records[0].signal, ==, CLASP_SIGNAL_EVENT);
  g_assert_cmpint (records[0].value_type, ==, CLASP_VALUE_NULL);
  g_assert_cmpint (records[0].hops, ==, 1);
  clasp_monitor_write (monitor, &message, 2, 1, 9, 300);
  g_assert_cmpuint (clasp_monitor_read (monitor, records, 8), ==, 1);
  g_assert_cmpuint (records[0].number, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/tap/signal-table/string-is-cut-at-a-character", test_a_string_is_cut_at_a_character_and_its_length_told);
  g_test_add_func ("/tap/signal-table/numbers-read-as-numbers-and-text", test_numbers_read_as_numbers_and_text);
  g_test_add_func ("/tap/signal-table/arrays-of-numbers-keep-their-shape", test_arrays_of_numbers_keep_their_shape);
  g_test_add_func ("/tap/signal-table/hundred-thousand-addresses", test_a_hundred_thousand_addresses_keep_their_indices);
  g_test_add_func ("/tap/signal-table/bounded", test_the_table_is_bounded);
  g_test_add_func ("/tap/monitor/full-refuses-and-counts", test_a_full_monitor_refuses_and_counts);
  return g_test_run ();
}
