/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-desk.h"

#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

#define FLASH_US (3 * G_USEC_PER_SEC)

enum
{
  BLACKOUT,
  FREEZE,
  PANIC_DONE,
  MASTER,
  TESTS,
  N_ADDRESSES
};

static const char *const addresses[N_ADDRESSES] = { "/bridge/blackout", "/bridge/freeze", "/bridge/panic/done", "/bridge/grandmaster",
                                                    "/bridge/tests" };

struct _BrDesk
{
  GtkWidget parent_instance;

  GtkWidget *freeze;
  GtkWidget *blackout;
  GtkWidget *blackout_menu;
  GtkWidget *panic;
  GtkLabel  *freeze_label;
  GtkLabel  *blackout_label;
  GtkLabel  *panic_label;
  GMenu     *blackout_choices; /* (unowned) of the template; its first section says what is covered */

  ClaspEngine      *engine; /* (unowned) of the window */
  ClaspSignalTable *table;  /* (owned) */
  guint             n_seen; /* addresses of the table that were looked at */
  guint             index[N_ADDRESSES]; /* + 1; 0 = not there yet */
  guint32           n_panics;
  gint64            flash_us; /* until when the answer of a panic is shown; 0 = not */
  gboolean          is_black, is_frozen;
  double            master; /* 0–1 */
  guint             n_tests; /* channels that tests hold */
  BrDeskLook        look;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrDesk, br_desk, GTK_TYPE_WIDGET)

