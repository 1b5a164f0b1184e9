/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-router"

#include "router/clasp-restore.h"

#include "router/clasp-expiry.h"
#include "router/clasp-fanout.h"
#include "router/clasp-params.h"

#include <glib/gi18n-lib.h>

/* Design notes: a holder that is not back yet has a session number of its own that no session has.
 * So every rule about locks holds for restored ones without knowing of them. */

typedef struct
{
  char       *name;   /* (owned) */
  guint64     number; /* from the router's counter */
  GHashTable *params; /* (owned) set of ClaspParam (unowned) */
} Holder;

struct _ClaspRestore
{
  ClaspRouter *router;  /* (unowned) */
  GHashTable  *writers; /* (owned) (nullable) text → ClaspWriterId, until the end of restoring */
  GHashTable  *holders; /* (owned) name → Holder (owned) */
  ClaspTimer   timer;
};

static void
holder_free (gpointer data)
{
  Holder *self = data;

  g_free (self->name);
  g_hash_table_unref (self->params);
  g_free (self);
}

static ClaspRestore *
ensure_restore (ClaspRouter *router)
{
  ClaspRestore *self = router->restore;

  if (self != NULL)
    return self;
  self = router->restore = g_new0 (ClaspRestore, 1);
  self->router = router;
  self->holders = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, holder_free);
  return self;
}

void
clasp_restore_free (ClaspRestore *self)
{
  if (self == NULL)
    return;
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_clear_pointer (&self->writers, g_hash_table_unref);
  g_hash_table_unref (self->holders);
  g_free (self);
}

/* Many parameters have few writers. */
static void
set_writer (ClaspRestore *self, ClaspParam *param, ClaspStr text)
{
  g_autofree char *key = text.length > 0 ? clasp_str_dup (text) : g_strdup ("");
  ClaspWriterId   *id;

  if (self->writers == NULL)
    self->writers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                           (GDestroyNotify) clasp_writer_id_unref);
  id = g_hash_table_lookup (self->writers, key);
  if (id == NULL)
    {
      id = clasp_writer_id_new (clasp_str (key));
      g_hash_table_insert (self->writers, id->text, id);
    }
  clasp_store_set_writer (param, id);
}

static void
hold_lock (ClaspRestore *self, ClaspParam *param, ClaspStr name)
{
  g_autofree char *key = clasp_str_dup (name);
  Holder          *holder = g_hash_table_lookup (self->holders, key);

  if (holder == NULL)
    {
      holder = g_new0 (Holder, 1);
      holder->name = g_steal_pointer (&key);
      holder->number = ++self->router->last_number;
      holder->params = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->holders, holder->name, holder);
    }
  g_hash_table_add (holder->params, param);
  param->lock_holder = holder->number;
}

static gboolean
is_restorable (ClaspRouter *router, const ClaspRestoredParam *restored)
{
  ClaspRefusal refusal;
  const char  *why;

  if (!clasp_address_is_valid (restored->address, &why))
    return FALSE;
  if (restored->has_ttl && restored->ttl.mode != CLASP_TTL_NEVER && restored->expires_in_us <= 0)
    return FALSE;
  if (clasp_store_lookup (router->store, restored->address) != NULL)
    return FALSE;
  return clasp_params_make_room (router, 1, clasp_store_value_bytes (&restored->value), &refusal);
}

/**
 * clasp_router_restore:
 * @self: a router
 * @restored: a parameter of an earlier run; borrowed
 *
 * Puts a parameter back as it was. Subscribers are told; the observer is not, it knows.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it was left out: its time is over, there is one already, the router is full
 */
