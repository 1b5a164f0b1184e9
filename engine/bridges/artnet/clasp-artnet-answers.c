/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-answers.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/socket.h>
#include <unistd.h>

/* Controllers whose polls wait for their answer, and those who are told of changes. */
#define MAX_ASKERS 16
/* Art-Net 4: nodes answer after a random delay of up to a second, so that not all do at once. */
#define MAX_DELAY_US G_USEC_PER_SEC
/* Changes are told at most so often. */
#define CHANGE_DELAY_US (G_USEC_PER_SEC / 5)
/* Who asked to be told and did not poll for so long does not want to any more: three polls. */
#define WATCH_US (10 * G_USEC_PER_SEC)

#define CODE_RUNNING 1
#define CODE_SHORT_NAME 6
#define CODE_LONG_NAME 7

#define COMMAND_NORMAL 2
#define COMMAND_MUTE 3
#define COMMAND_LOCATE 4

typedef struct
{
  ClaspArtnetAnswers *answers; /* (unowned) */
  GSocketAddress     *to;      /* (owned) */
  ClaspArtnetPoll     poll;
  ClaspTimer          timer;    /* pending while an answer is owed */
  gint64              until_us; /* is told of changes until then; 0 = is not */
} Asker;

struct _ClaspArtnetAnswers
{
  ClaspArtnetAnswersOptions options;
  char                      short_name[18], long_name[64];
  guint16                   code;
  ClaspArtnetIndicators     indicators;
  GPtrArray                *askers; /* (owned) Asker */
  guint                     n_answers;
  ClaspTimer                change_timer;
};

static gint64
now (ClaspArtnetAnswers *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->options.timers));
}

static void
asker_free (gpointer data)
{
  Asker *asker = data;

  clasp_timers_cancel (asker->answers->options.timers, &asker->timer);
  g_object_unref (asker->to);
  g_free (asker);
}

/**
 * clasp_artnet_answers_new:
 * @options: who we are
 *
 * Thread: worker.
 *
 * Returns: (transfer full): nobody asked yet
 */
ClaspArtnetAnswers *
clasp_artnet_answers_new (const ClaspArtnetAnswersOptions *options)
{
  ClaspArtnetAnswers *self = g_new0 (ClaspArtnetAnswers, 1);

  self->options = *options;
  g_strlcpy (self->short_name, options->short_name, sizeof self->short_name);
  g_strlcpy (self->long_name, options->long_name, sizeof self->long_name);
  self->code = CODE_RUNNING;
  self->indicators = CLASP_ARTNET_INDICATORS_NORMAL;
  self->askers = g_ptr_array_new_with_free_func (asker_free);
  return self;
}

void
clasp_artnet_answers_free (ClaspArtnetAnswers *self)
{
  clasp_timers_cancel (self->options.timers, &self->change_timer);
  g_ptr_array_unref (self->askers);
  g_free (self);
}

/* ---- answering ---- */

/* The address the asker knows us by: that of the interface that leads to it. */
static gboolean
find_own_ip (GSocketAddress *towards, guint8 ip[4])
{
  struct sockaddr_in native;
  socklen_t          size = sizeof native;
  int                fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean           is_found;

  /* Connecting a datagram socket sends nothing and does not wait: it looks at the routes. */
  is_found = fd >= 0 && g_socket_address_to_native (towards, &native, sizeof native, NULL) &&
             connect (fd, (struct sockaddr *) &native, sizeof native) == 0 &&
             getsockname (fd, (struct sockaddr *) &native, &size) == 0;
  if (is_found)
    memcpy (ip, &native.sin_addr, 4);
  if (fd >= 0)
    close (fd);
  return is_found;
}

/**
 * clasp_artnet_find_mac:
 * @ip: an address of this machine
 * @mac: (out caller-allocates): the hardware address of the interface that has it; zeros without one
 *
 * Thread: any.
 */
