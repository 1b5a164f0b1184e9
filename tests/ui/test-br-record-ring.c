/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-record-ring.h"
#include "support/clasp-test.h"

#include <string.h>

#define CAPACITY 3000 /* no multiple of a block */

/* Texts of every length, up to the longest. */
static ClaspMonitorRecord
make_record (guint64 number)
{
  ClaspMonitorRecord record = { .time_us = (gint64) number * 7, .number = number, .hops = (guint8) number };

  memset (record.address, 'a' + (int) (number % 26), number % (CLASP_MONITOR_ADDRESS + 1));
  memset (record.text, '0' + (int) (number % 10), number % (CLASP_MONITOR_TEXT + 1));
  record.number_value = (double) number / 3;

  return record;
}

static void
append (BrRecordRing *ring, guint64 from, guint64 to)
{
  for (guint64 i = from; i < to; i++)
    {
      const ClaspMonitorRecord record = make_record (i);

      br_record_ring_append (ring, &record);
    }
}

static void
assert_read (BrRecordRing *ring, guint64 number)
{
  const ClaspMonitorRecord expected = make_record (number);
  ClaspMonitorRecord       record;

  memset (&record, 0x55, sizeof record);
  g_assert_true (br_record_ring_read (ring, number, &record));
  g_assert_cmpint (record.time_us, ==, expected.time_us);
  g_assert_cmpuint (record.number, ==, number);
  g_assert_cmpuint (record.hops, ==, expected.hops);
  g_assert_cmpfloat (record.number_value, ==, expected.number_value);
  g_assert_cmpstr (record.address, ==, expected.address);
  g_assert_cmpstr (record.text, ==, expected.text);
}

static void
test_the_last_are_read_as_they_came (void)
{
  g_autoptr (BrRecordRing) ring = br_record_ring_new (CAPACITY);
  ClaspMonitorRecord       record;
  guint64                  n = 0;

  for (guint round = 0; round < 40; round++)
    {
      append (ring, n, n + 487);
      n += 487;
      for (guint64 i = n > CAPACITY ? n - CAPACITY : 0; i < n; i++)
        assert_read (ring, i);
    }
  g_assert_false (br_record_ring_read (ring, n, &record));
  g_assert_false (br_record_ring_read (ring, 0, &record));
}

static void
test_cleared_it_goes_on_counting (void)
{
  g_autoptr (BrRecordRing) ring = br_record_ring_new (CAPACITY);
  ClaspMonitorRecord       record;

  append (ring, 0, 1500);
  br_record_ring_clear (ring);
  g_assert_cmpuint (br_record_ring_get_size (ring), ==, 0);
  g_assert_false (br_record_ring_read (ring, 1499, &record));
  append (ring, 1500, 1600);
  assert_read (ring, 1500);
  assert_read (ring, 1599);
  g_assert_false (br_record_ring_read (ring, 1499, &record));
}

/* A fader's message takes a third of the room that the longest would. */
static void
test_short_texts_take_little (void)
{
  g_autoptr (BrRecordRing) ring = br_record_ring_new (200000);
  ClaspMonitorRecord       record = { .address = "/osc/desk/channel/12/fader", .text = "0.731" };

  for (guint i = 0; i < 200000; i++)
    br_record_ring_append (ring, &record);
  g_assert_cmpuint (br_record_ring_get_size (ring) / 200000, <=, sizeof record / 3);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/record-ring/the-last-are-read-as-they-came", test_the_last_are_read_as_they_came);
  g_test_add_func ("/ui/record-ring/cleared-it-goes-on-counting", test_cleared_it_goes_on_counting);
  g_test_add_func ("/ui/record-ring/short-texts-take-little", test_short_texts_take_little);

  return g_test_run ();
}
