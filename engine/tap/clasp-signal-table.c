/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap/clasp-signal-table.h"

#include <math.h>

/* Design notes: slots lie in chunks that never move, so a reader needs no lock to find one. A slot
 * is guarded by a sequence number: odd while it is written. Every word is stored with release and
 * loaded with acquire order, so a reader that saw any word of a newer write also sees that the
 * number moved, and reads again. On x86-64 those are plain moves.
 *
 * The worker does the least it can: it stores numbers as they are; text for them is made by whoever
 * reads the slot, which is at most a screenful a frame.
 *
 * Few signals are arrays: the numbers of those lie beside the slots, made at a signal's first array and
 * guarded by the same sequence number. */

#define CHUNK_SIZE 1024
#define N_CHUNKS (CLASP_SIGNAL_TABLE_MAX / CHUNK_SIZE)
#define TEXT_WORDS ((CLASP_SIGNAL_TEXT + 1) / 8)

typedef enum
{
  WORD_META, /* type 8, signal 8, length 16, n_updates 32 */
  WORD_RAW,  /* bits of the double or the integer */
  WORD_UPDATED,
  WORD_ORIGIN,
  WORD_TEXT,
  N_WORDS = WORD_TEXT + TEXT_WORDS,
} Word;

G_STATIC_ASSERT (N_WORDS == CLASP_SIGNAL_WORDS);

/* ClaspSignalShape, two floats to a word. */
typedef struct
{
  guint64 words[sizeof (ClaspSignalShape) / 8];
} Shape;

G_STATIC_ASSERT (sizeof (ClaspSignalShape) % 8 == 0);

typedef struct
{
  guint64 sequence;
  guint64 words[N_WORDS];
} Slot;

typedef struct
{
  Slot  slots[CHUNK_SIZE];
  char *addresses[CHUNK_SIZE]; /* (owned) set before the size grows */
  Shape *shapes[CHUNK_SIZE];   /* (owned) (nullable) */
} Chunk;

struct _ClaspSignalTable
{
  gatomicrefcount ref_count;
  Chunk          *chunks[N_CHUNKS];
  guint           size;
  guint64         serial;
  guint64         n_refused;
  /* worker */
  const ClaspSignalGate *gate; /* (unowned) (nullable) */
  gpointer        gate_data;
  /* open addressing, place holds index + 1 */
  guint32        *places; /* (owned) */
  guint           n_places;
};

static Chunk *
chunk_of (ClaspSignalTable *self,
          guint             index)
{
  return __atomic_load_n (&self->chunks[index / CHUNK_SIZE], __ATOMIC_ACQUIRE);
}

static Slot *
slot_of (ClaspSignalTable *self,
         guint             index)
{
  return &chunk_of (self, index)->slots[index % CHUNK_SIZE];
}

/**
 * clasp_signal_table_new:
 *
 * Thread: any; from then on the one that updates it is its writer.
 *
 * Returns: (transfer full): an empty table
 */
ClaspSignalTable *
clasp_signal_table_new (void)
{
  ClaspSignalTable *self = g_new0 (ClaspSignalTable, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_places = 1024;
  self->places = g_new0 (guint32, self->n_places);
  return self;
}

/**
 * clasp_signal_table_ref:
 * @self: a table
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspSignalTable *
clasp_signal_table_ref (ClaspSignalTable *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * clasp_signal_table_unref:
 * @self: (transfer full): a table
 *
 * Thread: any.
 */
void
clasp_signal_table_unref (ClaspSignalTable *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->size; i++)
    {
      g_free (self->chunks[i / CHUNK_SIZE]->addresses[i % CHUNK_SIZE]);
      g_free (self->chunks[i / CHUNK_SIZE]->shapes[i % CHUNK_SIZE]);
    }
  for (guint i = 0; i < N_CHUNKS; i++)
    g_free (self->chunks[i]);
  g_free (self->places);
  g_free (self);
}

