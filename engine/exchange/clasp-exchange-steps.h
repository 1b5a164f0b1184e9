/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Which transform of version 1 is which step of ours, and which parameter which setting. Thread: any
 * (static table). */

G_BEGIN_DECLS

typedef struct
{
  const char *type; /* theirs */
  const char *kind; /* ours */
  struct
  {
    const char *theirs;
    const char *ours;
  } names[4];
} ClaspExchangeStep;

extern const ClaspExchangeStep clasp_exchange_steps[];
extern const guint             clasp_exchange_n_steps;

G_END_DECLS
