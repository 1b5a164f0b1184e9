/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "mapping/br-step-row.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TEXT_US (G_USEC_PER_SEC / 15)
/* The tried value stays in the picture so long after the slider was let go. */
#define TRY_US (3 * G_USEC_PER_SEC)

/* --- compiling --- */

ClaspChain *
br_mapping_compile (ClaspMapping *mapping, const char *source, const char *target, GError **error)
{
  GListModel           *steps = clasp_mapping_get_steps (mapping);
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);
  ClaspChainSpec        spec = { .source = source, .target = target };

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (clasp_step_get_enabled (step))
        g_ptr_array_add (copies, clasp_settings_copy (clasp_step_get_settings (step)));
    }
  if (source == NULL)
    spec.source = clasp_mapping_get_source (mapping);
  if (target == NULL)
    spec.target = clasp_mapping_get_target (mapping);
  g_object_get (mapping, "convert", &spec.convert, NULL);
  spec.steps = (ClaspTransform **) copies->pdata;
  spec.n_steps = copies->len;

  return clasp_chain_new (&spec, error);
}

/* Where the source's values lie: by its address, else where the first range step expects them. */
static void
find_source_range (BrMappingEditor *self, ClaspRange *range)
{
  const char *seen = self->shown.source;
  const char *source = clasp_mapping_get_source (self->mapping);
  GListModel *steps = clasp_mapping_get_steps (self->mapping);

  *range = (ClaspRange){ 0, 1, FALSE };
  if ((seen[0] != '\0' && clasp_range_for_address (clasp_str (seen), range)) ||
      clasp_range_for_address (clasp_str (source), range) || g_list_model_get_n_items (steps) == 0)
    return;

  {
    g_autoptr (ClaspStep) step = g_list_model_get_item (steps, 0);
    ClaspSettings        *settings = clasp_step_get_settings (step);

    if (g_strcmp0 (clasp_step_get_kind (step), "range") != 0)
      return;
    range->minimum = clasp_settings_get_double (settings, "in-min");
    range->maximum = clasp_settings_get_double (settings, "in-max");
    if (range->minimum > range->maximum)
      *range = (ClaspRange){ range->maximum, range->minimum, FALSE };
  }
}

static gboolean
find_target_range (BrMappingEditor *self, ClaspRange *range)
{
  const char *target = clasp_mapping_get_target (self->mapping);

  return (self->shown.target[0] != '\0' &&
          clasp_range_for_address (clasp_str (self->shown.target), range)) ||
         clasp_range_for_address (clasp_str (target), range);
}

static gboolean
preview_cb (double input, double *output, gpointer user_data)
{
  BrMappingEditor *self = user_data;

  return clasp_chain_preview (self->chain, CLASP_CHAIN_MAX_STEPS + 1, input, output);
}

static void
br_mapping_editor_draw (BrMappingEditor *self)
{
  ClaspRange from, to = { NAN, NAN, FALSE };
  double     span;
  gboolean   is_curve = FALSE;

  find_source_range (self, &from);
  find_target_range (self, &to);
  span = from.maximum - from.minimum;
  if (self->chain != NULL)
    is_curve = br_curve_view_set_curve (self->curve, preview_cb, self, from.minimum, from.maximum,
                                        to.minimum, to.maximum);
  gtk_widget_set_visible (GTK_WIDGET (self->curve), is_curve);
  gtk_adjustment_configure (
    self->try_value, CLAMP (gtk_adjustment_get_value (self->try_value), from.minimum, from.maximum),
    from.minimum, from.maximum, from.integer ? 1 : span / 100, span / 10, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_scale), self->chain != NULL);
}

static void
show_problem (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

void
br_mapping_editor_recompile (BrMappingEditor *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->chain, clasp_chain_free);
  self->wake_us = 0;
  self->chain = br_mapping_compile (self->mapping, NULL, NULL, &error);
  show_problem (self->problem, error != NULL ? error->message : NULL);
  show_problem (self->source_problem, NULL);
  show_problem (self->target_problem, NULL);
  br_mapping_editor_draw (self);
  if (self->try_us != 0)
    br_mapping_editor_try (self);
}

/* --- trying --- */

static const char *
find_try_address (BrMappingEditor *self)
{
  g_autoptr (ClaspRoutePattern) pattern = NULL;

  if (self->shown.source[0] != '\0')
    return self->shown.source;

  pattern = clasp_route_pattern_new (clasp_mapping_get_source (self->mapping), NULL);

  return pattern != NULL && clasp_route_pattern_is_exact (pattern)
           ? clasp_mapping_get_source (self->mapping)
           : NULL;
}

static void
br_mapping_editor_show_tried (BrMappingEditor *self, double input)
{
  char             in[32];
  g_autofree char *out = clasp_value_to_text (&self->try_output);
  g_autofree char *text = NULL;
  char             number[32];
  double           output = NAN;

  br_format_number (input, in, sizeof in);
  if (self->try_target != NULL && clasp_value_to_double (&self->try_output, &output))
    {
      br_format_number (output, number, sizeof number);
      text = g_strdup_printf (_ ("in %s → out %s"), in, number);
    }
  else if (self->try_target != NULL)
    text = g_strdup_printf (_ ("in %s → out %s"), in, out);
  else
    text = g_strdup_printf (_ ("in %s → nothing"), in);
  gtk_label_set_label (self->try_text, text);
  br_curve_view_set_dot (self->curve, input, output, TRUE, g_get_monotonic_time ());
}

