/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-private.h"
#include "mapping/script/clasp-script.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MAX_SUMMARY 24 /* characters of the chip */
#define MEBIBYTE (1024 * 1024)

typedef struct
{
  ClaspSettings parent_instance;

  ClaspScript *script; /* (owned) NULL until compiled */
} ClaspScriptStep;

CLASP_DEFINE_STEP (ClaspScriptStep, clasp_script_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspScriptStep  *self = (ClaspScriptStep *) transform;
  ClaspSettings    *settings = CLASP_SETTINGS (transform);
  ClaspScriptLimits limits = {
    .timeout_ms = (guint) clasp_settings_get_int (settings, "timeout-ms"),
    .memory_bytes = (gsize) clasp_settings_get_int (settings, "memory-mib") * MEBIBYTE,
  };
  ClaspScript *script =
    clasp_script_new (clasp_settings_get_string (settings, "source"), &limits, pattern, error);

  if (script == NULL)
    return FALSE;
  g_clear_pointer (&self->script, clasp_script_free);
  self->script = script;
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_script_run (((ClaspScriptStep *) transform)->script, state, call, value);
}

static void
clear_state (ClaspTransform *transform, gpointer state)
{
  clasp_script_clear_state (((ClaspScriptStep *) transform)->script, state);
}

/* Its first line that says something. */
static char *
summarise (ClaspTransform *transform)
{
  const char      *source = clasp_settings_get_string (CLASP_SETTINGS (transform), "source");
  const char      *start = source + strspn (source, " \t\r\n");
  g_autofree char *line = g_strndup (start, strcspn (start, "\r\n"));
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (line, -1) <= MAX_SUMMARY)
    return g_steal_pointer (&line);
  cut = g_utf8_substring (line, 0, MAX_SUMMARY - 1);
  return g_strconcat (cut, "…", NULL);
}

static void
clasp_script_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (ClaspScriptState);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
}

static void
clasp_script_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspScriptStep *) object)->script, clasp_script_free);
  G_OBJECT_CLASS (clasp_script_step_parent_class)->finalize (object);
}

static void
clasp_script_step_class_init (ClaspScriptStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_script_step_finalize;
  clasp_settings_class_install (
    klass, g_param_spec_string ("source", N_ ("Script"),
                                N_ ("Lua 5.4: a function transform (input, ctx), or what stands in "
                                    "it. Its result is sent; nil sends nothing."),
                                "return input", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("timeout-ms", N_ ("Time limit"),
                              N_ ("A call that works longer is cut off, in ms; the third time the "
                                  "script is switched off."),
                              1, 20, 5, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("memory-mib", N_ ("Memory limit"),
                              N_ ("What the script may keep in memory, in MiB."), 1, 16, 8,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_lines (klass, "source");
  clasp_settings_class_advanced (klass, "timeout-ms");
  clasp_settings_class_advanced (klass, "memory-mib");
}
