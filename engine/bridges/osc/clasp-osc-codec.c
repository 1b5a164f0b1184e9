/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-codec.h"

#define NTP_TO_UNIX_SECONDS G_GINT64_CONSTANT (2208988800)
#define ERA_SECONDS (G_GINT64_CONSTANT (1) << 32)

/**
 * clasp_osc_status_to_string:
 * @status: what the decoder said
 *
 * Returns: a static sentence for a log line
 */
const char *
clasp_osc_status_to_string (ClaspOscStatus status)
{
  switch (status)
    {
    case CLASP_OSC_OK:
      return "well-formed";
    case CLASP_OSC_NOT_OSC:
      return "begins neither with an address nor with #bundle";
    case CLASP_OSC_TRUNCATED:
      return "ends in the middle of a text or an argument";
    case CLASP_OSC_TRAILING_BYTES:
      return "has more bytes than its type tags say";
    case CLASP_OSC_UNKNOWN_TAG:
      return "has a type tag that OSC does not know";
    case CLASP_OSC_BAD_BLOB:
      return "has a blob whose length is negative or past the end";
    case CLASP_OSC_BAD_ELEMENT:
      return "is a bundle with an element of impossible size";
    case CLASP_OSC_BAD_BRACKETS:
      return "has array brackets that do not match";
    case CLASP_OSC_TOO_DEEP:
      return "nests arrays or bundles too deeply";
    case CLASP_OSC_TOO_MANY:
      return "has too many arguments";
    case CLASP_OSC_NOT_UTF8:
      return "has an address that is not UTF-8";
    }

  return "unknown";
}

static inline gsize
padding_of (gsize size)
{
  return (4 - size % 4) % 4;
}

/* Padding that would lie past the end of the packet may be missing (show-protocols.md 1.5: sizes
 * that are no multiple of 4 are accepted if the parse still ends exactly). Elements of bundles are
 * multiples of 4, so this only ever concerns the last bytes of a bare message. */
static void
skip_padding (ClaspReader *reader, gsize size)
{
  clasp_reader_take (reader, MIN (padding_of (size), clasp_reader_remaining (reader)));
}

static gboolean
read_text (ClaspReader *reader, ClaspStr *text)
{
  gsize         remaining = clasp_reader_remaining (reader);
  const guint8 *start = clasp_reader_take (reader, 0);
  const guint8 *end = start != NULL && remaining > 0 ? memchr (start, '\0', remaining) : NULL;

  if (end == NULL)
    return FALSE;

  *text = (ClaspStr){ (const char *) start, (gsize) (end - start) };
  clasp_reader_take (reader, text->length + 1);
  skip_padding (reader, text->length + 1);
  return TRUE;
}

static ClaspOscStatus
read_blob (ClaspReader *reader, ClaspOscArgument *argument)
{
  guint32 size;

  if (!clasp_reader_get_u32_be (reader, &size))
    return CLASP_OSC_TRUNCATED;
  if (size > G_MAXINT32 || size > clasp_reader_remaining (reader))
    return CLASP_OSC_BAD_BLOB;

  argument->blob.data = clasp_reader_take (reader, size);
  argument->blob.size = size;
  skip_padding (reader, size);
  return CLASP_OSC_OK;
}

static gboolean
read_bytes (ClaspReader *reader, guint8 bytes[4])
{
  const guint8 *data = clasp_reader_take (reader, 4);

  if (data != NULL)
    memcpy (bytes, data, 4);
  return data != NULL;
}

/* The data that belongs to argument->tag. */
static ClaspOscStatus
read_argument (ClaspReader *reader, ClaspOscArgument *argument)
{
  gboolean is_read = TRUE;
  guint32  word = 0;
  guint64  long_word = 0;

  switch (argument->tag)
    {
    case 'i':
      is_read = clasp_reader_get_u32_be (reader, &word);
      argument->int32 = (gint32) word;
      break;
    case 'c':
      is_read = clasp_reader_get_u32_be (reader, &word);
      argument->character = word;
      break;
    case 'h':
      is_read = clasp_reader_get_u64_be (reader, &long_word);
      argument->int64 = (gint64) long_word;
      break;
    case 't':
      is_read = clasp_reader_get_u64_be (reader, &long_word);
      argument->time = long_word;
      break;
    case 'f':
      is_read = clasp_reader_get_f32_be (reader, &argument->float32);
      break;
    case 'd':
      is_read = clasp_reader_get_f64_be (reader, &argument->float64);
      break;
    case 's':
    case 'S':
      is_read = read_text (reader, &argument->text);
      break;
    case 'r':
    case 'm':
      is_read = read_bytes (reader, argument->bytes);
      break;
    case 'b':
      return read_blob (reader, argument);
    case 'T':
    case 'F':
    case 'N':
    case 'I':
    case '[':
    case ']':
      break;
    default:
      return CLASP_OSC_UNKNOWN_TAG;
    }

  return is_read ? CLASP_OSC_OK : CLASP_OSC_TRUNCATED;
}

