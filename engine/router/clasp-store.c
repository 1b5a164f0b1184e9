/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-store.h"

#include "router/clasp-folders.h"

/* Design notes: the hash table holds (tag, place) pairs of eight bytes with linear probing, so that
 * a look-up that misses touches no parameter, and a table for a million of them is 16 MiB. The tag
 * is the upper half of the mixed hash; deletion shifts the run back instead of leaving tombstones.
 * Places of removed parameters are given out again. One allocation holds a parameter and its
 * address. */

#define MIN_SLOTS 64
#define BOX_BYTES 32    /* head of a shared value and of its allocation */

typedef struct
{
  guint32 tag;
  guint32 place; /* + 1; 0 = empty */
} Slot;

typedef struct
{
  guint64 hash;
  guint64 revision;
} Remains;

struct _ClaspStore
{
  ClaspStoreHead head;
  Slot      *slots;  /* (owned) */
  guint32    mask;   /* number of slots - 1 */
  guint64    seed;   /* so that nobody can aim at one slot */
  GPtrArray *places; /* (owned) of ClaspParam (owned) or NULL */
  GArray    *free;   /* (owned) of guint32: places that hold nothing */
  guint32    newest; /* place + 1 */
  guint32    oldest;
  ClaspFolders *folders; /* (owned) the same parameters by folder */
  guint      n_params;
  gsize      n_bytes;
  Remains   *remains; /* (owned) (nullable) of removed parameters, by hash */
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (ClaspStore, head) == 0);

ClaspWriterId *
clasp_writer_id_new (ClaspStr text)
{
  ClaspWriterId *self = g_malloc (sizeof *self + text.length + 1);

  self->n_references = 1;
  self->length = (guint) text.length;
  memcpy (self->text, text.data, text.length);
  self->text[text.length] = '\0';
  return self;
}

ClaspWriterId *
clasp_writer_id_ref (ClaspWriterId *self)
{
  self->n_references++;
  return self;
}

void
clasp_writer_id_unref (ClaspWriterId *self)
{
  if (--self->n_references == 0)
    g_free (self);
}

ClaspStore *
clasp_store_new (void)
{
  ClaspStore *self = g_new0 (ClaspStore, 1);

  self->mask = MIN_SLOTS - 1;
  self->slots = g_new0 (Slot, MIN_SLOTS);
  self->seed = ((guint64) g_random_int () << 32) | g_random_int ();
  self->places = g_ptr_array_new ();
  self->free = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->folders = clasp_folders_new (self);
  return self;
}

static void
param_free (ClaspParam *param)
{
  clasp_value_clear (&param->value);
  if (param->writer != NULL)
    clasp_writer_id_unref (param->writer);
  g_free (param);
}

void
clasp_store_free (ClaspStore *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      ClaspParam *param = g_ptr_array_index (self->places, i);

      if (param != NULL)
        param_free (param);
    }
  clasp_folders_free (self->folders);
  g_ptr_array_unref (self->places);
  g_array_unref (self->free);
  g_free (self->remains);
  g_free (self->slots);
  g_free (self);
}

static inline guint64
hash_of (const ClaspStore *self, ClaspStr address)
{
  return clasp_bytes_hash (address.data, address.length, self->seed);
}

static inline guint32
tag_of (const ClaspStore *self, ClaspStr address)
{
  return (guint32) (hash_of (self, address) >> 32);
}

static ClaspParam *
find (ClaspStore *self, ClaspStr address, guint32 tag)
{
  for (guint32 i = tag & self->mask; self->slots[i].place != 0; i = (i + 1) & self->mask)
    {
      ClaspParam *param;

      if (self->slots[i].tag != tag)
        continue;
      param = self->places->pdata[self->slots[i].place - 1];
      if (param->length == address.length &&
          clasp_bytes_equal (param->address, address.data, address.length))
        return param;
    }
  return NULL;
}

