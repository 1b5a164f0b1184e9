/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-client-fixture.h"

#include "client/clasp-client-private.h"
#include "transports/clasp-carriers.h"

/* What a client says again over its next connection, and when it does not come back: against a
 * router of three words, for what ours does not do. */

typedef struct
{
  ClaspReactor  *reactor;
  ClaspListener *listener;
  ClaspLink     *link;
  guint16        refuse_with; /* 0: welcome */
  GString       *heard;
} Fake;

static void
fake_say (Fake *fake, const ClaspMessage *message)
{
  ClaspWriter      writer = CLASP_WRITER_INIT;
  ClaspCodecStatus status;

  g_assert_true (clasp_frame_encode_default (&writer, message, &status));
  clasp_link_send (fake->link, writer.data, writer.length);
  clasp_writer_clear (&writer);
}

static void
fake_hello (Fake *fake)
{
  ClaspMessage reply = { .type = CLASP_MESSAGE_WELCOME };

  if (fake->refuse_with != 0)
    {
      reply = (ClaspMessage){ .type = CLASP_MESSAGE_ERROR };
      reply.error.code = fake->refuse_with;
      reply.error.message = clasp_str ("no");
    }
  else
    {
      reply.welcome.version = 1;
      reply.welcome.session = clasp_str ("S");
      reply.welcome.name = clasp_str ("fake");
      reply.welcome.token = reply.welcome.session;
    }
  fake_say (fake, &reply);
}

static void
fake_frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  Fake                 *fake = user_data;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  g_auto (ClaspMessage) message = { 0 };

  g_assert_true (clasp_frame_decode (bytes, size, &header, &message, &status));
  if (message.type == CLASP_MESSAGE_HELLO)
    fake_hello (fake);
  else if (message.type == CLASP_MESSAGE_SUBSCRIBE)
    g_string_append_printf (fake->heard, "%u %.*s %x rate %u epsilon %g history %u window %u\n",
                            message.subscribe.id, (int) message.subscribe.pattern.length,
                            message.subscribe.pattern.data, message.subscribe.types,
                            message.subscribe.max_rate, message.subscribe.epsilon,
                            message.subscribe.history, message.subscribe.window_ms);
}

static void
fake_closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
}

static void
fake_drained_cb (ClaspLink *link, gpointer user_data)
{
}

static const ClaspLinkHandler fake_handler = { fake_frame_cb, fake_closed_cb, fake_drained_cb };

static void
fake_accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  Fake *fake = user_data;

  g_set_object (&fake->link, link);
  clasp_link_set_handler (link, &fake_handler, fake);
}

static Fake *
fake_new (void)
{
  Fake *fake = g_new0 (Fake, 1);

  fake->heard = g_string_new (NULL);
  fake->reactor = clasp_reactor_new (NULL);
  fake->listener = clasp_listener_new_for_uri (fake->reactor, "tcp://127.0.0.1:0", NULL);
  g_assert_true (clasp_listener_start (fake->listener, fake_accepted_cb, fake, NULL));
  return fake;
}

static void
fake_free (Fake *fake)
{
  g_clear_object (&fake->link);
  g_object_unref (fake->listener);
  clasp_reactor_unref (fake->reactor);
  g_string_free (fake->heard, TRUE);
  g_free (fake);
}

#define SUBSCRIPTIONS                                                                              \
  "2 /b/* 1 rate 30 epsilon 0.5 history 7 window 9\n3 /c ff rate 0 epsilon 0 history 0 window 0\n"

static gboolean
heard_all (gpointer user_data)
{
  return g_str_has_suffix (((Fake *) user_data)->heard->str, SUBSCRIPTIONS);
}

static void
test_resubscribes_with_ids_and_options (ClientFixture *fixture, gconstpointer data)
{
  const ClaspSubscribeOptions options = { 30, 0.5, 7, 9, 0, 0 };
  Fake                       *fake = fake_new ();

  g_object_set (fixture->client, "url", clasp_listener_get_uri (fake->listener), NULL);
  clasp_client_subscribe (fixture->client, "/a", CLASP_TYPES_ALL, NULL);
  clasp_client_subscribe_full (fixture->client, "/b/*", CLASP_TYPES_PARAM, &options, NULL, NULL,
                               NULL, NULL);
  clasp_client_subscribe (fixture->client, "/c", CLASP_TYPES_ALL, NULL);
  clasp_client_unsubscribe (fixture->client, 1);
  client_connect (fixture);
  clasp_test_spin_until (heard_all, fake, "the subscriptions");
  g_string_truncate (fake->heard, 0);
  clasp_link_close (fake->link, CLASP_CLOSE_GOING, "bye");
  clasp_test_spin_until (heard_all, fake, "the same again");
  g_assert_cmpstr (fake->heard->str, ==, SUBSCRIPTIONS);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  fake_free (fake);
}

