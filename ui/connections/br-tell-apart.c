/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-tell-apart.h"

#include "clasp-twins.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "widgets/br-flash.h"

#include <glib/gi18n.h>

#define NOBODY -1

typedef struct
{
  BrWindow     *window;  /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow    *dialog;  /* (unowned) */
  ClaspTwins   *twins;   /* (owned) */
  GPtrArray    *devices; /* (owned) (element-type ClaspFound) in the order of @twins */
  ClaspLearner *learner; /* (owned) */
  GPtrArray    *rows;    /* (owned) (element-type AdwEntryRow) (unowned) one for each */
  GtkWidget    *silent;  /* (unowned) says what cannot be heard */
  int           touched; /* whose row is lit; NOBODY: none */
  gint64        lit_us;  /* since when */
  guint         later;   /* id of the source that looks again, when it may light up */
} TellApart;

static void
tell_apart_free (gpointer data)
{
  TellApart *self = data;

  for (guint i = 0; i < self->devices->len; i++)
    g_signal_handlers_disconnect_by_data (self->devices->pdata[i], self);
  if (self->learner != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->learner, self);
      clasp_learner_end (self->learner);
    }
  g_clear_object (&self->learner);
  g_clear_handle_id (&self->later, g_source_remove);
  clasp_twins_take_back (self->twins);
  clasp_twins_free (self->twins);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* --- what is touched ---------------------------------------------------------------------------- */

static void
show_row (TellApart *self,
          guint      index)
{
  GtkWidget       *row = self->rows->pdata[index];
  gboolean         is_touched = self->touched == (int) index;
  g_autofree char *title
    /* Translators: one of several equal devices, by its number */
    = g_strdup_printf (is_touched ? _("Device %u, just touched") : _("Device %u"), index + 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* The row is named by its title, what has the focus within it is not. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (is_touched)
    gtk_widget_add_css_class (row, "br-touched");
  else
    gtk_widget_remove_css_class (row, "br-touched");
}

/* Of one that cannot be heard, why; NULL when it can. */
static char *
dup_silence (TellApart *self,
             guint      index)
{
  if (clasp_found_get_state (self->devices->pdata[index]) == CLASP_FOUND_GONE)
    return g_strdup_printf (_("Device %u is not here any more."), index + 1);
  if (!clasp_twins_can_hear (self->twins, index))
    /* Translators: a device, and the name of its connection */
    return g_strdup_printf (_("Device %u cannot be heard: “%s” is off, or only sends."), index + 1, clasp_twins_get_name (self->twins, index));
  return NULL;
}

static void
show_silent (TellApart *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->devices->len; i++)
    {
      g_autofree char *silence = dup_silence (self, i);

      if (silence != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", silence);
    }
  gtk_label_set_label (GTK_LABEL (self->silent), text->str);
  gtk_widget_set_visible (self->silent, text->len > 0);
}

/* The focus goes along, so that its name can be typed at once, and is spoken. */
static void
light_up (TellApart *self,
          int        index)
{
  int before = self->touched;

  self->touched = index;
  self->lit_us = g_get_monotonic_time ();
  if (before != NOBODY)
    show_row (self, (guint) before);
  show_row (self, (guint) index);
  gtk_widget_grab_focus (self->rows->pdata[index]);
  gtk_editable_select_region (GTK_EDITABLE (self->rows->pdata[index]), 0, -1);
}

/* Of the control that was moved last. */
static int
find_touched (TellApart *self)
{
  g_autoptr (ClaspLearnCandidate) newest = g_list_model_get_item (G_LIST_MODEL (self->learner), 0);
  const ClaspLearnFinding        *finding = newest != NULL ? clasp_learn_candidate_peek (newest) : NULL;

  return finding != NULL && finding->is_learned ? clasp_twins_find (self->twins, finding->connection) : NOBODY;
}

static void touched_cb (TellApart *self);

static gboolean
later_cb (gpointer user_data)
{
  TellApart *self = user_data;

  self->later = 0;
  touched_cb (self);

  return G_SOURCE_REMOVE;
}

/* Two that are touched in quick succession do not flicker: the last of them is lit in the end. */
static void
touched_cb (TellApart *self)
{
  int index = find_touched (self);

  if (index < 0 || index == self->touched)
    return;
  if (!br_flash_is_lit (self->lit_us, g_get_monotonic_time ()))
    light_up (self, index);
  else if (self->later == 0)
    self->later = g_timeout_add (BR_FLASH_US / 1000 + 1, later_cb, self);
}

static void
start_learning (TellApart *self)
{
  ClaspLearnOptions options = { .side = CLASP_LEARN_SIDE_SOURCE, .is_many = TRUE };

  self->learner = clasp_engine_learn (br_window_get_engine (self->window), &options);
  g_signal_connect_swapped (self->learner, "learned", G_CALLBACK (touched_cb), self);
  g_signal_connect_swapped (self->learner, "items-changed", G_CALLBACK (touched_cb), self);
}

/* --- names -------------------------------------------------------------------------------------- */

static gboolean
is_told_apart (TellApart *self)
{
  guint n = clasp_twins_get_n (self->twins);

  for (guint i = 0; i < n; i++)
    {
      const char *name = clasp_twins_get_name (self->twins, i);

      for (guint j = 0; j < i; j++)
        if (g_str_equal (name, clasp_twins_get_name (self->twins, j)))
          return FALSE;
      if (name[0] == '\0')
        return FALSE;
    }
  return TRUE;
}

static void
name_changed_cb (GtkEditable *row,
                 TellApart   *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  guint            index;

  if (!g_ptr_array_find (self->rows, row, &index))
    return;
  clasp_twins_set_name (self->twins, index, name);
  br_exchange_window_set_ready (self->dialog, is_told_apart (self));
}

/* Of two. */
static void
swap_cb (TellApart *self)
{
  g_autofree char *first = g_strdup (gtk_editable_get_text (self->rows->pdata[0]));
  g_autofree char *second = g_strdup (gtk_editable_get_text (self->rows->pdata[1]));

  gtk_editable_set_text (self->rows->pdata[0], second);
  gtk_editable_set_text (self->rows->pdata[1], first);
}

static void
apply_cb (gpointer user_data)
{
  TellApart         *self = user_data;
  ClaspShow         *show = br_window_get_show (self->window);
  g_autoptr (GError) error = NULL;
  guint64            before;

  if (br_window_refuse_edit (self->window))
    return;
  clasp_twins_take_back (self->twins);
  before = clasp_show_get_undo_step (show);
  if (!clasp_twins_apply (self->twins, &error))
    {
      br_exchange_tell_problem (self->dialog, _("The Devices Cannot Be Told Apart"), error->message);
      return;
    }
  br_window_toast (self->window, _("Each connection is the device that was touched"), clasp_show_get_undo_step (show) != before);
  gtk_window_close (self->dialog);
}

/* --- making ------------------------------------------------------------------------------------- */

static void
add_row (TellApart *self,
         GtkWidget *group,
         guint      index)
{
  GtkWidget *row = adw_entry_row_new ();

  g_ptr_array_add (self->rows, row);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), clasp_twins_get_name (self->twins, index));
  g_signal_connect (row, "changed", G_CALLBACK (name_changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  show_row (self, index);
}

static GtkWidget *
make_note (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);

  return label;
}