ClaspParam *
clasp_store_lookup (ClaspStore *self, ClaspStr address)
{
  return find (self, address, tag_of (self, address));
}

static void
insert_slot (ClaspStore *self, Slot slot)
{
  guint32 i = slot.tag & self->mask;

  while (self->slots[i].place != 0)
    i = (i + 1) & self->mask;
  self->slots[i] = slot;
}

static void
grow (ClaspStore *self)
{
  Slot   *old = self->slots;
  guint32 n_old = self->mask + 1;

  self->mask = n_old * 2 - 1;
  self->slots = g_new0 (Slot, (gsize) n_old * 2);
  for (guint32 i = 0; i < n_old; i++)
    if (old[i].place != 0)
      insert_slot (self, old[i]);
  g_free (old);
}

static guint32
take_place (ClaspStore *self, ClaspParam *param)
{
  guint32 place;

  if (self->free->len == 0)
    {
      g_ptr_array_add (self->places, param);
      return self->places->len - 1;
    }

  place = g_array_index (self->free, guint32, self->free->len - 1);
  g_array_set_size (self->free, self->free->len - 1);
  self->places->pdata[place] = param;
  return place;
}

static Remains *
remains_of (ClaspStore *self, guint64 hash)
{
  return &self->remains[(hash >> 32) & (CLASP_STORE_N_REMAINS - 1)];
}

guint64
clasp_store_get_last_revision (ClaspStore *self, ClaspStr address)
{
  guint64 hash = hash_of (self, address);

  if (self->remains == NULL || remains_of (self, hash)->hash != hash)
    return 0;
  return remains_of (self, hash)->revision;
}

void
clasp_store_set_last_revision (ClaspStore *self, ClaspStr address, guint64 revision)
{
  guint64 hash = hash_of (self, address);

  if (self->remains == NULL)
    self->remains = g_new0 (Remains, CLASP_STORE_N_REMAINS);
  *remains_of (self, hash) = (Remains){ hash, revision };
}

static gsize
fixed_bytes (const ClaspParam *param)
{
  return sizeof *param + param->length;
}

static void
link_newest (ClaspStore *self, ClaspParam *param)
{
  param->newer = 0;
  param->older = self->newest;
  if (self->newest != 0)
    clasp_store_get_at (self, self->newest - 1)->newer = param->place + 1;
  else
    self->oldest = param->place + 1;
  self->newest = param->place + 1;
  self->head.newest = param;
}

static void
unlink_age (ClaspStore *self, ClaspParam *param)
{
  if (param->newer != 0)
    clasp_store_get_at (self, param->newer - 1)->older = param->older;
  else
    {
      self->newest = param->older;
      self->head.newest = param->older != 0 ? clasp_store_get_at (self, param->older - 1) : NULL;
    }
  if (param->older != 0)
    clasp_store_get_at (self, param->older - 1)->newer = param->newer;
  else
    self->oldest = param->newer;
}

ClaspParam *
clasp_store_add (ClaspStore *self, ClaspStr address)
{
  ClaspParam *param = g_malloc (sizeof *param + address.length);

  memset (param, 0, sizeof *param);
  param->length = (guint16) address.length;
  memcpy (param->address, address.data, address.length);
  param->tag = tag_of (self, address);
  param->place = take_place (self, param);
  param->revision = clasp_store_get_last_revision (self, address);

  if ((guint64) (self->n_params + 1) * 4 > (guint64) (self->mask + 1) * 3)
    grow (self);
  insert_slot (self, (Slot){ param->tag, param->place + 1 });
  link_newest (self, param);
  clasp_folders_add (self->folders, param);
  self->n_params++;
  self->n_bytes += fixed_bytes (param);
  return param;
}

