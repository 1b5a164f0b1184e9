/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-gutter.h"

struct _BrGutter
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BrGutter, br_gutter, GTK_TYPE_WIDGET)

static void
br_gutter_class_init (BrGutterClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "gutter");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_SEPARATOR);
}

static void
br_gutter_init (BrGutter *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}
