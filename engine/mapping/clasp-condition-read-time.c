/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition-reader.h"

/* Times of the day and days of the week. */

#define ALL_DAYS 0x7f

static gboolean
take_time (const char **at, int *minute)
{
  char *end;
  long  hours, minutes;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  hours = strtol (*at, &end, 10);
  if (*end != ':' || !g_ascii_isdigit (end[1]) || !g_ascii_isdigit (end[2]) || end - *at > 2)
    return FALSE;
  minutes = (end[1] - '0') * 10 + (end[2] - '0');
  *at = end + 3;
  *minute = (int) (hours * 60 + minutes);
  return minutes < 60 && *minute <= CLASP_MINUTES_OF_DAY;
}

static gboolean
read_hours (const char *text, ClaspConditionPart *part)
{
  return take_time (&text, &part->from_minute) && *text++ == '-' &&
         take_time (&text, &part->to_minute) && *text == '\0';
}

static int
find_day (const char *name)
{
  static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (g_ascii_strcasecmp (name, days[i]) == 0)
      return (int) i;
  return -1;
}

/* "mon-fri", "sat,sun", "fri-mon". */
static gboolean
read_days (const char *text, ClaspConditionPart *part)
{
  g_auto (GStrv) ranges = g_strsplit (text, ",", 8);

  part->days = 0;
  for (guint i = 0; ranges[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (ranges[i], "-", 2);
      int            first = ends[0] != NULL ? find_day (g_strstrip (ends[0])) : -1;
      int            last = first >= 0 && ends[1] != NULL ? find_day (g_strstrip (ends[1])) : first;

      if (first < 0 || last < 0)
        return FALSE;
      for (int day = first;; day = (day + 1) % 7)
        {
          part->days |= (guint8) (1u << day);
          if (day == last)
            break;
        }
    }
  return part->days != 0;
}

gboolean
clasp_condition_reader_read_time (ClaspConditionReader *self,
                                  JsonObject           *object,
                                  ClaspConditionPart   *part,
                                  const char           *path)
{
  static const char *const known[] = { "time", "days", NULL };
  const char              *text;

  *part = (ClaspConditionPart){ .kind = CLASP_CONDITION_TIME,
                                .to_minute = CLASP_MINUTES_OF_DAY,
                                .days = ALL_DAYS };
  if (!clasp_condition_reader_check_members (self, object, path, known))
    return FALSE;
  if (json_object_has_member (object, "time"))
    {
      if (!clasp_condition_reader_get_text (self, object, path, "time", &text))
        return FALSE;
      if (!read_hours (text, part))
        return clasp_condition_reader_fail (self, path, "time",
                                            "expected a time like 18:00-23:30, got ‘%s’", text);
    }
  if (json_object_has_member (object, "days"))
    {
      if (!clasp_condition_reader_get_text (self, object, path, "days", &text))
        return FALSE;
      if (!read_days (text, part))
        return clasp_condition_reader_fail (
          self, path, "days", "expected days like mon-fri or sat,sun, got ‘%s’", text);
    }
  return TRUE;
}
