/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-client-raw.h"
#include "client/clasp.h"
#include "core/clasp-codec.h"
#include "support/clasp-test.h"
#include "transports/clasp-carriers.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* A router of few words: it knows one parameter, /known, and answers the way the reference does. */

typedef struct
{
  ClaspReactor  *reactor;
  ClaspListener *listener;
  ClaspLink     *link;
  GString       *heard; /* "HELLO SET … " */
  char          *hello_name, *hello_token;
  gboolean       is_silent, refuses_hello;
  guint          n_closed;
  ClaspWriter    writer;

  ClaspClient  *client;
  GAsyncResult *result;
  guint         n_messages[256];
  char         *closed_reason;
} Fixture;

static void
reply (Fixture *fixture, const ClaspMessage *message)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&fixture->writer);
  g_assert_true (clasp_frame_encode_default (&fixture->writer, message, &status));
  g_assert_true (clasp_link_send (fixture->link, fixture->writer.data, fixture->writer.length));
}

static void
reply_error (Fixture *fixture, guint16 code, const char *text, ClaspStr address)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_ERROR };

  message.error.code = code;
  message.error.message = clasp_str (text);
  message.error.has_address = address.length > 0;
  message.error.address = address;
  reply (fixture, &message);
}

static void
reply_snapshot (Fixture *fixture, gboolean with_param)
{
  ClaspSnapshotParam param = {
    CLASP_STR_LITERAL ("/known"), clasp_value_double (0.5), 7, FALSE, FALSE, CLASP_STR_EMPTY, 0
  };
  ClaspMessage message = { .type = CLASP_MESSAGE_SNAPSHOT };

  message.snapshot.params = &param;
  message.snapshot.n_params = with_param ? 1 : 0;
  reply (fixture, &message);
}

static void
reply_hello (Fixture *fixture, const ClaspHello *hello)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_WELCOME };

  fixture->hello_name = clasp_str_dup (hello->name);
  fixture->hello_token = clasp_str_dup (hello->token);
  if (fixture->is_silent)
    return;
  if (fixture->refuses_hello)
    {
      reply_error (fixture, 300, "Authentication required", CLASP_STR_EMPTY);
      return;
    }
  message.welcome.version = 1;
  message.welcome.session = clasp_str ("S1");
  message.welcome.name = clasp_str ("test");
  reply (fixture, &message);
  reply_snapshot (fixture, FALSE);
}

static void
reply_set (Fixture *fixture, const ClaspSet *set)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_ACK };

  if (clasp_str_equal (set->address, clasp_str ("/refused")))
    {
      reply_error (fixture, 400, "No.", set->address);
      return;
    }
  message.ack.has_address = message.ack.has_revision = TRUE;
  message.ack.address = set->address;
  message.ack.revision = 42;
  reply (fixture, &message);
}

static void
reply_sync (Fixture *fixture, const ClaspSync *sync)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SYNC };

  message.sync.t1_us = sync->t1_us;
  message.sync.has_t2 = message.sync.has_t3 = TRUE;
  message.sync.t2_us = message.sync.t3_us = sync->t1_us + 5 * G_USEC_PER_SEC;
  reply (fixture, &message);
}

static void
link_frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  Fixture              *fixture = user_data;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  g_auto (ClaspMessage) message = { 0 };
  ClaspMessage          pong = { .type = CLASP_MESSAGE_PONG };

  g_assert_true (clasp_frame_decode (bytes, size, &header, &message, &status));
  g_string_append_printf (fixture->heard, "%s ", clasp_message_type_to_string (message.type));
  if (message.type == CLASP_MESSAGE_HELLO)
    reply_hello (fixture, &message.hello);
  else if (fixture->is_silent)
    return;
  else if (message.type == CLASP_MESSAGE_SET)
    reply_set (fixture, &message.set);
  else if (message.type == CLASP_MESSAGE_GET &&
           !clasp_str_equal (message.get.address, clasp_str ("/unanswered")))
    reply_snapshot (fixture, clasp_str_equal (message.get.address, clasp_str ("/known")));
  else if (message.type == CLASP_MESSAGE_PING)
    reply (fixture, &pong);
  else if (message.type == CLASP_MESSAGE_SYNC)
    reply_sync (fixture, &message.sync);
}

