/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-settings.h"

#include <glib/gi18n-lib.h>

struct _ClaspRouterSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspRouterSettings, clasp_router_settings, CLASP_TYPE_SETTINGS)

static void
install_limit (ClaspSettingsClass *klass,
               const char         *name,
               const char         *nick,
               const char         *blurb,
               guint               minimum,
               guint               maximum,
               guint               initial)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint (name, nick, blurb, minimum, maximum, initial, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, name);
}

static void
clasp_router_settings_class_init (ClaspRouterSettingsClass *class)
{
  ClaspSettingsClass     *klass = CLASP_SETTINGS_CLASS (class);
  const ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  clasp_settings_class_install (
    klass,
    g_param_spec_string ("name", N_ ("Name"), N_ ("What other programs see when they connect."),
                         "Clasp Bridge", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("listen", N_ ("Listen"),
                               N_ ("Where programs can connect: ws://ADDRESS:PORT/PATH or "
                                   "tcp://ADDRESS:PORT. 127.0.0.1 is this "
                                   "computer only, 0.0.0.0 lets everybody on the network in."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (klass, "listen", "ws://127.0.0.1:7330/clasp");

  install_limit (klass, "max-sessions", N_ ("Sessions"),
                 N_ ("How many programs may be connected at a time; 0 is no limit."), 0, 1000000,
                 limits.max_sessions);
  install_limit (klass, "max-subscriptions", N_ ("Subscriptions"),
                 N_ ("How many patterns one program may subscribe to."), 1, 1000000,
                 limits.max_subscriptions);
  install_limit (klass, "max-params", N_ ("Parameters"), N_ ("How many addresses keep a value."), 1,
                 100000000, limits.max_params);
  install_limit (klass, "max-unauthenticated", N_ ("Unknown peers"),
                 N_ ("How many connections may be open that have not said hello yet."), 1, 65536,
                 limits.max_unauthenticated);
  install_limit (klass, "handshake-timeout-ms", N_ ("Hello within"),
                 N_ ("A connection that has not said hello by then is closed."), 100, 600000,
                 limits.handshake_timeout_ms);
  install_limit (klass, "session-timeout-ms", N_ ("Silence allowed"),
                 N_ ("A program that is silent for so long, and does not answer when asked, is "
                     "taken for gone; 0 is never."),
                 0, 86400000, limits.session_timeout_ms);
  install_limit (
    klass, "max-queue-kib", N_ ("Queue"),
    N_ ("How much may wait for one slow program, in KiB, before what is outdated is dropped."), 16,
    1024 * 1024, (guint) (limits.max_queue_bytes / 1024));
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
  return (ClaspRouterLimits){
    .max_sessions = (guint) clasp_settings_get_int (settings, "max-sessions"),
    .max_subscriptions = (guint) clasp_settings_get_int (settings, "max-subscriptions"),
    .max_params = (guint) clasp_settings_get_int (settings, "max-params"),
    .max_unauthenticated = (guint) clasp_settings_get_int (settings, "max-unauthenticated"),
    .handshake_timeout_ms = (guint) clasp_settings_get_int (settings, "handshake-timeout-ms"),
    .session_timeout_ms = (guint) clasp_settings_get_int (settings, "session-timeout-ms"),
    .max_queue_bytes = (gsize) clasp_settings_get_int (settings, "max-queue-kib") * 1024,
  };
}
