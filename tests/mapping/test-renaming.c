/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-renaming.h"
#include "support/clasp-test.h"

/* What becomes of texts in each language when a variable, timer, scene or layer is called otherwise. */

typedef struct
{
  const char *name;
  ClaspNaming language;
  const char *kind, *from, *to;
  const char *text;
  const char *expected; /* NULL: it stays as it is */
  guint       n_followed, n_left, n_stuck;
} Case;

static const Case cases[] = {
  { "text/address", CLASP_NAMING_TEXT, "variable", "level", "master", "/local/var/level", "/local/var/master", 1, 0, 0 },
  { "text/another", CLASP_NAMING_TEXT, "variable", "level", "master", "/local/var/levels", NULL, 0, 0, 0 },
  { "text/another-kind", CLASP_NAMING_TEXT, "scene", "level", "master", "/local/var/level", NULL, 0, 0, 0 },
  { "text/below", CLASP_NAMING_TEXT, "scene", "intro", "dawn", "/local/scene/intro/recall", "/local/scene/dawn/recall", 1, 0, 0 },
  { "text/line-of-a-scene", CLASP_NAMING_TEXT, "variable", "level", "a-b", "/local/var/level=0.5", "/local/var/a-b=0.5", 1, 0, 0 },
  { "text/within-json", CLASP_NAMING_TEXT, "timer", "t", "u", "{\"a\":\"/local/timer/t\",\"b\":\"/local/timer/tt\"}",
    "{\"a\":\"/local/timer/u\",\"b\":\"/local/timer/tt\"}", 1, 0, 0 },
  { "text/notes-are-left-alone", CLASP_NAMING_TEXT, "variable", "level", "master", "see /local/var/level", NULL, 0, 0, 0 },

  { "source/exact", CLASP_NAMING_SOURCE, "timer", "t", "u", "/local/timer/t/fired", "/local/timer/u/fired", 1, 0, 0 },
  { "source/below", CLASP_NAMING_SOURCE, "scene", "a", "b", "/local/scene/a/*", "/local/scene/b/*", 1, 0, 0 },
  { "source/matches-both", CLASP_NAMING_SOURCE, "variable", "level", "master", "/local/var/{name}", NULL, 0, 0, 0 },
  { "source/matches-the-old-alone", CLASP_NAMING_SOURCE, "variable", "level", "master", "/local/var/{k:level|pan}", NULL, 0, 1, 0 },
  { "source/part-of-a-segment", CLASP_NAMING_SOURCE, "scene", "act1", "finale", "/local/scene/act*/recalled", NULL, 0, 1, 0 },

  { "target/address", CLASP_NAMING_TARGET, "variable", "level", "a-b", "/local/var/level", "/local/var/a-b", 1, 0, 0 },
  { "target/var", CLASP_NAMING_TARGET, "variable", "page", "bank", "/out/{var.page*8+n:03}/{var.pages}/{var.page}",
    "/out/{var.bank*8+n:03}/{var.pages}/{var.bank}", 2, 0, 0 },
  { "target/escaped", CLASP_NAMING_TARGET, "variable", "page", "bank", "/out/\\{var.page}", NULL, 0, 0, 0 },
  { "target/both", CLASP_NAMING_TARGET, "variable", "page", "bank", "/local/var/page/{var.page}", "/local/var/bank/{var.bank}", 2, 0, 0 },
  { "target/put-together", CLASP_NAMING_TARGET, "scene", "act1", "finale", "/local/scene/act{n/8}/recall", NULL, 0, 1, 0 },
  { "target/put-together-of-others", CLASP_NAMING_TARGET, "scene", "intro", "dawn", "/local/scene/act{n}/recall", NULL, 0, 0, 0 },
  { "target/no-name-for-braces", CLASP_NAMING_TARGET, "variable", "page", "act-1", "/out/{var.page}", NULL, 0, 0, 1 },

  { "format/var", CLASP_NAMING_FORMAT, "variable", "name", "title", "{{var.name}} {var.name:5s}/{value:.1f} {variable.name}",
    "{{var.name}} {var.title:5s}/{value:.1f} {variable.name}", 1, 0, 0 },
  { "format/no-name-for-braces", CLASP_NAMING_FORMAT, "variable", "name", "1", "{var.name}", NULL, 0, 0, 1 },
  { "format/of-a-scene", CLASP_NAMING_FORMAT, "scene", "name", "title", "{var.name}", NULL, 0, 0, 0 },

  { "json/var", CLASP_NAMING_JSON, "variable", "deck", "side", "{\"deck\":${var.deck},\"v\":$,\"k\":[${var.deck}]}",
    "{\"deck\":${var.side},\"v\":$,\"k\":[${var.side}]}", 2, 0, 0 },
  { "json/address", CLASP_NAMING_JSON, "variable", "deck", "side", "{\"address\":\"/local/var/deck\",\"value\":$}",
    "{\"address\":\"/local/var/side\",\"value\":$}", 1, 0, 0 },
  { "json/no-name-for-braces", CLASP_NAMING_JSON, "variable", "deck", "a b", "[${var.deck}]", NULL, 0, 0, 1 },

  { "expression/var", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "value * var.level + var.levels - x.var.level",
    "value * var.master + var.levels - x.var.level", 1, 0, 0 },
  { "expression/blank-before-the-point", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "var .level", "var.master", 1, 0, 0 },
  { "expression/not-in-a-text", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "\"var.level\" + value", NULL, 0, 0, 0 },
  { "expression/not-a-longer-word", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "myvar.level", NULL, 0, 0, 0 },
  { "expression/state", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "state('/local/var/level', 0.5)",
    "state('/local/var/master', 0.5)", 1, 0, 0 },
  { "expression/name-that-is-none-behind-var", CLASP_NAMING_EXPRESSION, "variable", "level", "act-1", "2*var.level",
    "2*state(\"/local/var/act-1\")", 1, 0, 0 },
  { "expression/put-together", CLASP_NAMING_EXPRESSION, "variable", "level3", "master", "state(\"/local/var/level\" + n)", NULL, 0, 1, 0 },
  { "expression/begins-another", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "state(\"/local/var/level\" + n)", NULL, 0, 1, 0 },
  { "expression/wholly-put-together", CLASP_NAMING_EXPRESSION, "variable", "level", "master", "state(\"/local/\" + what)", NULL, 0, 1, 0 },
  { "expression/bare-name", CLASP_NAMING_EXPRESSION, "scene", "intro", "dawn", "state(\"/local/scene/active\") == \"intro\"", NULL, 0, 1, 0 },

  { "condition/expression", CLASP_NAMING_CONDITION, "variable", "level", "master", "var.level > 1", "var.master > 1", 1, 0, 0 },
  { "condition/nested", CLASP_NAMING_CONDITION, "variable", "level", "master",
    "{\"all\":[{\"any\":[{\"var\":\"level\",\"op\":\"gt\",\"value\":1},{\"layer\":\"level\"}]},"
    "{\"not\":{\"address\":\"/local/var/level\",\"op\":\"exists\"}},{\"changed\":\"/local/var/level\",\"within\":2},"
    "{\"expr\":\"var.level < 2\"}]}",
    "{\"all\":[{\"any\":[{\"var\":\"master\",\"op\":\"gt\",\"value\":1},{\"layer\":\"level\"}]},"
    "{\"not\":{\"address\":\"/local/var/master\",\"op\":\"exists\"}},{\"changed\":\"/local/var/master\",\"within\":2},"
    "{\"expr\":\"var.master < 2\"}]}",
    4, 0, 0 },
  { "condition/layer", CLASP_NAMING_CONDITION, "layer", "act-1", "act-2", "{\"not\":{\"layer\":\"act-1\"}}",
    "{\"not\":{\"layer\":\"act-2\"}}", 1, 0, 0 },
  { "condition/active-scene", CLASP_NAMING_CONDITION, "scene", "a", "b",
    "{\"address\":\"/local/scene/active\",\"op\":\"in\",\"value\":[\"a\",\"c\"]}",
    "{\"address\":\"/local/scene/active\",\"op\":\"in\",\"value\":[\"b\",\"c\"]}", 1, 0, 0 },
  { "condition/a-value-of-something-else", CLASP_NAMING_CONDITION, "scene", "a", "b",
    "{\"address\":\"/mode\",\"op\":\"eq\",\"value\":\"a\"}", NULL, 0, 0, 0 },
  { "condition/that-is-none", CLASP_NAMING_CONDITION, "layer", "a", "b", "{\"layer\": \"a\"", NULL, 0, 0, 0 },

  { "script/get-and-send", CLASP_NAMING_SCRIPT, "scene", "intro", "dawn",
    "-- \"/local/scene/intro\"\nctx.send('/local/scene/intro/recall', 1)\nreturn ctx.get([[/local/scene/intro/due]])",
    "-- \"/local/scene/intro\"\nctx.send('/local/scene/dawn/recall', 1)\nreturn ctx.get([[/local/scene/dawn/due]])", 2, 0, 0 },
  { "script/put-together", CLASP_NAMING_SCRIPT, "variable", "level3", "master", "return ctx.get(\"/local/var/level\" .. n)", NULL, 0, 1, 0 },
  { "script/verb-put-behind", CLASP_NAMING_SCRIPT, "scene", "a", "b", "ctx.send(\"/local/scene/a/\" .. verb)",
    "ctx.send(\"/local/scene/b/\" .. verb)", 1, 0, 0 },
  { "script/formatted", CLASP_NAMING_SCRIPT, "variable", "level3", "master", "return ctx.get((\"/local/var/%s\"):format(name))", NULL, 0, 1, 0 },
  { "script/tail", CLASP_NAMING_SCRIPT, "variable", "level", "master", "return ctx.get(root .. \"/local/var/level\")", NULL, 0, 0, 0 },
  { "script/bare-name", CLASP_NAMING_SCRIPT, "scene", "intro", "dawn", "ctx.send(\"/local/scene/cancel\", \"intro\", {event=true})", NULL, 0, 1, 0 },
  { "script/long-comment", CLASP_NAMING_SCRIPT, "variable", "a", "b", "--[==[ \"/local/var/a\" ]==] return ctx.get(\"/local/var/a\")",
    "--[==[ \"/local/var/a\" ]==] return ctx.get(\"/local/var/b\")", 1, 0, 0 },
  { "script/never-closed", CLASP_NAMING_SCRIPT, "variable", "a", "b", "return \"/local/var/a", "return \"/local/var/b", 1, 0, 0 },
};

