/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-settings.h"

#include "router/clasp-history.h"
#include "router/clasp-policies.h"

#include <glib/gi18n-lib.h>

struct _ClaspRouterSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspRouterSettings, clasp_router_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspFreezeRelease,
                    clasp_freeze_release,
                    G_DEFINE_ENUM_VALUE (CLASP_FREEZE_AT_ONCE, "at-once"),
                    G_DEFINE_ENUM_VALUE (CLASP_FREEZE_GLIDE, "glide"),
                    G_DEFINE_ENUM_VALUE (CLASP_FREEZE_PICKUP, "pickup"))

G_DEFINE_ENUM_TYPE (ClaspTimelineMode,
                    clasp_timeline_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_TIMELINE_MODE_PLAY, "play"),
                    G_DEFINE_ENUM_VALUE (CLASP_TIMELINE_MODE_RELAY, "relay"))
G_DEFINE_ENUM_TYPE (ClaspControl,
                    clasp_control,
                    G_DEFINE_ENUM_VALUE (CLASP_CONTROL_NOBODY, "nobody"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONTROL_THIS_COMPUTER, "this-computer"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONTROL_EVERYBODY, "everybody"))

/* One number of ClaspRouterLimits each; its default is the one there. */
typedef struct
{
  const char *name, *nick, *blurb;
  guint       minimum, maximum;
  gsize       offset; /* in ClaspRouterLimits */
  gsize       unit;   /* of a field in bytes; 0: the field is a guint */
} Limit;

#define KIB 1024
#define MIB (1024 * 1024)
#define COUNT(field) G_STRUCT_OFFSET (ClaspRouterLimits, field), 0
#define BYTES(field, unit) G_STRUCT_OFFSET (ClaspRouterLimits, field), unit

