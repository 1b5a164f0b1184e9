/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* One act of a page other than Patch, as it is called there: connections, signals, universes, scenes and layers,
 * presets, parts and imports, the router. Thread: UI. */
void walk_act (ClaspShow *show, GRand *rand);
