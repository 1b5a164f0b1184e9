/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* ClaspScript: a person's Lua 5.4 script in a sandbox that holds against scripts that mean harm
 * (mapping.md 11.6).
 *
 * One virtual machine, which remembers its globals from call to call, and a table for each source
 * address. A call ends by itself, fails, or is cut off at its limit of time or memory. What was cut off
 * is thrown away whole, without running anything of it again; the next call starts afresh. After three
 * the script stays off until it is made anew.
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

#define CLASP_SCRIPT_MAX_OVERRUNS 3
/* One call: messages sent, lines logged, and elements of a value that goes in or out. */
#define CLASP_SCRIPT_MAX_SENDS 64
#define CLASP_SCRIPT_MAX_LINES 16
#define CLASP_SCRIPT_MAX_ELEMENTS 16384
#define CLASP_SCRIPT_MAX_DEPTH 32
/* Bytes of one text or of one table's list: nothing that works through all of them takes long. */
#define CLASP_SCRIPT_MAX_BLOCK (256 * 1024)
/* Keys of one table besides its list. Making room for more looks at each key there is, and if they were
 * chosen to collide at all that are there for each: a time that grows with the square of this. */
#define CLASP_SCRIPT_MAX_KEYS 2048

typedef struct _ClaspScript ClaspScript;

/* How long the thread has worked, in microseconds from anywhere. */
typedef gint64 (*ClaspScriptClock) (gpointer user_data);

typedef struct
{
  guint            timeout_ms;  /* of one call, 1–20; only time the thread really worked counts */
  gsize            memory_bytes;
  ClaspScriptClock clock;       /* NULL = the thread's own */
  gpointer         clock_data;
} ClaspScriptLimits;

/* What a script remembers of one source address; zero at first. */
typedef struct
{
  gint64 last_us;
  guint  generation; /* of the machine that has it */
  int    reference;
} ClaspScriptState;

/* @pattern (nullable) names the captures. Errors: CLASP_MAPPING_ERROR_EXPRESSION with the line. */
ClaspScript         *clasp_script_new         (const char              *text,
                                               const ClaspScriptLimits *limits,
                                               const ClaspRoutePattern *pattern,
                                               GError                 **error);
void                 clasp_script_free        (ClaspScript             *self);
/* As a step's apply: sets @call's problem on ERROR. */
ClaspTransformResult clasp_script_run         (ClaspScript             *self,
                                               ClaspScriptState        *state,
                                               ClaspTransformCall      *call,
                                               ClaspValue              *value);
void                 clasp_script_clear_state (ClaspScript             *self,
                                               ClaspScriptState        *state);
gboolean             clasp_script_is_off      (const ClaspScript       *self);
/* Bytes in use now. */
gsize                clasp_script_get_memory  (const ClaspScript       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspScript, clasp_script_free)

G_END_DECLS
