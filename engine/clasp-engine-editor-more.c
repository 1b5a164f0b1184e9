/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-editor.h"
#include "learn/clasp-learn-mapping.h"
#include "presets/clasp-preset.h"

#include <string.h>

/* Learning and presets for peers: `claspctl learn`, `claspctl preset apply` (see clasp-engine-editor.c).
 *
 *   do: "learn", seconds, side ("source", "target"), pattern, many, swallow, target
 *                                candidates: [{address, connection, …}, …] five times a second, the best
 *                                first; learned: {…} when one is clear, with the id of its `mapping` where
 *                                `target` asks for one: "{n}" in it counts. Ends after so many seconds,
 *                                with the peer, or by
 *   do: "stop", learn            the id of the request
 *   do: "preset", preset, replace, preview, answers
 *                                lines: what it does, a sentence each */

#define TELL_MS 200
#define MAX_TOLD 32
#define DEFAULT_SECONDS 10
#define MAX_LINES_BYTES (32 * 1024)

typedef struct
{
  ClaspEngine  *engine;  /* (unowned) */
  char         *id;      /* (owned) of the request */
  char         *target;  /* (owned) (nullable) */
  guint64       origin;
  guint         n_learned;
  ClaspLearner *learner; /* (owned) */
  GSource      *source;  /* (owned) */
} PeerLearn;

static void
peer_learn_free (gpointer data)
{
  PeerLearn *self = data;

  g_signal_handlers_disconnect_by_data (self->learner, self);
  clasp_learner_end (self->learner);
  g_object_unref (self->learner);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self->id);
  g_free (self->target);
  g_free (self);
}

static gboolean
get_boolean (const ClaspValue *request, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (request, key);

  return value != NULL && value->type == CLASP_VALUE_BOOL && value->as.boolean;
}

/* ---- a candidate as a map ---- */

static const char *
name_control (ClaspLearnControl control)
{
  switch (control)
    {
    case CLASP_LEARN_CONTROL_UNKNOWN:
      return "unknown";
    case CLASP_LEARN_CONTROL_FADER:
      return "fader";
    case CLASP_LEARN_CONTROL_BUTTON:
      return "button";
    case CLASP_LEARN_CONTROL_ENCODER:
      return "encoder";
    case CLASP_LEARN_CONTROL_TEXT:
      return "text";
    }

  return "unknown";
}

static ClaspValue
write_proposals (ClaspLearnCandidate *candidate)
{
  g_autoptr (GPtrArray) proposals = clasp_learn_candidate_propose (candidate);
  ClaspValue            texts[4];
  guint                 n = MIN (proposals->len, G_N_ELEMENTS (texts));

  for (guint i = 0; i < n; i++)
    texts[i] =
      clasp_value_string (clasp_str (((ClaspLearnProposal *) proposals->pdata[i])->steps));
  return clasp_value_array (texts, n);
}

static ClaspValue
write_candidate (ClaspLearnCandidate *candidate, const char *mapping)
{
  const ClaspLearnFinding *finding = clasp_learn_candidate_peek (candidate);
  const ClaspLearnPlace   *place = clasp_learn_finding_get_place (finding);
  g_autofree char         *words = clasp_learn_candidate_describe (candidate);
  const ClaspMapEntry      entries[] = {
    clasp_engine_text_entry ("address", finding->address),
    clasp_engine_text_entry ("fine", finding->fine != NULL ? finding->fine : ""),
    clasp_engine_text_entry ("connection", finding->connection),
    clasp_engine_text_entry ("name", finding->connection_name),
    clasp_engine_text_entry ("protocol", finding->facts.protocol),
    clasp_engine_text_entry ("words", words),
    clasp_engine_text_entry ("control", name_control (finding->control)),
    clasp_engine_text_entry ("path", place->path),
    clasp_engine_text_entry ("last", place->last),
    { CLASP_STR_LITERAL ("minimum"), clasp_value_double (place->minimum) },
    { CLASP_STR_LITERAL ("maximum"), clasp_value_double (place->maximum) },
    { CLASP_STR_LITERAL ("rate"), clasp_value_double (finding->rate) },
    { CLASP_STR_LITERAL ("updates"), clasp_value_int ((gint64) finding->n_updates) },
    { CLASP_STR_LITERAL ("proposals"), write_proposals (candidate) },
    clasp_engine_text_entry ("mapping", mapping != NULL ? mapping : ""),
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/* ---- a run ---- */

static gboolean
tell_cb (gpointer data)
{
  PeerLearn    *self = data;
  guint         n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->learner)), MAX_TOLD);
  ClaspValue    candidates[MAX_TOLD];
  ClaspMapEntry entries[2];

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspLearnCandidate) candidate =
        g_list_model_get_item (G_LIST_MODEL (self->learner), i);

      candidates[i] = write_candidate (candidate, NULL);
    }
  entries[0] =
    (ClaspMapEntry){ CLASP_STR_LITERAL ("candidates"), clasp_value_array (candidates, n) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("listening"),
                                clasp_value_bool (clasp_learner_get_state (self->learner) ==
                                                  CLASP_LEARN_STATE_LISTENING) };
  clasp_engine_answer (self->engine, self->id, entries, G_N_ELEMENTS (entries));
  return G_SOURCE_CONTINUE;
}

