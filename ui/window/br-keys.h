/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The keys: one table of those that work everywhere, for the program, its palette and its preferences, and one of
 * those that act while a list has the focus. Those a person changed come from the setting "keys". Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const char *action;  /* "win.palette" */
  const char *title;   /* N_() */
  const char *keys[4]; /* as they are at first */
  const char *list;    /* N_(): the list that has to have the focus; NULL: everywhere */
  const char *instead; /* the act everywhere that this one is instead of, in a window of its own; or NULL */
  gboolean    is_typed; /* acts also while one types, where the entry has no use for it */
} BrKey;

/* Those that work everywhere. */
const BrKey *br_keys_list  (guint *n_keys);
/* Those of lists; those of one list stand together. */
const BrKey *br_keys_list_of_lists (guint *n_keys);
/* Gives those that work everywhere to the application. */
void         br_keys_apply (GtkApplication *application);
/* Changes one; NULL: as it was at first. */
void         br_keys_set   (GtkApplication *application, const char *action, const char *accelerator);
/* As it is now: (transfer full). */
char       **br_keys_dup   (const BrKey *key);
/* Those of @state that count: a sign is the same whether it stands behind Shift or not. */
GdkModifierType br_keys_get_modifiers (guint keyval, GdkModifierType state);
/* Whether a person may choose it for @key: letters and signs alone are for lists, and arrows and the like for moving
 * in them. */
gboolean     br_keys_may_have (const BrKey *key, guint keyval, GdkModifierType modifiers);
/* Another one, which @accelerator would be taken from were it given to @key; or NULL. */
const BrKey *br_keys_find_other (const BrKey *key, const char *accelerator);

/* The keys of a list act while @widget has the focus or what is in it, and not while one types: each is the action of
 * its name, of @widget or of what holds it. @prefix is that of the names, "mapping." */
void         br_keys_add_to_list (GtkWidget *widget, const char *prefix, GtkPropagationPhase phase);

/* Is it a key of @action that was pressed? */
gboolean     br_keys_is_pressed (const char         *action,
                                 GtkEventController *controller,
                                 guint               keyval,
                                 GdkModifierType     state);
/* Does a key of these names act so pressed? */
gboolean     br_keys_acts (const char *prefix, guint keyval, GdkModifierType state);
/* What a person presses for @action: "Ctrl+K", "M"; "" when it has no key. (transfer full) */
char        *br_keys_dup_label (const char *action);
/* Puts the key of @action behind the tooltip that @widget has, and into its name; follows when another one is chosen. */
void         br_keys_hint (GtkWidget *widget, const char *action);
/* Puts the keys of its entries behind them, as they are now. */
void         br_keys_show_in_menu (GMenuModel *menu);
/* What always does the same, as Alt+1 and Ctrl+A: translated, or NULL. */
const char  *br_keys_get_fixed (const char *accelerator);

G_END_DECLS
