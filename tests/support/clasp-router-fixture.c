/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include "core/clasp-value-text.h"

#include <string.h>

void
clasp_router_fixture_set_up (ClaspRouterFixture *fixture, gconstpointer limits)
{
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->clock = clasp_manual_clock_new (1000 * G_USEC_PER_SEC, CLASP_FIXTURE_UNIX_US);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test router", limits);
  fixture->interfaces = clasp_interfaces_new (fixture->reactor, NULL);
  fixture->universes = clasp_universes_new (fixture->timers);
  fixture->links = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->log = g_string_new (NULL);
}

void
clasp_router_fixture_tear_down (ClaspRouterFixture *fixture, gconstpointer limits)
{
  g_assert_finalize_object (fixture->router);
  g_ptr_array_unref (fixture->links);
  clasp_universes_free (fixture->universes);
  clasp_interfaces_free (fixture->interfaces);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  clasp_reactor_unref (fixture->reactor);
  g_string_free (fixture->log, TRUE);
}

ClaspBridgeHost
clasp_fixture_get_host (ClaspRouterFixture *fixture,
                        void (*status) (const ClaspBridgeStatus *, gpointer),
                        gpointer user_data)
{
  return (ClaspBridgeHost){ .reactor = fixture->reactor,
                            .timers = fixture->timers,
                            .router = fixture->router,
                            .status = status,
                            .user_data = user_data,
                            .interfaces = fixture->interfaces,
                            .universes = fixture->universes };
}

ClaspFakeLink *
clasp_fixture_connect (ClaspRouterFixture *fixture)
{
  g_autofree char *peer = g_strdup_printf ("192.0.2.%u:5000", fixture->links->len + 1);
  ClaspFakeLink   *link = clasp_fake_link_new (peer);

  g_ptr_array_add (fixture->links, link);
  clasp_router_accept (fixture->router, CLASP_LINK (link));
  return link;
}

ClaspFakeLink *
clasp_fixture_join (ClaspRouterFixture *fixture)
{
  ClaspFakeLink *link = clasp_fixture_connect (fixture);

  clasp_fixture_say (link, "HELLO peer");
  g_free (clasp_fake_link_take (link));
  return link;
}

static ClaspValue
parse_value (const char *text)
{
  char  *end = NULL;
  double number;

  if (g_str_equal (text, "null"))
    return clasp_value_null ();
  if (text[0] == '{' || text[0] == '[')
    {
      ClaspValue value = CLASP_VALUE_INIT;

      g_assert_true (clasp_value_parse (text, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
      return value;
    }
  number = g_ascii_strtod (text, &end);
  if (end != text && g_str_equal (end, "i"))
    return clasp_value_int (g_ascii_strtoll (text, NULL, 10));
  return *end == '\0' ? clasp_value_double (number) : clasp_value_string (clasp_str (text));
}

static char *
next_word (char **rest)
{
  char *word = strsep (rest, " ");

  return word != NULL && *word != '\0' ? word : NULL;
}

static ClaspStr
need_word (char **rest)
{
  char *word = next_word (rest);

  return clasp_str (word != NULL ? word : "");
}

static void
parse_set (ClaspSet *set, char **rest)
{
  char *word;

  set->address = need_word (rest);
  set->value = parse_value (need_word (rest).data);
  while ((word = next_word (rest)) != NULL)
    {
      set->lock |= g_str_equal (word, "lock");
      set->unlock |= g_str_equal (word, "unlock");
      if (g_str_equal (word, "rev"))
        {
          set->has_revision = TRUE;
          set->revision = g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      if (g_str_equal (word, "ttl") || g_str_equal (word, "until"))
        {
          set->has_ttl = TRUE;
          set->ttl.mode = g_str_equal (word, "ttl") ? CLASP_TTL_SLIDING : CLASP_TTL_ABSOLUTE;
          set->ttl.seconds = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
    }
}

static ClaspSignal
parse_signal (const char *name)
{
  for (guint i = CLASP_SIGNAL_PARAM; i < CLASP_SIGNAL_TIMELINE; i++)
    if (g_str_equal (name, clasp_signal_to_string (i)))
      return i;
  return CLASP_SIGNAL_TIMELINE;
}

static void
parse_publish (ClaspPublish *publish, char **rest)
{
  char *word;

  publish->signal = parse_signal (need_word (rest).data);
  publish->address = need_word (rest);
  while ((word = next_word (rest)) != NULL)
    {
      if (g_str_equal (word, "id"))
        {
          publish->has_id = TRUE;
          publish->id = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "rate"))
        {
          publish->has_rate = TRUE;
          publish->rate = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "ts"))
        {
          publish->has_timestamp = TRUE;
          publish->timestamp_us = g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "start") || g_str_equal (word, "move") ||
               g_str_equal (word, "end") || g_str_equal (word, "cancel"))
        publish->phase = word[0] == 's'   ? CLASP_PHASE_START
                         : word[0] == 'm' ? CLASP_PHASE_MOVE
                         : word[0] == 'e' ? CLASP_PHASE_END
                                          : CLASP_PHASE_CANCEL;
      else
        {
          publish->has_value = TRUE;
          publish->value = parse_value (word);
        }
    }
}

static void
parse_subscribe (ClaspSubscribe *subscribe, char **rest)
{
  char *word;

  subscribe->id = (guint32) g_ascii_strtoull (need_word (rest).data, NULL, 10);
  subscribe->pattern = need_word (rest);
  subscribe->types = CLASP_TYPES_ALL;
  while ((word = next_word (rest)) != NULL)
    {
      if (g_str_equal (word, "rate"))
        {
          subscribe->has_options = subscribe->has_max_rate = TRUE;
          subscribe->max_rate = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "history"))
        {
          subscribe->has_options = subscribe->has_history = TRUE;
          subscribe->history = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "window"))
        {
          subscribe->has_options = subscribe->has_window = TRUE;
          subscribe->window_ms = (guint32) g_ascii_strtoull (next_word (rest), NULL, 10);
        }
      else if (g_str_equal (word, "epsilon"))
        {
          subscribe->has_options = subscribe->has_epsilon = TRUE;
          subscribe->epsilon = g_ascii_strtod (next_word (rest), NULL);
        }
      else
        {
          g_auto (GStrv) names = g_strsplit (word, ",", -1);

          subscribe->types = 0;
          for (guint i = 0; names[i] != NULL; i++)
            subscribe->types |= clasp_signal_to_types (parse_signal (names[i]));
        }
    }
}

