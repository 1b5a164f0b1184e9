/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-alsa.h"

#include "bridges/midi/clasp-midi-alsa-half.h"
#include "bridges/midi/clasp-midi-codec.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* Design notes: the sequencer hands out events; the library turns them into bytes and our parsers
 * turn bytes into whole messages, so that a sysex that arrives in pieces is one message and a raw
 * device would need nothing new. Each source has its own parser: several may be in the middle of a
 * sysex. Sending goes the other way, one event for each message or part of a sysex.
 *
 * An announcement is history when we read it, and in a flood it is lost: it only makes us look.
 * What is connected is what the sequencer says now, and a connection dies with its port, so one
 * that is there is to the device that we connected, whoever had its number before.
 *
 * A queue of ours runs for the sake of its clock: the kernel stamps each event with it as it comes, so
 * that clock and time code have their true intervals however late we read them. How that clock
 * stands to ours is asked at every turn, for it may drift. */

#define DECODE_BUFFER 8192
#define EVENTS_PER_TURN 1024
/* Events the kernel keeps for us, its maximum: a burst longer than that is lost. */
#define POOL_EVENTS 2000
/* Sources in the middle of something at the same time; above that all begin anew. */
#define MAX_PARSERS 64
/* Between two looks at our clock and the one at the queue's in the midst of them; we are interrupted
 * seldom, and not again and again. */
#define MAX_LOOK_US 200
#define MAX_LOOKS 3
#define NO_QUEUE -1
#define QUEUE_HZ 10

struct _ClaspMidiAlsa
{
  GObject            parent_instance;
  snd_seq_t         *seq;     /* (owned) (nullable) while open */
  snd_midi_event_t  *decoder; /* (owned) */
  snd_midi_event_t  *encoder; /* (owned) */
  ClaspReactor      *reactor; /* (owned) while open */
  ClaspReactorWatch *watch;   /* (owned) */
  ClaspDeferred      more;    /* events are left in the library's buffer */
  GHashTable        *parsers; /* (owned) source's client and port → ClaspMidiParser (owned) */
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  ClaspMidiAlsaHalf       in, out;
  int                     in_port, out_port;
  int                     queue;       /* whose clock stamps what comes; NO_QUEUE: none does */
  gint64                  queue_us;    /* when that clock began, on ours */
  gint64                  received_us; /* what is being read */
};

static void clasp_midi_alsa_backend_init (ClaspMidiBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspMidiAlsa,
                               clasp_midi_alsa,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND,
                                                      clasp_midi_alsa_backend_init))

/* ---- devices ---- */

typedef struct
{
  ClaspMidiAlsa *self;
  char          *name; /* (owned) (nullable) of what was found */
} Search;

static gboolean
note_name (const ClaspMidiAlsaPort *port, gpointer user_data)
{
  ClaspMidiAlsa *self = user_data;

  clasp_midi_alsa_half_note_name (&self->in, port);
  clasp_midi_alsa_half_note_name (&self->out, port);
  return self->in.is_whole && self->out.is_whole;
}

static gboolean
note_beside (const ClaspMidiAlsaPort *port, gpointer user_data)
{
  ClaspMidiAlsa *self = user_data;

  clasp_midi_alsa_half_note_beside (&self->in, port);
  clasp_midi_alsa_half_note_beside (&self->out, port);
  return FALSE;
}

/* From the device to us, or from us to it, whichever is there already. */
static gboolean
connect_half (ClaspMidiAlsa *self, const snd_seq_addr_t *address, gboolean is_input)
{
  int result = is_input
                 ? snd_seq_connect_from (self->seq, self->in_port, address->client, address->port)
                 : snd_seq_connect_to (self->seq, self->out_port, address->client, address->port);

  return result >= 0 || result == -EBUSY;
}

static gboolean
is_complete (ClaspMidiAlsa *self)
{
  return (self->in.has || !self->in.is_used) && (self->out.has || !self->out.is_used);
}

