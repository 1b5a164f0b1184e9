/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* Text in a place of fixed size, as plain data has it that is copied from thread to thread.
 *
 * Thread: any. */

G_BEGIN_DECLS

void clasp_fixed_text_set (char    *place,
                           gsize    size,
                           ClaspStr text);

G_END_DECLS
