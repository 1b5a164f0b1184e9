/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-keys.h"

#include "window/br-settings.h"

#include <glib/gi18n.h>

#define SIGNALS N_ ("Signals")
#define MAPPINGS N_ ("Mappings")
#define EDITOR N_ ("Mapping in the inspector")
#define PARTS N_ ("Steps, sources and targets")
#define CURVE N_ ("Curve")
#define CHART N_ ("Chart")
#define LOCALS N_ ("Variables and scenes")
#define MONITOR N_ ("Monitor")
#define UNIVERSES N_ ("Universes")

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
  { "win.lock", N_ ("Show mode: lock or unlock"), { "<Control>l" } },
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

/* Arrows and the like move through lists, Enter opens, figures are typed: they stay as they are. */
static const BrKey list_keys[] = {
  { "address.map", N_ ("Map the selected signals"), { "m" }, SIGNALS },
  { "address.learn", N_ ("Learn: move something to choose it"), { "l" }, SIGNALS },
  { "address.chart", N_ ("Draw the selected signals"), { "h" }, SIGNALS },
  { "address.favourite", N_ ("Favourite"), { "f" }, SIGNALS },
  { "address.treat", N_ ("Treat as…"), { "t" }, SIGNALS },
  { "address.message", N_ ("Send a message to it"), { NULL }, SIGNALS },
  { "address.copy", N_ ("Copy the address"), { "<Control>c" }, SIGNALS },
  { "address.read", N_ ("Read the value out"), { "r" }, SIGNALS },
  { "address.sort", N_ ("Sort again now"), { "<Control>r" }, SIGNALS },
  { "address.forget", N_ ("Forget until seen again"), { "Delete", "KP_Delete" }, SIGNALS },
  { "mapping.mute", N_ ("Mute or unmute"), { "m" }, MAPPINGS },
  { "mapping.solo", N_ ("Solo"), { "s" }, MAPPINGS },
  { "mapping.edit", N_ ("Edit"), { "e" }, MAPPINGS },
  { "mapping.test", N_ ("Send the last value once more"), { "t" }, MAPPINGS },
  { "mapping.group", N_ ("Put into a group"), { "g" }, MAPPINGS },
  { "mapping.read", N_ ("Read out what was sent last"), { "r" }, MAPPINGS },
  { "mapping.rename", N_ ("Rename"), { "F2" }, MAPPINGS },
  { "mapping.up", N_ ("Move up"), { "<Control>Up" }, MAPPINGS },
  { "mapping.down", N_ ("Move down"), { "<Control>Down" }, MAPPINGS },
  { "mapping.duplicate", N_ ("Duplicate"), { "<Control>d" }, MAPPINGS },
  { "mapping.copy", N_ ("Copy the mappings"), { "<Control>c" }, MAPPINGS },
  { "mapping.cut", N_ ("Cut the mappings"), { "<Control>x" }, MAPPINGS },
  { "mapping.paste", N_ ("Paste mappings"), { "<Control>v" }, MAPPINGS },
  { "mapping.delete", N_ ("Delete"), { "Delete", "KP_Delete" }, MAPPINGS },
  { "editor.mute", N_ ("Mute or unmute"), { "m" }, EDITOR },
  { "editor.solo", N_ ("Solo"), { "s" }, EDITOR },
  { "editor.rename", N_ ("Rename"), { "F2" }, EDITOR },
  { "part.up", N_ ("Move up"), { "<Control>Up" }, PARTS, NULL, TRUE },
  { "part.down", N_ ("Move down"), { "<Control>Down" }, PARTS, NULL, TRUE },
  { "part.remove", N_ ("Remove"), { "Delete", "KP_Delete" }, PARTS },
  { "curve.insert", N_ ("Insert a point"), { "Insert", "KP_Insert" }, CURVE },
  { "curve.remove", N_ ("Remove the point"), { "Delete", "KP_Delete", "BackSpace" }, CURVE },
  { "chart.closer", N_ ("Show less time"), { "plus", "KP_Add" }, CHART },
  { "chart.wider", N_ ("Show more time"), { "minus", "KP_Subtract" }, CHART },
  { "chart.cursor", N_ ("Put a cursor into the middle"), { "Return", "KP_Enter" }, CHART },
  { "locals.add", N_ ("Add one of those that are shown"), { "<Control>n" }, LOCALS, "win.new", TRUE },
  { "local.rename", N_ ("Rename"), { "F2" }, LOCALS },
  { "local.remove", N_ ("Remove"), { "Delete", "KP_Delete" }, LOCALS },
  { "monitor.pause", N_ ("Pause or continue"), { "space", "KP_Space" }, MONITOR },
  { "monitor.mode", N_ ("Every message, or a row for each address"), { "v" }, MONITOR },
  { "monitor.copy", N_ ("Copy the selected messages"), { "c", "<Control>c" }, MONITOR },
  { "monitor.clear", N_ ("Clear"), { "Delete", "KP_Delete" }, MONITOR },
  { "universes.higher", N_ ("Test a step higher"), { "plus", "KP_Add" }, UNIVERSES },
  { "universes.lower", N_ ("Test a step lower"), { "minus", "KP_Subtract" }, UNIVERSES },
  { "universes.release", N_ ("Release the channel"), { "Delete", "KP_Delete", "BackSpace" }, UNIVERSES },
  { "universes.unit", N_ ("Unit: 0–255, percent, hexadecimal"), { "u" }, UNIVERSES },
};

