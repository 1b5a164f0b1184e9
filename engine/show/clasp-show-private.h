/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "show/clasp-show-writer.h"
#include "show/clasp-show.h"

/* What the parts of the show share. Thread: UI. */

G_BEGIN_DECLS

/* One change that can be taken back and done again. */
typedef struct _ClaspEdit ClaspEdit;
/* An object whose properties, or a list whose items, the show remembers to notice what changed. */
typedef struct _ClaspWatch ClaspWatch;

typedef struct
{
  char      *label;
  GPtrArray *edits;    /* (owned) of ClaspEdit, in order */
  gint64     time_us;  /* of the last edit */
  guint64    number;   /* from 1 on; no other step of this show ever has it */
  gboolean   is_group; /* made between begin and end: not joined with what follows */
} ClaspUndoStep;

struct _ClaspShow
{
  GObject              parent_instance;

  const ClaspRegistry *registry;
  ClaspClock          *clock;       /* (owned) */
  char                *name;
  GListStore          *routers;     /* (owned) */
  GListStore          *connections; /* (owned) */
  GListStore          *mappings;    /* (owned) */
  GListStore          *locals;      /* (owned) */
  GHashTable          *by_id;       /* (owned) id → unowned item */
  JsonObject          *extra;       /* (owned) (nullable) members of the file we do not know */

  /* observation: clasp-show-watch.c */
  GHashTable          *watches;     /* (owned) object → ClaspWatch */
  gboolean             is_moving;   /* an item is on its way within its list */

  /* history: clasp-show-undo.c */
  GPtrArray           *undo;        /* (owned) of ClaspUndoStep, newest last */
  GPtrArray           *redo;        /* (owned) of ClaspUndoStep, next last */
  ClaspUndoStep       *group;       /* (owned) (nullable) while between begin and end */
  guint                group_depth;
  GPtrArray           *replayed;    /* (owned) (nullable) items changed by a running undo */
  guint                quiet;       /* > 0: observed, not recorded */
  gboolean             could_undo, could_redo; /* as last notified */
  char                *undo_label, *redo_label;
  guint64              last_step;  /* number of the newest step that was ever made */
  guint64              undo_step;  /* as it was last notified */

  /* file: clasp-show-file.c */
  GFile               *file;        /* (owned) (nullable) */
  ClaspShowWriter     *writer;      /* (owned) */
  gboolean             is_saved;
  gint64               edited_us;   /* last edit, monotonic */
  gint64               unsaved_us;  /* first edit that is not in the file */
  gint64               failed_us;   /* last failure to save; 0 = the last one worked */
  GSource             *autosave;    /* (owned) (nullable) */
  gboolean             is_writing;
  guint64              n_edits;     /* to see whether something changed during a write */
  char                *damaged;     /* (nullable) path of a file to be copied aside before it is written */
  char                *save_error;  /* (nullable) why the last save failed */
  gboolean             is_disk_full; /* that is why */
  gboolean             is_locked;   /* show mode: clasp-show-lock.c */
  gboolean             has_live;    /* the file kept beside it in show mode may be there */
};

/* clasp-show.c */
void           clasp_show_emit_changed     (ClaspShow *self, ClaspShowItem *item);
void           clasp_show_set_name_quietly (ClaspShow *self, const char *name);
GListStore    *clasp_show_store_for        (ClaspShow *self, ClaspShowItem *item);
guint          clasp_show_store_limit      (ClaspShow *self, GListStore *store);
gboolean       clasp_show_is_good_id       (const char *id);
/* clasp-show-item.c: while it belongs to no show. */
void           clasp_show_item_set_id      (ClaspShowItem *self, const char *id);
char          *clasp_show_free_namespace   (ClaspShow *self, const char *wanted, ClaspShowItem *except);
/* (transfer full) of a kind; @what names what it should have been when there is none of it. */
ClaspSettings *clasp_show_make_settings     (const ClaspKind *kinds, guint n_kinds, const char *kind, const char *what, GError **error);
ClaspStep     *clasp_show_step_from_registry (const ClaspRegistry *registry, const char *kind, GError **error);
/* Empty, with a router, nothing to undo. */
void           clasp_show_reset_content    (ClaspShow *self, GPtrArray *routers, GPtrArray *connections, GPtrArray *mappings, GPtrArray *locals);
void           clasp_show_set_clock        (ClaspShow *self, ClaspClock *clock);

/* clasp-mapping-end.c; a registry lives as long as the show. */
ClaspMappingEnd *clasp_mapping_end_new         (const ClaspRegistry *registry, gboolean is_target, const char *address);
gboolean         clasp_mapping_end_is_target   (ClaspMappingEnd *self);
/* (nullable) what nobody asked for yet. */
ClaspSettings   *clasp_mapping_end_peek_options (ClaspMappingEnd *self);
GListStore      *clasp_mapping_end_peek_steps  (ClaspMappingEnd *self);
/* No more to it than the address. */
gboolean         clasp_mapping_end_is_plain    (ClaspMappingEnd *self);

