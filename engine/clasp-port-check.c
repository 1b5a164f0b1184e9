/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-port-check"

#include "clasp-port-check.h"

#include "bridges/artnet/clasp-artnet-settings.h"
#include "io/clasp-endpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARTNET_PORT 6454

/* Where one place says which address and port it listens at. */
typedef struct
{
  gsize    start, length; /* of "ADDRESS:PORT" in the text */
  gboolean is_stream;
} Place;

void
clasp_port_finding_clear (ClaspPortFinding *self)
{
  g_clear_pointer (&self->text, g_free);
}

/**
 * clasp_settings_can_listen:
 * @settings: of a connection or a router
 * @name: of one of its settings
 *
 * Thread: any.
 *
 * Returns: whether it names places where the connection listens
 */
gboolean
clasp_settings_can_listen (ClaspSettings *settings, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);

  return pspec != NULL && (g_str_equal (name, "listen") || g_str_equal (name, "query-listen")) &&
         (G_IS_PARAM_SPEC_STRING (pspec) || pspec->value_type == G_TYPE_STRV);
}

/* "udp://0.0.0.0:9000 interface=eth1", "ws://127.0.0.1:7330/clasp", "0.0.0.0". */
static Place
find_place (const char *text, const char *name)
{
  const char *scheme = strstr (text, "://");
  const char *start = scheme != NULL ? scheme + 3 : text;
  gsize       length = strcspn (start, "/ \t,");

  return (Place){ (gsize) (start - text), length,
                  scheme != NULL ? !g_str_has_prefix (text, "udp://") : g_str_equal (name, "query-listen") };
}

/* ---- binding ---- */

static int
try_bind (const ClaspEndpoint *endpoint, gboolean is_stream, gboolean is_shared)
{
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (endpoint);
  struct sockaddr_storage    native;
  int                        fd, on = 1, result = 0;

  if (address == NULL || !g_socket_address_to_native (address, &native, sizeof native, NULL))
    return 0; /* a name: nobody knows yet */
  fd = socket (native.ss_family, (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return 0;
  /* As those who listen do: a connection that just ended leaves its port to them, and Art-Net shares. */
  if (is_stream || is_shared)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (struct sockaddr *) &native, (socklen_t) g_socket_address_get_native_size (address)) < 0 ||
      (is_stream && listen (fd, 1) < 0))
    result = errno;
  close (fd);
  return result;
}

static guint16
find_free (const ClaspEndpoint *taken, gboolean is_stream)
{
  ClaspEndpoint next = *taken; /* borrows the host */

  for (guint i = 1; i <= CLASP_PORT_CHECK_TRIES && taken->port + i <= G_MAXUINT16; i++)
    {
      next.port = (guint16) (taken->port + i);
      if (try_bind (&next, is_stream, FALSE) == 0)
        return next.port;
    }
  return 0;
}

/* ---- what is typed ---- */

/* @text with @port in the place of the one that @place has. */
static char *
replace_port (const char *text, const Place *place, guint16 port)
{
  g_autoptr (GString) changed = g_string_new_len (text, (gssize) (place->start + place->length));
  const char         *colon = strrchr (changed->str + place->start, ':');

  if (colon != NULL && strchr (colon, ']') == NULL)
    g_string_truncate (changed, (gsize) (colon - changed->str));
  g_string_append_printf (changed, ":%u%s", port, text + place->start + place->length);
  return g_strdup (changed->str);
}

/* The place with a free port; NULL when it can be had. */
static char *
check_place (const char *text, const char *name, gboolean is_artnet, ClaspPortFinding *finding)
{
  Place                   place = find_place (text, name);
  g_autofree char        *typed = g_strndup (text + place.start, place.length);
  g_auto (ClaspEndpoint)  endpoint = { 0 };

  if (typed[0] == '\0' || !clasp_endpoint_parse (typed, is_artnet ? ARTNET_PORT : 0, &endpoint, NULL) ||
      endpoint.port == 0 || try_bind (&endpoint, place.is_stream, is_artnet) != EADDRINUSE)
    return NULL;
  finding->port = endpoint.port;
  finding->is_stream = place.is_stream;
  finding->free_port = find_free (&endpoint, place.is_stream);
  return finding->free_port != 0 ? replace_port (text, &place, finding->free_port) : g_strdup (text);
}

