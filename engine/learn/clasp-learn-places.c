/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-places.h"

#include "mapping/clasp-chain.h"
#include "mapping/clasp-json-path.h"

#include <math.h>
#include <string.h>

#define MAX_LAST 80 /* bytes of a value's text that are kept */

typedef struct
{
  char    *path;
  char     tag;
  int      argument;
  gboolean has_number, has_moved, has_state; /* has_state: it was there at the start */
  double   minimum, maximum, last_number;
  guint    last_hash; /* of what is no number */
  char     last[MAX_LAST];
} Place;

struct _ClaspLearnPlaces
{
  GPtrArray     *places; /* (owned) of Place, in order of appearance */
  ClaspJsonPath *whole;  /* (owned) reads texts as JSON */
  gboolean       has_range;
  ClaspRange     range;  /* of the address, by its protocol */
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->path);
  g_free (place);
}

/**
 * clasp_learn_places_new:
 * @facts: (nullable): what the address says whose values it will see
 *
 * Returns: (transfer full): nothing seen yet
 */
ClaspLearnPlaces *
clasp_learn_places_new (const ClaspLearnFacts *facts)
{
  ClaspLearnPlaces *self = g_new0 (ClaspLearnPlaces, 1);

  self->places = g_ptr_array_new_with_free_func (place_free);
  self->whole = clasp_json_path_new ("$", NULL);
  if (facts != NULL && facts->has_range)
    {
      self->has_range = TRUE;
      self->range = facts->range;
    }
  return self;
}

/**
 * clasp_learn_places_free:
 * @self: (transfer full): places
 */
void
clasp_learn_places_free (ClaspLearnPlaces *self)
{
  g_ptr_array_unref (self->places);
  clasp_json_path_free (self->whole);
  g_free (self);
}

/* ---- walking through a value ---- */

typedef struct
{
  ClaspLearnPlaces *places;
  gboolean          is_move, has_changed;
} Walk;

/* OSC's, for what we make of its arguments. */
static char
tag_of (const ClaspValue *value)
{
  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      return 'N';
    case CLASP_VALUE_BOOL:
      return value->as.boolean ? 'T' : 'F';
    case CLASP_VALUE_INT:
      return value->as.integer >= G_MININT32 && value->as.integer <= G_MAXINT32 ? 'i' : 'h';
    case CLASP_VALUE_DOUBLE:
      return 'f';
    case CLASP_VALUE_STRING:
      return 's';
    case CLASP_VALUE_BYTES:
      return 'b';
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      return 0;
    }

  return 0;
}

static Place *
ensure (ClaspLearnPlaces *self, const char *path, int argument)
{
  Place *place;

  for (guint i = 0; i < self->places->len; i++)
    {
      place = self->places->pdata[i];
      if (g_str_equal (place->path, path))
        return place;
    }
  if (self->places->len >= CLASP_LEARN_MAX_PATHS)
    return NULL;

  place = g_new0 (Place, 1);
  place->path = g_strdup (path);
  place->argument = argument;
  g_ptr_array_add (self->places, place);
  return place;
}

/* TRUE when it is another than before, or the first that is no state. */
static gboolean
take_number (Place *place, double number, gboolean is_move)
{
  gboolean has_changed = !place->has_number || number != place->last_number;

  if (!place->has_number)
    {
      place->minimum = place->maximum = number;
      place->has_state = !is_move;
    }
  place->has_number = TRUE;
  place->minimum = MIN (place->minimum, number);
  place->maximum = MAX (place->maximum, number);
  place->last_number = number;
  return has_changed;
}

static gboolean
take_text (Place *place, gboolean is_move)
{
  guint    hash = g_str_hash (place->last);
  gboolean has_changed = hash != place->last_hash;

  place->last_hash = hash;
  return has_changed;
}

static void
take_leaf (Walk *walk, const char *path, int argument, const ClaspValue *value, const double *number)
{
  Place   *place = ensure (walk->places, path, argument);
  char     tag = tag_of (value);
  double   own;
  gboolean has_changed, is_text = value->type == CLASP_VALUE_STRING;

  if (place == NULL)
    return;
  if (number == NULL && !is_text && clasp_value_to_double (value, &own) && isfinite (own))
    number = &own;
  clasp_value_print (value, place->last, sizeof place->last);
  place->tag = tag;
  has_changed =
    number != NULL ? take_number (place, *number, walk->is_move) : take_text (place, walk->is_move);
  place->has_moved |= has_changed && walk->is_move;
  walk->has_changed |= has_changed;
}