void
clasp_artnet_find_mac (const guint8 ip[4], guint8 mac[6])
{
  struct ifaddrs *all = NULL;
  const char     *name = NULL;

  memset (mac, 0, 6);
  if (getifaddrs (&all) != 0)
    return;
  for (struct ifaddrs *one = all; one != NULL && name == NULL; one = one->ifa_next)
    if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET &&
        memcmp (&((struct sockaddr_in *) (gpointer) one->ifa_addr)->sin_addr, ip, 4) == 0)
      name = one->ifa_name;
  for (struct ifaddrs *one = all; one != NULL && name != NULL; one = one->ifa_next)
    if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_PACKET && strcmp (one->ifa_name, name) == 0 &&
        ((struct sockaddr_ll *) (gpointer) one->ifa_addr)->sll_halen == 6)
      memcpy (mac, ((struct sockaddr_ll *) (gpointer) one->ifa_addr)->sll_addr, 6);
  freeifaddrs (all);
}

static void
send_reply (Asker *asker, const ClaspArtnetNode *node, const ClaspArtnetPort *port, guint index)
{
  const ClaspArtnetAnswersOptions *options = &asker->answers->options;
  ClaspArtnetPacket                packet;
  g_auto (ClaspWriter)             writer = CLASP_WRITER_INIT;

  clasp_artnet_node_describe (node, port, index, &packet);
  clasp_artnet_encode (&packet, &writer);
  options->send (asker->to, writer.data, writer.length, options->user_data);
}

static void
answer (Asker *asker)
{
  ClaspArtnetAnswers *self = asker->answers;
  guint               index = 0;
  ClaspArtnetNode     node = {
        .port = self->options.port,
        .short_name = self->short_name,
        .long_name = self->long_name,
        .code = self->code,
        .n_answers = ++self->n_answers,
        .indicators = self->indicators,
        .is_controller = self->options.is_controller,
        .loss = self->options.loss,
        .oem = self->options.oem,
        .esta = self->options.esta,
        .user = self->options.user,
  };

  if (!find_own_ip (asker->to, node.ip))
    return;
  clasp_artnet_find_mac (node.ip, node.mac);
  for (guint i = 0; i <= CLASP_ARTNET_MAX_PORT_ADDRESS && index < CLASP_ARTNET_MAX_PORTS; i++)
    {
      ClaspArtnetPort port = { .port_address = (guint16) i };

      if (!self->options.describe ((guint16) i, &port, self->options.user_data))
        continue;
      if (clasp_artnet_poll_wants (&asker->poll, (guint16) i))
        send_reply (asker, &node, &port, index);
      index++;
    }
}

static void
answer_cb (gpointer user_data)
{
  Asker *asker = user_data;

  answer (asker);
  if (asker->until_us == 0)
    g_ptr_array_remove_fast (asker->answers->askers, asker);
}

/* ---- asking ---- */

static gboolean
is_same_address (GSocketAddress *a, GSocketAddress *b)
{
  GInetSocketAddress *left = G_INET_SOCKET_ADDRESS (a), *right = G_INET_SOCKET_ADDRESS (b);

  return g_inet_socket_address_get_port (left) == g_inet_socket_address_get_port (right) &&
         g_inet_address_equal (g_inet_socket_address_get_address (left),
                               g_inet_socket_address_get_address (right));
}

static void
forget_old_watchers (ClaspArtnetAnswers *self, gint64 now_us)
{
  for (guint i = self->askers->len; i-- > 0;)
    {
      Asker *asker = g_ptr_array_index (self->askers, i);

      if (!clasp_timer_is_pending (&asker->timer) && now_us >= asker->until_us)
        g_ptr_array_remove_index_fast (self->askers, i);
    }
}

/* NULL when too many ask. */
static Asker *
ensure_asker (ClaspArtnetAnswers *self, GSocketAddress *from)
{
  Asker *asker;

  for (guint i = 0; i < self->askers->len; i++)
    {
      asker = g_ptr_array_index (self->askers, i);
      if (is_same_address (asker->to, from))
        return asker;
    }

  forget_old_watchers (self, now (self));
  if (self->askers->len >= MAX_ASKERS)
    return NULL;
  asker = g_new0 (Asker, 1);
  asker->answers = self;
  asker->to = g_object_ref (from);
  g_ptr_array_add (self->askers, asker);
  return asker;
}

