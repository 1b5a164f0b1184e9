/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-filter.h"

#include "widgets/br-address-search.h"

#include <string.h>

struct _BrMonitorFilter
{
  char     *text;    /* (owned) as typed */
  BrQuery  *query;   /* (owned) (nullable) */
  BrQuery  *ageless; /* (owned) (nullable) the same without what it says of age */
  gboolean  asks_age;
  GHashTable *favourites; /* (owned) (nullable) set of addresses */
  char    **devices; /* (owned) lower case: behind dev: */
  gboolean  asks_mapped, wants_mapped; /* mapped:yes, mapped:no */
  gboolean  in, out, mapped;
  GArray   *rules;   /* (owned) of BrMonitorRule */
};

static const char *const rule_names[] = { "-clock", "-address", "-device", "-kind", "+address" };

static void
rule_clear (gpointer data)
{
  g_free (((BrMonitorRule *) data)->text);
}

BrMonitorFilter *
br_monitor_filter_new (void)
{
  BrMonitorFilter *self = g_new0 (BrMonitorFilter, 1);

  self->rules = g_array_new (FALSE, FALSE, sizeof (BrMonitorRule));
  g_array_set_clear_func (self->rules, rule_clear);
  br_monitor_filter_clear (self);
  br_monitor_filter_add_rule (self, BR_RULE_HIDE_CLOCK, "");

  return self;
}

void
br_monitor_filter_free (BrMonitorFilter *self)
{
  g_clear_pointer (&self->query, br_query_unref);
  g_clear_pointer (&self->ageless, br_query_unref);
  g_clear_pointer (&self->favourites, g_hash_table_unref);
  g_free (self->text);
  g_strfreev (self->devices);
  g_array_unref (self->rules);
  g_free (self);
}

/* --- asking ------------------------------------------------------------------------------------- */

static gboolean
passes_direction (BrMonitorFilter          *self,
                  BrMonitorContext         *context,
                  const ClaspMonitorRecord *record,
                  const BrMonitorFacts     *facts)
{
  gboolean is_mapped;

  if (facts->is_out ? !self->out : !self->in)
    return FALSE;
  if (!self->mapped && !self->asks_mapped)
    return TRUE;

  is_mapped = record->hops > 0 || br_monitor_context_count_mappings (context, record->address) > 0;

  return (is_mapped || !self->mapped) && (!self->asks_mapped || is_mapped == self->wants_mapped);
}

static gboolean
passes_rule (const BrMonitorRule      *rule,
             const ClaspMonitorRecord *record,
             const BrMonitorFacts     *facts)
{
  switch (rule->kind)
    {
    case BR_RULE_HIDE_CLOCK:
      return !facts->is_clock;
    case BR_RULE_HIDE_ADDRESS:
      return strcmp (rule->text, record->address) != 0;
    case BR_RULE_HIDE_DEVICE:
      return g_strcmp0 (rule->text, facts->who) != 0;
    case BR_RULE_HIDE_KIND:
      return g_strcmp0 (rule->text, facts->kind) != 0;
    case BR_RULE_ONLY_ADDRESS:
      break;
    }

  return TRUE;
}

/* Of several "only this", one has to hold. */
static gboolean
passes_rules (BrMonitorFilter          *self,
              const ClaspMonitorRecord *record,
              const BrMonitorFacts     *facts)
{
  gboolean has_only = FALSE, is_one = FALSE;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const BrMonitorRule *rule = &g_array_index (self->rules, BrMonitorRule, i);

      if (!passes_rule (rule, record, facts))
        return FALSE;
      if (rule->kind != BR_RULE_ONLY_ADDRESS)
        continue;
      has_only = TRUE;
      is_one |= strcmp (rule->text, record->address) == 0;
    }

  return is_one || !has_only;
}

static gboolean
passes_devices (BrMonitorFilter *self,
                const char      *who)
{
  g_autofree char *lower = NULL;

  if (self->devices == NULL || self->devices[0] == NULL)
    return TRUE;
  if (who == NULL)
    return FALSE;

  lower = g_utf8_strdown (who, -1);
  for (guint i = 0; self->devices[i] != NULL; i++)
    if (strstr (lower, self->devices[i]) == NULL)
      return FALSE;

  return TRUE;
}

