/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-curve-step.h"

#include "mapping/clasp-transform.h"
#include "widgets/br-curve-points.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-no-scroll.h"
#include "widgets/br-settings-form.h"
#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>
#include <math.h>

struct _BrCurveStep
{
  GtkWidget parent_instance;

  BrCurveView   *view;
  GtkWidget     *preset;
  GtkLabel      *number;
  GtkAdjustment *x, *y;
  GtkWidget     *x_spin, *y_spin, *shape, *entries, *tabled;

  ClaspSettings *settings;   /* (owned) */
  gboolean       is_showing; /* the controls are being set */
};

G_DEFINE_FINAL_TYPE (BrCurveStep, br_curve_step, GTK_TYPE_WIDGET)

/* --- showing --- */

static gboolean
sample_cb (double input, double *output, gpointer user_data)
{
  ClaspTransform       *step = user_data;
  ClaspValue            value = clasp_value_double (input);
  ClaspTransformEnv     env = { 0 };
  ClaspTransformCall    call = { .env = &env };
  gboolean              is_number;

  is_number = CLASP_TRANSFORM_GET_IFACE (step)->apply (step, NULL, &call, &value) ==
                CLASP_TRANSFORM_PASS &&
              clasp_value_to_double (&value, output);
  clasp_value_clear (&value);
  return is_number;
}

static void
br_curve_step_draw (BrCurveStep *self)
{
  g_autoptr (ClaspSettings) copy = clasp_settings_copy (self->settings);

  if (clasp_transform_compile (CLASP_TRANSFORM (copy), NULL, NULL))
    br_curve_view_set_curve (self->view, sample_cb, copy, 0, 1, 0, 1);
}

static void
br_curve_step_show_point (BrCurveStep *self)
{
  const GArray       *points = br_curve_view_get_points (self->view);
  guint               index = br_curve_view_get_chosen (self->view);
  const BrCurvePoint *point;
  g_autofree char    *text = NULL;

  if (points == NULL || index >= points->len)
    return;

  point = &g_array_index (points, BrCurvePoint, index);
  self->is_showing = TRUE;
  text = g_strdup_printf (_ ("Point %u of %u"), index + 1, points->len);
  gtk_label_set_label (self->number, text);
  gtk_adjustment_set_value (self->x, point->x);
  gtk_adjustment_set_value (self->y, point->y);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->shape), point->segment);
  gtk_widget_set_sensitive (self->shape, index + 1 < points->len);
  self->is_showing = FALSE;
}

/* The first entry of the presets stands for what is none of them. */
static void
br_curve_step_show_preset (BrCurveStep *self)
{
  g_autofree char *text = clasp_settings_get_text (self->settings, "points");
  guint            selected = 0;

  for (guint i = 0; br_curve_preset_title (i) != NULL; i++)
    {
      g_auto (GStrv)     texts = g_strsplit (br_curve_preset_points (i), ";", -1);
      g_autoptr (GArray) points = br_curve_points_from_texts ((const char *const *) texts);
      g_auto (GStrv)     written = br_curve_points_to_texts (points);
      g_autofree char   *preset = g_strjoinv (";", written);

      if (g_str_equal (preset, text) || g_str_equal (br_curve_preset_points (i), text))
        selected = i + 1;
    }
  self->is_showing = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->preset), selected);
  self->is_showing = FALSE;
}

static void
br_curve_step_show (BrCurveStep *self)
{
  gboolean           has_table = clasp_settings_get_strv (self->settings, "table")[0] != NULL;
  g_autoptr (GArray) points =
    has_table ? NULL
              : br_curve_points_from_texts (clasp_settings_get_strv (self->settings, "points"));

  br_curve_view_set_points (self->view, points);
  br_curve_step_draw (self);
  gtk_widget_set_visible (self->entries, points != NULL);
  gtk_widget_set_visible (self->tabled, has_table);
  gtk_widget_set_sensitive (self->preset, !has_table);
  br_curve_step_show_preset (self);
  br_curve_step_show_point (self);
}

void
br_curve_step_set_axes (
  BrCurveStep *self, double in_min, double in_max, double out_min, double out_max)
{
  br_curve_view_set_labels (self->view, in_min, in_max, out_min, out_max);
}

gboolean
br_curve_step_set_dot (
  BrCurveStep *self, double input, double output, gboolean is_test, gint64 now_us)
{
  br_curve_view_set_dot (self->view, input, output, is_test, now_us);
  return br_curve_view_tick (self->view, now_us);
}

/* --- edits --- */

static void
points_changed_cb (BrCurveStep *self)
{
  g_auto (GStrv) texts = br_curve_points_to_texts (br_curve_view_get_points (self->view));

  g_object_set (self->settings, "points", texts, NULL);
}

static void
number_cb (BrCurveStep *self)
{
  if (self->is_showing)
    return;
  if (!br_curve_view_move_point (self->view, br_curve_view_get_chosen (self->view),
                                 gtk_adjustment_get_value (self->x),
                                 gtk_adjustment_get_value (self->y)))
    br_curve_step_show_point (self);
}

static void
shape_cb (BrCurveStep *self)
{
  if (self->is_showing)
    return;
  if (!br_curve_view_set_segment (self->view, br_curve_view_get_chosen (self->view),
                                  gtk_drop_down_get_selected (GTK_DROP_DOWN (self->shape))))
    br_curve_step_show_point (self);
}

static void
preset_cb (BrCurveStep *self)
{
  guint          selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->preset));
  BrWindow      *window = br_window_of (GTK_WIDGET (self));
  g_auto (GStrv) texts = NULL;

  if (self->is_showing || selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (window != NULL && br_window_refuse_edit (window))
    {
      br_curve_step_show_preset (self);
      return;
    }
  texts = g_strsplit (br_curve_preset_points (selected - 1), ";", -1);
  g_object_set (self->settings, "points", texts, NULL);
}