static guint32 *
find_place (ClaspSignalTable *self,
            ClaspStr          address)
{
  guint64 hash = clasp_str_hash (address);

  for (guint i = (guint) hash & (self->n_places - 1);; i = (i + 1) & (self->n_places - 1))
    {
      guint32 place = self->places[i];

      if (place == 0 || clasp_str_equal (address, clasp_str (clasp_signal_table_get_address (self, place - 1))))
        return &self->places[i];
    }
}

static void
grow_places (ClaspSignalTable *self)
{
  g_free (self->places);
  self->n_places *= 2;
  self->places = g_new0 (guint32, self->n_places);
  for (guint i = 0; i < self->size; i++)
    *find_place (self, clasp_str (clasp_signal_table_get_address (self, i))) = i + 1;
}

static gboolean
is_forgotten (const Slot *slot)
{
  return slot->words[WORD_META] >> 32 == 0;
}

static gboolean
may_enter (ClaspSignalTable *self,
           ClaspStr          address,
           guint             index)
{
  return self->gate == NULL || self->gate->enter (address, index, self->gate_data);
}

/* The place of a new address, or NULL when the table is full or its gate shut. */
static guint32 *
add_address (ClaspSignalTable *self,
             ClaspStr          address)
{
  guint    index = self->size;
  guint32 *place;

  if (index == CLASP_SIGNAL_TABLE_MAX)
    {
      __atomic_store_n (&self->n_refused, self->n_refused + 1, __ATOMIC_RELEASE);
      return NULL;
    }
  if (!may_enter (self, address, index))
    return NULL;

  if (index * 2 >= self->n_places)
    grow_places (self);
  if (index % CHUNK_SIZE == 0)
    __atomic_store_n (&self->chunks[index / CHUNK_SIZE], g_new0 (Chunk, 1), __ATOMIC_RELEASE);

  self->chunks[index / CHUNK_SIZE]->addresses[index % CHUNK_SIZE] = clasp_str_dup (address);
  place = find_place (self, address);
  *place = index + 1;
  return place;
}

static guint
content_length (const ClaspValue *value)
{
  gsize size = 0;

  switch (clasp_value_get_type_of (value))
    {
    case CLASP_VALUE_STRING:
      return (guint) MIN (clasp_value_get_string (value).length, G_MAXUINT16);
    case CLASP_VALUE_BYTES:
      clasp_value_get_bytes (value, &size);
      return (guint) MIN (size, G_MAXUINT16);
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      return MIN (clasp_value_get_size (value), G_MAXUINT16);
    case CLASP_VALUE_NULL:
    case CLASP_VALUE_BOOL:
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
      break;
    }

  return 0;
}

/* FALSE when an element is no number. */
static gboolean
fill_shape (const ClaspValue *array,
            ClaspSignalShape *shape)
{
  guint length = clasp_value_get_size (array);

  *shape = (ClaspSignalShape) { length, length <= CLASP_SIGNAL_POINTS ? length : CLASP_SIGNAL_SUMMARY };
  for (guint i = 0; i < length; i++)
    {
      guint  point = (guint) ((guint64) i * shape->n_points / length);
      gboolean is_first = i == 0 || point != (guint) ((guint64) (i - 1) * shape->n_points / length);
      double number;

      if (!clasp_value_to_double (clasp_value_get_element (array, i), &number))
        return FALSE;
      shape->points[point] = is_first ? (float) number : MAX (shape->points[point], (float) number);
    }

  return length > 0;
}

/* Within a write of its slot. */
static void
write_shape (Shape           **place,
             const ClaspValue *array)
{
  union
  {
    ClaspSignalShape shape;
    Shape            as;
  } new;

  if (!fill_shape (array, &new.shape))
    new.shape.length = 0;
  if (*place == NULL)
    __atomic_store_n (place, g_new0 (Shape, 1), __ATOMIC_RELEASE);
  for (guint i = 0; i < G_N_ELEMENTS (new.as.words); i++)
    __atomic_store_n (&(*place)->words[i], new.as.words[i], __ATOMIC_RELEASE);
}

