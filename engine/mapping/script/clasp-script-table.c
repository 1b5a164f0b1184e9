/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. The table library, on raw tables: Lua's own asks metamethods for lengths and
 * elements, and so may count to 2^63 without executing an instruction. Every element is accounted
 * for. */

#include "mapping/script/clasp-script-private.h"

#define MAX_UNPACKED 4096

static lua_Integer
get_length (lua_State *lua, int index)
{
  luaL_checktype (lua, index, LUA_TTABLE);
  return (lua_Integer) lua_rawlen (lua, index);
}

static void
spend (lua_State *lua)
{
  clasp_script_spend (clasp_script_of (lua), 8);
}

static void
move_one (lua_State *lua, int from, lua_Integer source, int to, lua_Integer destination)
{
  spend (lua);
  lua_rawgeti (lua, from, source);
  lua_rawseti (lua, to, destination);
}

static int
insert_cb (lua_State *lua)
{
  lua_Integer end = get_length (lua, 1) + 1, position = end;

  if (lua_gettop (lua) == 3)
    {
      position = luaL_checkinteger (lua, 2);
      luaL_argcheck (lua, position >= 1 && position <= end, 2, "position out of bounds");
      for (lua_Integer i = end; i > position; i--)
        move_one (lua, 1, i - 1, 1, i);
    }
  else if (lua_gettop (lua) != 2)
    return luaL_error (lua, "wrong number of arguments to 'insert'");
  lua_rawseti (lua, 1, position);
  return 0;
}

static int
remove_cb (lua_State *lua)
{
  lua_Integer size = get_length (lua, 1);
  lua_Integer position = luaL_optinteger (lua, 2, size);

  if (lua_gettop (lua) > 1)
    luaL_argcheck (lua, position == size || (position >= 1 && position <= size + 1), 2,
                   "position out of bounds");
  lua_rawgeti (lua, 1, position);
  for (lua_Integer i = position; i < size; i++)
    move_one (lua, 1, i + 1, 1, i);
  if (position <= size)
    {
      lua_pushnil (lua);
      lua_rawseti (lua, 1, MAX (position, size));
    }
  return 1;
}

