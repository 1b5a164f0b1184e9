/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "clasp-found.h"
#include "connections/br-connection-row.h"
#include "connections/br-found-row.h"
#include "log/br-log-row.h"
#include "monitor/br-monitor-row.h"
#include "patch/br-mapping-row.h"
#include "universes/br-universe-grid.h"
#include "universes/br-universe-row.h"
#include "widgets/br-hold-button.h"
#include "widgets/br-status-icon.h"
#include "widgets/br-timecode.h"
#include "window/br-footer.h"
#include "window/br-sidebar-row.h"

#include <math.h>

/* Rows of the other lists, and the small things around the pages. */

static GtkWidget *
column_new (int spacing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);

  return box;
}

static GtkWidget *
create_strips (Gallery *gallery)
{
  static const struct
  {
    BrSeverity  severity;
    const char *title, *button;
    guint       n_more;
  } strips[] = { { BR_SEVERITY_INFO, "Show mode: nothing can be edited.", NULL, 0 },
                 { BR_SEVERITY_WARNING, "“Main faders” is missing; its mappings wait.", "Open Connections", 0 },
                 { BR_SEVERITY_ERROR, "The show cannot be saved: the disk is full.", "Save Elsewhere…", 2 } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (strips); i++)
    {
      BrStrip *strip = g_object_new (BR_TYPE_STRIP, NULL);

      br_strip_set_title (strip, strips[i].title, strips[i].title);
      br_strip_set_button_label (strip, strips[i].button);
      br_strip_set_severity (strip, strips[i].severity);
      br_strip_set_n_more (strip, strips[i].n_more);
      br_strip_set_revealed (strip, TRUE);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (strip));
    }

  return box;
}

static void
fill_record (ClaspMonitorRecord *record,
             guint64             number,
             const char         *address,
             guint               hops,
             ClaspValueType      type,
             double              value,
             const char         *text)
{
  *record = (ClaspMonitorRecord) { .time_us = G_GINT64_CONSTANT (1760127243127000) + (gint64) number * 4000,
                                   .number = number,
                                   .origin = 7,
                                   .type = CLASP_MESSAGE_SET,
                                   .value_type = (guint8) type,
                                   .hops = (guint8) hops,
                                   .number_value = value };
  g_strlcpy (record->address, address, sizeof record->address);
  g_strlcpy (record->text, text, sizeof record->text);
}

static char *
name_cb (guint64  origin,
         gpointer user_data)
{
  return g_strdup ("Tablet");
}

