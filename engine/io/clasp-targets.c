/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-targets"

#include "io/clasp-targets.h"

#include <glib/gi18n-lib.h>

#define AGAIN_AFTER_FAILURE_US (10 * G_USEC_PER_SEC)
#define AGAIN_AFTER_SUCCESS_US (60 * G_USEC_PER_SEC)

/* What a running lookup holds; outlives its target when that is freed first. */
typedef struct _Target Target;
typedef struct
{
  Target *target; /* (unowned) (nullable) */
} Lookup;

struct _Target
{
  ClaspTargets   *owner; /* (unowned) */
  ClaspEndpoint   endpoint;
  GSocketAddress *address; /* (owned) (nullable) */
  char           *problem; /* (owned) (nullable): why it cannot be found */
  char           *failure; /* (owned) (nullable): why it cannot be reached */
  ClaspTimer      timer;
  Lookup         *lookup;      /* (unowned) (nullable) owned by its callback */
  GCancellable   *cancellable; /* (owned) */
};

struct _ClaspTargets
{
  ClaspTimers     *timers;  /* (unowned) */
  GPtrArray       *targets; /* (owned) Target */
  ClaspTargetsFunc changed;
  gpointer         user_data;
};

static void look_up (gpointer user_data);

static void
target_free (gpointer data)
{
  Target *target = data;

  if (target->lookup != NULL)
    target->lookup->target = NULL;
  g_cancellable_cancel (target->cancellable);
  g_object_unref (target->cancellable);
  clasp_timers_cancel (target->owner->timers, &target->timer);
  clasp_endpoint_clear (&target->endpoint);
  g_clear_object (&target->address);
  g_free (target->problem);
  g_free (target->failure);
  g_free (target);
}

/* Show equipment speaks IPv4: of several addresses the first such one. */
static GInetAddress *
choose (GList *addresses)
{
  for (GList *l = addresses; l != NULL; l = l->next)
    if (g_inet_address_get_family (l->data) == G_SOCKET_FAMILY_IPV4)
      return l->data;

  return addresses->data;
}

static void
take_result (Target *target, GList *addresses, const GError *error)
{
  g_autofree char *problem = NULL;
  gboolean         is_news = target->address == NULL;

  if (addresses != NULL)
    {
      g_clear_object (&target->address);
      target->address = g_inet_socket_address_new (choose (addresses), target->endpoint.port);
    }
  else if (target->address == NULL)
    {
      /* An address once found stays in use: the name server may be what broke. */
      problem = g_strdup_printf (_ ("‘%s’ was not found on this network."), target->endpoint.host);
      g_debug ("%s", error->message);
    }

  is_news = is_news || g_strcmp0 (problem, target->problem) != 0;
  g_free (target->problem);
  target->problem = g_steal_pointer (&problem);
  if (is_news)
    target->owner->changed (target->owner->user_data);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Lookup *lookup = user_data;
  Target            *target = lookup->target;
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  gint64 again_us = addresses != NULL ? AGAIN_AFTER_SUCCESS_US : AGAIN_AFTER_FAILURE_US;

  if (target != NULL)
    {
      ClaspTimers *timers = target->owner->timers;

      target->lookup = NULL;
      again_us += clasp_clock_now_us (clasp_timers_get_clock (timers));
      clasp_timers_set (timers, &target->timer, again_us, look_up, target);
      take_result (target, addresses, error);
    }
  g_resolver_free_addresses (addresses);
}

static void
look_up (gpointer user_data)
{
  Target               *target = user_data;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  target->lookup = g_new0 (Lookup, 1);
  target->lookup->target = target;
  g_resolver_lookup_by_name_async (resolver, target->endpoint.host, target->cancellable,
                                   looked_up_cb, target->lookup);
}

static gboolean
parse (const char *text, guint16 default_port, ClaspEndpoint *endpoint, GError **error)
{
  if (clasp_endpoint_is_port (text))
    {
      clasp_endpoint_set_no_host_error (text, error);
      return FALSE;
    }
  if (!clasp_endpoint_parse (text, default_port, endpoint, error))
    return FALSE;
  if (endpoint->port != 0)
    return TRUE;

  clasp_endpoint_clear (endpoint);
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
               _ ("‘%s’ has port 0, to which nothing can be sent"), text);
  return FALSE;
}