static gboolean
match_port (const ClaspMidiAlsaPort *port, gpointer user_data)
{
  Search            *search = user_data;
  ClaspMidiAlsa     *self = search->self;
  ClaspMidiAlsaHalf *halves[] = { &self->in, &self->out };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      if (!clasp_midi_alsa_half_wants (halves[i], port) || !connect_half (self, &port->address, halves[i]->is_input))
        continue;
      clasp_midi_alsa_half_take (halves[i], port);
      if (search->name == NULL)
        search->name = g_strdup (port->name);
    }
  return is_complete (self);
}

/* Connects what is wanted, there, and not connected yet. */
static void
look_for_device (ClaspMidiAlsa *self)
{
  Search search = { .self = self };

  clasp_midi_alsa_half_begin (&self->in);
  clasp_midi_alsa_half_begin (&self->out);
  clasp_midi_alsa_foreach_port (self->seq, note_name, self);
  if (!is_complete (self))
    clasp_midi_alsa_foreach_port (self->seq, match_port, &search);
  clasp_midi_alsa_foreach_port (self->seq, note_beside, self);
  if (search.name != NULL)
    self->handler.connected (search.name, self->user_data);
  g_free (search.name);
}

/* ---- when ---- */

static gint64
time_to_us (const snd_seq_real_time_t *time)
{
  return (gint64) time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

/* FALSE when the queue does not answer. */
static gboolean
look_at_queue (ClaspMidiAlsa *self, gint64 *before_us, gint64 *queue_us, gint64 *after_us)
{
  snd_seq_queue_status_t *status;

  snd_seq_queue_status_alloca (&status);
  *before_us = g_get_monotonic_time ();
  if (snd_seq_get_queue_status (self->seq, self->queue, status) < 0)
    return FALSE;

  *queue_us = time_to_us (snd_seq_queue_status_get_real_time (status));
  *after_us = g_get_monotonic_time ();
  return TRUE;
}

static void
compare_clocks (ClaspMidiAlsa *self)
{
  gint64 before_us, queue_us, after_us;

  for (guint i = 0; i < MAX_LOOKS && self->queue != NO_QUEUE; i++)
    {
      if (!look_at_queue (self, &before_us, &queue_us, &after_us))
        return;
      self->queue_us = before_us + (after_us - before_us) / 2 - queue_us;
      if (after_us - before_us <= MAX_LOOK_US)
        return;
    }
}

/* When an event came: as it is stamped, else now; never before another that came earlier. */
static gint64
time_of (ClaspMidiAlsa *self, const snd_seq_event_t *event)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 stamp_us = now_us;

  if (self->queue != NO_QUEUE && event->queue == self->queue && snd_seq_ev_is_real (event))
    stamp_us = self->queue_us + time_to_us (&event->time.time);
  return CLAMP (stamp_us, MIN (self->received_us, now_us), now_us);
}

/* Events are stamped between its ticks as well, so that it need not tick often. */
static void
slow_down (ClaspMidiAlsa *self)
{
  snd_seq_queue_timer_t *timer;

  snd_seq_queue_timer_alloca (&timer);
  if (snd_seq_get_queue_timer (self->seq, self->queue, timer) < 0)
    return;
  snd_seq_queue_timer_set_resolution (timer, QUEUE_HZ);
  snd_seq_set_queue_timer (self->seq, self->queue, timer); /* else it ticks as usual */
}

/* Without a queue, of which the system has a few, what comes is as old as our look at it. */
static void
start_stamps (ClaspMidiAlsa *self)
{
  snd_seq_port_info_t *port;

  snd_seq_port_info_alloca (&port);
  self->queue = snd_seq_alloc_queue (self->seq);
  if (self->queue < 0 || snd_seq_get_port_info (self->seq, self->in_port, port) < 0)
    {
      self->queue = NO_QUEUE;
      return;
    }

  slow_down (self);
  snd_seq_port_info_set_timestamping (port, 1);
  snd_seq_port_info_set_timestamp_real (port, 1);
  snd_seq_port_info_set_timestamp_queue (port, self->queue);
  if (snd_seq_set_port_info (self->seq, self->in_port, port) < 0 ||
      snd_seq_start_queue (self->seq, self->queue, NULL) < 0 || snd_seq_drain_output (self->seq) < 0)
    self->queue = NO_QUEUE;
}

