/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"

/* `claspctl frame`, as a person calls it. */

typedef struct
{
  char *output;
  char *errors;
  int   status;
} Run;

/* Runs `claspctl frame WORDS…`; @words end with NULL. */
static void
run (Run *result, const char *input, const char *const *words)
{
  g_autoptr (GPtrArray)   argv = g_ptr_array_new ();
  g_autofree char        *program = clasp_test_program ("claspctl");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError)      error = NULL;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "frame");
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                 G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &result->output, &result->errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result->status = g_subprocess_get_exit_status (process);
}

static void
run_clear (Run *result)
{
  g_free (result->output);
  g_free (result->errors);
}

static void
assert_run (const char *input,
            const char *command,
            const char *argument,
            int         status,
            const char *output,
            const char *errors)
{
  const char *words[] = { command, argument, NULL };
  Run         result;

  run (&result, input, words);
  g_assert_cmpstr (result.output, ==, output);
  g_assert_cmpstr (result.errors, ==, errors);
  g_assert_cmpint (result.status, ==, status);
  run_clear (&result);
}

#define SET_HEX                                                                                    \
  "5341001121070005"                                                                               \
  "2f74657374"                                                                                     \
  "3fe8000000000000"
#define SET_JSON                                                                                   \
  "{\"frame\":{\"qos\":1,\"encrypted\":false,\"compressed\":false,\"version\":1,"                  \
  "\"timestamp\":null},\"message\":{\"type\":\"SET\",\"address\":\"/test\",\"value\":"             \
  "{\"t\":\"f64\",\"v\":0.75,\"bits\":\"3fe8000000000000\"},\"lock\":false,\"unlock\":false}}\n"

static void
test_decode (void)
{
  assert_run (NULL, "decode", SET_HEX, 0, SET_JSON, "");
  assert_run (NULL, "decode", "53 41 00:11 21 07 00 05 2F 74 65 73 74 3F E8 00 00 00 00 00 00", 0,
              SET_JSON, "");
}

static void
test_decode_refused (void)
{
  assert_run (NULL, "decode",
              "5301000821070002"
              "2f613ff0",
              1, "", "claspctl: truncated_message at byte 10\n");
  assert_run (NULL, "decode", "5311000141", 1, "", "claspctl: unsupported_flags at byte 1\n");
}

static void
test_decode_not_hex (void)
{
  assert_run (NULL, "decode", "53zz", 2, "",
              "claspctl: expected hex digits, found something else at column 3\n");
  assert_run (NULL, "decode", "530", 2, "", "claspctl: expected an even number of hex digits\n");
}

static void
test_decode_says_what_it_left_out (void)
{
  const char *words[] = { "decode", "5301000141", "5301", NULL };
  Run         result;

  run (&result, NULL, words);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.errors, ==, "claspctl: left out 2 bytes behind the frame\n");
  run_clear (&result);
}

static void
test_encode (void)
{
  assert_run (SET_JSON, "encode", "-", 0, SET_HEX "\n", "");
  assert_run ("{\"message\":{\"type\":\"PING\"}}", "encode", "-", 0, "5301000141\n", "");
}

static void
test_encode_refused (void)
{
  assert_run ("{\"message\":{\"type\":\"GET\"}}", "encode", "-", 1, "",
              "claspctl: message.address: expected a value, found nothing\n");
  assert_run ("{\"message\":", "encode", "-", 1, "",
              "claspctl: line 1, column 12: the text ends too early\n");
  assert_run ("{\"message\":{\"type\":\"PING\"},\"frame\":{\"encrypted\":true}}", "encode", "-", 1,
              "", "claspctl: unsupported_flags at byte 1\n");
}

static void
test_check_vectors (void)
{
  g_autofree char *path = clasp_test_data ("vectors.json");
  const char      *words[] = { "check", path, NULL };
  Run              result;

  run (&result, NULL, words);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_null (strstr (result.output, "not ok"));
  g_assert_true (g_str_has_suffix (result.output, "\n459 frames, 459 as they should be, 0 not\n"));
  run_clear (&result);
}

