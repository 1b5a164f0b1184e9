/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As people count: numbers within names by value ("cc2" before "cc10"), letters without their case.
 * Zero only for equal texts.
 *
 * Thread: any (pure). */
int br_compare_natural (const char *a, gsize a_length, const char *b, gsize b_length);

G_END_DECLS
