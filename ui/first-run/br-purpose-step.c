/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-run/br-purpose-step.h"

#include "patch/br-new-circles.h"
#include "presets/clasp-preset.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of what was found to send to. */
#define MAX_TARGETS 8
/* One packet for all of them. */
#define EVERYBODY "255.255.255.255"

/* What to control: a purpose, the preset that does it, and which of what that asks for is asked here. */
typedef struct
{
  const char *title;
  const char *subtitle;
  const char *preset;   /* id, or NULL when nothing is added */
  const char *kind;     /* of what it sends to, or NULL */
  const char *asks[2];  /* keys, or NULL; the first is where it sends to */
  const char *port;     /* key of the port it sends to, or NULL: typed behind the address, or alone for this computer */
} Purpose;

enum
{
  LIGHTING = 0,
  MIDI_TO_DMX = 3,
};

static const Purpose purposes[] = {
  { N_ ("Lighting from faders"), N_ ("OSC dimmers to DMX over Art-Net, the first universe"), "lighting-console", "artnet", { "node", "in" } },
  { N_ ("Tablet to media server"), N_ ("Faders and buttons of a tablet, both ways"), "touchosc", "osc", { "tablet", "in" }, "out" },
  { N_ ("Sensors to sound"), N_ ("OSC of phones, smoothed, for whatever listens"), "sensor-network", NULL, { NULL, "in" } },
  { N_ ("MIDI to DMX"), N_ ("Eight faders are eight slots over Art-Net"), "midi-dmx-faders", "artnet", { "node", NULL } },
  { N_ ("Just watch"), N_ ("Nothing is sent anywhere"), NULL, NULL, { NULL, NULL } },
};

struct _BrPurposeStep
{
  GtkBox parent_instance;

  BrWindow    *window;  /* (unowned) */
  ClaspFinder *finder;  /* (owned) */
  GPtrArray   *choices; /* (owned) of GtkCheckButton (unowned), by purpose */
  GtkListBox  *list;
  GtkWidget   *entries[2]; /* of what is asked */
  GPtrArray   *targets; /* (owned) of GtkWidget (unowned): rows of what was found to send to */
  GtkLabel    *preview;
  ClaspPreset *preset;  /* (owned) (nullable) of the purpose */
  gboolean     has_chosen; /* the person */
};

G_DEFINE_FINAL_TYPE (BrPurposeStep, br_purpose_step, GTK_TYPE_BOX)

static const Purpose *
br_purpose_step_get_purpose (BrPurposeStep *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (self->choices->pdata[i]))
      return &purposes[i];

  return &purposes[G_N_ELEMENTS (purposes) - 1];
}

/* --- answers ------------------------------------------------------------------------------------- */

static const ClaspPresetAsk *
find_ask (ClaspPreset *preset,
          const char  *key)
{
  for (guint i = 0; preset != NULL && key != NULL && i < clasp_preset_get_n_asks (preset); i++)
    {
      const ClaspPresetAsk *ask = clasp_preset_get_ask (preset, i);

      if (g_str_equal (ask->key, key))
        return ask;
    }

  return NULL;
}

static char *
dup_midi_port (BrPurposeStep *self)
{
  GListModel *connections = clasp_show_get_connections (br_window_get_show (self->window));

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (g_str_equal (clasp_connection_get_kind (connection), "midi"))
        return g_strdup (clasp_settings_get_string (clasp_connection_get_settings (connection), "port"));
    }

  return NULL;
}

static char *
dup_answer (BrPurposeStep *self,
            guint          n)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entries[n]))));
}

static gboolean
is_port (const char *text)
{
  return *text != '\0' && strlen (text) <= 5 && text[strspn (text, "0123456789")] == '\0';
}

/* "9000" is a port of this computer, "192.168.1.20:9000" one of another. */
static void
split_port (GHashTable    *answers,
            const Purpose *purpose,
            ClaspPreset   *preset)
{
  const char            *place = g_hash_table_lookup (answers, purpose->asks[0]);
  const char            *colon = strrchr (place, ':');
  const char            *port = colon != NULL ? colon + 1 : place;
  const ClaspPresetAsk  *ask = find_ask (preset, purpose->asks[0]);
  /* An address with more colons is one of IPv6. */
  gboolean               is_alone = colon == NULL || strchr (place, ':') == colon;
  g_autofree char       *host = NULL;

  if (!is_alone || !is_port (port))
    return;

  host = colon != NULL && colon > place ? g_strndup (place, (gsize) (colon - place)) : g_strdup (ask->fallback);
  g_hash_table_replace (answers, g_strdup (purpose->port), g_strdup (port));
  g_hash_table_replace (answers, g_strdup (purpose->asks[0]), g_steal_pointer (&host));
}