static void
link_closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  ((Fixture *) user_data)->n_closed++;
}

static void
link_drained_cb (ClaspLink *link, gpointer user_data)
{
}

static const ClaspLinkHandler link_handler = { link_frame_cb, link_closed_cb, link_drained_cb };

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->link, link);
  clasp_link_set_handler (link, &link_handler, fixture);
}

static void
message_cb (ClaspClient *client, const ClaspMessage *message, Fixture *fixture)
{
  fixture->n_messages[message->type]++;
}

static void
closed_cb (ClaspClient *client, const char *reason, Fixture *fixture)
{
  g_free (fixture->closed_reason);
  fixture->closed_reason = g_strdup (reason);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->heard = g_string_new (NULL);
  fixture->writer = (ClaspWriter) CLASP_WRITER_INIT;
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->listener = clasp_listener_new_for_uri (fixture->reactor, data, &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
  g_assert_no_error (error);
  fixture->client = clasp_client_new (clasp_listener_get_uri (fixture->listener), "tester");
  g_object_set (fixture->client, "reconnect", FALSE, NULL);
  g_signal_connect (fixture->client, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->client, "closed", G_CALLBACK (closed_cb), fixture);
}

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_assert_finalize_object (fixture->client);
  clasp_test_spin_for (never, NULL, 20);
  g_clear_object (&fixture->link);
  g_object_unref (fixture->listener);
  clasp_reactor_unref (fixture->reactor);
  clasp_writer_clear (&fixture->writer);
  g_string_free (fixture->heard, TRUE);
  g_free (fixture->hello_name);
  g_free (fixture->hello_token);
  g_free (fixture->closed_reason);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Fixture *) user_data)->result != NULL;
}

static GAsyncResult *
wait_done (Fixture *fixture, const char *what)
{
  clasp_test_spin_until (is_done, fixture, what);
  return fixture->result;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->closed_reason != NULL;
}

static gboolean
link_is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_closed > 0;
}

static gboolean
has_pong (gpointer user_data)
{
  return strstr (((Fixture *) user_data)->heard->str, "PONG") != NULL;
}

static gboolean
has_offset (gpointer user_data)
{
  gint64 offset_us;

  g_object_get (((Fixture *) user_data)->client, "clock-offset-us", &offset_us, NULL);
  return offset_us != 0;
}

static void
connect_client (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  clasp_client_connect_async (fixture->client, NULL, done_cb, fixture);
  g_assert_true (
    clasp_client_connect_finish (fixture->client, wait_done (fixture, "WELCOME"), &error));
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
}

/* ---- tests ---- */

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;
  gboolean         is_connected;

  g_object_set (fixture->client, "token", "secret", NULL);
  connect_client (fixture);
  g_object_get (fixture->client, "session", &session, "connected", &is_connected, NULL);
  g_assert_cmpstr (session, ==, "S1");
  g_assert_true (is_connected);
  g_assert_cmpstr (fixture->hello_name, ==, "tester");
  g_assert_cmpstr (fixture->hello_token, ==, "secret");
}

