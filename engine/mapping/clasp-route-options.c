/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-options.h"

#include "core/clasp-settings-address.h"

#include <glib/gi18n-lib.h>

G_DEFINE_ENUM_TYPE (ClaspJoin,
                    clasp_join,
                    G_DEFINE_ENUM_VALUE (CLASP_JOIN_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (CLASP_JOIN_ARRAY, "array"),
                    G_DEFINE_ENUM_VALUE (CLASP_JOIN_MAP, "map"))

G_DEFINE_ENUM_TYPE (ClaspFire,
                    clasp_fire,
                    G_DEFINE_ENUM_VALUE (CLASP_FIRE_ANY, "any"),
                    G_DEFINE_ENUM_VALUE (CLASP_FIRE_ALL, "all"),
                    G_DEFINE_ENUM_VALUE (CLASP_FIRE_FIRST, "first"))

G_DEFINE_ENUM_TYPE (ClaspKeep,
                    clasp_keep,
                    G_DEFINE_ENUM_VALUE (CLASP_KEEP_LAST, "last"),
                    G_DEFINE_ENUM_VALUE (CLASP_KEEP_FIRST, "first"),
                    G_DEFINE_ENUM_VALUE (CLASP_KEEP_AVERAGE, "average"))

G_DEFINE_ENUM_TYPE (ClaspTakeover,
                    clasp_takeover,
                    G_DEFINE_ENUM_VALUE (CLASP_TAKEOVER_JUMP, "jump"),
                    G_DEFINE_ENUM_VALUE (CLASP_TAKEOVER_PICKUP, "pickup"),
                    G_DEFINE_ENUM_VALUE (CLASP_TAKEOVER_SCALE, "scale"))

G_DEFINE_ENUM_TYPE (ClaspOnStart,
                    clasp_on_start,
                    G_DEFINE_ENUM_VALUE (CLASP_ON_START_SEND, "send"),
                    G_DEFINE_ENUM_VALUE (CLASP_ON_START_WAIT, "wait"))

G_DEFINE_ENUM_TYPE (ClaspWhenOpens,
                    clasp_when_opens,
                    G_DEFINE_ENUM_VALUE (CLASP_WHEN_OPENS_WAIT, "wait"),
                    G_DEFINE_ENUM_VALUE (CLASP_WHEN_OPENS_SEND, "send"))

G_DEFINE_ENUM_TYPE (ClaspLayerOff,
                    clasp_layer_off,
                    G_DEFINE_ENUM_VALUE (CLASP_LAYER_HOLD, "hold"),
                    G_DEFINE_ENUM_VALUE (CLASP_LAYER_RELEASE, "release"))

G_DEFINE_ENUM_TYPE (ClaspSignalFilter,
                    clasp_signal_filter,
                    G_DEFINE_ENUM_VALUE (CLASP_KIND_OF_SIGNAL_ANY, "any"),
                    G_DEFINE_ENUM_VALUE (CLASP_KIND_OF_SIGNAL_PARAM, "param"),
                    G_DEFINE_ENUM_VALUE (CLASP_KIND_OF_SIGNAL_EVENT, "event"),
                    G_DEFINE_ENUM_VALUE (CLASP_KIND_OF_SIGNAL_STREAM, "stream"),
                    G_DEFINE_ENUM_VALUE (CLASP_KIND_OF_SIGNAL_GESTURE, "gesture"))

G_DEFINE_ENUM_TYPE (ClaspSendAs,
                    clasp_send_as,
                    G_DEFINE_ENUM_VALUE (CLASP_SEND_SAME, "same"),
                    G_DEFINE_ENUM_VALUE (CLASP_SEND_PARAM, "param"),
                    G_DEFINE_ENUM_VALUE (CLASP_SEND_EVENT, "event"),
                    G_DEFINE_ENUM_VALUE (CLASP_SEND_STREAM, "stream"),
                    G_DEFINE_ENUM_VALUE (CLASP_SEND_GESTURE, "gesture"))

G_DEFINE_ENUM_TYPE (ClaspMerge,
                    clasp_merge,
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_LAST, "last"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_HIGHEST, "highest"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_LOWEST, "lowest"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_SUM, "sum"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_AVERAGE, "average"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_PRIORITY, "priority"),
                    G_DEFINE_ENUM_VALUE (CLASP_MERGE_CROSSFADE, "crossfade"))

typedef struct
{
  ClaspSettings parent_instance;
} ClaspRouteOptions, ClaspSourceOptions, ClaspTargetOptions;

typedef ClaspSettingsClass ClaspRouteOptionsClass;
typedef ClaspSettingsClass ClaspSourceOptionsClass;
typedef ClaspSettingsClass ClaspTargetOptionsClass;

G_DEFINE_TYPE (ClaspRouteOptions, clasp_route_options, CLASP_TYPE_SETTINGS)
G_DEFINE_TYPE (ClaspSourceOptions, clasp_source_options, CLASP_TYPE_SETTINGS)
G_DEFINE_TYPE (ClaspTargetOptions, clasp_target_options, CLASP_TYPE_SETTINGS)

