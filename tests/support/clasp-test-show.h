/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Shows that tests write by hand. Thread: the test's. */

G_BEGIN_DECLS

/* Writes @text to @path; fails the test when any part of it is not understood: what is left out of a show
 * silently is not tested. */
void clasp_test_write_show (const char *path, const char *text);

G_END_DECLS
