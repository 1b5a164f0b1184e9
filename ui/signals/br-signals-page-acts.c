/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page-private.h"

#include "mapping/br-learn-button.h"
#include "signals/br-signal-acts.h"

#include <glib/gi18n.h>

/* What is done with signals: mapping, favourites, how they are taken, forgetting, learning. */

static void
map (BrSignalsPage *self)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (self->list);
  BrPage        *patch = br_window_get_page (self->window, "patch");

  if (addresses[0] == NULL || patch == NULL)
    return;

  br_window_show_page (self->window, "patch");
  gtk_widget_activate_action (GTK_WIDGET (patch), "patch.map", "^as", addresses);
}

static void
make_favourites (BrSignalsPage *self)
{
  br_signal_acts_favourite (self->window, self->list);
}

static void
treat (BrSignalsPage *self)
{
  br_signal_acts_treat (self->window, self->list);
}

static void
forget (BrSignalsPage *self)
{
  br_signal_acts_forget (self->window, self->list);
}

/* --- charts and places -------------------------------------------------------------------------- */

static void
draw (BrSignalsPage     *self,
      const char *const *addresses,
      gboolean (*pin) (BrChartStrip *charts, const char *address))
{
  for (guint i = 0; addresses[i] != NULL; i++)
    if (!pin (self->charts, addresses[i]))
      {
        br_window_toast (self->window, _("Six charts are shown already. Take one away first."), FALSE);
        return;
      }
}

static void
chart (BrSignalsPage *self)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (self->list);

  draw (self, (const char *const *) addresses, br_chart_strip_toggle);
}

/* "signals.show": the palette, and other pages, lead here. */
static void
show (BrSignalsPage *self,
      const char    *address)
{
  br_signals_page_clear_search (self);
  if (!br_address_list_reveal (self->list, address))
    {
      /* Another window's tree may be ahead of ours: it is found when it comes. */
      gtk_editable_set_text (GTK_EDITABLE (self->search), address);
      return;
    }
  br_window_reveal_inspector (self->window, TRUE);
  br_address_list_grab_focus (self->list);
}

/* --- actions ------------------------------------------------------------------------------------ */

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  show (BR_SIGNALS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* "signals.draw": another page leads here, to see them. */
static void
draw_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_autofree const char **addresses = g_variant_get_strv (parameter, NULL);

  draw (BR_SIGNALS_PAGE (widget), addresses, br_chart_strip_pin);
}

void
br_signals_page_install_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "signals.draw", "as", draw_action);
  gtk_widget_class_install_action (widget_class, "signals.show", "s", show_action);
}

/* --- learning ----------------------------------------------------------------------------------- */

/* L is the button's key. */
static void
learn (BrSignalsPage *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->learn), TRUE);
}

static void
learned_cb (BrSignalsPage       *self,
            ClaspLearnCandidate *candidate)
{
  show (self, clasp_learn_candidate_get_address (candidate));
}

static void
add_learn (BrSignalsPage *self)
{
  self->learn = br_learn_button_new (CLASP_LEARN_SIDE_SOURCE, _("Learn: Move Something to Choose It"));
  g_signal_connect_object (self->learn, "learned", G_CALLBACK (learned_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "learn-requested", G_CALLBACK (learn), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (self->bar, self->learn, GTK_WIDGET (self->search));
}

/* What is asked for in the tree and in the inspector alike. */
void
br_signals_page_connect_acts (BrSignalsPage *self)
{
  static const struct
  {
    const char *signal;
    void (*func) (BrSignalsPage *self);
  } acts[] = {
    { "map-requested", map },     { "favourite-requested", make_favourites }, { "treat-requested", treat },
    { "chart-requested", chart }, { "forget-requested", forget },
  };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_signal_connect_object (self->list, acts[i].signal, G_CALLBACK (acts[i].func), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->inspector, acts[i].signal, G_CALLBACK (acts[i].func), self, G_CONNECT_SWAPPED);
    }
  add_learn (self);
}