/* "/artnet/0/0/0/{n}": the first control goes to 1. */
static char *
count_target (PeerLearn *self)
{
  g_auto (GStrv)   parts = g_strsplit (self->target, "{n}", -1);
  g_autofree char *number = g_strdup_printf ("%u", self->n_learned);

  return g_strjoinv (number, parts);
}

/* (transfer full) its id; NULL with an error. */
static char *
make_mapping (PeerLearn *self, ClaspLearnCandidate *candidate, GError **error)
{
  ClaspShow               *show = self->engine->show;
  g_autofree char         *target = count_target (self);
  g_autoptr (ClaspMapping) mapping = clasp_learn_create_mapping (show, candidate, target, error);

  if (mapping == NULL)
    return NULL;
  if (!clasp_show_add (show, CLASP_SHOW_ITEM (mapping)))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "the show has %d mappings already, more are not possible",
                   CLASP_SHOW_MAX_MAPPINGS);
      return NULL;
    }
  return g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
}

static void
learned_cb (ClaspLearner *learner, ClaspLearnCandidate *candidate, PeerLearn *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *mapping = NULL;
  ClaspMapEntry      entry;

  self->n_learned++;
  if (self->target != NULL)
    mapping = make_mapping (self, candidate, &error);
  if (error != NULL)
    entry = clasp_engine_text_entry ("problem", error->message);
  else
    entry = (ClaspMapEntry){ CLASP_STR_LITERAL ("learned"), write_candidate (candidate, mapping) };
  clasp_engine_answer (self->engine, self->id, &entry, 1);
}

/* The last answer; frees @self. */
static void
finish (PeerLearn *self)
{
  ClaspEngine        *engine = self->engine;
  const ClaspMapEntry done = { CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) };

  clasp_engine_answer (engine, self->id, &done, 1);
  g_hash_table_remove (engine->peer_learns, self->id);
}

static void
ended_cb (ClaspLearner *learner, PeerLearn *self)
{
  finish (self);
}

static void
begin (ClaspEngine *self, const char *id, guint64 origin, const ClaspLearnOptions *options, const char *target)
{
  PeerLearn *learn = g_new0 (PeerLearn, 1);

  if (self->peer_learns == NULL)
    self->peer_learns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, peer_learn_free);
  learn->engine = self;
  learn->id = g_strdup (id);
  learn->origin = origin;
  learn->target = g_strdup (target);
  learn->learner = clasp_engine_learn (self, options);
  g_signal_connect (learn->learner, "learned", G_CALLBACK (learned_cb), learn);
  g_signal_connect (learn->learner, "ended", G_CALLBACK (ended_cb), learn);
  learn->source = g_timeout_source_new (TELL_MS);
  g_source_set_callback (learn->source, tell_cb, learn, NULL);
  g_source_attach (learn->source, clasp_context_get_main_context (self->home));
  g_hash_table_replace (self->peer_learns, learn->id, learn);
}

static void
learn (ClaspEngine *self, const char *id, guint64 origin, const ClaspValue *request)
{
  g_autofree char  *side = clasp_engine_get_text (request, "side", NULL);
  g_autofree char  *pattern = clasp_engine_get_text (request, "pattern", NULL);
  g_autofree char  *target = clasp_engine_get_text (request, "target", NULL);
  const ClaspValue *seconds = clasp_value_lookup (request, "seconds");
  double            duration = DEFAULT_SECONDS;
  ClaspLearnOptions options = {
    .side = g_strcmp0 (side, "target") == 0 ? CLASP_LEARN_SIDE_TARGET : CLASP_LEARN_SIDE_SOURCE,
    .pattern = pattern,
    .is_many = get_boolean (request, "many"),
    .swallow = get_boolean (request, "swallow"),
  };

  if (seconds != NULL)
    clasp_value_to_double (seconds, &duration);
  if (!(duration > 0) || duration * 1000 > CLASP_LEARN_MAX_TIMEOUT_MS)
    {
      clasp_engine_answer_done (self, id, "error", "learning takes at most 3600 seconds");
      return;
    }
  options.timeout_ms = MAX ((guint) (duration * 1000), 1);
  begin (self, id, origin, &options, target);
}

