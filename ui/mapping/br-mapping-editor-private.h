/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-condition-editor.h"
#include "mapping/br-end-row.h"
#include "mapping/br-mapping-editor.h"
#include "mapping/clasp-chain.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-settings-form.h"

/* What the files of BrMappingEditor share. */

#define BR_EDITOR_MAX_TARGETS CLASP_MAPPING_MAX_ENDS

struct _BrMappingEditor
{
  GtkWidget parent_instance;

  GtkStack        *stack;
  GtkEntry        *name;
  GtkToggleButton *mute, *solo;
  GtkMenuButton   *menu;
  GMenu           *presets_menu;
  GtkExpander     *presets;
  GtkListBox      *presets_list;
  GtkLabel        *problem;
  GtkWidget       *circle;
  GtkLabel        *circle_text;
  GtkWidget       *circle_guard;
  GtkBox          *sources, *targets;
  GtkWidget       *add_source, *add_target;
  GtkWidget       *join_box;
  BrSettingsForm  *join_form, *tolerance, *limit_form, *ways_form, *takeover_form, *order_form,
    *note_form, *when_form;
  GtkDropDown       *when, *takeover;
  GtkWidget         *level_row, *level;
  GtkAdjustment     *level_value;
  BrStepList        *steps;
  BrCurveView       *curve;
  GtkSwitch         *convert;
  GtkExpander       *ways, *conditions, *order, *note;
  BrConditionEditor *condition;
  GtkFlowBox        *colours;
  GtkScale          *try_scale;
  GtkSpinButton     *try_number;
  GtkAdjustment     *try_value;
  GtkLabel          *try_text;
  GtkButton         *try_send;

  BrWindow     *window;     /* (unowned) */
  ClaspMapping *mapping;    /* (owned) or NULL */
  GtkWidget    *learn_list; /* (owned) popover, or NULL */
  BrEndRow     *learns_for; /* (unowned) a child, or NULL */
  gboolean      watching;
  gboolean      is_showing; /* the controls are being set */

  /* br-mapping-editor-live.c */
  GPtrArray       *chains; /* (owned) of ClaspChain, one for each target; empty when it cannot work */
  ClaspRouteStatus shown;
  gint64           text_us;
  gint64           try_us;  /* when the slider moved last; 0 = never */
  gint64           wake_us; /* a step wants to go on with the tried value */
  GPtrArray       *tried;   /* (owned) of BrTried: what Send would send */
  double           tried_steps[CLASP_CHAIN_MAX_STEPS + 1];
  guint            n_tried_steps;
  double           tried_output; /* of the first target, NaN: no number */
};

/* What comes out at one target. */
typedef struct
{
  char      *address;
  ClaspValue value;
} BrTried;

/* --- br-mapping-editor-live.c --- */

/* The way from the first source to target number @target, with copies of the steps; NULL for @source or
 * @address: the mapping's own. */
ClaspChain *br_mapping_compile (ClaspShow *show, ClaspMapping *mapping, guint target, const char *source, const char *address, GError **error);
/* After the mapping changed: compiles it anew, shows what is wrong, draws the curve. */
void     br_mapping_editor_recompile (BrMappingEditor *self);
gboolean br_mapping_editor_tick (BrMappingEditor *self, gint64 now_us);
void     br_mapping_editor_try (BrMappingEditor *self);
void     br_mapping_editor_send (BrMappingEditor *self);
void     br_mapping_editor_reset (BrMappingEditor *self);

/* --- br-mapping-editor-ends.c --- */

BrEndRow *br_mapping_editor_get_row (BrMappingEditor *self, gboolean is_target, guint index);
/* Rows for what there is now. */
void      br_mapping_editor_build_ends (BrMappingEditor *self);
void      br_mapping_editor_add_end (BrMappingEditor *self, gboolean is_target);
void      br_mapping_editor_stop_learning (BrMappingEditor *self);

/* --- br-mapping-editor-acts.c --- */

/* Everything but names, ends and steps. */
void br_mapping_editor_show_options (BrMappingEditor *self);
void br_mapping_editor_show_circle (BrMappingEditor *self);
void br_mapping_editor_install_acts (GtkWidgetClass *widget_class);
/* Once the window is known. */
void br_mapping_editor_build_options (BrMappingEditor *self);

/* --- br-mapping-editor-presets.c --- */

void br_mapping_editor_install_presets (GtkWidgetClass *widget_class);
void br_mapping_editor_build_presets (BrMappingEditor *self);
