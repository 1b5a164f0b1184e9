/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-fit.h"

struct _BrFit
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (owned) by the widget tree */
};

enum
{
  PROP_CHILD = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BrFit, br_fit, GTK_TYPE_WIDGET)

static void
br_fit_measure (GtkWidget     *widget,
                GtkOrientation orientation,
                int            for_size,
                int           *minimum,
                int           *natural,
                int           *minimum_baseline,
                int           *natural_baseline)
{
  BrFit *self = BR_FIT (widget);
  int    child_minimum = 0;

  if (self->child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, NULL, NULL, NULL);
      for_size = MAX (for_size, child_minimum);
    }
  gtk_widget_measure (self->child, orientation, for_size, NULL, natural, NULL, NULL);
  *minimum = 0;
}

static void
br_fit_size_allocate (GtkWidget *widget,
                      int        width,
                      int        height,
                      int        baseline)
{
  BrFit *self = BR_FIT (widget);
  int    minimum_width, minimum_height;

  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, NULL, NULL, NULL);
  width = MAX (width, minimum_width);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &minimum_height, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, width, MAX (height, minimum_height), baseline, NULL);
}

static void
br_fit_get_property (GObject    *object,
                     guint       id,
                     GValue     *value,
                     GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    g_value_set_object (value, BR_FIT (object)->child);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
br_fit_set_property (GObject      *object,
                     guint         id,
                     const GValue *value,
                     GParamSpec   *pspec)
{
  BrFit *self = BR_FIT (object);

  if (id != PROP_CHILD)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = g_value_get_object (value);
  if (self->child != NULL)
    gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static void
br_fit_dispose (GObject *object)
{
  g_clear_pointer (&BR_FIT (object)->child, gtk_widget_unparent);

  G_OBJECT_CLASS (br_fit_parent_class)->dispose (object);
}

static void
br_fit_class_init (BrFitClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = br_fit_get_property;
  object_class->set_property = br_fit_set_property;
  object_class->dispose = br_fit_dispose;
  widget_class->measure = br_fit_measure;
  widget_class->size_allocate = br_fit_size_allocate;

  properties[PROP_CHILD]
    = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
br_fit_init (BrFit *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
