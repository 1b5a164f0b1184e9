/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recorder/clasp-recorder.h"
#include "recorder/recorder-test.h"
#include "support/clasp-router-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <errno.h>
#include <signal.h>

typedef struct
{
  ClaspRouterFixture  router;
  char               *folder; /* (owned) */
  char               *path;   /* (owned) */
  ClaspRecorder      *recorder;
  ClaspSession       *session;
  guint               n_calls; /* of the recorder's function */
  ClaspRecorderStatus told;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->router, NULL);
  fixture->folder = g_dir_make_tmp ("clasp-recorder-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "recording", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_tear_down (&fixture->router, NULL);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ClaspRecordFile *
open_file (Fixture *fixture, gboolean append)
{
  g_autoptr (GError) error = NULL;
  ClaspRecordFile   *file = clasp_record_file_open (fixture->path, append, &error);

  g_assert_no_error (error);
  return file;
}

static ClaspRecorder *
start (Fixture *fixture, const char *pattern, guint8 types)
{
  return clasp_recorder_new (open_file (fixture, TRUE), pattern, types, fixture->router.timers,
                             NULL);
}

static void
told_cb (const ClaspRecorderStatus *status, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  fixture->told = *status;
}

static ClaspRecording *
open_recording (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ClaspRecording    *recording = clasp_recording_open (fixture->path, &error);

  g_assert_no_error (error);
  return recording;
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  clasp_recorder_add (((Fixture *) user_data)->recorder, delivery->message, delivery->is_snapshot);
}

static void
add_set (ClaspRecorder *recorder, const char *address, double number)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = clasp_value_double (number);
  clasp_recorder_add (recorder, &message, FALSE);
}

/* A session of a router: the state first, then what happens, with its times. */
static void
test_state_then_what_happens (Fixture *fixture, gconstpointer data)
{
  ClaspRouterFixture        *router = &fixture->router;
  ClaspFakeLink             *peer = clasp_fixture_join (router);
  g_autoptr (ClaspRecording) recording = NULL;

  clasp_fixture_say (peer, "SET /a/x 1");
  clasp_fixture_say (peer, "SET /b/x 1");
  fixture->recorder = start (fixture, "/a/**", CLASP_TYPES_ALL);
  fixture->session = clasp_router_join (router->router, "recorder", deliver_cb, NULL, fixture);
  clasp_session_subscribe (fixture->session, 1, CLASP_STR_LITERAL ("/a/**"), CLASP_TYPES_ALL, TRUE,
                           NULL);
  clasp_fixture_advance (router, 250 * TEST_MS);
  clasp_fixture_say (peer, "SET /a/x 2 lock");
  clasp_fixture_say (peer, "SET /b/x 2");
  clasp_fixture_advance (router, 7);
  clasp_fixture_say (peer, "PUBLISH event /a/e 5");
  clasp_fixture_advance (router, 1 * TEST_S);
  clasp_session_leave (fixture->session);
  clasp_recorder_free (fixture->recorder, NULL);

  recording = open_recording (fixture);
  test_expect (recording, "0 SET /a/x 1 rev 1\n250000 SET /a/x 2 rev 2 lock\n250007 event /a/e 5");
  g_assert_cmpint (clasp_recording_get_duration_us (recording), ==, 1250007);
  g_assert_null (clasp_recording_get_warning (recording));
}

static void
test_types_choose (Fixture *fixture, gconstpointer data)
{
  ClaspRecorder             *recorder = start (fixture, "/**", CLASP_TYPES_EVENT);
  ClaspMessage               event = { .type = CLASP_MESSAGE_PUBLISH };
  g_autoptr (ClaspRecording) recording = NULL;

  event.publish.address = CLASP_STR_LITERAL ("/e");
  event.publish.signal = CLASP_SIGNAL_EVENT;
  add_set (recorder, "/a", 1);
  clasp_recorder_add (recorder, &event, FALSE);
  event.publish.address = CLASP_STR_LITERAL ("/clasp/recording/end"); /* only we say that */
  clasp_recorder_add (recorder, &event, FALSE);
  event.publish.signal = CLASP_SIGNAL_STREAM;
  event.publish.address = CLASP_STR_LITERAL ("/s");
  clasp_recorder_add (recorder, &event, FALSE);
  clasp_recorder_free (recorder, NULL);
  recording = open_recording (fixture);
  test_expect (recording, "0 event /e");
}

