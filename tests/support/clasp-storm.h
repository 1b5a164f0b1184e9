/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/clasp-test.h"

/* Mutated packets of show-vectors.json against a connection (bridges.md 13.5): twenty thousand, and with
 * -m slow a million, of the same seed each time. What it holds in memory must not grow meanwhile.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  const char *protocol; /* "osc", "artnet", as the vectors name it */
  void      (*send) (const guint8 *bytes, gsize size, gpointer user_data);
  /* Now and then: what is counted and kept for the test may be forgotten, time may pass. */
  void      (*rest) (gpointer user_data);
  gpointer    user_data;
} ClaspStorm;

/* Under the address sanitizer a slow one wants ASAN_OPTIONS=quarantine_size_mb=8, or what it holds
 * back hides what is measured. */
void  clasp_storm_run       (const ClaspStorm *storm);
/* For clasp_test_init (): how long a test with a storm may take. */
guint clasp_storm_timeout_s (int argc, char **argv);

G_END_DECLS
