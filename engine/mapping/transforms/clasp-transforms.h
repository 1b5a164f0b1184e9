/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"
#include "show/clasp-registry.h"

/* Every kind of mapping step this build has. A new one is a file in this folder, a line here and a
 * line in clasp-transforms.c.
 *
 * Thread: any (static table). */

G_BEGIN_DECLS

GType clasp_range_step_get_type (void);
GType clasp_direct_step_get_type (void);
GType clasp_invert_step_get_type (void);
GType clasp_clamp_step_get_type (void);
GType clasp_curve_step_get_type (void);
GType clasp_smooth_step_get_type (void);
GType clasp_threshold_step_get_type (void);
GType clasp_offset_step_get_type (void);
GType clasp_multiply_step_get_type (void);
GType clasp_divide_step_get_type (void);
GType clasp_modulo_step_get_type (void);
GType clasp_power_step_get_type (void);
GType clasp_min_step_get_type (void);
GType clasp_max_step_get_type (void);
GType clasp_negate_step_get_type (void);
GType clasp_abs_step_get_type (void);
GType clasp_sign_step_get_type (void);
GType clasp_exp_step_get_type (void);
GType clasp_floor_step_get_type (void);
GType clasp_ceil_step_get_type (void);
GType clasp_trunc_step_get_type (void);
GType clasp_gate_step_get_type (void);
GType clasp_trigger_step_get_type (void);
GType clasp_toggle_step_get_type (void);
GType clasp_round_step_get_type (void);
GType clasp_quantize_step_get_type (void);
GType clasp_deadzone_step_get_type (void);
GType clasp_center_dead_step_get_type (void);
GType clasp_wrap_step_get_type (void);
GType clasp_fold_step_get_type (void);
GType clasp_log_step_get_type (void);
GType clasp_gamma_step_get_type (void);
GType clasp_dimmer_step_get_type (void);
GType clasp_db_fader_step_get_type (void);
GType clasp_note2hz_step_get_type (void);
GType clasp_hz2note_step_get_type (void);
GType clasp_transpose_step_get_type (void);
GType clasp_velocity_curve_step_get_type (void);
GType clasp_ema_step_get_type (void);
GType clasp_slew_step_get_type (void);
GType clasp_max_delta_step_get_type (void);
GType clasp_spring_step_get_type (void);
GType clasp_ramp_step_get_type (void);
GType clasp_change_step_get_type (void);
GType clasp_deadband_step_get_type (void);
GType clasp_flip_step_get_type (void);
GType clasp_hysteresis_step_get_type (void);
GType clasp_schmitt_steps_step_get_type (void);
GType clasp_auto_range_step_get_type (void);
GType clasp_median_step_get_type (void);
GType clasp_average_step_get_type (void);
GType clasp_accumulate_step_get_type (void);
GType clasp_encoder_step_get_type (void);
GType clasp_counter_step_get_type (void);
GType clasp_derivative_step_get_type (void);
GType clasp_integrate_step_get_type (void);
GType clasp_hold_step_get_type (void);
GType clasp_envelope_step_get_type (void);
GType clasp_lfo_step_get_type (void);
GType clasp_pulse_step_get_type (void);
GType clasp_bpm_step_get_type (void);
GType clasp_latch_gate_step_get_type (void);
GType clasp_condition_step_get_type (void);
GType clasp_stop_step_get_type (void);
GType clasp_rate_limit_step_get_type (void);
GType clasp_debounce_step_get_type (void);
GType clasp_delay_step_get_type (void);
GType clasp_long_press_step_get_type (void);
GType clasp_select_step_get_type (void);
GType clasp_lookup_step_get_type (void);
GType clasp_enum_step_get_type (void);
GType clasp_format_step_get_type (void);
GType clasp_parse_step_get_type (void);
GType clasp_replace_step_get_type (void);
GType clasp_case_step_get_type (void);
GType clasp_trim_step_get_type (void);
GType clasp_pad_step_get_type (void);
GType clasp_split_text_step_get_type (void);
GType clasp_join_text_step_get_type (void);
GType clasp_slice_step_get_type (void);
GType clasp_to_json_step_get_type (void);
GType clasp_from_json_step_get_type (void);
GType clasp_pick_step_get_type (void);
GType clasp_pack_step_get_type (void);
GType clasp_reorder_step_get_type (void);
GType clasp_flatten_step_get_type (void);
GType clasp_convert_step_get_type (void);
GType clasp_bits_step_get_type (void);
GType clasp_split14_step_get_type (void);
GType clasp_join14_step_get_type (void);
GType clasp_split16_step_get_type (void);
GType clasp_join16_step_get_type (void);
GType clasp_split24_step_get_type (void);
GType clasp_join24_step_get_type (void);
GType clasp_rgb2hsv_step_get_type (void);
GType clasp_hsv2rgb_step_get_type (void);
GType clasp_rgb2hsl_step_get_type (void);
GType clasp_hsl2rgb_step_get_type (void);
GType clasp_rgb2hex_step_get_type (void);
GType clasp_hex2rgb_step_get_type (void);
GType clasp_rgb2rgbw_step_get_type (void);
GType clasp_rgb2rgbaw_step_get_type (void);
GType clasp_rgb2cmy_step_get_type (void);
GType clasp_cct_step_get_type (void);
GType clasp_xy2polar_step_get_type (void);
GType clasp_polar2xy_step_get_type (void);
GType clasp_rotate_step_get_type (void);
GType clasp_pan_tilt_step_get_type (void);
GType clasp_scale_step_get_type (void);
GType clasp_remap_step_get_type (void);
GType clasp_quantize_to_step_get_type (void);
GType clasp_curve_points_step_get_type (void);
GType clasp_ease_step_get_type (void);
GType clasp_one_euro_step_get_type (void);
GType clasp_expression_step_get_type (void);
GType clasp_script_step_get_type (void);

/* For the registry: kind, title, summary and settings type of each, in the order of menus. */
const ClaspKind *clasp_transform_kinds (guint *n_kinds);
/* "range"; the name of its type for one that no menu offers. */
const char *clasp_transform_get_kind (ClaspTransform *self);

G_END_DECLS
