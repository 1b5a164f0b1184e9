/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Null inside arrays and maps is the light userdata NULL, called null in scripts: nil
 * would make a hole. On the way out no function of Lua is called that makes anything, because the
 * values under way belong to nobody else. */

#include "mapping/script/clasp-script-private.h"

#include "core/clasp-utf8-private.h"

#include <math.h>

typedef struct
{
  lua_State  *lua;
  guint       n_elements;
  const char *why;
} Reading;

/* ---- in ---- */

static void push (lua_State *lua, const ClaspValue *value, gboolean is_inner);

static void
push_array (lua_State *lua, const ClaspValue *value)
{
  guint n = clasp_value_get_size (value);

  lua_createtable (lua, (int) (n | 1), 0); /* an even number may look like keys to the allocator */
  for (guint i = 0; i < n; i++)
    {
      push (lua, clasp_value_get_element (value, i), TRUE);
      lua_rawseti (lua, -2, (lua_Integer) i + 1);
    }
}

static void
push_map (lua_State *lua, const ClaspValue *value)
{
  guint n = clasp_value_get_size (value);

  if (n > CLASP_SCRIPT_MAX_KEYS)
    luaL_error (lua, "the value has a map of more than %d members", CLASP_SCRIPT_MAX_KEYS);
  lua_createtable (lua, 0, (int) n);
  for (guint i = 0; i < n; i++)
    {
      ClaspStr          key;
      const ClaspValue *inner = clasp_value_get_entry (value, i, &key);

      lua_pushlstring (lua, key.data, key.length);
      push (lua, inner, TRUE);
      lua_rawset (lua, -3);
    }
}

static void
push (lua_State *lua, const ClaspValue *value, gboolean is_inner)
{
  gsize         size;
  const guint8 *bytes;
  ClaspStr      text;

  luaL_checkstack (lua, 4, "value");
  clasp_script_spend (clasp_script_of (lua), 4);
  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      if (is_inner)
        lua_pushlightuserdata (lua, NULL);
      else
        lua_pushnil (lua);
      break;
    case CLASP_VALUE_BOOL:
      lua_pushboolean (lua, value->as.boolean);
      break;
    case CLASP_VALUE_INT:
      lua_pushinteger (lua, value->as.integer);
      break;
    case CLASP_VALUE_DOUBLE:
      lua_pushnumber (lua, value->as.number);
      break;
    case CLASP_VALUE_STRING:
      text = clasp_value_get_string (value);
      lua_pushlstring (lua, text.data, text.length);
      break;
    case CLASP_VALUE_BYTES:
      bytes = clasp_value_get_bytes (value, &size);
      lua_pushlstring (lua, (const char *) bytes, size);
      break;
    case CLASP_VALUE_ARRAY:
      push_array (lua, value);
      break;
    case CLASP_VALUE_MAP:
      push_map (lua, value);
      break;
    }
}

void
clasp_script_push_value (lua_State *lua, const ClaspValue *value)
{
  push (lua, value, FALSE);
}

/* ---- out ---- */

static gboolean read_one (Reading *self, int index, guint depth, ClaspValue *value);

static gboolean
fail (Reading *self, const char *why)
{
  self->why = why;
  return FALSE;
}

static gboolean
read_text (Reading *self, int index, ClaspValue *value)
{
  size_t      length;
  const char *text = lua_tolstring (self->lua, index, &length);

  *value = clasp_utf8_is_valid (text, length) ? clasp_value_string ((ClaspStr){ text, length })
                                              : clasp_value_bytes ((const guint8 *) text, length);
  return TRUE;
}

static gboolean
read_number (Reading *self, int index, ClaspValue *value)
{
  if (lua_isinteger (self->lua, index))
    *value = clasp_value_int (lua_tointeger (self->lua, index));
  else if (isfinite (lua_tonumber (self->lua, index)))
    *value = clasp_value_double (lua_tonumber (self->lua, index));
  else
    return fail (self, "the result is not a number");
  return TRUE;
}

static void
free_values (ClaspValue *values, guint n)
{
  for (guint i = 0; i < n; i++)
    clasp_value_clear (&values[i]);
}

