/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-hues.h"

/* Found by search: as far apart as can be for all of them at once, at least 3:1 against both grounds, and
 * none near the red of errors. */
static const GdkRGBA hues[BR_N_HUES] = {
  { 0x35 / 255.0f, 0x84 / 255.0f, 0xe4 / 255.0f, 1 },
  { 0x7b / 255.0f, 0x5e / 255.0f, 0xff / 255.0f, 1 },
  { 0xff / 255.0f, 0x15 / 255.0f, 0x85 / 255.0f, 1 },
  { 0x96 / 255.0f, 0x94 / 255.0f, 0x00 / 255.0f, 1 },
  { 0xa6 / 255.0f, 0x62 / 255.0f, 0x28 / 255.0f, 1 },
  { 0x73 / 255.0f, 0x8f / 255.0f, 0x93 / 255.0f, 1 },
  { 0xc3 / 255.0f, 0x12 / 255.0f, 0xc0 / 255.0f, 1 },
  { 0xc1 / 255.0f, 0x72 / 255.0f, 0xc0 / 255.0f, 1 },
  { 0x8d / 255.0f, 0x6a / 255.0f, 0x49 / 255.0f, 1 },
};

/* For eyes that are used to the dark: told apart by how bright they are, in the same order. 3:1 against black, too. */
static const GdkRGBA reds[BR_N_HUES] = {
  { 0xff / 255.0f, 0x5a / 255.0f, 0x4d / 255.0f, 1 },
  { 0xd4 / 255.0f, 0x2a / 255.0f, 0x1c / 255.0f, 1 },
  { 0xff / 255.0f, 0x9a / 255.0f, 0x90 / 255.0f, 1 },
  { 0xe8 / 255.0f, 0x42 / 255.0f, 0x34 / 255.0f, 1 },
  { 0xc0 / 255.0f, 0x3a / 255.0f, 0x30 / 255.0f, 1 },
  { 0xff / 255.0f, 0x7a / 255.0f, 0x6e / 255.0f, 1 },
  { 0xd8 / 255.0f, 0x4a / 255.0f, 0x40 / 255.0f, 1 },
  { 0xff / 255.0f, 0xb8 / 255.0f, 0xb0 / 255.0f, 1 },
  { 0xe0 / 255.0f, 0x6a / 255.0f, 0x60 / 255.0f, 1 },
};

static gboolean are_red;

const GdkRGBA *
br_hue_get (guint hue)
{
  return are_red ? &reds[hue % BR_N_HUES] : &hues[hue % BR_N_HUES];
}

void
br_hues_set_red (gboolean are_red_now)
{
  are_red = are_red_now;
}

guint
br_hue_for_kind (const char *kind)
{
  /* In the order in which they came to be; one more takes the next. */
  static const char *const kinds[] = { "router", "osc", "midi", "artnet", "sacn", "dmx" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], kind))
      return i;

  return BR_N_HUES - 1;
}

void
br_hue_dress_badge (GtkWidget  *badge,
                    const char *kind)
{
  for (guint i = 0; i < BR_N_HUES; i++)
    {
      g_autofree char *name = g_strdup_printf ("protocol-%u", i);

      if (i == br_hue_for_kind (kind))
        gtk_widget_add_css_class (badge, name);
      else
        gtk_widget_remove_css_class (badge, name);
    }
}
