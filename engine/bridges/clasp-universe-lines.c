/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-universe-lines.h"

#include "core/clasp-error.h"
#include "dmx/clasp-dmx.h"

/* A host is a bit of a line. */
G_STATIC_ASSERT (CLASP_TARGETS_MAX <= 64);

struct _ClaspUniverseLines
{
  GArray    *lines; /* (owned) ClaspUniverseLine, ascending */
  GPtrArray *hosts; /* (owned) char * (owned), NULL-terminated */
  GPtrArray *priorities; /* (owned) gint16[CLASP_DMX_SLOTS] (owned): what lines point to */
  guint64    usual_hosts;
};

/* A line that is being read. */
typedef struct
{
  ClaspUniverseLines         *lines;
  const ClaspUniverseGrammar *grammar;
  const char                 *text;
  ClaspUniverseLine           line;
  GError                    **error;
} Reading;

/* Of the same name there is one in a grammar. */
static const struct
{
  ClaspUniverseKey key;
  const char      *name;
} keys[] = {
  { CLASP_UNIVERSE_PRIORITY, "priority" },
  { CLASP_UNIVERSE_PREVIEW, "preview" },
  { CLASP_UNIVERSE_SYNC, "sync" },
  { CLASP_UNIVERSE_TOGETHER, "sync" },
  { CLASP_UNIVERSE_FORCED, "force-sync" },
  { CLASP_UNIVERSE_MODE, "mode" },
  { CLASP_UNIVERSE_MULTICAST, "multicast" },
  { CLASP_UNIVERSE_UNICAST, "unicast" },
  { CLASP_UNIVERSE_MIN_HZ, "min-hz" },
  { CLASP_UNIVERSE_MAX_HZ, "max-hz" },
  { CLASP_UNIVERSE_CONTINUOUS, "continuous" },
  { CLASP_UNIVERSE_DARK_ON_STOP, "blackout-on-stop" },
  { CLASP_UNIVERSE_SLOT_PRIORITIES, "slot-priorities" },
  { CLASP_UNIVERSE_MERGE, "merge" },
};

static const char *const modes[] = {
  [CLASP_UNIVERSE_DISCOVERED] = "discovered",
  [CLASP_UNIVERSE_LIST] = "list",
  [CLASP_UNIVERSE_BROADCAST] = "broadcast",
};

/* @at is within the line. */
static gboolean G_GNUC_PRINTF (3, 4)
  fail (Reading *reading, const char *at, const char *format, ...)
{
  g_autofree char *problem = NULL;
  va_list          arguments;

  va_start (arguments, format);
  problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reading->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "line %u, column %ld: %s", reading->line.number,
               g_utf8_pointer_to_offset (reading->text, at) + 1, problem);
  return FALSE;
}

/* ---- hosts ---- */

static int
find_host (ClaspUniverseLines *self, const char *text)
{
  for (guint i = 0; i + 1 < self->hosts->len; i++)
    if (strcmp (g_ptr_array_index (self->hosts, i), text) == 0)
      return (int) i;

  return -1;
}

/* FALSE when there are too many. */
static gboolean
add_host (ClaspUniverseLines *self, const char *text, guint64 *hosts)
{
  int index = find_host (self, text);

  if (index < 0 && self->hosts->len > CLASP_TARGETS_MAX)
    return FALSE;
  if (index < 0)
    {
      index = (int) self->hosts->len - 1;
      g_ptr_array_insert (self->hosts, index, g_strdup (text));
    }
  *hosts |= G_GUINT64_CONSTANT (1) << index;
  return TRUE;
}

static gboolean
take_host (Reading *reading, const char *at, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (text[0] == '\0')
    return fail (reading, at, "there is no host here");
  if (!reading->grammar->check_host (text, &error))
    return fail (reading, at, "%s", error->message);
  if (!add_host (reading->lines, text, &reading->line.hosts))
    return fail (reading, at, "more than %d hosts", CLASP_TARGETS_MAX);
  return TRUE;
}

static gboolean
take_hosts (Reading *reading, const char *at, const char *value)
{
  g_auto (GStrv) hosts = g_strsplit (value, ",", -1); /* none of "" */

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      if (!take_host (reading, at, hosts[i]))
        return FALSE;
      at += strlen (hosts[i]) + 1;
    }
  return TRUE;
}

