/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-page-private.h"

#include <glib/gi18n.h>

#define GROUP "filters"
#define STATE_GROUP "state"
#define MAX_SAVED 50

static BrMonitorFilter *
filter_of (BrMonitorPage *self)
{
  return br_monitor_model_get_filter (self->model);
}

/* --- chips: nothing is hidden silently ---------------------------------------------------------- */

static char *
rule_words (const BrMonitorRule *rule)
{
  switch (rule->kind)
    {
    case BR_RULE_HIDE_CLOCK:
      return g_strdup (_("Clock hidden"));
    case BR_RULE_HIDE_ADDRESS:
      return g_strdup_printf (_("%s hidden"), rule->text);
    case BR_RULE_HIDE_DEVICE:
      return g_strdup_printf (_("%s hidden"), rule->text);
    case BR_RULE_HIDE_KIND:
      return g_strdup_printf (_("%s hidden"), br_kind_name (rule->text));
    case BR_RULE_ONLY_ADDRESS:
      return g_strdup_printf (_("Only %s"), rule->text);
    }

  return NULL;
}

/* What the menu hides by direction has chips too, behind those of the rules. */
typedef enum
{
  CHIP_IN = BR_MONITOR_MAX_RULES,
  CHIP_OUT,
  CHIP_MAPPED,
} DirectionChip;

static void
show_direction (BrMonitorPage *self,
                DirectionChip  chip)
{
  gboolean in, out, mapped;

  br_monitor_filter_get_directions (filter_of (self), &in, &out, &mapped);
  br_monitor_filter_set_directions (filter_of (self), in || chip == CHIP_IN, out || chip == CHIP_OUT, mapped && chip != CHIP_MAPPED);
}

static void
chip_clicked_cb (BrMonitorPage *self,
                 GtkButton     *chip)
{
  guint               index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "br-index"));
  BrMonitorFilter     *filter = filter_of (self);
  const BrMonitorRule *rule;

  if (index >= BR_MONITOR_MAX_RULES)
    show_direction (self, (DirectionChip) index);
  else if (index < br_monitor_filter_get_n_rules (filter))
    {
      rule = br_monitor_filter_get_rule (filter, index);
      br_monitor_filter_remove_rule (filter, rule->kind, rule->text);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  br_monitor_page_refilter (self);
}

static void
add_chip (BrMonitorPage *self,
          guint          index,
          const char    *words)
{
  g_autofree char *text = g_strdup_printf ("%s  ✕", words);
  g_autofree char *spoken = g_strdup_printf (_("%s: show again"), words);
  GtkWidget       *chip = gtk_button_new_with_label (text);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (chip))), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (chip, "br-small");
  gtk_widget_add_css_class (chip, "pill");
  gtk_widget_set_tooltip_text (chip, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (chip), "br-index", GUINT_TO_POINTER (index));
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->chips, chip);
}

static void
show_chips (BrMonitorPage *self)
{
  guint      n = br_monitor_filter_get_n_rules (filter_of (self));
  gboolean   in, out, mapped;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, child);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = rule_words (br_monitor_filter_get_rule (filter_of (self), i));

      add_chip (self, i, words);
    }
  br_monitor_filter_get_directions (filter_of (self), &in, &out, &mapped);
  if (!in)
    add_chip (self, CHIP_IN, _("What comes in hidden"));
  if (!out)
    add_chip (self, CHIP_OUT, _("What goes out hidden"));
  if (mapped)
    add_chip (self, CHIP_MAPPED, _("Only mapped"));
  n += !in + !out + mapped;
  gtk_revealer_set_reveal_child (self->chips_revealer, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->chips_revealer), n > 0);
}

/* --- the menu ----------------------------------------------------------------------------------- */

static void
set_state (BrMonitorPage *self,
           const char    *name,
           gboolean       on)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->filter_actions), name);

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (on));
}

/* What the menu ticks follows the filter. */
static void
show_states (BrMonitorPage *self)
{
  GPtrArray *kinds = br_monitor_context_list_kinds (br_monitor_model_get_context (self->model));
  gboolean   in, out, mapped;

  br_monitor_filter_get_directions (filter_of (self), &in, &out, &mapped);
  set_state (self, "in", in);
  set_state (self, "out", out);
  set_state (self, "mapped", mapped);
  set_state (self, "clock", br_monitor_filter_has_rule (filter_of (self), BR_RULE_HIDE_CLOCK, ""));
  for (guint i = 0; i < kinds->len; i++)
    {
      const char      *kind = g_ptr_array_index (kinds, i);
      g_autofree char *name = g_strdup_printf ("kind-%s", kind);

      set_state (self, name, !br_monitor_filter_has_rule (filter_of (self), BR_RULE_HIDE_KIND, kind));
    }
}

