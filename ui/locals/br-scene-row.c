/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-row-private.h"

#include "widgets/br-format.h"
#include "core/clasp-address.h"
#include "core/clasp-value-text.h"
#include "local/clasp-local-settings.h"
#include "locals/br-local-edit.h"
#include "mapping/br-learn-button.h"
#include "widgets/br-no-scroll.h"

#include <glib/gi18n.h>
#include <string.h>

/* Values that get a line each; the others are counted. */
#define MAX_LINES 200

/* --- acts --- */

static void
recall_cb (BrLocalRow *self)
{
  br_local_row_send (self, "recall", NULL);
}

/* With a time of its own. */
static void
recall_in_cb (BrLocalRow *self)
{
  double              seconds = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->fade));
  char                number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char    *json =
    g_strdup_printf ("{\"fade\": %s}", g_ascii_formatd (number, sizeof number, "%.3f", seconds));
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL))
    br_local_row_send (self, "recall", &value);
}

static void
store_cb (BrLocalRow *self)
{
  if (br_scene_get_n_values (self->local) == 0)
    br_local_row_tell (self, _ ("Add the addresses first"), FALSE);
  else if (!br_local_row_refuse_edit (self))
    {
      br_local_row_send (self, "store", NULL);
      br_local_row_tell (self, _ ("Present values stored"), TRUE);
    }
}

/* --- lines --- */

static guint
index_of (GtkWidget *line)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (line), "br-index"));
}

static void
value_done_cb (BrLocalRow *self, GtkWidget *entry)
{
  g_autofree char   *address = NULL, *present = NULL;
  g_autoptr (GError) error = NULL;
  const char        *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  guint              index = index_of (entry);

  if (self->is_showing || !br_scene_get_value (self->local, index, &address, &present) ||
      g_str_equal (present, text))
    return;
  if (br_local_row_refuse_edit (self))
    gtk_editable_set_text (GTK_EDITABLE (entry), present);
  else if (!br_scene_set_text (br_local_row_get_show (self), self->local, index, text, &error))
    {
      gtk_widget_add_css_class (entry, "error");
      br_local_row_tell (self, error->message, FALSE);
    }
}

static void
activate_cb (GtkWidget *entry, BrLocalRow *self)
{
  value_done_cb (self, entry);
}

static void
leave_cb (GtkEventController *controller, BrLocalRow *self)
{
  value_done_cb (self, gtk_event_controller_get_widget (controller));
}

static void
remove_value_cb (GtkWidget *button, BrLocalRow *self)
{
  guint index = index_of (button);

  if (br_local_row_refuse_edit (self))
    return;
  br_local_row_tell (self, _ ("Value removed"), TRUE);
  br_scene_remove_value (br_local_row_get_show (self), self->local, index);
}

static GtkWidget *
make_value_entry (BrLocalRow *self, const char *address, const char *value)
{
  GtkWidget          *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 14);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_widget_add_css_class (entry, "numeric");
  br_local_row_set_name_of (entry, _ ("Value of %s"), address);
  g_signal_connect (entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static void
add_line (BrLocalRow *self, guint index, const char *address, const char *value)
{
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *label = br_local_row_make_label (address, FALSE);
  GtkWidget       *entry = make_value_entry (self, address, value);
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), address);
  GtkWidget       *remove = br_local_row_make_button ("user-trash-symbolic", name);

  gtk_widget_set_tooltip_text (label, address);
  g_object_set_data (G_OBJECT (entry), "br-index", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (remove), "br-index", GUINT_TO_POINTER (index));
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_value_cb), self);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), entry);
  gtk_box_append (GTK_BOX (line), remove);
  gtk_box_append (self->lines, line);
}

static void
fill_lines (BrLocalRow *self, guint n)
{
  br_local_row_clear_lines (self);
  for (guint i = 0; i < MIN (n, MAX_LINES); i++)
    {
      g_autofree char *address = NULL, *value = NULL;

      if (br_scene_get_value (self->local, i, &address, &value))
        add_line (self, i, address, value);
    }
  if (n > MAX_LINES)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("and %u more", "and %u more", n - MAX_LINES), n - MAX_LINES);

      gtk_box_append (self->lines, br_local_row_make_label (text, TRUE));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->lines), n > 0);
}