/* A client gets the state after WELCOME and again for its subscription. */
static void
test_snapshots_and_bundles_are_taken_apart (Fixture *fixture, gconstpointer data)
{
  ClaspRecorder     *recorder = start (fixture, "/a/*", CLASP_TYPES_ALL);
  ClaspSnapshotParam params[2] = { { .address = CLASP_STR_LITERAL ("/a/x"), .revision = 1 },
                                   { .address = CLASP_STR_LITERAL ("/b/x"), .revision = 1 } };
  ClaspMessage       snapshot = { .type = CLASP_MESSAGE_SNAPSHOT };
  ClaspMessage members[2] = { { .type = CLASP_MESSAGE_SET }, { .type = CLASP_MESSAGE_PUBLISH } };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };
  g_autoptr (ClaspRecording) recording = NULL;

  snapshot.snapshot.params = params;
  snapshot.snapshot.n_params = 2;
  clasp_fixture_advance (&fixture->router, 3000);
  clasp_recorder_add (recorder, &snapshot, FALSE);
  clasp_recorder_add (recorder, &snapshot, FALSE);
  params[0].revision = 2;
  clasp_recorder_add (recorder, &snapshot, FALSE);
  members[0].set.address = CLASP_STR_LITERAL ("/a/y");
  members[1].publish.address = CLASP_STR_LITERAL ("/a/e");
  members[1].publish.signal = CLASP_SIGNAL_EVENT;
  bundle.bundle.messages = members;
  bundle.bundle.n_messages = 2;
  clasp_recorder_add (recorder, &bundle, FALSE);
  clasp_recorder_free (recorder, NULL);
  recording = open_recording (fixture);
  test_expect (recording, "0 SET /a/x null rev 1\n0 SET /a/x null rev 2\n3000 SET /a/y null\n"
                          "3000 event /a/e");
}

static gboolean
has_grown (gpointer user_data)
{
  GStatBuf info;

  return g_stat (((Fixture *) user_data)->path, &info) == 0 && info.st_size > 100;
}

/* A kill loses at most what was not flushed. */
static void
test_flush_writes_without_an_end (Fixture *fixture, gconstpointer data)
{
  ClaspRecorder             *recorder = start (fixture, "/**", CLASP_TYPES_ALL);
  g_autoptr (ClaspRecording) recording = NULL;

  add_set (recorder, "/address/of/a/parameter", 1);
  clasp_fixture_advance (&fixture->router, CLASP_RECORDER_FLUSH_MS * TEST_MS);
  clasp_test_spin_until (has_grown, fixture, "the flush");
  recording = open_recording (fixture);
  test_expect (recording, "0 SET /address/of/a/parameter 1");
  clasp_recorder_free (recorder, NULL);
}

static void
test_added_part_follows_the_cut (Fixture *fixture, gconstpointer data)
{
  ClaspRecorder             *recorder = start (fixture, "/**", CLASP_TYPES_ALL);
  g_autoptr (ClaspRecording) recording = NULL;
  g_autofree char           *bytes = NULL;
  gsize                      size;

  add_set (recorder, "/a", 1);
  clasp_recorder_free (recorder, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) size - 3, NULL));

  clasp_fixture_advance (&fixture->router, 2 * TEST_S);
  recorder = start (fixture, "/**", CLASP_TYPES_ALL);
  clasp_fixture_advance (&fixture->router, 5);
  add_set (recorder, "/a", 2);
  clasp_recorder_free (recorder, NULL);
  recording = open_recording (fixture);
  test_expect (recording, "0 SET /a 1\n2000005 SET /a 2");
  g_assert_null (clasp_recording_get_warning (recording));
}

