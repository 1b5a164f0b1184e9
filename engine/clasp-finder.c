/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-finder"

#include "clasp-finder.h"

#include "bridges/sacn/clasp-sacn-codec.h"
#include "clasp-finder-lighting.h"
#include "discovery/clasp-mdns-browser.h"

#include <glib/gi18n-lib.h>

/* Design notes: the list is what all sources said last, matched against the show's connections
 * whenever either changes. Devices are listed again every few seconds, in a task's thread, one task
 * at a time; hotplug would tell sooner and is not there in every sandbox. */

typedef struct
{
  const char *type;   /* of DNS-SD */
  const char *kind;   /* of a connection; "clasp" has none */
  const char *option; /* its setting that takes it */
  const char *scheme; /* what that setting wants before address and port */
} Service;

static const Service services[] = {
  { "_osc._udp", "osc", "send", "" },
  { "_osc._tcp", "osc", "send", "tcp://" },
  { "_oscjson._tcp", "osc", "query-url", "http://" },
  { "_clasp._tcp", "clasp", NULL, "ws://" },
};

typedef struct
{
  ClaspFinder      *finder; /* (unowned) */
  const Service    *service;
  ClaspMdnsBrowser *browser; /* (owned) (nullable) while watched */
} Browser;

struct _ClaspFinder
{
  GObject         parent_instance;
  ClaspShow      *show;   /* (owned) */
  ClaspFinderScan scan;
  gboolean        has_network;
  GPtrArray      *rows;   /* (owned) (element-type ClaspFound) */
  GHashTable     *by_key; /* (owned) key → ClaspFound, both of @rows */
  guint           n_watchers;
  guint           interval; /* id of the source */
  gboolean        is_scanning, scan_again;
  ClaspTimers    *timers;   /* (owned) (nullable) of the browsers */
  Browser         browsers[G_N_ELEMENTS (services)];
  ClaspFinderLighting *lighting; /* (owned) (nullable) while watched */
  ClaspEngine         *engine;   /* (owned) (nullable) */
  gulong               heard_id; /* of its views, while watched */
  gboolean             polls;
};

enum { PROP_PROBLEM = 1, PROP_POLLS };

static void clasp_finder_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspFinder,
                               clasp_finder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, clasp_finder_list_init))

/* ---- the list ---- */

static GType
get_item_type (GListModel *model)
{
  return CLASP_TYPE_FOUND;
}

