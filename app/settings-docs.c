/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints docs/settings.md: every setting of the router, the connections and the steps, from the
 * GParamSpecs that declare them. Run it after adding one:
 *
 *   build/app/clasp-settings-docs > docs/settings.md */

#include "clasp-kinds.h"
#include "core/clasp-settings-private.h"

#include <stdio.h>

/* A bar would end the cell. */
static char *
escape (const char *text)
{
  GString *escaped = g_string_new (text);

  g_string_replace (escaped, "|", "\\|", 0);
  return g_string_free (escaped, FALSE);
}

static char *
print_default (GParamSpec *pspec)
{
  GValue           value = G_VALUE_INIT;
  g_autofree char *text = NULL;

  clasp_setting_init_default (pspec, &value);
  text = clasp_setting_format (pspec, &value);
  g_value_unset (&value);
  return *text != '\0' ? g_strdup_printf ("`%s`", text) : g_strdup ("empty");
}

static void
print_setting (GParamSpec *pspec)
{
  g_autofree char *expected = clasp_setting_expected (pspec);
  g_autofree char *initial = print_default (pspec);
  g_autofree char *takes = escape (expected), *cell = escape (initial);
  g_autofree char *blurb = escape (g_param_spec_get_blurb (pspec));

  printf ("| `%s` | %s | %s | %s |\n", pspec->name, takes, cell, blurb);
}

static void
print_settings (GType type)
{
  ClaspSettingsClass     *klass = g_type_class_ref (type);
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = clasp_settings_class_list (klass, &n_pspecs);

  if (n_pspecs == 0)
    fputs ("\nNothing to set.\n", stdout);
  else
    fputs ("\n| setting | takes | default | |\n| --- | --- | --- | --- |\n", stdout);
  for (guint i = 0; i < n_pspecs; i++)
    print_setting (pspecs[i]);
  g_type_class_unref (klass);
}

static void
print_kind (const ClaspKind *kind)
{
  printf ("\n### %s: `%s`\n\n%s.", kind->title, kind->kind, kind->summary);
  if (kind->formula != NULL)
    printf (" `%s`", kind->formula);
  if (kind->namespace_ != NULL)
    printf (" Its signals stand under `%s`, those of a second connection under `%s2`.",
            kind->namespace_, kind->namespace_);
  fputc ('\n', stdout);
  print_settings (kind->get_settings_type ());
}

/* By group, the groups in the order in which they first come. */
static void
print_steps (const ClaspRegistry *registry)
{
  g_autoptr (GHashTable) printed = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < registry->n_steps; i++)
    {
      const char *group = registry->steps[i].group;

      if (!g_hash_table_add (printed, (char *) group))
        continue;
      printf ("\n## Steps: %s\n", group);
      for (guint j = i; j < registry->n_steps; j++)
        if (g_str_equal (registry->steps[j].group, group))
          print_kind (&registry->steps[j]);
    }
}

static void
print_options (const char *title, const char *introduction, GType type)
{
  printf ("\n### %s\n\n%s\n", title, introduction);
  print_settings (type);
}

static void
print_mappings (const ClaspRegistry *registry)
{
  fputs (
    "\n## Mappings\n\n"
    "What can be set besides sources, steps and targets: `options` in the show file, in brackets "
    "on the\ncommand line, `[solo rate-hz=44] /a [path=$.x] + /b => /c [merge=highest], /d`. A "
    "switch that is on\nneeds no value there.\n",
    stdout);
  print_options ("Of the whole", "In front of the first source.",
                 registry->get_route_options_type ());
  print_options ("Of a source", "Behind it.", registry->get_source_options_type ());
  print_options ("Of a target",
                 "Behind it. Its own steps stand in front of it, in parentheses: `(invert) /d`.",
                 registry->get_target_options_type ());
}

static void
print_locals (const ClaspRegistry *registry)
{
  fputs (
    "\n## Variables, timers, scenes, layers\n\n"
    "Each has a name that is one part of an address and unlike that of all others of its kind, and "
    "`enabled`.\n",
    stdout);
  for (guint i = 0; i < registry->n_locals; i++)
    print_kind (&registry->locals[i]);
}

static const char introduction[] =
  "<!-- Made by clasp-settings-docs from the source; do not edit. -->\n"
  "# Settings\n"
  "\n"
  "Every setting has one name: in the show file (JSON), on the command line, and in the window’s "
  "forms,\n"
  "which show its label instead. A setting left at its default is not written to the file.\n"
  "\n"
  "On the command line a connection is its kind and its settings, `--connect "
  "osc,listen=127.0.0.1:9000`\n"
  "(`\\,` is a comma in a value), and a mapping is\n"
  "`--map 'SOURCE => STEP | STEP => TARGET'`. A step is its kind and its settings, in the order "
  "below or as\n"
  "name=value: `range 0 1 0 127`, `range out-max=127`. What holds blanks, `|`, `=` or `=>` stands "
  "in quotation\n"
  "marks: `expression \"x * 2\"`. A step that begins with `!` is bypassed.\n"
  "\n"
  "Lists are written `a;b` there (`\\;` is a semicolon in an item). Settings whose name ends in "
  "`-ms`, `-s` or\n"
  "`-hz` take a unit too: `80ms`, `0.08s`, `44Hz`. A share from 0 to 1 may be a percentage, `80%`.\n";

int
main (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  fputs (introduction, stdout);
  fputs ("\n## Router\n", stdout);
  print_settings (registry->get_router_settings_type ());
  fputs ("\n## Connections\n\nEach also takes `name`, `id`, `namespace` and `enabled`.\n", stdout);
  for (guint i = 0; i < registry->n_connections; i++)
    print_kind (&registry->connections[i]);
  print_mappings (registry);
  print_locals (registry);
  print_steps (registry);
  return 0;
}
