/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-checks.h"

#include "clasp-found.h"
#include "clasp-network-view.h"
#include "clasp-port-check.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

ClaspSetupSubject *
clasp_setup_subject_new (const char *id, const char *name, const char *kind, ClaspSettings *settings)
{
  ClaspSetupSubject *self = g_new0 (ClaspSetupSubject, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->kind = g_strdup (kind);
  self->settings = clasp_settings_copy (settings);
  self->is_enabled = TRUE;
  return self;
}

void
clasp_setup_subject_free (ClaspSetupSubject *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_object_unref (self->settings);
  g_free (self);
}

static gboolean
has_setting (const ClaspSetupSubject *subject, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (subject->settings), name) != NULL;
}

static gboolean
is_running (const ClaspSetupSubject *subject)
{
  return subject->status.state == CLASP_BRIDGE_STATE_IDLE || subject->status.state == CLASP_BRIDGE_STATE_LIVE ||
         subject->status.state == CLASP_BRIDGE_STATE_DEGRADED;
}

/* ---- how it says it is ---- */

static char *
dup_detail (const ClaspSetupSubject *subject, const char *otherwise)
{
  return g_strdup (subject->status.detail[0] != '\0' ? subject->status.detail : otherwise);
}

/* When something came in last; nothing is wrong with a device that is not touched. */
static void
check_data (const ClaspSetupSubject *subject, ClaspSetupReport *report, gint64 now_us)
{
  gint64 age_s = (now_us - subject->status.last_in_us) / G_USEC_PER_SEC;

  if (g_str_equal (subject->kind, "router"))
    return;
  if (subject->status.last_in_us == 0)
    clasp_setup_report_add (report, CLASP_SETUP_UNTESTED, g_strdup (_ ("Nothing has come in yet.")),
                            _ ("If it should send: move something there, and test again."));
  else if (age_s < 2)
    clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup (_ ("Data comes in now.")), NULL);
  else
    clasp_setup_report_add (report, CLASP_SETUP_GOOD,
                            g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Data came in %d second ago.", "Data came in %d seconds ago.",
                                                          (gulong) age_s),
                                             (int) age_s),
                            NULL);
}

static void
check_state (const ClaspSetupSubject *subject, ClaspSetupReport *report, gint64 now_us)
{
  switch (subject->status.state)
    {
    case CLASP_BRIDGE_STATE_OFF:
    case CLASP_BRIDGE_STATE_STARTING:
      clasp_setup_report_add (report, CLASP_SETUP_DOUBT, g_strdup (_ ("It has not started yet.")),
                              _ ("Test again in a moment."));
      return;
    case CLASP_BRIDGE_STATE_IDLE:
    case CLASP_BRIDGE_STATE_LIVE:
      clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup (_ ("It runs.")), NULL);
      check_data (subject, report, now_us);
      return;
    case CLASP_BRIDGE_STATE_DEGRADED:
      clasp_setup_report_add (report, CLASP_SETUP_DOUBT, dup_detail (subject, _ ("It works in part.")), NULL);
      check_data (subject, report, now_us);
      return;
    case CLASP_BRIDGE_STATE_WAITING:
      clasp_setup_report_add (report, CLASP_SETUP_BAD, dup_detail (subject, _ ("It did not work.")),
                              _ ("It is tried again by itself. “Try Now” does not wait."));
      return;
    case CLASP_BRIDGE_STATE_MISSING:
      clasp_setup_report_add (report, CLASP_SETUP_BAD, dup_detail (subject, _ ("The device is not there.")),
                              _ ("Plug it in and switch it on; it is waited for."));
      return;
    case CLASP_BRIDGE_STATE_ERROR:
      clasp_setup_report_add (report, CLASP_SETUP_BAD, dup_detail (subject, _ ("It does not work.")), NULL);
      return;
    }
}

/* ---- interfaces ---- */

static void
check_interface (const char *name, ClaspSetupReport *report, const GPtrArray *places)
{
  const ClaspNetworkPlace *place = clasp_network_find (places, name);
  g_autofree char         *address = NULL;

  if (place == NULL)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("The network interface “%s” is not here."), name),
                            _ ("Plug it in, or choose another interface in the settings."));
  else if (!place->is_up || place->address == 0)
    clasp_setup_report_add (report, CLASP_SETUP_BAD,
                            g_strdup_printf (_ ("The network interface “%s” has no address now."), name),
                            _ ("Check its cable and the system’s network settings."));
  else
    {
      address = clasp_network_print (place->address);
      /* Translators: a network interface and its address */
      clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup_printf (_ ("%s is up, with the address %s."), name, address),
                              NULL);
    }
}

