/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-route-private.h"

#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"
#include "mapping/clasp-route-options.h"

#include <math.h>

/* Design notes. A mapping with one target is one chain for each source, the target's own steps
 * behind the common ones. With several targets the common steps are a chain that ends in nothing,
 * and each target goes on with one of its own: what is common runs once, also where it does
 * something besides. Steps compile against the names of one source, so every chain but the first
 * has copies of them.
 *
 * Joined sources share the chain of the first: its address and captures stand for all. */

/* ---- making one ---- */

static gboolean
set_spec_error (GError **error, const char *end, guint number, const char *text)
{
  if (number > 0)
    g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE, "%s %u: %s", end, number,
                 text);
  else
    g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE, "%s: %s", end, text);
  return FALSE;
}

static void
add_place (GError **error, const char *end, guint number)
{
  if (number > 0)
    g_prefix_error (error, "%s %u: ", end, number);
  else
    g_prefix_error (error, "%s: ", end);
}

static const ClaspRouteEnd *
get_end (GPtrArray *ends, guint i)
{
  return ends->pdata[i];
}

/* The number a person counts by; 0 when there is but one. */
static guint
number_of (guint index, guint n)
{
  return n > 1 ? index + 1 : 0;
}

static gboolean
compile_source (ClaspRoute *self, guint index, GError **error)
{
  ClaspRouteSource    *source = &self->sources[index];
  const ClaspRouteEnd *end = get_end (self->spec->sources, index);
  const char          *path = clasp_settings_get_string (end->options, "path");

  source->route = self;
  source->index = index;
  source->signal = (ClaspSignalFilter) clasp_settings_get_int (end->options, "signal");
  source->connection = g_strdup (clasp_settings_get_string (end->options, "connection"));
  source->pattern = clasp_route_pattern_new (end->address, error);
  if (source->pattern != NULL && *path != '\0')
    source->path = clasp_json_path_new (path, error);
  if (source->pattern == NULL || (*path != '\0' && source->path == NULL))
    {
      add_place (error, "source", number_of (index, self->n_sources));
      return FALSE;
    }
  if (clasp_route_guard_init (&source->when, self->spec->options, source->pattern, error))
    return TRUE;
  g_prefix_error (error, "when: ");
  return FALSE;
}

static gboolean
compile_release (ClaspRouteTarget *target, const ClaspRouteEnd *end, GError **error)
{
  const char *text = clasp_settings_get_string (end->options, "release");

  if (*text == '\0')
    return TRUE;
  target->has_release = clasp_value_parse (text, CLASP_VALUE_SYNTAX_JSON, &target->release, error);
  g_prefix_error (error, "default: ");
  return target->has_release;
}

