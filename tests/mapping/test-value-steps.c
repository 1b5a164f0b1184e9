/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "mapping/mapping-test.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

static ClaspValue
read_value (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* The same type and content; floats to the sixth place. */
static gboolean
is_near (const ClaspValue *a, const ClaspValue *b)
{
  ClaspStr key;

  if (a->type != b->type)
    return FALSE;
  if (a->type == CLASP_VALUE_DOUBLE)
    return fabs (a->as.number - b->as.number) <= 5e-7;
  if (a->type != CLASP_VALUE_ARRAY && a->type != CLASP_VALUE_MAP)
    return clasp_value_equal (a, b);
  if (clasp_value_get_size (a) != clasp_value_get_size (b))
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (a); i++)
    if (a->type == CLASP_VALUE_ARRAY
          ? !is_near (clasp_value_get_element (a, i), clasp_value_get_element (b, i))
          : !is_near (clasp_value_get_entry (a, i, &key), clasp_value_get_entry (b, i, &key)))
      return FALSE;

  return TRUE;
}

/* @expected: a value, "-" for nothing, "!" for an error. */
static void
check_result (const char          *step,
              const char          *in,
              const char          *expected,
              ClaspTransformResult result,
              const ClaspValue    *value)
{
  g_autofree char    *text = clasp_value_to_text (value);
  g_auto (ClaspValue) wanted = CLASP_VALUE_INIT;

  if (g_str_equal (expected, "-") || g_str_equal (expected, "!"))
    {
      if (result != (*expected == '-' ? CLASP_TRANSFORM_DROP : CLASP_TRANSFORM_ERROR))
        g_printerr ("\n"
                    "%s of %s: %s, not %s",
                    step, in, result == CLASP_TRANSFORM_PASS ? text : "another way of nothing",
                    expected);
      return;
    }
  if (result != CLASP_TRANSFORM_PASS)
    {
      g_printerr ("\n"
                  "%s of %s gives %s",
                  step, in, result == CLASP_TRANSFORM_DROP ? "nothing" : "an error");
      return;
    }
  wanted = read_value (expected);
  if (!is_near (value, &wanted))
    g_printerr ("\n"
                "%s of %s is %s (%s), not %s",
                step, in, text, clasp_value_type_to_string (value->type), expected);
}