/* ---- in ---- */

static void
message_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiAlsa *self = user_data;

  self->handler.message (message, size, self->received_us, self->user_data);
}

static gboolean
is_subscribed (ClaspMidiAlsa *self, snd_seq_addr_t sender, snd_seq_addr_t receiver)
{
  snd_seq_port_subscribe_t *subscription;

  snd_seq_port_subscribe_alloca (&subscription);
  snd_seq_port_subscribe_set_sender (subscription, &sender);
  snd_seq_port_subscribe_set_dest (subscription, &receiver);
  return snd_seq_get_port_subscription (self->seq, subscription) >= 0;
}

static void
disconnect_device (ClaspMidiAlsa *self)
{
  if (self->in.has)
    snd_seq_disconnect_from (self->seq, self->in_port, self->in.device.client,
                             self->in.device.port);
  if (self->out.has)
    snd_seq_disconnect_to (self->seq, self->out_port, self->out.device.client,
                           self->out.device.port);
  self->in.has = self->out.has = FALSE;
  g_hash_table_remove_all (self->parsers);
}

/* When a part of the device is gone all of it is, and what is left is found again. */
static void
check_device (ClaspMidiAlsa *self)
{
  int            client = snd_seq_client_id (self->seq);
  snd_seq_addr_t in = { (unsigned char) client, (unsigned char) self->in_port };
  snd_seq_addr_t out = { (unsigned char) client, (unsigned char) self->out_port };

  if ((!self->in.has || is_subscribed (self, self->in.device, in)) &&
      (!self->out.has || is_subscribed (self, out, self->out.device)))
    return;

  disconnect_device (self);
  self->handler.connected (NULL, self->user_data);
}

/* A port that has gone is known by its number alone. */
static void
forget_port (ClaspMidiAlsa *self, int client, int port)
{
  clasp_midi_alsa_half_forget (&self->in, client, port);
  clasp_midi_alsa_half_forget (&self->out, client, port);
}

static void
handle_announcement (ClaspMidiAlsa *self, const snd_seq_event_t *event)
{
  if (event->type == SND_SEQ_EVENT_CLIENT_EXIT)
    forget_port (self, event->data.addr.client, -1);
  if (event->type == SND_SEQ_EVENT_PORT_EXIT)
    forget_port (self, event->data.addr.client, event->data.addr.port);
  switch (event->type)
    {
    case SND_SEQ_EVENT_CLIENT_EXIT:
    case SND_SEQ_EVENT_PORT_EXIT:
    case SND_SEQ_EVENT_PORT_UNSUBSCRIBED:
      check_device (self);
      look_for_device (self);
      break;
    case SND_SEQ_EVENT_CLIENT_CHANGE:
    case SND_SEQ_EVENT_PORT_START:
    case SND_SEQ_EVENT_PORT_CHANGE:
      look_for_device (self);
      break;
    default:
      break;
    }
}

static void
free_parser (gpointer data)
{
  clasp_midi_parser_clear (data);
  g_free (data);
}

static ClaspMidiParser *
get_parser (ClaspMidiAlsa *self, snd_seq_addr_t source)
{
  gpointer         key = GUINT_TO_POINTER ((guint) source.client << 8 | source.port);
  ClaspMidiParser *parser = g_hash_table_lookup (self->parsers, key);

  if (parser != NULL)
    return parser;

  if (g_hash_table_size (self->parsers) >= MAX_PARSERS)
    g_hash_table_remove_all (self->parsers);
  parser = g_new0 (ClaspMidiParser, 1);
  g_hash_table_insert (self->parsers, key, parser);
  return parser;
}

