/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-grid-private.h"

#include "widgets/br-font-scale.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>

/* Of a cell, at the usual text size. */
#define MIN_WIDTH 20
#define WIDE_WIDTH 25 /* from here on 32 stand side by side */
#define HEIGHT 32

enum
{
  FOCUSED,
  TEST,
  UNIT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrUniverseGrid, br_universe_grid, GTK_TYPE_WIDGET)

/* --- the cell with the focus -------------------------------------------------------------------- */

#define BR_TYPE_UNIVERSE_CELL (br_universe_cell_get_type ())
G_DECLARE_FINAL_TYPE (BrUniverseCell, br_universe_cell, BR, UNIVERSE_CELL, GtkWidget)

struct _BrUniverseCell
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BrUniverseCell, br_universe_cell, GTK_TYPE_WIDGET)

static void
br_universe_cell_class_init (BrUniverseCellClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "universe-cell");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
br_universe_cell_init (BrUniverseCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* --- focus -------------------------------------------------------------------------------------- */

static void
br_universe_grid_speak (BrUniverseGrid *self)
{
  g_autofree char *text = br_universe_cells_describe (&self->cells, self->cells.focus, self->unit);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
br_universe_grid_place_cell (BrUniverseGrid *self)
{
  guint         column = self->cells.focus % self->cells.n_columns;
  guint         row = self->cells.focus / self->cells.n_columns;
  GtkAllocation area = { 0, (int) row * self->cell_height, self->cell_width, self->cell_height };

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    column = self->cells.n_columns - 1 - column;
  area.x = (int) column * self->cell_width;
  gtk_widget_size_allocate (self->cell, &area, -1);
}

/* The list around scrolls to what has the focus when that is given anew. */
static void
br_universe_grid_show_cell (BrUniverseGrid *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  double         x, y;

  if (viewport == NULL)
    return;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (viewport));
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self),
                                         gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (viewport)),
                                         0,
                                         (double) (self->cells.focus / self->cells.n_columns) * self->cell_height,
                                         &x,
                                         &y))
    return;
  y += GTK_IS_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (viewport))) ? gtk_adjustment_get_value (adjustment) : 0;
  gtk_adjustment_clamp_page (adjustment, y, y + self->cell_height);
}

void
br_universe_grid_set_focus_slot (BrUniverseGrid *self,
                                 guint           slot)
{
  if (slot >= CLASP_DMX_SLOTS || slot == self->cells.focus)
    return;

  br_universe_cells_forget (&self->cells);
  self->cells.focus = slot;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  br_universe_grid_compare (self, g_get_monotonic_time ());
  gtk_widget_queue_draw (GTK_WIDGET (self));
  br_universe_grid_show_cell (self);
  br_universe_grid_speak (self);
  g_signal_emit (self, signals[FOCUSED], 0);
}

/* --- levels ------------------------------------------------------------------------------------- */

