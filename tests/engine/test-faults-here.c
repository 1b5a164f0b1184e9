/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What this computer keeps from us, clocks that fight, and latencies of a second and of a minute. */

#include "clasp-kinds.h"
#include "clasp-latency-span.h"
#include "clasp-setup-hints.h"
#include "show/clasp-show.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the package ---- */

typedef struct
{
  char *root; /* (owned) stands for "/" */
} Computer;

static void
setup (Computer *computer, gconstpointer data)
{
  computer->root = g_dir_make_tmp ("clasp-root-XXXXXX", NULL);
}

static void
teardown (Computer *computer, gconstpointer data)
{
  static const char *const paths[] = { ".flatpak-info", "dev/snd", "dev/bus/usb", "dev/bus", "dev", "" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_build_filename (computer->root, paths[i], NULL);

      g_remove (path);
    }
  g_free (computer->root);
}

static void
package (Computer *computer, const char *info)
{
  g_autofree char *path = g_build_filename (computer->root, ".flatpak-info", NULL);

  g_assert_true (g_file_set_contents (path, info, -1, NULL));
}

static void
make_folder (Computer *computer, const char *name)
{
  g_autofree char *path = g_build_filename (computer->root, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
}

static ClaspSetupReport *
hint (Computer *computer)
{
  ClaspSetupReport     *report = clasp_setup_report_new (NULL, "here", "network");
  g_auto (ClaspSandbox) sandbox = { 0 };

  clasp_sandbox_read (&sandbox, computer->root);
  clasp_setup_hint_sandbox (report, &sandbox);
  return report;
}

#define BUS "[System Bus Policy]\norg.freedesktop.Avahi=talk\n"

static void
test_a_plain_computer_hides_nothing (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = hint (computer);

  g_assert_cmpuint (report->findings->len, ==, 0);
}

static void
test_a_package_without_devices_says_so (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;
  const ClaspSetupFinding     *finding;

  package (computer, "[Application]\nname=org.example.Bridge\n[Context]\nshared=network;\n" BUS);
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 1);
  finding = report->findings->pdata[0];
  g_assert_cmpint (finding->verdict, ==, CLASP_SETUP_BAD);
  g_assert_cmpstr (finding->text, ==, "This package cannot see MIDI devices.");
  g_assert_cmpstr (finding->command, ==, "flatpak override --user --device=all org.example.Bridge");
}

/* Then it is the computer that has none, and no permission helps. */
static void
test_a_package_with_devices_hides_nothing (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  package (computer, "[Application]\nname=org.example.Bridge\n[Context]\ndevices=dri;all;\n" BUS);
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 0);
}

static void
test_what_is_there_is_not_hidden (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  package (computer, "[Application]\nname=org.example.Bridge\n" BUS);
  make_folder (computer, "dev/snd");
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 1);
  g_assert_cmpstr (((ClaspSetupFinding *) report->findings->pdata[0])->text, ==, "This package cannot see USB devices.");
  make_folder (computer, "dev/bus/usb");
  g_clear_pointer (&report, clasp_setup_report_free);
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 0);
}

static void
test_names_need_the_system_bus (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  package (computer, "[Context]\ndevices=all;\n");
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 1);
  g_assert_nonnull (strstr (((ClaspSetupFinding *) report->findings->pdata[0])->command, "--system-talk-name=org.freedesktop.Avahi"));
}

static void
test_nonsense_is_borne (Computer *computer, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  package (computer, "\xff[[[");
  report = hint (computer);
  g_assert_cmpuint (report->findings->len, ==, 0);
}

/* ---- clocks ---- */

#define NOW (100 * G_USEC_PER_SEC)

static ClaspSetupSubject *
add_midi (GPtrArray *subjects, const char *name, const char *text)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *connection = clasp_show_connect_from_text (show, text, NULL);
  ClaspSetupSubject    *subject = clasp_setup_subject_new (name, name, "midi", clasp_connection_get_settings (connection));

  g_ptr_array_add (subjects, subject);
  return subject;
}

static const char *
find_clocks (GPtrArray *subjects, ClaspSetupReport **report)
{
  g_clear_pointer (report, clasp_setup_report_free);
  *report = clasp_setup_report_new (NULL, "here", "network");
  clasp_setup_hint_clocks (*report, subjects, NOW);
  return (*report)->findings->len > 0 ? ((ClaspSetupFinding *) (*report)->findings->pdata[0])->text : NULL;
}

static void
test_two_clocks_fight (void)
{
  g_autoptr (GPtrArray)        subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_subject_free);
  g_autoptr (ClaspSetupReport) report = NULL;
  ClaspSetupSubject           *left = add_midi (subjects, "Left", "midi"), *right = add_midi (subjects, "Right", "midi");

  g_assert_null (find_clocks (subjects, &report));
  left->status.last_clock_us = NOW;
  right->status.last_timecode_us = NOW; /* one of each is as it should be */
  g_assert_null (find_clocks (subjects, &report));
  right->status.last_clock_us = NOW - 2 * G_USEC_PER_SEC;
  g_assert_cmpstr (find_clocks (subjects, &report), ==, "Several clocks come in: Left, Right.");
  right->status.last_clock_us = NOW - 3 * G_USEC_PER_SEC;
  g_assert_null (find_clocks (subjects, &report));
  left->status.last_timecode_us = NOW;
  g_assert_cmpstr (find_clocks (subjects, &report), ==, "Several time codes come in: Left, Right.");
  left->is_enabled = FALSE;
  g_assert_null (find_clocks (subjects, &report));
}

