/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

#include "core/clasp-address.h"
#include "core/clasp-value-text.h"

#include <math.h>

/* What a device is shown of a mapping's target: lamps of buttons that know other numbers than their
 * buttons send, and what they show while the mapping is not at work (mapping.md 11.4, 12).
 *
 * Addresses that were shown something are remembered, as many as have a port. */

/* ---- reading the settings ---- */

static gboolean
read_value (ClaspSettings *options,
            const char    *name,
            gboolean      *has_value,
            ClaspValue    *value,
            GError       **error)
{
  const char *text = clasp_settings_get_string (options, name);

  if (*text == '\0')
    return TRUE;
  *has_value = clasp_value_parse (text, CLASP_VALUE_SYNTAX_JSON, value, error);
  g_prefix_error (error, "%s: ", name);
  return *has_value;
}

static gboolean
check_number (const ClaspValue *value, gboolean has_value, const char *name, GError **error)
{
  double number;

  if (!has_value || (clasp_value_to_double (value, &number) && isfinite (number)))
    return TRUE;
  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, "%s: is no number", name);
  return FALSE;
}

gboolean
clasp_route_lamp_read (ClaspRouteLamp *self, ClaspSettings *options, GError **error)
{
  return read_value (options, "feedback-off", &self->has_off, &self->off, error) &&
         read_value (options, "feedback-on", &self->has_on, &self->on, error) &&
         read_value (options, "feedback-idle", &self->has_idle, &self->idle, error) &&
         check_number (&self->off, self->has_off, "feedback-off", error) &&
         check_number (&self->on, self->has_on, "feedback-on", error);
}

void
clasp_route_lamp_clear (ClaspRouteLamp *self)
{
  clasp_value_clear (&self->off);
  clasp_value_clear (&self->on);
  clasp_value_clear (&self->idle);
  g_clear_pointer (&self->shown, g_hash_table_unref);
}

/* ---- what is shown ---- */

static double
number_of (const ClaspValue *value, gboolean has_value, double otherwise)
{
  if (has_value)
    clasp_value_to_double (value, &otherwise);
  return otherwise;
}

/* From its least to its most becomes from off to on. What is no number stays what it is. */
void
clasp_route_lamp_apply (ClaspRoute *route, ClaspStr address, ClaspValue *value)
{
  const ClaspRouteLamp *self = &route->lamp;
  ClaspRange            range = { 0.0, 1.0, FALSE };
  double                number, off, on, share;

  if ((!self->has_off && !self->has_on) || !clasp_value_to_double (value, &number) ||
      !isfinite (number))
    return;
  clasp_route_find_range (route->host, address, &range);
  off = number_of (&self->off, self->has_off, range.minimum);
  on = number_of (&self->on, self->has_on, range.maximum);
  share = (number - range.minimum) / (range.maximum - range.minimum);
  number = off + CLAMP (share, 0.0, 1.0) * (on - off);
  clasp_value_clear (value);
  *value = range.integer ? clasp_value_int ((gint64) round (number)) : clasp_value_double (number);
}

void
clasp_route_lamp_note (ClaspRoute *route, const char *address)
{
  ClaspRouteLamp *self = &route->lamp;

  if (!self->has_idle)
    return;
  if (self->shown == NULL)
    self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_contains (self->shown, address) &&
      g_hash_table_size (self->shown) < CLASP_ROUTE_MAX_PORTS)
    g_hash_table_add (self->shown, g_strdup (address));
}

/* ---- at work, or not ---- */

static GPtrArray *
list_shown (const ClaspRouteLamp *self)
{
  GPtrArray     *addresses = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (addresses, g_strdup (address));
  g_hash_table_remove_all (self->shown);
  return addresses;
}

void
clasp_route_lamp_rest (ClaspRoute *route)
{
  ClaspRouteLamp       *self = &route->lamp;
  g_autoptr (GPtrArray) addresses = NULL;

  if (self->shown == NULL)
    return;
  addresses = list_shown (self);
  for (guint i = 0; i < addresses->len; i++)
    clasp_route_host_write (route->host, clasp_str (addresses->pdata[i]), &self->idle);
}

/* Only what has another face at rest has to be told that it is at work again. */
void
clasp_route_lamp_wake (ClaspRoute *route)
{
  for (guint i = 0; route->lamp.has_idle && i < route->n_backs; i++)
    clasp_route_show_all (&route->backs[i], FALSE);
}
