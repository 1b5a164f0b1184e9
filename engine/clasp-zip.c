/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-zip"

#include "clasp-zip.h"

#include <string.h>

#define LOCAL_HEADER 0x04034b50
#define CENTRAL_HEADER 0x02014b50
#define END_RECORD 0x06054b50
#define VERSION 20      /* what it takes to read it: deflate */
#define FLAG_UTF8 0x800 /* of the name */
#define DEFLATE 8

struct _ClaspZip
{
  GByteArray *file;    /* (owned) */
  GByteArray *central; /* (owned) the directory, which comes last */
  guint       n_files;
};

ClaspZip *
clasp_zip_new (void)
{
  ClaspZip *self = g_new0 (ClaspZip, 1);

  self->file = g_byte_array_new ();
  self->central = g_byte_array_new ();
  return self;
}

void
clasp_zip_free (ClaspZip *self)
{
  g_byte_array_unref (self->file);
  g_byte_array_unref (self->central);
  g_free (self);
}

static void
put (GByteArray *bytes, guint32 value, guint size)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, size);
}

static guint32
get_crc (const guint8 *bytes, gsize size)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
  return ~crc;
}

static GBytes *
deflate (gconstpointer data, gsize size)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1);
  g_autoptr (GOutputStream)   memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream)   stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  /* Into memory: nothing to fail. */
  g_output_stream_write_all (stream, data, size, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* In the form of MS-DOS. */
static guint32
get_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint                 date = (guint) (g_date_time_get_year (now) - 1980) << 9 | (guint) g_date_time_get_month (now) << 5 |
               (guint) g_date_time_get_day_of_month (now);
  guint time = (guint) g_date_time_get_hour (now) << 11 | (guint) g_date_time_get_minute (now) << 5 |
               (guint) g_date_time_get_second (now) / 2;

  return date << 16 | time;
}

/* What both headers have. */
static void
put_common (GByteArray *to, guint32 crc, gsize packed, gsize size, const char *name)
{
  put (to, VERSION, 2);
  put (to, FLAG_UTF8, 2);
  put (to, DEFLATE, 2);
  put (to, get_time (), 4);
  put (to, crc, 4);
  put (to, (guint32) packed, 4);
  put (to, (guint32) size, 4);
  put (to, (guint32) strlen (name), 2);
  put (to, 0, 2); /* extra field */
}

/**
 * clasp_zip_add:
 * @self: a zip file
 * @name: of the file in it
 * @data: its content
 * @size: of @data, bytes
 *
 * Thread: any.
 */
void
clasp_zip_add (ClaspZip *self, const char *name, gconstpointer data, gsize size)
{
  g_autoptr (GBytes) packed = deflate (data, size);
  guint32            crc = get_crc (data, size);
  guint32            offset = self->file->len;

  put (self->file, LOCAL_HEADER, 4);
  put_common (self->file, crc, g_bytes_get_size (packed), size, name);
  g_byte_array_append (self->file, (const guint8 *) name, (guint) strlen (name));
  g_byte_array_append (self->file, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));

  put (self->central, CENTRAL_HEADER, 4);
  put (self->central, VERSION, 2);
  put_common (self->central, crc, g_bytes_get_size (packed), size, name);
  put (self->central, 0, 2); /* comment */
  put (self->central, 0, 2); /* disk */
  put (self->central, 0, 2); /* internal attributes */
  put (self->central, 0, 4); /* external ones */
  put (self->central, offset, 4);
  g_byte_array_append (self->central, (const guint8 *) name, (guint) strlen (name));
  self->n_files++;
}

/**
 * clasp_zip_end:
 * @self: a zip file
 *
 * Thread: any.
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
clasp_zip_end (ClaspZip *self)
{
  guint32 offset = self->file->len;

  g_byte_array_append (self->file, self->central->data, self->central->len);
  put (self->file, END_RECORD, 4);
  put (self->file, 0, 4); /* disks */
  put (self->file, self->n_files, 2);
  put (self->file, self->n_files, 2);
  put (self->file, self->central->len, 4);
  put (self->file, offset, 4);
  put (self->file, 0, 2); /* comment */
  return g_bytes_new (self->file->data, self->file->len);
}
