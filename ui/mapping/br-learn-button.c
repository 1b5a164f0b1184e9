/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-learn-button.h"

#include "patch/br-learn-list.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrLearnButton
{
  GtkToggleButton parent_instance;

  ClaspLearnSide side;
  GtkWidget     *list; /* (owned) popover, made when it is needed */
};

enum
{
  LEARNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrLearnButton, br_learn_button, GTK_TYPE_TOGGLE_BUTTON)

static void
release (BrLearnButton *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self), FALSE);
}

static void
chosen_cb (BrLearnButton *self, ClaspLearnCandidate *candidate)
{
  g_autoptr (GtkWidget) kept = g_object_ref (GTK_WIDGET (self));

  release (self);
  g_signal_emit (self, signals[LEARNED], 0, candidate);
}

static void
ended_cb (BrLearnButton *self, gboolean nothing_moved)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  release (self);
  if (nothing_moved && window != NULL)
    br_window_toast (window, _ ("Nothing moved"), FALSE);
}

static void
begin (BrLearnButton *self, BrWindow *window)
{
  ClaspLearnOptions options = CLASP_LEARN_OPTIONS_INIT;

  if (self->list == NULL)
    {
      self->list = br_learn_list_new ();
      gtk_widget_set_parent (self->list, GTK_WIDGET (self));
      g_signal_connect_object (self->list, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->list, "ended", G_CALLBACK (ended_cb), self,
                               G_CONNECT_SWAPPED);
    }
  options.side = self->side;
  br_learn_list_start (BR_LEARN_LIST (self->list),
                       clasp_engine_learn (br_window_get_engine (window), &options),
                       GTK_WIDGET (self));
}

static void
br_learn_button_toggled (GtkToggleButton *button)
{
  BrLearnButton *self = BR_LEARN_BUTTON (button);
  BrWindow      *window = br_window_of (GTK_WIDGET (self));

  if (!gtk_toggle_button_get_active (button))
    {
      if (self->list != NULL)
        br_learn_list_stop (BR_LEARN_LIST (self->list));
    }
  else if (window == NULL || br_window_refuse_edit (window))
    release (self);
  else
    begin (self, window);
}

static void
br_learn_button_dispose (GObject *object)
{
  g_clear_pointer (&BR_LEARN_BUTTON (object)->list, gtk_widget_unparent);

  G_OBJECT_CLASS (br_learn_button_parent_class)->dispose (object);
}

static void
br_learn_button_class_init (BrLearnButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_learn_button_dispose;
  GTK_TOGGLE_BUTTON_CLASS (klass)->toggled = br_learn_button_toggled;
  signals[LEARNED] = g_signal_new ("learned", BR_TYPE_LEARN_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, CLASP_TYPE_LEARN_CANDIDATE);
}

static void
br_learn_button_init (BrLearnButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "br-learn-symbolic");
}

GtkWidget *
br_learn_button_new (ClaspLearnSide side, const char *name)
{
  BrLearnButton *self = g_object_new (BR_TYPE_LEARN_BUTTON, NULL);

  self->side = side;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return GTK_WIDGET (self);
}
