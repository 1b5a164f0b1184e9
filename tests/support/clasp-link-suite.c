/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-link-suite.h"

#include "core/clasp-codec.h"
#include "io/clasp-endpoint.h"
#include "support/clasp-test.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FRAME CLASP_FRAME_MAX_SIZE

typedef struct
{
  const ClaspLinkSuite *suite;
  ClaspReactor         *reactor;
  ClaspListener        *listener;
  ClaspLink            *link;   /* the server's end of the latest connection */
  GPtrArray            *frames; /* of GBytes: what the link delivered */
  guint                 n_closed, n_drained;
  char                 *reason;
  gboolean              is_echo, pause_in_frame, close_in_frame, drop_in_frame;
  /* the client */
  int         fd;
  gboolean    is_at_end;
  GByteArray *wire; /* what came and is not decoded */
  GPtrArray  *answers;
  guint       wanted; /* of the wait that runs */
} Fixture;

/* ---- the server's end ---- */

static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (link == fixture->link);
  g_ptr_array_add (fixture->frames, g_bytes_new (bytes, size));
  if (fixture->is_echo)
    g_assert_true (clasp_link_send (link, bytes, size));
  if (fixture->pause_in_frame)
    clasp_link_set_reading (link, FALSE);
  if (fixture->close_in_frame)
    clasp_link_close (link, CLASP_CLOSE_POLICY, "one was enough");
  if (fixture->drop_in_frame)
    g_clear_object (&fixture->link);
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_nonnull (reason);
  fixture->n_closed++;
  g_free (fixture->reason);
  fixture->reason = g_strdup (reason);
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
  ((Fixture *) user_data)->n_drained++;
}

static const ClaspLinkHandler handler = { frame_cb, closed_cb, drained_cb };

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->link, link);
  clasp_link_set_handler (link, &handler, fixture);
}

/* ---- the client's end ---- */

static void
client_pump (Fixture *fixture)
{
  guint8 buffer[65536];
  gssize n;

  while (fixture->fd >= 0 && (n = recv (fixture->fd, buffer, sizeof buffer, MSG_DONTWAIT)) != 0)
    {
      if (n < 0)
        {
          fixture->is_at_end |= errno != EAGAIN && errno != EINTR;
          return;
        }
      g_byte_array_append (fixture->wire, buffer, (guint) n);
    }
  fixture->is_at_end = TRUE;
}

static void
client_decode (Fixture *fixture)
{
  const guint8 *frame;
  gsize         frame_size, used;
  gsize         done = 0;

  client_pump (fixture);
  while ((used = fixture->suite->decode (fixture->wire->data + done, fixture->wire->len - done,
                                         &frame, &frame_size)) > 0)
    {
      if (frame != NULL)
        g_ptr_array_add (fixture->answers, g_bytes_new (frame, frame_size));
      done += used;
    }
  if (done > 0)
    g_byte_array_remove_range (fixture->wire, 0, (guint) done);
}

/* Writes everything; the loop runs meanwhile, so that both ends can be full. */
static void
client_write (Fixture *fixture, const guint8 *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = send (fixture->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n < 0 && errno != EAGAIN)
        return; /* the server has closed; the test looks at the link */
      if (n < 0)
        {
          g_main_context_iteration (NULL, FALSE);
          client_decode (fixture);
          continue;
        }
      bytes += n;
      size -= (gsize) n;
    }
}

static void
client_send (Fixture *fixture, const guint8 *frame, gsize size)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  fixture->suite->encode (wire, frame, size);
  client_write (fixture, wire->data, wire->len);
}

