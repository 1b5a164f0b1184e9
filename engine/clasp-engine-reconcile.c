/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"
#include "clasp-mapping-spec.h"

/* Design notes: an edit of the show marks its item dirty; once per turn of the loop the dirty items
 * are copied into specs and posted. The worker compares and does what is needed. */

typedef enum { COMMAND_ROUTER, COMMAND_JOURNAL, COMMAND_CONNECTION, COMMAND_MAPPING, COMMAND_LOCAL, COMMAND_ORDER, COMMAND_REMOVE, COMMAND_COMPLETE } CommandKind;

typedef struct
{
  CommandKind  kind;
  ClaspEngine *engine; /* (unowned) outlives its worker */
  union
  {
    ClaspSettings       *router;     /* (owned) */
    GFile               *journal;    /* (owned) */
    ClaspConnectionSpec *connection; /* (owned) */
    ClaspRouteSpec      *mapping;    /* (owned) */
    ClaspLocalSpec      *local;      /* (owned) */
    GPtrArray           *order;      /* (owned) of ids */
    char                *id;         /* (owned) */
  };
} Command;

static gboolean
command_run_cb (gpointer data)
{
  Command     *command = data;
  ClaspWorker *worker = command->engine->worker;

  switch (command->kind)
    {
    case COMMAND_ROUTER:
      clasp_worker_set_router (worker, g_steal_pointer (&command->router));
      break;
    case COMMAND_JOURNAL:
      clasp_worker_keep_journal (worker, command->journal);
      g_clear_object (&command->journal);
      break;
    case COMMAND_CONNECTION:
      clasp_worker_set_connection (worker, g_steal_pointer (&command->connection));
      break;
    case COMMAND_MAPPING:
      clasp_worker_set_mapping (worker, g_steal_pointer (&command->mapping));
      break;
    case COMMAND_LOCAL:
      clasp_worker_set_local (worker, g_steal_pointer (&command->local));
      break;
    case COMMAND_ORDER:
      clasp_worker_order_mappings (worker, command->order);
      g_clear_pointer (&command->order, g_ptr_array_unref);
      break;
    case COMMAND_REMOVE:
      clasp_worker_remove_connection (worker, command->id);
      clasp_worker_remove_mapping (worker, command->id);
      clasp_worker_remove_local (worker, command->id);
      g_clear_pointer (&command->id, g_free);
      break;
    case COMMAND_COMPLETE:
      clasp_worker_set_complete (worker);
      break;
    }

  return G_SOURCE_REMOVE;
}

static Command *
command_new (ClaspEngine *self,
             CommandKind  kind)
{
  Command *command = g_new0 (Command, 1);

  command->kind = kind;
  command->engine = self;
  return command;
}

static void
post (ClaspEngine *self,
      Command     *command)
{
  clasp_context_post (self->context, command_run_cb, command, g_free);
}

static void
post_router (ClaspEngine *self)
{
  ClaspRouterConfig *config = clasp_show_get_router (self->show);
  Command           *command = command_new (self, COMMAND_ROUTER);

  command->router = clasp_settings_copy (clasp_router_config_get_settings (config));
  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (config)))
    clasp_settings_set_text (command->router, "listen", "", NULL);
  post (self, command);
}

static void
post_remove (ClaspEngine *self,
             const char  *id)
{
  Command *command = command_new (self, COMMAND_REMOVE);

  command->id = g_strdup (id);
  post (self, command);
}

static void
post_connection (ClaspEngine     *self,
                 ClaspConnection *connection)
{
  const ClaspRegistry *registry = clasp_show_get_registry (self->show);
  const ClaspKind     *kind = clasp_kind_find (registry->connections, registry->n_connections, clasp_connection_get_kind (connection));
  const char          *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (connection));
  ClaspConnectionSpec *spec;
  Command             *command;

  if (kind == NULL || !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (connection)))
    {
      post_remove (self, id);
      return;
    }

  spec = g_new0 (ClaspConnectionSpec, 1);
  spec->id = g_strdup (id);
  spec->name = g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  spec->kind = g_strdup (kind->kind);
  spec->namespace_ = g_strdup (clasp_connection_get_namespace (connection));
  spec->bridge_type = kind->get_bridge_type ();
  spec->settings = clasp_settings_copy (clasp_connection_get_settings (connection));
  command = command_new (self, COMMAND_CONNECTION);
  command->connection = spec;
  post (self, command);
}

