/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-found.h"

#include "bridges/midi/clasp-midi-wanted.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

struct _ClaspFound
{
  GObject         parent_instance;
  ClaspSighting  *sighting;   /* (owned) the last */
  ClaspFoundState state;
  char           *connection; /* (owned) (nullable) */
  gint64          seen_us;
};

G_DEFINE_FINAL_TYPE (ClaspFound, clasp_found, G_TYPE_OBJECT)

static guint changed_signal;

/**
 * clasp_sighting_new:
 * @kind: of a connection
 * @key: the same for the same device, whenever it is seen
 * @name: for a person
 * @place: where it is, for a person
 * @problem: (nullable): why it cannot be used as it is
 * @options: (array zero-terminated=1): settings and their texts, in turn
 *
 * Thread: any.
 *
 * Returns: (transfer full): what was seen
 */
ClaspSighting *
clasp_sighting_new (const char        *kind,
                    const char        *key,
                    const char        *name,
                    const char        *place,
                    const char        *problem,
                    const char *const *options)
{
  ClaspSighting *self = g_new0 (ClaspSighting, 1);

  self->kind = g_strdup (kind);
  self->key = g_strdup (key);
  self->name = g_strdup (name);
  self->place = g_strdup (place);
  self->problem = g_strdup (problem);
  self->options = g_strdupv ((char **) options);
  return self;
}

/**
 * clasp_sighting_set_host:
 * @self: what was seen
 * @host: its IP address, without or with a port: "10.0.0.7:6455", "fe80::1"
 *
 * Thread: any, one at a time.
 */
void
clasp_sighting_set_host (ClaspSighting *self, const char *host)
{
  const char *colon = strchr (host, ':');
  gboolean    has_port = colon != NULL && strchr (colon + 1, ':') == NULL;

  g_free (self->host);
  self->host = has_port ? g_strndup (host, colon - host) : g_strdup (host);
}

/**
 * clasp_sighting_set_tags:
 * @self: a MIDI device that was seen
 * @tags: (nullable) (array zero-terminated=1): all that may stand behind its name in a setting: "#1", "@S1"
 *
 * Thread: any, one at a time.
 */
void
clasp_sighting_set_tags (ClaspSighting *self, const char *const *tags)
{
  g_strfreev (self->tags);
  self->tags = g_strdupv ((char **) tags);
}

/**
 * clasp_sighting_free:
 * @self: (transfer full): what was seen
 *
 * Thread: any.
 */
void
clasp_sighting_free (ClaspSighting *self)
{
  g_free (self->kind);
  g_free (self->key);
  g_free (self->name);
  g_free (self->place);
  g_free (self->problem);
  g_free (self->host);
  g_strfreev (self->options);
  g_strfreev (self->tags);
  g_free (self);
}

/**
 * clasp_sighting_describe:
 * @self: what was seen
 *
 * Thread: any.
 *
 * Returns: (transfer none): how it was found, for a person
 */
const char *
clasp_sighting_describe (const ClaspSighting *self)
{
  static const struct
  {
    const char *prefix; /* of the key */
    const char *text;
  } ways[] = {
    { "midi:", N_ ("MIDI device of this computer") },
    { "dmx:", N_ ("at a USB socket") },
    { "net:_osc._udp", N_ ("announces OSC (mDNS)") },
    { "net:_osc._tcp", N_ ("announces OSC (mDNS)") },
    { "net:_oscjson._tcp", N_ ("announces OSCQuery (mDNS)") },
    { "net:_clasp._tcp", N_ ("announces CLASP (mDNS)") },
    { "artnet:", N_ ("answered an Art-Net poll") },
    { "sacn:", N_ ("heard sending sACN") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_has_prefix (self->key, ways[i].prefix))
      return _ (ways[i].text);
  return "";
}

/**
 * clasp_sighting_can_use:
 * @self: what was seen
 *
 * Thread: any.
 *
 * Returns: whether a connection could be made to it; other routers are only told of
 */
gboolean
clasp_sighting_can_use (const ClaspSighting *self)
{
  return self->options[0] != NULL;
}

/* ---- whether a connection means it ---- */

/* What a connection would have to say to mean it; the rest of the options are details. */
static gboolean
says (ClaspSettings *settings, const char *name, const char *wanted)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);

  if (pspec == NULL)
    return FALSE;
  if (pspec->value_type == G_TYPE_STRV)
    return g_strv_contains (clasp_settings_get_strv (settings, name), wanted);
  return g_strcmp0 (clasp_settings_get_string (settings, name), wanted) == 0;
}

/* FALSE for what is no MIDI device. */
static gboolean
read_midi_id (const ClaspSighting *self, ClaspMidiWanted *id)
{
  if (g_strcmp0 (self->kind, "midi") != 0 || self->options[0] == NULL)
    return FALSE;
  clasp_midi_wanted_parse (id, self->options[1]);
  return TRUE;
}

/**
 * clasp_sighting_is_by_order:
 * @self: what was seen
 *
 * Thread: any.
 *
 * Returns: whether it is a MIDI device that only its order tells from another
 */
gboolean
clasp_sighting_is_by_order (const ClaspSighting *self)
{
  g_auto (ClaspMidiWanted) id = { NULL };

  return read_midi_id (self, &id) && id.has_ordinal;
}

