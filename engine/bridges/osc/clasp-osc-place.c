/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-place.h"

#include "core/clasp-json.h"

static const struct
{
  const char       *scheme;
  ClaspOscTransport transport;
} schemes[] = {
  { "udp", CLASP_OSC_TRANSPORT_UDP },
  { "tcp", CLASP_OSC_TRANSPORT_TCP },
  { "tcp-length", CLASP_OSC_TRANSPORT_TCP_LENGTH },
  { "tcp-slip", CLASP_OSC_TRANSPORT_TCP_SLIP },
  { "ws", CLASP_OSC_TRANSPORT_WS },
};

/**
 * clasp_osc_transport_to_string:
 * @transport: a transport
 *
 * Returns: what stands before "://"
 */
const char *
clasp_osc_transport_to_string (ClaspOscTransport transport)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (schemes[i].transport == transport)
      return schemes[i].scheme;

  return "unknown";
}

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list          args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS, message);
  return FALSE;
}

/**
 * clasp_osc_place_free:
 * @self: (transfer full): a place
 */
void
clasp_osc_place_free (ClaspOscPlace *self)
{
  g_free (self->text);
  g_free (self->name);
  clasp_endpoint_clear (&self->endpoint);
  g_free (self->path);
  g_free (self->interface);
  g_ptr_array_unref (self->only);
  g_ptr_array_unref (self->except);
  g_ptr_array_unref (self->maps);
  g_free (self);
}

/* ---- host and port ---- */

static gboolean
parse_scheme (ClaspOscPlace *self, const char *text, gsize length, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strlen (schemes[i].scheme) == length &&
        g_ascii_strncasecmp (schemes[i].scheme, text, length) == 0)
      {
        self->transport = schemes[i].transport;
        return TRUE;
      }

  return fail (error, "‘%.*s://’ is not known; OSC goes over udp, tcp, tcp-length, tcp-slip or ws",
               (int) length, text);
}

static gboolean
check_target (ClaspOscPlace *self, const char *text, GError **error)
{
  if (self->endpoint.port == 0)
    return fail (error, "‘%s’ has port 0, to which nothing can be sent", text);
  if (self->transport == CLASP_OSC_TRANSPORT_TCP)
    self->transport = CLASP_OSC_TRANSPORT_TCP_LENGTH;
  return TRUE;
}

static gboolean
check_listener (ClaspOscPlace *self, const char *text, gboolean is_number, GError **error)
{
  if (!is_number)
    return fail (error, "‘%s’ is a name; use an address of this computer, or 0.0.0.0 for all",
                 self->endpoint.host);
  if (self->is_multicast && self->endpoint.port == 0)
    return fail (error, "‘%s’: a multicast group needs its port", text);
  return TRUE;
}

/* It goes into a request as it is. */
static gboolean
is_path (const char *path)
{
  for (const char *p = path; *p != '\0'; p++)
    if (*p <= ' ' || *p >= 0x7f || *p == '#')
      return FALSE;

  return strlen (path) <= CLASP_OSC_PLACE_MAX_PATH;
}

/* Cuts it off @where. */
static gboolean
take_path (ClaspOscPlace *self, char *where, ClaspOscPlaceRole role, GError **error)
{
  gboolean has_path =
    self->transport == CLASP_OSC_TRANSPORT_WS && role == CLASP_OSC_PLACE_TARGET;
  char *slash = has_path ? strchr (where, '/') : NULL;

  if (slash != NULL && !is_path (slash))
    return fail (error, "‘%s’ is no path of at most %d letters; others are written as %%20", slash,
                 CLASP_OSC_PLACE_MAX_PATH);
  self->path = g_strdup (slash != NULL ? slash : "/");
  if (slash != NULL)
    *slash = '\0';
  else if (g_str_has_suffix (where, "/"))
    where[strlen (where) - 1] = '\0';
  return TRUE;
}

