/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-discovery"

#include "discovery/clasp-mdns-service.h"

#include "discovery/clasp-avahi.h"

#include <glib/gi18n-lib.h>

#define GROUP "org.freedesktop.Avahi.EntryGroup"
#define ANY -1
#define MAX_NAME 63 /* bytes of a DNS label */
/* AvahiEntryGroupState */
#define GROUP_ESTABLISHED 2
#define GROUP_COLLISION 3
#define GROUP_FAILURE 4
#define COLLISION_ERROR "org.freedesktop.Avahi.CollisionError"

struct _ClaspMdnsService
{
  ClaspAvahi          *avahi; /* (owned) */
  char                *name;  /* (owned) */
  char                *type;  /* (owned) */
  guint16              port;
  gint32               interface; /* its index, or ANY */
  char               **txt; /* (owned) (nullable) */
  ClaspMdnsServiceFunc changed;
  gpointer             user_data;
  char                *group; /* (owned) (nullable) its path */
  gboolean             is_told;
  char                *problem; /* (owned) (nullable) */
};

static void add (ClaspMdnsService *self);

static void
set_problem (ClaspMdnsService *self, const char *why)
{
  self->is_told = FALSE;
  g_free (self->problem);
  self->problem = g_strdup_printf (_ ("Cannot be found on the network as “%s”: %s"), self->name, why);
  self->changed (self->user_data);
}

static void
added_cb (GVariant *result, const GError *error, gpointer user_data);

/* "Stage" is taken: the daemon knows the next in line. */
static void
alternative_cb (GVariant *result, const GError *error, gpointer user_data)
{
  ClaspMdnsService *self = user_data;

  if (result == NULL || !g_variant_is_of_type (result, G_VARIANT_TYPE ("(s)")))
    {
      set_problem (self, error != NULL ? error->message : _ ("the name is taken"));
      return;
    }
  g_free (self->name);
  g_variant_get (result, "(s)", &self->name);
  if (self->group == NULL)
    return;
  clasp_avahi_call (self->avahi, self->group, GROUP, "Reset", NULL, NULL, NULL);
  add (self);
}

static void
choose_another_name (ClaspMdnsService *self)
{
  self->is_told = FALSE;
  clasp_avahi_call (self->avahi, "/", CLASP_AVAHI_SERVER, "GetAlternativeServiceName",
                    g_variant_new ("(s)", self->name), alternative_cb, self);
}

static void
added_cb (GVariant *result, const GError *error, gpointer user_data)
{
  ClaspMdnsService *self = user_data;
  g_autofree char  *remote = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;

  if (self->group == NULL)
    return;
  if (result != NULL)
    clasp_avahi_call (self->avahi, self->group, GROUP, "Commit", NULL, NULL, NULL);
  else if (g_strcmp0 (remote, COLLISION_ERROR) == 0)
    choose_another_name (self);
  else
    set_problem (self, error->message);
}

static GVariant *
txt_to_variant (ClaspMdnsService *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; self->txt != NULL && self->txt[i] != NULL; i++)
    g_variant_builder_add_value (
      &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->txt[i],
                                           strlen (self->txt[i]), 1));
  return g_variant_builder_end (&builder);
}

static void
add (ClaspMdnsService *self)
{
  clasp_avahi_call (self->avahi, self->group, GROUP, "AddService",
                    g_variant_new ("(iiussssq@aay)", self->interface, ANY, 0u, self->name, self->type, "", "",
                                   self->port, txt_to_variant (self)),
                    added_cb, self);
}

static void
group_cb (GVariant *result, const GError *error, gpointer user_data)
{
  ClaspMdnsService *self = user_data;

  if (result == NULL || !g_variant_is_of_type (result, G_VARIANT_TYPE ("(o)")))
    {
      set_problem (self, error != NULL ? error->message : _ ("the daemon gives no sense"));
      return;
    }
  g_free (self->group);
  g_variant_get (result, "(o)", &self->group);
  add (self);
}