static const Limit router_limits[] = {
  { "max-sessions", N_ ("Sessions"),
    N_ ("How many programs may be connected at a time; 0 is no limit."), 0, 1000000,
    COUNT (max_sessions) },
  { "max-subscriptions", N_ ("Subscriptions"),
    N_ ("How many patterns one program may subscribe to."), 1, 1000000, COUNT (max_subscriptions) },
  { "max-params", N_ ("Parameters"), N_ ("How many addresses keep a value."), 1, 100000000,
    COUNT (max_params) },
  { "max-param-mib", N_ ("Memory for parameters"),
    N_ ("How much addresses and their values may take, in MiB."), 1, 1024 * 1024,
    BYTES (max_param_bytes, MIB) },
  { "param-ttl-s", N_ ("Parameters stay"),
    N_ ("A parameter is removed so long after it was last written or read, unless its writer said "
        "otherwise; 0 is never."),
    0, 2147483647, COUNT (param_ttl_s) },
  { "message-rate", N_ ("Messages a second"),
    N_ ("How many messages one program may send in a second; more wait, where the connection can "
        "make them, or are dropped. 0 is any number."),
    0, 10000000, COUNT (message_rate) },
  { "update-rate", N_ ("Updates a second"),
    N_ ("How many updates of one address a program is sent in a second; of what comes faster it gets "
        "only the newest value. Events are never left out. 0 is any number."),
    0, 100000, COUNT (update_rate) },
  { "max-per-address", N_ ("Connections of an address"),
    N_ ("How many connections one other computer may have to each place where we listen; 0 is any "
        "number."),
    0, 1000000, COUNT (max_per_address) },
  { "max-unauthenticated", N_ ("Unknown peers"),
    N_ ("How many connections may be open that have not said hello yet."), 1, 65536,
    COUNT (max_unauthenticated) },
  { "handshake-timeout-ms", N_ ("Hello within"),
    N_ ("A connection that has not said hello by then is closed."), 100, 600000,
    COUNT (handshake_timeout_ms) },
  { "session-timeout-ms", N_ ("Silence allowed"),
    N_ ("A program that is silent for so long, and does not answer when asked, is taken for gone; "
        "0 is never."),
    0, 86400000, COUNT (session_timeout_ms) },
  { "max-queue-kib", N_ ("Queue"),
    N_ ("How much may wait for one slow program, in KiB, before what is outdated is dropped."), 16,
    1024 * 1024, BYTES (max_queue_bytes, KIB) },
  { "max-pending-kib", N_ ("Behind a full queue"),
    N_ ("How much of what must not be lost may wait for one slow program behind its full queue, in "
        "KiB, before it is disconnected."),
    1, 1024 * 1024, BYTES (max_pending_bytes, KIB) },
  { "max-pending-messages", N_ ("Messages behind a full queue"), N_ ("The same, in messages."), 1,
    10000000, COUNT (max_pending_frames) },
  { "max-signals", N_ ("Announced signals"),
    N_ ("How many addresses programs may announce, all together."), 0, 100000000,
    COUNT (max_signals) },
  { "max-receipts", N_ ("Confirmed messages"),
    N_ ("How many confirmed messages of one program are recognised when they come again."), 64,
    1000000, COUNT (max_receipts) },
  { "max-receipts-kib", N_ ("Memory for confirmed messages"),
    N_ ("How much that may take for all programs, in KiB; the oldest are forgotten first."), 64,
    16 * 1024 * 1024, BYTES (max_receipt_bytes, KIB) },
  { "receipt-s", N_ ("Confirmed messages are known for"),
    N_ ("So many seconds, also after a program has lost its connection."), 1, 86400,
    COUNT (receipt_s) },
  { "commit-window-ms", N_ ("Commits wait for each other"),
    N_ ("On connections where messages can overtake each other, how many milliseconds one that has "
        "to keep its place waits for earlier ones; 0 is not at all."),
    0, 1000, COUNT (commit_window_ms) },
  { "signal-ttl-s", N_ ("Announced signals stay"),
    N_ ("An announced signal is forgotten so long after the program that announced it has gone and "
        "nobody has asked for it; 0 is never."),
    0, 31536000, COUNT (signal_ttl_s) },
  { "drain-ms", N_ ("Time to say goodbye"),
    N_ ("When the router is stopped, how long programs may take to read what waits for them."), 0,
    600000, COUNT (drain_ms) },
  { "max-gestures", N_ ("Gestures"),
    N_ ("How many gestures of one program may be under way at a time."), 1, 65536,
    COUNT (max_gestures) },
  { "gesture-interval-ms", N_ ("Gesture interval"),
    N_ ("A touch that moves is passed on once in so many milliseconds, always with its newest "
        "position; 0 passes on every move."),
    0, 10000, COUNT (gesture_interval_ms) },
  { "gesture-stale-s", N_ ("Forgotten gestures"),
    N_ ("A touch of which nothing was heard for so many seconds is taken for cancelled; 0 is "
        "never."),
    0, 86400, COUNT (gesture_stale_s) },
  { "max-bundles", N_ ("Scheduled bundles"),
    N_ ("How many bundles of one program may wait for their time."), 0, 1000000,
    COUNT (max_bundles) },
  { "max-bundle-kib", N_ ("Memory for scheduled bundles"),
    N_ ("How much the waiting bundles of one program may take, in KiB."), 1, 1024 * 1024,
    BYTES (max_bundle_bytes, KIB) },
  { "max-bundle-ahead-s", N_ ("Bundles ahead"),
    N_ ("How far ahead of the router's clock a bundle may be scheduled."), 0, 86400,
    COUNT (max_bundle_ahead_s) },
  { "max-orphan-bundles", N_ ("Bundles of programs that left"),
    N_ ("How many bundles still run at their time when the program that sent them has disconnected "
        "before; 0 cancels them."),
    0, 1000000, COUNT (max_orphan_bundles) },
  { "max-history", N_ ("History of an address"),
    N_ ("How many values of an address are kept at most for those who ask for its history."), 0,
    1000000, COUNT (max_history) },
  { "max-history-kib", N_ ("Memory for history"),
    N_ ("How much the history of all addresses may take, in KiB; the oldest is forgotten first."),
    0, 16 * 1024 * 1024, BYTES (max_history_bytes, KIB) },
  { "max-filter-addresses", N_ ("Filtered addresses"),
    N_ ("How many addresses one subscription with a rate, a threshold or a window keeps apart; "
        "others pass as they come."),
    1, 10000000, COUNT (max_filter_addresses) },
  { "max-timelines", N_ ("Timelines"),
    N_ ("How many timelines are kept at a time, whether they play, wait or have ended."), 0,
    10000000, COUNT (max_timelines) },
  { "max-timeline-keyframes", N_ ("Keyframes"), N_ ("How many keyframes one timeline may have."), 1,
    65535, COUNT (max_timeline_keyframes) },
  { "max-timeline-kib", N_ ("Memory for timelines"),
    N_ ("How much all timelines together may take, in KiB, as they came in."), 1, 1024 * 1024,
    BYTES (max_timeline_bytes, KIB) },
  { "timeline-rate-hz", N_ ("Timeline frames"),
    N_ ("How many times a second a timeline that plays writes its value; its end is always exact."),
    1, 1000, COUNT (timeline_rate_hz) },
  { "timeline-keep-s", N_ ("Ended timelines"),
    N_ ("For how many seconds a timeline that has ended is still shown to who asks."), 0, 86400,
    COUNT (timeline_keep_s) },
};

