/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-quick-steps.h"

#include "clasp-show-ranges.h"

#include <glib/gi18n.h>

void
br_quick_steps_default (BrQuickSteps *self,
                        ClaspShow    *show,
                        const char   *source,
                        const char   *target)
{
  ClaspRange in = { 0, 1, FALSE }, out = { 0, 1, FALSE };

  clasp_show_find_range (show, source, &in);
  clasp_show_find_range (show, target, &out);
  *self = (BrQuickSteps) { in.minimum, in.maximum, out.minimum, out.maximum, -1 };
}

static ClaspStep *
step_at (GListModel *steps,
         guint       position,
         const char *kind)
{
  g_autoptr (ClaspStep) step = g_list_model_get_item (steps, position);

  /* The list keeps it. */
  return step != NULL && clasp_step_get_enabled (step) && g_str_equal (clasp_step_get_kind (step), kind) ? step : NULL;
}

gboolean
br_quick_steps_read (BrQuickSteps *self,
                     ClaspShow    *show,
                     ClaspMapping *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);
  guint       n = g_list_model_get_n_items (steps);
  ClaspStep  *first = step_at (steps, 0, "range");
  ClaspStep  *curve = step_at (steps, 1, "curve");
  ClaspStep  *last = step_at (steps, 2, "range");

  br_quick_steps_default (self, show, clasp_mapping_get_source (mapping), clasp_mapping_get_target (mapping));
  if (n == 0)
    return TRUE;
  if (first == NULL || (n != 1 && n != 3) || (n == 3 && (curve == NULL || last == NULL)))
    return FALSE;

  if (n == 1)
    last = first;
  else
    self->curve = clasp_settings_get_int (clasp_step_get_settings (curve), "shape");
  self->in_min = clasp_settings_get_double (clasp_step_get_settings (first), "in-min");
  self->in_max = clasp_settings_get_double (clasp_step_get_settings (first), "in-max");
  self->out_min = clasp_settings_get_double (clasp_step_get_settings (last), "out-min");
  self->out_max = clasp_settings_get_double (clasp_step_get_settings (last), "out-max");

  return TRUE;
}

static void
add_range (ClaspShow    *show,
           ClaspMapping *mapping,
           double        in_min,
           double        in_max,
           double        out_min,
           double        out_max)
{
  g_autoptr (ClaspStep) step = clasp_show_create_step (show, "range", NULL);

  g_object_set (clasp_step_get_settings (step),
                "in-min",
                in_min,
                "in-max",
                in_max,
                "out-min",
                out_min,
                "out-max",
                out_max,
                NULL);
  clasp_mapping_insert_step (mapping, g_list_model_get_n_items (clasp_mapping_get_steps (mapping)), step);
}

static gboolean
is_default (const BrQuickSteps *self,
            ClaspShow          *show,
            ClaspMapping       *mapping)
{
  BrQuickSteps standard;

  br_quick_steps_default (&standard, show, clasp_mapping_get_source (mapping), clasp_mapping_get_target (mapping));

  return self->curve < 0 && self->in_min == standard.in_min && self->in_max == standard.in_max
         && self->out_min == standard.out_min && self->out_max == standard.out_max;
}

/* Changes the settings of steps that have the right kinds already, so that typing in one field
 * stays one edit of one setting; else makes the steps anew. */
static gboolean
write_in_place (const BrQuickSteps *self,
                ClaspMapping       *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);
  guint       n = g_list_model_get_n_items (steps);
  ClaspStep  *first = step_at (steps, 0, "range");
  ClaspStep  *last = self->curve >= 0 ? step_at (steps, 2, "range") : first;
  ClaspStep  *curve = step_at (steps, 1, "curve");

  if (n != (self->curve >= 0 ? 3 : 1) || first == NULL || last == NULL || (self->curve >= 0 && curve == NULL))
    return FALSE;

  g_object_set (clasp_step_get_settings (first), "in-min", self->in_min, "in-max", self->in_max, NULL);
  g_object_set (clasp_step_get_settings (last), "out-min", self->out_min, "out-max", self->out_max, NULL);
  if (curve != NULL)
    g_object_set (clasp_step_get_settings (curve), "shape", self->curve, NULL);

  return TRUE;
}

void
br_quick_steps_write (const BrQuickSteps *self,
                      ClaspShow          *show,
                      ClaspMapping       *mapping)
{
  g_autoptr (ClaspStep) curve = NULL;

  if (!is_default (self, show, mapping) && write_in_place (self, mapping))
    return;

  clasp_show_begin_edit (show, _("Change range and curve"));
  while (g_list_model_get_n_items (clasp_mapping_get_steps (mapping)) > 0)
    clasp_mapping_remove_step (mapping, 0);
  if (self->curve >= 0)
    {
      add_range (show, mapping, self->in_min, self->in_max, 0, 1);
      curve = clasp_show_create_step (show, "curve", NULL);
      g_object_set (clasp_step_get_settings (curve), "shape", self->curve, NULL);
      clasp_mapping_insert_step (mapping, 1, curve);
      add_range (show, mapping, 0, 1, self->out_min, self->out_max);
    }
  else if (!is_default (self, show, mapping))
    add_range (show, mapping, self->in_min, self->in_max, self->out_min, self->out_max);
  clasp_show_end_edit (show);
}