static void
test_a_clock_that_nobody_follows_fights_nobody (void)
{
  g_autoptr (GPtrArray)        subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_subject_free);
  g_autoptr (ClaspSetupReport) report = NULL;

  add_midi (subjects, "Left", "midi")->status.last_clock_us = NOW;
  add_midi (subjects, "Right", "midi,clock-in=false")->status.last_clock_us = NOW;
  g_assert_null (find_clocks (subjects, &report));
}

static void
test_our_own_clock_fights_too (void)
{
  g_autoptr (GPtrArray)        subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_subject_free);
  g_autoptr (ClaspSetupReport) report = NULL;

  add_midi (subjects, "Drums", "midi,clock-out=true")->status.last_clock_us = NOW;
  g_assert_cmpstr (find_clocks (subjects, &report), ==, "Drums sends a clock and gets one from us.");
}

/* ---- latencies ---- */

static void
add (ClaspHistogram *total, guint64 us, guint n)
{
  for (guint i = 0; i < n; i++)
    clasp_histogram_record (total, us * 1000);
}

static void
test_a_second_and_a_minute (void)
{
  g_autoptr (ClaspLatencySpan) span = clasp_latency_span_new ();
  ClaspHistogram               total = { 0 };
  ClaspLatencyFigures          second, minute;

  add (&total, 100, 98);
  add (&total, 5000, 2);
  clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat_with_epsilon (second.p50_us, 100, 7);
  g_assert_cmpfloat_with_epsilon (second.p99_us, 5000, 320);
  g_assert_cmpfloat_with_epsilon (second.max_us, 5000, 320);
  g_assert_cmpfloat (minute.max_us, ==, second.max_us);

  add (&total, 200, 10);
  clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat_with_epsilon (second.max_us, 200, 13);
  g_assert_cmpfloat_with_epsilon (minute.max_us, 5000, 320);

  clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat (second.max_us, ==, 0);
  g_assert_cmpfloat (second.p50_us, ==, 0);
}

/* The first second is of the minute until sixty have come after it. */
static void
test_a_minute_is_sixty_seconds (void)
{
  g_autoptr (ClaspLatencySpan) span = clasp_latency_span_new ();
  ClaspHistogram               total = { 0 };
  ClaspLatencyFigures          second, minute;

  add (&total, 5000, 1);
  clasp_latency_span_take (span, &total, &second, &minute);
  for (guint i = 1; i < CLASP_LATENCY_SPAN_S; i++)
    clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat (minute.max_us, >, 4000);
  clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat (minute.max_us, ==, 0);
}

static void
test_timing_that_began_anew (void)
{
  g_autoptr (ClaspLatencySpan) span = clasp_latency_span_new ();
  ClaspHistogram               total = { 0 };
  ClaspLatencyFigures          second, minute;

  add (&total, 5000, 10);
  clasp_latency_span_take (span, &total, &second, &minute);
  total = (ClaspHistogram){ 0 };
  add (&total, 100, 1);
  clasp_latency_span_take (span, &total, &second, &minute);
  g_assert_cmpfloat_with_epsilon (second.max_us, 100, 7);
  g_assert_cmpfloat_with_epsilon (minute.max_us, 100, 7);
}

#define ADD(path, func) g_test_add (path, Computer, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  ADD ("/engine/sandbox/plain-computer-hides-nothing", test_a_plain_computer_hides_nothing);
  ADD ("/engine/sandbox/package-without-devices-says-so", test_a_package_without_devices_says_so);
  ADD ("/engine/sandbox/package-with-devices-hides-nothing", test_a_package_with_devices_hides_nothing);
  ADD ("/engine/sandbox/what-is-there-is-not-hidden", test_what_is_there_is_not_hidden);
  ADD ("/engine/sandbox/names-need-the-system-bus", test_names_need_the_system_bus);
  ADD ("/engine/sandbox/nonsense-is-borne", test_nonsense_is_borne);
  g_test_add_func ("/engine/clocks/two-fight", test_two_clocks_fight);
  g_test_add_func ("/engine/clocks/one-that-nobody-follows", test_a_clock_that_nobody_follows_fights_nobody);
  g_test_add_func ("/engine/clocks/our-own-fights-too", test_our_own_clock_fights_too);
  g_test_add_func ("/engine/latency/second-and-minute", test_a_second_and_a_minute);
  g_test_add_func ("/engine/latency/minute-is-sixty-seconds", test_a_minute_is_sixty_seconds);
  g_test_add_func ("/engine/latency/timing-began-anew", test_timing_that_began_anew);

  return g_test_run ();
}
