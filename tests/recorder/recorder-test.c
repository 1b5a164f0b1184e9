/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recorder/recorder-test.h"

void
test_put_set (ClaspWriter *writer, gint64 time_us, const char *address, double number)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = clasp_value_double (number);
  g_assert_true (clasp_record_put (writer, time_us, &message));
}

void
test_put_event (ClaspWriter *writer, gint64 time_us, const char *address)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (address);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  g_assert_true (clasp_record_put (writer, time_us, &message));
}

ClaspRecording *
test_recording (ClaspWriter *writer)
{
  g_autoptr (GBytes) bytes = g_bytes_new (writer->data, writer->length);
  g_autoptr (GError) error = NULL;
  ClaspRecording    *recording = clasp_recording_new (bytes, &error);

  g_assert_no_error (error);
  clasp_writer_clear (writer);
  return recording;
}

void
test_describe (GString *text, const ClaspMessage *message)
{
  const gboolean    is_set = message->type == CLASP_MESSAGE_SET;
  const ClaspStr    address = is_set ? message->set.address : message->publish.address;
  const ClaspValue *value = is_set                       ? &message->set.value
                            : message->publish.has_value ? &message->publish.value
                                                         : NULL;
  g_autofree char  *number = value != NULL ? clasp_value_to_text (value) : NULL;

  g_string_append_printf (
    text, "%s %.*s%s%s", is_set ? "SET" : clasp_signal_to_string (message->publish.signal),
    (int) address.length, address.data, number != NULL ? " " : "", number != NULL ? number : "");
  if (is_set && message->set.has_revision)
    g_string_append_printf (text, " rev %" G_GUINT64_FORMAT, message->set.revision);
  if (is_set && (message->set.lock || message->set.unlock))
    g_string_append (text, " lock");
}

char *
test_list (ClaspRecording *recording)
{
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  GString                      *text = g_string_new (NULL);
  ClaspMessage                  message = { 0 };

  while (clasp_recording_next (recording, &cursor, &message))
    {
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT " ", text->len > 0 ? "\n" : "",
                              cursor.time_us);
      test_describe (text, &message);
      clasp_message_clear (&message);
    }
  return g_string_free (text, FALSE);
}
