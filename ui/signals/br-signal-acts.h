/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-list.h"
#include "window/br-window.h"

/* What is done with the signals that are selected in a list, on whatever page it is.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* All are made favourites; when all are, none is any more. */
void br_signal_acts_favourite (BrWindow      *window,
                               BrAddressList *list);
/* Asks how the first is taken. */
void br_signal_acts_treat     (BrWindow      *window,
                               BrAddressList *list);
/* Until they are seen again; one undo step. */
void br_signal_acts_forget    (BrWindow      *window,
                               BrAddressList *list);
/* F, T, Delete and H in @list, and in the menu of its rows, until either ends; charts stand on the page Signals. */
void br_signal_acts_follow    (BrWindow      *window,
                               BrAddressList *list);

G_END_DECLS
