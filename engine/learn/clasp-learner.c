/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learner-private.h"

#include <string.h>

struct _ClaspLearnCandidate
{
  GObject            parent_instance;
  ClaspLearnFinding *finding; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ClaspLearnCandidate, clasp_learn_candidate, G_TYPE_OBJECT)

struct _ClaspLearner
{
  GObject                  parent_instance;
  guint                    id;
  const ClaspLearnerOwner *owner; /* NULL = it has ended */
  gpointer                 owner_data;
  ClaspLearnState          state;
  guint                    seconds_left;
  GPtrArray               *rows;  /* (owned) of ClaspLearnCandidate (owned), best first */
  GHashTable              *known; /* (owned) address → ClaspLearnCandidate (owned), also of those that left the list */
};

enum
{
  PROP_STATE = 1,
  PROP_SECONDS_LEFT,
  N_PROPS,
};

static GParamSpec *learner_props[N_PROPS];
static guint       signal_changed, signal_learned, signal_ended;

static void clasp_learner_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspLearner,
                               clasp_learner,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, clasp_learner_list_init))

/* ---- candidates ---- */

static void
clasp_learn_candidate_finalize (GObject *object)
{
  clasp_learn_finding_free (CLASP_LEARN_CANDIDATE (object)->finding);
  G_OBJECT_CLASS (clasp_learn_candidate_parent_class)->finalize (object);
}

static void
clasp_learn_candidate_class_init (ClaspLearnCandidateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_learn_candidate_finalize;
  signal_changed = g_signal_new ("changed", CLASP_TYPE_LEARN_CANDIDATE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
clasp_learn_candidate_init (ClaspLearnCandidate *self)
{
}

/* Takes over @finding. */
ClaspLearnCandidate *
clasp_learn_candidate_new (ClaspLearnFinding *finding)
{
  ClaspLearnCandidate *self = g_object_new (CLASP_TYPE_LEARN_CANDIDATE, NULL);

  self->finding = finding;
  return self;
}

static void
clasp_learn_candidate_take (ClaspLearnCandidate *self, ClaspLearnFinding *finding)
{
  clasp_learn_finding_free (self->finding);
  self->finding = finding;
  g_signal_emit (self, signal_changed, 0);
}

/**
 * clasp_learn_candidate_peek:
 * @self: a candidate
 *
 * Thread: UI.
 *
 * Returns: (transfer none): what is known of it, until the next "changed"
 */
const ClaspLearnFinding *
clasp_learn_candidate_peek (ClaspLearnCandidate *self)
{
  return self->finding;
}

/**
 * clasp_learn_candidate_get_address:
 * @self: a candidate
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its address
 */
const char *
clasp_learn_candidate_get_address (ClaspLearnCandidate *self)
{
  return self->finding->address;
}

/* ---- the run ---- */

static GType
get_item_type (GListModel *model)
{
  return CLASP_TYPE_LEARN_CANDIDATE;
}

static guint
get_n_items (GListModel *model)
{
  return CLASP_LEARNER (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ClaspLearner *self = CLASP_LEARNER (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
clasp_learner_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
clasp_learner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ClaspLearner *self = CLASP_LEARNER (object);

  if (id == PROP_STATE)
    g_value_set_int (value, (int) self->state);
  else if (id == PROP_SECONDS_LEFT)
    g_value_set_uint (value, self->seconds_left);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* The owner forgets it first, so that nothing comes any more. */
static void
clasp_learner_dispose (GObject *object)
{
  ClaspLearner            *self = CLASP_LEARNER (object);
  const ClaspLearnerOwner *owner = g_steal_pointer (&self->owner);

  if (owner != NULL)
    owner->end (self->id, self->owner_data);
  G_OBJECT_CLASS (clasp_learner_parent_class)->dispose (object);
}

static void
clasp_learner_finalize (GObject *object)
{
  ClaspLearner *self = CLASP_LEARNER (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->known);
  G_OBJECT_CLASS (clasp_learner_parent_class)->finalize (object);
}

static void
clasp_learner_class_init (ClaspLearnerClass *klass)
{
  GObjectClass    *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = clasp_learner_get_property;
  object_class->dispose = clasp_learner_dispose;
  object_class->finalize = clasp_learner_finalize;
  learner_props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, CLASP_LEARN_STATE_ENDED,
                                                CLASP_LEARN_STATE_LISTENING, flags);
  learner_props[PROP_SECONDS_LEFT] =
    g_param_spec_uint ("seconds-left", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, learner_props);

  signal_learned = g_signal_new ("learned", CLASP_TYPE_LEARNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, CLASP_TYPE_LEARN_CANDIDATE);
  signal_ended = g_signal_new ("ended", CLASP_TYPE_LEARNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
clasp_learner_init (ClaspLearner *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

ClaspLearner *
clasp_learner_new (guint id, const ClaspLearnerOwner *owner, gpointer user_data)
{
  ClaspLearner *self = g_object_new (CLASP_TYPE_LEARNER, NULL);

  self->id = id;
  self->owner = owner;
  self->owner_data = user_data;
  return self;
}

guint
clasp_learner_get_id (ClaspLearner *self)
{
  return self->id;
}

static void
clasp_learner_set_state (ClaspLearner *self, ClaspLearnState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), learner_props[PROP_STATE]);
}

/* The object of that address: rows stay the same ones while their numbers change. */
static ClaspLearnCandidate *
take_finding (ClaspLearner *self, ClaspLearnFinding *finding)
{
  ClaspLearnCandidate *row = g_hash_table_lookup (self->known, finding->address);

  if (row == NULL)
    {
      row = clasp_learn_candidate_new (finding);
      g_hash_table_insert (self->known, g_strdup (finding->address), row);
    }
  else
    clasp_learn_candidate_take (row, finding);
  return row;
}

static gboolean
is_same (const GPtrArray *a, const GPtrArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof (gpointer)) == 0);
}

void
clasp_learner_update (ClaspLearner    *self,
                      ClaspLearnState  state,
                      guint            seconds_left,
                      GPtrArray       *findings)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) learned = g_ptr_array_new_with_free_func (g_object_unref);

  g_object_ref (self); /* whoever hears of it may let go */
  g_ptr_array_set_free_func (findings, NULL);
  for (guint i = 0; i < findings->len; i++)
    {
      ClaspLearnFinding   *finding = findings->pdata[i];
      ClaspLearnCandidate *row = g_hash_table_lookup (self->known, finding->address);
      gboolean             was_learned = row != NULL && row->finding->is_learned;

      row = take_finding (self, finding);
      if (finding->is_learned && !was_learned)
        g_ptr_array_add (learned, g_object_ref (row));
      g_ptr_array_add (rows, g_object_ref (row));
    }
  g_ptr_array_unref (findings);

  if (!is_same (rows, self->rows))
    {
      guint n_before = self->rows->len;
      GPtrArray *before = self->rows;

      self->rows = g_ptr_array_ref (rows);
      g_ptr_array_unref (before);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, rows->len);
    }
  if (self->seconds_left != seconds_left)
    {
      self->seconds_left = seconds_left;
      g_object_notify_by_pspec (G_OBJECT (self), learner_props[PROP_SECONDS_LEFT]);
    }
  clasp_learner_set_state (self, state);
  for (guint i = 0; i < learned->len && self->owner != NULL; i++)
    g_signal_emit (self, signal_learned, 0, learned->pdata[i]);
  g_object_unref (self);
}

