/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-sidebar-row.h"

#include "widgets/br-spark.h"

#include <glib/gi18n.h>

struct _BrSidebarRow
{
  GtkListBoxRow parent_instance;

  const BrPageInfo *info;
  GtkImage         *icon;
  GtkLabel         *label;
  BrSpark          *spark;
  GtkLabel         *note;
  GtkImage         *status;
};

G_DEFINE_FINAL_TYPE (BrSidebarRow, br_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

const BrPageInfo *
br_sidebar_row_get_info (BrSidebarRow *self)
{
  return self->info;
}

void
br_sidebar_row_set_note (BrSidebarRow *self,
                         const char   *note,
                         const char   *words)
{
  const char *hint = words != NULL ? words : note; /* the name goes first */

  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL && *note != '\0');
  gtk_label_set_label (self->note, note != NULL ? note : "");
  /* Told several times a second: the toolkit looks for the pointer, and draws, also for the same text. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->note)), hint) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->note), hint);
}

void
br_sidebar_row_set_status (BrSidebarRow *self,
                           BrSign        sign)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
  br_sign_apply (sign, self->status);
}

void
br_sidebar_row_clear_status (BrSidebarRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status), FALSE);
}

void
br_sidebar_row_add_rate (BrSidebarRow *self,
                         double        rate)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spark), TRUE);
  br_spark_add (self->spark, rate);
}

static void
br_sidebar_row_class_init (BrSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (BR_TYPE_SPARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/window/br-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BrSidebarRow, label);
  gtk_widget_class_bind_template_child (widget_class, BrSidebarRow, spark);
  gtk_widget_class_bind_template_child (widget_class, BrSidebarRow, note);
  gtk_widget_class_bind_template_child (widget_class, BrSidebarRow, status);
}

static void
br_sidebar_row_init (BrSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_sidebar_row_new (const BrPageInfo *info)
{
  BrSidebarRow *self = g_object_new (BR_TYPE_SIDEBAR_ROW, NULL);

  self->info = info;
  gtk_image_set_from_icon_name (self->icon, info->icon_name);
  gtk_label_set_label (self->label, _(info->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _(info->title), -1);

  return GTK_WIDGET (self);
}
