/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* Steps of a number that suit its size. Thread: any (pure). */

G_BEGIN_DECLS

/* What is @by steps above @number, within what @pspec (int, uint or double) allows: 2.0 goes to 2.1, 10000 to 11000. */
double br_number_step (GParamSpec *pspec, double number, int by);

G_END_DECLS