static guint
get_n_items (GListModel *model)
{
  return CLASP_FINDER (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ClaspFinder *self = CLASP_FINDER (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
clasp_finder_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- what is meant already ---- */

static const char *
find_connection (ClaspFinder *self, const ClaspSighting *sighting)
{
  GListModel *connections = clasp_show_get_connections (self->show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (clasp_sighting_is_meant (sighting, connection))
        return clasp_show_item_get_id (CLASP_SHOW_ITEM (connection));
    }
  return NULL;
}

static void
match (ClaspFinder *self, ClaspFound *found, gboolean is_there)
{
  const char *connection = find_connection (self, clasp_found_peek (found));

  clasp_found_set_state (found,
                         !is_there            ? CLASP_FOUND_GONE
                         : connection != NULL ? CLASP_FOUND_KNOWN
                                              : CLASP_FOUND_NEW,
                         connection);
}

static void
match_all (ClaspFinder *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ClaspFound *found = g_ptr_array_index (self->rows, i);

      match (self, found, clasp_found_get_state (found) != CLASP_FOUND_GONE);
    }
}

/* ---- what was seen ---- */

/* Where it is decides which lists it belongs to: whoever filters this one asks again. */
static void
see_again (ClaspFinder *self, ClaspFound *found, ClaspSighting *sighting)
{
  gboolean is_moved = g_strcmp0 (clasp_found_peek (found)->host, sighting->host) != 0;
  guint    position;

  clasp_found_see (found, sighting);
  match (self, found, TRUE);
  if (is_moved && g_ptr_array_find (self->rows, found, &position))
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/* Takes over @sighting. */
static void
see (ClaspFinder *self, ClaspSighting *sighting)
{
  ClaspFound *found = g_hash_table_lookup (self->by_key, sighting->key);

  if (found != NULL)
    {
      see_again (self, found, sighting);
      return;
    }
  if (self->rows->len >= CLASP_FINDER_MAX_FOUND)
    {
      clasp_sighting_free (sighting);
      return;
    }
  found = clasp_found_new (sighting);
  g_hash_table_insert (self->by_key, g_strdup (sighting->key), found);
  g_ptr_array_add (self->rows, found);
  match (self, found, TRUE);
  g_list_model_items_changed (G_LIST_MODEL (self), self->rows->len - 1, 0, 1);
}

static void
lose (ClaspFinder *self, const char *key)
{
  ClaspFound *found = g_hash_table_lookup (self->by_key, key);

  if (found != NULL)
    match (self, found, FALSE);
}

/* ---- this computer's devices ---- */

static void
scan_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, CLASP_FINDER (source)->scan (),
                         (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
is_on_network (const char *key)
{
  return g_str_has_prefix (key, "net:") || g_str_has_prefix (key, "artnet:") || g_str_has_prefix (key, "sacn:");
}

static gboolean
is_among (GPtrArray *sightings, const char *key)
{
  for (guint i = 0; i < sightings->len; i++)
    if (g_strcmp0 (((ClaspSighting *) g_ptr_array_index (sightings, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
lose_missing_devices (ClaspFinder *self, GPtrArray *sightings)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ClaspFound *found = g_ptr_array_index (self->rows, i);
      const char *key = clasp_found_peek (found)->key;

      if (!is_on_network (key) && !is_among (sightings, key))
        match (self, found, FALSE);
    }
}

static void start_scan (ClaspFinder *self);

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspFinder          *self = CLASP_FINDER (source);
  g_autoptr (GPtrArray) sightings = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_scanning = FALSE;
  lose_missing_devices (self, sightings);
  g_ptr_array_set_free_func (sightings, NULL); /* each is taken over */
  for (guint i = 0; i < sightings->len; i++)
    see (self, g_ptr_array_index (sightings, i));
  if (self->scan_again)
    start_scan (self);
}

static void
start_scan (ClaspFinder *self)
{
  g_autoptr (GTask) task = NULL;

  self->scan_again = self->is_scanning;
  if (self->is_scanning)
    return;
  self->is_scanning = TRUE;
  task = g_task_new (self, NULL, scanned_cb, NULL);
  g_task_run_in_thread (task, scan_thread);
}

static gboolean
interval_cb (gpointer user_data)
{
  ClaspFinder *self = user_data;

  if (!self->is_scanning)
    start_scan (self);
  return G_SOURCE_CONTINUE;
}

/* ---- the network ---- */

static char *
make_key (const Service *service, const char *name)
{
  return g_strconcat ("net:", service->type, ":", name, NULL);
}

static ClaspSighting *
sight (const Service *service, const char *name, GInetAddress *host, guint16 port)
{
  gboolean         is_ipv6 = g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV6;
  g_autofree char *number = g_inet_address_to_string (host);
  g_autofree char *address = is_ipv6 ? g_strdup_printf ("[%s]", number) : g_strdup (number);
  g_autofree char *place = g_strdup_printf ("%s:%u", address, port);
  g_autofree char *text = g_strconcat (service->scheme, place, NULL);
  g_autofree char *key = make_key (service, name);
  const char      *options[] = { service->option, text, NULL };
  ClaspSighting   *sighting = clasp_sighting_new (service->kind, key, name, place, NULL, options);

  clasp_sighting_set_host (sighting, number);
  return sighting;
}

/**
 * clasp_finder_sight_service:
 * @type: of DNS-SD, "_osc._udp"
 * @name: as it calls itself
 * @address: where it is
 * @port: its port there
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what a connection could be made to; %NULL for a type that is not
 * looked for
 */
ClaspSighting *
clasp_finder_sight_service (const char   *type,
                            const char   *name,
                            GInetAddress *address,
                            guint16       port)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_equal (type, services[i].type))
      return sight (&services[i], name, address, port);

  return NULL;
}

static void
service_found_cb (const ClaspMdnsFound *found, gpointer user_data)
{
  Browser *browser = user_data;

  see (browser->finder, sight (browser->service, found->name, found->address, found->port));
}

static void
service_lost_cb (const char *name, gpointer user_data)
{
  Browser         *browser = user_data;
  g_autofree char *key = make_key (browser->service, name);

  lose (browser->finder, key);
}

static void
problem_changed_cb (gpointer user_data)
{
  g_object_notify (G_OBJECT (((Browser *) user_data)->finder), "problem");
}

/* What a connection of the show sends. */
static gboolean
is_own_source (ClaspFinder *self, const char *key)
{
  GListModel *connections = clasp_show_get_connections (self->show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      guint8                      cid[CLASP_SACN_CID_SIZE];
      char                        text[CLASP_SACN_CID_TEXT_SIZE];

      if (g_strcmp0 (clasp_connection_get_kind (connection), "sacn") != 0)
        continue;
      if (!clasp_sacn_cid_parse (clasp_settings_get_string (clasp_connection_get_settings (connection), "cid"), cid))
        clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)), cid);
      clasp_sacn_cid_format (cid, text);
      if (g_str_has_suffix (key, text))
        return TRUE;
    }
  return FALSE;
}

static void
lighting_seen_cb (ClaspSighting *sighting, gpointer user_data)
{
  if (is_own_source (user_data, sighting->key))
    clasp_sighting_free (sighting);
  else
    see (user_data, sighting);
}

static void
lighting_lost_cb (const char *key, gpointer user_data)
{
  lose (user_data, key);
}

static void
lighting_changed_cb (ClaspFinder *self)
{
  clasp_finder_lighting_hear (self->lighting, clasp_engine_get_lighting (self->engine));
}

/* A test stays on one interface. */
static void
start_lighting (ClaspFinder *self)
{
  static const ClaspFinderLightingEvents events = { lighting_seen_cb, lighting_lost_cb };
  ClaspFinderLightingConfig              config = { .interface = g_getenv ("CLASP_FINDER_INTERFACE"),
                                                    .polls = self->polls };

  self->lighting = clasp_finder_lighting_new (&config, &events, self);
  if (self->engine == NULL)
    return;
  self->heard_id = g_signal_connect_swapped (self->engine, "lighting-changed", G_CALLBACK (lighting_changed_cb), self);
  clasp_engine_watch_lighting (self->engine);
}

static void
stop_lighting (ClaspFinder *self)
{
  if (self->heard_id != 0)
    {
      g_clear_signal_handler (&self->heard_id, self->engine);
      clasp_engine_unwatch_lighting (self->engine);
    }
  g_clear_pointer (&self->lighting, clasp_finder_lighting_free);
}

static void
start_browsers (ClaspFinder *self)
{
  static const ClaspMdnsBrowserEvents events = { service_found_cb, service_lost_cb,
                                                 problem_changed_cb };

  self->timers = clasp_timers_new (NULL, clasp_clock_system ());
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      Browser *browser = &self->browsers[i];

      *browser = (Browser){ self, &services[i], NULL };
      browser->browser =
        clasp_mdns_browser_new (self->timers, services[i].type, &events, browser);
    }
  start_lighting (self);
}

