/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange-secrets.h"
#include "support/clasp-test.h"

#include <string.h>

/* Secrets of version 2 files, and files of versions to come (mapping.md 16). */

#define PASSPHRASE "correct horse battery staple"
#define KEY "0a1b2c3d"

static ClaspShow *
new_show (void)
{
  ClaspShow         *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (show, "dmx,name=Box,mk2-key=" KEY, &error);
  g_assert_no_error (error);
  return show;
}

static char *
export (ClaspShow *show, const char *passphrase, GPtrArray *report)
{
  g_autoptr (GError) error = NULL;
  char *text = passphrase != NULL
                 ? clasp_exchange_export_v2_secrets (show, NULL, passphrase, report, &error)
                 : clasp_exchange_export_v2 (show, NULL, report);

  g_assert_no_error (error);
  return text;
}

static char *
get_key (ClaspShow *show)
{
  g_autoptr (ClaspConnection) connection =
    g_list_model_get_item (clasp_show_get_connections (show), 0);

  return clasp_settings_get_text (clasp_connection_get_settings (connection), "mk2-key");
}

static gboolean
tells (GPtrArray *report, const char *what)
{
  for (guint i = 0; i < report->len; i++)
    {
      g_test_message ("%s", (char *) report->pdata[i]);
      if (strstr (report->pdata[i], what) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Without being asked none is in the file; each is named there by a reference, and told on both ways. */
static void
test_left_out (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char          *text = export (show, NULL, report), *key = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_no_error (error);
  g_assert_null (strstr (text, KEY));
  g_assert_nonnull (strstr (text, "\"mk2-key-ref\""));
  g_assert_null (strstr (text, "\"secrets\""));
  g_assert_cmpuint (report->len, ==, 1);
  g_assert_true (tells (report, "mk2-key: a secret is not written without a passphrase"));
  g_assert_cmpuint (imported->report->len, ==, 1);
  g_assert_true (tells (imported->report, "mk2-key: is a secret, which is not in the file; enter it again"));
  key = get_key (imported->show);
  g_assert_cmpstr (key, ==, "");
}

static void
test_there_and_back (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char          *text = export (show, PASSPHRASE, report), *again = NULL;
  g_autofree char          *before = clasp_show_to_text (show), *after = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported =
    clasp_exchange_read_secrets (clasp_kinds (), text, PASSPHRASE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->len, ==, 0);
  g_assert_null (strstr (text, KEY));
  g_assert_null (strstr (text, PASSPHRASE));
  g_assert_cmpuint (imported->report->len, ==, 0);
  after = clasp_show_to_text (imported->show);
  g_assert_cmpstr (after, ==, before);
  again = export (show, PASSPHRASE, report);
  g_assert_cmpstr (again, !=, text); /* another salt each time */
}

/* Without the passphrase the rest is there; with another one nothing is. */
static void
test_passphrases (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char          *text = export (show, PASSPHRASE, report), *key = NULL, *empty = NULL;
  g_autofree char          *longest = g_strnfill (CLASP_SECRETS_MAX_PASSPHRASE, 'x');
  g_autofree char          *longer = g_strnfill (CLASP_SECRETS_MAX_PASSPHRASE + 1, 'x');
  g_autofree char          *sealed = export (show, longest, report);
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) without = clasp_exchange_read (clasp_kinds (), text, &error), wrong = NULL;

  g_assert_no_error (error);
  g_assert_true (tells (without->report, "secrets: are encrypted, and no passphrase was given"));
  key = get_key (without->show);
  g_assert_cmpstr (key, ==, "");
  wrong = clasp_exchange_read_secrets (clasp_kinds (), text, "incorrect", &error);
  g_assert_null (wrong);
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_assert_nonnull (strstr (error->message, "not the passphrase"));
  g_clear_error (&error);
  g_assert_nonnull (sealed);
  empty = clasp_exchange_export_v2_secrets (show, NULL, "", report, &error);
  g_assert_null (empty);
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_clear_error (&error);
  empty = clasp_exchange_export_v2_secrets (show, NULL, longer, report, &error);
  g_assert_null (empty);
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
}

/* A file that somebody changed, or made to cost hours, is refused with a reason. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *member, *value;
  } changes[] = {
    { "cipher", "\"rot13\"" },     { "kdf", "\"none\"" },
    { "iterations", "10000001" },  { "iterations", "0" },
    { "iterations", "\"many\"" },  { "salt", "\"AAAA\"" },
    { "salt", "5" },               { "nonce", "\"AAAAAAAAAAAAAAAAAAAAAAAA\"" },
    { "data", "\"AAAA\"" },        { "data", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" },
  };
  g_autoptr (GError)     error = NULL;
  g_autoptr (JsonObject) sealed = clasp_secrets_seal ("[]", PASSPHRASE, &error);
  g_autofree char       *text = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (JsonObject) copy = clasp_exchange_copy_object (sealed);
      g_autofree char       *opened = NULL;

      json_object_set_member (copy, changes[i].member, json_from_string (changes[i].value, NULL));
      opened = clasp_secrets_open (copy, PASSPHRASE, &error);
      g_assert_null (opened);
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
      g_test_message ("%s: %s", changes[i].member, error->message);
      g_clear_error (&error);
    }
  text = clasp_secrets_open (sealed, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "[]");
}

/* What is decrypted is still only a file: it sets secrets of what is there and nothing else. */
static void
test_restores_secrets_alone (void)
{
  g_autoptr (ClaspShow) show = new_show ();
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *before = NULL, *after = NULL;

  before = clasp_show_to_text (show);
  clasp_secrets_restore (show,
                         "[{\"id\":\"nobody\",\"name\":\"mk2-key\",\"value\":\"x\"},"
                         "{\"id\":\"dmx\",\"name\":\"device\",\"value\":\"/dev/x\"},5,{}]",
                         report);
  clasp_secrets_restore (show, "{}", report);
  clasp_secrets_restore (show, "nonsense", report);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (report->len, ==, 3);
}

/* ---- newer files ---- */

static const char newer[] =
  "{\"format\":\"show-control-project\",\"version\":3,\"name\":\"Later\",\"hologram\":{\"a\":1},"
  "\"routes\":[{\"id\":\"r\",\"sources\":[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/b\"}],"
  "\"transforms\":[{\"type\":\"ema\",\"tau\":0.2,\"warp\":9}]}]}";

static const char newer_show[] =
  "{\"format\":\"clasp-bridge-show\",\"version\":99,\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\"}]}";

static void
test_newer_is_refused_with_its_version (void)
{
  static const char *const texts[] = { newer, newer_show };
  static const char *const versions[] = { "3", "99" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError)        error = NULL;
      g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), texts[i], &error);

      g_assert_null (imported);
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION);
      g_assert_nonnull (strstr (error->message, versions[i]));
    }
}

