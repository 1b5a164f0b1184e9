/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* ClaspPreset: connections, mappings and what else belongs to a purpose, to be added to a show (mapping.md 9
 * and 15); or a chain of steps, to be put into a mapping. Immutable.
 *
 * A preset is a JSON file (docs/presets.md); those of the program are in it, those of a person in
 * clasp_presets_get_user_folder ().
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define CLASP_PRESET_MAX_SIZE (1024 * 1024) /* bytes of its text */
#define CLASP_PRESET_MAX_ASKS 32
#define CLASP_PRESET_MAX_TEXT 4096          /* bytes of an answer, a name or a description */
#define CLASP_PRESETS_MAX_FILES 1024        /* of a person's folder */

typedef enum
{
  CLASP_PRESET_SHOW,  /* adds to a show */
  CLASP_PRESET_STEPS, /* adds to a mapping */
} ClaspPresetFor;

typedef enum
{
  CLASP_PRESET_MERGE,   /* adds what is not there yet */
  CLASP_PRESET_REPLACE, /* takes everything else away first: connections, mappings, variables … */
} ClaspPresetMode;

/* What is asked for before it is applied. */
typedef enum
{
  CLASP_PRESET_ASK_TEXT,
  CLASP_PRESET_ASK_HOST,   /* a name or number of a computer */
  CLASP_PRESET_ASK_PORT,   /* 1–65535 */
  CLASP_PRESET_ASK_NUMBER,
  CLASP_PRESET_ASK_CHOICE, /* one of `choices` */
  CLASP_PRESET_ASK_DEVICE, /* a MIDI port or a serial device, by its name */
} ClaspPresetAskType;

typedef struct
{
  const char        *key;      /* names the answer */
  const char        *label;
  const char        *fallback; /* what counts without an answer; may be "" */
  ClaspPresetAskType type;
  double             minimum, maximum; /* of a number */
  const char *const *choices;  /* (nullable) */
} ClaspPresetAsk;

#define CLASP_TYPE_PRESET (clasp_preset_get_type ())
G_DECLARE_FINAL_TYPE (ClaspPreset, clasp_preset, CLASP, PRESET, GObject)

const char           *clasp_preset_get_id          (ClaspPreset *self);
const char           *clasp_preset_get_name        (ClaspPreset *self);
const char           *clasp_preset_get_description (ClaspPreset *self);
const char           *clasp_preset_get_category    (ClaspPreset *self); /* visual lighting audio iot web basic … */
const char           *clasp_preset_get_colour      (ClaspPreset *self); /* of its category, "#8b5cf6" */
const char *const    *clasp_preset_get_tags        (ClaspPreset *self);
ClaspPresetFor        clasp_preset_get_purpose     (ClaspPreset *self);
gboolean              clasp_preset_is_user         (ClaspPreset *self);
guint                 clasp_preset_get_n_asks      (ClaspPreset *self);
const ClaspPresetAsk *clasp_preset_get_ask         (ClaspPreset *self, guint index);

/* Reads one. Errors: CLASP_SHOW_ERROR_SYNTAX with line and column, _CONTENT with the path of what is wrong,
 * _VERSION, _SETTING for a kind this build does not have. */
ClaspPreset *clasp_preset_new_from_text (const ClaspRegistry *registry, const char *text, GError **error);
char        *clasp_preset_to_text       (ClaspPreset *self);

/* @answers (nullable): key → text, for what is asked for. What applying would do, a sentence each
 * (transfer full) (element-type utf8), translated; NULL with an error for an answer that is none. */
GPtrArray   *clasp_preset_preview     (ClaspPreset *self, ClaspShow *show, ClaspPresetMode mode, GHashTable *answers, GError **error);
/* One undo step. What is there already from the same preset, or is the same, is not added again; a
 * namespace that is taken becomes another, with the addresses of the preset's mappings. FALSE: nothing
 * changed. */
gboolean     clasp_preset_apply       (ClaspPreset *self, ClaspShow *show, ClaspPresetMode mode, GHashTable *answers, GError **error);
/* Of a preset for steps: puts them behind those of @mapping, or in their place. One undo step. */
gboolean     clasp_preset_apply_steps (ClaspPreset *self, ClaspShow *show, ClaspMapping *mapping, ClaspPresetMode mode, GError **error);

/* ---- all of them ---- */

/* Those of the program that this build can apply and a person's, by name (transfer full) (element-type
 * ClaspPreset). What cannot be read of the person's folder is a sentence in @problems (nullable). */
GPtrArray   *clasp_presets_list            (const ClaspRegistry *registry, const char *user_folder, GPtrArray *problems);
/* By its id; NULL when there is none. (transfer full) */
ClaspPreset *clasp_presets_find            (const ClaspRegistry *registry, const char *user_folder, const char *id);
/* Every word of @text, whatever its case, is in the name, the description or a tag. */
gboolean     clasp_preset_matches          (ClaspPreset *self, const char *text);
/* ~/.local/share/clasp-bridge/presets (transfer full) */
char        *clasp_presets_get_user_folder (void);

/* The show as it is (secrets left out), or the steps of a mapping, as a person's preset: written to a new
 * file in @user_folder, which is made. NULL with an error. (transfer full) */
ClaspPreset *clasp_presets_save_show       (ClaspShow *show, const char *user_folder, const char *name, const char *description, GError **error);
ClaspPreset *clasp_presets_save_steps      (ClaspShow *show, ClaspMapping *mapping, const char *user_folder, const char *name, GError **error);
/* Only of a person's. */
gboolean     clasp_presets_delete          (ClaspPreset *self, GError **error);

G_END_DECLS
