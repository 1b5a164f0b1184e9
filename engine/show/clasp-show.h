/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "show/clasp-registry.h"

#include <gio/gio.h>

/* ClaspShow: the document. What the user asked for, and nothing about what is happening.
 *
 * Four list models (routers, connections, mappings, locals) of plain GObjects. Set their properties, their
 * settings' properties, insert and remove: the show notices, records an undo step, emits
 * "changed", and saves itself when it has a file. Steps made between begin and end are one.
 *
 * Thread: UI (the thread that made it). */

G_BEGIN_DECLS

/* What a show may hold: beyond, one mistake in a script or a file is likelier than a wish. */
#define CLASP_SHOW_MAX_CONNECTIONS 4096
#define CLASP_SHOW_MAX_MAPPINGS 65536
#define CLASP_SHOW_MAX_SIZE (64 * 1024 * 1024) /* bytes of its text: all mappings with steps fit */
#define CLASP_SHOW_MAX_ID 63                   /* bytes */
#define CLASP_SHOW_MAX_UNDO 500                /* steps */
#define CLASP_MAPPING_MAX_STEPS 32
#define CLASP_MAPPING_MAX_ENDS 32              /* sources, and targets */
#define CLASP_SHOW_MAX_LOCALS 16384            /* variables, timers, scenes, layers */
#define CLASP_SHOW_MAX_LOCAL_NAME 63           /* bytes */
#define CLASP_MAPPING_MAX_COLOUR 8

#define CLASP_TYPE_SHOW_ITEM (clasp_show_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspShowItem, clasp_show_item, CLASP, SHOW_ITEM, GObject)
struct _ClaspShowItemClass
{
  GObjectClass parent_class;
};
/* Properties: id (string, construct-only, unique in the show, made when empty), name (string),
 * enabled (boolean, default TRUE). */
const char    *clasp_show_item_get_id       (ClaspShowItem *self);
const char    *clasp_show_item_get_name     (ClaspShowItem *self);
void           clasp_show_item_set_name     (ClaspShowItem *self, const char *name);
gboolean       clasp_show_item_get_enabled  (ClaspShowItem *self);
void           clasp_show_item_set_enabled  (ClaspShowItem *self, gboolean enabled);

/* A configured way in or out. Properties besides: kind (construct-only), namespace ("/osc"; two
 * connections of one kind get "/osc", "/osc2" …), settings (construct-only, its own object). */
#define CLASP_TYPE_CONNECTION (clasp_connection_get_type ())
G_DECLARE_FINAL_TYPE (ClaspConnection, clasp_connection, CLASP, CONNECTION, ClaspShowItem)
const char    *clasp_connection_get_kind      (ClaspConnection *self);
const char    *clasp_connection_get_namespace (ClaspConnection *self);
ClaspSettings *clasp_connection_get_settings  (ClaspConnection *self);

/* Our own router: settings is a ClaspRouterSettings. A show has exactly one, made with it. */
#define CLASP_TYPE_ROUTER_CONFIG (clasp_router_config_get_type ())
G_DECLARE_FINAL_TYPE (ClaspRouterConfig, clasp_router_config, CLASP, ROUTER_CONFIG, ClaspShowItem)
ClaspSettings *clasp_router_config_get_settings (ClaspRouterConfig *self);

/* One step of a mapping: a kind and its settings. Properties: enabled (FALSE = bypassed). */
#define CLASP_TYPE_STEP (clasp_step_get_type ())
G_DECLARE_FINAL_TYPE (ClaspStep, clasp_step, CLASP, STEP, GObject)
const char    *clasp_step_get_kind      (ClaspStep *self);
ClaspSettings *clasp_step_get_settings  (ClaspStep *self);
gboolean       clasp_step_get_enabled   (ClaspStep *self);
void           clasp_step_set_enabled   (ClaspStep *self, gboolean enabled);

/* One end of a mapping: a source or a target. Properties: address (string: pattern with captures, or
 * template), options (a ClaspSourceOptions or ClaspTargetOptions of its own,
 * mapping/clasp-route-options.h), steps (list of ClaspStep; a target's own, none for a source). */
#define CLASP_TYPE_MAPPING_END (clasp_mapping_end_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMappingEnd, clasp_mapping_end, CLASP, MAPPING_END, GObject)
const char    *clasp_mapping_end_get_address (ClaspMappingEnd *self);
void           clasp_mapping_end_set_address (ClaspMappingEnd *self, const char *address);
ClaspSettings *clasp_mapping_end_get_options (ClaspMappingEnd *self);
GListModel    *clasp_mapping_end_get_steps   (ClaspMappingEnd *self);
gboolean       clasp_mapping_end_insert_step (ClaspMappingEnd *self, guint position, ClaspStep *step);
void           clasp_mapping_end_remove_step (ClaspMappingEnd *self, guint position);
void           clasp_mapping_end_move_step   (ClaspMappingEnd *self, guint from, guint to);

