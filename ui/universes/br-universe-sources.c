/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-sources.h"

#include "widgets/br-format.h"
#include "widgets/br-unparent.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_HUES 8
/* Figures change at most so often. */
#define SHOW_US (G_USEC_PER_SEC / 4)

typedef struct
{
  guint64  id; /* 0 = all merged */
  guint8   hue;
  GtkWidget *row; /* (unowned) of the list */
  GtkWidget *check, *swatch;
  GtkLabel *title, *figures;
} Line;

struct _BrUniverseSources
{
  GtkWidget parent_instance;

  GtkWidget  *words, *sign; /* what becomes of several */
  GtkLabel   *words_label;
  GtkListBox *list;
  GArray     *lines; /* (owned) of Line; the first is all merged */
  guint64     chosen;
  gint64      shown_us;
  gboolean    updating;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (BrUniverseSources, br_universe_sources, GTK_TYPE_WIDGET)

/* --- words -------------------------------------------------------------------------------------- */

static const char *
name_of (const ClaspUniverseSource *source)
{
  if (source->name[0] != '\0')
    return source->name;

  return source->address[0] != '\0' ? source->address : _("Unnamed source");
}

char *
br_universe_merge_words (const ClaspUniverseSource *sources,
                         guint                      n_sources,
                         gboolean                   is_tied,
                         const char                *merge)
{
  if (n_sources < 2)
    return NULL;
  if (!is_tied)
    /* Translators: first a source's name, then its priority */
    return g_strdup_printf (_("%s decides: it has the highest priority, %u."), name_of (&sources[0]), sources[0].priority);
  if (g_strcmp0 (merge, "ltp") == 0)
    return g_strdup_printf (_("Merged: sources of priority %u are equal, and the frame that changed last counts."),
                            sources[0].priority);

  return g_strdup_printf (_("Merged: sources of priority %u are equal, and the higher level of each channel counts."),
                          sources[0].priority);
}

static char *
figures_of (const ClaspUniverseSource *source,
            gint64                     now_us)
{
  g_autofree char *rate = br_format_rate (source->rate);
  g_autofree char *age = br_format_age (now_us - source->seen_us);
  g_autofree char *errors
    = g_strdup_printf (ngettext ("%u sequence error", "%u sequence errors", (gulong) source->n_out_of_order),
                       (guint) source->n_out_of_order);

  /* Translators: the figures of one source of light levels: its address, its priority, frames a
   * second, errors, start codes (kinds of packets), how long ago the last came */
  return g_strdup_printf (_("%s · priority %u · %s · %s · start code %s · last packet %s ago"),
                          source->address[0] != '\0' ? source->address : "–",
                          source->priority,
                          rate,
                          errors,
                          source->has_slot_priorities ? "00, DD" : "00",
                          age);
}

/* --- lines -------------------------------------------------------------------------------------- */

static Line *
find_line (BrUniverseSources *self,
           guint64            id)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (g_array_index (self->lines, Line, i).id == id)
      return &g_array_index (self->lines, Line, i);

  return NULL;
}

static guint8
free_hue (BrUniverseSources *self)
{
  for (guint8 hue = 1; hue <= N_HUES; hue++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < self->lines->len; i++)
        taken |= g_array_index (self->lines, Line, i).hue == hue;
      if (!taken)
        return hue;
    }

  return 1 + (guint8) (self->lines->len % N_HUES);
}

static void
toggled_cb (BrUniverseSources *self,
            GtkCheckButton    *check)
{
  guint64 id = *(guint64 *) g_object_get_data (G_OBJECT (check), "br-source");

  if (self->updating || !gtk_check_button_get_active (check) || id == self->chosen)
    return;

  self->chosen = id;
  self->shown_us = 0;
  g_signal_emit (self, chosen_signal, 0);
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *class_name)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (class_name != NULL)
    gtk_widget_add_css_class (label, class_name);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
add_check (BrUniverseSources *self,
           GtkWidget         *box,
           guint64            id)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "br-source", g_memdup2 (&id, sizeof id), g_free);
  if (self->lines->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (g_array_index (self->lines, Line, 0).check));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), id == self->chosen);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), check);

  return check;
}

static GtkWidget *
add_swatch (GtkWidget *box,
            guint8     hue)
{
  GtkWidget       *swatch = adw_bin_new ();
  g_autofree char *class_name = g_strdup_printf ("hue-%u", hue);

  gtk_widget_set_size_request (swatch, 6, 24);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  if (hue > 0)
    gtk_widget_add_css_class (swatch, class_name);
  gtk_box_append (GTK_BOX (box), swatch);

  return swatch;
}

static Line *
add_line (BrUniverseSources *self,
          guint64            id)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_list_box_row_new ();
  Line       line = { .id = id, .hue = id != 0 ? free_hue (self) : 0, .row = row };

  line.check = add_check (self, box, id);
  line.swatch = add_swatch (box, line.hue);
  line.title = add_label (texts, NULL);
  line.figures = add_label (texts, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (line.figures), "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_add_css_class (box, "br-source");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (self->list, row);
  g_array_append_val (self->lines, line);

  return &g_array_index (self->lines, Line, self->lines->len - 1);
}

