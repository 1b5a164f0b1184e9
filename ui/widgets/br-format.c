/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#define NO_BREAK_SPACE "\xc2\xa0"

/* So many places behind the point that four digits are left, whatever it is rounded to. */
static const char *
fixed_format (double magnitude)
{
  if (magnitude < 9.9995)
    return "%.3f";
  if (magnitude < 99.995)
    return "%.2f";

  return magnitude < 999.95 ? "%.1f" : "%.0f";
}

void
br_format_number (double number,
                  char  *buffer,
                  gsize  size)
{
  double      magnitude = fabs (number);
  gboolean    is_whole = number == floor (number);
  const char *format = "%.0f";

  /* Fixed places, so that a moving figure keeps its width. What is not quite nothing is "0.000", nothing is "0". */
  if (!is_whole)
    format = fixed_format (magnitude);
  if (!isfinite (number) || magnitude >= 1e9)
    format = "%.2g";
  if (magnitude < 0.0005)
    number = 0; /* without a sign */

  g_ascii_formatd (buffer, (int) size, format, number);
}

void
br_format_limit (double number,
                 char  *buffer,
                 gsize  size)
{
  if (fabs (number) > 0 && fabs (number) < 0.0005)
    g_ascii_formatd (buffer, (int) size, "%.2g", number);
  else
    br_format_number (number, buffer, size);
}

static const char *const units[] = { "%", "/s", "k/s", "ms", "min", "MB", "s", "µs", "h", "d", "Hz", "kHz", "B", "kB", "GB", "dB", "fps" };

static gboolean
is_unit (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (text, units[i]) && !g_unichar_isalnum (g_utf8_get_char (text + strlen (units[i]))))
      return TRUE;

  return FALSE;
}

/* An ordinary one, or that of g_format_size (), where no line is broken; 0: none is there. */
static gsize
length_of_space (const char *text)
{
  if (*text == ' ')
    return 1;

  return g_str_has_prefix (text, NO_BREAK_SPACE) ? strlen (NO_BREAK_SPACE) : 0;
}

char *
br_format_units (char *text)
{
  GString *spaced = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      gsize length = length_of_space (at);

      if (length > 0 && at > text && g_ascii_isdigit (at[-1]) && is_unit (at + length))
        {
          g_string_append (spaced, BR_THIN_SPACE);
          at += length - 1;
        }
      else
        g_string_append_c (spaced, *at);
    }
  g_free (text);

  return g_string_free (spaced, FALSE);
}

char *
br_format_rate (double per_second)
{
  if (per_second >= 99950)
    return br_format_units (g_strdup_printf (_("%.0f k/s"), per_second / 1000));
  if (per_second >= 999.5)
    return br_format_units (g_strdup_printf (_("%.1f k/s"), per_second / 1000));
  if (per_second >= 9.95)
    return br_format_units (g_strdup_printf (_("%.0f /s"), per_second));
  if (per_second >= 0.05)
    return br_format_units (g_strdup_printf (_("%.1f /s"), per_second));

  return g_strdup ("–");
}

char *
br_format_spoken_rate (double per_second)
{
  if (per_second >= 9.95)
    /* Translators: how often a signal comes, read out aloud */
    return g_strdup_printf (_("%.0f per second"), per_second);
  if (per_second >= 0.05)
    return g_strdup_printf (_("%.1f per second"), per_second);

  return g_strdup ("–");
}

char *
br_format_age (gint64 age_us)
{
  gint64 seconds = MAX (age_us, 0) / G_USEC_PER_SEC;

  if (seconds < 60)
    return br_format_units (g_strdup_printf (_("%d s"), (int) seconds));
  if (seconds < 60 * 60)
    return br_format_units (g_strdup_printf (_("%d min"), (int) (seconds / 60)));
  if (seconds < 48 * 60 * 60)
    return br_format_units (g_strdup_printf (_("%d h"), (int) (seconds / 3600)));

  return br_format_units (g_strdup_printf (_("%d d"), (int) (seconds / 86400)));
}

char *
br_format_count (guint64 n)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
}

char *
br_format_figures (const char *text)
{
  gboolean has_sign = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      /* The first letter says how all is read. */
      if (g_unichar_isalpha (g_utf8_get_char (at)))
        return g_strdup (text);
      /* Digits, and these between them, keep their order. */
      has_sign |= !g_ascii_isdigit (*at) && strchr (".,:", *at) == NULL;
    }

  return has_sign && *g_utf8_next_char (text) != '\0' ? g_strconcat (BR_LEFT_TO_RIGHT, text, NULL) : g_strdup (text);
}

/* Of a day of twice twelve hours something says which: "%p", or one that has it in it. */
const char *
br_clock_format_like (const char *locale_format)
{
  static const char *const halves[] = { "%p", "%P", "%r" };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    if (strstr (locale_format, halves[i]) != NULL)
      return "%-I:%M %p";

  return "%H:%M";
}

char *
br_format_clock (GDateTime *time)
{
  return g_date_time_format (time, br_clock_format_like (nl_langinfo (T_FMT)));
}

gboolean
br_is_same_day (GDateTime *time,
                GDateTime *now)
{
  return g_date_time_get_year (time) == g_date_time_get_year (now)
         && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);
}
