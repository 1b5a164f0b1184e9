/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-plain.h"

#include "core/clasp-codec-plain-private.h"
#include "router/clasp-fanout.h"
#include "router/clasp-guard.h"
#include "router/clasp-output.h"
#include "router/clasp-policies.h"
#include "router/clasp-rate.h"

/* Design notes: straight-line code over the frame as it lies in the read buffer. A parameter that
 * is found by its address proves that the address is valid, and so does a match in the cache of
 * PUBLISHed addresses, so nothing is validated twice. A PUBLISH leaves as it came: the frame is
 * recognised only when writing it anew would give the same bytes. */

static inline gboolean
is_for_handlers (const ClaspRouter *router)
{
  return router->is_fanning_out || clasp_rate_is_limited (router);
}

/* Somebody keeps books, or a receiver has conditions or is in this process. */
static inline gboolean
is_for_fanout (const ClaspRouter *router, const ClaspMatch *match, guint8 types)
{
  return (match->special_types & types) != 0 || router->observer != NULL || router->keeps_history;
}

static inline void
count_received (ClaspSession *session, gint64 now_us)
{
  session->last_received_us = now_us;
  session->n_received++;
}

static inline double
read_number (const guint8 *bytes)
{
  guint64 bits = clasp_plain_read_u64 (bytes);
  double  number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

/* --- parameters ----------------------------------------------------------------------------- */

static inline ClaspParam *
find_param (ClaspRouter *router, ClaspStr address)
{
  ClaspParam *param = clasp_store_get_newest (router->store);

  if (param != NULL && clasp_str_equal (clasp_param_get_address (param), address))
    return param; /* the one written last, and again and again while somebody moves a fader */
  return clasp_store_lookup (router->store, address);
}

/* Nobody has said anything about it that a write would have to obey. */
static inline gboolean
is_plain (const ClaspRouter *router, const ClaspParam *param)
{
  return param->policy == CLASP_POLICY_PLAIN && param->lock_holder == 0 && !param->is_played &&
         param->expires_us == 0 && router->limits.param_ttl_s == 0 &&
         param->value.type < CLASP_VALUE_STRING;
}

static inline void
write_param (ClaspRouter *router, ClaspSession *session, ClaspParam *param, double number)
{
  clasp_store_touch (router->store, param);
  param->value = clasp_value_double (number);
  clasp_store_set_writer (param, session->id);
  param->revision++;
  param->timestamp_us = (guint64) clasp_router_unix_us (router);
}

/* What was asked for, to whoever keeps books and to receivers of every kind. */
static G_NO_INLINE void
tell_everybody (ClaspSession *session, ClaspParam *param)
{
  ClaspRouter       *router = session->router;
  const ClaspInbound inbound = { session, clasp_router_now_us (router) };
  const ClaspSet     set = { .address = clasp_param_get_address (param), .value = param->value };

  if (router->observer != NULL)
    router->observer->written (param, &set, router->observer_data);
  clasp_fanout_param (router, &inbound, param, &set);
}

static inline gboolean
is_receiver (const ClaspMatchEntry *entry, guint8 types)
{
  return (entry->plain_types & types) != 0 && entry->session->state != CLASP_SESSION_GONE;
}

static void
write_told_set (guint8 *place, gconstpointer data)
{
  const ClaspParam *param = data;

  clasp_plain_put_told_set (place, clasp_param_get_address (param), param->value.as.number,
                            param->revision);
}

static inline void
tell_param (ClaspRouter *router, const ClaspMatch *match, ClaspParam *param)
{
  ClaspBroadcast broadcast = { .size = clasp_plain_told_set_size (param->length),
                               .write = write_told_set,
                               .data = param,
                               .scratch = router->plain_frame };
  guint          n = 0;

  for (guint i = 0; i < match->n_entries; i++)
    {
      ClaspSession *receiver = match->entries[i].session;

      if (!is_receiver (&match->entries[i], CLASP_TYPES_PARAM))
        continue;
      clasp_output_share_param (receiver, param, &broadcast);
      receiver->n_delivered++;
      n++;
    }
  router->stats.n_delivered += n;
}

static inline void
acknowledge (ClaspRouter *router, ClaspSession *session, ClaspParam *param)
{
  ClaspStr address = clasp_param_get_address (param);
  gsize    size = clasp_plain_ack_size (address.length);
  guint8  *place = NULL;

  if (G_UNLIKELY (session->state == CLASP_SESSION_GONE))
    return;
  if (G_LIKELY (session->reserve != NULL && !clasp_output_is_blocked (session)))
    place = session->reserve (session->link, size);
  if (G_LIKELY (place != NULL))
    {
      clasp_plain_put_ack (place, address, param->revision);
      return;
    }
  clasp_plain_put_ack (router->plain_frame, address, param->revision);
  clasp_output_reply (session, router->plain_frame, size);
}

static G_ALWAYS_INLINE inline void
set (ClaspSession *session, ClaspParam *param, const ClaspMatch *match, double number)
{
  ClaspRouter *router = session->router;

  write_param (router, session, param, number);
  if (G_UNLIKELY (is_for_fanout (router, match, CLASP_TYPES_PARAM)))
    tell_everybody (session, param);
  else if (match->n_entries > 0)
    tell_param (router, match, param);
  acknowledge (router, session, param);
}

static G_NO_INLINE void
set_timed (ClaspSession *session, ClaspParam *param, const ClaspMatch *match, double number)
{
  ClaspRouter *router = session->router;
  ClaspSample  sample = clasp_metrics_begin (router->stats.n_delivered);

  set (session, param, match, number);
  clasp_metrics_end (&router->metrics, &sample, CLASP_MESSAGE_SET, router->stats.n_delivered,
                     &session->latency);
}

static inline gboolean
dispatch_set (ClaspSession *session, const guint8 *bytes, gsize size)
{
  ClaspRouter *router = session->router;
  guint64      word = clasp_plain_set_recognise (bytes, size);
  ClaspStr     address = { (const char *) bytes + PLAIN_ADDRESS, clasp_plain_get_length (word) };
  ClaspParam  *param;
  const ClaspMatch *match;
  double            number;

  if (G_UNLIKELY (word == 0 || clasp_plain_get_flags (word) != CODE_F64 ||
                  address.length > CLASP_ADDRESS_MAX_LENGTH))
    return FALSE;
  param = find_param (router, address);
  if (G_UNLIKELY (param == NULL || !is_plain (router, param)))
    return FALSE;
  match = clasp_router_match_param (router, param);
  if (G_UNLIKELY (router->interceptor != NULL))
    return FALSE;
  number = read_number (bytes + PLAIN_ADDRESS + address.length);
  count_received (session, clasp_router_now_us (router));
  if (clasp_metrics_count (&router->metrics, CLASP_MESSAGE_SET))
    set_timed (session, param, match, number);
  else
    set (session, param, match, number);
  return TRUE;
}

/* --- events and streams --------------------------------------------------------------------- */

static G_NO_INLINE void
publish_to_everybody (ClaspSession *session, const ClaspBroadcast *broadcast)
{
  ClaspRouter       *router = session->router;
  const ClaspInbound inbound = { session, clasp_router_now_us (router) };
  guint64            word = clasp_plain_read_u64 (broadcast->frame);
  const ClaspMessage message = {
    .type = CLASP_MESSAGE_PUBLISH,
    .publish = { .address = { (const char *) broadcast->frame + PLAIN_ADDRESS,
                              clasp_plain_get_length (word) },
                 .signal = (ClaspSignal) (clasp_plain_get_flags (word) >> PUBLISH_SIGNAL_SHIFT),
                 .has_value = TRUE,
                 .value =
                   clasp_value_double (read_number (broadcast->frame + broadcast->size - 8)) },
  };

  if (clasp_guard_let_publish (router, &inbound, &message))
    clasp_fanout_publish (router, &inbound, &message);
}

static G_ALWAYS_INLINE inline void
publish (ClaspSession *session, const ClaspMatch *match, ClaspBroadcast *broadcast, guint8 types)
{
  ClaspRouter      *router = session->router;
  ClaspOutputPolicy policy = types == CLASP_TYPES_STREAM ? CLASP_OUTPUT_LATEST : CLASP_OUTPUT_KEEP;
  guint             n = 0;

  if (G_UNLIKELY (is_for_fanout (router, match, types)))
    {
      publish_to_everybody (session, broadcast);
      return;
    }

  for (guint i = 0; i < match->n_entries; i++)
    {
      ClaspSession *receiver = match->entries[i].session;

      if (!is_receiver (&match->entries[i], types) || receiver == session)
        continue;
      if (!clasp_output_share (receiver, broadcast, policy))
        continue;
      receiver->n_delivered++;
      n++;
    }
  router->stats.n_delivered += n;
}

static G_NO_INLINE void
publish_timed (ClaspSession     *session,
               const ClaspMatch *match,
               ClaspBroadcast   *broadcast,
               guint8            types)
{
  ClaspRouter *router = session->router;
  ClaspSample  sample = clasp_metrics_begin (router->stats.n_delivered);

  publish (session, match, broadcast, types);
  clasp_metrics_end (&router->metrics, &sample, CLASP_MESSAGE_PUBLISH, router->stats.n_delivered,
                     &session->latency);
}

/* What the router itself listens to is not for here. */
static inline gboolean
is_reserved (ClaspStr address)
{
  static const char prefix[] = "/clasp/";

  return address.length >= sizeof prefix - 1 &&
         memcmp (address.data, prefix, sizeof prefix - 1) == 0;
}

static inline gboolean
dispatch_publish (ClaspSession *session, const guint8 *bytes, gsize size)
{
  ClaspRouter   *router = session->router;
  guint64        word = clasp_plain_publish_recognise (bytes, size);
  ClaspStr       address = { (const char *) bytes + PLAIN_ADDRESS, clasp_plain_get_length (word) };
  guint8         types = (guint8) (1u << (clasp_plain_get_flags (word) >> PUBLISH_SIGNAL_SHIFT));
  ClaspBroadcast broadcast = { bytes, size };
  const ClaspMatch *match;

  if (G_UNLIKELY (word == 0 || is_reserved (address)))
    return FALSE;
  match = clasp_subscriptions_get_cached (router->subscriptions, address);
  if (G_UNLIKELY (match == NULL))
    return FALSE;

  count_received (session, clasp_router_now_us (router));
  if (clasp_metrics_count (&router->metrics, CLASP_MESSAGE_PUBLISH))
    publish_timed (session, match, &broadcast, types);
  else
    publish (session, match, &broadcast, types);
  return TRUE;
}

void
clasp_plain_dispatch (ClaspSession *session, const guint8 *bytes, gsize size)
{
  if (G_LIKELY (size >= PLAIN_ADDRESS && session->state == CLASP_SESSION_OPEN &&
                !is_for_handlers (session->router)))
    {
      if (bytes[PLAIN_HEADER] == CLASP_MESSAGE_SET && dispatch_set (session, bytes, size))
        return;
      if (bytes[PLAIN_HEADER] == CLASP_MESSAGE_PUBLISH && dispatch_publish (session, bytes, size))
        return;
    }
  clasp_dispatch_frame (session, bytes, size);
}
