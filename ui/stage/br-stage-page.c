/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/br-stage-page.h"

#include "connections/br-connection-state.h"
#include "stage/br-stage-grid.h"
#include "stage/br-stage-tile.h"
#include "stage/br-stage-tiles.h"
#include "widgets/br-signal-notes.h"
#include "widgets/br-unparent.h"
#include "window/br-settings.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* Figures follow the meters slower: they are to be read. */
#define TEXT_US (G_USEC_PER_SEC / 5)
#define SIGN_US (G_USEC_PER_SEC / 2)
/* Addresses looked at in one tick for those that are shown. */
#define SCAN_LIMIT 4096

/* A favourite. */
typedef struct
{
  BrStageTile  *tile;    /* (unowned) in the grid */
  char         *address; /* (owned) */
  guint         signal;  /* G_MAXUINT = not seen yet */
  gboolean      range_known;
  ClaspRange    range;
  BrLevelMemory memory;
  guint32       n_updates;
  gint64        text_us;
} Meter;

/* A connection. */
typedef struct
{
  BrStageTile   *tile; /* (unowned) in the grid */
  ClaspShowItem *item; /* (owned) */
} Device;

struct _BrStagePage
{
  GtkWidget parent_instance;

  GtkWidget      *tiles_button;
  GtkPopover     *popover;
  GtkCheckButton *clock, *devices, *favourites, *dark;
  GtkEditable    *note;
  GtkStack       *stack;
  BrStageGrid    *grid;

  BrWindow     *window;     /* (unowned), outlives us */
  BrStageTiles  tiles;      /* as they are shown */
  BrStageTile  *clock_tile; /* (unowned) (nullable) */
  GPtrArray    *meters;     /* (owned) of Meter */
  GPtrArray    *shown_devices; /* (owned) of Device */
  guint         n_scanned;  /* addresses of the table */
  gint64        sign_us;
  gboolean      is_filling; /* the choices are being set */
};

static void br_stage_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrStagePage,
                               br_stage_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_stage_page_page_init))

static void
meter_free (gpointer data)
{
  Meter *meter = data;

  g_free (meter->address);
  g_free (meter);
}

static void
device_free (gpointer data)
{
  Device *device = data;

  g_object_unref (device->item);
  g_free (device);
}

/* --- tiles -------------------------------------------------------------------------------------- */

static BrStageTile *
add_tile (BrStagePage *self,
          const char  *title)
{
  GtkWidget *tile = br_stage_tile_new (title);

  br_stage_grid_append (self->grid, tile);

  return BR_STAGE_TILE (tile);
}

static void
add_meters (BrStagePage *self)
{
  ClaspShow     *show = br_window_get_show (self->window);
  g_auto (GStrv) addresses = br_stage_dup_favourites (show);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      const ClaspSignalNote *said = br_signal_notes_find (br_signal_notes_get (show), addresses[i]);
      Meter                 *meter = g_new0 (Meter, 1);

      meter->address = g_strdup (addresses[i]);
      meter->signal = G_MAXUINT;
      meter->range = (ClaspRange) { 0, 1, FALSE };
      meter->range_known = br_range_of_address (show, meter->address, &meter->range);
      br_level_memory_start (&meter->memory, meter->address);
      /* A note is its name; else its address. */
      meter->tile = add_tile (self, said != NULL && said->text != NULL ? said->text : meter->address);
      br_stage_tile_set_text (meter->tile, "–");
      g_ptr_array_add (self->meters, meter);
    }
}

static void
add_devices (BrStagePage *self)
{
  GListModel *connections = clasp_show_get_connections (br_window_get_show (self->window));
  guint       n = g_list_model_get_n_items (connections);

  for (guint i = 0; i < n && self->shown_devices->len < BR_STAGE_MAX_DEVICES; i++)
    {
      Device *device = g_new0 (Device, 1);

      device->item = g_list_model_get_item (connections, i);
      device->tile = add_tile (self, clasp_show_item_get_name (device->item));
      g_ptr_array_add (self->shown_devices, device);
    }
  self->sign_us = 0;
}

static void
br_stage_page_rebuild (BrStagePage *self)
{
  br_stage_tiles_read (&self->tiles, br_window_get_show (self->window));
  g_ptr_array_set_size (self->meters, 0);
  g_ptr_array_set_size (self->shown_devices, 0);
  self->clock_tile = NULL;
  self->n_scanned = 0;
  br_unparent_children (GTK_WIDGET (self->grid));
  if (self->tiles.has_clock)
    self->clock_tile = add_tile (self, _("Time"));
  if (*self->tiles.note != '\0')
    {
      BrStageTile *tile = add_tile (self, C_("remark", "Note"));

      br_stage_tile_set_prose (tile, TRUE);
      br_stage_tile_set_text (tile, self->tiles.note);
    }
  if (self->tiles.has_favourites)
    add_meters (self);
  if (self->tiles.has_devices)
    add_devices (self);
  gtk_stack_set_visible_child_name (self->stack,
                                    gtk_widget_get_first_child (GTK_WIDGET (self->grid)) != NULL ? "tiles" : "none");
  gtk_widget_queue_resize (GTK_WIDGET (self->grid));
}

/* --- choosing ----------------------------------------------------------------------------------- */

static void
br_stage_page_fill (BrStagePage *self)
{
  self->is_filling = TRUE;
  gtk_check_button_set_active (self->clock, self->tiles.has_clock);
  gtk_check_button_set_active (self->devices, self->tiles.has_devices);
  gtk_check_button_set_active (self->favourites, self->tiles.has_favourites);
  gtk_editable_set_text (self->note, self->tiles.note);
  self->is_filling = FALSE;
}

