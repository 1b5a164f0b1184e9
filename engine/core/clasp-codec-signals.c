/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-private.h"

/* The lists of signals of ANNOUNCE and RESULT (wire.md 5.3, 5.18), and the notes behind them. */

#define LIST_MAX_SIZE (CLASP_FRAME_MAX_PAYLOAD - 3)

/* --- writing --- */

static guint8
flag_if (gboolean is_set, guint8 flag)
{
  return is_set ? flag : 0;
}

static gboolean
put_optional_str (ClaspEncoder *self, gboolean is_present, ClaspStr text)
{
  return !is_present || clasp_encoder_put_str (self, text);
}

static void
put_range (ClaspEncoder *self, const ClaspSignalInfo *signal)
{
  if (signal->has_range)
    {
      clasp_writer_put_f64_be (self->writer, signal->minimum);
      clasp_writer_put_f64_be (self->writer, signal->maximum);
    }
}

static guint8
meta_flags (const ClaspSignalInfo *signal)
{
  return flag_if (signal->has_unit, META_HAS_UNIT) | flag_if (signal->has_range, META_HAS_RANGE) |
         flag_if (signal->has_default, META_HAS_DEFAULT) |
         flag_if (signal->has_description, META_HAS_DESCRIPTION);
}

static gboolean
put_meta_fields (ClaspEncoder *self, const ClaspSignalInfo *signal)
{
  if (!put_optional_str (self, signal->has_unit, signal->unit))
    return FALSE;
  put_range (self, signal);
  return (!signal->has_default || clasp_encoder_put_value (self, &signal->default_value)) &&
         put_optional_str (self, signal->has_description, signal->description);
}

static gboolean
put_meta (ClaspEncoder *self, const ClaspSignalInfo *signal)
{
  clasp_writer_put_u8 (self->writer, meta_flags (signal));
  return put_meta_fields (self, signal);
}

/* What the wire has no place for; see SIGNAL_NOTE. */
static gboolean
put_note (ClaspEncoder *self, guint index, const ClaspSignalInfo *signal, gboolean with_meta)
{
  if (!signal->has_meta || (with_meta && !signal->has_strategy))
    return TRUE;

  clasp_writer_put_u8 (self->writer, SIGNAL_NOTE);
  clasp_writer_put_u16_be (self->writer, (guint16) index);
  clasp_writer_put_u8 (self->writer, (guint8) (flag_if (signal->has_strategy, META_HAS_STRATEGY) |
                                               (with_meta ? 0 : meta_flags (signal))));
  return (with_meta || put_meta_fields (self, signal)) &&
         put_optional_str (self, signal->has_strategy, signal->strategy);
}

static gboolean
put_signal (ClaspEncoder *self, const ClaspSignalInfo *signal, gboolean with_meta)
{
  gboolean has_meta = with_meta && signal->has_meta;

  if (!clasp_encoder_put_str (self, signal->address))
    return FALSE;
  clasp_writer_put_u8 (self->writer, (guint8) signal->signal);
  clasp_writer_put_u8 (self->writer, flag_if (signal->has_datatype, SIGNAL_HAS_DATATYPE) |
                                       flag_if (signal->has_access, SIGNAL_HAS_ACCESS) |
                                       flag_if (has_meta, SIGNAL_HAS_META));
  return put_optional_str (self, signal->has_datatype, signal->datatype) &&
         put_optional_str (self, signal->has_access, signal->access) &&
         (!has_meta || put_meta (self, signal));
}

gboolean
clasp_encoder_put_signals (ClaspEncoder          *self,
                           const ClaspSignalInfo *signals,
                           guint                  n_signals,
                           gboolean               with_meta)
{
  if (!clasp_encoder_put_count (self, n_signals))
    return FALSE;
  for (guint i = 0; i < n_signals; i++)
    if (!put_signal (self, &signals[i], with_meta))
      return FALSE;
  for (guint i = 0; i < n_signals; i++)
    if (!put_note (self, i, &signals[i], with_meta))
      return FALSE;
  return TRUE;
}

static gsize
note_size (const ClaspSignalInfo *signal)
{
  gsize size = NOTE_HEAD;
  gsize value_size;

  if (!signal->has_meta)
    return 0;
  if (signal->has_unit)
    size += 2 + signal->unit.length;
  if (signal->has_range)
    size += 16;
  if (signal->has_default)
    size += clasp_value_get_data_size (&signal->default_value, &value_size) ? 1 + value_size
                                                                            : LIST_MAX_SIZE;
  if (signal->has_description)
    size += 2 + signal->description.length;
  if (signal->has_strategy)
    size += 2 + signal->strategy.length;
  return size;
}

/**
 * clasp_result_signal_size:
 * @signal: one entry of a RESULT
 *
 * Returns: how many bytes it takes, to fill frames up to the limit; 0 if it fits in none
 */