static guint
limit_get (const Limit *self, const ClaspRouterLimits *limits)
{
  const char *field = (const char *) limits + self->offset;

  if (self->unit == 0)
    return *(const guint *) (const void *) field;
  return (guint) (*(const gsize *) (const void *) field / self->unit);
}

static void
limit_set (const Limit *self, ClaspRouterLimits *limits, guint number)
{
  char *field = (char *) limits + self->offset;

  if (self->unit == 0)
    *(guint *) (void *) field = number;
  else
    *(gsize *) (void *) field = number * self->unit;
}

static void
install_limits (ClaspSettingsClass *klass)
{
  const ClaspRouterLimits defaults = CLASP_ROUTER_LIMITS_DEFAULT;

  for (guint i = 0; i < G_N_ELEMENTS (router_limits); i++)
    {
      const Limit *limit = &router_limits[i];

      clasp_settings_class_install (
        klass, g_param_spec_uint (limit->name, limit->nick, limit->blurb, limit->minimum,
                                  limit->maximum, limit_get (limit, &defaults),
                                  CLASP_SETTINGS_FLAGS));
      clasp_settings_class_advanced (klass, limit->name);
    }
}

static gboolean
validate_journal (ClaspSettings *settings, GError **error)
{
  const char *const *patterns = clasp_settings_get_strv (settings, "journal");
  const char        *why;

  for (guint i = 0; patterns[i] != NULL; i++)
    if (!clasp_pattern_is_valid (clasp_str (patterns[i]), &why))
      {
        g_set_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_ADDRESS,
                     "journal: ‘%s’ is not a pattern: %s", patterns[i], why);
        return FALSE;
      }
  return TRUE;
}

static gboolean
validate (ClaspSettings *settings, GError **error)
{
  const char *const *lines = clasp_settings_get_strv (settings, "strategies");

  for (guint i = 0; lines[i] != NULL; i++)
    if (!clasp_policies_check_line (lines[i], error))
      {
        g_prefix_error (error, "strategies: ");
        return FALSE;
      }
  lines = clasp_settings_get_strv (settings, "history");
  for (guint i = 0; lines[i] != NULL; i++)
    if (!clasp_history_check_line (lines[i], error))
      {
        g_prefix_error (error, "history: ");
        return FALSE;
      }
  return validate_journal (settings, error);
}

