/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-frame.h"

#include "core/clasp-json.h"
#include "core/clasp-message-json.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

enum
{
  DONE = 0,
  REFUSED = 1,
  USAGE = 2
};

static const char usage[] =
  "usage: claspctl frame decode HEX…     prints a frame as typed JSON\n"
  "       claspctl frame encode FILE     prints the frame that typed JSON describes, as hex\n"
  "       claspctl frame check FILE      goes through a file of test vectors, or of frames, one a\n"
  "                                      line in hex; # begins a comment\n"
  "       claspctl frame list FILE       prints the frames of a file, a recording for example, as\n"
  "                                      typed JSON, one a line\n"
  "FILE may be - for standard input.\n";

static int
fail (int status, const char *text)
{
  g_printerr ("claspctl: %s\n", text);
  return status;
}

static int
fail_with (int status, const char *where, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s%s", where, error->message);

  return fail (status, text);
}

/* Hex */

/* Blanks and colons between digits are left out. */
static GByteArray *
parse_hex (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint                  n_digits = 0;
  guint8                 byte = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p) || *p == ':')
        continue;
      if (!g_ascii_isxdigit (*p))
        {
          g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                       "expected hex digits, found something else at column %" G_GSIZE_FORMAT,
                       (gsize) (p - text) + 1);
          return NULL;
        }
      byte = (guint8) (byte << 4 | g_ascii_xdigit_value (*p));
      if (++n_digits % 2 == 0)
        g_byte_array_append (bytes, &byte, 1);
    }

  if (n_digits % 2 != 0)
    {
      g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                           "expected an even number of hex digits");
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

