/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. What a script finds of Lua's base library, math and utf8; string and table have
 * files of their own. Left out is what reads or makes programs, files and bytecode. Three things
 * are ours because Lua's would open a way around the limits:
 *
 * setmetatable () sets a copy. Finalizers (__gc) run with hooks turned off, tables with weak keys
 * (__mode) make collecting garbage quadratic in places where nothing can interrupt it, and __close
 * has no use here; each could be slipped into a metatable after it was looked at, but not into the
 * copy, which no script ever sees: getmetatable () gives the original.
 *
 * pcall () and xpcall () never catch the want of memory, and xpcall () calls its handler
 * afterwards: Lua would call it in the middle, with hooks turned off when the error came from one.
 */

#include "mapping/script/clasp-script-private.h"

#define MAX_LINE 512

/* ---- of our own ---- */

static void
check_status (lua_State *lua, int status)
{
  if (status == LUA_ERRMEM)
    clasp_script_cut (clasp_script_of (lua), "needed too much memory");
}

static int
pcall_cb (lua_State *lua)
{
  int status;

  luaL_checkany (lua, 1);
  status = lua_pcall (lua, lua_gettop (lua) - 1, LUA_MULTRET, 0);
  check_status (lua, status);
  lua_pushboolean (lua, status == LUA_OK);
  lua_insert (lua, 1);
  return lua_gettop (lua);
}

static int
xpcall_cb (lua_State *lua)
{
  int status;

  luaL_checktype (lua, 2, LUA_TFUNCTION);
  lua_pushvalue (lua, 2);
  lua_remove (lua, 2);
  lua_insert (lua, 1); /* handler, function, arguments */
  status = lua_pcall (lua, lua_gettop (lua) - 2, LUA_MULTRET, 0);
  check_status (lua, status);
  if (status == LUA_OK)
    {
      lua_pushboolean (lua, TRUE);
      lua_replace (lua, 1);
      return lua_gettop (lua);
    }

  lua_call (lua, 1, 1);
  lua_pushboolean (lua, FALSE);
  lua_insert (lua, -2);
  return 2;
}

static const char protected_key;

static gboolean
is_protected (lua_State *lua)
{
  gboolean is_set;

  if (!lua_getmetatable (lua, 1))
    return FALSE;
  lua_rawgetp (lua, -1, &protected_key);
  is_set = !lua_isnil (lua, -1);
  lua_pop (lua, 2);
  return is_set;
}

static void
check_metatable (lua_State *lua)
{
  static const char *const refused[] = { "__gc", "__mode", "__close" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      lua_pushstring (lua, refused[i]);
      if (lua_rawget (lua, 2) != LUA_TNIL)
        luaL_error (lua, "%s is not allowed", refused[i]);
      lua_pop (lua, 1);
    }
}

/* Pushes what the table at 2 has now. */
static void
push_copy (lua_State *lua)
{
  lua_newtable (lua);
  lua_pushnil (lua);
  while (lua_next (lua, 2) != 0)
    {
      clasp_script_spend (clasp_script_of (lua), 8);
      lua_pushvalue (lua, -2);
      lua_insert (lua, -2);
      lua_rawset (lua, -4);
    }

  lua_pushliteral (lua, "__metatable");
  if (lua_rawget (lua, -2) != LUA_TNIL)
    {
      lua_pushboolean (lua, TRUE);
      lua_rawsetp (lua, -3, &protected_key);
      lua_pop (lua, 1);
      return;
    }
  lua_pop (lua, 1);
  lua_pushliteral (lua, "__metatable");
  lua_pushvalue (lua, 2);
  lua_rawset (lua, -3);
}

static int
setmetatable_cb (lua_State *lua)
{
  luaL_checktype (lua, 1, LUA_TTABLE);
  luaL_argexpected (lua, lua_isnil (lua, 2) || lua_istable (lua, 2), 2, "nil or table");
  lua_settop (lua, 2);
  if (is_protected (lua))
    return luaL_error (lua, "cannot change a protected metatable");

  if (lua_istable (lua, 2))
    {
      check_metatable (lua);
      push_copy (lua);
    }
  lua_setmetatable (lua, 1);
  lua_settop (lua, 1);
  return 1;
}

