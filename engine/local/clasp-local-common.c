/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

#include "core/clasp-address.h"

#include <math.h>

/* Addresses that belong to no item of the show. */

#define SCENES "/local/scene/"
#define FADES "fade " /* what the runs of /local/fade are called, followed by the address */

static gboolean
is_text (const ClaspValue *value)
{
  return value != NULL && value->type == CLASP_VALUE_STRING;
}

/* Of the thing that is named, or of all that are called like that. */
static void
cancel (ClaspLocals *self, const char *prefix, const ClaspValue *value)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (!is_text (value) && !clasp_locals_is_pressed (value))
    return;
  if (!is_text (value))
    {
      clasp_fades_cancel_below (self->fades, prefix);
      return;
    }
  text = clasp_str_dup (clasp_value_get_string (value));
  name = g_strconcat (prefix, text, NULL);
  clasp_fades_cancel (self->fades, name);
}

/**
 * clasp_locals_end_fades:
 * @self: the show's own things
 *
 * Ends what scenes and /local/fade move; values stay where they are. Also from within what a fade
 * writes: then after its step.
 *
 * Thread: worker.
 *
 * Returns: how many runs were ended
 */
guint
clasp_locals_end_fades (ClaspLocals *self)
{
  return clasp_fades_cancel_all (self->fades);
}

static ClaspCurve
read_curve (const ClaspValue *value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (CLASP_TYPE_CURVE);
  g_autofree char *name = is_text (value) ? clasp_str_dup (clasp_value_get_string (value)) : NULL;
  GEnumValue      *curve = name != NULL ? g_enum_get_value_by_nick (klass, name) : NULL;

  return curve != NULL ? (ClaspCurve) curve->value : CLASP_CURVE_LINEAR;
}

/* {"address": "/dmx/0/1", "value": 0.5, "seconds": 2, "curve": "ease-in-out"} */
static void
fade (ClaspLocals *self, const ClaspValue *value, const ClaspDelivery *delivery)
{
  const ClaspValue *address = value != NULL ? clasp_value_lookup (value, "address") : NULL;
  const ClaspValue *to = value != NULL ? clasp_value_lookup (value, "value") : NULL;
  const ClaspValue *time = value != NULL ? clasp_value_lookup (value, "seconds") : NULL;
  g_autofree char  *text =
    is_text (address) ? clasp_str_dup (clasp_value_get_string (address)) : NULL;
  g_autofree char *name = g_strconcat (FADES, text, NULL);
  const char      *addresses[] = { text };
  double           seconds = 0;

  if (text == NULL || to == NULL || !clasp_address_is_valid (clasp_str (text), NULL))
    return;
  if (time != NULL && (!clasp_value_to_double (time, &seconds) || !isfinite (seconds)))
    return;
  clasp_fades_start (
    self->fades, &(ClaspFadeRun){ .name = name,
                                  .n = 1,
                                  .addresses = addresses,
                                  .values = to,
                                  .duration_us = llround (
                                    CLAMP (seconds, 0.0, CLASP_SCENE_MAX_FADE_S) * G_USEC_PER_SEC),
                                  .curve = read_curve (clasp_value_lookup (value, "curve")),
                                  .cause = delivery });
}

gboolean
clasp_locals_handle_common (ClaspLocals         *self,
                            ClaspStr             address,
                            const ClaspValue    *value,
                            const ClaspDelivery *delivery)
{
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/scene/cancel")))
    cancel (self, SCENES, value);
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/fade")))
    fade (self, value, delivery);
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/fade/cancel")))
    cancel (self, FADES, value);
  else
    return FALSE;
  return TRUE;
}

/* ---- what makes no sense ---- */

static guint16
check_seconds (const ClaspValue *time, ClaspLocalFault *fault)
{
  double seconds;

  if (time == NULL || (clasp_value_to_double (time, &seconds) && isfinite (seconds)))
    return 0;
  return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                             "InvalidValue: “seconds” is a number");
}

static guint16
check_fade (const ClaspValue *value, ClaspLocalFault *fault)
{
  const ClaspValue *address = value != NULL ? clasp_value_lookup (value, "address") : NULL;
  const char       *why;

  if (!is_text (address) || clasp_value_lookup (value, "value") == NULL)
    return clasp_local_refuse (
      fault, CLASP_LOCAL_INVALID_VALUE,
      "InvalidValue: a fade is a map, {“address”: “/a”, “value”: 1, “seconds”: 2}");
  if (!clasp_address_is_valid (clasp_value_get_string (address), &why))
    return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE, "InvalidValue: “address”: %s",
                               why);
  return check_seconds (clasp_value_lookup (value, "seconds"), fault);
}

static guint16
check_cancel (const ClaspValue *value, ClaspLocalFault *fault)
{
  return is_text (value) ? 0 : clasp_local_check_switch (value, fault);
}

gboolean
clasp_locals_check_common (ClaspStr          address,
                           const ClaspValue *value,
                           ClaspLocalFault  *fault,
                           guint16          *code)
{
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/scene/active")))
    *code = clasp_local_refuse_write (fault, "which scene was recalled last");
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/fade")))
    *code = check_fade (value, fault);
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/scene/cancel")) ||
           clasp_str_equal (address, CLASP_STR_LITERAL ("/local/fade/cancel")))
    *code = check_cancel (value, fault);
  else
    return FALSE;
  return TRUE;
}

void
clasp_locals_announce_common (ClaspLocals *self)
{
  clasp_locals_announce (self, "/local/scene", "/active", CLASP_SIGNAL_PARAM, "string", "r");
  clasp_locals_announce (self, "/local/scene", "/cancel", CLASP_SIGNAL_EVENT, "any", "w");
  clasp_locals_announce (self, "/local/fade", "", CLASP_SIGNAL_EVENT, "map", "w");
  clasp_locals_announce (self, "/local/fade", "/cancel", CLASP_SIGNAL_EVENT, "any", "w");
}
