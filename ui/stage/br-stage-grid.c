/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/br-stage-grid.h"

#include "stage/br-stage-tile.h"
#include "stage/br-stage-tiles.h"
#include "widgets/br-unparent.h"

#define GAP 6
#define MIN_TILE 150

struct _BrStageGrid
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BrStageGrid, br_stage_grid, GTK_TYPE_WIDGET)

static guint
count (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *tile = gtk_widget_get_first_child (widget); tile != NULL; tile = gtk_widget_get_next_sibling (tile))
    n++;

  return n;
}

static void
br_stage_grid_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  guint n = count (widget);
  guint columns = (guint) MAX (for_size / MIN_TILE, 1);
  int   one = 0;

  if (n > 0)
    gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, -1, &one, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    one = (int) ((n + columns - 1) / columns) * (one + GAP);
  *minimum = *natural = one;
}

/* The largest that has room in all of them. */
static void
share_size (GtkWidget *grid)
{
  int sizes[BR_STAGE_N_KINDS] = { 0 };

  for (GtkWidget *tile = gtk_widget_get_first_child (grid); tile != NULL; tile = gtk_widget_get_next_sibling (tile))
    {
      int *size = &sizes[br_stage_tile_get_kind (BR_STAGE_TILE (tile))];
      int  room = br_stage_tile_get_room (BR_STAGE_TILE (tile));

      *size = *size > 0 ? MIN (*size, room) : room;
    }
  sizes[BR_STAGE_ALONE] = 0;
  for (GtkWidget *tile = gtk_widget_get_first_child (grid); tile != NULL; tile = gtk_widget_get_next_sibling (tile))
    br_stage_tile_set_size (BR_STAGE_TILE (tile), sizes[br_stage_tile_get_kind (BR_STAGE_TILE (tile))]);
}

static void
br_stage_grid_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  guint    n = count (widget), number = 0;
  guint    columns = MIN (br_stage_fit (n, width, height), (guint) MAX (width / MIN_TILE, 1));
  guint    rows = MAX ((n + columns - 1) / columns, 1);
  int      tile_width = (width - GAP * (int) (columns - 1)) / (int) columns;
  int      tile_height = (height - GAP * (int) (rows - 1)) / (int) rows;
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *tile = gtk_widget_get_first_child (widget); tile != NULL; tile = gtk_widget_get_next_sibling (tile))
    {
      int column = (int) (number % columns), row = (int) (number / columns);

      if (is_rtl)
        column = (int) columns - 1 - column;
      gtk_widget_size_allocate (tile,
                                &(GtkAllocation){ column * (tile_width + GAP), row * (tile_height + GAP), tile_width, tile_height },
                                -1);
      number++;
    }
  share_size (widget);
}

static GtkSizeRequestMode
br_stage_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
br_stage_grid_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_stage_grid_parent_class)->dispose (object);
}

static void
br_stage_grid_class_init (BrStageGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_stage_grid_dispose;
  widget_class->measure = br_stage_grid_measure;
  widget_class->size_allocate = br_stage_grid_size_allocate;
  widget_class->get_request_mode = br_stage_grid_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "stage-grid");
}

static void
br_stage_grid_init (BrStageGrid *self)
{
}

void
br_stage_grid_append (BrStageGrid *self,
                      GtkWidget   *tile)
{
  gtk_widget_set_parent (tile, GTK_WIDGET (self));
}
