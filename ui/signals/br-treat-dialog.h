/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-signal-notes.h"

#include <gtk/gtk.h>

/* Asks how the value of a signal is to be taken. @range is what it is taken for now.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_treat_dialog_show (GtkWindow        *parent,
                           BrSignalNotes    *notes,
                           const char       *address,
                           const ClaspRange *range);

G_END_DECLS