/* A rule from sources through steps to targets. `enabled` FALSE = muted. Properties besides: source,
 * target (the addresses of the first of each, which are always there), colour (0–8), group (string: a
 * heading to list it under, empty = none), steps (list of
 * ClaspStep), sources and targets (lists of ClaspMappingEnd), options (a ClaspRouteOptions of its
 * own), convert (boolean, default TRUE: the default conversion by the ranges of both ends is applied
 * when there is no step of its own that sets a range). */
#define CLASP_TYPE_MAPPING (clasp_mapping_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMapping, clasp_mapping, CLASP, MAPPING, ClaspShowItem)
const char    *clasp_mapping_get_source (ClaspMapping *self);
void           clasp_mapping_set_source (ClaspMapping *self, const char *source);
const char    *clasp_mapping_get_target (ClaspMapping *self);
void           clasp_mapping_set_target (ClaspMapping *self, const char *target);
const char    *clasp_mapping_get_group  (ClaspMapping *self);
void           clasp_mapping_set_group  (ClaspMapping *self, const char *group);
/* One source, one target, no options: makes nothing, unlike the next three. */
gboolean       clasp_mapping_is_plain    (ClaspMapping *self);
ClaspSettings *clasp_mapping_get_options (ClaspMapping *self);
GListModel    *clasp_mapping_get_sources (ClaspMapping *self);
GListModel    *clasp_mapping_get_targets (ClaspMapping *self);
/* FALSE, and nothing happens, when there are CLASP_MAPPING_MAX_ENDS already. */
gboolean       clasp_mapping_add_source (ClaspMapping *self, ClaspMappingEnd *end);
gboolean       clasp_mapping_add_target (ClaspMapping *self, ClaspMappingEnd *end);
/* FALSE, and nothing happens, for the last one. */
gboolean       clasp_mapping_remove_source (ClaspMapping *self, guint position);
gboolean       clasp_mapping_remove_target (ClaspMapping *self, guint position);
void           clasp_mapping_move_source (ClaspMapping *self, guint from, guint to);
void           clasp_mapping_move_target (ClaspMapping *self, guint from, guint to);
GListModel    *clasp_mapping_get_steps  (ClaspMapping *self);
/* FALSE, and nothing happens, when there are CLASP_MAPPING_MAX_STEPS already. */
gboolean       clasp_mapping_insert_step (ClaspMapping *self, guint position, ClaspStep *step);
void           clasp_mapping_remove_step (ClaspMapping *self, guint position);
void           clasp_mapping_move_step   (ClaspMapping *self, guint from, guint to);

/* What a show has besides: variables, timers, scenes, layers. Properties besides: kind (construct-only,
 * one of those names in the singular), settings (construct-only: ClaspVariableSettings and so on of
 * engine/local). Live, each is an address under /local (engine/local/README.md) by its name, which is
 * one segment and unique among its kind: rename it by clasp_show_rename_local (). */
#define CLASP_TYPE_SHOW_LOCAL (clasp_show_local_get_type ())
G_DECLARE_FINAL_TYPE (ClaspShowLocal, clasp_show_local, CLASP, SHOW_LOCAL, ClaspShowItem)
const char    *clasp_show_local_get_kind     (ClaspShowLocal *self);
ClaspSettings *clasp_show_local_get_settings (ClaspShowLocal *self);

/* Signals: "changed" (ClaspShowItem *item or NULL for the show itself), after every edit, undo
 * included: for an item added, changed, moved or removed, and NULL when the whole content is new;
 * "save-failed" (string message) when saving fails for another reason than before, "save-recovered"
 * when it works again. Properties: name (string), can-undo, can-redo (boolean), undo-label,
 * redo-label (string or NULL), undo-step (uint64), file (GFile or NULL), saved (boolean), save-error (string or NULL),
 * locked (boolean). "refused" when locked kept something from being edited. */
#define CLASP_TYPE_SHOW (clasp_show_get_type ())
G_DECLARE_FINAL_TYPE (ClaspShow, clasp_show, CLASP, SHOW, GObject)

ClaspShow           *clasp_show_new             (const ClaspRegistry *registry);
const ClaspRegistry *clasp_show_get_registry    (ClaspShow *self);
GListModel          *clasp_show_get_connections (ClaspShow *self); /* of ClaspConnection */
GListModel          *clasp_show_get_mappings    (ClaspShow *self); /* of ClaspMapping */
GListModel          *clasp_show_get_routers     (ClaspShow *self); /* of ClaspRouterConfig */
GListModel          *clasp_show_get_locals      (ClaspShow *self); /* of ClaspShowLocal, all kinds */
ClaspRouterConfig   *clasp_show_get_router      (ClaspShow *self);

