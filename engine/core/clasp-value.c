/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value.h"

#include <stdlib.h>

/* Design notes.
 *
 * Strings, bytes, arrays and maps are one heap block each: counter, size, content. A map's keys lie
 * behind its entries in the same block. The empty ones need no block at all: their box is NULL, so
 * a zeroed value of any type is valid.
 *
 * Maps from the network may hold some 20,000 entries with keys chosen by an enemy, so whatever
 * looks at all keys of a large map sorts them: no hash to collide, no quadratic walk.
 */

struct _ClaspValueBox
{
  int   ref_count; /* atomic */
  guint size;      /* bytes, elements or entries */
  union
  {
    guint8        bytes[1]; /* strings too; a NUL follows that is not counted */
    ClaspValue    elements[1];
    ClaspMapEntry entries[1];
  } as;
};

#define BOX_HEADER G_STRUCT_OFFSET (ClaspValueBox, as)
/* Up to here comparing every key with every other is cheaper than sorting. */
#define SMALL_MAP 16

static inline gboolean
is_boxed (const ClaspValue *self)
{
  return self->type >= CLASP_VALUE_STRING;
}

static ClaspValueBox *
box_new (gsize content_size, guint size)
{
  ClaspValueBox *box = g_malloc (BOX_HEADER + content_size);

  box->ref_count = 1;
  box->size = size;
  return box;
}

static ClaspValue
value_from_box (ClaspValueType type, ClaspValueBox *box)
{
  ClaspValue self = { type, { 0 } };

  self.as.box = box;
  return self;
}

static ClaspValue
value_from_data (ClaspValueType type, const void *data, gsize size)
{
  ClaspValueBox *box = NULL;

  if (size > 0)
    {
      g_assert (size <= G_MAXUINT - 1);
      box = box_new (size + 1, (guint) size);
      memcpy (box->as.bytes, data, size);
      box->as.bytes[size] = 0;
    }

  return value_from_box (type, box);
}

/**
 * clasp_value_string:
 * @text: well-formed UTF-8; may hold U+0000
 *
 * Makes a string value with a copy of @text.
 *
 * Returns: a value to give back with [func@Clasp.value_clear]
 */
ClaspValue
clasp_value_string (ClaspStr text)
{
  return value_from_data (CLASP_VALUE_STRING, text.data, text.length);
}

/**
 * clasp_value_bytes:
 * @data: (array length=size) (nullable): the bytes; may be %NULL when @size is 0
 * @size: number of bytes
 *
 * Makes a value of opaque bytes with a copy of @data.
 *
 * Returns: a value to give back with [func@Clasp.value_clear]
 */
ClaspValue
clasp_value_bytes (const guint8 *data, gsize size)
{
  return value_from_data (CLASP_VALUE_BYTES, data, size);
}

/**
 * clasp_value_array:
 * @elements: (array length=n_elements): values that this function takes over
 * @n_elements: number of elements
 *
 * Makes an array of values. The memory of @elements itself stays the caller's; what the values hold
 * does not.
 *
 * Returns: a value to give back with [func@Clasp.value_clear]
 */
ClaspValue
clasp_value_array (const ClaspValue *elements, guint n_elements)
{
  ClaspValueBox *box = NULL;

  if (n_elements > 0)
    {
      gsize content = n_elements * sizeof (ClaspValue);

      box = box_new (content, n_elements);
      memcpy (box->as.elements, elements, content);
    }

  return value_from_box (CLASP_VALUE_ARRAY, box);
}

