/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-local"

#include "local/clasp-locals-private.h"

#include "core/clasp-address.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A scene is a run of fades with its address as the name. The fades have copies of its values: what
 * is stored meanwhile changes nothing that is under way. */

#define ACTIVE "/local/scene/active"

typedef struct
{
  ClaspLocal base;
  GPtrArray *addresses; /* (owned) of texts (owned) */
  GArray    *values;    /* (owned) of ClaspValue (owned) */
  gboolean   is_queued;
  gint64     queued_fade_us;
} Scene;

static void
clear_value (gpointer data)
{
  clasp_value_clear (data);
}

/* What makes no sense is left out; the settings said so when they were made. */
static void
read_values (Scene *self)
{
  const char *const *lines = clasp_settings_get_strv (self->base.spec->settings, "values");

  self->addresses = g_ptr_array_new_with_free_func (g_free);
  self->values = g_array_new (FALSE, FALSE, sizeof (ClaspValue));
  g_array_set_clear_func (self->values, clear_value);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char      *address;
      ClaspValue value;

      if (!clasp_scene_value_parse (lines[i], &address, &value, NULL))
        continue;
      g_ptr_array_add (self->addresses, address);
      g_array_append_val (self->values, value);
    }
}

static void
start (ClaspLocal *local, gboolean is_new)
{
  read_values ((Scene *) local);
  clasp_locals_announce (local->owner, local->address, "/recall", CLASP_SIGNAL_EVENT, "any", "w");
  clasp_locals_announce (local->owner, local->address, "/store", CLASP_SIGNAL_EVENT, "any", "w");
  clasp_locals_announce (local->owner, local->address, "/recalled", CLASP_SIGNAL_EVENT, "null",
                         "r");
}

static void
forget_values (Scene *self)
{
  g_ptr_array_unref (self->addresses);
  g_array_unref (self->values);
}

static void
stop (ClaspLocal *local)
{
  forget_values ((Scene *) local);
}

/* ---- recall ---- */

static void
recall (Scene *self, gint64 fade_us, const ClaspDelivery *cause)
{
  ClaspLocals        *owner = self->base.owner;
  g_auto (ClaspValue) name = clasp_value_string (clasp_str (self->base.spec->name));

  self->is_queued = FALSE;
  clasp_locals_tell (owner, ACTIVE, &name, cause);
  clasp_fades_start (owner->fades,
                     &(ClaspFadeRun){ .name = self->base.address,
                                      .n = self->addresses->len,
                                      .addresses = (const char *const *) self->addresses->pdata,
                                      .values = (const ClaspValue *) (gpointer) self->values->data,
                                      .duration_us = fade_us,
                                      .curve = (ClaspCurve) clasp_settings_get_int (
                                        self->base.spec->settings, "curve"),
                                      .cause = cause });
}

/* {"fade": 2.5} instead of what is set. */
static gint64
read_fade (Scene *self, const ClaspValue *value)
{
  const ClaspValue *fade = value != NULL ? clasp_value_lookup (value, "fade") : NULL;
  double            seconds;

  if (fade == NULL || !clasp_value_to_double (fade, &seconds) || !isfinite (seconds))
    seconds = clasp_settings_get_double (self->base.spec->settings, "fade-s");
  return llround (CLAMP (seconds, 0.0, CLASP_SCENE_MAX_FADE_S) * G_USEC_PER_SEC);
}

static void
ask_recall (Scene *self, const ClaspValue *value, const ClaspDelivery *delivery)
{
  gint64 fade_us = read_fade (self, value);

  if (!clasp_locals_is_pressed (value))
    return;
  if (!clasp_fades_is_running (self->base.owner->fades, self->base.address))
    {
      recall (self, fade_us, delivery);
      return;
    }
  switch ((ClaspRetrigger) clasp_settings_get_int (self->base.spec->settings, "retrigger"))
    {
    case CLASP_RETRIGGER_RESTART:
      recall (self, fade_us, delivery);
      break;
    case CLASP_RETRIGGER_IGNORE:
      break;
    case CLASP_RETRIGGER_QUEUE:
      self->is_queued = TRUE;
      self->queued_fade_us = fade_us;
      break;
    }
}

/* ---- store ---- */