/**
 * clasp_sighting_dup_midi_name:
 * @self: what was seen
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the name that equal MIDI devices share, casefolded
 */
char *
clasp_sighting_dup_midi_name (const ClaspSighting *self)
{
  g_auto (ClaspMidiWanted) id = { NULL };

  return read_midi_id (self, &id) ? g_strdup (id.name) : NULL;
}

/* What stands behind the name in a setting; a name alone means the first. */
static char *
dup_tag (const ClaspMidiWanted *wanted)
{
  return wanted->tag != NULL ? g_strconcat ("@", wanted->tag, NULL) : g_strdup_printf ("#%u", wanted->ordinal);
}

/* A MIDI device may be meant by a part of its name; which of several equal ones, by what stands behind it. Where all
 * that is known of one is a number or a plug, a name alone may mean it. */
static gboolean
names_midi (const ClaspSighting *self, ClaspSettings *settings)
{
  g_auto (ClaspMidiWanted) wanted = { NULL }, id = { NULL };
  g_autofree char         *tag = NULL, *own = NULL;

  if (!read_midi_id (self, &id))
    return FALSE;
  clasp_midi_wanted_parse (&wanted, clasp_settings_get_string (settings, "port"));
  if (!clasp_midi_wanted_is_in (&wanted, id.name))
    return FALSE;
  tag = dup_tag (&wanted);
  own = dup_tag (&id);
  if (self->tags != NULL)
    return g_str_equal (tag, own) || g_strv_contains ((const char *const *) self->tags, tag);
  return g_str_equal (tag, own) || (id.tag != NULL && wanted.tag == NULL && !wanted.has_ordinal);
}

/* Every one of @wanted, "1-3;7", is among those of the setting. */
static gboolean
has_universes (const char *const *ranges, const char *wanted)
{
  g_auto (GStrv) parts = g_strsplit (wanted, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint    first = 0, last = 0;
      gboolean is_in = FALSE;

      if (sscanf (parts[i], "%u-%u", &first, &last) < 2)
        last = first;
      for (guint j = 0; ranges[j] != NULL && !is_in; j++)
        {
          guint from = 0, to = 0;

          if (sscanf (ranges[j], "%u-%u", &from, &to) < 2)
            to = from;
          is_in = from <= first && last <= to;
        }
      if (!is_in)
        return FALSE;
    }
  return TRUE;
}

/**
 * clasp_sighting_is_meant:
 * @self: what was seen
 * @connection: a connection
 *
 * Thread: UI.
 *
 * Returns: whether @connection is one to what was seen
 */
gboolean
clasp_sighting_is_meant (const ClaspSighting *self, ClaspConnection *connection)
{
  ClaspSettings *settings = clasp_connection_get_settings (connection);

  if (g_strcmp0 (clasp_connection_get_kind (connection), self->kind) != 0 ||
      self->options[0] == NULL)
    return FALSE;
  if (g_strcmp0 (self->kind, "midi") == 0)
    return names_midi (self, settings);
  if (g_strcmp0 (self->kind, "sacn") == 0)
    return has_universes (clasp_settings_get_strv (settings, "receive"), self->options[1]);
  return says (settings, self->options[0], self->options[1]);
}

/* ---- what was found ---- */

ClaspFound *
clasp_found_new (ClaspSighting *sighting)
{
  ClaspFound *self = g_object_new (CLASP_TYPE_FOUND, NULL);

  self->sighting = sighting;
  self->seen_us = g_get_real_time ();
  return self;
}

static gboolean
looks_the_same (const ClaspSighting *a, const ClaspSighting *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->place, b->place) == 0 &&
         g_strcmp0 (a->problem, b->problem) == 0 &&
         g_strv_equal ((const char *const *) a->options, (const char *const *) b->options);
}

/* Takes over @sighting. */
void
clasp_found_see (ClaspFound *self, ClaspSighting *sighting)
{
  gboolean is_same = looks_the_same (self->sighting, sighting);

  clasp_sighting_free (self->sighting);
  self->sighting = sighting;
  self->seen_us = g_get_real_time ();
  if (!is_same)
    g_signal_emit (self, changed_signal, 0);
}

void
clasp_found_set_state (ClaspFound *self, ClaspFoundState state, const char *connection)
{
  if (self->state == state && g_strcmp0 (self->connection, connection) == 0)
    return;
  self->state = state;
  g_free (self->connection);
  self->connection = g_strdup (connection);
  g_signal_emit (self, changed_signal, 0);
}

const ClaspSighting *
clasp_found_peek (ClaspFound *self)
{
  return self->sighting;
}

ClaspFoundState
clasp_found_get_state (ClaspFound *self)
{
  return self->state;
}

const char *
clasp_found_get_connection (ClaspFound *self)
{
  return self->connection;
}

gint64
clasp_found_get_seen_us (ClaspFound *self)
{
  return self->seen_us;
}

static void
clasp_found_finalize (GObject *object)
{
  ClaspFound *self = CLASP_FOUND (object);

  clasp_sighting_free (self->sighting);
  g_free (self->connection);
  G_OBJECT_CLASS (clasp_found_parent_class)->finalize (object);
}

static void
clasp_found_class_init (ClaspFoundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_found_finalize;
  changed_signal = g_signal_new ("changed", CLASP_TYPE_FOUND, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
clasp_found_init (ClaspFound *self)
{
}
