/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "clasp-show-ranges.h"
#include "mapping/br-mapping-edit.h"
#include "mapping/clasp-route-options.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TEXT_US (G_USEC_PER_SEC / 15)
/* The tried value stays in the picture so long after the slider was let go. */
#define TRY_US (3 * G_USEC_PER_SEC)

/* --- compiling --- */

static void
copy_steps (GListModel *steps, GPtrArray *copies)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (clasp_step_get_enabled (step))
        g_ptr_array_add (copies, clasp_settings_copy (clasp_step_get_settings (step)));
    }
}

ClaspChain *
br_mapping_compile (
  ClaspShow *show, ClaspMapping *mapping, guint target, const char *source, const char *address, GError **error)
{
  g_autoptr (GPtrArray)       copies = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ClaspMappingEnd) end =
    g_list_model_get_item (clasp_mapping_get_targets (mapping), target);
  ClaspRangeSource ranges = clasp_show_range_source (show);
  ClaspChainSpec   spec = { .source = source, .target = address, .ranges = &ranges };

  copy_steps (clasp_mapping_get_steps (mapping), copies);
  copy_steps (clasp_mapping_end_get_steps (end), copies);
  if (source == NULL)
    spec.source = clasp_mapping_get_source (mapping);
  if (address == NULL)
    spec.target = clasp_mapping_end_get_address (end);
  g_object_get (mapping, "convert", &spec.convert, NULL);
  spec.steps = (ClaspTransform **) copies->pdata;
  spec.n_steps = copies->len;

  return clasp_chain_new (&spec, error);
}

static ClaspChain *
get_chain (BrMappingEditor *self)
{
  return self->chains->len > 0 ? self->chains->pdata[0] : NULL;
}

/* Where the source's values lie: by its address, else where the first range step expects them. */
static void
find_source_range (BrMappingEditor *self, ClaspRange *range)
{
  ClaspShow  *show = br_window_get_show (self->window);
  const char *seen = self->shown.source;
  const char *source = clasp_mapping_get_source (self->mapping);
  GListModel *steps = clasp_mapping_get_steps (self->mapping);

  *range = (ClaspRange){ 0, 1, FALSE };
  if ((seen[0] != '\0' && clasp_show_find_range (show, seen, range)) ||
      clasp_show_find_range (show, source, range) || g_list_model_get_n_items (steps) == 0)
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
  ClaspShow  *show = br_window_get_show (self->window);
  const char *target = clasp_mapping_get_target (self->mapping);

  return (self->shown.target[0] != '\0' && clasp_show_find_range (show, self->shown.target, range)) ||
         clasp_show_find_range (show, target, range);
}

static gboolean
preview_cb (double input, double *output, gpointer user_data)
{
  BrMappingEditor *self = user_data;

  return clasp_chain_preview (get_chain (self), CLASP_CHAIN_MAX_STEPS + 1, input, output);
}

static void
configure_try (BrMappingEditor *self, const ClaspRange *from)
{
  double span = from->maximum - from->minimum;

  self->is_showing = TRUE;
  gtk_adjustment_configure (
    self->try_value,
    CLAMP (gtk_adjustment_get_value (self->try_value), from->minimum, from->maximum), from->minimum,
    from->maximum, from->integer ? 1 : span / 100, span / 10, 0);
  gtk_spin_button_set_digits (self->try_number, from->integer ? 0 : span <= 10 ? 3 : 1);
  self->is_showing = FALSE;
}

static void
br_mapping_editor_draw (BrMappingEditor *self)
{
  ClaspRange from, to = { NAN, NAN, FALSE };
  gboolean   is_curve = FALSE;
  gboolean   has_target;

  find_source_range (self, &from);
  has_target = find_target_range (self, &to);
  if (get_chain (self) != NULL)
    is_curve = br_curve_view_set_curve (self->curve, preview_cb, self, from.minimum, from.maximum,
                                        to.minimum, to.maximum);
  gtk_widget_set_visible (GTK_WIDGET (self->curve), is_curve);
  configure_try (self, &from);
  br_step_list_set_axes (self->steps, from.minimum, from.maximum, has_target ? to.minimum : NAN,
                         has_target ? to.maximum : NAN);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_scale), get_chain (self) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_number), get_chain (self) != NULL);
}