static int
move_cb (lua_State *lua)
{
  lua_Integer first = luaL_checkinteger (lua, 2), last = luaL_checkinteger (lua, 3);
  lua_Integer to = luaL_checkinteger (lua, 4);
  int         target = lua_isnoneornil (lua, 5) ? 1 : 5;
  lua_Integer n;

  luaL_checktype (lua, 1, LUA_TTABLE);
  luaL_checktype (lua, target, LUA_TTABLE);
  if (last >= first)
    {
      luaL_argcheck (lua, first > 0 || last < LUA_MAXINTEGER + first, 3,
                     "too many elements to move");
      n = last - first + 1;
      luaL_argcheck (lua, to <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
      if (to > last || to <= first || (target == 5 && !lua_rawequal (lua, 1, 5)))
        for (lua_Integer i = 0; i < n; i++)
          move_one (lua, 1, first + i, target, to + i);
      else
        for (lua_Integer i = n - 1; i >= 0; i--)
          move_one (lua, 1, first + i, target, to + i);
    }
  lua_pushvalue (lua, target);
  return 1;
}

static int
concat_cb (lua_State *lua)
{
  lua_Integer size = get_length (lua, 1);
  size_t      length;
  const char *separator = luaL_optlstring (lua, 2, "", &length);
  lua_Integer first = luaL_optinteger (lua, 3, 1), last = luaL_optinteger (lua, 4, size);
  luaL_Buffer text;

  luaL_buffinit (lua, &text);
  for (lua_Integer i = first; i <= last; i++)
    {
      spend (lua);
      lua_rawgeti (lua, 1, i);
      if (!lua_isstring (lua, -1))
        return luaL_error (lua, "invalid value (at index %I) in table for 'concat'", i);
      luaL_addvalue (&text);
      if (i == last)
        break;
      luaL_addlstring (&text, separator, length);
    }
  luaL_pushresult (&text);
  return 1;
}

static int
pack_cb (lua_State *lua)
{
  int n = lua_gettop (lua);

  lua_createtable (lua, n, 1);
  lua_insert (lua, 1);
  for (int i = n; i >= 1; i--)
    lua_rawseti (lua, 1, i);
  lua_pushinteger (lua, n);
  lua_setfield (lua, 1, "n");
  return 1;
}

static int
unpack_cb (lua_State *lua)
{
  lua_Integer size = get_length (lua, 1);
  lua_Integer first = luaL_optinteger (lua, 2, 1), last = luaL_optinteger (lua, 3, size);

  if (first > last)
    return 0;
  if ((lua_Unsigned) last - (lua_Unsigned) first >= MAX_UNPACKED)
    return luaL_error (lua, "too many results to unpack");
  luaL_checkstack (lua, (int) (last - first + 1), "too many results to unpack");
  for (lua_Integer i = first; i < last; i++)
    lua_rawgeti (lua, 1, i);
  lua_rawgeti (lua, 1, last);
  return (int) (last - first + 1);
}

/* ---- sorting: by heap, which no comparison however inconsistent leads out of the table ---- */

/* Whether the value at stack index @a comes before that at @b. */
static gboolean
is_before (lua_State *lua, int a, int b)
{
  gboolean result;

  spend (lua);
  if (lua_isnil (lua, 2))
    return lua_compare (lua, a, b, LUA_OPLT);
  lua_pushvalue (lua, 2);
  lua_pushvalue (lua, a);
  lua_pushvalue (lua, b);
  lua_call (lua, 2, 1);
  result = lua_toboolean (lua, -1);
  lua_pop (lua, 1);
  return result;
}

/* Whether element @i comes before element @j; both stay on the stack when @keep is. */
static gboolean
element_is_before (lua_State *lua, lua_Integer i, lua_Integer j)
{
  int      top = lua_gettop (lua);
  gboolean result;

  lua_rawgeti (lua, 1, i);
  lua_rawgeti (lua, 1, j);
  result = is_before (lua, top + 1, top + 2);
  lua_settop (lua, top);
  return result;
}

static void
swap (lua_State *lua, lua_Integer i, lua_Integer j)
{
  lua_rawgeti (lua, 1, i);
  lua_rawgeti (lua, 1, j);
  lua_rawseti (lua, 1, i);
  lua_rawseti (lua, 1, j);
}

/* Lets element @at sink to its place among the first @n. */
static void
sink (lua_State *lua, lua_Integer at, lua_Integer n)
{
  for (lua_Integer child = 2 * at; child <= n; at = child, child = 2 * at)
    {
      if (child < n && element_is_before (lua, child, child + 1))
        child++;
      if (!element_is_before (lua, at, child))
        return;
      swap (lua, at, child);
    }
}

static int
sort_cb (lua_State *lua)
{
  lua_Integer n = get_length (lua, 1);

  if (!lua_isnoneornil (lua, 2))
    luaL_checktype (lua, 2, LUA_TFUNCTION);
  lua_settop (lua, 2);
  for (lua_Integer i = n / 2; i >= 1; i--)
    sink (lua, i, n);
  for (lua_Integer i = n; i > 1; i--)
    {
      swap (lua, 1, i);
      sink (lua, 1, i - 1);
    }
  return 0;
}

void
clasp_script_open_table (lua_State *lua)
{
  static const luaL_Reg functions[] = {
    { "concat", concat_cb }, { "insert", insert_cb }, { "move", move_cb },     { "pack", pack_cb },
    { "remove", remove_cb }, { "sort", sort_cb },     { "unpack", unpack_cb }, { NULL, NULL },
  };

  luaL_setfuncs (lua, functions, 0);
}
