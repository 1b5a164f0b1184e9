/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* A registry of kinds of its own, with every type of setting, so that the tests of the document do not
 * change with the protocols: connections "osc" and "midi", steps "range", "smooth", "curve" and
 * "expression", "variable" and "scene". Thread: the test's. */

const ClaspRegistry *show_fixture_registry (void);
ClaspShow           *show_fixture_new      (void);
/* Edits @show once, at random: anything a person can do but undo and redo. */
void                 show_fixture_edit     (ClaspShow *show, GRand *random);
/* An empty folder, to be removed with show_fixture_remove_folder (). */
char                *show_fixture_folder   (void);
void                 show_fixture_remove_folder (char *folder);
/* The text of a file, whatever it holds. */
char                *show_fixture_read     (const char *path);
