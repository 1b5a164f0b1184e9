/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universes-page-private.h"

#include "universes/br-universe-row.h"
#include "widgets/br-arrow.h"
#include "widgets/br-focus.h"
#include "widgets/br-format.h"
#include "widgets/br-tab.h"
#include "widgets/br-take-label.h"
#include "widgets/br-type-ahead.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>

/* List and grid want to stand beside sidebar and inspector. */
#define INSPECTOR_THRESHOLD 1200

static void br_universes_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrUniversesPage,
                               br_universes_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_universes_page_page_init))

/* --- the universe in the grid ------------------------------------------------------------------- */

/* Single universes may have their own, and a controller may have chosen another. */
static const char *
merge_of (const ClaspUniversePicture *picture)
{
  return picture->info.merge == CLASP_DMX_MERGE_LTP ? "ltp" : "htp";
}

static void
show_title (BrUniversesPage *self)
{
  ClaspShowItem   *connection
    = clasp_show_find (br_window_get_show (self->window), br_universe_item_get_connection (self->item));
  g_autofree char *text
    = g_strdup_printf ("%s %s %s%s%s",
                       br_arrow (GTK_WIDGET (self), !br_universe_item_is_output (self->item)),
                       br_dmx_protocol_name (br_universe_item_get_protocol (self->item)),
                       br_universe_item_get_label (self->item),
                       connection != NULL ? " · " : "",
                       connection != NULL ? clasp_show_item_get_name (connection) : "");

  gtk_label_set_label (self->title, text);
  br_universe_grid_clear (self->grid, text, br_universe_item_is_output (self->item));
}

static void
look_at (BrUniversesPage *self)
{
  if (self->engine != NULL)
    clasp_engine_look_at_universe (self->engine,
                                   self->item != NULL ? br_universe_item_get_prefix (self->item) : NULL,
                                   self->item != NULL && br_universe_item_is_output (self->item));
}

static void
selection_changed_cb (BrUniversesPage *self)
{
  BrUniverseItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item == self->item)
    return;

  g_set_object (&self->item, item);
  br_universe_sources_clear (self->sources);
  if (item != NULL)
    show_title (self);
  gtk_toggle_button_set_active (self->flicker, FALSE);
  br_cell_inspector_set_cell (self->inspector, item, br_universe_grid_get_cells (self->grid)->focus);
  look_at (self);
  br_universes_page_update (self);
}

/* Is the focus where it was when the page was shown, or on what helps while there is nothing to see? */
static gboolean
has_left_focus (BrUniversesPage *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean   is_empty = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "grid") != 0;

  return focus == NULL || focus == self->first_focus
         || (is_empty && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)));
}

static gboolean
note_focus_cb (gpointer user_data)
{
  BrUniversesPage *self = user_data;
  GtkRoot         *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && self->is_fresh)
    g_set_weak_pointer (&self->first_focus, gtk_root_get_focus (root));

  return G_SOURCE_REMOVE;
}

/* Arrows and figures act from the moment there is something to act on. */
static void
take_focus (BrUniversesPage *self)
{
  if (self->item == NULL)
    return;
  if (!adw_leaflet_get_folded (self->leaflet))
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  self->is_fresh = FALSE;
}

/* The detail of the picture, when it is of the universe in the grid. */
static ClaspUniverseDetail *
detail_of (ClaspUniverseSnapshot      *snapshot,
           const ClaspUniversePicture *picture)
{
  return snapshot->detail != NULL && &snapshot->universes[snapshot->detail_index] == picture ? snapshot->detail : NULL;
}

static guint
index_of (const ClaspUniversePicture *picture,
          guint64                     source)
{
  for (guint i = 0; i < picture->n_sources; i++)
    if (picture->sources[i].id == source)
      return i;

  return G_MAXUINT;
}