/* @array: NULL when the value is none. */
static void
write_slot (Slot             *slot,
            const guint64    *words,
            Shape           **shape,
            const ClaspValue *array)
{
  guint64 sequence = slot->sequence;

  __atomic_store_n (&slot->sequence, sequence + 1, __ATOMIC_RELEASE);
  for (guint i = 0; i < N_WORDS; i++)
    __atomic_store_n (&slot->words[i], words[i], __ATOMIC_RELEASE);
  if (array != NULL)
    write_shape (shape, array);
  __atomic_store_n (&slot->sequence, sequence + 2, __ATOMIC_RELEASE);
}

static void
fill_words (const Slot       *old,
            ClaspSignal       signal,
            const ClaspValue *value,
            guint64           origin,
            gint64            now_us,
            guint64          *words)
{
  ClaspValueType type = clasp_value_get_type_of (value);
  guint32        n_updates = (guint32) (old->words[WORD_META] >> 32) + 1;
  double         number = NAN;

  n_updates = MAX (n_updates, 1); /* after all 32 bits: 0 is for what is forgotten */
  words[WORD_META] = (guint64) type | (guint64) signal << 8 | (guint64) content_length (value) << 16 | (guint64) n_updates << 32;
  words[WORD_UPDATED] = (guint64) now_us;
  words[WORD_ORIGIN] = origin;
  if (type == CLASP_VALUE_INT)
    {
      memcpy (&words[WORD_RAW], &value->as.integer, 8);
      return;
    }

  clasp_value_to_double (value, &number);
  memcpy (&words[WORD_RAW], &number, 8);
  if (type != CLASP_VALUE_DOUBLE)
    clasp_value_print (value, (char *) &words[WORD_TEXT], CLASP_SIGNAL_TEXT + 1);
}

/**
 * clasp_signal_table_update:
 * @self: a table
 * @address: an address
 * @signal: how the value came
 * @value: the newest value
 * @origin: number of the session that wrote it
 * @now_us: monotonic time in microseconds
 *
 * Thread: the writer.
 *
 * Returns: the address's index, %G_MAXUINT when it is not listed: the table is full, or its gate shut
 */
guint
clasp_signal_table_update (ClaspSignalTable *self,
                           ClaspStr          address,
                           ClaspSignal       signal,
                           const ClaspValue *value,
                           guint64           origin,
                           gint64            now_us)
{
  guint32 *place = find_place (self, address);
  guint64  words[N_WORDS] = { 0 };
  guint    index;
  Slot    *slot;

  if (*place == 0)
    place = add_address (self, address);
  else if (is_forgotten (slot_of (self, *place - 1)) && !may_enter (self, address, *place - 1))
    place = NULL;
  if (place == NULL)
    return G_MAXUINT;

  index = *place - 1;
  slot = slot_of (self, index);
  fill_words (slot, signal, value, origin, now_us, words);
  write_slot (slot,
              words,
              &self->chunks[index / CHUNK_SIZE]->shapes[index % CHUNK_SIZE],
              clasp_value_get_type_of (value) == CLASP_VALUE_ARRAY ? value : NULL);
  if (index == self->size)
    __atomic_store_n (&self->size, index + 1, __ATOMIC_RELEASE);
  __atomic_store_n (&self->serial, self->serial + 1, __ATOMIC_RELEASE);
  return index;
}

/**
 * clasp_signal_table_set_gate:
 * @self: a table
 * @gate: (nullable): asked about each address that is not listed, as it comes; static
 * @user_data: handed to it
 *
 * Thread: the writer.
 */
void
clasp_signal_table_set_gate (ClaspSignalTable      *self,
                             const ClaspSignalGate *gate,
                             gpointer               user_data)
{
  self->gate = gate;
  self->gate_data = user_data;
}

/**
 * clasp_signal_table_find:
 * @self: a table
 * @address: an address
 *
 * Thread: the writer.
 *
 * Returns: its index, %G_MAXUINT when it was never in the table
 */
