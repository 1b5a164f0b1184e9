/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-record-ring.h"

#include <string.h>

/* Design notes: the block that is written lies in @open, which keeps its memory; when it is full it is copied
 * into memory of its exact size. There is one block more than @capacity fills, so that those that can be
 * read back are never in the one that is overwritten next. */

#define BLOCK 1024
#define FIXED offsetof (ClaspMonitorRecord, address)

typedef struct
{
  guint8 *bytes; /* (owned) (nullable) */
  gsize   size;
  guint32 starts[BLOCK];
} Block;

struct _BrRecordRing
{
  guint       n_blocks;
  Block     **blocks; /* (owned) each (nullable) */
  guint64     first, next; /* @first: of those since it was cleared */
  GByteArray *open;   /* (owned) */
};

static Block **
place_of (BrRecordRing *self, guint64 number)
{
  return &self->blocks[(number / BLOCK) % self->n_blocks];
}

static void
block_free (Block *block)
{
  if (block != NULL)
    g_free (block->bytes);
  g_free (block);
}

static Block *
begin_block (BrRecordRing *self)
{
  Block **place = place_of (self, self->next);

  if (*place == NULL)
    *place = g_new0 (Block, 1);
  g_clear_pointer (&(*place)->bytes, g_free);
  (*place)->size = 0;
  g_byte_array_set_size (self->open, 0);

  return *place;
}

static void
append_text (BrRecordRing *self, const char *text, gsize room)
{
  gsize        length = strnlen (text, room - 1);
  const guint8 end = 0;

  g_byte_array_append (self->open, (const guint8 *) text, (guint) length);
  g_byte_array_append (self->open, &end, 1);
}

void
br_record_ring_append (BrRecordRing *self, const ClaspMonitorRecord *record)
{
  guint  index = (guint) (self->next % BLOCK);
  Block *block = *place_of (self, self->next);

  if (index == 0 || block == NULL)
    block = begin_block (self);
  block->starts[index] = self->open->len;
  g_byte_array_append (self->open, (const guint8 *) record, FIXED);
  append_text (self, record->address, sizeof record->address);
  append_text (self, record->text, sizeof record->text);
  if (index == BLOCK - 1)
    {
      block->size = self->open->len;
      block->bytes = g_memdup2 (self->open->data, block->size);
    }
  self->next++;
}

void
br_record_ring_clear (BrRecordRing *self)
{
  for (guint i = 0; i < self->n_blocks; i++)
    g_clear_pointer (&self->blocks[i], block_free);
  g_byte_array_set_size (self->open, 0);
  self->first = self->next;
}

static gboolean
is_kept (BrRecordRing *self, guint64 number)
{
  guint64 n_kept = (guint64) (self->n_blocks - 1) * BLOCK;

  return number >= self->first && number < self->next && self->next - number <= n_kept;
}

gboolean
br_record_ring_read (BrRecordRing *self, guint64 number, ClaspMonitorRecord *record)
{
  const guint8 *bytes;
  const Block  *block;
  gsize         address_size;

  if (!is_kept (self, number))
    return FALSE;

  block = *place_of (self, number);
  bytes = (block->bytes != NULL ? block->bytes : self->open->data) + block->starts[number % BLOCK];
  memcpy (record, bytes, FIXED);
  bytes += FIXED;
  address_size = strlen ((const char *) bytes) + 1;
  memcpy (record->address, bytes, address_size);
  bytes += address_size;
  memcpy (record->text, bytes, strlen ((const char *) bytes) + 1);

  return TRUE;
}

gsize
br_record_ring_get_size (BrRecordRing *self)
{
  gsize size = self->open->len;

  for (guint i = 0; i < self->n_blocks; i++)
    size += self->blocks[i] != NULL ? sizeof (Block) + self->blocks[i]->size : 0;

  return size;
}

BrRecordRing *
br_record_ring_new (guint capacity)
{
  BrRecordRing *self = g_new0 (BrRecordRing, 1);

  self->n_blocks = (capacity + BLOCK - 1) / BLOCK + 1;
  self->blocks = g_new0 (Block *, self->n_blocks);
  self->open = g_byte_array_new ();

  return self;
}

void
br_record_ring_free (BrRecordRing *self)
{
  if (self == NULL)
    return;

  br_record_ring_clear (self);
  g_byte_array_unref (self->open);
  g_free (self->blocks);
  g_free (self);
}