static gboolean
add (ClaspTargets *self, const char *text, guint16 default_port, GError **error)
{
  ClaspEndpoint endpoint;
  Target       *target;

  if (self->targets->len >= CLASP_TARGETS_MAX)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("More than %d targets"), CLASP_TARGETS_MAX);
      return FALSE;
    }
  if (!parse (text, default_port, &endpoint, error))
    return FALSE;

  target = g_new0 (Target, 1);
  target->owner = self;
  target->endpoint = endpoint;
  target->cancellable = g_cancellable_new ();
  target->address = clasp_endpoint_to_address (&endpoint);
  g_ptr_array_add (self->targets, target);
  return TRUE;
}

static gboolean
add_all (ClaspTargets *self, const char *const *texts, guint16 default_port, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (texts[i][0] != '\0' && !add (self, texts[i], default_port, error))
      return FALSE;

  return TRUE;
}

static ClaspTargets *
make (ClaspTimers *timers)
{
  ClaspTargets *self = g_new0 (ClaspTargets, 1);

  self->timers = timers;
  self->targets = g_ptr_array_new_with_free_func (target_free);
  return self;
}

/**
 * clasp_targets_new:
 * @timers: the worker's timers
 * @texts: (nullable): hosts or names, with ports
 * @default_port: for texts without one; 0 if each must have one
 * @changed: called from the loop when something became known
 * @user_data: for @changed
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Numbers are usable at once; lookups of names begin.
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): the targets
 */
ClaspTargets *
clasp_targets_new (ClaspTimers       *timers,
                   const char *const *texts,
                   guint16            default_port,
                   ClaspTargetsFunc   changed,
                   gpointer           user_data,
                   GError           **error)
{
  g_autoptr (ClaspTargets) self = make (timers);

  self->changed = changed;
  self->user_data = user_data;
  if (!add_all (self, texts, default_port, error))
    return NULL;

  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);

      if (target->address == NULL)
        look_up (target);
    }
  return g_steal_pointer (&self);
}

/**
 * clasp_targets_free:
 * @self: (transfer full): targets
 *
 * Ends lookups; nothing calls back afterwards.
 *
 * Thread: worker.
 */
void
clasp_targets_free (ClaspTargets *self)
{
  g_ptr_array_unref (self->targets);
  g_free (self);
}

/**
 * clasp_targets_get_count:
 * @self: targets
 *
 * Returns: how many there are, resolved or not
 */
guint
clasp_targets_get_count (ClaspTargets *self)
{
  return self->targets->len;
}

/**
 * clasp_targets_get_address:
 * @self: targets
 * @index: below the count
 *
 * Returns: (transfer none) (nullable): where to send, %NULL while the name is not resolved
 */
GSocketAddress *
clasp_targets_get_address (ClaspTargets *self, guint index)
{
  return ((Target *) g_ptr_array_index (self->targets, index))->address;
}

/**
 * clasp_targets_note_result:
 * @self: targets
 * @index: below the count
 * @error: (nullable): why a datagram could not be sent, %NULL if it was
 *
 * Thread: worker.
 */
void
clasp_targets_note_result (ClaspTargets *self, guint index, const GError *error)
{
  Target *target = g_ptr_array_index (self->targets, index);

  if ((error != NULL) == (target->failure != NULL))
    return;

  g_clear_pointer (&target->failure, g_free);
  if (error != NULL)
    target->failure = g_strdup (error->message);
  self->changed (self->user_data);
}

/**
 * clasp_targets_get_problem:
 * @self: targets
 *
 * Returns: (transfer none) (nullable): a sentence for a person, or %NULL
 */
const char *
clasp_targets_get_problem (ClaspTargets *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = g_ptr_array_index (self->targets, i);

      if (target->problem != NULL || target->failure != NULL)
        return target->problem != NULL ? target->problem : target->failure;
    }

  return NULL;
}

/**
 * clasp_targets_check:
 * @texts: (nullable): hosts or names, with ports
 * @default_port: for texts without one; 0 if each must have one
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * For settings: looks at the texts without resolving anything.
 *
 * Thread: any.
 *
 * Returns: whether clasp_targets_new () would take them
 */
gboolean
clasp_targets_check (const char *const *texts, guint16 default_port, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_auto (ClaspEndpoint) endpoint = { 0 };

      if (i >= CLASP_TARGETS_MAX)
        {
          g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                       _ ("More than %d targets"), CLASP_TARGETS_MAX);
          return FALSE;
        }
      if (texts[i][0] != '\0' && !parse (texts[i], default_port, &endpoint, error))
        return FALSE;
    }

  return TRUE;
}
