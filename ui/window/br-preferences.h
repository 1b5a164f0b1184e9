/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* What can be chosen for all shows, in one table: the window of preferences is made from it, and search and
 * commands finds it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_PREFERENCE_SWITCH, /* on or off */
  BR_PREFERENCE_CHOICE, /* one of some */
  BR_PREFERENCE_PIN,
} BrPreferenceKind;

typedef struct
{
  const char *title; /* N_() */
  const char *value; /* as g_variant_parse () reads it */
} BrPreferenceChoice;

typedef struct
{
  const char      *key; /* of the schema */
  BrPreferenceKind kind;
  const char      *group, *title, *subtitle; /* N_() */
  const BrPreferenceChoice *choices; /* the last has no title; NULL if it is no choice */
} BrPreference;

const BrPreference *br_preferences_list (guint *n_preferences);
/* With the row of @key in front, if it is not NULL. */
GtkWidget          *br_preferences_new  (GtkApplication *application,
                                         BrWindow       *parent,
                                         const char     *key);
/* From now on the program looks as the settings say: style, colours, size of controls. */
void                br_appearance_follow (GtkApplication *application);

G_END_DECLS