static void
add_cb (BrCurveStep *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "curve.insert", NULL);
}

static void
remove_cb (BrCurveStep *self)
{
  br_curve_view_remove_point (self->view, br_curve_view_get_chosen (self->view));
}

/* --- building --- */

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
make_spin (BrCurveStep *self, GtkAdjustment **adjustment, double limit, const char *name)
{
  GtkWidget *spin;

  *adjustment = gtk_adjustment_new (0, -limit, limit, 0.01, 0.1, 0);
  spin = gtk_spin_button_new (*adjustment, 0.01, 3);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 5);
  gtk_widget_set_hexpand (spin, TRUE);
  set_name (spin, name);
  br_no_scroll (spin);
  g_signal_connect_swapped (*adjustment, "value-changed", G_CALLBACK (number_cb), self);
  return spin;
}

static GtkWidget *
make_button (BrCurveStep *self, const char *icon_name, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, name);
  set_name (button, name);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
make_presets (BrCurveStep *self)
{
  GtkStringList *titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _ ("By hand"));
  for (guint i = 0; br_curve_preset_title (i) != NULL; i++)
    gtk_string_list_append (titles, _ (br_curve_preset_title (i)));
  self->preset = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  set_name (self->preset, _ ("Curve preset"));
  g_signal_connect_swapped (self->preset, "notify::selected", G_CALLBACK (preset_cb), self);
  return self->preset;
}

static GtkWidget *
make_shapes (BrCurveStep *self)
{
  const char *const titles[] = { _ ("Straight"), _ ("Smooth"), _ ("Hold"), _ ("Ease"), NULL };

  self->shape = gtk_drop_down_new_from_strings (titles);
  gtk_widget_set_hexpand (self->shape, TRUE);
  set_name (self->shape, _ ("Shape to the next point"));
  g_signal_connect_swapped (self->shape, "notify::selected", G_CALLBACK (shape_cb), self);
  return self->shape;
}

static GtkWidget *
make_row (void)
{
  return gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
}

static GtkWidget *
make_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
make_entries (BrCurveStep *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *first = make_row (), *second = gtk_grid_new ();

  self->entries = box;
  self->number = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->number, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->number), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "numeric");
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (first), make_shapes (self));
  gtk_box_append (GTK_BOX (first), make_button (self, "list-add-symbolic", _ ("Add Point"),
                                                G_CALLBACK (add_cb)));
  gtk_box_append (GTK_BOX (first), make_button (self, "list-remove-symbolic", _ ("Remove Point"),
                                                G_CALLBACK (remove_cb)));
  self->x_spin = make_spin (self, &self->x, 1, _ ("In, of the point"));
  self->y_spin = make_spin (self, &self->y, 1000, _ ("Out, of the point"));
  gtk_adjustment_set_lower (self->x, 0);
  gtk_grid_set_row_spacing (GTK_GRID (second), 6);
  gtk_grid_set_column_spacing (GTK_GRID (second), 12);
  /* Translators: what comes into a curve at a point */
  gtk_grid_attach (GTK_GRID (second), make_caption (C_ ("curve", "In")), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (second), self->x_spin, 1, 0, 1, 1);
  /* Translators: what goes out of a curve at a point */
  gtk_grid_attach (GTK_GRID (second), make_caption (C_ ("curve", "Out")), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (second), self->y_spin, 1, 1, 1, 1);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  return box;
}

static GtkWidget *
make_rare (BrCurveStep *self)
{
  static const char *const names[] = { "table", "full", NULL };
  GtkWidget               *expander = gtk_expander_new (_ ("Table Instead of Points"));
  GtkWidget               *form = br_settings_form_new (TRUE);

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Table Instead of Points"), -1);
  br_settings_form_set_names (BR_SETTINGS_FORM (form), names);
  br_settings_form_set_settings (BR_SETTINGS_FORM (form), self->settings);
  gtk_expander_set_child (GTK_EXPANDER (expander), form);
  return expander;
}

static void
br_curve_step_dispose (GObject *object)
{
  BrCurveStep *self = BR_CURVE_STEP (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  br_unparent_children (GTK_WIDGET (self));

  G_OBJECT_CLASS (br_curve_step_parent_class)->dispose (object);
}

static void
br_curve_step_class_init (BrCurveStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_curve_step_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
br_curve_step_init (BrCurveStep *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
}

static void
add (BrCurveStep *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

GtkWidget *
br_curve_step_new (ClaspSettings *settings)
{
  BrCurveStep *self = g_object_new (BR_TYPE_CURVE_STEP, NULL);

  self->settings = g_object_ref (settings);
  self->view = BR_CURVE_VIEW (br_curve_view_new ());
  self->tabled = gtk_label_new (_ ("A table says how the curve runs: empty it to use points."));
  gtk_label_set_wrap (GTK_LABEL (self->tabled), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->tabled), 0);
  gtk_widget_add_css_class (self->tabled, "dim-label");
  add (self, make_presets (self));
  add (self, GTK_WIDGET (self->view));
  add (self, self->tabled);
  add (self, make_entries (self));
  add (self, make_rare (self));
  g_signal_connect_object (self->view, "points-changed", G_CALLBACK (points_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "point-chosen", G_CALLBACK (br_curve_step_show_point), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (settings, "notify", G_CALLBACK (br_curve_step_show), self);
  br_curve_step_show (self);

  return GTK_WIDGET (self);
}