static void
feed (ClaspMidiAlsa *self, const snd_seq_event_t *event, const guint8 *bytes, gsize size)
{
  ClaspMidiParser *parser = get_parser (self, event->source);
  guint64          n_dropped = parser->n_dropped;

  clasp_midi_parser_feed (parser, bytes, size, self->received_us, message_cb, self);
  if (parser->n_dropped != n_dropped)
    self->handler.lost (self->user_data);
}

static void
handle_event (ClaspMidiAlsa *self, snd_seq_event_t *event)
{
  guint8 bytes[DECODE_BUFFER];
  long   size;

  if (event->source.client == SND_SEQ_CLIENT_SYSTEM)
    {
      handle_announcement (self, event);
      return;
    }

  self->received_us = time_of (self, event);
  if (event->type == SND_SEQ_EVENT_SYSEX)
    {
      feed (self, event, event->data.ext.ptr, event->data.ext.len);
      return;
    }

  snd_midi_event_reset_decode (self->decoder);
  size = snd_midi_event_decode (self->decoder, bytes, sizeof bytes, event);
  if (size > 0)
    feed (self, event, bytes, (gsize) size);
}

/* Announcements were lost with the rest. */
static void
handle_overflow (ClaspMidiAlsa *self)
{
  self->handler.lost (self->user_data);
  g_hash_table_remove_all (self->parsers);
  g_clear_pointer (&self->in.equals, g_array_unref);
  g_clear_pointer (&self->out.equals, g_array_unref);
  check_device (self);
  look_for_device (self);
}

static void
drain (gpointer user_data)
{
  g_autoptr (ClaspMidiAlsa) self = g_object_ref (user_data);

  compare_clocks (self);
  for (guint i = 0; i < EVENTS_PER_TURN && self->seq != NULL; i++)
    {
      snd_seq_event_t *event = NULL;
      int              result = snd_seq_event_input (self->seq, &event);

      if (result == -ENOSPC)
        handle_overflow (self);
      else if (result < 0)
        return;
      else if (event != NULL)
        handle_event (self, event);
    }

  /* The descriptor says nothing of what the library has read ahead. */
  if (self->seq != NULL && snd_seq_event_input_pending (self->seq, 0) > 0)
    clasp_reactor_defer (self->reactor, &self->more, drain, self);
}

static void
ready_cb (guint32 events, gpointer user_data)
{
  drain (user_data);
}

/* ---- out ---- */

static gboolean
output (ClaspMidiAlsa *self, snd_seq_event_t *event)
{
  snd_seq_ev_set_source (event, (unsigned char) self->out_port);
  snd_seq_ev_set_subs (event);
  snd_seq_ev_set_direct (event);
  return snd_seq_event_output_direct (self->seq, event) >= 0;
}

static gboolean
clasp_midi_alsa_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  ClaspMidiAlsa  *self = CLASP_MIDI_ALSA (backend);
  snd_seq_event_t event;

  if (self->seq == NULL || !self->out.is_used)
    return FALSE;

  snd_seq_ev_clear (&event);
  if (message[0] == CLASP_MIDI_SYSEX || message[0] == CLASP_MIDI_END_OF_SYSEX || message[0] < 0x80)
    {
      snd_seq_ev_set_sysex (&event, (unsigned int) size, (gpointer) message);
      return output (self, &event);
    }

  snd_midi_event_reset_encode (self->encoder);
  return snd_midi_event_encode (self->encoder, message, (long) size, &event) >= 0 &&
         event.type != SND_SEQ_EVENT_NONE && output (self, &event);
}

/* ---- life ---- */

static gboolean
make_ports (ClaspMidiAlsa *self, const char *client_name)
{
  snd_seq_set_client_name (self->seq, client_name);
  snd_seq_set_client_pool_input (self->seq, POOL_EVENTS);
  self->in_port = snd_seq_create_simple_port (
    self->seq, "In",
    self->in.is_used ? CLASP_MIDI_ALSA_WRITE_CAPS : SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_NO_EXPORT,
    SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);
  self->out_port = snd_seq_create_simple_port (
    self->seq, "Out",
    self->out.is_used ? CLASP_MIDI_ALSA_READ_CAPS : SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_NO_EXPORT,
    SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);
  return self->in_port >= 0 && self->out_port >= 0 &&
         snd_seq_connect_from (self->seq, self->in_port, SND_SEQ_CLIENT_SYSTEM,
                               SND_SEQ_PORT_SYSTEM_ANNOUNCE) >= 0 &&
         snd_midi_event_new (DECODE_BUFFER, &self->decoder) >= 0 &&
         snd_midi_event_new (DECODE_BUFFER, &self->encoder) >= 0;
}

