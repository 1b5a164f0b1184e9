/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-lossy-link.h"

#include <string.h>

/* One frame on its way. */
typedef struct
{
  ClaspLossyLink *link; /* (unowned) */
  gboolean        is_upwards;
  ClaspTimer      timer;
  gsize           size;
  guint8          bytes[];
} Flight;

struct _ClaspLossyLink
{
  GObject parent_instance;

  ClaspTimers            *timers; /* (unowned) */
  char                   *peer;
  GRand                  *random;
  ClaspLossyWay           way;
  ClaspLossyFunc          func;
  gpointer                func_data;
  const ClaspLinkHandler *handler; /* (unowned) */
  gpointer                user_data;
  GHashTable             *flights; /* (owned) set of Flight */
  ClaspLossyEnd          *end;     /* (unowned) (nullable) as long as the peer has it */
  gboolean                is_closed;
};

struct _ClaspLossyEnd
{
  GObject parent_instance;

  ClaspLossyLink         *link; /* (unowned) (nullable) NULL: it is gone */
  const ClaspLinkHandler *handler;
  gpointer                user_data;
};

static void clasp_lossy_link_iface_init (ClaspLinkInterface *iface);
static void clasp_lossy_end_iface_init (ClaspLinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspLossyEnd,
                               clasp_lossy_end,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_lossy_end_iface_init))

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspLossyLink,
                               clasp_lossy_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_lossy_link_iface_init))

static void
flight_free (gpointer data)
{
  Flight *self = data;

  clasp_timers_cancel (self->link->timers, &self->timer);
  g_free (self);
}

static void
clasp_lossy_link_finalize (GObject *object)
{
  ClaspLossyLink *self = CLASP_LOSSY_LINK (object);

  g_hash_table_unref (self->flights);
  if (self->end != NULL)
    self->end->link = NULL;
  g_rand_free (self->random);
  g_free (self->peer);
  G_OBJECT_CLASS (clasp_lossy_link_parent_class)->finalize (object);
}

static void
clasp_lossy_link_class_init (ClaspLossyLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_lossy_link_finalize;
}

static void
clasp_lossy_link_init (ClaspLossyLink *self)
{
  self->flights = g_hash_table_new_full (NULL, NULL, flight_free, NULL);
}

ClaspLossyLink *
clasp_lossy_link_new (ClaspTimers   *timers,
                      const char    *peer,
                      guint32        seed,
                      ClaspLossyFunc func,
                      gpointer       user_data)
{
  ClaspLossyLink *self = g_object_new (CLASP_TYPE_LOSSY_LINK, NULL);

  self->timers = timers;
  self->peer = g_strdup (peer);
  self->random = g_rand_new_with_seed (seed);
  self->func = func;
  self->func_data = user_data;
  return self;
}

void
clasp_lossy_link_set_way (ClaspLossyLink *self, const ClaspLossyWay *way)
{
  self->way = *way;
}

static void
arrive (ClaspLossyLink *self, gboolean is_upwards, const guint8 *bytes, gsize size)
{
  g_object_ref (self);
  if (!is_upwards)
    self->func (bytes, size, self->func_data);
  else if (!self->is_closed)
    self->handler->frame (CLASP_LINK (self), bytes, size, self->user_data);
  g_object_unref (self);
}

static void
arrived_cb (gpointer user_data)
{
  Flight            *flight = user_data;
  g_autofree guint8 *bytes = g_memdup2 (flight->bytes, flight->size);
  gsize              size = flight->size;
  ClaspLossyLink    *link = flight->link;
  gboolean           is_upwards = flight->is_upwards;

  g_hash_table_remove (link->flights, flight);
  arrive (link, is_upwards, bytes, size);
}

static void
fly (ClaspLossyLink *self, gboolean is_upwards, const guint8 *bytes, gsize size)
{
  ClaspClock *clock = clasp_timers_get_clock (self->timers);
  gint32      delay_us = g_rand_int_range (self->random, (gint32) self->way.delay_min_us,
                                           (gint32) self->way.delay_max_us + 1);
  Flight     *flight;

  if (g_rand_double (self->random) < self->way.loss)
    return;
  flight = g_malloc (sizeof *flight + size);
  *flight = (Flight){ .link = self, .is_upwards = is_upwards, .size = size };
  memcpy (flight->bytes, bytes, size);
  g_hash_table_add (self->flights, flight);
  clasp_timers_set (self->timers, &flight->timer, clasp_clock_now_us (clock) + delay_us, arrived_cb,
                    flight);
}

