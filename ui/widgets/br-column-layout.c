/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-column-layout.h"

#include "widgets/br-format.h"

/* A row this wide gives meters a share of what is left. */
#define ROOMY 640
/* One less wide than this has no room for a name, a meter and a value of the usual widths. */
#define TIGHT 340
#define TIGHT_GAP 6
#define TIGHT_MIN_NAME 82

static int
width_of (BrColumnPlace         place,
          const BrColumnWidths *widths,
          int                   total,
          double                scale)
{
  static const int usual[BR_N_PLACES] = { 64, 62, 120, 58, 48, 64, 66, 120 };
  static const int tight[BR_N_PLACES] = { 28, 44, 120, 58, 48, 64, 66, 120 };
  gboolean         roomy = total >= ROOMY * scale;

  if (widths != NULL && widths->widths[place] > 0)
    return (int) (widths->widths[place] * scale);
  if (roomy && place == BR_PLACE_METER)
    return MAX ((int) (90 * scale), total / 5);

  if (total < TIGHT * scale)
    return (int) (tight[place] * scale);

  return (int) (usual[place] * scale * (roomy && place != BR_PLACE_METER ? 1.25 : 1));
}

void
br_column_layout_init (BrColumnLayout       *self,
                       BrColumns             wanted,
                       const BrColumnWidths *widths,
                       int                   width,
                       double                scale)
{
  /* Least important last: what does not fit any more goes. */
  static const BrColumnPlace order[BR_N_PLACES] = { BR_PLACE_METER, BR_PLACE_VALUE,    BR_PLACE_RATE, BR_PLACE_AGE,
                                                    BR_PLACE_TYPE,  BR_PLACE_MAPPINGS, BR_PLACE_NOTE, BR_PLACE_RAW };
  int                        margin = wanted & BR_COLUMN_PORT_END ? BR_COLUMN_PORT_WIDTH : BR_COLUMN_PAD;
  gboolean                   is_tight = width < TIGHT * scale;
  int                        gap = is_tight ? TIGHT_GAP : BR_COLUMN_GAP;
  int                        name = (int) ((is_tight ? TIGHT_MIN_NAME : BR_COLUMN_MIN_NAME) * scale);
  int                        room = width - margin - (wanted & BR_COLUMN_PORT_START ? BR_COLUMN_PORT_WIDTH : 0) - name;
  int                        end = width - margin;

  *self = (BrColumnLayout) {
    .shown = wanted & (BR_COLUMN_PORT_END | BR_COLUMN_PORT_START | BR_COLUMN_STAR), .width = width, .is_tight = is_tight,
  };
  for (guint i = 0; i < BR_N_PLACES; i++)
    {
      int own = width_of (order[i], widths, width, scale);

      if (!(wanted & 1u << order[i]) || room < own + gap)
        continue;
      room -= own + gap;
      self->places[order[i]].width = own;
      self->shown |= 1u << order[i];
    }
  for (guint i = BR_N_PLACES; i > 0; i--)
    {
      BrColumnSpan *span = &self->places[i - 1];

      if (span->width == 0)
        continue;
      span->start = end - span->width;
      end -= span->width + gap;
    }
  self->name_end = is_tight ? end : end - BR_COLUMN_GAP;
}

void
br_layout_set_text (PangoLayout *layout,
                    const char  *text,
                    gboolean     is_value)
{
  g_autofree char *marked = is_value && *text != '\0' ? g_strconcat (BR_LEFT_TO_RIGHT, text, NULL) : NULL;

  if (marked != NULL)
    text = marked;
  if (!g_str_equal (pango_layout_get_text (layout), text))
    pango_layout_set_text (layout, text, -1);
}
