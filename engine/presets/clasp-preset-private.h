/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "presets/clasp-preset.h"

#include <json-glib/json-glib.h>

/* What the parts of presets share: clasp-preset.c (the file's head), -fill.c (answers), -plan.c (what
 * applying does), -steps.c, clasp-presets.c (all of them). Thread: UI. */

G_BEGIN_DECLS

#define CLASP_PRESET_FORMAT "clasp-bridge-preset"
#define CLASP_PRESET_VERSION 1

struct _ClaspPreset
{
  GObject              parent_instance;
  const ClaspRegistry *registry;
  JsonObject          *root; /* (owned) the whole file, unchanged */
  char                *id, *name, *description, *category; /* (owned) */
  char               **tags; /* (owned) */
  ClaspPresetFor       purpose;
  GArray              *asks; /* (owned) of ClaspPresetAsk; its strings are the root's */
  char                *path; /* (owned) (nullable) of a person's */
};

/* clasp-preset-fill.c: a show of the preset's own content with the answers in it. NULL with the error.
 * @answers (nullable): key → text. (transfer full) */
ClaspShow *clasp_preset_fill        (ClaspPreset *self, GHashTable *answers, GError **error);
/* Of the router's settings the preset names; NULL = none. (transfer none) */
JsonObject *clasp_preset_get_router (ClaspPreset *self);

G_END_DECLS
