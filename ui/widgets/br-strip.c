/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-strip.h"

#include "widgets/br-format.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrStrip
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkBox      *box;
  GtkImage    *icon;
  GtkLabel    *label;
  GtkLabel    *more;
  GtkButton   *button;
  char        *announced; /* (owned) or NULL: the condition that was */
};

enum
{
  BUTTON_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrStrip, br_strip, GTK_TYPE_WIDGET)

static void
button_clicked_cb (BrStrip *self)
{
  g_signal_emit (self, signals[BUTTON_CLICKED], 0);
}

const char *
br_strip_get_title (BrStrip *self)
{
  return gtk_label_get_label (self->label);
}

void
br_strip_set_title (BrStrip    *self,
                    const char *id,
                    const char *title)
{
  g_autofree char *spaced = br_format_units (g_strdup (title));

  if (g_strcmp0 (br_strip_get_title (self), spaced) != 0)
    {
      gtk_label_set_label (self->label, spaced);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), spaced);
    }
  if (g_strcmp0 (self->announced, id) == 0)
    return;

  /* The role is alert: a screen reader speaks a changed name. The same condition with other figures is no news. */
  g_free (self->announced);
  self->announced = g_strdup (id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
br_strip_set_button_label (BrStrip    *self,
                           const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  gtk_button_set_label (self->button, label != NULL ? label : "");
}

void
br_strip_set_severity (BrStrip   *self,
                       BrSeverity severity)
{
  static const char *const classes[] = { "info", "warning", "error" };
  static const char *const icons[] = { "dialog-information-symbolic", "dialog-warning-symbolic", "dialog-error-symbolic" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), classes[severity]);
  gtk_image_set_from_icon_name (self->icon, icons[severity]);
}

void
br_strip_set_n_more (BrStrip *self,
                     guint    n_more)
{
  /* Translators: that many other conditions wait behind the one shown */
  g_autofree char *text = g_strdup_printf (ngettext ("%u more", "%u more", n_more), n_more);

  gtk_label_set_label (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);
}

void
br_strip_set_narrow (BrStrip *self,
                     gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_label_set_lines (self->label, narrow ? 2 : 3);
}

gboolean
br_strip_get_revealed (BrStrip *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

void
br_strip_set_revealed (BrStrip *self,
                       gboolean revealed)
{
  /* To people who hear it an alert is there or it is not. */
  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  else
    g_clear_pointer (&self->announced, g_free);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
}

static void
revealed_cb (BrStrip *self)
{
  if (!gtk_revealer_get_reveal_child (self->revealer) && !gtk_revealer_get_child_revealed (self->revealer))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
br_strip_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), BR_TYPE_STRIP);
  g_clear_pointer (&BR_STRIP (object)->announced, g_free);

  G_OBJECT_CLASS (br_strip_parent_class)->dispose (object);
}

static void
br_strip_class_init (BrStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_strip_dispose;

  signals[BUTTON_CLICKED]
    = g_signal_new ("button-clicked", BR_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/widgets/br-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, BrStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, BrStrip, box);
  gtk_widget_class_bind_template_child (widget_class, BrStrip, icon);
  gtk_widget_class_bind_template_child (widget_class, BrStrip, label);
  gtk_widget_class_bind_template_child (widget_class, BrStrip, more);
  gtk_widget_class_bind_template_child (widget_class, BrStrip, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, revealed_cb);
}

static void
br_strip_init (BrStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  br_strip_set_severity (self, BR_SEVERITY_WARNING);
}
