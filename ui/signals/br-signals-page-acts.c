/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page-private.h"

#include "signals/br-treat-dialog.h"

#include <glib/gi18n.h>

/* What is done with signals: mapping, favourites, how they are taken, forgetting. */

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
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (self->list);
  BrSignalNotes *notes = br_signal_notes_get (br_window_get_show (self->window));
  gboolean       all = TRUE;

  if (addresses[0] == NULL || br_window_refuse_edit (self->window))
    return;

  for (guint i = 0; addresses[i] != NULL; i++)
    all = all && br_signal_notes_is_favourite (notes, addresses[i]);
  br_signal_notes_set_favourites (notes, (const char *const *) addresses, !all);
}

static void
treat (BrSignalsPage *self)
{
  g_autoptr (BrAddressItem) item = br_address_list_dup_selected (self->list);
  g_autofree char          *address = item != NULL ? br_address_item_dup_address (item) : NULL;
  ClaspRange                range;

  if (item == NULL || br_window_refuse_edit (self->window))
    return;

  br_range_of_node (br_address_item_get_tree (item), br_address_item_get_node (item), &range);
  br_treat_dialog_show (GTK_WINDOW (self->window), br_signal_notes_get (br_window_get_show (self->window)), address, &range);
}

/* --- forgetting --------------------------------------------------------------------------------- */

typedef struct
{
  ClaspEngine    *engine;    /* (owned) */
  ClaspForgotten *forgotten; /* (owned) */
} Forgetting;

static void
forgetting_free (gpointer data)
{
  Forgetting *forgetting = data;

  clasp_forgotten_unref (forgetting->forgotten);
  g_object_unref (forgetting->engine);
  g_free (forgetting);
}

static void
forget_cb (gboolean is_undo,
           gpointer user_data)
{
  Forgetting *forgetting = user_data;

  if (is_undo)
    clasp_engine_remember (forgetting->engine, forgetting->forgotten);
  else
    clasp_engine_forget (forgetting->engine, forgetting->forgotten);
}

static char *
forget_label (char **patterns)
{
  guint n = g_strv_length (patterns);

  if (n > 1)
    return g_strdup_printf (ngettext ("Forget %u row", "Forget %u rows", n), n);

  /* Translators: an undo step: an address, or a pattern for all below one */
  return g_strdup_printf (_("Forget %s"), patterns[0]);
}

static void
forget (BrSignalsPage *self)
{
  g_auto (GStrv)   patterns = br_address_list_dup_selected_patterns (self->list);
  g_autofree char *label = NULL;
  Forgetting      *forgetting;

  if (patterns[0] == NULL || br_window_refuse_edit (self->window))
    return;

  label = forget_label (patterns);
  forgetting = g_new0 (Forgetting, 1);
  forgetting->engine = g_object_ref (br_window_get_engine (self->window));
  forgetting->forgotten = clasp_forgotten_new ((const char *const *) patterns);
  clasp_engine_forget (forgetting->engine, forgetting->forgotten);
  clasp_show_record_act (br_window_get_show (self->window), label, forget_cb, forgetting, forgetting_free);
  br_window_toast (self->window, _("Forgotten until seen again"), TRUE);
}

/* --- charts and places -------------------------------------------------------------------------- */

static void
chart (BrSignalsPage *self)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (self->list);

  for (guint i = 0; addresses[i] != NULL; i++)
    if (!br_chart_strip_toggle (self->charts, addresses[i]))
      {
        br_window_toast (self->window, _("Six charts are shown already. Take one away first."), FALSE);
        return;
      }
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
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  static const struct
  {
    const char *name;
    void (*func) (BrSignalsPage *self);
  } acts[] = {
    { "signals.map", map },       { "signals.favourite", make_favourites },
    { "signals.treat", treat },   { "signals.forget", forget },
    { "signals.chart", chart },
  };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, name))
      acts[i].func (BR_SIGNALS_PAGE (widget));
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  show (BR_SIGNALS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

void
br_signals_page_install_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "signals.map", NULL, act);
  gtk_widget_class_install_action (widget_class, "signals.favourite", NULL, act);
  gtk_widget_class_install_action (widget_class, "signals.treat", NULL, act);
  gtk_widget_class_install_action (widget_class, "signals.forget", NULL, act);
  gtk_widget_class_install_action (widget_class, "signals.chart", NULL, act);
  gtk_widget_class_install_action (widget_class, "signals.show", "s", show_action);
}

void
br_signals_page_connect_acts (BrSignalsPage *self)
{
  g_signal_connect_object (self->list, "map-requested", G_CALLBACK (map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "favourite-requested", G_CALLBACK (make_favourites), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "treat-requested", G_CALLBACK (treat), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "chart-requested", G_CALLBACK (chart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "forget-requested", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "map-requested", G_CALLBACK (map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "favourite-requested", G_CALLBACK (make_favourites), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "treat-requested", G_CALLBACK (treat), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "chart-requested", G_CALLBACK (chart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "forget-requested", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
}