static void
check_interfaces (const ClaspSetupSubject *subject, ClaspSetupReport *report, const GPtrArray *places)
{
  if (has_setting (subject, "interface") && clasp_settings_get_string (subject->settings, "interface")[0] != '\0')
    check_interface (clasp_settings_get_string (subject->settings, "interface"), report, places);
  if (has_setting (subject, "interfaces"))
    {
      const char *const *names = clasp_settings_get_strv (subject->settings, "interfaces");

      for (guint i = 0; names[i] != NULL; i++)
        check_interface (names[i], report, places);
    }
}

/* ---- ports ---- */

/* (nullable) (transfer none) of those that are switched on, whose settings name the port besides @subject's. */
static const char *
find_owner (const ClaspSetupSubject *subject, const GPtrArray *subjects, guint16 port, gboolean is_stream)
{
  for (guint i = 0; i < subjects->len; i++)
    {
      const ClaspSetupSubject *other = subjects->pdata[i];

      if (other != subject && other->is_enabled && clasp_settings_names_port (other->settings, port, is_stream))
        return other->name;
    }
  return NULL;
}

/* A connection may have its port and wait for something else: a device, a name, another of its places. */
static void
check_taken (const ClaspSetupSubject *subject, ClaspSetupReport *report, const GPtrArray *subjects, guint16 port, gboolean is_stream)
{
  gboolean    is_ours = clasp_port_is_ours (port, is_stream);
  const char *owner = is_ours ? find_owner (subject, subjects, port, is_stream) : NULL;

  if (is_running (subject) || (is_ours && owner == NULL))
    clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup_printf (_ ("Port %u is open."), port), NULL);
  else if (is_ours)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("Port %u is used by the connection “%s”."), port, owner),
                            _ ("Choose another port for one of the two."));
  else
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("Port %u is used by another program."), port),
                            _ ("Close that program, or choose another port."));
}

static void
check_port (const ClaspSetupSubject *subject, ClaspSetupReport *report, const GPtrArray *subjects, const char *name, const char *place)
{
  guint16  port;
  gboolean is_stream;

  switch (clasp_settings_probe_place (subject->settings, name, place, &port, &is_stream))
    {
    case CLASP_PORT_UNKNOWN:
      return;
    case CLASP_PORT_FREE:
      if (is_running (subject))
        clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("Port %u is not open."), port),
                                _ ("Switch the connection off and on again."));
      return;
    case CLASP_PORT_TAKEN:
      check_taken (subject, report, subjects, port, is_stream);
      return;
    }
}

static void
check_ports (const ClaspSetupSubject *subject, ClaspSetupReport *report, const GPtrArray *subjects)
{
  static const char *const names[] = { "listen", "query-listen" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = has_setting (subject, names[i]) ? clasp_settings_get_text (subject->settings, names[i]) : NULL;
      g_auto (GStrv)   places = g_strsplit (text != NULL ? text : "", ";", -1);

      for (guint j = 0; places[j] != NULL; j++)
        check_port (subject, report, subjects, names[i], g_strstrip (places[j]));
    }
}

/* ---- devices ---- */

static void
check_permission (ClaspSetupReport *report, const char *path, const char *group)
{
  g_autofree char *text = NULL;

  if (access (path, R_OK | W_OK) == 0 || errno != EACCES)
    return;
  text = g_strdup_printf (_ ("Your user must be in the group “%s”: add it, log out, and log in again."), group);
  clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("No permission to open %s."), path), text);
}

/* What there is instead of what is missing. */
static void
list_others (const ClaspSetupSubject *subject, ClaspSetupReport *report, const GPtrArray *sightings)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < sightings->len; i++)
    {
      const ClaspSighting *sighting = sightings->pdata[i];

      if (g_str_equal (sighting->kind, subject->kind))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", sighting->name);
    }
  if (names->len > 0)
    clasp_setup_report_add (report, CLASP_SETUP_UNTESTED, g_strdup_printf (_ ("Here are: %s."), names->str),
                            _ ("“Swap Device…” lets another one take its place."));
  else
    clasp_setup_report_add (report, CLASP_SETUP_UNTESTED, g_strdup (_ ("This computer sees no device of this kind.")),
                            _ ("Check the cable, and that the device is switched on."));
}