gsize
clasp_result_signal_size (const ClaspSignalInfo *signal)
{
  gsize size = 2 + signal->address.length + 1 + 1 + note_size (signal);

  if (signal->has_datatype)
    size += 2 + signal->datatype.length;
  if (signal->has_access)
    size += 2 + signal->access.length;
  return size <= LIST_MAX_SIZE ? size : 0;
}

/* --- reading --- */

static gboolean
get_meta_fields (ClaspDecoder *self, guint8 flags, ClaspSignalInfo *signal)
{
  signal->has_unit = (flags & META_HAS_UNIT) != 0;
  signal->has_range = (flags & META_HAS_RANGE) != 0;
  signal->has_default = (flags & META_HAS_DEFAULT) != 0;
  signal->has_description = (flags & META_HAS_DESCRIPTION) != 0;
  return (!signal->has_unit || clasp_decoder_get_str (self, &signal->unit)) &&
         (!signal->has_range || (clasp_decoder_get_f64_be (self, &signal->minimum) &&
                                 clasp_decoder_get_f64_be (self, &signal->maximum))) &&
         (!signal->has_default || clasp_decoder_get_value (self, &signal->default_value)) &&
         (!signal->has_description || clasp_decoder_get_str (self, &signal->description));
}

static gboolean
get_meta (ClaspDecoder *self, ClaspSignalInfo *signal)
{
  guint8 flags;

  return clasp_decoder_get_u8 (self, &flags) && get_meta_fields (self, flags, signal);
}

static void
take_note (ClaspSignalInfo *signal, ClaspSignalInfo *note, gboolean with_meta)
{
  ClaspSignalInfo old = *signal;

  signal->has_meta = TRUE;
  signal->has_strategy = note->has_strategy;
  signal->strategy = note->strategy;
  if (with_meta)
    {
      clasp_value_clear (&note->default_value); /* the signal itself has told */
      return;
    }
  *signal = *note;
  signal->address = old.address;
  signal->signal = old.signal;
  signal->has_datatype = old.has_datatype;
  signal->datatype = old.datatype;
  signal->has_access = old.has_access;
  signal->access = old.access;
  signal->has_meta = TRUE;
  clasp_value_clear (&old.default_value);
}

/* One note behind the signals; see SIGNAL_NOTE. */
static gboolean
get_note (ClaspDecoder *self, gboolean with_meta, ClaspSignalInfo *signals, guint n_signals)
{
  ClaspSignalInfo note = { .default_value = CLASP_VALUE_INIT };
  guint8          mark, flags;
  guint16         index;
  gboolean        is_good;

  is_good = clasp_decoder_get_u8 (self, &mark) && mark == SIGNAL_NOTE &&
            clasp_decoder_get_u16_be (self, &index) && index < n_signals &&
            clasp_decoder_get_u8 (self, &flags) && get_meta_fields (self, flags, &note);
  if (is_good && (flags & META_HAS_STRATEGY) != 0)
    is_good = clasp_decoder_get_str (self, &note.strategy);
  if (!is_good)
    {
      clasp_value_clear (&note.default_value);
      return FALSE;
    }

  note.has_strategy = (flags & META_HAS_STRATEGY) != 0;
  take_note (&signals[index], &note, with_meta);
  return TRUE;
}

/* What is no note was put there by somebody else and is no fault (wire.md 5). */
static void
get_notes (ClaspDecoder *self, gboolean with_meta, ClaspSignalInfo *signals, guint n_signals)
{
  gsize start;

  do
    start = self->reader.offset;
  while (clasp_reader_remaining (&self->reader) >= NOTE_HEAD &&
         get_note (self, with_meta, signals, n_signals));
  self->reader.offset = start;
  self->status.failed = FALSE;
}

static gboolean
get_signal (ClaspDecoder *self, gboolean with_meta, ClaspSignalInfo *signal)
{
  guint8 code, flags;

  if (!clasp_decoder_get_str (self, &signal->address) || !clasp_decoder_get_u8 (self, &code) ||
      !clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  signal->signal = clasp_signal_from_code (code);
  signal->has_datatype = (flags & SIGNAL_HAS_DATATYPE) != 0;
  signal->has_access = (flags & SIGNAL_HAS_ACCESS) != 0;
  signal->has_meta = with_meta && (flags & SIGNAL_HAS_META) != 0;
  return (!signal->has_datatype || clasp_decoder_get_str (self, &signal->datatype)) &&
         (!signal->has_access || clasp_decoder_get_str (self, &signal->access)) &&
         (!signal->has_meta || get_meta (self, signal));
}

gboolean
clasp_decoder_get_signals (ClaspDecoder     *self,
                           gboolean          with_meta,
                           ClaspSignalInfo **signals,
                           guint            *n_signals)
{
  guint16 count;

  if (!clasp_decoder_get_count (self, MIN_SIZE_SIGNAL, &count))
    return FALSE;

  *signals = g_new0 (ClaspSignalInfo, count);
  *n_signals = count;
  for (guint i = 0; i < count; i++)
    if (!get_signal (self, with_meta, &(*signals)[i]))
      return FALSE;
  get_notes (self, with_meta, *signals, count);
  return TRUE;
}
