/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes docs/steps/: a page for each kind of mapping step, with a picture of its curve where it is
 * a function of one number, and an index. All of it comes from the source. Run it after changing
 * one:
 *
 *   build/app/clasp-step-docs docs/steps */

#include "clasp-kinds.h"
#include "core/clasp-settings-private.h"
#include "mapping/clasp-chain.h"
#include "mapping/transforms/clasp-number-step.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

#define MADE_BY "<!-- Made by clasp-step-docs from the source; do not edit. -->\n"

/* ---- pictures ---- */

#define WIDTH 320.0
#define HEIGHT 160.0
#define MARGIN 24.0
#define N_POINTS 97

/* What the picture shows, where that is not 0 to 1 with the defaults. */
typedef struct
{
  const char *kind;
  double      low, high;
  const char *name, *value; /* a setting that makes it worth looking at */
} Example;

static const Example examples[] = {
  { "range", -0.5, 1.5, NULL, NULL },
  { "scale", -0.5, 1.5, NULL, NULL },
  { "remap", -0.25, 1.25, "curve", "cubic-in-out" },
  { "invert", 0, 1, NULL, NULL },
  { "clamp", -0.5, 1.5, NULL, NULL },
  { "direct", -1, 1, NULL, NULL },
  { "offset", -1, 1, "operand", "0.5" },
  { "multiply", -1, 1, "operand", "2" },
  { "divide", -1, 1, "operand", "2" },
  { "modulo", -2, 2, NULL, NULL },
  { "power", 0, 1, NULL, NULL },
  { "min", -1, 1, "operand", "0.5" },
  { "max", -1, 1, "operand", "-0.5" },
  { "negate", -1, 1, NULL, NULL },
  { "abs", -1, 1, NULL, NULL },
  { "sign", -1, 1, NULL, NULL },
  { "exp", -2, 2, NULL, NULL },
  { "floor", -2, 2, NULL, NULL },
  { "ceil", -2, 2, NULL, NULL },
  { "trunc", -2, 2, NULL, NULL },
  { "round", -2, 2, NULL, NULL },
  { "gate", -1, 1, NULL, NULL },
  { "trigger", -1, 1, NULL, NULL },
  { "wrap", -2, 2, NULL, NULL },
  { "fold", -2, 2, NULL, NULL },
  { "log", 0.05, 10, NULL, NULL },
  { "note2hz", 0, 127, NULL, NULL },
  { "hz2note", 20, 2000, NULL, NULL },
  { "transpose", 0, 127, "semitones", "12" },
  { "velocitycurve", 0, 127, "exponent", "2" },
  { "cct", 2000, 8000, NULL, NULL },
  { "quantizeto", 0, 1, NULL, NULL },
  { "curvepoints", 0, 1, "points", "0,0,cubic;0.3,0.1,cubic;0.6,0.9,cubic;1,1" },
  { "curve", 0, 1, NULL, NULL },
  { "ease", 0, 1, "name", "elastic-out" },
  { "threshold", 0, 1, NULL, NULL },
};

typedef struct
{
  double x[N_POINTS], y[N_POINTS]; /* NaN where nothing goes out */
  double low, high;                /* of y */
} Samples;

static Example
find_example (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    if (g_str_equal (examples[i].kind, kind))
      return examples[i];

  return (Example){ kind, 0.0, 1.0, NULL, NULL };
}

static gboolean
has_picture (const ClaspKind *kind)
{
  static const char *const others[] = { "range",  "invert",    "clamp", "curve",
                                        "direct", "threshold", NULL };

  return g_type_is_a (kind->get_settings_type (), CLASP_TYPE_NUMBER_STEP) ||
         g_strv_contains (others, kind->kind);
}

static ClaspTransform *
make_step (const ClaspKind *kind, const Example *example)
{
  ClaspSettings *settings = g_object_new (kind->get_settings_type (), NULL);

  if (example->name != NULL)
    clasp_settings_set_text (settings, example->name, example->value, NULL);
  return CLASP_TRANSFORM (settings);
}

static ClaspChain *
make_chain (const ClaspKind *kind, const Example *example)
{
  g_autoptr (ClaspTransform) step = make_step (kind, example);
  ClaspTransform            *steps[] = { step };
  ClaspChainSpec     spec = { .source = "/in", .target = "/out", .steps = steps, .n_steps = 1 };
  g_autoptr (GError) error = NULL;
  ClaspChain        *chain = clasp_chain_new (&spec, &error);

  if (chain == NULL)
    g_error ("%s: %s", kind->kind, error->message);
  return chain;
}

