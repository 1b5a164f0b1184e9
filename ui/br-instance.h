/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* BrInstance: which program of this computer has which show.
 *
 * A show is open in one program: two would send and save it. The usual program is the one that is started
 * without a file: it opens the show it had last. A file that is named starts a program of its own, unless one
 * has that show already, and whatever file either goes on to, its mark (window/br-crash-mark.h) says which one
 * it has now.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  char     *application; /* (owned) name on the bus: a program that has it already is shown instead */
  GFile    *show;        /* (owned) to open */
  GFile    *home;        /* (owned) names its mark, and its journal: what it put out last comes back */
  gboolean  is_usual;
} BrInstance;

/* @file (or NULL) is what the command line named. */
BrInstance *br_instance_find   (GFile      *file);
void        br_instance_free   (BrInstance *self);
/* It has this show now. */
void        br_instance_follow (BrInstance *self, GFile *show);
/* (transfer full) */
GFile      *br_instance_get_journal (BrInstance *self);
/* Where no show was chosen. (transfer full) */
GFile      *br_instance_get_first_show (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrInstance, br_instance_free)

G_END_DECLS