/* --- what it looks like ------------------------------------------------------------------------- */

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
set_button (GtkWidget  *button,
            GtkLabel   *label,
            const char *text,
            const char *name,
            const char *hint,
            gboolean    has_text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), has_text);
  gtk_widget_set_tooltip_text (button, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
br_desk_show (BrDesk *self)
{
  gboolean words = self->look == BR_DESK_WORDS;

  gtk_widget_set_visible (self->freeze, self->look != BR_DESK_NARROW || self->is_frozen);
  gtk_widget_set_visible (self->blackout_menu, self->look != BR_DESK_NARROW);
  set_class (self->freeze, "br-frozen", self->is_frozen);
  set_class (self->blackout, "br-black", self->is_black);
  set_button (self->freeze,
              self->freeze_label,
              /* Translators: outputs hold their last values */
              self->is_frozen ? _("FROZEN") : _("Freeze"),
              self->is_frozen ? _("Frozen, release") : _("Freeze"),
              self->is_frozen ? _("Let outputs follow again") : _("Hold every output where it is"),
              words || (self->is_frozen && self->look != BR_DESK_NARROW));
  set_button (self->blackout,
              self->blackout_label,
              self->is_black ? (self->look == BR_DESK_WORDS ? _("BLACKOUT — release") : _("BLACKOUT")) : _("Blackout"),
              self->is_black ? _("Blackout, release") : _("Blackout"),
              self->is_black ? _("Let the light come back") : _("Make all light dark"),
              words || (self->is_black && self->look != BR_DESK_NARROW));
  if (self->flash_us == 0)
    set_button (self->panic,
                self->panic_label,
                _("Panic"),
                _("Panic"),
                _("Silence everything: notes, clips, fades and tests"),
                words);
  set_class (self->panic, "br-done", self->flash_us != 0);
}

void
br_desk_set_look (BrDesk    *self,
                  BrDeskLook look)
{
  self->look = look;
  br_desk_show (self);
}

/* --- what the engine says ----------------------------------------------------------------------- */

static void
br_desk_find_addresses (BrDesk *self)
{
  guint n = clasp_signal_table_get_size (self->table);

  for (; self->n_seen < n; self->n_seen++)
    for (guint i = 0; i < N_ADDRESSES; i++)
      if (self->index[i] == 0
          && g_str_equal (clasp_signal_table_get_address (self->table, self->n_seen), addresses[i]))
        self->index[i] = self->n_seen + 1;
}

static gboolean
br_desk_read (BrDesk           *self,
              guint             which,
              ClaspSignalState *state)
{
  if (self->index[which] == 0)
    return FALSE;

  clasp_signal_table_read (self->table, self->index[which] - 1, state);
  return TRUE;
}

static gboolean
br_desk_is_on (BrDesk *self,
               guint   which)
{
  ClaspSignalState state;

  return br_desk_read (self, which, &state) && state.number >= 0.5;
}

static void
br_desk_flash (BrDesk     *self,
               const char *answer,
               gint64      now_us)
{
  g_autofree char *text = br_desk_describe_panic (answer);

  self->flash_us = now_us + FLASH_US;
  set_button (self->panic, self->panic_label, text, text, text, self->look != BR_DESK_NARROW);
  br_desk_show (self);
}

static void
br_desk_look_for_panic (BrDesk *self,
                        gint64  now_us)
{
  ClaspSignalState state;

  if (br_desk_read (self, PANIC_DONE, &state) && state.n_updates != self->n_panics)
    {
      self->n_panics = state.n_updates;
      if (now_us - state.updated_us < FLASH_US) /* not one of before the window */
        br_desk_flash (self, state.text, now_us);
    }
  else if (self->flash_us != 0 && now_us >= self->flash_us)
    {
      self->flash_us = 0;
      br_desk_show (self);
    }
}

/* Full until somebody says otherwise. */
static double
br_desk_read_master (BrDesk *self)
{
  ClaspSignalState state;

  if (!br_desk_read (self, MASTER, &state) || state.n_updates == 0)
    return 1;
  return isnan (state.number) ? self->master : CLAMP (state.number, 0, 1);
}

static guint
br_desk_read_tests (BrDesk *self)
{
  ClaspSignalState state;

  return br_desk_read (self, TESTS, &state) && state.number >= 0 ? (guint) state.number : 0;
}

gboolean
br_desk_update (BrDesk *self,
                gint64  now_us)
{
  gboolean is_black, is_frozen;
  double   master;
  guint    n_tests;

  if (self->table == NULL)
    return FALSE;

  br_desk_find_addresses (self);
  br_desk_look_for_panic (self, now_us);
  is_black = br_desk_is_on (self, BLACKOUT);
  is_frozen = br_desk_is_on (self, FREEZE);
  master = br_desk_read_master (self);
  n_tests = br_desk_read_tests (self);
  if (master < self->master || master > self->master || n_tests != self->n_tests)
    {
      self->master = master;
      self->n_tests = n_tests;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  if (is_black != self->is_black || is_frozen != self->is_frozen)
    {
      self->is_black = is_black;
      self->is_frozen = is_frozen;
      br_desk_show (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }

  return self->flash_us != 0;
}

gboolean
br_desk_is_black (BrDesk *self)
{
  return self->is_black;
}

gboolean
br_desk_is_frozen (BrDesk *self)
{
  return self->is_frozen;
}

double
br_desk_get_master (BrDesk *self)
{
  return self->master;
}

guint
br_desk_count_tests (BrDesk *self)
{
  return self->n_tests;
}

/* --- what it does ------------------------------------------------------------------------------- */

static void
br_desk_send (BrDesk     *self,
              const char *address,
              gboolean    on,
              gboolean    as_event)
{
  ClaspValue value = clasp_value_bool (on);

  clasp_engine_send (self->engine, address, &value, as_event);
}

void
br_desk_blackout (BrDesk  *self,
                  gboolean on)
{
  br_desk_send (self, addresses[BLACKOUT], on, FALSE);
}

void
br_desk_freeze (BrDesk  *self,
                gboolean on)
{
  br_desk_send (self, addresses[FREEZE], on, FALSE);
}

void
br_desk_set_master (BrDesk *self,
                    double  level)
{
  ClaspValue value = clasp_value_double (CLAMP (level, 0, 1));

  clasp_engine_send (self->engine, addresses[MASTER], &value, FALSE);
}

void
br_desk_release_tests (BrDesk *self)
{
  clasp_engine_send (self->engine, "/bridge/test", NULL, TRUE);
}

void
br_desk_panic (BrDesk *self)
{
  br_desk_send (self, "/bridge/panic", TRUE, TRUE);
}

/* A section's label is what a menu shows in words. */
void
br_desk_set_scope (BrDesk            *self,
                   const char *const *universes,
                   const char *const *marks)
{
  g_autofree char        *label = br_desk_describe_scope (universes, marks);
  g_autoptr (GMenuModel)  items = g_menu_model_get_item_link (G_MENU_MODEL (self->blackout_choices), 0, G_MENU_LINK_SECTION);

  g_menu_remove (self->blackout_choices, 0);
  g_menu_insert_section (self->blackout_choices, 0, label, items);
}

/* --- life --------------------------------------------------------------------------------------- */

void
br_desk_set_engine (BrDesk           *self,
                    ClaspEngine      *engine,
                    ClaspSignalTable *table)
{
  self->engine = engine;
  self->table = clasp_signal_table_ref (table);
}

static void
br_desk_dispose (GObject *object)
{
  BrDesk *self = BR_DESK (object);

  g_clear_pointer (&self->table, clasp_signal_table_unref);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_DESK);

  G_OBJECT_CLASS (br_desk_parent_class)->dispose (object);
}

static void
br_desk_class_init (BrDeskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_desk_dispose;
  signals[CHANGED] = g_signal_new ("changed", BR_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/window/br-desk.ui");
  gtk_widget_class_bind_template_child (widget_class, BrDesk, freeze);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, blackout);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, blackout_menu);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, panic);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, freeze_label);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, blackout_label);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, panic_label);
  gtk_widget_class_bind_template_child (widget_class, BrDesk, blackout_choices);
}

static void
br_desk_init (BrDesk *self)
{
  self->master = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  br_desk_set_look (self, BR_DESK_WORDS);
}
