/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

struct _ClaspMapping
{
  ClaspShowItem parent_instance;

  const ClaspRegistry *registry; /* (nullable) until it is in a show */
  ClaspEnds            sources;
  ClaspEnds            targets;
  guint                colour;
  char                *group;   /* (owned), empty = none */
  gboolean             convert;
  ClaspSettings       *options; /* (owned) (nullable) until asked for */
  GListStore          *steps;   /* (owned) of ClaspStep */
};

enum
{
  PROP_0,
  PROP_SOURCE,
  PROP_TARGET,
  PROP_COLOUR,
  PROP_GROUP,
  PROP_CONVERT,
  PROP_STEPS,
  PROP_OPTIONS,
  PROP_SOURCES,
  PROP_TARGETS,
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
      g_value_set_string (value, self->sources.address);
      break;
    case PROP_TARGET:
      g_value_set_string (value, self->targets.address);
      break;
    case PROP_COLOUR:
      g_value_set_uint (value, self->colour);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_CONVERT:
      g_value_set_boolean (value, self->convert);
      break;
    case PROP_STEPS:
      g_value_set_object (value, self->steps);
      break;
    case PROP_OPTIONS:
      g_value_set_object (value, clasp_mapping_get_options (self));
      break;
    case PROP_SOURCES:
      g_value_set_object (value, clasp_mapping_get_sources (self));
      break;
    case PROP_TARGETS:
      g_value_set_object (value, clasp_mapping_get_targets (self));
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
    case PROP_GROUP:
      clasp_mapping_set_group (self, g_value_get_string (value));
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

  clasp_ends_clear (&self->sources);
  clasp_ends_clear (&self->targets);
  g_clear_object (&self->options);
  g_clear_object (&self->steps);
  g_free (self->group);

  G_OBJECT_CLASS (clasp_mapping_parent_class)->finalize (object);
}

