/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-stream.h"
#include "support/clasp-test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Units of the tests: one length byte, then that many bytes. */

typedef struct
{
  ClaspReactor *reactor;
  ClaspStream  *stream;
  int           peer;
  GString      *units; /* "abc," for each */
  guint         n_closed, n_drained;
  guint         pause_after; /* units */
  gboolean      free_in_unit;
  const ClaspStreamHandler *next_handler; /* after the next unit */
  char         *reason;
  GByteArray   *received; /* at the peer */
} Fixture;

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  Fixture *fixture = user_data;
  gsize    unit = 1 + bytes[0];

  g_assert_cmpuint (size, >, 0);
  *needed = unit;
  if (size < unit)
    return 0;

  g_string_append_len (fixture->units, (char *) bytes + 1, bytes[0]);
  g_string_append_c (fixture->units, ',');
  if (fixture->pause_after > 0 && --fixture->pause_after == 0)
    clasp_stream_set_reading (fixture->stream, FALSE);
  if (fixture->next_handler != NULL)
    clasp_stream_set_handler (fixture->stream, fixture->next_handler, fixture);
  if (fixture->free_in_unit)
    g_clear_pointer (&fixture->stream, clasp_stream_free);
  return unit;
}

static void
drained_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_drained++;
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_closed++;
  g_free (fixture->reason);
  fixture->reason = g_strdup (reason);
}

static const ClaspStreamHandler handler = { unit_cb, drained_cb, closed_cb };

static void
setup (Fixture *fixture, gconstpointer data)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->peer = fds[1];
  fixture->units = g_string_new (NULL);
  fixture->received = g_byte_array_new ();
  fixture->stream = clasp_stream_new (fixture->reactor, fds[0], &handler, fixture);
  clasp_stream_set_reading (fixture->stream, TRUE);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->stream, clasp_stream_free);
  if (fixture->peer >= 0)
    close (fixture->peer);
  clasp_reactor_unref (fixture->reactor);
  g_string_free (fixture->units, TRUE);
  g_byte_array_unref (fixture->received);
  g_free (fixture->reason);
}

static void
peer_write (Fixture *fixture, const void *bytes, gsize size)
{
  g_assert_cmpint (write (fixture->peer, bytes, size), ==, (gssize) size);
}

static void
peer_read (Fixture *fixture)
{
  guint8 buffer[65536];
  gssize n;

  while ((n = read (fixture->peer, buffer, sizeof buffer)) > 0)
    g_byte_array_append (fixture->received, buffer, (guint) n);
}

static void
put (Fixture *fixture, char byte, gsize size)
{
  guint8 *place = clasp_stream_reserve (fixture->stream, size);

  g_assert_nonnull (place);
  memset (place, byte, size);
}

static gboolean
has_units (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->units->len >= 8;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_closed > 0;
}

static gboolean
is_drained (gpointer user_data)
{
  peer_read (user_data);
  return ((Fixture *) user_data)->n_drained > 0;
}

static gboolean
has_received (gpointer user_data)
{
  Fixture *fixture = user_data;

  peer_read (fixture);
  return fixture->received->len >= 300000;
}

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static void
test_units_arrive_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  const char bytes[] = "\003abc\002de\000\000";

  for (gsize i = 0; i + 1 < sizeof bytes; i++)
    {
      peer_write (fixture, bytes + i, 1);
      clasp_test_spin_for (never, NULL, 2);
    }
  clasp_test_spin_until (has_units, fixture, "the units");
  g_assert_cmpstr (fixture->units->str, ==, "abc,de,,,");
}

static void
test_units_end_in_the_middle_of_a_read (Fixture *fixture, gconstpointer data)
{
  peer_write (fixture, "\002ab\003c", 5);
  clasp_test_spin_for (has_units, fixture, 20);
  g_assert_cmpstr (fixture->units->str, ==, "ab,");
  peer_write (fixture, "de\002fg\001", 6);
  clasp_test_spin_for (has_units, fixture, 20);
  g_assert_cmpstr (fixture->units->str, ==, "ab,cde,fg,");
}

static void
test_paused_in_a_unit_keeps_the_rest (Fixture *fixture, gconstpointer data)
{
  fixture->pause_after = 1;
  peer_write (fixture, "\002ab\002cd\002e", 8);
  clasp_test_spin_for (has_units, fixture, 20);
  g_assert_cmpstr (fixture->units->str, ==, "ab,");

  fixture->pause_after = 1;
  clasp_stream_set_reading (fixture->stream, TRUE);
  clasp_test_spin_for (has_units, fixture, 20);
  g_assert_cmpstr (fixture->units->str, ==, "ab,cd,");

  peer_write (fixture, "f", 1);
  clasp_stream_set_reading (fixture->stream, TRUE);
  clasp_test_spin_until (has_units, fixture, "the rest");
  g_assert_cmpstr (fixture->units->str, ==, "ab,cd,ef,");
}