static void
post_mapping (ClaspEngine  *self,
              ClaspMapping *mapping,
              guint         order)
{
  Command *command = command_new (self, COMMAND_MAPPING);

  command->mapping = clasp_mapping_to_route_spec (mapping, order);
  command->mapping->is_muted = !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping));
  post (self, command);
}

static void
post_local (ClaspEngine    *self,
            ClaspShowLocal *local)
{
  ClaspShowItem *item = CLASP_SHOW_ITEM (local);
  Command       *command;

  if (!clasp_show_item_get_enabled (item))
    {
      post_remove (self, clasp_show_item_get_id (item));
      return;
    }

  command = command_new (self, COMMAND_LOCAL);
  command->local = clasp_local_spec_new (clasp_show_item_get_id (item), clasp_show_local_get_kind (local),
                                         clasp_show_item_get_name (item), clasp_show_local_get_settings (local));
  post (self, command);
}

/* Before anything that needs to know a mapping's place. */
static void
update_places (ClaspEngine *self)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);
  guint       n_mappings = g_list_model_get_n_items (mappings);

  if (!self->has_new_places)
    return;
  self->has_new_places = FALSE;
  g_hash_table_remove_all (self->places);
  for (guint i = 0; i < n_mappings; i++)
    {
      g_autoptr (ClaspShowItem) mapping = g_list_model_get_item (mappings, i);

      g_hash_table_insert (self->places, g_strdup (clasp_show_item_get_id (mapping)), GUINT_TO_POINTER (i));
    }
}

static guint
place_of (ClaspEngine   *self,
          ClaspShowItem *item)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, clasp_show_item_get_id (item)));
}

/* Moving one mapping changes the place of all in between. */
static void
post_order (ClaspEngine *self)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);
  guint       n_mappings = g_list_model_get_n_items (mappings);
  Command    *command = command_new (self, COMMAND_ORDER);

  command->order = g_ptr_array_new_full (n_mappings, g_free);
  for (guint i = 0; i < n_mappings; i++)
    {
      g_autoptr (ClaspShowItem) mapping = g_list_model_get_item (mappings, i);

      g_ptr_array_add (command->order, g_strdup (clasp_show_item_get_id (mapping)));
    }
  post (self, command);
}

static void
forget_item (ClaspEngine *self,
             const char  *id)
{
  ClaspStatus      *status = g_hash_table_lookup (self->statuses, id);
  ClaspBridgeStatus off = { .state = CLASP_BRIDGE_STATE_OFF };

  if (self->context != NULL)
    post_remove (self, id);
  if (status != NULL)
    {
      g_strlcpy (off.id, id, sizeof off.id);
      clasp_status_update (status, &off);
    }
  g_hash_table_remove (self->statuses, id);
  g_hash_table_remove (self->mapping_statuses, id);
  g_hash_table_remove (self->known, id);
}

void
clasp_engine_know_item (ClaspEngine   *self,
                        ClaspShowItem *item)
{
  const char *id = clasp_show_item_get_id (item);

  g_hash_table_add (self->known, g_strdup (id));
  if (CLASP_IS_CONNECTION (item) && !g_hash_table_contains (self->statuses, id))
    g_hash_table_insert (self->statuses, g_strdup (id), clasp_status_new (id));
  if (CLASP_IS_MAPPING (item) && !g_hash_table_contains (self->mapping_statuses, id))
    g_hash_table_insert (self->mapping_statuses, g_strdup (id), clasp_mapping_status_new (id));
}

