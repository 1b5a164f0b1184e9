/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include <string.h>

typedef struct
{
  char    *id;
  char    *name;
  gboolean enabled;
} ClaspShowItemPrivate;

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClaspShowItem, clasp_show_item, G_TYPE_OBJECT)

/* Sixty random bits in twelve letters: short enough to read in a file, and no two shows that are
 * merged have one in common. */
static char *
make_id (void)
{
  static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  char              id[13] = { 0 };

  for (guint i = 0; i < 12; i++)
    id[i] = letters[g_random_int_range (0, 32)];
  return g_strdup (id);
}

static void
clasp_show_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (CLASP_SHOW_ITEM (object));

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, priv->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, priv->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_item_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  ClaspShowItem        *self = CLASP_SHOW_ITEM (object);
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  switch (property_id)
    {
    case PROP_ID:
      priv->id = g_value_dup_string (value);
      if (priv->id == NULL || *priv->id == '\0')
        {
          g_free (priv->id);
          priv->id = make_id ();
        }
      break;
    case PROP_NAME:
      clasp_show_item_set_name (self, g_value_get_string (value));
      break;
    case PROP_ENABLED:
      clasp_show_item_set_enabled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_item_finalize (GObject *object)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (CLASP_SHOW_ITEM (object));

  g_free (priv->id);
  g_free (priv->name);

  G_OBJECT_CLASS (clasp_show_item_parent_class)->finalize (object);
}

static void
clasp_show_item_class_init (ClaspShowItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_show_item_get_property;
  object_class->set_property = clasp_show_item_set_property;
  object_class->finalize = clasp_show_item_finalize;

  properties[PROP_ID] = g_param_spec_string (
    "id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", "Enabled", NULL, TRUE, CLASP_SETTINGS_FLAGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_show_item_init (ClaspShowItem *self)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  priv->name = g_strdup ("");
  priv->enabled = TRUE;
}

/**
 * clasp_show_item_get_id:
 * @self: an item
 *
 * Thread: UI.
 *
 * Returns: (transfer none): what names the item in its show for ever, at most
 *   %CLASP_SHOW_MAX_ID bytes
 */
const char *
clasp_show_item_get_id (ClaspShowItem *self)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  return priv->id;
}

void
clasp_show_item_set_id (ClaspShowItem *self, const char *id)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);
  g_autofree char      *old = priv->id;

  priv->id = g_strdup (id);
}

/**
 * clasp_show_item_get_name:
 * @self: an item
 *
 * Thread: UI.
 *
 * Returns: (transfer none): what a person calls it; may be empty
 */
const char *
clasp_show_item_get_name (ClaspShowItem *self)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  return priv->name;
}

/**
 * clasp_show_item_set_name:
 * @self: an item
 * @name: (nullable): what a person calls it; %NULL is empty
 *
 * Thread: UI.
 */
void
clasp_show_item_set_name (ClaspShowItem *self, const char *name)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  if (name == NULL)
    name = "";
  if (strcmp (priv->name, name) == 0)
    return;
  g_free (priv->name);
  priv->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * clasp_show_item_get_enabled:
 * @self: an item
 *
 * Thread: UI.
 *
 * Returns: whether it shall run
 */
gboolean
clasp_show_item_get_enabled (ClaspShowItem *self)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  return priv->enabled;
}

/**
 * clasp_show_item_set_enabled:
 * @self: an item
 * @enabled: whether it shall run
 *
 * Thread: UI.
 */
void
clasp_show_item_set_enabled (ClaspShowItem *self, gboolean enabled)
{
  ClaspShowItemPrivate *priv = clasp_show_item_get_instance_private (self);

  if (priv->enabled == (enabled != FALSE))
    return;
  priv->enabled = enabled != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}
