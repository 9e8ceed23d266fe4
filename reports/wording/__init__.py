"""Second step of every paper: Vietnamese sentences from facts. Pure.

Literals, never gettext: an English interface must not change a paper. Nothing is invented:
what is not known stays out of the sentence.
"""