static void
br_universe_grid_redraw (BrUniverseGrid *self)
{
  if (br_universe_grid_compare (self, g_get_monotonic_time ()))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What was typed counts; FALSE when nothing was. */
static gboolean
br_universe_grid_commit (BrUniverseGrid *self)
{
  guint8 level;

  if (!br_universe_cells_commit (&self->cells, self->unit, &level))
    return FALSE;

  g_signal_emit (self, signals[TEST], 0, self->cells.focus, (int) level);
  br_universe_grid_redraw (self);

  return TRUE;
}

static gboolean
br_universe_grid_type (BrUniverseGrid *self,
                       char            character)
{
  if (!self->testable || !br_universe_cells_type (&self->cells, character, self->unit, g_get_monotonic_time ()))
    return FALSE;

  if (br_dmx_is_whole (self->cells.entry, self->unit))
    br_universe_grid_commit (self);
  br_universe_grid_redraw (self);

  return TRUE;
}

static void
br_universe_grid_step (BrUniverseGrid *self,
                       int             direction)
{
  if (self->testable)
    g_signal_emit (self, signals[TEST], 0, self->cells.focus,
                   (int) br_universe_cells_step (&self->cells, direction, g_get_monotonic_time ()));
}

static gboolean
br_universe_grid_untype (BrUniverseGrid *self)
{
  if (!br_universe_cells_untype (&self->cells))
    return FALSE;

  br_universe_grid_redraw (self);
  return TRUE;
}

void
br_universe_grid_set_unit (BrUniverseGrid *self,
                           BrDmxUnit       unit)
{
  if (self->unit == unit)
    return;

  self->unit = unit;
  br_universe_cells_forget (&self->cells);
  br_universe_grid_drop_nodes (self);
  br_universe_grid_redraw (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  br_universe_grid_speak (self);
  g_signal_emit (self, signals[UNIT_CHANGED], 0);
}

/* --- keys and pointer --------------------------------------------------------------------------- */

static gboolean
move_for (guint       key,
          gboolean    control,
          BrCellMove *move)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *move = BR_CELL_LEFT;
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *move = BR_CELL_RIGHT;
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *move = BR_CELL_UP;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *move = BR_CELL_DOWN;
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *move = control ? BR_CELL_FIRST : BR_CELL_ROW_START;
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *move = control ? BR_CELL_LAST : BR_CELL_ROW_END;
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *move = BR_CELL_PAGE_UP;
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *move = BR_CELL_PAGE_DOWN;
      return TRUE;
    default:
      return FALSE;
    }
}

static BrCellMove
mirrored (BrCellMove move)
{
  if (move == BR_CELL_LEFT)
    return BR_CELL_RIGHT;

  return move == BR_CELL_RIGHT ? BR_CELL_LEFT : move;
}

static gboolean
br_universe_grid_move (BrUniverseGrid *self,
                       guint           key,
                       gboolean        control)
{
  BrCellMove move;

  if (!move_for (key, control, &move))
    return FALSE;

  br_universe_grid_commit (self);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    move = mirrored (move);
  br_universe_grid_set_focus_slot (self, br_universe_cells_get_moved (&self->cells, move));

  return TRUE;
}

static gboolean
br_universe_grid_plain_key (BrUniverseGrid *self,
                            guint           key)
{
  gunichar character = gdk_keyval_to_unicode (key);

  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return br_universe_grid_commit (self);
    case GDK_KEY_BackSpace:
      return br_universe_grid_untype (self);
    case GDK_KEY_Escape:
      if (self->cells.entry[0] == '\0')
        return FALSE;
      br_universe_cells_forget (&self->cells);
      br_universe_grid_redraw (self);
      return TRUE;
    default:
      return character > 0 && character < 128 && br_universe_grid_type (self, (char) character);
    }
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                gpointer               user_data)
{
  BrUniverseGrid *self = user_data;

  state &= gtk_accelerator_get_default_mod_mask ();
  if (state == 0 || state == GDK_CONTROL_MASK)
    if (br_universe_grid_move (self, key, state == GDK_CONTROL_MASK))
      return TRUE;

  /* Some keyboards have the figures behind Shift. */
  return (state == 0 || state == GDK_SHIFT_MASK) && br_universe_grid_plain_key (self, key);
}

static void
higher_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  br_universe_grid_step (BR_UNIVERSE_GRID (widget), 1);
}

static void
lower_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  br_universe_grid_step (BR_UNIVERSE_GRID (widget), -1);
}

/* What is being typed is taken back first. */
static void
release_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  BrUniverseGrid *self = BR_UNIVERSE_GRID (widget);

  if (self->testable && !br_universe_grid_untype (self))
    g_signal_emit (self, signals[TEST], 0, self->cells.focus, -1);
}