static void
log_text (ClaspScript *self, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);

  self->call->env->log (valid, self->call->env->user_data);
}

int
clasp_script_log (lua_State *lua)
{
  ClaspScript *self = clasp_script_of (lua);
  int          n = lua_gettop (lua);
  luaL_Buffer  line;
  const char  *text;
  size_t       length;

  luaL_buffinit (lua, &line);
  for (int i = 1; i <= n; i++)
    {
      if (i > 1)
        luaL_addchar (&line, '\t');
      luaL_tolstring (lua, i, NULL);
      luaL_addvalue (&line);
    }
  luaL_pushresult (&line);
  text = lua_tolstring (lua, -1, &length);

  if (self->call != NULL && self->call->env->log != NULL &&
      self->n_lines++ < CLASP_SCRIPT_MAX_LINES)
    log_text (self, text, MIN (length, MAX_LINE));
  return 0;
}

/* ---- Lua's own ---- */

/* Looks at the clock first: for what is linear in a text. */
static int
checked_cb (lua_State *lua)
{
  lua_CFunction function = lua_tocfunction (lua, lua_upvalueindex (1));

  clasp_script_check (clasp_script_of (lua));
  return function (lua);
}

/* The functions of the table on top of the stack, which have no upvalues. */
static void
check_functions (lua_State *lua)
{
  lua_pushnil (lua);
  while (lua_next (lua, -2) != 0)
    {
      if (!lua_iscfunction (lua, -1))
        {
          lua_pop (lua, 1);
          continue;
        }
      lua_pushcclosure (lua, checked_cb, 1);
      lua_pushvalue (lua, -2);
      lua_insert (lua, -2);
      lua_rawset (lua, -4); /* of a key there is: lua_next () goes on */
    }
}

static void
remove_globals (lua_State *lua)
{
  static const char *const removed[] = { "collectgarbage", "dofile", "load", "loadfile", "warn" };

  for (guint i = 0; i < G_N_ELEMENTS (removed); i++)
    {
      lua_pushnil (lua);
      lua_setglobal (lua, removed[i]);
    }
}

static void
open_strings (lua_State *lua)
{
  luaL_requiref (lua, "string", luaopen_string, TRUE);
  lua_pushnil (lua);
  lua_setfield (lua, -2, "dump");
  check_functions (lua);
  clasp_script_open_string (lua);
  lua_pop (lua, 1);

  /* Arithmetic with texts is done by functions too. */
  lua_pushliteral (lua, "");
  lua_getmetatable (lua, -1);
  check_functions (lua);
  lua_pushliteral (lua, "string");
  lua_setfield (lua, -2, "__metatable");
  lua_pop (lua, 2);
}

void
clasp_script_open_library (lua_State *lua)
{
  static const luaL_Reg own[] = { { "pcall", pcall_cb },
                                  { "xpcall", xpcall_cb },
                                  { "setmetatable", setmetatable_cb },
                                  { "print", clasp_script_log },
                                  { NULL, NULL } };

  luaL_requiref (lua, LUA_GNAME, luaopen_base, TRUE);
  remove_globals (lua);
  luaL_setfuncs (lua, own, 0);
  lua_pushlightuserdata (lua, NULL);
  lua_setfield (lua, -2, "null");
  lua_pop (lua, 1);

  luaL_requiref (lua, LUA_MATHLIBNAME, luaopen_math, TRUE);
  lua_pop (lua, 1);
  luaL_requiref (lua, LUA_UTF8LIBNAME, luaopen_utf8, TRUE);
  check_functions (lua);
  lua_pop (lua, 1);
  open_strings (lua);

  lua_newtable (lua);
  clasp_script_open_table (lua);
  lua_setglobal (lua, LUA_TABLIBNAME);
}