static ClaspOscStatus
check_arguments (ClaspOscArguments arguments)
{
  guint depth = 0;

  if (arguments.tags.length > CLASP_OSC_MAX_ARGUMENTS)
    return CLASP_OSC_TOO_MANY;

  for (gsize i = 0; i < arguments.tags.length; i++)
    {
      ClaspOscArgument argument = { .tag = arguments.tags.data[i] };
      ClaspOscStatus   status = read_argument (&arguments.reader, &argument);

      if (status != CLASP_OSC_OK)
        return status;
      if (argument.tag == '[' && ++depth > CLASP_OSC_MAX_ARRAY_DEPTH)
        return CLASP_OSC_TOO_DEEP;
      if (argument.tag == ']' && depth-- == 0)
        return CLASP_OSC_BAD_BRACKETS;
    }

  if (depth != 0)
    return CLASP_OSC_BAD_BRACKETS;
  return clasp_reader_remaining (&arguments.reader) > 0 ? CLASP_OSC_TRAILING_BYTES : CLASP_OSC_OK;
}

/**
 * clasp_osc_message_decode:
 * @bytes: one message
 * @size: its size
 * @message: (out caller-allocates): borrows from @bytes
 *
 * Reads address and type tags and checks every argument. A message without type tags is accepted:
 * old senders make them, and nothing after the address can be read (show-protocols.md 1.1).
 *
 * Returns: %CLASP_OSC_OK, or what is wrong and the message is to be dropped
 */
ClaspOscStatus
clasp_osc_message_decode (const guint8 *bytes, gsize size, ClaspOscMessage *message)
{
  ClaspReader reader;

  memset (message, 0, sizeof *message);
  if (size == 0 || bytes[0] != '/')
    return CLASP_OSC_NOT_OSC;

  clasp_reader_init (&reader, bytes, size);
  if (!read_text (&reader, &message->address))
    return CLASP_OSC_TRUNCATED;
  if (!g_utf8_validate_len (message->address.data, message->address.length, NULL))
    return CLASP_OSC_NOT_UTF8;
  if (clasp_reader_remaining (&reader) == 0 || reader.data[reader.offset] != ',')
    return CLASP_OSC_OK;

  if (!read_text (&reader, &message->tags))
    return CLASP_OSC_TRUNCATED;
  message->has_tags = TRUE;
  message->tags.data++;
  message->tags.length--;
  message->arguments = (ClaspOscArguments){ message->tags, 0, reader };
  return check_arguments (message->arguments);
}

/**
 * clasp_osc_arguments_next:
 * @self: the walk, a copy of a decoded message's `arguments`
 * @argument: (out caller-allocates): the next argument or bracket
 *
 * Returns: %FALSE after the last one
 */
gboolean
clasp_osc_arguments_next (ClaspOscArguments *self, ClaspOscArgument *argument)
{
  if (self->index >= self->tags.length)
    return FALSE;

  *argument = (ClaspOscArgument){ .tag = self->tags.data[self->index++] };
  return read_argument (&self->reader, argument) == CLASP_OSC_OK;
}

/**
 * clasp_osc_packet_is_bundle:
 * @bytes: a packet
 * @size: its size
 *
 * Returns: %TRUE if it begins as a bundle does
 */
gboolean
clasp_osc_packet_is_bundle (const guint8 *bytes, gsize size)
{
  return size >= sizeof CLASP_OSC_BUNDLE_TEXT &&
         memcmp (bytes, CLASP_OSC_BUNDLE_TEXT, sizeof CLASP_OSC_BUNDLE_TEXT) == 0;
}

/**
 * clasp_osc_bundle_decode:
 * @bytes: one bundle
 * @size: its size
 * @bundle: (out caller-allocates): its time, and where its elements are; borrows from @bytes
 *
 * Returns: %CLASP_OSC_OK, %CLASP_OSC_NOT_OSC or %CLASP_OSC_TRUNCATED
 */
