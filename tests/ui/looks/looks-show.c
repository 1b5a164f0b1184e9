/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "looks.h"

#include "support/clasp-test-show.h"
#include "support/clasp-test.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* Names are as long as people make them. */
static const char show_text[] =
  "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Tour 2026\","
  "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
  "\"connections\":["
  "{\"id\":\"tablet\",\"kind\":\"osc\",\"name\":\"Tablet\",\"enabled\":true,\"namespace\":\"/osc\",\"settings\":{\"listen\":\"127.0.0.1:%u\"}},"
  "{\"id\":\"faders\",\"kind\":\"midi\",\"name\":\"Main faders at the front of house\",\"enabled\":true,\"namespace\":\"/midi\","
  "\"settings\":{\"device\":\"X-Touch Mini\"}},"
  "{\"id\":\"stage\",\"kind\":\"artnet\",\"name\":\"Stage left\",\"enabled\":true,\"namespace\":\"/artnet\","
  "\"settings\":{\"listen\":\"127.0.0.1:%u\",\"send\":[\"127.0.0.1:%u\"],\"universes\":[\"0:0:0\",\"0:0:1\"]}},"
  "{\"id\":\"sacn\",\"kind\":\"sacn\",\"name\":\"House lights\",\"enabled\":false,\"namespace\":\"/sacn\",\"settings\":{}},"
  "{\"id\":\"usb\",\"kind\":\"dmx\",\"name\":\"Dimmer\",\"enabled\":true,\"namespace\":\"/dmx\",\"settings\":{}}],"
  "\"variables\":[{\"id\":\"v1\",\"name\":\"level\",\"settings\":{\"type\":\"int\",\"initial\":\"7\",\"minimum\":1,\"maximum\":9,\"persist\":true}},"
  "{\"id\":\"v2\",\"name\":\"name of the present song\",\"settings\":{\"type\":\"string\",\"initial\":\"Intro\"}}],"
  "\"timers\":[{\"id\":\"t1\",\"name\":\"interval\",\"settings\":{}}],"
  "\"scenes\":[{\"id\":\"s1\",\"name\":\"Sunset\",\"settings\":{\"values\":[\"/artnet/0/0/0/1=0.5\",\"/artnet/0/0/0/2=1\"],\"fade-s\":2}},"
  "{\"id\":\"s2\",\"name\":\"House down before the second act\",\"settings\":{\"values\":[\"/artnet/0/0/0/9=0\"],\"fade-s\":4}}],"
  "\"layers\":[{\"id\":\"l1\",\"name\":\"Rehearsal\"}],"
  "\"mappings\":["
  "{\"id\":\"m1\",\"name\":\"Front\",\"enabled\":true,\"source\":\"/osc/1/fader1\",\"target\":\"/artnet/0/0/0/1\",\"steps\":["
  "{\"kind\":\"range\",\"settings\":{}},{\"kind\":\"curvepoints\",\"settings\":{\"points\":[\"0,0,cubic\",\"0.3,0.12,cubic\",\"0.7,0.88,cubic\",\"1,1\"]}},"
  "{\"kind\":\"smooth\",\"settings\":{\"time-ms\":80}}]},"
  "{\"id\":\"m2\",\"name\":\"Back\",\"enabled\":true,\"source\":\"/osc/1/fader2\",\"target\":\"/artnet/0/0/0/2\",\"steps\":[{\"kind\":\"smooth\",\"settings\":{\"time-ms\":400}}]},"
  "{\"id\":\"m3\",\"name\":\"Haze\",\"enabled\":true,\"source\":\"/osc/1/fader3\",\"target\":\"/artnet/0/0/0/4\",\"steps\":[{\"kind\":\"deadband\",\"settings\":{}},"
  "{\"kind\":\"smooth\",\"settings\":{}},{\"kind\":\"invert\",\"settings\":{}}]},"
  "{\"id\":\"m4\",\"name\":\"Strobe\",\"enabled\":false,\"source\":\"/osc/1/fader4\",\"target\":\"/artnet/0/0/0/9\",\"steps\":[]},"
  "{\"id\":\"m5\",\"name\":\"Moving heads on the upper truss, stage left\",\"enabled\":true,\"source\":\"/osc/1/fader5\",\"target\":\"/artnet/0/0/0/12\","
  "\"steps\":[{\"kind\":\"invert\",\"settings\":{}}]},"
  "{\"id\":\"m6\",\"name\":\"Spot\",\"enabled\":true,\"source\":\"/midi/main-faders/ch/1/cc/7\",\"target\":\"/artnet/0/0/0/20\",\"steps\":[]},"
  "{\"id\":\"m7\",\"name\":\"\",\"enabled\":true,\"source\":\"/osc/1/fader{n}\",\"target\":\"/artnet/0/0/1/{n}\",\"steps\":[]}]}";

char *
looks_write_show (const char *folder,
                  guint16     osc_port)
{
  char            *path = g_build_filename (folder, "tour.json", NULL);
  g_autofree char *text = g_strdup_printf (show_text, osc_port, clasp_test_free_port (), clasp_test_free_port ());

  clasp_test_write_show (path, text);

  return path;
}

/* --- faders --- */

typedef struct
{
  GSocket        *socket; /* (owned) */
  GSocketAddress *to;     /* (owned) */
  gint64          begin_us;
} Faders;

static void
add_text (GByteArray *packet,
          const char *text)
{
  static const guint8 zeroes[4];
  gsize               length = strlen (text);

  g_byte_array_append (packet, (const guint8 *) text, (guint) length);
  g_byte_array_append (packet, zeroes, 4 - (guint) length % 4);
}

static void
send_fader (Faders *self,
            guint   number,
            float   value)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  g_autofree char       *address = g_strdup_printf ("/1/fader%u", number);
  union
  {
    float   value;
    guint32 bits;
  } argument = { value };

  argument.bits = GUINT32_TO_BE (argument.bits);
  add_text (packet, address);
  add_text (packet, ",f");
  g_byte_array_append (packet, (const guint8 *) &argument, 4);
  g_socket_send_to (self->socket, self->to, (const char *) packet->data, packet->len, NULL, NULL);
}

static gboolean
faders_cb (gpointer user_data)
{
  Faders *self = user_data;
  double  elapsed = (double) (g_get_monotonic_time () - self->begin_us) / G_USEC_PER_SEC;

  for (guint number = 1; number <= 8; number++)
    send_fader (self, number, (float) (0.5 + 0.5 * sin (elapsed + number)));

  return G_SOURCE_CONTINUE;
}

static void
faders_free (gpointer data)
{
  Faders *self = data;

  g_object_unref (self->socket);
  g_object_unref (self->to);
  g_free (self);
}

guint
looks_send_faders (guint16 osc_port)
{
  Faders *self = g_new0 (Faders, 1);

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  self->to = g_inet_socket_address_new_from_string ("127.0.0.1", osc_port);
  self->begin_us = g_get_monotonic_time ();
  g_assert_nonnull (self->socket);

  return g_timeout_add_full (G_PRIORITY_DEFAULT, 50, faders_cb, self, faders_free);
}