/* --- adding --- */

/* Values that are asked for, and then put into the scene with one edit. */
typedef struct
{
  BrLocalRow *row;   /* (owned) */
  GPtrArray  *lines; /* (owned) of texts */
  guint       n_waiting;
  char       *address; /* (owned) (nullable) the only one, which need not have a value */
} Collection;

typedef struct
{
  Collection *collection; /* (unowned): ends with the last question */
  char       *address;    /* (owned) */
} Question;

static void
add_collected (Collection *self)
{
  BrLocalRow        *row = self->row;
  g_autoptr (GError) error = NULL;
  ClaspValue         zero = clasp_value_int (0);

  if (self->lines->len == 0 && self->address != NULL)
    g_ptr_array_add (self->lines, clasp_scene_value_print (self->address, &zero));
  if (self->lines->len == 0)
    br_local_row_tell (row, _ ("No signal with a value matches"), FALSE);
  else if (!br_local_row_refuse_edit (row))
    {
      if (!br_scene_add_lines (br_local_row_get_show (row), row->local, self->lines, &error))
        br_local_row_tell (row, error->message, FALSE);
      else
        gtk_editable_set_text (GTK_EDITABLE (row->entry), "");
    }
  g_ptr_array_unref (self->lines);
  g_object_unref (row);
  g_free (self->address);
  g_free (self);
}

static void
value_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question           *question = user_data;
  Collection         *collection = question->collection;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (clasp_engine_get_value_finish (CLASP_ENGINE (source), result, &value, NULL))
    g_ptr_array_add (collection->lines, clasp_scene_value_print (question->address, &value));
  g_free (question->address);
  g_free (question);
  if (--collection->n_waiting == 0)
    add_collected (collection);
}

static void
ask (Collection *self, const char *address)
{
  Question *question = g_new0 (Question, 1);

  question->collection = self;
  question->address = g_strdup (address);
  self->n_waiting++;
  clasp_engine_get_value_async (br_window_get_engine (self->row->window), address, NULL, value_cb,
                                question);
}

/* One more than can be kept is enough to be told that it is too many. */
static void
ask_pattern (Collection *self, ClaspPattern *pattern)
{
  ClaspSignalTable *table = br_local_live_get_table (self->row->live);
  guint             n = clasp_signal_table_get_size (table);

  for (guint i = 0; i < n && self->n_waiting <= CLASP_SETTINGS_MAX_ITEMS; i++)
    {
      const char      *address = clasp_signal_table_get_address (table, i);
      ClaspSignalState state;

      if (!clasp_pattern_matches (pattern, clasp_str (address)) || br_scene_leaves_out (address))
        continue;
      clasp_signal_table_read_numbers (table, i, &state);
      if (state.n_updates > 0 && state.signal == CLASP_SIGNAL_PARAM)
        ask (self, address);
    }
}

static void
add_text (BrLocalRow *self, const char *text)
{
  g_autoptr (ClaspPattern) pattern = NULL;
  const char              *why = NULL;
  Collection              *collection;

  if (br_local_row_refuse_edit (self))
    return;
  if (!clasp_pattern_is_valid (clasp_str (text), &why))
    {
      gtk_widget_add_css_class (self->entry, "error");
      br_local_row_tell (self, why, FALSE);
      return;
    }
  gtk_widget_remove_css_class (self->entry, "error");
  pattern = clasp_pattern_new (clasp_str (text));
  collection = g_new0 (Collection, 1);
  collection->row = g_object_ref (self);
  collection->lines = g_ptr_array_new_with_free_func (g_free);
  collection->n_waiting = 1;
  if (clasp_pattern_is_exact (pattern))
    {
      collection->address = g_strdup (text);
      ask (collection, text);
    }
  else
    ask_pattern (collection, pattern);
  if (--collection->n_waiting == 0)
    add_collected (collection);
}

static void
add_cb (BrLocalRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*text == '\0')
    gtk_widget_grab_focus (self->entry);
  else
    add_text (self, text);
}

static void
learned_cb (BrLocalRow *self, ClaspLearnCandidate *candidate)
{
  add_text (self, clasp_learn_candidate_get_address (candidate));
}