const BrKey *
br_keys_list (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (keys);

  return keys;
}

const BrKey *
br_keys_list_of_lists (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (list_keys);

  return list_keys;
}

/* In no table, for they are many or the toolkit's. */
static const struct
{
  const char *title, *keys;
} fixed[] = {
  { N_ ("Pages"), "<Alt>1 <Alt>2 <Alt>3 <Alt>4 <Alt>5 <Alt>6 <Alt>7 <Alt>8 <Alt>9" },
  { N_ ("Main menu"), "F10" },
  { N_ ("Context menu"), "<Shift>F10" },
  { N_ ("Select all"), "<Control>a" },
};

/* --- what they are now -------------------------------------------------------------------------- */

char **
br_keys_dup (const BrKey *key)
{
  g_autoptr (GVariant) changes = g_settings_get_value (br_settings (), "keys");
  g_autofree char     *changed = NULL;
  GdkModifierType      modifiers;
  guint                keyval;

  if (g_variant_lookup (changes, key->action, "s", &changed) && gtk_accelerator_parse (changed, &keyval, &modifiers)
      && keyval != 0)
    return g_strdupv ((char *[]) { changed, NULL });

  return g_strdupv ((char **) key->keys);
}

void
br_keys_apply (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (GStrv) now = br_keys_dup (&keys[i]);

      gtk_application_set_accels_for_action (application, keys[i].action, (const char *const *) now);
    }
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

static const BrKey *
find_key (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].action, action))
      return &keys[i];
  for (guint i = 0; i < G_N_ELEMENTS (list_keys); i++)
    if (g_str_equal (list_keys[i].action, action))
      return &list_keys[i];

  g_return_val_if_reached (NULL);
}

char *
br_keys_dup_label (const char *action)
{
  g_auto (GStrv)  now = br_keys_dup (find_key (action));
  GdkModifierType modifiers;
  guint           keyval;

  if (now[0] == NULL || !gtk_accelerator_parse (now[0], &keyval, &modifiers))
    return g_strdup ("");

  return gtk_accelerator_get_label (keyval, modifiers);
}

typedef struct
{
  const BrKey *key;
  char        *text; /* (owned) */
} Hint;

static void
hint_free (gpointer data)
{
  g_free (((Hint *) data)->text);
  g_free (data);
}