/* ---- options ---- */

static gboolean
take_number (Reading    *reading,
             const char *at,
             const char *value,
             guint       minimum,
             guint       maximum,
             guint      *number)
{
  guint64 read;

  if (!g_ascii_string_to_unsigned (value, 10, minimum, maximum, &read, NULL))
    {
      fail (reading, at, "‘%s’ is no number from %u to %u", value, minimum, maximum);
      return FALSE;
    }

  *number = (guint) read;
  return TRUE;
}

static gboolean
take_hz (Reading *reading, const char *at, const char *value, guint8 *hz)
{
  guint number;

  if (!take_number (reading, at, value, 1, CLASP_DMX_MAX_HZ, &number))
    return FALSE;

  *hz = (guint8) number;
  return TRUE;
}

static gboolean
take_truth (Reading *reading, ClaspUniverseKey key, const char *at, const char *value)
{
  gboolean is_true = strcmp (value, "true") == 0;

  if (is_true)
    reading->line.truths |= key;
  return is_true || strcmp (value, "false") == 0 ||
         fail (reading, at, "‘%s’ is neither true nor false", value);
}

static gboolean
take_mode (Reading *reading, const char *at, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (strcmp (value, modes[i]) == 0)
      {
        reading->line.mode = (ClaspUniverseMode) i;
        return TRUE;
      }
  return fail (reading, at, "‘%s’ is neither discovered, list nor broadcast", value);
}

static gboolean
take_merge (Reading *reading, const char *at, const char *value)
{
  reading->line.merge = strcmp (value, "ltp") == 0 ? CLASP_DMX_MERGE_LTP : CLASP_DMX_MERGE_HTP;
  return reading->line.merge == CLASP_DMX_MERGE_LTP || strcmp (value, "htp") == 0 ||
         fail (reading, at, "‘%s’ is neither htp nor ltp", value);
}

/* ---- priorities of slots ---- */

/* "150" behind the slots @first to @last, counted from 1 on. */
static gboolean
take_priority (Reading    *reading,
               const char *at,
               const char *text,
               guint       first,
               guint       last,
               gint16     *priorities)
{
  guint priority;

  if (!take_number (reading, at, text, 0, CLASP_DMX_PRIORITY_MAX, &priority))
    return FALSE;
  for (guint i = first - 1; i < last; i++)
    priorities[i] = (gint16) priority;
  return TRUE;
}

/* "1-8:150" or "100:0". */
static gboolean
take_slots (Reading *reading, const char *at, char *text, gint16 *priorities)
{
  char *colon = strchr (text, ':'), *dash;
  guint first, last;

  if (colon == NULL)
    return fail (reading, at, "‘%s’ is no priority of slots; write 1-8:150", text);
  *colon = '\0';
  dash = strchr (text, '-');
  if (dash != NULL)
    *dash = '\0';
  if (!take_number (reading, at, text, 1, CLASP_DMX_SLOTS, &first))
    return FALSE;
  last = first;
  if (dash != NULL &&
      !take_number (reading, at + (dash + 1 - text), dash + 1, first, CLASP_DMX_SLOTS, &last))
    return FALSE;
  return take_priority (reading, at + (colon + 1 - text), colon + 1, first, last, priorities);
}

static gboolean
take_slot_priorities (Reading *reading, const char *at, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);
  gint16        *priorities = g_new (gint16, CLASP_DMX_SLOTS);

  g_ptr_array_add (reading->lines->priorities, priorities);
  reading->line.slot_priorities = priorities;
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    priorities[i] = -1;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strlen (parts[i]);

      if (!take_slots (reading, at, parts[i], priorities))
        return FALSE;
      at += length + 1;
    }
  return parts[0] != NULL || fail (reading, at, "there is no priority here; write 1-8:150");
}

