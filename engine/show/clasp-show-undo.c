/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-settings-private.h"

/* Typing in one field, dragging one slider: one step as long as no pause is longer than this. */
#define JOIN_US (2 * G_USEC_PER_SEC)

typedef enum
{
  EDIT_PROPERTY,
  EDIT_SPLICE,
  EDIT_MOVE,
  EDIT_ACT,
} EditType;

struct _ClaspEdit
{
  EditType       type;
  ClaspShowItem *item;   /* (owned) (nullable) for "changed" */
  GObject       *object; /* (owned) but the show itself; the list of a splice or move */
  gboolean       is_show;

  GParamSpec *pspec; /* (unowned) */
  GValue      old_value;
  GValue      new_value;

  guint      position; /* of a splice; from, of a move */
  guint      to;
  GPtrArray *removed; /* (owned) */
  GPtrArray *added;   /* (owned) */

  ClaspShowActFunc act;
  gpointer         act_data; /* (owned) with @act_destroy */
  GDestroyNotify   act_destroy;
};

static void
edit_free (gpointer data)
{
  ClaspEdit *edit = data;

  if (!edit->is_show)
    g_object_unref (edit->object);
  g_clear_object (&edit->item);
  if (edit->type == EDIT_PROPERTY)
    {
      g_value_unset (&edit->old_value);
      g_value_unset (&edit->new_value);
    }
  g_clear_pointer (&edit->removed, g_ptr_array_unref);
  g_clear_pointer (&edit->added, g_ptr_array_unref);
  if (edit->act_destroy != NULL)
    edit->act_destroy (edit->act_data);
  g_free (edit);
}

/* The show does not own itself through its history. */
static ClaspEdit *
edit_new (ClaspShow *self, EditType type, ClaspShowItem *item, gpointer object)
{
  ClaspEdit *edit = g_new0 (ClaspEdit, 1);

  edit->type = type;
  edit->is_show = object == (gpointer) self;
  edit->object = edit->is_show ? object : g_object_ref (object);
  edit->item = item != NULL ? g_object_ref (item) : NULL;
  return edit;
}

static ClaspUndoStep *
step_new (ClaspShow *self, char *label)
{
  ClaspUndoStep *step = g_new0 (ClaspUndoStep, 1);

  step->number = ++self->last_step;
  step->label = label;
  step->edits = g_ptr_array_new_with_free_func (edit_free);
  return step;
}

void
clasp_undo_step_free (ClaspUndoStep *step)
{
  g_ptr_array_unref (step->edits);
  g_free (step->label);
  g_free (step);
}

static ClaspUndoStep *
newest (GPtrArray *steps)
{
  return steps->len > 0 ? steps->pdata[steps->len - 1] : NULL;
}

static void
update_label (ClaspShow *self, char **cached, ClaspUndoStep *step, const char *property)
{
  const char *label = step != NULL ? step->label : NULL;

  if (g_strcmp0 (*cached, label) == 0)
    return;
  g_free (*cached);
  *cached = g_strdup (label);
  g_object_notify (G_OBJECT (self), property);
}

/**
 * clasp_show_get_undo_step:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: the number of the newest step, also while the show is locked: that of the open group as soon as it has
 *   edits, else of what an undo takes back; no two steps of a show have the same. 0: there is none
 */
guint64
clasp_show_get_undo_step (ClaspShow *self)
{
  ClaspUndoStep *step = self->group != NULL && self->group->edits->len > 0 ? self->group : newest (self->undo);

  return step != NULL ? step->number : 0;
}

/* While a group is open nothing can be undone: it has no end yet. Nor in show mode. */
void
clasp_show_update_undo (ClaspShow *self)
{
  gboolean       is_open = self->group_depth > 0 || self->is_locked;
  ClaspUndoStep *undo = is_open ? NULL : newest (self->undo);
  ClaspUndoStep *redo = is_open ? NULL : newest (self->redo);
  guint64        number;

  if (self->could_undo != (undo != NULL))
    {
      self->could_undo = undo != NULL;
      g_object_notify (G_OBJECT (self), "can-undo");
    }
  if (self->could_redo != (redo != NULL))
    {
      self->could_redo = redo != NULL;
      g_object_notify (G_OBJECT (self), "can-redo");
    }
  number = clasp_show_get_undo_step (self);
  if (self->undo_step != number)
    {
      self->undo_step = number;
      g_object_notify (G_OBJECT (self), "undo-step");
    }
  update_label (self, &self->undo_label, undo, "undo-label");
  update_label (self, &self->redo_label, redo, "redo-label");
}

void
clasp_show_clear_history (ClaspShow *self)
{
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
  g_clear_pointer (&self->group, clasp_undo_step_free);
  if (self->group_depth > 0)
    self->group = step_new (self, g_strdup (""));
  clasp_show_update_undo (self);
}

static void
push (ClaspShow *self, ClaspUndoStep *step)
{
  if (self->undo->len >= CLASP_SHOW_MAX_UNDO)
    g_ptr_array_remove_index (self->undo, 0);
  g_ptr_array_add (self->undo, step);
}

