/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-type-ahead.h"

#include "widgets/br-fold.h"
#include "window/br-keys.h"

#define WORD_US G_USEC_PER_SEC
#define MAX_LENGTH 64
#define LIST_ITEM "br-type-ahead"
/* Rows that are looked at for one key: more are for the search. */
#define MAX_ROWS 20000

typedef struct
{
  GtkWidget       *view; /* (unowned), owns this */
  const char      *prefix; /* of the keys that act in it, or NULL */
  BrTypeAheadName  name;
  BrTypeAheadFocus focus;
  GString         *word; /* (owned) what was typed of it */
  gint64           typed_us;
  guint            found; /* the row that begins so, or GTK_INVALID_LIST_POSITION */
} BrTypeAhead;

static void
br_type_ahead_free (gpointer data,
                    GClosure *closure)
{
  BrTypeAhead *self = data;

  g_string_free (self->word, TRUE);
  g_free (self);
}

void
br_type_ahead_set_child (GtkListItem *list_item,
                         GtkWidget   *child)
{
  g_object_set_data (G_OBJECT (child), LIST_ITEM, list_item);
  gtk_list_item_set_child (list_item, child);
}

/**
 * br_type_ahead_focus_row:
 * @view: a #GtkListView whose rows were set by br_type_ahead_set_child()
 * @position: of the row
 *
 * Scrolls there. The list of the floor toolkit makes the row for it, but leaves the focus where it is.
 *
 * Thread: UI.
 */
void
br_type_ahead_focus_row (GtkWidget *view,
                         guint      position)
{
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", position);
  for (GtkWidget *row = gtk_widget_get_first_child (view); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget   *child = gtk_widget_get_first_child (row);
      GtkListItem *list_item = child != NULL ? g_object_get_data (G_OBJECT (child), LIST_ITEM) : NULL;

      if (list_item == NULL || gtk_list_item_get_position (list_item) != position)
        continue;
      gtk_widget_grab_focus (row);
      return;
    }
}

static void
br_type_ahead_forget (BrTypeAhead *self)
{
  g_string_truncate (self->word, 0);
  self->found = GTK_INVALID_LIST_POSITION;
}

static gboolean
begins (BrTypeAhead *self,
        GListModel  *rows,
        guint        position,
        const char  *word)
{
  g_autoptr (GObject) item = g_list_model_get_item (rows, position);
  g_autofree char    *name = item != NULL ? self->name (item) : NULL;
  g_autofree char    *folded = name != NULL ? br_fold (name) : NULL;

  return folded != NULL && g_str_has_prefix (folded, word);
}

/* One letter again goes on to the next row; a longer word stays where it still fits. FALSE: nothing begins so. */
static gboolean
br_type_ahead_jump (BrTypeAhead *self)
{
  g_autoptr (GtkSelectionModel) model = NULL;
  g_autoptr (GtkBitset)         selected = NULL;
  g_autofree char              *word = br_fold (self->word->str);
  guint                         n, start = 0;

  g_object_get (self->view, "model", &model, NULL);
  n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
  if (n == 0)
    return FALSE;
  selected = gtk_selection_model_get_selection (model);
  if (!gtk_bitset_is_empty (selected))
    start = gtk_bitset_get_minimum (selected) + (g_utf8_strlen (self->word->str, -1) == 1 ? 1 : 0);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      guint position = (start + i) % n;

      if (!begins (self, G_LIST_MODEL (model), position, word))
        continue;
      gtk_selection_model_select_item (model, position, TRUE);
      self->focus (self->view, position);
      self->found = position;
      return TRUE;
    }

  return FALSE;
}

/* Who chooses another row meanwhile has done with the word. */
static gboolean
is_left (BrTypeAhead *self)
{
  g_autoptr (GtkSelectionModel) model = NULL;

  g_object_get (self->view, "model", &model, NULL);

  return model != NULL && self->found != GTK_INVALID_LIST_POSITION && !gtk_selection_model_is_selected (model, self->found);
}

/* In an entry of a row the letters are its own. */
static gboolean
is_writing (BrTypeAhead *self)
{
  GtkRoot *root = gtk_widget_get_root (self->view);

  return root != NULL && GTK_IS_TEXT (gtk_root_get_focus (root));
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  BrTypeAhead *self = user_data;
  gunichar     character = gdk_keyval_to_unicode (keyval);
  gint64       now_us = g_get_monotonic_time ();
  gboolean     acts;
  gboolean     goes_on = self->word->len > 0 && self->word->len < MAX_LENGTH && now_us - self->typed_us < WORD_US && !is_left (self);

  if ((state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK) != 0 || character == 0 || is_writing (self))
    return GDK_EVENT_PROPAGATE;
  acts = self->prefix != NULL && br_keys_acts (self->prefix, keyval, state);
  if (!goes_on)
    br_type_ahead_forget (self);
  if (goes_on ? !g_unichar_isprint (character) : acts || (!g_unichar_isalnum (character) && character != '/'))
    return GDK_EVENT_PROPAGATE;

  g_string_append_unichar (self->word, character);
  self->typed_us = now_us;
  if (br_type_ahead_jump (self) || !acts)
    return GDK_EVENT_STOP;

  /* No row is called so: it was meant as what it does. */
  br_type_ahead_forget (self);

  return GDK_EVENT_PROPAGATE;
}

/**
 * br_type_ahead_add_to:
 * @view: what has a property "model" that is a #GtkSelectionModel
 * @prefix: (nullable): of the names of the keys that act in it
 * @name: what a row is called
 * @focus: gives a row the focus
 *
 * Thread: UI.
 */
void
br_type_ahead_add_to (GtkWidget       *view,
                      const char      *prefix,
                      BrTypeAheadName  name,
                      BrTypeAheadFocus focus)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  BrTypeAhead        *self = g_new0 (BrTypeAhead, 1);

  self->view = view;
  self->prefix = prefix;
  self->name = name;
  self->focus = focus;
  self->word = g_string_new (NULL);
  self->found = GTK_INVALID_LIST_POSITION;
  /* Before the list's own letters, and added last, before those of the view. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_data (keys, "key-pressed", G_CALLBACK (pressed_cb), self, br_type_ahead_free, 0);
  gtk_widget_add_controller (view, keys);
}

/**
 * br_type_ahead_add:
 * @view: a #GtkListView
 * @prefix: (nullable): of the names of the keys that act in it
 * @name: what a row is called
 *
 * Thread: UI.
 */
void
br_type_ahead_add (GtkWidget      *view,
                   const char     *prefix,
                   BrTypeAheadName name)
{
  br_type_ahead_add_to (view, prefix, name, br_type_ahead_focus_row);
}