static gboolean
check (ClaspSettings *settings, const char *name, const char *text, const char *known, ClaspPortFinding *finding)
{
  gboolean       is_artnet = G_TYPE_CHECK_INSTANCE_TYPE (settings, CLASP_TYPE_ARTNET_SETTINGS);
  GParamSpec    *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);
  gboolean       is_list = pspec != NULL && pspec->value_type == G_TYPE_STRV;
  g_auto (GStrv) places = g_strsplit (text, is_list ? ";" : "\n", -1);
  g_auto (GStrv) known_places = g_strsplit (known, is_list ? ";" : "\n", -1);

  *finding = (ClaspPortFinding){ 0 };
  if (!clasp_settings_can_listen (settings, name))
    return FALSE;
  for (guint i = 0; places[i] != NULL; i++)
    {
      char *changed = g_strv_contains ((const char *const *) known_places, g_strstrip (places[i]))
                        ? NULL
                        : check_place (places[i], name, is_artnet, finding);

      if (changed == NULL)
        continue;
      g_free (places[i]);
      places[i] = changed;
      if (finding->free_port != 0)
        finding->text = g_strjoinv (is_list ? ";" : "\n", places);
      return TRUE;
    }
  return FALSE;
}

/**
 * clasp_settings_check_port:
 * @settings: of a connection or a router
 * @name: a setting of places to listen at
 * @text: what somebody types for it
 * @finding: (out caller-allocates): which port, and a free one
 *
 * Thread: any.
 *
 * Returns: whether a port is taken
 */
gboolean
clasp_settings_check_port (ClaspSettings    *settings,
                           const char       *name,
                           const char       *text,
                           ClaspPortFinding *finding)
{
  g_autofree char *present = clasp_settings_get_text (settings, name);

  return check (settings, name, text, present, finding);
}

/**
 * clasp_settings_find_taken:
 * @settings: of a connection or a router that does not run
 * @name: a setting of places to listen at
 * @finding: (out caller-allocates): which port, and a free one
 *
 * Thread: any.
 *
 * Returns: whether a port of the setting is taken by another program
 */
gboolean
clasp_settings_find_taken (ClaspSettings *settings, const char *name, ClaspPortFinding *finding)
{
  g_autofree char *present = clasp_settings_get_text (settings, name);

  return check (settings, name, present, "", finding);
}

/* ---- who has it ---- */

/* Does the socket, if @fd is one, take what comes to @port? */
static gboolean
receives_at (int fd, guint16 port, gboolean is_stream)
{
  struct sockaddr_storage    native;
  socklen_t                  length = sizeof native, size = sizeof (int);
  int                        type = 0, is_listening = 0;
  g_autoptr (GSocketAddress) address = NULL;

  if (getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != (is_stream ? SOCK_STREAM : SOCK_DGRAM) ||
      getsockname (fd, (struct sockaddr *) &native, &length) < 0)
    return FALSE;
  size = sizeof (int);
  if (is_stream && (getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) < 0 || !is_listening))
    return FALSE;
  address = g_socket_address_new_from_native (&native, length);
  return G_IS_INET_SOCKET_ADDRESS (address) && g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) == port;
}

/**
 * clasp_port_is_ours:
 * @port: a port
 * @is_stream: of TCP, not of UDP
 *
 * Thread: any.
 *
 * Returns: whether this program receives at it, which a taken port alone does not tell
 */
gboolean
clasp_port_is_ours (guint16 port, gboolean is_stream)
{
  g_autoptr (GDir) fds = g_dir_open ("/proc/self/fd", 0, NULL);
  const char      *name;

  while (fds != NULL && (name = g_dir_read_name (fds)) != NULL)
    if (receives_at (atoi (name), port, is_stream))
      return TRUE;
  return FALSE;
}

static gboolean
place_has_port (const char *text, const char *name, guint16 default_port, guint16 port, gboolean is_stream)
{
  Place                  place = find_place (text, name);
  g_autofree char       *typed = g_strndup (text + place.start, place.length);
  g_auto (ClaspEndpoint) endpoint = { 0 };

  return place.is_stream == is_stream && typed[0] != '\0' && clasp_endpoint_parse (typed, default_port, &endpoint, NULL) &&
         endpoint.port == port;
}