static GtkWidget *
create_monitor_rows (Gallery *gallery)
{
  GtkWidget                 *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (BrMonitorModel) model = br_monitor_model_new (64);
  ClaspMonitorRecord         records[4];

  fill_record (&records[0], 0, "/osc/1/fader1", 0, CLASP_VALUE_DOUBLE, 0.597, "0.597");
  fill_record (&records[1], 1, "/artnet/0/0/0/1", 1, CLASP_VALUE_INT, 152, "152");
  fill_record (&records[2], 2, "/osc/1/on", 0, CLASP_VALUE_BOOL, 1, "true");
  fill_record (&records[3], 3, "/osc/1/label", 0, CLASP_VALUE_STRING, NAN, "Verse 2");
  br_monitor_model_set_names (model, name_cb, NULL);
  br_monitor_model_keep (model, records, G_N_ELEMENTS (records));
  br_monitor_model_look (model);
  gtk_widget_add_css_class (box, "view");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      GtkWidget                *row = br_monitor_row_new (model);

      br_monitor_row_bind (BR_MONITOR_ROW (row), item);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

static GtkWidget *
create_universe (Gallery *gallery)
{
  static guint8  levels[CLASP_DMX_SLOTS], hues[CLASP_DMX_SLOTS], careful[CLASP_DMX_SLOTS];
  static guint32 held[CLASP_DMX_SLOTS / 32], tested[CLASP_DMX_SLOTS / 32], frozen[CLASP_DMX_SLOTS / 32];
  BrUniverseLook look = { levels, CLASP_DMX_SLOTS, held, tested, frozen, hues, careful, NULL };
  BrUniverseGrid *grid = BR_UNIVERSE_GRID (br_universe_grid_new ());

  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    {
      levels[i] = (guint8) (i < 256 ? i : 0);
      hues[i] = (guint8) (i < 64 ? i / 8 + 1 : 0);
    }
  held[3] = tested[3] = 0xff;
  careful[130] = 1;
  br_universe_grid_clear (grid, "Universe 0:0:0", TRUE);
  br_universe_grid_take (grid, &look, 1);
  br_universe_grid_tick (grid, G_USEC_PER_SEC);

  return GTK_WIDGET (grid);
}

static GtkWidget *
create_universe_rows (Gallery *gallery)
{
  static ClaspUniversePicture universes[3];
  static const char *const    protocols[] = { "artnet", "sacn", "dmx" };
  ClaspUniverseSnapshot       snapshot = { .n_universes = 3, .universes = universes };
  BrRanges                    ranges;
  g_autoptr (GListStore)      list = g_list_store_new (BR_TYPE_UNIVERSE_ITEM);
  GtkWidget                  *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  br_ranges_parse ("", &ranges, NULL);
  for (guint i = 0; i < 3; i++)
    {
      ClaspUniverseInfo *info = &universes[i].info;

      *info = (ClaspUniverseInfo) { .is_output = i == 0, .n_sources = i + 1, .is_tied = i == 1, .is_held = i == 0, .rate = 44 };
      g_strlcpy (info->connection, "a", sizeof info->connection);
      g_strlcpy (info->protocol, protocols[i], sizeof info->protocol);
      g_snprintf (info->label, sizeof info->label, "%u", i + 1);
      g_snprintf (info->prefix, sizeof info->prefix, "/%s/%u", protocols[i], i + 1);
    }
  br_universe_items_update (list, &snapshot, &ranges);
  gtk_widget_add_css_class (box, "view");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (BrUniverseItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);
      GtkWidget                 *row = br_universe_row_new ();

      br_universe_row_bind (BR_UNIVERSE_ROW (row), item);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

static GtkWidget *
create_log_rows (Gallery *gallery)
{
  static const ClaspLogEntry entries[] = {
    { 1, G_GINT64_CONSTANT (1760127243127000), G_GINT64_CONSTANT (1760127243127000), 1, CLASP_LOG_INFO, "clasp-midi",
      "“Main faders” is back; 12 values were sent to it." },
    { 2, G_GINT64_CONSTANT (1760127244000000), G_GINT64_CONSTANT (1760127247000000), 214, CLASP_LOG_WARNING, "clasp-osc",
      "10.0.0.7 sends packets that are no OSC: the length is no multiple of four." },
    { 3, G_GINT64_CONSTANT (1760127248000000), G_GINT64_CONSTANT (1760127248000000), 1, CLASP_LOG_ERROR, "clasp-show",
      "The show could not be saved." },
  };
  GtkWidget *box = column_new (9);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (BrLogItem) item = br_log_item_new (&entries[i]);
      GtkWidget            *row = br_log_row_new ();

      br_log_row_bind (BR_LOG_ROW (row), item, NULL);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

static GtkWidget *
create_connection_rows (Gallery *gallery)
{
  GtkWidget  *box = column_new (12);
  GListModel *connections = clasp_show_get_connections (gallery->show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      GtkWidget                *row = br_connection_row_new ();

      br_connection_row_bind (BR_CONNECTION_ROW (row), gallery->engine, item);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

static GtkWidget *
create_found_rows (Gallery *gallery)
{
  static const char *const options[] = { NULL };
  GtkWidget               *box = column_new (12);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ClaspFound) found = clasp_found_new (
        clasp_sighting_new (i == 0 ? "osc" : "midi",
                            i == 0 ? "a" : "b",
                            i == 0 ? "Sensor box" : "Launchpad Mini",
                            i == 0 ? "10.0.0.7:9000" : "USB 1-1.2",
                            i == 0 ? NULL : "Another program has opened it.",
                            options));
      GtkWidget *row = br_found_row_new ();

      clasp_found_set_state (found, i == 0 ? CLASP_FOUND_NEW : CLASP_FOUND_KNOWN, i == 0 ? NULL : "x");
      br_found_row_bind (BR_FOUND_ROW (row), gallery->show, found);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

/* Two that only their order tells apart: one is used, one is not. */
static GtkWidget *
create_found_twins (Gallery *gallery)
{
  static const char *const ids[] = { "nanoKONTROL2:MIDI 1 #1", "nanoKONTROL2:MIDI 1 #2" };
  GtkWidget               *box = column_new (12);

  for (guint i = 0; i < 2; i++)
    {
      const char *const      options[] = { "port", ids[i], NULL };
      g_autoptr (ClaspFound) found = clasp_found_new (clasp_sighting_new ("midi", ids[i], "nanoKONTROL2:MIDI 1", ids[i], NULL, options));
      GtkWidget             *row = br_found_row_new ();

      clasp_found_set_state (found, i == 0 ? CLASP_FOUND_NEW : CLASP_FOUND_KNOWN, i == 0 ? NULL : "x");
      br_found_row_bind (BR_FOUND_ROW (row), gallery->show, found);
      gtk_box_append (GTK_BOX (box), row);
    }

  return box;
}

static GtkWidget *
create_signs (Gallery *gallery)
{
  GtkWidget *box = column_new (6);

  for (guint i = BR_SIGN_OFF; i <= BR_SIGN_ERROR; i++)
    {
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
      GtkWidget *image = gtk_image_new ();

      br_sign_apply ((BrSign) i, GTK_IMAGE (image));
      gtk_box_append (GTK_BOX (line), image);
      gtk_box_append (GTK_BOX (line), gtk_label_new (br_sign_get_word ((BrSign) i)));
      gtk_box_append (GTK_BOX (box), line);
    }

  return box;
}

static GtkWidget *
create_hold_buttons (Gallery *gallery)
{
  GtkWidget *box = column_new (6);

  for (guint i = 0; i < 2; i++)
    {
      BrHoldButton *button = g_object_new (BR_TYPE_HOLD_BUTTON, "label", i == 0 ? "Blackout" : "Panic", NULL);

      br_hold_button_set_guarded (button, i == 1);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (button));
    }

  return box;
}

static GtkWidget *
create_timecodes (Gallery *gallery)
{
  GtkWidget *box = column_new (6);

  for (guint i = BR_TIMECODE_LOCKED; i <= BR_TIMECODE_LOST; i++)
    {
      BrTimecodeReading reading = { .state = (BrTimecodeState) i, .time = "01:02:03:14", .source = "Sequencer" };
      GtkWidget        *timecode = g_object_new (BR_TYPE_TIMECODE, NULL);

      br_timecode_set (BR_TIMECODE (timecode), &reading);
      gtk_box_append (GTK_BOX (box), timecode);
    }

  return box;
}

static void
figure_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
}

static GtkWidget *
create_footer (Gallery *gallery)
{
  static const GActionEntry     entries[] = { { "figure", figure_cb, "s" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  BrFooter        *footer = g_object_new (BR_TYPE_FOOTER, NULL);
  static const BrTimecodeReading timecode = { BR_TIMECODE_LOCKED, "01:02:03:14", "Sequencer" };
  ClaspEngineStats stats = { .running = TRUE, .rate_in = 412, .rate_out = 1280, .cpu = 0.07, .latency = { .p50_us = 40, .p99_us = 140, .max_us = 900 } };

  g_strlcpy (stats.uri, "ws://127.0.0.1:7330", sizeof stats.uri);
  stats.router.n_dropped = 3;
  /* Without its action a figure is dim. */
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (footer), "win", G_ACTION_GROUP (actions));
  br_footer_set_stats (footer, &stats, gallery->now_us);
  br_footer_set_timecode (footer, &timecode);

  return GTK_WIDGET (footer);
}

static GtkWidget *
create_sidebar (Gallery *gallery)
{
  GtkWidget        *list = gtk_list_box_new ();
  guint             n_pages;
  const BrPageInfo *pages = br_pages_list (&n_pages);

  gtk_widget_add_css_class (list, "br-sidebar");
  gtk_widget_add_css_class (list, "navigation-sidebar");
  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *row = br_sidebar_row_new (&pages[i]);

      br_sidebar_row_set_note (BR_SIDEBAR_ROW (row), i == 1 ? "412 /s" : NULL, NULL);
      if (i == 2)
        br_sidebar_row_set_status (BR_SIDEBAR_ROW (row), BR_SIGN_ERROR);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }

  return list;
}

static GtkWidget *
create_colours (Gallery *gallery)
{
  GtkWidget *box = column_new (6);

  for (guint i = 0; i <= CLASP_MAPPING_MAX_COLOUR; i++)
    {
      GtkWidget *swatch = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_size_request (swatch, -1, 18);
      gtk_widget_add_css_class (swatch, br_colour_get_css (i));
      gtk_box_append (GTK_BOX (box), swatch);
    }

  return box;
}

const GalleryItem gallery_lists[] = {
  { "strips", 560, 0, 40, create_strips },
  { "monitor-rows", 720, 0, 35, create_monitor_rows },
  { "universe-grid", 520, 340, 2500, create_universe, 1 },
  { "universe-rows", 300, 0, 70, create_universe_rows },
  { "log-rows", 480, 0, 50, create_log_rows },
  { "connection-rows", 480, 0, 165, create_connection_rows },
  { "found-rows", 480, 0, 50, create_found_rows },
  { "found-twins", 480, 0, 60, create_found_twins },
  { "signs", 160, 0, 50, create_signs },
  { "hold-buttons", 200, 0, 15, create_hold_buttons },
  { "timecodes", 320, 0, 40, create_timecodes },
  { "footer", 900, 0, 45, create_footer },
  { "sidebar", 220, 0, 55, create_sidebar },
  { "colours", 160, 0, 25, create_colours },
  { NULL }
};
