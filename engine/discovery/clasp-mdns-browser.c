/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-discovery"

#include "discovery/clasp-mdns-browser.h"

#include "discovery/clasp-avahi.h"

#include <glib/gi18n-lib.h>

/* Design notes: the daemon names a service once for each interface and protocol it is seen on. Its
 * address is asked for until one is known; the service is lost when the last is gone. Programs that
 * tell an IPv6 address beside an IPv4 one often listen to IPv4 alone: any address will do only when
 * nobody named an IPv4 one. */

#define BROWSER "org.freedesktop.Avahi.ServiceBrowser"
#define ANY -1
#define INET 0 /* AvahiProtocol */
#define INET_TIMEOUT_MS 2000
#define ANY_TIMEOUT_MS 5000
#define MAX_TXT 64

typedef struct
{
  ClaspMdnsBrowser *browser; /* (unowned) */
  char             *name;    /* (owned) */
  guint             n_seen;
  gboolean          is_found; /* its address is known, and was told */
} Service;

/* What an address was asked for by. It may outlive the service. */
typedef struct
{
  ClaspMdnsBrowser *browser;       /* (unowned) */
  char             *name, *domain; /* (owned) */
  gint32            interface;
} Question;

struct _ClaspMdnsBrowser
{
  ClaspAvahi            *avahi; /* (owned) */
  char                  *type;  /* (owned) */
  ClaspMdnsBrowserEvents events;
  gpointer               user_data;
  gboolean               is_ready;  /* the daemon may be asked */
  char                  *path;      /* (owned) (nullable) of the daemon's browser */
  GHashTable            *services;  /* (owned) name → Service (owned) */
  GHashTable            *questions; /* (owned) set of Question (owned) without an answer */
};

static void
service_free (gpointer data)
{
  Service *service = data;

  g_free (service->name);
  g_free (service);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->name);
  g_free (question->domain);
  g_free (question);
}

/* ---- one service ---- */

static void
take_txt (GVariant *txt, GPtrArray *texts)
{
  gsize n = MIN (g_variant_n_children (txt), MAX_TXT);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (txt, i);
      gsize                size;
      const char          *bytes = g_variant_get_fixed_array (entry, &size, 1);

      g_ptr_array_add (texts, g_utf8_make_valid (bytes != NULL ? bytes : "", (gssize) size));
    }
  g_ptr_array_add (texts, NULL);
}

static void
tell_found (Service *service, GVariant *result)
{
  ClaspMdnsBrowser        *self = service->browser;
  g_autoptr (GPtrArray)    texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GVariant)     txt = NULL;
  g_autoptr (GInetAddress) address = NULL;
  ClaspMdnsFound           found = { .name = service->name };
  const char              *address_text;

  g_variant_get (result, "(ii&s&s&s&si&sq@aayu)", NULL, NULL, NULL, NULL, NULL, &found.host, NULL,
                 &address_text, &found.port, &txt, NULL);
  address = g_inet_address_new_from_string (address_text);
  if (address == NULL)
    return;

  take_txt (txt, texts);
  found.address = address;
  found.txt = (const char *const *) texts->pdata;
  service->is_found = TRUE;
  self->events.found (&found, self->user_data);
}

static void
ask (Question *question, gint32 address_protocol, int timeout_ms, ClaspAvahiFunc func)
{
  ClaspMdnsBrowser *self = question->browser;

  clasp_avahi_call_within (self->avahi, timeout_ms, "/", CLASP_AVAHI_SERVER, "ResolveService",
                           g_variant_new ("(iisssiu)", question->interface, ANY, question->name,
                                          self->type, question->domain, address_protocol, 0u),
                           func, question);
}

/* NULL: nobody waits for the answer any more. */
static Service *
find_asked (const Question *question)
{
  Service *service = g_hash_table_lookup (question->browser->services, question->name);

  return service != NULL && !service->is_found ? service : NULL;
}

static gboolean
is_answer (GVariant *result)
{
  return result != NULL && g_variant_is_of_type (result, G_VARIANT_TYPE ("(iissssisqaayu)"));
}

static void
any_resolved_cb (GVariant *result, const GError *error, gpointer user_data)
{
  Question *question = user_data;
  Service  *service = find_asked (question);

  g_hash_table_remove (question->browser->questions, question);
  if (service != NULL && is_answer (result))
    tell_found (service, result);
}

static void
inet_resolved_cb (GVariant *result, const GError *error, gpointer user_data)
{
  Question *question = user_data;

  if (!is_answer (result) && question->browser->is_ready && find_asked (question) != NULL)
    ask (question, ANY, ANY_TIMEOUT_MS, any_resolved_cb);
  else
    any_resolved_cb (result, error, question);
}

static void
resolve (Service *service, gint32 interface, const char *domain)
{
  Question *question = g_new (Question, 1);

  *question = (Question){ .browser = service->browser,
                          .name = g_strdup (service->name),
                          .domain = g_strdup (domain),
                          .interface = interface };
  g_hash_table_add (service->browser->questions, question);
  ask (question, INET, INET_TIMEOUT_MS, inet_resolved_cb);
}