static const struct
{
  const char *step, *in, *out;
} singles[] = {
  /* lookup */
  { "lookup pairs=1=left;2=right", "1", "left" },
  { "lookup pairs=1=left;2=right", "2.0", "right" },
  { "lookup pairs=1=left;2=right", "\"2\"", "right" },
  { "lookup pairs=1=left;2=right", "3", "3" },
  { "lookup pairs=1=left;2=right keep=false", "3", "-" },
  { "lookup pairs=1=left;2=right default=none", "3", "none" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "9", "1" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "9.5", "9.5" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "10", "2" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "-5", "3" },
  { "lookup pairs=true=1;false=0", "true", "1" },
  { "lookup pairs=1=on;0=off", "true", "on" },
  { "lookup pairs=a=[1,2];b={\"x\":1}", "a", "[1,2]" },
  { "lookup pairs=a=[1,2];b={\"x\":1}", "b", "{\"x\":1}" },
  { "lookup pairs=\"7\"=text;7=number", "\"7\"", "text" },
  { "lookup pairs=\"7\"=text;7=number", "7", "number" },
  { "lookup pairs=a=1", "[1,2]", "[1,2]" },
  { "lookup pairs=a=1 default=0", "[1,2]", "0" },
  /* enum */
  { "enum names=red;green;blue", "1", "green" },
  { "enum names=red;green;blue", "0.5", "green" },
  { "enum names=red;green;blue", "green", "1" },
  { "enum names=red;green;blue", "\"2\"", "blue" },
  { "enum names=red;green;blue", "3", "!" },
  { "enum names=red;green;blue", "-1", "!" },
  { "enum names=red;green;blue", "pink", "!" },
  { "enum names=red;green;blue first=1", "3", "blue" },
  { "enum names=red;green;blue first=1", "red", "1" },
  { "enum", "0", "!" },
  /* format */
  { "format {value:.1f} dB", "-3.14159", "\"-3.1 dB\"" },
  { "format {value}", "0.5", "\"0.5\"" },
  { "format {value:d}", "2.5", "\"3\"" },
  { "format {value:03d}", "7", "\"007\"" },
  { "format {value:05.1f}", "-3.14", "\"-03.1\"" },
  { "format {value:+d}", "7", "\"+7\"" },
  { "format {value:+d}", "-7", "\"-7\"" },
  { "format {value:-5d}|", "7", "7    |" },
  { "format {value:5s}|", "ab", "   ab|" },
  { "format {value:.2s}|", "äöü", "äö|" },
  { "format {value:x} {value:X}", "255", "ff FF" },
  { "format {value:.0%}", "0.25", "25%" },
  { "format {value:e}", "1500", "\"1.500000e+03\"" },
  { "format {value:g}", "0.0001", "\"0.0001\"" },
  { "format {{{value}}}", "1", "\"{1}\"" },
  { "format {value[0]:.2f}/{value[1]:.2f}", "[1,2]", "1.00/2.00" },
  { "format {value.a}-{value.b}", "{\"a\":1,\"b\":\"x\"}", "1-x" },
  { "format {value.a}", "{\"b\":1}", "!" },
  { "format {value:.1f}", "x", "!" },
  { "format {address}", "1", "\"/a\"" },
  { "format on", "1", "on" },
  /* parse */
  { "parse", "level: -12.5 dB", "-12.5" },
  { "parse", "1,5", "1.0" },
  { "parse", "x.5", "0.5" },
  { "parse", "none", "!" },
  { "parse", "7", "7.0" },
  { "parse pattern=([a-z]+)=([0-9]+) group=2", "\"gain=12\"", "12.0" },
  { "parse pattern=([a-z]+)=([0-9]+) group=1 text=true", "\"gain=12\"", "gain" },
  { "parse pattern=([a-z]+)=([0-9]+) group=1", "\"gain=12\"", "!" },
  { "parse pattern=(a+)+$", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"", "!" },
  /* replace */
  { "replace find=a with=bb", "banana", "bbbnbbnbb" },
  { "replace find=a with=b all=false", "banana", "bbnana" },
  { "replace find=. with=!", "a.b", "a!b" },
  { "replace find=(.)(.) with=\\2\\1 regex=true", "abcd", "badc" },
  { "replace find=x with=y", "abc", "abc" },
  { "replace", "abc", "abc" },
  { "replace find=(a+)+$ with=b regex=true", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"",
    "!" },
  /* slice */
  { "slice 1", "äbc", "bc" },
  { "slice 1 1", "abc", "b" },
  { "slice -2", "abc", "bc" },
  { "slice -2 1", "abc", "b" },
  { "slice 5", "abc", "\"\"" },
  { "slice 0 0", "abc", "\"\"" },
  { "slice -9 9", "abc", "abc" },
  { "slice 1 1", "[1,2,3]", "[2]" },
  { "slice 3", "[1,2,3]", "[]" },
  { "slice 1", "0xDEADBE", "0xADBE" },
  { "slice 1", "123", "\"23\"" },
  /* split and join */
  { "split", "1,2.5,x", "[1,2.5,\"x\"]" },
  { "split numbers=false", "1,2", "[\"1\",\"2\"]" },
  { "split separator=ab", "1ab 2 ab3", "[1,2,3]" },
  { "split", "\"\"", "[]" },
  { "split", "7", "[7]" },
  { "join", "[1,2.5,\"x\"]", "\"1,2.5,x\"" },
  { "join separator=/", "[]", "\"\"" },
  { "join", "7", "\"7\"" },
  /* case, trim, pad */
  { "case", "aä1", "AÄ1" },
  { "case lower", "AÄ1", "aä1" },
  { "case first", "hELLO", "Hello" },
  { "case first", "\"\"", "\"\"" },
  { "trim", "\"  a b \\n\"", "a b" },
  { "trim side=start", "\" a \"", "\"a \"" },
  { "trim side=end", "\" a \"", "\" a\"" },
  { "trim letters=äx", "äxaxä", "a" },
  { "trim", "\"   \"", "\"\"" },
  { "pad 4", "ab", "\"  ab\"" },
  { "pad 4 with=0", "7", "\"0007\"" },
  { "pad width=4 side=end with=.", "ab", "ab.." },
  { "pad width=5 side=both with=.", "ab", ".ab.." },
  { "pad 2", "abc", "abc" },
  /* structure */
  { "tojson", "{\"a\":[1,0.5,null,true]}", "\"{\\\"a\\\":[1,0.5,null,true]}\"" },
  { "tojson", "x", "\"\\\"x\\\"\"" },
  { "fromjson", "\"{\\\"a\\\":[1,0.5]}\"", "{\"a\":[1,0.5]}" },
  { "fromjson", "\"{\"", "!" },
  { "fromjson", "1", "!" },
  { "fromjson", "0x5B315D", "[1]" },
  { "pick paths=$.a.b", "{\"a\":{\"b\":5}}", "5" },
  { "pick paths=$.a.b", "{\"a\":{}}", "-" },
  { "pick paths=$.a;$.b", "{\"b\":2,\"a\":1}", "[1,2]" },
  { "pick paths=$.a;$.c", "{\"b\":2,\"a\":1}", "-" },
  { "pick paths=$[*].x", "[{\"x\":1},{\"x\":2}]", "[1,2]" },
  { "pick", "5", "5" },
  { "pack", "5", "[5]" },
  { "pack keys=x", "5", "{\"x\":5}" },
  { "pack keys=x", "[5]", "{\"x\":[5]}" },
  { "pack keys=x;y", "[5,6]", "{\"x\":5,\"y\":6}" },
  { "pack keys=x;y", "[5]", "!" },
  { "pack keys=x;y", "5", "!" },
  { "reorder order=2;0", "[1,2,3]", "[3,1]" },
  { "reorder order=-1;-1", "[1,2,3]", "[3,3]" },
  { "reorder order=3", "[1,2,3]", "!" },
  { "reorder order=-4", "[1,2,3]", "!" },
  { "reorder order=b;a", "{\"a\":1,\"b\":2,\"c\":3}", "{\"b\":2,\"a\":1}" },
  { "reorder order=d", "{\"a\":1}", "!" },
  { "reorder", "[1,2]", "[1,2]" },
  { "reorder order=0", "5", "!" },
  { "flatten", "[1,[2,[3,{\"a\":4}]]]", "[1,2,3,4]" },
  { "flatten 1", "[1,[2,[3]]]", "[1,2,[3]]" },
  { "flatten 0", "[1,[2]]", "[1,[2]]" },
  { "flatten", "{\"a\":1,\"b\":[2]}", "[1,2]" },
  { "flatten", "5", "5" },
  /* convert */
  { "convert", "\"0.7\"", "0.7" },
  { "convert", "0.7", "0.7" },
  { "convert", "7", "7.0" },
  { "convert", "true", "1.0" },
  { "convert", "x", "!" },
  { "convert int", "0.5", "1" },
  { "convert int", "-2.5", "-3" },
  { "convert int down", "-2.5", "-3" },
  { "convert int up", "-2.5", "-2" },
  { "convert int zero", "-2.9", "-2" },
  { "convert int", "\"9007199254740993\"", "9007199254740993" },
  { "convert int", "1e19", "!" },
  { "convert bool", "0.1", "true" },
  { "convert bool", "0", "false" },
  { "convert bool", "\"true\"", "true" },
  { "convert bool", "\"false\"", "false" },
  { "convert bool", "x", "!" },
  { "convert string", "0.5", "\"0.5\"" },
  { "convert string", "0x6162", "ab" },
  { "convert string", "0xFF", "!" },
  { "convert bytes", "ab", "0x6162" },
  { "convert bytes", "[1,255]", "0x01FF" },
  { "convert bytes", "[1,256]", "!" },
  { "convert bytes", "1", "!" },
  /* bits */
  { "bits and 0x0F", "255", "15" },
  { "bits or 8", "7", "15" },
  { "bits xor 5", "3", "6" },
  { "bits not", "0", "-1" },
  { "bits shl", "1", "2" },
  { "bits shl 4", "1.9", "16" },
  { "bits shl 63", "1", "-9223372036854775808" },
  { "bits shr 1", "-4", "-2" },
  { "bits shr 63", "-1", "-1" },
  { "bits get 3", "8", "1" },
  { "bits get", "8", "0" },
  { "bits set 3", "0", "8" },
  { "bits clear 3", "15", "7" },
  { "bits toggle 0", "[1,2]", "[0,3]" },
  { "bits", "x", "!" },
  { "bits", "1e19", "!" },
  /* parts of numbers */
  { "split14", "8192", "[64,0]" },
  { "split14", "16383", "[127,127]" },
  { "split14", "16384", "[127,127]" },
  { "split14", "-1", "[0,0]" },
  { "split14 int lsb", "129", "[1,1]" },
  { "split14 int lsb", "130", "[2,1]" },
  { "split14 unit", "1", "[127,127]" },
  { "split16", "0.5", "[128,0]" },
  { "split16", "1.0", "[255,255]" },
  { "split16", "7", "[255,255]" },
  { "split16 int", "258", "[1,2]" },
  { "split24", "1", "[255,255,255]" },
  { "split24 int", "66051", "[1,2,3]" },
  { "split16", "x", "!" },
  { "join14", "[64,0]", "8192" },
  { "join14", "[127,127]", "16383" },
  { "join14", "[64]", "8192" },
  { "join14", "[64,null]", "8192" },
  { "join14", "[1,2,3]", "!" },
  { "join14", "[]", "!" },
  { "join14 int lsb", "[2,1]", "130" },
  { "join14", "[200,300]", "16383" },
  { "join16", "[128,0]", "0.5000076" },
  { "join16", "[255,255]", "1.0" },
  { "join16 int", "[1,2]", "258" },
  { "join24 int", "[1,2,3]", "66051" },
  { "join24 int lsb", "[3,2,1]", "66051" },
  /* colours: hue, saturation and value of mapping.md 12 */
  { "hsv2rgb", "[0.6,0.5,0.8]", "[0.4,0.56,0.8]" },
  { "hsv2rgb", "[0.9,0.25,0.4]", "[0.4,0.3,0.36]" },
  { "hsv2rgb", "{\"h\":0.6,\"s\":0.5,\"v\":0.8}", "{\"r\":0.4,\"g\":0.56,\"b\":0.8}" },
  { "hsv2rgb 255 degrees", "[120,1,1]", "[0.0,255.0,0.0]" },
  { "hsv2rgb", "[1.5,1,1]", "[0.0,1.0,1.0]" },
  { "hsv2rgb", "[-0.5,1,1]", "[0.0,1.0,1.0]" },
  { "hsv2rgb", "[0,7,7]", "[1.0,0.0,0.0]" },
  { "hsv2rgb", "[0.6,0.5,0.8,1]", "[0.4,0.56,0.8,1]" },
  { "hsv2rgb", "[0.6,0.5]", "!" },
  { "hsv2rgb", "{\"h\":0.6,\"s\":0.5}", "!" },
  { "hsv2rgb", "0.5", "!" },
  { "rgb2hsv", "[0.4,0.56,0.8]", "[0.6,0.5,0.8]" },
  { "rgb2hsv", "[0.4,0.3,0.36]", "[0.9,0.25,0.4]" },
  { "rgb2hsv", "[0.5,0.5,0.5]", "[0.0,0.0,0.5]" },
  { "rgb2hsv", "[0,0,0]", "[0.0,0.0,0.0]" },
  { "rgb2hsv 255 degrees", "[0,255,0]", "[120.0,1.0,1.0]" },
  { "rgb2hsv", "{\"r\":1,\"g\":0,\"b\":0,\"a\":0.5}", "{\"h\":0.0,\"s\":1.0,\"v\":1.0,\"a\":0.5}" },
  { "rgb2hsl", "[1,0.5,0.5]", "[0.0,1.0,0.75]" },
  { "rgb2hsl", "[0.2,0.2,0.2]", "[0.0,0.0,0.2]" },
  { "rgb2hsl", "[1,1,1]", "[0.0,0.0,1.0]" },
  { "hsl2rgb", "[0,1,0.75]", "[1.0,0.5,0.5]" },
  { "hsl2rgb", "[0.3333333333333333,1,0.25]", "[0.0,0.5,0.0]" },
  { "rgb2hex", "[1,0.5,0]", "\"#ff8000\"" },
  { "rgb2hex", "[1,0.5,0,1]", "\"#ff8000ff\"" },
  { "rgb2hex", "{\"r\":2,\"g\":-1,\"b\":0}", "\"#ff0000\"" },
  { "rgb2hex 255", "[1,2,255]", "\"#0102ff\"" },
  { "rgb2hex", "[1,2]", "!" },
  { "hex2rgb", "\"#ff8000\"", "[1.0,0.501961,0.0]" },
  { "hex2rgb 255", "\"#FF8000\"", "[255.0,128.0,0.0]" },
  { "hex2rgb 255", "\"#f80\"", "[255.0,136.0,0.0]" },
  { "hex2rgb 255", "\"#ff800040\"", "[255.0,128.0,0.0,64.0]" },
  { "hex2rgb 255 true", "ff8000", "{\"r\":255.0,\"g\":128.0,\"b\":0.0}" },
  { "hex2rgb", "\"#ff80\"", "[1.0,1.0,0.533333,0.0]" },
  { "hex2rgb", "\"#ff800\"", "!" },
  { "hex2rgb", "\"#gg0000\"", "!" },
  { "hex2rgb", "1", "!" },
  { "rgb2rgbw", "[1,0.5,0.25]", "[0.75,0.25,0.0,0.25]" },
  { "rgb2rgbw 1 add", "[1,0.5,0.25]", "[1.0,0.5,0.25,0.25]" },
  { "rgb2rgbw 255", "[255,127.5,63.75]", "[191.25,63.75,0.0,63.75]" },
  { "rgb2rgbw white=#ff8000", "[1,0.251,0]", "[0.499961,0.0,0.0,0.500039]" },
  { "rgb2rgbaw", "[1,0.5,0.25]", "[0.251953,0.0,0.0,0.498047,0.25]" },
  { "rgb2rgbaw 1 add", "[1,1,1]", "[1.0,1.0,1.0,0.0,1.0]" },
  { "rgb2cmy", "[1,0.25,0]", "[0.0,0.75,1.0]" },
  { "rgb2cmy", "{\"r\":1,\"g\":0.25,\"b\":0}", "{\"c\":0.0,\"m\":0.75,\"y\":1.0}" },
  { "cct", "2700", "1.0" },
  { "cct", "6500", "0.0" },
  { "cct", "4000", "0.444079" },
  { "cct", "1000", "1.0" },
  { "cct", "0", "!" },
  /* points */
  { "xy2polar", "[3,4]", "[5.0,0.147584]" },
  { "xy2polar degrees", "[0,-1]", "[1.0,270.0]" },
  { "xy2polar degrees 1 1", "[1,2]", "[1.0,90.0]" },
  { "xy2polar", "[0,0]", "[0.0,0.0]" },
  { "polar2xy radians", "{\"radius\":2,\"angle\":3.141592653589793}", "{\"x\":-2.0,\"y\":0.0}" },
  { "rotate", "[1,0]", "[0.0,1.0]" },
  { "rotate 90 degrees 1 1", "[2,1]", "[1.0,2.0]" },
  { "pantilt", "[0.25,0.75]", "[0.25,0.75]" },
  { "pantilt 0.2 0.8 0.1", "[0.5,1]", "[0.6,1.0]" },
  { "pantilt 1 0", "[0.25,0.75]", "[0.75,0.75]" },
  { "pantilt swap=true", "{\"x\":0.25,\"y\":0.75}", "{\"pan\":0.75,\"tilt\":0.25}" },
  { "pantilt 0 1 0.9", "[0.5,2]", "[1.0,1.0]" },
  /* numbers */
  { "scale", "0.5", "63.5" },
  { "scale", "2", "254.0" },
  { "scale 0 127 0 1", "-0.5", "-0.003937" },
  { "scale 3 3 7 9", "5", "7.0" },
  { "remap 0 127 0 255", "63.5", "127.5" },
  { "remap 0 127 0 255", "200", "255.0" },
  { "remap 0 1 0 10 false", "2", "20.0" },
  { "remap 0 1 0 10 false ease-in", "0.5", "2.5" },
  { "remap 0 1 0 10 false ease-in", "-1", "-10.0" },
  { "remap 0 1 0 10 true power 3", "0.5", "1.25" },
  { "remap 10 0 0 1", "2.5", "0.75" },
  { "remap 0 1 0 10 invert=true", "0.25", "7.5" },
  { "quantizeto", "0.25", "0.3" },
  { "quantizeto", "-0.25", "-0.2" },
  { "quantizeto step 5 1", "8.6", "11.0" },
  { "quantizeto list list=0;0.5;1", "0.25", "0.5" },
  { "quantizeto list list=1;0;0.5", "0.75", "1.0" },
  { "quantizeto list list=1;0;0.5", "-9", "0.0" },
  { "quantizeto scale", "61", "62.0" },
  { "quantizeto scale", "60.4", "60.0" },
  { "quantizeto scale", "66", "67.0" },
  { "quantizeto scale scale=minor root=9", "61", "62.0" },
  { "quantizeto scale scale=pentatonic root=2", "60", "59.0" },
  { "quantizeto scale scale=blues", "-1", "0.0" },
  { "quantizeto scale", "1e10", "!" },
  { "curvepoints", "0.3", "0.3" },
  { "curvepoints points=0.25,1;0.75,0", "0", "1.0" },
  { "curvepoints points=0.25,1;0.75,0", "0.5", "0.5" },
  { "curvepoints points=0.25,1;0.75,0", "9", "0.0" },
  { "curvepoints points=0,0,hold;0.5,1", "0.49", "0.0" },
  { "curvepoints points=0,0,hold;0.5,1", "0.5", "1.0" },
  { "curvepoints points=0,0,bezier,0.25,0.1,0.25,1;1,1", "0.5", "0.802403" },
  { "curvepoints points=0,0,bezier,0.25,0.1,0.25,1;0.5,2;1,0", "0.25", "1.6048068" },
  { "curvepoints points=0,0,cubic;0.5,0.5,cubic;1,1", "0.25", "0.25" },
  { "curvepoints points=0,0,cubic;0.5,1,cubic;1,0", "0.25", "0.625" },
  { "curvepoints points=0,0,cubic;0.5,1,cubic;1,0", "0.5", "1.0" },
  { "curvepoints points=0,5", "0.5", "5.0" },
  { "curvepoints table=0;255;0", "0.25", "0.5" },
  { "curvepoints table=0;1;4 full=4", "0.75", "0.625" },
  { "ease bezier=.25,.1,.25,1", "0.1", "0.094796" },
  { "ease bezier=.25,.1,.25,1", "0.25", "0.408511" },
  { "ease bezier=.25,.1,.25,1", "0.5", "0.802403" },
  { "ease bezier=.25,.1,.25,1", "0.75", "0.960459" },
  { "ease bezier=.25,.1,.25,1", "0.9", "0.994316" },
  { "ease bezier=.42,0,.58,1", "0.1", "0.019722" },
  { "ease bezier=.42,0,.58,1", "0.25", "0.129162" },
  { "ease bezier=.42,0,.58,1", "0.5", "0.5" },
  { "ease bezier=.42,0,.58,1", "0.75", "0.870838" },
  { "ease bezier=.42,0,.58,1", "0.9", "0.980278" },
  { "ease bezier=1,0,0,1", "0.5", "0.5" },
  { "ease sine-in-out", "0.25", "0.146447" },
  { "ease sine-in-out", "7", "1.0" },
  { "ease quart-in", "0.5", "0.0625" },
  { "ease quart-out", "0.5", "0.9375" },
  { "ease quart-in-out", "0.25", "0.03125" },
  { "ease quint-in", "0.5", "0.03125" },
  { "ease quint-out", "0.5", "0.96875" },
  { "ease quint-in-out", "0.75", "0.984375" },
  { "ease back-in", "0.5", "-0.0876975" },
  { "ease back-out", "0.5", "1.0876975" },
  { "ease back-in-out", "0.25", "-0.0996818" },
  { "ease bounce-in", "0.5", "0.234375" },
  { "ease bounce-in-out", "0.25", "0.1171875" },
  { "ease elastic-in-out", "0.25", "0.0119694" },
  { "ease elastic-in-out", "0.5", "0.5" },
  { "ease elastic-in-out", "0.75", "0.9880306" },
  /* select, of what comes itself */
  { "select field=0", "[1,10,20,30]", "20" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":0}", "1" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":9}", "2" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":-9}", "1" },
  { "select field=i", "{\"a\":1,\"b\":2}", "!" },
  { "select field=i", "{\"i\":1}", "!" },
  { "select field=i", "{\"a\":1,\"i\":\"x\"}", "!" },
  { "select field=0 mode=switch", "[0.5,10,20]", "20" },
  { "select field=0 mode=switch", "[0.49,10,20]", "10" },
  { "select field=0 mode=crossfade", "[0.25,10,20]", "12.5" },
  { "select field=0 mode=crossfade", "[1.5,10,20,40]", "30.0" },
  { "select field=0 mode=crossfade", "[0.5,[0,1],[1,0]]", "[0.5,0.5]" },
  { "select field=0 mode=crossfade", "[0.5,[0,1],[1]]", "!" },
  { "select field=0 mode=crossfade", "[0.5,\"a\",1]", "!" },
  { "select field=0 mode=equal-power", "[0.5,1,0]", "0.707107" },
  { "select field=0 mode=equal-power", "[1,1,5]", "5" },
  { "select", "[7,8]", "7" },
  { "select", "7", "!" },
};

