/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-tick-hub.h"

#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"

/* Design notes
 *
 * Two gears. "Running": a tick callback on the window, or a 100 ms timer when the window is not in
 * front. "Listening": only a 100 ms timer that compares the probe's number, and once a second lets
 * the clients look, for what changes by time alone ("41 s"); nothing is drawn unless it changed.
 * Hidden: neither. */

#define SLOW_INTERVAL_MS 100
#define QUIET_US (G_USEC_PER_SEC / 2)
#define LOOK_EVERY 10

typedef struct
{
  GtkWidget *widget; /* (unowned), watched by a weak reference */
  BrTickFunc func;
} Client;

struct _BrTickHub
{
  GObject parent_instance;

  GtkWidget  *window;  /* (unowned) */
  GArray     *clients; /* (owned) of Client */
  BrTickProbe probe;
  gpointer    probe_data;
  guint64     probed;
  gint64      changed_us;
  gint64      frame_us; /* when the last frame began while the tick ran, for the meter */
  guint       tick_id;
  guint       timer_id;
  guint       n_listened, n_ticks;
  gboolean    quiet;
  gboolean    is_minimised; /* as far as the display tells */
  gboolean    was_seen;
};

enum { SEEN_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrTickHub, br_tick_hub, G_TYPE_OBJECT)

static void br_tick_hub_update (BrTickHub *self);

static gboolean
br_tick_hub_probe_changed (BrTickHub *self)
{
  guint64 probed = self->probe != NULL ? self->probe (self->probe_data) : 0;

  if (probed == self->probed)
    return FALSE;

  self->probed = probed;
  return TRUE;
}

static gboolean
br_tick_hub_call_clients (BrTickHub *self,
                          gint64     now_us)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->clients->len; i++)
    {
      Client client = g_array_index (self->clients, Client, i);

      if (gtk_widget_get_mapped (client.widget))
        changed |= client.func (client.widget, now_us);
    }

  return changed;
}

static void
br_tick_hub_run (BrTickHub *self)
{
  gint64   now_us = g_get_monotonic_time ();
  gboolean changed = br_tick_hub_probe_changed (self);

  changed |= br_tick_hub_call_clients (self, now_us);
  if (changed)
    self->changed_us = now_us;
  else if (now_us - self->changed_us > QUIET_US)
    {
      self->quiet = TRUE;
      br_tick_hub_update (self);
    }
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BrTickHub *self = user_data;

  self->n_ticks++;
  if (br_reduction_get () < BR_REDUCTION_METERS || self->n_ticks % 2 == 0)
    br_tick_hub_run (self);

  return self->tick_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
timer_cb (gpointer user_data)
{
  BrTickHub *self = user_data;

  if (!self->quiet)
    br_tick_hub_run (self);
  else if (br_tick_hub_probe_changed (self))
    br_tick_hub_wake (self);
  else if (++self->n_listened % LOOK_EVERY == 0)
    br_tick_hub_call_clients (self, g_get_monotonic_time ());

  return G_SOURCE_CONTINUE;
}

gboolean
br_tick_hub_is_seen (BrTickHub *self)
{
  return self->window != NULL && gtk_widget_get_mapped (self->window) && !self->is_minimised;
}

static gboolean
br_tick_hub_wants_frames (BrTickHub *self)
{
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (self->window), "gtk-enable-animations", &animations, NULL);

  return animations && gtk_window_is_active (GTK_WINDOW (self->window));
}