static void
test_case (gconstpointer data)
{
  const Case            *item = data;
  g_auto (ClaspRenaming) renaming = { 0 };
  g_autofree char       *text = NULL;

  clasp_renaming_init (&renaming, item->kind, item->from, item->to);
  text = clasp_renaming_follow (&renaming, item->language, item->text);
  g_assert_cmpstr (text, ==, item->expected);
  g_assert_cmpuint (renaming.n_followed, ==, item->n_followed);
  g_assert_cmpuint (renaming.n_left, ==, item->n_left);
  g_assert_cmpuint (renaming.n_stuck, ==, item->n_stuck);
}

/* Back and forth is the same text; nothing names the old one any more. */
static void
test_nothing_of_the_old_name_is_left (gconstpointer data)
{
  const Case            *item = data;
  g_auto (ClaspRenaming) renaming = { 0 };
  g_autofree char       *again = NULL;

  clasp_renaming_init (&renaming, item->kind, item->from, item->to);
  again = clasp_renaming_follow (&renaming, item->language, item->expected);
  g_assert_null (again);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping/renaming/", cases[i].name, NULL);
      g_autofree char *again = g_strconcat (path, "/once-is-enough", NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      if (cases[i].expected != NULL)
        g_test_add_data_func (again, &cases[i], test_nothing_of_the_old_name_is_left);
    }
  return g_test_run ();
}