static void
fill_hues (BrUniversesPage           *self,
           const ClaspUniverseDetail *detail,
           guint64                    chosen,
           guint8                    *hues)
{
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    hues[slot] = br_universe_sources_get_hue (self->sources, chosen != 0 ? chosen : detail->winners[slot]);
}

static gboolean
show_levels (BrUniversesPage            *self,
             ClaspUniverseSnapshot      *snapshot,
             const ClaspUniversePicture *picture)
{
  ClaspUniverseDetail *detail = detail_of (snapshot, picture);
  const ClaspUniverseInfo *info = &picture->info;
  guint64              chosen = br_universe_sources_get_chosen (self->sources);
  guint                index = chosen != 0 ? index_of (picture, chosen) : G_MAXUINT;
  guint8               hues[CLASP_DMX_SLOTS];
  BrUniverseLook       look = { .levels = info->levels, .n_slots = info->n_slots,
                                .held = info->held, .tested = info->tested, .frozen = info->frozen };

  if (detail != NULL)
    {
      look.careful = detail->is_careful;
      look.names = detail->names;
      if (index != G_MAXUINT)
        look.levels = detail->levels[index];
      if (picture->n_sources > 1)
        {
          fill_hues (self, detail, chosen, hues);
          look.hues = hues;
        }
    }
  /* A universe nobody has sent yet can be tested all the same. */
  if (info->is_output)
    look.n_slots = CLASP_DMX_SLOTS;

  return br_universe_grid_take (self->grid, &look, g_get_monotonic_time ());
}

static void
show_marked (BrUniversesPage *self)
{
  const BrUniverseCells *cells = br_universe_grid_get_cells (self->grid);
  guint                  n = br_universe_cells_get_n_marked (cells);

  gtk_widget_set_visible (GTK_WIDGET (self->marked), cells->is_marking);
  if (!cells->is_marking)
    return;

  br_take_label (self->marked, g_strdup_printf (ngettext ("%u channel changed", "%u channels changed", n), n));
}

static void
show_picture (BrUniversesPage       *self,
              ClaspUniverseSnapshot *snapshot)
{
  const ClaspUniversePicture *picture = br_universe_item_find_picture (self->item, snapshot);
  gint64                      now_us = g_get_monotonic_time ();

  if (picture == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->sources), !picture->info.is_output);
  if (!picture->info.is_output)
    br_universe_sources_show (self->sources, picture, merge_of (picture), now_us);
  if (show_levels (self, snapshot, picture))
    br_tick_hub_wake (br_window_get_hub (self->window));
  show_marked (self);
  br_cell_inspector_look (self->inspector, br_universe_grid_get_cells (self->grid), now_us);
  if (br_window_get_inspector_revealed (self->window))
    br_cell_inspector_take (self->inspector,
                            br_universe_grid_get_cells (self->grid),
                            br_universe_grid_get_unit (self->grid));
  /* Another window may have asked for another universe. */
  if (detail_of (snapshot, picture) == NULL && gtk_window_is_active (GTK_WINDOW (self->window)))
    look_at (self);
}

/* --- the list ----------------------------------------------------------------------------------- */

static gboolean
has_dmx_connection (BrUniversesPage *self)
{
  GListModel *connections = clasp_show_get_connections (br_window_get_show (self->window));

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const char                 *kind = clasp_connection_get_kind (connection);

      if (g_str_equal (kind, "artnet") || g_str_equal (kind, "sacn") || g_str_equal (kind, "dmx"))
        return TRUE;
    }

  return FALSE;
}

static void
show_empty (BrUniversesPage *self)
{
  gboolean    empty = g_list_model_get_n_items (G_LIST_MODEL (self->universes)) == 0;
  const char *name = empty ? (has_dmx_connection (self) ? "empty" : "unconnected") : "grid";

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) != 0)
    gtk_stack_set_visible_child_name (self->stack, name);
}