/* Closes the gap at @hole: whoever of the run behind it may stand nearer to home moves up. */
static void
shift_back (ClaspStore *self, guint32 hole)
{
  for (guint32 i = (hole + 1) & self->mask; self->slots[i].place != 0; i = (i + 1) & self->mask)
    {
      guint32 distance = (i - self->slots[i].tag) & self->mask;

      if (distance < ((i - hole) & self->mask))
        continue;
      self->slots[hole] = self->slots[i];
      hole = i;
    }
  self->slots[hole] = (Slot){ 0, 0 };
}

void
clasp_store_remove (ClaspStore *self, ClaspParam *param)
{
  guint32 i = param->tag & self->mask;

  while (self->slots[i].place != param->place + 1)
    i = (i + 1) & self->mask;
  shift_back (self, i);
  clasp_store_set_last_revision (self, clasp_param_get_address (param), param->revision);
  unlink_age (self, param);
  clasp_folders_remove (self->folders, param);
  self->places->pdata[param->place] = NULL;
  g_array_append_val (self->free, param->place);
  self->n_params--;
  self->n_bytes -= fixed_bytes (param) + param->extra_bytes;
  param_free (param);
}

void
clasp_store_set_value (ClaspStore *self, ClaspParam *param, const ClaspValue *value)
{
  ClaspValue old = param->value;
  guint32    extra = (guint32) clasp_store_value_bytes (value);

  param->value = clasp_value_copy (value);
  clasp_value_clear (&old);
  self->n_bytes += extra;
  self->n_bytes -= param->extra_bytes;
  param->extra_bytes = extra;
}

void
clasp_store_make_newest (ClaspStore *self, ClaspParam *param)
{
  unlink_age (self, param);
  link_newest (self, param);
}

ClaspParam *
clasp_store_get_oldest (ClaspStore *self)
{
  return self->oldest == 0 ? NULL : clasp_store_get_at (self, self->oldest - 1);
}

guint
clasp_store_get_n_params (ClaspStore *self)
{
  return self->n_params;
}

gsize
clasp_store_get_n_bytes (ClaspStore *self)
{
  return self->n_bytes + clasp_folders_get_n_bytes (self->folders);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ClaspParam *x = *(ClaspParam *const *) a;
  const ClaspParam *y = *(ClaspParam *const *) b;

  return (x->place > y->place) - (x->place < y->place);
}

gboolean
clasp_store_find (ClaspStore         *self,
                  const ClaspPattern *pattern,
                  guint               most,
                  GPtrArray          *found)
{
  g_ptr_array_set_size (found, 0);
  if (!clasp_folders_find (self->folders, pattern, most, found))
    return FALSE;
  g_ptr_array_sort (found, compare_places);
  return TRUE;
}

guint
clasp_store_get_n_places (ClaspStore *self)
{
  return self->places->len;
}

ClaspParam *
clasp_store_get_at (ClaspStore *self, guint place)
{
  return self->places->pdata[place];
}

gsize
clasp_store_value_bytes (const ClaspValue *value)
{
  gsize bytes = 0;
  guint n = clasp_value_get_size (value);

  switch (value->type)
    {
    case CLASP_VALUE_NULL:
    case CLASP_VALUE_BOOL:
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
      break;
    case CLASP_VALUE_STRING:
      bytes = BOX_BYTES + clasp_value_get_string (value).length;
      break;
    case CLASP_VALUE_BYTES:
      clasp_value_get_bytes (value, &bytes);
      bytes += BOX_BYTES;
      break;
    case CLASP_VALUE_ARRAY:
      bytes = BOX_BYTES + n * sizeof (ClaspValue);
      for (guint i = 0; i < n; i++)
        bytes += clasp_store_value_bytes (clasp_value_get_element (value, i));
      break;
    case CLASP_VALUE_MAP:
      bytes = BOX_BYTES + n * sizeof (ClaspMapEntry);
      for (guint i = 0; i < n; i++)
        {
          ClaspStr key;

          bytes += clasp_store_value_bytes (clasp_value_get_entry (value, i, &key));
          bytes += key.length;
        }
      break;
    }
  return bytes;
}
