/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-mapping.h"

#include <string.h>

/* What two addresses that are alike have in common: "/osc/fader", a number, "/level". */
typedef struct
{
  gsize  head, tail;  /* bytes before the number of the first address, and where what is behind begins */
  gint64 lowest, highest;
} Common;

#define MAX_DIGITS 9

static gboolean
is_digit_at (const char *text, gsize at)
{
  return g_ascii_isdigit (text[at]);
}

static gsize
end_of_number (const char *text, gsize at)
{
  while (is_digit_at (text, at))
    at++;
  return at;
}

/* A number of the pattern language: no zeros in front, not too long. */
static gboolean
read_number (const char *text, gsize at, gint64 *number)
{
  gsize end = end_of_number (text, at);

  if (end == at || end - at > MAX_DIGITS || (text[at] == '0' && end - at > 1))
    return FALSE;
  *number = g_ascii_strtoll (text + at, NULL, 10);
  return TRUE;
}

/* FALSE when they are not the same but for one number. */
static gboolean
compare (const char *a, const char *b, gsize *head, gint64 *number_a, gint64 *number_b)
{
  gsize at = 0;

  while (a[at] != '\0' && a[at] == b[at])
    at++;
  while (at > 0 && is_digit_at (a, at - 1))
    at--;
  if (!read_number (a, at, number_a) || !read_number (b, at, number_b) || *number_a == *number_b)
    return FALSE;
  *head = at;
  return g_str_equal (a + end_of_number (a, at), b + end_of_number (b, at));
}

/* What they differ in; FALSE when it is not one number, the same place in all. */
static gboolean
find_common (const char *const *addresses, guint n, Common *common, gint64 *numbers)
{
  gsize head;

  if (n < 2 || strpbrk (addresses[0], "{}*\\") != NULL)
    return FALSE;
  for (guint i = 1; i < n; i++)
    {
      if (!compare (addresses[0], addresses[i], &head, &numbers[0], &numbers[i]) ||
          (i > 1 && head != common->head))
        return FALSE;
      common->head = head;
    }

  common->tail = end_of_number (addresses[0], common->head);
  common->lowest = common->highest = numbers[0];
  for (guint i = 1; i < n; i++)
    {
      common->lowest = MIN (common->lowest, numbers[i]);
      common->highest = MAX (common->highest, numbers[i]);
    }
  return TRUE;
}

static char *
write_pattern (const char *address, const Common *common)
{
  return g_strdup_printf ("%.*s{n:%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT "}%s",
                          (int) common->head, address, common->lowest, common->highest,
                          address + common->tail);
}

/**
 * clasp_learn_generalise:
 * @addresses: (array length=n): addresses
 * @n: how many
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): a pattern for all of them, and for those in between
 */
char *
clasp_learn_generalise (const char *const *addresses, guint n)
{
  g_autofree gint64 *numbers = g_new0 (gint64, MAX (n, 1));
  Common             common = { 0 };

  return find_common (addresses, n, &common, numbers) ? write_pattern (addresses[0], &common)
                                                      : NULL;
}

/* "{n}", "{n+10}", "{n*3-2}"; NULL when the ones do not follow from the others. */
static char *
write_rule (const gint64 *from, const gint64 *to, guint n)
{
  gint64 step = (to[1] - to[0]) / (from[1] - from[0]);
  gint64 offset = to[0] - from[0] * step;

  for (guint i = 0; i < n; i++)
    if (from[i] * step + offset != to[i])
      return NULL;
  if (step == 0)
    return NULL;
  if (step == 1 && offset == 0)
    return g_strdup ("{n}");
  if (step == 1)
    return g_strdup_printf ("{n%+" G_GINT64_FORMAT "}", offset);
  if (offset == 0)
    return g_strdup_printf ("{n*%" G_GINT64_FORMAT "}", step);
  return g_strdup_printf ("{n*%" G_GINT64_FORMAT "%+" G_GINT64_FORMAT "}", step, offset);
}

/**
 * clasp_learn_generalise_both:
 * @sources: (array length=n): addresses of sources
 * @targets: (array length=n): where each goes
 * @n: how many
 * @source: (out) (transfer full): a pattern for the sources
 * @target: (out) (transfer full): a template for the targets
 *
 * Thread: any.
 *
 * Returns: %FALSE, and %NULL in both, when the targets' number does not follow from the sources'
 */
gboolean
clasp_learn_generalise_both (const char *const *sources,
                             const char *const *targets,
                             guint              n,
                             char             **source,
                             char             **target)
{
  g_autofree gint64 *from = g_new0 (gint64, MAX (n, 1)), *to = g_new0 (gint64, MAX (n, 1));
  g_autofree char   *rule = NULL;
  Common             common_from = { 0 }, common_to = { 0 };

  *source = *target = NULL;
  if (!find_common (sources, n, &common_from, from) || !find_common (targets, n, &common_to, to))
    return FALSE;
  rule = write_rule (from, to, n);
  if (rule == NULL)
    return FALSE;

  *source = write_pattern (sources[0], &common_from);
  *target = g_strdup_printf ("%.*s%s%s", (int) common_to.head, targets[0], rule,
                             targets[0] + common_to.tail);
  return TRUE;
}
