/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-map.h"

#include "core/clasp-error.h"

/* Design notes: with one star a segment there is never a choice between two ways to match, so that
 * matching is one walk, however a line is written. */

struct _ClaspOscMap
{
  char *ours;   /* (owned) */
  char *theirs; /* (owned) */
};

typedef struct
{
  ClaspStr stars[CLASP_OSC_MAP_MAX_STARS];
  guint    n_stars;
} Captures;

static gboolean
fail (GError **error, const char *text, const char *why)
{
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS, "‘%s’: %s", text, why);
  return FALSE;
}

/* The stars of one side in their order, '*' for a single and '&' for a double one. NULL and an
 * error for what cannot be. */
static char *
stars_of (const char *text, const char *side, GError **error)
{
  g_autoptr (GString) stars = g_string_new (NULL);
  g_auto (GStrv)      segments = g_strsplit (side, "/", -1);

  if (side[0] != '/' || side[1] == '\0')
    {
      fail (error, text, "both sides are addresses that begin with a slash");
      return NULL;
    }
  for (guint i = 1; segments[i] != NULL; i++)
    {
      const char *star = strchr (segments[i], '*');

      if (star == NULL)
        continue;
      if (g_str_equal (segments[i], "**") && segments[i + 1] == NULL)
        g_string_append_c (stars, '&');
      else if (strchr (star + 1, '*') == NULL)
        g_string_append_c (stars, '*');
      else
        {
          fail (error, text, "a segment has one star, or ** as the last segment");
          return NULL;
        }
    }
  if (stars->len > CLASP_OSC_MAP_MAX_STARS)
    {
      fail (error, text, "more than 8 stars");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&stars), FALSE);
}

/**
 * clasp_osc_map_new:
 * @text: "OURS>THEIRS"
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable): the line
 */
ClaspOscMap *
clasp_osc_map_new (const char *text, GError **error)
{
  const char      *arrow = strchr (text, '>');
  g_autofree char *ours = NULL, *our_stars = NULL, *their_stars = NULL;
  ClaspOscMap     *self;

  if (arrow == NULL || strchr (arrow + 1, '>') != NULL)
    {
      fail (error, text, "a map is written /OURS>/THEIRS");
      return NULL;
    }
  ours = g_strndup (text, (gsize) (arrow - text));
  our_stars = stars_of (text, ours, error);
  their_stars = our_stars != NULL ? stars_of (text, arrow + 1, error) : NULL;
  if (their_stars == NULL)
    return NULL;
  if (!g_str_equal (our_stars, their_stars))
    {
      fail (error, text, "both sides need the same stars in the same order");
      return NULL;
    }

  self = g_new0 (ClaspOscMap, 1);
  self->ours = g_steal_pointer (&ours);
  self->theirs = g_strdup (arrow + 1);
  return self;
}

/**
 * clasp_osc_map_free:
 * @self: (transfer full): a line
 */
void
clasp_osc_map_free (ClaspOscMap *self)
{
  g_free (self->ours);
  g_free (self->theirs);
  g_free (self);
}

/* One segment without its slash, up to @end at most. */
static ClaspStr
segment_at (const char *start, const char *end)
{
  const char *slash = memchr (start, '/', (gsize) (end - start));

  return (ClaspStr){ start, (gsize) ((slash != NULL ? slash : end) - start) };
}

static gboolean
match_segment (ClaspStr pattern, ClaspStr segment, Captures *captures)
{
  const char *star = pattern.length > 0 ? memchr (pattern.data, '*', pattern.length) : NULL;
  gsize       before, after;

  if (star == NULL)
    return clasp_str_equal (pattern, segment);
  before = (gsize) (star - pattern.data);
  after = pattern.length - before - 1;
  if (segment.length < before + after || memcmp (segment.data, pattern.data, before) != 0 ||
      memcmp (segment.data + segment.length - after, star + 1, after) != 0)
    return FALSE;

  captures->stars[captures->n_stars++] =
    (ClaspStr){ segment.data + before, segment.length - before - after };
  return TRUE;
}

static gboolean
match (const char *pattern, ClaspStr address, Captures *captures)
{
  const char *p = pattern, *p_end = pattern + strlen (pattern);
  const char *a = address.data, *a_end = address.data + address.length;

  while (p < p_end && a < a_end)
    {
      ClaspStr wanted = segment_at (p + 1, p_end), segment = segment_at (a + 1, a_end);

      if (clasp_str_equal (wanted, CLASP_STR_LITERAL ("**")))
        {
          captures->stars[captures->n_stars++] = (ClaspStr){ a + 1, (gsize) (a_end - a - 1) };
          return TRUE;
        }
      if (!match_segment (wanted, segment, captures))
        return FALSE;
      p = wanted.data + wanted.length;
      a = segment.data + segment.length;
    }

  return p == p_end && a == a_end;
}

static void
fill_in (const char *pattern, const Captures *captures, GString *result)
{
  guint n = 0;

  g_string_truncate (result, 0);
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p != '*')
        {
          g_string_append_c (result, *p);
          continue;
        }
      if (p[1] == '*')
        p++;
      g_string_append_len (result, captures->stars[n].data, (gssize) captures->stars[n].length);
      n++;
    }
}

static gboolean
apply (const char *from, const char *to, ClaspStr address, GString *result)
{
  Captures captures = { .n_stars = 0 };

  if (!match (from, address, &captures))
    return FALSE;
  fill_in (to, &captures, result);
  return TRUE;
}

/**
 * clasp_osc_map_outward:
 * @self: a line
 * @address: one of our addresses; not in @result's memory
 * @result: gets the device's
 *
 * Returns: %FALSE if the line does not speak of @address
 */
gboolean
clasp_osc_map_outward (const ClaspOscMap *self, ClaspStr address, GString *result)
{
  return apply (self->ours, self->theirs, address, result);
}

/**
 * clasp_osc_map_inward:
 * @self: a line
 * @address: one of the device's addresses; not in @result's memory
 * @result: gets ours
 *
 * Returns: %FALSE if the line does not speak of @address
 */
gboolean
clasp_osc_map_inward (const ClaspOscMap *self, ClaspStr address, GString *result)
{
  return apply (self->theirs, self->ours, address, result);
}