static char *
to_hex (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* Files */

static char *
read_stdin (GError **error)
{
  g_autoptr (GInputStream)  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (output, input, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) < 0 ||
      !g_output_stream_write_all (output, "", 1, NULL, NULL, error) ||
      !g_output_stream_close (output, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

static char *
read_file (const char *name, GError **error)
{
  char *text = NULL;

  if (g_str_equal (name, "-"))
    return read_stdin (error);
  if (!g_file_get_contents (name, &text, NULL, error))
    return NULL;
  return text;
}

/* decode */

static char *
describe (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autoptr (JsonNode) node = clasp_frame_to_json (header, message);

  return clasp_json_print_line (node);
}

static int
decode_bytes (const GByteArray *bytes)
{
  g_auto (ClaspMessage) message = { 0 };
  g_autofree char      *text = NULL;
  g_autoptr (GError)    error = NULL;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  gsize                 payload, frame_size;

  if (!clasp_frame_decode (bytes->data, bytes->len, &header, &message, &status))
    {
      clasp_codec_status_to_error (&status, &error);
      return fail (REFUSED, error->message);
    }

  text = describe (&header, &message);
  g_print ("%s\n", text);
  clasp_frame_decode_header (bytes->data, bytes->len, &header, &payload, &frame_size, &status);
  if (frame_size < bytes->len)
    g_printerr ("claspctl: left out %" G_GSIZE_FORMAT " bytes behind the frame\n",
                bytes->len - frame_size);
  return DONE;
}

static int
run_decode (char **words)
{
  g_autofree char       *hex = g_strjoinv (" ", words);
  g_autoptr (GError)     error = NULL;
  g_autoptr (GByteArray) bytes = parse_hex (hex, &error);

  return bytes != NULL ? decode_bytes (bytes) : fail_with (USAGE, "", error);
}

/* encode */

static int
encode_frame (const ClaspJsonFrame *frame)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autofree char     *text = NULL;
  g_autoptr (GError)   error = NULL;
  ClaspCodecStatus     status;

  if (!clasp_frame_encode (&writer, &frame->header, &frame->message, &status))
    {
      clasp_codec_status_to_error (&status, &error);
      return fail (REFUSED, error->message);
    }

  text = to_hex (writer.data, writer.length);
  g_print ("%s\n", text);
  return DONE;
}

static int
run_encode (const char *name)
{
  g_autoptr (GError)      error = NULL;
  g_autofree char        *text = read_file (name, &error);
  g_autoptr (JsonNode)    node = NULL;
  g_auto (ClaspJsonFrame) frame = { 0 };

  if (text == NULL)
    return fail_with (USAGE, "", error);
  node = clasp_json_parse_capture (text, strlen (text), &error);
  if (node == NULL || !clasp_frame_from_json (node, &frame, &error))
    return fail_with (REFUSED, "", error);
  return encode_frame (&frame);
}

/* check */

typedef struct
{
  guint n_good;
  guint n_bad;
} Tally;

/* @fault: NULL when all is well; freed. */
static void
report (Tally *tally, const char *name, char *fault)
{
  if (fault == NULL)
    {
      tally->n_good++;
      g_print ("ok      %s\n", name);
      return;
    }

  tally->n_bad++;
  g_print ("not ok  %s: %s\n", name, fault);
  g_free (fault);
}

static int
conclude (const Tally *tally)
{
  g_print ("%u frames, %u as they should be, %u not\n", tally->n_good + tally->n_bad, tally->n_good,
           tally->n_bad);
  return tally->n_bad == 0 ? DONE : REFUSED;
}

static char *
dup_status (const ClaspCodecStatus *status)
{
  g_autoptr (GError) error = NULL;

  clasp_codec_status_to_error (status, &error);
  return g_strdup (error->message);
}

static char *
check_encode (const ClaspFrameHeader *header, const ClaspMessage *message, const GByteArray *bytes)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autofree char     *hex = NULL;
  ClaspCodecStatus     status;

  if (!clasp_frame_encode (&writer, header, message, &status))
    return dup_status (&status);
  if (writer.length == bytes->len && memcmp (writer.data, bytes->data, bytes->len) == 0)
    return NULL;
  hex = to_hex (writer.data, writer.length);
  return g_strdup_printf ("encodes to %s", hex);
}

static char *
check_message (JsonObject *vector, const GByteArray *bytes)
{
  g_autoptr (JsonNode)    node = json_node_init_object (json_node_alloc (), vector);
  g_auto (ClaspJsonFrame) expected = { 0 };
  g_auto (ClaspMessage)   message = { 0 };
  g_autoptr (GError)      error = NULL;
  g_autofree char        *found_text = NULL;
  g_autofree char        *expected_text = NULL;
  ClaspFrameHeader        header;
  ClaspCodecStatus        status;

  if (!clasp_frame_from_json (node, &expected, &error))
    return g_strdup_printf ("the file is wrong: %s", error->message);
  if (!clasp_frame_decode (bytes->data, bytes->len, &header, &message, &status))
    return dup_status (&status);

  found_text = describe (&header, &message);
  expected_text = describe (&expected.header, &expected.message);
  if (!g_str_equal (found_text, expected_text))
    return g_strdup_printf ("reads as %s", found_text);
  return json_object_get_boolean_member_with_default (vector, "canonical", FALSE)
           ? check_encode (&header, &message, bytes)
           : NULL;
}

/* A frame that is encrypted or compressed: the file shows where its payload lies. */
static char *
check_opaque (JsonObject *vector, const GByteArray *bytes)
{
  const char *expected = json_object_get_string_member_with_default (vector, "payload_hex", "");
  g_autofree char *found = NULL;
  ClaspFrameHeader header;
  ClaspCodecStatus status;
  gsize            payload, frame_size;

  if (!clasp_frame_decode_header (bytes->data, bytes->len, &header, &payload, &frame_size, &status))
    return dup_status (&status);
  found = to_hex (bytes->data + payload, frame_size - payload);
  if (g_ascii_strcasecmp (found, expected) != 0)
    return g_strdup_printf ("has the payload %s", found);
  return NULL;
}

static char *
check_vector (JsonObject *vector, const GByteArray *bytes)
{
  JsonNode *message = json_object_get_member (vector, "message");

  if (message == NULL || JSON_NODE_HOLDS_NULL (message))
    return check_opaque (vector, bytes);
  return check_message (vector, bytes);
}

/* A refusal is the point; another implementation may name it in another way (wire.md 1.3). */
static char *
check_malformed (JsonObject *vector, const GByteArray *bytes)
{
  g_auto (ClaspMessage) message = { 0 };
  g_autofree char      *text = NULL;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;

  if (!clasp_frame_decode (bytes->data, bytes->len, &header, &message, &status))
    return NULL;
  text = describe (&header, &message);
  return g_strdup_printf ("should be refused, but reads as %s", text);
}

typedef char *(*Check) (JsonObject *vector, const GByteArray *bytes);

static void
check_entry (JsonNode *node, guint index, Check check, Tally *tally)
{
  JsonObject        *vector = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char   *number = g_strdup_printf ("entry %u", index);
  const char        *name = number;
  const char        *hex = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  if (vector != NULL)
    {
      name = json_object_get_string_member_with_default (vector, "name", number);
      hex = json_object_get_string_member_with_default (vector, "frame_hex", NULL);
    }
  if (hex == NULL)
    {
      report (tally, name, g_strdup ("the file is wrong: no frame_hex"));
      return;
    }

  bytes = parse_hex (hex, &error);
  report (tally, name,
          bytes != NULL ? check (vector, bytes)
                        : g_strdup_printf ("the file is wrong: %s", error->message));
}

static gboolean
check_array (JsonObject *root, const char *member, Check check, Tally *tally)
{
  JsonNode  *node = json_object_get_member (root, member);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    check_entry (json_array_get_element (array, i), i, check, tally);
  return TRUE;
}

static int
check_vectors (const char *text)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (JsonNode) node = clasp_json_parse_capture (text, strlen (text), &error);
  Tally                tally = { 0, 0 };
  gboolean             has_any;

  if (node == NULL)
    return fail_with (REFUSED, "", error);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (REFUSED, "expected an object with vectors or malformed");

  has_any = check_array (json_node_get_object (node), "vectors", check_vector, &tally);
  has_any |= check_array (json_node_get_object (node), "malformed", check_malformed, &tally);
  return has_any ? conclude (&tally)
                 : fail (REFUSED, "expected an object with vectors or malformed");
}