static int
compare_keys (ClaspStr a, ClaspStr b)
{
  gsize common = MIN (a.length, b.length);
  int   order = common > 0 ? memcmp (a.data, b.data, common) : 0;

  return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int
compare_entries (const void *a, const void *b)
{
  const ClaspMapEntry *const *first = a;
  const ClaspMapEntry *const *second = b;
  int                         order = compare_keys ((*first)->key, (*second)->key);

  /* Of equal keys the earlier entry first: they lie in one array. */
  return order != 0 ? order : (*first > *second) - (*first < *second);
}

/* The entries ordered by key; free the array with g_free (). */
static const ClaspMapEntry **
sort_entries (const ClaspMapEntry *entries, guint n_entries)
{
  const ClaspMapEntry **sorted = g_new (const ClaspMapEntry *, n_entries);

  for (guint i = 0; i < n_entries; i++)
    sorted[i] = &entries[i];
  qsort (sorted, n_entries, sizeof *sorted, compare_entries);
  return sorted;
}

/* For each entry the index of the first entry with its key. */
static void
find_first_places_small (const ClaspMapEntry *entries, guint n_entries, guint *places)
{
  for (guint i = 0; i < n_entries; i++)
    {
      guint first = 0;

      while (!clasp_str_equal (entries[first].key, entries[i].key))
        first++;
      places[i] = first;
    }
}

static void
find_first_places (const ClaspMapEntry *entries, guint n_entries, guint *places)
{
  g_autofree const ClaspMapEntry **sorted = sort_entries (entries, n_entries);
  guint                            first = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      if (!clasp_str_equal (sorted[i]->key, sorted[first]->key))
        first = i;
      places[sorted[i] - entries] = (guint) (sorted[first] - entries);
    }
}

/* Copies entry @from into the box under the place of its key; its key's bytes go to @keys. */
static void
box_put_entry (ClaspValueBox *box, guint place, const ClaspMapEntry *from, char **keys)
{
  ClaspMapEntry *entry = &box->as.entries[place];

  entry->value = from->value;
  entry->key = (ClaspStr){ *keys, from->key.length };
  if (from->key.length > 0)
    memcpy (*keys, from->key.data, from->key.length);
  *keys += from->key.length;
}

static ClaspValueBox *
map_box_new (const ClaspMapEntry *entries, guint n_entries, guint *places)
{
  gsize          keys_size = 0;
  guint          n_kept = 0;
  ClaspValueBox *box;
  char          *keys;

  for (guint i = 0; i < n_entries; i++)
    if (places[i] == i)
      {
        keys_size += entries[i].key.length;
        n_kept++;
      }

  box = box_new (n_kept * sizeof (ClaspMapEntry) + keys_size, n_kept);
  keys = (char *) &box->as.entries[n_kept];
  n_kept = 0;
  for (guint i = 0; i < n_entries; i++)
    {
      if (places[i] == i)
        {
          places[i] = n_kept; /* from now on: the place in the box */
          box_put_entry (box, n_kept++, &entries[i], &keys);
        }
      else
        {
          places[i] = places[places[i]];
          clasp_value_clear (&box->as.entries[places[i]].value);
          box->as.entries[places[i]].value = entries[i].value;
        }
    }

  return box;
}

/**
 * clasp_value_map:
 * @entries: (array length=n_entries): keys, which are copied, and values, which are taken over
 * @n_entries: number of entries
 *
 * Makes a map. Entries keep their order; of a repeated key the last entry wins (wire.md 8.1) and
 * keeps the first one's place.
 *
 * Returns: a value to give back with [func@Clasp.value_clear]
 */
ClaspValue
clasp_value_map (const ClaspMapEntry *entries, guint n_entries)
{
  guint             small[SMALL_MAP];
  g_autofree guint *large = NULL;

  if (n_entries == 0)
    return value_from_box (CLASP_VALUE_MAP, NULL);

  if (n_entries <= SMALL_MAP)
    {
      find_first_places_small (entries, n_entries, small);
      return value_from_box (CLASP_VALUE_MAP, map_box_new (entries, n_entries, small));
    }

  large = g_new (guint, n_entries);
  find_first_places (entries, n_entries, large);
  return value_from_box (CLASP_VALUE_MAP, map_box_new (entries, n_entries, large));
}

/**
 * clasp_value_copy:
 * @self: a value
 *
 * Makes another reference to the content; nothing is copied but sixteen bytes.
 *
 * Thread: any.
 *
 * Returns: a value to give back with [func@Clasp.value_clear]
 */