static int
client_open (Fixture *fixture)
{
  const char        *authority = strstr (clasp_listener_get_uri (fixture->listener), "://") + 3;
  g_auto (GStrv)     parts = g_strsplit_set (authority, ":/", 3);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_port = htons ((guint16) g_ascii_strtoull (parts[1], NULL, 10));
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static gboolean
has_response (gpointer user_data)
{
  Fixture *fixture = user_data;

  client_pump (fixture);
  return fixture->wire->len > 0 &&
         g_strstr_len ((char *) fixture->wire->data, fixture->wire->len, "\r\n\r\n") != NULL;
}

static gboolean
has_link (gpointer user_data)
{
  return ((Fixture *) user_data)->link != NULL;
}

static void
skip_response (Fixture *fixture)
{
  const char *end;

  clasp_test_spin_until (has_response, fixture, "the handshake");
  end = g_strstr_len ((char *) fixture->wire->data, (gssize) fixture->wire->len, "\r\n\r\n") + 4;
  g_byte_array_remove_range (fixture->wire, 0, (guint) ((guint8 *) end - fixture->wire->data));
}

/* Connects; @also is sent in the same write as the request. */
static void
client_connect_with (Fixture *fixture, const guint8 *also, gsize also_size)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  g_clear_object (&fixture->link);
  fixture->fd = client_open (fixture);
  if (fixture->suite->request != NULL)
    g_byte_array_append (wire, (const guint8 *) fixture->suite->request,
                         (guint) strlen (fixture->suite->request));
  g_byte_array_append (wire, also, (guint) also_size);
  client_write (fixture, wire->data, wire->len);
  if (fixture->suite->request != NULL)
    skip_response (fixture);
  clasp_test_spin_until (has_link, fixture, "the link");
}

static void
client_connect (Fixture *fixture)
{
  client_connect_with (fixture, (const guint8 *) "", 0);
}

/* ---- waiting ---- */

static gboolean
has_frames (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->frames->len >= fixture->wanted;
}

static gboolean
has_answers (gpointer user_data)
{
  Fixture *fixture = user_data;

  client_decode (fixture);
  return fixture->answers->len >= fixture->wanted;
}

static gboolean
is_at_end (gpointer user_data)
{
  Fixture *fixture = user_data;

  client_decode (fixture);
  return fixture->is_at_end;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_closed > 0;
}

static gboolean
is_drained (gpointer user_data)
{
  client_decode (user_data);
  return ((Fixture *) user_data)->n_drained > 0;
}

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static void
wait_for_frames (Fixture *fixture, guint n)
{
  fixture->wanted = n;
  clasp_test_spin_until (has_frames, fixture, "frames at the link");
  g_assert_cmpuint (fixture->frames->len, ==, n);
}

static void
wait_for_answers (Fixture *fixture, guint n)
{
  fixture->wanted = n;
  clasp_test_spin_until (has_answers, fixture, "frames at the client");
  g_assert_cmpuint (fixture->answers->len, ==, n);
}

static void
settle (Fixture *fixture)
{
  clasp_test_spin_for (never, NULL, 20);
}

static void
assert_frame (GPtrArray *list, guint index, const guint8 *frame, gsize size)
{
  gsize         got_size;
  const guint8 *got = g_bytes_get_data (list->pdata[index], &got_size);

  g_assert_cmpmem (got, got_size, frame, size);
}

static guint8 *
pattern (gsize size, guint seed)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 31 + seed + (i >> 8));
  return bytes;
}

/* ---- fixture ---- */

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->suite = data;
  fixture->fd = -1;
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fixture->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fixture->wire = g_byte_array_new ();
  fixture->listener =
    fixture->suite->new_listener (fixture->reactor, fixture->suite->listen_at, &error);
  g_assert_no_error (error);
  g_assert_null (clasp_listener_get_uri (fixture->listener));
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->link);
  clasp_listener_stop (fixture->listener);
  g_assert_finalize_object (fixture->listener);
  if (fixture->fd >= 0)
    close (fixture->fd);
  settle (fixture);
  clasp_reactor_unref (fixture->reactor);
  g_ptr_array_unref (fixture->frames);
  g_ptr_array_unref (fixture->answers);
  g_byte_array_unref (fixture->wire);
  g_free (fixture->reason);
}

/* ---- the tests ---- */

static const guint8 ping[] = { 0x53, 0x01, 0x00, 0x01, 0x41 };

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  fixture->is_echo = TRUE;
  client_connect (fixture);
  g_assert_cmpstr (clasp_link_get_carrier (fixture->link), ==, fixture->suite->carrier);
  g_assert_true (g_str_has_prefix (clasp_link_get_peer (fixture->link), "127.0.0.1:"));
  client_send (fixture, ping, sizeof ping);
  wait_for_answers (fixture, 1);
  assert_frame (fixture->answers, 0, ping, sizeof ping);
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), ==, 0);
}

