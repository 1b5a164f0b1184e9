/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "router/clasp-router.h"

#include <gio/gio.h>

/* ClaspValuesFile: the last value of every parameter on disk, so that outputs come back as they
 * were after a crash, a kill or a power cut.
 *
 * The file is a run of SET frames in the order of writing; the last one of an address counts. New
 * values are appended in batches by a thread of their own; when the file has grown well beyond what
 * it holds it is rewritten beside and renamed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_VALUES_FILE_INTERVAL_MS 100 /* from a change to its write */

typedef struct _ClaspValuesFile ClaspValuesFile;

/* Writes what @file holds into @router and from then on keeps it up to date. A file that cannot be
 * read whole is read as far as it goes; what follows is dropped with a log line. */
ClaspValuesFile *clasp_values_file_new   (GFile           *file,
                                          ClaspRouter     *router,
                                          ClaspTimers     *timers);
/* Writes what is left and waits for it. */
void             clasp_values_file_free  (ClaspValuesFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspValuesFile, clasp_values_file_free)

G_END_DECLS
