/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-list.h"

/* The orders that a person chooses from, wherever addresses are listed: their names in settings and in what is
 * remembered, and what they are called.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

typedef struct
{
  const char *name;   /* "device"; in settings */
  const char *title;  /* with its mnemonic, to be translated */
  BrOrder     order;
  int         column; /* that is sorted by, or -1 */
} BrOrderView;

#define BR_ORDER_FAVOURITES "favourites" /* its name; what is listed hangs on the query, too */

/* In the order of menus, @n_views of them. */
const BrOrderView *br_order_views_list (guint      *n_views);
/* The first one when there is none of that name. */
const BrOrderView *br_order_views_find (const char *name);
/* (transfer full) Its translated title, without the mnemonic: for a button that tells it. */
char              *br_order_view_dup_title (const BrOrderView *view);
gboolean           br_order_is_flat    (BrOrder     order);

G_END_DECLS