/* ---- short forms ---- */

static void
add_text (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_string (name, nick, blurb, "", CLASP_SETTINGS_FLAGS));
}

static void
add_switch (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean (name, nick, blurb, FALSE, CLASP_SETTINGS_FLAGS));
}

/* The first of @type is the default. */
static void
add_choice (
  ClaspSettingsClass *klass, GType type, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (name, nick, blurb, type, 0, CLASP_SETTINGS_FLAGS));
}

static void
add_number (ClaspSettingsClass *klass,
            const char         *name,
            const char         *nick,
            const char         *blurb,
            double              maximum,
            double              default_value)
{
  clasp_settings_class_install (klass, g_param_spec_double (name, nick, blurb, 0.0, maximum,
                                                            default_value, CLASP_SETTINGS_FLAGS));
}

static void
add_count (ClaspSettingsClass *klass,
           const char         *name,
           const char         *nick,
           const char         *blurb,
           guint               maximum,
           guint               default_value)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_uint (name, nick, blurb, 0, maximum, default_value, CLASP_SETTINGS_FLAGS));
}

/* ---- the whole ---- */

static void
install_joining (ClaspSettingsClass *klass)
{
  add_choice (klass, clasp_join_get_type (), "join", N_ ("Join"),
              N_ ("What several sources give: none: each passes on its own. array, map: the newest "
                  "value of each, together."));
  add_choice (klass, clasp_fire_get_type (), "fire", N_ ("Passes"),
              N_ ("When joined values pass: any: at a value of any source. all: once each has a "
                  "new one. first: at a value of the first source."));
  add_text (klass, "when", N_ ("When"),
            N_ ("A condition for values to pass, an expression or JSON; empty = always."));
  add_choice (klass, clasp_when_opens_get_type (), "when-opens", N_ ("When it begins to hold"),
              N_ ("What becomes of the newest value of a parameter or stream that came while the "
                  "condition did not hold: wait: nothing, the next one passes. send: it passes as "
                  "soon as the condition holds."));
  add_choice (klass, clasp_layer_off_get_type (), "when-closes", N_ ("When it ceases to hold"),
              N_ ("What the targets get as soon as the condition does not hold any more: hold: "
                  "nothing. release: their default."));
}

static void
install_limits (ClaspSettingsClass *klass)
{
  add_number (klass, "rate-hz", N_ ("Rate"),
              N_ ("At most so many values per second and address; 0 = no limit. The last one is "
                  "always sent, and events are never left out."),
              1000.0, 0.0);
  add_choice (klass, clasp_keep_get_type (), "rate-keep", N_ ("Keep"),
              N_ ("Which of the values between two is sent."));
  add_switch (klass, "only-changes", N_ ("Only changes"),
              N_ ("Leave out what differs from the last value sent by no more than the tolerance."));
  add_number (klass, "epsilon", N_ ("Tolerance"), N_ ("What counts as no change."), 1e9, 0.0);
}

static void
install_ways (ClaspSettingsClass *klass)
{
  add_switch (klass, "feeds-itself", N_ ("May feed itself"),
              N_ ("Stay on when the show is opened, even in a circle of mappings that lead back to where they began."));
  add_switch (klass, "two-way", N_ ("Two-way"),
              N_ ("Changes of the target go back to the source, through the steps undone."));
  add_count (klass, "hold-off-ms", N_ ("Hold-off"),
             N_ ("For so long after a value went one way none goes the other, in ms."), 10000, 150);
  add_switch (klass, "feedback", N_ ("Feedback"),
              N_ ("The target's state goes back to the device of the source, also where it came "
                  "from: motor faders, lamps of buttons."));
  add_text (klass, "feedback-off", N_ ("Shown at 0"),
            N_ ("With feedback, the number the device gets where the target is at its least, as the "
                "colour of a lamp; empty = the least of its range. With any of these three the "
                "mapping waits for a change at the start."));
  add_text (klass, "feedback-on", N_ ("Shown at full"),
            N_ ("The number where the target is at its most; between, in proportion. Empty = the "
                "most of its range."));
  add_text (klass, "feedback-idle", N_ ("Shown at rest"),
            N_ ("JSON of what the device gets while the mapping is not at work: switched off, its "
                "layer off, removed. Empty = nothing."));
  add_text (klass, "page", N_ ("Page turned"),
            N_ ("Two-way or with feedback: the address, or a pattern of addresses, by which the device "
                "tells that it turned its page or bank. The target's state goes back to it once more "
                "then. Empty = it has no pages."));
  clasp_settings_class_address (klass, "page");
  add_count (klass, "page-delay-ms", N_ ("Page delay"),
             N_ ("So long after that, in ms: until the device shows its new page."), 10000, 50);
  add_choice (klass, clasp_takeover_get_type (), "takeover", N_ ("Takeover"),
              N_ ("How a control that stands elsewhere than its target takes over: jump: at once. "
                  "pickup: when it crosses it. scale: in proportion, towards the end stop."));
  add_number (klass, "takeover-window", N_ ("Pickup window"),
              N_ ("How near counts as crossing, as a share of the range."), 0.5, 0.02);
}