static gboolean
take_value (Reading *reading, ClaspUniverseKey key, const char *at, const char *value)
{
  ClaspUniverseLine *line = &reading->line;
  guint              number = 0;

  switch (key)
    {
    case CLASP_UNIVERSE_PRIORITY:
      if (!take_number (reading, at, value, 0, CLASP_DMX_PRIORITY_MAX, &number))
        return FALSE;
      line->priority = (guint8) number;
      return TRUE;
    case CLASP_UNIVERSE_SYNC:
      if (!take_number (reading, at, value, 0, reading->grammar->sync_max, &number))
        return FALSE;
      line->sync = (guint16) number;
      return TRUE;
    case CLASP_UNIVERSE_PREVIEW:
    case CLASP_UNIVERSE_TOGETHER:
    case CLASP_UNIVERSE_MULTICAST:
    case CLASP_UNIVERSE_CONTINUOUS:
    case CLASP_UNIVERSE_DARK_ON_STOP:
    case CLASP_UNIVERSE_FORCED:
      return take_truth (reading, key, at, value);
    case CLASP_UNIVERSE_UNICAST:
      return take_hosts (reading, at, value);
    case CLASP_UNIVERSE_MODE:
      return take_mode (reading, at, value);
    case CLASP_UNIVERSE_MIN_HZ:
      return take_hz (reading, at, value, &line->min_hz);
    case CLASP_UNIVERSE_MAX_HZ:
      return take_hz (reading, at, value, &line->max_hz);
    case CLASP_UNIVERSE_SLOT_PRIORITIES:
      return take_slot_priorities (reading, at, value);
    case CLASP_UNIVERSE_MERGE:
      return take_merge (reading, at, value);
    }

  return FALSE;
}

static gboolean
refuse_key (Reading *reading, const char *at, const char *name)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if ((reading->grammar->keys & keys[i].key) != 0)
      g_string_append_printf (names, "%s%s=", names->len > 0 ? ", " : "", keys[i].name);
  return fail (reading, at, "‘%s’ is no option; write %s", name, names->str);
}

/* "priority=150"; @at is where it begins. */
static gboolean
take_option (Reading *reading, const char *at, char *word)
{
  char *equals = strchr (word, '=');

  if (equals == NULL)
    return refuse_key (reading, at, word);
  *equals = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if ((reading->grammar->keys & keys[i].key) == 0 || strcmp (word, keys[i].name) != 0)
        continue;
      if ((reading->line.keys & keys[i].key & ~(guint) CLASP_UNIVERSE_UNICAST) != 0)
        return fail (reading, at, "‘%s’ is given twice", word);
      reading->line.keys |= keys[i].key;
      return take_value (reading, keys[i].key, at + (equals + 1 - word), equals + 1);
    }
  return refuse_key (reading, at, word);
}

/* ---- lines ---- */

static gboolean
take_range (Reading *reading, const char *at, const char *word)
{
  const char        *dash = strchr (word, '-');
  g_autofree char   *first = g_strndup (word, dash != NULL ? (gsize) (dash - word) : strlen (word));
  ClaspUniverseLine *line = &reading->line;

  if (!reading->grammar->parse (first, &line->first))
    return fail (reading, at, "‘%s’ is no universe; write %s", first, reading->grammar->universe);
  line->last = line->first;
  if (dash == NULL)
    return TRUE;
  if (!reading->grammar->parse (dash + 1, &line->last))
    return fail (reading, at + (dash + 1 - word), "‘%s’ is no universe; write %s", dash + 1,
                 reading->grammar->universe);
  return line->first <= line->last || fail (reading, at, "‘%s’ ends before it begins", word);
}

/* Keeps them ascending; FALSE when one of its universes is in another line. */
static gboolean
insert (Reading *reading, const char *at)
{
  GArray *lines = reading->lines->lines;
  guint   i = 0;

  while (i < lines->len && g_array_index (lines, ClaspUniverseLine, i).last < reading->line.first)
    i++;
  if (i < lines->len && g_array_index (lines, ClaspUniverseLine, i).first <= reading->line.last)
    return fail (reading, at, "line %u says something of the same universe",
                 g_array_index (lines, ClaspUniverseLine, i).number);
  if (lines->len >= CLASP_UNIVERSE_LINES_MAX)
    return fail (reading, at, "more than %d lines", CLASP_UNIVERSE_LINES_MAX);
  g_array_insert_val (lines, i, reading->line);
  return TRUE;
}

/* The next word, and where it begins; NULL at the end. */
static char *
next_word (const char **p, const char **at)
{
  while (g_ascii_isspace (**p))
    (*p)++;
  *at = *p;
  while (**p != '\0' && !g_ascii_isspace (**p))
    (*p)++;
  return *p > *at ? g_strndup (*at, (gsize) (*p - *at)) : NULL;
}

