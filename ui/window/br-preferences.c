/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-preferences.h"

#include "widgets/br-format.h"
#include "window/br-keys.h"
#include "window/br-pin-dialog.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

/* Of a row: the key it is for. */
#define KEY "br-preference"

static const BrPreferenceChoice brightnesses[] = {
  { N_ ("Full"), "100" },
  { N_ ("70 %"), "70" },
  { N_ ("40 %"), "40" },
  { NULL },
};

static const BrPreferenceChoice row_heights[] = {
  { N_ ("Compact"), "'compact'" },
  { N_ ("Comfortable"), "'comfortable'" },
  { N_ ("Large"), "'large'" },
  { NULL },
};

/* In the order of the page; those of one group stand together. */
static const BrPreference preferences[] = {
  { "always-dark", BR_PREFERENCE_SWITCH, N_ ("Dark Rooms"), N_ ("Always Dark"), N_ ("Whatever the system's style is") },
  { "red-on-black", BR_PREFERENCE_SWITCH, N_ ("Dark Rooms"), N_ ("Red on Black"), N_ ("Keeps eyes used to the dark") },
  { "brightness", BR_PREFERENCE_CHOICE, N_ ("Dark Rooms"), N_ ("Brightness"), N_ ("Dims the whole window"), brightnesses },
  { "row-height",
    BR_PREFERENCE_CHOICE,
    N_ ("Window"),
    N_ ("Row Height"),
    N_ ("In lists and tables; rows for a finger stay large"),
    row_heights },
  { "large-controls", BR_PREFERENCE_SWITCH, N_ ("Window"), N_ ("Large Controls"), N_ ("Buttons and rows for a thumb") },
  { "show-footer", BR_PREFERENCE_SWITCH, N_ ("Window"), N_ ("Footer"), N_ ("In show mode it is always there") },
  { "show-pin", BR_PREFERENCE_PIN, N_ ("Show Mode"), N_ ("PIN"), N_ ("Asked for to edit again, instead of holding the lock") },
  { "poll-artnet",
    BR_PREFERENCE_SWITCH,
    N_ ("Finding Devices"),
    N_ ("Ask for Art-Net Nodes"),
    N_ ("Every ten seconds while the Connections page is open") },
};

const BrPreference *
br_preferences_list (guint *n_preferences)
{
  *n_preferences = G_N_ELEMENTS (preferences);

  return preferences;
}

/* --- what can be chosen ------------------------------------------------------------------------- */

static void
add_row (GtkWidget          *group,
         const BrPreference *preference,
         GtkWidget          *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(preference->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(preference->subtitle));
  g_object_set_data (G_OBJECT (row), KEY, (gpointer) preference->key);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, _(preference->title), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_switch (GtkWidget          *group,
            const BrPreference *preference)
{
  GtkWidget *control = gtk_switch_new ();

  g_settings_bind (br_settings (), preference->key, control, "active", G_SETTINGS_BIND_DEFAULT);
  add_row (group, preference, control);
}

static GVariant *
choice_value (const BrPreferenceChoice *choice)
{
  return g_variant_parse (NULL, choice->value, NULL, NULL, NULL);
}

static void
chosen_cb (GtkDropDown        *control,
           GParamSpec         *pspec,
           const BrPreference *preference)
{
  guint                selected = gtk_drop_down_get_selected (control);
  g_autoptr (GVariant) value = NULL;

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  value = choice_value (&preference->choices[selected]);
  g_settings_set_value (br_settings (), preference->key, value);
}

static void
add_choice (GtkWidget          *group,
            const BrPreference *preference)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GVariant)      now = g_settings_get_value (br_settings (), preference->key);
  GtkWidget                *control;
  guint                     selected = 0;

  for (guint i = 0; preference->choices[i].title != NULL; i++)
    {
      g_autoptr (GVariant) value = choice_value (&preference->choices[i]);

      gtk_string_list_take (names, br_format_units (g_strdup (_(preference->choices[i].title))));
      if (g_variant_equal (value, now))
        selected = i;
    }
  control = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control), selected);
  g_signal_connect (control, "notify::selected", G_CALLBACK (chosen_cb), (gpointer) preference);
  add_row (group, preference, control);
}

static void
pin_clicked_cb (GtkWidget *button)
{
  gtk_window_present (GTK_WINDOW (br_pin_dialog_new_set (GTK_WINDOW (gtk_widget_get_root (button)))));
}

