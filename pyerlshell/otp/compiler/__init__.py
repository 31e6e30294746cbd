"""The compiler application, as programs call it.

compile           file/1,2, forms/1,2 and their options (compile_options)
compile_job       one compilation from source to object code
compile_object    the contents of the object code
parse_transforms  modules that rewrite the forms first
compile_report    diagnostics with the line of the source and a caret (sys_messages: for others)
compile_stages    listings, and rules for make(1)
sys_pre_attributes   a parse transform that edits attributes
v3_core, sys_core_fold, beam_core_to_ssa, beam_doc   texts of warnings, under the reference's names
"""