gboolean
br_monitor_filter_passes (BrMonitorFilter          *self,
                          BrMonitorContext         *context,
                          const ClaspMonitorRecord *record,
                          const char               *who,
                          double                    rate,
                          gint64                    age_us)
{
  ClaspSignalState state = { .type = record->value_type, .number = record->number_value };
  BrQuery         *query = age_us == BR_MONITOR_NO_AGE ? self->ageless : self->query;
  BrMonitorFacts   facts;

  br_monitor_context_tell (context, record, who, &facts);
  if (!passes_direction (self, context, record, &facts) || !passes_rules (self, record, &facts) || !passes_devices (self, who))
    return FALSE;

  return query == NULL || br_query_matches_from (query, record->address, who, &state, rate, age_us);
}

gboolean
br_monitor_filter_hides_any (BrMonitorFilter *self)
{
  return self->query != NULL || self->devices[0] != NULL || self->asks_mapped || self->rules->len > 0 || !self->in || !self->out || self->mapped;
}

gboolean
br_monitor_filter_asks_rate (BrMonitorFilter *self)
{
  return self->query != NULL && br_query_needs_rate (self->query);
}

gboolean
br_monitor_filter_asks_age (BrMonitorFilter *self)
{
  return self->asks_age;
}

gboolean
br_monitor_filter_asks_state (BrMonitorFilter *self)
{
  return self->query != NULL && br_query_needs_state (self->query);
}

void
br_monitor_filter_set_favourites (BrMonitorFilter *self, GHashTable *favourites)
{
  g_hash_table_ref (favourites);
  g_clear_pointer (&self->favourites, g_hash_table_unref);
  self->favourites = favourites;
  if (self->query != NULL)
    br_query_set_favourites (self->query, favourites);
  if (self->ageless != NULL)
    br_query_set_favourites (self->ageless, favourites);
}

gboolean
br_monitor_filter_asks_favourites (BrMonitorFilter *self)
{
  return self->query != NULL && br_query_needs_favourites (self->query);
}

/* --- changing ----------------------------------------------------------------------------------- */

void
br_monitor_filter_set_text (BrMonitorFilter *self,
                            const char      *text)
{
  g_auto (GStrv)          words = g_strsplit_set (text, " \t", -1);
  g_autoptr (GString)     rest = g_string_new (NULL), ageless = g_string_new (NULL);
  g_autoptr (GStrvBuilder) devices = g_strv_builder_new ();

  self->asks_mapped = self->asks_age = FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "mapped:yes") || g_str_equal (words[i], "mapped:no"))
      {
        self->asks_mapped = TRUE;
        self->wants_mapped = g_str_equal (words[i], "mapped:yes");
      }
    else if (g_str_has_prefix (words[i], "dev:"))
      {
        g_autofree char *lower = g_utf8_strdown (words[i] + 4, -1);

        if (*lower != '\0')
          g_strv_builder_add (devices, lower);
      }
    else
      {
        gboolean is_age = br_query_word_is_age (words[i]);

        self->asks_age |= is_age;
        g_string_append_printf (rest, "%s ", words[i]);
        if (!is_age)
          g_string_append_printf (ageless, "%s ", words[i]);
      }

  g_free (self->text);
  self->text = g_strdup (text);
  g_strfreev (self->devices);
  self->devices = g_strv_builder_end (devices);
  g_clear_pointer (&self->query, br_query_unref);
  g_clear_pointer (&self->ageless, br_query_unref);
  self->query = br_query_new (rest->str);
  self->ageless = br_query_new (ageless->str);
  if (self->favourites != NULL)
    br_monitor_filter_set_favourites (self, self->favourites);
}

const char *
br_monitor_filter_get_text (BrMonitorFilter *self)
{
  return self->text;
}

