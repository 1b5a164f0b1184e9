/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"
#define ANNOUNCED_KEY "clasp-announced-ranges"

#include "clasp-show-ranges.h"

#include "bridges/clasp-bridge-ranges.h"
#include "mapping/clasp-chain-private.h"

#include <string.h>

/* (transfer full) (nullable) By the connection with the longest namespace that @address is below. */
static char *
find_shape (ClaspShow *show, const char *address)
{
  GListModel *connections = clasp_show_get_connections (show);
  gsize       longest = 0;
  char       *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const char                 *namespace_ = clasp_connection_get_namespace (connection);
      char *shape = clasp_range_dup_shape (address, namespace_, clasp_connection_get_kind (connection));

      if (shape == NULL || strlen (namespace_) < longest)
        {
          g_free (shape);
          continue;
        }
      longest = strlen (namespace_);
      g_free (found);
      found = shape;
    }
  return found;
}

/* What is announced, once it is: a connection may say all of it in 0–1. TRUE: this one will. */
static gboolean
foresee (ClaspShow *show, ClaspConnection *connection, const char *address, double *minimum, double *maximum)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);
  const ClaspKind     *kind = clasp_kind_find (registry->connections, registry->n_connections,
                                               clasp_connection_get_kind (connection));
  gsize                length = strlen (clasp_connection_get_namespace (connection));

  return kind != NULL && kind->get_bridge_type != NULL &&
         clasp_bridge_foresee_range (kind->get_bridge_type (), clasp_connection_get_settings (connection),
                                     address + length, minimum, maximum);
}

/* @range is what the protocol says. Whole numbers are those of the device, as in live mappings
 * (mapping/clasp-route-ranges.c). */
static void
apply_scales (ClaspShow *show, const char *address, ClaspRange *range)
{
  GListModel *connections = clasp_show_get_connections (show);
  double      minimum = range->minimum, maximum = range->maximum;
  gboolean    is_foreseen = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      g_autofree char            *shape = clasp_range_dup_shape (address, clasp_connection_get_namespace (connection),
                                                                 clasp_connection_get_kind (connection));

      if (shape != NULL && (is_foreseen || !clasp_bridge_keeps_numbers (clasp_connection_get_settings (connection))) &&
          foresee (show, connection, address, &minimum, &maximum))
        is_foreseen = TRUE;
    }
  *range = (ClaspRange){ minimum, maximum,
                         range->integer && minimum == range->minimum && maximum == range->maximum };
}

/* (transfer full) What is captured, or worked out, has the shape of any number. */
static char *
dup_loose (const char *address)
{
  GString *loose = g_string_new (NULL);

  for (const char *at = address; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;

      g_string_append_c (loose, end != NULL ? '*' : *at);
      at = end != NULL ? end : at;
    }
  return g_string_free (loose, FALSE);
}

/**
 * clasp_show_find_range:
 * @show: a show
 * @address: of a signal, or a pattern or template that has one protocol's shape
 * @range: (out): its range
 *
 * By what was announced, else by the shape of its connection's protocol and that connection's setting
 * "scale".
 *
 * Thread: UI.
 *
 * Returns: %FALSE, and @range as it was, when nothing is known of it
 */
gboolean
clasp_show_find_range (ClaspShow *show, const char *address, ClaspRange *range)
{
  g_autofree char           *loose = dup_loose (address);
  g_autofree char           *shape = find_shape (show, loose);
  ClaspRange                 native;
  gboolean                   has_native = clasp_range_for_address (clasp_str (shape != NULL ? shape : loose), &native);
  const ClaspAnnouncedRange *announced;

  if (shape != NULL && !has_native)
    return FALSE;
  announced = clasp_announced_ranges_find (clasp_show_get_announced_ranges (show), loose);
  if (announced != NULL && announced->minimum < announced->maximum)
    {
      *range = clasp_range_from_announced (announced->minimum, announced->maximum, announced->is_count,
                                           has_native ? &native : NULL);
      return TRUE;
    }
  if (!has_native)
    return FALSE;
  if (shape != NULL)
    apply_scales (show, loose, &native);
  *range = native;
  return TRUE;
}

/**
 * clasp_show_get_announced_ranges:
 * @show: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): what devices announce while an engine runs @show; empty otherwise
 */
ClaspAnnouncedRanges *
clasp_show_get_announced_ranges (ClaspShow *show)
{
  ClaspAnnouncedRanges *ranges = g_object_get_data (G_OBJECT (show), ANNOUNCED_KEY);

  if (ranges == NULL)
    {
      ranges = clasp_announced_ranges_new ();
      g_object_set_data_full (G_OBJECT (show), ANNOUNCED_KEY, ranges, (GDestroyNotify) clasp_announced_ranges_free);
    }
  return ranges;
}

static gboolean
find_cb (ClaspStr address, ClaspRange *range, gpointer show)
{
  g_autofree char *text = clasp_str_dup (address);

  return clasp_show_find_range (show, text, range);
}

static gboolean
is_reachable_cb (ClaspStr address, gpointer show)
{
  g_autofree char *text = clasp_str_dup (address);
  g_autofree char *shape = find_shape (show, text);

  return clasp_address_is_reachable (shape != NULL ? clasp_str (shape) : address);
}

/**
 * clasp_show_range_source:
 * @show: a show
 *
 * The same for chains that are tried.
 *
 * Thread: UI.
 *
 * Returns: what such a chain asks; valid as long as @show
 */
ClaspRangeSource
clasp_show_range_source (ClaspShow *show)
{
  const guint *serial = clasp_announced_ranges_get_serial (clasp_show_get_announced_ranges (show));

  return (ClaspRangeSource){ find_cb, is_reachable_cb, serial, show };
}