ClaspOscStatus
clasp_osc_bundle_decode (const guint8 *bytes, gsize size, ClaspOscBundle *bundle)
{
  memset (bundle, 0, sizeof *bundle);
  if (!clasp_osc_packet_is_bundle (bytes, size))
    return CLASP_OSC_NOT_OSC;

  clasp_reader_init (&bundle->reader, bytes, size);
  clasp_reader_take (&bundle->reader, sizeof CLASP_OSC_BUNDLE_TEXT);
  return clasp_reader_get_u64_be (&bundle->reader, &bundle->time) ? CLASP_OSC_OK
                                                                  : CLASP_OSC_TRUNCATED;
}

/**
 * clasp_osc_bundle_next:
 * @self: a decoded bundle
 * @element: (out): the next message or bundle in it
 * @size: (out): its size, a multiple of 4
 *
 * Returns: %FALSE after the last element, or at one whose size is impossible
 */
gboolean
clasp_osc_bundle_next (ClaspOscBundle *self, const guint8 **element, gsize *size)
{
  guint32 length;

  if (!clasp_reader_get_u32_be (&self->reader, &length) || length % 4 != 0 || length > G_MAXINT32)
    return FALSE;
  *size = length;
  *element = clasp_reader_take (&self->reader, length);
  return *element != NULL;
}

static ClaspOscStatus
check_packet (const guint8 *bytes, gsize size, guint depth)
{
  ClaspOscMessage message;
  ClaspOscBundle  bundle;
  ClaspOscStatus  status;
  const guint8   *element;
  gsize           element_size;

  if (!clasp_osc_packet_is_bundle (bytes, size))
    return clasp_osc_message_decode (bytes, size, &message);
  if (depth >= CLASP_OSC_MAX_BUNDLE_DEPTH)
    return CLASP_OSC_TOO_DEEP;

  status = clasp_osc_bundle_decode (bytes, size, &bundle);
  while (status == CLASP_OSC_OK && clasp_reader_remaining (&bundle.reader) > 0)
    status = clasp_osc_bundle_next (&bundle, &element, &element_size)
               ? check_packet (element, element_size, depth + 1)
               : CLASP_OSC_BAD_ELEMENT;
  return status;
}

/**
 * clasp_osc_packet_check:
 * @bytes: one packet, as it came from the wire
 * @size: its size
 *
 * Checks a message, or a bundle with all it contains, before anything of it is applied.
 *
 * Returns: %CLASP_OSC_OK, or the first thing that is wrong
 */
ClaspOscStatus
clasp_osc_packet_check (const guint8 *bytes, gsize size)
{
  return check_packet (bytes, size, 0);
}

/**
 * clasp_osc_time_is_immediate:
 * @time: a time tag
 *
 * 1 is what the specification says, 0 what a common library sends (show-protocols.md 1.2).
 *
 * Returns: %TRUE if it means "at once"
 */
gboolean
clasp_osc_time_is_immediate (guint64 time)
{
  return time <= CLASP_OSC_TIME_IMMEDIATELY;
}

/**
 * clasp_osc_time_to_unix_us:
 * @time: an NTP time tag
 * @now_unix_us: the present, which decides the era: the seconds wrap in 2036
 *
 * Returns: microseconds since 1970
 */
gint64
clasp_osc_time_to_unix_us (guint64 time, gint64 now_unix_us)
{
  gint64 seconds = (gint64) (time >> 32) - NTP_TO_UNIX_SECONDS;
  gint64 now = now_unix_us / G_USEC_PER_SEC;
  gint64 us = (gint64) (((time & G_MAXUINT32) * G_USEC_PER_SEC) >> 32);

  while (seconds < now - ERA_SECONDS / 2)
    seconds += ERA_SECONDS;
  return seconds * G_USEC_PER_SEC + us;
}

/**
 * clasp_osc_time_from_unix_us:
 * @unix_us: microseconds since 1970
 *
 * Returns: the NTP time tag, its fraction rounded down
 */
guint64
clasp_osc_time_from_unix_us (gint64 unix_us)
{
  guint64 seconds = (guint64) (unix_us / G_USEC_PER_SEC + NTP_TO_UNIX_SECONDS) & G_MAXUINT32;
  guint64 fraction = ((guint64) (unix_us % G_USEC_PER_SEC) << 32) / G_USEC_PER_SEC;

  return seconds << 32 | fraction;
}