/* Takes over @edit and @label. */
static void
record (ClaspShow *self, ClaspEdit *edit, char *label)
{
  ClaspUndoStep *step = self->group;

  g_ptr_array_set_size (self->redo, 0);
  if (step != NULL)
    g_free (label);
  else
    {
      step = step_new (self, label);
      push (self, step);
    }
  g_ptr_array_add (step->edits, edit);
  step->time_us = clasp_clock_now_us (self->clock);
  clasp_show_update_undo (self);
}

/* The edit a further one of the same property may grow: the last one of the open group, or of the
 * newest step if that was a moment ago. */
static ClaspEdit *
find_joinable (ClaspShow *self, GObject *object, GParamSpec *pspec)
{
  ClaspUndoStep *step = self->group != NULL ? self->group : newest (self->undo);
  ClaspEdit     *edit;

  if (step == NULL || step->edits->len == 0 || self->redo->len > 0)
    return NULL;
  if (step != self->group &&
      (step->is_group || clasp_clock_now_us (self->clock) - step->time_us > JOIN_US))
    return NULL;

  edit = step->edits->pdata[step->edits->len - 1];
  return edit->type == EDIT_PROPERTY && edit->object == object && edit->pspec == pspec ? edit
                                                                                       : NULL;
}

/* Back where it was: there is nothing to undo any more. */
static void
drop_if_void (ClaspShow *self, ClaspEdit *edit)
{
  ClaspUndoStep *step = self->group != NULL ? self->group : newest (self->undo);

  if (!clasp_setting_equal (&edit->old_value, &edit->new_value))
    return;
  g_ptr_array_set_size (step->edits, (int) step->edits->len - 1);
  if (step != self->group && step->edits->len == 0)
    g_ptr_array_set_size (self->undo, (int) self->undo->len - 1);
}

static void
join (ClaspShow *self, ClaspEdit *edit, const GValue *new_value)
{
  ClaspUndoStep *step = self->group != NULL ? self->group : newest (self->undo);

  g_value_copy (new_value, &edit->new_value);
  step->time_us = clasp_clock_now_us (self->clock);
  drop_if_void (self, edit);
  clasp_show_update_undo (self);
}

/* At the end of a running undo, once for edits of one item in a row; else at once. */
static void
announce (ClaspShow *self, ClaspShowItem *item)
{
  if (self->replayed == NULL)
    {
      clasp_show_note_edit (self);
      clasp_show_emit_changed (self, item);
    }
  else if (self->replayed->len == 0 || self->replayed->pdata[self->replayed->len - 1] != item)
    g_ptr_array_add (self->replayed, item != NULL ? g_object_ref (item) : NULL);
}

static gboolean
is_recording (ClaspShow *self)
{
  return self->quiet == 0 && self->replayed == NULL;
}

void
clasp_show_record_property (ClaspShow     *self,
                            ClaspShowItem *item,
                            GObject       *object,
                            GParamSpec    *pspec,
                            const GValue  *old_value,
                            const GValue  *new_value)
{
  ClaspEdit *edit;

  if (self->quiet > 0 || clasp_setting_equal (old_value, new_value))
    return;

  if (is_recording (self))
    {
      edit = find_joinable (self, object, pspec);
      if (edit != NULL)
        join (self, edit, new_value);
      else
        {
          edit = edit_new (self, EDIT_PROPERTY, item, object);
          edit->pspec = pspec;
          g_value_init (&edit->old_value, pspec->value_type);
          g_value_copy (old_value, &edit->old_value);
          g_value_init (&edit->new_value, pspec->value_type);
          g_value_copy (new_value, &edit->new_value);
          record (self, edit,
                  clasp_show_label_property (item, object, pspec, old_value, new_value));
        }
    }
  announce (self, item);
}

void
clasp_show_record_splice (ClaspShow     *self,
                          ClaspShowItem *owner,
                          GListStore    *store,
                          guint          position,
                          GPtrArray     *removed,
                          GPtrArray     *added)
{
  if (self->quiet > 0 || removed->len + added->len == 0)
    return;

  if (is_recording (self))
    {
      ClaspEdit *edit = edit_new (self, EDIT_SPLICE, owner, store);

      edit->position = position;
      edit->removed = g_ptr_array_ref (removed);
      edit->added = g_ptr_array_ref (added);
      record (self, edit, clasp_show_label_splice (owner, removed, added));
    }

  if (owner != NULL)
    announce (self, owner);
  for (guint i = 0; owner == NULL && i < removed->len; i++)
    announce (self, removed->pdata[i]);
  for (guint i = 0; owner == NULL && i < added->len; i++)
    announce (self, added->pdata[i]);
}

/* Out and in again, which the watch takes for one move. */
void
clasp_show_move_in_store (ClaspShow *self, GListStore *store, guint from, guint to)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), from);

  self->is_moving = TRUE;
  g_list_store_remove (store, from);
  g_list_store_insert (store, to, item);
  self->is_moving = FALSE;
}