static void
reconcile_item (ClaspEngine   *self,
                ClaspShowItem *item)
{
  if (CLASP_IS_ROUTER_CONFIG (item))
    {
      post_router (self);
      clasp_engine_rules_follow (self);
      clasp_engine_tls_follow (self);
      return;
    }

  clasp_engine_know_item (self, item);
  if (CLASP_IS_CONNECTION (item))
    post_connection (self, CLASP_CONNECTION (item));
  if (CLASP_IS_MAPPING (item))
    post_mapping (self, CLASP_MAPPING (item), place_of (self, item));
  if (CLASP_IS_SHOW_LOCAL (item))
    post_local (self, CLASP_SHOW_LOCAL (item));
}

static void
reconcile_list (ClaspEngine *self,
                GListModel  *items)
{
  guint n_items = g_list_model_get_n_items (items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (items, i);

      reconcile_item (self, item);
    }
}

static void
forget_removed (ClaspEngine *self)
{
  g_autofree gpointer *ids = g_hash_table_get_keys_as_array (self->known, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (clasp_show_find (self->show, ids[i]) == NULL)
      forget_item (self, ids[i]);
}

static void
reconcile_all (ClaspEngine *self)
{
  forget_removed (self);
  post_router (self);
  reconcile_list (self, clasp_show_get_locals (self->show));
  reconcile_list (self, clasp_show_get_connections (self->show));
  reconcile_list (self, clasp_show_get_mappings (self->show));
  clasp_engine_rules_follow (self);
  clasp_engine_tls_follow (self);
}

/* What is gone first: its name may be another's now. */
static void
reconcile_dirty (ClaspEngine *self)
{
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (clasp_show_find (self->show, id) == NULL && g_hash_table_contains (self->known, id))
      forget_item (self, id);

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ClaspShowItem *item = clasp_show_find (self->show, id);

      if (item != NULL)
        reconcile_item (self, item);
    }
}

static gboolean
reconcile_cb (gpointer user_data)
{
  ClaspEngine *self = user_data;
  gboolean     has_new_places = self->has_new_places;

  self->reconcile_source = 0;
  update_places (self);
  if (g_hash_table_contains (self->dirty, ""))
    reconcile_all (self);
  else
    reconcile_dirty (self);
  if (has_new_places)
    post_order (self);
  g_hash_table_remove_all (self->dirty);
  return G_SOURCE_REMOVE;
}

void
clasp_engine_post_everything (ClaspEngine *self)
{
  Command *journal;

  update_places (self);
  post_router (self);
  if (self->journal_file != NULL)
    {
      journal = command_new (self, COMMAND_JOURNAL);
      journal->journal = g_object_ref (self->journal_file);
      post (self, journal);
    }
  clasp_engine_post_recordings (self);
  reconcile_list (self, clasp_show_get_locals (self->show));
  reconcile_list (self, clasp_show_get_connections (self->show));
  reconcile_list (self, clasp_show_get_mappings (self->show));
  clasp_engine_rules_follow (self);
  clasp_engine_tls_follow (self);
  g_hash_table_remove_all (self->dirty);
  post (self, command_new (self, COMMAND_COMPLETE));
  clasp_engine_post_playbacks (self);
}

void
clasp_engine_show_changed_cb (ClaspShow     *show,
                              ClaspShowItem *item,
                              ClaspEngine   *self)
{
  g_hash_table_add (self->dirty, g_strdup (item != NULL ? clasp_show_item_get_id (item) : ""));
  if (item != NULL && clasp_show_find (show, clasp_show_item_get_id (item)) == item && !CLASP_IS_ROUTER_CONFIG (item))
    clasp_engine_know_item (self, item);
  if (self->context != NULL && !self->is_draining && self->reconcile_source == 0)
    {
      self->reconcile_source = g_idle_add_full (G_PRIORITY_DEFAULT, reconcile_cb, self, NULL);
      g_source_set_name_by_id (self->reconcile_source, "[clasp] reconcile");
    }
}

void
clasp_engine_mappings_changed_cb (GListModel  *mappings,
                                  guint        position,
                                  guint        n_removed,
                                  guint        n_added,
                                  ClaspEngine *self)
{
  self->has_new_places = TRUE;
}
