/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "looks.h"

#include "widgets/br-format.h"

#include <adwaita.h>
#include <string.h>

/* Half pixels are rounded up to whole ones, twice. */
#define GIVE 1.5
#define MAX_WHERE 140
#define MIN_HINT 80

/* What may be seen of what is inside. */
typedef struct
{
  graphene_rect_t area;
  gboolean        scrolls_x, scrolls_y;
} Clip;

Looks *
looks_new (void)
{
  Looks *self = g_new0 (Looks, 1);

  self->target = LOOKS_POINTER_TARGET;
  self->min_text = LOOKS_MIN_TEXT;
  self->min_picture = LOOKS_MIN_PICTURE;
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
looks_free (Looks *self)
{
  g_hash_table_unref (self->told);
  g_free (self);
}

/* --- telling --- */

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_IMAGE (widget))
    return gtk_image_get_icon_name (GTK_IMAGE (widget));
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_icon_name (GTK_BUTTON (widget));

  return gtk_widget_get_tooltip_text (widget);
}

/* The same fault of a widget that many rows have is told once for each place. */
void
looks_complain (Looks      *self,
                GtkWidget  *widget,
                const char *what,
                const char *details)
{
  g_autoptr (GString) where = g_string_new (NULL);
  g_autofree char    *key = NULL;

  for (GtkWidget *up = widget; up != NULL && where->len < MAX_WHERE; up = gtk_widget_get_parent (up))
    g_string_append_printf (where, " < %s%s%s", G_OBJECT_TYPE_NAME (up),
                            *gtk_widget_get_name (up) != '\0' && !g_str_equal (gtk_widget_get_name (up), G_OBJECT_TYPE_NAME (up)) ? "#" : "",
                            !g_str_equal (gtk_widget_get_name (up), G_OBJECT_TYPE_NAME (up)) ? gtk_widget_get_name (up) : "");
  key = g_strconcat (self->place, what, where->str, NULL);
  if (!g_hash_table_add (self->told, g_steal_pointer (&key)))
    return;
  g_test_message ("%s: %s: “%s” %s%s", self->place, what, text_of (widget) != NULL ? text_of (widget) : "", details, where->str);
  g_test_fail ();
}

/* --- text --- */

/* Its whole text can be read elsewhere. */
static gboolean
has_tooltip (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (gtk_widget_get_has_tooltip (widget))
      return TRUE;

  return FALSE;
}

/* A title bar's, whose window has all of it for the list of windows. */
static gboolean
is_window_title (GtkWidget  *widget,
                 const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) && g_strcmp0 (gtk_window_get_title (GTK_WINDOW (root)), text) == 0;
}

/* Where nothing says how it is read, figures stand in the order of the letters around them: "0 – 255" would be read
 * "255 – 0" from right to left. Brackets are turned around and may. */
static gboolean
is_backwards (PangoLayout *layout)
{
  const char    *text = pango_layout_get_text (layout);
  PangoRectangle before = { 0 }, now;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_isspace (g_utf8_get_char (at)) || strchr ("()[]", *at) != NULL)
        continue;
      pango_layout_index_to_pos (layout, (int) (at - text), &now);
      now.x += MIN (now.width, 0);
      if (now.y == before.y && now.x < before.x)
        return TRUE;
      before = now;
    }

  return FALSE;
}

/* An ellipsis alone, or one after a letter, in words that are longer. */
static gboolean
says_nothing (PangoLayout *layout)
{
  int width, size;

  if (!pango_layout_is_ellipsized (layout))
    return FALSE;
  pango_layout_get_pixel_size (layout, &width, &size);

  return width < 2 * size;
}

static void
check_label (Looks    *self,
             GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  int          width, height, room = gtk_widget_get_height (GTK_WIDGET (label));
  g_autofree char *spaced = NULL;
  g_autofree char *details = NULL;

  spaced = br_format_units (g_strdup (gtk_label_get_text (label)));
  if (!g_str_equal (spaced, gtk_label_get_text (label)))
    looks_complain (self, GTK_WIDGET (label), "has a unit behind a wide space", "");
  /* A hint of what to type is not all of it. */
  if (gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_TEXT) != NULL && room > 0 && gtk_widget_get_width (GTK_WIDGET (label)) > MIN_HINT)
    return;
  pango_layout_get_pixel_size (layout, &width, &height);
  details = g_strdup_printf ("%d×%d in %d×%d", width, height, gtk_widget_get_width (GTK_WIDGET (label)), room);
  if (pango_layout_is_ellipsized (layout) && !self->is_tiny && !has_tooltip (GTK_WIDGET (label))
      && !is_window_title (GTK_WIDGET (label), gtk_label_get_text (label)))
    looks_complain (self, GTK_WIDGET (label), "ends in an ellipsis, and no tooltip has the rest", details);
  if (says_nothing (layout) && !self->is_tiny)
    looks_complain (self, GTK_WIDGET (label), "is little more than an ellipsis", details);
  if (height > room + GIVE || width > gtk_widget_get_width (GTK_WIDGET (label)) + GIVE)
    looks_complain (self, GTK_WIDGET (label), "text is cut", details);
  if (is_backwards (layout))
    looks_complain (self, GTK_WIDGET (label), "stands backwards", details);
}

