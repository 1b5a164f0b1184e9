/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-row.h"
#include "widgets/br-format.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrLogRow
{
  GtkWidget parent_instance;

  GtkImage *level;
  GtkLabel *time;
  GtkLabel *word; /* of the level */
  GtkLabel *source;
  GtkLabel *text;
  GtkLabel *count;
  GtkButton *show;

  BrLogItem *item; /* (owned) or NULL */
};

static guint show_signal;

G_DEFINE_FINAL_TYPE (BrLogRow, br_log_row, GTK_TYPE_WIDGET)

static void
show_level (BrLogRow *self, ClaspLogLevel level)
{
  static const char *const icons[] = { "dialog-information-symbolic", "dialog-warning-symbolic",
                                       "dialog-error-symbolic" };
  static const char *const classes[] = { "dim-label", "warning", "error" };
  const char              *word = br_log_level_get_word (level);

  gtk_image_set_from_icon_name (self->level, icons[level]);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->level), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->level), classes[level]);
  gtk_label_set_label (self->word, word);
}

static void
refresh (BrLogRow *self)
{
  GtkWidget       *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *line = br_log_item_dup_line (self->item);

  show_level (self, br_log_item_get_level (self->item));
  br_take_label (self->time, br_log_item_dup_time (self->item));
  gtk_label_set_label (self->source, br_log_item_get_source (self->item));
  br_take_label (self->text, br_format_units (g_strdup (br_log_item_get_text (self->item))));
  br_take_label (self->count, br_log_item_dup_count (self->item));
  gtk_widget_set_visible (GTK_WIDGET (self->count), gtk_label_get_label (self->count)[0] != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  /* It is the list's own widget around the row that has the focus. */
  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
}

static void
show_cb (BrLogRow *self)
{
  g_signal_emit (self, show_signal, 0);
}

static void
show_subject (BrLogRow *self, const char *subject)
{
  /* Translators: a button that leads to the connection, mapping or address %s */
  g_autofree char *tip = subject != NULL ? g_strdup_printf (_ ("Show %s"), subject) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->show), subject != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->show), tip);
  if (tip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->show), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
}

BrLogItem *
br_log_row_get_item (BrLogRow *self)
{
  return self->item;
}

void
br_log_row_bind (BrLogRow *self, BrLogItem *item, const char *subject)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, refresh, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  show_subject (self, subject);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

static void
br_log_row_dispose (GObject *object)
{
  BrLogRow *self = BR_LOG_ROW (object);

  br_log_row_bind (self, NULL, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_LOG_ROW);

  G_OBJECT_CLASS (br_log_row_parent_class)->dispose (object);
}

static void
br_log_row_class_init (BrLogRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_log_row_dispose;
  show_signal = g_signal_new ("show-subject", BR_TYPE_LOG_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "log-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/log/br-log-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, level);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, time);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, word);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, source);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, text);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, count);
  gtk_widget_class_bind_template_child (widget_class, BrLogRow, show);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
}

static void
br_log_row_init (BrLogRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_log_row_new (void)
{
  return g_object_new (BR_TYPE_LOG_ROW, NULL);
}
