/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-private.h"

#include "mapping/clasp-curve.h"

#include <string.h>

/* What a rule does, and how it turns the value that started it into another. */

static const char *const action_names[] = { "Set", "Publish", "SetFromTrigger", "Delay", "Fade",
                                            "Log",     "Http",           "Script", NULL };
static const char *const signal_names[] = {
  "param", "event", "stream", "gesture", "timeline", NULL
};
static const char *const transform_names[] = { "Identity", "Scale", "Clamp", "Threshold", "Invert",
                                               "Round",    "Abs",   "Map",   NULL };

/* ---- transforms ---- */

static double
get_needed (ClaspRuleReader *self, const ClaspRuleTagged *tagged, const char *name)
{
  double number = 0;

  clasp_rule_get_number (self, tagged->path, tagged->fields, name, CLASP_RULE_REQUIRED, &number);
  return number;
}

static double
get_or (ClaspRuleReader *self, const ClaspRuleTagged *tagged, const char *name, double fallback)
{
  clasp_rule_get_number (self, tagged->path, tagged->fields, name, CLASP_RULE_OPTIONAL, &fallback);
  return fallback;
}

static void
check_range (ClaspRuleReader          *self,
             const ClaspRuleTagged    *tagged,
             const ClaspRuleTransform *transform)
{
  if (transform->a > transform->b)
    clasp_rule_fault (self, tagged->path, "min %g is above max %g", transform->a, transform->b);
}

static void
read_threshold (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTransform *transform)
{
  transform->a = get_needed (self, tagged, "value");
  transform->is_strict = !tagged->is_internal;
  transform->above = clasp_value_bool (TRUE);
  transform->below = clasp_value_bool (FALSE);
  if (!tagged->is_internal)
    return;
  clasp_rule_get_value (self, tagged->path, tagged->fields, "above", CLASP_RULE_OPTIONAL,
                        &transform->above);
  clasp_rule_get_value (self, tagged->path, tagged->fields, "below", CLASP_RULE_OPTIONAL,
                        &transform->below);
}

static void
read_map (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTransform *transform)
{
  if (clasp_rule_get_value (self, tagged->path, tagged->fields, "table", CLASP_RULE_REQUIRED,
                            &transform->table) &&
      transform->table.type != CLASP_VALUE_MAP)
    clasp_rule_fault (self, tagged->path, "table: expected an object");
}

static void
read_round (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTransform *transform)
{
  transform->a = get_or (self, tagged, "precision", 0);
  if (transform->a < 0 || transform->a > 15 || transform->a != (int) transform->a)
    clasp_rule_fault (self, tagged->path, "precision: expected a whole number from 0 to 15");
}

static void
note_unknown (ClaspRuleReader *self, const ClaspRuleTagged *tagged)
{
  static const char *const external[][5] = {
    { NULL },          { "scale", "offset", NULL }, { "min", "max", NULL },
    { "value", NULL }, { "min", "max", NULL },      { "precision", NULL },
    { NULL },          { "table", NULL },
  };
  static const char *const internal[][5] = {
    { "type", NULL },
    { "type", "factor", "offset", NULL },
    { "type", "min", "max", NULL },
    { "type", "value", "above", "below", NULL },
    { "type", "min", "max", NULL },
    { "type", "precision", NULL },
    { "type", NULL },
    { "type", "table", NULL },
  };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields,
                           tagged->is_internal ? internal[tagged->kind] : external[tagged->kind]);
}

void
clasp_rule_read_transform (ClaspRuleReader    *self,
                           const char         *path,
                           JsonNode           *node,
                           ClaspRuleTransform *transform)
{
  ClaspRuleTagged tagged = { 0 };

  if (!clasp_rule_read_tagged (self, path, node, transform_names, &tagged))
    return;

  note_unknown (self, &tagged);
  transform->kind = tagged.kind;
  switch (transform->kind)
    {
    case CLASP_RULE_SCALE:
      transform->a = get_needed (self, &tagged, tagged.is_internal ? "factor" : "scale");
      transform->b = tagged.is_internal ? get_or (self, &tagged, "offset", 0)
                                        : get_needed (self, &tagged, "offset");
      break;
    case CLASP_RULE_CLAMP:
      transform->a = get_needed (self, &tagged, "min");
      transform->b = get_needed (self, &tagged, "max");
      check_range (self, &tagged, transform);
      break;
    case CLASP_RULE_THRESHOLD:
      read_threshold (self, &tagged, transform);
      break;
    case CLASP_RULE_INVERT:
      transform->a =
        tagged.is_internal ? get_or (self, &tagged, "min", 0) : get_needed (self, &tagged, "min");
      transform->b =
        tagged.is_internal ? get_or (self, &tagged, "max", 1) : get_needed (self, &tagged, "max");
      break;
    case CLASP_RULE_ROUND:
      read_round (self, &tagged, transform);
      break;
    case CLASP_RULE_MAP:
      read_map (self, &tagged, transform);
      break;
    case CLASP_RULE_IDENTITY:
    case CLASP_RULE_ABS:
      break;
    }
  clasp_rule_tagged_clear (&tagged);
}

/* ---- actions ---- */

static void
read_set (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  static const char *const known[] = { "type", "address", "value", NULL };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  action->address = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
  action->has_value = clasp_rule_get_value (self, tagged->path, tagged->fields, "value",
                                            CLASP_RULE_REQUIRED, &action->value);
}