static void
test_many_frames_in_order (Fixture *fixture, gconstpointer data)
{
  const guint n = 20000;

  fixture->is_echo = TRUE;
  client_connect (fixture);
  for (guint i = 0; i < n; i++)
    {
      guint8 frame[64] = { 0 };

      memcpy (frame, &i, sizeof i);
      client_send (fixture, frame, 4 + i % 60);
    }
  wait_for_answers (fixture, n);
  for (guint i = 0; i < n; i++)
    {
      guint8 frame[64] = { 0 };

      memcpy (frame, &i, sizeof i);
      assert_frame (fixture->answers, i, frame, 4 + i % 60);
    }
}

static void
write_frame (guint8 *place, gconstpointer data)
{
  const GBytes *frame = data;
  gsize         size;
  gconstpointer bytes = g_bytes_get_data ((GBytes *) frame, &size);

  memcpy (place, bytes, size);
}

/* A frame that is there already, or one that is written where the carrier wants it. */
static void
share (Fixture *fixture, GBytes *frame, gboolean is_in_place)
{
  gsize              size;
  const guint8      *bytes = g_bytes_get_data (frame, &size);
  g_autofree guint8 *scratch = g_malloc (size);
  ClaspBroadcast     broadcast = { bytes, size };

  if (is_in_place)
    broadcast = (ClaspBroadcast){
      .size = size, .write = write_frame, .data = frame, .scratch = scratch
    };
  g_assert_true (clasp_link_send_shared (fixture->link, &broadcast));
  g_assert_cmpmem (clasp_broadcast_get_frame (&broadcast), size, bytes, size);
}

/* What many links share comes in its place among what is this link's alone, also while the client
 * does not read. */
static void
test_shared_in_order (Fixture *fixture, gconstpointer data)
{
  const guint n = 4000;

  client_connect (fixture);
  for (guint i = 0; i < n; i++)
    {
      gsize              size = 1 + i % 1000;
      g_autoptr (GBytes) frame = g_bytes_new_take (pattern (size, i), size);

      if (i % 7 == 0)
        g_assert_true (clasp_link_send (fixture->link, g_bytes_get_data (frame, NULL), size));
      else
        share (fixture, frame, i % 3 == 0);
      if (i % 100 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  wait_for_answers (fixture, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree guint8 *frame = pattern (1 + i % 1000, i);

      assert_frame (fixture->answers, i, frame, 1 + i % 1000);
    }
}

static void
test_frame_sizes (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 1, 125, 126, 127, 65535, 65536, MAX_FRAME };

  fixture->is_echo = TRUE;
  client_connect (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *frame = pattern (sizes[i], i);

      client_send (fixture, frame, sizes[i]);
      wait_for_answers (fixture, i + 1);
      assert_frame (fixture->answers, i, frame, sizes[i]);
    }
}

static void
test_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autofree guint8     *frame = pattern (300, 1);

  client_connect (fixture);
  fixture->suite->encode (wire, frame, 300);
  fixture->suite->encode (wire, ping, sizeof ping);
  for (guint i = 0; i < wire->len; i++)
    {
      client_write (fixture, wire->data + i, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  wait_for_frames (fixture, 2);
  assert_frame (fixture->frames, 0, frame, 300);
  assert_frame (fixture->frames, 1, ping, sizeof ping);
}

static void
test_sent_with_the_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autofree guint8     *frame = pattern (60000, 7);

  fixture->suite->encode (wire, ping, sizeof ping);
  fixture->suite->encode (wire, frame, 60000);
  client_connect_with (fixture, wire->data, wire->len);
  wait_for_frames (fixture, 2);
  assert_frame (fixture->frames, 0, ping, sizeof ping);
  assert_frame (fixture->frames, 1, frame, 60000);
}

static void
test_full_queue_refuses_and_drains (Fixture *fixture, gconstpointer data)
{
  guint8 frame[1000] = { 1, 2, 3 };
  guint  n = 0;

  client_connect (fixture);
  clasp_link_set_limit (fixture->link, 100000);
  while (clasp_link_send (fixture->link, frame, sizeof frame))
    n++;
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), <=, 100000);
  g_assert_cmpuint (fixture->n_drained, ==, 0);
  clasp_test_spin_until (is_drained, fixture, "room in the queue");
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), <, 50000);
  wait_for_answers (fixture, n);
  g_assert_cmpuint (fixture->n_drained, ==, 1);
  g_assert_true (clasp_link_send (fixture->link, frame, sizeof frame));
}