/* ADDRESS[MINIMUM..MAXIMUM]=STRATEGY */
static void
parse_meta (ClaspSignalInfo *info, char *word)
{
  char *strategy = strchr (word, '=');
  char *range;

  if (strategy != NULL)
    {
      *strategy = '\0';
      info->has_meta = info->has_strategy = TRUE;
      info->strategy = clasp_str (strategy + 1);
    }
  range = strchr (word, '[');
  if (range != NULL)
    {
      *range = '\0';
      info->has_meta = info->has_range = TRUE;
      info->maximum = g_ascii_strtod (strstr (range + 1, "..") + 2, NULL);
      *strstr (range + 1, "..") = '\0';
      info->minimum = g_ascii_strtod (range + 1, NULL);
    }
  info->address = clasp_str (word);
}

static void
parse_announce (ClaspAnnounce *announce, char **rest)
{
  char *list, *word;

  announce->namespace_ = need_word (rest);
  list = next_word (rest);
  while ((word = strsep (&list, ",")) != NULL)
    {
      ClaspSignalInfo *info;

      announce->signals = g_renew (ClaspSignalInfo, announce->signals, announce->n_signals + 1);
      info = &announce->signals[announce->n_signals++];
      *info = (ClaspSignalInfo){ .address = clasp_str (word), .has_datatype = TRUE };
      info->datatype = clasp_str ("f64");
      parse_meta (info, word);
    }
}

static ClaspMessageType
parse_type (const char *name)
{
  for (guint type = 1; type <= CLASP_MESSAGE_RESULT; type++)
    {
      const char *text = clasp_message_type_to_string (type);

      if (text != NULL && g_str_equal (text, name))
        return type;
    }
  g_error ("no such message: %s", name);
}

void
clasp_fixture_parse (char *buffer, ClaspMessage *message)
{
  char *rest = buffer;

  *message = (ClaspMessage){ .type = parse_type (next_word (&rest)) };
  if (message->type == CLASP_MESSAGE_SET)
    parse_set (&message->set, &rest);
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    parse_publish (&message->publish, &rest);
  else if (message->type == CLASP_MESSAGE_SUBSCRIBE)
    parse_subscribe (&message->subscribe, &rest);
  else if (message->type == CLASP_MESSAGE_ANNOUNCE)
    parse_announce (&message->announce, &rest);
  else if (message->type == CLASP_MESSAGE_UNSUBSCRIBE)
    message->unsubscribe.id = (guint32) g_ascii_strtoull (need_word (&rest).data, NULL, 10);
  else if (message->type == CLASP_MESSAGE_SYNC)
    message->sync.t1_us = g_ascii_strtoull (need_word (&rest).data, NULL, 10);
  else if (message->type == CLASP_MESSAGE_GET)
    message->get.address = need_word (&rest);
  else if (message->type == CLASP_MESSAGE_QUERY)
    message->query.pattern = need_word (&rest);
  else if (message->type == CLASP_MESSAGE_REPLAY)
    message->replay.pattern = need_word (&rest);
  else if (message->type == CLASP_MESSAGE_HELLO)
    {
      message->hello.version = 1;
      message->hello.name = need_word (&rest);
    }
}

void
clasp_fixture_say (ClaspFakeLink *link, const char *line)
{
  g_autofree char      *buffer = g_strdup (line);
  g_auto (ClaspMessage) message;

  clasp_fixture_parse (buffer, &message);
  clasp_fake_link_inject (link, &message);
}

static void
log_line (ClaspRouterFixture *fixture,
          ClaspSession       *session,
          const ClaspMessage *message,
          const char         *suffix)
{
  g_autofree char *line = clasp_test_describe_message (message);

  g_string_append_printf (fixture->log, "%s%s ← %s%s", fixture->log->len > 0 ? "\n" : "",
                          clasp_session_get_name (session), line, suffix);
}

void
clasp_fixture_deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer fixture)
{
  log_line (fixture, session, delivery->message, delivery->is_snapshot ? " (snapshot)" : "");
}

void
clasp_fixture_reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer fixture)
{
  log_line (fixture, session, reply, "");
}

ClaspSession *
clasp_fixture_join_local (ClaspRouterFixture *fixture, const char *name)
{
  return clasp_router_join (fixture->router, name, clasp_fixture_deliver_cb, clasp_fixture_reply_cb,
                            fixture);
}

void
clasp_fixture_advance (ClaspRouterFixture *fixture, gint64 by_us)
{
  clasp_manual_clock_advance (fixture->clock, by_us);
  clasp_timers_run (fixture->timers);
}

ClaspRouterStats
clasp_fixture_stats (ClaspRouterFixture *fixture)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (fixture->router, &stats);
  return stats;
}