static void
unit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrUniverseGrid *self = BR_UNIVERSE_GRID (widget);

  br_universe_grid_set_unit (self, (BrDmxUnit) ((self->unit + 1) % BR_DMX_N_UNITS));
}

/* G_MAXUINT where no cell is. */
static guint
br_universe_grid_slot_at (BrUniverseGrid *self,
                          double          x,
                          double          y)
{
  int column = (int) x / self->cell_width;
  int row = (int) y / self->cell_height;
  int columns = (int) self->cells.n_columns;

  if (x < 0 || y < 0 || column >= columns || row >= CLASP_DMX_SLOTS / columns)
    return G_MAXUINT;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    column = columns - 1 - column;

  return (guint) (row * columns + column);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            gpointer         user_data)
{
  BrUniverseGrid *self = user_data;
  guint           slot = br_universe_grid_slot_at (self, x, y);

  if (slot == G_MAXUINT)
    return;

  br_universe_grid_commit (self);
  br_universe_grid_set_focus_slot (self, slot);
  gtk_widget_grab_focus (self->cell);
}

static gboolean
br_universe_grid_query_tooltip (GtkWidget  *widget,
                                int         x,
                                int         y,
                                gboolean    keyboard,
                                GtkTooltip *tooltip)
{
  BrUniverseGrid  *self = BR_UNIVERSE_GRID (widget);
  guint            slot = keyboard ? self->cells.focus : br_universe_grid_slot_at (self, x, y);
  g_autofree char *text = NULL;

  if (slot == G_MAXUINT)
    return FALSE;

  text = br_universe_cells_describe (&self->cells, slot, self->unit);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

/* --- what it shows ------------------------------------------------------------------------------ */

void
br_universe_grid_clear (BrUniverseGrid *self,
                        const char     *name,
                        gboolean        testable)
{
  self->testable = testable;
  br_universe_cells_clear (&self->cells);
  br_universe_grid_redraw (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

gboolean
br_universe_grid_take (BrUniverseGrid       *self,
                       const BrUniverseLook *look,
                       gint64                now_us)
{
  if (!br_universe_cells_take (&self->cells, look, now_us))
    return FALSE;

  br_universe_grid_redraw (self);
  return TRUE;
}

/* The level that is spoken follows at most once a second, and only where the focus is. */
gboolean
br_universe_grid_tick (BrUniverseGrid *self,
                       gint64          now_us)
{
  gboolean changed;

  if (br_universe_cells_is_due (&self->cells, self->unit, now_us))
    br_universe_grid_commit (self);
  changed = br_universe_grid_compare (self, now_us);
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  if (now_us - self->spoken_us >= G_USEC_PER_SEC && gtk_widget_has_focus (self->cell))
    {
      self->spoken_us = now_us;
      br_universe_grid_speak (self);
    }

  return changed || self->cells.entry[0] != '\0';
}

void
br_universe_grid_mark (BrUniverseGrid *self,
                       gboolean        marking)
{
  br_universe_cells_mark (&self->cells, marking);
  br_universe_grid_redraw (self);
}

const BrUniverseCells *
br_universe_grid_get_cells (BrUniverseGrid *self)
{
  return &self->cells;
}

BrDmxUnit
br_universe_grid_get_unit (BrUniverseGrid *self)
{
  return self->unit;
}

/* --- widget ------------------------------------------------------------------------------------- */

static int
min_cell (GtkWidget *widget,
          int        width)
{
  return (int) (width * br_font_scale (widget));
}

static guint
br_universe_grid_columns (GtkWidget *widget,
                          int        width)
{
  if (width >= 32 * min_cell (widget, WIDE_WIDTH))
    return 32;

  return MIN (br_universe_columns_for (width, min_cell (widget, MIN_WIDTH)), 16);
}

static void
br_universe_grid_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 8 * min_cell (widget, MIN_WIDTH);
      *natural = 32 * min_cell (widget, WIDE_WIDTH);
      return;
    }

  *minimum = *natural = CLASP_DMX_SLOTS / (int) br_universe_grid_columns (widget, for_size < 0 ? G_MAXINT : for_size)
                        * min_cell (widget, HEIGHT);
}

static GtkSizeRequestMode
br_universe_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
br_universe_grid_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  BrUniverseGrid *self = BR_UNIVERSE_GRID (widget);
  guint           n_columns = br_universe_grid_columns (widget, width);
  int             cell_width = width / (int) n_columns;
  int             cell_height = min_cell (widget, HEIGHT);

  if (n_columns != self->cells.n_columns || cell_width != self->cell_width || cell_height != self->cell_height)
    br_universe_grid_drop_nodes (self);
  self->cells.n_columns = n_columns;
  self->cell_width = MAX (cell_width, 1);
  self->cell_height = MAX (cell_height, 1);
  br_universe_grid_place_cell (self);
}

