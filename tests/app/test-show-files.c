/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* `claspctl show`, as a person calls it. */

static const char config[] = "{\"version\":1,\"servers\":[{\"type\":\"osc\",\"port\":9001},{"
                             "\"type\":\"mqtt\"}],\"bridges\":[],"
                             "\"mappings\":[{\"source\":{\"protocol\":\"osc\",\"address\":\"/osc/"
                             "a\"},\"target\":{\"protocol\":"
                             "\"clasp\",\"address\":\"/b\"},\"transform\":{\"type\":\"invert\"}}]}";

typedef struct
{
  char *folder, *config, *show, *kept;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("clasp-show-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->config = g_build_filename (fixture->folder, "config.json", NULL);
  fixture->show = g_build_filename (fixture->folder, "show.json", NULL);
  fixture->kept = g_strconcat (fixture->show, ".before-import", NULL);
  g_file_set_contents (fixture->config, config, -1, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *fixture)
{
  g_remove (fixture->config);
  g_remove (fixture->show);
  g_remove (fixture->kept);
  g_rmdir (fixture->folder);
  g_free (fixture->config);
  g_free (fixture->show);
  g_free (fixture->kept);
  g_free (fixture->folder);
}

/* Runs `claspctl show WHAT FILE OPTION VALUE`; its standard output, and @errors. */
static char *
run (const char *what,
     const char *file,
     const char *option,
     const char *value,
     int         status,
     char      **errors)
{
  g_autofree char        *program = clasp_test_program ("claspctl");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError)      error = NULL;
  char                   *output = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, program, "show", what, file, option, value, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  return output;
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char              *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_there_and_back (void)
{
  Fixture          fixture;
  g_autofree char *output = NULL, *errors = NULL, *exported = NULL, *more = NULL;

  fixture_init (&fixture);
  output = run ("import", fixture.config, "-o", fixture.show, 0, &errors);
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpstr (
    errors, ==,
    "claspctl: note: line 1, servers[1]: type “mqtt” is not there yet; it is left out\n");
  exported = run ("export", fixture.show, "--as", "v1", 0, &more);
  g_assert_cmpstr (more, ==, "");
  g_assert_nonnull (strstr (exported, "\"type\": \"invert\""));
  g_assert_nonnull (strstr (exported, "\"port\": 9001"));
  fixture_clear (&fixture);
}

static void
test_keeps_what_was_there (void)
{
  Fixture          fixture;
  g_autofree char *first = NULL, *second = NULL, *errors = NULL, *more = NULL;
  g_autofree char *kept = NULL, *written = NULL, *after = NULL, *again = NULL;

  fixture_init (&fixture);
  g_file_set_contents (fixture.show, "mine", -1, NULL);
  first = run ("import", fixture.config, "-o", fixture.show, 0, &errors);
  kept = read_file (fixture.kept);
  g_assert_cmpstr (kept, ==, "mine");

  written = read_file (fixture.show);
  second = run ("import", fixture.config, "-o", fixture.show, 0, &more);
  again = g_strconcat (fixture.kept, "-2", NULL);
  after = read_file (again);
  g_assert_cmpstr (after, ==, written);
  g_remove (again);
  fixture_clear (&fixture);
}

static void
test_refused (void)
{
  Fixture          fixture;
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autofree char *missing = NULL, *wrong = NULL, *usage = NULL;

  fixture_init (&fixture);
  first = run ("import", fixture.show, "-o", fixture.show, 1, &missing);
  g_assert_true (g_str_has_prefix (missing, "claspctl: "));
  g_file_set_contents (fixture.config, "{\"version\":2}", -1, NULL);
  second = run ("import", fixture.config, "-o", fixture.show, 1, &wrong);
  g_assert_nonnull (strstr (wrong, "version: 2 is newer than what can be read in this form, 1"));
  g_assert_false (g_file_test (fixture.show, G_FILE_TEST_EXISTS));
  third = run ("export", fixture.config, "--as", "v3", 2, &usage);
  g_assert_nonnull (strstr (usage, "usage: claspctl show"));
  fixture_clear (&fixture);
}

/* A version to come is refused by import, which says how to look at it; looking at it writes
 * nothing. */
static void
test_newer (void)
{
  Fixture          fixture;
  g_autofree char *first = NULL, *refused = NULL, *output = NULL, *errors = NULL;

  fixture_init (&fixture);
  g_file_set_contents (fixture.config,
                       "{\"format\":\"show-control-project\",\"version\":3,\"name\":\"Later\","
                       "\"routes\":[{\"sources\":"
                       "[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/b\"}],\"warp\":1}]}",
                       -1, NULL);
  first = run ("import", fixture.config, "-o", fixture.show, 1, &refused);
  g_assert_nonnull (strstr (refused, "version: 3 is newer"));
  g_assert_nonnull (strstr (refused, "claspctl show view"));
  g_assert_false (g_file_test (fixture.show, G_FILE_TEST_EXISTS));
  output = run ("view", fixture.config, NULL, NULL, 0, &errors);
  g_assert_cmpstr (output, ==, "show Later\nmapping /a => /b\n");
  g_assert_nonnull (strstr (errors, "version 3 is newer than this program"));
  g_assert_nonnull (strstr (errors, "warp: is not known here"));
  fixture_clear (&fixture);
}

static void
test_secrets (void)
{
  Fixture          fixture;
  g_autofree char *project = NULL, *passphrase = NULL, *first = NULL, *second = NULL, *third = NULL;
  g_autofree char *errors = NULL, *wrong = NULL, *read = NULL, *both = NULL;

  fixture_init (&fixture);
  passphrase = g_build_filename (fixture.folder, "passphrase", NULL);
  g_file_set_contents (passphrase, "open sesame\nmore\n", -1, NULL);
  g_file_set_contents (fixture.show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"connections\":[{\"id\":"
                       "\"d\",\"kind\":\"dmx\","
                       "\"settings\":{\"mk2-key\":\"0a1b2c3d\"}}]}",
                       -1, NULL);
  first = run ("export", fixture.show, "--as=v2", "--secrets", 2, &wrong); /* a file is missing */
  both = g_strconcat ("--secrets=", passphrase, NULL);
  project = run ("export", fixture.show, "--as=v2", both, 0, &errors);
  g_assert_null (strstr (project, "0a1b2c3d"));
  g_assert_nonnull (strstr (project, "\"secrets\""));
  g_file_set_contents (fixture.config, project, -1, NULL);
  second = g_strconcat ("--output=", fixture.show, NULL);
  third = run ("import", fixture.config, second, both, 0, &read);
  g_free (third);
  third = read_file (fixture.show);
  g_assert_null (strstr (third, "0a1b2c3d")); /* but a reference to what is on this computer */
  g_assert_nonnull (strstr (third, "\"mk2-key\": \"clasp-secret:"));
  g_free (project);
  g_free (errors);
  project = run ("export", fixture.show, "--as=v2", both, 0, &errors);
  g_assert_nonnull (strstr (project, "\"secrets\""));
  g_remove (passphrase);
  fixture_clear (&fixture);
}

/* `claspctl` with more words than run () takes. */
static char *
run_words (int status, char **errors, const char *first, ...)
{
  g_autofree char        *program = clasp_test_program ("claspctl");
  g_autoptr (GPtrArray)   words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError)      error = NULL;
  char                   *output = NULL;
  va_list                 arguments;

  g_ptr_array_add (words, program);
  g_ptr_array_add (words, (gpointer) "show");
  va_start (arguments, first);
  for (const char *word = first; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);
  process =
    g_subprocess_newv ((const char *const *) words->pdata,
                       G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, errors, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  return output;
}

#define TOUR                                                                                       \
  "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Tour\",\"connections\":["            \
  "{\"id\":\"c1\",\"kind\":\"osc\",\"name\":\"Tablet\",\"enabled\":true,\"namespace\":\"/osc\","   \
  "\"settings\":{}},"                                                                              \
  "{\"id\":\"c2\",\"kind\":\"artnet\",\"name\":\"Stage\",\"enabled\":true,\"namespace\":\"/"       \
  "artnet\","                                                                                      \
  "\"settings\":{}}],\"mappings\":["                                                               \
  "{\"id\":\"m1\",\"name\":\"Dimmer\",\"enabled\":true,\"source\":\"/osc/a\","                     \
  "\"target\":\"/artnet/0/0/0/1\",\"steps\":[]},"                                                  \
  "{\"id\":\"m2\",\"name\":\"Other\",\"enabled\":true,\"source\":\"/osc/b\","                      \
  "\"target\":\"/show/b\",\"steps\":[]}]}"
#define CLUB                                                                                       \
  "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Club\",\"connections\":["            \
  "{\"id\":\"d1\",\"kind\":\"osc\",\"name\":\"Desk\",\"enabled\":true,\"namespace\":\"/desk\","    \
  "\"settings\":{}},"                                                                              \
  "{\"id\":\"d2\",\"kind\":\"osc\",\"name\":\"Pad\",\"enabled\":true,\"namespace\":\"/pad\","      \
  "\"settings\":{}}],\"mappings\":[]}"

static void
test_part (void)
{
  Fixture          fixture;
  g_autofree char *part = NULL, *report = NULL, *imported = NULL, *notes = NULL, *written = NULL;
  g_autofree char *nothing = NULL, *refused = NULL, *none = NULL, *missing = NULL;

  fixture_init (&fixture);
  g_file_set_contents (fixture.config, TOUR, -1, NULL);
  part =
    run_words (0, &report, "export", fixture.config, "--as", "part", "--mapping", "Dimmer", NULL);
  none =
    run_words (1, &missing, "export", fixture.config, "--as", "part", "--mapping", "Nobody", NULL);
  g_assert_nonnull (strstr (missing, "there is no such mapping"));

  g_file_set_contents (fixture.config, part, -1, NULL);
  g_file_set_contents (fixture.show, CLUB, -1, NULL);
  nothing = run_words (1, &refused, "import", fixture.config, "-o", fixture.show, "--role",
                       "Tablet=Stage", NULL);
  g_assert_nonnull (strstr (refused, "--role: the show has no connection “Stage”"));
  written = read_file (fixture.show);
  g_assert_cmpstr (written, ==, CLUB);

  imported = run_words (0, &notes, "import", fixture.config, "-o", fixture.show, "--role",
                        "Tablet=Pad", NULL);
  g_assert_nonnull (strstr (notes, "claspctl: note: Tablet is Pad\n"));
  g_assert_nonnull (strstr (notes, "claspctl: note: Stage is added\n"));
  g_free (written);
  written = read_file (fixture.show);
  g_assert_nonnull (strstr (written, "\"source\": \"/pad/a\""));
  g_assert_nonnull (strstr (written, "\"name\": \"Club\""));
  g_assert_nonnull (strstr (written, "\"name\": \"Desk\""));
  g_assert_null (strstr (written, "Other"));
  fixture_clear (&fixture);
}

static void
test_roles_go_with_merging (void)
{
  Fixture          fixture;
  g_autofree char *output = NULL, *errors = NULL;

  fixture_init (&fixture);
  output =
    run_words (2, &errors, "import", fixture.config, "-o", fixture.show, "--role", "A=B", NULL);
  g_assert_nonnull (strstr (errors, "--role goes with --merge, or a part of a show"));
  g_assert_false (g_file_test (fixture.show, G_FILE_TEST_EXISTS));
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/show/import-and-export", test_there_and_back);
  g_test_add_func ("/app/show/newer-is-looked-at-alone", test_newer);
  g_test_add_func ("/app/show/secrets-with-a-passphrase", test_secrets);
  g_test_add_func ("/app/show/keeps-what-was-there", test_keeps_what_was_there);
  g_test_add_func ("/app/show/refused", test_refused);
  g_test_add_func ("/app/show/part-with-its-roles", test_part);
  g_test_add_func ("/app/show/roles-go-with-merging", test_roles_go_with_merging);
  return g_test_run ();
}
