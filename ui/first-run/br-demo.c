/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-run/br-demo.h"

#include <glib/gi18n.h>
#include <math.h>

#define INTERVAL_MS 40
/* Seconds for one way up and down: the first fader, and how much slower each next one is. */
#define FIRST_PERIOD 4.0
#define PERIOD_STEP 1.5

struct _BrDemo
{
  GObject parent_instance;

  ClaspEngine *engine; /* (owned) */
  guint        timer_id;
  gint64       start_us;
};

enum
{
  PROP_RUNNING = 1,
  N_PROPS
};

enum
{
  LIGHTS_ADDED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrDemo, br_demo, G_TYPE_OBJECT)

/* --- signals ------------------------------------------------------------------------------------ */

static void
br_demo_send (BrDemo *self)
{
  double seconds = (double) (g_get_monotonic_time () - self->start_us) / G_USEC_PER_SEC;

  for (guint i = 0; i < BR_DEMO_N_FADERS; i++)
    {
      char       address[32];
      double     period = FIRST_PERIOD + i * PERIOD_STEP;
      ClaspValue value = clasp_value_double (0.5 - 0.5 * cos (2 * G_PI * seconds / period));

      g_snprintf (address, sizeof address, "/demo/fader/%u", i + 1);
      clasp_engine_send (self->engine, address, &value, FALSE);
    }
}

static gboolean
timeout_cb (gpointer user_data)
{
  br_demo_send (user_data);

  return G_SOURCE_CONTINUE;
}

/* --- lights ------------------------------------------------------------------------------------- */

static gboolean
has_lights (ClaspShow *show)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (g_str_equal (clasp_connection_get_kind (connection), "artnet"))
        return TRUE;
    }

  return FALSE;
}

/* Only this computer gets the frames, and no port is opened for them. */
static ClaspConnection *
create_lights (ClaspShow *show,
               GError   **error)
{
  static const struct
  {
    const char *name, *text;
  } texts[] = { { "send", "127.0.0.1" }, { "listen", "" }, { "universes", "0:0:0" } };
  g_autoptr (ClaspConnection) lights = clasp_show_create_connection (show, "artnet", error);

  if (lights == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!clasp_settings_set_text (clasp_connection_get_settings (lights), texts[i].name, texts[i].text, error))
      return NULL;
  clasp_show_item_set_name (CLASP_SHOW_ITEM (lights), _("Demo lights"));

  return g_steal_pointer (&lights);
}

static void
br_demo_add_lights (BrDemo *self)
{
  ClaspShow                  *show = clasp_engine_get_show (self->engine);
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) lights = NULL;
  gboolean                    added = FALSE;

  if (has_lights (show))
    return;

  lights = create_lights (show, &error);
  if (lights == NULL)
    {
      g_warning (_ ("There are no lights for trying out: %s"), error->message);
      return;
    }

  /* Translators: an edit, as in "Undo Add demo lights" */
  clasp_show_begin_edit (show, _("Add demo lights"));
  added = clasp_show_add (show, CLASP_SHOW_ITEM (lights));
  clasp_show_end_edit (show);
  if (added)
    g_signal_emit (self, signals[LIGHTS_ADDED], 0);
}

/* --- life --------------------------------------------------------------------------------------- */

/**
 * br_demo_get_running:
 * @self: a #BrDemo
 *
 * Thread: UI.
 *
 * Returns: whether demo signals are being sent
 */
gboolean
br_demo_get_running (BrDemo *self)
{
  return self->timer_id != 0;
}

/**
 * br_demo_set_running:
 * @self: a #BrDemo
 * @running: whether to send
 *
 * Starts from the lowest position of every fader. After stopping nothing more is sent: faders stay
 * where they are.
 *
 * Thread: UI.
 */
void
br_demo_set_running (BrDemo  *self,
                     gboolean running)
{
  if (running == br_demo_get_running (self))
    return;

  if (running)
    {
      self->start_us = g_get_monotonic_time ();
      br_demo_add_lights (self);
      self->timer_id = g_timeout_add (INTERVAL_MS, timeout_cb, self);
      br_demo_send (self);
    }
  else
    g_clear_handle_id (&self->timer_id, g_source_remove);

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static void
br_demo_get_property (GObject    *object,
                      guint       property_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  if (property_id == PROP_RUNNING)
    g_value_set_boolean (value, br_demo_get_running (BR_DEMO (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
br_demo_set_property (GObject      *object,
                      guint         property_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  if (property_id == PROP_RUNNING)
    br_demo_set_running (BR_DEMO (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
br_demo_dispose (GObject *object)
{
  BrDemo *self = BR_DEMO (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (br_demo_parent_class)->dispose (object);
}

static void
br_demo_class_init (BrDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = br_demo_get_property;
  object_class->set_property = br_demo_set_property;
  object_class->dispose = br_demo_dispose;

  props[PROP_RUNNING] = g_param_spec_boolean ("running",
                                              NULL,
                                              NULL,
                                              FALSE,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[LIGHTS_ADDED]
    = g_signal_new ("lights-added", BR_TYPE_DEMO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_demo_init (BrDemo *self)
{
}

/**
 * br_demo_new:
 * @engine: where the signals go; its show gets the lights
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a demo that does not run
 */
BrDemo *
br_demo_new (ClaspEngine *engine)
{
  BrDemo *self = g_object_new (BR_TYPE_DEMO, NULL);

  self->engine = g_object_ref (engine);

  return self;
}
