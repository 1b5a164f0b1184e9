/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-ends.h"

#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>
#include <string.h>

/* Design notes: addresses are everybody's, so that one below no connection may be a program's or a mapping's
 * own. It is taken for a connection's where it begins as connections are usually named ("/osc", "/osc2"), or as
 * one that was removed. */

#define REMOVED "removed-connections" /* a setting of the router: it goes with the show */

static gboolean
is_below (const char *address,
          const char *namespace)
{
  gsize length = strlen (namespace);

  return length > 0 && strncmp (address, namespace, length) == 0 && (address[length] == '/' || address[length] == '\0');
}

/* "/osc/…", "/osc2/…". */
static gboolean
begins_like (const char *address,
             const char *namespace)
{
  gsize length = strlen (namespace);

  if (length == 0 || strncmp (address, namespace, length) != 0)
    return FALSE;
  address += length;
  address += strspn (address, "0123456789");

  return *address == '/' || *address == '\0';
}

static ClaspSettings *
settings_of (ClaspShow *show)
{
  return clasp_router_config_get_settings (clasp_show_get_router (show));
}

/* Of "osc /tablet"; "" when there is none. */
static const char *
namespace_of (const char *line)
{
  const char *space = strchr (line, ' ');

  return space != NULL ? space + 1 : "";
}

static gboolean
was_removed (ClaspShow  *show,
             const char *address)
{
  const char *const *removed = clasp_settings_get_strv (settings_of (show), REMOVED);

  for (guint i = 0; removed[i] != NULL; i++)
    if (is_below (address, namespace_of (removed[i])))
      return TRUE;

  return FALSE;
}

static gboolean
looks_like_a_connection (ClaspShow  *show,
                         const char *address)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  for (guint i = 0; i < registry->n_connections; i++)
    if (begins_like (address, registry->connections[i].namespace_))
      return TRUE;

  return was_removed (show, address);
}

/* NULL when it is below none. */
static ClaspShowItem *
find_connection (ClaspShow  *show,
                 const char *address)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      /* The show keeps it. */
      if (is_below (address, clasp_connection_get_namespace (connection)))
        return CLASP_SHOW_ITEM (connection);
    }

  return NULL;
}

static BrEndState
judge (ClaspEngine *engine,
       const char  *address)
{
  ClaspShow     *show = clasp_engine_get_show (engine);
  ClaspShowItem *connection = find_connection (show, address);
  ClaspStatus   *status;

  if (connection == NULL)
    return looks_like_a_connection (show, address) ? BR_END_GONE : BR_END_FINE;
  if (!clasp_show_item_get_enabled (connection))
    return BR_END_OFF;

  status = clasp_engine_get_status (engine, clasp_show_item_get_id (connection));
  if (status == NULL)
    return BR_END_FINE;
  if (clasp_status_peek (status)->state == CLASP_BRIDGE_STATE_MISSING)
    return BR_END_MISSING;

  return clasp_status_peek (status)->state == CLASP_BRIDGE_STATE_ERROR ? BR_END_ERROR : BR_END_FINE;
}

BrEndState
br_mapping_judge_end (ClaspEngine  *engine,
                      ClaspMapping *mapping,
                      gboolean      is_target)
{
  g_autoptr (GPtrArray) addresses = br_mapping_dup_addresses (mapping, is_target);
  BrEndState            worst = BR_END_FINE;

  for (guint i = 0; i < addresses->len; i++)
    worst = MAX (worst, judge (engine, addresses->pdata[i]));

  return worst;
}

gboolean
br_mapping_has_bad_end (ClaspEngine  *engine,
                        ClaspMapping *mapping)
{
  return br_mapping_judge_end (engine, mapping, FALSE) != BR_END_FINE
         || br_mapping_judge_end (engine, mapping, TRUE) != BR_END_FINE;
}

static const char *
end_words (BrEndState state,
           gboolean   is_target)
{
  switch (state)
    {
    case BR_END_OFF:
      return is_target ? _("target off") : _("source off");
    case BR_END_ERROR:
      return is_target ? _("target has an error") : _("source has an error");
    case BR_END_MISSING:
    case BR_END_GONE:
      return is_target ? _("target missing") : _("source missing");
    case BR_END_FINE:
      break;
    }

  return NULL;
}