/* ---- news ---- */

static void
item_new (ClaspMdnsBrowser *self, GVariant *values)
{
  gint32      interface;
  const char *name, *domain;
  Service    *service;

  g_variant_get (values, "(ii&s&s&su)", &interface, NULL, &name, NULL, &domain, NULL);
  service = g_hash_table_lookup (self->services, name);
  if (service == NULL)
    {
      if (g_hash_table_size (self->services) >= CLASP_MDNS_MAX_FOUND)
        return;
      service = g_new0 (Service, 1);
      service->browser = self;
      service->name = g_strdup (name);
      g_hash_table_insert (self->services, service->name, service);
    }
  service->n_seen++;
  if (!service->is_found)
    resolve (service, interface, domain);
}

static void
lose (ClaspMdnsBrowser *self, Service *service)
{
  g_autofree char *name = g_strdup (service->name);
  gboolean         was_found = service->is_found;

  g_hash_table_remove (self->services, name);
  if (was_found)
    self->events.lost (name, self->user_data);
}

static void
item_remove (ClaspMdnsBrowser *self, GVariant *values)
{
  const char *name;
  Service    *service;

  g_variant_get (values, "(ii&s&s&su)", NULL, NULL, &name, NULL, NULL, NULL);
  service = g_hash_table_lookup (self->services, name);
  if (service != NULL && --service->n_seen == 0)
    lose (self, service);
}

static void
signal_cb (const char *path,
           const char *interface,
           const char *name,
           GVariant   *values,
           gpointer    user_data)
{
  ClaspMdnsBrowser *self = user_data;

  if (!g_str_equal (interface, BROWSER) || g_strcmp0 (path, self->path) != 0 ||
      !g_variant_is_of_type (values, G_VARIANT_TYPE ("(iisssu)")))
    return;
  if (g_str_equal (name, "ItemNew"))
    item_new (self, values);
  else if (g_str_equal (name, "ItemRemove"))
    item_remove (self, values);
}

static void
browser_cb (GVariant *result, const GError *error, gpointer user_data)
{
  ClaspMdnsBrowser *self = user_data;

  if (result == NULL || !g_variant_is_of_type (result, G_VARIANT_TYPE ("(o)")))
    {
      g_message (_ ("Cannot look for %s: %s"), self->type,
                 error != NULL ? error->message : _ ("the answer of Avahi makes no sense"));
      return;
    }
  g_free (self->path);
  g_variant_get (result, "(o)", &self->path);
}

static void
problem_changed (ClaspMdnsBrowser *self)
{
  if (self->events.problem_changed != NULL)
    self->events.problem_changed (self->user_data);
}

static void
ready_cb (gpointer user_data)
{
  ClaspMdnsBrowser *self = user_data;

  self->is_ready = TRUE;
  clasp_avahi_call (self->avahi, "/", CLASP_AVAHI_SERVER, "ServiceBrowserNew",
                    g_variant_new ("(iissu)", ANY, ANY, self->type, "", 0u), browser_cb, self);
  problem_changed (self);
}

static void
gone_cb (gpointer user_data)
{
  ClaspMdnsBrowser *self = user_data;
  GHashTableIter    iter;
  gpointer          service;

  self->is_ready = FALSE;
  g_clear_pointer (&self->path, g_free);
  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, &service))
    {
      lose (self, service);
      g_hash_table_iter_init (&iter, self->services);
    }
  problem_changed (self);
}

/**
 * clasp_mdns_browser_new:
 * @timers: for trying again
 * @type: "_osc._udp"
 * @events: copied; nothing is called from within this call
 * @user_data: for @events
 *
 * Returns: (transfer full): a browser
 */
ClaspMdnsBrowser *
clasp_mdns_browser_new (ClaspTimers                  *timers,
                        const char                   *type,
                        const ClaspMdnsBrowserEvents *events,
                        gpointer                      user_data)
{
  static const ClaspAvahiHandler handler = { ready_cb, gone_cb, signal_cb };
  ClaspMdnsBrowser              *self = g_new0 (ClaspMdnsBrowser, 1);

  self->type = g_strdup (type);
  self->events = *events;
  self->user_data = user_data;
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, service_free);
  self->questions = g_hash_table_new_full (NULL, NULL, question_free, NULL);
  self->avahi = clasp_avahi_new (timers, &handler, self);
  return self;
}

void
clasp_mdns_browser_free (ClaspMdnsBrowser *self)
{
  clasp_avahi_free (self->avahi);
  g_hash_table_unref (self->services);
  g_hash_table_unref (self->questions);
  g_free (self->type);
  g_free (self->path);
  g_free (self);
}

const char *
clasp_mdns_browser_get_problem (ClaspMdnsBrowser *self)
{
  return clasp_avahi_get_problem (self->avahi);
}