static void
set_rule (BrMonitorPage    *self,
          BrMonitorRuleKind kind,
          const char       *text,
          gboolean          on)
{
  if (on)
    br_monitor_filter_add_rule (filter_of (self), kind, text);
  else
    br_monitor_filter_remove_rule (filter_of (self), kind, text);
}

static void
toggle_cb (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  BrMonitorPage *self = user_data;
  const char    *name = g_action_get_name (G_ACTION (action));
  gboolean       on = g_variant_get_boolean (value);
  gboolean       in, out, mapped;

  br_monitor_filter_get_directions (filter_of (self), &in, &out, &mapped);
  if (g_str_equal (name, "in"))
    in = on;
  else if (g_str_equal (name, "out"))
    out = on;
  else if (g_str_equal (name, "mapped"))
    mapped = on;
  else if (g_str_equal (name, "clock"))
    set_rule (self, BR_RULE_HIDE_CLOCK, "", on);
  else if (g_str_has_prefix (name, "kind-"))
    set_rule (self, BR_RULE_HIDE_KIND, name + strlen ("kind-"), !on);
  br_monitor_filter_set_directions (filter_of (self), in, out, mapped);
  br_monitor_page_refilter (self);
}

static void
ensure_toggle (BrMonitorPage *self,
               const char    *name)
{
  g_autoptr (GSimpleAction) action = NULL;

  if (g_action_map_lookup_action (G_ACTION_MAP (self->filter_actions), name) != NULL)
    return;

  action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (FALSE));
  g_signal_connect_object (action, "change-state", G_CALLBACK (toggle_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->filter_actions), G_ACTION (action));
}

static void
append_toggle (BrMonitorPage *self,
               GMenu         *section,
               const char    *label,
               const char    *name)
{
  g_autofree char *full = g_strdup_printf ("filter.%s", name);

  ensure_toggle (self, name);
  g_menu_append (section, label, full);
}

static GMenu *
protocol_section (BrMonitorPage *self)
{
  GMenu     *section = g_menu_new ();
  GPtrArray *kinds = br_monitor_context_list_kinds (br_monitor_model_get_context (self->model));

  for (guint i = 0; i < kinds->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("kind-%s", (const char *) g_ptr_array_index (kinds, i));

      append_toggle (self, section, br_kind_name (g_ptr_array_index (kinds, i)), name);
    }

  return section;
}

static GMenu *
saved_section (BrMonitorPage *self)
{
  GMenu         *section = g_menu_new ();
  g_auto (GStrv) names = g_key_file_get_keys (self->saved, GROUP, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (names[i], NULL);

      g_menu_item_set_action_and_target (item, "filter.load", "s", names[i]);
      g_menu_append_item (section, item);
    }
  g_menu_append (section, _("Save This Filter…"), "filter.save");
  if (names != NULL && names[0] != NULL)
    g_menu_append (section, _("Forget Saved Filters"), "filter.forget");

  return section;
}

/* How long a row of State is as it was, and there at all. */
static const struct
{
  const char *action, *key;
  void (*set) (BrMonitorStates *states, gint64 us);
} ages[] = {
  { "fade", "fade-s", br_monitor_states_set_fade },
  { "vanish", "vanish-s", br_monitor_states_set_vanish },
};

typedef struct
{
  gint32      seconds;
  const char *label; /* N_() */
} Age;

static GMenu *
age_menu (const char *action,
          const Age  *choices,
          guint       n_choices)
{
  g_autofree char *full = g_strconcat ("filter.", action, NULL);
  GMenu           *menu = g_menu_new ();

  for (guint i = 0; i < n_choices; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (choices[i].label), NULL);

      g_menu_item_set_action_and_target (item, full, "i", choices[i].seconds);
      g_menu_append_item (menu, item);
    }

  return menu;
}

static GMenu *
fade_menu (void)
{
  static const Age choices[]
    = { { 2, N_ ("2 Seconds") }, { 10, N_ ("10 Seconds") }, { 30, N_ ("30 Seconds") }, { 0, N_ ("Never") } };

  return age_menu ("fade", choices, G_N_ELEMENTS (choices));
}

