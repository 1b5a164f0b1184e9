/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-step-row.h"

#include "mapping/br-curve-step.h"
#include "mapping/clasp-transform.h"
#include "widgets/br-format.h"
#include "widgets/br-settings-form.h"
#include "widgets/br-reorder.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <glib/gi18n.h>
#include <math.h>

struct _BrStepRow
{
  GtkWidget parent_instance;

  GtkWidget       *handle;
  GtkToggleButton *number;
  GtkLabel        *title;
  GtkLabel        *output;
  GtkLabel        *problem;
  GtkBox          *form_box;
  BrCurveStep     *curve; /* (unowned) a child, or NULL */

  ClaspStep         *step;    /* (owned) */
  ClaspRoutePattern *pattern; /* (owned) (nullable) of the source */
};

enum
{
  REMOVE_REQUESTED,
  MOVE_REQUESTED,
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrStepRow, br_step_row, GTK_TYPE_WIDGET)

void
br_step_row_set_output (BrStepRow *self, double output, gboolean is_tried)
{
  char text[32] = "–";

  if (is_tried)
    gtk_widget_add_css_class (GTK_WIDGET (self->output), "br-tried");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->output), "br-tried");

  if (!isnan (output))
    br_format_number (output, text, sizeof text);
  br_take_label (self->output, g_strdup (text));
}

void
br_step_row_set_problem (BrStepRow *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

void
br_step_row_set_source (BrStepRow *self, const char *source)
{
  g_clear_pointer (&self->pattern, clasp_route_pattern_free);
  self->pattern = clasp_route_pattern_new (source, NULL);
}

void
br_step_row_set_axes (
  BrStepRow *self, double in_min, double in_max, double out_min, double out_max)
{
  if (self->curve != NULL)
    br_curve_step_set_axes (self->curve, in_min, in_max, out_min, out_max);
}

gboolean
br_step_row_set_dot (BrStepRow *self, double input, double output, gboolean is_tried, gint64 now_us)
{
  return self->curve != NULL &&
         br_curve_step_set_dot (self->curve, input, output, is_tried, now_us);
}

static gboolean
check_cb (ClaspSettings *candidate, gpointer user_data, GError **error)
{
  BrStepRow *self = user_data;

  return clasp_transform_compile (CLASP_TRANSFORM (candidate), self->pattern, error);
}

static gboolean
may_edit (BrStepRow *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return window == NULL || !br_window_refuse_edit (window);
}

static void
number_cb (BrStepRow *self)
{
  gboolean enabled = gtk_toggle_button_get_active (self->number);

  if (enabled == clasp_step_get_enabled (self->step))
    return;
  if (may_edit (self))
    clasp_step_set_enabled (self->step, enabled);
  else
    gtk_toggle_button_set_active (self->number, !enabled);
}

static void
enabled_cb (BrStepRow *self)
{
  gtk_toggle_button_set_active (self->number, clasp_step_get_enabled (self->step));
  if (clasp_step_get_enabled (self->step))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "bypassed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "bypassed");
}

static void
remove_cb (BrStepRow *self)
{
  g_signal_emit (self, signals[REMOVE_REQUESTED], 0);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_cb (BR_STEP_ROW (widget));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVE_REQUESTED], 0, g_str_equal (name, "part.up") ? -1 : 1);
}

/* --- dragging --- */

static void
dropped_cb (GtkWidget *row, gpointer dropped)
{
  g_signal_emit (row, signals[DROPPED], 0, dropped);
}

/* --- life --- */

ClaspStep *
br_step_row_get_step (BrStepRow *self)
{
  return self->step;
}

static void
br_step_row_dispose (GObject *object)
{
  BrStepRow *self = BR_STEP_ROW (object);

  if (self->step != NULL)
    g_signal_handlers_disconnect_by_data (self->step, self);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_STEP_ROW);
  g_clear_object (&self->step);
  g_clear_pointer (&self->pattern, clasp_route_pattern_free);

  G_OBJECT_CLASS (br_step_row_parent_class)->dispose (object);
}

static void
br_step_row_class_init (BrStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_step_row_dispose;
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", BR_TYPE_STEP_ROW, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE_REQUESTED] = g_signal_new ("move-requested", BR_TYPE_STEP_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[DROPPED] = g_signal_new ("dropped", BR_TYPE_STEP_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, CLASP_TYPE_STEP);

  gtk_widget_class_set_css_name (widget_class, "step-row");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/mapping/br-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, handle);
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, number);
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, title);
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, output);
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, problem);
  gtk_widget_class_bind_template_child (widget_class, BrStepRow, form_box);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_cb);
  gtk_widget_class_install_action (widget_class, "part.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "part.up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "part.down", NULL, move_action);
}

static void
br_step_row_init (BrStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  br_keys_add_to_list (GTK_WIDGET (self), "part.", GTK_PHASE_BUBBLE);
}

static void
br_step_row_build_form (BrStepRow *self)
{
  ClaspSettings *settings = clasp_step_get_settings (self->step);
  GtkWidget     *form;

  if (g_str_equal (clasp_step_get_kind (self->step), "curvepoints"))
    {
      form = br_curve_step_new (settings);
      self->curve = BR_CURVE_STEP (form);
    }
  else
    {
      form = br_settings_form_new (TRUE);
      br_settings_form_set_check (BR_SETTINGS_FORM (form), check_cb, self);
      br_settings_form_set_settings (BR_SETTINGS_FORM (form), settings);
    }
  gtk_box_append (self->form_box, form);
}

GtkWidget *
br_step_row_new (ClaspStep *step, guint number, const char *title, const char *summary)
{
  BrStepRow       *self = g_object_new (BR_TYPE_STEP_ROW, NULL);
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autofree char *hint = g_strdup_printf (_ ("Step %u on"), number);

  self->step = g_object_ref (step);
  gtk_button_set_label (GTK_BUTTON (self->number), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hint, -1);
  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), summary);
  br_step_row_build_form (self);
  g_signal_connect_swapped (step, "notify::enabled", G_CALLBACK (enabled_cb), self);
  enabled_cb (self);
  br_step_row_set_output (self, NAN, FALSE);
  br_reorder_add (GTK_WIDGET (self), self->handle, CLASP_TYPE_STEP, &self->step, dropped_cb);

  return GTK_WIDGET (self);
}
