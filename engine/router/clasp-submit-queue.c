/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-submit-queue.h"

/* Design notes: a ring of pointers to items that are used again, so that mappings write without an
 * allocation. SET and PUBLISH, which they write, are copied field by field into an item with a text
 * buffer of its own; the rare other kinds are encoded and decoded again, which copies everything
 * whatever their lists hold. */

#define MAX_SPARE 256

typedef struct
{
  ClaspInbound inbound;
  ClaspMessage message; /* owns what messages own; texts point into @text */
  guint8      *text;    /* (owned) */
  gsize        capacity;
} Item;

struct _ClaspSubmitQueue
{
  ClaspSubmitQueueHead head;
  Item     **ring; /* (owned) */
  guint      size; /* a power of two */
  guint      first;
  GPtrArray *spare; /* (owned) of Item (owned) */
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (ClaspSubmitQueue, head) == 0);

static void
item_free (gpointer data)
{
  Item *item = data;

  clasp_message_clear (&item->message);
  g_free (item->text);
  g_free (item);
}

ClaspSubmitQueue *
clasp_submit_queue_new (void)
{
  ClaspSubmitQueue *self = g_new0 (ClaspSubmitQueue, 1);

  self->size = 64;
  self->ring = g_new (Item *, self->size);
  self->spare = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
clasp_submit_queue_free (ClaspSubmitQueue *self)
{
  for (guint i = 0; i < self->head.n; i++)
    item_free (self->ring[(self->first + i) & (self->size - 1)]);
  g_ptr_array_unref (self->spare);
  g_free (self->ring);
  g_free (self);
}

static Item *
take_spare (ClaspSubmitQueue *self)
{
  if (self->spare->len == 0)
    return g_new0 (Item, 1);
  return g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
}

static void
give_back (ClaspSubmitQueue *self, Item *item)
{
  clasp_message_clear (&item->message);
  if (self->spare->len < MAX_SPARE)
    g_ptr_array_add (self->spare, item);
  else
    item_free (item);
}

static void
keep_text (Item *item, const void *bytes, gsize size)
{
  if (item->capacity < size)
    {
      g_free (item->text);
      item->text = g_malloc (size);
      item->capacity = size;
    }
  if (size > 0)
    memcpy (item->text, bytes, size);
}

static void
copy_set (Item *item, const ClaspSet *set)
{
  keep_text (item, set->address.data, set->address.length);
  item->message.set = *set;
  item->message.set.address = (ClaspStr){ (char *) item->text, set->address.length };
  item->message.set.value = clasp_value_copy (&set->value);
}

static void
copy_publish (Item *item, const ClaspPublish *publish)
{
  ClaspPublish *copy = &item->message.publish;

  keep_text (item, publish->address.data, publish->address.length);
  *copy = *publish;
  copy->address = (ClaspStr){ (char *) item->text, publish->address.length };
  copy->value = publish->has_value ? clasp_value_copy (&publish->value) : clasp_value_null ();
  copy->samples = publish->has_samples
                    ? g_memdup2 (publish->samples, publish->n_samples * sizeof (double))
                    : NULL;
  copy->n_samples = publish->has_samples ? publish->n_samples : 0;
}

static gboolean
copy_by_codec (Item *item, const ClaspMessage *message)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  if (!clasp_message_encode (&writer, message, &status))
    return FALSE;
  keep_text (item, writer.data, writer.length);
  return clasp_message_decode (item->text, writer.length, &item->message, &status);
}

static gboolean
copy_message (Item *item, const ClaspMessage *message)
{
  item->message.type = message->type;
  if (message->type == CLASP_MESSAGE_SET)
    copy_set (item, &message->set);
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    copy_publish (item, &message->publish);
  else
    return copy_by_codec (item, message);
  return TRUE;
}

static void
grow (ClaspSubmitQueue *self)
{
  Item **ring = g_new (Item *, self->size * 2);

  for (guint i = 0; i < self->head.n; i++)
    ring[i] = self->ring[(self->first + i) & (self->size - 1)];
  g_free (self->ring);
  self->ring = ring;
  self->first = 0;
  self->size *= 2;
}

gboolean
clasp_submit_queue_push (ClaspSubmitQueue   *self,
                         const ClaspInbound *inbound,
                         const ClaspMessage *message)
{
  Item *item;

  if (self->head.n == CLASP_SUBMIT_QUEUE_MAX)
    return FALSE;
  item = take_spare (self);
  if (!copy_message (item, message))
    {
      give_back (self, item);
      return FALSE;
    }
  item->inbound = *inbound;
  if (self->head.n == self->size)
    grow (self);
  self->ring[(self->first + self->head.n++) & (self->size - 1)] = item;
  return TRUE;
}

gboolean
clasp_submit_queue_take (ClaspSubmitQueue    *self,
                         ClaspInbound        *inbound,
                         const ClaspMessage **message)
{
  Item *item;

  if (self->head.n == 0)
    return FALSE;
  item = self->ring[self->first];
  *inbound = item->inbound;
  *message = &item->message;
  return TRUE;
}

void
clasp_submit_queue_done (ClaspSubmitQueue *self)
{
  Item *item = self->ring[self->first];

  self->first = (self->first + 1) & (self->size - 1);
  self->head.n--;
  give_back (self, item);
}