static void
expect_end_after_refusal (ClientFixture *fixture, guint16 code, gboolean ends)
{
  Fake *fake = fake_new ();

  g_object_set (fixture->client, "url", clasp_listener_get_uri (fake->listener), NULL);
  client_connect (fixture);
  fake->refuse_with = code;
  fixture->n_delays = 0;
  clasp_link_close (fake->link, CLASP_CLOSE_GOING, "bye");
  while (fixture->n_delays < 3 && strstr (fixture->log->str, "closed") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (strstr (fixture->log->str, "closed") != NULL, ==, ends);
  g_string_truncate (fixture->log, 0);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  g_string_truncate (fixture->log, 0);
  fake_free (fake);
}

static void
test_not_after_a_refusal (ClientFixture *fixture, gconstpointer data)
{
  expect_end_after_refusal (fixture, 299, FALSE);
  expect_end_after_refusal (fixture, 300, TRUE);
  expect_end_after_refusal (fixture, 302, TRUE);
  expect_end_after_refusal (fixture, 303, FALSE);
}

static gboolean
has_heard_three (gpointer user_data)
{
  g_auto (GStrv) lines = g_strsplit (((Fake *) user_data)->heard->str, "\n", -1);

  return g_strv_length (lines) == 4;
}

static void
test_resubscribes_when_much_waits (ClientFixture *fixture, gconstpointer data)
{
  const ClaspSubscribeOptions options = { 30, 0.5, 7, 9, 0, 0 };
  Fake                       *fake = fake_new ();

  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_object_unref (fixture->client);
  fixture->client = g_object_new (CLASP_TYPE_CLIENT, "url", clasp_listener_get_uri (fake->listener),
                                  "max-unanswered", 1, NULL);
  clasp_client_subscribe (fixture->client, "/a", CLASP_TYPES_ALL, NULL);
  clasp_client_subscribe_full (fixture->client, "/b/*", CLASP_TYPES_PARAM, &options, NULL, NULL,
                               NULL, NULL);
  clasp_client_subscribe (fixture->client, "/c", CLASP_TYPES_ALL, NULL);
  client_connect (fixture);
  clasp_test_spin_until (has_heard_three, fake, "all three");
  g_assert_nonnull (strstr (fake->heard->str, "1 /a "));
  g_assert_nonnull (strstr (fake->heard->str, "2 /b/* "));
  g_assert_nonnull (strstr (fake->heard->str, "3 /c "));
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  fake_free (fake);
}

static void
say_error_and_go_on (Fake *fake, guint16 code)
{
  ClaspMessage error = { .type = CLASP_MESSAGE_ERROR };
  ClaspMessage ping = { .type = CLASP_MESSAGE_PING };

  error.error.code = code;
  error.error.message = clasp_str ("not this");
  fake_say (fake, &error);
  fake_say (fake, &ping);
}

/* An ERROR of long ago is not why the connection ends. */
static void
test_after_an_old_error (ClientFixture *fixture, gconstpointer data)
{
  Fake *fake = fake_new ();

  g_object_set (fixture->client, "url", clasp_listener_get_uri (fake->listener), NULL);
  client_connect (fixture);
  say_error_and_go_on (fake, 301);
  clasp_link_close (fake->link, CLASP_CLOSE_GOING, "bye");
  clasp_test_spin_until (client_is_not_connected, fixture, "the loss");
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  fake_free (fake);
}

static const struct
{
  const char *name;
  void (*func) (ClientFixture *fixture, gconstpointer data);
} cases[] = {
  { "reconnect/not-after-300-to-302", test_not_after_a_refusal },
  { "reconnect/resubscribes-with-ids-and-options", test_resubscribes_with_ids_and_options },
  { "reconnect/resubscribes-when-much-waits", test_resubscribes_when_much_waits },
  { "reconnect/after-an-old-error", test_after_an_old_error },
};

int
main (int argc, char **argv)
{
  static const char *const schemes[] = { "tcp", "ws" };

  clasp_test_init (&argc, &argv, 110);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autofree char *path = g_strdup_printf ("/client/%s/%s", schemes[i], cases[j].name);

        g_test_add (path, ClientFixture, schemes[i], client_setup, cases[j].func, client_teardown);
      }
  return g_test_run ();
}
