/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/script/clasp-script-private.h"

#include "core/clasp-address.h"

#include <locale.h>

/* Where things stand in Lua's registry. */
static const char transform_key;

/* ---- what transform () gets ---- */

static int
send_cb (lua_State *lua)
{
  ClaspScript *self = clasp_script_of (lua);
  size_t       length;
  const char  *address = luaL_checklstring (lua, 1, &length), *why = NULL;
  gboolean     is_event = FALSE;
  ClaspValue   value;

  luaL_checkany (lua, 2);
  if (!clasp_address_is_valid ((ClaspStr){ address, length }, &why))
    return luaL_error (lua, "no address: %s", why);
  if (lua_istable (lua, 3))
    {
      lua_getfield (lua, 3, "event");
      is_event = lua_toboolean (lua, -1);
    }
  if (self->n_sends++ >= CLASP_SCRIPT_MAX_SENDS)
    return luaL_error (lua, "more than %d messages in one call", CLASP_SCRIPT_MAX_SENDS);
  if (!clasp_script_read_value (lua, 2, &value, &why))
    {
      clasp_script_check (self);
      return luaL_error (lua, "%s", why);
    }

  if (self->call != NULL && self->call->env->send != NULL)
    self->call->env->send ((ClaspStr){ address, length }, &value, is_event,
                           self->call->env->user_data);
  clasp_value_clear (&value);
  return 0;
}

static int
get_cb (lua_State *lua)
{
  ClaspScript      *self = clasp_script_of (lua);
  ClaspStr          address;
  const ClaspValue *present = NULL;

  address.data = luaL_checklstring (lua, 1, &address.length);
  if (self->call != NULL)
    present = self->call->env->get (address, self->call->env->user_data);
  if (present != NULL)
    clasp_script_push_value (lua, present);
  else
    lua_pushnil (lua);
  return 1;
}

static void
push_captures (lua_State *lua, ClaspScript *self)
{
  const ClaspCaptures *captures = self->call->captures;
  guint                n = captures != NULL ? MIN (captures->n_captures, self->names->len) : 0;

  lua_createtable (lua, 0, (int) n);
  for (guint i = 0; i < n; i++)
    {
      const ClaspCapture *capture = &captures->captures[i];

      if (capture->is_number)
        lua_pushinteger (lua, capture->number);
      else
        lua_pushlstring (lua, capture->text.data, capture->text.length);
      lua_setfield (lua, -2, self->names->pdata[i]);
    }
}

/* The table ctx of this source address, which lives as long as the machine. */
static void
push_context (lua_State *lua, ClaspScript *self, ClaspScriptState *state)
{
  static const luaL_Reg functions[] = {
    { "send", send_cb }, { "get", get_cb }, { "log", clasp_script_log }, { NULL, NULL }
  };

  if (state->generation == self->generation && state->reference != 0)
    {
      lua_rawgeti (lua, LUA_REGISTRYINDEX, state->reference);
      return;
    }

  lua_createtable (lua, 0, 8);
  lua_newtable (lua);
  lua_setfield (lua, -2, "state");
  lua_pushlstring (lua, self->call->address.data, self->call->address.length);
  lua_setfield (lua, -2, "address");
  push_captures (lua, self);
  lua_setfield (lua, -2, "captures");
  luaL_setfuncs (lua, functions, 0);
  lua_pushvalue (lua, -1);
  state->reference = luaL_ref (lua, LUA_REGISTRYINDEX);
  state->generation = self->generation;
}

static void
set_times (lua_State *lua, const ClaspTransformCall *call, const ClaspScriptState *state)
{
  lua_pushnumber (lua, (double) call->now_us / 1e6);
  lua_setfield (lua, -2, "time");
  lua_pushnumber (lua, state->last_us != 0 ? (double) (call->now_us - state->last_us) / 1e6 : 0.0);
  lua_setfield (lua, -2, "dt");
}

/* ---- loading ---- */

