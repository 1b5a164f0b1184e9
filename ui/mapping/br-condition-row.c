/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-condition-row.h"

#include "mapping/br-learn-button.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BrConditionRowView
{
  GtkWidget parent_instance;

  GtkWidget *name, *op, *value, *hysteresis;
  GtkLabel  *problem;

  BrConditionRow *row; /* (unowned) */
  guint           number;
  gboolean        is_showing;
};

enum
{
  EDITED,
  KIND_CHOSEN,
  REMOVE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrConditionRowView, br_condition_row_view, GTK_TYPE_WIDGET)

static const char *const kind_titles[BR_N_CONDITION_KINDS] = {
  N_ ("Value that comes in"), N_ ("Signal"),      N_ ("Variable"),        N_ ("Part of the address"),
  N_ ("Layer is on"),         N_ ("Connection"),  N_ ("Time of day"),     N_ ("Signal was written"),
  N_ ("Expression"),          N_ ("Text of its own"),
};

/* In the order of br_condition_get_ops (). */
static const char *const op_titles[] = {
  N_ ("is"),          N_ ("is not"),     N_ ("is above"),     N_ ("is at least"),
  N_ ("is below"),    N_ ("is at most"), N_ ("is between"),   N_ ("is one of"),
  N_ ("matches"),     N_ ("exists"),     N_ ("rises above"),  N_ ("falls below"),
  N_ ("crosses"),     NULL,
};

/* States of connections that a condition may ask for. */
static const char *const states[] = { "connected", "disconnected", "degraded", "starting", "waiting",
                                      "missing",   "error",        "off",      NULL };

const char *
br_condition_kind_title (BrConditionKind kind)
{
  return kind_titles[kind];
}

/* --- edits --- */

static void
tell (BrConditionRowView *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

static void
take_text (BrConditionRowView *self, GtkWidget *entry, char **member)
{
  const char *text;

  if (entry == NULL || self->row == NULL)
    return;
  text = gtk_editable_get_text (GTK_EDITABLE (entry));
  if (!g_str_equal (text, *member))
    br_condition_set (member, text);
}

static void
take_texts (BrConditionRowView *self)
{
  if (self->row == NULL || self->is_showing)
    return;
  take_text (self, self->name, &self->row->name);
  take_text (self, self->value, &self->row->value);
  take_text (self, self->hysteresis, &self->row->hysteresis);
  tell (self);
}

static void
op_cb (BrConditionRowView *self)
{
  guint       selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->op));
  const char *op;

  if (self->is_showing || self->row == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  op = self->row->kind == BR_CONDITION_CONNECTION ? states[selected]
                                                  : br_condition_get_ops ()[selected];
  br_condition_set (&self->row->op, op);
  if (self->hysteresis != NULL)
    gtk_widget_set_visible (self->hysteresis, br_condition_is_edge (op));
  tell (self);
}

static void
kind_cb (BrConditionRowView *self, GParamSpec *pspec, GtkDropDown *kinds)
{
  guint selected = gtk_drop_down_get_selected (kinds);

  if (!self->is_showing && self->row != NULL && selected != self->row->kind)
    g_signal_emit (self, signals[KIND_CHOSEN], 0, selected);
}

static void
not_cb (BrConditionRowView *self, GtkToggleButton *button)
{
  if (self->is_showing || self->row == NULL)
    return;
  self->row->is_not = gtk_toggle_button_get_active (button);
  tell (self);
}

static void
remove_cb (BrConditionRowView *self)
{
  g_signal_emit (self, signals[REMOVE_REQUESTED], 0);
}

/* --- building --- */

