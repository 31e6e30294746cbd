"""Transcripts: what a console showed, read, run again and compared.

reader    text to steps: prompts, inputs, outputs, files that change between them
compare   printed lines against the transcript's, changing names matched one to one
session   a console typed at by a program
replay    steps through a session, a verdict each
examples  the transcripts that are shipped
command   `pyerlshell replay`
"""
