/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "presets/clasp-preset-private.h"

/* What applying a preset to a show does: worked out once, then told (-tell.c) or done (-apply.c).
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_PRESET_ACT_CLEAR,      /* everything goes */
  CLASP_PRESET_ACT_ROUTER,     /* a setting of the router */
  CLASP_PRESET_ACT_CONNECTION, /* added */
  CLASP_PRESET_ACT_REUSE,      /* a connection that is there does it, perhaps with other settings */
  CLASP_PRESET_ACT_LOCAL,
  CLASP_PRESET_ACT_MAPPING,
  CLASP_PRESET_ACT_KEEP,       /* a mapping, or something local, is there already */
} ClaspPresetActType;

typedef struct
{
  ClaspPresetActType        type;
  ClaspShowItem *item;     /* (owned) (nullable) of the preset */
  ClaspShowItem *present;  /* (owned) (nullable) of the show */
  char          *text;     /* (owned) (nullable) namespace, or name of a setting */
  GPtrArray     *settings; /* (owned) (nullable) names of those that become others */
} ClaspPresetAct;

typedef struct
{
  ClaspPreset    *preset;
  ClaspShow      *show, *content; /* content owned */
  ClaspPresetMode mode;
  GPtrArray      *acts;       /* (owned) of ClaspPresetAct */
  GHashTable     *namespaces; /* (owned) of the preset → in the show */
  GHashTable     *ids;        /* (owned) of connections, likewise */
  GHashTable     *taken;      /* (owned) namespaces of the show, as it will be */
} ClaspPresetPlan;

/* FALSE with an error; cleared in any case. */
gboolean clasp_preset_plan_init  (ClaspPresetPlan *self,
                                  ClaspPreset     *preset,
                                  ClaspShow       *show,
                                  ClaspPresetMode  mode,
                                  GHashTable      *answers,
                                  GError         **error);
void     clasp_preset_plan_clear (ClaspPresetPlan *self);
/* Connections, mappings and what is local. */
guint    clasp_preset_count_all  (ClaspShow       *show);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspPresetPlan, clasp_preset_plan_clear)

G_END_DECLS
