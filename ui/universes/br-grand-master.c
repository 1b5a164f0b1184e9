/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-grand-master.h"

#include "widgets/br-format.h"
#include "widgets/br-no-scroll.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

#define STEP 0.01
#define PAGE 0.1
#define SAME 0.0005
#define ECHO_US (G_USEC_PER_SEC / 2) /* after that long what the engine says counts again */
#define REACH 14                     /* px beside the knob that still are the knob */

struct _BrGrandMaster
{
  GtkWidget parent_instance;

  GtkWidget *scale;
  GtkLabel  *figure;
  double     sent;    /* by a hand, and not heard back; -1 = nothing */
  gint64     sent_us;
  gboolean   is_told; /* the engine moves it */
};

enum
{
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrGrandMaster, br_grand_master, GTK_TYPE_WIDGET)

char *
br_grand_master_describe (double level)
{
  int percent = (int) lround (CLAMP (level, 0, 1) * 100);

  if (level < 1)
    percent = MIN (percent, 99);
  if (level > 0)
    percent = MAX (percent, 1);
  /* Translators: how far a fader is up */
  return br_format_units (g_strdup_printf (_("%d %%"), percent));
}

static void
br_grand_master_show (BrGrandMaster *self)
{
  double           level = br_grand_master_get_level (self);
  g_autofree char *text = br_grand_master_describe (level);

  g_autofree char *marked = br_format_figures (text);

  if (g_str_equal (gtk_label_get_label (self->figure), marked))
    return;
  gtk_label_set_label (self->figure, marked);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  if (level < 1)
    gtk_widget_add_css_class (GTK_WIDGET (self), "br-lowered");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "br-lowered");
}

double
br_grand_master_get_level (BrGrandMaster *self)
{
  return gtk_range_get_value (GTK_RANGE (self->scale));
}

gboolean
br_grand_master_take (BrGrandMaster *self,
                      double         level,
                      gint64         now_us)
{
  if (gtk_widget_has_css_class (self->scale, "dragging"))
    return TRUE;
  if (self->sent >= 0 && fabs (level - self->sent) > SAME && now_us - self->sent_us < ECHO_US)
    return TRUE;

  self->sent = -1;
  self->is_told = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale), level);
  self->is_told = FALSE;
  return FALSE;
}

/* --- hands ---------------------------------------------------------------------------------------- */

static void
value_changed_cb (BrGrandMaster *self)
{
  br_grand_master_show (self);
  if (self->is_told)
    return;
  self->sent = br_grand_master_get_level (self);
  self->sent_us = g_get_monotonic_time ();
  g_signal_emit (self, signals[MOVED], 0, self->sent);
}

static gboolean
key_cb (BrGrandMaster *self,
        guint          key)
{
  if (key != GDK_KEY_Home && key != GDK_KEY_KP_Home && key != GDK_KEY_End && key != GDK_KEY_KP_End)
    return GDK_EVENT_PROPAGATE;
  gtk_range_set_value (GTK_RANGE (self->scale), 1);
  return GDK_EVENT_STOP;
}

static gboolean
is_on_knob (BrGrandMaster *self,
            double         x)
{
  int start, end;

  gtk_range_get_slider_range (GTK_RANGE (self->scale), &start, &end);
  return x >= start - REACH && x <= end + REACH;
}

static void
pressed_cb (BrGrandMaster *self,
            int            n_press,
            double         x,
            double         y,
            GtkGesture    *gesture)
{
  if (n_press == 2)
    gtk_range_set_value (GTK_RANGE (self->scale), 1);
  if (n_press == 2 || !is_on_knob (self, x))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (self->scale);
}

static void
add_hands (BrGrandMaster *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *press = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->scale, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (self->scale, GTK_EVENT_CONTROLLER (press));
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (value_changed_cb), self);
}

/* --- life ----------------------------------------------------------------------------------------- */

static void
br_grand_master_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_grand_master_parent_class)->dispose (object);
}

static void
br_grand_master_class_init (BrGrandMasterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_grand_master_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "grandmaster");
  signals[MOVED] =
    g_signal_new ("moved", BR_TYPE_GRAND_MASTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
br_grand_master_init (BrGrandMaster *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (_("Grand Master"));

  self->sent = -1;
  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, STEP);
  gtk_range_set_increments (GTK_RANGE (self->scale), STEP, PAGE);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), -1); /* what the engine says is shown as it is */
  gtk_range_set_value (GTK_RANGE (self->scale), 1);
  br_no_scroll (self->scale);
  gtk_widget_set_tooltip_text (self->scale, _("Scales all light that a blackout takes. Double click or Home: full."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Grand Master"), -1);
  self->figure = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->figure), "numeric");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->figure));
  gtk_widget_set_parent (head, GTK_WIDGET (self));
  gtk_widget_set_parent (self->scale, GTK_WIDGET (self));
  br_grand_master_show (self);
  add_hands (self);
}

GtkWidget *
br_grand_master_new (void)
{
  return g_object_new (BR_TYPE_GRAND_MASTER, NULL);
}
