/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-storm.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define N_FIRST 20000
#define N_SLOW 1000000
#define SEED 20260101
#define MAX_PACKET 2048
#define MAX_GROWTH (64 * 1024 * 1024) /* bytes */

static GPtrArray *
load_packets (const char *protocol)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  GPtrArray             *packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  JsonArray             *vectors;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);

      if (g_str_equal (json_object_get_string_member (vector, "protocol"), protocol))
        g_ptr_array_add (packets, clasp_test_hex (json_object_get_string_member (vector, "hex")));
    }
  g_assert_cmpuint (packets->len, >=, 10);
  return packets;
}

/* Bytes that mean something to one protocol or another. */
static guint8
pick_byte (GRand *rand)
{
  static const guint8 bytes[] =
    "/*?[]{}#,ifsbTFNIthdScrm\0\1\x50\x7e\x7f\x80\xb0\xc0\xdb\xdd\xe7\xf0\xf7\xf8\xff";

  return bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
}

static gsize
mutate (GRand *rand, GPtrArray *packets, guint8 *buffer)
{
  GBytes       *packet = packets->pdata[g_rand_int_range (rand, 0, (gint32) packets->len)];
  gsize         size;
  const guint8 *bytes = g_bytes_get_data (packet, &size);

  size = MIN (size, MAX_PACKET);
  memcpy (buffer, bytes, size);
  for (gint32 n = g_rand_int_range (rand, 0, 6); n > 0 && size > 0; n--)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) size);

      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          buffer[at] = (guint8) g_rand_int (rand);
          break;
        case 1:
          buffer[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
          break;
        case 2:
          buffer[at] = pick_byte (rand);
          break;
        default:
          size = at;
          break;
        }
    }
  return size;
}

static gsize
resident_bytes (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return (gsize) g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10) * 4096;
}

static void
blow (const ClaspStorm *storm, GPtrArray *packets, guint n_packets)
{
  GRand *rand = g_rand_new_with_seed (SEED);
  guint8 buffer[MAX_PACKET];

  for (guint i = 0; i < n_packets; i++)
    {
      gsize size = mutate (rand, packets, buffer);

      storm->send (buffer, size, storm->user_data);
      if (i % 64 == 63)
        while (g_main_context_iteration (NULL, FALSE))
          ;
      if (i % 4096 == 4095)
        storm->rest (storm->user_data);
    }
  storm->rest (storm->user_data);
  g_rand_free (rand);
}

void
clasp_storm_run (const ClaspStorm *storm)
{
  g_autoptr (GPtrArray) packets = load_packets (storm->protocol);
  gsize                 before;

  blow (storm, packets, N_FIRST);
  if (!g_test_slow ())
    return;

  before = resident_bytes ();
  blow (storm, packets, N_SLOW);
  g_assert_cmpuint (resident_bytes (), <, before + MAX_GROWTH);
}

guint
clasp_storm_timeout_s (int argc, char **argv)
{
  gboolean is_slow = FALSE;

  for (int i = 1; i < argc; i++)
    is_slow = is_slow || g_str_equal (argv[i], "slow");
  return is_slow ? 1800 : 110;
}