static void
sample (const ClaspKind *kind, const Example *example, Samples *samples)
{
  g_autoptr (ClaspChain) chain = make_chain (kind, example);

  samples->low = INFINITY;
  samples->high = -INFINITY;
  for (guint i = 0; i < N_POINTS; i++)
    {
      samples->x[i] = example->low + (example->high - example->low) * i / (N_POINTS - 1);
      samples->y[i] = NAN;
      if (!clasp_chain_preview (chain, 1, samples->x[i], &samples->y[i]))
        samples->y[i] = NAN;
      else
        {
          samples->low = fmin (samples->low, samples->y[i]);
          samples->high = fmax (samples->high, samples->y[i]);
        }
    }
  if (samples->low == samples->high)
    samples->high = samples->low + 1.0;
}

static double
place_x (double share)
{
  return MARGIN + share * (WIDTH - 2.0 * MARGIN);
}

static double
place_y (const Samples *samples, double y)
{
  double share = (y - samples->low) / (samples->high - samples->low);

  return HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN);
}

static void
append_line (GString *svg, const Samples *samples)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < N_POINTS; i++)
    {
      char x[32], y[32];

      if (isnan (samples->y[i]))
        {
          if (is_open)
            g_string_append (svg, "\"/>\n");
          is_open = FALSE;
          continue;
        }
      g_ascii_formatd (x, sizeof x, "%.1f", place_x ((double) i / (N_POINTS - 1)));
      g_ascii_formatd (y, sizeof y, "%.1f", place_y (samples, samples->y[i]));
      g_string_append_printf (svg, "%s%s,%s",
                              is_open ? " "
                                      : "<polyline fill=\"none\" stroke=\"#3584e4\" "
                                        "stroke-width=\"2.5\" stroke-linejoin=\"round\" points=\"",
                              x, y);
      is_open = TRUE;
    }
  if (is_open)
    g_string_append (svg, "\"/>\n");
}

static void
append_text (GString *svg, double x, double y, const char *anchor, double number)
{
  char text[CLASP_NUMBER_TEXT];

  g_string_append_printf (svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", (int) x,
                          (int) y, anchor, clasp_number_text (number, text));
}

/* Grey and blue are legible on white and on black. */
static char *
draw (const Samples *samples)
{
  GString *svg = g_string_new (NULL);

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                          "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\" "
                          "fill=\"#888888\">\n",
                          (int) WIDTH, (int) HEIGHT, (int) WIDTH, (int) HEIGHT);
  g_string_append_printf (svg,
                          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" "
                          "stroke=\"#888888\" stroke-opacity=\"0.5\"/>\n",
                          (int) MARGIN, (int) MARGIN, (int) (WIDTH - 2.0 * MARGIN),
                          (int) (HEIGHT - 2.0 * MARGIN));
  append_line (svg, samples);
  append_text (svg, MARGIN, HEIGHT - 8.0, "start", samples->x[0]);
  append_text (svg, WIDTH - MARGIN, HEIGHT - 8.0, "end", samples->x[N_POINTS - 1]);
  append_text (svg, MARGIN + 4.0, HEIGHT - MARGIN - 4.0, "start", samples->low);
  append_text (svg, MARGIN + 4.0, MARGIN + 12.0, "start", samples->high);
  g_string_append (svg, "</svg>\n");
  return g_string_free (svg, FALSE);
}

/* ---- pages ---- */

static gboolean
write_file (const char *folder, const char *name, const char *suffix, const char *text)
{
  g_autofree char   *base = g_strconcat (name, suffix, NULL);
  g_autofree char   *path = g_build_filename (folder, base, NULL);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents (path, text, -1, &error))
    return TRUE;
  fprintf (stderr, "%s\n", error->message);
  return FALSE;
}

/* A bar would end the cell. */
static void
append_cell (GString *page, const char *text)
{
  GString *escaped = g_string_new (text);

  g_string_replace (escaped, "|", "\\|", 0);
  g_string_append_printf (page, " %s |", escaped->str);
  g_string_free (escaped, TRUE);
}