static void
travel (ClaspLossyLink *self, gboolean is_upwards, const guint8 *bytes, gsize size)
{
  if (self->way.delay_max_us == 0)
    {
      arrive (self, is_upwards, bytes, size); /* the way is not set yet */
      return;
    }
  fly (self, is_upwards, bytes, size);
  if (g_rand_double (self->random) < self->way.doubled)
    fly (self, is_upwards, bytes, size);
}

void
clasp_lossy_link_say (ClaspLossyLink *self, const guint8 *frame, gsize size)
{
  if (!self->is_closed)
    travel (self, TRUE, frame, size);
}

void
clasp_lossy_link_hang_up (ClaspLossyLink *self)
{
  g_hash_table_remove_all (self->flights);
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  self->handler->closed (CLASP_LINK (self), "the peer is gone", self->user_data);
  if (self->end != NULL && self->end->handler != NULL)
    self->end->handler->closed (CLASP_LINK (self->end), "the router is gone", self->end->user_data);
}

/* --- what the router sees ------------------------------------------------------------------- */

static gboolean
lossy_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  ClaspLossyLink *self = CLASP_LOSSY_LINK (link);

  if (self->is_closed)
    return FALSE;
  travel (self, FALSE, frame, size);
  return TRUE;
}

static void
lossy_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  CLASP_LOSSY_LINK (link)->handler = handler;
  CLASP_LOSSY_LINK (link)->user_data = user_data;
}

static gsize
lossy_get_queued (ClaspLink *link)
{
  return 0;
}

static void
lossy_set_limit (ClaspLink *link, gsize limit)
{
}

static void
lossy_set_reading (ClaspLink *link, gboolean reading)
{
}

static void
lossy_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
}

static const char *
lossy_get_peer (ClaspLink *link)
{
  return CLASP_LOSSY_LINK (link)->peer;
}

static const char *
lossy_get_carrier (ClaspLink *link)
{
  return "lossy";
}

static gboolean
lossy_is_lossy (ClaspLink *link)
{
  return TRUE;
}

static void
clasp_lossy_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = lossy_set_handler;
  iface->send = lossy_send;
  iface->get_queued = lossy_get_queued;
  iface->set_limit = lossy_set_limit;
  iface->set_reading = lossy_set_reading;
  iface->close = lossy_close;
  iface->get_peer = lossy_get_peer;
  iface->get_carrier = lossy_get_carrier;
  iface->is_lossy = lossy_is_lossy;
}

/* --- what a client sees --------------------------------------------------------------------- */

static void
end_got_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  ClaspLossyEnd *self = ((ClaspLossyLink *) user_data)->end;

  if (self != NULL && self->handler != NULL)
    self->handler->frame (CLASP_LINK (self), frame, size, self->user_data);
}

ClaspLossyEnd *
clasp_lossy_link_new_end (ClaspLossyLink *self)
{
  g_assert (self->end == NULL);
  self->end = g_object_new (CLASP_TYPE_LOSSY_END, NULL);
  self->end->link = self;
  self->func = end_got_cb;
  self->func_data = self;
  return self->end;
}

static void
clasp_lossy_end_dispose (GObject *object)
{
  ClaspLossyEnd *self = CLASP_LOSSY_END (object);

  if (self->link != NULL)
    self->link->end = NULL;
  self->link = NULL;
  G_OBJECT_CLASS (clasp_lossy_end_parent_class)->dispose (object);
}

static void
clasp_lossy_end_class_init (ClaspLossyEndClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_lossy_end_dispose;
}

static void
clasp_lossy_end_init (ClaspLossyEnd *self)
{
}

static gboolean
end_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  ClaspLossyEnd *self = CLASP_LOSSY_END (link);

  if (self->link == NULL || self->link->is_closed)
    return FALSE;
  clasp_lossy_link_say (self->link, frame, size);
  return TRUE;
}

static void
end_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  CLASP_LOSSY_END (link)->handler = handler;
  CLASP_LOSSY_END (link)->user_data = user_data;
}

static const char *
end_get_peer (ClaspLink *link)
{
  return "lossy:router";
}

static void
clasp_lossy_end_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = end_set_handler;
  iface->send = end_send;
  iface->get_queued = lossy_get_queued;
  iface->set_limit = lossy_set_limit;
  iface->set_reading = lossy_set_reading;
  iface->close = lossy_close;
  iface->get_peer = end_get_peer;
  iface->get_carrier = lossy_get_carrier;
  iface->is_lossy = lossy_is_lossy;
}