/* Nothing was refused, and yet whoever feeds a link hears when there is less than he asked for. */
static void
test_tells_when_below (Fixture *fixture, gconstpointer data)
{
  guint8 frame[1000] = { 1, 2, 3 };

  client_connect (fixture);
  if (!clasp_link_tell_below (fixture->link, G_MAXSIZE))
    {
      g_test_skip ("this carrier cannot say");
      return;
    }
  clasp_test_spin_until (is_drained, fixture, "word that it is so already");
  fixture->n_drained = 0;
  for (guint i = 0; i < 100; i++)
    g_assert_true (clasp_link_send (fixture->link, frame, sizeof frame));
  g_assert_true (clasp_link_tell_below (fixture->link, 1000));
  g_assert_cmpuint (fixture->n_drained, ==, 0);
  clasp_test_spin_until (is_drained, fixture, "word that little is left");
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), <=, 1000);
  wait_for_answers (fixture, 100);
  g_assert_cmpuint (fixture->n_drained, ==, 1);
}

static void
test_pause_and_resume (Fixture *fixture, gconstpointer data)
{
  fixture->pause_in_frame = TRUE;
  client_connect (fixture);
  for (guint8 i = 0; i < 3; i++)
    client_send (fixture, &i, 1);
  wait_for_frames (fixture, 1);
  for (guint8 i = 1; i < 3; i++)
    {
      settle (fixture);
      g_assert_cmpuint (fixture->frames->len, ==, i);
      clasp_link_set_reading (fixture->link, TRUE);
      wait_for_frames (fixture, i + 1);
      assert_frame (fixture->frames, i, &i, 1);
    }
}

static void
test_close_sends_what_is_queued (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *frame = pattern (60000, 3);

  client_connect (fixture);
  for (guint i = 0; i < 50; i++)
    g_assert_true (clasp_link_send (fixture->link, frame, 60000));
  clasp_link_close (fixture->link, CLASP_CLOSE_GOING, "the show is over");
  clasp_link_close (fixture->link, CLASP_CLOSE_POLICY, "again");
  g_assert_false (clasp_link_send (fixture->link, ping, sizeof ping));
  g_assert_cmpuint (fixture->n_closed, ==, 0);

  clasp_test_spin_until (is_at_end, fixture, "the end at the client");
  g_assert_cmpuint (fixture->answers->len, ==, 50);
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  settle (fixture);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpstr (fixture->reason, ==, "the show is over");
}

