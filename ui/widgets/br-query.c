/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-search.h"

#include "core/clasp-address.h"
#include "widgets/br-fold.h"
#include "widgets/br-format.h"
#include "widgets/br-short-name.h"

#include <math.h>
#include <string.h>

#define MAX_TERMS 16

typedef enum
{
  TERM_PATTERN,
  TERM_VALUE,
  TERM_RATE,
  TERM_AGE,
  TERM_TYPE,
  TERM_DEVICE,
  TERM_MAPPED,
  TERM_FAVOURITE,
} TermKind;

typedef struct
{
  TermKind      kind;
  char          comparison; /* < > = */
  double        number;
  ClaspValueType type;
  ClaspPattern *pattern; /* (owned) */
  char         *device;  /* (owned) lower case, with a slash in front */
  GPtrArray    *places;  /* (owned) (nullable) where the connections are that are called so */
  gboolean      is_event;
  gboolean      mapped; /* or a favourite */
} Term;

struct _BrQuery
{
  gatomicrefcount ref_count;
  char          **words; /* (owned) lower case */
  Term            terms[MAX_TERMS];
  guint           n_terms;
  BrMappingIndex *mapped; /* (owned) or NULL: nothing is */
  GHashTable     *favourites; /* (owned) set of addresses, or NULL: none is */
};

/* "<5s": the comparison and the number after it; a unit is allowed for ages. */
static gboolean
parse_comparison (const char *text,
                  Term       *term)
{
  char *end = NULL;

  if (*text != '<' && *text != '>' && *text != '=')
    return FALSE;

  term->comparison = *text;
  term->number = g_ascii_strtod (text + 1, &end);
  if (end == text + 1)
    return FALSE;
  if (g_str_equal (end, "min"))
    term->number *= 60;
  else if (g_str_equal (end, "h"))
    term->number *= 3600;
  else if (*end != '\0' && !g_str_equal (end, "s"))
    return FALSE;

  return TRUE;
}

