/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "locals/br-local-row.h"

/* What the files of BrLocalRow share: each kind of thing is a table of functions in a file of its own. */

typedef struct
{
  const char *kind;
  /* NULL-terminated, those that the form shows. */
  const char *const *settings;
  /* What stands in the row itself. */
  void (*build) (BrLocalRow *self);
  /* What is inside besides the name and the settings; may be NULL. */
  void (*fill) (BrLocalRow *self);
  /* The show has it otherwise. */
  void (*update) (BrLocalRow *self);
  gboolean (*tick) (BrLocalRow *self, double unix_s);
} BrLocalRowKind;

struct _BrLocalRow
{
  AdwExpanderRow parent_instance;

  const BrLocalRowKind *kind;
  BrWindow             *window; /* (unowned) */
  BrLocalLive          *live;   /* (unowned) */
  ClaspShowLocal       *local;  /* (owned) */
  GtkWidget            *name;   /* an entry, or NULL: not filled yet */
  GtkWidget            *act;    /* switch or button in the row */
  GtkWidget            *second; /* solo of a layer, stop of a scene */
  GtkWidget            *remove; /* at its end */
  GtkLabel             *now;    /* value, time left */
  GtkWidget            *entry;  /* value to write, address to add */
  GtkBox               *lines;  /* values of a scene, mappings of a layer */
  GtkWidget            *choice; /* of mappings */
  GtkWidget            *fade;   /* of one recall */
  GtkFilter            *filter; /* (owned) (nullable) of @choice */
  char                 *shown;  /* (owned) (nullable) what @lines show, to make them anew only then */
  double                tick_s, acted_s; /* when it was looked at, and when a switch was turned */
  gboolean              is_showing;
};

extern const BrLocalRowKind br_scene_row_kind, br_variable_row_kind, br_layer_row_kind,
  br_timer_row_kind;

const char *br_local_row_get_name     (BrLocalRow *self);
ClaspShow  *br_local_row_get_show     (BrLocalRow *self);
ClaspSettings *br_local_row_get_settings (BrLocalRow *self);
/* TRUE, and it has said so: locked. */
gboolean    br_local_row_refuse_edit  (BrLocalRow *self);
void        br_local_row_tell         (BrLocalRow *self, const char *text, gboolean undo);
/* As a hand would: to its address, with @verb (or NULL) behind. NULL: an event without value. */
void        br_local_row_send         (BrLocalRow *self, const char *verb, const ClaspValue *value);
gboolean    br_local_row_read         (BrLocalRow *self, const char *verb, ClaspSignalState *state);
/* A switch was turned: what it shows waits for the answer. */
void        br_local_row_note_act     (BrLocalRow *self);
/* Turns the switch as things are. TRUE: it stood otherwise, or is waiting. */
gboolean    br_local_row_set_switch   (BrLocalRow *self, gboolean is_on);
/* Only when it says something else. TRUE: it did. */
gboolean    br_local_row_set_label    (GtkLabel *label, const char *text);
void        br_local_row_set_subtitle (BrLocalRow *self, const char *text);
/* Inside, below what is there; takes the floating @child. */
void        br_local_row_add_inside   (BrLocalRow *self, GtkWidget *child);
GtkWidget  *br_local_row_make_label   (const char *text, gboolean is_dim);
/* An icon with a name, flat. */
GtkWidget  *br_local_row_make_button  (const char *icon_name, const char *name);
/* For assistive tools. */
void        br_local_row_name         (GtkWidget *widget, const char *name);
void        br_local_row_set_name_of  (GtkWidget *widget, const char *format, const char *name) G_GNUC_PRINTF (2, 0);
void        br_local_row_clear_lines  (BrLocalRow *self);
