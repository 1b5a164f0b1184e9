/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-row-private.h"

#include "widgets/br-format.h"
#include "local/clasp-local-settings.h"
#include "locals/br-local-edit.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_running (BrLocalRow *self)
{
  ClaspSignalState state;

  return br_local_row_read (self, NULL, &state) && state.number >= 0.5;
}

static void
act_cb (BrLocalRow *self)
{
  ClaspValue value = clasp_value_bool (!is_running (self));

  br_local_row_send (self, NULL, &value);
}

static void
build (BrLocalRow *self)
{
  self->now = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->now), "numeric");
  self->act = gtk_button_new_with_label (_ ("Start"));
  gtk_widget_set_valign (self->act, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->act, "clicked", G_CALLBACK (act_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->act); /* the last one stands first */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->now));
}

static void
update (BrLocalRow *self)
{
  ClaspSettings   *settings = br_local_row_get_settings (self);
  double           interval = clasp_settings_get_double (settings, "interval-s");
  g_autofree char *subtitle =
    br_format_units (g_strdup_printf (clasp_settings_get_boolean (settings, "periodic") ? _ ("Fires every %g s")
                                                                       : _ ("Fires once, after %g s"),
                     interval));

  br_local_row_set_subtitle (self, subtitle);
  br_local_row_set_name_of (self->act,
                            g_object_get_data (G_OBJECT (self->act), "br-running") != NULL
                              ? _ ("Stop %s")
                              : _ ("Start %s"),
                            br_local_row_get_name (self));
}

/* Of a second or more, as the timer itself tells. */
static char *
dup_left (BrLocalRow *self, double unix_s)
{
  ClaspSignalState state;

  if (!is_running (self))
    return g_strdup ("");
  if (!br_local_row_read (self, "due", &state) || !(state.number > 0))
    return g_strdup (_ ("running"));
  return br_timer_dup_left (state.number - unix_s);
}

static gboolean
tick (BrLocalRow *self, double unix_s)
{
  g_autofree char *text = dup_left (self, unix_s);
  gboolean         runs = is_running (self);
  gboolean         ran = g_object_get_data (G_OBJECT (self->act), "br-running") != NULL;

  if (runs != ran)
    {
      g_object_set_data (G_OBJECT (self->act), "br-running", GINT_TO_POINTER (runs));
      gtk_button_set_label (GTK_BUTTON (self->act), runs ? _ ("Stop") : _ ("Start"));
      update (self);
    }
  /* Above a minute a look each second is enough. */
  return br_local_row_set_label (self->now, text) || (runs && strchr (text, ':') == NULL);
}

static const char *const settings[] = { "interval-s", "periodic", "running", "retrigger", NULL };

const BrLocalRowKind br_timer_row_kind = {
  .kind = "timer",
  .settings = settings,
  .build = build,
  .update = update,
  .tick = tick,
};