static gboolean
parse_type (const char *text,
            Term       *term)
{
  static const struct
  {
    const char    *name;
    ClaspValueType type;
  } types[] = {
    { "empty", CLASP_VALUE_NULL },   { "bool", CLASP_VALUE_BOOL },   { "int", CLASP_VALUE_INT },
    { "float", CLASP_VALUE_DOUBLE }, { "text", CLASP_VALUE_STRING }, { "bytes", CLASP_VALUE_BYTES },
    { "list", CLASP_VALUE_ARRAY },   { "map", CLASP_VALUE_MAP },
    /* as the column calls them */
    { "number", CLASP_VALUE_DOUBLE }, { "integer", CLASP_VALUE_INT }, { "on/off", CLASP_VALUE_BOOL },
  };

  term->is_event = g_str_equal (text, "event");
  if (term->is_event)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (text, types[i].name))
      {
        term->type = types[i].type;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_term (const char *word,
            Term       *term)
{
  if (word[0] == '/' && strchr (word, '*') != NULL)
    {
      term->kind = TERM_PATTERN;
      term->pattern = clasp_pattern_new (clasp_str (word));
      return TRUE;
    }
  if (g_str_has_prefix (word, "dev:") && word[4] != '\0')
    {
      g_autofree char *name = g_utf8_strdown (word + 4, -1);

      term->kind = TERM_DEVICE;
      term->device = g_strconcat (*name == '/' ? "" : "/", name, NULL);
      return TRUE;
    }
  if (g_str_equal (word, "mapped:yes") || g_str_equal (word, "mapped:no"))
    {
      term->kind = TERM_MAPPED;
      term->mapped = g_str_equal (word, "mapped:yes");
      return TRUE;
    }
  if (g_str_equal (word, "fav:yes") || g_str_equal (word, "fav:no"))
    {
      term->kind = TERM_FAVOURITE;
      term->mapped = g_str_equal (word, "fav:yes");
      return TRUE;
    }
  term->kind = TERM_VALUE;
  if (parse_comparison (word, term))
    return TRUE;
  term->kind = TERM_RATE;
  if (g_str_has_prefix (word, "rate") && parse_comparison (word + 4, term))
    return TRUE;
  term->kind = TERM_AGE;
  if (g_str_has_prefix (word, "age") && parse_comparison (word + 3, term))
    return TRUE;
  term->kind = TERM_TYPE;

  return g_str_has_prefix (word, "type:") && parse_type (word + 5, term);
}

BrQuery *
br_query_new (const char *text)
{
  BrQuery             *self = g_new0 (BrQuery, 1);
  g_auto (GStrv)       parts = g_strsplit_set (text, " \t", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_atomic_ref_count_init (&self->ref_count);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      Term term = { 0 };

      if (*parts[i] == '\0')
        continue;
      if (self->n_terms < MAX_TERMS && parse_term (parts[i], &term))
        self->terms[self->n_terms++] = term;
      else
        g_ptr_array_add (words, br_fold (parts[i]));
    }
  g_ptr_array_add (words, NULL);
  self->words = (char **) g_ptr_array_steal (words, NULL);
  if (self->n_terms > 0 || self->words[0] != NULL)
    return self;

  br_query_unref (self);
  return NULL;
}

BrQuery *
br_query_ref (BrQuery *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
br_query_unref (BrQuery *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_terms; i++)
    {
      g_clear_pointer (&self->terms[i].pattern, clasp_pattern_unref);
      g_clear_pointer (&self->terms[i].places, g_ptr_array_unref);
      g_free (self->terms[i].device);
    }
  g_clear_pointer (&self->mapped, br_mapping_index_unref);
  g_clear_pointer (&self->favourites, g_hash_table_unref);
  g_strfreev (self->words);
  g_free (self);
}

const char *const *
br_query_get_words (BrQuery *self)
{
  return (const char *const *) self->words;
}

gboolean
br_query_needs_state (BrQuery *self)
{
  for (guint i = 0; i < self->n_terms; i++)
    if (self->terms[i].kind != TERM_PATTERN && self->terms[i].kind != TERM_DEVICE && self->terms[i].kind != TERM_MAPPED
        && self->terms[i].kind != TERM_FAVOURITE)
      return TRUE;

  return FALSE;
}

static gboolean
has_term (BrQuery *self,
          TermKind kind)
{
  for (guint i = 0; i < self->n_terms; i++)
    if (self->terms[i].kind == kind)
      return TRUE;

  return FALSE;
}

gboolean
br_query_word_is_age (const char *word)
{
  Term term = { 0 };

  return g_str_has_prefix (word, "age") && parse_comparison (word + 3, &term);
}

gboolean
br_query_needs_rate (BrQuery *self)
{
  return has_term (self, TERM_RATE);
}

/* "DMX 0:0:0 ch 8" is what people read of "/artnet/0/0/0/8"; other names have the words of their address. */
static gboolean
short_name_contains (const char *address,
                     const char *word)
{
  g_autofree char *name = NULL;

  if (!g_str_has_prefix (address, "/artnet") && !g_str_has_prefix (address, "/sacn") && !g_str_has_prefix (address, "/dmx"))
    return FALSE;

  name = br_short_name (address);

  return br_fold_contains (name, word);
}

/* 2: it is the last segment; 1: another. */
static guint
rank_of_word (const char *address,
              const char *word)
{
  gsize length = strlen (word);
  guint rank = 0;

  for (const char *slash = strchr (address, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      if (g_ascii_strncasecmp (slash + 1, word, length) != 0)
        continue;
      if (slash[1 + length] == '\0')
        return 2;
      if (slash[1 + length] == '/')
        rank = 1;
    }

  return rank;
}

guint
br_query_rank (BrQuery    *self,
               const char *address)
{
  guint rank = 0;

  for (guint i = 0; self->words[i] != NULL; i++)
    rank += rank_of_word (address, self->words[i]);

  return rank;
}

/* What a list shows is what a person asks for: 0.597 of a float is 0.59700000286. */
static gboolean
is_shown_as (double number,
             double asked)
{
  char texts[2][32];

  if (fabs (number - asked) < 1e-9)
    return TRUE;

  br_format_number (number, texts[0], sizeof texts[0]);
  br_format_number (asked, texts[1], sizeof texts[1]);

  /* "0.000" is not quite 0 */
  return (number < 0) == (asked < 0) && g_str_equal (texts[0], texts[1]);
}

static gboolean
compare (const Term *term,
         double      number)
{
  if (isnan (number))
    return FALSE;
  if (term->comparison == '<')
    return number < term->number;

  return term->comparison == '>' ? number > term->number : is_shown_as (number, term->number);
}

static gboolean
is_below (const char *address,
          const char *place)
{
  gsize length = strlen (place);

  return strncmp (address, place, length) == 0 && (address[length] == '/' || address[length] == '\0');
}

/* It begins one of the first two segments ("/osc", or the name of a MIDI device in "/midi/nano"), or connections of
 * this name or kind are there. */
static gboolean
is_of_device (const char *address,
              const Term *term)
{
  gsize       length = strlen (term->device);
  const char *second = *address != '\0' ? strchr (address + 1, '/') : NULL;

  for (guint i = 0; term->places != NULL && i < term->places->len; i++)
    if (is_below (address, g_ptr_array_index (term->places, i)))
      return TRUE;

  return g_ascii_strncasecmp (address, term->device, length) == 0
         || (second != NULL && g_ascii_strncasecmp (second, term->device, length) == 0);
}

void
br_query_add_device (BrQuery    *self,
                     const char *name,
                     const char *kind,
                     const char *place)
{
  for (guint i = 0; i < self->n_terms; i++)
    {
      Term            *term = &self->terms[i];
      g_autofree char *wanted = term->kind == TERM_DEVICE ? br_fold (term->device + 1) : NULL;

      if (wanted == NULL || (!br_fold_contains (name, wanted) && !g_str_equal (kind, wanted)))
        continue;
      if (term->places == NULL)
        term->places = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (term->places, g_strdup (place));
    }
}

void
br_query_set_mapped (BrQuery        *self,
                     BrMappingIndex *mapped)
{
  g_clear_pointer (&self->mapped, br_mapping_index_unref);
  self->mapped = br_mapping_index_ref (mapped);
}

void
br_query_set_favourites (BrQuery    *self,
                         GHashTable *favourites)
{
  g_clear_pointer (&self->favourites, g_hash_table_unref);
  self->favourites = favourites != NULL ? g_hash_table_ref (favourites) : NULL;
}

gboolean
br_query_needs_mapped (BrQuery *self)
{
  return has_term (self, TERM_MAPPED);
}

gboolean
br_query_needs_favourites (BrQuery *self)
{
  return has_term (self, TERM_FAVOURITE);
}

static gboolean
set_matches (const Term *term,
             GHashTable *addresses,
             const char *address)
{
  return term->mapped == (addresses != NULL && g_hash_table_contains (addresses, address));
}

static gboolean
term_matches (const Term             *term,
              const char             *address,
              const ClaspSignalState *state,
              double                  rate,
              gint64                  now_us)
{
  if (term->kind == TERM_PATTERN)
    return clasp_pattern_matches (term->pattern, clasp_str (address));
  if (term->kind == TERM_DEVICE)
    return is_of_device (address, term);
  if (state == NULL)
    return FALSE;

  switch (term->kind)
    {
    case TERM_VALUE:
      return compare (term, state->number);
    case TERM_RATE:
      return compare (term, rate);
    case TERM_AGE:
      return compare (term, (double) (now_us - state->updated_us) / G_USEC_PER_SEC);
    case TERM_TYPE:
      return term->is_event ? state->signal == CLASP_SIGNAL_EVENT : state->type == term->type;
    case TERM_PATTERN:
    case TERM_DEVICE:
    case TERM_MAPPED:
    case TERM_FAVOURITE:
      break;
    }

  return FALSE;
}

gboolean
br_query_matches_from (BrQuery                *self,
                       const char             *address,
                       const char             *who,
                       const ClaspSignalState *state,
                       double                  rate,
                       gint64                  now_us)
{
  for (guint i = 0; self->words[i] != NULL; i++)
    if (!br_fold_contains (address, self->words[i]) && (who == NULL || !br_fold_contains (who, self->words[i]))
        && !short_name_contains (address, self->words[i]))
      return FALSE;
  for (guint i = 0; i < self->n_terms; i++)
    {
      const Term *term = &self->terms[i];
      gboolean    matches;

      if (term->kind == TERM_MAPPED)
        matches = term->mapped == (self->mapped != NULL && br_mapping_index_count (self->mapped, address) > 0);
      else if (term->kind == TERM_FAVOURITE)
        matches = set_matches (term, self->favourites, address);
      else
        matches = term_matches (term, address, state, rate, now_us);
      if (!matches)
        return FALSE;
    }

  return TRUE;
}

gboolean
br_query_matches (BrQuery                *self,
                  const char             *address,
                  const ClaspSignalState *state,
                  double                  rate,
                  gint64                  now_us)
{
  return br_query_matches_from (self, address, NULL, state, rate, now_us);
}