static void
check_midi (const ClaspSetupSubject *subject, ClaspSetupReport *report, const ClaspSetupWorld *world)
{
  const char *port = clasp_settings_get_string (subject->settings, "port");

  if (port[0] == '/')
    check_permission (report, port, g_str_has_prefix (port, "/dev/tty") ? "dialout" : "audio");
  else if (access (world->sequencer, F_OK) != 0 && world->is_midi_hidden)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup (_ ("This package cannot see MIDI devices.")),
                            _ ("Allow it “All devices” in the system’s settings of this application."));
  else if (access (world->sequencer, F_OK) != 0)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("This computer offers no MIDI: %s is missing."), world->sequencer),
                            _ ("Load the system’s sequencer: sudo modprobe snd-seq"));
  else
    check_permission (report, world->sequencer, "audio");
}

static void
check_dmx (const ClaspSetupSubject *subject, ClaspSetupReport *report, const ClaspSetupWorld *world)
{
  const char *device = clasp_settings_get_string (subject->settings, "device");

  if (device[0] == '/')
    check_permission (report, device, "dialout");
  for (guint i = 0; i < world->sightings->len; i++)
    {
      const ClaspSighting *sighting = world->sightings->pdata[i];

      if (g_str_equal (sighting->kind, "dmx") && sighting->problem != NULL)
        clasp_setup_report_add (report, CLASP_SETUP_DOUBT, g_strdup_printf ("%s: %s", sighting->name, sighting->problem), NULL);
    }
}

static void
check_device (const ClaspSetupSubject *subject, ClaspSetupReport *report, const ClaspSetupWorld *world)
{
  gboolean is_midi = g_str_equal (subject->kind, "midi");
  gboolean is_dmx = g_str_equal (subject->kind, "dmx");

  if (is_running (subject) && (is_midi || is_dmx))
    clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup (_ ("The device is there.")), NULL);
  if (is_running (subject))
    return;
  if (is_midi)
    check_midi (subject, report, world);
  if (is_dmx)
    check_dmx (subject, report, world);
  if ((is_midi || is_dmx) && subject->status.state == CLASP_BRIDGE_STATE_MISSING)
    list_others (subject, report, world->sightings);
}

/* ---- mappings that reach nobody ---- */

/**
 * clasp_setup_add_unsent:
 * @report: where it is told
 * @subject: a connection
 *
 * That mappings lead to @subject, which sends to nobody. One of the page's hints, too.
 *
 * Thread: any.
 */
void
clasp_setup_add_unsent (ClaspSetupReport *report, const ClaspSetupSubject *subject)
{
  if (!subject->is_enabled || subject->n_unsent == 0)
    return;
  clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                          /* Translators: how many mappings, then the name of a connection */
                          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u mapping leads to %s, which sends to nobody.",
                                                       "%u mappings lead to %s, which sends to nobody.", subject->n_unsent),
                                           subject->n_unsent, subject->name),
                          _ ("Choose in its settings where it sends to."));
}

/* ---- all of it ---- */

static ClaspSetupReport *
check_subject (const ClaspSetupSubject *subject, const GPtrArray *subjects, const ClaspSetupWorld *world, ClaspSetupProbes *probes)
{
  ClaspSetupReport *report = clasp_setup_report_new (subject->id, subject->name, subject->kind);

  if (!subject->is_enabled)
    {
      clasp_setup_report_add (report, CLASP_SETUP_UNTESTED, g_strdup (_ ("It is switched off.")), NULL);
      return report;
    }
  check_state (subject, report, world->now_us);
  check_interfaces (subject, report, world->places);
  check_ports (subject, report, subjects);
  check_device (subject, report, world);
  clasp_setup_add_unsent (report, subject);
  clasp_setup_probes_add (probes, subject, report);
  return report;
}

/**
 * clasp_setup_check:
 * @subjects: (element-type ClaspSetupSubject): connections, and our router
 * @world: the machine
 * @cancellable: (nullable): ends the waiting
 *
 * Waits for name servers, and up to the world's patience for those who are sent to.
 *
 * Thread: any that may wait.
 *
 * Returns: (transfer full) (element-type ClaspSetupReport): a report for each
 */
GPtrArray *
clasp_setup_check (const GPtrArray *subjects, const ClaspSetupWorld *world, GCancellable *cancellable)
{
  GPtrArray        *reports = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_report_free);
  ClaspSetupProbes *probes = clasp_setup_probes_new (world, cancellable);

  for (guint i = 0; i < subjects->len; i++)
    g_ptr_array_add (reports, check_subject (subjects->pdata[i], subjects, world, probes));
  clasp_setup_probes_wait (probes);
  clasp_setup_probes_free (probes);
  return reports;
}