/* --- what is wrong --- */

static void
show_problem (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static guint
count_steps_on (BrMappingEditor *self)
{
  GListModel *steps = clasp_mapping_get_steps (self->mapping);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      n += clasp_step_get_enabled (step) ? 1 : 0;
    }
  return n;
}

/* "step 2 (curve): …" belongs under that step, "target: …" under the target; FALSE when there is no such
 * place. */
static gboolean
place_problem (BrMappingEditor *self, guint target, const char *message)
{
  guint     n_common = count_steps_on (self), number = 0;
  BrEndRow *row = br_mapping_editor_get_row (self, TRUE, target);
  const char *text = strstr (message, ": ");

  if (text == NULL)
    return FALSE;
  text += 2;
  if (g_str_has_prefix (message, "source"))
    br_end_row_set_problem (br_mapping_editor_get_row (self, FALSE, 0), text);
  else if (g_str_has_prefix (message, "target"))
    br_end_row_set_problem (row, text);
  else if (sscanf (message, "step %u", &number) != 1 || number == 0)
    return FALSE;
  else if (number <= n_common)
    return br_step_list_set_problem (self->steps, number - 1, text);
  else
    return br_step_list_set_problem (br_end_row_get_steps (row), number - 1 - n_common, text);
  return TRUE;
}

static void
clear_problems (BrMappingEditor *self)
{
  BrEndRow *row;

  show_problem (self->problem, NULL);
  br_step_list_clear_problems (self->steps);
  for (guint i = 0; (row = br_mapping_editor_get_row (self, FALSE, i)) != NULL; i++)
    br_end_row_set_problem (row, NULL);
  for (guint i = 0; (row = br_mapping_editor_get_row (self, TRUE, i)) != NULL; i++)
    {
      br_end_row_set_problem (row, NULL);
      br_step_list_clear_problems (br_end_row_get_steps (row));
    }
}

void
br_mapping_editor_recompile (BrMappingEditor *self)
{
  guint    n = g_list_model_get_n_items (clasp_mapping_get_targets (self->mapping));
  gboolean is_good = TRUE;

  g_ptr_array_set_size (self->chains, 0);
  self->wake_us = 0;
  clear_problems (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      ClaspChain        *chain = br_mapping_compile (br_window_get_show (self->window), self->mapping, i, NULL, NULL, &error);

      if (chain != NULL)
        g_ptr_array_add (self->chains, chain);
      else if (!place_problem (self, i, error->message))
        show_problem (self->problem, error->message);
      is_good &= chain != NULL;
    }
  if (!is_good)
    g_ptr_array_set_size (self->chains, 0);
  br_mapping_editor_draw (self);
  if (self->try_us != 0)
    br_mapping_editor_try (self);
}

/* --- trying --- */

static const char *
find_try_address (BrMappingEditor *self)
{
  g_autoptr (ClaspRoutePattern) pattern =
    clasp_route_pattern_new (clasp_mapping_get_source (self->mapping), NULL);
  ClaspCaptures captures;

  if (pattern == NULL)
    return NULL;
  if (clasp_route_pattern_is_exact (pattern))
    return clasp_mapping_get_source (self->mapping);
  return self->shown.source[0] != '\0' &&
             clasp_route_pattern_match (pattern, clasp_str (self->shown.source), &captures)
           ? self->shown.source
           : NULL;
}

static void
append_tried (GString *text, const BrTried *tried)
{
  double output;

  if (clasp_value_to_double (&tried->value, &output))
    {
      char number[32];

      br_format_number (output, number, sizeof number);
      g_string_append (text, number);
    }
  else
    {
      g_autofree char *whole = clasp_value_to_text (&tried->value);

      g_string_append (text, whole);
    }
}

