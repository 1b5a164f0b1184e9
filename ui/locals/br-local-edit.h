/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-value.h"
#include "show/clasp-show.h"

/* The edits behind the window of variables, scenes, layers and timers, apart from its widgets. Each is one
 * undo step.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* With a name nobody has yet: "scene-1". (transfer none) NULL when the show is full. */
ClaspShowLocal *br_local_add          (ClaspShow *show, const char *kind, GError **error);
/* What a person is told of @uses (clasp-local-uses.h) when it is called otherwise, or is gone: how many follow,
 * and which have to be looked at. (transfer full) */
char           *br_local_tell_renamed (GPtrArray *uses);
char           *br_local_tell_removed (GPtrArray *uses, const char *name);
void            br_local_remove       (ClaspShow *show, ClaspShowLocal *local);
/* "/local/var/level", with @verb (or NULL) behind it: "/local/scene/intro/recall". (transfer full) */
char           *br_local_dup_address  (ClaspShowLocal *local, const char *verb);

/* Scenes. Address and value as text of the entry @index; FALSE behind the last one. (both transfer full) */
gboolean        br_scene_get_value    (ClaspShowLocal *scene, guint index, char **address, char **value);
guint           br_scene_get_n_values (ClaspShowLocal *scene);
/* @text: 0.5, true, "text", [1,2]; what is none of these is a text. */
gboolean        br_scene_set_text     (ClaspShow *show, ClaspShowLocal *scene, guint index, const char *text, GError **error);
void            br_scene_remove_value (ClaspShow *show, ClaspShowLocal *scene, guint index);
/* @lines: "ADDRESS=JSON"; those whose address is there already take its place. (element-type utf8) */
gboolean        br_scene_add_lines    (ClaspShow *show, ClaspShowLocal *scene, GPtrArray *lines, GError **error);
/* What is of no use in a scene: it would recall or start other things. */
gboolean        br_scene_leaves_out   (const char *address);

/* Layers. (transfer full) (element-type ClaspMapping) those that work only while it is on. */
GPtrArray      *br_layer_dup_mappings (ClaspShow *show, const char *name);
gboolean        br_layer_has          (ClaspMapping *mapping, const char *name);
void            br_layer_put          (ClaspShow *show, ClaspMapping *mapping, const char *name, gboolean is_in);
/* All of its mappings are solo, and there are some. */
gboolean        br_layer_is_solo      (ClaspShow *show, const char *name);
void            br_layer_set_solo     (ClaspShow *show, const char *name, gboolean is_solo);

/* "12.3 s", "1:05", "2:00:00" of @seconds that are left. (transfer full) */
char           *br_timer_dup_left     (double seconds);

G_END_DECLS
