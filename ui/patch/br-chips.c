/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-chips.h"

#include "widgets/br-font-scale.h"
#include "widgets/br-unparent.h"

#define SPACING 6
/* A beginning of a text that is shorter says nothing. */
#define LEAST 44

struct _BrChips
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BrChips, br_chips, GTK_TYPE_WIDGET)

static gboolean
is_whole (GtkWidget *chip)
{
  return gtk_label_get_ellipsize (GTK_LABEL (chip)) == PANGO_ELLIPSIZE_NONE;
}

static int
measure_chip (GtkWidget *chip)
{
  int width;

  gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);

  return width;
}

static void
br_chips_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int size;

      gtk_widget_measure (chip, orientation, -1, NULL, &size, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        *minimum = *natural = MAX (*natural, size);
      else
        {
          *natural += size + (*natural > 0 ? SPACING : 0);
          *minimum += is_whole (chip) ? size + (*minimum > 0 ? SPACING : 0) : 0;
        }
    }
}

/* Of those that may be cut, the first have room. */
static void
br_chips_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  int      least = (int) (LEAST * br_font_scale (widget));
  int      room = width, x = 0;
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    room -= is_whole (chip) ? measure_chip (chip) + SPACING : 0;
  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int wanted = measure_chip (chip);
      int own = is_whole (chip) ? wanted : MIN (wanted, room);

      gtk_widget_set_child_visible (chip, own == wanted || own >= least);
      if (!is_whole (chip))
        room = own == wanted ? room - own - SPACING : 0;
      if (!gtk_widget_get_child_visible (chip))
        continue;
      gtk_widget_size_allocate (chip, &(GtkAllocation) { is_rtl ? width - x - own : x, 0, own, height }, baseline);
      x += own + SPACING;
    }
}

void
br_chips_clear (BrChips *self)
{
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
}

void
br_chips_append (BrChips  *self,
                 GtkLabel *label)
{
  g_autofree char *before = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (self)));
  g_autofree char *all
    = before != NULL ? g_strdup_printf ("%s\n%s", before, gtk_label_get_label (label)) : g_strdup (gtk_label_get_label (label));

  gtk_widget_set_parent (GTK_WIDGET (label), GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), all);
}

static void
br_chips_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_chips_parent_class)->dispose (object);
}

static void
br_chips_class_init (BrChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_chips_dispose;
  widget_class->measure = br_chips_measure;
  widget_class->size_allocate = br_chips_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "chips");
}

static void
br_chips_init (BrChips *self)
{
}
