/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* BrDemo: signals and lights for who has no hardware at hand.
 *
 * While it runs, two faders move slowly, through the engine as a person's hand would send them: enough for a
 * first mapping, and few enough to see at once which is which. Starting also gives the show an Art-Net
 * connection to this computer when it has none, as one edit that can be undone; stopping leaves it.
 *
 * Property: running (boolean, FALSE). Signal: "lights-added", when the show got the connection.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_DEMO_N_FADERS 2
#define BR_DEMO_FIRST_FADER "/demo/fader/1"

#define BR_TYPE_DEMO (br_demo_get_type ())
G_DECLARE_FINAL_TYPE (BrDemo, br_demo, BR, DEMO, GObject)

BrDemo  *br_demo_new         (ClaspEngine *engine);
gboolean br_demo_get_running (BrDemo      *self);
void     br_demo_set_running (BrDemo      *self, gboolean running);

G_END_DECLS
