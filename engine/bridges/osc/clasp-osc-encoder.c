/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-codec.h"

static inline gsize
padding_of (gsize size)
{
  return (4 - size % 4) % 4;
}

static void
write_padding (ClaspWriter *writer, gsize size)
{
  clasp_writer_put (writer, "\0\0\0", padding_of (size));
}

/* Up to the first NUL: an OSC string cannot hold one. */
static void
write_text (ClaspWriter *writer, ClaspStr text)
{
  const char *nul = text.length > 0 ? memchr (text.data, '\0', text.length) : NULL;
  gsize       length = nul != NULL ? (gsize) (nul - text.data) : text.length;

  clasp_writer_put (writer, text.data, length);
  clasp_writer_put_u8 (writer, 0);
  write_padding (writer, length + 1);
}

/**
 * clasp_osc_encoder_clear:
 * @self: an encoder
 *
 * Frees its buffers and makes it as new.
 */
void
clasp_osc_encoder_clear (ClaspOscEncoder *self)
{
  clasp_writer_clear (&self->address);
  clasp_writer_clear (&self->tags);
  clasp_writer_clear (&self->data);
}

/**
 * clasp_osc_encoder_begin:
 * @self: an encoder; forgets what it held
 * @address: the OSC address, with its leading slash
 */
void
clasp_osc_encoder_begin (ClaspOscEncoder *self, ClaspStr address)
{
  clasp_writer_reset (&self->address);
  clasp_writer_reset (&self->tags);
  clasp_writer_reset (&self->data);
  write_text (&self->address, address);
  clasp_writer_put_u8 (&self->tags, ',');
}

/**
 * clasp_osc_encoder_add:
 * @self: an encoder after begin
 * @argument: an argument or a bracket; the caller pairs brackets and keeps to
 *   %CLASP_OSC_MAX_ARRAY_DEPTH
 */
void
clasp_osc_encoder_add (ClaspOscEncoder *self, const ClaspOscArgument *argument)
{
  clasp_writer_put_u8 (&self->tags, (guint8) argument->tag);
  switch (argument->tag)
    {
    case 'i':
      clasp_writer_put_u32_be (&self->data, (guint32) argument->int32);
      break;
    case 'c':
      clasp_writer_put_u32_be (&self->data, argument->character);
      break;
    case 'h':
      clasp_writer_put_u64_be (&self->data, (guint64) argument->int64);
      break;
    case 't':
      clasp_writer_put_u64_be (&self->data, argument->time);
      break;
    case 'f':
      clasp_writer_put_f32_be (&self->data, argument->float32);
      break;
    case 'd':
      clasp_writer_put_f64_be (&self->data, argument->float64);
      break;
    case 's':
    case 'S':
      write_text (&self->data, argument->text);
      break;
    case 'r':
    case 'm':
      clasp_writer_put (&self->data, argument->bytes, 4);
      break;
    case 'b':
      clasp_writer_put_u32_be (&self->data, (guint32) argument->blob.size);
      clasp_writer_put (&self->data, argument->blob.data, argument->blob.size);
      write_padding (&self->data, argument->blob.size);
      break;
    default: /* T F N I [ ] carry no data */
      break;
    }
}

/**
 * clasp_osc_encoder_finish:
 * @self: an encoder with all arguments added
 * @writer: gets the message appended, a multiple of 4 bytes
 */
void
clasp_osc_encoder_finish (ClaspOscEncoder *self, ClaspWriter *writer)
{
  clasp_writer_put (writer, self->address.data, self->address.length);
  write_text (writer, (ClaspStr){ (const char *) self->tags.data, self->tags.length });
  clasp_writer_put (writer, self->data.data, self->data.length);
}

/**
 * clasp_osc_write_bundle:
 * @writer: gets the header of a bundle appended
 * @time: its time tag
 */
void
clasp_osc_write_bundle (ClaspWriter *writer, guint64 time)
{
  clasp_writer_put (writer, CLASP_OSC_BUNDLE_TEXT, sizeof CLASP_OSC_BUNDLE_TEXT);
  clasp_writer_put_u64_be (writer, time);
}

/**
 * clasp_osc_open_element:
 * @writer: a bundle so far
 *
 * Leaves room for the size of an element; the caller then writes the element.
 *
 * Returns: the mark for clasp_osc_close_element ()
 */
gsize
clasp_osc_open_element (ClaspWriter *writer)
{
  clasp_writer_put_u32_be (writer, 0);
  return writer->length;
}

/**
 * clasp_osc_close_element:
 * @writer: a bundle with an open element
 * @mark: what clasp_osc_open_element () returned
 *
 * Fills in the size.
 */
void
clasp_osc_close_element (ClaspWriter *writer, gsize mark)
{
  guint32 size = GUINT32_TO_BE ((guint32) (writer->length - mark));

  memcpy (writer->data + mark - 4, &size, sizeof size);
}
