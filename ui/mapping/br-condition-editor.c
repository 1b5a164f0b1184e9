/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-condition-editor.h"

#include "mapping/br-condition-row.h"
#include "mapping/clasp-condition.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrConditionEditor
{
  GtkWidget parent_instance;

  GtkWidget *joint; /* all or any */
  GtkBox    *rows;
  GtkWidget *add;
  GtkWidget *text;
  GtkLabel  *problem;

  BrWindow     *window;    /* (unowned) */
  ClaspMapping *mapping;   /* (owned) or NULL */
  BrCondition  *condition; /* (owned) as it is edited; NULL: only the text can be */
  gboolean      is_showing;
};

G_DEFINE_FINAL_TYPE (BrConditionEditor, br_condition_editor, GTK_TYPE_WIDGET)

static const char *
get_when (BrConditionEditor *self)
{
  return clasp_settings_get_string (clasp_mapping_get_options (self->mapping), "when");
}

/* --- checking --- */

static gboolean
check (BrConditionEditor *self, const char *text, GError **error)
{
  g_autoptr (ClaspRoutePattern) pattern =
    clasp_route_pattern_new (clasp_mapping_get_source (self->mapping), NULL);
  g_autoptr (ClaspCondition) condition = NULL;

  if (*text == '\0')
    return TRUE;
  condition = clasp_condition_new (text, pattern, error);
  return condition != NULL;
}

static BrConditionRowView *
first_view (BrConditionEditor *self)
{
  return (BrConditionRowView *) gtk_widget_get_first_child (GTK_WIDGET (self->rows));
}

static BrConditionRowView *
next_view (BrConditionRowView *view)
{
  return (BrConditionRowView *) gtk_widget_get_next_sibling (GTK_WIDGET (view));
}

/* Under the row it speaks of, else under the text. */
static void
show_problem (BrConditionEditor *self, const GError *error)
{
  int fault = error != NULL && self->condition != NULL
                ? br_condition_find_fault (self->condition, error->message)
                : -1;
  int i = 0;

  for (BrConditionRowView *view = first_view (self); view != NULL; view = next_view (view), i++)
    br_condition_row_view_set_problem (view, i == fault ? error->message : NULL);
  gtk_label_set_label (self->problem, error != NULL && fault < 0 ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL && fault < 0);
}

static void
store (BrConditionEditor *self, const char *text)
{
  const char      *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping));
  ClaspShow       *show = br_window_get_show (self->window);
  g_autofree char *label = g_strdup_printf (
    _ ("Change condition of %s"), *name != '\0' ? name : clasp_mapping_get_source (self->mapping));

  if (g_str_equal (text, get_when (self)))
    return;
  clasp_show_begin_edit (show, label);
  g_object_set (clasp_mapping_get_options (self->mapping), "when", text, NULL);
  clasp_show_end_edit (show);
}

static void br_condition_editor_reload (BrConditionEditor *self);

/* What the rows say, if it can work; else the last good one stays. */
static void
take_rows (BrConditionEditor *self)
{
  g_autofree char   *text = br_condition_to_text (self->condition);
  g_autoptr (GError) error = NULL;

  if (g_str_equal (text, get_when (self)))
    {
      show_problem (self, NULL);
      return;
    }
  if (br_window_refuse_edit (self->window))
    {
      br_condition_editor_reload (self);
      return;
    }
  if (check (self, text, &error))
    store (self, text);
  show_problem (self, error);
}

/* --- rows --- */

static void
edited_cb (BrConditionEditor *self)
{
  if (!self->is_showing)
    take_rows (self);
}

/* Before their rows go. */
static void
clear_views (BrConditionEditor *self)
{
  BrConditionRowView *view;
  gboolean            was_showing = self->is_showing;

  self->is_showing = TRUE;
  while ((view = first_view (self)) != NULL)
    {
      br_condition_row_view_let_go (view);
      gtk_box_remove (self->rows, GTK_WIDGET (view));
    }
  self->is_showing = was_showing;
}

static guint
find_row (BrConditionEditor *self, BrConditionRowView *view)
{
  guint index = 0;

  g_ptr_array_find (self->condition->rows, br_condition_row_view_get_row (view), &index);
  return index;
}

static void build_rows (BrConditionEditor *self);

/* A view that goes while it tells is kept by the caller until that is over. */
static void
replace_views (BrConditionEditor *self, guint focus)
{
  BrConditionRowView *next;

  build_rows (self);
  next = first_view (self);
  while (next != NULL && focus-- > 0 && next_view (next) != NULL)
    next = next_view (next);
  gtk_widget_child_focus (next != NULL ? GTK_WIDGET (next) : self->add, GTK_DIR_TAB_FORWARD);
}

static void
kind_cb (BrConditionEditor *self, guint kind, BrConditionRowView *view)
{
  guint                 index = find_row (self, view);
  g_autoptr (GtkWidget) kept = NULL;
  BrConditionRow       *row;

  if (br_window_refuse_edit (self->window))
    {
      kept = g_object_ref (GTK_WIDGET (view));
      replace_views (self, index);
      return;
    }
  row = br_condition_add (self->condition, (BrConditionKind) kind);
  /* The new one changes places with the old one, which goes when no view shows it any more. */
  self->condition->rows->pdata[self->condition->rows->len - 1] =
    self->condition->rows->pdata[index];
  self->condition->rows->pdata[index] = row;
  kept = g_object_ref (GTK_WIDGET (view));
  clear_views (self);
  g_ptr_array_remove_index (self->condition->rows, self->condition->rows->len - 1);
  replace_views (self, index);
  take_rows (self);
}

