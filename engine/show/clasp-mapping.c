/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

struct _ClaspMapping
{
  ClaspShowItem parent_instance;

  char       *source;
  char       *target;
  guint       colour;
  gboolean    convert;
  GListStore *steps; /* (owned) of ClaspStep */
};

enum
{
  PROP_0,
  PROP_SOURCE,
  PROP_TARGET,
  PROP_COLOUR,
  PROP_CONVERT,
  PROP_STEPS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspMapping, clasp_mapping, CLASP_TYPE_SHOW_ITEM)

static void
clasp_mapping_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspMapping *self = CLASP_MAPPING (object);

  switch (property_id)
    {
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_TARGET:
      g_value_set_string (value, self->target);
      break;
    case PROP_COLOUR:
      g_value_set_uint (value, self->colour);
      break;
    case PROP_CONVERT:
      g_value_set_boolean (value, self->convert);
      break;
    case PROP_STEPS:
      g_value_set_object (value, self->steps);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_mapping_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  ClaspMapping *self = CLASP_MAPPING (object);

  switch (property_id)
    {
    case PROP_SOURCE:
      clasp_mapping_set_source (self, g_value_get_string (value));
      break;
    case PROP_TARGET:
      clasp_mapping_set_target (self, g_value_get_string (value));
      break;
    case PROP_COLOUR:
      if (self->colour == g_value_get_uint (value))
        break;
      self->colour = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_CONVERT:
      if (self->convert == g_value_get_boolean (value))
        break;
      self->convert = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_mapping_finalize (GObject *object)
{
  ClaspMapping *self = CLASP_MAPPING (object);

  g_free (self->source);
  g_free (self->target);
  g_clear_object (&self->steps);

  G_OBJECT_CLASS (clasp_mapping_parent_class)->finalize (object);
}

static void
clasp_mapping_class_init (ClaspMappingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_mapping_get_property;
  object_class->set_property = clasp_mapping_set_property;
  object_class->finalize = clasp_mapping_finalize;

  properties[PROP_SOURCE] =
    g_param_spec_string ("source", "Source", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_TARGET] =
    g_param_spec_string ("target", "Target", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_COLOUR] = g_param_spec_uint ("colour", "Colour", NULL, 0,
                                               CLASP_MAPPING_MAX_COLOUR, 0, CLASP_SETTINGS_FLAGS);
  properties[PROP_CONVERT] =
    g_param_spec_boolean ("convert", "Convert", NULL, TRUE, CLASP_SETTINGS_FLAGS);
  properties[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, G_TYPE_LIST_MODEL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_mapping_init (ClaspMapping *self)
{
  self->source = g_strdup ("");
  self->target = g_strdup ("");
  self->convert = TRUE;
  self->steps = g_list_store_new (CLASP_TYPE_STEP);
}

/* Both ends are text with a notify. */
static void
set_end (ClaspMapping *self, char **end, const char *text, GParamSpec *pspec)
{
  if (g_strcmp0 (*end, text != NULL ? text : "") == 0)
    return;
  g_free (*end);
  *end = g_strdup (text != NULL ? text : "");
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

/**
 * clasp_mapping_get_source:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the pattern with captures of what it takes
 */
const char *
clasp_mapping_get_source (ClaspMapping *self)
{
  return self->source;
}

/**
 * clasp_mapping_set_source:
 * @self: a mapping
 * @source: (nullable): a pattern with captures; not checked here, so that a half-typed one can
 * stand
 *
 * Thread: UI.
 */
void
clasp_mapping_set_source (ClaspMapping *self, const char *source)
{
  set_end (self, &self->source, source, properties[PROP_SOURCE]);
}

/**
 * clasp_mapping_get_target:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the template of the address it writes
 */
const char *
clasp_mapping_get_target (ClaspMapping *self)
{
  return self->target;
}

/**
 * clasp_mapping_set_target:
 * @self: a mapping
 * @target: (nullable): a template; not checked here, so that a half-typed one can stand
 *
 * Thread: UI.
 */
void
clasp_mapping_set_target (ClaspMapping *self, const char *target)
{
  set_end (self, &self->target, target, properties[PROP_TARGET]);
}

/**
 * clasp_mapping_get_steps:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the list of its [class@Clasp.Step]s; change it through the functions
 * here
 */
GListModel *
clasp_mapping_get_steps (ClaspMapping *self)
{
  return G_LIST_MODEL (self->steps);
}

/**
 * clasp_mapping_insert_step:
 * @self: a mapping
 * @position: where; beyond the end appends
 * @step: a step that is in no mapping
 *
 * Thread: UI.
 *
 * Returns: %FALSE when the mapping has %CLASP_MAPPING_MAX_STEPS already; nothing happened then
 */
gboolean
clasp_mapping_insert_step (ClaspMapping *self, guint position, ClaspStep *step)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  if (n_steps >= CLASP_MAPPING_MAX_STEPS)
    return FALSE;
  g_list_store_insert (self->steps, MIN (position, n_steps), step);
  return TRUE;
}

/**
 * clasp_mapping_remove_step:
 * @self: a mapping
 * @position: which; nothing happens when there is none
 *
 * Thread: UI.
 */
void
clasp_mapping_remove_step (ClaspMapping *self, guint position)
{
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->steps)))
    g_list_store_remove (self->steps, position);
}

/**
 * clasp_mapping_move_step:
 * @self: a mapping
 * @from: which; nothing happens when there is none
 * @to: where it shall stand afterwards; beyond the end is last
 *
 * Thread: UI.
 */
void
clasp_mapping_move_step (ClaspMapping *self, guint from, guint to)
{
  guint                 n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));
  guint                 low, high;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  gpointer              moved;

  if (from >= n_steps)
    return;
  to = MIN (to, n_steps - 1);
  if (from == to)
    return;

  /* one splice of the range that changes, so that it is one edit */
  low = MIN (from, to);
  high = MAX (from, to);
  for (guint i = low; i <= high; i++)
    g_ptr_array_add (steps, g_list_model_get_item (G_LIST_MODEL (self->steps), i));
  moved = g_ptr_array_steal_index (steps, from - low);
  g_ptr_array_insert (steps, (int) (to - low), moved);
  g_list_store_splice (self->steps, low, steps->len, steps->pdata, steps->len);
}
