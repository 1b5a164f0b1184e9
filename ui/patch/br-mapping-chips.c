/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-chips.h"

#include "clasp-show-ranges.h"
#include "mapping/br-mapping-more.h"
#include "mapping/clasp-transform.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>

#define MAX_CHIPS 3

static void
add_chip (BrChips *chips, const char *text, gboolean dim)
{
  g_autofree char *label = br_format_units (g_strdup (text));
  GtkWidget       *chip = gtk_label_new (label);

  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (chip, "chip");
  /* "0–1 → 0–255" in every language. */
  gtk_widget_set_direction (chip, GTK_TEXT_DIR_LTR);
  if (dim)
    gtk_widget_add_css_class (chip, "dim-label");
  br_chips_append (chips, GTK_LABEL (chip));
}

char *
br_mapping_dup_default_chip (ClaspShow    *show,
                             ClaspMapping *mapping)
{
  ClaspRange in, out;
  gboolean   convert = FALSE;
  char       low[2][24], high[2][24];

  g_object_get (mapping, "convert", &convert, NULL);
  if (!convert || !clasp_show_find_range (show, clasp_mapping_get_source (mapping), &in)
      || !clasp_show_find_range (show, clasp_mapping_get_target (mapping), &out)
      || (in.minimum == out.minimum && in.maximum == out.maximum))
    return NULL;

  br_format_limit (in.minimum, low[0], sizeof low[0]);
  br_format_limit (in.maximum, high[0], sizeof high[0]);
  br_format_limit (out.minimum, low[1], sizeof low[1]);
  br_format_limit (out.maximum, high[1], sizeof high[1]);

  return g_strdup_printf ("%s–%s → %s–%s", low[0], high[0], low[1], high[1]);
}

/* Short, and never cut: a number that cannot be read hides what it stands for. */
static void
add_note (BrChips *chips, const char *text)
{
  add_chip (chips, text, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_widget_get_last_child (GTK_WIDGET (chips))), PANGO_ELLIPSIZE_NONE);
}

/* What the two addresses do not tell. */
static void
add_notes (BrChips *chips, ClaspMapping *mapping, const char *bad_ends, gboolean is_first_sent)
{
  guint            n_sources = br_mapping_count_more (mapping, FALSE);
  guint            n_targets = br_mapping_count_more (mapping, TRUE);
  g_autofree char *sources = g_strdup_printf (ngettext ("+%u source", "+%u sources", n_sources), n_sources);
  g_autofree char *targets = g_strdup_printf (ngettext ("+%u target", "+%u targets", n_targets), n_targets);
  g_autofree char *options = br_mapping_dup_options (mapping);

  if (bad_ends != NULL)
    {
      g_autofree char *text = g_strconcat ("⚠ ", bad_ends, NULL);

      GtkWidget       *chip;

      add_chip (chips, text, FALSE); /* the sign is enough where there is no room */
      chip = gtk_widget_get_last_child (GTK_WIDGET (chips));
      gtk_widget_add_css_class (chip, "warning");
      gtk_widget_insert_after (chip, GTK_WIDGET (chips), NULL); /* the first have room */
    }
  if (n_sources > 0)
    add_note (chips, sources);
  if (n_targets > 0)
    add_note (chips, targets);
  if (options != NULL)
    add_note (chips, _("options"));
  if (is_first_sent)
    {
      add_note (chips, "[0]");
      gtk_widget_set_tooltip_text (gtk_widget_get_last_child (GTK_WIDGET (chips)),
                                   _("The source sends a list; the target takes its first element."));
    }
}

void
br_mapping_chips_show (BrChips      *chips,
                       ClaspMapping *mapping,
                       ClaspShow    *show,
                       const char   *bad_ends,
                       gboolean      is_first_sent)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);
  guint       n = g_list_model_get_n_items (steps);

  br_chips_clear (chips);
  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
    add_chip (chips, _("Muted"), TRUE);
  for (guint i = 0; i < MIN (n, MAX_CHIPS); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      ClaspSettings        *settings = clasp_step_get_settings (step);
      g_autofree char      *text = NULL;

      text = CLASP_IS_TRANSFORM (settings) ? clasp_transform_summarise (CLASP_TRANSFORM (settings))
                                           : g_strdup (clasp_step_get_kind (step));
      add_chip (chips, text, !clasp_step_get_enabled (step));
    }
  if (n > MAX_CHIPS)
    {
      g_autofree char *more = g_strdup_printf ("+%u", n - MAX_CHIPS);

      add_chip (chips, more, FALSE);
    }
  if (n == 0)
    {
      g_autofree char *text = br_mapping_dup_default_chip (show, mapping);

      if (text != NULL)
        add_chip (chips, text, TRUE);
    }
  add_notes (chips, mapping, bad_ends, is_first_sent);
  gtk_widget_set_visible (GTK_WIDGET (chips), gtk_widget_get_first_child (GTK_WIDGET (chips)) != NULL);
}