static void
pin_removed_cb (GtkWidget *button)
{
  br_pin_clear ();
}

/* The button's words, and whether there is something to take away. */
static void
pin_changed_cb (GtkWidget *set)
{
  GtkWidget *remove = gtk_widget_get_prev_sibling (set);

  gtk_button_set_label (GTK_BUTTON (set), br_pin_is_set () ? _("Change…") : _("Set…"));
  gtk_widget_set_visible (remove, br_pin_is_set ());
}

/* Not during the show: it would be a way around it. */
static void
add_pin (GtkWidget          *group,
         const BrPreference *preference,
         gboolean            is_locked)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_with_label (_("Remove"));
  GtkWidget *set = gtk_button_new ();

  gtk_box_append (GTK_BOX (box), remove);
  gtk_box_append (GTK_BOX (box), set);
  gtk_widget_set_sensitive (box, !is_locked);
  g_signal_connect (remove, "clicked", G_CALLBACK (pin_removed_cb), NULL);
  g_signal_connect (set, "clicked", G_CALLBACK (pin_clicked_cb), NULL);
  g_signal_connect_object (br_settings (), "changed::show-pin", G_CALLBACK (pin_changed_cb), set, G_CONNECT_SWAPPED);
  pin_changed_cb (set);
  add_row (group, preference, box);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (gtk_widget_get_ancestor (box, ADW_TYPE_ACTION_ROW)), set);
}

static void
add_preference (GtkWidget          *group,
                const BrPreference *preference,
                gboolean            is_locked)
{
  switch (preference->kind)
    {
    case BR_PREFERENCE_SWITCH:
      add_switch (group, preference);
      break;
    case BR_PREFERENCE_CHOICE:
      add_choice (group, preference);
      break;
    case BR_PREFERENCE_PIN:
      add_pin (group, preference, is_locked);
      break;
    }
}

static GtkWidget *
make_general_page (gboolean is_locked)
{
  GtkWidget  *page = adw_preferences_page_new ();
  GtkWidget  *group = NULL;
  const char *title = NULL;

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-desktop-appearance-symbolic");
  for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
    {
      if (g_strcmp0 (preferences[i].group, title) != 0)
        {
          title = preferences[i].group;
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(title));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
        }
      add_preference (group, &preferences[i], is_locked);
    }

  return page;
}

/* --- keys --------------------------------------------------------------------------------------- */

typedef struct
{
  GtkApplication *application; /* (unowned) */
  const BrKey    *key;
  GtkWidget      *row;    /* (unowned), owns this */
  GtkWidget      *label;  /* (unowned) */
  GtkWidget      *dialog; /* (unowned) (nullable), while a key is waited for */
} KeyRow;

static void
key_row_show (KeyRow *self)
{
  g_auto (GStrv)   keys = br_keys_dup (self->key);
  GdkModifierType  modifiers;
  guint            keyval;
  g_autofree char *text = NULL;

  if (keys[0] != NULL && gtk_accelerator_parse (keys[0], &keyval, &modifiers))
    text = gtk_accelerator_get_label (keyval, modifiers);
  gtk_label_set_label (GTK_LABEL (self->label), text != NULL ? text : _("none"));
}

static gboolean
dialog_key_cb (KeyRow         *self,
               guint           keyval,
               guint           keycode,
               GdkModifierType state)
{
  GdkModifierType  modifiers = br_keys_get_modifiers (keyval, state);
  g_autofree char *accelerator = NULL;
  const BrKey     *other;
  const char      *title;

  if (keyval == GDK_KEY_Escape && modifiers == 0)
    return GDK_EVENT_PROPAGATE;
  keyval = gdk_keyval_to_lower (keyval);
  if (!br_keys_may_have (self->key, keyval, modifiers))
    return GDK_EVENT_STOP;

  accelerator = gtk_accelerator_name (keyval, modifiers);
  other = br_keys_find_other (self->key, accelerator);
  title = other != NULL ? _ (other->title) : br_keys_get_fixed (accelerator);
  if (title != NULL)
    {
      g_autofree char *label = gtk_accelerator_get_label (keyval, modifiers);
      g_autofree char *text = g_strdup_printf (_("%s is already “%s”. Press another."), label, title);

      adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self->dialog), text);
      return GDK_EVENT_STOP;
    }

  br_keys_set (self->application, self->key->action, accelerator);
  key_row_show (self);
  gtk_window_close (GTK_WINDOW (self->dialog));
  return GDK_EVENT_STOP;
}

