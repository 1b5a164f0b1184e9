/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Those functions of the string library that may take longer than the length of their texts. */

#include "mapping/script/clasp-script-private.h"

#include <string.h>

/* ---- rep ---- */

static int
rep_cb (lua_State *lua)
{
  size_t      length, gap;
  const char *text = luaL_checklstring (lua, 1, &length);
  lua_Integer n = luaL_checkinteger (lua, 2);
  const char *separator = luaL_optlstring (lua, 3, "", &gap);
  luaL_Buffer result;

  if (n <= 0 || length + gap == 0)
    {
      lua_pushliteral (lua, "");
      return 1;
    }
  if ((guint64) n > CLASP_SCRIPT_MAX_BLOCK / (length + gap))
    return luaL_error (lua, "resulting string too large");

  luaL_buffinit (lua, &result);
  for (; n > 0; n--)
    {
      clasp_script_spend (clasp_script_of (lua), 8);
      luaL_addlstring (&result, text, length);
      if (n > 1)
        luaL_addlstring (&result, separator, gap);
    }
  luaL_pushresult (&result);
  return 1;
}

/* ---- captures ---- */

static void
push_capture (lua_State *lua, const ClaspLuaMatch *match, guint index, const char *subject)
{
  const ClaspLuaCapture *capture = &match->captures[index];

  if (capture->length == CLASP_LUA_POSITION)
    lua_pushinteger (lua, capture->start - subject + 1);
  else
    lua_pushlstring (lua, capture->start, (size_t) capture->length);
}

/* Capture @index; where there are none, the first is the whole match, which begins at @at. */
static void
push_one (lua_State           *lua,
          const ClaspLuaMatch *match,
          guint                index,
          const char          *subject,
          const char          *at)
{
  if (index < match->n_captures)
    push_capture (lua, match, index, subject);
  else if (index == 0)
    lua_pushlstring (lua, at, (size_t) (match->end - at));
  else
    luaL_error (lua, "invalid capture index %%%d", (int) index + 1);
}

static int
push_captures (lua_State           *lua,
               const ClaspLuaMatch *match,
               gboolean             or_whole,
               const char          *subject,
               const char          *at)
{
  guint n = match->n_captures == 0 && or_whole ? 1 : match->n_captures;

  luaL_checkstack (lua, (int) n, "too many captures");
  for (guint i = 0; i < n; i++)
    push_one (lua, match, i, subject, at);
  return (int) n;
}

/* ---- find and match ---- */

/* Counted from 1, from the end when negative, as an offset; beyond the end for one that is. */
static gsize
read_start (lua_State *lua, int index, gsize length)
{
  lua_Integer start = luaL_optinteger (lua, index, 1);

  if (start > 0)
    return (gsize) start - 1;
  if (start == 0 || start < -(lua_Integer) length)
    return 0;
  return length - (gsize) -start;
}

static gboolean
is_plain (const char *pattern, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (pattern[i] != '\0' && strchr ("^$*+?.([%-", pattern[i]) != NULL)
      return FALSE;
  return TRUE;
}

static int
find_plain (lua_State *lua, const char *text, gsize length, gsize start, const char *what, gsize n)
{
  const char *found = memmem (text + start, length - start, what, n);

  if (found == NULL)
    {
      lua_pushnil (lua);
      return 1;
    }
  lua_pushinteger (lua, found - text + 1);
  lua_pushinteger (lua, found - text + (lua_Integer) n);
  return 2;
}

static int
find_pattern (lua_State  *lua,
              gboolean    is_find,
              const char *text,
              gsize       length,
              gsize       start,
              const char *what,
              gsize       n)
{
  const ClaspLuaPattern *pattern = clasp_lua_pattern_push (lua, what, n, TRUE);
  ClaspLuaMatch          match;

  for (const char *at = text + start; at <= text + length; at++)
    {
      if (clasp_lua_pattern_match (pattern, clasp_script_of (lua), text, length, at, &match))
        {
          if (!is_find)
            return push_captures (lua, &match, TRUE, text, at);
          lua_pushinteger (lua, at - text + 1);
          lua_pushinteger (lua, match.end - text);
          return push_captures (lua, &match, FALSE, text, at) + 2;
        }
      if (clasp_lua_pattern_is_anchored (pattern))
        break;
    }
  lua_pushnil (lua);
  return 1;
}

static int
find (lua_State *lua, gboolean is_find)
{
  size_t      length, n;
  const char *text = luaL_checklstring (lua, 1, &length);
  const char *what = luaL_checklstring (lua, 2, &n);
  gsize       start = read_start (lua, 3, length);

  clasp_script_check (clasp_script_of (lua));
  if (start > length)
    {
      lua_pushnil (lua);
      return 1;
    }
  if (is_find && (lua_toboolean (lua, 4) || is_plain (what, n)))
    return find_plain (lua, text, length, start, what, n);
  return find_pattern (lua, is_find, text, length, start, what, n);
}

static int
find_cb (lua_State *lua)
{
  return find (lua, TRUE);
}

static int
match_cb (lua_State *lua)
{
  return find (lua, FALSE);
}

/* ---- gmatch ---- */

