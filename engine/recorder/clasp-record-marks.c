/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "recorder/clasp-record-marks.h"

#include <string.h>

#define ROOT "/clasp/recording"

#define BEGIN_ADDRESS CLASP_STR_LITERAL (ROOT)
#define LOST_ADDRESS CLASP_STR_LITERAL (ROOT "/lost")
#define END_ADDRESS CLASP_STR_LITERAL (ROOT "/end")

gboolean
clasp_record_is_own (ClaspStr address)
{
  const gsize length = strlen (ROOT);

  return address.length >= length && memcmp (address.data, ROOT, length) == 0 &&
         (address.length == length || address.data[length] == '/');
}

ClaspRecordKind
clasp_record_kind (const ClaspMessage *message)
{
  if (message->type != CLASP_MESSAGE_PUBLISH || message->publish.signal != CLASP_SIGNAL_EVENT)
    return CLASP_RECORD_MESSAGE;
  if (clasp_str_equal (message->publish.address, BEGIN_ADDRESS))
    return CLASP_RECORD_BEGIN;
  if (clasp_str_equal (message->publish.address, LOST_ADDRESS))
    return CLASP_RECORD_LOST;
  return clasp_str_equal (message->publish.address, END_ADDRESS) ? CLASP_RECORD_END
                                                                 : CLASP_RECORD_MESSAGE;
}

static gint64
get_int (const ClaspValue *map, const char *key)
{
  const ClaspValue *entry = clasp_value_lookup (map, key);
  gint64            number = 0;

  if (entry == NULL || !clasp_value_is_number (entry) || !clasp_value_to_int (entry, &number))
    return 0;
  return number;
}

gboolean
clasp_record_read_begin (const ClaspMessage *message, gint64 *started_us, gint64 *version)
{
  *version = 0;
  if (clasp_record_kind (message) != CLASP_RECORD_BEGIN)
    return FALSE;
  *version = get_int (&message->publish.value, "version");
  *started_us = get_int (&message->publish.value, "started");
  return *version == CLASP_RECORD_VERSION && *started_us >= 0;
}

gboolean
clasp_record_put (ClaspWriter *writer, gint64 time_us, const ClaspMessage *message)
{
  const ClaspFrameHeader header = {
    .version = 1,
    .qos = clasp_message_default_qos (message),
    .has_timestamp = TRUE,
    .timestamp_us = (guint64) time_us,
  };
  ClaspCodecStatus status;

  return clasp_frame_encode (writer, &header, message, &status);
}

/* Takes over @value. */
static void
put_mark (ClaspWriter *writer, gint64 time_us, ClaspStr address, ClaspValue value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = address;
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = value.type != CLASP_VALUE_NULL;
  message.publish.value = value;
  clasp_record_put (writer, time_us, &message);
  clasp_value_clear (&value);
}

void
clasp_record_put_begin (ClaspWriter *writer, gint64 started_us, const char *pattern)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("version"), clasp_value_int (CLASP_RECORD_VERSION) },
    { CLASP_STR_LITERAL ("started"), clasp_value_int (started_us) },
    { CLASP_STR_LITERAL ("pattern"), clasp_value_string (clasp_str (pattern)) },
  };

  put_mark (writer, 0, BEGIN_ADDRESS, clasp_value_map (entries, G_N_ELEMENTS (entries)));
}

void
clasp_record_put_lost (ClaspWriter *writer, gint64 time_us, guint64 n_frames)
{
  const ClaspMapEntry entry = { CLASP_STR_LITERAL ("frames"), clasp_value_int ((gint64) n_frames) };

  put_mark (writer, time_us, LOST_ADDRESS, clasp_value_map (&entry, 1));
}

void
clasp_record_put_end (ClaspWriter *writer, gint64 time_us)
{
  put_mark (writer, time_us, END_ADDRESS, clasp_value_null ());
}
