/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* Which end of a text a step works on. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_TEXT_SIDE_BOTH,
  CLASP_TEXT_SIDE_START,
  CLASP_TEXT_SIDE_END,
} ClaspTextSide;

GType clasp_text_side_get_type (void);

G_END_DECLS