static void
hint_cb (GtkWidget *widget)
{
  Hint            *hint = g_object_get_data (G_OBJECT (widget), "br-key-hint");
  g_autofree char *key = br_keys_dup_label (hint->key->action);
  g_autofree char *text = *key != '\0'
                            /* Translators: what a button does, and its key: "Mute Mapping (M)" */
                            ? g_strdup_printf (_ ("%s (%s)"), hint->text, key)
                            : g_strdup (hint->text);

  gtk_widget_set_tooltip_text (widget, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
br_keys_hint (GtkWidget  *widget,
              const char *action)
{
  Hint *hint = g_new0 (Hint, 1);

  hint->key = find_key (action);
  hint->text = g_strdup (gtk_widget_get_tooltip_text (widget));
  g_object_set_data_full (G_OBJECT (widget), "br-key-hint", hint, hint_free);
  g_signal_connect_object (br_settings (), "changed::keys", G_CALLBACK (hint_cb), widget, G_CONNECT_SWAPPED);
  hint_cb (widget);
}

const char *
br_keys_get_fixed (const char *accelerator)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      g_auto (GStrv) all = g_strsplit (fixed[i].keys, " ", -1);

      if (g_strv_contains ((const char *const *) all, accelerator))
        return _ (fixed[i].title);
    }

  return NULL;
}

/* --- which may be chosen ------------------------------------------------------------------------ */

static gboolean
moves (guint keyval)
{
  static const guint moving[] = { GDK_KEY_Left,    GDK_KEY_Right,     GDK_KEY_Up,        GDK_KEY_Down,  GDK_KEY_Home, GDK_KEY_End,
                                  GDK_KEY_Page_Up, GDK_KEY_Page_Down, GDK_KEY_Tab,       GDK_KEY_Return, GDK_KEY_KP_Enter,
                                  GDK_KEY_Escape,  GDK_KEY_Menu,      GDK_KEY_BackSpace, GDK_KEY_asterisk };

  for (guint i = 0; i < G_N_ELEMENTS (moving); i++)
    if (moving[i] == keyval)
      return TRUE;

  return FALSE;
}

static gboolean
is_sign (guint keyval)
{
  gunichar character = gdk_keyval_to_unicode (keyval);

  return g_unichar_isgraph (character) && !g_unichar_isalnum (character);
}

GdkModifierType
br_keys_get_modifiers (guint           keyval,
                       GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  /* One keyboard has + behind Shift, another one has not. */
  return is_sign (keyval) ? modifiers & ~GDK_SHIFT_MASK : modifiers;
}

/* Figures are levels there, and in hexadecimal so are these letters. */
static gboolean
is_level (const BrKey *key,
          guint        keyval)
{
  return g_str_has_prefix (key->action, "universes.") && g_unichar_isxdigit (gdk_keyval_to_unicode (keyval));
}

static gboolean
has_at_first (const BrKey *key,
              guint        keyval)
{
  g_autofree char *name = gtk_accelerator_name (keyval, 0);

  return g_strv_contains (key->keys, name);
}

gboolean
br_keys_may_have (const BrKey     *key,
                  guint            keyval,
                  GdkModifierType  modifiers)
{
  gboolean is_function = keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F35;
  gboolean is_plain = g_unichar_isalpha (gdk_keyval_to_unicode (keyval)) || is_sign (keyval) || keyval == GDK_KEY_space
                      || keyval == GDK_KEY_Delete || keyval == GDK_KEY_Insert;

  if (!gtk_accelerator_valid (keyval, modifiers))
    return FALSE;
  if (key->list != NULL && modifiers == 0 && has_at_first (key, keyval))
    return TRUE;
  if (key->list != NULL && (moves (keyval) || (modifiers == 0 && is_level (key, keyval))))
    return FALSE;

  return is_function || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0
         || (key->list != NULL && is_plain && modifiers == 0);
}

static gboolean
has_key (const BrKey *key,
         const char  *accelerator)
{
  g_auto (GStrv) now = br_keys_dup (key);

  for (guint i = 0; now[i] != NULL; i++)
    {
      GdkModifierType modifiers[2];
      guint           keyvals[2];

      if (gtk_accelerator_parse (now[i], &keyvals[0], &modifiers[0])
          && gtk_accelerator_parse (accelerator, &keyvals[1], &modifiers[1])
          && keyvals[0] == keyvals[1] && modifiers[0] == modifiers[1])
        return TRUE;
    }

  return FALSE;
}

/* In a window of its own one act is there instead of another. */
static gboolean
is_instead (const BrKey *a,
            const BrKey *b)
{
  return g_strcmp0 (a->instead, b->action) == 0 || g_strcmp0 (b->instead, a->action) == 0;
}