/* What stands alone is the body of transform (input, ctx), on the same lines. */
static int
load_cb (lua_State *lua)
{
  ClaspScript *self = clasp_script_of (lua);
  const char  *parts[] = { self->is_body ? "local input, ctx = ...; " : "", self->text };
  luaL_Buffer  buffer;
  size_t       length;
  const char  *text;

  luaL_buffinit (lua, &buffer);
  luaL_addstring (&buffer, parts[0]);
  luaL_addstring (&buffer, parts[1]);
  luaL_pushresult (&buffer);
  text = lua_tolstring (lua, -1, &length);
  if (luaL_loadbufferx (lua, text, length, "=line", "t") != LUA_OK)
    return lua_error (lua);

  if (!self->is_body)
    {
      lua_call (lua, 0, 0);
      if (lua_getglobal (lua, "transform") != LUA_TFUNCTION)
        return luaL_error (lua, "transform is no function");
    }
  lua_rawsetp (lua, LUA_REGISTRYINDEX, &transform_key);
  return 0;
}

static void
set_problem (ClaspScript *self, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (length, 200));
  gboolean         has_line = g_str_has_prefix (valid, "line:");

  g_snprintf (self->problem, sizeof self->problem / 2, "%s%s", has_line ? "line " : "",
              has_line ? valid + strlen ("line:") : valid);
}

/* The error on top of the stack. What is no text is not asked for one: that would run it. */
static void
take_error (ClaspScript *self)
{
  size_t      length;
  const char *text;

  if (lua_type (self->lua, -1) == LUA_TSTRING)
    {
      text = lua_tolstring (self->lua, -1, &length);
      set_problem (self, text, length);
    }
  else
    g_snprintf (self->problem, sizeof self->problem, "the script raised a %s",
                luaL_typename (self->lua, -1));
  lua_settop (self->lua, 0);
}

/* With @data arguments on the stack above the function. */
static gboolean
call_protected (ClaspScript *self, int n_arguments, int n_results)
{
  int status = lua_pcall (self->lua, n_arguments, n_results, 0);

  if (status == LUA_ERRMEM)
    clasp_script_cut (self, "needed too much memory");
  if (status != LUA_OK)
    take_error (self);
  return status == LUA_OK;
}

static void
load (ClaspScript *self, gpointer data)
{
  gboolean *is_loaded = data;

  clasp_script_make_machine (self);
  lua_pushcfunction (self->lua, load_cb);
  *is_loaded = call_protected (self, 0, 0);
}

/* ---- a call ---- */

typedef struct
{
  ClaspScriptState    *state;
  ClaspValue          *value;
  gboolean             is_loaded;
  gboolean             is_good;
  ClaspTransformResult result;
} Run;

/* Function and arguments; the last thing before the call, because it may raise errors. */
static int
call_cb (lua_State *lua)
{
  ClaspScript *self = clasp_script_of (lua);
  Run         *run = lua_touserdata (lua, 1);

  lua_rawgetp (lua, LUA_REGISTRYINDEX, &transform_key);
  clasp_script_push_value (lua, run->value);
  push_context (lua, self, run->state);
  set_times (lua, self->call, run->state);
  lua_call (lua, 2, 1);
  return 1;
}

static void
read_result (ClaspScript *self, Run *run)
{
  const char *why = NULL;
  ClaspValue  result;

  if (lua_isnoneornil (self->lua, -1))
    run->result = CLASP_TRANSFORM_DROP;
  else if (clasp_script_read_value (self->lua, -1, &result, &why))
    {
      clasp_value_clear (run->value);
      *run->value = result;
      run->result = CLASP_TRANSFORM_PASS;
    }
  else
    {
      clasp_script_check (self);
      set_problem (self, why, strlen (why));
      run->result = CLASP_TRANSFORM_ERROR;
    }
}

static void
run_once (ClaspScript *self, gpointer data)
{
  Run *run = data;

  if (self->lua == NULL)
    load (self, &run->is_loaded);
  if (!run->is_loaded)
    return;

  lua_pushcfunction (self->lua, call_cb);
  lua_pushlightuserdata (self->lua, run);
  run->is_good = call_protected (self, 1, 1);
  if (run->is_good)
    read_result (self, run);
  lua_settop (self->lua, 0);
}

static void
note_overrun (ClaspScript *self)
{
  guint left = CLASP_SCRIPT_MAX_OVERRUNS - ++self->n_overruns;

  if (left == 0)
    g_snprintf (self->problem, sizeof self->problem,
                "the script %s for the %drd time and is switched off until it is changed",
                self->cut_why, CLASP_SCRIPT_MAX_OVERRUNS);
  else
    g_snprintf (self->problem, sizeof self->problem,
                "the script %s and was cut off; it has forgotten what it knew", self->cut_why);
}

/**
 * clasp_script_is_off:
 * @self: a script
 *
 * Thread: the script's.
 *
 * Returns: %TRUE once it was cut off %CLASP_SCRIPT_MAX_OVERRUNS times
 */
