/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scripts, hostile ones among them, on a clock that moves a little at every look, so that they end
 * soon. */

#include "mapping/script/clasp-script.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gint64
look (gpointer user_data)
{
  return *(gint64 *) user_data += 20;
}

static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

static void
ignore (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data)
{
}

static void
check (const char *text, gpointer user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gint64            time_us = 0;
  ClaspScriptLimits limits = {
    .timeout_ms = 2, .memory_bytes = 1024 * 1024, .clock = look, .clock_data = &time_us
  };
  ClaspTransformEnv       env = { get_nothing, ignore, check, NULL };
  g_autofree char        *text = g_strndup ((const char *) data, MIN (size, 65536));
  g_autoptr (GError)      error = NULL;
  g_autoptr (ClaspScript) script = clasp_script_new (text, &limits, NULL, &error);
  ClaspScriptState        state = { 0 };

  for (guint i = 0; i < 4 && script != NULL; i++)
    {
      ClaspTransformCall  call = { .address = clasp_str ("/a"), .env = &env };
      g_auto (ClaspValue) value = clasp_value_double (0.5);

      if (clasp_script_run (script, &state, &call, &value) == CLASP_TRANSFORM_ERROR)
        check (call.problem, NULL);
    }
  if (script == NULL)
    check (error->message, NULL);
  else
    clasp_script_clear_state (script, &state);
  return 0;
}