static void
test_single_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (singles[i].step);
      g_auto (ClaspValue)      value = read_value (singles[i].in);
      ClaspTransformResult     result = clasp_step_runner_run (&runner, 0, FALSE, &value);

      check_result (singles[i].step, singles[i].in, singles[i].out, result, &value);
    }
}

/* Pairs that undo each other. */
static const struct
{
  const char *step, *value;
} pairs[] = {
  { "lookup pairs=1=left;2=right;x=3", "1" },
  { "lookup pairs=1=left;2=right;x=3", "x" },
  { "lookup pairs=\"7\"=8", "\"7\"" },
  { "lookup pairs=a=\"7\";b=7", "a" },
  { "lookup pairs=a=\"7\";b=7", "b" },
  { "lookup pairs=true=1", "true" },
  { "enum names=red;green", "1" },
  { "enum names=red;green first=5", "red" },
  { "tojson", "{\"a\":[1,0.5,null]}" },
  { "fromjson", "\"[1,2]\"" },
  { "pack", "5" },
  { "pack keys=a;b", "[1,2]" },
  { "split14", "8193" },
  { "split14 int lsb", "8193" },
  { "split16", "0.0" },
  { "split16", "1.0" },
  { "split16 int", "65535" },
  { "split24 int lsb", "66051" },
  { "join14", "[64,1]" },
  { "join24", "[1,2,3]" },
  { "rgb2hsv", "[0.1,0.7,0.3]" },
  { "rgb2hsv 255 degrees", "[10.0,20.0,30.0]" },
  { "hsv2rgb", "[0.95,0.3,0.6]" },
  { "rgb2hsl", "[0.1,0.7,0.3]" },
  { "rgb2hsl 255 degrees", "[10.0,20.0,30.0]" },
  { "hsl2rgb", "[0.45,0.3,0.6]" },
  { "hex2rgb", "\"#123456\"" },
  { "cct", "4000.0" },
  { "xy2polar degrees 1 2", "[-3.0,7.5]" },
  { "polar2xy", "[2.0,0.75]" },
  { "rotate 33 degrees 1 2", "[-3.0,7.5]" },
  { "scale", "0.25" },
  { "remap 0 127 0 255", "64.0" },
  { "remap 0 1 0 255 true cubic-in", "0.7" },
  { "curvepoints points=0,0,cubic;0.3,0.1,cubic;1,1", "0.7" },
  { "ease quint-in-out", "0.4" },
  { "bits xor 5", "3" },
  { "bits not", "3" },
  { "delay 0", "[1]" },
};