/* What was typed, and the controller that is here. */
static GHashTable *
make_answers (BrPurposeStep *self)
{
  GHashTable      *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const Purpose   *purpose = br_purpose_step_get_purpose (self);
  g_autofree char *port = dup_midi_port (self);

  for (guint i = 0; i < G_N_ELEMENTS (purpose->asks); i++)
    if (purpose->asks[i] != NULL)
      g_hash_table_insert (answers, g_strdup (purpose->asks[i]), dup_answer (self, i));
  if (purpose->port != NULL)
    split_port (answers, purpose, self->preset);
  for (guint i = 0; i < clasp_preset_get_n_asks (self->preset) && port != NULL; i++)
    {
      const ClaspPresetAsk *ask = clasp_preset_get_ask (self->preset, i);

      if (ask->type == CLASP_PRESET_ASK_DEVICE)
        g_hash_table_replace (answers, g_strdup (ask->key), g_strdup (port));
    }

  return answers;
}

static void
set_error (GtkWidget *row,
           gboolean   is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

/* Says what would be added, or what is wrong and where. */
static void
br_purpose_step_show_preview (BrPurposeStep *self)
{
  const Purpose         *purpose = br_purpose_step_get_purpose (self);
  g_autoptr (GHashTable) answers = self->preset != NULL ? make_answers (self) : NULL;
  g_autoptr (GPtrArray)  sentences = NULL;
  g_autoptr (GString)    text = g_string_new (NULL);
  g_autoptr (GError)     error = NULL;

  if (self->preset != NULL)
    sentences = clasp_preset_preview (self->preset, br_window_get_show (self->window), CLASP_PRESET_MERGE, answers, &error);
  for (guint i = 0; sentences != NULL && i < sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) sentences->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->entries); i++)
    set_error (self->entries[i], error != NULL && purpose->asks[i] != NULL && g_str_has_prefix (error->message, purpose->asks[i]));
  gtk_label_set_label (self->preview, error != NULL ? error->message : text->str);
}

/* --- what was found ------------------------------------------------------------------------------ */

/* Where a connection to it sends to, without the port: that is asked for by itself, or is usual. */
static char *
dup_host (const ClaspSighting *sighting)
{
  for (guint i = 0; sighting->options[i] != NULL && sighting->options[i + 1] != NULL; i += 2)
    if (g_str_equal (sighting->options[i], "send"))
      {
        const char *place = sighting->options[i + 1];
        const char *colon = strrchr (place, ':');

        return g_strndup (place, colon != NULL ? (gsize) (colon - place) : strlen (place));
      }

  return NULL;
}

static void
target_cb (AdwActionRow  *row,
           BrPurposeStep *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entries[0]), g_object_get_data (G_OBJECT (row), "host"));
}

static void
add_target (BrPurposeStep       *self,
            const ClaspSighting *sighting,
            char                *host)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (sighting->name, -1);
  g_autofree char *subtitle = g_markup_escape_text (sighting->place, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-up-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "host", host, g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (target_cb), self, 0);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->targets, row);
}

static void
show_targets (BrPurposeStep *self)
{
  const Purpose *purpose = br_purpose_step_get_purpose (self);
  GListModel    *found = G_LIST_MODEL (self->finder);

  for (guint i = 0; i < self->targets->len; i++)
    gtk_list_box_remove (self->list, self->targets->pdata[i]);
  g_ptr_array_set_size (self->targets, 0);
  for (guint i = 0; purpose->kind != NULL && i < g_list_model_get_n_items (found) && self->targets->len < MAX_TARGETS; i++)
    {
      g_autoptr (ClaspFound) one = g_list_model_get_item (found, i);
      const ClaspSighting   *sighting = clasp_found_peek (one);
      char                  *host = dup_host (sighting);

      if (host != NULL && g_str_equal (sighting->kind, purpose->kind) && clasp_found_get_state (one) != CLASP_FOUND_GONE)
        add_target (self, sighting, host);
      else
        g_free (host);
    }
}

/* --- choosing ------------------------------------------------------------------------------------ */

static void
purpose_chosen_cb (BrPurposeStep *self)
{
  const ClaspRegistry *registry = clasp_show_get_registry (br_window_get_show (self->window));
  const Purpose       *purpose = br_purpose_step_get_purpose (self);

  self->has_chosen = TRUE;
  g_clear_object (&self->preset);
  if (purpose->preset != NULL)
    self->preset = clasp_presets_find (registry, NULL, purpose->preset);
  for (guint i = 0; i < G_N_ELEMENTS (self->entries); i++)
    {
      const ClaspPresetAsk *ask = find_ask (self->preset, purpose->asks[i]);

      gtk_widget_set_visible (self->entries[i], ask != NULL);
      if (ask == NULL)
        continue;
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entries[i]), ask->label);
      gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), ask->fallback);
    }
  show_targets (self);
  /* Who found one wants that one. */
  if (self->targets->len == 1)
    target_cb (self->targets->pdata[0], self);
  br_purpose_step_show_preview (self);
}

