/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

/* Design notes: most ends are an address and nothing else, and a show may have a hundred thousand.
 * So options and steps are made when somebody first asks for them, which a notify tells the show.
 */

struct _ClaspMappingEnd
{
  GObject parent_instance;

  const ClaspRegistry *registry;
  gboolean             is_target;
  char                *address;
  ClaspSettings       *options; /* (owned) (nullable) until asked for */
  GListStore          *steps;   /* (owned) (nullable) of ClaspStep, until asked for */
};

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_OPTIONS,
  PROP_STEPS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspMappingEnd, clasp_mapping_end, G_TYPE_OBJECT)

static void
clasp_mapping_end_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ClaspMappingEnd *self = CLASP_MAPPING_END (object);

  switch (property_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_OPTIONS:
      g_value_set_object (value, clasp_mapping_end_get_options (self));
      break;
    case PROP_STEPS:
      g_value_set_object (value, clasp_mapping_end_get_steps (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_mapping_end_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_ADDRESS:
      clasp_mapping_end_set_address (CLASP_MAPPING_END (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_mapping_end_finalize (GObject *object)
{
  ClaspMappingEnd *self = CLASP_MAPPING_END (object);

  g_free (self->address);
  g_clear_object (&self->options);
  g_clear_object (&self->steps);

  G_OBJECT_CLASS (clasp_mapping_end_parent_class)->finalize (object);
}

static void
clasp_mapping_end_class_init (ClaspMappingEndClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = clasp_mapping_end_get_property;
  object_class->set_property = clasp_mapping_end_set_property;
  object_class->finalize = clasp_mapping_end_finalize;

  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", "Address", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, CLASP_TYPE_SETTINGS, readable);
  properties[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_mapping_end_init (ClaspMappingEnd *self)
{
  self->address = g_strdup ("");
}

/* Without steps, and with default options. */
ClaspMappingEnd *
clasp_mapping_end_new (const ClaspRegistry *registry, gboolean is_target, const char *address)
{
  ClaspMappingEnd *self = g_object_new (CLASP_TYPE_MAPPING_END, NULL);

  self->registry = registry;
  self->is_target = is_target;
  clasp_mapping_end_set_address (self, address);
  return self;
}

gboolean
clasp_mapping_end_is_target (ClaspMappingEnd *self)
{
  return self->is_target;
}

ClaspSettings *
clasp_mapping_end_peek_options (ClaspMappingEnd *self)
{
  return self->options;
}

GListStore *
clasp_mapping_end_peek_steps (ClaspMappingEnd *self)
{
  return self->steps;
}

gboolean
clasp_mapping_end_is_plain (ClaspMappingEnd *self)
{
  return (self->options == NULL || clasp_show_settings_are_default (self->options)) &&
         (self->steps == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->steps)) == 0) &&
         clasp_extra_get (G_OBJECT (self)) == NULL;
}

/**
 * clasp_mapping_end_get_address:
 * @self: an end of a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): of a source the pattern with captures, of a target the template
 */
const char *
clasp_mapping_end_get_address (ClaspMappingEnd *self)
{
  return self->address;
}

/**
 * clasp_mapping_end_set_address:
 * @self: an end of a mapping
 * @address: (nullable): a pattern or a template; not checked here, so that a half-typed one can
 *   stand
 *
 * Thread: UI.
 */
void
clasp_mapping_end_set_address (ClaspMappingEnd *self, const char *address)
{
  if (address == NULL)
    address = "";
  if (g_str_equal (self->address, address))
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
}

/**
 * clasp_mapping_end_get_options:
 * @self: an end of a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its options; set their properties to edit the show
 */
ClaspSettings *
clasp_mapping_end_get_options (ClaspMappingEnd *self)
{
  if (self->options == NULL)
    {
      GType (*get_type) (void) = self->is_target ? self->registry->get_target_options_type
                                                 : self->registry->get_source_options_type;

      self->options = g_object_new (get_type (), NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONS]);
    }
  return self->options;
}

/**
 * clasp_mapping_end_get_steps:
 * @self: an end of a mapping
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the list of a target's own [class@Clasp.Step]s, behind those of the
 *   mapping; of a source an empty one. Change it through the functions here
 */
GListModel *
clasp_mapping_end_get_steps (ClaspMappingEnd *self)
{
  if (self->steps == NULL)
    {
      self->steps = g_list_store_new (CLASP_TYPE_STEP);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEPS]);
    }
  return G_LIST_MODEL (self->steps);
}

/**
 * clasp_mapping_end_insert_step:
 * @self: a target of a mapping
 * @position: where; beyond the end appends
 * @step: a step that is nowhere else
 *
 * Thread: UI.
 *
 * Returns: %FALSE for a source, and when there are %CLASP_MAPPING_MAX_STEPS already; nothing
 *   happened then
 */
gboolean
clasp_mapping_end_insert_step (ClaspMappingEnd *self, guint position, ClaspStep *step)
{
  return self->is_target && clasp_list_insert (G_LIST_STORE (clasp_mapping_end_get_steps (self)),
                                               position, step, CLASP_MAPPING_MAX_STEPS);
}

/**
 * clasp_mapping_end_remove_step:
 * @self: a target of a mapping
 * @position: which; nothing happens when there is none
 *
 * Thread: UI.
 */
void
clasp_mapping_end_remove_step (ClaspMappingEnd *self, guint position)
{
  clasp_list_remove (G_LIST_STORE (clasp_mapping_end_get_steps (self)), position);
}

/**
 * clasp_mapping_end_move_step:
 * @self: a target of a mapping
 * @from: which; nothing happens when there is none
 * @to: where it shall stand afterwards; beyond the end is last
 *
 * Thread: UI.
 */
void
clasp_mapping_end_move_step (ClaspMappingEnd *self, guint from, guint to)
{
  clasp_list_move (G_LIST_STORE (clasp_mapping_end_get_steps (self)), from, to);
}