static void
add_notes (TellApart *self)
{
  GtkBox    *box = br_exchange_window_get_box (self->dialog);
  GtkWidget *names = make_note (_("Mappings go with the names: a device that gets the name of another connection takes its place."));
  GtkWidget *lasting = make_note (clasp_twins_is_lasting (self->twins)
                                    ? _("From then on each device is known by its serial number or its socket.")
                                    : _("Nothing but their order tells these devices apart, and it may be another when they are plugged in "
                                        "again. If it is, come back here."));

  self->silent = make_note ("");
  gtk_widget_add_css_class (self->silent, "warning");
  gtk_widget_add_css_class (names, "dim-label");
  gtk_widget_add_css_class (lasting, "dim-label");
  gtk_box_append (box, self->silent);
  gtk_box_append (box, names);
  gtk_box_append (box, lasting);
}

static void
add_devices (TellApart *self)
{
  guint      n = clasp_twins_get_n (self->twins);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   n == 2 ? _("Press Something on the Left One") : _("Press Something on One of Them"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("A key, a pad or a fader: the row of the device that was touched lights up. Type what it is to be "
                                           "called, then touch the next."));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
  for (guint i = 0; i < n; i++)
    add_row (self, group, i);
  if (n == 2)
    {
      GtkWidget *swap = gtk_button_new_with_mnemonic (_("S_wap Names"));

      gtk_widget_set_halign (swap, GTK_ALIGN_START);
      g_signal_connect_swapped (swap, "clicked", G_CALLBACK (swap_cb), self);
      gtk_box_append (br_exchange_window_get_box (self->dialog), swap);
    }
}

void
br_tell_apart_start (BrWindow  *window,
                     GPtrArray *devices)
{
  TellApart         *self;
  g_autoptr (GError) error = NULL;

  if (br_window_refuse_edit (window))
    return;
  self = g_new0 (TellApart, 1);
  self->window = window;
  self->devices = g_ptr_array_ref (devices);
  self->rows = g_ptr_array_new ();
  self->twins = clasp_twins_new (br_window_get_show (window), devices);
  self->touched = NOBODY;
  if (!clasp_twins_listen (self->twins, &error))
    {
      br_window_toast (window, error->message, FALSE);
      tell_apart_free (self);
      return;
    }
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Tell Apart"), _("_Apply"), G_CALLBACK (apply_cb), self, tell_apart_free);
  add_devices (self);
  add_notes (self);
  for (guint i = 0; i < devices->len; i++)
    g_signal_connect_swapped (devices->pdata[i], "changed", G_CALLBACK (show_silent), self);
  show_silent (self);
  start_learning (self);
  br_exchange_window_set_ready (self->dialog, is_told_apart (self));
  gtk_widget_grab_focus (self->rows->pdata[0]);
  gtk_window_present (self->dialog);
}