static gsize
other_unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->units, "[%.*s]", (int) size, (const char *) bytes);
  return size;
}

static void
ignore_drained_cb (gpointer user_data)
{
}

static void
ignore_closed_cb (const char *reason, gpointer user_data)
{
}

static const ClaspStreamHandler other_handler = { other_unit_cb, ignore_drained_cb, ignore_closed_cb };

static void
test_handler_changes_between_units (Fixture *fixture, gconstpointer data)
{
  fixture->next_handler = &other_handler;
  clasp_stream_set_reading (fixture->stream, TRUE);
  peer_write (fixture, "\002abrest", 7);
  clasp_test_spin_until (has_units, fixture, "units");
  g_assert_cmpstr (fixture->units->str, ==, "ab,[rest]");
}

static void
test_bytes_are_counted (Fixture *fixture, gconstpointer data)
{
  ClaspTraffic *traffic = clasp_reactor_get_traffic (fixture->reactor, "test");

  clasp_stream_set_traffic (fixture->stream, traffic);
  clasp_stream_set_reading (fixture->stream, TRUE);
  peer_write (fixture, "\002ab\002cd\001e", 8);
  clasp_test_spin_until (has_units, fixture, "units");
  memset (clasp_stream_reserve (fixture->stream, 5), 'x', 5);
  clasp_test_spin_for (never, NULL, 20);
  g_assert_cmpuint (traffic->bytes_in, ==, 8);
  g_assert_cmpuint (traffic->bytes_out, ==, 5);
  g_assert_true (clasp_reactor_get_traffic (fixture->reactor, "test") == traffic);
}

static void
test_peer_that_leaves_closes_once (Fixture *fixture, gconstpointer data)
{
  close (fixture->peer);
  fixture->peer = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  clasp_stream_close (fixture->stream, "too late");
  clasp_test_spin_for (never, NULL, 20);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpstr (fixture->reason, ==, "the peer closed the connection");
  g_assert_null (clasp_stream_reserve (fixture->stream, 1));
}

static void
test_full_queue_refuses_and_drains (Fixture *fixture, gconstpointer data)
{
  gsize total = 0;

  clasp_stream_set_limit (fixture->stream, 10000);
  while (clasp_stream_reserve (fixture->stream, 1000) != NULL)
    total += 1000;
  g_assert_cmpuint (clasp_stream_get_queued (fixture->stream), <=, 10000);
  g_assert_cmpuint (fixture->n_drained, ==, 0);
  clasp_test_spin_until (is_drained, fixture, "the queue to drain");
  clasp_test_spin_for (never, NULL, 20);
  peer_read (fixture);
  g_assert_cmpuint (fixture->n_drained, ==, 1);
  g_assert_cmpuint (fixture->received->len, ==, total);
}

static void
test_empty_queue_takes_more_than_the_limit (Fixture *fixture, gconstpointer data)
{
  clasp_stream_set_limit (fixture->stream, 10);
  put (fixture, 'x', 100);
  g_assert_cmpuint (clasp_stream_get_queued (fixture->stream), ==, 100);
}

static void
test_close_writes_what_is_queued (Fixture *fixture, gconstpointer data)
{
  put (fixture, 'x', 300000);
  clasp_stream_close (fixture->stream, "enough");
  g_assert_null (clasp_stream_reserve (fixture->stream, 1));
  g_assert_cmpuint (fixture->n_closed, ==, 0);
  clasp_test_spin_until (has_received, fixture, "what was queued");
  close (fixture->peer);
  fixture->peer = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_cmpstr (fixture->reason, ==, "enough");
  g_assert_cmpuint (fixture->received->len, ==, 300000);
}

static void
test_close_does_not_wait_for_ever (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  put (fixture, 'x', 4 * 1024 * 1024);
  clasp_stream_close (fixture->stream, "enough");
  clasp_test_spin_until (is_closed, fixture, "the linger time to end");
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, >=, CLASP_STREAM_LINGER_MS - 50);
}