static const BrKey *
find_in (const BrKey *table,
         guint        n,
         const BrKey *key,
         const char  *accelerator)
{
  for (guint i = 0; i < n; i++)
    /* What works everywhere is taken from all lists, a list's from no other list. */
    if (&table[i] != key && !is_instead (&table[i], key)
        && (key->list == NULL || table[i].list == NULL || g_str_equal (key->list, table[i].list))
        && has_key (&table[i], accelerator))
      return &table[i];

  return NULL;
}

const BrKey *
br_keys_find_other (const BrKey *key,
                    const char  *accelerator)
{
  const BrKey *other = find_in (keys, G_N_ELEMENTS (keys), key, accelerator);

  return other != NULL ? other : find_in (list_keys, G_N_ELEMENTS (list_keys), key, accelerator);
}

/* --- in a list ---------------------------------------------------------------------------------- */

typedef struct
{
  guint           keyval;
  GdkModifierType modifiers;
  GdkEvent       *event; /* (unowned) (nullable) */
} Press;

/* Capitals are letters with Shift, or with Caps Lock, which is none of the modifiers. */
static gboolean
is_pressed (const BrKey *key,
            const Press *press,
            gboolean     in_another_layout)
{
  g_auto (GStrv) now = br_keys_dup (key);

  for (guint i = 0; now[i] != NULL; i++)
    {
      GdkModifierType modifiers;
      guint           keyval;
      gboolean        matches;

      if (!gtk_accelerator_parse (now[i], &keyval, &modifiers))
        continue;
      /* A sign stands where another layout has a figure. */
      if (in_another_layout && is_sign (keyval))
        continue;
      if (in_another_layout)
        matches = press->event != NULL && gdk_key_event_matches (press->event, keyval, modifiers) == GDK_KEY_MATCH_PARTIAL;
      else
        matches = keyval == gdk_keyval_to_lower (press->keyval) && modifiers == press->modifiers;
      if (matches)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_typing (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && GTK_IS_EDITABLE (gtk_root_get_focus (root));
}

/* What the keyboard says comes before what it would say in another of its layouts. */
static gboolean
list_key_cb (GtkEventController *controller,
             guint               keyval,
             guint               keycode,
             GdkModifierType     state,
             const char         *prefix)
{
  GtkWidget  *widget = gtk_event_controller_get_widget (controller);
  const Press press = { keyval, br_keys_get_modifiers (keyval, state),
                        gtk_event_controller_get_current_event (controller) };
  gboolean    typing;

  typing = is_typing (widget);
  for (guint layout = 0; layout < 2; layout++)
    for (guint i = 0; i < G_N_ELEMENTS (list_keys); i++)
      if (g_str_has_prefix (list_keys[i].action, prefix) && (!typing || list_keys[i].is_typed)
          && is_pressed (&list_keys[i], &press, layout > 0))
        return gtk_widget_activate_action (widget, list_keys[i].action, NULL);

  return GDK_EVENT_PROPAGATE;
}

gboolean
br_keys_is_pressed (const char         *action,
                    GtkEventController *controller,
                    guint               keyval,
                    GdkModifierType     state)
{
  const Press press = { keyval, br_keys_get_modifiers (keyval, state),
                        gtk_event_controller_get_current_event (controller) };
  const BrKey *key = find_key (action);

  return is_pressed (key, &press, FALSE) || is_pressed (key, &press, TRUE);
}

gboolean
br_keys_acts (const char      *prefix,
              guint            keyval,
              GdkModifierType  state)
{
  const Press press = { keyval, br_keys_get_modifiers (keyval, state), NULL };

  for (guint i = 0; i < G_N_ELEMENTS (list_keys); i++)
    if (g_str_has_prefix (list_keys[i].action, prefix) && is_pressed (&list_keys[i], &press, FALSE))
      return TRUE;

  return FALSE;
}

void
br_keys_add_to_list (GtkWidget           *widget,
                     const char          *prefix,
                     GtkPropagationPhase  phase)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, phase);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (list_key_cb), (gpointer) prefix);
  gtk_widget_add_controller (widget, controller);
}
