/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A limit is not an error of Lua: a script could catch that, or do harm while it is
 * passed up (to-be-closed variables, message handlers, for which Lua even turns its hooks off).
 * Instead the limit jumps straight out of the machine, which is never entered again: all its memory
 * is in one list and given back block by block. So nothing a script prepared runs after its end.
 *
 * Time is looked at by a hook every few instructions, by every allocation that is large or the
 * thousandth, and by the loops of our own C functions. What is left is single calls of Lua's own
 * functions on a text, which are linear in it, and no block of memory is large; and making room in
 * a table, which nothing interrupts: so tables have no more keys than that takes some milliseconds
 * for, and it is not begun where there may not be so much time left.
 *
 * Lua collects garbage as it goes; when memory runs out it collects all at once and asks again. Two
 * such collections in a call are enough: more would be a way to spend time. */

#include "mapping/script/clasp-script-private.h"

#include <locale.h>
#include <time.h>

#define HOOK_INSTRUCTIONS 16
#define CHECKED_BYTES 4096 /* an allocation of so much costs enough to look at the clock */
#define CHECKED_ALLOCATIONS 512
#define MAX_COLLECTIONS 2
#define KEY_BYTES 24 /* of a table in Lua 5.4; a test notices if that changes */
#define CHECKED_KEYS 1024
#define LOOKS_PER_US 1000 /* at keys of a table, about */

struct _ClaspScriptBlock
{
  ClaspScriptBlock *previous, *next;
};

/* ---- time ---- */

static gint64
thread_time_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
start_time (ClaspScript *self)
{
  self->started_wall_us = g_get_monotonic_time ();
  self->started_us =
    self->limits.clock != NULL ? self->limits.clock (self->limits.clock_data) : thread_time_us ();
}

/* Whether what takes @more_us would be over the limit. The thread's time is the true one, but
 * asking for it takes a system call: it is asked only once the time on the wall, which is never
 * less, says so. */
static gboolean
would_be_over (ClaspScript *self, gint64 more_us)
{
  gint64 limit_us = (gint64) self->limits.timeout_ms * 1000 - more_us;

  if (self->limits.clock != NULL)
    return self->limits.clock (self->limits.clock_data) - self->started_us >= limit_us;
  return g_get_monotonic_time () - self->started_wall_us >= limit_us &&
         thread_time_us () - self->started_us >= limit_us;
}

gboolean
clasp_script_is_over (ClaspScript *self)
{
  return would_be_over (self, 0);
}

void
clasp_script_cut (ClaspScript *self, const char *why)
{
  g_assert (self->is_armed);
  self->cut_why = why;
  longjmp (self->cut, 1);
}

void
clasp_script_check (ClaspScript *self)
{
  if (clasp_script_is_over (self))
    clasp_script_cut (self, "took too long");
}

static void
hook_cb (lua_State *lua, lua_Debug *debug)
{
  clasp_script_check (clasp_script_of (lua));
}

/* ---- memory ---- */

static void
link_block (ClaspScript *self, ClaspScriptBlock *block)
{
  block->previous = NULL;
  block->next = self->blocks;
  if (block->next != NULL)
    block->next->previous = block;
  self->blocks = block;
}

static void
unlink_block (ClaspScript *self, ClaspScriptBlock *block)
{
  if (block->previous != NULL)
    block->previous->next = block->next;
  else
    self->blocks = block->next;
  if (block->next != NULL)
    block->next->previous = block->previous;
}

static void *
release (ClaspScript *self, void *memory, size_t size)
{
  if (memory != NULL)
    {
      ClaspScriptBlock *block = (ClaspScriptBlock *) memory - 1;

      unlink_block (self, block);
      self->used_bytes -= size + sizeof (ClaspScriptBlock);
      g_free (block);
    }
  return NULL;
}

/* The keys of a table are allocated at once, are a power of two and no object by themselves, for
 * which Lua would say the kind in @old_size; 0 for what cannot be keys. What may look like them is
 * the list of a table that is made with 6,144 or 12,288 places, which push_array () in
 * clasp-script-value.c avoids, and a text of exactly 96 or 192 KiB that is put together in one
 * piece. */
