/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universes-page-private.h"

#include <glib/gi18n.h>

/* --- tests -------------------------------------------------------------------------------------- */

static void
send_test (BrUniversesPage *self,
           guint            slot,
           int              level)
{
  g_autofree char    *address = g_strdup_printf ("%s/%u", br_universe_item_get_prefix (self->item), slot + 1);
  ClaspMapEntry       entries[] = { { CLASP_STR_LITERAL ("address"), clasp_value_string (clasp_str (address)) },
                                    { CLASP_STR_LITERAL ("level"), level >= 0 ? clasp_value_int (level) : clasp_value_null () } };
  g_auto (ClaspValue) value = clasp_value_map (entries, G_N_ELEMENTS (entries));

  clasp_engine_send (br_window_get_engine (self->window), "/bridge/test", &value, TRUE);
}

void
br_universes_page_test (BrUniversesPage *self,
                        guint            slot,
                        int              level)
{
  g_autofree char *text = NULL;

  if (self->item == NULL || !br_universe_item_is_output (self->item))
    return;
  /* Letting go is never an edit. */
  if (level >= 0 && br_window_refuse_edit (self->window))
    return;
  if (level < 0 || !br_universe_grid_get_cells (self->grid)->careful[slot])
    {
      send_test (self, slot, level);
      return;
    }

  text = g_strdup_printf (_("Channel %u is marked careful: it is not tested."), slot + 1);
  br_window_toast (self->window, text, FALSE);
}

static void
release_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);

  clasp_engine_send (br_window_get_engine (self->window), "/bridge/test", NULL, TRUE);
}

/* --- what is watched ---------------------------------------------------------------------------- */

/* Universes an sACN connection does not join do not arrive. Adds what is missing; TRUE when any was. */
static gboolean
receive_more (BrUniversesPage *self,
              ClaspConnection *connection,
              const char      *wanted)
{
  ClaspSettings     *settings = clasp_connection_get_settings (connection);
  const char *const *present = clasp_settings_get_strv (settings, "receive");
  g_autofree char   *text = g_strjoinv (", ", (char **) present);
  g_autofree char   *more = NULL;
  g_auto (GStrv)     list = NULL;
  BrRanges           known, asked;

  if (!br_ranges_parse (text, &known, NULL) || !br_ranges_parse (wanted, &asked, NULL))
    return FALSE;
  if (known.n > 0 && br_ranges_include (&known, &asked))
    return FALSE;

  more = known.n > 0 ? g_strdup_printf ("%s, %s", text, wanted) : g_strdup (wanted);
  list = g_strsplit (more, ",", -1);
  for (guint i = 0; list[i] != NULL; i++)
    g_strstrip (list[i]);
  g_object_set (settings, "receive", list, NULL);

  return TRUE;
}

static gboolean
is_missing (ClaspConnection *connection,
            const BrRanges  *asked)
{
  g_autofree char *text = NULL;
  BrRanges         known;

  if (g_strcmp0 (clasp_connection_get_kind (connection), "sacn") != 0)
    return FALSE;

  text = g_strjoinv (", ", (char **) clasp_settings_get_strv (clasp_connection_get_settings (connection), "receive"));
  return br_ranges_parse (text, &known, NULL) && (known.n == 0 || !br_ranges_include (&known, asked));
}

static void
join_universes (BrUniversesPage *self,
                const char      *text)
{
  ClaspShow       *show = br_window_get_show (self->window);
  GListModel      *connections = clasp_show_get_connections (show);
  gboolean         changed = FALSE;
  g_autofree char *note = NULL;

  clasp_show_begin_edit (show, _("Receive universes"));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (is_missing (connection, &self->ranges))
        changed |= receive_more (self, connection, text);
    }
  clasp_show_end_edit (show);
  if (!changed)
    return;

  note = g_strdup_printf (_("sACN universes %s are received"), text);
  br_window_toast (self->window, note, TRUE);
}

static gboolean
needs_join (BrUniversesPage *self)
{
  GListModel *connections = clasp_show_get_connections (br_window_get_show (self->window));

  if (self->ranges.n == 0)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (is_missing (connection, &self->ranges))
        return TRUE;
    }

  return FALSE;
}

static void
show_watch_problem (BrUniversesPage *self,
                    const GError    *error)
{
  gtk_widget_set_visible (GTK_WIDGET (self->watch_problem), error != NULL);
  if (error != NULL)
    {
      gtk_label_set_label (self->watch_problem, error->message);
      gtk_widget_add_css_class (GTK_WIDGET (self->watch), "error");
    }
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->watch), "error");
}

static void
watch_changed_cb (BrUniversesPage *self)
{
  g_autoptr (GError) error = NULL;
  BrRanges           ranges;

  if (br_ranges_parse (gtk_editable_get_text (GTK_EDITABLE (self->watch)), &ranges, &error))
    self->ranges = ranges;
  show_watch_problem (self, error);
  br_universes_page_update (self);
}

static void
watch_activate_cb (BrUniversesPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->watch));
  BrRanges    ranges;

  if (br_ranges_parse (text, &ranges, NULL) && needs_join (self) && !br_window_refuse_edit (self->window))
    join_universes (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
choose_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (GTK_WIDGET (self->watch));
}

/* --- looking ------------------------------------------------------------------------------------ */

static void
unit_clicked_cb (BrUniversesPage *self)
{
  BrDmxUnit unit = br_universe_grid_get_unit (self->grid);

  br_universe_grid_set_unit (self->grid, (BrDmxUnit) ((unit + 1) % BR_DMX_N_UNITS));
}

static void
flicker_toggled_cb (BrUniversesPage *self)
{
  br_universe_grid_mark (self->grid, gtk_toggle_button_get_active (self->flicker));
  br_universes_page_update (self);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
list_activate_cb (BrUniversesPage *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

void
br_universes_page_add_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, watch_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, watch_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, unit_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, flicker_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_install_action (widget_class, "universes.release-tests", NULL, release_action);
  gtk_widget_class_install_action (widget_class, "universes.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "universes.back", NULL, back_action);
}
