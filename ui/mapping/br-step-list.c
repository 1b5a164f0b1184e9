/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-step-list.h"

#include "mapping/br-step-chooser.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

struct _BrStepList
{
  GtkWidget parent_instance;

  GtkBox        *rows;
  GtkMenuButton *add_button;

  BrWindow *window; /* (unowned) */
  GObject  *owner;  /* (owned) ClaspMapping or ClaspMappingEnd, or NULL */
};

G_DEFINE_FINAL_TYPE (BrStepList, br_step_list, GTK_TYPE_WIDGET)

/* --- whose steps they are --- */

static GListModel *
get_steps (BrStepList *self)
{
  return CLASP_IS_MAPPING (self->owner) ? clasp_mapping_get_steps (CLASP_MAPPING (self->owner))
                                        : clasp_mapping_end_get_steps (CLASP_MAPPING_END (self->owner));
}

static gboolean
insert_step (BrStepList *self, guint position, ClaspStep *step)
{
  return CLASP_IS_MAPPING (self->owner)
           ? clasp_mapping_insert_step (CLASP_MAPPING (self->owner), position, step)
           : clasp_mapping_end_insert_step (CLASP_MAPPING_END (self->owner), position, step);
}

static void
remove_step (BrStepList *self, guint position)
{
  if (CLASP_IS_MAPPING (self->owner))
    clasp_mapping_remove_step (CLASP_MAPPING (self->owner), position);
  else
    clasp_mapping_end_remove_step (CLASP_MAPPING_END (self->owner), position);
}

static void
move_step (BrStepList *self, guint from, guint to)
{
  if (CLASP_IS_MAPPING (self->owner))
    clasp_mapping_move_step (CLASP_MAPPING (self->owner), from, to);
  else
    clasp_mapping_end_move_step (CLASP_MAPPING_END (self->owner), from, to);
}

/* --- rows --- */

static int
find_step (BrStepList *self, ClaspStep *step)
{
  GListModel *steps = get_steps (self);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) other = g_list_model_get_item (steps, i);

      if (other == step)
        return (int) i;
    }
  return -1;
}

static BrStepRow *
first_row (BrStepList *self)
{
  return (BrStepRow *) gtk_widget_get_first_child (GTK_WIDGET (self->rows));
}

static BrStepRow *
next_row (BrStepRow *row)
{
  return (BrStepRow *) gtk_widget_get_next_sibling (GTK_WIDGET (row));
}

static void
focus_row (BrStepList *self, ClaspStep *step)
{
  BrStepRow *row = first_row (self);

  while (row != NULL && br_step_row_get_step (row) != step)
    row = next_row (row);
  if (row != NULL)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

/* The focus goes to the neighbour, else to the button. */
static void
remove_cb (BrStepRow *row, BrStepList *self)
{
  int                   position = find_step (self, br_step_row_get_step (row));
  g_autoptr (ClaspStep) neighbour = NULL;
  guint                 n = g_list_model_get_n_items (get_steps (self));

  if (position < 0 || br_window_refuse_edit (self->window))
    return;

  if (n > 1)
    neighbour = g_list_model_get_item (get_steps (self), (guint) position + 1 < n
                                                           ? (guint) position + 1
                                                           : (guint) position - 1);
  remove_step (self, (guint) position);
  br_window_toast (self->window, _ ("Step removed"), TRUE);
  if (neighbour != NULL)
    focus_row (self, neighbour);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
}

static void
move_to (BrStepList *self, ClaspStep *step, int to)
{
  int from = find_step (self, step);

  if (from < 0 || to < 0 || from == to ||
      to >= (int) g_list_model_get_n_items (get_steps (self)) ||
      br_window_refuse_edit (self->window))
    return;
  move_step (self, (guint) from, (guint) to);
  /* The rows are new: the focus goes along. */
  focus_row (self, step);
}

static void
move_cb (BrStepRow *row, int by, BrStepList *self)
{
  g_autoptr (ClaspStep) step = g_object_ref (br_step_row_get_step (row));

  move_to (self, step, find_step (self, step) + by);
}

static void
dropped_cb (BrStepRow *row, ClaspStep *step, BrStepList *self)
{
  move_to (self, step, find_step (self, br_step_row_get_step (row)));
}

static gboolean
rows_fit (BrStepList *self)
{
  GListModel *steps = get_steps (self);
  BrStepRow  *row = first_row (self);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (row == NULL || br_step_row_get_step (row) != step)
        return FALSE;
      row = next_row (row);
    }
  return row == NULL;
}

static void
clear_rows (BrStepList *self)
{
  BrStepRow *row;

  while ((row = first_row (self)) != NULL)
    gtk_box_remove (self->rows, GTK_WIDGET (row));
}