static void
stop_browsers (ClaspFinder *self)
{
  stop_lighting (self);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    g_clear_pointer (&self->browsers[i].browser, clasp_mdns_browser_free);
  g_clear_pointer (&self->timers, clasp_timers_free);
}

/* ---- from outside ---- */

/**
 * clasp_finder_new:
 * @show: a show, whose connections are what is known already
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a finder of this computer's devices and the network's services
 */
ClaspFinder *
clasp_finder_new (ClaspShow *show)
{
  ClaspFinder *self = clasp_finder_new_with (show, clasp_finder_list_devices);

  self->has_network = TRUE;
  return self;
}

/**
 * clasp_finder_new_with:
 * @show: a show
 * @scan: lists devices; called in another thread
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a finder of what @scan lists
 */
ClaspFinder *
clasp_finder_new_with (ClaspShow *show, ClaspFinderScan scan)
{
  ClaspFinder *self = g_object_new (CLASP_TYPE_FINDER, NULL);

  self->show = g_object_ref (show);
  self->scan = scan;
  g_signal_connect_object (show, "changed", G_CALLBACK (match_all), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * clasp_finder_follow:
 * @self: a finder that is not watched
 * @engine: the engine of its show
 *
 * Thread: UI.
 */
void
clasp_finder_follow (ClaspFinder *self, ClaspEngine *engine)
{
  g_return_if_fail (self->n_watchers == 0);

  g_set_object (&self->engine, engine);
}

/**
 * clasp_finder_watch:
 * @self: a finder
 *
 * Looks, and goes on looking until clasp_finder_unwatch () was called as often.
 *
 * Thread: UI.
 */
void
clasp_finder_watch (ClaspFinder *self)
{
  if (self->n_watchers++ > 0)
    return;
  start_scan (self);
  self->interval = g_timeout_add_seconds (CLASP_FINDER_INTERVAL_S, interval_cb, self);
  if (self->has_network)
    start_browsers (self);
}

/**
 * clasp_finder_unwatch:
 * @self: a finder that is watched
 *
 * Thread: UI.
 */
void
clasp_finder_unwatch (ClaspFinder *self)
{
  g_return_if_fail (self->n_watchers > 0);

  if (--self->n_watchers > 0)
    return;
  g_clear_handle_id (&self->interval, g_source_remove);
  stop_browsers (self);
}

/**
 * clasp_finder_look:
 * @self: a finder
 *
 * Lists this computer's devices again; while one list is being made, once more after it. Polls Art-Net, too,
 * whether it polls by itself or not.
 *
 * Thread: UI.
 */
void
clasp_finder_look (ClaspFinder *self)
{
  start_scan (self);
  if (self->lighting != NULL)
    clasp_finder_lighting_poll (self->lighting);
}

/**
 * clasp_finder_get_problem:
 * @self: a finder
 *
 * Thread: UI.
 *
 * Returns: (nullable): why the network cannot be searched
 */
const char *
clasp_finder_get_problem (ClaspFinder *self)
{
  return self->browsers[0].browser != NULL
           ? clasp_mdns_browser_get_problem (self->browsers[0].browser)
           : NULL;
}

static gboolean
set_options (ClaspConnection *connection, const ClaspSighting *sighting, GError **error)
{
  ClaspSettings *settings = clasp_connection_get_settings (connection);

  for (guint i = 0; sighting->options[i] != NULL; i += 2)
    if (!clasp_settings_set_text (settings, sighting->options[i], sighting->options[i + 1], error))
      return FALSE;
  return TRUE;
}

/**
 * clasp_finder_create_connection:
 * @show: a show
 * @sighting: what was seen
 * @error: return location
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable): a connection to it, named after it, that belongs to no show yet
 */
ClaspConnection *
clasp_finder_create_connection (ClaspShow *show, const ClaspSighting *sighting, GError **error)
{
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, sighting->kind, error);

  if (connection == NULL || !set_options (connection, sighting, error))
    return NULL;
  clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), sighting->name);
  return g_steal_pointer (&connection);
}

