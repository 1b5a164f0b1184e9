/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/clasp-signal-description-private.h"

G_DEFINE_BOXED_TYPE (ClaspSignalDescription,
                     clasp_signal_description,
                     clasp_signal_description_copy,
                     clasp_signal_description_free)

/**
 * clasp_signal_description_new:
 * @address: of the signal, or a pattern for many
 * @signal: its kind
 * @datatype: (nullable): what its values are, "f64"
 * @access: (nullable): who may do what, "rw"
 *
 * Returns: (transfer full): a description
 */
ClaspSignalDescription *
clasp_signal_description_new (const char *address,
                              ClaspSignal signal,
                              const char *datatype,
                              const char *access)
{
  ClaspSignalDescription *self = g_new0 (ClaspSignalDescription, 1);

  self->address = g_strdup (address);
  self->signal = signal;
  self->datatype = g_strdup (datatype);
  self->access = g_strdup (access);
  return self;
}

/**
 * clasp_signal_description_set_text:
 * @self: a description
 * @unit: (nullable): of its values, "dB"
 * @description: (nullable): a sentence
 */
void
clasp_signal_description_set_text (ClaspSignalDescription *self,
                                   const char             *unit,
                                   const char             *description)
{
  g_free (self->unit);
  g_free (self->description);
  self->unit = g_strdup (unit);
  self->description = g_strdup (description);
}

/**
 * clasp_signal_description_set_range:
 * @self: a description
 * @minimum: of its values
 * @maximum: of its values
 */
void
clasp_signal_description_set_range (ClaspSignalDescription *self, double minimum, double maximum)
{
  self->has_range = TRUE;
  self->minimum = minimum;
  self->maximum = maximum;
}

/**
 * clasp_signal_description_copy:
 * @self: a description
 *
 * Returns: (transfer full): the same
 */
ClaspSignalDescription *
clasp_signal_description_copy (const ClaspSignalDescription *self)
{
  ClaspSignalDescription *copy =
    clasp_signal_description_new (self->address, self->signal, self->datatype, self->access);

  clasp_signal_description_set_text (copy, self->unit, self->description);
  copy->has_range = self->has_range;
  copy->minimum = self->minimum;
  copy->maximum = self->maximum;
  return copy;
}

/**
 * clasp_signal_description_free:
 * @self: (transfer full): a description
 */
void
clasp_signal_description_free (ClaspSignalDescription *self)
{
  g_free (self->address);
  g_free (self->datatype);
  g_free (self->access);
  g_free (self->unit);
  g_free (self->description);
  g_free (self);
}

GPtrArray *
clasp_signal_descriptions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_signal_description_free);
}

ClaspSignalDescription *
clasp_signal_description_from_info (const ClaspSignalInfo *info)
{
  ClaspSignalDescription *self = g_new0 (ClaspSignalDescription, 1);

  self->address = clasp_str_dup (info->address);
  self->signal = info->signal;
  self->datatype = info->has_datatype ? clasp_str_dup (info->datatype) : NULL;
  self->access = info->has_access ? clasp_str_dup (info->access) : NULL;
  self->unit = info->has_unit ? clasp_str_dup (info->unit) : NULL;
  self->description = info->has_description ? clasp_str_dup (info->description) : NULL;
  if (info->has_range)
    clasp_signal_description_set_range (self, info->minimum, info->maximum);
  return self;
}

ClaspSignalInfo
clasp_signal_description_to_info (const ClaspSignalDescription *self)
{
  ClaspSignalInfo info = { .address = clasp_str (self->address), .signal = self->signal };

  info.has_datatype = self->datatype != NULL;
  info.datatype = clasp_str (self->datatype);
  info.has_access = self->access != NULL;
  info.access = clasp_str (self->access);
  info.has_unit = self->unit != NULL;
  info.unit = clasp_str (self->unit);
  info.has_description = self->description != NULL;
  info.description = clasp_str (self->description);
  info.has_range = self->has_range;
  info.minimum = self->minimum;
  info.maximum = self->maximum;
  info.default_value = clasp_value_null ();
  info.has_meta = info.has_unit || info.has_description || info.has_range;
  return info;
}