static gboolean
read_array (Reading *self, int index, guint n, guint depth, ClaspValue *value)
{
  g_autofree ClaspValue *elements = g_new0 (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    {
      gboolean is_good;

      lua_rawgeti (self->lua, index, (lua_Integer) i + 1);
      is_good = read_one (self, lua_gettop (self->lua), depth, &elements[i]);
      lua_pop (self->lua, 1);
      if (!is_good)
        {
          free_values (elements, n);
          return FALSE;
        }
    }
  *value = clasp_value_array (elements, n);
  return TRUE;
}

static void
clear_entry (gpointer data)
{
  ClaspMapEntry *entry = data;

  g_free ((char *) entry->key.data);
  clasp_value_clear (&entry->value);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  ClaspStr one = ((const ClaspMapEntry *) a)->key, other = ((const ClaspMapEntry *) b)->key;
  int      order = memcmp (one.data, other.data, MIN (one.length, other.length));

  return order != 0 ? order : (one.length > other.length) - (one.length < other.length);
}

/* Texts, and whole numbers as their digits. */
static gboolean
read_key (Reading *self, int index, ClaspStr *key)
{
  size_t      length;
  const char *text;

  if (lua_isinteger (self->lua, index))
    {
      key->data = g_strdup_printf ("%lld", lua_tointeger (self->lua, index));
      key->length = strlen (key->data);
      return TRUE;
    }
  if (lua_type (self->lua, index) != LUA_TSTRING)
    return fail (self, "a table’s keys must be texts or whole numbers");
  text = lua_tolstring (self->lua, index, &length);
  if (!clasp_utf8_is_valid (text, length))
    return fail (self, "a table’s keys must be UTF-8");
  *key = (ClaspStr){ g_memdup2 (text, length + 1), length };
  return TRUE;
}

/* In the order of the keys: Lua's own changes from run to run. */
static gboolean
read_map (Reading *self, int index, guint depth, ClaspValue *value)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (ClaspMapEntry));

  g_array_set_clear_func (entries, clear_entry);
  lua_pushnil (self->lua);
  while (lua_next (self->lua, index) != 0)
    {
      int           top = lua_gettop (self->lua);
      ClaspMapEntry entry = { 0 };
      gboolean      is_good = read_key (self, top - 1, &entry.key);

      is_good = is_good && read_one (self, top, depth, &entry.value);
      g_array_append_val (entries, entry);
      lua_pop (self->lua, is_good ? 1 : 2);
      if (!is_good)
        return FALSE;
    }

  g_array_sort (entries, compare_keys);
  *value = clasp_value_map ((ClaspMapEntry *) entries->data, entries->len);
  for (guint i = 0; i < entries->len; i++)
    g_array_index (entries, ClaspMapEntry, i).value = clasp_value_null ();
  return TRUE;
}

/* How many entries there are, up to one more than allowed. */
static guint
count_entries (Reading *self, int index)
{
  guint n = 0;

  lua_pushnil (self->lua);
  while (lua_next (self->lua, index) != 0)
    {
      lua_pop (self->lua, 1);
      if (++n > CLASP_SCRIPT_MAX_ELEMENTS)
        {
          lua_pop (self->lua, 1);
          break;
        }
    }
  return n;
}

/* 1 to @n and nothing else. */
static gboolean
is_list (Reading *self, int index, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean is_hole = lua_rawgeti (self->lua, index, (lua_Integer) i + 1) == LUA_TNIL;

      lua_pop (self->lua, 1);
      if (is_hole)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_table (Reading *self, int index, guint depth, ClaspValue *value)
{
  guint n;

  if (depth > CLASP_SCRIPT_MAX_DEPTH)
    return fail (self, "tables are nested too deeply");
  /* Counting an empty table takes long too, when it was large once. */
  if (clasp_script_is_over (clasp_script_of (self->lua)))
    return fail (self, "took too long");

  n = count_entries (self, index);
  if (n > CLASP_SCRIPT_MAX_ELEMENTS)
    return fail (self, "a table has too many elements");
  if (is_list (self, index, n))
    return read_array (self, index, n, depth, value);
  return read_map (self, index, depth, value);
}

static gboolean
read_one (Reading *self, int index, guint depth, ClaspValue *value)
{
  if (++self->n_elements > CLASP_SCRIPT_MAX_ELEMENTS)
    return fail (self, "a table has too many elements");

  switch (lua_type (self->lua, index))
    {
    case LUA_TNIL:
      *value = clasp_value_null ();
      return TRUE;
    case LUA_TBOOLEAN:
      *value = clasp_value_bool (lua_toboolean (self->lua, index));
      return TRUE;
    case LUA_TNUMBER:
      return read_number (self, index, value);
    case LUA_TSTRING:
      return read_text (self, index, value);
    case LUA_TTABLE:
      return read_table (self, index, depth + 1, value);
    case LUA_TLIGHTUSERDATA:
      *value = clasp_value_null ();
      return TRUE;
    default:
      return fail (self, "a function cannot be sent");
    }
}

gboolean
clasp_script_read_value (lua_State *lua, int index, ClaspValue *value, const char **why)
{
  Reading reading = { .lua = lua };

  *value = clasp_value_null ();
  /* All the room that nesting may take, now that a failure does no harm. */
  luaL_checkstack (lua, 4 * (CLASP_SCRIPT_MAX_DEPTH + 2), "value");
  if (read_one (&reading, lua_absindex (lua, index), 0, value))
    return TRUE;
  *why = reading.why;
  return FALSE;
}