static void
clasp_mapping_class_init (ClaspMappingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = clasp_mapping_get_property;
  object_class->set_property = clasp_mapping_set_property;
  object_class->finalize = clasp_mapping_finalize;

  properties[PROP_SOURCE] =
    g_param_spec_string ("source", "Source", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_TARGET] =
    g_param_spec_string ("target", "Target", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_COLOUR] = g_param_spec_uint ("colour", "Colour", NULL, 0,
                                               CLASP_MAPPING_MAX_COLOUR, 0, CLASP_SETTINGS_FLAGS);
  properties[PROP_GROUP] = g_param_spec_string ("group", "Group", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_CONVERT] =
    g_param_spec_boolean ("convert", "Convert", NULL, TRUE, CLASP_SETTINGS_FLAGS);
  properties[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, CLASP_TYPE_SETTINGS, readable);
  properties[PROP_SOURCES] =
    g_param_spec_object ("sources", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  properties[PROP_TARGETS] =
    g_param_spec_object ("targets", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_mapping_init (ClaspMapping *self)
{
  clasp_ends_init (&self->sources, self, FALSE);
  clasp_ends_init (&self->targets, self, TRUE);
  self->sources.pspec = properties[PROP_SOURCE];
  self->targets.pspec = properties[PROP_TARGET];
  self->convert = TRUE;
  self->group = g_strdup ("");
  self->steps = g_list_store_new (CLASP_TYPE_STEP);
}

/* A mapping made by a show has one from the start. */
void
clasp_mapping_set_registry (ClaspMapping *self, const ClaspRegistry *registry)
{
  self->registry = registry;
}

ClaspSettings *
clasp_mapping_peek_options (ClaspMapping *self)
{
  return self->options;
}

ClaspEnds *
clasp_mapping_peek_ends (ClaspMapping *self, gboolean is_target)
{
  return is_target ? &self->targets : &self->sources;
}

/**
 * clasp_mapping_get_source:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the pattern with captures of what it takes; of the first source
 */
const char *
clasp_mapping_get_source (ClaspMapping *self)
{
  return self->sources.address;
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
  clasp_ends_set_address (&self->sources, source);
}

/**
 * clasp_mapping_get_target:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the template of the address it writes; of the first target
 */
const char *
clasp_mapping_get_target (ClaspMapping *self)
{
  return self->targets.address;
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
  clasp_ends_set_address (&self->targets, target);
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
  return clasp_list_insert (self->steps, position, step, CLASP_MAPPING_MAX_STEPS);
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
  clasp_list_remove (self->steps, position);
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
  clasp_list_move (self->steps, from, to);
}

/**
 * clasp_mapping_is_plain:
 * @self: a mapping
 *
 * Whether there is no more to it than one source, its steps and one target, all options being as
 * they are by default. Makes nothing: what is not plain is found among many in no time.
 *
 * Thread: UI.
 *
 * Returns: whether source, steps and target say all
 */
gboolean
clasp_mapping_is_plain (ClaspMapping *self)
{
  return (self->options == NULL || clasp_show_settings_are_default (self->options)) &&
         clasp_ends_are_plain (&self->sources) && clasp_ends_are_plain (&self->targets);
}

/**
 * clasp_mapping_get_options:
 * @self: a mapping that a show made or has
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its options; set their properties to edit the show
 */
ClaspSettings *
clasp_mapping_get_options (ClaspMapping *self)
{
  g_return_val_if_fail (self->registry != NULL, NULL);

  if (self->options == NULL)
    {
      self->options = g_object_new (self->registry->get_route_options_type (), NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONS]);
    }
  return self->options;
}

static GListModel *
get_ends (ClaspMapping *self, ClaspEnds *ends, GParamSpec *pspec)
{
  g_return_val_if_fail (self->registry != NULL, NULL);

  if (clasp_ends_make_list (ends, self->registry))
    g_object_notify_by_pspec (G_OBJECT (self), pspec);
  return G_LIST_MODEL (ends->list);
}

/**
 * clasp_mapping_get_sources:
 * @self: a mapping that a show made or has
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the list of its sources, at least one [class@Clasp.MappingEnd]; change
 *   it through the functions here
 */
GListModel *
clasp_mapping_get_sources (ClaspMapping *self)
{
  return get_ends (self, &self->sources, properties[PROP_SOURCES]);
}

/**
 * clasp_mapping_get_targets:
 * @self: a mapping that a show made or has
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the list of its targets, at least one [class@Clasp.MappingEnd]; change
 *   it through the functions here
 */
GListModel *
clasp_mapping_get_targets (ClaspMapping *self)
{
  return get_ends (self, &self->targets, properties[PROP_TARGETS]);
}

/**
 * clasp_mapping_add_source:
 * @self: a mapping that a show made or has
 * @end: what clasp_show_create_source () made, in no mapping
 *
 * Thread: UI.
 *
 * Returns: %FALSE when there are %CLASP_MAPPING_MAX_ENDS already; nothing happened then
 */
gboolean
clasp_mapping_add_source (ClaspMapping *self, ClaspMappingEnd *end)
{
  g_return_val_if_fail (!clasp_mapping_end_is_target (end), FALSE);

  return clasp_list_insert (G_LIST_STORE (clasp_mapping_get_sources (self)), G_MAXUINT, end,
                            CLASP_MAPPING_MAX_ENDS);
}

/**
 * clasp_mapping_add_target:
 * @self: a mapping that a show made or has
 * @end: what clasp_show_create_target () made, in no mapping
 *
 * Thread: UI.
 *
 * Returns: %FALSE when there are %CLASP_MAPPING_MAX_ENDS already; nothing happened then
 */
gboolean
clasp_mapping_add_target (ClaspMapping *self, ClaspMappingEnd *end)
{
  g_return_val_if_fail (clasp_mapping_end_is_target (end), FALSE);

  return clasp_list_insert (G_LIST_STORE (clasp_mapping_get_targets (self)), G_MAXUINT, end,
                            CLASP_MAPPING_MAX_ENDS);
}

static gboolean
remove_end (GListModel *ends, guint position)
{
  guint n_ends = g_list_model_get_n_items (ends);

  if (position >= n_ends || n_ends == 1 || clasp_list_is_locked (G_LIST_STORE (ends)))
    return FALSE;
  g_list_store_remove (G_LIST_STORE (ends), position);
  return TRUE;
}

/**
 * clasp_mapping_remove_source:
 * @self: a mapping
 * @position: which
 *
 * Thread: UI.
 *
 * Returns: %FALSE when there is none, and for the last one; nothing happened then
 */
gboolean
clasp_mapping_remove_source (ClaspMapping *self, guint position)
{
  return remove_end (clasp_mapping_get_sources (self), position);
}

/**
 * clasp_mapping_remove_target:
 * @self: a mapping
 * @position: which
 *
 * Thread: UI.
 *
 * Returns: %FALSE when there is none, and for the last one; nothing happened then
 */
gboolean
clasp_mapping_remove_target (ClaspMapping *self, guint position)
{
  return remove_end (clasp_mapping_get_targets (self), position);
}

/**
 * clasp_mapping_move_source:
 * @self: a mapping
 * @from: which; nothing happens when there is none
 * @to: where it shall stand afterwards; beyond the end is last
 *
 * Thread: UI.
 */
void
clasp_mapping_move_source (ClaspMapping *self, guint from, guint to)
{
  clasp_list_move (G_LIST_STORE (clasp_mapping_get_sources (self)), from, to);
}

/**
 * clasp_mapping_move_target:
 * @self: a mapping
 * @from: which; nothing happens when there is none
 * @to: where it shall stand afterwards; beyond the end is last
 *
 * Thread: UI.
 */
void
clasp_mapping_move_target (ClaspMapping *self, guint from, guint to)
{
  clasp_list_move (G_LIST_STORE (clasp_mapping_get_targets (self)), from, to);
}

/**
 * clasp_mapping_get_group:
 * @self: a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the heading it is listed under; empty = none
 */
const char *
clasp_mapping_get_group (ClaspMapping *self)
{
  return self->group;
}

/**
 * clasp_mapping_set_group:
 * @self: a mapping
 * @group: (nullable): a heading
 *
 * Lists it under @group. It means nothing to what the mapping does.
 *
 * Thread: UI.
 */
void
clasp_mapping_set_group (ClaspMapping *self, const char *group)
{
  if (g_str_equal (self->group, group != NULL ? group : ""))
    return;
  g_free (self->group);
  self->group = g_strdup (group != NULL ? group : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP]);
}