/* The documented form knows events only; the relay's wants to be told. */
static void
read_publish (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  static const char *const known[] = { "type", "address", "signal", "value", NULL };
  g_autofree char         *path = g_strdup_printf ("%s.signal", tagged->path);
  const char              *signal = "event";
  int                      index;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  action->address = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
  action->has_value = clasp_rule_get_value (self, tagged->path, tagged->fields, "value",
                                            CLASP_RULE_OPTIONAL, &action->value) &&
                      action->value.type != CLASP_VALUE_NULL;
  action->signal = CLASP_SIGNAL_EVENT;
  if (!clasp_rule_get_string (self, tagged->path, tagged->fields, "signal",
                              tagged->is_internal ? CLASP_RULE_OPTIONAL : CLASP_RULE_REQUIRED,
                              &signal))
    return;
  index = clasp_rule_find_name (self, path, signal, signal_names);
  if (index >= 0)
    action->signal = (ClaspSignal) index;
}

static void
read_set_from_trigger (ClaspRuleReader       *self,
                       const ClaspRuleTagged *tagged,
                       ClaspRuleAction       *action)
{
  static const char *const known[] = { "type", "address", "transform", NULL };
  g_autofree char         *path = g_strdup_printf ("%s.transform", tagged->path);
  JsonNode                *node =
    tagged->fields != NULL ? json_object_get_member (tagged->fields, "transform") : NULL;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  action->address = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
  if (node != NULL)
    clasp_rule_read_transform (self, path, node, &action->transform);
  else if (!tagged->is_internal)
    clasp_rule_fault (self, path, "is missing");
}

static void
read_delay (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  static const char *const known[] = { "type", "milliseconds", NULL };
  const double             most = CLASP_RULE_MAX_DELAY_S * 1000.0;
  double                   milliseconds = get_needed (self, tagged, "milliseconds");

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  if (milliseconds < 0 || milliseconds > most)
    clasp_rule_fault (self, tagged->path, "milliseconds: expected 0 to %.0f, got %g", most,
                      milliseconds);
  else
    action->delay_us = (gint64) (milliseconds * 1000);
}

/* What /local/fade wants (engine/local). */
static ClaspValue
fade_order (const char *address, ClaspValue value, gint64 us, const char *curve)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("address"), clasp_value_string (clasp_str (address)) },
    { CLASP_STR_LITERAL ("value"), value },
    { CLASP_STR_LITERAL ("seconds"), clasp_value_double ((double) us / G_USEC_PER_SEC) },
    { CLASP_STR_LITERAL ("curve"), clasp_value_string (clasp_str (curve)) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

static gboolean
is_curve (const char *name)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (CLASP_TYPE_CURVE);

  return g_enum_get_value_by_nick (klass, name) != NULL;
}

static void
read_fade (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  static const char *const known[] = { "type", "address", "value", "seconds", "curve", NULL };
  g_autofree char         *path = g_strdup_printf ("%s.seconds", tagged->path);
  g_autofree char         *curve_path = g_strdup_printf ("%s.curve", tagged->path);
  JsonNode                *seconds =
    tagged->fields != NULL ? json_object_get_member (tagged->fields, "seconds") : NULL;
  const char *curve = "linear";
  ClaspValue  value = CLASP_VALUE_INIT;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  action->address = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
  clasp_rule_get_value (self, tagged->path, tagged->fields, "value", CLASP_RULE_REQUIRED, &value);
  clasp_rule_get_string (self, tagged->path, tagged->fields, "curve", CLASP_RULE_OPTIONAL, &curve);
  if (!is_curve (curve))
    clasp_rule_fault (self, curve_path, "‘%s’ is no curve", curve);
  if (seconds == NULL)
    clasp_rule_fault (self, path, "is missing");
  else
    clasp_rule_read_seconds (self, path, seconds, 0, CLASP_RULE_MAX_DELAY_S, &action->delay_us);
  action->value = fade_order (action->address, value, action->delay_us, curve);
  action->has_value = TRUE;
}

static void
read_log (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  static const char *const known[] = { "type", "text", NULL };
  g_autofree char         *path = g_strdup_printf ("%s.text", tagged->path);
  const char              *text;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  if (!clasp_rule_get_string (self, tagged->path, tagged->fields, "text", CLASP_RULE_REQUIRED,
                              &text))
    return;
  if (strlen (text) > CLASP_RULE_MAX_LOG)
    clasp_rule_fault (self, path, "longer than %d bytes", CLASP_RULE_MAX_LOG);
  action->text = g_strdup (text);
}

void
clasp_rule_read_action (ClaspRuleReader *self,
                        const char      *path,
                        JsonNode        *node,
                        ClaspRuleAction *action)
{
  ClaspRuleTagged tagged = { 0 };

  if (!clasp_rule_read_tagged (self, path, node, action_names, &tagged))
    return;

  action->kind = tagged.kind;
  switch (action->kind)
    {
    case CLASP_RULE_SET:
      read_set (self, &tagged, action);
      break;
    case CLASP_RULE_PUBLISH:
      read_publish (self, &tagged, action);
      break;
    case CLASP_RULE_SET_FROM_TRIGGER:
      read_set_from_trigger (self, &tagged, action);
      break;
    case CLASP_RULE_DELAY:
      read_delay (self, &tagged, action);
      break;
    case CLASP_RULE_FADE:
      read_fade (self, &tagged, action);
      break;
    case CLASP_RULE_LOG:
      read_log (self, &tagged, action);
      break;
    case CLASP_RULE_HTTP:
      clasp_rule_read_http (self, &tagged, action);
      break;
    case CLASP_RULE_SCRIPT:
      clasp_rule_read_script (self, &tagged, action);
      break;
    }
  clasp_rule_tagged_clear (&tagged);
}