/* New items belong to no show until added. */
/* Errors: CLASP_SHOW_ERROR_SETTING for an unknown kind, naming the known ones. */
ClaspConnection *clasp_show_create_connection (ClaspShow *self, const char *kind, GError **error);
ClaspStep       *clasp_show_create_step       (ClaspShow *self, const char *kind, GError **error);
ClaspMapping    *clasp_show_create_mapping    (ClaspShow *self, const char *source, const char *target);
/* Like @mapping, but for its id. */
ClaspMapping    *clasp_show_copy_mapping      (ClaspShow *self, ClaspMapping *mapping);
ClaspMappingEnd *clasp_show_create_source     (ClaspShow *self, const char *address);
ClaspMappingEnd *clasp_show_create_target     (ClaspShow *self, const char *address);
/* Errors: the same, and for a name that is none or taken. */
ClaspShowLocal  *clasp_show_create_local      (ClaspShow *self, const char *kind, const char *name, GError **error);
gboolean         clasp_show_rename_local      (ClaspShow *self, ClaspShowLocal *local, const char *name, GError **error);
gboolean         clasp_show_check_local_name  (ClaspShow *self, const char *kind, const char *name, ClaspShowLocal *except, GError **error);
/* (transfer none) (nullable) */
ClaspShowLocal  *clasp_show_find_local        (ClaspShow *self, const char *kind, const char *name);

/* The id @item has in a file, while it belongs to no show. FALSE, and it keeps its own, when it is no id or taken. */
gboolean         clasp_show_adopt_id     (ClaspShow *self, ClaspShowItem *item, const char *id);

/* FALSE, and nothing happens, when the show is full (CLASP_SHOW_MAX_…) or has the id already, or
 * when a variable, timer, scene or layer has a name that is none or taken. */
gboolean         clasp_show_add          (ClaspShow *self, ClaspShowItem *item);
gboolean         clasp_show_insert       (ClaspShow *self, guint position, ClaspShowItem *item);
void             clasp_show_remove       (ClaspShow *self, ClaspShowItem *item);
void             clasp_show_move         (ClaspShow *self, ClaspShowItem *item, guint position);
/* (transfer none) */
ClaspShowItem   *clasp_show_find         (ClaspShow *self, const char *id);

/* Everything between begin and end is one undo step called @label ("Delete 3 mappings"), translated
 * by the caller. They nest. Edits outside get a label of their own; typing in one property within
 * two seconds is one step. At most 500 steps are kept. */
void             clasp_show_begin_edit   (ClaspShow *self, const char *label);
void             clasp_show_end_edit     (ClaspShow *self);
/* One step for something that was done beside the show. @func is called with TRUE to take it back. */
typedef void (*ClaspShowActFunc) (gboolean is_undo, gpointer user_data);
void             clasp_show_record_act   (ClaspShow *self, const char *label, ClaspShowActFunc func, gpointer user_data, GDestroyNotify destroy);
void             clasp_show_undo         (ClaspShow *self);
/* Which step is the newest, or 0. The property undo-step. */
guint64          clasp_show_get_undo_step (ClaspShow *self);
void             clasp_show_redo         (ClaspShow *self);

/* Show mode: edits are refused, here at their source; mute, solo and on/off are not. What is muted
 * meanwhile is kept beside the file, which does not change. */
gboolean         clasp_show_get_locked   (ClaspShow *self);
void             clasp_show_set_locked   (ClaspShow *self, gboolean is_locked);

/* The file's text: UTF-8 JSON in a stable order, ending in a newline. */
char            *clasp_show_to_text      (ClaspShow *self);
/* Replaces the whole content (not undoable; clears undo). With an error nothing changed. Items that
 * cannot be read are left out, each with a sentence in @problems (element-type utf8, may be NULL);
 * members we do not know are kept and written back.
 * Errors: CLASP_SHOW_ERROR_SYNTAX with line and column, _CONTENT, _VERSION. */
gboolean         clasp_show_from_text    (ClaspShow *self, const char *text, GPtrArray *problems, GError **error);

/* Loads @file and from then on saves to it: 2 s after the last edit and at least every 10 s,
 * written to a new file, synced, renamed. A missing file starts an empty show. When the file cannot
 * be read whole, it is copied aside before the first save. */
gboolean         clasp_show_open         (ClaspShow *self, GFile *file, GPtrArray *problems, GError **error);
/* The same without loading: the content in memory goes to @file from now on. */
gboolean         clasp_show_save_as      (ClaspShow *self, GFile *file, GError **error);
/* Saves now if there is something to save; blocks for the write. Call before exit. */
gboolean         clasp_show_save         (ClaspShow *self, GError **error);
/* Is "save-error" about a disk, or a quota, without room? */
gboolean         clasp_show_is_disk_full (ClaspShow *self);

/* `--connect osc,listen=127.0.0.1:9000,send=…`: makes and adds a connection. The keys name, id,
 * namespace and enabled set the item; all others are settings. */
ClaspConnection *clasp_show_connect_from_text (ClaspShow *self, const char *text, GError **error);
/* `--map 'SOURCE => range 0 1 0 127 | smooth 80ms => TARGET'`. A step is its kind followed by its
 * settings in their order of declaration, or key=value. Quoted arguments may hold blanks. */
ClaspMapping    *clasp_show_map_from_text     (ClaspShow *self, const char *text, GError **error);
/* The inverse, for lists and logs. */
char            *clasp_mapping_to_text        (ClaspMapping *self);
/* One step of it: `range 0 1 0 127`. */
char            *clasp_step_to_text           (ClaspStep *self);

G_END_DECLS