char *
br_mapping_dup_bad_ends (ClaspEngine  *engine,
                         ClaspMapping *mapping)
{
  const char *source = end_words (br_mapping_judge_end (engine, mapping, FALSE), FALSE);
  const char *target = end_words (br_mapping_judge_end (engine, mapping, TRUE), TRUE);

  if (source != NULL && target != NULL)
    return g_strdup_printf ("%s, %s", source, target);

  return g_strdup (source != NULL ? source : target);
}

/* --- removing a connection ---------------------------------------------------------------------- */

static gboolean
any_is_below (ClaspMapping *mapping,
              gboolean      is_target,
              const char   *namespace)
{
  g_autoptr (GPtrArray) addresses = br_mapping_dup_addresses (mapping, is_target);

  for (guint i = 0; i < addresses->len; i++)
    if (is_below (addresses->pdata[i], namespace))
      return TRUE;

  return FALSE;
}

/* Does a mapping name addresses below @namespace? */
static gboolean
is_named (ClaspShow  *show,
          const char *namespace)
{
  GListModel *mappings = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (any_is_below (mapping, FALSE, namespace) || any_is_below (mapping, TRUE, namespace))
        return TRUE;
    }

  return FALSE;
}

/* Without @except, and without those that nobody names any more or that are there again; with @added. */
static void
write_removed (ClaspShow  *show,
               const char *except,
               const char *added)
{
  const char *const      *old = clasp_settings_get_strv (settings_of (show), REMOVED);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv)           all = NULL;

  for (guint i = 0; old[i] != NULL; i++)
    if (g_strcmp0 (old[i], except) != 0 && g_strcmp0 (old[i], added) != 0 && is_named (show, namespace_of (old[i]))
        && find_connection (show, namespace_of (old[i])) == NULL)
      g_strv_builder_add (lines, old[i]);
  if (added != NULL)
    g_strv_builder_add (lines, added);
  all = g_strv_builder_end (lines);
  if (!g_strv_equal ((const char *const *) all, old))
    g_object_set (settings_of (show), REMOVED, all, NULL);
}

void
br_mapping_ends_forget_connection (ClaspShow       *show,
                                   ClaspConnection *connection)
{
  const char      *namespace = clasp_connection_get_namespace (connection);
  g_autofree char *line = g_strdup_printf ("%s %s", clasp_connection_get_kind (connection), namespace);

  write_removed (show, NULL, is_named (show, namespace) ? line : NULL);
}

void
br_mapping_ends_adopt (ClaspShow       *show,
                       ClaspConnection *connection)
{
  const char *const *removed = clasp_settings_get_strv (settings_of (show), REMOVED);
  g_autofree char   *kind = g_strconcat (clasp_connection_get_kind (connection), " /", NULL);

  /* What it is called already is named, too: no second choice is needed. */
  if (is_named (show, clasp_connection_get_namespace (connection)))
    return;
  for (guint i = 0; removed[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup (removed[i]);

      if (!g_str_has_prefix (line, kind) || !is_named (show, namespace_of (line))
          || find_connection (show, namespace_of (line)) != NULL)
        continue;
      g_object_set (connection, "namespace", namespace_of (line), NULL);
      write_removed (show, line, NULL);
      return;
    }
}

char *
br_mapping_ends_describe_removal (ClaspShow       *show,
                                  ClaspConnection *connection)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (connection));
  const char *namespace = clasp_connection_get_namespace (connection);
  guint       n = 0, n_sources = 0, n_targets = 0;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      gboolean                 is_source = any_is_below (mapping, FALSE, namespace);
      gboolean                 is_target = any_is_below (mapping, TRUE, namespace);

      n_sources += is_source;
      n_targets += is_target;
      n += is_source || is_target;
    }
  if (n == 0)
    return g_strdup_printf (_("Removed %s"), name);
  if (n_targets == 0)
    /* Translators: name of a connection, then how many mappings came from it */
    return g_strdup_printf (
      ngettext ("Removed %s; %u mapping has no source now", "Removed %s; %u mappings have no source now", n), name, n);
  if (n_sources == 0)
    return g_strdup_printf (
      ngettext ("Removed %s; %u mapping has no target now", "Removed %s; %u mappings have no target now", n), name, n);

  return g_strdup_printf (ngettext ("Removed %s; %u mapping has an end missing now",
                                    "Removed %s; %u mappings have an end missing now", n), name, n);
}