/* "in 82 → out 199, 0.5" */
static void
br_mapping_editor_show_tried (BrMappingEditor *self)
{
  double              input = gtk_adjustment_get_value (self->try_value);
  g_autoptr (GString) outputs = g_string_new (NULL);
  g_autofree char    *text = NULL;
  char                in[32];

  br_format_number (input, in, sizeof in);
  for (guint i = 0; i < self->tried->len; i++)
    {
      g_string_append (outputs, i > 0 ? ", " : "");
      append_tried (outputs, self->tried->pdata[i]);
    }
  text = self->tried->len > 0 ? g_strdup_printf (_ ("in %s → out %s"), in, outputs->str)
                              : g_strdup_printf (_ ("in %s → nothing"), in);
  gtk_label_set_label (self->try_text, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), self->tried->len > 0);
  br_step_list_set_outputs (self->steps, self->tried_steps, self->n_tried_steps, TRUE);
  br_curve_view_set_dot (self->curve, input, self->tried_output, TRUE, g_get_monotonic_time ());
}

static void
take_steps (BrMappingEditor *self, const ClaspChainResult *result)
{
  self->n_tried_steps = result->n_steps;
  for (guint i = 0; i < result->n_steps; i++)
    if (!clasp_value_to_double (&result->steps[i], &self->tried_steps[i]))
      self->tried_steps[i] = NAN;
}

static void
take_tried (BrMappingEditor *self, guint target, ClaspChainResult *result)
{
  if (target == 0)
    {
      take_steps (self, result);
      self->tried_output = NAN;
      if (result->result == CLASP_TRANSFORM_PASS)
        clasp_value_to_double (&result->output, &self->tried_output);
    }
  if (result->result == CLASP_TRANSFORM_PASS)
    {
      BrTried *tried = g_new0 (BrTried, 1);

      tried->address = g_strdup (result->target);
      tried->value = clasp_value_copy (&result->output);
      g_ptr_array_add (self->tried, tried);
    }
  if (result->wake_us != 0 && (self->wake_us == 0 || result->wake_us < self->wake_us))
    self->wake_us = result->wake_us;
  clasp_chain_result_clear (result);
}