/* The name as a path writes it. */
static void
append_member (GString *path, ClaspStr key)
{
  gboolean is_plain = key.length > 0 && !g_ascii_isdigit (key.data[0]);

  for (gsize i = 0; i < key.length; i++)
    is_plain = is_plain && (g_ascii_isalnum (key.data[i]) || key.data[i] == '_');
  if (is_plain)
    {
      g_string_append_c (path, '.');
      g_string_append_len (path, key.data, (gssize) key.length);
      return;
    }

  g_string_append (path, "['");
  for (gsize i = 0; i < key.length; i++)
    {
      if (key.data[i] == '\'' || key.data[i] == '\\')
        g_string_append_c (path, '\\');
      g_string_append_c (path, key.data[i]);
    }
  g_string_append (path, "']");
}

static void
walk_into (Walk *walk, GString *path, int argument, const ClaspValue *value, guint depth)
{
  gsize length = path->len;
  guint n = MIN (clasp_value_get_size (value), CLASP_LEARN_MAX_PATHS);

  if (value->type != CLASP_VALUE_ARRAY && value->type != CLASP_VALUE_MAP)
    {
      take_leaf (walk, path->str, argument, value, NULL);
      return;
    }
  for (guint i = 0; i < n && depth < CLASP_LEARN_MAX_DEPTH; i++)
    {
      const ClaspValue *child;
      ClaspStr          key;

      if (value->type == CLASP_VALUE_ARRAY)
        {
          child = clasp_value_get_element (value, i);
          g_string_append_printf (path, "[%u]", i);
          walk_into (walk, path, depth == 0 ? (int) i : argument, child, depth + 1);
        }
      else
        {
          child = clasp_value_get_entry (value, i, &key);
          append_member (path, key);
          walk_into (walk, path, -1, child, depth + 1);
        }
      g_string_truncate (path, length);
    }
}

/* {on, velocity} stands for one number, in mappings as well (mapping/clasp-convert.c). */
static gboolean
read_note (const ClaspValue *value, double *number)
{
  const ClaspValue *on = clasp_value_lookup (value, "on");
  const ClaspValue *velocity = clasp_value_lookup (value, "velocity");

  if (value->type != CLASP_VALUE_MAP || velocity == NULL ||
      !clasp_value_to_double (velocity, number))
    return FALSE;
  if (on != NULL && on->type == CLASP_VALUE_BOOL && !on->as.boolean)
    *number = 0;
  return TRUE;
}

/* A text that is JSON, and has something in it. */
static gboolean
read_json (const ClaspLearnPlaces *self, const ClaspValue *value, ClaspValue *parsed)
{
  ClaspStr text = clasp_value_get_string (value);

  *parsed = clasp_value_null ();
  if (value->type != CLASP_VALUE_STRING || text.length < 2 || text.length > CLASP_LEARN_MAX_JSON ||
      (text.data[0] != '{' && text.data[0] != '['))
    return FALSE;
  return clasp_json_path_read (self->whole, value, parsed) && clasp_value_get_size (parsed) > 0;
}

/**
 * clasp_learn_places_add:
 * @self: places
 * @value: one value of the address
 * @is_move: %FALSE for the state at the start, which is no movement
 *
 * Returns: whether anything in it is another than before
 */
gboolean
clasp_learn_places_add (ClaspLearnPlaces *self, const ClaspValue *value, gboolean is_move)
{
  Walk                walk = { self, is_move, FALSE };
  g_auto (ClaspValue) parsed = CLASP_VALUE_INIT;
  g_autoptr (GString) path = g_string_new ("$");
  double              number;

  if (read_note (value, &number))
    take_leaf (&walk, "", -1, value, &number);
  else if (value->type == CLASP_VALUE_ARRAY || value->type == CLASP_VALUE_MAP)
    walk_into (&walk, path, -1, value, 0);
  else if (read_json (self, value, &parsed))
    walk_into (&walk, path, -1, &parsed, parsed.type == CLASP_VALUE_ARRAY ? 1 : 0);
  else
    take_leaf (&walk, "", -1, value, NULL);
  return walk.has_changed;
}

