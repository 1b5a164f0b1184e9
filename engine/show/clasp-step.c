/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

struct _ClaspStep
{
  GObject parent_instance;

  char          *kind;
  ClaspSettings *settings; /* (owned) */
  gboolean       enabled;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_SETTINGS,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspStep, clasp_step, G_TYPE_OBJECT)

static void
clasp_step_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspStep *self = CLASP_STEP (object);

  switch (property_id)
    {
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_step_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ClaspStep *self = CLASP_STEP (object);

  switch (property_id)
    {
    case PROP_KIND:
      self->kind = g_value_dup_string (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_ENABLED:
      clasp_step_set_enabled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_step_finalize (GObject *object)
{
  ClaspStep *self = CLASP_STEP (object);

  g_free (self->kind);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (clasp_step_parent_class)->finalize (object);
}

static void
clasp_step_class_init (ClaspStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_step_get_property;
  object_class->set_property = clasp_step_set_property;
  object_class->finalize = clasp_step_finalize;

  properties[PROP_KIND] = g_param_spec_string (
    "kind", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, CLASP_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", "Enabled", NULL, TRUE, CLASP_SETTINGS_FLAGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_step_init (ClaspStep *self)
{
  self->enabled = TRUE;
}

/**
 * clasp_step_get_kind:
 * @self: a step
 *
 * Thread: UI.
 *
 * Returns: (transfer none): what it does, as `range`
 */
const char *
clasp_step_get_kind (ClaspStep *self)
{
  return self->kind;
}

/**
 * clasp_step_get_settings:
 * @self: a step
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its settings; set their properties to edit the show
 */
ClaspSettings *
clasp_step_get_settings (ClaspStep *self)
{
  return self->settings;
}

/**
 * clasp_step_get_enabled:
 * @self: a step
 *
 * Thread: UI.
 *
 * Returns: whether it works; %FALSE is bypassed
 */
gboolean
clasp_step_get_enabled (ClaspStep *self)
{
  return self->enabled;
}

/**
 * clasp_step_set_enabled:
 * @self: a step
 * @enabled: whether it shall work; %FALSE bypasses it
 *
 * Thread: UI.
 */
void
clasp_step_set_enabled (ClaspStep *self, gboolean enabled)
{
  if (self->enabled == (enabled != FALSE))
    return;
  self->enabled = enabled != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}