static void
test_free_still_sends (Fixture *fixture, gconstpointer data)
{
  put (fixture, 'x', 300000);
  g_clear_pointer (&fixture->stream, clasp_stream_free);
  clasp_test_spin_until (has_received, fixture, "what was queued");
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_freed_in_a_unit (Fixture *fixture, gconstpointer data)
{
  fixture->free_in_unit = TRUE;
  peer_write (fixture, "\002ab\002cd", 6);
  clasp_test_spin_for (has_units, fixture, 20);
  g_assert_cmpstr (fixture->units->str, ==, "ab,");
  g_assert_null (fixture->stream);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_one_write_for_a_dispatch (Fixture *fixture, gconstpointer data)
{
  guint8 buffer[64];

  for (guint i = 0; i < 10; i++)
    put (fixture, 'x', 3);
  g_assert_cmpint (read (fixture->peer, buffer, sizeof buffer), ==, -1);
  clasp_test_spin_for (never, NULL, 5);
  g_assert_cmpint (read (fixture->peer, buffer, sizeof buffer), ==, 30);
}

static void
share (Fixture *fixture, char byte, gsize size)
{
  ClaspSharedOutput *shared = clasp_stream_get_shared_output (fixture->stream, CLASP_SHARED_TCP);
  guint8            *place = clasp_shared_output_reserve (shared, size);

  g_assert_nonnull (place);
  memset (place, byte, size);
  g_assert_true (clasp_stream_append_shared (fixture->stream, shared, place, size));
}

static void
test_shared_bytes_keep_their_place (Fixture *fixture, gconstpointer data)
{
  put (fixture, 'a', 2);
  share (fixture, 'b', 3);
  share (fixture, 'c', 3);
  put (fixture, 'd', 1);
  share (fixture, 'e', 2);
  g_assert_cmpuint (clasp_stream_get_queued (fixture->stream), ==, 11);
  clasp_test_spin_for (never, NULL, 5);
  peer_read (fixture);
  g_byte_array_append (fixture->received, (const guint8 *) "", 1);
  g_assert_cmpstr ((char *) fixture->received->data, ==, "aabbbcccdee");
}

/* What the socket does not take must not be where the next dispatch writes. */
static void
test_shared_bytes_outlive_a_full_socket (Fixture *fixture, gconstpointer data)
{
  const guint n = 400;
  const gsize size = 4096;

  for (guint i = 0; i < n; i++)
    {
      share (fixture, (char) i, size);
      clasp_test_spin_for (never, NULL, 0);
    }
  while (fixture->received->len < n * size)
    {
      peer_read (fixture);
      clasp_test_spin_for (never, NULL, 0);
    }
  for (guint i = 0; i < n * size; i++)
    g_assert_cmpuint (fixture->received->data[i], ==, (guint8) (i / size));
}

static void
test_shared_output_is_bounded (Fixture *fixture, gconstpointer data)
{
  ClaspSharedOutput *shared = clasp_stream_get_shared_output (fixture->stream, CLASP_SHARED_TCP);

  share (fixture, 'x', CLASP_SHARED_OUTPUT_SIZE - 1);
  g_assert_nonnull (clasp_shared_output_reserve (shared, 1));
  g_assert_null (clasp_shared_output_reserve (shared, 1));
  clasp_test_spin_for (never, NULL, 5);
  g_assert_nonnull (clasp_shared_output_reserve (shared, CLASP_SHARED_OUTPUT_SIZE));
}

static void
test_freed_with_shared_bytes (Fixture *fixture, gconstpointer data)
{
  ClaspSharedOutput *shared = clasp_stream_get_shared_output (fixture->stream, CLASP_SHARED_TCP);

  share (fixture, 'x', 10);
  close (fixture->peer);
  fixture->peer = -1;
  g_clear_pointer (&fixture->stream, clasp_stream_free);
  g_assert_cmpuint (shared->n_users, ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/io/stream/" path, Fixture, NULL, setup, func, teardown)
  ADD ("units/byte-by-byte", test_units_arrive_byte_by_byte);
  ADD ("units/end-in-the-middle-of-a-read", test_units_end_in_the_middle_of_a_read);
  ADD ("units/paused-in-one-keeps-the-rest", test_paused_in_a_unit_keeps_the_rest);
  ADD ("units/handler-changes-between-units", test_handler_changes_between_units);
  ADD ("units/bytes-are-counted", test_bytes_are_counted);
  ADD ("units/freed-in-one", test_freed_in_a_unit);
  ADD ("output/full-queue-refuses-and-drains", test_full_queue_refuses_and_drains);
  ADD ("output/empty-queue-takes-more-than-the-limit", test_empty_queue_takes_more_than_the_limit);
  ADD ("output/one-write-for-a-dispatch", test_one_write_for_a_dispatch);
  ADD ("shared/bytes-keep-their-place", test_shared_bytes_keep_their_place);
  ADD ("shared/bytes-outlive-a-full-socket", test_shared_bytes_outlive_a_full_socket);
  ADD ("shared/output-is-bounded", test_shared_output_is_bounded);
  ADD ("shared/freed-with-some", test_freed_with_shared_bytes);
  ADD ("close/by-the-peer-is-told-once", test_peer_that_leaves_closes_once);
  ADD ("close/writes-what-is-queued", test_close_writes_what_is_queued);
  ADD ("close/does-not-wait-for-ever", test_close_does_not_wait_for_ever);
  ADD ("close/free-still-sends", test_free_still_sends);

  return g_test_run ();
}
