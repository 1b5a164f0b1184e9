/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-renaming.h"

/* What clasp-renaming.c and -code.c share.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* What was made of a text so far. */
typedef struct
{
  ClaspRenaming *renaming;
  const char    *text;
  GString       *changed;
  gboolean       is_changed;
} ClaspRenamingWork;

/* @length bytes at @text are its address, or one below it. */
gboolean clasp_renaming_names_it (const ClaspRenaming *self, const char *text, gsize length);
/* An address with * in it that may be the thing's. */
gboolean clasp_renaming_may_be_it (const ClaspRenaming *self, const char *pattern);
/* Appends @text with the new address in the place of the old one, and counts. */
void clasp_renaming_put (ClaspRenamingWork *work, const char *text, gsize length);
/* "level" can stand behind "var."; "act-1" cannot. */
gboolean clasp_renaming_is_plain (const char *name);

/* clasp-renaming-code.c */
void clasp_renaming_follow_expression (ClaspRenamingWork *work);
void clasp_renaming_follow_script (ClaspRenamingWork *work);

G_END_DECLS