/* What is of no use in a scene: it would recall, start or tell about other things. */
static gboolean
is_left_out (ClaspStr address)
{
  static const char *const prefixes[] = { "/clasp/", "/local/scene/", "/local/timer/",
                                          "/local/connection/" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      ClaspStr prefix = clasp_str (prefixes[i]);

      if (address.length > prefix.length && memcmp (address.data, prefix.data, prefix.length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
collect_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  g_autofree char *address = NULL;

  if (is_left_out (param->address))
    return;
  address = clasp_str_dup (param->address);
  g_ptr_array_add (user_data, clasp_scene_value_print (address, &param->value));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
collect_pattern (Scene *self, ClaspStr text, GPtrArray *lines)
{
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (text);

  clasp_router_foreach (self->base.owner->host.router, pattern, collect_cb, lines);
  g_ptr_array_sort (lines, compare_lines);
}

/* An address that has no value now keeps the stored one. */
static void
collect_own (Scene *self, GPtrArray *lines)
{
  for (guint i = 0; i < self->addresses->len; i++)
    {
      const char       *address = self->addresses->pdata[i];
      const ClaspValue *present = clasp_locals_peek (self->base.owner, address);

      if (present == NULL)
        present = &g_array_index (self->values, ClaspValue, i);
      g_ptr_array_add (lines, clasp_scene_value_print (address, present));
    }
}

static gboolean
fits (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (strlen (lines->pdata[i]) > CLASP_SETTINGS_MAX_TEXT)
      return FALSE;
  return lines->len <= CLASP_SETTINGS_MAX_ITEMS;
}

static const ClaspValue *
pattern_of (const ClaspValue *value)
{
  const ClaspValue *pattern = value != NULL ? clasp_value_lookup (value, "pattern") : NULL;

  return pattern == NULL && value != NULL && value->type == CLASP_VALUE_STRING ? value : pattern;
}

/* The lines it would have then; NULL for a button that is let go. */
static GPtrArray *
collect (Scene *self, const ClaspValue *value)
{
  GPtrArray        *lines = g_ptr_array_new_with_free_func (g_free);
  const ClaspValue *pattern = pattern_of (value);

  if (pattern != NULL && pattern->type == CLASP_VALUE_STRING)
    collect_pattern (self, clasp_value_get_string (pattern), lines);
  else if (clasp_locals_is_pressed (value))
    collect_own (self, lines);
  else
    g_clear_pointer (&lines, g_ptr_array_unref);
  return lines;
}

/* Here at once: a recall may follow before the show, which is edited by another thread, says the
 * same. */
static void
keep (Scene *self, const char *const *lines)
{
  g_object_set (self->base.spec->settings, "values", lines, NULL);
  forget_values (self);
  read_values (self);
}

static void
store (Scene *self, const ClaspValue *value)
{
  ClaspLocals          *owner = self->base.owner;
  g_autoptr (GPtrArray) lines = collect (self, value);

  if (lines == NULL)
    return;
  if (lines->len == 0 || !fits (lines))
    {
      g_message (_ ("Scene ‘%s’ is not stored: %u values, 1 to %d can be, of %d bytes each"),
                 self->base.spec->name, lines->len, CLASP_SETTINGS_MAX_ITEMS,
                 CLASP_SETTINGS_MAX_TEXT);
      return;
    }
  g_ptr_array_add (lines, NULL);
  keep (self, (const char *const *) lines->pdata);
  owner->host.stored (self->base.spec->id, (const char *const *) lines->pdata,
                      owner->host.user_data);
}

/* ---- messages ---- */

static void
handle (ClaspLocal          *local,
        ClaspStr             verb,
        const ClaspValue    *value,
        gboolean             is_state,
        const ClaspDelivery *delivery)
{
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("recall")))
    ask_recall ((Scene *) local, value, delivery);
  else if (clasp_str_equal (verb, CLASP_STR_LITERAL ("store")))
    store ((Scene *) local, value);
}

static guint16
check_recall (const ClaspValue *value, ClaspLocalFault *fault)
{
  const ClaspValue *fade = value != NULL ? clasp_value_lookup (value, "fade") : NULL;
  double            seconds;

  if (fade == NULL || (clasp_value_to_double (fade, &seconds) && isfinite (seconds)))
    return 0;
  return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                             "InvalidValue: “fade” is a number of seconds");
}

static guint16
check_store (Scene *self, const ClaspValue *value, ClaspLocalFault *fault)
{
  const ClaspValue     *pattern = pattern_of (value);
  g_autoptr (GPtrArray) lines = NULL;
  const char           *why;

  if (pattern != NULL && (pattern->type != CLASP_VALUE_STRING ||
                          !clasp_pattern_is_valid (clasp_value_get_string (pattern), &why)))
    return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                               "InvalidValue: what to store is said by a pattern of addresses");
  lines = collect (self, value);
  if (lines == NULL || (lines->len > 0 && fits (lines)))
    return 0;
  return clasp_local_refuse (
    fault, CLASP_LOCAL_INVALID_VALUE,
    "InvalidValue: %u values; a scene has 1 to %d of them, of %d bytes at most each", lines->len,
    CLASP_SETTINGS_MAX_ITEMS, CLASP_SETTINGS_MAX_TEXT);
}

static guint16
check (ClaspLocal       *local,
       ClaspStr          verb,
       const ClaspValue *value,
       gboolean          is_state,
       ClaspLocalFault  *fault)
{
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("recall")))
    return check_recall (value, fault);
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("store")))
    return check_store ((Scene *) local, value, fault);
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("recalled")))
    return clasp_local_refuse_write (fault, "that a scene is there");
  return 0;
}

const ClaspLocalClass clasp_scene_class = {
  .kind = "scene",
  .folder = "/local/scene/",
  .size = sizeof (Scene),
  .start = start,
  .stop = stop,
  .handle = handle,
  .check = check,
};

/* A queued recall begins a chain of its own, as does what follows a fade that took its time. */
void
clasp_scenes_done (ClaspLocals *self, const char *address, const ClaspDelivery *cause)
{
  ClaspLocal      *local = g_hash_table_lookup (self->by_address, address);
  g_autofree char *recalled = g_strconcat (address, "/recalled", NULL);

  if (local == NULL || local->klass != &clasp_scene_class)
    return;
  clasp_locals_emit (self, recalled, NULL, cause);
  if (((Scene *) local)->is_queued)
    clasp_locals_recall_later (self, address, ((Scene *) local)->queued_fade_us);
}
