/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-mapping-editor.h"
#include "mapping/clasp-chain.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-meter.h"

/* What the files of BrMappingEditor share. */

struct _BrMappingEditor
{
  GtkWidget parent_instance;

  GtkStack        *stack;
  GtkEntry        *name;
  GtkToggleButton *mute;
  GtkLabel        *problem;
  GtkLabel        *options_text;
  GtkEntry        *source;
  GtkLabel        *source_problem;
  GtkLabel        *source_more;
  GtkToggleButton *source_learn;
  GtkLabel        *source_now;
  BrMeter         *source_meter;
  GtkBox          *steps;
  GtkMenuButton   *add_button;
  GtkPopover      *add_popover;
  BrCurveView     *curve;
  GtkEntry        *target;
  GtkLabel        *target_problem;
  GtkLabel        *target_more;
  GtkToggleButton *target_learn;
  GtkLabel        *target_now;
  BrMeter         *target_meter;
  GtkSwitch       *convert;
  GtkScale        *try_scale;
  GtkAdjustment   *try_value;
  GtkLabel        *try_text;
  GtkButton       *try_send;

  BrWindow     *window;                         /* (unowned) */
  ClaspMapping *mapping;                        /* (owned) or NULL */
  GBinding     *mute_binding, *convert_binding; /* (unowned) */
  GCancellable *learning;                       /* (owned) or NULL */
  gboolean      watching;

  /* br-mapping-editor-live.c */
  ClaspChain       *chain; /* (owned) NULL when it cannot work */
  ClaspRouteStatus shown;
  gint64            text_us;
  gint64            try_us;  /* when the slider moved last; 0 = never */
  gint64            wake_us; /* a step wants to go on with the tried value */
  ClaspValue        try_output;
  char             *try_target; /* (owned) or NULL */
};

/* With copies of the steps; NULL for @source or @target: the mapping's own. */
ClaspChain *
br_mapping_compile (ClaspMapping *mapping, const char *source, const char *target, GError **error);
/* After the mapping changed: compiles it anew, shows what is wrong, draws the curve. */
void     br_mapping_editor_recompile (BrMappingEditor *self);
gboolean br_mapping_editor_tick (BrMappingEditor *self, gint64 now_us);
void     br_mapping_editor_try (BrMappingEditor *self);
void     br_mapping_editor_send (BrMappingEditor *self);
void     br_mapping_editor_reset (BrMappingEditor *self);
