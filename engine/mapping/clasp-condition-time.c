/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition-private.h"

/* An answer is trusted for so long: the clock of the machine may be set, and summer time begins. */
#define MAX_TRUST_US (60 * G_USEC_PER_SEC)

#define DAY_S (CLASP_MINUTES_OF_DAY * 60)

static gboolean
is_day (const ClaspConditionPart *part, int day)
{
  return (part->days & 1u << (day + 7) % 7) != 0;
}

/* @day: 0 = Monday. What goes over midnight belongs to the evening. */
static gboolean
is_within (const ClaspConditionPart *part, int day, int second)
{
  int from = part->from_minute * 60, to = part->to_minute * 60;

  if (from < to)
    return is_day (part, day) && second >= from && second < to;
  return (is_day (part, day) && second >= from) || (is_day (part, day - 1) && second < to);
}

static int
seconds_until (int minute, int second)
{
  int left = minute * 60 - second;

  return left > 0 ? left : left + DAY_S;
}

gboolean
clasp_condition_is_time (const ClaspConditionPart *part, gint64 unix_us, gint64 *until_us)
{
  gint64                unix_s = unix_us / G_USEC_PER_SEC;
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (unix_s);
  int                   second, left;

  *until_us = unix_us + MAX_TRUST_US;
  if (local == NULL)
    return FALSE;

  second = (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local)) * 60 +
           g_date_time_get_second (local);
  left = MIN (seconds_until (part->from_minute, second), seconds_until (part->to_minute, second));
  left = MIN (left, seconds_until (CLASP_MINUTES_OF_DAY, second));
  *until_us = MIN (*until_us, (unix_s + left) * G_USEC_PER_SEC);
  return is_within (part, g_date_time_get_day_of_week (local) - 1, second);
}
