/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-step-chooser.h"

#include "widgets/br-fold.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define KIND "br-kind"

struct _BrStepChooser
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *list;
  char     **words; /* (owned) folded; all must match */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrStepChooser, br_step_chooser, GTK_TYPE_WIDGET)

static const ClaspKind *
kind_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), KIND);
}

/* --- searching ---------------------------------------------------------------------------------- */

static gboolean
is_wanted (GtkListBoxRow *row,
           gpointer       user_data)
{
  BrStepChooser   *self = user_data;
  const ClaspKind *kind = kind_of (row);
  g_autofree char *text
    = g_strjoin (" ", kind->kind, _ (kind->title), _ (kind->summary), _ (kind->group), NULL);

  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (!br_fold_contains (text, self->words[i]))
      return FALSE;

  return TRUE;
}

static void
search_cb (BrStepChooser *self)
{
  g_autofree char *folded = br_fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " ", -1);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

/* A heading over the first row of each group that is shown. */
static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  GtkWidget *heading;

  if (before != NULL && g_str_equal (kind_of (before)->group, kind_of (row)->group))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  heading = gtk_label_new (_ (kind_of (row)->group));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_widget_set_margin_top (heading, 12);
  gtk_widget_set_margin_start (heading, 12);
  gtk_widget_set_margin_bottom (heading, 3);
  gtk_list_box_row_set_header (row, heading);
}

/* --- choosing ----------------------------------------------------------------------------------- */

static void
choose (BrStepChooser *self,
        GtkListBoxRow *row)
{
  const ClaspKind *kind = kind_of (row);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_emit (self, signals[CHOSEN], 0, kind->kind);
}

static void
row_activated_cb (BrStepChooser *self,
                  GtkListBoxRow *row)
{
  choose (self, row);
}

static void
entry_activated_cb (BrStepChooser *self)
{
  GtkWidget *row;

  /* Enter may come before the search was told of the last letter. */
  search_cb (self);
  row = gtk_widget_get_first_child (self->list);

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row))
      {
        choose (self, GTK_LIST_BOX_ROW (row));
        return;
      }
}

/* --- setting up --------------------------------------------------------------------------------- */

static void
add_kind (BrStepChooser   *self,
          const ClaspKind *kind)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (kind->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (kind->summary));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), KIND, (gpointer) kind);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* The groups in the order in which they first come. */
static void
add_kinds (BrStepChooser       *self,
           const ClaspRegistry *registry)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < registry->n_steps; i++)
    {
      const char *group = registry->steps[i].group;

      if (!g_hash_table_add (done, (char *) group))
        continue;
      for (guint j = i; j < registry->n_steps; j++)
        if (g_str_equal (registry->steps[j].group, group))
          add_kind (self, &registry->steps[j]);
    }
}

static void
br_step_chooser_dispose (GObject *object)
{
  BrStepChooser *self = BR_STEP_CHOOSER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (br_step_chooser_parent_class)->dispose (object);
}

static gboolean
br_step_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BR_STEP_CHOOSER (widget)->entry);
}

static void
br_step_chooser_class_init (BrStepChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_step_chooser_dispose;
  widget_class->grab_focus = br_step_chooser_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);

  return scrolled;
}

static void
br_step_chooser_init (BrStepChooser *self)
{
  GtkWidget *nothing = gtk_label_new (_ ("No step with these words"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->entry = gtk_search_entry_new ();
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_widget_set_margin_top (nothing, 24);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), nothing);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), is_wanted, self, NULL);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), update_header, NULL, NULL);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), make_scrolled (self->list));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entry_activated_cb), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
}

GtkWidget *
br_step_chooser_new (const ClaspRegistry *registry)
{
  BrStepChooser *self = g_object_new (BR_TYPE_STEP_CHOOSER, NULL);

  add_kinds (self, registry);

  return GTK_WIDGET (self);
}
