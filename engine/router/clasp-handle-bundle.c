/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-control.h"
#include "router/clasp-fanout.h"
#include "router/clasp-gestures.h"
#include "router/clasp-guard.h"
#include "router/clasp-params.h"
#include "router/clasp-router-private.h"
#include "router/clasp-schedule.h"
#include "router/clasp-timelines.h"

/* Design notes: all or nothing. Every SET is checked against the parameter as the SETs before it in
 * the same bundle leave it, which a table of views keeps; only then is anything written. All SETs
 * come before all PUBLISHes (router.md 9), so that an event finds its values in place. Bundles
 * inside are part of the whole; other kinds of messages inside are ignored. */

typedef struct
{
  ClaspStr       address;
  ClaspParamView view;
} Overlay;

typedef struct
{
  ClaspRouter        *router;
  const ClaspInbound *inbound;
  GHashTable         *views; /* (owned) of Overlay (owned) */
  guint               n_new;
  guint               n_new_timelines;
  gsize               n_bytes;
  ClaspRefusal        refusal;
  ClaspStr            culprit; /* the address that was refused */
  gboolean            has_revision;
  guint64             revision; /* of the last SET */
} Work;

static guint
overlay_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Overlay *) key)->address);
}

static gboolean
overlay_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Overlay *) a)->address, ((const Overlay *) b)->address);
}

static void
overlay_free (gpointer data)
{
  Overlay *self = data;

  clasp_params_view_clear (&self->view);
  g_free (self);
}

static Overlay *
ensure_overlay (Work *work, ClaspStr address)
{
  const Overlay key = { .address = address };
  Overlay      *overlay = g_hash_table_lookup (work->views, &key);
  ClaspParam   *param;

  if (overlay != NULL)
    return overlay;

  param = clasp_store_lookup (work->router->store, address);
  overlay = g_new (Overlay, 1);
  overlay->address = address;
  clasp_params_view (work->router, address, param, &overlay->view);
  g_hash_table_add (work->views, overlay);
  if (param == NULL)
    work->n_new++;
  else
    clasp_store_touch (work->router->store, param); /* not to be evicted for the others */
  return overlay;
}

static gboolean
check_set (Work *work, const ClaspSet *set)
{
  Overlay *overlay = ensure_overlay (work, set->address);

  work->n_bytes += clasp_store_value_bytes (&set->value);
  work->culprit = set->address;
  return clasp_params_check (work->router, work->inbound->session, set, &overlay->view,
                             &work->refusal);
}

static gboolean
check_publish (Work *work, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  const char         *why;

  work->culprit = publish->address;
  if (clasp_control_is_order (publish->address))
    return clasp_control_check (work->router, work->inbound, publish, &work->refusal);
  if (clasp_guard_covers (work->router, publish->address) &&
      !clasp_guard_accepts (work->router, work->inbound->session, message, &work->refusal))
    return FALSE;
  if (clasp_address_is_valid (publish->address, &why))
    return publish->signal != CLASP_SIGNAL_TIMELINE ||
           clasp_timelines_check (work->router->timelines, publish, &work->n_new_timelines,
                                  &work->refusal);
  work->refusal.code = CLASP_CODE_INVALID_ADDRESS;
  g_snprintf (work->refusal.text, sizeof work->refusal.text, "Invalid address: %s", why);
  return FALSE;
}

static gboolean
check_all (Work *work, const ClaspBundle *bundle)
{
  for (guint i = 0; i < bundle->n_messages; i++)
    {
      const ClaspMessage *message = &bundle->messages[i];

      if (message->type == CLASP_MESSAGE_SET && !check_set (work, &message->set))
        return FALSE;
      if (message->type == CLASP_MESSAGE_PUBLISH && !check_publish (work, message))
        return FALSE;
      if (message->type == CLASP_MESSAGE_BUNDLE && !check_all (work, &message->bundle))
        return FALSE;
    }
  return TRUE;
}

