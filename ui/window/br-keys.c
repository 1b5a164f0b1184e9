/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-keys.h"

#include "window/br-settings.h"

#include <glib/gi18n.h>

static const BrKey keys[] = {
  { "win.palette", N_ ("Search and commands"), { "<Control>k" } },
  { "win.search", N_ ("Search in this page"), { "<Control>f" } },
  { "win.undo", N_ ("Undo"), { "<Control>z" } },
  { "win.redo", N_ ("Redo"), { "<Control><Shift>z", "<Control>y" } },
  { "win.new", N_ ("New show"), { "<Control>n" } },
  { "win.open", N_ ("Open a show"), { "<Control>o" } },
  { "win.save", N_ ("Save, and keep a version"), { "<Control>s" } },
  { "win.save-as", N_ ("Save as"), { "<Control><Shift>s" } },
  { "win.history", N_ ("Versions of the show"), { "<Control><Shift>h" } },
  { "win.export", N_ ("Export"), { "<Control>e" } },
  { "win.export-part", N_ ("Export a part of the show"), { NULL } },
  { "win.import", N_ ("Import"), { "<Control>i" } },
  { "win.presets", N_ ("Presets"), { NULL } },
  { "win.test-setup", N_ ("Test this set-up"), { NULL } },
  { "win.locals", N_ ("Variables and scenes"), { "<Control><Shift>v" } },
  { "win.support", N_ ("Support bundle"), { NULL } },
  { "win.lock", N_ ("Show mode"), { "<Control>l" } },
  { "win.blackout", N_ ("Blackout"), { "<Control><Shift>b" } },
  { "win.grand-master-full", N_ ("Grand master to full"), { NULL } },
  { "win.freeze", N_ ("Freeze"), { "<Control><Shift>f" } },
  { "win.panic", N_ ("Panic"), { "<Control><Shift>p" } },
  { "win.sidebar", N_ ("Sidebar"), { "F9" } },
  { "win.inspector", N_ ("Inspector"), { "<Alt>Return" } },
  { "win.footer", N_ ("Footer"), { NULL } },
  { "win.fullscreen", N_ ("Full screen"), { "F11" } },
  { "win.tear-off", N_ ("This page in a new window"), { "<Control><Shift>n" } },
  { "win.frames", N_ ("Frame times"), { "<Control><Shift>d" } },
  { "win.send-message", N_ ("Send a message"), { NULL } },
  { "win.find-devices", N_ ("Look for devices now"), { "F5" } },
  { "win.add-connection", N_ ("Add a connection"), { NULL } },
  { "win.demo", N_ ("Try without hardware"), { NULL } },
  { "win.blackout-covers", N_ ("What a blackout covers"), { NULL } },
  { "app.welcome", N_ ("First steps"), { NULL } },
  { "app.preferences", N_ ("Preferences"), { "<Control>comma" } },
  { "win.show-help-overlay", N_ ("Keyboard shortcuts"), { "<Control>question" } },
  { "app.help", N_ ("Help"), { "F1" } },
  { "app.about", N_ ("About Clasp Bridge"), { NULL } },
  { "window.close", N_ ("Close the window"), { "<Control>w" } },
  { "app.quit", N_ ("Quit and stop outputs"), { "<Control>q" } },
};

const BrKey *
br_keys_list (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (keys);

  return keys;
}

static char *
changed_key (const char *action)
{
  g_autoptr (GVariant) changes = g_settings_get_value (br_settings (), "keys");
  char                *key = NULL;

  g_variant_lookup (changes, action, "s", &key);

  return key;
}

static void
apply_one (GtkApplication *application,
           const BrKey    *key)
{
  g_autofree char *changed = changed_key (key->action);
  const char      *one[2] = { changed, NULL };
  GdkModifierType  modifiers;
  guint            keyval;

  if (changed != NULL && *changed != '\0' && gtk_accelerator_parse (changed, &keyval, &modifiers))
    gtk_application_set_accels_for_action (application, key->action, one);
  else
    gtk_application_set_accels_for_action (application, key->action, key->keys);
}

void
br_keys_apply (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    apply_one (application, &keys[i]);
}

void
br_keys_set (GtkApplication *application,
             const char     *action,
             const char     *accelerator)
{
  g_autoptr (GVariant) changes = g_settings_get_value (br_settings (), "keys");
  GVariantBuilder      builder;
  GVariantIter         iter;
  const char          *name, *key;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &key))
    if (!g_str_equal (name, action))
      g_variant_builder_add (&builder, "{ss}", name, key);
  if (accelerator != NULL)
    g_variant_builder_add (&builder, "{ss}", action, accelerator);
  g_settings_set_value (br_settings (), "keys", g_variant_builder_end (&builder));
  br_keys_apply (application);
}

const BrKey *
br_keys_find (GtkApplication *application,
              const char     *accelerator)
{
  g_auto (GStrv) actions = gtk_application_get_actions_for_accel (application, accelerator);

  for (guint i = 0; actions[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      if (g_str_equal (keys[k].action, actions[i]))
        return &keys[k];

  return NULL;
}
