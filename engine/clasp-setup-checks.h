/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "clasp-setup-report.h"

#include <gio/gio.h>

/* What can be found out about connections without disturbing them: is the interface there, is the port open, is
 * the device present and allowed, is there a way to whom it sends to, and does anybody listen there.
 *
 * Thread: any that may wait: names are looked up, and whoever is sent to has a few seconds to refuse. */

G_BEGIN_DECLS

/* A connection, or our router, as it was when the test began. */
typedef struct
{
  char             *id, *name; /* (owned) */
  char             *kind;      /* (owned) */
  ClaspSettings    *settings;  /* (owned) a copy */
  gboolean          is_enabled;
  ClaspBridgeStatus status;
  guint             n_unsent; /* mappings that lead to it although it sends to nobody */
} ClaspSetupSubject;

ClaspSetupSubject *clasp_setup_subject_new  (const char *id, const char *name, const char *kind, ClaspSettings *settings);
void               clasp_setup_subject_free (ClaspSetupSubject *self);

/* The machine, as the checks see it. */
typedef struct
{
  const GPtrArray *places;       /* (element-type ClaspNetworkPlace) */
  const GPtrArray *sightings;    /* (element-type ClaspSighting) this computer's devices */
  const char      *sequencer;    /* "/dev/snd/seq" */
  gboolean         is_midi_hidden; /* by the package this program runs in */
  gint64           now_us;       /* monotonic */
  guint            patience_ms;  /* for those who are sent to */
} ClaspSetupWorld;

/* (transfer full) (element-type ClaspSetupReport) one for each of @subjects, in their order. */
GPtrArray *clasp_setup_check (const GPtrArray *subjects, const ClaspSetupWorld *world, GCancellable *cancellable);

/*< private >*/
typedef struct _ClaspSetupProbes ClaspSetupProbes;

/* Whom connections send to. What is known at once goes into the report, the rest when all were waited for. */
ClaspSetupProbes *clasp_setup_probes_new  (const ClaspSetupWorld *world, GCancellable *cancellable);
void              clasp_setup_probes_add  (ClaspSetupProbes *self, const ClaspSetupSubject *subject, ClaspSetupReport *report);
void              clasp_setup_probes_wait (ClaspSetupProbes *self);
void              clasp_setup_probes_free (ClaspSetupProbes *self);

/* Adds that mappings lead to @subject, which sends to nobody. */
void              clasp_setup_add_unsent  (ClaspSetupReport *report, const ClaspSetupSubject *subject);

G_END_DECLS