static void
clasp_midi_alsa_close (ClaspMidiBackend *backend)
{
  ClaspMidiAlsa *self = CLASP_MIDI_ALSA (backend);

  g_clear_pointer (&self->watch, clasp_reactor_remove);
  if (self->reactor != NULL)
    clasp_reactor_cancel (self->reactor, &self->more);
  g_clear_pointer (&self->decoder, snd_midi_event_free);
  g_clear_pointer (&self->encoder, snd_midi_event_free);
  g_clear_pointer (&self->seq, snd_seq_close);
  self->queue = NO_QUEUE; /* it went with the client */
  g_clear_pointer (&self->reactor, clasp_reactor_unref);
  clasp_midi_alsa_half_clear (&self->in);
  clasp_midi_alsa_half_clear (&self->out);
  g_hash_table_remove_all (self->parsers);
  self->in.has = self->out.has = FALSE;
}

static gboolean
clasp_midi_alsa_open (ClaspMidiBackend              *backend,
                      ClaspReactor                  *reactor,
                      const ClaspMidiBackendConfig  *config,
                      const ClaspMidiBackendHandler *handler,
                      gpointer                       user_data,
                      GError                       **error)
{
  ClaspMidiAlsa *self = CLASP_MIDI_ALSA (backend);
  struct pollfd  descriptor;

  if (!clasp_midi_alsa_open_sequencer (&self->seq, error))
    return FALSE;

  self->handler = *handler;
  self->user_data = user_data;
  clasp_midi_alsa_half_open (&self->in, TRUE, config->input, config->port);
  clasp_midi_alsa_half_open (&self->out, FALSE, config->output,
                             config->output_port[0] != '\0' ? config->output_port : config->port);
  self->reactor = clasp_reactor_ref (reactor);
  if (!make_ports (self, config->client_name) ||
      snd_seq_poll_descriptors (self->seq, &descriptor, 1, POLLIN) != 1)
    {
      clasp_midi_alsa_close (backend);
      g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
                           _ ("The MIDI sequencer gave us no ports"));
      return FALSE;
    }

  snd_midi_event_no_status (self->decoder, 1);
  self->received_us = 0;
  if (self->in.is_used)
    start_stamps (self);
  self->watch = clasp_reactor_add (reactor, descriptor.fd, EPOLLIN, ready_cb, self);
  look_for_device (self);
  return TRUE;
}

static void
clasp_midi_alsa_backend_init (ClaspMidiBackendInterface *iface)
{
  iface->open = clasp_midi_alsa_open;
  iface->close = clasp_midi_alsa_close;
  iface->send = clasp_midi_alsa_send;
}

static void
clasp_midi_alsa_finalize (GObject *object)
{
  ClaspMidiAlsa *self = CLASP_MIDI_ALSA (object);

  clasp_midi_alsa_close (CLASP_MIDI_BACKEND (self));
  g_hash_table_unref (self->parsers);
  G_OBJECT_CLASS (clasp_midi_alsa_parent_class)->finalize (object);
}

static void
clasp_midi_alsa_class_init (ClaspMidiAlsaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_midi_alsa_finalize;
}

static void
clasp_midi_alsa_init (ClaspMidiAlsa *self)
{
  self->parsers = g_hash_table_new_full (NULL, NULL, NULL, free_parser);
  self->queue = NO_QUEUE;
}

/**
 * clasp_midi_alsa_new:
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a backend that is closed
 */
ClaspMidiBackend *
clasp_midi_alsa_new (void)
{
  return g_object_new (CLASP_TYPE_MIDI_ALSA, NULL);
}
