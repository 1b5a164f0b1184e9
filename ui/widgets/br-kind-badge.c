/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-kind-badge.h"

#include "widgets/br-hues.h"
#include "widgets/br-unparent.h"

#define ICON_SIZE 12

struct _BrKindBadge
{
  GtkWidget parent_instance;

  GtkImage *icon;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (BrKindBadge, br_kind_badge, GTK_TYPE_WIDGET)

const char *
br_kind_get_icon_name (const char *kind)
{
  static const char *const names[][2] = { { "router", "br-kind-clasp-symbolic" }, { "clasp", "br-kind-clasp-symbolic" },
                                          { "osc", "br-kind-osc-symbolic" },      { "midi", "br-kind-midi-symbolic" },
                                          { "artnet", "br-kind-artnet-symbolic" }, { "sacn", "br-kind-sacn-symbolic" },
                                          { "dmx", "br-kind-dmx-symbolic" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i][0], kind) == 0)
      return names[i][1];

  return "br-kind-other-symbolic";
}

void
br_kind_badge_set (BrKindBadge *self,
                   const char  *kind,
                   const char  *text)
{
  gtk_image_set_from_icon_name (self->icon, br_kind_get_icon_name (kind));
  gtk_label_set_label (self->label, text);
  br_hue_dress_badge (GTK_WIDGET (self), kind);
}

static void
br_kind_badge_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_kind_badge_parent_class)->dispose (object);
}

static void
br_kind_badge_class_init (BrKindBadgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_kind_badge_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "kind-badge");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
br_kind_badge_init (BrKindBadge *self)
{
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_image_set_pixel_size (self->icon, ICON_SIZE);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 3);
  gtk_widget_set_parent (GTK_WIDGET (self->icon), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "br-badge");
}
