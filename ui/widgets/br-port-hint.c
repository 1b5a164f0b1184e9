/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-port-hint.h"

#include "clasp-port-check.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrPortHint
{
  GtkWidget parent_instance;

  GtkLabel      *label;
  GtkButton     *button;
  ClaspSettings *settings; /* (owned) */
  char          *name;     /* (owned) of the setting */
  char          *text;     /* (owned) (nullable) that the button takes */
};

static guint use_signal;

G_DEFINE_FINAL_TYPE (BrPortHint, br_port_hint, GTK_TYPE_WIDGET)

char *
br_port_sentence (guint port, guint free_port)
{
  if (free_port == 0)
    return g_strdup_printf (_ ("Port %u is used by another program. Choose another."), port);
  return g_strdup_printf (_ ("Port %u is used by another program. Choose another, for example %u."), port, free_port);
}

static void
show (BrPortHint *self, gboolean is_taken, ClaspPortFinding *finding)
{
  g_autofree char *sentence = is_taken ? br_port_sentence (finding->port, finding->free_port) : g_strdup ("");
  g_autofree char *use = is_taken ? g_strdup_printf (_ ("Use %u"), finding->free_port) : g_strdup ("");

  g_free (self->text);
  self->text = g_steal_pointer (&finding->text);
  gtk_label_set_label (self->label, sentence);
  gtk_button_set_label (self->button, use);
  gtk_widget_set_visible (GTK_WIDGET (self->button), self->text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), is_taken);
}

void
br_port_hint_check (BrPortHint *self, const char *text)
{
  g_auto (ClaspPortFinding) finding = { 0 };

  show (self, clasp_settings_check_port (self->settings, self->name, text, &finding), &finding);
}

void
br_port_hint_clear (BrPortHint *self)
{
  g_auto (ClaspPortFinding) finding = { 0 };

  show (self, FALSE, &finding);
}

static void
clicked_cb (BrPortHint *self)
{
  g_autofree char *text = g_strdup (self->text);

  if (text != NULL)
    g_signal_emit (self, use_signal, 0, text);
}

static void
br_port_hint_dispose (GObject *object)
{
  BrPortHint *self = BR_PORT_HINT (object);

  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (br_port_hint_parent_class)->dispose (object);
}

static void
br_port_hint_finalize (GObject *object)
{
  BrPortHint *self = BR_PORT_HINT (object);

  g_free (self->name);
  g_free (self->text);
  G_OBJECT_CLASS (br_port_hint_parent_class)->finalize (object);
}

static void
br_port_hint_class_init (BrPortHintClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_port_hint_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_port_hint_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  use_signal = g_signal_new ("use", BR_TYPE_PORT_HINT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                             G_TYPE_STRING);
}

static void
br_port_hint_init (BrPortHint *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->label = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "br-small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
br_port_hint_new (ClaspSettings *settings, const char *name)
{
  BrPortHint *self = g_object_new (BR_TYPE_PORT_HINT, NULL);

  self->settings = g_object_ref (settings);
  self->name = g_strdup (name);
  return GTK_WIDGET (self);
}
