/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/script/clasp-script.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <setjmp.h>

/* What the parts of the sandbox share.
 *
 * Whoever calls into Lua must hold nothing that only he can give back: any call that makes, runs or
 * compares something may never return. */

G_BEGIN_DECLS

typedef struct _ClaspScriptBlock ClaspScriptBlock;

struct _ClaspScript
{
  char             *text;
  ClaspScriptLimits limits;
  GPtrArray        *names; /* (owned) of the captures */
  gboolean          is_body; /* the text is what stands in transform (input, ctx) */

  /* the machine */
  lua_State        *lua;        /* NULL = none, to be made */
  ClaspScriptBlock *blocks;     /* all its memory */
  gsize             used_bytes;
  guint             generation; /* of machines, from 1 */

  /* limits */
  jmp_buf     cut;             /* where to go when a limit is reached */
  gboolean    is_armed;        /* @cut can be used */
  gboolean    is_starved;      /* memory was refused, and Lua collects its garbage */
  guint       n_collections;   /* for want of memory, in this call */
  guint       n_allocations;   /* since the clock was looked at */
  guint       n_steps;         /* of C functions, since then */
  gint64      started_us;      /* by the limits' clock */
  gint64      started_wall_us;
  guint       n_overruns;
  const char *cut_why;         /* static */
  locale_t    locale;          /* (owned) the C locale */

  /* the call under way */
  const ClaspTransformCall *call; /* NULL while the script is loaded */
  guint                     n_sends, n_lines;
  char                      problem[256];
};

static inline ClaspScript *
clasp_script_of (lua_State *lua)
{
  return *(ClaspScript **) lua_getextraspace (lua);
}

gboolean clasp_script_is_over (ClaspScript *self);
/* Does not return when the time is over. */
void clasp_script_check (ClaspScript *self);
/* Does not return at all. */
G_NORETURN void clasp_script_cut (ClaspScript *self, const char *why);

/* For loops in C that no hook of Lua interrupts: @n pieces of work of some nanoseconds each. */
static inline void
clasp_script_spend (ClaspScript *self, gsize n)
{
  self->n_steps += (guint) MIN (n, 1024);
  if (self->n_steps < 1024)
    return;
  self->n_steps = 0;
  clasp_script_check (self);
}

/* clasp-script-machine.c: TRUE when @func has run to its end, FALSE when it was cut off and the machine
 * is gone. */
typedef void (*ClaspScriptFunc) (ClaspScript *self, gpointer data);
gboolean clasp_script_guard (ClaspScript *self, ClaspScriptFunc func, gpointer data);
/* Within a guard. */
void     clasp_script_make_machine (ClaspScript *self);
void     clasp_script_drop_machine (ClaspScript *self);

/* clasp-script-library.c: what a script finds, without what could harm. */
void clasp_script_open_library (lua_State *lua);
int  clasp_script_log (lua_State *lua); /* print () and ctx.log () */
/* clasp-script-table.c, clasp-script-string.c: into the table on top of the stack. */
void clasp_script_open_table  (lua_State *lua);
void clasp_script_open_string (lua_State *lua);

/* clasp-script-text.c: TRUE when the text makes a function called transform. */
gboolean clasp_script_defines_transform (const char *text);

/* clasp-script-value.c */
void     clasp_script_push_value (lua_State *lua, const ClaspValue *value);
/* Raises nothing once it holds something, and runs nothing of the script. FALSE, and @why, for what is no
 * value. */
gboolean clasp_script_read_value (lua_State *lua, int index, ClaspValue *value, const char **why);

/* clasp-script-pattern.c */
#define CLASP_SCRIPT_MAX_CAPTURES 32

typedef struct _ClaspLuaPattern ClaspLuaPattern;

typedef struct
{
  const char *start; /* NULL = not matched */
  gssize      length; /* CLASP_LUA_POSITION: of "()" */
} ClaspLuaCapture;

#define CLASP_LUA_POSITION (-1)

typedef struct
{
  const char     *end; /* of the match */
  guint           n_captures;
  ClaspLuaCapture captures[CLASP_SCRIPT_MAX_CAPTURES];
} ClaspLuaMatch;

/* Pushes memory of Lua's that holds it; raises an error for what is no pattern. */
const ClaspLuaPattern *clasp_lua_pattern_push (lua_State *lua, const char *text, gsize length, gboolean may_anchor);
gboolean               clasp_lua_pattern_is_anchored (const ClaspLuaPattern *self);
/* Whether a match begins at @at. Ends with the time at the latest. */
gboolean               clasp_lua_pattern_match (const ClaspLuaPattern *self,
                                                ClaspScript           *script,
                                                const char            *subject,
                                                gsize                  length,
                                                const char            *at,
                                                ClaspLuaMatch         *match);

G_END_DECLS