static GMenu *
vanish_menu (void)
{
  static const Age choices[]
    = { { 15, N_ ("15 Seconds") }, { 60, N_ ("A Minute") }, { 600, N_ ("Ten Minutes") }, { 0, N_ ("Never") } };

  return age_menu ("vanish", choices, G_N_ELEMENTS (choices));
}

void
br_monitor_page_update_filters (BrMonitorPage *self)
{
  g_autoptr (GMenu) directions = g_menu_new ();
  g_autoptr (GMenu) protocols = protocol_section (self);
  g_autoptr (GMenu) saved = saved_section (self);
  g_autoptr (GMenu) fade = fade_menu ();
  g_autoptr (GMenu) vanish = vanish_menu ();

  append_toggle (self, directions, C_ ("filter: messages that come in", "In"), "in");
  append_toggle (self, directions, C_ ("filter: messages that go out", "Out"), "out");
  append_toggle (self, directions, C_ ("filter", "Only Mapped"), "mapped");
  append_toggle (self, directions, _("Hide Clock and Active Sensing"), "clock");
  g_menu_remove_all (self->filter_menu);
  g_menu_append_section (self->filter_menu, _("Show"), G_MENU_MODEL (directions));
  g_menu_append_section (self->filter_menu, _("Protocols"), G_MENU_MODEL (protocols));
  g_menu_append_section (self->filter_menu, _("Saved Filters"), G_MENU_MODEL (saved));
  /* Translators: rows of the Monitor, one for each address, fade when nothing came for so long */
  g_menu_append_submenu (self->filter_menu, _("Rows of State Fade After"), G_MENU_MODEL (fade));
  /* Translators: rows of the Monitor, one for each address, go when nothing came for so long */
  g_menu_append_submenu (self->filter_menu, _("Rows of State Go After"), G_MENU_MODEL (vanish));
  show_states (self);
  show_chips (self);
}

/* --- saved filters ------------------------------------------------------------------------------ */

static char *
saved_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "clasp-bridge", "monitor-filters.ini", NULL);
}

static void
write_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message (_ ("The filters of the Monitor could not be saved: %s"), error->message);
}

static void
write_saved (BrMonitorPage *self)
{
  g_autofree char   *path = saved_path ();
  g_autofree char   *folder = g_path_get_dirname (path);
  g_autoptr (GFile)  file = g_file_new_for_path (path);
  gsize              length;
  char              *text = g_key_file_to_data (self->saved, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  g_mkdir_with_parents (folder, 0700);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, write_cb, NULL);
}

static void
set_age (BrMonitorPage *self,
         guint          which,
         gint32         seconds)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->filter_actions), ages[which].action);

  seconds = MAX (seconds, 0);
  ages[which].set (self->states, (gint64) seconds * G_USEC_PER_SEC);
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_int32 (seconds));
}

static void
age_cb (GSimpleAction *action,
        GVariant      *value,
        gpointer       user_data)
{
  BrMonitorPage *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    if (g_str_equal (ages[i].action, g_action_get_name (G_ACTION (action))))
      {
        set_age (self, i, g_variant_get_int32 (value));
        g_key_file_set_integer (self->saved, STATE_GROUP, ages[i].key, g_variant_get_int32 (value));
      }
  write_saved (self);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (BrMonitorPage) self = user_data;
  g_autofree char          *text = NULL;
  gsize                     length;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, NULL))
    return;
  g_key_file_load_from_data (self->saved, text, length, G_KEY_FILE_NONE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    if (g_key_file_has_key (self->saved, STATE_GROUP, ages[i].key, NULL))
      set_age (self, i, g_key_file_get_integer (self->saved, STATE_GROUP, ages[i].key, NULL));
  if (self->window != NULL)
    br_monitor_page_update_filters (self);
}

/* A key of the file holds no such characters. */
static char *
clean_name (const char *name)
{
  char *clean = g_strstrip (g_strdup (name));

  return g_strdelimit (clean, "=[]\n\r", ' ');
}

static void
save_response_cb (BrMonitorPage    *self,
                  const char       *response,
                  AdwMessageDialog *dialog)
{
  g_autofree char *name = clean_name (gtk_editable_get_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog))));
  g_autofree char *line = br_monitor_filter_print (filter_of (self));
  g_auto (GStrv)   names = g_key_file_get_keys (self->saved, GROUP, NULL, NULL);

  if (!g_str_equal (response, "save") || *name == '\0')
    return;
  if (names != NULL && g_strv_length (names) >= MAX_SAVED)
    {
      br_window_toast (self->window, _("There is no room for another filter."), FALSE);
      return;
    }

  g_key_file_set_string (self->saved, GROUP, name, line);
  write_saved (self);
  br_monitor_page_update_filters (self);
}