static void
test_check_vectors_that_are_wrong (void)
{
  assert_run (
    "{\"vectors\":["
    "{\"name\":\"a\",\"canonical\":true,\"message\":{\"type\":\"PONG\"},\"frame_hex\":"
    "\"5301000141\"},"
    "{\"name\":\"b\",\"canonical\":true,\"frame\":{\"version\":0},\"message\":{\"type\":\"PING\"},"
    "\"frame_hex\":\"53000003410000\"},"
    "{\"name\":\"c\",\"message\":{\"type\":\"PING\"},\"frame_hex\":\"530100\"},"
    "{\"name\":\"d\"},7],"
    "\"malformed\":[{\"name\":\"e\",\"frame_hex\":\"5301000142\",\"error\":\"bad_magic\"},"
    "{\"name\":\"f\",\"frame_hex\":\"530100\",\"error\":\"bad_magic\"}]}",
    "check", "-", 1,
    "not ok  a: reads as {\"frame\":{\"qos\":0,\"encrypted\":false,\"compressed\":false,"
    "\"version\":1,\"timestamp\":null},\"message\":{\"type\":\"PING\"}}\n"
    "not ok  b: encodes to 5300000141\n"
    "not ok  c: truncated_header at byte 3\n"
    "not ok  d: the file is wrong: no frame_hex\n"
    "not ok  entry 4: the file is wrong: no frame_hex\n"
    "not ok  e: should be refused, but reads as {\"frame\":{\"qos\":0,\"encrypted\":false,"
    "\"compressed\":false,\"version\":1,\"timestamp\":null},\"message\":{\"type\":\"PONG\"}}\n"
    "ok      f\n"
    "7 frames, 1 as they should be, 6 not\n",
    "");
}

static void
test_check_lines (void)
{
  assert_run ("# a capture\n5301000141 # ping\n\n" SET_HEX "\r\n5301000\n54\n", "check", "-", 1,
              "ok      line 2 PING\n"
              "ok      line 4 SET\n"
              "not ok  line 5: expected an even number of hex digits\n"
              "not ok  line 6: bad_magic at byte 0\n"
              "4 frames, 2 as they should be, 2 not\n",
              "");
  assert_run ("5301000141", "check", "-", 0,
              "ok      line 1 PING\n"
              "1 frames, 1 as they should be, 0 not\n",
              "");
}

static void
test_check_what_is_no_vectors_file (void)
{
  assert_run ("{}", "check", "-", 1, "",
              "claspctl: expected an object with vectors or malformed\n");
}

static void
test_wrong_usage (void)
{
  static const char *const cases[][4] = {
    { NULL },          { "decode", NULL },          { "encode", NULL },
    { "check", NULL }, { "check", "a", "b", NULL }, { "frobnicate", "x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Run result;

      run (&result, NULL, cases[i]);
      g_assert_cmpint (result.status, ==, 2);
      g_assert_true (g_str_has_prefix (result.errors, "usage: claspctl frame"));
      run_clear (&result);
    }
}

static void
test_no_such_file (void)
{
  const char *words[] = { "check", "/nonexistent/frames", NULL };
  Run         result;

  run (&result, NULL, words);
  g_assert_cmpint (result.status, ==, 2);
  g_assert_nonnull (strstr (result.errors, "/nonexistent/frames"));
  run_clear (&result);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

  g_test_add_func ("/app/claspctl-frame/decode", test_decode);
  g_test_add_func ("/app/claspctl-frame/decode-refused", test_decode_refused);
  g_test_add_func ("/app/claspctl-frame/decode-not-hex", test_decode_not_hex);
  g_test_add_func ("/app/claspctl-frame/decode-says-what-it-left-out",
                   test_decode_says_what_it_left_out);
  g_test_add_func ("/app/claspctl-frame/encode", test_encode);
  g_test_add_func ("/app/claspctl-frame/encode-refused", test_encode_refused);
  g_test_add_func ("/app/claspctl-frame/check-vectors", test_check_vectors);
  g_test_add_func ("/app/claspctl-frame/check-vectors-that-are-wrong",
                   test_check_vectors_that_are_wrong);
  g_test_add_func ("/app/claspctl-frame/check-lines", test_check_lines);
  g_test_add_func ("/app/claspctl-frame/check-what-is-no-vectors-file",
                   test_check_what_is_no_vectors_file);
  g_test_add_func ("/app/claspctl-frame/wrong-usage", test_wrong_usage);
  g_test_add_func ("/app/claspctl-frame/no-such-file", test_no_such_file);

  return g_test_run ();
}