/**
 * clasp_finder_use:
 * @self: a finder
 * @found: what it found
 * @error: return location
 *
 * Adds a connection to @found to the show, named after it, as one undo step.
 *
 * Thread: UI.
 *
 * Returns: (transfer none) (nullable): the connection
 */
ClaspConnection *
clasp_finder_use (ClaspFinder *self, ClaspFound *found, GError **error)
{
  const ClaspSighting        *sighting = clasp_found_peek (found);
  g_autoptr (ClaspConnection) connection = clasp_finder_create_connection (self->show, sighting, error);
  g_autofree char            *label = NULL;
  gboolean                    is_added;

  if (connection == NULL)
    return NULL;
  /* Translators: %s is the name of a device; an entry of the undo list. */
  label = g_strdup_printf (_ ("Use %s"), sighting->name);
  clasp_show_begin_edit (self->show, label);
  is_added = clasp_show_add (self->show, CLASP_SHOW_ITEM (connection));
  clasp_show_end_edit (self->show);
  if (!is_added)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 _ ("The show has no room for another connection."));
  return is_added ? connection : NULL; /* which the show owns */
}

/**
 * clasp_finder_forget:
 * @self: a finder
 * @found: one that is gone; nothing happens to another
 *
 * Thread: UI.
 */
void
clasp_finder_forget (ClaspFinder *self, ClaspFound *found)
{
  guint position;

  if (clasp_found_get_state (found) != CLASP_FOUND_GONE ||
      !g_ptr_array_find (self->rows, found, &position))
    return;
  g_hash_table_remove (self->by_key, clasp_found_peek (found)->key);
  g_ptr_array_remove_index (self->rows, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* ---- object ---- */

static void
clasp_finder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_POLLS)
    g_value_set_boolean (value, CLASP_FINDER (object)->polls);
  else
    g_value_set_string (value, clasp_finder_get_problem (CLASP_FINDER (object)));
}

static void
clasp_finder_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ClaspFinder *self = CLASP_FINDER (object);

  if (self->polls == g_value_get_boolean (value))
    return;
  self->polls = !self->polls;
  if (self->lighting != NULL)
    clasp_finder_lighting_set_polls (self->lighting, self->polls);
  g_object_notify_by_pspec (object, pspec);
}

static void
clasp_finder_finalize (GObject *object)
{
  ClaspFinder *self = CLASP_FINDER (object);

  g_clear_handle_id (&self->interval, g_source_remove);
  stop_browsers (self);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (clasp_finder_parent_class)->finalize (object);
}

static void
clasp_finder_class_init (ClaspFinderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_finder_get_property;
  object_class->set_property = clasp_finder_set_property;
  object_class->finalize = clasp_finder_finalize;
  g_object_class_install_property (
    object_class, PROP_PROBLEM,
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
    object_class, PROP_POLLS,
    g_param_spec_boolean ("polls", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
clasp_finder_init (ClaspFinder *self)
{
  self->polls = TRUE;
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
