"""Transcripts: what a console showed, read, run again, compared and written anew.

document, reader    a document and the places of everything in it; formats, reading: how it is read
replay              documents run, prompt by prompt; run, jobs: files; options, result
session             a console typed at by a program (session_console, _clock, _budget)
opening, sandbox    where sessions are made, and what they may do outside; scratch: their folder
building            listings that a page calls and does not compile
real_erl            an installed erl as a console (`--with`)
judging             the verdict on an output; readings: under which other reading a page would hold
profiles, map_order releases as pages show them
rewrite             new outputs in place of old
reporting           for people, for programs
continuing          a live prompt, a step at a time
recording, pasted   sessions saved; transcripts pasted at a prompt
command             `pyerlshell replay`; pytest_plugin: documents as tests; using.md: how to use it
compare, examples   the strictest comparison, of recordings; the transcripts that are shipped
"""