/* --- places and sizes --- */

static gboolean
is_pressed (GtkWidget *widget)
{
  if (!gtk_widget_is_sensitive (widget) || !gtk_widget_get_can_target (widget))
    return FALSE;

  return GTK_IS_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget)
         || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_SCALE (widget) || GTK_IS_SPIN_BUTTON (widget);
}

/* A row answers for what is pressed in it, wherever it is pressed. */
static gboolean
is_row (GtkWidget *widget)
{
  return g_str_equal (gtk_widget_get_css_name (widget), "row") && gtk_widget_is_sensitive (widget)
         && (!GTK_IS_LIST_BOX_ROW (widget) || gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget))
             || gtk_list_box_row_get_selectable (GTK_LIST_BOX_ROW (widget)));
}

static gboolean
is_window_control (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL;
}

/* A choice in a row of preferences is pressed with its row; what is in an entry, with the entry. */
static gboolean
has_larger_target (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW) != NULL
         || gtk_widget_get_ancestor (gtk_widget_get_parent (widget), GTK_TYPE_SPIN_BUTTON) != NULL;
}

static void
check_target (Looks                 *self,
              GtkWidget             *widget,
              const graphene_rect_t *place)
{
  float            width = place->size.width, height = place->size.height;
  gboolean         is_too_low = height < self->target, is_too_slim = width < self->target;
  g_autofree char *details = g_strdup_printf ("%.0f×%.0f", width, height);

  if (is_row (widget) ? is_too_low : is_pressed (widget) && !is_window_control (widget) && !has_larger_target (widget) && (is_too_low || is_too_slim))
    looks_complain (self, widget, "is too small a target", details);
}

/* Only what is drawn itself: a box may be larger than what is in it. */
static void
check_place (Looks                 *self,
             GtkWidget             *widget,
             const graphene_rect_t *place,
             const Clip            *clip)
{
  double           left = clip->area.origin.x - place->origin.x;
  double           right = place->origin.x + place->size.width - clip->area.origin.x - clip->area.size.width;
  double           top = clip->area.origin.y - place->origin.y;
  double           bottom = place->origin.y + place->size.height - clip->area.origin.y - clip->area.size.height;
  g_autofree char *details = NULL;

  details = g_strdup_printf ("left %.0f right %.0f top %.0f bottom %.0f", left, right, top, bottom);
  if (!clip->scrolls_x && (left > GIVE || right > GIVE))
    looks_complain (self, widget, "is cut at the side", details);
  if (!clip->scrolls_y && (top > GIVE || bottom > GIVE))
    looks_complain (self, widget, "is cut above or below", details);
}

/* Without margins. */
static void
check_size (Looks                 *self,
            GtkWidget             *widget,
            const graphene_rect_t *place)
{
  GtkBorder        margin;
  int              minimum;
  g_autofree char *details = NULL;

  gtk_style_context_get_margin (gtk_widget_get_style_context (widget), &margin);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  minimum -= margin.left + margin.right + gtk_widget_get_margin_start (widget) + gtk_widget_get_margin_end (widget);
  if (minimum <= place->size.width + GIVE || GTK_IS_VIEWPORT (widget) || GTK_IS_COLUMN_VIEW (widget))
    return;
  details = g_strdup_printf ("%.0f of %d", place->size.width, minimum);
  looks_complain (self, widget, "is narrower than it needs", details);
}

/* --- tables --- */

static GtkWidget *
find_child (GtkWidget  *widget,
            const char *css_name)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (child != NULL && !g_str_equal (gtk_widget_get_css_name (child), css_name))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

/* The rows of a table have a cell for each column that is shown, and its head a title for each, shown or not. */
static void
check_columns (Looks     *self,
               GtkWidget *view)
{
  GtkWidget *head = find_child (view, "header"), *list = find_child (view, "listview");
  GtkWidget *row = list != NULL ? find_child (list, "row") : NULL;
  GtkWidget *cell = row != NULL ? gtk_widget_get_first_child (row) : NULL;
  graphene_rect_t whole;

  g_assert_true (gtk_widget_compute_bounds (head, view, &whole));
  if (gtk_widget_get_direction (view) == GTK_TEXT_DIR_RTL
        ? ABS (whole.origin.x + whole.size.width - (float) gtk_widget_get_width (view)) > GIVE
        : ABS (whole.origin.x) > GIVE)
    looks_complain (self, view, "does not begin where it begins", "");
  for (GtkWidget *title = gtk_widget_get_first_child (head); title != NULL && cell != NULL; title = gtk_widget_get_next_sibling (title))
    {
      graphene_rect_t  above, below;
      g_autofree char *details = NULL;

      if (!gtk_widget_get_mapped (title))
        continue;
      g_assert_true (gtk_widget_compute_bounds (title, view, &above) && gtk_widget_compute_bounds (cell, view, &below));
      details = g_strdup_printf ("from %.0f to %.0f above %.0f to %.0f", above.origin.x, above.origin.x + above.size.width, below.origin.x,
                                 below.origin.x + below.size.width);
      if (ABS (above.origin.x - below.origin.x) > GIVE || ABS (above.size.width - below.size.width) > GIVE)
        looks_complain (self, title, "does not stand above its column", details);
      cell = gtk_widget_get_next_sibling (cell);
    }
}

