/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-address.h"
#include "support/clasp-test.h"

#define SLOT CLASP_ARTNET_PLACE_SLOT
#define SLOT_16 CLASP_ARTNET_PLACE_SLOT_16
#define RGB CLASP_ARTNET_PLACE_RGB
#define FRAME CLASP_ARTNET_PLACE_FRAME
#define CODE CLASP_ARTNET_PLACE_START_CODE
#define NONE -1

static void
test_forms (void)
{
  static const struct
  {
    const char *text;
    int         kind, port_address, slot, start_code;
  } cases[] = { { "/0/0/1/47", SLOT, 1, 46, 0 },
                { "/1/2/5/512", SLOT, 293, 511, 0 },
                { "/127/15/15/1", SLOT, 32767, 0, 0 },
                { "/1/2/5", FRAME, 293, 0, 0 },
                { "/293/1", SLOT, 293, 0, 0 },
                { "/32767", FRAME, 32767, 0, 0 },
                { "/0/0/1/47/16", SLOT_16, 1, 46, 0 },
                { "/0/0/1/511/16", SLOT_16, 1, 510, 0 },
                { "/1/47/16", SLOT_16, 1, 46, 0 },
                { "/1/4/16", SLOT_16, 1, 3, 0 }, /* no universe is the 16th */
                { "/0/0/1/510/rgb", RGB, 1, 509, 0 },
                { "/1/47/rgb", RGB, 1, 46, 0 },
                { "/0/0/1/nzs/85", CODE, 1, 0, 85 },
                { "/1/nzs/255", CODE, 1, 0, 255 },
                { "/timecode", CLASP_ARTNET_PLACE_TIME_CODE, 0, 0, 0 },
                { "/trigger", CLASP_ARTNET_PLACE_TRIGGER, 0, 0, 0 },
                { "/0/0/1/512/16", NONE, 0, 0, 0 },
                { "/0/0/1/47/8", NONE, 0, 0, 0 },
                { "/0/0/1/511/rgb", NONE, 0, 0, 0 },
                { "/rgb", NONE, 0, 0, 0 },
                { "/1/rgb", NONE, 0, 0, 0 },
                { "/0/0/1/nzs/0", NONE, 0, 0, 0 },
                { "/0/0/1/nzs/204", NONE, 0, 0, 0 }, /* RDM has its own packets */
                { "/0/0/1/nzs/256", NONE, 0, 0, 0 },
                { "/0/0/1/2/nzs/85", NONE, 0, 0, 0 },
                { "/nzs/85", NONE, 0, 0, 0 },
                { "/0/0/1/0", NONE, 0, 0, 0 },
                { "/0/0/1/513", NONE, 0, 0, 0 },
                { "/128/0/0/1", NONE, 0, 0, 0 },
                { "/0/16/0/1", NONE, 0, 0, 0 },
                { "/0/0/16/1", NONE, 0, 0, 0 },
                { "/32768/1", NONE, 0, 0, 0 },
                { "/0/0/1/1/1/1", NONE, 0, 0, 0 },
                { "/", NONE, 0, 0, 0 },
                { "", NONE, 0, 0, 0 },
                { "/a", NONE, 0, 0, 0 },
                { "/1a/1", NONE, 0, 0, 0 },
                { "/-1/1", NONE, 0, 0, 0 },
                { "/1//1", NONE, 0, 0, 0 },
                { "/1/", NONE, 0, 0, 0 },
                { "/0/0/1/sources", NONE, 0, 0, 0 },
                { "/99999999999/1", NONE, 0, 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspArtnetPlace place;
      gboolean         is_parsed = clasp_artnet_address_parse (clasp_str (cases[i].text), &place);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (is_parsed ? (int) place.kind : NONE, ==, cases[i].kind);
      if (!is_parsed)
        continue;
      g_assert_cmpint (place.port_address, ==, cases[i].port_address);
      g_assert_cmpint (place.slot, ==, cases[i].slot);
      g_assert_cmpint (place.start_code, ==, cases[i].start_code);
    }
}

static void
test_there_and_back (void)
{
  for (guint port_address = 0; port_address <= 32767; port_address += 31)
    for (guint slot = 0; slot < 512; slot += 73)
      for (int is_flat = 0; is_flat <= 1; is_flat++)
        {
          char             buffer[CLASP_ARTNET_ADDRESS_SIZE];
          ClaspArtnetPlace place;

          g_assert_true (clasp_artnet_address_parse (
            clasp_artnet_address_format_slot (is_flat, (guint16) port_address, slot, buffer),
            &place));
          g_assert_cmpint (place.kind, ==, SLOT);
          g_assert_cmpuint (place.port_address, ==, port_address);
          g_assert_cmpuint (place.slot, ==, slot);
          g_assert_true (clasp_artnet_address_parse (
            clasp_artnet_address_format (is_flat, (guint16) port_address, buffer), &place));
          g_assert_cmpint (place.kind, ==, FRAME);
          g_assert_cmpuint (place.port_address, ==, port_address);
        }
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/artnet/address/forms", test_forms);
  g_test_add_func ("/bridges/artnet/address/there-and-back", test_there_and_back);
  return g_test_run ();
}
