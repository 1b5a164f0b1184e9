/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-column-layout.h"

/* A row this wide gives meters a share of what is left. */
#define ROOMY 640

static void
place_column (BrColumnLayout *self,
              BrColumns       column,
              int             width,
              int            *end,
              int            *column_start,
              int            *column_width)
{
  if (width == 0)
    return;

  self->shown |= column;
  *column_start = *end - width;
  *column_width = width;
  *end -= width + BR_COLUMN_GAP;
}

void
br_column_layout_init (BrColumnLayout *self,
                       BrColumns       wanted,
                       int             width,
                       double          scale)
{
  /* Least important last: what does not fit any more goes. */
  static const BrColumns order[] = { BR_COLUMN_METER, BR_COLUMN_VALUE, BR_COLUMN_RATE, BR_COLUMN_AGE, BR_COLUMN_TYPE };
  BrColumns              ports = wanted & (BR_COLUMN_PORT_END | BR_COLUMN_PORT_START);
  int                    margin = wanted & BR_COLUMN_PORT_END ? BR_COLUMN_PORT_WIDTH : BR_COLUMN_PAD;
  int                    room = width - margin - (wanted & BR_COLUMN_PORT_START ? BR_COLUMN_PORT_WIDTH : 0) - (int) (BR_COLUMN_MIN_NAME * scale);
  int                    end = width - margin;
  gboolean               roomy = width >= ROOMY * scale;
  int                    widths[G_N_ELEMENTS (order)];

  if (roomy)
    scale *= 1.25;
  widths[0] = roomy ? MAX ((int) (72 * scale), width / 5) : (int) (64 * scale);
  widths[1] = (int) (62 * scale);
  widths[2] = (int) (58 * scale);
  widths[3] = (int) (48 * scale);
  widths[4] = (int) (64 * scale);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if ((wanted & order[i]) && room >= widths[i] + BR_COLUMN_GAP)
      room -= widths[i] + BR_COLUMN_GAP;
    else
      widths[i] = 0;

  *self = (BrColumnLayout) { .shown = ports, .width = width };
  place_column (self, BR_COLUMN_TYPE, widths[4], &end, &self->type, &self->type_width);
  place_column (self, BR_COLUMN_AGE, widths[3], &end, &self->age, &self->age_width);
  place_column (self, BR_COLUMN_RATE, widths[2], &end, &self->rate, &self->rate_width);
  place_column (self, BR_COLUMN_VALUE, widths[1], &end, &self->value, &self->value_width);
  place_column (self, BR_COLUMN_METER, widths[0], &end, &self->meter, &self->meter_width);
  self->name_end = end - BR_COLUMN_GAP;
}

void
br_layout_set_text (PangoLayout *layout,
                    const char  *text,
                    gboolean     is_value)
{
  /* LEFT-TO-RIGHT MARK: takes no room. */
  g_autofree char *marked = is_value && *text != '\0' ? g_strconcat ("\xe2\x80\x8e", text, NULL) : NULL;

  pango_layout_set_text (layout, marked != NULL ? marked : text, -1);
}

double
br_font_scale (GtkWidget *widget)
{
  int dpi = 96 * 1024;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? dpi / (96.0 * 1024) : 1;
}
