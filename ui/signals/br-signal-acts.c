/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signal-acts.h"

#include "signals/br-treat-dialog.h"
#include "widgets/br-signal-notes.h"

#include <glib/gi18n.h>

void
br_signal_acts_favourite (BrWindow      *window,
                          BrAddressList *list)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (list);
  BrSignalNotes *notes = br_signal_notes_get (br_window_get_show (window));
  gboolean       all = TRUE;

  if (addresses[0] == NULL || br_window_refuse_edit (window))
    return;

  for (guint i = 0; addresses[i] != NULL; i++)
    all = all && br_signal_notes_is_favourite (notes, addresses[i]);
  br_signal_notes_set_favourites (notes, (const char *const *) addresses, !all);
}

void
br_signal_acts_treat (BrWindow      *window,
                      BrAddressList *list)
{
  g_autoptr (BrAddressItem) item = br_address_list_dup_selected (list);
  g_autofree char          *address = item != NULL ? br_address_item_dup_address (item) : NULL;
  ClaspRange                range;

  if (item == NULL || br_window_refuse_edit (window))
    return;

  br_range_of_node (br_address_item_get_tree (item), br_address_item_get_node (item), &range);
  br_treat_dialog_show (GTK_WINDOW (window), br_signal_notes_get (br_window_get_show (window)), address, &range);
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

void
br_signal_acts_forget (BrWindow      *window,
                       BrAddressList *list)
{
  g_auto (GStrv)   patterns = br_address_list_dup_selected_patterns (list);
  g_autofree char *label = NULL;
  Forgetting      *forgetting;

  if (patterns[0] == NULL || br_window_refuse_edit (window))
    return;

  label = forget_label (patterns);
  forgetting = g_new0 (Forgetting, 1);
  forgetting->engine = g_object_ref (br_window_get_engine (window));
  forgetting->forgotten = clasp_forgotten_new ((const char *const *) patterns);
  clasp_engine_forget (forgetting->engine, forgetting->forgotten);
  clasp_show_record_act (br_window_get_show (window), label, forget_cb, forgetting, forgetting_free);
  br_window_toast (window, _("Forgotten until seen again"), TRUE);
}

/* --- keys and menus of other pages' lists --- */

/* Charts stand on the page Signals. */
static void
chart_cb (BrWindow      *window,
          BrAddressList *list)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (list);
  BrPage        *signals = br_window_get_page (window, "signals");

  if (addresses[0] == NULL || signals == NULL)
    return;

  br_window_show_page (window, "signals");
  gtk_widget_activate_action (GTK_WIDGET (signals), "signals.draw", "^as", addresses);
}

void
br_signal_acts_follow (BrWindow      *window,
                       BrAddressList *list)
{
  g_signal_connect_object (list, "favourite-requested", G_CALLBACK (br_signal_acts_favourite), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "treat-requested", G_CALLBACK (br_signal_acts_treat), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "forget-requested", G_CALLBACK (br_signal_acts_forget), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "chart-requested", G_CALLBACK (chart_cb), window, G_CONNECT_SWAPPED);
}