static void
save_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BrMonitorPage *self = user_data;
  GtkWidget     *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _("Save This Filter"), _("It is in the menu from now on."));
  GtkWidget     *entry = gtk_entry_new ();
  const char    *text = br_monitor_filter_get_text (filter_of (self));

  gtk_editable_set_text (GTK_EDITABLE (entry), *text != '\0' ? text : _("Filter"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the filter"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "save", _("_Save"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
load_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BrMonitorPage   *self = user_data;
  g_autofree char *line = g_key_file_get_string (self->saved, GROUP, g_variant_get_string (parameter, NULL), NULL);

  if (line == NULL)
    return;

  br_monitor_filter_read (filter_of (self), line);
  gtk_editable_set_text (GTK_EDITABLE (self->search), br_monitor_filter_get_text (filter_of (self)));
  br_monitor_page_refilter (self);
}

static void
forget_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BrMonitorPage *self = user_data;

  g_key_file_remove_group (self->saved, GROUP, NULL);
  write_saved (self);
  br_monitor_page_update_filters (self);
}

/* --- hide this ---------------------------------------------------------------------------------- */

static void
hide_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMonitorPage            *self = BR_MONITOR_PAGE (widget);
  const ClaspMonitorRecord *record = br_monitor_page_get_chosen (self);
  BrMonitorFacts            facts;

  if (record == NULL)
    return;

  br_monitor_context_tell (br_monitor_model_get_context (self->model),
                           record,
                           br_monitor_model_get_name (self->model, record->origin),
                           &facts);
  if (g_str_equal (name, "monitor.hide-address"))
    br_monitor_filter_add_rule (filter_of (self), BR_RULE_HIDE_ADDRESS, record->address);
  else if (g_str_equal (name, "monitor.only-address"))
    br_monitor_filter_add_rule (filter_of (self), BR_RULE_ONLY_ADDRESS, record->address);
  else if (g_str_equal (name, "monitor.hide-device") && facts.who != NULL)
    br_monitor_filter_add_rule (filter_of (self), BR_RULE_HIDE_DEVICE, facts.who);
  else if (g_str_equal (name, "monitor.hide-kind") && facts.kind != NULL)
    br_monitor_filter_add_rule (filter_of (self), BR_RULE_HIDE_KIND, facts.kind);
  br_monitor_page_refilter (self);
}

static void
hide_talker_cb (BrMonitorPage *self,
                const char    *name,
                gboolean       is_sender)
{
  br_monitor_filter_add_rule (filter_of (self), is_sender ? BR_RULE_HIDE_DEVICE : BR_RULE_HIDE_ADDRESS, name);
  br_monitor_page_refilter (self);
}

void
br_monitor_page_show_all (BrMonitorPage *self)
{
  br_monitor_filter_clear (filter_of (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  br_monitor_page_refilter (self);
}

void
br_monitor_page_install_filters (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "monitor.hide-address", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "monitor.hide-device", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "monitor.hide-kind", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "monitor.only-address", NULL, hide_action);
}

void
br_monitor_page_init_filters (BrMonitorPage *self)
{
  static const GActionEntry entries[] = { { .name = "save", .activate = save_cb },
                                          { .name = "load", .activate = load_cb, .parameter_type = "s" },
                                          { .name = "forget", .activate = forget_cb },
                                          { .name = "fade", .parameter_type = "i", .state = "10", .change_state = age_cb },
                                          { .name = "vanish", .parameter_type = "i", .state = "60", .change_state = age_cb } };
  g_autofree char  *path = saved_path ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->saved = g_key_file_new ();
  self->filter_menu = g_menu_new ();
  self->filter_actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->filter_actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (self->filter_actions));
  gtk_menu_button_set_menu_model (self->filter_button, G_MENU_MODEL (self->filter_menu));
  self->talkers = BR_TALKERS_POPOVER (br_talkers_popover_new ());
  gtk_menu_button_set_popover (self->talkers_button, GTK_WIDGET (self->talkers));
  g_signal_connect_object (self->talkers, "hide-talker", G_CALLBACK (hide_talker_cb), self, G_CONNECT_SWAPPED);
  g_file_load_contents_async (file, NULL, read_cb, g_object_ref (self));
}
