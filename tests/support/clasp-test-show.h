/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* Shows that tests write by hand. Thread: the test's. */

G_BEGIN_DECLS

/* Writes @text to @path; fails the test when any part of it is not understood: what is left out of a show
 * silently is not tested. */
void             clasp_test_write_show (const char *path,
                                        const char *text);
/* What a person types, in @show; fails the test when it is not understood. (transfer none) */
ClaspConnection *clasp_test_connect    (ClaspShow  *show,
                                        const char *text);
ClaspMapping    *clasp_test_map        (ClaspShow  *show,
                                        const char *text);

G_END_DECLS
