/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-learn-list.h"

#include "widgets/br-hold-menu.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrLearnList
{
  GtkPopover parent_instance;

  GtkWidget *title;
  GtkWidget *scrolled;
  GtkWidget *list;

  ClaspLearner       *learner; /* (owned) or NULL */
  GtkWidget          *root;    /* (unowned), watched by a weak pointer: the window that @keys belongs to, or NULL */
  GtkEventController *keys;    /* (unowned) */
};

enum
{
  CHOSEN,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrLearnList, br_learn_list, GTK_TYPE_POPOVER)

/* --- words -------------------------------------------------------------------------------------- */

static const char *
control_text (ClaspLearnControl control)
{
  switch (control)
    {
    case CLASP_LEARN_CONTROL_UNKNOWN:
      break;
    case CLASP_LEARN_CONTROL_FADER:
      return _("Fader or knob");
    case CLASP_LEARN_CONTROL_BUTTON:
      return _("Button");
    case CLASP_LEARN_CONTROL_ENCODER:
      return _("Encoder: tells how far it turns");
    case CLASP_LEARN_CONTROL_TEXT:
      return C_ ("kind of values", "Text");
    }

  return _("Moved too little to tell");
}

char *
br_learn_dup_kind (const ClaspLearnFinding *finding)
{
  const char *text = control_text (finding->control);
  GString    *kind = g_string_new (text);

  if (g_str_equal (finding->facts.midi_type, "nrpn"))
    g_string_append (kind, " · NRPN");
  else if (g_str_equal (finding->facts.midi_type, "rpn"))
    g_string_append (kind, " · RPN");
  if (finding->facts.is_14bit || finding->fine != NULL)
    g_string_append_printf (kind, " · %s", _("14 bits"));

  return g_string_free (kind, FALSE);
}

/* --- rows --------------------------------------------------------------------------------------- */

static ClaspLearnCandidate *
get_candidate (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "candidate");
}

static gboolean
is_moved (ClaspLearnCandidate *candidate)
{
  return clasp_learn_candidate_peek (candidate)->n_updates > 0;
}

static void
show_candidate (GtkWidget *row)
{
  ClaspLearnCandidate     *candidate = get_candidate (GTK_LIST_BOX_ROW (row));
  const ClaspLearnFinding *finding = clasp_learn_candidate_peek (candidate);
  g_autofree char         *description = clasp_learn_candidate_describe (candidate);
  g_autofree char         *kind = br_learn_dup_kind (finding);
  const ClaspLearnPlace   *place = clasp_learn_finding_get_place (finding);
  g_autofree char         *below
    = g_strdup_printf ("%s · %s%s%s", kind, finding->address, place->last != NULL ? " = " : "", place->last != NULL ? place->last : "");
  GtkWidget *labels = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (labels)), description);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (labels)), below);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  gtk_widget_set_visible (row, is_moved (candidate));
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_object_set_data_full (G_OBJECT (row), "candidate", g_object_ref (item), g_object_unref);
  add_label (labels, NULL);
  add_label (labels, "caption");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), labels);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_candidate), row, G_CONNECT_SWAPPED);
  show_candidate (row);

  return row;
}

/* --- running ------------------------------------------------------------------------------------ */

static guint
br_learn_list_count_moved (BrLearnList *self)
{
  GListModel *all = G_LIST_MODEL (self->learner);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (ClaspLearnCandidate) candidate = g_list_model_get_item (all, i);

      n += is_moved (candidate) ? 1 : 0;
    }

  return n;
}

static void
br_learn_list_show_state (BrLearnList *self)
{
  guint            n = br_learn_list_count_moved (self);
  guint            seconds = 0;
  g_autofree char *text = NULL;

  if (n > 1)
    text = g_strdup (_("Several moved. Choose one, or move yours again."));
  else
    {
      g_object_get (self->learner, "seconds-left", &seconds, NULL);
      text = g_strdup_printf (ngettext ("Move a control… %u second left", "Move a control… %u seconds left", seconds), seconds);
    }
  gtk_label_set_label (GTK_LABEL (self->title), text);
  gtk_widget_set_visible (self->scrolled, n > 0);
}

static void
br_learn_list_choose (BrLearnList         *self,
                      ClaspLearnCandidate *candidate)
{
  g_autoptr (ClaspLearnCandidate) chosen = g_object_ref (candidate);

  br_learn_list_stop (self);
  g_signal_emit (self, signals[CHOSEN], 0, chosen);
}