/* Puts the hub into the gear that its window's state asks for. */
static void
br_tick_hub_update (BrTickHub *self)
{
  gboolean mapped = br_tick_hub_is_seen (self);
  gboolean frames = mapped && !self->quiet && br_tick_hub_wants_frames (self);
  gboolean timer = mapped && !frames;

  if (frames && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (self->window, tick_cb, self, NULL);
  else if (!frames && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (self->window, self->tick_id);
      self->tick_id = 0;
      self->frame_us = 0;
    }

  if (timer && self->timer_id == 0)
    {
      self->timer_id = g_timeout_add (SLOW_INTERVAL_MS, timer_cb, self);
      g_source_set_name_by_id (self->timer_id, "[clasp] window probe");
    }
  else if (!timer)
    g_clear_handle_id (&self->timer_id, g_source_remove);
}

static void
br_tick_hub_look (BrTickHub *self)
{
  gboolean is_seen = br_tick_hub_is_seen (self);

  br_tick_hub_update (self);
  if (is_seen == self->was_seen)
    return;

  self->was_seen = is_seen;
  g_signal_emit (self, signals[SEEN_CHANGED], 0);
}

static void
client_gone_cb (gpointer user_data,
                GObject *where_the_widget_was)
{
  BrTickHub *self = user_data;

  for (guint i = 0; i < self->clients->len; i++)
    if ((GObject *) g_array_index (self->clients, Client, i).widget == where_the_widget_was)
      {
        g_array_remove_index (self->clients, i);
        return;
      }
}

static void
client_mapped_cb (BrTickHub *self)
{
  br_tick_hub_wake (self);
}

/**
 * br_tick_hub_add:
 * @self: a hub
 * @widget: the widget that shows something live
 * @func: called while @widget is mapped
 *
 * Lets @func run in the window's tick; once right after @widget was mapped even when nothing changed.
 */
void
br_tick_hub_add (BrTickHub *self,
                 GtkWidget *widget,
                 BrTickFunc func)
{
  Client client = { widget, func };

  g_array_append_val (self->clients, client);
  g_object_weak_ref (G_OBJECT (widget), client_gone_cb, self);
  g_signal_connect_object (widget, "map", G_CALLBACK (client_mapped_cb), self, G_CONNECT_SWAPPED);
  br_tick_hub_wake (self);
}

void
br_tick_hub_remove (BrTickHub *self,
                    GtkWidget *widget)
{
  for (guint i = 0; i < self->clients->len; i++)
    if (g_array_index (self->clients, Client, i).widget == widget)
      {
        g_object_weak_unref (G_OBJECT (widget), client_gone_cb, self);
        g_signal_handlers_disconnect_by_func (widget, client_mapped_cb, self);
        g_array_remove_index (self->clients, i);
        return;
      }
}

void
br_tick_hub_set_probe (BrTickHub  *self,
                       BrTickProbe probe,
                       gpointer    user_data)
{
  self->probe = probe;
  self->probe_data = user_data;
  br_tick_hub_wake (self);
}

void
br_tick_hub_wake (BrTickHub *self)
{
  self->quiet = FALSE;
  self->changed_us = g_get_monotonic_time ();
  br_tick_hub_update (self);
}

static void
br_tick_hub_dispose (GObject *object)
{
  BrTickHub *self = BR_TICK_HUB (object);

  while (self->clients->len > 0)
    br_tick_hub_remove (self, g_array_index (self->clients, Client, 0).widget);
  if (self->tick_id != 0 && self->window != NULL)
    gtk_widget_remove_tick_callback (self->window, self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;

  G_OBJECT_CLASS (br_tick_hub_parent_class)->dispose (object);
}

static void
br_tick_hub_finalize (GObject *object)
{
  g_array_unref (BR_TICK_HUB (object)->clients);

  G_OBJECT_CLASS (br_tick_hub_parent_class)->finalize (object);
}

static void
br_tick_hub_class_init (BrTickHubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_tick_hub_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_tick_hub_finalize;
  signals[SEEN_CHANGED] = g_signal_new ("seen-changed", BR_TYPE_TICK_HUB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_tick_hub_init (BrTickHub *self)
{
  self->clients = g_array_new (FALSE, FALSE, sizeof (Client));
  self->quiet = TRUE;
}

/* --- what the frame meter is told --------------------------------------------------------------- */

static void
before_paint_cb (GdkFrameClock *clock,
                 BrTickHub     *self)
{
  br_frame_meter_begin_frame (clock, &self->frame_us, self->tick_id != 0);
}

static void
after_paint_cb (GdkFrameClock *clock,
                BrTickHub     *self)
{
  br_frame_meter_end_frame ();
}

static void
state_cb (BrTickHub   *self,
          GParamSpec  *pspec,
          GdkToplevel *toplevel)
{
  self->is_minimised = (gdk_toplevel_get_state (toplevel) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
  br_tick_hub_look (self);
}

static void
realized_cb (BrTickHub *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  GdkSurface    *surface = gtk_native_get_surface (GTK_NATIVE (self->window));

  g_signal_connect_object (surface, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clock, "before-paint", G_CALLBACK (before_paint_cb), self, 0);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint_cb), self, 0);
}

static gboolean
event_cb (GtkEventController *controller,
          GdkEvent           *event,
          gpointer            user_data)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_SCROLL || type == GDK_TOUCH_BEGIN)
    br_frame_meter_note_input (gdk_event_get_time (event));

  return GDK_EVENT_PROPAGATE;
}

static void
br_tick_hub_watch_frames (BrTickHub *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), NULL);
  gtk_widget_add_controller (self->window, events);
  g_signal_connect_swapped (self->window, "realize", G_CALLBACK (realized_cb), self);
}

BrTickHub *
br_tick_hub_new (GtkWidget *window)
{
  BrTickHub *self = g_object_new (BR_TYPE_TICK_HUB, NULL);

  self->window = window;
  g_signal_connect_swapped (window, "map", G_CALLBACK (br_tick_hub_wake), self);
  g_signal_connect_swapped (window, "map", G_CALLBACK (br_tick_hub_look), self);
  g_signal_connect_swapped (window, "unmap", G_CALLBACK (br_tick_hub_look), self);
  g_signal_connect_swapped (window, "notify::is-active", G_CALLBACK (br_tick_hub_update), self);
  br_tick_hub_watch_frames (self);

  return self;
}
