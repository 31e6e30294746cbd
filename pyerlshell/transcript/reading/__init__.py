"""From blocks of rows to prompts, outputs, listings and steps.

encodings    bytes to text without loss
counters     line numbers that a page printed into its code
prompts      prompts and continuations, in every style
arrange      a block's rows made ready: one line a row, nothing in front of it
looks        what a line looks like by itself
punctuation  smart quotes, full-width signs
remarks      an author's words behind an input or an output
collect      one input: how far it goes
consoles     which prompt belongs to which console
machine      rows to prompts, steps, raw listings
unprompted   documents without prompts
forms        a source as forms, clauses and elisions
merging      an elided listing made whole
listings     versions of modules
"""