static void
br_universe_grid_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  br_universe_grid_draw (BR_UNIVERSE_GRID (widget), snapshot);
  GTK_WIDGET_CLASS (br_universe_grid_parent_class)->snapshot (widget, snapshot);
}

static gboolean
br_universe_grid_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BR_UNIVERSE_GRID (widget)->cell);
}

static void
br_universe_grid_css_changed (GtkWidget         *widget,
                              GtkCssStyleChange *change)
{
  BrUniverseGrid *self = BR_UNIVERSE_GRID (widget);

  GTK_WIDGET_CLASS (br_universe_grid_parent_class)->css_changed (widget, change);

  br_palette_load (&self->palette, widget);
  g_clear_object (&self->layout);
  br_universe_grid_drop_nodes (self);
  gtk_widget_queue_resize (widget);
}

static void
br_universe_grid_dispose (GObject *object)
{
  BrUniverseGrid *self = BR_UNIVERSE_GRID (object);

  br_universe_grid_drop_nodes (self);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->cell, gtk_widget_unparent);

  G_OBJECT_CLASS (br_universe_grid_parent_class)->dispose (object);
}

static void
br_universe_grid_class_init (BrUniverseGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_universe_grid_dispose;
  widget_class->measure = br_universe_grid_measure;
  widget_class->get_request_mode = br_universe_grid_get_request_mode;
  widget_class->size_allocate = br_universe_grid_size_allocate;
  widget_class->snapshot = br_universe_grid_snapshot;
  widget_class->grab_focus = br_universe_grid_grab_focus;
  widget_class->css_changed = br_universe_grid_css_changed;
  widget_class->query_tooltip = br_universe_grid_query_tooltip;
  gtk_widget_class_install_action (widget_class, "universes.higher", NULL, higher_action);
  gtk_widget_class_install_action (widget_class, "universes.lower", NULL, lower_action);
  gtk_widget_class_install_action (widget_class, "universes.release", NULL, release_action);
  gtk_widget_class_install_action (widget_class, "universes.unit", NULL, unit_action);
  gtk_widget_class_set_css_name (widget_class, "universe-grid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);

  signals[FOCUSED] = g_signal_new ("focused", BR_TYPE_UNIVERSE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TEST] = g_signal_new ("test", BR_TYPE_UNIVERSE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT);
  signals[UNIT_CHANGED]
    = g_signal_new ("unit-changed", BR_TYPE_UNIVERSE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_universe_grid_init (BrUniverseGrid *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  self->cells.n_columns = 32;
  self->cell_width = WIDE_WIDTH;
  self->cell_height = HEIGHT;
  self->cell = g_object_new (BR_TYPE_UNIVERSE_CELL, NULL);
  gtk_widget_set_parent (self->cell, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  br_keys_add_to_list (GTK_WIDGET (self), "universes.", GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  br_universe_grid_speak (self);
}

GtkWidget *
br_universe_grid_new (void)
{
  return g_object_new (BR_TYPE_UNIVERSE_GRID, NULL);
}