/* Upvalues: the text, the pattern, where to go on, where the last match ended (-1 = none). */
static int
next_match_cb (lua_State *lua)
{
  size_t                 length;
  const char            *text = lua_tolstring (lua, lua_upvalueindex (1), &length);
  const ClaspLuaPattern *pattern = lua_touserdata (lua, lua_upvalueindex (2));
  lua_Integer            last = lua_tointeger (lua, lua_upvalueindex (4));
  ClaspLuaMatch          match;

  for (gsize i = (gsize) lua_tointeger (lua, lua_upvalueindex (3)); i <= length; i++)
    if (clasp_lua_pattern_match (pattern, clasp_script_of (lua), text, length, text + i, &match) &&
        match.end - text != last)
      {
        lua_pushinteger (lua, match.end - text);
        lua_copy (lua, -1, lua_upvalueindex (3));
        lua_replace (lua, lua_upvalueindex (4));
        return push_captures (lua, &match, TRUE, text, text + i);
      }
  return 0;
}

static int
gmatch_cb (lua_State *lua)
{
  size_t      length, n;
  const char *pattern;
  gsize       start;

  luaL_checklstring (lua, 1, &length);
  pattern = luaL_checklstring (lua, 2, &n);
  start = read_start (lua, 3, length);
  lua_pushvalue (lua, 1);
  clasp_lua_pattern_push (lua, pattern, n, FALSE);
  lua_pushinteger (lua, (lua_Integer) MIN (start, length + 1));
  lua_pushinteger (lua, -1);
  lua_pushcclosure (lua, next_match_cb, 4);
  return 1;
}

/* ---- gsub ---- */

typedef struct
{
  lua_State   *lua;
  const char  *text;
  luaL_Buffer *result;
} Replacing;

/* "%1" and "%%" in a replacement. */
static void
add_template (Replacing *self, const ClaspLuaMatch *match, const char *at)
{
  size_t length;
  const char *template = lua_tolstring (self->lua, 3, &length);

  for (size_t i = 0; i < length; i++)
    {
      clasp_script_spend (clasp_script_of (self->lua), 2);
      if (template[i] != '%')
        luaL_addchar (self->result, template[i]);
      else if (++i < length && template[i] == '%')
        luaL_addchar (self->result, '%');
      else if (i < length && template[i] == '0')
        luaL_addlstring (self->result, at, (size_t) (match->end - at));
      else if (i < length && g_ascii_isdigit (template[i]))
        {
          push_one (self->lua, match, (guint) (template[i] - '1'), self->text, at);
          luaL_addvalue (self->result);
        }
      else
        luaL_error (self->lua, "invalid use of '%%' in replacement string");
    }
}

/* What a function or a table gives; the text as it was where that is nothing. */
static void
add_looked_up (Replacing *self, const ClaspLuaMatch *match, const char *at)
{
  lua_State *lua = self->lua;

  if (lua_istable (lua, 3))
    {
      push_one (lua, match, 0, self->text, at);
      lua_gettable (lua, 3);
    }
  else
    {
      lua_pushvalue (lua, 3);
      lua_call (lua, push_captures (lua, match, TRUE, self->text, at), 1);
    }

  if (!lua_toboolean (lua, -1))
    {
      lua_pop (lua, 1);
      luaL_addlstring (self->result, at, (size_t) (match->end - at));
    }
  else if (lua_isstring (lua, -1))
    luaL_addvalue (self->result);
  else
    luaL_error (lua, "invalid replacement value (a %s)", luaL_typename (lua, -1));
}

static int
gsub_cb (lua_State *lua)
{
  size_t                 length, n_pattern;
  const char            *text = luaL_checklstring (lua, 1, &length), *end = text + length;
  const char            *what = luaL_checklstring (lua, 2, &n_pattern), *last = NULL, *at = text;
  int                    type = lua_type (lua, 3);
  lua_Integer            most = luaL_optinteger (lua, 4, (lua_Integer) length + 1), n = 0;
  const ClaspLuaPattern *pattern;
  luaL_Buffer            result;
  Replacing              replacing = { lua, text, &result };
  ClaspLuaMatch          match;

  luaL_argexpected (
    lua, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE,
    3, "string/function/table");
  lua_settop (lua, 3);
  pattern = clasp_lua_pattern_push (lua, what, n_pattern, TRUE);
  luaL_buffinit (lua, &result);
  while (n < most)
    {
      if (clasp_lua_pattern_match (pattern, clasp_script_of (lua), text, length, at, &match) &&
          match.end != last)
        {
          n++;
          if (type == LUA_TFUNCTION || type == LUA_TTABLE)
            add_looked_up (&replacing, &match, at);
          else
            add_template (&replacing, &match, at);
          at = last = match.end;
        }
      else if (at < end)
        luaL_addchar (&result, *at++);
      else
        break;
      if (clasp_lua_pattern_is_anchored (pattern))
        break;
    }
  luaL_addlstring (&result, at, (size_t) (end - at));
  luaL_pushresult (&result);
  lua_pushinteger (lua, n);
  return 2;
}

void
clasp_script_open_string (lua_State *lua)
{
  static const luaL_Reg functions[] = {
    { "find", find_cb },   { "gmatch", gmatch_cb }, { "gsub", gsub_cb },
    { "match", match_cb }, { "rep", rep_cb },       { NULL, NULL },
  };

  luaL_setfuncs (lua, functions, 0);
}
