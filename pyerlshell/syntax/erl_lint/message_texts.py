"""The texts by tag: what `messages` fills in.

OTP: erl_lint:format_error/1
"""

from __future__ import annotations

from typing import Final

PLAIN: Final = {
    "undefined_module": "no module definition",
    "redefine_module": "redefining module",
    "pmod_unsupported": "parameterized modules are no longer supported",
    "non_latin1_module_unsupported": ("module names with non-latin1 characters are not supported"),
    "empty_module_name": "the module name must not be empty",
    "bad_module_name": "the module name must be an atom",
    "blank_module_name": "the module name must contain at least one visible character",
    "ctrl_chars_in_module_name": "the module name must not contain control characters",
    "invalid_call": "invalid function call",
    "invalid_record": "invalid record expression",
    "no_load_nif": "nifs defined, but no call to erlang:load_nif/2",
    "disallowed_nowarn_bif_clash": (
        "compile directive nowarn_bif_clash is no longer allowed --\n"
        "use explicit module names or -compile({no_auto_import, [F/A]})"
    ),
    "multiple_on_loads": "more than one on_load attribute",
    "nif_inline": (
        "inlining is enabled - local calls to NIFs may call their Erlang implementation instead"
    ),
    "bad_export_record": "badly formed -export_record(); expected a list of record names",
    "export_all": "export_all flag enabled - all functions will be exported",
    "update_literal": "expression updates a literal",
    "illegal_zip_generator": "only generators are allowed in a zip generator.",
    "compr_assign": (
        "matches using '=' are not allowed in comprehension qualifiers\n"
        "unless the experimental 'compr_assign' language feature is enabled.\n"
        "With 'compr_assign' enabled, a match 'P = E' will behave as a\n"
        "strict generator 'P <:- [E]'.\""
    ),
    "illegal_map_exact_in_comprehension": "illegal map association, did you mean to use `=>`?",
    "illegal_map_assoc_in_pattern": "illegal pattern, did you mean to use `:=`?",
    "illegal_pattern": "illegal pattern",
    "illegal_expr": "illegal expression",
    "illegal_guard_expr": "illegal guard expression",
    "match_float_zero": (
        "matching on the float 0.0 will no longer also match -0.0 in OTP 27.\n"
        "If you specifically intend to match 0.0 alone, write +0.0 instead."
    ),
    "illegal_map_construction": ("only association operators '=>' are allowed in map construction"),
    "native_record_in_guard": ("creating a record in a guard is only supported for tuple records"),
    "native_record_illegal_multi_field_init": (
        "multi-field initialization (assigning to _) is only supported for tuple records"
    ),
    "native_record_field_types": "native records do not allow special field types",
    "tuple_record_export": "tuple records cannot be exported; only native records can",
    "bad_multi_field_init": "'_' initializes no omitted fields",
    "native_record_illegal_record_info": "record_info/2 is only supported for tuple records",
    "illegal_record_info": "illegal record info",
    "match_alias_pats": (
        "a pattern `P1=P2` where both sides are constructors\n"
        "may yield an error in a future version of Erlang/OTP.\n"
        "Note that a pattern such as `{a,B}={Y,Z} -> ...` can always be\n"
        "written in a unified form `{a=Y,B=Z} -> ...`.\n"
        "Compile directive 'nowarn_match_alias_pats' can be used to suppress\n"
        "warnings in selected modules."
    ),
    "bittype_unit": "a bit unit size must not be specified unless a size is specified too",
    "illegal_bitsize": "illegal bit size",
    "non_integer_bitsize": (
        "a size expression in a pattern evaluates to a non-integer value;\n"
        "this pattern cannot possibly match"
    ),
    "unsized_binary_not_at_end": (
        "a binary field without size is only allowed at the end of a binary pattern"
    ),
    "typed_literal_string": ("a literal string in a binary pattern must not have a type or a size"),
    "utf_bittype_size_or_unit": (
        "neither size nor unit must be given for segments of type utf8/utf16/utf32"
    ),
    "unsized_binary_in_bin_gen_pattern": (
        "binary fields without size are not allowed in patterns of bit string generators"
    ),
    "old_abstract_code": (
        "abstract code generated before Erlang/OTP 19.0 and\n"
        "having typed record fields cannot be compiled"
    ),
    "spec_wrong_arity": "spec has wrong arity",
    "callback_wrong_arity": "callback has wrong arity",
    "deprecated_catch": (
        "'catch ...' is deprecated; please use 'try ... catch ... end' instead.\n"
        "Compile directive 'nowarn_deprecated_catch' can be used to suppress\n"
        "warnings in selected modules."
    ),
}

