/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-run.h"

#include <stdio.h>

/* clasp-load MEASURE OPTIONS: one measurement of one server; the result is a line of JSON. */

typedef struct
{
  const char *name;
  int (*run) (const LoadOptions *options);
} Measure;

static const Measure measures[] = {
  { "flow", load_run_flow },         { "table", load_run_table },
  { "joiners", load_run_joiners },   { "bundles", load_run_bundles },
  { "connects", load_run_connects }, { "idle", load_run_idle },
  { "osc", load_run_osc },
};

static const LoadProtocol *const protocols[] = { &load_clasp_tcp, &load_clasp_ws, &load_clasp_tls,
                                                 &load_clasp_wss, &load_bare_tcp, &load_bare_ws,
                                                 &load_mqtt,      &load_nats,     &load_redis };

const LoadProtocol *
load_protocol_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_strcmp0 (protocols[i]->name, name) == 0)
      return protocols[i];
  load_die ("there is no protocol ‘%s’", name != NULL ? name : "");
}

static LoadKind
find_kind (const char *name)
{
  if (name == NULL || g_str_equal (name, "set"))
    return LOAD_KIND_SET;
  if (g_str_equal (name, "stream"))
    return LOAD_KIND_STREAM;
  if (g_str_equal (name, "event"))
    return LOAD_KIND_EVENT;
  load_die ("there is no kind ‘%s’", name);
}

static LoadShape
find_shape (const char *name)
{
  static const char *const names[] = { "all", "exact", "star", "deep", "mixed" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i], name != NULL ? name : "all") == 0)
      return (LoadShape) i;
  load_die ("there is no shape ‘%s’", name);
}

static void
check (const LoadOptions *options, int port, int pid)
{
  if (port < 1 || port > 65535 || pid < 1)
    load_die ("--port and --pid are needed");
  if (options->window < 1 || options->window > 1 << 20 || options->topics < 1 ||
      options->topics > 10000000 || options->subscriptions < 1 || options->subscribers < 0 ||
      options->deaf < 0 || options->rate < 0)
    load_die ("a count is out of range");
}

static int
run (const char *name, const LoadOptions *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (g_str_equal (measures[i].name, name))
      return measures[i].run (options);
  load_die ("there is no measure ‘%s’", name);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("MEASURE");
  g_autoptr (GError)         error = NULL;
  g_autofree char           *protocol = NULL;
  g_autofree char           *kind = NULL;
  g_autofree char           *shape = NULL;
  int                        port = 0, pid = 0;
  LoadOptions                options = {
                   .subscribers = 1, .window = 1, .topics = 1, .subscriptions = 1000, .seconds = 1.0
  };
  GOptionEntry entries[] = {
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &protocol,
      "clasp-tcp, clasp-ws, clasp-tls, clasp-wss, bare-tcp, bare-ws, mqtt, nats, redis", "NAME" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Where the server listens on 127.0.0.1", "PORT" },
    { "pid", 0, 0, G_OPTION_ARG_INT, &pid, "The server's process, for its processor time", "PID" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind,
      "What a CLASP publisher sends: set, stream or event", "KIND" },
    { "subscribers", 0, 0, G_OPTION_ARG_INT, &options.subscribers,
      "Connections that get everything", "COUNT" },
    { "window", 0, 0, G_OPTION_ARG_INT, &options.window, "Messages in flight", "COUNT" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &options.rate,
      "Messages in a second; 0 is as many as there can be", "COUNT" },
    { "topics", 0, 0, G_OPTION_ARG_INT, &options.topics, "Addresses, taken in turn", "COUNT" },
    { "shape", 0, 0, G_OPTION_ARG_STRING, &shape,
      "Who subscribes to what: all, exact, star, deep, mixed", "SHAPE" },
    { "subscriptions", 0, 0, G_OPTION_ARG_INT, &options.subscriptions,
      "Patterns of one connection, unless all", "COUNT" },
    { "deaf", 0, 0, G_OPTION_ARG_INT, &options.deaf, "Subscribers besides that never read",
      "COUNT" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options.seconds, "How long to measure", "SECONDS" },
    { "out-port", 0, 0, G_OPTION_ARG_INT, &options.out_port, "Where the server sends OSC to",
      "PORT" },
    { "spin", 0, 0, G_OPTION_ARG_NONE, &options.spins, "Do not sleep while waiting", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    load_die ("%s", error->message);
  if (argc != 2)
    load_die ("one measure is needed");

  check (&options, port, pid);
  options.port = (guint16) port;
  options.protocol = load_protocol_find (protocol != NULL ? protocol : "clasp-tcp");
  options.kind = find_kind (kind);
  options.shape = find_shape (shape);
  load_server_open (&options.server, pid);
  return run (argv[1], &options);
}