ClaspValue
clasp_value_copy (const ClaspValue *self)
{
  if (is_boxed (self) && self->as.box != NULL)
    g_atomic_int_inc (&self->as.box->ref_count);

  return *self;
}

static void
box_free (ClaspValueType type, ClaspValueBox *box)
{
  if (type == CLASP_VALUE_ARRAY)
    for (guint i = 0; i < box->size; i++)
      clasp_value_clear (&box->as.elements[i]);
  else if (type == CLASP_VALUE_MAP)
    for (guint i = 0; i < box->size; i++)
      clasp_value_clear (&box->as.entries[i].value);

  g_free (box);
}

/*
 * clasp_value_release:
 * @self: a value
 *
 * Gives back what @self holds, but leaves @self as it is.
 */
void
clasp_value_release (const ClaspValue *self)
{
  if (is_boxed (self) && self->as.box != NULL &&
      g_atomic_int_dec_and_test (&self->as.box->ref_count))
    box_free (self->type, self->as.box);
}

static ClaspValueBox *
get_box (const ClaspValue *self, ClaspValueType type)
{
  return self->type == type ? self->as.box : NULL;
}

/**
 * clasp_value_get_string:
 * @self: a value
 *
 * Returns: the text of a string, borrowed from @self and followed by a NUL; empty for any other
 * type
 */
ClaspStr
clasp_value_get_string (const ClaspValue *self)
{
  const ClaspValueBox *box = get_box (self, CLASP_VALUE_STRING);

  if (box == NULL)
    return CLASP_STR_EMPTY;

  return (ClaspStr){ (const char *) box->as.bytes, box->size };
}

/**
 * clasp_value_get_bytes:
 * @self: a value
 * @size: (out): number of bytes
 *
 * Returns: (array length=size) (nullable): the bytes, borrowed from @self; something that is not
 *   %NULL, and 0, when it has none; %NULL and 0 when @self is of another type
 */
const guint8 *
clasp_value_get_bytes (const ClaspValue *self, gsize *size)
{
  const ClaspValueBox *box = get_box (self, CLASP_VALUE_BYTES);

  *size = box != NULL ? box->size : 0;
  if (box != NULL)
    return box->as.bytes;

  return self->type == CLASP_VALUE_BYTES ? (const guint8 *) "" : NULL;
}

/**
 * clasp_value_get_size:
 * @self: a value
 *
 * Returns: the number of elements of an array or entries of a map; 0 for any other type
 */
guint
clasp_value_get_size (const ClaspValue *self)
{
  if (self->type != CLASP_VALUE_ARRAY && self->type != CLASP_VALUE_MAP)
    return 0;

  return self->as.box != NULL ? self->as.box->size : 0;
}

/**
 * clasp_value_get_element:
 * @self: a value
 * @index: 0 to size - 1
 *
 * Returns: (nullable): an element of an array, borrowed from @self; %NULL past the end or when
 * @self is no array
 */
const ClaspValue *
clasp_value_get_element (const ClaspValue *self, guint index)
{
  const ClaspValueBox *box = get_box (self, CLASP_VALUE_ARRAY);

  return box != NULL && index < box->size ? &box->as.elements[index] : NULL;
}

/**
 * clasp_value_get_entry:
 * @self: a value
 * @index: 0 to size - 1
 * @key: (out) (optional): the key, borrowed from @self
 *
 * Returns: (nullable): the value of a map's entry, borrowed from @self; %NULL past the end or when
 *   @self is no map
 */
const ClaspValue *
clasp_value_get_entry (const ClaspValue *self, guint index, ClaspStr *key)
{
  const ClaspValueBox *box = get_box (self, CLASP_VALUE_MAP);

  if (box == NULL || index >= box->size)
    return NULL;

  if (key != NULL)
    *key = box->as.entries[index].key;
  return &box->as.entries[index].value;
}