/* What is understood is shown, what is not is told; nothing of it goes into a show. */
static void
test_newer_can_be_looked_at (void)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspImported)   viewed = clasp_exchange_view (clasp_kinds (), newer, &error);
  g_autoptr (ClaspImported)   other = clasp_exchange_view (clasp_kinds (), newer_show, &error);
  g_autoptr (ClaspShow)       show = new_show ();
  g_autofree char            *before = clasp_show_to_text (show), *after = NULL, *text = NULL, *kept = NULL;
  g_autoptr (GPtrArray)       plan = NULL;
  g_autoptr (ClaspMapping)    mapping = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (viewed->newer, ==, 3);
  g_assert_cmpint (other->newer, ==, 99);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (other->show)), ==, 1);
  mapping = g_list_model_get_item (clasp_show_get_mappings (viewed->show), 0);
  text = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (text, ==, "/a => ema 0.2s => /b");
  g_assert_true (tells (viewed->report, "hologram"));
  g_assert_true (tells (viewed->report, "warp"));
  kept = clasp_show_to_text (viewed->show); /* all of it is there to be seen */
  g_assert_nonnull (strstr (kept, "hologram"));
  g_assert_nonnull (strstr (kept, "warp"));

  plan = clasp_exchange_plan (show, viewed, CLASP_EXCHANGE_REPLACE);
  g_assert_cmpuint (plan->len, ==, 0);
  clasp_exchange_apply (show, viewed, CLASP_EXCHANGE_REPLACE, NULL, "Import");
  g_assert_true (tells (viewed->report, "version 3 is newer than this program"));
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_known_version_is_viewed_as_it_is (void)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) viewed = clasp_exchange_view (
    clasp_kinds (), "{\"format\":\"show-control-project\",\"version\":2}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (viewed->newer, ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/exchange/secrets/left-out-and-named", test_left_out);
  g_test_add_func ("/exchange/secrets/there-and-back", test_there_and_back);
  g_test_add_func ("/exchange/secrets/passphrases", test_passphrases);
  g_test_add_func ("/exchange/secrets/hostile-files-are-refused", test_hostile);
  g_test_add_func ("/exchange/secrets/nothing-else-is-set", test_restores_secrets_alone);
  g_test_add_func ("/exchange/newer/is-refused-with-its-version", test_newer_is_refused_with_its_version);
  g_test_add_func ("/exchange/newer/can-be-looked-at-alone", test_newer_can_be_looked_at);
  g_test_add_func ("/exchange/newer/known-version-is-as-it-is", test_known_version_is_viewed_as_it_is);
  return g_test_run ();
}