guint
clasp_signal_table_find (ClaspSignalTable *self,
                         ClaspStr          address)
{
  guint32 place = *find_place (self, address);

  return place != 0 ? place - 1 : G_MAXUINT;
}

static void
replace_slot (ClaspSignalTable *self,
              Slot             *slot,
              const guint64    *words)
{
  /* The numbers of an array stay beside it: they are its own again when it is remembered. */
  write_slot (slot, words, NULL, NULL);
  __atomic_store_n (&self->serial, self->serial + 1, __ATOMIC_RELEASE);
}

/**
 * clasp_signal_table_forget:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 * @slot: (out caller-allocates): what it was
 *
 * From now on it is as if nothing had come from the address, until something does.
 *
 * Thread: the writer.
 *
 * Returns: %FALSE, and nothing in @slot, when it is forgotten already
 */
gboolean
clasp_signal_table_forget (ClaspSignalTable *self,
                           guint             index,
                           ClaspSignalSlot  *slot)
{
  static const guint64 nothing[N_WORDS] = { 0 };
  Slot                *own = slot_of (self, index);

  if (is_forgotten (own))
    return FALSE;

  memcpy (slot->words, own->words, sizeof slot->words);
  replace_slot (self, own, nothing);
  if (self->gate != NULL)
    self->gate->leave (clasp_str (clasp_signal_table_get_address (self, index)), index, self->gate_data);
  return TRUE;
}

/**
 * clasp_signal_table_remember:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 * @slot: what it was when it was forgotten
 *
 * Thread: the writer.
 *
 * Returns: %FALSE when something came from the address meanwhile, which is newer, or it is kept out now
 */
gboolean
clasp_signal_table_remember (ClaspSignalTable      *self,
                             guint                  index,
                             const ClaspSignalSlot *slot)
{
  Slot *own = slot_of (self, index);

  if (!is_forgotten (own) || !may_enter (self, clasp_str (clasp_signal_table_get_address (self, index)), index))
    return FALSE;

  replace_slot (self, own, slot->words);
  return TRUE;
}

/**
 * clasp_signal_table_is_known:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 *
 * Thread: any.
 *
 * Returns: %FALSE while it is forgotten
 */
gboolean
clasp_signal_table_is_known (ClaspSignalTable *self,
                             guint             index)
{
  return __atomic_load_n (&slot_of (self, index)->words[WORD_META], __ATOMIC_ACQUIRE) >> 32 != 0;
}

/**
 * clasp_signal_table_get_size:
 * @self: a table
 *
 * Thread: any.
 *
 * Returns: how many addresses there are; they only ever become more
 */
guint
clasp_signal_table_get_size (ClaspSignalTable *self)
{
  return __atomic_load_n (&self->size, __ATOMIC_ACQUIRE);
}

/**
 * clasp_signal_table_get_address:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 *
 * Thread: any.
 *
 * Returns: (transfer none): the address, as long as the table lives
 */
const char *
clasp_signal_table_get_address (ClaspSignalTable *self,
                                guint             index)
{
  return chunk_of (self, index)->addresses[index % CHUNK_SIZE];
}

static void
read_words (Slot    *slot,
            guint64 *words)
{
  guint64 before, after;

  do
    {
      before = __atomic_load_n (&slot->sequence, __ATOMIC_ACQUIRE);
      for (guint i = 0; i < N_WORDS; i++)
        words[i] = __atomic_load_n (&slot->words[i], __ATOMIC_ACQUIRE);
      after = __atomic_load_n (&slot->sequence, __ATOMIC_ACQUIRE);
    }
  while (before != after || before % 2 == 1);
}