void
br_monitor_filter_set_directions (BrMonitorFilter *self,
                                  gboolean         in,
                                  gboolean         out,
                                  gboolean         mapped)
{
  self->in = in;
  self->out = out;
  self->mapped = mapped;
}

void
br_monitor_filter_get_directions (BrMonitorFilter *self,
                                  gboolean        *in,
                                  gboolean        *out,
                                  gboolean        *mapped)
{
  *in = self->in;
  *out = self->out;
  *mapped = self->mapped;
}

static guint
find_rule (BrMonitorFilter  *self,
           BrMonitorRuleKind kind,
           const char       *text)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const BrMonitorRule *rule = &g_array_index (self->rules, BrMonitorRule, i);

      if (rule->kind == kind && g_str_equal (rule->text, text))
        return i;
    }

  return G_MAXUINT;
}

gboolean
br_monitor_filter_add_rule (BrMonitorFilter  *self,
                            BrMonitorRuleKind kind,
                            const char       *text)
{
  BrMonitorRule rule = { kind, NULL };

  if (self->rules->len >= BR_MONITOR_MAX_RULES || find_rule (self, kind, text) != G_MAXUINT)
    return FALSE;

  rule.text = g_strdup (text);
  g_array_append_val (self->rules, rule);

  return TRUE;
}

void
br_monitor_filter_remove_rule (BrMonitorFilter  *self,
                               BrMonitorRuleKind kind,
                               const char       *text)
{
  guint index = find_rule (self, kind, text);

  if (index != G_MAXUINT)
    g_array_remove_index (self->rules, index);
}

gboolean
br_monitor_filter_has_rule (BrMonitorFilter  *self,
                            BrMonitorRuleKind kind,
                            const char       *text)
{
  return find_rule (self, kind, text) != G_MAXUINT;
}

guint
br_monitor_filter_get_n_rules (BrMonitorFilter *self)
{
  return self->rules->len;
}

const BrMonitorRule *
br_monitor_filter_get_rule (BrMonitorFilter *self,
                            guint            index)
{
  return &g_array_index (self->rules, BrMonitorRule, index);
}

void
br_monitor_filter_clear (BrMonitorFilter *self)
{
  g_array_set_size (self->rules, 0);
  br_monitor_filter_set_text (self, "");
  br_monitor_filter_set_directions (self, TRUE, TRUE, FALSE);
}

/* --- as text ------------------------------------------------------------------------------------ */

char *
br_monitor_filter_print (BrMonitorFilter *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char    *text = g_uri_escape_string (self->text, NULL, TRUE);

  g_string_append_printf (line, "text=%s;%s%s%s", text, self->in ? "in;" : "", self->out ? "out;" : "", self->mapped ? "mapped;" : "");
  for (guint i = 0; i < self->rules->len; i++)
    {
      const BrMonitorRule *rule = &g_array_index (self->rules, BrMonitorRule, i);
      g_autofree char     *escaped = g_uri_escape_string (rule->text, NULL, TRUE);

      g_string_append_printf (line, "%s=%s;", rule_names[rule->kind], escaped);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
read_part (BrMonitorFilter *self,
           const char      *name,
           const char      *text)
{
  if (g_str_equal (name, "text"))
    br_monitor_filter_set_text (self, text);
  else if (g_str_equal (name, "in"))
    self->in = TRUE;
  else if (g_str_equal (name, "out"))
    self->out = TRUE;
  else if (g_str_equal (name, "mapped"))
    self->mapped = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rule_names); i++)
    if (g_str_equal (name, rule_names[i]))
      br_monitor_filter_add_rule (self, (BrMonitorRuleKind) i, text);
}

void
br_monitor_filter_read (BrMonitorFilter *self,
                        const char      *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ";", -1);

  br_monitor_filter_clear (self);
  br_monitor_filter_set_directions (self, FALSE, FALSE, FALSE);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char            *equals = strchr (parts[i], '=');
      g_autofree char *text = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : g_strdup ("");

      if (equals != NULL)
        *equals = '\0';
      if (text != NULL)
        read_part (self, parts[i], text);
    }
}
