/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The keys that work everywhere: one table for the program, its palette and its preferences. Those
 * a person changed come from the setting "keys". Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const char *action;  /* "win.palette" */
  const char *title;   /* N_() */
  const char *keys[3]; /* as they are at first */
} BrKey;

const BrKey *br_keys_list  (guint *n_keys);
/* Gives them to the application. */
void         br_keys_apply (GtkApplication *application);
/* Changes one; NULL: as it was at first. */
void         br_keys_set   (GtkApplication *application, const char *action, const char *accelerator);
/* The action that has this key, or NULL. */
const BrKey *br_keys_find  (GtkApplication *application, const char *accelerator);

G_END_DECLS
