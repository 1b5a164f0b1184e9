/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-mapping.h"

#include <string.h>

/* Several connections of the show have its namespace, so that the address does not say which is meant. */
static gboolean
is_ambiguous (ClaspShow *show, const char *id)
{
  GListModel      *connections = clasp_show_get_connections (show);
  ClaspShowItem   *item = *id != '\0' ? clasp_show_find (show, id) : NULL;
  const char      *namespace_;
  guint            n_alike = 0;

  if (item == NULL || !CLASP_IS_CONNECTION (item))
    return FALSE;
  namespace_ = clasp_connection_get_namespace (CLASP_CONNECTION (item));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      n_alike += g_str_equal (clasp_connection_get_namespace (connection), namespace_);
    }
  return n_alike > 1;
}

static gboolean
set_end (ClaspShow           *show,
         ClaspMappingEnd     *end,
         const char          *address,
         ClaspLearnCandidate *candidate,
         GError             **error)
{
  const ClaspLearnFinding *finding = clasp_learn_candidate_peek (candidate);
  ClaspSettings           *options = clasp_mapping_end_get_options (end);
  const char *connection = is_ambiguous (show, finding->connection) ? finding->connection : "";

  clasp_mapping_end_set_address (end, address);
  return clasp_settings_set_text (options, "connection", connection, error) &&
         clasp_settings_set_text (options, "path", clasp_learn_finding_get_place (finding)->path,
                                  error);
}

static gboolean
needs_options (ClaspShow *show, const ClaspLearnFinding *finding)
{
  return finding->fine != NULL || *clasp_learn_finding_get_place (finding)->path != '\0' ||
         is_ambiguous (show, finding->connection);
}

/* Both halves of 14 bits are sources, put together by the step join14. */
static gboolean
set_source (ClaspShow           *show,
            ClaspMapping        *mapping,
            guint                position,
            ClaspLearnCandidate *candidate,
            GError             **error)
{
  const ClaspLearnFinding    *finding = clasp_learn_candidate_peek (candidate);
  GListModel                 *sources = clasp_mapping_get_sources (mapping);
  g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (sources, position);
  g_autoptr (ClaspMappingEnd) fine = NULL;

  if (end == NULL)
    {
      end = clasp_show_create_source (show, finding->address);
      if (!clasp_mapping_add_source (mapping, end))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "a mapping has %d sources at most", CLASP_MAPPING_MAX_ENDS);
          return FALSE;
        }
    }
  if (!set_end (show, end, finding->address, candidate, error))
    return FALSE;
  if (finding->fine == NULL)
    return TRUE;

  fine = clasp_show_create_source (show, finding->fine);
  return clasp_mapping_add_source (mapping, fine) &&
         set_end (show, fine, finding->fine, candidate, error) &&
         clasp_settings_set_text (clasp_mapping_get_options (mapping), "join", "array", error);
}

static char *
write_needed_steps (ClaspLearnCandidate *candidate)
{
  g_autoptr (GPtrArray) proposals = clasp_learn_candidate_propose (candidate);
  GString              *steps = g_string_new (NULL);

  for (guint i = 0; i < proposals->len; i++)
    {
      const ClaspLearnProposal *proposal = proposals->pdata[i];

      if (proposal->is_needed)
        g_string_append_printf (steps, "%s => ", proposal->steps);
      if (proposal->is_needed)
        break;
    }
  return g_string_free (steps, FALSE);
}

/**
 * clasp_learn_create_mapping:
 * @show: a show
 * @source: what was learned
 * @target: an address or a template
 * @error: return location for a [error@Clasp.ShowError]
 *
 * The mapping has the first step that the finding needs; [method@Clasp.LearnCandidate.propose] has the
 * others.
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable): a mapping that is in no show yet
 */
ClaspMapping *
clasp_learn_create_mapping (ClaspShow           *show,
                            ClaspLearnCandidate *source,
                            const char          *target,
                            GError             **error)
{
  g_autoptr (ClaspShow)    scratch = clasp_show_new (clasp_show_get_registry (show));
  g_autofree char         *steps = write_needed_steps (source);
  g_autofree char         *text = g_strdup_printf ("/a => %s/b", steps);
  ClaspMapping            *made = clasp_show_map_from_text (scratch, text, error);
  g_autoptr (ClaspMapping) mapping = NULL;

  if (made == NULL)
    return NULL;
  mapping = clasp_show_copy_mapping (show, made);
  clasp_mapping_set_source (mapping, clasp_learn_candidate_get_address (source));
  clasp_mapping_set_target (mapping, target);
  if (needs_options (show, clasp_learn_candidate_peek (source)) &&
      !set_source (show, mapping, 0, source, error))
    return NULL;
  return g_steal_pointer (&mapping);
}

/**
 * clasp_learn_apply_source:
 * @show: a show
 * @mapping: one of its mappings
 * @position: which of its sources, from 0
 * @source: what was learned
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: UI.
 *
 * Returns: %FALSE when the mapping has as many sources as it may
 */
gboolean
clasp_learn_apply_source (ClaspShow           *show,
                          ClaspMapping        *mapping,
                          guint                position,
                          ClaspLearnCandidate *source,
                          GError             **error)
{
  if (clasp_mapping_is_plain (mapping) && position == 0 &&
      !needs_options (show, clasp_learn_candidate_peek (source)))
    {
      clasp_mapping_set_source (mapping, clasp_learn_candidate_get_address (source));
      return TRUE;
    }
  return set_source (show, mapping, position, source, error);
}
