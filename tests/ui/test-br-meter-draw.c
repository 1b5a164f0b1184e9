/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery/gallery-nodes.h"
#include "ui-test.h"
#include "widgets/br-meter.h"

static guint
count_nodes_of (const BrLevel *level,
                PangoLayout   *text,
                gboolean       rtl)
{
  g_autoptr (GtkSnapshot)   snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  BrPalette                 palette = { { 0, 0, 0, 0.8f }, { 0, 0, 1, 1 }, { 0, 1, 0, 1 }, { 1, 1, 0, 1 }, { 1, 0, 0, 1 } };

  br_meter_snapshot (snapshot, &GRAPHENE_RECT_INIT (3, 4, 120, 10), level, text, &palette, rtl);
  node = gtk_snapshot_to_node (snapshot);

  return node != NULL ? gallery_count_nodes (node) : 0;
}

static void
test_a_meter_is_six_nodes_at_most (void)
{
  static const guint8           flags[] = { 0,
                                            BR_LEVEL_SEEN | BR_LEVEL_OVER,
                                            BR_LEVEL_SEEN | BR_LEVEL_UNDER | BR_LEVEL_STALE,
                                            BR_LEVEL_FRESH | BR_LEVEL_LONG,
                                            BR_LEVEL_MISSING };
  PangoFontMap                 *map = pango_cairo_font_map_new ();
  PangoContext                 *context = pango_font_map_create_context (map);
  PangoLayout                  *layout = pango_layout_new (context);

  pango_layout_set_text (layout, "C4 100", -1);
  for (guint kind = BR_LEVEL_NONE; kind <= BR_LEVEL_BYTES; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
      {
        BrLevel level = { .kind = (guint8) kind, .flags = flags[i], .n_steps = 12, .position = 0.5f, .y = 0.5f, .peak = 0.8f };
        guint   n_nodes = MAX (count_nodes_of (&level, layout, i % 2 == 0), count_nodes_of (&level, NULL, FALSE));

        g_assert_cmpuint (n_nodes, <=, BR_METER_MAX_NODES);
        g_assert_true (n_nodes > 0 || kind == BR_LEVEL_NONE);
      }
  g_object_unref (layout);
  g_object_unref (context);
  g_object_unref (map);
}

int
main (int    argc,
      char **argv)
{
  /* Nodes need no display, but the toolkit to have begun with one. */
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  g_test_add_func ("/ui/meter/six-nodes-at-most", test_a_meter_is_six_nodes_at_most);

  return g_test_run ();
}
