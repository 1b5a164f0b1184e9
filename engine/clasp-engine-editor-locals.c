/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-editor.h"

#include "clasp-local-uses.h"

#include <string.h>

/* The show's variables, timers, scenes and layers for peers: `claspctl local` (see
 * clasp-engine-editor.c).
 *
 *   do: "local-list"                 locals: [{address, kind}, …], in several parts
 *
 *   do: "local-uses", local          uses: [{place, n, follows}, …]; local is an address: /local/var/level
 *
 *   do: "local-rename", local, name  uses: all that named it; those that do not follow are to be looked at
 *
 *   do: "local-remove", local, force uses: refused while there are any, unless forced */

#define MAX_PART 64
#define MAX_TOLD 200
#define MAX_TOLD_BYTES (32 * 1024) /* well below the largest frame */

static void
list (ClaspEngine *self, const char *id)
{
  GListModel *locals = clasp_show_get_locals (self->show);
  guint       n = g_list_model_get_n_items (locals), i = 0;

  do
    {
      ClaspValue    items[MAX_PART];
      ClaspMapEntry entries[2];
      guint         n_items = 0;

      for (; i < n && n_items < MAX_PART; i++)
        {
          g_autoptr (ClaspShowLocal) local = g_list_model_get_item (locals, i);
          g_autofree char           *address = clasp_show_local_dup_address (local);
          const ClaspMapEntry        item[] = {
                   clasp_engine_text_entry ("address", address),
                   clasp_engine_text_entry ("kind", clasp_show_local_get_kind (local)),
          };

          items[n_items++] = clasp_value_map (item, G_N_ELEMENTS (item));
        }
      entries[0] =
        (ClaspMapEntry){ CLASP_STR_LITERAL ("locals"), clasp_value_array (items, n_items) };
      entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("done"), clasp_value_bool (i == n) };
      clasp_engine_answer (self, id, entries, G_N_ELEMENTS (entries));
    }
  while (i < n);
}

/* The last answer. @error (nullable): a sentence. */
static void
answer_uses (ClaspEngine *self, const char *id, GPtrArray *uses, const char *error)
{
  ClaspValue    items[MAX_TOLD];
  ClaspMapEntry entries[3];
  guint         n = 0, n_entries = 0;
  gsize         bytes = 0;

  for (; n < MIN (uses->len, MAX_TOLD) && bytes < MAX_TOLD_BYTES; n++)
    {
      const ClaspLocalUse *use = uses->pdata[n];
      const ClaspMapEntry  item[] = {
         clasp_engine_text_entry ("place", use->place),
         { CLASP_STR_LITERAL ("n"), clasp_value_int (use->n) },
         { CLASP_STR_LITERAL ("follows"), clasp_value_bool (use->follows) },
      };

      items[n] = clasp_value_map (item, G_N_ELEMENTS (item));
      bytes += strlen (use->place) + 64;
    }
  entries[n_entries++] =
    (ClaspMapEntry){ CLASP_STR_LITERAL ("uses"), clasp_value_array (items, n) };
  entries[n_entries++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) };
  if (error != NULL)
    entries[n_entries++] = clasp_engine_text_entry ("error", error);
  clasp_engine_answer (self, id, entries, n_entries);
}

/* (transfer none) NULL with an error. */
static ClaspShowLocal *
find (ClaspEngine *self, const ClaspValue *request, GError **error)
{
  g_autofree char *which = clasp_engine_get_text (request, "local", error);
  GListModel      *locals = clasp_show_get_locals (self->show);

  for (guint i = 0; which != NULL && i < g_list_model_get_n_items (locals); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (locals, i);
      g_autofree char           *address = clasp_show_local_dup_address (local);

      if (strcmp (address, which) == 0)
        return local; /* the show holds it */
    }
  if (which != NULL)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                 "the show has no variable, timer, scene or layer at “%s”", which);
  return NULL;
}

static gboolean
rename_it (ClaspEngine      *self,
           const ClaspValue *request,
           ClaspShowLocal   *local,
           GPtrArray       **uses,
           GError          **error)
{
  g_autofree char *name = clasp_engine_get_text (request, "name", error);

  return name != NULL && clasp_show_rename_local_everywhere (
                           self->show, clasp_engine_get_rules (self), local, name, uses, error);
}

static void
remove_it (ClaspEngine *self, const char *id, const ClaspValue *request, ClaspShowLocal *local)
{
  const ClaspValue *force = clasp_value_lookup (request, "force");
  gboolean is_forced = force != NULL && force->type == CLASP_VALUE_BOOL && force->as.boolean;
  g_autoptr (GPtrArray) uses =
    clasp_show_list_local_uses (self->show, clasp_engine_get_rules (self), local);

  if (uses->len > 0 && !is_forced)
    {
      answer_uses (self, id, uses, "it is named elsewhere, and was not removed");
      return;
    }
  clasp_show_remove (self->show, CLASP_SHOW_ITEM (local));
  answer_uses (self, id, uses, NULL);
}

static void
act (ClaspEngine *self, const char *id, const char *what, const ClaspValue *request)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) uses = NULL;
  ClaspShowLocal       *local = find (self, request, &error);

  if (local != NULL && strcmp (what, "local-remove") == 0)
    {
      remove_it (self, id, request, local);
      return;
    }
  if (local != NULL && strcmp (what, "local-uses") == 0)
    uses = clasp_show_list_local_uses (self->show, clasp_engine_get_rules (self), local);
  else if (local != NULL)
    rename_it (self, request, local, &uses, &error);
  if (error != NULL)
    clasp_engine_answer_done (self, id, "error", error->message);
  else
    answer_uses (self, id, uses, NULL);
}

gboolean
clasp_engine_handle_locals (ClaspEngine      *self,
                            const char       *id,
                            const char       *what,
                            const ClaspValue *request)
{
  if (strcmp (what, "local-list") == 0)
    list (self, id);
  else if (strcmp (what, "local-uses") == 0 || strcmp (what, "local-rename") == 0 ||
           strcmp (what, "local-remove") == 0)
    act (self, id, what, request);
  else
    return FALSE;
  return TRUE;
}
