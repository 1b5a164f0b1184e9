/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((OscStage *) user_data)->status = *status;
}

void
osc_stage_set_up (OscStage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->tablet = clasp_udp_peer_new (stage->router.reactor);
  stage->desk = clasp_udp_peer_new (stage->router.reactor);
  stage->port = clasp_test_free_port ();
}

void
osc_stage_close (OscStage *stage)
{
  if (stage->bridge == NULL)
    return;

  clasp_bridge_close (stage->bridge);
  g_assert_finalize_object (g_steal_pointer (&stage->bridge));
}

void
osc_stage_tear_down (OscStage *stage, gconstpointer data)
{
  osc_stage_close (stage);
  clasp_udp_peer_free (stage->tablet);
  clasp_udp_peer_free (stage->desk);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

void
osc_stage_open (OscStage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, strchr (text, '&') != NULL ? " & " : " ", -1);

  clasp_settings_set_text (settings, "listen", listen, NULL);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "osc-1", "OSC", "/osc", settings, &host);
}

void
osc_stage_open_with_desk (OscStage *stage, const char *more)
{
  g_autofree char *text = g_strdup_printf ("send=127.0.0.1:%u %s", stage->desk->port, more);

  osc_stage_open (stage, text);
}

/* ---- what goes over the wire, as text: "/fader/1 if 1 0.5" ---- */

void
osc_write_message (ClaspWriter *writer, const char *line)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };
  g_auto (GStrv)           words = g_strsplit (line, " ", -1);
  char                   **word = words + 1;

  clasp_osc_encoder_begin (&encoder, clasp_str (words[0]));
  for (const char *tag = *word != NULL ? *word++ : ""; *tag != '\0'; tag++)
    {
      ClaspOscArgument argument = { .tag = *tag };

      if (*tag == 'i')
        argument.int32 = (gint32) g_ascii_strtoll (*word++, NULL, 10);
      else if (*tag == 'f')
        argument.float32 = (float) g_ascii_strtod (*word++, NULL);
      else if (*tag == 's')
        argument.text = clasp_str (*word++);
      clasp_osc_encoder_add (&encoder, &argument);
    }
  clasp_osc_encoder_finish (&encoder, writer);
}

void
osc_stage_say (OscStage *stage, ClaspUdpPeer *peer, const char *line)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  osc_write_message (&writer, line);
  clasp_udp_peer_send (peer, stage->port, writer.data, writer.length);
}

void
osc_write_bundle (ClaspWriter *writer, guint64 time, ...)
{
  const char *line;
  va_list     lines;

  clasp_osc_write_bundle (writer, time);
  va_start (lines, time);
  while ((line = va_arg (lines, const char *)) != NULL)
    {
      gsize mark = clasp_osc_open_element (writer);

      osc_write_message (writer, line);
      clasp_osc_close_element (writer, mark);
    }
  va_end (lines);
}

void
osc_stage_say_bundle (OscStage *stage, guint64 time, const char *first, const char *second)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  osc_write_bundle (&writer, time, first, second, NULL);
  clasp_udp_peer_send (stage->tablet, stage->port, writer.data, writer.length);
}

static void append_packet (GString *text, const guint8 *bytes, gsize size);

static void
append_bundle (GString *text, ClaspOscBundle bundle)
{
  const char   *separator = "";
  const guint8 *element;
  gsize         size;

  g_string_append_printf (text, "[%" G_GUINT64_FORMAT " ", bundle.time);
  while (clasp_osc_bundle_next (&bundle, &element, &size))
    {
      g_string_append (text, separator);
      append_packet (text, element, size);
      separator = ", ";
    }
  g_string_append_c (text, ']');
}

static void
append_argument (GString *text, const ClaspOscArgument *argument)
{
  if (argument->tag == 'i')
    g_string_append_printf (text, " %d", argument->int32);
  else if (argument->tag == 'h')
    g_string_append_printf (text, " %" G_GINT64_FORMAT, argument->int64);
  else if (argument->tag == 'f')
    g_string_append_printf (text, " %g", (double) argument->float32);
  else if (argument->tag == 'd')
    g_string_append_printf (text, " %g", argument->float64);
  else if (argument->tag == 's')
    g_string_append_printf (text, " %.*s", (int) argument->text.length, argument->text.data);
}

static void
append_packet (GString *text, const guint8 *bytes, gsize size)
{
  ClaspOscMessage  message;
  ClaspOscBundle   bundle;
  ClaspOscArgument argument;

  if (clasp_osc_bundle_decode (bytes, size, &bundle) == CLASP_OSC_OK)
    {
      append_bundle (text, bundle);
      return;
    }

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  g_string_append_len (text, message.address.data, (gssize) message.address.length);
  g_string_append_printf (text, " %.*s", (int) message.tags.length, message.tags.data);
  while (clasp_osc_arguments_next (&message.arguments, &argument))
    append_argument (text, &argument);
}

char *
osc_text_of (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);

  append_packet (text, bytes, size);
  return g_string_free (text, FALSE);
}

void
osc_expect_packet (ClaspUdpPeer *peer, const char *expected)
{
  g_autoptr (GBytes) packet = clasp_udp_peer_take (peer, expected);
  gsize              size;
  const guint8      *bytes = g_bytes_get_data (packet, &size);
  g_autofree char   *text = osc_text_of (bytes, size);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
log_is_long_enough (gpointer user_data)
{
  gpointer *data = user_data;

  return ((GString *) data[0])->len >= strlen (data[1]);
}

void
osc_stage_expect_heard (OscStage *stage, const char *expected)
{
  gpointer data[2] = { stage->router.log, (gpointer) expected };

  clasp_test_spin_until (log_is_long_enough, data, expected);
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_expect_log (&stage->router, expected);
}

void
osc_stage_set (OscStage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
}

void
osc_stage_settle (OscStage *stage)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_fixture_advance (&stage->router,
                         200 * MS); /* past the status interval and the echo window */
}
