/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspRenaming: a variable, timer, scene or layer gets another name, and one text after the other
 * that may name it is read by the rules of its language.
 *
 * Only what surely names it is changed: var.NAME, an address written out, a layer in a condition.
 * What may name it besides, an address that is put together, is counted for a person to look at.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_NAMING_TEXT,   /* addresses at its start, in quotation marks or behind "=" */
  CLASP_NAMING_SOURCE, /* a pattern */
  CLASP_NAMING_TARGET, /* a template of an address */
  CLASP_NAMING_EXPRESSION,
  CLASP_NAMING_CONDITION, /* JSON or an expression */
  CLASP_NAMING_FORMAT,    /* the text of the step format */
  CLASP_NAMING_JSON,      /* a template */
  CLASP_NAMING_SCRIPT,    /* Lua */
} ClaspNaming;

typedef struct
{
  const char *kind, *name, *new_name; /* (unowned) */
  char       *prefix;                 /* (owned) "/local/var/" */
  char       *address, *new_address;  /* (owned) */
  guint       n_followed;             /* places that follow the name */
  guint       n_left;                 /* places that may name it, and stay as they are */
  guint       n_stuck; /* places in which the new name cannot stand: they stay as they are */
} ClaspRenaming;

/* @kind: "variable", "timer", "scene", "layer". */
void
clasp_renaming_init (ClaspRenaming *self, const char *kind, const char *name, const char *new_name);
void clasp_renaming_clear (ClaspRenaming *self);
/* (transfer full) (nullable) @text with the new name; NULL when it stays as it is. */
char *clasp_renaming_follow (ClaspRenaming *self, ClaspNaming language, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspRenaming, clasp_renaming_clear)

G_END_DECLS