static void
ready_cb (gpointer user_data)
{
  ClaspMdnsService *self = user_data;

  clasp_avahi_call (self->avahi, "/", CLASP_AVAHI_SERVER, "EntryGroupNew", NULL, group_cb, self);
}

static void
gone_cb (gpointer user_data)
{
  ClaspMdnsService *self = user_data;

  g_clear_pointer (&self->group, g_free);
  set_problem (self, clasp_avahi_get_problem (self->avahi));
}

static void
take_group_state (ClaspMdnsService *self, gint32 state, const char *error)
{
  if (state == GROUP_COLLISION)
    choose_another_name (self);
  else if (state == GROUP_FAILURE)
    set_problem (self, error);
  else if (state == GROUP_ESTABLISHED)
    {
      self->is_told = TRUE;
      g_clear_pointer (&self->problem, g_free);
      self->changed (self->user_data);
    }
}

static void
signal_cb (const char *path,
           const char *interface,
           const char *name,
           GVariant   *values,
           gpointer    user_data)
{
  ClaspMdnsService *self = user_data;
  const char       *error;
  gint32            state;

  if (g_strcmp0 (path, self->group) != 0 || !g_str_equal (name, "StateChanged") ||
      !g_variant_is_of_type (values, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (values, "(i&s)", &state, &error);
  take_group_state (self, state, error);
}

/* Cut at a character. */
static char *
fit_name (const char *name)
{
  g_autofree char *cut = g_strndup (name, MAX_NAME);
  const char      *end;

  g_utf8_validate (cut, -1, &end);
  return g_strndup (cut, (gsize) (end - cut));
}

/**
 * clasp_mdns_service_new:
 * @timers: for trying again
 * @name: for people; what is beyond 63 bytes is cut
 * @type: "_oscjson._tcp"
 * @port: TCP or UDP, as @type says
 * @txt: (nullable): "key=value", 255 bytes each at most
 * @changed: called when something about it changed, never from within this call
 * @user_data: for @changed
 *
 * Returns: (transfer full): a service
 */
ClaspMdnsService *
clasp_mdns_service_new (ClaspTimers         *timers,
                        const char          *name,
                        const char          *type,
                        guint16              port,
                        const char *const   *txt,
                        ClaspMdnsServiceFunc changed,
                        gpointer             user_data)
{
  static const ClaspAvahiHandler handler = { ready_cb, gone_cb, signal_cb };
  ClaspMdnsService              *self = g_new0 (ClaspMdnsService, 1);

  self->name = fit_name (name);
  self->type = g_strdup (type);
  self->port = port;
  self->interface = ANY;
  self->txt = g_strdupv ((char **) txt);
  self->changed = changed;
  self->user_data = user_data;
  self->avahi = clasp_avahi_new (timers, &handler, self);
  return self;
}

/**
 * clasp_mdns_service_set_interface:
 * @self: a service nobody was told of yet
 * @index: of the only network interface where others shall be; 0 = any
 */
void
clasp_mdns_service_set_interface (ClaspMdnsService *self, guint index)
{
  self->interface = index != 0 ? (gint32) index : ANY;
}

void
clasp_mdns_service_free (ClaspMdnsService *self)
{
  clasp_avahi_free (self->avahi); /* the daemon forgets whose connection to the bus ends */
  g_free (self->name);
  g_free (self->type);
  g_strfreev (self->txt);
  g_free (self->group);
  g_free (self->problem);
  g_free (self);
}

gboolean
clasp_mdns_service_is_told (ClaspMdnsService *self)
{
  return self->is_told;
}

const char *
clasp_mdns_service_get_name (ClaspMdnsService *self)
{
  return self->name;
}

const char *
clasp_mdns_service_get_problem (ClaspMdnsService *self)
{
  return self->problem;
}