static void
set_name (BrConditionRowView *self, GtkWidget *widget, const char *name)
{
  g_autofree char *text = g_strdup_printf ("%s, %u", name, self->number);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
make_entry (BrConditionRowView *self, const char *text, const char *name, const char *hint)
{
  GtkWidget          *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_widget_set_hexpand (entry, TRUE);
  set_name (self, entry, name);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (take_texts), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (take_texts), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
make_choice (BrConditionRowView *self,
             const char *const  *titles,
             guint               selected,
             const char         *name,
             GCallback           callback)
{
  GtkStringList *model = gtk_string_list_new (NULL);
  GtkWidget     *choice;

  for (guint i = 0; titles[i] != NULL; i++)
    gtk_string_list_append (model, _ (titles[i]));
  choice = gtk_drop_down_new (G_LIST_MODEL (model), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  set_name (self, choice, name);
  g_signal_connect_swapped (choice, "notify::selected", callback, self);
  return choice;
}

static guint
find_text (const char *const *texts, const char *text)
{
  for (guint i = 0; texts[i] != NULL; i++)
    if (g_str_equal (texts[i], text))
      return i;
  return 0;
}

static GtkWidget *
make_box (void)
{
  return gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
}

static GtkWidget *
make_head (BrConditionRowView *self)
{
  const char *titles[BR_N_CONDITION_KINDS + 1] = { NULL };
  GtkWidget  *box = make_box ();
  GtkWidget  *kinds, *not_button = gtk_toggle_button_new_with_label (C_ ("condition", "Not"));
  GtkWidget  *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  memcpy (titles, kind_titles, sizeof kind_titles);
  kinds = make_choice (self, titles, self->row->kind, _ ("What is looked at"), G_CALLBACK (kind_cb));
  gtk_widget_set_hexpand (kinds, TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (not_button), self->row->is_not);
  gtk_widget_set_sensitive (not_button, self->row->kind != BR_CONDITION_TREE);
  gtk_widget_set_tooltip_text (not_button, _ ("Must not hold"));
  gtk_widget_set_tooltip_text (remove, _ ("Remove Condition"));
  set_name (self, not_button, _ ("Must not hold"));
  set_name (self, remove, _ ("Remove Condition"));
  gtk_widget_add_css_class (remove, "flat");
  g_signal_connect_swapped (not_button, "toggled", G_CALLBACK (not_cb), self);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (box), kinds);
  gtk_box_append (GTK_BOX (box), not_button);
  gtk_box_append (GTK_BOX (box), remove);
  return box;
}

static GtkWidget *
make_comparison (BrConditionRowView *self)
{
  GtkWidget *box = make_box ();

  self->op = make_choice (self, op_titles, find_text (br_condition_get_ops (), self->row->op),
                          _ ("Comparison"), G_CALLBACK (op_cb));
  self->value = make_entry (self, self->row->value, _ ("Value to compare with"), _ ("Value"));
  self->hysteresis = make_entry (self, self->row->hysteresis, _ ("Hysteresis"), _ ("± Hysteresis"));
  gtk_widget_set_visible (self->hysteresis, br_condition_is_edge (self->row->op));
  gtk_box_append (GTK_BOX (box), self->op);
  gtk_box_append (GTK_BOX (box), self->value);
  gtk_box_append (GTK_BOX (box), self->hysteresis);
  return box;
}

static GtkWidget *
make_named (BrConditionRowView *self, const char *name, const char *hint)
{
  self->name = make_entry (self, self->row->name, name, hint);
  return self->name;
}

static void
learned_cb (BrConditionRowView *self, ClaspLearnCandidate *candidate)
{
  if (self->name == NULL || self->row == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->name), clasp_learn_candidate_get_address (candidate));
  take_texts (self);
}

/* An address can be said by moving what it belongs to. */
static GtkWidget *
make_address (BrConditionRowView *self)
{
  GtkWidget       *box = make_box ();
  g_autofree char *name = g_strdup_printf (_ ("Learn: Move a Control, %u"), self->number);
  GtkWidget       *learn = br_learn_button_new (CLASP_LEARN_SIDE_SOURCE, name);

  g_signal_connect_object (learn, "learned", G_CALLBACK (learned_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), make_named (self, _ ("Address"), "/osc/fader"));
  gtk_box_append (GTK_BOX (box), learn);
  return box;
}

static void
add (BrConditionRowView *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
add_time (BrConditionRowView *self)
{
  add (self, make_named (self, _ ("Time of day"), "18:00-23:30"));
  self->value = make_entry (self, self->row->value, _ ("Days"), _ ("every day, or mon-fri"));
  add (self, self->value);
}

static void
add_changed (BrConditionRowView *self)
{
  add (self, make_address (self));
  self->value = make_entry (self, self->row->value, _ ("In the last so many seconds"), _ ("Seconds"));
  add (self, self->value);
}

static void
add_connection (BrConditionRowView *self)
{
  add (self, make_named (self, _ ("Connection"), _ ("Id of the connection")));
  self->op = make_choice (self, states, find_text (states, self->row->op), _ ("State"),
                          G_CALLBACK (op_cb));
  add (self, self->op);
}

static void
build (BrConditionRowView *self)
{
  add (self, make_head (self));
  switch (self->row->kind)
    {
    case BR_CONDITION_INPUT:
      break;
    case BR_CONDITION_ADDRESS:
      add (self, make_address (self));
      break;
    case BR_CONDITION_VARIABLE:
      add (self, make_named (self, _ ("Variable"), _ ("Name of the variable")));
      break;
    case BR_CONDITION_CAPTURE:
      add (self, make_named (self, _ ("Part of the address"), _ ("Name in braces of the source")));
      break;
    case BR_CONDITION_LAYER:
      add (self, make_named (self, _ ("Layer"), _ ("Name of the layer")));
      break;
    case BR_CONDITION_CONNECTION:
      add_connection (self);
      break;
    case BR_CONDITION_TIME:
      add_time (self);
      break;
    case BR_CONDITION_CHANGED:
      add_changed (self);
      break;
    case BR_CONDITION_EXPRESSION:
      add (self, make_named (self, _ ("Expression"), "value > 0.5"));
      break;
    case BR_CONDITION_TREE:
      add (self, make_named (self, _ ("Condition as JSON"), "{\"any\": []}"));
      break;
    }
  if (br_condition_has_op (self->row->kind))
    add (self, make_comparison (self));
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  add (self, GTK_WIDGET (self->problem));
}

void
br_condition_row_view_set_problem (BrConditionRowView *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

BrConditionRow *
br_condition_row_view_get_row (BrConditionRowView *self)
{
  return self->row;
}

void
br_condition_row_view_let_go (BrConditionRowView *self)
{
  self->row = NULL;
}

/* --- life --- */

static void
br_condition_row_view_dispose (GObject *object)
{
  BrConditionRowView *self = BR_CONDITION_ROW_VIEW (object);

  self->row = NULL;
  br_unparent_children (GTK_WIDGET (self));

  G_OBJECT_CLASS (br_condition_row_view_parent_class)->dispose (object);
}

static void
br_condition_row_view_class_init (BrConditionRowViewClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_condition_row_view_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "condition-row");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[EDITED] =
    g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KIND_CHOSEN] = g_signal_new ("kind-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_condition_row_view_init (BrConditionRowView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
}

GtkWidget *
br_condition_row_view_new (BrConditionRow *row, guint number)
{
  BrConditionRowView *self = g_object_new (BR_TYPE_CONDITION_ROW_VIEW, NULL);

  self->row = row;
  self->number = number;
  self->is_showing = TRUE;
  build (self);
  self->is_showing = FALSE;

  return GTK_WIDGET (self);
}
