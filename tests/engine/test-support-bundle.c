/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-part.h"
#include "clasp-support-bundle.h"
#include "clasp-zip.h"
#include "exchange/clasp-exchange.h"
#include "presets/clasp-preset.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* Whatever it stands behind, this must not come out. */
#define SECRET "hunter2-SESAME"

/* A show of somebody's who typed secrets wherever they fit, and whose file has members we do not know. */
static ClaspShow *
make_show (void)
{
  static const char text[] =
    "{\"format\": \"clasp-bridge-show\", \"version\": 1, \"name\": \"Club\", \"api-token\": \"" SECRET "\","
    "\"connections\": [{\"id\": \"a\", \"kind\": \"osc\", \"name\": \"Desk\", \"namespace\": \"/osc\","
    "\"settings\": {\"listen\": [\"192.168.7.31:9000\"], \"send\": [\"10.0.0.7:8000 name=desk\"], \"password\": \"" SECRET "\"},"
    "\"vendor\": {\"Passphrase\": \"" SECRET "\", \"list\": [{\"clientSecret\": \"" SECRET "\"}]}},"
    "{\"id\": \"b\", \"kind\": \"dmx\", \"name\": \"Widget\", \"namespace\": \"/dmx\", \"settings\": {\"mk2-key\": \"deadbeef\"}},"
    "{\"id\": \"c\", \"kind\": \"osc\", \"name\": \"Web\", \"namespace\": \"/osc2\","
    "\"settings\": {\"listen\": [], \"query-url\": \"http://me:" SECRET "@10.0.0.7:8080\"}}]}";
  ClaspShow         *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError) error = NULL;

  clasp_show_from_text (show, text, NULL, &error);
  g_assert_no_error (error);
  return show;
}

static const char *
find (const GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++)
    if (g_str_equal (((ClaspSupportFile *) files->pdata[i])->name, name))
      return ((ClaspSupportFile *) files->pdata[i])->text;
  g_error ("%s is missing", name);
}

static GPtrArray *
collect (ClaspShow *show, gboolean mask)
{
  ClaspSupportBundleParts parts = {
    .versions = "Clasp Bridge 1\n",
    .log = "20:14:03 warning clasp-osc: 192.168.7.31 refused token=" SECRET "\n"
           "20:14:04 info: Authorization: Bearer " SECRET "\n"
           "20:14:05 info: {\"password\": \"" SECRET " with blanks\", \"ok\": 1} from fe80::1:2\n"
           "20:14:06 info: ws://me:" SECRET "@studio.local/clasp from 127.0.0.1\n",
    .devices = "Desk: waiting, 192.168.7.31\n",
    .health = "in 4 /s\n",
    .mask = mask,
  };
  g_autofree char        *text = NULL;

  text = clasp_show_to_text (show);

  return clasp_support_bundle_collect (text, &parts);
}

static void
test_no_secret_is_in_it (void)
{
  g_autoptr (ClaspShow) show = make_show ();
  g_autofree char      *whole = clasp_show_to_text (show);
  g_autoptr (GPtrArray) files = collect (show, FALSE);

  g_assert_nonnull (strstr (whole, SECRET)); /* or the test tests nothing */
  g_assert_cmpuint (files->len, ==, 5);
  for (guint i = 0; i < files->len; i++)
    {
      const ClaspSupportFile *file = files->pdata[i];

      g_assert_null (strstr (file->text, SECRET));
      g_assert_null (strstr (file->text, "deadbeef"));
      g_assert_cmpuint (strlen (file->about), >, 0);
    }
  g_assert_nonnull (strstr (find (files, "show.json"), "192.168.7.31:9000"));
  g_assert_nonnull (strstr (find (files, "log.txt"), "192.168.7.31 refused token="));
  g_assert_nonnull (strstr (find (files, "log.txt"), "\"ok\": 1"));
}

static void
assert_clean (const char *what, char *text)
{
  if (strstr (text, SECRET) != NULL || strstr (text, "deadbeef") != NULL)
    g_error ("a secret is in the %s: %s", what, text);
  g_free (text);
}

/* Neither in what is passed on by any other way: each form of an export, and presets. */
static void
test_no_secret_is_exported (void)
{
  g_autoptr (ClaspShow)   show = make_show ();
  g_autoptr (GPtrArray)   report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)   mappings = g_ptr_array_new ();
  g_autofree char        *folder = g_dir_make_tmp ("clasp-bundle-XXXXXX", NULL);
  g_autoptr (GError)      error = NULL;
  g_autoptr (ClaspPreset) preset = clasp_presets_save_show (show, folder, "Mine", "", &error);

  g_assert_no_error (error);
  /* A part takes along what its mappings name. */
  g_ptr_array_add (mappings, clasp_show_map_from_text (show, "/osc/a => /dmx/1", NULL));
  g_ptr_array_add (mappings, clasp_show_map_from_text (show, "/osc2/a => /osc/b", NULL));
  assert_clean ("version 2", clasp_exchange_export_v2 (show, NULL, report));
  assert_clean ("version 1", clasp_exchange_export_v1 (show, report));
  assert_clean ("table", clasp_exchange_export_csv (show, report));
  assert_clean ("part", clasp_part_export (show, mappings, report));
  assert_clean ("preset", clasp_preset_to_text (preset));
  assert_clean ("sealed version 2", clasp_exchange_export_v2_secrets (show, NULL, "long enough", report, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < report->len; i++)
    assert_clean ("report", g_strdup (report->pdata[i]));
  g_assert_true (clasp_presets_delete (preset, &error));
  g_rmdir (folder);
}

