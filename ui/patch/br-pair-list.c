/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-pair-list.h"

#include "patch/br-pairs.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-arrow.h"
#include "widgets/br-short-name.h"

#include <glib/gi18n.h>

/* More pairs than these are counted, not listed. */
#define MAX_LISTED 64

struct _BrPairList
{
  GtkPopover parent_instance;

  GtkLabel       *title;
  GtkGrid        *grid;
  GtkWidget      *up, *down;
  GtkCheckButton *each;
  GtkCheckButton *to_first;
  GtkWidget      *merge_box;
  GtkDropDown    *merge;
  GtkWidget      *map_button;

  BrPairs  pairs; /* (owned) */
  gboolean updating;
};

enum
{
  ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrPairList, br_pair_list, GTK_TYPE_POPOVER)

GListModel *
br_merge_titles_new (void)
{
  const char *const titles[] = { _("Latest"), _("Highest"), _("Lowest"), _("Sum"), _("Average"), NULL };

  return G_LIST_MODEL (gtk_string_list_new (titles));
}

static void
add_cell (BrPairList *self,
          const char *address,
          int         column,
          int         row)
{
  g_autofree char *name = address != NULL ? br_short_name (address) : g_strdup ("–");
  GtkWidget       *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  if (address != NULL)
    gtk_widget_set_tooltip_text (label, address);
  else
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
br_pair_list_show (BrPairList *self)
{
  guint            n = br_pairs_count (&self->pairs);
  g_autofree char *title = g_strdup_printf (ngettext ("Map %u signal", "Map %u signals", n), n);
  GtkWidget       *child;

  gtk_label_set_label (self->title, title);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  for (guint i = 0; self->pairs.sources[i] != NULL && i < MAX_LISTED; i++)
    {
      add_cell (self, self->pairs.sources[i], 0, (int) i);
      gtk_grid_attach (self->grid, gtk_label_new (br_arrow (GTK_WIDGET (self), FALSE)), 1, (int) i, 1, 1);
      add_cell (self, br_pairs_get_target (&self->pairs, i), 2, (int) i);
    }
  gtk_widget_set_sensitive (self->up, br_pairs_can_shift (&self->pairs, -1));
  gtk_widget_set_sensitive (self->down, br_pairs_can_shift (&self->pairs, 1));
  gtk_widget_set_visible (self->merge_box, self->pairs.to_first);
}

static void
shift (BrPairList *self,
       int         by)
{
  if (!br_pairs_can_shift (&self->pairs, by))
    return;

  self->pairs.shift += by;
  br_pair_list_show (self);
}

static void
up_cb (BrPairList *self)
{
  shift (self, -1);
}

static void
down_cb (BrPairList *self)
{
  shift (self, 1);
}

static void
to_first_cb (BrPairList *self)
{
  if (self->updating)
    return;

  self->pairs.to_first = gtk_check_button_get_active (self->to_first);
  br_pair_list_show (self);
}

static void
map_cb (BrPairList *self)
{
  g_auto (GStrv) sources = NULL, targets = NULL;
  guint          merge = self->pairs.to_first ? gtk_drop_down_get_selected (self->merge) : CLASP_MERGE_LAST;

  br_pairs_dup (&self->pairs, &sources, &targets);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[ACCEPTED], 0, sources, targets, merge);
}

static void
cancel_cb (BrPairList *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

void
br_pair_list_set (BrPairList        *self,
                  const char *const *sources,
                  const char *const *targets,
                  gboolean           onto_one)
{
  gboolean has_others = targets[0] != NULL && targets[1] != NULL;

  br_pairs_clear (&self->pairs);
  br_pairs_init (&self->pairs, sources, targets);
  self->pairs.to_first = !has_others;
  self->updating = TRUE;
  gtk_check_button_set_label (self->each, onto_one ? _("_One each from here") : _("_One each, in order"));
  gtk_check_button_set_label (self->to_first, onto_one ? _("_All onto this one") : _("_All to the first"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->each), has_others);
  gtk_check_button_set_active (has_others ? self->each : self->to_first, TRUE);
  gtk_drop_down_set_selected (self->merge, CLASP_MERGE_LAST);
  self->updating = FALSE;
  br_pair_list_show (self);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
mapped_cb (BrPairList *self)
{
  gtk_widget_grab_focus (self->map_button);
}

static void
br_pair_list_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BR_TYPE_PAIR_LIST);

  G_OBJECT_CLASS (br_pair_list_parent_class)->dispose (object);
}

static void
br_pair_list_finalize (GObject *object)
{
  br_pairs_clear (&BR_PAIR_LIST (object)->pairs);

  G_OBJECT_CLASS (br_pair_list_parent_class)->finalize (object);
}

static void
br_pair_list_class_init (BrPairListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_pair_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_pair_list_finalize;
  signals[ACCEPTED] = g_signal_new ("accepted",
                                    BR_TYPE_PAIR_LIST,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    3,
                                    G_TYPE_STRV,
                                    G_TYPE_STRV,
                                    G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-pair-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BrPairList, title);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, grid);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, up);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, down);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, each);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, to_first);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, merge_box);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, merge);
  gtk_widget_class_bind_template_child (widget_class, BrPairList, map_button);
  gtk_widget_class_bind_template_callback (widget_class, up_cb);
  gtk_widget_class_bind_template_callback (widget_class, down_cb);
  gtk_widget_class_bind_template_callback (widget_class, to_first_cb);
  gtk_widget_class_bind_template_callback (widget_class, map_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
br_pair_list_init (BrPairList *self)
{
  g_autoptr (GListModel) titles = br_merge_titles_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->merge, titles);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
br_pair_list_new (void)
{
  return g_object_new (BR_TYPE_PAIR_LIST, NULL);
}