_BOOL_OP: Final = (
    "{1:s} is deprecated; use the short circuiting {2:s} instead.\n"
    "The {1:s} operator, which always evaluates both sides, could be\n"
    "removed in a future version of Erlang/OTP.\n"
    "Note that the 'and' and 'or' operators have unexpected precedence, so\n"
    "that e.g. `X > 3 or is_tuple(X)` parses as `X > (3 or is_tuple(X))`.\n"
    "Compile directive 'nowarn_obsolete_bool_op' can be used to suppress\n"
    "warnings in selected modules."
)

TEXTS: Final[dict[tuple[str, int], str | dict[str, str]]] = {
    ("attribute", 1): "attribute {1} after function definitions",
    ("missing_qlc_hrl", 1): 'qlc:q/{1} called, but "qlc.hrl" not included',
    ("redefine_import", 1): "function {1:imported}",
    ("bad_inline", 1): "inlined function {1:fa} undefined",
    ("bad_inline", 2): "inlined function {1:fa} undefined, did you mean {2:guess}?",
    ("undefined_nif", 1): "nif {1:fa} undefined",
    ("undefined_nif", 2): "nif {1:fa} undefined, did you mean {2:guess}?",
    ("invalid_deprecated", 1): "badly formed deprecated attribute {1}",
    ("bad_deprecated", 1): "deprecated function {1:fa} undefined or not exported",
    ("invalid_removed", 1): "badly formed removed attribute {1}",
    ("bad_removed", 1): {
        "all": "at least one function matching {1:fa} is still exported",
        "one": "removed function {1:fa} is still exported",
    },
    ("invalid_unsafe", 1): "badly formed unsafe attribute {1}",
    ("bad_unsafe", 1): "unsafe function {1:fa} undefined or not exported",
    ("invalid_fa_attribute", 1): "badly formed attribute {1}",
    ("bad_nowarn_unused_function", 1): "function {1:fa} undefined",
    ("bad_nowarn_unused_function", 2): "function {1:fa} undefined, did you mean {2:guess}?",
    ("bad_nowarn_bif_clash", 1): "function {1:fa} undefined",
    ("bad_nowarn_bif_clash", 2): "function {1:fa} undefined, did you mean {2:guess}?",
    ("bad_on_load", 1): "badly formed on_load attribute: {1}",
    ("bad_on_load_arity", 1): "function {1:fa} has wrong arity (must be 0)",
    ("duplicate_doc_attribute", 2): (
        "redefining documentation attribute ({1:p}) previously set at line {2:p}"
    ),
    ("undefined_on_load", 1): "function {1:fa} undefined",
    ("undefined_on_load", 2): "function {1:fa} undefined, did you mean {2:s}/0?",
    ("duplicated_export", 1): "function {1:fa} already exported",
    ("unused_import", 1): "import {1:import} is unused",
    ("undefined_function", 1): "function {1:fa} undefined",
    ("undefined_function", 2): "function {1:fa} undefined, did you mean {2:guess}?",
    ("redefine_function", 1): "function {1:fa} already defined",
    ("define_import", 1): "defining imported function {1:fa}",
    ("fun_import", 1): "creating a fun from imported name {1:fa} is not allowed",
    ("unused_function", 1): "function {1:fa} is unused",
    ("unexported_function", 1): "function {1:mfa} is not exported",
    ("call_to_redefined_bif", 1): (
        "ambiguous call of overridden auto-imported BIF {1:fa} --\n"
        'use erlang:{1:fa} or "-compile({{no_auto_import,[{1:fa}]}})." to resolve name clash'
    ),
    ("redefine_bif_import", 1): (
        "import directive overrides auto-imported BIF {1:fa} --\n"
        'use "-compile({{no_auto_import,[{1:fa}]}})." to resolve name clash'
    ),
    ("obsolete_bool_op", 2): _BOOL_OP,
    ("deprecated", 2): "{1:mfa} is deprecated; {2:instead}",
    ("deprecated", 3): "{1:mfa} is deprecated and will be removed in {3:s}; {2:instead}",
    ("unsafe", 2): "{1:mfa} is unsafe; {2:instead}",
    ("unsafe", 3): "{1:mfa} is unsafe and will be removed in {3:s}; {2:instead}",
    ("deprecated_type", 2): "the type {1:remote_type} is deprecated; {2:instead}",
    ("deprecated_callback", 2): "the callback {1:remote_type} is deprecated; {2:instead}",
    ("removed", 2): "{1:mfa} is removed; {2:instead}",
    ("removed", 3): "call to {1:mfa} will fail, since it was removed in {3:s}; use {2:mfa}",
    ("removed_type", 2): "the type {1:remote_type} is removed; {2:instead}",
    ("removed_callback", 2): "the callback {1:remote_type} is removed; {2:instead}",
    ("obsolete_guard", 1): (
        "{1:fa} as a type test is obsolete and will be\nremoved in OTP 30; use is_{1:fa} instead."
    ),
    ("obsolete_guard_overridden", 1): (
        "obsolete {1:s}/1 (meaning is_{1:s}/1) is illegal when there is a\n"
        "local/imported function named is_{1}/1"
    ),
    ("too_many_arguments", 1): "too many arguments ({1}) -- maximum allowed is 255",
    ("illegal_guard_local_call", 1): ("call to local/imported function {1:fa} is illegal in guard"),
    ("undefined_record", 1): "record {1} undefined",
    ("undefined_record", 2): "record {1} undefined, did you mean {2:s}?",
    ("redefine_record", 1): "record {1} already defined",
    ("redefine_field", 2): "field {2} already defined in record {1:record}",
    ("redefine_imported_record", 1): "record {1:record_of}",
    ("redefine_local_record", 1): "record {1:record} is already defined locally",
    ("undefined_native_record", 1): "native record {1} undefined",
    ("novalue", 2): "field {2} is not initialized in native record {1:record}",
    ("illegal_native_record_default", 2): (
        "illegal default value for field {2} in native record {1}"
    ),
    ("native_record_illegal_record_index", 2): (
        "syntax #{1}.{2} is only supported for tuple records"
    ),
    ("native_record_already_exported", 1): "native record {1} already exported",
    ("undefined_field", 2): "field {2} undefined in record {1:record}",
    ("undefined_field", 3): "field {2} undefined in record {1:codes}, did you mean {3:s}?",
    ("field_name_is_variable", 2): "field {2} is not an atom or _ in record {1}",
    ("wildcard_in_update", 1): "meaningless use of _ in update of record {1}",
    ("unused_record", 1): "record {1} is unused",
    ("untyped_record", 1): "record {1} has field(s) without type information",
    ("native_record_header", 1): "record {1} is defined in a header file",
    ("unbound_var", 1): "variable {1} is unbound",
    ("unbound_var", 2): "variable {1} is unbound, did you mean '{2:s}'?",
    ("unsafe_var", 2): "variable {1} unsafe in {2:in}",
    ("export_var_subexpr", 2): (
        "variable {1} exported from {2:in}.\n"
        "Exporting bindings from subexpressions other than block expressions is\n"
        "deprecated and may yield an error in a future version of Erlang/OTP.\n"
        "Please move the binding of {1} out of the {2:construct}.\n"
        "Compile directive 'nowarn_export_var_subexpr' can be used to suppress\n"
        "warnings in selected modules."
    ),
    ("exported_var", 2): "variable {1} exported from {2:in}",
    ("match_underscore_var", 1): (
        "variable {1} is already bound. If you mean to ignore this\n"
        "value, use '_' or a different underscore-prefixed name"
    ),
    ("match_underscore_var_pat", 1): (
        "variable {1} is bound multiple times in this pattern.\n"
        "If you mean to ignore this value, use '_' or\n"
        "a different underscore-prefixed name"
    ),
    ("shadowed_var", 2): "variable {1} shadowed in {2}",
    ("unused_var", 1): "variable {1} is unused",
    ("variable_in_record_def", 1): "variable {1} in record definition",
    ("stacktrace_guard", 1): "stacktrace variable {1} must not be used in a guard",
    ("stacktrace_bound", 1): "stacktrace variable {1} must not be previously bound",
    ("undefined_bittype", 1): "bit type {1} undefined",
    ("bittype_mismatch", 3): ("conflict in {3:s} specification for bit field: '{1:p}' and '{2:p}'"),
    ("illegal_bitsize_local_call", 1): (
        "call to local/imported function {1:fa} is illegal\n"
        "in a size expression for a binary segment"
    ),
    ("bad_bitsize", 1): "bad {1:s} bit size",
    ("conflicting_behaviours", 4): (
        "conflicting behaviours -- callback {1:fa} required by both '{2:p}' and '{4:p}' {3:where}"
    ),
    ("undefined_behaviour_func", 2): "undefined callback function {1:fa} (behaviour '{2}')",
    ("undefined_behaviour", 1): "behaviour {1} undefined",
    ("undefined_behaviour_callbacks", 1): "behaviour {1} callback functions are undefined",
    ("ill_defined_behaviour_callbacks", 1): (
        "behaviour {1} callback functions erroneously defined"
    ),
    ("ill_defined_optional_callbacks", 1): (
        "behaviour {1} optional callback functions erroneously defined"
    ),
    ("behaviour_info", 1): (
        "cannot define callback attibute for {1:fa_of_mfa} when behaviour_info is defined"
    ),
    ("redefine_optional_callback", 1): "optional callback {1:fa} duplicated",
    ("undefined_callback", 1): "callback {1:fa_of_mfa} is undefined",
    ("singleton_typevar", 1): "type variable {1} is only used once (is unbound)",
    ("bad_export_type", 1): "bad export_type declaration",
    ("duplicated_export_type", 1): "type {1:fa} already exported",
    ("undefined_type", 1): "type {1:type} undefined",
    ("unused_type", 1): "type {1:type} is unused",
    ("redefine_builtin_type", 1): "local redefinition of built-in type: {1:type}",
    ("renamed_type", 2): "type {1}() is now called {2}(); please use the new name instead",
    ("redefine_type", 1): "type {1:type} already defined",
    ("type_syntax", 1): "bad {1} type",
    ("redefine_spec", 1): {
        "2": "spec for {1:fa} already defined",
        "3": "spec for {1:mfa_tw} already defined",
    },
    ("redefine_callback", 1): "callback {1:fa} already defined",
    ("bad_callback", 1): "explicit module not allowed for callback {1:mfa_tw}",
    ("bad_module", 1): "spec for function {1:mfa_w} from other module",
    ("spec_fun_undefined", 1): "spec for undefined function {1:fa}",
    ("missing_spec", 1): "missing specification for function {1:fa}",
    ("not_exported_opaque", 1): "opaque type {1:type} is not exported",
    ("bad_dialyzer_attribute", 1): "badly formed dialyzer attribute: {1}",
    ("bad_dialyzer_option", 1): "unknown dialyzer warning option: {1}",
    ("future_feature", 2): "atom '{2:p}' is reserved in the experimental feature '{1:p}'",
}