/* The other half of 14 bits, or a second touched fader, makes it a question. */
static void
learned_cb (BrLearnList         *self,
            ClaspLearnCandidate *candidate)
{
  if (self->learner != NULL && br_learn_list_count_moved (self) == 1)
    br_learn_list_choose (self, candidate);
}

static void
row_activated_cb (BrLearnList   *self,
                  GtkListBoxRow *row)
{
  br_learn_list_choose (self, get_candidate (row));
}

static void
ended_cb (BrLearnList *self)
{
  gboolean is_still = br_learn_list_count_moved (self) == 0;

  /* Those that moved can be chosen as long as one likes. */
  if (!is_still)
    return;

  br_learn_list_stop (self);
  g_signal_emit (self, signals[ENDED], 0, TRUE);
}

static void
br_learn_list_let_go (BrLearnList *self)
{
  if (self->root == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->root, self);
  gtk_widget_remove_controller (self->root, self->keys);
  g_clear_weak_pointer (&self->root);
}

void
br_learn_list_stop (BrLearnList *self)
{
  g_autoptr (ClaspLearner) learner = g_steal_pointer (&self->learner);

  if (learner == NULL)
    return;

  br_learn_list_let_go (self);
  g_signal_handlers_disconnect_by_data (learner, self);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  clasp_learner_end (learner);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
closed_cb (BrLearnList *self)
{
  if (self->learner == NULL)
    return;

  br_learn_list_stop (self);
  g_signal_emit (self, signals[ENDED], 0, FALSE);
}

/* --- keys --------------------------------------------------------------------------------------- */

static gboolean
key_cb (BrLearnList    *self,
        guint           keyval,
        guint           keycode,
        GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  closed_cb (self);
  return GDK_EVENT_STOP;
}

/* Escape ends it wherever the focus is; so does show mode, in which nothing is learned. */
static void
br_learn_list_hold (BrLearnList *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (root == NULL)
    return;

  g_set_weak_pointer (&self->root, root);
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (root, self->keys);
  if (BR_IS_WINDOW (root))
    g_signal_connect_swapped (root, "notify::locked", G_CALLBACK (closed_cb), self);
}

void
br_learn_list_start (BrLearnList  *self,
                     ClaspLearner *learner,
                     GtkWidget    *button)
{
  graphene_rect_t bounds;

  br_learn_list_stop (self);
  self->learner = learner;
  g_signal_connect_swapped (learner, "learned", G_CALLBACK (learned_cb), self);
  g_signal_connect_swapped (learner, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect_swapped (learner, "items-changed", G_CALLBACK (br_learn_list_show_state), self);
  g_signal_connect_swapped (learner, "notify::seconds-left", G_CALLBACK (br_learn_list_show_state), self);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (learner), create_row, NULL, NULL);
  br_learn_list_show_state (self);
  br_learn_list_hold (self);
  if (gtk_widget_compute_bounds (button, gtk_widget_get_parent (GTK_WIDGET (self)), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self),
                                 &(GdkRectangle) { (int) bounds.origin.x,
                                                   (int) bounds.origin.y,
                                                   (int) bounds.size.width,
                                                   (int) bounds.size.height });
  br_hold_menu_popup (GTK_POPOVER (self));
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_learn_list_dispose (GObject *object)
{
  br_learn_list_stop (BR_LEARN_LIST (object));

  G_OBJECT_CLASS (br_learn_list_parent_class)->dispose (object);
}

static void
br_learn_list_class_init (BrLearnListClass *klass)
{
  GType type = BR_TYPE_LEARN_LIST;

  G_OBJECT_CLASS (klass)->dispose = br_learn_list_dispose;
  signals[CHOSEN]
    = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CLASP_TYPE_LEARN_CANDIDATE);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
br_learn_list_init (BrLearnList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *escape = gtk_label_new (_("Escape cancels"));

  gtk_label_set_xalign (GTK_LABEL (escape), 0);
  gtk_widget_add_css_class (escape, "dim-label");
  gtk_widget_add_css_class (escape, "caption");
  self->title = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_width_chars (GTK_LABEL (self->title), 28);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What was moved"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->scrolled);
  gtk_box_append (GTK_BOX (box), escape);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
}

GtkWidget *
br_learn_list_new (void)
{
  return g_object_new (BR_TYPE_LEARN_LIST, NULL);
}
