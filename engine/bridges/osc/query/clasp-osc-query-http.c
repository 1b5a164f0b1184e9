/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-private.h"

#include "io/clasp-http-response.h"

/* Questions by HTTP: the tree, one attribute of a node, or who we are. */

#define JSON "application/json"
#define HTML "text/html; charset=utf-8"
#define META_INTERVAL_US G_USEC_PER_SEC

/* ---- what is announced ---- */

static void
take_info (ClaspOscQueryServer *self, const ClaspSignalInfo *info)
{
  gsize    prefix = strlen (self->config.namespace_);
  ClaspStr address = info->address;
  ClaspOscQueryRule *rule;

  if (address.length <= prefix || memcmp (address.data, self->config.namespace_, prefix) != 0 ||
      address.data[prefix] != '/')
    return;

  if (memchr (address.data, '*', address.length) == NULL)
    {
      g_hash_table_replace (self->metas,
                            g_strndup (address.data + prefix, address.length - prefix),
                            clasp_osc_query_meta_new (info));
      return;
    }
  if (!info->has_range && !info->has_unit && !info->has_description && info->datatype.length == 0)
    return; /* that there may be something says nothing of it */
  rule = g_new (ClaspOscQueryRule, 1);
  rule->pattern =
    clasp_pattern_new ((ClaspStr){ address.data + prefix, address.length - prefix });
  rule->meta = clasp_osc_query_meta_new (info);
  g_ptr_array_add (self->patterns, rule);
}

static void
signal_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  take_info (user_data, info);
}

static void
look_at_metas (ClaspOscQueryServer *self)
{
  gint64           now_us = clasp_clock_now_us (clasp_timers_get_clock (self->config.timers));
  g_autofree char *text = g_strconcat (self->config.namespace_, "/**", NULL);
  g_autoptr (ClaspPattern) pattern = NULL;

  if (self->looked_us != 0 && now_us - self->looked_us < META_INTERVAL_US)
    return;

  self->looked_us = now_us;
  g_hash_table_remove_all (self->metas);
  g_ptr_array_set_size (self->patterns, 0);
  pattern = clasp_pattern_new (clasp_str (text));
  clasp_router_foreach_signal (self->config.router, pattern, signal_cb, self);
}

/* ---- answers ---- */

static void
append_host_info (ClaspOscQueryServer *self, GString *out)
{
  g_string_append (out, "{\"NAME\":");
  clasp_osc_query_append_text (out, self->config.name, strlen (self->config.name));
  if (self->config.osc_port != 0)
    g_string_append_printf (out, ",\"OSC_PORT\":%u,\"OSC_TRANSPORT\":\"%s\"",
                            self->config.osc_port, self->config.is_osc_tcp ? "TCP" : "UDP");
  g_string_append (out, ",\"EXTENSIONS\":{\"ACCESS\":true,\"VALUE\":true,\"RANGE\":true,"
                        "\"DESCRIPTION\":true,\"UNIT\":true,\"TAGS\":false,"
                        "\"EXTENDED_TYPE\":false,\"CRITICAL\":false,\"CLIPMODE\":false,"
                        "\"OVERLOADS\":false,\"HTML\":true,\"LISTEN\":true,\"PATH_ADDED\":true,"
                        "\"PATH_REMOVED\":true,\"PATH_CHANGED\":true,\"PATH_RENAMED\":false}}");
}

/* "VALUE", or "VALUE=": what follows is nothing to us. */
static ClaspStr
attribute_of (const ClaspHttpRequest *request)
{
  ClaspStr    query = request->query;
  const char *end = query.data;

  while (end < query.data + query.length && *end != '=' && *end != '&')
    end++;
  return (ClaspStr){ query.data, (gsize) (end - query.data) };
}

static guint
answer_node (ClaspOscQueryServer *self, ClaspStr path, ClaspStr attribute, GString *body)
{
  ClaspOscQueryTree tree = { .router = self->config.router,
                             .namespace_ = self->config.namespace_,
                             .metas = self->metas,
                             .patterns = self->patterns,
                             .max_nodes = self->config.max_nodes,
                             .name = self->config.name };

  look_at_metas (self);
  return clasp_osc_query_tree_answer (&tree, &self->node, path, attribute, body);
}

static const char *
explain (guint status)
{
  switch (status)
    {
    case 204:
      return "";
    case 400:
      return "There is no such attribute, or it is not supported\n";
    case 404:
      return "There is nothing at this path\n";
    default:
      return "There is too much below this path; ask for a part of it\n";
    }
}

/* A page that asks for the node by itself; there has to be one. */
static guint
answer_page (ClaspOscQueryServer *self, ClaspStr path, GString *body, const char **type)
{
  guint status = answer_node (self, path, CLASP_STR_LITERAL ("FULL_PATH"), body);

  if (status != 200)
    return status;
  g_string_assign (body, clasp_osc_query_page);
  *type = HTML;
  return 200;
}

static guint
answer_path (ClaspOscQueryServer    *self,
             const ClaspHttpRequest *request,
             GString                *body,
             const char            **type)
{
  ClaspStr         attribute = attribute_of (request);
  g_autofree char *path =
    g_uri_unescape_segment (request->path.data, request->path.data + request->path.length, NULL);

  if (clasp_str_equal (attribute, CLASP_STR_LITERAL ("HOST_INFO")))
    {
      append_host_info (self, body);
      return 200;
    }
  if (path == NULL || path[0] != '/' || !g_utf8_validate (path, -1, NULL))
    return 404;
  if (clasp_str_equal (attribute, CLASP_STR_LITERAL ("HTML")))
    return answer_page (self, clasp_str (path), body, type);
  return answer_node (self, clasp_str (path), attribute, body);
}

void
clasp_osc_query_http_answer (ClaspOscQueryServer    *self,
                             const ClaspHttpRequest *request,
                             GString                *out)
{
  gboolean            is_head = clasp_str_equal (request->method, CLASP_STR_LITERAL ("HEAD"));
  g_autoptr (GString) body = g_string_new (NULL);
  ClaspHttpAnswer     answer = { 200, JSON, NULL };

  if (!is_head && !clasp_str_equal (request->method, CLASP_STR_LITERAL ("GET")))
    {
      clasp_http_append_text (out, 400, "Only GET and HEAD are answered here\n", FALSE);
      return;
    }
  answer.status = answer_path (self, request, body, &answer.content_type);
  if (answer.status != 200)
    {
      clasp_http_append_text (out, answer.status, explain (answer.status), is_head);
      return;
    }
  answer.body = g_string_free_to_bytes (g_steal_pointer (&body));
  clasp_http_append_answer (out, &answer, is_head);
  g_bytes_unref (answer.body);
}
