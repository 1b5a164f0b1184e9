/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-hints.h"

#include <glib/gi18n-lib.h>

/* A clock sends 24 times in a beat, time code at least 96 times a second: silence for so long is none. */
#define CLOCK_SPAN_US (3 * G_USEC_PER_SEC)

/* ---- what the package is not shown ---- */

static void
hint_devices (ClaspSetupReport *report, const ClaspSandbox *sandbox)
{
  if (!sandbox->is_midi_hidden && !sandbox->is_usb_hidden)
    return;
  clasp_setup_report_add (report, CLASP_SETUP_BAD,
                          g_strdup (sandbox->is_midi_hidden ? _ ("This package cannot see MIDI devices.")
                                                            : _ ("This package cannot see USB devices.")),
                          sandbox->is_midi_hidden && sandbox->is_usb_hidden
                            ? _ ("Nor does it see USB devices. Allow it all devices, then start it again.")
                            : _ ("Allow it all devices, then start it again."));
  clasp_setup_report_set_command (report, clasp_sandbox_dup_device_command (sandbox));
}

/**
 * clasp_setup_hint_sandbox:
 * @report: where hints go
 * @sandbox: what the package is not shown
 *
 * Thread: any.
 */
void
clasp_setup_hint_sandbox (ClaspSetupReport *report, const ClaspSandbox *sandbox)
{
  hint_devices (report, sandbox);
  if (!sandbox->is_mdns_hidden)
    return;
  clasp_setup_report_add (report, CLASP_SETUP_DOUBT, g_strdup (_ ("This package cannot look for devices on the network by name.")),
                          _ ("Allow it to ask for them, then start it again; or add them by hand."));
  clasp_setup_report_set_command (report, clasp_sandbox_dup_mdns_command (sandbox));
}

/* ---- clocks ---- */

static gboolean
has_setting (const ClaspSetupSubject *subject, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (subject->settings), name) != NULL;
}

static gboolean
follows (const ClaspSetupSubject *subject, const char *setting)
{
  gboolean is_on = TRUE;

  if (has_setting (subject, setting))
    g_object_get (subject->settings, setting, &is_on, NULL);
  return subject->is_enabled && is_on;
}

static gboolean
is_heard (gint64 last_us, gint64 now_us)
{
  return last_us != 0 && now_us - last_us < CLOCK_SPAN_US;
}

/* Lists read differently in every language: names with commas between them do in all. */
static char *
list_names (GPtrArray *names)
{
  if (names->len < 2)
    return NULL;
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

/* It is told how fast to go, and tells how fast to go. */
static void
hint_own_clock (ClaspSetupReport *report, const ClaspSetupSubject *subject, gint64 now_us)
{
  gboolean is_sending = FALSE;

  if (!has_setting (subject, "clock-out"))
    return;
  g_object_get (subject->settings, "clock-out", &is_sending, NULL);
  if (is_sending && subject->is_enabled && is_heard (subject->status.last_clock_us, now_us))
    clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                            /* Translators: name of a connection */
                            g_strdup_printf (_ ("%s sends a clock and gets one from us."), subject->name),
                            _ ("Two tempos fight there. Switch “Send a clock” off, or the clock of the device."));
}

/**
 * clasp_setup_hint_clocks:
 * @report: where hints go
 * @subjects: (element-type ClaspSetupSubject): connections, and our router
 * @now_us: monotonic
 *
 * Thread: any.
 */
void
clasp_setup_hint_clocks (ClaspSetupReport *report, const GPtrArray *subjects, gint64 now_us)
{
  g_autoptr (GPtrArray) clocks = g_ptr_array_new (), codes = g_ptr_array_new ();
  g_autofree char      *clock_names = NULL, *code_names = NULL;

  for (guint i = 0; i < subjects->len; i++)
    {
      const ClaspSetupSubject *subject = subjects->pdata[i];

      if (is_heard (subject->status.last_clock_us, now_us) && follows (subject, "clock-in"))
        g_ptr_array_add (clocks, subject->name);
      if (is_heard (subject->status.last_timecode_us, now_us) && follows (subject, "mtc-in"))
        g_ptr_array_add (codes, subject->name);
      hint_own_clock (report, subject, now_us);
    }
  clock_names = list_names (clocks);
  code_names = list_names (codes);
  if (clock_names != NULL)
    clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                            /* Translators: names of connections */
                            g_strdup_printf (_ ("Several clocks come in: %s."), clock_names),
                            _ ("What follows them may hear two tempos. Switch “Follow the clock” off where it is not meant."));
  if (code_names != NULL)
    clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                            /* Translators: names of connections */
                            g_strdup_printf (_ ("Several time codes come in: %s."), code_names),
                            _ ("What follows them may hear two times. Stop one, or switch “Follow time code” off where it is not meant."));
}