void
clasp_show_record_move (ClaspShow     *self,
                        ClaspShowItem *item,
                        GListStore    *store,
                        guint          from,
                        guint          to)
{
  ClaspEdit *edit = edit_new (self, EDIT_MOVE, item, store);

  edit->position = from;
  edit->to = to;
  record (self, edit, clasp_show_label_move (item));
  announce (self, item);
}

static void
splice (ClaspEdit *edit, GPtrArray *from, GPtrArray *to)
{
  g_list_store_splice (G_LIST_STORE (edit->object), edit->position, from->len, to->pdata, to->len);
}

static void
apply (ClaspShow *self, ClaspEdit *edit, gboolean is_undo)
{
  switch (edit->type)
    {
    case EDIT_PROPERTY:
      g_object_set_property (edit->object, edit->pspec->name,
                             is_undo ? &edit->old_value : &edit->new_value);
      break;
    case EDIT_SPLICE:
      if (is_undo)
        splice (edit, edit->added, edit->removed);
      else
        splice (edit, edit->removed, edit->added);
      break;
    case EDIT_MOVE:
      clasp_show_move_in_store (self, G_LIST_STORE (edit->object),
                                is_undo ? edit->to : edit->position,
                                is_undo ? edit->position : edit->to);
      announce (self, edit->item);
      break;
    case EDIT_ACT:
      edit->act (is_undo, edit->act_data);
      break;
    }
}

static void
replay (ClaspShow *self, ClaspUndoStep *step, gboolean is_undo)
{
  g_autoptr (GPtrArray) changed = NULL;
  guint                 n_edits = step->edits->len;

  self->replayed = g_ptr_array_new ();
  for (guint i = 0; i < n_edits; i++)
    apply (self, step->edits->pdata[is_undo ? n_edits - 1 - i : i], is_undo);
  changed = g_steal_pointer (&self->replayed);

  clasp_show_note_edit (self);
  clasp_show_update_undo (self);
  for (guint i = 0; i < changed->len; i++)
    {
      clasp_show_emit_changed (self, changed->pdata[i]);
      g_clear_object (&changed->pdata[i]);
    }
}

/**
 * clasp_show_begin_edit:
 * @self: a show
 * @label: what the edits up to the matching end are together, translated ("Delete 3 mappings")
 *
 * Begins a group of edits that is undone as one. Groups nest; the outermost label counts. A group
 * in which nothing changed leaves no step.
 *
 * Thread: UI.
 */
void
clasp_show_begin_edit (ClaspShow *self, const char *label)
{
  if (self->group_depth++ > 0)
    return;
  self->group = step_new (self, g_strdup (label));
  self->group->is_group = TRUE;
  clasp_show_update_undo (self);
}

/**
 * clasp_show_end_edit:
 * @self: a show with an open group
 *
 * Ends what clasp_show_begin_edit () began.
 *
 * Thread: UI.
 */
void
clasp_show_end_edit (ClaspShow *self)
{
  ClaspUndoStep *step;

  g_return_if_fail (self->group_depth > 0);

  if (--self->group_depth > 0)
    return;
  step = g_steal_pointer (&self->group);
  if (step->edits->len > 0)
    push (self, step);
  else
    clasp_undo_step_free (step);
  clasp_show_update_undo (self);
}

/**
 * clasp_show_record_act:
 * @self: a show
 * @label: what was done, translated ("Forget Tablet")
 * @func: takes it back, and does it again
 * @user_data: (transfer full): for @func
 * @destroy: (nullable): frees @user_data
 *
 * Puts what was done to something beside the show among its undo steps, so that there is one list of them.
 * The content of the show is as it was.
 *
 * Thread: UI.
 */
void
clasp_show_record_act (ClaspShow       *self,
                       const char      *label,
                       ClaspShowActFunc func,
                       gpointer         user_data,
                       GDestroyNotify   destroy)
{
  ClaspEdit *edit = edit_new (self, EDIT_ACT, NULL, self);

  edit->act = func;
  edit->act_data = user_data;
  edit->act_destroy = destroy;
  record (self, edit, g_strdup (label));
}

/**
 * clasp_show_undo:
 * @self: a show
 *
 * Takes the newest step back. Nothing happens when there is none, or while a group is open.
 *
 * Thread: UI.
 */
void
clasp_show_undo (ClaspShow *self)
{
  ClaspUndoStep *step;

  if (self->undo->len == 0 || self->group_depth > 0 || self->replayed != NULL ||
      clasp_show_refuse (self))
    return;
  step = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  g_ptr_array_add (self->redo, step);
  replay (self, step, TRUE);
}

/**
 * clasp_show_redo:
 * @self: a show
 *
 * Does again what was last undone. Nothing happens when there was an edit since, or while a group
 * is open.
 *
 * Thread: UI.
 */
void
clasp_show_redo (ClaspShow *self)
{
  ClaspUndoStep *step;

  if (self->redo->len == 0 || self->group_depth > 0 || self->replayed != NULL ||
      clasp_show_refuse (self))
    return;
  step = g_ptr_array_steal_index (self->redo, self->redo->len - 1);
  step->time_us = G_MININT64 / 2; /* nothing joins it */
  push (self, step);
  replay (self, step, FALSE);
}