static void
owe_answer (Asker *asker, gint64 delay_us)
{
  clasp_timers_set (asker->answers->options.timers, &asker->timer, now (asker->answers) + delay_us,
                    answer_cb, asker);
}

/**
 * clasp_artnet_answers_take_poll:
 * @self: the answers
 * @poll: an ArtPoll
 * @from: who asks
 *
 * Thread: worker.
 */
void
clasp_artnet_answers_take_poll (ClaspArtnetAnswers    *self,
                                const ClaspArtnetPoll *poll,
                                GSocketAddress        *from)
{
  Asker *asker = ensure_asker (self, from);

  if (asker == NULL)
    return;

  asker->poll = *poll;
  asker->until_us =
    (poll->flags & CLASP_ARTNET_POLL_REPLY_ON_CHANGE) != 0 ? now (self) + WATCH_US : 0;
  if (!clasp_timer_is_pending (&asker->timer))
    owe_answer (asker, g_random_int_range (0, MAX_DELAY_US));
}

static void
tell_changes_cb (gpointer user_data)
{
  ClaspArtnetAnswers *self = user_data;

  forget_old_watchers (self, now (self));
  for (guint i = 0; i < self->askers->len; i++)
    {
      Asker *asker = g_ptr_array_index (self->askers, i);

      if (asker->until_us != 0)
        answer (asker);
    }
}

/**
 * clasp_artnet_answers_changed:
 * @self: the answers
 *
 * Thread: worker.
 */
void
clasp_artnet_answers_changed (ClaspArtnetAnswers *self)
{
  if (!clasp_timer_is_pending (&self->change_timer))
    clasp_timers_set (self->options.timers, &self->change_timer, now (self) + CHANGE_DELAY_US,
                      tell_changes_cb, self);
}

/* ---- orders ---- */

static void
keep_names (ClaspArtnetAnswers *self, const ClaspArtnetAddress *address)
{
  if (address->short_name[0] != '\0')
    {
      g_strlcpy (self->short_name, address->short_name, sizeof self->short_name);
      self->code = CODE_SHORT_NAME;
    }
  if (address->long_name[0] != '\0')
    {
      g_strlcpy (self->long_name, address->long_name, sizeof self->long_name);
      self->code = CODE_LONG_NAME;
    }
}

/**
 * clasp_artnet_answers_take_address:
 * @self: the answers
 * @address: an ArtAddress
 * @from: who sent it
 *
 * Names last until the connection starts again: the show's settings are a person's.
 *
 * Thread: worker.
 */
void
clasp_artnet_answers_take_address (ClaspArtnetAnswers       *self,
                                   const ClaspArtnetAddress *address,
                                   GSocketAddress           *from)
{
  Asker *asker = ensure_asker (self, from);

  keep_names (self, address);
  if (address->command == COMMAND_NORMAL)
    self->indicators = CLASP_ARTNET_INDICATORS_NORMAL;
  else if (address->command == COMMAND_MUTE)
    self->indicators = CLASP_ARTNET_INDICATORS_MUTE;
  else if (address->command == COMMAND_LOCATE)
    self->indicators = CLASP_ARTNET_INDICATORS_LOCATE;
  clasp_artnet_answers_changed (self);
  if (asker != NULL)
    owe_answer (asker, 0);
}

int
clasp_artnet_answers_find_port (ClaspArtnetAnswers *self, guint8 bind_index)
{
  guint index = 0;

  for (guint i = 0; i <= CLASP_ARTNET_MAX_PORT_ADDRESS && index < CLASP_ARTNET_MAX_PORTS; i++)
    {
      ClaspArtnetPort port = { .port_address = (guint16) i };

      if (self->options.describe ((guint16) i, &port, self->options.user_data) &&
          ++index == MAX (bind_index, 1))
        return (int) i;
    }

  return -1;
}