gboolean
clasp_router_restore (ClaspRouter *self, const ClaspRestoredParam *restored)
{
  const ClaspInbound inbound = { .received_us = clasp_clock_now_us (self->clock) };
  ClaspRestore      *restore = ensure_restore (self);
  ClaspParam        *param;

  if (!is_restorable (self, restored))
    return FALSE;

  clasp_router_enter (self);
  param = clasp_store_add (self->store, restored->address);
  clasp_store_set_value (self->store, param, &restored->value);
  set_writer (restore, param, restored->writer);
  param->revision = restored->revision;
  param->timestamp_us = restored->timestamp_us;
  if (restored->has_ttl || self->limits.param_ttl_s != 0)
    clasp_expiry_restore (self->expiry, param, restored->has_ttl ? &restored->ttl : NULL,
                          restored->expires_in_us);
  if (restored->lock_holder.length > 0)
    hold_lock (restore, param, restored->lock_holder);
  clasp_fanout_param (self, &inbound, param, NULL);
  clasp_router_leave (self);
  return TRUE;
}

/**
 * clasp_router_restore_revision:
 * @self: a router
 * @address: of a parameter that was removed in an earlier run
 * @revision: its last one
 *
 * Thread: worker.
 */
void
clasp_router_restore_revision (ClaspRouter *self, ClaspStr address, guint64 revision)
{
  if (clasp_store_lookup (self->store, address) == NULL)
    clasp_store_set_last_revision (self->store, address, revision);
}

static void
observe_touched (ClaspRouter *router, ClaspParam *param)
{
  if (router->observer != NULL)
    router->observer->touched (param, router->observer_data);
}

static void
grace_over_cb (gpointer user_data)
{
  ClaspRestore  *self = user_data;
  ClaspRouter   *router = self->router;
  GHashTableIter iter, params;
  Holder        *holder;
  ClaspParam    *param;

  g_hash_table_iter_init (&iter, self->holders);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &holder))
    {
      g_message (g_dngettext (GETTEXT_PACKAGE, "“%s” did not come back: its lock is released",
                              "“%s” did not come back: its %u locks are released", g_hash_table_size (holder->params)),
                 holder->name, g_hash_table_size (holder->params));
      g_hash_table_iter_init (&params, holder->params);
      while (g_hash_table_iter_next (&params, (gpointer *) &param, NULL))
        {
          param->lock_holder = 0;
          observe_touched (router, param);
        }
    }
  g_clear_pointer (&router->restore, clasp_restore_free);
}

/**
 * clasp_router_restore_end:
 * @self: a router
 * @lock_grace_us: how long restored locks wait for their holders
 *
 * Thread: worker.
 */
void
clasp_router_restore_end (ClaspRouter *self, gint64 lock_grace_us)
{
  ClaspRestore *restore = self->restore;

  if (restore == NULL)
    return;
  g_clear_pointer (&restore->writers, g_hash_table_unref);
  if (g_hash_table_size (restore->holders) == 0)
    g_clear_pointer (&self->restore, clasp_restore_free);
  else
    clasp_timers_set (self->timers, &restore->timer,
                      clasp_clock_now_us (self->clock) + lock_grace_us, grace_over_cb, restore);
}

void
clasp_restore_claim (ClaspRouter *router, ClaspSession *session)
{
  ClaspRestore  *self = router->restore;
  Holder        *holder = g_hash_table_lookup (self->holders, session->name);
  GHashTableIter iter;
  ClaspParam    *param;

  if (holder == NULL || holder->name[0] == '\0')
    return;
  if (session->locks == NULL)
    session->locks = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, holder->params);
  while (g_hash_table_iter_next (&iter, (gpointer *) &param, NULL))
    {
      param->lock_holder = session->number;
      g_hash_table_add (session->locks, param);
    }
  g_hash_table_remove (self->holders, session->name);
}

void
clasp_restore_forget_lock (ClaspRouter *router, ClaspParam *param)
{
  GHashTableIter iter;
  Holder        *holder;

  if (router->restore == NULL)
    return;
  g_hash_table_iter_init (&iter, router->restore->holders);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &holder))
    g_hash_table_remove (holder->params, param);
}

const char *
clasp_restore_get_holder (ClaspRouter *router, guint64 number)
{
  GHashTableIter iter;
  Holder        *holder;

  if (router->restore == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, router->restore->holders);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &holder))
    if (holder->number == number)
      return holder->name;
  return NULL;
}