/* Nothing is sent: the chains are the editor's own. */
void
br_mapping_editor_try (BrMappingEditor *self)
{
  const char *address = get_chain (self) != NULL ? find_try_address (self) : NULL;
  ClaspValue  input = clasp_value_double (gtk_adjustment_get_value (self->try_value));

  self->try_us = g_get_monotonic_time ();
  self->wake_us = 0;
  g_ptr_array_set_size (self->tried, 0);
  if (address == NULL)
    {
      gtk_label_set_label (self->try_text, _ ("Can be tried once the source has sent something."));
      gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), FALSE);
      return;
    }

  for (guint i = 0; i < self->chains->len; i++)
    {
      ClaspChainResult result;

      if (clasp_chain_run (self->chains->pdata[i], clasp_str (address), &input, FALSE, self->try_us,
                           &result))
        take_tried (self, i, &result);
    }
  br_mapping_editor_show_tried (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* A smoothing step goes on after the slider stands still. */
static gboolean
br_mapping_editor_tick_tried (BrMappingEditor *self, gint64 now_us)
{
  const char *address = get_chain (self) != NULL ? find_try_address (self) : NULL;

  if (self->wake_us == 0 || address == NULL)
    return FALSE;
  if (now_us < self->wake_us)
    return TRUE;

  self->wake_us = 0;
  g_ptr_array_set_size (self->tried, 0);
  for (guint i = 0; i < self->chains->len; i++)
    {
      ClaspChainResult result;

      if (clasp_chain_tick (self->chains->pdata[i], clasp_str (address), now_us, &result))
        take_tried (self, i, &result);
    }
  self->try_us = now_us;
  br_mapping_editor_show_tried (self);
  return TRUE;
}

void
br_mapping_editor_send (BrMappingEditor *self)
{
  if (br_window_refuse_edit (self->window))
    return;
  for (guint i = 0; i < self->tried->len; i++)
    {
      BrTried *tried = self->tried->pdata[i];

      clasp_engine_send (br_window_get_engine (self->window), tried->address, &tried->value, FALSE);
    }
}

void
br_mapping_editor_reset (BrMappingEditor *self)
{
  g_ptr_array_set_size (self->chains, 0);
  g_ptr_array_set_size (self->tried, 0);
  self->shown = (ClaspRouteStatus){ .input = NAN, .output = NAN };
  self->try_us = self->wake_us = self->text_us = 0;
  self->n_tried_steps = 0;
  self->tried_output = NAN;
}

/* --- live values --- */

static gboolean
is_trying (BrMappingEditor *self, gint64 now_us)
{
  return self->try_us != 0 && now_us - self->try_us <= TRY_US;
}

static void
br_mapping_editor_show_status (BrMappingEditor *self, const ClaspRouteStatus *status)
{
  gboolean other_ends = strcmp (self->shown.source, status->source) != 0 ||
                        strcmp (self->shown.target, status->target) != 0;

  self->shown = *status;
  if (get_chain (self) != NULL)
    show_problem (self->problem, status->error);
  if (other_ends)
    br_mapping_editor_draw (self);
}

/* The address of @row that was last heard or written: its own when it is exact. */
static gboolean
tick_ends (BrMappingEditor *self, gboolean is_target, gint64 now_us)
{
  gboolean  changed = FALSE;
  BrEndRow *row;

  for (guint i = 0; (row = br_mapping_editor_get_row (self, is_target, i)) != NULL; i++)
    changed |= br_end_row_tick (row, is_target ? self->shown.target : self->shown.source, now_us);
  return changed;
}

/* Where the control stands in the units of each target, while it has to meet it. */
static void
tick_pickup (BrMappingEditor *self)
{
  ClaspSettings *options = clasp_mapping_get_options (self->mapping);
  gboolean       waits = clasp_settings_get_int (options, "takeover") != CLASP_TAKEOVER_JUMP;
  BrEndRow      *source = br_mapping_editor_get_row (self, FALSE, 0);
  double         input = source != NULL ? br_end_row_get_number (source) : NAN;
  BrEndRow      *row;

  for (guint i = 0; (row = br_mapping_editor_get_row (self, TRUE, i)) != NULL; i++)
    {
      double hardware = NAN;

      if (!waits || i >= self->chains->len || isnan (input) ||
          !clasp_chain_preview (self->chains->pdata[i], CLASP_CHAIN_MAX_STEPS + 1, input, &hardware))
        hardware = NAN;
      br_end_row_set_pickup (row, hardware,
                             clasp_settings_get_double (options, "takeover-window"));
    }
}

/* Curves of steps work on 0–1, whatever the source has. */
static double
to_unit (BrMappingEditor *self, double input)
{
  ClaspRange from;

  find_source_range (self, &from);
  return from.maximum > from.minimum ? (input - from.minimum) / (from.maximum - from.minimum) : NAN;
}

static gboolean
tick_values (BrMappingEditor *self, const ClaspRouteStatus *status, gint64 now_us)
{
  gboolean tried = is_trying (self, now_us);
  double   input = tried               ? gtk_adjustment_get_value (self->try_value)
                   : status->has_input ? status->input
                                       : NAN;
  const double *steps = tried ? self->tried_steps : status->steps;
  guint         n = tried ? self->n_tried_steps : status->n_steps;

  if (!tried)
    br_curve_view_set_dot (self->curve, input, status->has_output ? status->output : NAN, FALSE,
                           now_us);
  if (now_us - self->text_us >= TEXT_US)
    br_step_list_set_outputs (self->steps, steps, n, tried);
  return br_step_list_set_dots (self->steps, to_unit (self, input), steps, n, tried, now_us);
}

gboolean
br_mapping_editor_tick (BrMappingEditor *self, gint64 now_us)
{
  static const ClaspRouteStatus nothing = { .input = NAN, .output = NAN };
  const ClaspRouteStatus       *status = &nothing;
  ClaspMappingStatus           *object;
  gboolean                      changed;

  if (self->mapping == NULL)
    return FALSE;

  changed = br_curve_view_tick (self->curve, now_us);
  changed |= br_mapping_editor_tick_tried (self, now_us);
  changed |= is_trying (self, now_us);
  object = clasp_engine_get_mapping_status (
    br_window_get_engine (self->window), clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping)));
  if (object != NULL)
    status = clasp_mapping_status_peek (object);
  changed |= tick_ends (self, FALSE, now_us);
  changed |= tick_ends (self, TRUE, now_us);
  changed |= tick_values (self, status, now_us);
  if (now_us - self->text_us < TEXT_US)
    return changed;

  self->text_us = now_us;
  tick_pickup (self);
  if (object == NULL || memcmp (status, &self->shown, sizeof *status) == 0)
    return changed;
  br_mapping_editor_show_status (self, status);
  return TRUE;
}