static void
test_addresses_get_names_that_stay (void)
{
  g_autoptr (ClaspShow) show = make_show ();
  g_autoptr (GPtrArray) files = collect (show, TRUE);
  const char           *text = find (files, "show.json");
  const char           *log = find (files, "log.txt");

  for (guint i = 0; i < files->len; i++)
    {
      g_assert_null (strstr (((ClaspSupportFile *) files->pdata[i])->text, "192.168.7.31"));
      g_assert_null (strstr (((ClaspSupportFile *) files->pdata[i])->text, "10.0.0.7"));
      g_assert_null (strstr (((ClaspSupportFile *) files->pdata[i])->text, "fe80::1:2"));
    }
  g_assert_nonnull (strstr (text, "host-1:9000"));
  g_assert_nonnull (strstr (text, "host-2:8000"));
  g_assert_nonnull (strstr (find (files, "devices.txt"), "Desk: waiting, host-1"));
  g_assert_nonnull (strstr (log, "20:14:03 warning"));
  g_assert_nonnull (strstr (log, "127.0.0.1"));
}

static void
test_the_log_is_bounded (void)
{
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autofree char        *text = clasp_show_to_text (show);
  g_autofree char        *limit = g_strnfill (CLASP_SUPPORT_BUNDLE_MAX_LOG, 'x');
  g_autofree char        *more = g_strconcat ("first\n", limit, NULL);
  ClaspSupportBundleParts parts = { .log = limit };
  g_autoptr (GPtrArray)   at_limit = clasp_support_bundle_collect (text, &parts);
  g_autoptr (GPtrArray)   above = NULL;

  g_assert_cmpuint (strlen (find (at_limit, "log.txt")), ==, CLASP_SUPPORT_BUNDLE_MAX_LOG);
  limit[4] = '\n';
  parts.log = g_strconcat ("first\n", limit, NULL);
  above = clasp_support_bundle_collect (text, &parts);
  g_assert_cmpuint (strlen (find (above, "log.txt")), ==, CLASP_SUPPORT_BUNDLE_MAX_LOG - 5);
  g_free ((char *) parts.log);
}

/* ---- zip ---- */

static guint32
get (const guint8 *bytes, gsize offset, guint size)
{
  guint32 value = 0;

  for (guint i = 0; i < size; i++)
    value |= (guint32) bytes[offset + i] << (8 * i);
  return value;
}

static void
test_the_zip_opens (void)
{
  static const char            text[] = "123456789"; /* whose CRC-32 is known */
  g_autoptr (ClaspZip)         zip = clasp_zip_new ();
  g_autoptr (GBytes)           file = NULL;
  g_autoptr (GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  const guint8                *bytes;
  char                         out[32];
  gsize                        size, n_read, n_written, end;
  g_autoptr (GError)           error = NULL;

  clasp_zip_add (zip, "a.txt", text, 9);
  clasp_zip_add (zip, "empty", "", 0);
  file = clasp_zip_end (zip);
  bytes = g_bytes_get_data (file, &size);
  end = size - 22;
  g_assert_cmphex (get (bytes, 0, 4), ==, 0x04034b50);
  g_assert_cmphex (get (bytes, 14, 4), ==, 0xcbf43926);
  g_assert_cmpuint (get (bytes, 22, 4), ==, 9);
  g_assert_cmpmem (bytes + 30, 5, "a.txt", 5);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (decompressor), bytes + 35, get (bytes, 18, 4), out, sizeof out,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &error),
                   ==, G_CONVERTER_FINISHED);
  g_assert_no_error (error);
  g_assert_cmpmem (out, n_written, text, 9);
  g_assert_cmphex (get (bytes, end, 4), ==, 0x06054b50);
  g_assert_cmpuint (get (bytes, end + 10, 2), ==, 2);
  g_assert_cmphex (get (bytes, get (bytes, end + 16, 4), 4), ==, 0x02014b50);
  g_assert_cmpuint (get (bytes, end + 16, 4) + get (bytes, end + 12, 4), ==, end);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/support-bundle/no-secret-is-in-it", test_no_secret_is_in_it);
  g_test_add_func ("/engine/support-bundle/no-secret-is-exported", test_no_secret_is_exported);
  g_test_add_func ("/engine/support-bundle/addresses-get-names-that-stay", test_addresses_get_names_that_stay);
  g_test_add_func ("/engine/support-bundle/the-log-is-bounded", test_the_log_is_bounded);
  g_test_add_func ("/engine/support-bundle/the-zip-opens", test_the_zip_opens);
  return g_test_run ();
}