static void
stop (ClaspEngine *self, const char *id, const ClaspValue *request)
{
  g_autofree char *which = clasp_engine_get_text (request, "learn", NULL);
  PeerLearn       *found = which != NULL && self->peer_learns != NULL
                             ? g_hash_table_lookup (self->peer_learns, which)
                             : NULL;

  if (found != NULL)
    finish (found);
  clasp_engine_answer_done (self, id, "learn", which != NULL ? which : "");
}

static gboolean
is_of (gpointer id, gpointer learn, gpointer number)
{
  return ((PeerLearn *) learn)->origin == *(const guint64 *) number;
}

/* Whoever left learns nothing any more, and swallows nothing. */
void
clasp_engine_editor_left (ClaspEngine *self, guint64 number)
{
  if (self->peer_learns != NULL)
    g_hash_table_foreach_remove (self->peer_learns, is_of, &number);
}

void
clasp_engine_editor_stop (ClaspEngine *self)
{
  g_clear_pointer (&self->peer_learns, g_hash_table_unref);
}

/* ---- presets ---- */

static GHashTable *
read_answers (const ClaspValue *request)
{
  const ClaspValue *map = clasp_value_lookup (request, "answers");
  GHashTable       *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; map != NULL && i < MIN (clasp_value_get_size (map), CLASP_PRESET_MAX_ASKS); i++)
    {
      ClaspStr          key;
      const ClaspValue *value =
        map->type == CLASP_VALUE_MAP ? clasp_value_get_entry (map, i, &key) : NULL;

      if (value != NULL && value->type == CLASP_VALUE_STRING)
        g_hash_table_insert (answers, clasp_str_dup (key),
                             clasp_str_dup (clasp_value_get_string (value)));
    }
  return answers;
}

/* As many as fit into a message. */
static void
answer_lines (ClaspEngine *self, const char *id, GPtrArray *lines)
{
  g_autofree ClaspValue *texts = g_new0 (ClaspValue, lines->len + 1);
  ClaspMapEntry          entries[2];
  gsize                  bytes = 0;
  guint                  n = 0;

  for (; n < lines->len && bytes + strlen (lines->pdata[n]) < MAX_LINES_BYTES; n++)
    {
      bytes += strlen (lines->pdata[n]) + 8;
      texts[n] = clasp_value_string (clasp_str (lines->pdata[n]));
    }
  if (n < lines->len)
    texts[n++] = clasp_value_string (CLASP_STR_LITERAL ("…"));
  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("lines"), clasp_value_array (texts, n) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) };
  clasp_engine_answer (self, id, entries, G_N_ELEMENTS (entries));
}

static void
apply_preset (ClaspEngine *self, const char *id, const ClaspValue *request)
{
  g_autoptr (GError)      error = NULL;
  g_autofree char        *which = clasp_engine_get_text (request, "preset", &error);
  g_autofree char        *folder = clasp_presets_get_user_folder ();
  g_autoptr (GHashTable)  answers = read_answers (request);
  g_autoptr (ClaspPreset) preset = NULL;
  g_autoptr (GPtrArray)   lines = NULL;
  ClaspPresetMode         mode =
    get_boolean (request, "replace") ? CLASP_PRESET_REPLACE : CLASP_PRESET_MERGE;

  if (which != NULL)
    preset = clasp_presets_find (clasp_show_get_registry (self->show), folder, which);
  if (which != NULL && preset == NULL)
    g_set_error (&error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "there is no preset “%.64s”",
                 which);
  if (preset != NULL)
    lines = clasp_preset_preview (preset, self->show, mode, answers, &error);
  if (lines != NULL &&
      (get_boolean (request, "preview") ||
       clasp_preset_apply (preset, self->show, mode, answers, &error)))
    answer_lines (self, id, lines);
  else
    clasp_engine_answer_done (self, id, "error", error->message);
}

gboolean
clasp_engine_handle_more (ClaspEngine      *self,
                          const char       *id,
                          guint64           origin,
                          const char       *what,
                          const ClaspValue *request)
{
  if (g_str_equal (what, "learn"))
    learn (self, id, origin, request);
  else if (g_str_equal (what, "stop"))
    stop (self, id, request);
  else if (g_str_equal (what, "preset"))
    apply_preset (self, id, request);
  else
    return FALSE;
  return TRUE;
}