void
br_universes_page_update (BrUniversesPage *self)
{
  ClaspUniverseSnapshot *snapshot = self->engine != NULL ? clasp_engine_get_universes (self->engine) : NULL;
  gboolean               may_take_focus = self->item == NULL && has_left_focus (self);

  if (snapshot == NULL)
    {
      show_empty (self);
      return;
    }

  br_universe_items_update (self->universes, snapshot, &self->ranges);
  show_empty (self);
  if (may_take_focus)
    take_focus (self);
  gtk_widget_set_visible (GTK_WIDGET (self->release), snapshot->n_tests > 0);
  if (self->item != NULL)
    show_picture (self, snapshot);
}

static void
setup_cb (BrUniversesPage *self,
          GtkListItem     *item)
{
  br_type_ahead_set_child (item, br_universe_row_new ());
}

static void
bind_cb (BrUniversesPage *self,
         GtkListItem     *item)
{
  br_universe_row_bind (BR_UNIVERSE_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (BrUniversesPage *self,
           GtkListItem     *item)
{
  br_universe_row_bind (BR_UNIVERSE_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- looking while it is seen ------------------------------------------------------------------- */

static void
br_universes_page_stop (BrUniversesPage *self)
{
  if (self->engine == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->engine, self);
  clasp_engine_look_at_universe (self->engine, NULL, FALSE);
  clasp_engine_unwatch_universes (self->engine);
  g_clear_object (&self->engine);
}

static void
br_universes_page_start (BrUniversesPage *self)
{
  if (self->window == NULL || self->engine != NULL)
    return;

  self->engine = g_object_ref (br_window_get_engine (self->window));
  g_signal_connect_swapped (self->engine, "universes-changed", G_CALLBACK (br_universes_page_update), self);
  clasp_engine_watch_universes (self->engine);
  look_at (self);
}

static void
br_universes_page_map (GtkWidget *widget)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);

  self->is_fresh = TRUE;
  br_universes_page_start (self);
  br_universes_page_update (self);
  br_grand_master_take (self->master, br_window_get_master (self->window), g_get_monotonic_time ());
  GTK_WIDGET_CLASS (br_universes_page_parent_class)->map (widget);
  if (self->item != NULL && !adw_leaflet_get_folded (self->leaflet))
    br_focus_soon (GTK_WIDGET (self->grid));
  else
    g_idle_add_full (BR_FOCUS_PRIORITY, note_focus_cb, g_object_ref (self), g_object_unref);
}

static void
br_universes_page_unmap (GtkWidget *widget)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);

  GTK_WIDGET_CLASS (br_universes_page_parent_class)->unmap (widget);
  br_universes_page_stop (self);
}

static gboolean
tick_cb (GtkWidget *widget,
         gint64     now_us)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (widget);
  gboolean         changed = br_universe_grid_tick (self->grid, now_us);

  changed |= br_grand_master_take (self->master, br_window_get_master (self->window), now_us);
  if (br_window_get_inspector_revealed (self->window))
    changed |= br_cell_inspector_tick (self->inspector, now_us);

  return changed;
}

/* --- page --------------------------------------------------------------------------------------- */

static void
focused_cb (BrUniversesPage *self)
{
  br_cell_inspector_set_cell (self->inspector, self->item, br_universe_grid_get_cells (self->grid)->focus);
  br_universes_page_update (self);
}

static void
grid_test_cb (BrUniversesPage *self,
              guint            slot,
              int              level)
{
  br_universes_page_test (self, slot, level);
}

static void
inspector_test_cb (BrUniversesPage *self,
                   int              level)
{
  br_universes_page_test (self, br_universe_grid_get_cells (self->grid)->focus, level);
}

static void
unit_changed_cb (BrUniversesPage *self)
{
  static const char *const units[BR_DMX_N_UNITS] = { "0–255", "%", N_ ("Hex") };

  g_autofree char *name = br_format_figures (_ (units[br_universe_grid_get_unit (self->grid)]));

  gtk_button_set_label (self->unit, name);
  br_universes_page_update (self);
}