static void
install_order (ClaspSettingsClass *klass)
{
  add_switch (klass, "stop", N_ ("Stop"), N_ ("No mapping behind this one sees what it took."));
  add_switch (klass, "swallow", N_ ("Swallow"),
              N_ ("What it took reaches nobody else in its original form."));
  add_switch (klass, "solo", N_ ("Solo"),
              N_ ("While any mapping is solo, only those that are work."));
  add_choice (klass, clasp_on_start_get_type (), "on-start", N_ ("At start"),
              N_ ("send: the present state of the source passes at once. wait: only changes."));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("layers", N_ ("Layers"),
                               N_ ("Works only while all of these layers are on."), G_TYPE_STRV,
                               CLASP_SETTINGS_FLAGS));
  add_choice (klass, clasp_layer_off_get_type (), "layer-off", N_ ("Layer off"),
              N_ ("What its targets get when a layer goes off: hold: nothing. release: their "
                  "default."));
}

static void
install_rest (ClaspSettingsClass *klass)
{
  add_number (klass, "idle-reset-s", N_ ("Reset when idle"),
              N_ ("Steps forget what they remember of an address after so long without a value, in "
                  "seconds; 0 = never."),
              86400.0, 0.0);
  add_switch (klass, "reset-on-reconnect", N_ ("Reset when reconnected"),
              N_ ("Steps forget what they remember when the source's connection comes back."));
  add_text (klass, "notes", N_ ("Notes"), N_ ("Whatever you want to remember."));
}

static void
clasp_route_options_class_init (ClaspRouteOptionsClass *klass)
{
  install_joining (klass);
  install_limits (klass);
  install_ways (klass);
  install_order (klass);
  install_rest (klass);
}

static void
clasp_route_options_init (ClaspRouteOptions *self)
{
}

/* ---- ends ---- */

static void
clasp_source_options_class_init (ClaspSourceOptionsClass *klass)
{
  add_text (klass, "connection", N_ ("Connection"),
            N_ ("The id of the connection it must come from; empty = any."));
  add_choice (klass, clasp_signal_filter_get_type (), "signal", N_ ("Signal"),
              N_ ("Which kind of messages count."));
  add_text (klass, "path", N_ ("Path"),
            N_ ("Which part of the value: $.fader[0]; empty = all of it."));
  add_text (klass, "key", N_ ("Name in the map"),
            N_ ("Its name in a joined map; empty = the last part of the address."));
}

static void
clasp_source_options_init (ClaspSourceOptions *self)
{
}

static void
clasp_target_options_class_init (ClaspTargetOptionsClass *klass)
{
  add_text (klass, "connection", N_ ("Connection"),
            N_ ("The id of the connection it goes out by; empty = the one that has the address."));
  add_choice (klass, clasp_send_as_get_type (), "signal", N_ ("Signal"),
              N_ ("As what it is sent; same: as it came."));
  add_text (klass, "template", N_ ("Template"),
            N_ ("JSON in which ${value}, ${address}, ${time} and the names of the source stand for "
                "what they are; empty = the value itself."));
  add_choice (klass, clasp_merge_get_type (), "merge", N_ ("Merge"),
              N_ ("Which value an address gets that several mappings write."));
  add_count (klass, "priority", N_ ("Priority"),
             N_ ("With merge by priority the highest counts."), 200, 100);
  add_number (klass, "timeout-s", N_ ("Time-out"),
              N_ ("After so long without a value it counts no more in a merge by priority, in "
                  "seconds; 0 = never."),
              86400.0, 2.5);
  add_text (klass, "weight", N_ ("Weight"),
            N_ ("With merge by crossfade, the address of a parameter of 0–1: its share."));
  clasp_settings_class_address (klass, "weight");
  add_text (klass, "release", N_ ("Default"),
            N_ ("JSON of what is sent when a layer goes off; empty = the least of its range."));
}

static void
clasp_target_options_init (ClaspTargetOptions *self)
{
}

/**
 * clasp_route_options_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): the defaults
 */
ClaspSettings *
clasp_route_options_new (void)
{
  return g_object_new (clasp_route_options_get_type (), NULL);
}

/**
 * clasp_source_options_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): the defaults
 */
ClaspSettings *
clasp_source_options_new (void)
{
  return g_object_new (clasp_source_options_get_type (), NULL);
}

/**
 * clasp_target_options_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): the defaults
 */
ClaspSettings *
clasp_target_options_new (void)
{
  return g_object_new (clasp_target_options_get_type (), NULL);
}