static ClaspTransformResult
run_once (ClaspTransform *step, ClaspValue *value)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner_for (step);

  return clasp_step_runner_run (&runner, 0, FALSE, value);
}

static void
test_pairs_undo_each_other (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      ClaspTransform      *step = clasp_test_step (pairs[i].step);
      g_autoptr (GError)   error = NULL;
      ClaspTransform      *inverse = clasp_transform_invert (step, &error);
      g_auto (ClaspValue)  value = read_value (pairs[i].value);
      ClaspTransformResult result;

      g_assert_no_error (error);
      g_assert_cmpint (run_once (step, &value), ==, CLASP_TRANSFORM_PASS);
      result = run_once (inverse, &value);
      check_result (pairs[i].step, "what it made", pairs[i].value, result, &value);
    }
}

static void
test_what_is_not_one_to_one_cannot_be_undone (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "lookup pairs=1=a;2=a", "lookup cannot be undone: 1 and 2 become the same" },
    { "lookup pairs=0..9=a", "lookup cannot be undone: all of 0..9 becomes one value" },
    { "lookup pairs=1=[1]", "lookup cannot be undone: what 1 becomes is no single value" },
    { "pack keys=it's", "pack cannot be undone: the key ‘it's’ stands in no path" },
    { "bits and 1", "bits cannot be undone: bits are lost" },
    { "pick", "pick cannot be undone: its result does not tell what it was made of" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (rows[i].step);
      g_autoptr (GError)         error = NULL;

      g_assert_null (clasp_transform_invert (step, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
      g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

/* What comes and what goes, on a clock of its own: "0:1=a" is 1 that comes at 0 ms and gives "a";
 * "~" is a call without input, which must have been asked for, "!1" an event. */
static const struct
{
  const char *step, *story;
} stories[] = {
  { "ratelimit 10", "0:1=1 10:2=- 20:3=- 100:~=3 150:4=- 200:~=4 500:5=5" },
  { "ratelimit 10", "0:a=a 10:b=- 100:~=b" },
  { "ratelimit 10", "0:1=1 10:!2=2 20:!3=3 30:4=- 40:!5=5 100:~=4" },
  { "ratelimit 10", "0:1=1 10:2=- 150:3=3 160:4=- 250:~=4" },
  { "ratelimit 10 first", "0:1=1 10:2=- 20:3=- 100:~=2 200:~=3 1000:4=4" },
  { "ratelimit 10 first", "0:1=1 10:2=- 20:3=- 100:~=2 110:4=- 120:5=- 200:~=4 300:~=5" },
  { "ratelimit 10 average", "0:1=1 10:2=- 20:4=- 100:~=3.0 200:~=4" },
  { "ratelimit 10 average", "0:1=1 10:2=- 20:x=- 100:~=x 200:~=x" },
  { "debounce 0.05", "0:1=- 20:2=- 40:3=- 90:~=3 200:4=- 250:~=4" },
  { "debounce 0.05", "0:1=- 100:2=1 150:~=2" },
  { "debounce 0.05", "0:1=- 10:!2=2 20:!3=3 50:~=1" },
  { "debounce 0.05 leading", "0:1=1 20:2=- 40:3=- 90:~=- 100:4=4" },
  { "debounce 0.05 leading", "0:1=1 20:2=- 100:4=4" },
  { "debounce 0.05 both", "0:1=1 20:2=- 40:3=- 90:~=3 200:4=4 250:~=-" },
  { "debounce 0", "0:1=1 1:2=2" },
  { "delay 0.1", "0:1=- 10:2=- 20:x=- 100:~=1 110:~=2 120:~=x" },
  { "delay 0.1", "0:!1=- 0:!2=- 100:~=1 100:~=2" },
  { "delay 0.1", "0:1=- 150:2=1 250:~=2" },
  { "delay 0", "0:1=1 1:2=2" },
  { "delay 10 2", "0:1=- 1:2=- 2:3=1 3:4=2 10002:~=3 10003:~=4" },
  { "longpress", "0:1=- 100:0=- 400:~=short" },
  { "longpress", "0:1=- 500:~=long 900:0=- 1000:1=- 1100:0=- 1400:~=short" },
  { "longpress", "0:1=- 100:0=- 200:1=- 300:0=double 1000:1=- 1010:0=- 1310:~=short" },
  { "longpress", "0:1=- 100:0=- 200:1=- 700:~=long 800:0=-" },
  { "longpress", "0:1=- 600:0=long" },
  { "longpress", "0:1=- 100:0=- 500:1=short 600:0=- 900:~=short" },
  { "longpress", "0:true=- 100:false=- 400:~=short" },
  { "longpress", "0:{\"on\":true}=- 100:{\"on\":false}=- 400:~=short" },
  { "longpress double=", "0:1=- 100:0=short" },
  { "longpress 0.5 0", "0:1=- 100:0=short 110:1=- 120:0=short" },
  { "longpress short=1 long=2 double=[3]", "0:1=- 100:0=- 400:~=1 500:1=- 1000:~=2" },
  { "longpress", "0:x=! 1:1=-" },
  { "smooth factor=0.3", "0:0=0.0 1:1=0.3 2:1=0.51 3:1=0.657 4:0=0.4599" },
  { "oneeuro", "0:0=0.0 10:0=0.0 20:1=0.059117 30:1=0.114740 40:1=0.167074 50:0.5=0.186756" },
  { "oneeuro 0.3 0.1",
    "0:0=0.0 10:0=0.0 20:1=0.053025 30:1=0.130396 40:1=0.221573 50:0.5=0.251772" },
  { "rgb2hsv keep-hue=true", "0:[0,1,0]=[0.3333333,1.0,1.0] 1:[0.5,0.5,0.5]=[0.3333333,0.0,0.5]" },
  { "join14", "0:64=- 10:1=8193 20:64=- 70:~=8192" },
  { "join14", "0:64=- 60:1=- 110:~=128" },
  { "join24 int msb 0.1", "0:1=- 10:2=- 20:3=66051 30:1=- 40:2=- 130:~=66048" },
  { "join16 int msb 0", "0:1=256 1:2=512" },
};

static void
check_moment (ClaspStepRunner *runner, const char *step, const char *moment, ClaspValue *last)
{
  const char          *colon = strchr (moment, ':'), *sign = strrchr (moment, '=');
  g_autofree char     *in = g_strndup (colon + 1, (gsize) (sign - colon - 1));
  gint64               now_us = g_ascii_strtoll (moment, NULL, 10) * 1000;
  gboolean             is_tick = g_str_equal (in, "~");
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  ClaspTransformResult result;

  if (is_tick && (runner->wake_us == 0 || runner->wake_us > now_us))
    g_error ("%s: not to be called at %s, but at %" G_GINT64_FORMAT, step, moment, runner->wake_us);
  runner->is_event = *in == '!';
  if (!is_tick)
    {
      clasp_value_clear (last);
      *last = read_value (runner->is_event ? in + 1 : in);
    }
  value = clasp_value_copy (last);
  result = clasp_step_runner_run (runner, now_us, is_tick, &value);
  check_result (step, moment, sign + 1, result, &value);
}

static void
test_stories (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (stories[i].step);
      g_auto (GStrv)           moments = g_strsplit (stories[i].story, " ", -1);
      g_auto (ClaspValue)      last = CLASP_VALUE_INIT;

      for (guint j = 0; moments[j] != NULL; j++)
        check_moment (&runner, stories[i].step, moments[j], &last);
    }
}

/* mapping.md 17, 10: ten a second under a thousand a second, and the last one arrives. */
static void
test_rate_limit_under_load (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("ratelimit 10");
  guint                    n = 0;
  gint64                   last = -1, now_us;
  ClaspValue               value;

  for (guint i = 0; i < 1000; i++)
    {
      now_us = i * 1000;
      if (runner.wake_us != 0 && runner.wake_us <= now_us)
        {
          value = clasp_value_int (i - 1);
          n +=
            clasp_step_runner_run (&runner, runner.wake_us, TRUE, &value) == CLASP_TRANSFORM_PASS;
        }
      value = clasp_value_int (i);
      n += clasp_step_runner_run (&runner, now_us, FALSE, &value) == CLASP_TRANSFORM_PASS;
    }
  g_assert_cmpuint (n, <=, 11);
  g_assert_cmpuint (n, >=, 10);
  while (runner.wake_us != 0)
    {
      value = clasp_value_int (999);
      if (clasp_step_runner_run (&runner, runner.wake_us, TRUE, &value) == CLASP_TRANSFORM_PASS)
        last = value.as.integer;
    }
  g_assert_cmpint (last, ==, 999);
}

/* At the limit nothing goes out early; one more, and the oldest does. */
static void
test_delay_is_bounded (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("delay 1");

  for (gint64 i = 0; i < 10000; i++)
    {
      ClaspValue value = clasp_value_int (i);

      g_assert_cmpint (clasp_step_runner_run (&runner, i, FALSE, &value), ==, CLASP_TRANSFORM_DROP);
    }
  for (gint64 i = 10000; i < 10003; i++)
    {
      ClaspValue value = clasp_value_int (i);

      g_assert_cmpint (clasp_step_runner_run (&runner, i, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
      g_assert_cmpint (value.as.integer, ==, i - 10000);
    }
}

/* A clock that is set back holds nothing up for longer than the settings say. */
static void
test_clock_set_back (void)
{
  static const char *const steps[] = { "ratelimit 10", "debounce 0.1", "delay 0.1" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (steps[i]);
      ClaspValue               value = clasp_value_int (1);

      clasp_step_runner_run (&runner, 1000 * G_USEC_PER_SEC, FALSE, &value);
      clasp_value_clear (&value);
      value = clasp_value_int (2);
      clasp_step_runner_run (&runner, 0, FALSE, &value);
      g_assert_cmpint (runner.wake_us, <=, 100000);
      clasp_value_clear (&value);
    }
}

static void
test_settings_that_cannot_work_are_refused (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "lookup pairs=1", "pairs: ‘1’ is no KEY=VALUE" },
    { "lookup pairs=9..0=1", "pairs: 9..0 is no range" },
    { "select index=/a field=b", "index and field: only one can choose" },
    { "format {value:.31f}", "text: ‘.31f’: more than 30 places" },
    { "format {value:257d}", "text: ‘257d’: wider than 256" },
    { "format {value:q}", "text: ‘q’ is no s, d, x, X, f, e, g or %" },
    { "format {value:dd}", "text: ‘dd’ is no s, d, x, X, f, e, g or %" },
    { "format {nothing}", "text: {nothing} names nothing" },
    { "format a{b", "text: a lone {; write {{ for it" },
    { "format a}b", "text: a lone }; write }} for it" },
    { "parse group=2", "group: the pattern has only 1" },
    { "pick paths=", "paths: none is given" },
    { "pack keys=a;b;a", "keys: ‘a’ stands twice" },
    { "split separator=", "separator: is empty" },
    { "pad with=", "with: ‘’ is not one letter" },
    { "remap 1 1", "in-min and in-max are the same" },
    { "quantizeto list", "list: is empty" },
    { "quantizeto list list=1;x", "list: ‘x’ is no number" },
    { "curvepoints points=", "points: there is none" },
    { "curvepoints points=0", "points: ‘0’ is no X,Y,KIND" },
    { "curvepoints points=0,0,round", "points: ‘round’ is not linear, hold, bezier or cubic" },
    { "curvepoints points=0,0,bezier",
      "points: ‘0,0,bezier’ has not as many numbers as its kind takes" },
    { "curvepoints points=0,0,bezier,2,0,0,0",
      "points: ‘0,0,bezier,2,0,0,0’: handles have x from 0 to 1" },
    { "curvepoints points=0,0;0,1", "points: ‘0,1’ is not to the right of the one before" },
    { "curvepoints points=0,0;1.1,1", "points: ‘1.1,1’ is not between 0 and 1" },
    { "curvepoints table=1", "table: one number makes no curve" },
    { "curvepoints table=1;x", "table: ‘x’ is no number" },
    { "ease bezier=1,2,3", "bezier: ‘1,2,3’ is no x1 y1 x2 y2" },
    { "ease bezier=0,0,1,1,1", "bezier: ‘0,0,1,1,1’ is no x1 y1 x2 y2" },
    { "ease bezier=-0.1,0,1,1", "bezier: x1 and x2 are from 0 to 1" },
    { "cct 6500 2700", "warm is not below cool" },
    { "rgb2rgbw white=#fffff", "white: ‘#fffff’ is no colour, as #ffcc88" },
    { "rgb2rgbaw amber=#000", "amber: is black" },
    { "bits shl 64", "operand: there are bits 0 to 63" },
    { "bits and 0xG", "operand: ‘0xG’ is no whole number, as 12 or 0x0F" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (rows[i].step);
      g_autoptr (GError)         error = NULL;

      g_assert_false (clasp_transform_compile (step, NULL, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
      g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

static void
test_problems_are_said (void)
{
  static const struct
  {
    const char *step, *in, *problem;
  } rows[] = {
    { "fromjson", "x", "this step can make nothing of such a value" },
    { "log", "0", "the value or the result is not a number" },
    { "ema", "x", "the value or the result is not a number" },
    { "rgb2hsv", "[1,0]", "a part is missing, or not a number" },
    { "log", "1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (rows[i].step);
      g_auto (ClaspValue)      value = read_value (rows[i].in);

      clasp_step_runner_run (&runner, 0, FALSE, &value);
      g_assert_cmpstr (runner.problem, ==, rows[i].problem);
    }
}

/* ---- select ---- */

typedef struct
{
  ClaspValue index, a, b;
} Parameters;

static const ClaspValue *
get_parameter (ClaspStr address, gpointer user_data)
{
  Parameters       *parameters = user_data;
  const ClaspValue *found = NULL;

  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/index")))
    found = &parameters->index;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/a")))
    found = &parameters->a;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/b")))
    found = &parameters->b;
  return found != NULL && found->type != CLASP_VALUE_NULL ? found : NULL;
}

static void
test_select_between_parameters (void)
{
  Parameters               parameters = { .a = clasp_value_double (10.0) };
  const ClaspTransformEnv  env = { .get = get_parameter, .user_data = &parameters };
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("select index=/index inputs=/a;/b");
  const char *const       *watched = clasp_transform_get_watched (runner.step);
  ClaspValue               value = clasp_value_double (1.0);

  g_assert_cmpstr (watched[0], ==, "/index");
  g_assert_cmpstr (watched[1], ==, "/a");
  g_assert_cmpstr (watched[2], ==, "/b");
  g_assert_null (watched[3]);

  runner.env = &env;
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 1.0);

  parameters.index = clasp_value_int (1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 10.0);

  parameters.index = clasp_value_int (2);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_DROP);
}

static void
test_select_takes_so_many_inputs (void)
{
  g_autoptr (GString)        text = g_string_new ("select inputs=/0");
  g_autoptr (ClaspTransform) most = NULL, more = NULL;
  g_autoptr (GError)         error = NULL;

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, ";/%u", i);
  most = clasp_test_step (text->str);
  g_assert_true (clasp_transform_compile (most, NULL, NULL));
  g_string_append (text, ";/64");
  more = clasp_test_step (text->str);
  g_assert_false (clasp_transform_compile (more, NULL, &error));
  g_assert_cmpstr (error->message, ==, "inputs: more than 64");
}

/* ---- limits of texts and lists ---- */

static ClaspTransformResult
run_text (const char *step, gsize length, gsize *result_length)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner (step);
  g_autofree char         *text = g_strnfill (length, 'a');
  g_auto (ClaspValue)      value = clasp_value_string ((ClaspStr){ text, length });
  ClaspTransformResult     result = clasp_step_runner_run (&runner, 0, FALSE, &value);

  *result_length = clasp_value_get_string (&value).length;
  return result;
}

static void
test_texts_are_bounded (void)
{
  gsize length;

  g_assert_cmpint (run_text ("case", 65536, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("case", 65537, &length), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("replace find=a with=bb", 32768, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpuint (length, ==, 65536);
  g_assert_cmpint (run_text ("replace find=a with=bb", 32769, &length), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("format {value}!", 65535, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("format {value}!", 65536, &length), ==, CLASP_TRANSFORM_ERROR);
}

static ClaspTransformResult
run_list (const char *step, guint n)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner (step);
  g_autofree ClaspValue   *parts = g_new (ClaspValue, n);
  g_auto (ClaspValue)      value = CLASP_VALUE_INIT;

  for (guint i = 0; i < n; i++)
    parts[i] = clasp_value_int (i);
  value = clasp_value_array (parts, n);
  return clasp_step_runner_run (&runner, 0, FALSE, &value);
}

static void
test_lists_are_bounded (void)
{
  gsize length;

  g_assert_cmpint (run_list ("flatten", 4096), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_list ("flatten", 4097), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_list ("bits", 512), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_list ("bits", 513), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("split separator=a", 4095, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("split separator=a", 4096, &length), ==, CLASP_TRANSFORM_ERROR);
}

/* A half that waits for its other one is not touched by a list that makes no sense. */
static void
test_unreadable_lists_touch_nothing (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("join14");
  ClaspValue               half = clasp_value_int (64), endless = clasp_value_double (INFINITY);
  ClaspValue               value = half;

  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_DROP);
  clasp_value_clear (&value);
  value = clasp_value_array (&endless, 1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 1, FALSE, &value), ==, CLASP_TRANSFORM_ERROR);
  clasp_value_clear (&value);
  value = clasp_value_int (1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 2, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (value.as.integer, ==, 64 * 128 + 1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/value-steps/single-values", test_single_values);
  g_test_add_func ("/mapping/value-steps/pairs-undo-each-other", test_pairs_undo_each_other);
  g_test_add_func ("/mapping/value-steps/not-one-to-one",
                   test_what_is_not_one_to_one_cannot_be_undone);
  g_test_add_func ("/mapping/value-steps/stories", test_stories);
  g_test_add_func ("/mapping/value-steps/rate-limit-under-load", test_rate_limit_under_load);
  g_test_add_func ("/mapping/value-steps/delay-is-bounded", test_delay_is_bounded);
  g_test_add_func ("/mapping/value-steps/clock-set-back", test_clock_set_back);
  g_test_add_func ("/mapping/value-steps/settings-that-cannot-work",
                   test_settings_that_cannot_work_are_refused);
  g_test_add_func ("/mapping/value-steps/problems-are-said", test_problems_are_said);
  g_test_add_func ("/mapping/value-steps/select-between-parameters",
                   test_select_between_parameters);
  g_test_add_func ("/mapping/value-steps/select-takes-so-many-inputs",
                   test_select_takes_so_many_inputs);

  g_test_add_func ("/mapping/value-steps/texts-are-bounded", test_texts_are_bounded);
  g_test_add_func ("/mapping/value-steps/lists-are-bounded", test_lists_are_bounded);
  g_test_add_func ("/mapping/value-steps/unreadable-lists-touch-nothing",
                   test_unreadable_lists_touch_nothing);

  return g_test_run ();
}