static void
build_rows (BrStepList *self)
{
  const ClaspRegistry *registry = clasp_show_get_registry (br_window_get_show (self->window));
  GListModel          *steps = get_steps (self);

  clear_rows (self);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      const ClaspKind      *kind =
        clasp_kind_find (registry->steps, registry->n_steps, clasp_step_get_kind (step));
      GtkWidget *row =
        br_step_row_new (step, i + 1, kind != NULL ? _ (kind->title) : clasp_step_get_kind (step),
                         kind != NULL ? _ (kind->summary) : NULL);

      g_signal_connect_object (row, "remove-requested", G_CALLBACK (remove_cb), self, 0);
      g_signal_connect_object (row, "move-requested", G_CALLBACK (move_cb), self, 0);
      g_signal_connect_object (row, "dropped", G_CALLBACK (dropped_cb), self, 0);
      gtk_box_append (self->rows, row);
    }
}

void
br_step_list_update (BrStepList *self, const char *source)
{
  if (self->owner == NULL)
    return;
  if (!rows_fit (self))
    build_rows (self);
  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    br_step_row_set_source (row, source);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), first_row (self) != NULL);
}

/* --- what they show --- */

static gboolean
is_on (BrStepRow *row)
{
  return clasp_step_get_enabled (br_step_row_get_step (row));
}

void
br_step_list_set_outputs (BrStepList *self, const double *outputs, guint n, gboolean is_tried)
{
  guint i = 0;

  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      double output = is_on (row) && i < n ? outputs[i] : NAN;

      i += is_on (row) ? 1 : 0;
      br_step_row_set_output (row, output, is_tried);
    }
}

gboolean
br_step_list_set_dots (BrStepList   *self,
                       double        input,
                       const double *outputs,
                       guint         n,
                       gboolean      is_tried,
                       gint64        now_us)
{
  gboolean moves = FALSE;
  guint    i = 0;

  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      double output = is_on (row) && i < n ? outputs[i] : NAN;

      moves |= br_step_row_set_dot (row, is_on (row) ? input : NAN, output, is_tried, now_us);
      if (!is_on (row))
        continue;
      input = output;
      i++;
    }
  return moves;
}

void
br_step_list_set_axes (
  BrStepList *self, double in_min, double in_max, double out_min, double out_max)
{
  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      gboolean is_first = row == first_row (self), is_last = next_row (row) == NULL;

      br_step_row_set_axes (row, is_first ? in_min : NAN, is_first ? in_max : NAN,
                            is_last ? out_min : NAN, is_last ? out_max : NAN);
    }
}

gboolean
br_step_list_set_problem (BrStepList *self, guint index, const char *problem)
{
  guint i = 0;

  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    if (is_on (row) && i++ == index)
      {
        br_step_row_set_problem (row, problem);
        return TRUE;
      }
  return FALSE;
}

void
br_step_list_clear_problems (BrStepList *self)
{
  for (BrStepRow *row = first_row (self); row != NULL; row = next_row (row))
    br_step_row_set_problem (row, NULL);
}

/* --- adding --- */

static void
chosen_cb (BrStepList *self, const char *kind)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (ClaspStep) step = NULL;

  gtk_menu_button_popdown (self->add_button);
  if (self->owner == NULL || br_window_refuse_edit (self->window))
    return;

  step = clasp_show_create_step (br_window_get_show (self->window), kind, &error);
  if (step == NULL || !insert_step (self, g_list_model_get_n_items (get_steps (self)), step))
    br_window_toast (self->window,
                     error != NULL ? error->message : _ ("A mapping has no more than 32 steps."),
                     FALSE);
}

static void
make_chooser (BrStepList *self)
{
  GtkPopover *popover = gtk_menu_button_get_popover (self->add_button);
  GtkWidget  *chooser;

  if (gtk_popover_get_child (popover) != NULL || self->window == NULL)
    return;
  chooser = br_step_chooser_new (clasp_show_get_registry (br_window_get_show (self->window)));
  gtk_popover_set_child (popover, chooser);
  g_signal_connect_object (chooser, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}

/* A hundred rows: for one target alone they are made when somebody asks for them. */
static void
pop_up_cb (GtkMenuButton *button, gpointer user_data)
{
  make_chooser (user_data);
}

void
br_step_list_set_owner (BrStepList *self, BrWindow *window, gpointer owner)
{
  self->window = window;
  if (CLASP_IS_MAPPING (owner))
    make_chooser (self);
  if (!g_set_object (&self->owner, owner))
    return;
  clear_rows (self);
}

/* --- life --- */

static void
br_step_list_dispose (GObject *object)
{
  BrStepList *self = BR_STEP_LIST (object);

  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->owner);

  G_OBJECT_CLASS (br_step_list_parent_class)->dispose (object);
}

static void
br_step_list_class_init (BrStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_step_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
br_step_list_init (BrStepList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->add_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->add_button, _ ("Add Step"));
  gtk_menu_button_set_popover (self->add_button, gtk_popover_new ());
  gtk_menu_button_set_create_popup_func (self->add_button, pop_up_cb, self, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->rows), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->add_button), GTK_WIDGET (self));
}

GtkWidget *
br_step_list_new (void)
{
  return g_object_new (BR_TYPE_STEP_LIST, NULL);
}
