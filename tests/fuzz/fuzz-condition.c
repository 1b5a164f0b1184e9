/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-condition.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const ClaspValue *
get_cb (ClaspStr address, gpointer user_data)
{
  return address.length % 2 == 0 ? user_data : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char              *text = g_strndup ((const char *) data, size);
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/a/{n:int}", NULL);
  g_autoptr (GError)            error = NULL;
  g_autoptr (ClaspCondition)    condition = clasp_condition_new (text, pattern, &error);
  ClaspValue                    value = clasp_value_double (0.5);
  ClaspCaptures                 captures;
  ClaspTransformEnv             env = { .get = get_cb, .user_data = &value };
  ClaspConditionCall call = { .input = &value, .address = CLASP_STR_LITERAL ("/a/1"), .env = &env };
  g_autofree gpointer state = NULL;

  g_assert_true ((condition == NULL) == (error != NULL));
  if (condition == NULL)
    return 0;

  clasp_route_pattern_match (pattern, call.address, &captures);
  call.captures = &captures;
  state = g_malloc0 (clasp_condition_state_size (condition) + 1);
  for (guint i = 0; i < 3; i++)
    {
      gint64 wake_us;

      clasp_condition_check (condition, state, &call, &wake_us);
      g_assert_true (wake_us == 0 || wake_us > call.now_us);
      for (const char *const *at = clasp_condition_get_watched (condition); *at != NULL; at++)
        clasp_condition_touch (condition, clasp_str (*at), call.now_us);
      call.now_us += G_USEC_PER_SEC;
      call.unix_us += 3600 * (gint64) G_USEC_PER_SEC;
      call.input = NULL;
      value = clasp_value_double (i);
    }
  clasp_condition_clear_state (condition, state);
  return 0;
}
