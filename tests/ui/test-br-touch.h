/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "finger/finger.h"

/* The parts of the program that are in files of their own. */
void touch_add_moves (FingerScreen *screen);