/* --- all --- */

/* Shadows and handles. */
static gboolean
is_of_the_toolkit (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_SCROLLBAR (widget) || (ADW_IS_FLAP (parent) && g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwGizmo"));
}

/* Tables, and text as it is. */
static gboolean
may_scroll_sideways (GtkWidget *widget)
{
  static const char *const types[] = { "BrMappingTable" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GType type = g_type_from_name (types[i]);

      if (type != G_TYPE_INVALID && gtk_widget_get_ancestor (widget, type) != NULL)
        return TRUE;
    }

  return GTK_IS_TEXT_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget)));
}

GtkWidget *
looks_find_widest (GtkWidget *widget)
{
  GtkWidget *widest = NULL;
  int        most, second = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &most, NULL, NULL, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (!gtk_widget_get_mapped (child) || minimum <= second)
        continue;
      second = minimum;
      widest = child;
    }

  return second > most * 2 / 3 ? looks_find_widest (widest) : widget;
}

/* (transfer full): what stands in it side by side, and how much each needs. */
static char *
describe_children (GtkWidget *widget)
{
  GString *text = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (gtk_widget_get_mapped (child))
        g_string_append_printf (text, " + %s %d", G_OBJECT_TYPE_NAME (child), minimum);
    }

  return g_string_free (text, FALSE);
}

static gboolean
scrolls (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment) > gtk_adjustment_get_page_size (adjustment) + GIVE;
}

static void
check_scrolled (Looks             *self,
                GtkScrolledWindow *scrolled,
                Clip              *clip)
{
  GtkPolicyType    x, y;
  GtkAdjustment   *across = gtk_scrolled_window_get_hadjustment (scrolled);
  GtkWidget       *widest = looks_find_widest (gtk_scrolled_window_get_child (scrolled));
  g_autofree char *children = describe_children (widest);
  g_autofree char *details = NULL;

  gtk_scrolled_window_get_policy (scrolled, &x, &y);
  details = g_strdup_printf ("%.0f in %.0f:%s", gtk_adjustment_get_upper (across), gtk_adjustment_get_page_size (across), children);
  if (x != GTK_POLICY_NEVER && scrolls (across) && !self->is_tiny && !may_scroll_sideways (GTK_WIDGET (scrolled)))
    looks_complain (self, widest, "makes all scroll sideways", details);
  clip->scrolls_x = x != GTK_POLICY_NEVER;
  clip->scrolls_y = y != GTK_POLICY_NEVER;
}

static void
check_widget (Looks      *self,
              GtkWidget  *root,
              GtkWidget  *widget,
              const Clip *outer)
{
  Clip            clip = *outer;
  graphene_rect_t place;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_compute_bounds (widget, root, &place) || is_of_the_toolkit (widget))
    return;

  self->n_looked_at++;
  if (widget != root)
    {
      check_size (self, widget, &place);
      check_target (self, widget, &place);
    }
  if (GTK_IS_LABEL (widget))
    check_label (self, GTK_LABEL (widget));
  if (gtk_widget_get_first_child (widget) == NULL && gtk_widget_get_width (widget) > 0)
    check_place (self, widget, &place, &clip);
  if (GTK_IS_COLUMN_VIEW (widget))
    check_columns (self, widget);
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      clip.area = place;
      check_scrolled (self, GTK_SCROLLED_WINDOW (widget), &clip);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      check_widget (self, root, child, &clip);
}

void
looks_check (Looks     *self,
             GtkWidget *root)
{
  Clip clip = { .scrolls_x = FALSE };

  g_assert_true (gtk_widget_compute_bounds (root, root, &clip.area));
  check_widget (self, root, root, &clip);
}

/* --- pictures --- */

cairo_surface_t *
looks_draw (GtkWidget *root)
{
  g_autoptr (GdkPaintable)  paintable = gtk_widget_paintable_new (root);
  g_autoptr (GtkSnapshot)   snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int                       width = gdk_paintable_get_intrinsic_width (paintable);
  int                       height = gdk_paintable_get_intrinsic_height (paintable);
  cairo_surface_t          *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t                  *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);

  return surface;
}

void
looks_picture (GtkWidget  *root,
               const char *file)
{
  cairo_surface_t *surface = looks_draw (root);

  cairo_surface_write_to_png (surface, file);
  cairo_surface_destroy (surface);
}
