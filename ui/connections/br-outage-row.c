/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-outage-row.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

struct _BrOutageRow
{
  AdwExpanderRow parent_instance;

  GtkLabel          *count; /* (unowned) */
  GPtrArray         *rows;  /* (owned) of AdwActionRow (unowned) */
  ClaspBridgeOutages shown;
};

G_DEFINE_FINAL_TYPE (BrOutageRow, br_outage_row, ADW_TYPE_EXPANDER_ROW)

char *
br_outage_describe (const ClaspBridgeOutage *outage, GDateTime *now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (outage->began_unix_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) began = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  g_autofree char      *when = g_date_time_format (began, br_is_same_day (began, now) ? "%X" : "%x %X");
  g_autofree char      *age = NULL;

  if (outage->ended_us == 0)
    /* Translators: a time of day, or a date with it */
    return g_strdup_printf (_("Since %s"), when);
  age = br_format_age (outage->ended_us - outage->began_us);
  /* Translators: a time of day, or a date with it, then a time as "3 s" or "12 min" */
  return g_strdup_printf (_("At %s; it worked again after %s"), when, age);
}

static void
set_n_rows (BrOutageRow *self, guint n)
{
  while (self->rows->len > n)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  while (self->rows->len < n)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      gtk_widget_add_css_class (row, "numeric");
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static gboolean
is_same (const ClaspBridgeOutages *a, const ClaspBridgeOutages *b)
{
  return a->n == b->n && memcmp (a->items, b->items, a->n * sizeof *a->items) == 0;
}

void
br_outage_row_set (BrOutageRow *self, const ClaspBridgeOutages *outages)
{
  static const ClaspBridgeOutages none = { 0 };
  g_autoptr (GDateTime)           now = NULL;
  g_autofree char                *count = NULL;

  if (outages == NULL)
    outages = &none;
  if (is_same (outages, &self->shown))
    return;
  self->shown = *outages;
  now = g_date_time_new_now_local ();
  set_n_rows (self, outages->n);
  for (guint i = 0; i < outages->n; i++)
    {
      const ClaspBridgeOutage *outage = &outages->items[outages->n - 1 - i];
      g_autofree char         *text = br_outage_describe (outage, now);

      adw_preferences_row_set_title (self->rows->pdata[i], outage->why);
      adw_action_row_set_subtitle (self->rows->pdata[i], text);
    }
  count = br_format_count (outages->n);
  gtk_label_set_label (self->count, count);
}

static void
br_outage_row_finalize (GObject *object)
{
  g_ptr_array_unref (BR_OUTAGE_ROW (object)->rows);
  G_OBJECT_CLASS (br_outage_row_parent_class)->finalize (object);
}

static void
br_outage_row_class_init (BrOutageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_outage_row_finalize;
}

static void
br_outage_row_init (BrOutageRow *self)
{
  self->rows = g_ptr_array_new ();
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Interruptions"));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->count));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