static gboolean
take_options (Reading *reading, const char *p)
{
  const char *at;
  char       *next;

  while ((next = next_word (&p, &at)) != NULL)
    {
      g_autofree char *word = next;

      if (!take_option (reading, at, word))
        return FALSE;
    }
  if (reading->line.max_hz != 0 && reading->line.min_hz > reading->line.max_hz)
    return fail (reading, at, "min-hz is more than max-hz");
  return reading->line.keys != 0 || fail (reading, at, "nothing is said of these universes");
}

static gboolean
take_line (Reading *reading)
{
  const char      *p = reading->text, *at;
  g_autofree char *word = next_word (&p, &at);

  return word == NULL ||
         (take_range (reading, at, word) && take_options (reading, p) && insert (reading, at));
}

static gboolean
take_usual_hosts (ClaspUniverseLines *self, const char *const *hosts, GError **error)
{
  for (guint i = 0; hosts[i] != NULL; i++)
    if (hosts[i][0] != '\0' && !add_host (self, hosts[i], &self->usual_hosts))
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "more than %d hosts",
                     CLASP_TARGETS_MAX);
        return FALSE;
      }
  return TRUE;
}

/**
 * clasp_universe_lines_new:
 * @texts: (array zero-terminated=1): the lines; empty ones count but say nothing
 * @hosts: (array zero-terminated=1): where all other universes go
 * @grammar: how they are written
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Returns: (transfer full) (nullable): what they say
 */
ClaspUniverseLines *
clasp_universe_lines_new (const char *const          *texts,
                          const char *const          *hosts,
                          const ClaspUniverseGrammar *grammar,
                          GError                    **error)
{
  g_autoptr (ClaspUniverseLines) self = g_new0 (ClaspUniverseLines, 1);

  self->lines = g_array_new (FALSE, FALSE, sizeof (ClaspUniverseLine));
  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->priorities = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->hosts, NULL);
  if (!take_usual_hosts (self, hosts, error))
    return NULL;
  for (guint i = 0; texts[i] != NULL; i++)
    {
      Reading reading = { self, grammar, texts[i], { .number = i + 1 }, error };

      if (!take_line (&reading))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * clasp_universe_lines_free:
 * @self: (transfer full): lines
 */
void
clasp_universe_lines_free (ClaspUniverseLines *self)
{
  g_array_unref (self->lines);
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->priorities);
  g_free (self);
}

/**
 * clasp_universe_lines_find:
 * @self: lines
 * @universe: a number
 *
 * Returns: (transfer none) (nullable): the line that names it
 */
const ClaspUniverseLine *
clasp_universe_lines_find (const ClaspUniverseLines *self, guint16 universe)
{
  guint from = 0, to = self->lines->len;

  while (from < to)
    {
      guint                    middle = (from + to) / 2;
      const ClaspUniverseLine *line = clasp_universe_lines_get (self, middle);

      if (universe < line->first)
        to = middle;
      else if (universe > line->last)
        from = middle + 1;
      else
        return line;
    }
  return NULL;
}

/**
 * clasp_universe_lines_get_merge:
 * @self: (nullable): lines
 * @universe: a number
 * @usual: as all without a line
 *
 * Returns: how its sources are merged
 */
ClaspDmxMerge
clasp_universe_lines_get_merge (const ClaspUniverseLines *self, guint16 universe, ClaspDmxMerge usual)
{
  const ClaspUniverseLine *line = self != NULL ? clasp_universe_lines_find (self, universe) : NULL;

  return line != NULL && (line->keys & CLASP_UNIVERSE_MERGE) != 0 ? line->merge : usual;
}

guint
clasp_universe_lines_get_count (const ClaspUniverseLines *self)
{
  return self->lines->len;
}

const ClaspUniverseLine *
clasp_universe_lines_get (const ClaspUniverseLines *self, guint index)
{
  return &g_array_index (self->lines, ClaspUniverseLine, index);
}

const char *const *
clasp_universe_lines_get_hosts (const ClaspUniverseLines *self)
{
  return (const char *const *) self->hosts->pdata;
}

guint64
clasp_universe_lines_get_usual_hosts (const ClaspUniverseLines *self)
{
  return self->usual_hosts;
}
