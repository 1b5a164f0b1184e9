/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "router/clasp-router.h"

/* What is announced below @pattern, sorted, a line for each: "/artnet/lost event string r", with range and unit where there are
 * any: "/dmx/1 param int rw 0-255 dmx". */
char *announced_print (ClaspRouter *router, const char *pattern);