/* Of the journal (engine/journal), which keeps what this router knows and does. */
static void
install_journal (ClaspSettingsClass *klass)
{
  static const struct
  {
    const char *name, *nick, *blurb;
    gboolean    initial;
  } kinds[] = {
    { "journal-params", N_ ("Journal parameters"), N_ ("Record every change of a parameter."),
      TRUE },
    { "journal-events", N_ ("Journal events"), N_ ("Record events."), TRUE },
    { "journal-streams", N_ ("Journal streams"), N_ ("Record streams."), FALSE },
    { "journal-gestures", N_ ("Journal gestures"), N_ ("Record gestures."), FALSE },
    { "journal-timelines", N_ ("Journal timelines"), N_ ("Record timelines."), FALSE },
  };
  static const struct
  {
    const char *name, *nick, *blurb;
    guint       minimum, maximum, initial;
  } numbers[] = {
    { "journal-max-mib", N_ ("Size of the journal"),
      N_ ("How large the file beside the show may grow, in MiB, before the oldest records go."), 1,
      1024 * 1024, 256 },
    { "journal-max-days", N_ ("Age of records"),
      N_ ("Records go after so many days; 0 keeps them for ever."), 0, 36500, 30 },
    { "journal-queue-kib", N_ ("Queue of the journal"),
      N_ ("How much may wait for a slow disk, in KiB, before records are dropped; last values never "
          "are."),
      16, 1024 * 1024, 4096 },
    { "lock-grace-ms", N_ ("Locks after a restart"),
      N_ ("How long a lock waits for a program of its holder's name to come back."), 0, 86400000,
      30000 },
  };

  clasp_settings_class_install (
    klass,
    g_param_spec_boxed ("journal", N_ ("Journal"),
                        N_ ("Patterns of addresses, such as /lights/**, whose changes and events "
                            "are recorded, with their times, in a file beside the show."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      clasp_settings_class_install (
        klass, g_param_spec_boolean (kinds[i].name, kinds[i].nick, kinds[i].blurb,
                                     kinds[i].initial, CLASP_SETTINGS_FLAGS));
      clasp_settings_class_advanced (klass, kinds[i].name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      clasp_settings_class_install (
        klass,
        g_param_spec_uint (numbers[i].name, numbers[i].nick, numbers[i].blurb, numbers[i].minimum,
                           numbers[i].maximum, numbers[i].initial, CLASP_SETTINGS_FLAGS));
      clasp_settings_class_advanced (klass, numbers[i].name);
    }
}

/* What rules may ask over HTTP: nothing, until somebody says so. */
static void
install_rules_http (ClaspSettingsClass *klass)
{
  static const char *const names[] = { "rules-http-hosts", "rules-http-max", "rules-http-timeout-s",
                                       "rules-http-max-bytes" };

  clasp_settings_class_install (
    klass, g_param_spec_boxed ("rules-http-hosts", N_ ("Rules may ask"),
                               N_ ("Hosts to which rules may make HTTP requests, 10.0.0.5 or with "
                                   "a port, desk.local:8080; * is every one. Empty: none."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("rules-http-max", N_ ("Requests at a time"),
                              N_ ("So many HTTP requests of rules may wait for their answers; more "
                                  "are not made."),
                              1, 256, 8, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("rules-http-timeout-s", N_ ("Answers within"),
                              N_ ("Seconds after which a rule's HTTP request is given up."), 1, 300,
                              10, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("rules-http-max-bytes", N_ ("Longest answer"),
                              N_ ("Bytes of an answer to a rule's HTTP request; a longer one is not "
                                  "taken."),
                              1, 16 * 1024 * 1024, 65536, CLASP_SETTINGS_FLAGS));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    clasp_settings_class_advanced (klass, names[i]);
}

static void
install_rules (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("rules", N_ ("Rules"),
                                N_ ("A file with rules: what happens when something happens. A "
                                    "relative path is seen from the show's folder. Empty: none."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("rules-max-pending", N_ ("Waiting rules"),
                              N_ ("How many rules may wait in a delay at a time."), 1, 1000000,
                              1000, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "rules-max-pending");
  install_rules_http (klass);
}

static void
install_tls (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("tls-certificate", N_ ("Certificate"),
                                N_ ("File (PEM) with the certificate for wss:// and tls://, and those "
                                    "that signed it."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("tls-key", N_ ("Key"),
                                N_ ("File (PEM) with the certificate's key. It is read when listening "
                                    "begins, and when this setting changes."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "tls-certificate");
  clasp_settings_class_advanced (klass, "tls-key");
}

/* What the engine does with all universes, whatever carries them (dmx/clasp-desk.h). */
static void
install_desk (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("slot-notes", N_ ("Slots"),
                               N_ ("What is known of DMX slots, “/artnet/0/0/1/13-24 Front wash "
                                   "[intensity]” in each line. A blackout takes the slots marked "
                                   "intensity, or all of a universe without any; those marked "
                                   "careful cannot be tested; “cue 128” or “cue 50%” is where a slot "
                                   "goes that lost its source, where a connection says so; “16-bit” and "
                                   "“rgb” slots come in as one value, too."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("signal-notes", N_ ("Signals"),
                               N_ ("What is said of signals, “/osc/1/fader1 [favourite, range 0 1] Lead” in each "
                                   "line: what to show among the favourites, how to take the value (“range LOW "
                                   "HIGH”, “whole LOW HIGH” or “switch”), and a note."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("show-view", N_ ("Show view"),
                               N_ ("What the window shows large during the show, in each line “clock”, “devices”, "
                                   "“favourites” or “note” and a text. Empty: all but a note."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("removed-connections", N_ ("Removed connections"),
                               N_ ("Connections that mappings name although they were removed, the kind and the namespace in "
                                   "each line, “osc /tablet”. One of that kind that is added anew takes its place."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("blackout-universes", N_ ("Blackout takes"),
                               N_ ("Which universes a blackout makes dark and the grand master dims, “/artnet” "
                                   "or “/artnet/0/0/1” in each line. Empty: all."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("blackout-fade-ms", N_ ("Light comes back in"),
                              N_ ("Milliseconds the levels take to come back after a blackout; 0 is "
                                  "at once."),
                              0, 60000, 500, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum ("freeze-release", N_ ("After a freeze"),
                              N_ ("How outputs catch up. at-once: with the next frame. glide: over a time. "
                                  "pickup: each slot when its level reaches or crosses the frozen one; "
                                  "released once more, all do at once."),
                              clasp_freeze_release_get_type (), CLASP_FREEZE_AT_ONCE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("freeze-glide-ms", N_ ("Glide after a freeze"),
                              N_ ("Milliseconds the levels take from the frozen ones; 0 is at once."), 0,
                              60000, 2000, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "slot-notes");
  clasp_settings_class_advanced (klass, "signal-notes");
  clasp_settings_class_advanced (klass, "show-view");
  clasp_settings_class_advanced (klass, "removed-connections");
  clasp_settings_class_advanced (klass, "freeze-release");
  clasp_settings_class_advanced (klass, "freeze-glide-ms");
  clasp_settings_class_advanced (klass, "blackout-universes");
  clasp_settings_class_advanced (klass, "blackout-fade-ms");
}

static void
clasp_router_settings_class_init (ClaspRouterSettingsClass *class)
{
  ClaspSettingsClass *klass = CLASP_SETTINGS_CLASS (class);

  klass->validate = validate;
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("name", N_ ("Name"), N_ ("What other programs see when they connect."),
                         "Clasp Bridge", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("listen", N_ ("Listen"),
                               N_ ("Where programs can connect: ws://ADDRESS:PORT/PATH or "
                                   "tcp://ADDRESS:PORT; encrypted, wss:// or tls://. 127.0.0.1 is "
                                   "this computer only, 0.0.0.0 lets everybody on the network in."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (klass, "listen", "ws://127.0.0.1:7330/clasp");

  clasp_settings_class_install (
    klass, g_param_spec_enum ("timelines", N_ ("Timelines"),
                              N_ ("play: the router writes what a timeline is worth to the "
                                  "parameter at its address. relay: it keeps timelines and hands "
                                  "them on, and others play them."),
                              CLASP_TYPE_TIMELINE_MODE, CLASP_TIMELINE_MODE_PLAY,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "timelines");

  clasp_settings_class_install (
    klass, g_param_spec_uint ("awake-us", N_ ("Stay awake"),
                              N_ ("While there is much to do, how many microseconds we look out for "
                                  "the next message before we sleep: it is answered sooner, for more "
                                  "work of the processor. 0 is never."),
                              0, 10000, 100, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "awake-us");

  clasp_settings_class_install (
    klass, g_param_spec_enum ("control", N_ ("Control"),
                              N_ ("Which programs may break locks and change mappings: nobody, "
                                  "those on this-computer, or everybody."),
                              CLASP_TYPE_CONTROL, CLASP_CONTROL_THIS_COMPUTER,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "control");
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("strict", N_ ("Strict"),
                                 N_ ("Refuse messages above the rate with an error, instead of "
                                     "letting them wait; 30 a second where no rate is set."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "strict");

  install_rules (klass);
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("strategies", N_ ("Conflicts"),
                               N_ ("Which writes count, “/fader/** max” in each line: lww the last "
                                   "one, max or min the largest or smallest number, lock those of "
                                   "whoever wrote first, merge adds the keys of maps. The first "
                                   "line that matches holds."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "strategies");
  install_journal (klass);
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("history", N_ ("History"),
                               N_ ("Of which addresses the last values are kept for programs that "
                                   "come later and ask for them, “/fader/** 100” in each line. "
                                   "Others are kept from the first program that asks."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "history");
  install_tls (klass);
  install_limits (klass);
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("metrics", N_ ("Metrics"),
                                 N_ ("Time some of the messages, and answer /metrics. Without, "
                                     "messages are counted all the same."),
                                 TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "metrics");
  clasp_settings_class_install (
    klass, g_param_spec_uint ("metrics-sessions", N_ ("Sessions in the metrics"),
                              N_ ("How many programs /metrics lists one by one, those that connected "
                                  "first; the totals count all."),
                              0, 10000, 64, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "metrics-sessions");
  install_desk (klass);
}

static void
clasp_router_settings_init (ClaspRouterSettings *self)
{
}

/**
 * clasp_router_settings_get_limits:
 * @settings: a [class@Clasp.RouterSettings]
 *
 * Thread: the owner's.
 *
 * Returns: the limits as the router takes them
 */
ClaspRouterLimits
clasp_router_settings_get_limits (ClaspSettings *settings)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  for (guint i = 0; i < G_N_ELEMENTS (router_limits); i++)
    limit_set (&router_limits[i], &limits,
               (guint) clasp_settings_get_int (settings, router_limits[i].name));
  limits.is_strict = clasp_settings_get_boolean (settings, "strict");
  limits.is_unmeasured = !clasp_settings_get_boolean (settings, "metrics");
  limits.control = (ClaspControl) clasp_settings_get_int (settings, "control");
  limits.timelines = (ClaspTimelineMode) clasp_settings_get_int (settings, "timelines");
  return limits;
}