static void
remove_cb (BrConditionEditor *self, BrConditionRowView *view)
{
  guint index = find_row (self, view);

  if (br_window_refuse_edit (self->window))
    return;
  g_object_ref (view);
  clear_views (self);
  g_ptr_array_remove_index (self->condition->rows, index);
  build_rows (self);
  g_object_unref (view);
  take_rows (self);
}

static void
build_rows (BrConditionEditor *self)
{
  guint n = self->condition != NULL ? self->condition->rows->len : 0;

  clear_views (self);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = br_condition_row_view_new (self->condition->rows->pdata[i], i + 1);

      g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "kind-chosen", G_CALLBACK (kind_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "remove-requested", G_CALLBACK (remove_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rows), n > 0);
  gtk_widget_set_visible (self->joint, n > 1);
  gtk_widget_set_visible (self->add, self->condition != NULL);
  self->is_showing = TRUE;
  if (self->condition != NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->joint), self->condition->is_any ? 1 : 0);
  self->is_showing = FALSE;
}

static void
joint_cb (BrConditionEditor *self)
{
  if (self->is_showing || self->condition == NULL)
    return;
  self->condition->is_any = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->joint)) == 1;
  take_rows (self);
}

static void
add_cb (BrConditionEditor *self)
{
  if (self->condition == NULL || br_window_refuse_edit (self->window))
    return;
  br_condition_add (self->condition, BR_CONDITION_INPUT);
  build_rows (self);
  take_rows (self);
  gtk_widget_child_focus (gtk_widget_get_last_child (GTK_WIDGET (self->rows)), GTK_DIR_TAB_FORWARD);
}

/* --- text --- */

static char *
dup_text (BrConditionEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, TRUE));
}

static void
typing_cb (BrConditionEditor *self)
{
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_showing || self->mapping == NULL)
    return;
  text = dup_text (self);
  check (self, text, &error);
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

static void
text_done_cb (BrConditionEditor *self)
{
  g_autofree char *text = NULL;

  if (self->mapping == NULL || self->is_showing)
    return;
  text = dup_text (self);
  if (g_str_equal (text, get_when (self)) || !check (self, text, NULL))
    return;
  if (br_window_refuse_edit (self->window))
    br_condition_editor_reload (self);
  else
    store (self, text);
}

static gboolean
key_cb (BrConditionEditor *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Return || (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  text_done_cb (self);
  return GDK_EVENT_STOP;
}

/* --- showing --- */

static void
show_text (BrConditionEditor *self)
{
  g_autofree char *present = dup_text (self);

  if (g_str_equal (present, get_when (self)))
    return;
  self->is_showing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), get_when (self),
                            -1);
  self->is_showing = FALSE;
}

static void
br_condition_editor_reload (BrConditionEditor *self)
{
  g_autoptr (GError) error = NULL;

  clear_views (self);
  g_clear_pointer (&self->condition, br_condition_free);
  if (self->mapping != NULL)
    self->condition = br_condition_new_from_text (get_when (self), &error);
  build_rows (self);
  if (self->mapping == NULL)
    return;
  show_text (self);
  if (error == NULL)
    check (self, get_when (self), &error);
  show_problem (self, error);
}

/* What the rows say already needs no new ones: the focus stays. */
void
br_condition_editor_update (BrConditionEditor *self)
{
  g_autofree char *text = NULL;

  if (self->mapping == NULL)
    return;
  text = self->condition != NULL ? br_condition_to_text (self->condition) : g_strdup ("");
  if (self->condition == NULL || !g_str_equal (text, get_when (self)))
    br_condition_editor_reload (self);
  else
    show_text (self);
}

void
br_condition_editor_set_mapping (BrConditionEditor *self, BrWindow *window, ClaspMapping *mapping)
{
  self->window = window;
  if (g_set_object (&self->mapping, mapping))
    br_condition_editor_reload (self);
}

/* --- life --- */

static void
br_condition_editor_dispose (GObject *object)
{
  BrConditionEditor *self = BR_CONDITION_EDITOR (object);

  if (self->rows != NULL)
    clear_views (self);
  self->rows = NULL;
  g_clear_object (&self->mapping);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_pointer (&self->condition, br_condition_free);

  G_OBJECT_CLASS (br_condition_editor_parent_class)->dispose (object);
}

static void
br_condition_editor_class_init (BrConditionEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_condition_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
add_child (BrConditionEditor *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static GtkWidget *
make_text (BrConditionEditor *self)
{
  GtkWidget          *expander = gtk_expander_new (_ ("As Text"));
  GtkWidget          *frame = gtk_frame_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("As Text"), -1);
  self->text = gtk_text_view_new ();
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->text), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Condition as text"), -1);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed",
                            G_CALLBACK (typing_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (text_done_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->text, focus);
  gtk_widget_add_controller (self->text, keys);
  gtk_frame_set_child (GTK_FRAME (frame), self->text);
  gtk_expander_set_child (GTK_EXPANDER (expander), frame);
  return expander;
}

static void
br_condition_editor_init (BrConditionEditor *self)
{
  const char *const joints[] = { _ ("All of these hold"), _ ("One of these holds"), NULL };
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->joint = gtk_drop_down_new_from_strings (joints);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->joint), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How conditions are joined"), -1);
  g_signal_connect_swapped (self->joint, "notify::selected", G_CALLBACK (joint_cb), self);
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->add = gtk_button_new_with_label (_ ("Add Condition"));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  add_child (self, self->joint);
  add_child (self, GTK_WIDGET (self->rows));
  add_child (self, self->add);
  add_child (self, make_text (self));
  add_child (self, GTK_WIDGET (self->problem));
}

GtkWidget *
br_condition_editor_new (void)
{
  return g_object_new (BR_TYPE_CONDITION_EDITOR, NULL);
}
