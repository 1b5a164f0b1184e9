/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-show-private.h"

#include "core/clasp-settings-private.h"

/* Show mode: nothing is edited by accident, and everything needed is one press away. It is refused
 * here, where all edits pass, and not only by those who offer them: a property that changed is put
 * back at once, a list does not change at all. Mute, solo and on/off are acts, and stay allowed. */

static G_DEFINE_QUARK (clasp_list_locked, clasp_list_locked)

void
clasp_list_set_locked (GListStore *list, gboolean is_locked)
{
  g_object_set_qdata (G_OBJECT (list), clasp_list_locked_quark (), GINT_TO_POINTER (is_locked));
}

gboolean
clasp_list_is_locked (GListStore *list)
{
  return g_object_get_qdata (G_OBJECT (list), clasp_list_locked_quark ()) != NULL;
}

/* What a performance needs to be able to do. */
static gboolean
is_act (ClaspShowItem *item, GObject *object, GParamSpec *pspec)
{
  if (item == NULL)
    return FALSE;
  if (object == (gpointer) item)
    return g_str_equal (pspec->name, "enabled");
  return CLASP_IS_MAPPING (item) &&
         object == (gpointer) clasp_mapping_peek_options (CLASP_MAPPING (item)) &&
         g_str_equal (pspec->name, "solo");
}

/* TRUE when the edit was taken back. */
gboolean
clasp_show_refuse_property (ClaspShow     *self,
                            ClaspShowItem *item,
                            GObject       *object,
                            GParamSpec    *pspec,
                            const GValue  *old_value,
                            const GValue  *new_value)
{
  if (!self->is_locked || self->quiet > 0 || is_act (item, object, pspec) ||
      clasp_setting_equal (old_value, new_value))
    return FALSE;

  g_object_set_property (object, pspec->name, old_value);
  g_signal_emit_by_name (self, "refused");
  clasp_show_emit_changed (self, item);
  return TRUE;
}

gboolean
clasp_show_refuse (ClaspShow *self)
{
  if (!self->is_locked || self->quiet > 0)
    return FALSE;
  g_signal_emit_by_name (self, "refused");
  return TRUE;
}

/**
 * clasp_show_get_locked:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: whether it is in show mode
 */
gboolean
clasp_show_get_locked (ClaspShow *self)
{
  return self->is_locked;
}

/**
 * clasp_show_set_locked:
 * @self: a show
 * @is_locked: whether it is in show mode
 *
 * In show mode edits are refused, whoever makes them, undo included; "refused" tells of each. Only
 * `enabled` of items and `solo` of mappings may change. The file stays as it was when show mode
 * began: what is muted meanwhile is kept beside it ("show.json.live") until show mode ends, so that
 * it outlives a crash.
 *
 * Thread: UI. Blocks for the write of edits that are not in the file yet.
 */
void
clasp_show_set_locked (ClaspShow *self, gboolean is_locked)
{
  is_locked = is_locked != FALSE;
  if (self->is_locked == is_locked)
    return;

  if (is_locked)
    clasp_show_save (self, NULL); /* "save-error" tells */
  self->is_locked = is_locked;
  clasp_show_lock_lists (self, is_locked);
  clasp_show_update_undo (self);
  if (!is_locked)
    clasp_show_take_live (self);
  g_object_notify (G_OBJECT (self), "locked");
}