/* Live control: show mode allows it. */
static void
master_moved_cb (BrUniversesPage *self,
                 double           level)
{
  br_window_set_master (self->window, level);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

static void
folded_cb (BrUniversesPage *self)
{
  gtk_widget_set_visible (self->back, adw_leaflet_get_folded (self->leaflet));
}

static void
br_universes_page_attach (BrPage   *page,
                          BrWindow *window)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (page);

  self->window = window;
  br_cell_inspector_attach (self->inspector, window);
  g_signal_connect_object (self->inspector, "test", G_CALLBACK (inspector_test_cb), self, G_CONNECT_SWAPPED);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);
  br_universes_page_update (self);
}

static GtkWidget *
br_universes_page_get_inspector (BrPage *page)
{
  return GTK_WIDGET (BR_UNIVERSES_PAGE (page)->inspector);
}

static int
br_universes_page_get_inspector_threshold (BrPage *page)
{
  return INSPECTOR_THRESHOLD;
}

static gboolean
br_universes_page_focus_search (BrPage *page)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (page);

  /* Nor when the first picture comes: figures that are typed would be tests. */
  self->is_fresh = FALSE;
  g_clear_weak_pointer (&self->first_focus);
  br_focus_no_more (GTK_WIDGET (self->grid));
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  return gtk_widget_grab_focus (GTK_WIDGET (self->watch));
}

static void
br_universes_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_universes_page_attach;
  iface->get_inspector = br_universes_page_get_inspector;
  iface->get_inspector_threshold = br_universes_page_get_inspector_threshold;
  iface->focus_search = br_universes_page_focus_search;
}

static void
br_universes_page_dispose (GObject *object)
{
  BrUniversesPage *self = BR_UNIVERSES_PAGE (object);

  br_universes_page_stop (self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_UNIVERSES_PAGE);
  g_clear_weak_pointer (&self->first_focus);
  g_clear_object (&self->selection);
  g_clear_object (&self->universes);
  g_clear_object (&self->item);
  g_clear_object (&self->inspector);

  G_OBJECT_CLASS (br_universes_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/universes/br-universes-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, detail);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, watch);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, watch_problem);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, list);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, back);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, title);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, marked);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, unit);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, flicker);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, release);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, grid);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, sources);
  gtk_widget_class_bind_template_child (widget_class, BrUniversesPage, master);
}

static void
br_universes_page_class_init (BrUniversesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_universes_page_dispose;
  widget_class->map = br_universes_page_map;
  widget_class->unmap = br_universes_page_unmap;

  g_type_ensure (BR_TYPE_GRAND_MASTER);
  g_type_ensure (BR_TYPE_UNIVERSE_GRID);
  g_type_ensure (BR_TYPE_UNIVERSE_SOURCES);
  bind_template (widget_class);
  br_universes_page_add_acts (widget_class);
}

static char *
dup_label (gpointer item)
{
  return g_strdup (br_universe_item_get_label (BR_UNIVERSE_ITEM (item)));
}

static void
add_list (BrUniversesPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->universes = g_list_store_new (BR_TYPE_UNIVERSE_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->universes)));
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selection_changed_cb), self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  br_type_ahead_add (GTK_WIDGET (self->list), NULL, dup_label);
}

static void
br_universes_page_init (BrUniversesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  br_keys_hint (self->detail, "win.inspector");
  br_tab_leaves (GTK_WIDGET (self->list));
  self->inspector = g_object_ref_sink (BR_CELL_INSPECTOR (br_cell_inspector_new ()));
  add_list (self);
  g_signal_connect_object (self->grid, "focused", G_CALLBACK (focused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "test", G_CALLBACK (grid_test_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->grid, "unit-changed", G_CALLBACK (unit_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "chosen", G_CALLBACK (br_universes_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->master, "moved", G_CALLBACK (master_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  folded_cb (self);
}
