/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-header.h"

#include <glib/gi18n.h>

#define N_LABELS 6

struct _BrAddressHeader
{
  GtkWidget parent_instance;

  BrColumns  columns;
  GtkWidget *labels[N_LABELS]; /* (owned) by the widget tree */
};

G_DEFINE_FINAL_TYPE (BrAddressHeader, br_address_header, GTK_TYPE_WIDGET)

void
br_address_header_set_columns (BrAddressHeader *self,
                               BrColumns        columns)
{
  self->columns = columns;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
br_address_header_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 0;
  else
    gtk_widget_measure (self->labels[0], orientation, -1, minimum, natural, NULL, NULL);
}

static void
place (GtkWidget *label,
       int        start,
       int        width,
       int        total,
       int        height)
{
  int minimum;

  gtk_widget_set_child_visible (label, width > 0);
  if (width <= 0)
    return;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  width = MAX (width, minimum);
  if (gtk_widget_get_direction (label) == GTK_TEXT_DIR_RTL)
    start = total - start - width;
  gtk_widget_size_allocate (label, &(GtkAllocation) { start, 0, width, height }, -1);
}

static void
br_address_header_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (widget);
  BrColumnLayout   columns;

  br_column_layout_init (&columns, self->columns, width, br_font_scale (widget));
  place (self->labels[0], 12, columns.name_end - 12, width, height);
  place (self->labels[1], columns.meter, columns.meter_width, width, height);
  place (self->labels[2], columns.value, columns.value_width, width, height);
  place (self->labels[3], columns.rate, columns.rate_width, width, height);
  place (self->labels[4], columns.age, columns.age_width, width, height);
  place (self->labels[5], columns.type, columns.type_width, width, height);
}

static void
br_address_header_dispose (GObject *object)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (object);

  for (guint i = 0; i < N_LABELS; i++)
    g_clear_pointer (&self->labels[i], gtk_widget_unparent);

  G_OBJECT_CLASS (br_address_header_parent_class)->dispose (object);
}

static void
br_address_header_class_init (BrAddressHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_address_header_dispose;
  widget_class->measure = br_address_header_measure;
  widget_class->size_allocate = br_address_header_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "address-header");
}

static void
br_address_header_init (BrAddressHeader *self)
{
  const char *const names[N_LABELS] = { _ ("Address"), _ ("Level"), _ ("Value"), _ ("Rate"), _ ("Age"), _ ("Type") };

  for (guint i = 0; i < N_LABELS; i++)
    {
      self->labels[i] = gtk_label_new (names[i]);
      gtk_label_set_xalign (GTK_LABEL (self->labels[i]), i >= 2 && i <= 4 ? 1 : 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->labels[i]), PANGO_ELLIPSIZE_END);
      gtk_widget_set_parent (self->labels[i], GTK_WIDGET (self));
    }
}
