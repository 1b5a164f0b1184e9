/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-twin-line.h"

#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrTwinLine
{
  GtkWidget parent_instance;

  GtkWidget *button;
};

static guint tell_apart_signal;

G_DEFINE_FINAL_TYPE (BrTwinLine, br_twin_line, GTK_TYPE_WIDGET)

void
br_twin_line_set_name (BrTwinLine *self,
                       const char *name)
{
  /* Translators: %s is a device or a connection that has an equal one */
  g_autofree char *text = g_strdup_printf (_("Tell %s apart from its equals"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
br_twin_line_set_can_act (BrTwinLine *self,
                          gboolean    can_act)
{
  gtk_widget_set_sensitive (self->button, can_act);
}

static void
clicked_cb (BrTwinLine *self)
{
  g_signal_emit (self, tell_apart_signal, 0);
}

static void
br_twin_line_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_twin_line_parent_class)->dispose (object);
}

static void
br_twin_line_class_init (BrTwinLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_twin_line_dispose;
  tell_apart_signal = g_signal_new ("tell-apart", BR_TYPE_TWIN_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
br_twin_line_init (BrTwinLine *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget        *label = gtk_label_new (_("Another device has the same name: only their order tells which one this is."));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  self->button = gtk_button_new_with_label (_("Tell Apart…"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->button, "br-small");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}
