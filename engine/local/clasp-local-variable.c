/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

#include "core/clasp-value-text.h"

/* A variable is the parameter itself; whatever is written there is made a value of its type. What
 * cannot be one is refused before it is stored; what got there in another way, as a timeline's
 * value does, is put back to what it was. */

static const char *const types[] = { "float", "int", "bool", "string" };

typedef struct
{
  ClaspLocal        base;
  ClaspVariableType type;
  double            minimum, maximum;
  ClaspValue        initial; /* (owned) */
  ClaspValue        value;   /* (owned) the last right one */
} Variable;

static gboolean
convert (Variable *self, const ClaspValue *value, ClaspValue *result)
{
  return clasp_variable_convert (self->type, self->minimum, self->maximum, value, result);
}

static ClaspValue
read_initial (Variable *self, const char *text)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  ClaspValue          initial;
  ClaspValue          zero = clasp_value_int (0);

  if (self->type == CLASP_VARIABLE_STRING)
    return clasp_value_string (clasp_str (text));
  if (text[0] != '\0' && clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL) &&
      convert (self, &value, &initial))
    return initial;
  convert (self, &zero, &initial);
  return initial;
}

/* Takes over @value. */
static void
set_value (Variable *self, ClaspValue value, const ClaspDelivery *cause)
{
  clasp_value_clear (&self->value);
  self->value = value;
  clasp_locals_tell (self->base.owner, self->base.address, &self->value, cause);
}

static void
start (ClaspLocal *local, gboolean is_new)
{
  Variable         *self = (Variable *) local;
  ClaspSettings    *settings = local->spec->settings;
  const ClaspValue *kept = clasp_locals_peek (local->owner, local->address);
  gboolean          may_keep = !is_new || clasp_settings_get_boolean (settings, "persist");
  ClaspValue        value;

  self->type = (ClaspVariableType) clasp_settings_get_int (settings, "type");
  self->minimum = clasp_settings_get_double (settings, "minimum");
  self->maximum = clasp_settings_get_double (settings, "maximum");
  self->initial = read_initial (self, clasp_settings_get_string (settings, "initial"));
  clasp_locals_announce (local->owner, local->address, "", CLASP_SIGNAL_PARAM, types[self->type],
                         "rw");
  if (kept != NULL && may_keep && convert (self, kept, &value))
    set_value (self, value, NULL);
  else
    set_value (self, clasp_value_copy (&self->initial), NULL);
}

static void
stop (ClaspLocal *local)
{
  clasp_value_clear (&((Variable *) local)->initial);
  clasp_value_clear (&((Variable *) local)->value);
}

static void
handle (ClaspLocal          *local,
        ClaspStr             verb,
        const ClaspValue    *value,
        gboolean             is_state,
        const ClaspDelivery *delivery)
{
  Variable  *self = (Variable *) local;
  ClaspValue result;
  gboolean   on;

  if (verb.length > 0)
    return;
  if (!is_state && value == NULL && self->type == CLASP_VARIABLE_BOOL &&
      clasp_locals_read_switch (NULL, self->value.as.boolean, &on))
    set_value (self, clasp_value_bool (on), delivery);
  else if (value != NULL && convert (self, value, &result))
    set_value (self, result, delivery);
  else
    clasp_locals_tell (local->owner, local->address, &self->value, delivery);
}

static guint16
check (ClaspLocal       *local,
       ClaspStr          verb,
       const ClaspValue *value,
       gboolean          is_state,
       ClaspLocalFault  *fault)
{
  Variable           *self = (Variable *) local;
  g_auto (ClaspValue) result = CLASP_VALUE_INIT;
  char                text[48];

  if (verb.length > 0 || (value == NULL && self->type == CLASP_VARIABLE_BOOL))
    return 0;
  if (value == NULL)
    return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                               "InvalidValue: an event without a value says nothing to a variable "
                               "of the type %s",
                               types[self->type]);
  if (convert (self, value, &result))
    return 0;
  clasp_value_print (value, text, sizeof text);
  return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                             "InvalidValue: the variable has the type %s, which %s cannot become",
                             types[self->type], text);
}

const ClaspLocalClass clasp_variable_class = {
  .kind = "variable",
  .folder = "/local/var/",
  .size = sizeof (Variable),
  .start = start,
  .stop = stop,
  .handle = handle,
  .check = check,
};

void
clasp_variables_begin_layer (ClaspLocals *self, const char *layer)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLocal *local = data;

      if (local->klass == &clasp_variable_class &&
          g_str_equal (clasp_settings_get_string (local->spec->settings, "layer"), layer))
        set_value (data, clasp_value_copy (&((Variable *) data)->initial), NULL);
    }
}