static void
test_close_in_a_frame (Fixture *fixture, gconstpointer data)
{
  fixture->close_in_frame = TRUE;
  fixture->is_echo = TRUE;
  client_connect (fixture);
  client_send (fixture, ping, sizeof ping);
  client_send (fixture, ping, sizeof ping);
  clasp_test_spin_until (is_at_end, fixture, "the end at the client");
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_cmpuint (fixture->frames->len, ==, 1);
  g_assert_cmpuint (fixture->answers->len, ==, 1);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_dropped_in_a_frame (Fixture *fixture, gconstpointer data)
{
  fixture->drop_in_frame = TRUE;
  fixture->is_echo = TRUE;
  client_connect (fixture);
  client_send (fixture, ping, sizeof ping);
  clasp_test_spin_until (is_at_end, fixture, "the end at the client");
  g_assert_null (fixture->link);
  g_assert_cmpuint (fixture->answers->len, ==, 1);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_peer_leaves (Fixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  client_send (fixture, ping, sizeof ping);
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  clasp_link_close (fixture->link, CLASP_CLOSE_NORMAL, "too late");
  settle (fixture);
  g_assert_cmpuint (fixture->frames->len, ==, 1);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_false (clasp_link_send (fixture->link, ping, sizeof ping));
}

static void
test_peer_is_cut_off (Fixture *fixture, gconstpointer data)
{
  struct linger hard = { 1, 0 };

  client_connect (fixture);
  clasp_link_set_reading (fixture->link, FALSE);
  setsockopt (fixture->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close (fixture->fd); /* a reset, while nobody reads */
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_oversize (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  client_connect (fixture);
  fixture->suite->encode_oversize (wire);
  client_write (fixture, wire->data, wire->len);
  clasp_test_spin_until (is_at_end, fixture, "the end at the client");
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_nonnull (strstr (fixture->reason, "65547"));
  g_assert_cmpuint (fixture->frames->len, ==, 0);
}

static void
test_links_outlive_their_listener (Fixture *fixture, gconstpointer data)
{
  fixture->is_echo = TRUE;
  client_connect (fixture);
  clasp_listener_stop (fixture->listener);
  clasp_listener_stop (fixture->listener);
  g_assert_null (clasp_listener_get_uri (fixture->listener));
  client_send (fixture, ping, sizeof ping);
  wait_for_answers (fixture, 1);
}

static void
test_port_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)        error = NULL;
  const char               *uri = clasp_listener_get_uri (fixture->listener);
  g_autoptr (ClaspListener) second = fixture->suite->new_listener (fixture->reactor, uri, NULL);

  g_assert_null (strstr (uri, ":0"));
  g_assert_false (clasp_listener_start (second, accepted_cb, fixture, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
}

static void
test_bad_addresses (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "%s://127.0.0.1:notaport", "%s://[::1:7330", "http://%s:80",
                                     "%s" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError)        error = NULL;
      g_auto (GStrv)            parts = g_strsplit (bad[i], "%s", 2);
      g_autofree char          *uri = g_strjoinv (fixture->suite->carrier, parts);
      g_autoptr (ClaspListener) listener =
        fixture->suite->new_listener (fixture->reactor, uri, &error);

      g_assert_null (listener);
      g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
    }
}

static void
test_two_peers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLink) first = NULL;
  int                   first_fd;
  guint8                two = 2;

  client_connect (fixture);
  first = g_object_ref (fixture->link);
  first_fd = fixture->fd;
  client_connect (fixture);
  g_assert_cmpstr (clasp_link_get_peer (first), !=, clasp_link_get_peer (fixture->link));
  g_assert_true (clasp_link_send (fixture->link, &two, 1));
  wait_for_answers (fixture, 1);
  close (first_fd);
  clasp_test_spin_until (is_closed, fixture, "the first to be closed");
  g_assert_true (clasp_link_send (fixture->link, &two, 1));
  wait_for_answers (fixture, 2);
}

static const struct
{
  const char *name;
  void (*func) (Fixture *fixture, gconstpointer data);
} cases[] = {
  { "echo", test_echo },
  { "many-frames-in-order", test_many_frames_in_order },
  { "shared-with-others-in-order", test_shared_in_order },
  { "frame-sizes-to-the-limit", test_frame_sizes },
  { "byte-by-byte", test_byte_by_byte },
  { "sent-with-the-handshake", test_sent_with_the_handshake },
  { "full-queue-refuses-and-drains", test_full_queue_refuses_and_drains },
  { "tells-when-below", test_tells_when_below },
  { "pause-and-resume", test_pause_and_resume },
  { "two-peers", test_two_peers },
  { "close/sends-what-is-queued", test_close_sends_what_is_queued },
  { "close/in-a-frame", test_close_in_a_frame },
  { "close/dropped-in-a-frame", test_dropped_in_a_frame },
  { "close/peer-leaves", test_peer_leaves },
  { "close/peer-is-cut-off-while-paused", test_peer_is_cut_off },
  { "close/oversize", test_oversize },
  { "listener/links-outlive-it", test_links_outlive_their_listener },
  { "listener/port-in-use", test_port_in_use },
  { "listener/bad-addresses", test_bad_addresses },
};

void
clasp_link_suite_add (const char *prefix, const ClaspLinkSuite *suite)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, cases[i].name);

      g_test_add (path, Fixture, suite, setup, cases[i].func, teardown);
    }
}