static void
line_show (Line       *line,
           const char *title,
           const char *figures,
           gboolean    is_winning)
{
  if (g_strcmp0 (gtk_label_get_label (line->title), title) != 0)
    {
      gtk_label_set_label (line->title, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (line->check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    }
  if (is_winning)
    gtk_widget_add_css_class (GTK_WIDGET (line->title), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (line->title), "heading");
  if (g_strcmp0 (gtk_label_get_label (line->figures), figures) != 0)
    gtk_label_set_label (line->figures, figures);
}

static void
drop_line (BrUniverseSources *self,
           guint              index)
{
  Line *line = &g_array_index (self->lines, Line, index);

  if (line->id == self->chosen)
    {
      self->chosen = 0;
      gtk_check_button_set_active (GTK_CHECK_BUTTON (g_array_index (self->lines, Line, 0).check), TRUE);
      g_signal_emit (self, chosen_signal, 0);
    }
  gtk_list_box_remove (self->list, line->row);
  g_array_remove_index (self->lines, index);
}

static gboolean
is_there (const ClaspUniversePicture *picture,
          guint64                     id)
{
  for (guint i = 0; i < picture->n_sources; i++)
    if (picture->sources[i].id == id)
      return TRUE;

  return id == 0;
}

/* Those that came, and those that went. */
static gboolean
follow (BrUniverseSources          *self,
        const ClaspUniversePicture *picture)
{
  gboolean changed = FALSE;

  for (guint i = self->lines->len; i > 0; i--)
    if (!is_there (picture, g_array_index (self->lines, Line, i - 1).id))
      {
        drop_line (self, i - 1);
        changed = TRUE;
      }
  for (guint i = 0; i < picture->n_sources; i++)
    if (find_line (self, picture->sources[i].id) == NULL)
      {
        add_line (self, picture->sources[i].id);
        changed = TRUE;
      }

  return changed;
}

/* --- showing ------------------------------------------------------------------------------------ */

static void
show_words (BrUniverseSources          *self,
            const ClaspUniversePicture *picture,
            const char                 *merge)
{
  g_autofree char *words
    = br_universe_merge_words (picture->sources, picture->n_sources, picture->info.is_tied, merge);

  gtk_widget_set_visible (self->words, words != NULL);
  gtk_widget_set_visible (self->sign, picture->info.is_tied);
  if (picture->info.is_tied)
    gtk_widget_add_css_class (self->words, "warning");
  else
    gtk_widget_remove_css_class (self->words, "warning");
  if (words != NULL && g_strcmp0 (gtk_label_get_label (self->words_label), words) != 0)
    gtk_label_set_label (self->words_label, words);
}

void
br_universe_sources_show (BrUniverseSources          *self,
                          const ClaspUniversePicture *picture,
                          const char                 *merge,
                          gint64                      now_us)
{
  g_autofree char *all = NULL;
  g_autofree char *rate = NULL;

  self->updating = TRUE;
  if (!follow (self, picture) && now_us - self->shown_us < SHOW_US)
    {
      self->updating = FALSE;
      return;
    }

  self->shown_us = now_us;
  rate = br_format_rate (picture->info.rate);
  all = g_strdup_printf (ngettext ("%u source · %s", "%u sources · %s", picture->n_sources), picture->n_sources, rate);
  line_show (find_line (self, 0), _("Merged"), all, FALSE);
  for (guint i = 0; i < picture->n_sources; i++)
    {
      const ClaspUniverseSource *source = &picture->sources[i];
      g_autofree char           *figures = figures_of (source, now_us);

      line_show (find_line (self, source->id),
                 name_of (source),
                 figures,
                 source->is_winning);
    }
  show_words (self, picture, merge);
  self->updating = FALSE;
}

guint64
br_universe_sources_get_chosen (BrUniverseSources *self)
{
  return self->chosen;
}

guint8
br_universe_sources_get_hue (BrUniverseSources *self,
                             guint64            source)
{
  Line *line = source != 0 ? find_line (self, source) : NULL;

  return line != NULL ? line->hue : 0;
}

void
br_universe_sources_clear (BrUniverseSources *self)
{
  self->chosen = 0;
  self->shown_us = 0;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (g_array_index (self->lines, Line, 0).check), TRUE);
  while (self->lines->len > 1)
    drop_line (self, self->lines->len - 1);
  gtk_widget_set_visible (self->words, FALSE);
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
row_activated_cb (BrUniverseSources *self,
                  GtkListBoxRow     *row)
{
  Line *line = &g_array_index (self->lines, Line, gtk_list_box_row_get_index (row));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (line->check), TRUE);
}

static void
br_universe_sources_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_universe_sources_parent_class)->dispose (object);
}

static void
br_universe_sources_finalize (GObject *object)
{
  g_array_unref (BR_UNIVERSE_SOURCES (object)->lines);

  G_OBJECT_CLASS (br_universe_sources_parent_class)->finalize (object);
}

static void
br_universe_sources_class_init (BrUniverseSourcesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_universe_sources_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_universe_sources_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "universe-sources");

  chosen_signal = g_signal_new ("chosen", BR_TYPE_UNIVERSE_SOURCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_words (BrUniverseSources *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->sign = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_box_append (GTK_BOX (self->words), self->sign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (self->words), label);
  self->words_label = GTK_LABEL (label);
  gtk_widget_set_visible (self->words, FALSE);
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
}

static void
br_universe_sources_init (BrUniverseSources *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  add_words (self);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sources"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  add_line (self, 0);
}

GtkWidget *
br_universe_sources_new (void)
{
  return g_object_new (BR_TYPE_UNIVERSE_SOURCES, NULL);
}
