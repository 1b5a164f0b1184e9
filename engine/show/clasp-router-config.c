/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

struct _ClaspRouterConfig
{
  ClaspShowItem parent_instance;

  ClaspSettings *settings; /* (owned) */
};

enum
{
  PROP_0,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspRouterConfig, clasp_router_config, CLASP_TYPE_SHOW_ITEM)

static void
clasp_router_config_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  ClaspRouterConfig *self = CLASP_ROUTER_CONFIG (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_router_config_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  ClaspRouterConfig *self = CLASP_ROUTER_CONFIG (object);

  switch (property_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_router_config_finalize (GObject *object)
{
  ClaspRouterConfig *self = CLASP_ROUTER_CONFIG (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (clasp_router_config_parent_class)->finalize (object);
}

static void
clasp_router_config_class_init (ClaspRouterConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_router_config_get_property;
  object_class->set_property = clasp_router_config_set_property;
  object_class->finalize = clasp_router_config_finalize;

  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, CLASP_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_router_config_init (ClaspRouterConfig *self)
{
}

/**
 * clasp_router_config_get_settings:
 * @self: the router of a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its settings; set their properties to edit the show
 */
ClaspSettings *
clasp_router_config_get_settings (ClaspRouterConfig *self)
{
  return self->settings;
}
