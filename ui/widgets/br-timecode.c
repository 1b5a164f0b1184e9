/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-timecode.h"

#include "widgets/br-status-icon.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define SOURCE_CHARS 16

struct _BrTimecode
{
  GtkWidget parent_instance;

  GtkImage *sign;
  GtkLabel *time;
  GtkLabel *word;
  GtkLabel *source;

  BrTimecodeReading shown;
};

G_DEFINE_FINAL_TYPE (BrTimecode, br_timecode, GTK_TYPE_WIDGET)

static const struct
{
  const char *word;
  BrSign      sign;
} states[] = {
  [BR_TIMECODE_LOCKED] = { N_ ("Locked"), BR_SIGN_LIVE },
  [BR_TIMECODE_FREEWHEEL] = { N_ ("Freewheel"), BR_SIGN_DEGRADED },
  [BR_TIMECODE_LOST] = { N_ ("Lost"), BR_SIGN_MISSING },
};

const char *
br_timecode_state_get_word (BrTimecodeState state)
{
  return _ (states[state].word);
}

/* Where it comes from and how it is; the time itself runs, and is not read out by itself. */
static void
br_timecode_tell (BrTimecode *self)
{
  const char *word = br_timecode_state_get_word (self->shown.state);
  /* Translators: where the time code comes from, and "Locked", "Freewheel" or "Lost" */
  g_autofree char *text = g_strdup_printf (_ ("Time code of %s, %s"), self->shown.source, word);

  br_sign_apply (states[self->shown.state].sign, self->sign);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sign), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sign), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  gtk_label_set_label (self->word, word);
  gtk_label_set_label (self->source, self->shown.source);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
br_timecode_set (BrTimecode              *self,
                 const BrTimecodeReading *reading)
{
  BrTimecodeReading before = self->shown;

  gtk_widget_set_visible (GTK_WIDGET (self), reading != NULL);
  if (reading == NULL)
    return;

  self->shown = *reading;
  if (!g_str_equal (before.time, reading->time))
    gtk_label_set_label (self->time, reading->time);
  if (before.state != reading->state || !g_str_equal (before.source, reading->source))
    br_timecode_tell (self);
}

static void
br_timecode_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_timecode_parent_class)->dispose (object);
}

static void
br_timecode_class_init (BrTimecodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_timecode_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timecode");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
br_timecode_init (BrTimecode *self)
{
  self->sign = GTK_IMAGE (gtk_image_new ());
  self->time = GTK_LABEL (gtk_label_new (NULL));
  self->word = GTK_LABEL (gtk_label_new (NULL));
  self->source = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->source), "dim-label");
  gtk_label_set_ellipsize (self->source, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->source, SOURCE_CHARS);
  gtk_widget_set_parent (GTK_WIDGET (self->sign), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->time), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->word), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->source), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