/* ---- what it comes to ---- */

/**
 * clasp_learn_snap:
 * @minimum: (inout): the least that was seen
 * @maximum: (inout): the most
 *
 * The steps are those of mapping.md 14.
 *
 * Thread: any.
 *
 * Returns: whether they are a known range now
 */
gboolean
clasp_learn_snap (double *minimum, double *maximum)
{
  static const double tops[] = { 1, 127, 255, 16383, 65535 };
  gboolean            is_whole = *minimum == floor (*minimum) && *maximum == floor (*maximum);

  for (guint i = 0; i < G_N_ELEMENTS (tops) && *minimum >= 0; i++)
    if (*maximum <= tops[i])
      {
        *minimum = 0;
        *maximum = tops[i];
        return TRUE;
      }
  /* Small ones below nothing are likelier a share, or degrees. */
  if (*minimum >= -8192 && *maximum <= 8191 && is_whole && MAX (-*minimum, *maximum) > 1024)
    {
      *minimum = -8192;
      *maximum = 8191;
      return TRUE;
    }
  return FALSE;
}

/* FALSE: as it was seen. */
static gboolean
get_range (const ClaspLearnPlaces *self, const Place *place, double *minimum, double *maximum)
{
  *minimum = place->minimum;
  *maximum = place->maximum;
  if (!place->has_number)
    {
      *minimum = 0;
      *maximum = 1;
      return TRUE;
    }
  if (self->has_range && *place->path == '\0' && *minimum >= self->range.minimum &&
      *maximum <= self->range.maximum)
    {
      *minimum = self->range.minimum;
      *maximum = self->range.maximum;
      return TRUE;
    }
  return clasp_learn_snap (minimum, maximum);
}

/* How far it went, as a share of its range. What was never there before came from the bottom of it. */
static double
get_travel (const ClaspLearnPlaces *self, const Place *place)
{
  double minimum, maximum, span = place->maximum - place->minimum;

  if (!place->has_moved)
    return 0;
  if (!place->has_number)
    return 1;
  get_range (self, place, &minimum, &maximum);
  if (!place->has_state)
    span = MAX (place->maximum, 0) - MIN (place->minimum, 0);
  return CLAMP (span / MAX (maximum - minimum, 1e-9), 0, 1);
}

/**
 * clasp_learn_places_get_travel:
 * @self: places
 *
 * Returns: how far the one went that moved farthest, as a share of its range
 */
double
clasp_learn_places_get_travel (const ClaspLearnPlaces *self)
{
  double farthest = 0;

  for (guint i = 0; i < self->places->len; i++)
    farthest = MAX (farthest, get_travel (self, self->places->pdata[i]));
  return farthest;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ClaspLearnPlace *one = *(ClaspLearnPlace *const *) a;
  const ClaspLearnPlace *other = *(ClaspLearnPlace *const *) b;

  if (one->travel != other->travel)
    return one->travel > other->travel ? -1 : 1;
  return strcmp (one->path, other->path);
}

/**
 * clasp_learn_places_tell:
 * @self: places
 * @finding: a finding without places
 */
void
clasp_learn_places_tell (const ClaspLearnPlaces *self, ClaspLearnFinding *finding)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place     *place = self->places->pdata[i];
      ClaspLearnPlace *told = clasp_learn_finding_add_place (finding, place->path);

      told->tag = place->tag;
      told->argument = place->argument;
      told->has_number = place->has_number;
      told->minimum = place->minimum;
      told->maximum = place->maximum;
      told->travel = get_travel (self, place);
      g_free (told->last);
      told->last = g_strdup (place->last);
    }
  if (finding->places->len == 0)
    clasp_learn_finding_add_place (finding, "");
  g_ptr_array_sort (finding->places, compare_places);

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = self->places->pdata[i];

      if (g_str_equal (place->path, clasp_learn_finding_get_place (finding)->path))
        finding->is_snapped =
          get_range (self, place, &finding->range_minimum, &finding->range_maximum);
    }
}
