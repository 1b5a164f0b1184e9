/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-how-to.h"

#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define MAX_WIDTH_CHARS 44

struct _BrHowTo
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkLabel      *text;
  GtkWidget     *command_box;
  GtkLabel      *command;
};

G_DEFINE_FINAL_TYPE (BrHowTo, br_how_to, GTK_TYPE_WIDGET)

static void
copy_cb (BrHowTo *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->command));
}

static GtkLabel *
create_label (void)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (""));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (label, MAX_WIDTH_CHARS);
  gtk_label_set_xalign (label, 0);
  return label;
}

static GtkWidget *
create_content (BrHowTo *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  self->text = create_label ();
  self->command = create_label ();
  self->command_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_selectable (self->command, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->command), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->command), "monospace");
  gtk_widget_set_tooltip_text (copy, _("Copy the Command"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy the Command"), -1);
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "flat");
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  gtk_box_append (GTK_BOX (self->command_box), GTK_WIDGET (self->command));
  gtk_box_append (GTK_BOX (self->command_box), copy);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), self->command_box);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  return box;
}

void
br_how_to_set (BrHowTo *self, const char *label, const char *text, const char *command)
{
  gtk_menu_button_set_label (self->button, label);
  gtk_label_set_label (self->text, text);
  gtk_label_set_label (self->command, command != NULL ? command : "");
  gtk_widget_set_visible (self->command_box, command != NULL);
}

const char *
br_how_to_get_command (BrHowTo *self)
{
  const char *command = gtk_label_get_label (self->command);

  return command[0] != '\0' ? command : NULL;
}

static void
br_how_to_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (br_how_to_parent_class)->dispose (object);
}

static void
br_how_to_class_init (BrHowToClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_how_to_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
br_how_to_init (BrHowTo *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_popover_set_child (GTK_POPOVER (popover), create_content (self));
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "br-small");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
}

GtkWidget *
br_how_to_new (void)
{
  return g_object_new (BR_TYPE_HOW_TO, NULL);
}
