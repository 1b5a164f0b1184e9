/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-end-row.h"
#include "widgets/br-meter.h"
#include "widgets/br-settings-form.h"
#include "widgets/br-signal-text.h"

/* What the files of BrEndRow share. */

struct _BrEndRow
{
  GtkWidget parent_instance;

  GtkWidget       *handle;
  GtkEntry        *entry;
  GtkToggleButton *learn, *more;
  GtkLabel        *problem;
  GtkWidget       *missing;
  GtkLabel        *missing_text;
  GtkBox          *swap_box;
  GtkPopover      *swap_popover;
  GtkMenuButton   *swap;
  BrMeter         *meter;
  GtkLabel        *now;
  BrPickup        *pickup;
  GtkExpander     *many;
  GtkLabel        *matches;
  GtkWidget       *options;
  GtkDropDown     *connection;
  GtkWidget       *invert_row;
  GtkSwitch       *invert;
  BrSettingsForm  *form;
  GtkWidget       *steps_title;
  BrStepList      *steps;
  GtkButton       *remove;

  BrWindow        *window;  /* (unowned) */
  ClaspMapping    *mapping; /* (owned) */
  ClaspMappingEnd *end;     /* (owned) */
  gboolean         is_target, is_showing;
  char           **connection_ids; /* (owned) in the order of the drop-down; the first is empty */

  char            *seen; /* (owned) the address whose value is shown; "" = none yet */
  guint            signal;
  ClaspSignalState state;
  BrLevel          level;
  BrLevelMemory    memory;
  gint64           text_us, counted_us;
  guint            counted_size;
};

/* --- br-end-row-network.c --- */

void br_end_row_show_connections  (BrEndRow *self);
void br_end_row_choose_connection (BrEndRow *self);
/* A device that is away, and what could stand in for it. */
void br_end_row_show_missing      (BrEndRow *self);
/* The signals that a pattern takes. */
void br_end_row_count             (BrEndRow *self);
/* As if it had been typed. */
void br_end_row_type_address      (BrEndRow *self, const char *address);