/**
 * clasp_value_lookup:
 * @self: a value
 * @key: the key to look for
 *
 * Returns: (nullable): what a map holds under @key, borrowed from @self; %NULL if it holds nothing
 * or
 *   @self is no map
 */
const ClaspValue *
clasp_value_lookup (const ClaspValue *self, const char *key)
{
  const ClaspValueBox *box = get_box (self, CLASP_VALUE_MAP);
  ClaspStr             wanted = clasp_str (key);

  for (guint i = 0; box != NULL && i < box->size; i++)
    if (clasp_str_equal (box->as.entries[i].key, wanted))
      return &box->as.entries[i].value;

  return NULL;
}

static gboolean
arrays_equal (const ClaspValueBox *a, const ClaspValueBox *b)
{
  for (guint i = 0; i < a->size; i++)
    if (!clasp_value_equal (&a->as.elements[i], &b->as.elements[i]))
      return FALSE;

  return TRUE;
}

static gboolean
sorted_maps_equal (const ClaspValueBox *a, const ClaspValueBox *b)
{
  g_autofree const ClaspMapEntry **first = sort_entries (a->as.entries, a->size);
  g_autofree const ClaspMapEntry **second = sort_entries (b->as.entries, b->size);

  for (guint i = 0; i < a->size; i++)
    if (!clasp_str_equal (first[i]->key, second[i]->key) ||
        !clasp_value_equal (&first[i]->value, &second[i]->value))
      return FALSE;

  return TRUE;
}

static gboolean
maps_equal (const ClaspValueBox *a, const ClaspValueBox *b)
{
  guint i = 0;

  /* Two states of one signal usually keep their order. */
  while (i < a->size && clasp_str_equal (a->as.entries[i].key, b->as.entries[i].key))
    {
      if (!clasp_value_equal (&a->as.entries[i].value, &b->as.entries[i].value))
        return FALSE;
      i++;
    }

  return i == a->size || sorted_maps_equal (a, b);
}

static gboolean
boxes_equal (ClaspValueType type, const ClaspValueBox *a, const ClaspValueBox *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->size != b->size)
    return FALSE;
  if (type == CLASP_VALUE_ARRAY)
    return arrays_equal (a, b);
  if (type == CLASP_VALUE_MAP)
    return maps_equal (a, b);

  return memcmp (a->as.bytes, b->as.bytes, a->size) == 0;
}

/**
 * clasp_value_equal:
 * @a: a value
 * @b: another value
 *
 * Compares type and content: an int never equals a double, doubles compare by their bits, and the
 * order of a map's entries does not matter.
 *
 * Returns: %TRUE if they are the same
 */
gboolean
clasp_value_equal (const ClaspValue *a, const ClaspValue *b)
{
  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case CLASP_VALUE_NULL:
      return TRUE;
    case CLASP_VALUE_BOOL:
      return a->as.boolean == b->as.boolean;
    case CLASP_VALUE_INT:
      return a->as.integer == b->as.integer;
    case CLASP_VALUE_DOUBLE:
      return memcmp (&a->as.number, &b->as.number, sizeof (double)) == 0;
    case CLASP_VALUE_STRING:
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      break;
    }

  return boxes_equal (a->type, a->as.box, b->as.box);
}

/**
 * clasp_value_type_to_string:
 * @type: a type
 *
 * Returns: its name in lower case, for example `double`
 */
const char *
clasp_value_type_to_string (ClaspValueType type)
{
  switch (type)
    {
    case CLASP_VALUE_NULL:
      return "null";
    case CLASP_VALUE_BOOL:
      return "bool";
    case CLASP_VALUE_INT:
      return "int";
    case CLASP_VALUE_DOUBLE:
      return "double";
    case CLASP_VALUE_STRING:
      return "string";
    case CLASP_VALUE_BYTES:
      return "bytes";
    case CLASP_VALUE_ARRAY:
      return "array";
    case CLASP_VALUE_MAP:
      return "map";
    }

  return "unknown";
}