/* clasp-mapping-ends.c: the sources or the targets of one mapping. */
typedef struct
{
  ClaspMapping    *mapping; /* (unowned) */
  gboolean         is_target;
  GParamSpec      *pspec;   /* the mapping's property that is the first's address */
  char            *address; /* of the first */
  GListStore      *list;    /* (owned) (nullable) of ClaspMappingEnd, until asked for */
  ClaspMappingEnd *first;   /* (owned) (nullable) with it */
} ClaspEnds;
void           clasp_ends_init             (ClaspEnds *self, ClaspMapping *mapping, gboolean is_target);
void           clasp_ends_clear            (ClaspEnds *self);
void           clasp_ends_set_address      (ClaspEnds *self, const char *address);
gboolean       clasp_ends_make_list        (ClaspEnds *self, const ClaspRegistry *registry);
void           clasp_ends_replace          (ClaspEnds *self, const ClaspRegistry *registry, GPtrArray *ends);
gboolean       clasp_ends_are_plain        (ClaspEnds *self);
gboolean       clasp_list_insert           (GListStore *list, guint position, gpointer item, guint limit);
void           clasp_list_remove           (GListStore *list, guint position);
void           clasp_list_move             (GListStore *list, guint from, guint to);

/* clasp-mapping.c */
void           clasp_mapping_set_registry  (ClaspMapping *self, const ClaspRegistry *registry);
ClaspSettings *clasp_mapping_peek_options  (ClaspMapping *self);
ClaspEnds     *clasp_mapping_peek_ends     (ClaspMapping *self, gboolean is_target);

/* clasp-show-watch.c */
void           clasp_show_watch_list       (ClaspShow *self, GListStore *store, ClaspShowItem *owner);
void           clasp_show_watch_self       (ClaspShow *self);
gboolean       clasp_show_find_position    (ClaspShow *self, GListStore *store, gpointer item, guint *position);
void           clasp_watch_free            (ClaspWatch *watch);
void           clasp_show_lock_lists       (ClaspShow *self, gboolean is_locked);

/* clasp-show-undo.c; the record functions take what they are given. */
void           clasp_show_record_property  (ClaspShow *self, ClaspShowItem *item, GObject *object, GParamSpec *pspec, const GValue *old_value, const GValue *new_value);
void           clasp_show_record_splice    (ClaspShow *self, ClaspShowItem *owner, GListStore *store, guint position, GPtrArray *removed, GPtrArray *added);
void           clasp_show_record_move      (ClaspShow *self, ClaspShowItem *item, GListStore *store, guint from, guint to);
void           clasp_show_move_in_store    (ClaspShow *self, GListStore *store, guint from, guint to);
void           clasp_show_clear_history    (ClaspShow *self);
void           clasp_show_update_undo      (ClaspShow *self);
void           clasp_undo_step_free        (ClaspUndoStep *step);

/* clasp-show-lock.c */
void           clasp_list_set_locked       (GListStore *list, gboolean is_locked);
gboolean       clasp_list_is_locked        (GListStore *list);
/* TRUE when it was put back. */
gboolean       clasp_show_refuse_property  (ClaspShow *self, ClaspShowItem *item, GObject *object, GParamSpec *pspec, const GValue *old_value, const GValue *new_value);
/* TRUE in show mode: whatever else was about to be done is not. */
gboolean       clasp_show_refuse           (ClaspShow *self);

/* clasp-show-labels.c: (transfer full), translated. */
char          *clasp_show_item_dup_title   (ClaspShowItem *item);
char          *clasp_show_label_property   (ClaspShowItem *item, GObject *object, GParamSpec *pspec, const GValue *old_value, const GValue *new_value);
char          *clasp_show_label_splice     (ClaspShowItem *owner, GPtrArray *removed, GPtrArray *added);
char          *clasp_show_label_move       (ClaspShowItem *item);

/* clasp-show-local.c */
const char    *clasp_show_local_name_fault (const char *name);
char          *clasp_show_label_local      (ClaspShowLocal *local, gboolean is_added, const char *title);
/* clasp-show-read-local.c: "variables" */
char          *clasp_show_local_member     (const ClaspKind *kind);

/* clasp-show-json.c */
#define CLASP_SHOW_FORMAT "clasp-bridge-show"
#define CLASP_SHOW_VERSION 1
/* Members of a JSON object that the reader did not know, kept with the object they belong to. */
void           clasp_extra_keep            (GObject *object, JsonObject *json, const char *const *known);
JsonObject    *clasp_extra_take            (JsonObject *json, const char *const *known);
void           clasp_extra_write           (JsonObject *extra, JsonObject *json);
JsonObject    *clasp_extra_get             (GObject *object);
/* Nothing set, nothing kept. */
gboolean       clasp_show_settings_are_default (ClaspSettings *settings);

/* clasp-show-file.c */
void           clasp_show_note_edit        (ClaspShow *self);
/* Starts a save if one is due by the clock; called by the timer. */
void           clasp_show_poll_autosave    (ClaspShow *self);
void           clasp_show_close_file       (ClaspShow *self);
/* Show mode ended: what was kept beside the file goes into it. */
void           clasp_show_take_live        (ClaspShow *self);

/* item parts */
void           clasp_connection_set_namespace_automatically (ClaspConnection *self, const char *namespace_);
gboolean       clasp_connection_has_automatic_namespace (ClaspConnection *self);

G_END_DECLS