gboolean
clasp_script_is_off (const ClaspScript *self)
{
  return self->n_overruns >= CLASP_SCRIPT_MAX_OVERRUNS;
}

/**
 * clasp_script_get_memory:
 * @self: a script
 *
 * Thread: the script's.
 *
 * Returns: bytes its machine holds now
 */
gsize
clasp_script_get_memory (const ClaspScript *self)
{
  return self->used_bytes;
}

/**
 * clasp_script_run:
 * @self: a script
 * @state: what it remembers of this source address
 * @call: the step's call; its problem is set with %CLASP_TRANSFORM_ERROR
 * @value: (inout): the input, and what transform () returned of it
 *
 * Calls transform (input, ctx). Nil is %CLASP_TRANSFORM_DROP.
 *
 * Thread: the script's.
 *
 * Returns: how it ended
 */
ClaspTransformResult
clasp_script_run (ClaspScript        *self,
                  ClaspScriptState   *state,
                  ClaspTransformCall *call,
                  ClaspValue         *value)
{
  Run run = {
    .state = state, .value = value, .is_loaded = self->lua != NULL, .result = CLASP_TRANSFORM_ERROR
  };

  if (!clasp_script_is_off (self))
    {
      self->call = call;
      self->n_sends = self->n_lines = 0;
      if (!clasp_script_guard (self, run_once, &run))
        {
          run.result = CLASP_TRANSFORM_ERROR;
          note_overrun (self);
        }
      self->call = NULL;
      state->last_us = call->now_us;
    }
  if (run.result == CLASP_TRANSFORM_ERROR)
    call->problem = self->problem;
  return run.result;
}

/* ---- life ---- */

static void
list_names (ClaspScript *self, const ClaspRoutePattern *pattern)
{
  guint n = pattern != NULL ? clasp_route_pattern_get_n_captures (pattern) : 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->names, g_strdup (clasp_route_pattern_get_capture_name (pattern, i)));
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION, why);
  return FALSE;
}

static gboolean
start (ClaspScript *self, GError **error)
{
  gboolean         is_loaded = FALSE;
  g_autofree char *why = NULL;

  if (!g_utf8_validate (self->text, -1, NULL))
    return fail (error, "the script is not UTF-8");
  if (!clasp_script_guard (self, load, &is_loaded))
    {
      why = g_strdup_printf ("the script %s while it was loaded", self->cut_why);
      return fail (error, why);
    }
  return is_loaded || fail (error, self->problem);
}

/**
 * clasp_script_new:
 * @text: Lua that defines a function transform (input, ctx), or the body of it
 * @limits: what a call may take; copied
 * @pattern: (nullable): the source, which names the captures
 * @error: return location
 *
 * Loads a script, and runs what stands outside of transform ().
 *
 * Thread: the one that will use it.
 *
 * Errors: %CLASP_MAPPING_ERROR_EXPRESSION, "line N: …".
 *
 * Returns: (transfer full): a script, or %NULL
 */
ClaspScript *
clasp_script_new (const char              *text,
                  const ClaspScriptLimits *limits,
                  const ClaspRoutePattern *pattern,
                  GError                 **error)
{
  g_autoptr (ClaspScript) self = g_new0 (ClaspScript, 1);

  self->text = g_strdup (text);
  self->limits = *limits;
  self->is_body = !clasp_script_defines_transform (text);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->locale = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  list_names (self, pattern);
  return start (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_script_free:
 * @self: (transfer full): a script
 *
 * Thread: the script's.
 */
void
clasp_script_free (ClaspScript *self)
{
  clasp_script_drop_machine (self);
  g_ptr_array_unref (self->names);
  freelocale (self->locale);
  g_free (self->text);
  g_free (self);
}

static void
forget (ClaspScript *self, gpointer data)
{
  luaL_unref (self->lua, LUA_REGISTRYINDEX, ((ClaspScriptState *) data)->reference);
}

/**
 * clasp_script_clear_state:
 * @self: a script
 * @state: of an address that is no longer of use
 *
 * Thread: the script's.
 */
void
clasp_script_clear_state (ClaspScript *self, ClaspScriptState *state)
{
  if (self->lua != NULL && state->generation == self->generation && state->reference != 0)
    clasp_script_guard (self, forget, state);
  *state = (ClaspScriptState){ 0 };
}