static void
br_mapping_editor_take_tried (BrMappingEditor *self, ClaspChainResult *result)
{
  clasp_value_clear (&self->try_output);
  g_clear_pointer (&self->try_target, g_free);
  if (result->result == CLASP_TRANSFORM_PASS)
    {
      self->try_output = clasp_value_copy (&result->output);
      self->try_target = g_strdup (result->target);
    }
  self->wake_us = result->wake_us;
  clasp_chain_result_clear (result);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), self->try_target != NULL);
}

/* Nothing is sent: the chain is the editor's own. */
void
br_mapping_editor_try (BrMappingEditor *self)
{
  const char      *address = self->chain != NULL ? find_try_address (self) : NULL;
  double           number = gtk_adjustment_get_value (self->try_value);
  ClaspValue       input = clasp_value_double (number);
  ClaspChainResult result;

  self->try_us = g_get_monotonic_time ();
  if (address == NULL ||
      !clasp_chain_run (self->chain, clasp_str (address), &input, FALSE, self->try_us, &result))
    {
      gtk_label_set_label (self->try_text, _ ("Can be tried once the source has sent something."));
      gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), FALSE);
      return;
    }

  br_mapping_editor_take_tried (self, &result);
  br_mapping_editor_show_tried (self, number);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* A smoothing step goes on after the slider stands still. */
static gboolean
br_mapping_editor_tick_tried (BrMappingEditor *self, gint64 now_us)
{
  const char      *address = self->chain != NULL ? find_try_address (self) : NULL;
  ClaspChainResult result;

  if (self->wake_us == 0 || address == NULL)
    return FALSE;
  if (now_us < self->wake_us ||
      !clasp_chain_tick (self->chain, clasp_str (address), now_us, &result))
    return TRUE;

  self->try_us = now_us;
  br_mapping_editor_take_tried (self, &result);
  br_mapping_editor_show_tried (self, gtk_adjustment_get_value (self->try_value));

  return TRUE;
}

void
br_mapping_editor_send (BrMappingEditor *self)
{
  if (self->try_target != NULL)
    clasp_engine_send (br_window_get_engine (self->window), self->try_target, &self->try_output,
                       FALSE);
}

void
br_mapping_editor_reset (BrMappingEditor *self)
{
  g_clear_pointer (&self->chain, clasp_chain_free);
  g_clear_pointer (&self->try_target, g_free);
  clasp_value_clear (&self->try_output);
  self->shown = (ClaspRouteStatus){ .input = NAN, .output = NAN };
  self->try_us = self->wake_us = self->text_us = 0;
}

/* --- live values --- */

static void
show_end (GtkLabel *label, BrMeter *meter, gboolean has_value, double number, const char *address)
{
  ClaspRange       range = { 0, 1, FALSE };
  BrLevel          level;
  char             figure[32] = "–";
  g_autofree char *text = NULL;

  if (has_value && !isnan (number))
    br_format_number (number, figure, sizeof figure);
  text = address[0] != '\0' ? g_strdup_printf ("%s  %s", figure, address) : g_strdup (figure);
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
  if (address[0] != '\0')
    clasp_range_for_address (clasp_str (address), &range);
  br_level_set (&level, has_value && !isnan (number)
                          ? CLAMP ((number - range.minimum) / (range.maximum - range.minimum), 0, 1)
                          : 0);
  br_meter_set_level (meter, &level);
}

/* The status counts the steps that are on; behind them comes the conversion. */
static void
show_steps (BrMappingEditor *self)
{
  guint i = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      double output = NAN;

      if (clasp_step_get_enabled (br_step_row_get_step (BR_STEP_ROW (row))))
        {
          if (i < self->shown.n_steps)
            output = self->shown.steps[i];
          i++;
        }
      br_step_row_set_output (BR_STEP_ROW (row), output);
    }
}

static void
br_mapping_editor_show_status (BrMappingEditor *self, const ClaspRouteStatus *status)
{
  gboolean other_ends = strcmp (self->shown.source, status->source) != 0 ||
                        strcmp (self->shown.target, status->target) != 0;

  self->shown = *status;
  show_end (self->source_now, self->source_meter, status->has_input, status->input, status->source);
  show_end (self->target_now, self->target_meter, status->has_output, status->output,
            status->target);
  show_steps (self);
  if (self->chain != NULL)
    show_problem (self->problem, status->error);
  if (other_ends)
    br_mapping_editor_draw (self);
}

gboolean
br_mapping_editor_tick (BrMappingEditor *self, gint64 now_us)
{
  ClaspMappingStatus *object;
  gboolean            changed;

  if (self->mapping == NULL)
    return FALSE;

  changed = br_curve_view_tick (self->curve, now_us);
  changed |= br_mapping_editor_tick_tried (self, now_us);
  object = clasp_engine_get_mapping_status (
    br_window_get_engine (self->window), clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping)));
  if (object == NULL)
    return changed;

  {
    const ClaspRouteStatus *status = clasp_mapping_status_peek (object);

    if (self->try_us == 0 || now_us - self->try_us > TRY_US)
      br_curve_view_set_dot (self->curve, status->has_input ? status->input : NAN,
                             status->has_output ? status->output : NAN, FALSE, now_us);
    if (now_us - self->text_us < TEXT_US || memcmp (status, &self->shown, sizeof *status) == 0)
      return changed;

    self->text_us = now_us;
    br_mapping_editor_show_status (self, status);
  }

  return TRUE;
}
