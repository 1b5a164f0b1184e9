/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-tshark.h"

#include "core/clasp-writer.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define LINKTYPE_IPV4 228
#define HEADERS 28 /* of IPv4 and UDP */

static void
put_packet (ClaspWriter *writer, GBytes *datagram, guint16 port)
{
  gsize         size;
  const guint8 *data = g_bytes_get_data (datagram, &size);
  guint32       total = (guint32) size + HEADERS;

  clasp_writer_put_u32_be (writer, 0); /* seconds and microseconds */
  clasp_writer_put_u32_be (writer, 0);
  clasp_writer_put_u32_be (writer, total); /* kept, and there was */
  clasp_writer_put_u32_be (writer, total);

  clasp_writer_put_u16_be (writer, 0x4500); /* IPv4, 20 bytes */
  clasp_writer_put_u16_be (writer, (guint16) total);
  clasp_writer_put_u32_be (writer, 0);
  clasp_writer_put_u16_be (writer, 0x4011); /* TTL 64, UDP */
  clasp_writer_put_u16_be (writer, 0);      /* no checksum, as of one that the card fills in */
  clasp_writer_put_u32_be (writer, 0x0a000001);
  clasp_writer_put_u32_be (writer, 0x0a000002);
  clasp_writer_put_u16_be (writer, port);
  clasp_writer_put_u16_be (writer, port);
  clasp_writer_put_u16_be (writer, (guint16) (size + 8));
  clasp_writer_put_u16_be (writer, 0);
  clasp_writer_put (writer, data, size);
}

static char *
write_capture (GPtrArray *datagrams, guint16 port)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autoptr (GError)   error = NULL;
  char                *path = NULL;
  int                  fd = g_file_open_tmp ("clasp-tshark-XXXXXX.pcap", &path, &error);

  g_assert_no_error (error);
  close (fd);
  clasp_writer_put_u32_be (&writer, 0xa1b2c3d4);
  clasp_writer_put_u32_be (&writer, 0x00020004);
  clasp_writer_put_u64_be (&writer, 0);
  clasp_writer_put_u32_be (&writer, 65535);
  clasp_writer_put_u32_be (&writer, LINKTYPE_IPV4);
  for (guint i = 0; i < datagrams->len; i++)
    put_packet (&writer, g_ptr_array_index (datagrams, i), port);
  g_assert_true (g_file_set_contents (path, (const char *) writer.data, (gssize) writer.length, NULL));
  return path;
}

/* What Wireshark knows of sACN is off unless asked for. */
static char *
run_tshark (const char *path, const char *const *fields)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char      *complaint = NULL;
  g_autoptr (GError)    error = NULL;
  char                 *output = NULL;
  int                   status = -1;

  for (const char *const *word = (const char *const[]){ "tshark", "-r", path, "--enable-heuristic", "acn", "-o",
                                                        "acn.dmx_enable:TRUE", "-T", "fields", NULL };
       *word != NULL; word++)
    g_ptr_array_add (argv, (gpointer) *word);
  for (; *fields != NULL; fields++)
    {
      g_ptr_array_add (argv, (gpointer) "-e");
      g_ptr_array_add (argv, (gpointer) *fields);
    }
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                &complaint, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("tshark: %s", complaint);
  return output;
}

static void
expect_no_warning (const char *path)
{
  static const char *const  warnings[] = { "frame.number", "_ws.malformed", "_ws.expert.message", NULL };
  g_autofree char          *output = run_tshark (path, warnings);
  g_auto (GStrv)            lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 3);

      if (columns[0] != NULL && columns[1] != NULL && (columns[1][0] != '\0' || columns[2][0] != '\0'))
        g_error ("tshark about packet %s: %s %s", columns[0], columns[1], columns[2]);
    }
}

void
clasp_tshark_expect (GPtrArray         *datagrams,
                     guint16            port,
                     const char *const *fields,
                     const char        *expected)
{
  g_autofree char *program = g_find_program_in_path ("tshark");
  g_autofree char *path = NULL, *output = NULL;

  if (program == NULL)
    {
      g_test_skip ("tshark is not installed");
      return;
    }
  path = write_capture (datagrams, port);
  expect_no_warning (path);
  output = run_tshark (path, fields);
  g_unlink (path);
  g_assert_cmpstr (output, ==, expected);
}

GPtrArray *
clasp_tshark_datagrams_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

void
clasp_tshark_add (GPtrArray *datagrams, const guint8 *bytes, gsize size)
{
  g_ptr_array_add (datagrams, g_bytes_new (bytes, size));
}