static void
chosen_cb (BrStagePage *self)
{
  BrStageTiles chosen = { gtk_check_button_get_active (self->clock),
                          gtk_check_button_get_active (self->devices),
                          gtk_check_button_get_active (self->favourites),
                          (char *) gtk_editable_get_text (self->note) };

  if (self->is_filling || self->window == NULL
      || (chosen.has_clock == self->tiles.has_clock && chosen.has_devices == self->tiles.has_devices
          && chosen.has_favourites == self->tiles.has_favourites && g_str_equal (chosen.note, self->tiles.note)))
    return;
  if (br_window_refuse_edit (self->window))
    {
      br_stage_page_fill (self);
      return;
    }

  br_stage_tiles_write (&chosen, br_window_get_show (self->window));
}

static void
dark_cb (BrStagePage *self)
{
  if (g_settings_get_boolean (br_settings (), "show-view-dark"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "dark-stage");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dark-stage");
}

static void
show_changed_cb (BrStagePage *self)
{
  br_stage_page_rebuild (self);
  br_stage_page_fill (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* --- live --------------------------------------------------------------------------------------- */

static void
find_signals (BrStagePage *self)
{
  ClaspSignalTable *table = br_window_get_table (self->window);
  guint             end = MIN (clasp_signal_table_get_size (table), self->n_scanned + SCAN_LIMIT);

  for (; self->n_scanned < end && self->meters->len > 0; self->n_scanned++)
    {
      const char *address = clasp_signal_table_get_address (table, self->n_scanned);

      for (guint i = 0; i < self->meters->len; i++)
        {
          Meter *meter = self->meters->pdata[i];

          if (g_str_equal (meter->address, address))
            meter->signal = self->n_scanned;
        }
    }
}

static gboolean
update_meter (BrStagePage *self,
              Meter       *meter,
              gint64       now_us)
{
  ClaspSignalState state;
  BrLevel          level;
  gboolean         changed;

  if (meter->signal == G_MAXUINT)
    return FALSE;

  br_level_read (&level,
                 &meter->memory,
                 br_window_get_table (self->window),
                 meter->signal,
                 &state,
                 &meter->range,
                 !meter->range_known,
                 TRUE,
                 now_us);
  changed = br_stage_tile_set_level (meter->tile, &level);
  if (state.n_updates != meter->n_updates && now_us - meter->text_us >= TEXT_US)
    {
      g_autofree char *text = br_level_dup_text (&level, &meter->memory, &state);

      meter->n_updates = state.n_updates;
      meter->text_us = now_us;
      changed |= br_stage_tile_set_text (meter->tile, text);
    }

  return changed || state.n_updates != meter->n_updates;
}

static void
update_devices (BrStagePage *self)
{
  for (guint i = 0; i < self->shown_devices->len; i++)
    {
      Device           *device = self->shown_devices->pdata[i];
      BrConnectionState state;

      br_connection_state_read (&state, br_window_get_engine (self->window), device->item);
      br_stage_tile_set_sign (device->tile, state.sign);
    }
}

/* Statuses change without any signal, and so does the time: told of by the engine's second. */
static void
stats_cb (BrStagePage *self)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char      *clock = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (self->clock_tile != NULL)
    {
      now = g_date_time_new_now_local ();
      clock = g_date_time_format (now, "%X");
      br_stage_tile_set_text (self->clock_tile, clock);
    }
  update_devices (self);
}

static gboolean
tick_cb (GtkWidget *widget,
         gint64     now_us)
{
  BrStagePage *self = BR_STAGE_PAGE (widget);
  gboolean     changed = FALSE;

  find_signals (self);
  for (guint i = 0; i < self->meters->len; i++)
    changed |= update_meter (self, self->meters->pdata[i], now_us);
  if (now_us - self->sign_us >= SIGN_US)
    {
      self->sign_us = now_us;
      stats_cb (self);
    }

  return changed;
}

/* --- page --------------------------------------------------------------------------------------- */

static void
br_stage_page_attach (BrPage   *page,
                      BrWindow *window)
{
  BrStagePage *self = BR_STAGE_PAGE (page);
  ClaspShow   *show = br_window_get_show (window);

  self->window = window;
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);
  g_signal_connect_object (show, "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_signal_notes_get (show), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_engine (window), "stats-changed", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self, "map", G_CALLBACK (stats_cb), self);
  show_changed_cb (self);
}

static void
br_stage_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_stage_page_attach;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_stage_page_dispose (GObject *object)
{
  BrStagePage *self = BR_STAGE_PAGE (object);

  self->window = NULL;
  self->clock_tile = NULL;
  g_clear_pointer (&self->meters, g_ptr_array_unref);
  g_clear_pointer (&self->shown_devices, g_ptr_array_unref);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_STAGE_PAGE);
  br_stage_tiles_clear (&self->tiles);

  G_OBJECT_CLASS (br_stage_page_parent_class)->dispose (object);
}

static void
br_stage_page_class_init (BrStagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_stage_page_dispose;
  g_type_ensure (BR_TYPE_STAGE_GRID);
  gtk_widget_class_set_css_name (widget_class, "stage-page");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/stage/br-stage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, tiles_button);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, popover);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, clock);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, devices);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, favourites);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, dark);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, note);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, stack);
  gtk_widget_class_bind_template_child (widget_class, BrStagePage, grid);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
br_stage_page_init (BrStagePage *self)
{
  self->meters = g_ptr_array_new_with_free_func (meter_free);
  self->shown_devices = g_ptr_array_new_with_free_func (device_free);
  self->tiles.note = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (br_settings (), "show-view-dark", self->dark, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (br_settings (), "changed::show-view-dark", G_CALLBACK (dark_cb), self, G_CONNECT_SWAPPED);
  dark_cb (self);
}
