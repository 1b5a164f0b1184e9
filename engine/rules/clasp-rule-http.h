/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "io/clasp-timer.h"

/* ClaspRuleHttp: HTTP requests that rules make (mapping.md 13): to hosts that a person allowed, so many
 * at a time, with answers of bounded size that come in time.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_RULE_HTTP_MAX_URL 2048 /* bytes */
#define CLASP_RULE_HTTP_MAX_HOSTS 256

typedef struct
{
  const char *const *hosts; /* "desk.local", "10.0.0.5:8080", "*" for all; copied. None: nothing is allowed */
  guint              max_running;
  guint              timeout_s; /* from the start to the whole answer */
  gsize              max_bytes; /* of an answer's body */
} ClaspRuleHttpLimits;

typedef struct
{
  const char       *method; /* "POST" */
  const char       *url;    /* http:// or https:// */
  const ClaspValue *headers; /* (nullable) a map of texts */
  const ClaspValue *body;   /* (nullable) a text as it is, bytes as they are, else as JSON */
} ClaspRuleHttpRequest;

/* @body: what came back, null for nothing. @why is NULL, or there is no answer and that is why. */
typedef void (*ClaspRuleHttpFunc) (guint             status,
                                   const ClaspValue *body,
                                   const char       *why,
                                   gpointer          user_data);

typedef struct _ClaspRuleHttp ClaspRuleHttp;

ClaspRuleHttp *clasp_rule_http_new        (ClaspTimers                *timers);
/* Nothing is answered any more; @user_data of what was under way is given back. */
void           clasp_rule_http_free       (ClaspRuleHttp              *self);
void           clasp_rule_http_set_limits (ClaspRuleHttp              *self,
                                           const ClaspRuleHttpLimits  *limits);
/* Takes over @user_data, also when it refuses: FALSE and a sentence in @why. */
gboolean       clasp_rule_http_send       (ClaspRuleHttp              *self,
                                           const ClaspRuleHttpRequest *request,
                                           ClaspRuleHttpFunc           func,
                                           gpointer                    user_data,
                                           GDestroyNotify              destroy,
                                           char                      **why);
guint          clasp_rule_http_count      (ClaspRuleHttp              *self);

/* NULL, or what is wrong with it. */
const char    *clasp_rule_http_check_url  (const char                 *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRuleHttp, clasp_rule_http_free)

G_END_DECLS