void
clasp_learner_close (ClaspLearner *self)
{
  if (self->state == CLASP_LEARN_STATE_ENDED)
    return;
  g_object_ref (self);
  self->owner = NULL;
  clasp_learner_set_state (self, CLASP_LEARN_STATE_ENDED);
  g_signal_emit (self, signal_ended, 0);
  g_object_unref (self);
}

/**
 * clasp_learner_get_state:
 * @self: a run of learning
 *
 * Thread: UI.
 *
 * Returns: how far it is
 */
ClaspLearnState
clasp_learner_get_state (ClaspLearner *self)
{
  return self->state;
}

/**
 * clasp_learner_set_filter:
 * @self: a run of learning
 * @text: (nullable): words
 *
 * Takes effect within a frame or two. Nothing happens once it has ended.
 *
 * Thread: UI.
 */
void
clasp_learner_set_filter (ClaspLearner *self, const char *text)
{
  if (self->owner != NULL)
    self->owner->filter (self->id, text, self->owner_data);
}

/**
 * clasp_learner_end:
 * @self: a run of learning
 *
 * "ended" has been emitted when this returns; the worker swallows nothing from its next turn on.
 *
 * Thread: UI.
 */
void
clasp_learner_end (ClaspLearner *self)
{
  const ClaspLearnerOwner *owner = self->owner;

  if (owner == NULL)
    return;
  self->owner = NULL;
  owner->end (self->id, self->owner_data);
  clasp_learner_close (self);
}