static gboolean
has_found (BrPurposeStep *self,
           const char    *kind)
{
  GListModel *found = G_LIST_MODEL (self->finder);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (ClaspFound) one = g_list_model_get_item (found, i);

      if (g_str_equal (clasp_found_peek (one)->kind, kind) && clasp_found_get_state (one) != CLASP_FOUND_GONE)
        return TRUE;
    }

  return FALSE;
}

/* What is here says what it is for, unless the person said it. */
void
br_purpose_step_show (BrPurposeStep *self)
{
  if (!self->has_chosen && has_found (self, "artnet"))
    {
      gtk_check_button_set_active (self->choices->pdata[has_found (self, "midi") ? MIDI_TO_DMX : LIGHTING], TRUE);
      self->has_chosen = FALSE;
    }
  show_targets (self);
}

/* --- adding -------------------------------------------------------------------------------------- */

gboolean
br_purpose_step_reaches (BrPurposeStep       *self,
                         const ClaspSighting *sighting)
{
  const Purpose   *purpose = br_purpose_step_get_purpose (self);
  g_autofree char *place = dup_answer (self, 0);

  return g_strcmp0 (purpose->kind, sighting->kind) == 0 && g_str_equal (place, EVERYBODY);
}

gboolean
br_purpose_step_apply (BrPurposeStep *self)
{
  ClaspShow             *show = br_window_get_show (self->window);
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError)     error = NULL;
  gboolean               is_added;

  if (self->preset == NULL)
    return TRUE;

  answers = make_answers (self);
  is_added = br_circles_apply_preset (show, self->preset, answers, &error);
  if (!is_added)
    {
      br_purpose_step_show_preview (self);
      br_window_toast (self->window, error->message, FALSE);
    }

  return is_added;
}

/* --- making -------------------------------------------------------------------------------------- */

static void
add_purpose (BrPurposeStep *self,
             const Purpose *purpose)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  if (self->choices->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->choices->pdata[0]);
  g_ptr_array_add (self->choices, check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(purpose->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(purpose->subtitle));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (purpose_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

/* Enter on what is chosen already goes on, as it did on the steps before. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        gpointer               user_data)
{
  BrPurposeStep *self = user_data;
  GtkWidget     *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  for (guint i = 0; i < self->choices->len; i++)
    {
      GtkWidget *row = gtk_widget_get_ancestor (self->choices->pdata[i], GTK_TYPE_LIST_BOX_ROW);

      if (gtk_check_button_get_active (self->choices->pdata[i]) && (focus == row || focus == self->choices->pdata[i]))
        {
          gtk_widget_activate_default (GTK_WIDGET (self));
          return GDK_EVENT_STOP;
        }
    }

  return GDK_EVENT_PROPAGATE;
}

static void
br_purpose_step_dispose (GObject *object)
{
  BrPurposeStep *self = BR_PURPOSE_STEP (object);

  g_clear_object (&self->preset);
  g_clear_object (&self->finder);

  G_OBJECT_CLASS (br_purpose_step_parent_class)->dispose (object);
}

static void
br_purpose_step_finalize (GObject *object)
{
  BrPurposeStep *self = BR_PURPOSE_STEP (object);

  g_ptr_array_unref (self->choices);
  g_ptr_array_unref (self->targets);

  G_OBJECT_CLASS (br_purpose_step_parent_class)->finalize (object);
}

static void
br_purpose_step_class_init (BrPurposeStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_purpose_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_purpose_step_finalize;
}

static void
br_purpose_step_init (BrPurposeStep *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->choices = g_ptr_array_new ();
  self->targets = g_ptr_array_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  self->preview = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->preview, TRUE);
  gtk_label_set_wrap_mode (self->preview, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->preview, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->preview), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->preview), "caption");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->preview));
}

GtkWidget *
br_purpose_step_new (BrWindow    *window,
                     ClaspFinder *finder)
{
  BrPurposeStep *self = g_object_new (BR_TYPE_PURPOSE_STEP, NULL);

  self->window = window;
  self->finder = g_object_ref (finder);
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    add_purpose (self, &purposes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->entries); i++)
    {
      self->entries[i] = adw_entry_row_new ();
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->entries[i]), TRUE);
      g_signal_connect_object (self->entries[i], "changed", G_CALLBACK (br_purpose_step_show_preview), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, self->entries[i]);
    }
  gtk_check_button_set_active (self->choices->pdata[self->choices->len - 1], TRUE);
  purpose_chosen_cb (self);
  self->has_chosen = FALSE;

  return GTK_WIDGET (self);
}
