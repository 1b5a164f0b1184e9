/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-edit.h"

#include "core/clasp-settings-address.h"
#include "mapping/br-condition.h"

#include <glib/gi18n.h>
#include <string.h>

/* Everything in the show that names a thing by its address, or a layer or variable by its name. */

typedef struct
{
  const char *kind;
  const char *name, *new_name;
  char       *address, *new_address; /* (owned) */
  guint       n_followed;
} Renaming;

/* (transfer full) @text with the new address in the place of the old one; NULL when it is another. */
static char *
follow_address (Renaming *self, const char *text)
{
  gsize length = strlen (self->address);

  if (strncmp (text, self->address, length) != 0 ||
      (text[length] != '\0' && text[length] != '/' && text[length] != '='))
    return NULL;
  return g_strconcat (self->new_address, text + length, NULL);
}

/* A setting that is a list, of addresses or (@is_name) of names. */
static void
follow_list (Renaming *self, ClaspSettings *settings, const char *property, gboolean is_name)
{
  g_auto (GStrv) list = g_strdupv ((char **) clasp_settings_get_strv (settings, property));
  guint          n_before = self->n_followed;

  for (guint i = 0; list[i] != NULL; i++)
    {
      char *text = is_name && g_str_equal (list[i], self->name) ? g_strdup (self->new_name)
                   : is_name                                    ? NULL
                                                                : follow_address (self, list[i]);

      if (text == NULL)
        continue;
      g_free (list[i]);
      list[i] = text;
      self->n_followed++;
    }
  if (self->n_followed > n_before)
    g_object_set (settings, property, list, NULL);
}

static void
follow_text (Renaming *self, ClaspSettings *settings, const char *property)
{
  g_autofree char *text = follow_address (self, clasp_settings_get_string (settings, property));

  if (text == NULL)
    return;
  g_object_set (settings, property, text, NULL);
  self->n_followed++;
}

/* (transfer full) (nullable) what the row names then */
static char *
follow_row (Renaming *self, const BrConditionRow *row)
{
  if ((row->kind == BR_CONDITION_LAYER && g_str_equal (self->kind, "layer")) ||
      (row->kind == BR_CONDITION_VARIABLE && g_str_equal (self->kind, "variable")))
    return g_str_equal (row->name, self->name) ? g_strdup (self->new_name) : NULL;
  if (row->kind == BR_CONDITION_ADDRESS || row->kind == BR_CONDITION_CHANGED)
    return follow_address (self, row->name);
  return NULL;
}

static void
follow_condition (Renaming *self, ClaspSettings *settings, const char *property)
{
  const char              *present = clasp_settings_get_string (settings, property);
  g_autoptr (BrCondition)  condition = br_condition_new_from_text (present, NULL);
  g_autofree char         *text = NULL;
  guint                    n_before = self->n_followed;

  for (guint i = 0; condition != NULL && i < condition->rows->len; i++)
    {
      BrConditionRow  *row = condition->rows->pdata[i];
      g_autofree char *name = follow_row (self, row);

      if (name == NULL)
        continue;
      br_condition_set (&row->name, name);
      self->n_followed++;
    }
  if (self->n_followed == n_before)
    return;
  text = br_condition_to_text (condition);
  g_object_set (settings, property, text, NULL);
}

static void
follow_settings (Renaming *self, ClaspSettings *settings)
{
  guint                   n;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    if (clasp_settings_is_address (pspecs[i]) && pspecs[i]->value_type == G_TYPE_STRV)
      follow_list (self, settings, pspecs[i]->name, FALSE);
    else if (clasp_settings_is_address (pspecs[i]))
      follow_text (self, settings, pspecs[i]->name);
    else if (g_str_equal (pspecs[i]->name, "when") && G_IS_PARAM_SPEC_STRING (pspecs[i]))
      follow_condition (self, settings, "when");
    else if (g_str_equal (pspecs[i]->name, "layers") && g_str_equal (self->kind, "layer"))
      follow_list (self, settings, "layers", TRUE);
}

static void
follow_steps (Renaming *self, GListModel *steps)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      follow_settings (self, clasp_step_get_settings (step));
    }
}

static void
follow_ends (Renaming *self, GListModel *ends, gboolean is_target)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      g_autofree char *address = follow_address (self, clasp_mapping_end_get_address (end));

      if (address != NULL)
        {
          clasp_mapping_end_set_address (end, address);
          self->n_followed++;
        }
      follow_settings (self, clasp_mapping_end_get_options (end));
      if (is_target)
        follow_steps (self, clasp_mapping_end_get_steps (end));
    }
}

static void
follow_plain (Renaming *self, ClaspMapping *mapping)
{
  g_autofree char *source = follow_address (self, clasp_mapping_get_source (mapping));
  g_autofree char *target = follow_address (self, clasp_mapping_get_target (mapping));

  if (source != NULL)
    clasp_mapping_set_source (mapping, source);
  if (target != NULL)
    clasp_mapping_set_target (mapping, target);
  self->n_followed += (source != NULL ? 1 : 0) + (target != NULL ? 1 : 0);
}

static void
follow_mappings (Renaming *self, GListModel *mappings)
{
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      follow_steps (self, clasp_mapping_get_steps (mapping));
      if (clasp_mapping_is_plain (mapping))
        {
          follow_plain (self, mapping);
          continue;
        }
      follow_ends (self, clasp_mapping_get_sources (mapping), FALSE);
      follow_ends (self, clasp_mapping_get_targets (mapping), TRUE);
      follow_settings (self, clasp_mapping_get_options (mapping));
    }
}

static void
follow_layer_of_variable (Renaming *self, ClaspSettings *settings)
{
  if (!g_str_equal (clasp_settings_get_string (settings, "layer"), self->name))
    return;
  g_object_set (settings, "layer", self->new_name, NULL);
  self->n_followed++;
}

static void
follow_locals (Renaming *self, GListModel *locals)
{
  for (guint i = 0; i < g_list_model_get_n_items (locals); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (locals, i);
      ClaspSettings             *settings = clasp_show_local_get_settings (local);
      const char                *kind = clasp_show_local_get_kind (local);

      if (g_str_equal (kind, "scene"))
        follow_list (self, settings, "values", FALSE);
      else if (g_str_equal (kind, "variable") && g_str_equal (self->kind, "layer"))
        follow_layer_of_variable (self, settings);
    }
}

gboolean
br_local_rename (ClaspShow      *show,
                 ClaspShowLocal *local,
                 const char     *name,
                 guint          *n_followed,
                 GError        **error)
{
  g_autofree char *old = g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));
  g_autofree char *label = NULL;
  Renaming         self = { .kind = clasp_show_local_get_kind (local), .name = old, .new_name = name };

  *n_followed = 0;
  if (g_str_equal (old, name))
    return TRUE;
  if (!clasp_show_check_local_name (show, self.kind, name, local, error))
    return FALSE;

  label = g_strdup_printf (_ ("Rename %s to %s"), old, name);
  clasp_show_begin_edit (show, label);
  self.address = br_local_dup_address (local, NULL);
  clasp_show_rename_local (show, local, name, NULL);
  self.new_address = br_local_dup_address (local, NULL);
  follow_mappings (&self, clasp_show_get_mappings (show));
  follow_locals (&self, clasp_show_get_locals (show));
  clasp_show_end_edit (show);
  *n_followed = self.n_followed;
  g_free (self.address);
  g_free (self.new_address);
  return TRUE;
}