static gboolean
parse_where (ClaspOscPlace *self, const char *text, ClaspOscPlaceRole role, GError **error)
{
  const char                *colon = strstr (text, "://");
  g_autofree char           *where = g_strdup (colon != NULL ? colon + 3 : text);
  g_autoptr (GSocketAddress) address = NULL;

  if (colon != NULL && !parse_scheme (self, text, (gsize) (colon - text), error))
    return FALSE;
  if (role == CLASP_OSC_PLACE_TARGET && clasp_endpoint_is_port (where))
    return clasp_endpoint_set_no_host_error (where, error);
  if (!take_path (self, where, role, error) || !clasp_endpoint_parse (where, 0, &self->endpoint, error))
    return FALSE;

  address = clasp_endpoint_to_address (&self->endpoint);
  self->is_multicast =
    address != NULL && g_inet_address_get_is_multicast (
                         g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  if (self->is_multicast && self->transport != CLASP_OSC_TRANSPORT_UDP)
    return fail (error, "‘%s’: multicast groups are reached by udp:// only", text);
  self->name = g_strdup_printf (strchr (self->endpoint.host, ':') != NULL ? "[%s]:%u" : "%s:%u",
                                self->endpoint.host, self->endpoint.port);
  return role == CLASP_OSC_PLACE_TARGET ? check_target (self, text, error)
                                        : check_listener (self, text, address != NULL, error);
}

/* ---- the words behind it ---- */

static gboolean
add_pattern (GPtrArray *patterns, const char *key, const char *text, GError **error)
{
  const char *why = NULL;

  if (patterns->len >= CLASP_OSC_PLACE_MAX_PATTERNS)
    return fail (error, "more than %d times %s=", CLASP_OSC_PLACE_MAX_PATTERNS, key);
  if (!clasp_pattern_is_valid (clasp_str (text), &why))
    return fail (error, "%s=%s: %s", key, text, why);
  g_ptr_array_add (patterns, clasp_pattern_new (clasp_str (text)));
  return TRUE;
}

static gboolean
add_map (ClaspOscPlace *self, const char *text, GError **error)
{
  ClaspOscMap *map;

  if (self->maps->len >= CLASP_OSC_PLACE_MAX_MAPS)
    return fail (error, "more than %d times map=", CLASP_OSC_PLACE_MAX_MAPS);
  map = clasp_osc_map_new (text, error);
  if (map == NULL)
    {
      g_prefix_error (error, "map=");
      return FALSE;
    }
  g_ptr_array_add (self->maps, map);
  return TRUE;
}

static gboolean
set_interface (ClaspOscPlace *self, const char *value, GError **error)
{
  if (strlen (value) > 15)
    return fail (error, "interface=%s: names of interfaces have at most 15 letters", value);
  g_free (self->interface);
  self->interface = g_strdup (value);
  return TRUE;
}

static gboolean
parse_word (ClaspOscPlace *self, const char *word, ClaspOscPlaceRole role, GError **error)
{
  const char      *equals = strchr (word, '=');
  g_autofree char *key =
    equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
  const char *value = equals != NULL ? equals + 1 : "";

  if (value[0] == '\0')
    return fail (error, "‘%s’ is no word=value", word);
  if (g_str_equal (key, "interface"))
    return set_interface (self, value, error);
  if (role == CLASP_OSC_PLACE_LISTENER)
    return fail (error, "‘%s’ is not known; behind a place to listen stands interface=", key);
  if (g_str_equal (key, "only"))
    return add_pattern (self->only, key, value, error);
  if (g_str_equal (key, "except"))
    return add_pattern (self->except, key, value, error);
  if (g_str_equal (key, "map"))
    return add_map (self, value, error);
  if (!g_str_equal (key, "name"))
    return fail (error, "‘%s’ is not known; use name=, only=, except=, map= or interface=", key);
  g_free (self->name);
  self->name = g_strdup (value);
  return TRUE;
}

static void
free_pattern (gpointer data)
{
  clasp_pattern_unref (data);
}

static void
free_map (gpointer data)
{
  clasp_osc_map_free (data);
}

static ClaspOscPlace *
make (const char *text)
{
  ClaspOscPlace *self = g_new0 (ClaspOscPlace, 1);

  self->text = g_strdup (text);
  self->only = g_ptr_array_new_with_free_func (free_pattern);
  self->except = g_ptr_array_new_with_free_func (free_pattern);
  self->maps = g_ptr_array_new_with_free_func (free_map);
  return self;
}

/**
 * clasp_osc_place_new:
 * @text: a place and words behind it, between blanks
 * @role: what it is for
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable): the place
 */
ClaspOscPlace *
clasp_osc_place_new (const char *text, ClaspOscPlaceRole role, GError **error)
{
  g_autoptr (ClaspOscPlace) self = make (text);
  g_auto (GStrv)            words = g_strsplit_set (text, " \t", -1);
  guint                     n_words = 0;
  gsize                     length;

  /* The sentence must not repeat it: it goes to logs. */
  if (clasp_url_find_person (text, &length) != NULL)
    {
      fail (error, "no name and no password is sent there; leave out what stands before the @");
      return NULL;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == '\0')
        continue;
      if (n_words++ == 0 ? !parse_where (self, words[i], role, error)
                         : !parse_word (self, words[i], role, error))
        return NULL;
    }
  if (n_words == 0)
    {
      fail (error, "a place is missing, 10.0.0.7:8000 or tcp-slip://10.0.0.5:3032");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
free_place (gpointer data)
{
  clasp_osc_place_free (data);
}

/**
 * clasp_osc_places_new:
 * @texts: places
 * @role: what they are for
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable) (element-type ClaspOscPlace): all of them
 */
GPtrArray *
clasp_osc_places_new (const char *const *texts, ClaspOscPlaceRole role, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (free_place);
  guint limit = role == CLASP_OSC_PLACE_TARGET ? CLASP_OSC_MAX_TARGETS : CLASP_OSC_MAX_LISTENERS;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      ClaspOscPlace *place;

      if (texts[i][0] == '\0')
        continue;
      if (places->len >= limit)
        {
          fail (error, "more than %u places", limit);
          return NULL;
        }
      place = clasp_osc_place_new (texts[i], role, error);
      if (place == NULL)
        return NULL;
      g_ptr_array_add (places, place);
    }

  return g_steal_pointer (&places);
}

/* ---- what goes there ---- */

static gboolean
matches_one (const GPtrArray *patterns, ClaspStr address)
{
  for (guint i = 0; i < patterns->len; i++)
    if (clasp_pattern_matches (g_ptr_array_index (patterns, i), address))
      return TRUE;

  return FALSE;
}

/**
 * clasp_osc_place_wants:
 * @self: a target
 * @address: below the namespace, in CLASP's form
 *
 * Returns: %TRUE if an `only` lets it through, or there is none, and no `except` holds it back
 */
gboolean
clasp_osc_place_wants (const ClaspOscPlace *self, ClaspStr address)
{
  return (self->only->len == 0 || matches_one (self->only, address)) &&
         !matches_one (self->except, address);
}

/**
 * clasp_osc_place_map_outward:
 * @self: a target
 * @address: our OSC address
 * @scratch: memory for the result
 *
 * Returns: the device's, by the first map that speaks of it
 */
ClaspStr
clasp_osc_place_map_outward (const ClaspOscPlace *self, ClaspStr address, GString *scratch)
{
  for (guint i = 0; i < self->maps->len; i++)
    if (clasp_osc_map_outward (g_ptr_array_index (self->maps, i), address, scratch))
      return (ClaspStr){ scratch->str, scratch->len };

  return address;
}

/**
 * clasp_osc_place_map_inward:
 * @self: a target
 * @address: the device's OSC address
 * @scratch: memory for the result
 *
 * Returns: ours, by the first map that speaks of it
 */
ClaspStr
clasp_osc_place_map_inward (const ClaspOscPlace *self, ClaspStr address, GString *scratch)
{
  for (guint i = 0; i < self->maps->len; i++)
    if (clasp_osc_map_inward (g_ptr_array_index (self->maps, i), address, scratch))
      return (ClaspStr){ scratch->str, scratch->len };

  return address;
}