static void
append_setting (GString *page, GParamSpec *pspec)
{
  g_autofree char *takes = clasp_setting_expected (pspec), *initial = NULL, *code = NULL;
  g_autofree char *name = g_strdup_printf ("`%s`", pspec->name);
  GValue           value = G_VALUE_INIT;

  clasp_setting_init_default (pspec, &value);
  initial = clasp_setting_format (pspec, &value);
  g_value_unset (&value);
  code = *initial != '\0' ? g_strdup_printf ("`%s`", initial) : g_strdup ("empty");
  g_string_append (page, "|");
  append_cell (page, g_param_spec_get_nick (pspec));
  append_cell (page, name);
  append_cell (page, takes);
  append_cell (page, code);
  append_cell (page, g_param_spec_get_blurb (pspec));
  g_string_append (page, "\n");
}

static void
append_settings (GString *page, GType type)
{
  ClaspSettingsClass     *klass = g_type_class_ref (type);
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = clasp_settings_class_list (klass, &n_pspecs);

  g_string_append (page, "\n## Settings\n\n");
  if (n_pspecs == 0)
    g_string_append (page, "There is nothing to set.\n");
  else
    g_string_append (page, "| | name | takes | default | |\n| --- | --- | --- | --- | --- |\n");
  for (guint i = 0; i < n_pspecs; i++)
    append_setting (page, pspecs[i]);
  g_type_class_unref (klass);
}

/* What the code itself knows: whether it remembers, and whether it has a way back. */
static void
append_properties (GString *page, const ClaspKind *kind, const Example *example)
{
  g_autoptr (ClaspTransform) step = make_step (kind, example);
  g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, NULL);

  g_string_append (page, "\n## In a mapping\n\n");
  if (CLASP_TRANSFORM_GET_IFACE (step)->state_size > 0)
    g_string_append (page, "- Remembers something, for each source address by itself.\n");
  else
    g_string_append (page, "- Remembers nothing.\n");
  g_string_append (page, inverse != NULL ? "- Has a way back, for mappings in both directions.\n"
                                         : "- Has no way back: it stands in mappings in one "
                                           "direction only.\n");
}

static gboolean
write_page (const char *folder, const ClaspKind *kind)
{
  g_autoptr (GString) page = g_string_new (MADE_BY);
  Example             example = find_example (kind->kind);
  g_autofree char    *svg = NULL;
  Samples             samples;

  g_string_append_printf (page, "# %s: `%s`\n\n%s.\n", kind->title, kind->kind, kind->summary);
  if (kind->formula != NULL)
    g_string_append_printf (page, "\n## Formula\n\n    %s\n", kind->formula);
  if (has_picture (kind))
    {
      sample (kind, &example, &samples);
      svg = draw (&samples);
      g_string_append_printf (page, "\n![What goes out, by what comes in](%s.svg)\n", kind->kind);
      if (example.name != NULL)
        g_string_append_printf (page, "\nThe picture shows it with `%s=%s`.\n", example.name,
                                example.value);
    }
  append_settings (page, kind->get_settings_type ());
  append_properties (page, kind, &example);
  g_string_append (page, "\n[All steps](README.md)\n");
  return write_file (folder, kind->kind, ".md", page->str) &&
         (svg == NULL || write_file (folder, kind->kind, ".svg", svg));
}

static gboolean
write_index (const char *folder, const ClaspRegistry *registry)
{
  g_autoptr (GString)    page = g_string_new (MADE_BY "# Steps of mappings\n\n"
                                                         "What a value can go through on its way.\n");
  g_autoptr (GHashTable) written = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < registry->n_steps; i++)
    {
      const char *group = registry->steps[i].group;

      if (!g_hash_table_add (written, (char *) group))
        continue;
      g_string_append_printf (page, "\n## %s\n\n", group);
      for (guint j = i; j < registry->n_steps; j++)
        if (g_str_equal (registry->steps[j].group, group))
          g_string_append_printf (page, "- [%s](%s.md) `%s`: %s.\n", registry->steps[j].title,
                                  registry->steps[j].kind, registry->steps[j].kind,
                                  registry->steps[j].summary);
    }
  return write_file (folder, "README", ".md", page->str);
}

int
main (int argc, char **argv)
{
  const ClaspRegistry *registry = clasp_kinds ();
  gboolean             is_good;

  if (argc != 2 || g_mkdir_with_parents (argv[1], 0755) != 0)
    {
      fprintf (stderr, "usage: clasp-step-docs FOLDER\n");
      return 2;
    }
  is_good = write_index (argv[1], registry);
  for (guint i = 0; i < registry->n_steps; i++)
    is_good = write_page (argv[1], &registry->steps[i]) && is_good;
  return is_good ? 0 : 1;
}