static gsize
count_keys (const void *memory, size_t old_size, size_t new_size)
{
  size_t n_keys = new_size / KEY_BYTES;

  if (memory != NULL || old_size != 0 || new_size % KEY_BYTES != 0)
    return 0;
  return (n_keys & (n_keys - 1)) == 0 ? n_keys : 0;
}

/* Room for so many is made when there are half of them, each of which may be looked at for each. */
static void
check_room (ClaspScript *self, gsize n_keys)
{
  const gint64 worst_us = (gint64) (n_keys / 2 * (n_keys / 2) / LOOKS_PER_US);

  if (n_keys >= CHECKED_KEYS && n_keys <= CLASP_SCRIPT_MAX_KEYS && would_be_over (self, worst_us))
    clasp_script_cut (self, "took too long");
}

/* Lua collects its garbage after the first refusal and asks again. */
static void *
refuse (ClaspScript *self)
{
  if (self->is_starved || self->n_collections == MAX_COLLECTIONS)
    clasp_script_cut (self, "needed too much memory");
  self->n_collections++;
  self->is_starved = TRUE;
  return NULL;
}

static void
check_sometimes (ClaspScript *self, size_t size)
{
  if (++self->n_allocations < CHECKED_ALLOCATIONS && size < CHECKED_BYTES)
    return;
  self->n_allocations = 0;
  clasp_script_check (self);
}

static void *
allocate_cb (void *user_data, void *memory, size_t old_size, size_t new_size)
{
  ClaspScript      *self = user_data;
  size_t            present = memory != NULL ? old_size + sizeof (ClaspScriptBlock) : 0;
  size_t            wanted = new_size + sizeof (ClaspScriptBlock);
  gsize             n_keys = count_keys (memory, old_size, new_size);
  ClaspScriptBlock *block;

  check_sometimes (self, new_size);
  if (new_size == 0)
    return release (self, memory, old_size);
  check_room (self, n_keys);
  if (wanted > present && (new_size > CLASP_SCRIPT_MAX_BLOCK || n_keys > CLASP_SCRIPT_MAX_KEYS ||
                           self->used_bytes - present + wanted > self->limits.memory_bytes))
    return refuse (self);

  if (memory != NULL)
    unlink_block (self, (ClaspScriptBlock *) memory - 1);
  block = g_realloc (memory != NULL ? (ClaspScriptBlock *) memory - 1 : NULL, wanted);
  link_block (self, block);
  self->used_bytes += wanted - present;
  self->is_starved = FALSE;
  return block + 1;
}

/* ---- the machine ---- */

/* Only what is not protected comes here, and there nothing fails that is not cut off before. */
static int
panic_cb (lua_State *lua)
{
  clasp_script_cut (clasp_script_of (lua), "could not be started");
}

static int
open_cb (lua_State *lua)
{
  clasp_script_open_library (lua);
  return 0;
}

void
clasp_script_make_machine (ClaspScript *self)
{
  self->lua = lua_newstate (allocate_cb, self);
  if (self->lua == NULL)
    clasp_script_cut (self, "needed too much memory");

  *(ClaspScript **) lua_getextraspace (self->lua) = self;
  lua_atpanic (self->lua, panic_cb);
  lua_gc (self->lua, LUA_GCINC, 150, 200, 0);
  lua_pushcfunction (self->lua, open_cb);
  lua_call (self->lua, 0, 0);
  lua_sethook (self->lua, hook_cb, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
  self->generation++;
}

void
clasp_script_drop_machine (ClaspScript *self)
{
  while (self->blocks != NULL)
    {
      ClaspScriptBlock *block = self->blocks;

      self->blocks = block->next;
      g_free (block);
    }
  self->lua = NULL;
  self->used_bytes = 0;
}

/* Numbers are written with a point, and comparing texts takes no longer than reading them. */
gboolean
clasp_script_guard (ClaspScript *self, ClaspScriptFunc func, gpointer data)
{
  locale_t present = uselocale (self->locale);

  self->is_starved = FALSE;
  self->n_collections = self->n_allocations = self->n_steps = 0;
  start_time (self);

  if (setjmp (self->cut) == 0)
    {
      self->is_armed = TRUE;
      func (self, data);
      self->is_armed = FALSE;
      uselocale (present);
      return TRUE;
    }

  self->is_armed = FALSE;
  uselocale (present);
  clasp_script_drop_machine (self);
  return FALSE;
}