static void
fill_numbers (const guint64    *words,
              ClaspSignalState *state)
{
  state->type = (guint8) words[WORD_META];
  state->signal = (guint8) (words[WORD_META] >> 8);
  state->length = (guint16) (words[WORD_META] >> 16);
  state->n_updates = (guint32) (words[WORD_META] >> 32);
  state->updated_us = (gint64) words[WORD_UPDATED];
  state->origin = words[WORD_ORIGIN];
  if (state->type == CLASP_VALUE_INT)
    state->number = (double) (gint64) words[WORD_RAW];
  else
    memcpy (&state->number, &words[WORD_RAW], 8);
}

/**
 * clasp_signal_table_read:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 * @state: (out caller-allocates): a whole picture of one signal
 *
 * Thread: any. Never blocks; reads again when the worker wrote meanwhile.
 */
void
clasp_signal_table_read (ClaspSignalTable *self,
                         guint             index,
                         ClaspSignalState *state)
{
  guint64    words[N_WORDS];
  ClaspValue value;

  read_words (slot_of (self, index), words);
  fill_numbers (words, state);
  memcpy (state->text, &words[WORD_TEXT], sizeof state->text);
  if (state->type == CLASP_VALUE_INT)
    value = clasp_value_int ((gint64) words[WORD_RAW]);
  else if (state->type == CLASP_VALUE_DOUBLE)
    value = clasp_value_double (state->number);
  else
    return;

  clasp_value_print (&value, state->text, sizeof state->text);
}

/**
 * clasp_signal_table_read_numbers:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 * @state: (out caller-allocates): all but the text, which is left as it was
 *
 * The same at a tenth of the price, for whoever looks at every signal to count.
 *
 * Thread: any. Never blocks.
 */
void
clasp_signal_table_read_numbers (ClaspSignalTable *self,
                                 guint             index,
                                 ClaspSignalState *state)
{
  guint64 words[N_WORDS];

  read_words (slot_of (self, index), words);
  fill_numbers (words, state);
}

/**
 * clasp_signal_table_read_shape:
 * @self: a table
 * @index: below clasp_signal_table_get_size ()
 * @shape: (out caller-allocates): the numbers of the newest value, an array
 *
 * Thread: any. Never blocks; reads again when the worker wrote meanwhile.
 *
 * Returns: %FALSE when the newest value is no array of numbers
 */
gboolean
clasp_signal_table_read_shape (ClaspSignalTable *self,
                               guint             index,
                               ClaspSignalShape *shape)
{
  Chunk  *chunk = chunk_of (self, index);
  Slot   *slot = &chunk->slots[index % CHUNK_SIZE];
  Shape  *from = __atomic_load_n (&chunk->shapes[index % CHUNK_SIZE], __ATOMIC_ACQUIRE);
  Shape   words;
  guint64 before, after;
  guint8  type;

  if (from == NULL)
    return FALSE;

  do
    {
      before = __atomic_load_n (&slot->sequence, __ATOMIC_ACQUIRE);
      type = (guint8) __atomic_load_n (&slot->words[WORD_META], __ATOMIC_ACQUIRE);
      for (guint i = 0; i < G_N_ELEMENTS (words.words); i++)
        words.words[i] = __atomic_load_n (&from->words[i], __ATOMIC_ACQUIRE);
      after = __atomic_load_n (&slot->sequence, __ATOMIC_ACQUIRE);
    }
  while (before != after || before % 2 == 1);
  memcpy (shape, &words, sizeof *shape);

  return type == CLASP_VALUE_ARRAY && shape->length > 0;
}

/**
 * clasp_signal_table_get_n_refused:
 * @self: a table
 *
 * Thread: any.
 *
 * Returns: how many updates had no place because the table is full
 */
guint64
clasp_signal_table_get_n_refused (ClaspSignalTable *self)
{
  return __atomic_load_n (&self->n_refused, __ATOMIC_ACQUIRE);
}

/**
 * clasp_signal_table_get_serial:
 * @self: a table
 *
 * Thread: any.
 *
 * Returns: a number that grows with every update
 */
guint64
clasp_signal_table_get_serial (ClaspSignalTable *self)
{
  return __atomic_load_n (&self->serial, __ATOMIC_ACQUIRE);
}