/**
 * clasp_settings_names_port:
 * @settings: of a connection or a router
 * @port: a port
 * @is_stream: of TCP, not of UDP
 *
 * Thread: any.
 *
 * Returns: whether one of the places where it listens has that port
 */
gboolean
clasp_settings_names_port (ClaspSettings *settings, guint16 port, gboolean is_stream)
{
  static const char *const names[] = { "listen", "query-listen" };
  guint16                  usual = G_TYPE_CHECK_INSTANCE_TYPE (settings, CLASP_TYPE_ARTNET_SETTINGS) ? ARTNET_PORT : 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gboolean        can_listen = clasp_settings_can_listen (settings, names[i]);
      g_autofree char *text = can_listen ? clasp_settings_get_text (settings, names[i]) : g_strdup ("");
      g_auto (GStrv)   places = g_strsplit (text, ";", -1);

      for (guint j = 0; places[j] != NULL; j++)
        if (place_has_port (g_strstrip (places[j]), names[i], usual, port, is_stream))
          return TRUE;
    }
  return FALSE;
}

/* "8000" or "8000 interface=eth1" as the first place of @usual has it. */
static char *
complete_place (const char *text, const char *name, const char *usual)
{
  gsize            length = strspn (text, "0123456789");
  g_autofree char *digits = g_strndup (text, length);
  g_autofree char *first = g_strndup (usual, strcspn (usual, "; "));
  g_autofree char *place = NULL;
  Place            found;
  guint64          port;

  if ((text[length] != '\0' && text[length] != ' ') || !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT16, &port, NULL))
    return g_strdup (text);
  found = find_place (first, name);
  place = found.length > 0 ? replace_port (first, &found, (guint16) port) : g_strdup_printf ("0.0.0.0:%u", (guint) port);
  return g_strconcat (place, text + length, NULL);
}

/**
 * clasp_settings_complete_places:
 * @settings: of a connection or a router
 * @name: of one of its settings
 * @text: what somebody types for it
 *
 * A bare number where the setting names places to listen at is a port; all else stays as it is.
 *
 * Thread: any.
 *
 * Returns: (transfer full): what is meant
 */
char *
clasp_settings_complete_places (ClaspSettings *settings, const char *name, const char *text)
{
  g_autoptr (ClaspSettings) fresh = NULL;
  g_autofree char          *usual = NULL;
  g_auto (GStrv)            places = NULL;

  if (!clasp_settings_can_listen (settings, name))
    return g_strdup (text);
  fresh = g_object_new (G_OBJECT_TYPE (settings), NULL);
  usual = clasp_settings_get_text (fresh, name);
  places = g_strsplit (text, ";", -1);
  for (guint i = 0; places[i] != NULL; i++)
    {
      char *place = complete_place (g_strstrip (places[i]), name, usual);

      g_free (places[i]);
      places[i] = place;
    }
  return g_strjoinv (";", places);
}

/**
 * clasp_settings_probe_place:
 * @settings: of a connection or a router
 * @name: a setting of places to listen at
 * @place: one of its places
 * @port: (out): which port
 * @is_stream: (out): whether it is one of TCP
 *
 * Tries to have the port alone, so that one which is shared counts as taken, too.
 *
 * Thread: any.
 *
 * Returns: whether somebody has the port now, if that can be told
 */
ClaspPortState
clasp_settings_probe_place (ClaspSettings *settings, const char *name, const char *place, guint16 *port, gboolean *is_stream)
{
  gboolean               is_artnet = G_TYPE_CHECK_INSTANCE_TYPE (settings, CLASP_TYPE_ARTNET_SETTINGS);
  Place                  found = find_place (place, name);
  g_autofree char       *typed = g_strndup (place + found.start, found.length);
  g_auto (ClaspEndpoint) endpoint = { 0 };

  *port = 0;
  *is_stream = found.is_stream;
  if (typed[0] == '\0' || !clasp_endpoint_parse (typed, is_artnet ? ARTNET_PORT : 0, &endpoint, NULL) || endpoint.port == 0)
    return CLASP_PORT_UNKNOWN;
  *port = endpoint.port;
  switch (try_bind (&endpoint, found.is_stream, FALSE))
    {
    case 0:
      return CLASP_PORT_FREE;
    case EADDRINUSE:
      return CLASP_PORT_TAKEN;
    default:
      return CLASP_PORT_UNKNOWN;
    }
}
