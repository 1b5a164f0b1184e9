/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-send-queue.h"

#include <string.h>

typedef struct
{
  ClaspSharedOutput shared;
  ClaspSendQueue    queue;
} Fixture;

static void
clear (Fixture *self)
{
  clasp_send_queue_clear (&self->queue);
  g_assert_cmpuint (self->shared.n_users, ==, 0);
  clasp_shared_output_clear (&self->shared);
}

static const guint8 *
share (Fixture *self, const char *text)
{
  guint8 *place = clasp_shared_output_reserve (&self->shared, strlen (text));

  memcpy (place, text, strlen (text));
  return place;
}

static void
append (Fixture *self, const char *text, gsize limit)
{
  clasp_send_queue_append_shared (&self->queue, &self->shared, share (self, text), strlen (text),
                                  limit);
}

static gboolean
lengthen (Fixture *self, const char *text)
{
  return clasp_send_queue_lengthen (&self->queue, share (self, text), strlen (text));
}

static void
assert_holds (Fixture *self, const char *text)
{
  gsize         size;
  const guint8 *bytes = clasp_send_queue_peek (&self->queue, &size);

  g_assert_cmpmem (bytes, size, text, strlen (text));
}

static void
test_nothing_to_lengthen (void)
{
  Fixture self = { 0 };

  g_assert_false (clasp_send_queue_lengthen (&self.queue, NULL, 0));
  g_assert_false (lengthen (&self, "one"));
  g_assert_cmpuint (clasp_send_queue_get_size (&self.queue), ==, 0);
  clear (&self);
}

static void
test_what_follows_is_taken (void)
{
  Fixture self = { 0 };

  append (&self, "one", 100);
  g_assert_true (lengthen (&self, "two"));
  g_assert_true (lengthen (&self, "three"));
  assert_holds (&self, "onetwothree");
  g_assert_cmpuint (self.shared.n_users, ==, 1);
  clear (&self);
}

/* Another message lies between: its owner decides. */
static void
test_a_gap_is_not_skipped (void)
{
  Fixture self = { 0 };

  append (&self, "one", 100);
  share (&self, "for others");
  g_assert_false (lengthen (&self, "two"));
  append (&self, "two", 100);
  assert_holds (&self, "onetwo");
  clear (&self);
}

static void
test_the_limit_is_asked_about (void)
{
  Fixture self = { 0 };

  append (&self, "12345", 8);
  g_assert_true (lengthen (&self, "67"));
  g_assert_false (lengthen (&self, "8"));
  assert_holds (&self, "1234567");
  clear (&self);
}

/* What stands before it in the queue counts. */
static void
test_the_limit_is_of_the_whole_queue (void)
{
  Fixture self = { 0 };

  memcpy (clasp_send_queue_reserve (&self.queue, 4), "own ", 4);
  append (&self, "12", 8);
  g_assert_true (lengthen (&self, "3"));
  g_assert_false (lengthen (&self, "4"));
  assert_holds (&self, "own 123");
  clear (&self);
}

static void
test_own_bytes_end_it (void)
{
  Fixture self = { 0 };

  append (&self, "one", 100);
  memcpy (clasp_send_queue_reserve (&self.queue, 3), "own", 3);
  g_assert_false (lengthen (&self, "two"));
  assert_holds (&self, "oneown");
  clear (&self);
}

static void
test_sealed_takes_nothing (void)
{
  Fixture self = { 0 };

  append (&self, "one", 100);
  clasp_send_queue_seal (&self.queue);
  g_assert_false (lengthen (&self, "two"));
  assert_holds (&self, "one");
  clear (&self);
}

/* A socket took some, and what was left was moved. */
static void
test_what_was_kept_is_not_lengthened (void)
{
  Fixture self = { 0 };

  append (&self, "one", 100);
  clasp_send_queue_consume (&self.queue, 1);
  clasp_send_queue_keep (&self.queue);
  g_assert_cmpuint (self.shared.n_users, ==, 0);
  g_assert_false (lengthen (&self, "two"));
  assert_holds (&self, "ne");
  clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/send-queue/nothing-to-lengthen", test_nothing_to_lengthen);
  g_test_add_func ("/io/send-queue/what-follows-is-taken", test_what_follows_is_taken);
  g_test_add_func ("/io/send-queue/a-gap-is-not-skipped", test_a_gap_is_not_skipped);
  g_test_add_func ("/io/send-queue/the-limit-is-asked-about", test_the_limit_is_asked_about);
  g_test_add_func ("/io/send-queue/the-limit-is-of-the-whole-queue",
                   test_the_limit_is_of_the_whole_queue);
  g_test_add_func ("/io/send-queue/own-bytes-end-it", test_own_bytes_end_it);
  g_test_add_func ("/io/send-queue/sealed-takes-nothing", test_sealed_takes_nothing);
  g_test_add_func ("/io/send-queue/what-was-kept-is-not-lengthened",
                   test_what_was_kept_is_not_lengthened);
  return g_test_run ();
}