static void
test_hello_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->refuses_hello = TRUE;
  clasp_client_connect_async (fixture->client, NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_connect_finish (fixture->client, wait_done (fixture, "ERROR"), &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Authentication required"));
  g_assert_nonnull (strstr (error->message, "300"));
}

static void
test_connect_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)       error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture->is_silent = TRUE;
  clasp_client_connect_async (fixture->client, cancellable, done_cb, fixture);
  clasp_test_spin_for (never, NULL, 20);
  g_cancellable_cancel (cancellable);
  g_assert_false (
    clasp_client_connect_finish (fixture->client, wait_done (fixture, "the cancellation"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  clasp_listener_stop (fixture->listener);
  clasp_client_connect_async (fixture->client, NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_connect_finish (fixture->client, wait_done (fixture, "the refusal"), &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
}

static void
test_router_goes_away_while_connecting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->is_silent = TRUE;
  clasp_client_connect_async (fixture->client, NULL, done_cb, fixture);
  while (fixture->hello_name == NULL)
    g_main_context_iteration (NULL, TRUE);
  clasp_link_close (fixture->link, CLASP_CLOSE_BUSY, "full");
  g_assert_false (
    clasp_client_connect_finish (fixture->client, wait_done (fixture, "the end"), &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED);
}

static void
test_set (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)  error = NULL;
  g_auto (ClaspValue) value = clasp_value_string (clasp_str ("text"));
  guint64             revision = 0;

  connect_client (fixture);
  clasp_client_set_async (fixture->client, "/any", &value, NULL, done_cb, fixture);
  g_assert_true (
    clasp_client_set_finish (fixture->client, wait_done (fixture, "ACK"), &revision, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (revision, ==, 42);
}

static void
test_set_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value = clasp_value_int (1);

  connect_client (fixture);
  clasp_client_set_async (fixture->client, "/refused", &value, NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_set_finish (fixture->client, wait_done (fixture, "ERROR"), NULL, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "No. (error 400)");
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)  error = NULL;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  guint64             revision = 0;
  double              number = 0;

  connect_client (fixture);
  clasp_client_get_async (fixture->client, "/known", NULL, done_cb, fixture);
  g_assert_true (clasp_client_get_finish (fixture->client, wait_done (fixture, "SNAPSHOT"), &value,
                                          &revision, &error));
  g_assert_no_error (error);
  g_assert_true (clasp_value_to_double (&value, &number));
  g_assert_cmpfloat (number, ==, 0.5);
  g_assert_cmpuint (revision, ==, 7);
}

/* The empty state after WELCOME must not answer it; the empty answer must. */
static void
test_get_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  connect_client (fixture);
  clasp_client_get_async (fixture->client, "/unknown", NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_get_finish (fixture->client, wait_done (fixture, "SNAPSHOT"), NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_messages[CLASP_MESSAGE_SNAPSHOT], ==, 2);
}

/* Other routers say nothing of what they do not know; the PONG behind says it. */
static void
test_get_unanswered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  connect_client (fixture);
  clasp_client_get_async (fixture->client, "/unanswered", NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_get_finish (fixture->client, wait_done (fixture, "PONG"), NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_set (fixture->client, "timeout-ms", 30, NULL);
  connect_client (fixture);
  fixture->is_silent = TRUE;
  clasp_client_get_async (fixture->client, "/silent", NULL, done_cb, fixture);
  g_assert_false (clasp_client_get_finish (fixture->client, wait_done (fixture, "the timeout"),
                                           NULL, NULL, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "/silent"));
}

static void
test_request_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)       error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  connect_client (fixture);
  fixture->is_silent = TRUE;
  clasp_client_get_async (fixture->client, "/silent", cancellable, done_cb, fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (clasp_client_get_finish (fixture->client, wait_done (fixture, "the cancellation"),
                                           NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_ping (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  connect_client (fixture);
  clasp_client_ping_async (fixture->client, NULL, done_cb, fixture);
  g_assert_cmpint (clasp_client_ping_finish (fixture->client, wait_done (fixture, "PONG"), &error),
                   >=, 0);
  g_assert_no_error (error);
}

static void
test_answers_a_ping (Fixture *fixture, gconstpointer data)
{
  ClaspMessage ping = { .type = CLASP_MESSAGE_PING };

  connect_client (fixture);
  reply (fixture, &ping);
  clasp_test_spin_until (has_pong, fixture, "PONG");
}

static void
test_clock_offset (Fixture *fixture, gconstpointer data)
{
  gint64 offset_us;

  connect_client (fixture);
  clasp_test_spin_until (has_offset, fixture, "the clock");
  g_object_get (fixture->client, "clock-offset-us", &offset_us, NULL);
  g_assert_cmpint (ABS (offset_us - 5 * G_USEC_PER_SEC), <, G_USEC_PER_SEC);
}

static void
test_router_closes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean           is_connected;

  connect_client (fixture);
  fixture->is_silent = TRUE;
  clasp_client_get_async (fixture->client, "/silent", NULL, done_cb, fixture);
  clasp_link_close (fixture->link, CLASP_CLOSE_GOING, "the router stops");
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_false (clasp_client_get_finish (fixture->client, wait_done (fixture, "the failure"),
                                           NULL, NULL, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED);
  g_object_get (fixture->client, "connected", &is_connected, NULL);
  g_assert_false (is_connected);
}

static void
test_close_and_connect_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  connect_client (fixture);
  g_assert_cmpuint (clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, &error), ==,
                    1);
  g_assert_no_error (error);
  clasp_client_close_async (fixture->client, NULL, done_cb, fixture);
  g_assert_true (
    clasp_client_close_finish (fixture->client, wait_done (fixture, "the close"), &error));
  g_clear_object (&fixture->result);
  g_assert_nonnull (fixture->closed_reason);
  clasp_test_spin_until (link_is_closed, fixture, "the link's close");
  g_assert_nonnull (strstr (fixture->heard->str, "SUBSCRIBE"));

  g_clear_pointer (&fixture->hello_name, g_free);
  g_clear_pointer (&fixture->hello_token, g_free);
  connect_client (fixture);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)  error = NULL;
  g_autofree guint8  *bytes = g_malloc0 (70000);
  g_auto (ClaspValue) value = clasp_value_bytes (bytes, 70000);

  connect_client (fixture);
  clasp_client_set_async (fixture->client, "/big", &value, NULL, done_cb, fixture);
  g_assert_false (
    clasp_client_set_finish (fixture->client, wait_done (fixture, "the refusal"), NULL, &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_TOO_LARGE);
}

static void
test_large_value (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)  error = NULL;
  g_autofree guint8  *bytes = g_malloc0 (65000);
  g_auto (ClaspValue) value = clasp_value_bytes (bytes, 65000);
  ClaspSnapshotParam  param = {
     CLASP_STR_LITERAL ("/big"), value, 1, FALSE, FALSE, CLASP_STR_EMPTY, 0
  };
  ClaspMessage message = { .type = CLASP_MESSAGE_SNAPSHOT };

  connect_client (fixture);
  clasp_client_get_async (fixture->client, "/big", NULL, done_cb, fixture);
  message.snapshot.params = &param;
  message.snapshot.n_params = 1;
  reply (fixture, &message);
  g_assert_true (
    clasp_client_get_finish (fixture->client, wait_done (fixture, "SNAPSHOT"), NULL, NULL, &error));
}

static void
test_bad_urls (void)
{
  static const char *const urls[] = { "", "127.0.0.1", "ftp://127.0.0.1", "ws://127.0.0.1:99999",
                                      "tcp://a b" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      Fixture                 fixture = { 0 };
      g_autoptr (GError)      error = NULL;
      g_autoptr (ClaspClient) client = clasp_client_new (urls[i], "tester");

      clasp_client_connect_async (client, NULL, done_cb, &fixture);
      g_assert_false (
        clasp_client_connect_finish (client, wait_done (&fixture, "the refusal"), &error));
      g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
      g_clear_object (&fixture.result);
    }
}

static const struct
{
  const char *name;
  void (*func) (Fixture *fixture, gconstpointer data);
} cases[] = {
  { "connect/welcome", test_connect },
  { "connect/refused", test_hello_refused },
  { "connect/cancelled", test_connect_cancelled },
  { "connect/nobody-listens", test_nobody_listens },
  { "connect/router-goes-away", test_router_goes_away_while_connecting },
  { "set/ack", test_set },
  { "set/refused", test_set_refused },
  { "set/too-large", test_too_large },
  { "get/known", test_get },
  { "get/unknown", test_get_unknown },
  { "get/unanswered", test_get_unanswered },
  { "get/large-value", test_large_value },
  { "get/no-answer", test_no_answer },
  { "get/cancelled", test_request_cancelled },
  { "ping/round-trip", test_ping },
  { "ping/is-answered", test_answers_a_ping },
  { "clock-offset", test_clock_offset },
  { "close/by-the-router", test_router_closes },
  { "close/and-connect-again", test_close_and_connect_again },
};

int
main (int argc, char **argv)
{
  static const char *const uris[] = { "ws://127.0.0.1:0/clasp", "tcp://127.0.0.1:0" };

  clasp_test_init (&argc, &argv, 90);

  g_test_add_func ("/client/bad-urls", test_bad_urls);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autofree char *path =
          g_strdup_printf ("/client/%.*s/%s", i == 0 ? 2 : 3, uris[i], cases[j].name);

        g_test_add (path, Fixture, uris[i], setup, cases[j].func, teardown);
      }

  return g_test_run ();
}