/* --- inside --- */

static GtkWidget *
make_recall (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Recall"));

  self->fade = gtk_spin_button_new_with_range (0, CLASP_SCENE_MAX_FADE_S, 0.5);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->fade), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->fade), 3);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->fade), 5);
  br_no_scroll (self->fade);
  br_local_row_name (self->fade, _ ("Seconds to fade once"));
  br_local_row_name (button, _ ("Recall in so many seconds"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (recall_in_cb), self);
  gtk_box_append (GTK_BOX (box), br_local_row_make_label (_ ("Once, in (s)"), FALSE));
  gtk_box_append (GTK_BOX (box), self->fade);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static GtkWidget *
make_values_head (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *store = gtk_button_new_with_label (_ ("Store Now"));

  gtk_widget_set_tooltip_text (store, _ ("Take the Present Values of These Addresses"));
  g_signal_connect_swapped (store, "clicked", G_CALLBACK (store_cb), self);
  gtk_box_append (GTK_BOX (box), br_local_row_make_label (_ ("Values"), TRUE));
  gtk_box_append (GTK_BOX (box), store);
  return box;
}

static GtkWidget *
make_add (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *learn = br_learn_button_new (CLASP_LEARN_SIDE_TARGET, _ ("Learn: Move What Belongs to the Scene"));
  GtkWidget *add = br_local_row_make_button ("list-add-symbolic", _ ("Add With Its Present Value"));

  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Address, or a pattern: /artnet/0/0/**"));
  gtk_widget_set_hexpand (self->entry, TRUE);
  br_local_row_name (self->entry, _ ("Address to add"));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (add_cb), self);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_cb), self);
  g_signal_connect_object (learn, "learned", G_CALLBACK (learned_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), learn);
  gtk_box_append (GTK_BOX (box), add);
  return box;
}

static void
fill (BrLocalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (box), make_values_head (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lines));
  gtk_box_append (GTK_BOX (box), make_add (self));
  br_local_row_add_inside (self, make_recall (self));
  br_local_row_add_inside (self, box);
}

static void
build (BrLocalRow *self)
{
  self->now = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->now), "accent");
  self->act = gtk_button_new_with_label (_ ("Recall"));
  gtk_widget_set_valign (self->act, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->act, "clicked", G_CALLBACK (recall_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->act); /* the last one stands first */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->now));
}

/* --- showing --- */

static void
update (BrLocalRow *self)
{
  guint            n = br_scene_get_n_values (self->local);
  double           fade = clasp_settings_get_double (br_local_row_get_settings (self), "fade-s");
  g_autofree char *count = g_strdup_printf (ngettext ("%u value", "%u values", n), n);
  g_autofree char *subtitle =
    fade > 0 ? br_format_units (g_strdup_printf (_ ("%s, fades %g s"), count, fade)) : g_strdup (count);
  const char *const *values = clasp_settings_get_strv (br_local_row_get_settings (self), "values");
  char              *shown;

  br_local_row_set_name_of (self->act, _ ("Recall %s"), br_local_row_get_name (self));
  br_local_row_set_subtitle (self, subtitle);
  if (self->lines == NULL)
    return;
  shown = g_strjoinv ("\n", (char **) values);
  if (g_strcmp0 (shown, self->shown) == 0)
    {
      g_free (shown);
      return;
    }
  g_free (self->shown);
  self->shown = shown;
  fill_lines (self, n);
}

static gboolean
tick (BrLocalRow *self, double unix_s)
{
  const char      *name = br_local_row_get_name (self);
  ClaspSignalState state;
  gboolean         is_now = br_local_live_read (self->live, "/local/scene/active", &state) &&
                    state.length == strlen (name) &&
                    strncmp (state.text, name, strlen (state.text)) == 0;

  return br_local_row_set_label (self->now, is_now ? _ ("Now") : "");
}

static const char *const settings[] = { "fade-s", "curve", "retrigger", NULL };

const BrLocalRowKind br_scene_row_kind = {
  .kind = "scene",
  .settings = settings,
  .build = build,
  .fill = fill,
  .update = update,
  .tick = tick,
};