static void
test_file_that_is_there_is_safe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "a letter", -1, NULL));
  g_assert_null (clasp_record_file_open (fixture->path, FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_clear_error (&error);
  g_assert_null (clasp_record_file_open (fixture->path, TRUE, &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a letter");
  g_assert_null (clasp_record_file_open (fixture->folder, TRUE, &error));
  g_assert_nonnull (error);
}

/* Nothing is written while the loop stands still; what does not fit the bound is counted and said.
 */
static void
test_waiting_at_the_limit (Fixture *fixture, gconstpointer data)
{
  const ClaspRecorderLimits limits = { 3000, CLASP_RECORDER_MAX_FILE };
  ClaspRecorder *recorder = clasp_recorder_new (open_file (fixture, FALSE), "/**", CLASP_TYPES_ALL,
                                                fixture->router.timers, &limits);
  ClaspRecorderStatus        status;
  g_autoptr (ClaspRecording) recording = NULL;
  guint64                    n_lost;

  for (guint i = 0; i < 1000; i++)
    add_set (recorder, "/address/of/a/parameter", i);
  clasp_recorder_get_status (recorder, &status);
  g_assert_cmpuint (status.n_messages, >, 3000 / 100);
  g_assert_cmpuint (status.n_messages, <, 3000 / 30);
  g_assert_cmpuint (status.n_messages + status.n_lost, ==, 1000);
  n_lost = status.n_lost;
  clasp_recorder_free (recorder, &status);
  recording = open_recording (fixture);
  g_assert_cmpuint (clasp_recording_get_n_lost (recording), ==, n_lost);
  g_assert_cmpuint (clasp_recording_get_n_messages (recording), ==, status.n_messages);
}

static void
test_file_at_its_largest (Fixture *fixture, gconstpointer data)
{
  const ClaspRecorderLimits limits = { CLASP_RECORDER_MAX_WAITING, 1000 };
  ClaspRecorder *recorder = clasp_recorder_new (open_file (fixture, FALSE), "/**", CLASP_TYPES_ALL,
                                                fixture->router.timers, &limits);
  ClaspRecorderStatus status;
  GStatBuf            info;

  clasp_recorder_set_func (recorder, told_cb, fixture);
  for (guint i = 0; i < 100; i++)
    add_set (recorder, "/address/of/a/parameter", i);
  clasp_fixture_advance (&fixture->router, CLASP_RECORDER_FLUSH_MS * TEST_MS);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_true (fixture->told.is_full);
  clasp_recorder_free (recorder, &status);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_size, >=, 1000);
  g_assert_cmpint (info.st_size, <, 1200); /* the frame that reached it, and the marks */
}

static gboolean
has_been_told (gpointer user_data)
{
  Fixture            *fixture = user_data;
  ClaspRecorderStatus status;

  clasp_recorder_get_status (fixture->recorder, &status);
  return fixture->n_calls > 0;
}

/* A disk that is full for a while: the file stays readable, and says what is missing. */
static void
test_full_disk_is_told_and_got_over (Fixture *fixture, gconstpointer data)
{
  struct rlimit              before, tight;
  ClaspRecorderStatus        status;
  g_autoptr (ClaspRecording) recording = NULL;

  fixture->recorder = start (fixture, "/**", CLASP_TYPES_ALL);
  clasp_recorder_set_func (fixture->recorder, told_cb, fixture);
  add_set (fixture->recorder, "/a", 1);
  clasp_fixture_advance (&fixture->router, CLASP_RECORDER_FLUSH_MS * TEST_MS);
  clasp_test_spin_until (has_grown, fixture, "the flush");

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  tight = before;
  tight.rlim_cur = 130;
  setrlimit (RLIMIT_FSIZE, &tight);
  for (guint i = 0; i < 10; i++)
    add_set (fixture->recorder, "/address/of/a/parameter", i);
  clasp_fixture_advance (&fixture->router, CLASP_RECORDER_FLUSH_MS * TEST_MS);
  clasp_test_spin_until (has_been_told, fixture, "the disk's refusal");
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_cmpstr (fixture->told.error, ==, g_strerror (EFBIG));
  g_assert_cmpuint (fixture->told.n_lost, ==, 10);

  fixture->n_calls = 0;
  add_set (fixture->recorder, "/b", 2);
  clasp_fixture_advance (&fixture->router, CLASP_RECORDER_FLUSH_MS * TEST_MS);
  clasp_test_spin_until (has_been_told, fixture, "the disk's return");
  g_assert_cmpstr (fixture->told.error, ==, "");
  clasp_recorder_free (fixture->recorder, &status);
  g_assert_cmpuint (status.n_lost, ==, 10);
  recording = open_recording (fixture);
  g_assert_cmpuint (clasp_recording_get_n_messages (recording), ==, 2);
  g_assert_cmpuint (clasp_recording_get_n_lost (recording), ==, 10);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func)                                                                            \
  g_test_add ("/recorder/recorder/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("state-then-what-happens", test_state_then_what_happens);
  ADD ("types-choose", test_types_choose);
  ADD ("snapshots-and-bundles-are-taken-apart", test_snapshots_and_bundles_are_taken_apart);
  ADD ("flush-writes-without-an-end", test_flush_writes_without_an_end);
  ADD ("added-part-follows-the-cut", test_added_part_follows_the_cut);
  ADD ("file-that-is-there-is-safe", test_file_that_is_there_is_safe);
  ADD ("waiting-at-the-limit", test_waiting_at_the_limit);
  ADD ("file-at-its-largest", test_file_at_its_largest);
  ADD ("full-disk-is-told-and-got-over", test_full_disk_is_told_and_got_over);
#undef ADD
  return g_test_run ();
}
