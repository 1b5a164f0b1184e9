/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include <string.h>

struct _ClaspConnection
{
  ClaspShowItem parent_instance;

  char          *kind;
  char          *namespace_;
  ClaspSettings *settings;     /* (owned) */
  gboolean       is_automatic; /* nobody chose the namespace */
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_NAMESPACE,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspConnection, clasp_connection, CLASP_TYPE_SHOW_ITEM)

static gboolean
change_namespace (ClaspConnection *self, const char *namespace_)
{
  if (g_strcmp0 (self->namespace_, namespace_ != NULL ? namespace_ : "") == 0)
    return FALSE;
  g_free (self->namespace_);
  self->namespace_ = g_strdup (namespace_ != NULL ? namespace_ : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAMESPACE]);
  return TRUE;
}

static void
clasp_connection_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspConnection *self = CLASP_CONNECTION (object);

  switch (property_id)
    {
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_NAMESPACE:
      g_value_set_string (value, self->namespace_);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_connection_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  ClaspConnection *self = CLASP_CONNECTION (object);

  switch (property_id)
    {
    case PROP_KIND:
      self->kind = g_value_dup_string (value);
      break;
    case PROP_NAMESPACE:
      self->is_automatic = FALSE;
      change_namespace (self, g_value_get_string (value));
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_connection_finalize (GObject *object)
{
  ClaspConnection *self = CLASP_CONNECTION (object);

  g_free (self->kind);
  g_free (self->namespace_);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (clasp_connection_parent_class)->finalize (object);
}

static void
clasp_connection_class_init (ClaspConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_connection_get_property;
  object_class->set_property = clasp_connection_set_property;
  object_class->finalize = clasp_connection_finalize;

  properties[PROP_KIND] = g_param_spec_string (
    "kind", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAMESPACE] =
    g_param_spec_string ("namespace", "Namespace", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, CLASP_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_connection_init (ClaspConnection *self)
{
  self->namespace_ = g_strdup ("");
}

/**
 * clasp_connection_get_kind:
 * @self: a connection
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its protocol, as `osc`
 */
const char *
clasp_connection_get_kind (ClaspConnection *self)
{
  return self->kind;
}

/**
 * clasp_connection_get_namespace:
 * @self: a connection
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the address under which its signals stand, as `/osc2`
 */
const char *
clasp_connection_get_namespace (ClaspConnection *self)
{
  return self->namespace_;
}

/**
 * clasp_connection_get_settings:
 * @self: a connection
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its settings; set their properties to edit the show
 */
ClaspSettings *
clasp_connection_get_settings (ClaspConnection *self)
{
  return self->settings;
}

/* A namespace the show chose may be chosen anew when the connection is added. */
void
clasp_connection_set_namespace_automatically (ClaspConnection *self, const char *namespace_)
{
  change_namespace (self, namespace_);
  self->is_automatic = TRUE;
}

gboolean
clasp_connection_has_automatic_namespace (ClaspConnection *self)
{
  return self->is_automatic || *self->namespace_ == '\0';
}
