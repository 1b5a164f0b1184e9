/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-row.h"

#include "widgets/br-arrow.h"
#include "widgets/br-format.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrUniverseRow
{
  GtkWidget parent_instance;

  GtkLabel  *direction;
  GtkLabel  *label;
  BrKindBadge *protocol;
  GtkLabel  *facts;
  GtkWidget *held;
  GtkWidget *tied;

  BrUniverseItem *item; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (BrUniverseRow, br_universe_row, GTK_TYPE_WIDGET)

static char *
facts_of (BrUniverseItem *item)
{
  guint            n = br_universe_item_get_n_sources (item);
  g_autofree char *rate = br_format_rate (br_universe_item_get_rate (item));
  g_autofree char *sources = NULL;

  if (br_universe_item_is_output (item))
    /* Translators: a rate, frames of light levels a second */
    return g_strdup_printf (_("sends %s"), rate);

  sources = g_strdup_printf (ngettext ("%u source", "%u sources", n), n);
  return g_strdup_printf ("%s · %s", sources, rate);
}

static void
br_universe_row_speak (BrUniverseRow *self,
                       const char    *facts)
{
  GtkWidget       *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *text
    = g_strdup_printf ("%s %s, %s, %s%s%s%s%s",
                       br_dmx_protocol_name (br_universe_item_get_protocol (self->item)),
                       br_universe_item_get_label (self->item),
                       br_universe_item_is_output (self->item) ? C_ ("direction", "out") : C_ ("direction", "in"),
                       facts,
                       br_universe_item_is_tied (self->item) ? ", " : "",
                       br_universe_item_is_tied (self->item) ? _("two sources have the same priority") : "",
                       br_universe_item_is_held (self->item) ? ", " : "",
                       br_universe_item_is_held (self->item) ? _("channels are held") : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  /* The focus is on the list's own widget around us. */
  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
br_universe_row_update (BrUniverseRow *self)
{
  g_autofree char *facts = facts_of (self->item);

  gtk_label_set_label (self->direction, br_arrow (GTK_WIDGET (self), !br_universe_item_is_output (self->item)));
  gtk_label_set_label (self->label, br_universe_item_get_label (self->item));
  br_kind_badge_set (self->protocol,
                     br_universe_item_get_protocol (self->item),
                     br_dmx_protocol_name (br_universe_item_get_protocol (self->item)));
  gtk_label_set_label (self->facts, facts);
  gtk_widget_set_visible (self->held, br_universe_item_is_held (self->item));
  gtk_widget_set_visible (self->tied, br_universe_item_is_tied (self->item));
  br_universe_row_speak (self, facts);
}

void
br_universe_row_bind (BrUniverseRow  *self,
                      BrUniverseItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  g_signal_connect_swapped (item, "changed", G_CALLBACK (br_universe_row_update), self);
  br_universe_row_update (self);
}

static void
br_universe_row_dispose (GObject *object)
{
  BrUniverseRow *self = BR_UNIVERSE_ROW (object);

  br_universe_row_bind (self, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_UNIVERSE_ROW);

  G_OBJECT_CLASS (br_universe_row_parent_class)->dispose (object);
}

static void
br_universe_row_class_init (BrUniverseRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_universe_row_dispose;
  g_type_ensure (BR_TYPE_KIND_BADGE);
  gtk_widget_class_set_css_name (widget_class, "universe-row");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/universes/br-universe-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, direction);
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, label);
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, protocol);
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, facts);
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, held);
  gtk_widget_class_bind_template_child (widget_class, BrUniverseRow, tied);
}

static void
br_universe_row_init (BrUniverseRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_universe_row_new (void)
{
  return g_object_new (BR_TYPE_UNIVERSE_ROW, NULL);
}