static gboolean
compile_templates (ClaspRoute *self, ClaspRouteTarget *target, const char *text, GError **error)
{
  if (*text == '\0')
    return TRUE;
  target->templates = g_new0 (ClaspJsonTemplate *, self->n_sources);
  for (guint i = 0; i < self->n_chains; i++)
    {
      target->templates[i] = clasp_json_template_new (text, self->sources[i].pattern, error);
      if (target->templates[i] == NULL)
        {
          g_prefix_error (error, "template: ");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
compile_target (ClaspRoute *self, guint index, GError **error)
{
  ClaspRouteTarget    *target = &self->targets[index];
  const ClaspRouteEnd *end = get_end (self->spec->targets, index);
  ClaspSettings       *options = end->options;

  target->route = self;
  target->index = index;
  target->send_as = (ClaspSendAs) clasp_settings_get_int (options, "signal");
  target->merge = (ClaspMerge) clasp_settings_get_int (options, "merge");
  target->priority = (guint) clasp_settings_get_int (options, "priority");
  target->timeout_us = (gint64) (clasp_settings_get_double (options, "timeout-s") * G_USEC_PER_SEC);
  target->weight = g_strdup (clasp_settings_get_string (options, "weight"));
  if (compile_templates (self, target, clasp_settings_get_string (options, "template"), error) &&
      compile_release (target, end, error))
    return TRUE;

  add_place (error, "target", number_of (index, self->n_targets));
  return FALSE;
}

/* ---- addresses of a connection's ---- */

/* "/osc/fader" is below "/osc", "/oscar" is not. */
gboolean
clasp_route_is_below (const char *address, const char *namespace_)
{
  gsize length = strlen (namespace_);

  return length > 0 && strncmp (address, namespace_, length) == 0 &&
         (address[length] == '/' || address[length] == '\0');
}

/* The longest namespace of a connection that @address is below. */
static const char *
find_namespace (ClaspRouteHost *host, const char *address)
{
  const char    *found = NULL;
  GHashTableIter iter;
  gpointer       link;

  g_hash_table_iter_init (&iter, host->connections);
  while (g_hash_table_iter_next (&iter, NULL, &link))
    {
      const char *namespace_ = ((ClaspRouteLink *) link)->namespace_;

      if (clasp_route_is_below (address, namespace_) &&
          (found == NULL || strlen (namespace_) > strlen (found)))
        found = namespace_;
    }
  return found;
}

/* (transfer full) The target's address, below the namespace of the connection it names. */
static char *
make_target (ClaspRoute *self, guint index, GError **error)
{
  const ClaspRouteEnd *end = get_end (self->spec->targets, index);
  const char          *id = clasp_settings_get_string (end->options, "connection");
  ClaspRouteLink      *link;
  const char          *namespace_;
  g_autofree char     *text = NULL;

  if (*id == '\0')
    return g_strdup (end->address);
  link = g_hash_table_lookup (self->host->connections, id);
  if (link == NULL)
    {
      set_spec_error (error, "target", number_of (index, self->n_targets),
                      "its connection is not there, or switched off");
      return NULL;
    }
  namespace_ = find_namespace (self->host, end->address);
  if (clasp_route_is_below (end->address, link->namespace_))
    return g_strdup (end->address);
  if (namespace_ != NULL)
    return g_strconcat (link->namespace_, end->address + strlen (namespace_), NULL);

  text = g_strdup_printf ("‘%s’ is below no connection's namespace, so it cannot be brought below "
                          "‘%s’ of “%s”",
                          end->address, link->namespace_, link->name);
  set_spec_error (error, "target", number_of (index, self->n_targets), text);
  return NULL;
}

/* ---- chains ---- */

static void
add_copies (GPtrArray *list, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (list, clasp_settings_copy (steps->pdata[i]));
}

/* What is sent hangs on the variables of the target's JSON. Where it is sent does too, with {var.name} in the
 * address, but nothing goes there before somebody moves something: a change of the bank moves no fader. */
static const char *const *
list_again (const ClaspRoute *self, guint source, guint target)
{
  ClaspJsonTemplate **templates = self->targets[target].templates;

  return templates != NULL && *clasp_json_template_get_variables (templates[source]) != NULL
           ? clasp_json_template_get_variables (templates[source])
           : NULL;
}

static ClaspChain *
make_chain (ClaspRoute *self, ClaspChainSpec *spec, guint source, GPtrArray *steps, GError **error)
{
  ClaspTransformEnv env = clasp_route_env_of (self);
  ClaspRangeSource  ranges = clasp_route_range_source (self->host);
  double            idle_s = clasp_settings_get_double (self->spec->options, "idle-reset-s");

  spec->source = get_end (self->spec->sources, source)->address;
  spec->source_number = number_of (source, self->n_sources);
  spec->convert = self->spec->convert;
  spec->steps = (ClaspTransform **) steps->pdata;
  spec->n_steps = steps->len;
  spec->env = &env;
  spec->idle_reset_us = (gint64) (idle_s * G_USEC_PER_SEC);
  spec->tick_us = self->limit.interval_us;
  spec->ranges = &ranges;
  return clasp_chain_new (spec, error);
}

static gboolean
compile_single (ClaspRoute *self, guint source, GError **error)
{
  GPtrArray            *own = get_end (self->spec->targets, 0)->steps;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char      *target = make_target (self, 0, error);
  ClaspChainSpec        spec = { .target = target,
                                 .n_own = own->len,
                                 .again = list_again (self, source, 0) };

  if (target == NULL)
    return FALSE;
  add_copies (steps, self->spec->steps);
  add_copies (steps, own);
  self->sources[source].chain = make_chain (self, &spec, source, steps, error);
  return self->sources[source].chain != NULL;
}

static gboolean
compile_tail (ClaspRoute *self, guint source, guint target, GError **error)
{
  ClaspRouteSource     *from = &self->sources[source];
  GPtrArray            *own = get_end (self->spec->targets, target)->steps;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char      *address = make_target (self, target, error);
  ClaspChainSpec        spec = {
           .target = address, .n_own = own->len, .target_number = target + 1, .head = from->chain,
           .again = list_again (self, source, target)
  };

  if (address == NULL)
    return FALSE;
  add_copies (steps, own);
  from->tails[target] = make_chain (self, &spec, source, steps, error);
  return from->tails[target] != NULL;
}

static gboolean
compile_several (ClaspRoute *self, guint source, GError **error)
{
  ClaspRouteSource     *from = &self->sources[source];
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  ClaspChainSpec        spec = { .target = NULL };

  add_copies (steps, self->spec->steps);
  from->chain = make_chain (self, &spec, source, steps, error);
  if (from->chain == NULL)
    return FALSE;
  from->tails = g_new0 (ClaspChain *, self->n_targets);
  for (guint i = 0; i < self->n_targets; i++)
    if (!compile_tail (self, source, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
compile_backs (ClaspRoute *self, GError **error)
{
  g_auto (GStrv) targets = NULL;

  if (!self->is_two_way && !self->gives_feedback)
    return TRUE;
  targets = g_new0 (char *, self->n_targets + 1);
  for (guint i = 0; i < self->n_targets; i++)
    {
      targets[i] = make_target (self, i, error);
      if (targets[i] == NULL)
        return FALSE;
    }
  return clasp_route_compile_back (self, self->spec, targets, error);
}

static void
make_join (ClaspRoute *self)
{
  ClaspJoin                join = (ClaspJoin) clasp_settings_get_int (self->spec->options, "join");
  const ClaspRoutePattern *patterns[CLASP_ROUTE_MAX_ENDS];
  const char              *keys[CLASP_ROUTE_MAX_ENDS];

  if (!self->is_joined)
    return;
  for (guint i = 0; i < self->n_sources; i++)
    {
      patterns[i] = self->sources[i].pattern;
      keys[i] = clasp_settings_get_string (get_end (self->spec->sources, i)->options, "key");
    }
  self->join =
    clasp_route_join_new (join, (ClaspFire) clasp_settings_get_int (self->spec->options, "fire"),
                          self->n_sources, patterns, keys);
}

static gboolean
compile_chains (ClaspRoute *self, GError **error)
{
  for (guint i = 0; i < self->n_chains; i++)
    if (!(self->n_targets == 1 ? compile_single (self, i, error)
                               : compile_several (self, i, error)))
      return FALSE;
  return TRUE;
}

/* ---- settings of the whole ---- */

static void
read_limit (ClaspRoute *self, ClaspSettings *options)
{
  double hz = clasp_settings_get_double (options, "rate-hz");

  self->limit = (ClaspRouteLimit){
    .interval_us = hz > 0.0 ? (gint64) MAX (1.0, G_USEC_PER_SEC / hz) : 0,
    .keep = (ClaspKeep) clasp_settings_get_int (options, "rate-keep"),
    .only_changes = clasp_settings_get_boolean (options, "only-changes"),
    .epsilon = clasp_settings_get_double (options, "epsilon"),
  };
}

static void
read_options (ClaspRoute *self)
{
  ClaspSettings *options = self->spec->options;

  read_limit (self, options);
  self->is_stop = clasp_settings_get_boolean (options, "stop");
  self->is_swallow = clasp_settings_get_boolean (options, "swallow");
  self->is_solo = clasp_settings_get_boolean (options, "solo");
  self->waits_at_start = clasp_settings_get_int (options, "on-start") == CLASP_ON_START_WAIT;
  self->resets_on_reconnect = clasp_settings_get_boolean (options, "reset-on-reconnect");
  self->releases = clasp_settings_get_int (options, "layer-off") == CLASP_LAYER_RELEASE &&
                   clasp_settings_get_strv (options, "layers")[0] != NULL;
  self->is_two_way = clasp_settings_get_boolean (options, "two-way");
  self->gives_feedback = clasp_settings_get_boolean (options, "feedback");
  self->hold_off_us = clasp_settings_get_int (options, "hold-off-ms") * G_TIME_SPAN_MILLISECOND;
  self->takeover = (ClaspTakeover) clasp_settings_get_int (options, "takeover");
  self->takeover_window = clasp_settings_get_double (options, "takeover-window");
  self->has_ports = self->limit.interval_us > 0 || self->limit.only_changes || self->releases ||
                    clasp_settings_get_int (options, "when-closes") == CLASP_LAYER_RELEASE ||
                    self->takeover != CLASP_TAKEOVER_JUMP || self->is_two_way;
}

static void
add_watched (ClaspRoute *self, const char *const *watched)
{
  for (guint i = 0; watched[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (self->watched, watched[i], g_str_equal, NULL))
      g_ptr_array_add (self->watched, (char *) watched[i]);
}

static void
list_watched (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    {
      ClaspRouteSource *source = &self->sources[i];

      if (source->when.condition != NULL)
        add_watched (self, clasp_condition_get_watched (source->when.condition));
      if (source->chain != NULL)
        add_watched (self, clasp_chain_get_watched (source->chain));
      for (guint j = 0; source->tails != NULL && j < self->n_targets; j++)
        add_watched (self, clasp_chain_get_watched (source->tails[j]));
    }
  for (guint i = 0; i < self->n_targets; i++)
    {
      const char *const weight[] = { self->targets[i].weight, NULL };

      if (*self->targets[i].weight != '\0')
        add_watched (self, weight);
    }
  g_ptr_array_add (self->watched, NULL);
}

static gboolean
check_counts (const ClaspRouteSpec *spec, GError **error)
{
  if (spec->sources->len == 0 || spec->targets->len == 0)
    {
      g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATTERN, "there is no %s",
                   spec->sources->len == 0 ? "source" : "target");
      return FALSE;
    }
  if (spec->sources->len <= CLASP_ROUTE_MAX_ENDS && spec->targets->len <= CLASP_ROUTE_MAX_ENDS)
    return TRUE;
  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATTERN, "more than %d %s",
               CLASP_ROUTE_MAX_ENDS,
               spec->sources->len > CLASP_ROUTE_MAX_ENDS ? "sources" : "targets");
  return FALSE;
}

static gboolean
compile (ClaspRoute *self, GError **error)
{
  if (!check_counts (self->spec, error))
    return FALSE;

  self->n_sources = self->spec->sources->len;
  self->n_targets = self->spec->targets->len;
  self->sources = g_new0 (ClaspRouteSource, self->n_sources);
  self->targets = g_new0 (ClaspRouteTarget, self->n_targets);
  self->is_joined = clasp_settings_get_int (self->spec->options, "join") != CLASP_JOIN_NONE;
  self->n_chains = self->is_joined ? 1 : self->n_sources;
  read_options (self);
  for (guint i = 0; i < self->n_sources; i++)
    if (!compile_source (self, i, error))
      return FALSE;
  for (guint i = 0; i < self->n_targets; i++)
    if (!compile_target (self, i, error))
      return FALSE;
  if (!compile_chains (self, error) ||
      !clasp_route_lamp_read (&self->lamp, self->spec->options, error) ||
      !clasp_route_page_read (&self->page, self->spec->options, error))
    return FALSE;
  /* What stands at the source is what its lamp shows, and nobody's hand. */
  if (self->gives_feedback && (self->lamp.has_off || self->lamp.has_on || self->lamp.has_idle))
    self->waits_at_start = TRUE;
  make_join (self);
  list_watched (self);
  return compile_backs (self, error);
}

/* ---- life ---- */

/* It hears nothing by itself. */
static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

/* The router would not have it: a parameter that somebody locked, for example. */
static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  if (reply->type == CLASP_MESSAGE_ERROR)
    clasp_route_refused (user_data, reply);
}

void
clasp_route_send_clear (gpointer data)
{
  ClaspRouteSend *self = data;

  g_free (self->address);
  clasp_value_clear (&self->value);
}

static void
wait_free (gpointer data)
{
  ClaspRouteWait *self = data;

  clasp_timers_cancel (self->source->route->host->timers, &self->timer);
  g_free (self->address);
  g_free (self);
}

static void
open_ends (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    self->sources[i].waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, wait_free);
  for (guint i = 0; i < self->n_targets; i++)
    self->targets[i].ports = clasp_route_ports_new ();
}

static void
source_clear (ClaspRoute *self, ClaspRouteSource *source)
{
  g_clear_pointer (&source->waiting, g_hash_table_unref);
  for (guint i = 0; source->tails != NULL && i < self->n_targets; i++)
    g_clear_pointer (&source->tails[i], clasp_chain_free);
  g_free (source->tails);
  g_clear_pointer (&source->chain, clasp_chain_free);
  g_clear_pointer (&source->path, clasp_json_path_free);
  clasp_route_guard_clear (&source->when);
  g_clear_pointer (&source->pattern, clasp_route_pattern_free);
  g_free (source->connection);
}

static void
target_clear (ClaspRoute *self, ClaspRouteTarget *target)
{
  g_clear_pointer (&target->ports, g_hash_table_unref);
  for (guint i = 0; target->templates != NULL && i < self->n_chains; i++)
    g_clear_pointer (&target->templates[i], clasp_json_template_free);
  g_free (target->templates);
  g_free (target->weight);
  clasp_value_clear (&target->release);
}

static void
free_now (ClaspRoute *self)
{
  g_clear_pointer (&self->join, clasp_route_join_free);
  clasp_route_clear_back (self);
  clasp_route_lamp_clear (&self->lamp);
  clasp_route_page_clear (&self->page);
  for (guint i = 0; self->targets != NULL && i < self->n_targets; i++)
    target_clear (self, &self->targets[i]);
  for (guint i = 0; self->sources != NULL && i < self->n_sources; i++)
    source_clear (self, &self->sources[i]);
  g_free (self->sources);
  g_free (self->targets);
  g_ptr_array_unref (self->watched);
  g_array_unref (self->sends);
  g_free (self);
}

/* One that does nothing yet: it has no session. */
ClaspRoute *
clasp_route_new (const ClaspRouteSpec *spec, ClaspRouteHost *host, GError **error)
{
  ClaspRoute *self = g_new0 (ClaspRoute, 1);

  self->spec = spec;
  self->host = host;
  self->watched = g_ptr_array_new ();
  self->sends = g_array_new (FALSE, FALSE, sizeof (ClaspRouteSend));
  g_array_set_clear_func (self->sends, clasp_route_send_clear);
  g_queue_init (&self->ports);
  g_strlcpy (self->status.id, spec->id, sizeof self->status.id);
  self->status.input = self->status.output = NAN;
  if (!compile (self, error))
    {
      free_now (self);
      return NULL;
    }

  self->spec = NULL;
  open_ends (self);
  self->session = clasp_router_join (host->router, spec->id, ignore_cb, reply_cb, self);
  for (guint i = 0; i < self->n_sources; i++)
    clasp_route_guard_begin (&self->sources[i]);
  clasp_route_follow (self);
  return self;
}

void
clasp_route_free (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    {
      g_hash_table_remove_all (self->sources[i].waiting);
      clasp_route_guard_forget (&self->sources[i]);
    }
  for (guint i = 0; i < self->n_targets; i++)
    g_hash_table_remove_all (self->targets[i].ports);
  clasp_timers_cancel (self->host->timers, &self->page.timer);
  clasp_route_let_go (self);
  clasp_route_lamp_rest (self);
  g_clear_pointer (&self->session, clasp_session_leave);
  if (self->host->depth > 0)
    g_ptr_array_add (self->host->buried, self);
  else
    free_now (self);
}

void
clasp_route_host_enter (ClaspRouteHost *self)
{
  self->depth++;
}

void
clasp_route_host_leave (ClaspRouteHost *self)
{
  if (--self->depth > 0)
    return;
  for (guint i = 0; i < self->buried->len; i++)
    free_now (self->buried->pdata[i]);
  g_ptr_array_set_size (self->buried, 0);
}

void
clasp_route_reset (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    {
      ClaspRouteSource *source = &self->sources[i];

      if (source->chain != NULL)
        clasp_chain_reset (source->chain);
      for (guint j = 0; source->tails != NULL && j < self->n_targets; j++)
        clasp_chain_reset (source->tails[j]);
      g_hash_table_remove_all (source->waiting);
    }
  if (self->join != NULL)
    clasp_route_join_reset (self->join);
}