static void
check_line (guint number, char *line, Tally *tally)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_auto (ClaspMessage)  message = { 0 };
  g_autofree char       *name = NULL;
  char                  *fault = NULL;
  ClaspFrameHeader       header;
  ClaspCodecStatus       status;

  if (strchr (line, '#') != NULL)
    *strchr (line, '#') = '\0';
  if (*g_strstrip (line) == '\0')
    return;

  bytes = parse_hex (line, &error);
  if (bytes == NULL)
    fault = g_strdup (error->message);
  else if (!clasp_frame_decode (bytes->data, bytes->len, &header, &message, &status))
    fault = dup_status (&status);
  name = g_strdup_printf ("line %u%s%s", number, fault == NULL ? " " : "",
                          fault == NULL ? clasp_message_type_to_string (message.type) : "");
  report (tally, name, fault);
}

static int
check_lines (char *text)
{
  Tally tally = { 0, 0 };
  guint number = 1;
  char *end;

  for (char *line = text; line != NULL; line = end, number++)
    {
      end = strchr (line, '\n');
      if (end != NULL)
        *end++ = '\0';
      check_line (number, line, &tally);
    }
  return conclude (&tally);
}

static int
run_check (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = read_file (name, &error);

  if (text == NULL)
    return fail_with (USAGE, "", error);
  return text[strspn (text, " \t\r\n")] == '{' ? check_vectors (text) : check_lines (text);
}

/* list */

/* Prints the whole frames at the front of @bytes and takes them out. FALSE when the next one is
 * none. */
static gboolean
list_bytes (GByteArray *bytes, ClaspCodecStatus *status)
{
  ClaspFrameHeader header;
  gsize            offset = 0, payload, frame_size;
  gboolean         is_whole;

  while ((is_whole = clasp_frame_decode_header (bytes->data + offset, bytes->len - offset, &header,
                                                &payload, &frame_size, status)))
    {
      g_auto (ClaspMessage) message = { 0 };
      g_autofree char      *text = NULL;

      if (!clasp_frame_decode (bytes->data + offset, frame_size, &header, &message, status))
        return FALSE;
      text = describe (&header, &message);
      g_print ("%s\n", text);
      offset += frame_size;
    }
  g_byte_array_remove_range (bytes, 0, (guint) offset);
  return status->code == CLASP_CODEC_ERROR_TRUNCATED_HEADER ||
         status->code == CLASP_CODEC_ERROR_TRUNCATED_FRAME;
}

static int
list_stream (GInputStream *input)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8     *part = g_malloc (CLASP_FRAME_MAX_SIZE);
  g_autoptr (GError)     error = NULL;
  ClaspCodecStatus       status = { 0 };
  gssize                 n;

  while ((n = g_input_stream_read (input, part, CLASP_FRAME_MAX_SIZE, NULL, &error)) > 0)
    {
      g_byte_array_append (bytes, part, (guint) n);
      if (!list_bytes (bytes, &status))
        {
          clasp_codec_status_to_error (&status, &error);
          return fail (REFUSED, error->message);
        }
    }
  if (n < 0)
    return fail_with (USAGE, "", error);
  return bytes->len == 0 ? DONE : fail (REFUSED, "the last frame is cut off");
}

static int
run_list (const char *name)
{
  g_autoptr (GFile)        file = g_file_new_for_commandline_arg (name);
  g_autoptr (GError)       error = NULL;
  g_autoptr (GInputStream) input = G_INPUT_STREAM (g_file_read (file, NULL, &error));

  return input != NULL ? list_stream (input) : fail_with (USAGE, "", error);
}

int
claspctl_frame (int argc, char **argv)
{
  const char *command = argc > 1 ? argv[1] : "";

  if (g_str_equal (command, "--help") || g_str_equal (command, "-h"))
    {
      g_print ("%s", usage);
      return DONE;
    }
  if (g_str_equal (command, "decode") && argc > 2)
    return run_decode (argv + 2);
  if (g_str_equal (command, "encode") && argc == 3)
    return run_encode (argv[2]);
  if (g_str_equal (command, "check") && argc == 3)
    return run_check (argv[2]);
  if (g_str_equal (command, "list") && argc == 3)
    return run_list (argv[2]);

  g_printerr ("%s", usage);
  return USAGE;
}