static void
write_all (Work *work, const ClaspBundle *bundle)
{
  ClaspRouter *router = work->router;

  for (guint i = 0; i < bundle->n_messages; i++)
    {
      const ClaspMessage *message = &bundle->messages[i];
      ClaspParam         *param;

      if (message->type == CLASP_MESSAGE_BUNDLE)
        write_all (work, &message->bundle);
      if (message->type != CLASP_MESSAGE_SET)
        continue;
      if (G_UNLIKELY (router->interceptor != NULL) &&
          clasp_intercept_set (router, work->inbound, &message->set))
        continue;
      param = clasp_store_lookup (router->store, message->set.address);
      clasp_timelines_note_hand (router, work->inbound, param);
      param = clasp_params_write (router, work->inbound->session, &message->set, param);
      work->has_revision = TRUE;
      work->revision = param->revision;
      clasp_fanout_param (router, work->inbound, param, &message->set);
    }
}

static void
publish_all (Work *work, const ClaspBundle *bundle)
{
  for (guint i = 0; i < bundle->n_messages; i++)
    {
      const ClaspMessage *message = &bundle->messages[i];

      if (message->type == CLASP_MESSAGE_BUNDLE)
        publish_all (work, &message->bundle);
      if (message->type != CLASP_MESSAGE_PUBLISH)
        continue;
      if (clasp_control_is_order (message->publish.address))
        clasp_control_run (work->router, work->inbound, &message->publish);
      else if (message->publish.signal == CLASP_SIGNAL_GESTURE)
        clasp_gestures_publish (work->router->gestures, work->inbound, message);
      else if (message->publish.signal == CLASP_SIGNAL_TIMELINE)
        clasp_timelines_publish (work->router->timelines, work->inbound, message);
      else
        clasp_fanout_publish (work->router, work->inbound, message);
    }
}

static void
work_init (Work *work, ClaspRouter *router, const ClaspInbound *inbound)
{
  *work = (Work){ .router = router, .inbound = inbound, .culprit = CLASP_STR_EMPTY };
  work->views = g_hash_table_new_full (overlay_hash, overlay_equal, overlay_free, NULL);
}

static gboolean
check_bundle (Work *work, const ClaspBundle *bundle)
{
  if (!check_all (work, bundle))
    return FALSE;
  work->culprit = CLASP_STR_EMPTY;
  return clasp_params_make_room (work->router, work->n_new, work->n_bytes, &work->refusal);
}

static void
reply_ack (const Work *work)
{
  ClaspMessage ack = { .type = CLASP_MESSAGE_ACK };

  ack.ack.has_revision = work->has_revision;
  ack.ack.revision = work->revision;
  clasp_reply (work->router, work->inbound, &ack);
}

static void
run (Work *work, const ClaspBundle *bundle, gboolean is_acknowledged)
{
  ClaspInbound inbound = *work->inbound;

  if (!check_bundle (work, bundle))
    {
      clasp_reply_refusal (work->router, work->inbound, &work->refusal, work->culprit);
      return;
    }
  inbound.bundle = ++work->router->last_bundle;
  inbound.bundle_us = bundle->has_timestamp ? bundle->timestamp_us : 0;
  work->inbound = &inbound;
  write_all (work, bundle);
  publish_all (work, bundle);
  if (!is_acknowledged)
    reply_ack (work);
}

/* A bundle for later is only looked at for what time cannot change: its addresses. */
static void
schedule (Work *work, const ClaspMessage *message)
{
  ClaspRouter *router = work->router;

  if (clasp_schedule_add (router->schedule, work->inbound, message, &work->refusal))
    reply_ack (work);
  else
    clasp_reply_refusal (router, work->inbound, &work->refusal, CLASP_STR_EMPTY);
}

void
clasp_handle_bundle (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  const ClaspBundle *bundle = &message->bundle;
  guint64            now_us = (guint64) clasp_clock_unix_us (self->clock);
  Work               work;

  work_init (&work, self, inbound);
  if (bundle->has_timestamp && bundle->timestamp_us > now_us)
    schedule (&work, message);
  else
    run (&work, bundle, FALSE);
  g_hash_table_unref (work.views);
}

void
clasp_handle_due_bundle (ClaspRouter *self, const ClaspInbound *inbound, const ClaspBundle *bundle)
{
  Work work;

  work_init (&work, self, inbound);
  run (&work, bundle, TRUE);
  g_hash_table_unref (work.views);
}