static void
key_response_cb (KeyRow     *self,
                 const char *response)
{
  self->dialog = NULL;
  if (!g_str_equal (response, "reset"))
    return;

  br_keys_set (self->application, self->key->action, NULL);
  key_row_show (self);
}

static void
key_row_activated_cb (KeyRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  AdwMessageDialog   *dialog;

  self->dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->row)),
                                         _(self->key->title),
                                         self->key->list != NULL
                                           ? _("Press the key for it: a letter or a sign, or with Ctrl, Alt or a function key.")
                                           : _("Press the keys for it, with Ctrl, Alt or a function key."));
  dialog = ADW_MESSAGE_DIALOG (self->dialog);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "reset", _("_As It Was"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (dialog_key_cb), self);
  gtk_widget_add_controller (self->dialog, keys);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (key_response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_key (GtkWidget      *group,
         GtkApplication *application,
         const BrKey    *key)
{
  KeyRow *self = g_new0 (KeyRow, 1);

  self->application = application;
  self->key = key;
  self->row = adw_action_row_new ();
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _(key->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->row), TRUE);
  g_object_set_data_full (G_OBJECT (self->row), "key", self, g_free);
  g_signal_connect_swapped (self->row, "activated", G_CALLBACK (key_row_activated_cb), self);
  key_row_show (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->row);
}

static GtkWidget *
add_keys_group (GtkWidget  *page,
                const char *title,
                const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return group;
}

static void
add_keys_of_lists (GtkWidget      *page,
                   GtkApplication *application)
{
  GtkWidget   *group = NULL;
  guint        n_keys;
  const BrKey *keys = br_keys_list_of_lists (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      if (i == 0 || !g_str_equal (keys[i].list, keys[i - 1].list))
        group = add_keys_group (page, _(keys[i].list), _("They act while it has the focus, and not while you type."));
      add_key (group, application, &keys[i]);
    }
}

static GtkWidget *
make_keys_page (GtkApplication *application)
{
  GtkWidget   *page = adw_preferences_page_new ();
  GtkWidget   *group = add_keys_group (page, _("Everywhere"), _("They work everywhere in the window."));
  guint        n_keys;
  const BrKey *keys = br_keys_list (&n_keys);

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), C_("of the keyboard", "Keys"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "input-keyboard-symbolic");
  for (guint i = 0; i < n_keys; i++)
    add_key (group, application, &keys[i]);
  add_keys_of_lists (page, application);

  return page;
}

static GtkWidget *
find_row (GtkWidget  *widget,
          const char *key)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), KEY), key) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, key);

  return found;
}

/* --- searching ---------------------------------------------------------------------------------- */

/* The first row that is shown: while one searches, of the hits. */
static GtkWidget *
find_hit (GtkWidget *widget)
{
  if (ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *hit = find_hit (child);

      if (hit != NULL)
        return hit;
    }

  return NULL;
}

/* The toolkit leaves Enter and Down in the search without an effect. */
static gboolean
search_key_cb (GtkWidget      *window,
               guint           keyval,
               guint           keycode,
               GdkModifierType state)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *search = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) : NULL;
  gboolean   enters = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;
  GtkWidget *hit;

  if ((!enters && keyval != GDK_KEY_Down) || search == NULL || *gtk_editable_get_text (GTK_EDITABLE (search)) == '\0')
    return GDK_EVENT_PROPAGATE;

  hit = find_hit (window);
  if (hit == NULL)
    return GDK_EVENT_PROPAGATE;
  if (enters)
    gtk_widget_activate (hit);
  else
    gtk_widget_grab_focus (hit);

  return GDK_EVENT_STOP;
}

static void
add_search_keys (GtkWidget *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (search_key_cb), window);
  gtk_widget_add_controller (window, keys);
}

GtkWidget *
br_preferences_new (GtkApplication *application,
                    BrWindow       *parent,
                    const char     *key)
{
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  GtkWidget *general = make_general_page (br_window_is_locked (parent));
  GtkWidget *row;

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (general));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (make_keys_page (application)));
  add_search_keys (window);
  row = key != NULL ? find_row (general, key) : NULL;
  if (row != NULL)
    gtk_window_set_focus (GTK_WINDOW (window), row);

  return window;
}
